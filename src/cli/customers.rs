//! `intake customers`: what is in the store of known customers, and what comes into it and out of it.

mod show;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use partner_intake::config::{Config, Options};
use partner_intake::error::{Error, Result};
use partner_intake::model::terminal;
use partner_intake::pipeline::customers::{self, CustomerList};
use partner_intake::store::{Forgotten, Store, Stored};
use partner_intake::write::NewFile;
use serde_json::Value;

use super::known::Known;
use super::run::reader;
use super::{WordArgs, to_stdout};
use show::{as_json, figures, one_line, pairs, stats, warn};

/// The commands of the store.
#[derive(Subcommand)]
pub(super) enum CustomersCommand {
    /// Bring lists of customers into the store: Partner Center's Customers.csv, its answer to `GET /v1/customers`, or any
    /// list of customers.
    #[command(after_help = "\
Examples:
  intake customers import Customers.csv --full --store customers.db      every night, after the export
  intake customers import customers.json --store customers.db            the answer to GET /v1/customers
  intake customers import crm-customers.xlsx --store customers.db        other lists add to what is known")]
    Import {
        /// Files, folders or globs.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        /// The list has every customer: those it does not have any more are marked as gone.
        #[arg(long)]
        full: bool,
        /// What the list is called in the store, the same from one import to the next [default: the file's name]. With
        /// `--full`, what a list of the same name had before and has not now is gone.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Say what a column holds: "HEADER=field"; may be given again.
        #[arg(long = "map", value_name = "HEADER=FIELD")]
        maps: Vec<String>,
        /// The day that counts as today.
        #[arg(long, value_name = "DATE")]
        today: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// List the customers in the store.
    List {
        /// Only those that a full list did not have any more.
        #[arg(long)]
        gone: bool,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Find customers by a part of their name, ID, domain, registration number or mail address.
    Find {
        /// What to look for.
        text: String,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Write every customer to a CSV file, which `--existing` and `import` read.
    Export {
        /// The file, which must not be there yet; `-` for standard output.
        file: PathBuf,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Erase customers, or a person's data, for good.
    #[command(after_help = "\
Examples:
  intake customers forget id:6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903 --store customers.db     as `list` names it
  intake customers forget --person ann@fabrikam.com --store customers.db                   the companies stay

What a later list says again comes back with it: take it out there too.")]
    Forget {
        /// The customers, as `list` and `find` name them.
        #[arg(value_name = "CUSTOMER", required_unless_present = "person")]
        customers: Vec<String>,
        /// Erase the name, mail address and phone of whoever has this mail address; the companies stay.
        #[arg(long, value_name = "EMAIL", conflicts_with = "customers")]
        person: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Show what people have decided in review files: such a pair of companies is not asked about again.
    Decisions {
        /// Write them to this CSV file, which must not be there yet, and show nothing.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Take back what was decided of a company: the next run asks again.
    #[command(after_help = "\
Examples:
  intake customers revoke \"registered:FR:552081317\" --store customers.db              as `decisions` names it
  intake customers revoke \"registered:FR:552081317\" id:C-2 --store customers.db       of this pair alone")]
    Revoke {
        /// The company that came in, as `decisions` names it.
        company: String,
        /// The known company, as `decisions` names it; all of them if it is left out.
        known: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Count the customers, by where they come from and by country.
    Stats {
        #[command(flatten)]
        store: StoreArgs,
    },
}

/// Not a doc comment, which would have to dress the address up.
const STORE_HELP: &str = "The store: a file, or postgres://USER@HOST/DATABASE [default: the configuration's]";

/// Which store, and how to tell of it.
#[derive(Args)]
pub(super) struct StoreArgs {
    #[arg(long, value_name = "STORE", help = STORE_HELP)]
    store: Option<String>,
    /// The configuration file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    words: WordArgs,
}

/// Does one of the commands.
pub(super) fn customers(command: CustomersCommand) -> Result<u8> {
    match command {
        CustomersCommand::Import { files, full, name, maps, today, store } => {
            let options = Options { maps, today, ..store.options() };
            let config = Config::load(&options, Path::new("."))?;
            let known = Known::of(&config)?;
            let mut opened = Store::open(named(&config)?)?;
            let list = CustomerList {
                reader: reader(),
                files: &files,
                name: name.as_deref(),
                is_full: full,
                day: &config.partner.today,
                columns: &config.input.columns,
                facts: known.facts(),
            };
            let (imported, notices) = customers::import(&mut opened, &list)?;
            warn(&notices, store.words.lang());
            let counts = [
                ("customers", imported.customers),
                ("added", imported.added),
                ("updated", imported.updated),
                ("gone", imported.gone),
            ];
            figures(&counts, &store.words, &opened)
        }
        CustomersCommand::List { gone, store } => show(&store, |stored| !gone || !stored.gone_since.is_empty()),
        CustomersCommand::Find { text, store } => {
            let wanted = text.to_lowercase();
            show(&store, |stored| {
                let values = stored.customer.values.iter().chain(&stored.former_names);
                values
                    .chain([&stored.identity, &stored.customer.tenant])
                    .any(|value| value.to_lowercase().contains(&wanted))
            })
        }
        CustomersCommand::Export { file, store } => {
            let mut opened = open(&Config::load(&store.options(), Path::new("."))?)?;
            if file == Path::new("-") {
                customers::export(&mut opened, &mut |bytes| to_stdout(bytes).map(drop))?;
                return Ok(0);
            }
            let mut written = NewFile::create(&file)?;
            let count = customers::export(&mut opened, &mut |bytes| written.write(bytes))?;
            written.finish()?;
            figures(&[("exported", count)], &store.words, &opened)
        }
        CustomersCommand::Forget { customers, person, store } => {
            let mut opened = open(&Config::load(&store.options(), Path::new("."))?)?;
            let Forgotten { customers, former_names, decisions, contacts } = match person {
                Some(email) => opened.forget_person(&email)?,
                None => opened.forget(&customers)?,
            };
            let counts = [
                ("erased_customers", customers),
                ("erased_former_names", former_names),
                ("erased_decisions", decisions),
                ("erased_contacts", contacts),
            ];
            figures(&counts, &store.words, &opened)
        }
        CustomersCommand::Decisions { out, store } => {
            let mut opened = open(&Config::load(&store.options(), Path::new("."))?)?;
            let decisions = opened.decisions()?;
            let Some(file) = out else { return pairs(&decisions, &store.words) };
            let mut written = NewFile::create(&file)?;
            written.write(&customers::decisions_as_csv(&decisions))?;
            written.finish()?;
            figures(&[("exported", decisions.len() as u64)], &store.words, &opened)
        }
        CustomersCommand::Revoke { company, known, store } => {
            let mut opened = open(&Config::load(&store.options(), Path::new("."))?)?;
            let revoked = opened.revoke(&company, known.as_deref())?;
            figures(&[("revoked", revoked)], &store.words, &opened)
        }
        CustomersCommand::Stats { store } => {
            let mut opened = open(&Config::load(&store.options(), Path::new("."))?)?;
            stats(&mut opened, &store.words)
        }
    }
}

impl StoreArgs {
    fn options(&self) -> Options {
        Options {
            config: self.config.clone(),
            store: self.store.clone(),
            lang: self.words.lang.clone(),
            json: self.words.json,
            ..Options::default()
        }
    }
}

/// Opens a store that is there.
fn open(config: &Config) -> Result<Store> {
    let store = named(config)?;
    if !Store::is_there(store) {
        return Err(Error::could_not_run("there is no store of known customers")
            .in_file(store)
            .with_hint("`intake customers import` and `intake run --store` make one"));
    }
    Store::open(store)
}

fn named(config: &Config) -> Result<&str> {
    match &config.input.store {
        Some(store) => Ok(store),
        None => Err(Error::could_not_run("no store of known customers was named")
            .with_hint("name it with `--store customers.db`, or as `store` in `[input]` of the configuration file")),
    }
}

fn show(store: &StoreArgs, is_wanted: impl Fn(&Stored) -> bool) -> Result<u8> {
    let mut opened = open(&Config::load(&store.options(), Path::new("."))?)?;
    let mut lines = String::new();
    let mut listed: Vec<Value> = Vec::new();
    opened.each(&mut |stored| {
        if is_wanted(stored) {
            if store.words.json {
                listed.push(as_json(stored));
            } else {
                one_line(stored, store.words.lang(), &mut lines);
            }
        }
        Ok(())
    })?;
    if store.words.json {
        return to_stdout(format!("{:#}\n", Value::from(listed)).as_bytes());
    }
    to_stdout(terminal::lines(&lines).as_bytes())
}
