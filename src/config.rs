//! What a run will do: the configuration file and the command line brought together and checked.
//!
//! An option on the command line replaces the file's key; of a list, the whole list. Only columns add up: those of the
//! command line come first. Paths in the file are taken from the file's own folder. What is wrong is told with the line
//! it stands on, and with the nearest right word.
//!
//! To add a setting: a field here, a key in `config/file.rs`, a line in `docs/intake.toml` (a test asks for it).
//! Knows nothing of clap: `cli` fills in [`Options`].

mod columns;
mod file;
mod nightly;
mod options;
mod value;

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

pub use self::columns::columns_section;
use self::file::File;
pub use self::nightly::{LogFormat, Nightly, Notify, Summary};
pub use self::options::Options;
use self::value::Setting;
use crate::error::{Error, IoContext, Result};
use crate::model::{
    Charset, CountryCode, Field, FolderPattern, Lang, Limits, MatchMethod, Matching, Partner, Role, Severity,
    TableFormat,
};

/// The configuration file that is read without being named, if the current folder has it.
pub const DEFAULT_FILE: &str = "intake.toml";

/// The folder that results go to when none is named.
pub const DEFAULT_OUT: &str = "intake-out";

/// What a run will do, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The configuration file that was read, for the summary to name.
    pub file: Option<PathBuf>,
    /// What is read, and how.
    pub input: Input,
    /// What is written, and how.
    pub output: Output,
    /// Who runs the import, and when.
    pub partner: Partner,
    /// Rules and the severity each is given, in the order they apply: `all` first, then as in the file. Whether there
    /// are such rules is for the catalogue to say.
    pub rules: Vec<RuleSetting>,
    /// How rows are matched.
    pub matching: Matching,
    /// How it runs.
    pub run: Run,
    /// Where lists come from and go to when nobody watches.
    pub nightly: Nightly,
}

/// What is read, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// Files, folders, globs, or `-`.
    pub paths: Vec<String>,
    /// Lists of existing customers: files or globs.
    pub existing: Vec<String>,
    /// The folder in which the index of these lists is kept; none is kept without one.
    pub index: Option<PathBuf>,
    /// The store of known customers: a file, or a server's address.
    pub store: Option<String>,
    /// The sheet to read of a workbook; else every sheet that holds a list.
    pub sheet: Option<String>,
    /// The header's row number as a spreadsheet shows it.
    pub header_row: Option<u32>,
    /// Whether there is no header, and the first row is data.
    pub no_header: bool,
    /// The encoding of texts that do not prove to be UTF-8; guessed if not told.
    pub charset: Option<Charset>,
    /// What stands between the cells of inputs that are text; found if not told.
    pub delimiter: Option<u8>,
    /// What an input may ask for.
    pub limits: Limits,
    /// The folder of Partner Center's own answers about countries, which go before what the program knows.
    pub country_rules: Option<PathBuf>,
    /// Headers whose field is told; those without a field are carried through.
    pub columns: Vec<(String, Option<Field>)>,
}

/// What is written, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Output {
    /// The folder of the results.
    pub dir: FolderPattern,
    /// Whether an earlier result in it may be replaced.
    pub overwrite: bool,
    /// The tables' format; none leaves it to the first input.
    pub format: Option<TableFormat>,
    /// Whether CSV tables begin with a byte-order mark.
    pub bom: bool,
    /// Whether CSV tables are for machines alone: no cell is marked as text for spreadsheets.
    pub raw: bool,
    /// Whether letters for relationship requests are written as files.
    pub eml: bool,
}

/// How it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Run {
    /// How many threads; none for as many as the machine has.
    pub threads: Option<NonZeroUsize>,
    /// The language of messages and reports.
    pub language: Lang,
    /// Whether rows that need a person still end in exit code 0.
    pub exit_zero: bool,
    /// Whether the run goes on where a killed one of the same lists was stopped.
    pub resume: bool,
    /// Whether findings on the terminal show the cell at fault.
    pub show_values: bool,
    /// Whether the summary and the progress are left out.
    pub quiet: bool,
    /// Whether the summary is JSON on standard output.
    pub json: bool,
    /// How much people are told at the end.
    pub summary: Summary,
    /// In which form a run tells what it does.
    pub log_format: LogFormat,
    /// The file of figures for a monitoring system.
    pub metrics: Option<PathBuf>,
}

/// A rule, or `all`, and the severity it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// The rule's name, or `all`.
    pub rule: String,
    /// The only country it is said for.
    pub country: Option<CountryCode>,
    /// What it weighs in this run.
    pub severity: Severity,
    /// The line of the configuration file, for whoever finds that there is no such rule.
    pub line: u32,
}

impl Config {
    /// Reads the configuration file, the one that is named or else [`DEFAULT_FILE`] in `folder` if it is there, and
    /// brings it together with the command line.
    pub fn load(options: &Options, folder: &Path) -> Result<Config> {
        let default = folder.join(DEFAULT_FILE);
        let path = match &options.config {
            Some(named) => named.clone(),
            None if default.is_file() => default,
            None => return Config::build(options, None),
        };
        let text = std::fs::read_to_string(&path).reading(&path)?;
        Config::build(options, Some((&path, &text)))
    }

    /// Brings the command line and the text of a configuration file together.
    pub fn build(options: &Options, file: Option<(&Path, &str)>) -> Result<Config> {
        let file = match file {
            Some((path, text)) => File::parse(path, text)?,
            None => File::default(),
        };
        let partner = partner(options, &file)?;
        let nightly = nightly::nightly(options, &file, &partner.today)?;
        Ok(Config {
            input: input(options, &file)?,
            output: output(options, &file, nightly.inbox.is_some())?,
            partner,
            nightly,
            rules: file.rules()?,
            matching: matching(options, &file)?,
            run: run(options, &file)?,
            file: file.path,
        })
    }

    /// The inputs, which a run cannot do without.
    pub fn inputs(&self) -> Result<&[String]> {
        if self.input.paths.is_empty() {
            return Err(Error::could_not_run("there is nothing to read")
                .with_hint("name a file, a folder, or `-` for standard input; or an `inbox` in `[nightly]`"));
        }
        Ok(&self.input.paths)
    }
}

impl RuleSetting {
    /// The error of a rule that does not exist, or that cannot differ by country; `rules` are the names that can stand
    /// there.
    pub fn unknown(&self, config: &Config, rules: &[&str]) -> Error {
        let hint = crate::nearest::hint_or(&self.rule, rules.iter().copied(), "`intake rules` lists them all");
        let differs = if self.country.is_some() { " that can differ by country" } else { "" };
        let what = format!("there is no rule `{}`{differs}", self.rule);
        let error = Error::could_not_run(what).at_line(self.line).with_hint(hint);
        match &config.file {
            Some(file) => error.in_file(file),
            None => error,
        }
    }
}

fn input(options: &Options, file: &File) -> Result<Input> {
    let keys = &file.keys.input;
    let mut columns: Vec<(String, Option<Field>)> = Vec::new();
    for map in &options.maps {
        columns.push(Setting::option("--map", map).header_and_field()?);
    }
    for (header, field) in &keys.columns {
        columns.push((header.clone(), file.setting_of("columns", field).field()?));
    }
    let header_row = options.header_row.or(keys.header_row).map(NonZeroU32::get);
    let no_header = options.no_header || keys.no_header && options.header_row.is_none();
    if no_header && header_row.is_some() {
        return Err(Error::could_not_run("a header row is named, and it is said that there is none")
            .with_hint("give either `--header-row` or `--no-header`"));
    }
    let charset = Setting::optional("--encoding", options.encoding.as_ref())
        .or_else(|| file.setting("encoding", keys.encoding.as_ref()))
        .map(|encoding| encoding.charset())
        .transpose()?;
    let delimiter = Setting::optional("--delimiter", options.delimiter.as_ref())
        .or_else(|| file.setting("delimiter", keys.delimiter.as_ref()))
        .map(|delimiter| delimiter.delimiter())
        .transpose()?;
    Ok(Input {
        no_header,
        charset,
        delimiter,
        limits: limits(options, file)?,
        paths: or_else(&options.inputs, || file.paths(&keys.paths)),
        existing: or_else(&options.existing, || file.paths(&keys.existing)),
        index: options.index.clone().or_else(|| keys.index.as_ref().map(|dir| file.beside(dir))),
        store: options.store.clone().or_else(|| keys.store.as_ref().map(|store| file.store(store))),
        sheet: options.sheet.clone().or_else(|| keys.sheet.clone()),
        header_row,
        country_rules: options
            .country_rules
            .clone()
            .or_else(|| keys.country_rules.as_ref().map(|dir| file.beside(dir))),
        columns,
    })
}

/// The limits: the file's, then those of the command line.
fn limits(options: &Options, file: &File) -> Result<Limits> {
    let mut limits = Limits::default();
    for (name, value) in file.keys.limits.all() {
        if let (Some(limit), Some(value)) = (limits.of(name), file.setting(name, value)) {
            *limit = value.size()?;
        }
    }
    for option in &options.limits {
        let (name, size) = Setting::option("--limit", option).limit()?;
        if let Some(limit) = limits.of(name) {
            *limit = size;
        }
    }
    Ok(limits)
}

fn output(options: &Options, file: &File, has_inbox: bool) -> Result<Output> {
    let keys = &file.keys.output;
    let format = Setting::optional("--format", options.format.as_ref())
        .or_else(|| file.setting("format", keys.format.as_ref()))
        .map(|format| format.one_of("format", TableFormat::ALL, TableFormat::name))
        .transpose()?;
    let eml = options.eml || keys.eml;
    if eml && file.keys.partner.relationship_link.is_none() {
        return Err(Error::could_not_run("there is no link to put into the e-mails that ask for a relationship")
            .with_hint(
                "copy yours from Partner Center into the configuration file: `relationship_link` in `[partner]`",
            ));
    }
    Ok(Output {
        dir: nightly::folder(options, file, has_inbox)?,
        overwrite: options.overwrite || keys.overwrite,
        format,
        bom: options.bom || keys.bom,
        raw: options.raw || keys.raw,
        eml,
    })
}

fn partner(options: &Options, file: &File) -> Result<Partner> {
    let keys = &file.keys.partner;
    let role = Setting::optional("--role", options.role.as_ref())
        .or_else(|| file.setting("role", keys.role.as_ref()))
        .map(|role| role.one_of("role", Role::ALL, Role::name))
        .transpose()?;
    let country = Setting::optional("--partner-country", options.partner_country.as_ref())
        .or_else(|| file.setting("country", keys.country.as_ref()))
        .map(|country| country.country())
        .transpose()?;
    let domains: Vec<Setting<'_>> = if options.partner_domains.is_empty() {
        keys.domains.iter().map(|domain| file.setting_of("domains", domain)).collect()
    } else {
        options.partner_domains.iter().map(|domain| Setting::option("--partner-domain", domain)).collect()
    };
    let tenant_id = file.setting("tenant_id", keys.tenant_id.as_ref()).map(|id| id.guid()).transpose()?;
    let relationship_link =
        file.setting("relationship_link", keys.relationship_link.as_ref()).map(|link| link.link()).transpose()?;
    let today = Setting::optional("--today", options.today.as_ref())
        .or_else(|| file.setting("today", file.keys.run.today.as_ref()))
        .map(|today| today.date())
        .transpose()?;
    Ok(Partner {
        role: role.unwrap_or_default(),
        country,
        domains: domains.iter().map(Setting::domain).collect::<Result<_>>()?,
        company_name: keys.company_name.clone().unwrap_or_default(),
        tenant_id: tenant_id.unwrap_or_default(),
        relationship_link: relationship_link.unwrap_or_default(),
        // The one look at a clock: from here on the date is an input like any other.
        today: today.unwrap_or_else(|| jiff::Zoned::now().date()).to_string(),
    })
}

fn matching(options: &Options, file: &File) -> Result<Matching> {
    let keys = &file.keys.matching;
    let method = Setting::optional("--matching", options.matching.as_ref())
        .or_else(|| file.setting("method", keys.method.as_ref()))
        .map(|method| method.one_of("method", MatchMethod::ALL, MatchMethod::name))
        .transpose()?;
    #[expect(clippy::cast_possible_truncation, reason = "what is out of range is taken for the end of the range")]
    let hundredths = |bits: f64| (bits.clamp(-100.0, 100.0) * 100.0).round() as i32;
    Ok(Matching {
        method: method.unwrap_or_default(),
        sure_from: keys.sure_from.map(hundredths),
        review_from: keys.review_from.map(hundredths),
    })
}

fn run(options: &Options, file: &File) -> Result<Run> {
    let keys = &file.keys.run;
    let language = Setting::optional("--lang", options.lang.as_ref())
        .or_else(|| file.setting("lang", keys.lang.as_ref()))
        .map(|language| language.one_of("language", Lang::ALL, Lang::name))
        .transpose()?;
    Ok(Run {
        threads: options.threads.or(keys.threads).and_then(NonZeroUsize::new),
        language: language.unwrap_or_default(),
        exit_zero: options.exit_zero || keys.exit_zero,
        resume: options.resume || keys.resume,
        show_values: options.show_values || keys.show_values,
        quiet: options.quiet || keys.quiet,
        json: options.json || keys.json,
        summary: nightly::summary(options, file)?,
        log_format: nightly::log_format(options, file)?,
        metrics: options.metrics.clone().or_else(|| keys.metrics.as_ref().map(|path| file.beside(path))),
    })
}

fn or_else(given: &[String], other: impl FnOnce() -> Vec<String>) -> Vec<String> {
    if given.is_empty() { other() } else { given.to_vec() }
}

#[cfg(test)]
mod tests;
