//! One input looked at as a run would read it, for a person who wants to see what will be understood before it is run.
//!
//! Knows what there is to tell, not how it is shown. Holds rows of the input, which only the person who asks for them may
//! see.

use crate::error::{Error, Result, Stop};
use crate::facts::Facts;
use crate::messages::Messages;
use crate::model::{Batch, Column, Field, Source};
use crate::normalise::normalise;
use crate::pipeline::notices;
use crate::read::encoding::Kind;
use crate::read::header::letters;
use crate::read::original::Checksum;
use crate::read::{InputFile, OpenInput, Packed, ReadOptions, TableInfo, WhySkipped, expand, look_into};

pub use crate::read::encoding::Certainty;
pub use crate::read::header::Why;

/// What an input was understood as.
pub struct Inspection {
    /// The input, as the user named it.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Its format: `csv`, or that of a workbook.
    pub format: &'static str,
    /// How it is packed, if it is: `gzip`, `zstd`.
    pub packed: Option<&'static str>,
    /// The encoding of a text, and how it is known.
    pub encoding: Option<(&'static str, Certainty)>,
    /// The delimiter of a text.
    pub delimiter: Option<char>,
    /// The tables that are read.
    pub tables: Vec<Table>,
    /// What is not read: sheets, or a text without a header.
    pub skipped: Vec<Skipped>,
    /// What a person should know, in words.
    pub notices: Vec<String>,
    /// Why nothing can be read, if so.
    pub fault: Option<Error>,
}

/// A table that is read.
pub struct Table {
    /// Its sheet; empty for a text.
    pub sheet: String,
    /// The header's row, as a person counts rows; 0 where there is none.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<Reading>,
    /// Its first rows, as they are understood.
    pub rows: Vec<Row>,
}

/// What a column was understood as.
pub struct Reading {
    /// Its place, as a spreadsheet names it.
    pub place: String,
    /// Its header.
    pub header: String,
    /// What it holds.
    pub holds: Column,
    /// By what that was understood.
    pub why: Why,
}

/// One of the first rows.
pub struct Row {
    /// Its number, as a person counts rows.
    pub number: u32,
    /// Of each field that it has: the cell as it stands in the input, and what it was understood as.
    pub fields: Vec<(Field, String, String)>,
}

/// A sheet that is not read.
pub struct Skipped {
    /// Its name; empty for a text.
    pub sheet: String,
    /// Why.
    pub why: WhySkipped,
    /// Its first rows, with their numbers.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// Looks at one input. Fails only where the file cannot be opened at all.
pub fn inspect(input: &str, options: &ReadOptions, words: &Messages) -> Result<Inspection> {
    let (opened, fault) = look_into(only_one(input)?, options)?;
    let tables = opened.tables.iter().map(table).collect();
    let (format, packed, encoding) = match opened.kind {
        Kind::Text(text) => {
            let packed = match text.packed {
                Packed::Plain => None,
                Packed::Gzip => Some("gzip"),
                Packed::Zstd => Some("zstd"),
            };
            ("csv", packed, Some((text.charset.name(), text.certainty)))
        }
        _ => (opened.workbook_format().unwrap_or_default(), None, None),
    };
    let Checksum { bytes, sha256 } = opened.checksum()?;
    Ok(Inspection {
        format,
        packed,
        encoding,
        delimiter: opened.dialect.map(|dialect| char::from(dialect.delimiter)),
        tables,
        notices: notices(&opened, options.charset).iter().map(|notice| notice.text(words)).collect(),
        fault,
        file: opened.name.clone(),
        bytes,
        sha256,
        skipped: skipped(opened),
    })
}

fn only_one(input: &str) -> Result<InputFile> {
    let (files, _) = expand(&[input.to_owned()], &Stop::default())?;
    let count = files.len();
    let mut files = files.into_iter();
    match (files.next(), count) {
        (Some(file), 1) => Ok(file),
        _ => Err(Error::could_not_run(format!("`{input}` holds {count} lists")).with_hint("name one of them")),
    }
}

fn skipped(opened: OpenInput) -> Vec<Skipped> {
    let sheets = opened.skipped.into_iter();
    sheets.map(|sheet| Skipped { sheet: sheet.name, why: sheet.why, rows: sheet.first_rows }).collect()
}

fn table(info: &TableInfo) -> Table {
    let source = &info.source;
    let columns = source.headers.iter().zip(&source.columns).zip(&info.why).enumerate();
    Table {
        sheet: source.sheet.clone(),
        header_row: info.header_row,
        columns: columns
            .map(|(place, ((header, holds), why))| Reading {
                place: letters(place),
                header: header.trim().to_owned(),
                holds: *holds,
                why: *why,
            })
            .collect(),
        rows: rows(source, &info.first_rows),
    }
}

/// The first rows as a run would understand them, its rules apart.
fn rows(source: &Source, first_rows: &[(u32, Vec<String>)]) -> Vec<Row> {
    let columns: Vec<Option<Field>> = source.columns.iter().map(|column| column.field()).collect();
    let mut batch = Batch::new(0);
    batch.whole_name = source.whole_name();
    for (number, cells) in first_rows {
        for cell in cells {
            let range = batch.push_text(cell);
            batch.push_cell(range);
        }
        batch.end_row(*number, None, &columns);
    }
    normalise(&mut batch, Facts::builtin());
    let of_row = |row: crate::model::Row<'_>| Row {
        number: row.line(),
        fields: Field::ALL
            .iter()
            .filter_map(|field| {
                let given = source.column_behind(*field).map(|column| row.given_cell(column).trim().to_owned())?;
                let understood = row.field(*field).to_owned();
                (!given.is_empty()).then_some((*field, given, understood))
            })
            .collect(),
    };
    batch.rows().map(of_row).collect()
}

impl Inspection {
    /// What the configuration file would have to say for the columns to be understood as they are: of each header its
    /// field, or none where it is only carried through. A column of whole names is left out: no key says it.
    pub fn settings(&self) -> Vec<(&str, Option<Field>)> {
        let mut settings: Vec<(&str, Option<Field>)> = Vec::new();
        for column in self.tables.iter().flat_map(|table| &table.columns) {
            let field = match column.holds {
                Column::Field(field) => Some(field),
                Column::Carried => None,
                Column::WholeName(_) | Column::Own(_) => continue,
            };
            // Of a header that stands there more than once, what one of its columns is read as.
            match settings.iter_mut().find(|(header, _)| *header == column.header) {
                Some((_, said)) => *said = said.or(field),
                None if !column.header.is_empty() => settings.push((&column.header, field)),
                None => {}
            }
        }
        settings
    }
}
