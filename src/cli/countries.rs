//! `intake countries`: what is known of one country or of all, and Partner Center's own answers brought in.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use partner_intake::answers::{self, Change, Imported, Said};
use partner_intake::config::{Config, Options};
use partner_intake::country_page::{self, Card};
use partner_intake::error::{Error, IoContext as _, Result};
use partner_intake::facts::{Country, Facts};
use partner_intake::messages::Messages;
use partner_intake::model::{CountryCode, CountryReading, Lang};
use partner_intake::nearest;
use serde_json::{Value, json};

use super::explain::{plain, print_json};
use super::known::Known;
use super::{WordArgs, to_stdout};

#[derive(Subcommand)]
pub(super) enum CountriesCommand {
    /// Take over what Partner Center answers about countries, so that later runs obey it.
    ///
    /// Reads answers of `GET /v1/countryvalidationrules/{iso}` as they came: one or many, an array, its `items`, or one a
    /// line. Writes one file a country and tells what is otherwise than the program knew.
    #[command(after_help = IMPORT_HELP)]
    Import {
        /// Files of answers, or `-` for standard input.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// The folder to write to [default: the configuration's `country_rules`].
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// The day that counts as today: 2026-11-22.
        #[arg(long, value_name = "DATE")]
        today: Option<String>,
        #[command(flatten)]
        words: WordArgs,
    },
}

const IMPORT_HELP: &str = "\
Example:
  intake countries import answers.json --to country-rules
  intake run prospects.xlsx --country-rules country-rules";

/// Where answers of Partner Center are.
#[derive(Args)]
pub(super) struct SourceArgs {
    /// The folder of Partner Center's own answers [default: the configuration's `country_rules`].
    #[arg(long, value_name = "DIR")]
    country_rules: Option<PathBuf>,
    /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl SourceArgs {
    /// With the options of words, those of the whole command.
    pub(super) fn options(self, words: WordArgs) -> Options {
        Options { country_rules: self.country_rules, config: self.config, ..words.options() }
    }
}

/// Does what was asked about countries.
pub(super) fn run(command: CountriesCommand) -> Result<u8> {
    let CountriesCommand::Import { files, to, config, today, words } = command;
    import(&files, &Options { country_rules: to, config, today, ..words.options() })
}

/// Shows what is known of one country, or the table of all.
pub(super) fn show(wanted: Option<&str>, options: &Options) -> Result<u8> {
    let config = Config::load(options, Path::new("."))?;
    let (lang, as_json) = (config.run.language, options.json);
    let known = Known::of(&config)?;
    let facts = known.facts();
    let Some(wanted) = wanted else {
        if as_json {
            return print_json(&facts.countries().map(|country| json!(Card::of(country, lang))).collect());
        }
        return to_stdout(country_page::table(facts, lang).as_bytes());
    };
    let country = find(wanted, facts)?;
    if as_json {
        return print_json(&json!(Card::of(country, lang)));
    }
    let heading = format!("{} ({})", country.name(lang), country.code);
    to_stdout(format!("{heading}\n\n{}", plain(&country_page::section(country, lang))).as_bytes())
}

fn find<'f>(wanted: &str, facts: &'f Facts) -> Result<&'f Country> {
    let code = match facts.read_country(wanted) {
        CountryReading::Known(code) => Some(code),
        _ => CountryCode::new(wanted),
    };
    code.and_then(|code| facts.country(code)).ok_or_else(|| {
        let names = facts.countries().flat_map(|country| [country.name_en.as_str(), country.name_fr.as_str()]);
        let otherwise = "give its ISO 3166-1 code or its name; `intake countries` lists them all";
        let hint = nearest::hint_or(wanted, names, otherwise);
        Error::could_not_run(format!("there is no country `{wanted}`")).with_hint(hint)
    })
}

/// Brings Partner Center's answers into the folder that later runs read, and tells what they change.
fn import(files: &[PathBuf], options: &Options) -> Result<u8> {
    let config = Config::load(options, Path::new("."))?;
    let folder = config.input.country_rules.as_deref().ok_or_else(|| {
        Error::could_not_run("there is no folder to import into")
            .with_hint("name one with `--to DIR`, or with `country_rules` under `[input]` in `intake.toml`")
    })?;
    let read = files.iter().map(|file| Ok((file.display().to_string(), bytes_of(file)?)));
    let (imported, left_out) = answers::import(&read.collect::<Result<Vec<_>>>()?, folder, &config.partner.today)?;
    if options.json {
        return print_json(&json!({
            "folder": folder.display().to_string(),
            "imported": imported.iter().map(as_json).collect::<Vec<_>>(),
            "left_out": left_out,
        }));
    }
    to_stdout(in_words(&imported, &left_out, folder, config.run.language).as_bytes())
}

fn bytes_of(file: &Path) -> Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file).reading(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).reading(file)?;
    Ok(bytes)
}

fn as_json(one: &Imported) -> Value {
    let change = |change: &Change| {
        let said = |said: &Said| match said {
            Said::Need(need) => country_page::need(*need).to_owned(),
            Said::Text(text) => text.clone(),
        };
        let what = change.what.rsplit('.').next().unwrap_or_default().replace('-', "_");
        json!({ "what": what, "before": said(&change.before), "after": said(&change.after) })
    };
    json!({
        "code": one.code.as_str(),
        "file": one.file.display().to_string(),
        "changes": one.changes.iter().map(change).collect::<Vec<_>>(),
        "unusable_patterns": one.unusable,
    })
}

fn in_words(imported: &[Imported], left_out: &[String], folder: &Path, lang: Lang) -> String {
    let words = Messages::of(lang);
    let colon = words.text("punctuation.colon");
    let said = |said: &Said| {
        match said {
            Said::Need(need) => words.text(match country_page::need(*need) {
                "required" => "country.required",
                "usual" => "country.usual-in-short",
                _ => "country.not-asked-for",
            }),
            Said::Text(text) if text.is_empty() => words.text("country.nothing"),
            Said::Text(text) => text.as_str(),
        }
        .to_owned()
    };
    let mut text = String::new();
    for one in imported {
        let name = Facts::builtin().country(one.code).map_or("", |country| country.name(lang));
        let _ = writeln!(text, "{name} ({})", one.code);
        if one.changes.is_empty() {
            let _ = writeln!(text, "  {}", words.text("country.no-change"));
        }
        for change in &one.changes {
            let (what, before, after) = (words.text(change.what), said(&change.before), said(&change.after));
            let _ = writeln!(text, "  {what}{colon}{before} → {after}");
        }
        for (name, pattern) in &one.unusable {
            let what = words.fill("country.unusable-pattern", &[("name", name), ("country", one.code.as_str())]);
            let _ = writeln!(text, "  {} (`{pattern}`)", words.warning(&what));
        }
    }
    if !left_out.is_empty() {
        let _ = writeln!(text, "{}", words.fill("country.left-out", &[("codes", &left_out.join(", "))]));
    }
    let folder = folder.display().to_string();
    let _ = writeln!(text, "\n{}", words.fill("country.written-to", &[("folder", &folder)]));
    text
}
