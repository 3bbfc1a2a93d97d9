//! `intake template`: the workbook to fill in.

use std::path::PathBuf;

use clap::Args;
use partner_intake::error::{Error, Result};
use partner_intake::facts::Facts;
use partner_intake::messages::Messages;
use partner_intake::model::Lang;
use partner_intake::template;

use super::{names, to_stderr};

pub(super) const HELP: &str = "\
Examples:
  intake template customers.xlsx
  intake template --country PL --lang fr clients.xlsx";

/// The options of `template`.
#[derive(Args)]
pub(super) struct TemplateArgs {
    /// The workbook to write.
    #[arg(value_name = "FILE.xlsx")]
    file: PathBuf,
    /// The only country that the list is for: its ISO code or name.
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// The language.
    #[arg(long, value_name = "LANG", value_parser = names(Lang::ALL, Lang::name))]
    lang: Option<String>,
    /// Replace a file that is there.
    #[arg(long)]
    overwrite: bool,
}

/// Writes the workbook.
pub(super) fn run(args: &TemplateArgs) -> Result<u8> {
    let facts = Facts::builtin();
    let lang = args.lang.as_deref().and_then(Lang::from_name).unwrap_or_default();
    let country = match &args.country {
        None => None,
        Some(text) => {
            Some(facts.read_country(text).code().filter(|code| facts.country(*code).is_some()).ok_or_else(|| {
                Error::could_not_run(format!("the country `{text}` is none that Partner Center knows"))
                    .with_hint("give the ISO 3166-1 code; `intake countries` lists them all")
            })?)
        }
    };
    template::write(&args.file, country, facts, lang, args.overwrite)?;
    let file = args.file.display().to_string();
    to_stderr(&format!("{}\n", Messages::of(lang).fill("template.written", &[("file", &file)])));
    Ok(0)
}
