//! The command line: what can be typed, and which command answers. clap lives here and nowhere else.

mod countries;
mod customers;
mod doctor;
mod explain;
mod fix;
mod inspect;
mod known;
mod language;
mod log;
mod matching;
mod metrics;
mod nightly;
mod notify;
mod purge;
mod run;
mod runs;
mod signals;
mod summary;
mod template;
mod verify;
mod watch;

use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use partner_intake::config::{DEFAULT_OUT, LogFormat, Options, Summary};
use partner_intake::error::{IoContext as _, Result};
use partner_intake::model::{Lang, MatchMethod, Role, TableFormat, terminal};
use partner_intake::read::apart::{COMMAND, serve};

pub(crate) use language::language;

/// Prepares lists of prospective customers for Microsoft Partner Center.
///
/// Reads CSV and Excel lists, checks every row against Partner Center's rules and the country's requirements, recognises
/// duplicates and customers that exist already, and writes four lists: accepted, relationship requests, review, rejected.
#[derive(Parser)]
#[command(name = "intake", version, about, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Start here:
  intake inspect prospects.xlsx                               how the list is read: columns and first rows
  intake check prospects.xlsx                                 what would happen, nothing written
  intake run prospects.xlsx --existing Customers.csv          the four lists, in intake-out
  intake rules email-syntax                                   one rule explained
  intake countries PL                                         what one country requires

Exit codes:
  0  every row was accepted or became a relationship request
  1  some rows need a person: rejected, or to review
  2  could not run: usage, configuration or unreadable input; nothing was published
  3  failed while running; nothing was published
130  stopped by Ctrl-C, 143 by a request to end; nothing was published";

#[derive(Subcommand)]
enum Command {
    /// Read, validate, match, route and write: the main job.
    #[command(after_help = RUN_HELP)]
    Run(RunArgs),
    /// Make the same decisions and write nothing: the summary and the first findings.
    Check(RunArgs),
    /// Show how one list would be read: its format, its sheets, what each column holds and why, and the first rows.
    #[command(after_help = inspect::HELP)]
    Inspect(inspect::InspectArgs),
    /// List the rules, or explain one.
    Rules {
        /// The rule to explain, such as `email-syntax`.
        rule: Option<String>,
        #[command(flatten)]
        words: WordArgs,
    },
    /// Show what is known and required in a country, or the table of all; import Partner Center's own answers.
    #[command(args_conflicts_with_subcommands = true, subcommand_precedence_over_arg = true)]
    Countries {
        #[command(subcommand)]
        command: Option<countries::CountriesCommand>,
        /// The country's ISO code or name.
        country: Option<String>,
        #[command(flatten)]
        source: countries::SourceArgs,
        #[command(flatten)]
        words: WordArgs,
    },
    /// Put the values that the rules suggest into a list, beside a list of what was changed. The list itself stays.
    #[command(after_help = fix::HELP)]
    Fix(fix::FixArgs),
    /// Write a workbook to hand to whoever fills in a list: headers, notes, drop-downs.
    #[command(after_help = template::HELP)]
    Template(template::TemplateArgs),
    /// Audit a finished run: every input row is in exactly one list, and every file is what the manifest says.
    Verify {
        /// The result's folder.
        folder: PathBuf,
        #[command(flatten)]
        words: WordArgs,
    },
    /// The store of known customers: import, list, find, export, forget, count.
    #[command(subcommand)]
    Customers(customers::CustomersCommand),
    /// Look into the matching of companies.
    Match {
        #[command(subcommand)]
        command: matching::MatchCommand,
    },
    /// Check everything that runs need, before the first night: configuration, store, folders, rights, space, lists.
    #[command(after_help = doctor::HELP)]
    Doctor(doctor::DoctorArgs),
    /// Show what the runs came to, the newest first.
    #[command(after_help = runs::HELP)]
    Runs(runs::RunsArgs),
    /// Remove results, archived files and history that are older than they are to be kept.
    #[command(after_help = purge::HELP)]
    Purge(purge::PurgeArgs),
    /// Read a workbook for another run of this program, which asks through pipes.
    #[command(name = COMMAND, hide = true)]
    ReadWorkbook {
        /// The workbook.
        file: PathBuf,
    },
    /// Print a completion script for a shell.
    #[command(after_help = "Example:\n  intake completions bash > ~/.local/share/bash-completion/completions/intake")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

const RUN_HELP: &str = "\
Examples:
  intake run prospects.xlsx --existing Customers.csv
  intake run inbox/ --out results/2026-11-22 --lang fr
  intake run 'lists/*.csv' --map \"Account=company_name\" --partner-country FR --partner-domain contoso.com
  intake run results/rejected.xlsx results/review.xlsx --out second    corrected files are inputs like any other";

/// How words are shown.
#[derive(Args)]
struct WordArgs {
    /// The language.
    #[arg(long, value_name = "LANG", value_parser = names(Lang::ALL, Lang::name))]
    lang: Option<String>,
    /// Print JSON for a program.
    #[arg(long)]
    json: bool,
}

/// The options of `run` and `check`; each has its key in the configuration file.
#[derive(Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
struct RunArgs {
    /// Files, folders or globs, or `-` for a list on standard input.
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,

    /// A list of existing customers, such as Partner Center's Customers.csv; may be given again.
    #[arg(long, value_name = "FILE")]
    existing: Vec<String>,
    /// Keep the index of these lists in this folder, for runs that use the same ones again.
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// The store of known customers, a file or a `PostgreSQL` server: rows are compared with it, and what the run accepts
    /// comes into it.
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// What counts as the same company: "exact" takes equal IDs, domains and names alone, and is faster [default: full].
    #[arg(long, value_name = "METHOD", value_parser = names(MatchMethod::ALL, MatchMethod::name))]
    matching: Option<String>,
    /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The folder of the results.
    #[arg(long, value_name = "DIR", help_heading = "Output", help = format!("The folder of the results; {{date}} and {{run}} stand for the day and a number [default: {DEFAULT_OUT}]"))]
    out: Option<PathBuf>,
    /// Replace an earlier result.
    #[arg(long, help_heading = "Output")]
    overwrite: bool,
    /// The tables' format [default: xlsx when the first input is a workbook, else csv].
    #[arg(long, value_name = "FORMAT", help_heading = "Output", value_parser = names(TableFormat::ALL, TableFormat::name))]
    format: Option<String>,
    /// Begin CSV tables with a byte-order mark, for Excel.
    #[arg(long, help_heading = "Output")]
    bom: bool,
    /// Leave cells of CSV tables as they are where a spreadsheet would run them as formulas: for machines alone.
    #[arg(long, help_heading = "Output")]
    raw: bool,
    /// Write the e-mails that ask for a relationship as drafts, in the folder `relationship-requests` of the result.
    #[arg(long, help_heading = "Output")]
    eml: bool,
    /// The language of messages [default: en].
    #[arg(long, value_name = "LANG", help_heading = "Output", value_parser = names(Lang::ALL, Lang::name))]
    lang: Option<String>,
    /// Print the summary as JSON on standard output.
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Print nothing but errors.
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    /// How much is told at the end [default: full].
    #[arg(long, value_name = "HOW", help_heading = "Output", value_parser = names(Summary::ALL, Summary::name))]
    summary: Option<String>,
    /// What is told on standard error: words, or an object of JSON a line [default: text].
    #[arg(long, value_name = "FORMAT", help_heading = "Output", value_parser = names(LogFormat::ALL, LogFormat::name))]
    log_format: Option<String>,
    /// Write figures of the run to this file, for Prometheus.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    metrics: Option<PathBuf>,
    /// Show the cells at fault too, in the findings that `check` prints.
    #[arg(long, help_heading = "Output")]
    show_values: bool,
    /// End with exit code 0 even when rows need a person.
    #[arg(long, help_heading = "Output")]
    exit_zero: bool,

    /// Your kind of agreement with Microsoft [default: direct-bill].
    #[arg(long, value_name = "ROLE", help_heading = "Partner", value_parser = names(Role::ALL, Role::name))]
    role: Option<String>,
    /// Your own country; decides the market you may sell in.
    #[arg(long, value_name = "CC", help_heading = "Partner")]
    partner_country: Option<String>,
    /// A domain of your own; may be given again.
    #[arg(long = "partner-domain", value_name = "DOMAIN", help_heading = "Partner")]
    partner_domains: Vec<String>,

    #[command(flatten)]
    read: ReadArgs,

    /// The folder of Partner Center's own answers about countries, filled by `intake countries import`.
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    country_rules: Option<PathBuf>,

    /// How many threads work [default: one for each processor].
    #[arg(long, value_name = "N", help_heading = "Run")]
    threads: Option<usize>,
    /// The day that counts as today, for a run that can be repeated: 2026-11-22.
    #[arg(long, value_name = "DATE", help_heading = "Run")]
    today: Option<String>,
    /// Go on where a killed run of the same lists was stopped, with the same result; tables must be csv.
    #[arg(long, help_heading = "Run")]
    resume: bool,
    /// How many seconds pass between two checkpoints. Changes no result.
    #[arg(long, value_name = "SECONDS", hide = true)]
    checkpoint_seconds: Option<u64>,
    /// How much text is worked on at a time, in bytes. Changes no result.
    #[arg(long, value_name = "BYTES", hide = true)]
    batch_bytes: Option<usize>,
}

/// How lists are read.
#[derive(Args)]
struct ReadArgs {
    /// The only sheet to read of a workbook.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    sheet: Option<String>,
    /// The row that holds the headers [default: found].
    #[arg(long, value_name = "N", help_heading = "Input")]
    header_row: Option<NonZeroU32>,
    /// There is no header: the first row is data. Say what columns hold by number: `--map "1=company_name"`.
    #[arg(long, help_heading = "Input", conflicts_with = "header_row")]
    no_header: bool,
    /// The encoding of text files that are not UTF-8, such as windows-1252 [default: guessed].
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    encoding: Option<String>,
    /// What stands between the cells of text files: one character, or `tab` [default: found].
    #[arg(long, value_name = "CHAR", help_heading = "Input")]
    delimiter: Option<String>,
    /// What a file may ask for: record, columns, cells, memory, unpacked or ratio, as in "unpacked=20G"; may be given again.
    #[arg(long = "limit", value_name = "NAME=VALUE", help_heading = "Input")]
    limits: Vec<String>,
    /// Say what a column holds: "HEADER=field"; may be given again. Without a field the column is only carried through.
    #[arg(long = "map", value_name = "HEADER=FIELD", help_heading = "Input")]
    maps: Vec<String>,
}

impl RunArgs {
    fn options(self) -> Options {
        Options {
            config: self.config,
            inputs: self.inputs,
            existing: self.existing,
            index: self.index,
            store: self.store,
            matching: self.matching,
            country_rules: self.country_rules,
            out: self.out,
            overwrite: self.overwrite,
            format: self.format,
            bom: self.bom,
            raw: self.raw,
            eml: self.eml,
            role: self.role,
            partner_country: self.partner_country,
            partner_domains: self.partner_domains,
            threads: self.threads,
            lang: self.lang,
            today: self.today,
            exit_zero: self.exit_zero,
            resume: self.resume,
            show_values: self.show_values,
            quiet: self.quiet,
            json: self.json,
            summary: self.summary,
            log_format: self.log_format,
            metrics: self.metrics,
            ..self.read.options()
        }
    }
}

impl ReadArgs {
    fn options(self) -> Options {
        Options {
            sheet: self.sheet,
            header_row: self.header_row,
            no_header: self.no_header,
            encoding: self.encoding,
            delimiter: self.delimiter,
            limits: self.limits,
            maps: self.maps,
            ..Options::default()
        }
    }
}

fn names<T: Copy>(all: &'static [T], name: fn(T) -> &'static str) -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(all.iter().map(|value| name(*value)))
}

/// Does what was typed, and returns the exit code.
pub(crate) fn run() -> Result<u8> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; both come this way.
            error.print().writing("standard output")?;
            return Ok(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match cli.command {
        Command::Run(args) => run::run(args, true),
        Command::Check(args) => run::run(args, false),
        Command::Inspect(args) => inspect::run(args),
        Command::Rules { rule, words } => explain::rules(rule.as_deref(), words.lang(), words.json),
        Command::Countries { command: Some(command), .. } => countries::run(command),
        Command::Countries { command: None, country, source, words } => {
            countries::show(country.as_deref(), &source.options(words))
        }
        Command::Fix(args) => fix::run(args),
        Command::Template(args) => template::run(&args),
        Command::Verify { folder, words } => verify::verify(&folder, &words),
        Command::Customers(command) => customers::customers(command),
        Command::Match { command } => matching::run(command),
        Command::Doctor(args) => doctor::run(args),
        Command::Runs(args) => runs::run(args),
        Command::Purge(args) => purge::run(args),
        Command::ReadWorkbook { file } => {
            serve::serve(&file, io::stdin().lock(), io::stdout().lock()).writing("standard output").map(|()| 0)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "intake", &mut script);
            to_stdout(&script)
        }
    }
}

impl WordArgs {
    fn options(self) -> Options {
        Options { lang: self.lang, json: self.json, ..Options::default() }
    }

    fn lang(&self) -> Lang {
        self.lang.as_deref().and_then(Lang::from_name).unwrap_or_default()
    }
}

/// Writes what was asked for to standard output.
fn to_stdout(bytes: &[u8]) -> Result<u8> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).writing("standard output")?;
    Ok(0)
}

/// Tells a person something. Where nobody listens, nothing is lost.
fn to_stderr(text: &str) {
    let _ = io::stderr().write_all(terminal::lines(text).as_bytes());
}
