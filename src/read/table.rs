//! The tables of an input: where their headers are, and what their columns hold.

use std::sync::Arc;

use super::book::Book;
use super::header::{Note, ROWS_LOOKED_AT, Why, find_header_row, map_header, name_columns};
use super::open::ReadOptions;
use super::refusal::unreadable;
use super::strays::Strays;
use crate::error::{Error, Result};
use crate::model::{EXAMPLE_COMPANIES, EXAMPLE_MARK, OWN_SHEET_MARK, Source};

/// How many rows are looked at: those among which the header is, and enough below it to tell what the columns hold.
const ROWS: usize = ROWS_LOOKED_AT + 100;

/// How many rows are kept for a person to look at.
const FIRST_ROWS: usize = 5;

/// One table of an open input.
#[derive(Clone, Debug)]
pub struct TableInfo {
    /// The table and its columns.
    pub source: Source,
    /// The header's row, as a person counts rows; 0 where there is none.
    pub header_row: u32,
    /// The rows above the header that hold something, with their numbers: titles, which are not read.
    pub above: Vec<(u32, Vec<String>)>,
    /// Of each column, by what it was understood.
    pub why: Vec<Why>,
    /// Its first rows, with their numbers, for a person to look at.
    pub first_rows: Vec<(u32, Vec<String>)>,
    /// How many of the rows that were looked at only show how a workbook to fill in is meant.
    pub examples: usize,
    /// What a person should know of its columns.
    pub notes: Vec<Note>,
    /// Which entries of what the user said of columns apply here.
    pub used: Vec<bool>,
    pub(super) strays: Arc<Strays>,
}

/// A sheet that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedSheet {
    /// Its name.
    pub name: String,
    /// Why it is not read.
    pub why: WhySkipped,
    /// Its first rows, with their numbers, for a person to look at.
    pub first_rows: Vec<(u32, Vec<String>)>,
}

/// Why a sheet is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhySkipped {
    /// Its tab is hidden.
    Hidden,
    /// It holds no cell, or is a chart.
    Blank,
    /// It holds no list.
    NoList,
    /// We wrote it ourselves beside a list, for a person to read.
    Ours,
}

/// The tables of a workbook: every visible sheet that has a header, or the one that was asked for.
pub(super) fn sheets(
    file: &str,
    workbook: &mut Book,
    options: &ReadOptions,
) -> Result<(Vec<TableInfo>, Vec<SkippedSheet>, Option<Error>)> {
    let (mut tables, mut skipped, mut first_fault, mut fault_of) = (Vec::new(), Vec::new(), None, None);
    let sheets = workbook.sheets().to_vec();
    if let Some(wanted) = &options.sheet
        && !sheets.iter().any(|sheet| sheet.name == *wanted)
    {
        let names = sheets.iter().map(|sheet| format!("`{}`", sheet.name)).collect::<Vec<_>>().join(", ");
        return Err(unreadable(file, &format!("there is no sheet `{wanted}`"), &format!("the sheets are {names}")));
    }
    for sheet in &sheets {
        match &options.sheet {
            Some(wanted) if *wanted != sheet.name => continue,
            None if sheet.has_cells && is_ours(workbook, &sheet.name)? => {
                skipped.push(SkippedSheet { name: sheet.name.clone(), why: WhySkipped::Ours, first_rows: Vec::new() });
                continue;
            }
            None if !sheet.visible || !sheet.has_cells => {
                let why = if sheet.visible { WhySkipped::Blank } else { WhySkipped::Hidden };
                skipped.push(SkippedSheet { name: sheet.name.clone(), why, first_rows: Vec::new() });
                continue;
            }
            _ => {}
        }
        let rows = workbook.first_rows(&sheet.name, rows_to_look_at(options))?;
        match table(file, &sheet.name, &rows, options) {
            Ok(table) => tables.push(table),
            Err(fault) => {
                let why = if rows.is_empty() { WhySkipped::Blank } else { WhySkipped::NoList };
                skipped.push(SkippedSheet { name: sheet.name.clone(), why, first_rows: first(&rows) });
                // That a sheet is blank says less than why another holds no list.
                if fault_of.is_none() || why == WhySkipped::NoList && fault_of == Some(WhySkipped::Blank) {
                    (first_fault, fault_of) = (Some(fault), Some(why));
                }
            }
        }
    }
    let fault = tables.is_empty().then(|| {
        first_fault
            .unwrap_or_else(|| unreadable(file, "no sheet of the workbook is visible", "name the sheet with `--sheet`"))
    });
    Ok((tables, skipped, fault))
}

/// Whether the sheet's first cell says that we wrote it.
fn is_ours(workbook: &mut Book, sheet: &str) -> Result<bool> {
    let rows = workbook.first_rows(sheet, 1)?;
    Ok(rows.first().and_then(|(_, cells)| cells.first()).is_some_and(|cell| cell == OWN_SHEET_MARK))
}

/// The first rows, for a person to look at.
pub(super) fn first(rows: &[(u32, Vec<String>)]) -> Vec<(u32, Vec<String>)> {
    rows.iter().take(FIRST_ROWS).cloned().collect()
}

/// How many rows `table` needs to see.
pub(super) fn rows_to_look_at(options: &ReadOptions) -> usize {
    ROWS.max(options.header_row.unwrap_or(0) as usize + ROWS_LOOKED_AT)
}

/// Understands a table by its first rows.
pub(super) fn table(file: &str, sheet: &str, rows: &[(u32, Vec<String>)], options: &ReadOptions) -> Result<TableInfo> {
    let place = |error: Error| error.in_file(file).in_sheet(sheet);
    let (header_row, above, headers, mapping, below) = if options.no_header {
        let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let (headers, mapping) = name_columns(width, &options.columns, options.purpose);
        (0, Vec::new(), headers, mapping, rows)
    } else {
        let header = find_header_row(rows, options.header_row, &options.columns, options.purpose).map_err(place)?;
        let is_filled = |(_, cells): &&(u32, Vec<String>)| cells.iter().any(|cell| !cell.trim().is_empty());
        let above = rows[..header.first].iter().filter(is_filled).cloned().collect();
        let below = &rows[header.place + 1..];
        let mapping = map_header(&header.names, below, &options.columns, options.purpose);
        (rows[header.place].0, above, header.names, mapping, below)
    };
    if headers.len() as u64 > options.limits.columns {
        let what = format!("the header has {} columns; {} are the most", headers.len(), options.limits.columns);
        let hint = "check the delimiter; if the list is that wide, allow it with `--limit columns=NUMBER`";
        return Err(place(Error::could_not_run(what).with_hint(hint)));
    }
    mapping.require(&headers, options.purpose).map_err(place)?;
    let is_example = |(_, cells): &&(u32, Vec<String>)| {
        let holds = |wanted: &str| cells.iter().any(|cell| cell == wanted);
        holds(EXAMPLE_MARK) && EXAMPLE_COMPANIES.iter().any(|company| holds(company))
    };
    let examples = below.iter().filter(is_example).count();
    let strays = Arc::new(Strays::new(&headers, &mapping.columns, &options.columns, options.purpose));
    let source = Source { file: file.to_owned(), sheet: sheet.to_owned(), headers, columns: mapping.columns };
    Ok(TableInfo {
        source,
        header_row,
        above,
        why: mapping.why,
        first_rows: first(below),
        examples,
        notes: mapping.notes,
        used: mapping.used,
        strays,
    })
}
