//! `intake fix`: suggested values put into a list.

use std::path::{Path, PathBuf};

use clap::Args;
use partner_intake::config::{Config, Options};
use partner_intake::error::Result;
use partner_intake::fix::{FixJob, fix};
use partner_intake::messages::Messages;
use partner_intake::model::Lang;
use partner_intake::read::header::Purpose;

use super::known::Known;
use super::run::{catalogue, read_options};
use super::{ReadArgs, names, to_stderr};

pub(super) const HELP: &str = "\
Examples:
  intake fix prospects.csv                       writes prospects.fixed.csv and prospects.fixed.changes.csv
  intake fix intake-out/rejected.xlsx --unsafe --out corrected.xlsx

What follows from the row itself, such as the zero that a spreadsheet took from a postal code, is changed. What was only
probably meant, such as gmail.com for gmial.com, is listed, and changed with --unsafe.";

/// The options of `fix`.
#[derive(Args)]
pub(super) struct FixArgs {
    /// The list: a file.
    #[arg(value_name = "INPUT")]
    input: String,
    /// Take what a person should look at, too.
    #[arg(long = "unsafe")]
    with_unsafe: bool,
    /// Where the fixed list goes [default: beside the list, with `.fixed` in its name].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long)]
    overwrite: bool,
    /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The language.
    #[arg(long, value_name = "LANG", value_parser = names(Lang::ALL, Lang::name))]
    lang: Option<String>,
    /// The day that counts as today: 2026-11-22.
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    #[command(flatten)]
    read: ReadArgs,
}

/// Writes the fixed list, and tells how much was changed.
pub(super) fn run(args: FixArgs) -> Result<u8> {
    let FixArgs { input, with_unsafe, out, overwrite, config, lang, today, read } = args;
    let config = Config::load(&Options { config, lang, today, ..read.options() }, Path::new("."))?;
    let (catalogue, known) = (catalogue(&config)?, Known::of(&config)?);
    let fixed = fix(&FixJob {
        input: &input,
        read: read_options(&config, Purpose::Prospects),
        catalogue: &catalogue,
        facts: known.facts(),
        partner: &config.partner,
        with_unsafe,
        out,
        overwrite,
    })?;
    let words = Messages::of(config.run.language);
    let (list, changes) = (fixed.list.display().to_string(), fixed.changes.display().to_string());
    let mut lines = vec![words.fill("fix.written", &[("file", &list), ("changes", &changes)])];
    lines.push(words.count("fix.applied", fixed.applied));
    if fixed.left > 0 {
        lines.push(words.count("fix.left", fixed.left));
    }
    to_stderr(&format!("{}\n", lines.join("\n")));
    Ok(0)
}
