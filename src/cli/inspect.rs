//! `intake inspect`: how one input would be read, in words or as JSON, and as a section of the configuration file.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use partner_intake::config::{Config, Options, columns_section};
use partner_intake::error::{Error, IoContext as _, Result};
use partner_intake::inspect::{Certainty, Inspection, Reading, Skipped, Table, inspect};
use partner_intake::messages::Messages;
use partner_intake::model::terminal::{self, one_line};
use partner_intake::model::{Column, Limits};
use partner_intake::read::WhySkipped;
use partner_intake::read::header::{Purpose, letters};
use serde_json::{Map, Value, json};

use super::run::read_options;
use super::{ReadArgs, WordArgs, to_stderr, to_stdout};

pub(super) const HELP: &str = "\
Examples:
  intake inspect prospects.xlsx
  intake inspect list.csv --map \"Compny=company_name\"
  intake inspect list.csv --write-config intake.toml          what the columns hold, to correct and to keep

It shows rows of the list: look at it where only you can see them.";

/// The options of `inspect`.
#[derive(Args)]
pub(super) struct InspectArgs {
    /// The list: a file, or `-` for standard input.
    #[arg(value_name = "INPUT")]
    input: String,
    /// Read it as a list of existing customers, as `run --existing` does.
    #[arg(long)]
    existing: bool,
    /// Write what the columns hold as a section of a configuration file. FILE must not exist yet.
    #[arg(long, value_name = "FILE")]
    write_config: Option<PathBuf>,
    /// The configuration file. Without it, `intake.toml` in this folder is read if it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    words: WordArgs,
    #[command(flatten)]
    read: ReadArgs,
}

/// Looks at one input and tells of it. The exit code is 2 where nothing of it can be read.
pub(super) fn run(args: InspectArgs) -> Result<u8> {
    let InspectArgs { input, existing, write_config, config, words, read } = args;
    let options = Options { config, lang: words.lang, json: words.json, ..read.options() };
    let config = Config::load(&options, Path::new("."))?;
    let words = Messages::of(config.run.language);
    let purpose = if existing { Purpose::Customers } else { Purpose::Prospects };
    let read = read_options(&config, purpose);
    let mut inspection = inspect(&input, &read, words)?;
    let text = if config.run.json {
        format!("{:#}\n", as_json(&inspection, read.limits))
    } else {
        terminal::lines(&for_people(&inspection, read.limits, words)).into_owned()
    };
    to_stdout(text.as_bytes())?;
    if let Some(fault) = inspection.fault.take() {
        return Err(fault);
    }
    if let Some(file) = write_config {
        write_section(&file, &inspection)?;
        to_stderr(&format!("{}\n", words.fill("inspect.written", &[("file", &file.display().to_string())])));
    }
    Ok(0)
}

/// Writes the section to a file that is not there yet: what somebody has set is not replaced.
fn write_section(file: &Path, inspection: &Inspection) -> Result<()> {
    let section = columns_section(&inspection.file, &inspection.settings());
    let mut out = OpenOptions::new().write(true).create_new(true).open(file).map_err(|error| {
        let is_there = error.kind() == std::io::ErrorKind::AlreadyExists;
        let hint = if is_there { "name another file, or remove this one" } else { "check the folder's name" };
        Error::could_not_run("the configuration cannot be written").in_file(file).because(error).with_hint(hint)
    })?;
    out.write_all(section.as_bytes()).writing(file)
}

fn for_people(seen: &Inspection, limits: Limits, words: &Messages) -> String {
    let mut text = format!("{}\n", seen.file);
    line(&mut text, words.text("inspect.size"), &words.count("bytes", seen.bytes));
    let packed = seen.packed.map(|packed| format!(", {packed}")).unwrap_or_default();
    line(&mut text, words.text("inspect.format"), &format!("{}{packed}", seen.format));
    if let Some((encoding, certainty)) = seen.encoding {
        let known = words.text(certainty_key(certainty));
        line(&mut text, words.text("inspect.encoding"), &format!("{encoding} ({known})"));
    }
    if let Some(delimiter) = seen.delimiter {
        let shown = if delimiter == '\t' { "tab".to_owned() } else { delimiter.to_string() };
        line(&mut text, words.text("inspect.delimiter"), &shown);
    }
    let limits: Vec<String> = limits_of(limits).iter().map(|(name, value)| format!("{name}={value}")).collect();
    let limits = limits.join(", ");
    line(&mut text, words.text("inspect.limits"), &format!("{limits} (--limit)"));
    for table in &seen.tables {
        describe_table(&mut text, table, words);
    }
    for skipped in &seen.skipped {
        describe_skipped(&mut text, skipped, words);
    }
    if !seen.notices.is_empty() {
        let _ = writeln!(text, "\n{}", words.text("inspect.notices"));
        seen.notices.iter().for_each(|notice| _ = writeln!(text, "  - {notice}"));
    }
    text
}

fn line(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "  {}  {value}", padded(name, 16));
}

/// A text as wide as a column of the terminal, in characters.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.chars().count())))
}

fn describe_table(text: &mut String, table: &Table, words: &Messages) {
    let row = table.header_row.to_string();
    let header = if table.header_row == 0 { "inspect.no-header" } else { "inspect.header-row" };
    let _ = writeln!(text, "\n{}{}", sheet_title(&table.sheet, words), words.fill(header, &[("row", &row)]));
    let headers = table.columns.iter().map(|column| column.header.chars().count());
    let width = headers.max().unwrap_or(0).clamp(6, 40);
    for column in &table.columns {
        let held = held_by(column, words);
        let why = words.text(&format!("inspect.why.{}", column.why.name())).to_owned();
        let shown: String = one_line(&column.header).chars().take(40).collect();
        let cells = format!("{}  {}  {}  {why}", padded(&column.place, 3), padded(&shown, width), padded(&held, 22));
        let _ = writeln!(text, "  {}", cells.trim_end());
    }
    if table.rows.is_empty() {
        let _ = writeln!(text, "  {}", words.text("inspect.no-rows"));
    }
    for row in &table.rows {
        let _ = writeln!(text, "\n  {} {}", words.text("column.row"), row.number);
        for (field, given, understood) in &row.fields {
            let shown = if given == understood { String::new() } else { format!("  →  {}", one_line(understood)) };
            let _ = writeln!(text, "    {}  {}{shown}", padded(field.name(), 22), one_line(given));
        }
    }
}

/// What a column holds, as a person reads it.
fn held_by(column: &Reading, words: &Messages) -> String {
    match column.holds {
        Column::Field(field) => field.name().to_owned(),
        Column::WholeName(_) => "first_name + last_name".to_owned(),
        Column::Own(own) => format!("({})", own.name()),
        Column::Carried => words.text("inspect.carried").to_owned(),
    }
}

fn describe_skipped(text: &mut String, skipped: &Skipped, words: &Messages) {
    let why = words.text(match skipped.why {
        WhySkipped::Hidden => "inspect.skipped.hidden",
        WhySkipped::Blank => "inspect.skipped.blank",
        WhySkipped::NoList => "inspect.skipped.no-list",
        WhySkipped::Ours => "inspect.skipped.ours",
    });
    let _ = writeln!(text, "\n{}{why}", sheet_title(&skipped.sheet, words));
    for (number, cells) in &skipped.rows {
        let cells: Vec<String> = cells.iter().map(|cell| one_line(cell).into_owned()).collect();
        let _ = writeln!(text, "  {} {number}: {}", words.text("column.row"), cells.join(" | "));
    }
}

fn sheet_title(sheet: &str, words: &Messages) -> String {
    if sheet.is_empty() {
        return String::new();
    }
    format!("{} `{sheet}`{}", words.text("column.sheet"), words.text("punctuation.colon"))
}

const fn certainty_key(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Proven => "inspect.certainty.proven",
        Certainty::Told => "inspect.certainty.told",
        Certainty::Guessed => "inspect.certainty.guessed",
        Certainty::Doubtful => "inspect.certainty.doubtful",
    }
}

/// Every limit with its name.
fn limits_of(mut limits: Limits) -> Vec<(&'static str, u64)> {
    Limits::NAMES.iter().filter_map(|name| Some((*name, *limits.of(name)?))).collect()
}

fn as_json(seen: &Inspection, limits: Limits) -> Value {
    let encoding = seen.encoding.map(|(name, certainty)| {
        let known = certainty_key(certainty).rsplit('.').next().unwrap_or_default();
        json!({ "name": name, "certainty": known })
    });
    json!({
        "file": seen.file,
        "bytes": seen.bytes,
        "sha256": seen.sha256,
        "format": seen.format,
        "packed": seen.packed,
        "encoding": encoding,
        "delimiter": seen.delimiter.map(String::from),
        "tables": seen.tables.iter().map(table_json).collect::<Vec<_>>(),
        "skipped": seen.skipped.iter().map(skipped_json).collect::<Vec<_>>(),
        "notices": seen.notices,
        "limits": limits_of(limits).into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect::<Map<_, _>>(),
        "error": seen.fault.as_ref().map(ToString::to_string),
    })
}

fn table_json(table: &Table) -> Value {
    let column = |column: &Reading| {
        let fields: Vec<&str> = match column.holds {
            Column::Field(field) => vec![field.name()],
            Column::WholeName(_) => vec!["first_name", "last_name"],
            Column::Own(_) | Column::Carried => Vec::new(),
        };
        json!({ "column": column.place, "header": column.header, "fields": fields, "why": column.why.name() })
    };
    let rows = table.rows.iter().map(|row| {
        let fields = row.fields.iter().map(|(field, given, understood)| {
            (field.name().to_owned(), json!({ "given": given, "understood": understood }))
        });
        json!({ "row": row.number, "fields": fields.collect::<Map<_, _>>() })
    });
    json!({
        "sheet": table.sheet,
        "header_row": table.header_row,
        "columns": table.columns.iter().map(column).collect::<Vec<_>>(),
        "first_rows": rows.collect::<Vec<_>>(),
    })
}

fn skipped_json(skipped: &Skipped) -> Value {
    let why = match skipped.why {
        WhySkipped::Hidden => "hidden",
        WhySkipped::Blank => "blank",
        WhySkipped::NoList => "no-list",
        WhySkipped::Ours => "ours",
    };
    let rows = skipped.rows.iter().map(|(number, cells)| {
        let cells = cells.iter().enumerate().map(|(place, cell)| (letters(place), json!(cell)));
        json!({ "row": number, "cells": cells.collect::<Map<_, _>>() })
    });
    json!({ "sheet": skipped.sheet, "why": why, "first_rows": rows.collect::<Vec<_>>() })
}
