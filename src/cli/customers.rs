//! `intake customers`: what is in the store of known customers, and what comes into it and out of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use partner_intake::config::{Config, Options};
use partner_intake::error::{Error, Result};
use partner_intake::messages::Messages;
use partner_intake::model::{Field, Lang};
use partner_intake::pipeline::Notice;
use partner_intake::pipeline::customers::{self, CustomerList};
use partner_intake::store::{Imported, KEPT, Store, Stored};
use partner_intake::write::NewFile;
use serde_json::{Value, json};

use super::known::Known;
use super::{WordArgs, to_stderr, to_stdout};

/// The commands of the store.
#[derive(Subcommand)]
pub(super) enum CustomersCommand {
    /// Bring lists of customers into the store: Partner Center's Customers.csv, or any list of customers.
    #[command(after_help = "\
Examples:
  intake customers import Customers.csv --full --store customers.db      every night, after the export
  intake customers import crm-customers.xlsx --store customers.db        other lists add to what is known")]
    Import {
        /// Files, folders or globs.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
        /// The list has every customer: those it does not have any more are marked as gone.
        #[arg(long)]
        full: bool,
        /// What the list is called in the store, the same from one import to the next [default: the file's name].
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
            let mut imported = Imported::default();
            for file in &files {
                let (of_file, notices) = customers::import(
                    &mut opened,
                    &CustomerList {
                        file,
                        name: name.as_deref(),
                        is_full: full,
                        day: &config.partner.today,
                        columns: &config.input.columns,
                        facts: known.facts(),
                    },
                )?;
                imported += of_file;
                warn(&notices, store.words.lang());
            }
            let figures = [
                ("customers", imported.customers),
                ("added", imported.added),
                ("updated", imported.updated),
                ("gone", imported.gone),
            ];
            tell_figures(&figures, &store.words, &opened)
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
            tell_figures(&[("exported", count)], &store.words, &opened)
        }
        CustomersCommand::Forget { customers, person, store } => {
            let mut opened = open(&Config::load(&store.options(), Path::new("."))?)?;
            let forgotten = match person {
                Some(email) => opened.forget_person(&email)?,
                None => opened.forget(&customers)?,
            };
            tell_figures(&[("forgotten", forgotten)], &store.words, &opened)
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

fn warn(notices: &[Notice], lang: Lang) {
    let words = Messages::of(lang);
    for notice in notices {
        let (warning, colon) = (words.text("severity.warning"), words.text("punctuation.colon"));
        to_stderr(&format!("{warning}{colon}{}\n", notice.text(words)));
    }
}

fn tell_figures(figures: &[(&str, u64)], words: &WordArgs, store: &Store) -> Result<u8> {
    if words.json {
        let figures: serde_json::Map<String, Value> =
            figures.iter().map(|(name, count)| ((*name).to_owned(), Value::from(*count))).collect();
        return to_stdout(format!("{:#}\n", Value::from(figures)).as_bytes());
    }
    let messages = Messages::of(words.lang());
    let mut text = String::new();
    for (name, count) in figures {
        let _ = writeln!(
            text,
            "{:>12}  {}",
            messages.number(*count),
            messages.text(&format!("store.{}", name.replace('_', "-")))
        );
    }
    let _ = writeln!(text, "{}", messages.fill("store.in", &[("store", &store.name())]));
    to_stdout(text.as_bytes())
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
                tell(stored, store.words.lang(), &mut lines);
            }
        }
        Ok(())
    })?;
    if store.words.json {
        return to_stdout(format!("{:#}\n", Value::from(listed)).as_bytes());
    }
    to_stdout(lines.as_bytes())
}

fn tell(stored: &Stored, lang: Lang, out: &mut String) {
    let messages = Messages::of(lang);
    let customer = &stored.customer;
    let _ = write!(out, "{}  {}", stored.identity, customer.value(Field::CompanyName));
    if !customer.value(Field::Country).is_empty() {
        let _ = write!(out, " ({})", customer.value(Field::Country));
    }
    let details = [
        ("store.formerly", stored.former_names.join(", ")),
        ("store.accepted-from", customer.place.clone()),
        ("store.gone-since", stored.gone_since.clone()),
    ];
    for (key, detail) in details.iter().filter(|(_, detail)| !detail.is_empty()) {
        let _ = write!(out, ", {}", messages.fill(key, &[("detail", detail)]));
    }
    out.push('\n');
}

fn as_json(stored: &Stored) -> Value {
    let mut value = json!({ "customer": stored.identity });
    for field in KEPT {
        if !stored.customer.value(*field).is_empty() {
            value[field.name()] = Value::from(stored.customer.value(*field));
        }
    }
    value["former_names"] = Value::from(stored.former_names.clone());
    value["origin"] = Value::from(stored.origin.clone());
    value["place"] = Value::from(stored.customer.place.clone());
    value["first_seen"] = Value::from(stored.first_seen.clone());
    value["last_seen"] = Value::from(stored.last_seen.clone());
    value["gone_since"] = Value::from(stored.gone_since.clone());
    value
}

fn stats(store: &mut Store, words: &WordArgs) -> Result<u8> {
    let stats = store.stats()?;
    let figures = [
        ("customers", stats.customers),
        ("accepted", stats.accepted),
        ("gone", stats.gone),
        ("former_names", stats.former_names),
    ];
    if words.json {
        let mut value = json!({});
        for (name, count) in figures {
            value[name] = Value::from(count);
        }
        let counts = |counts: &[(String, u64)]| -> Value {
            counts.iter().map(|(name, count)| (name.clone(), Value::from(*count))).collect()
        };
        value["origins"] = counts(&stats.origins);
        value["countries"] = counts(&stats.countries);
        return to_stdout(format!("{value:#}\n").as_bytes());
    }
    let messages = Messages::of(words.lang());
    let mut text = String::new();
    for (name, count) in figures {
        let _ = writeln!(
            text,
            "{:>12}  {}",
            messages.number(count),
            messages.text(&format!("store.{}", name.replace('_', "-")))
        );
    }
    for (heading, counts) in [("store.origins", &stats.origins), ("store.countries", &stats.countries)] {
        let _ = writeln!(text, "\n{}", messages.text(heading));
        for (name, count) in counts {
            let name = if name.is_empty() { "-" } else { name };
            let _ = writeln!(text, "{:>12}  {name}", messages.number(*count));
        }
    }
    to_stdout(text.as_bytes())
}
