//! Tables as workbooks, written row by row in constant memory.
//!
//! Every cell is text in a column formatted as text: a table holds identifiers, and neither writing it nor a person's
//! editing it in Excel may turn `00123` into `123`, `=1+1` into `2` or a long number into `1.23E+13`. There are no
//! formulas and no links. What is written is what [`read::excel`](crate::read::excel) reads back, control characters too.
//!
//! The same rows give the same bytes: the workbook carries no date.

mod about;
mod choices;
mod document;
mod form;
mod plain;
mod states;
mod style;
mod text;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet, XlsxError};

use super::cells::Faults;
use super::document::Guide;
use super::table::{Holds, Table, TableColumn};
use crate::error;
use crate::model::OwnColumn;
use document::Document;
pub use form::{Choices, Form, FormColumn, write_form};
pub use plain::PlainBook;
use style::Style;
use text::{fitting, sheet_name};

/// Rows a sheet can hold, its header among them.
const SHEET_ROWS: u32 = 1_048_576;

/// Level 3 writes a quarter faster than the default 6 for files a tenth larger.
const COMPRESSION: u8 = 3;

/// The widest a column is made, in characters; longer texts are shown in part.
const WIDEST: usize = 60;

/// How wide a column of sentences is, which are wrapped, and one of shorter ones.
const SENTENCES: usize = 60;
const PHRASES: usize = 36;

/// The height of a line, and of the tallest row, in points: 409 is Excel's limit.
const LINE_HEIGHT: usize = 15;
const TALLEST: usize = 405;

/// So many rows of a sheet are made as high as their text, since the library remembers each of them. Excel does it for
/// the others itself when they are edited.
const FITTED_ROWS: u32 = 20_000;

/// Beside a header is the filter's button.
const BUTTON: usize = 4;

/// A table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The library that makes workbooks refused.
    #[error("could not write the workbook: {0}")]
    Workbook(#[from] XlsxError),
    /// It gave up, which it does when a temporary file cannot be written.
    #[error("could not write the workbook: a temporary file failed, the disk may be full")]
    Crashed,
}

/// A workbook being written: one table, on as many sheets as its rows need.
pub struct ExcelTable {
    workbook: Workbook,
    sheet_name: String,
    columns: Vec<ShownColumn>,
    style: Style,
    document: Option<Document>,
    sheets: u32,
    /// The row of the current sheet that is written next, counted from 0.
    next_row: u32,
    sheet_rows: u32,
}

struct ShownColumn {
    header: String,
    /// The widest text so far, in characters.
    width: usize,
    /// Whether we added it; its header then has another colour.
    own: bool,
    /// How wide it is if it holds sentences, which are wrapped.
    wraps_at: Option<usize>,
}

impl ShownColumn {
    fn of(column: &TableColumn) -> ShownColumn {
        let header = fitting(&column.header).into_owned();
        let wraps_at = match column.holds {
            Holds::Message | Holds::Own(OwnColumn::Errors) => Some(SENTENCES),
            Holds::Own(OwnColumn::Suggestions | OwnColumn::MatchReason) => Some(PHRASES),
            Holds::Own(_) | Holds::Field(_) | Holds::Other => None,
        };
        let own = matches!(column.holds, Holds::Own(_));
        ShownColumn { width: shown_width(&header) + BUTTON, header, own, wraps_at }
    }
}

impl ExcelTable {
    /// Starts a table. Temporary files are made in `temp_dir` and nowhere else, without a name there, so that nothing
    /// is left behind. With a guide it is a document that people work in.
    pub fn create(
        temp_dir: &Path,
        table: Table,
        sheet_name: &str,
        columns: &[TableColumn],
        guide: Option<Arc<dyn Guide>>,
    ) -> Result<Self, WriteError> {
        let Some(guide) = guide else {
            return ExcelTable::with_sheet_rows(temp_dir, sheet_name, columns, None, SHEET_ROWS);
        };
        let columns = for_readers(columns, &*guide);
        let document = Document::new(table, sheet_name, &columns, guide);
        ExcelTable::with_sheet_rows(temp_dir, sheet_name, &columns, Some(document), SHEET_ROWS)
    }

    fn with_sheet_rows(
        temp_dir: &Path,
        sheet_name: &str,
        columns: &[TableColumn],
        document: Option<Document>,
        sheet_rows: u32,
    ) -> Result<Self, WriteError> {
        let mut table = ExcelTable {
            workbook: new_workbook(temp_dir)?,
            sheet_name: sheet_name.to_owned(),
            columns: columns.iter().map(ShownColumn::of).collect(),
            style: Style::new(),
            document,
            sheets: 0,
            next_row: 0,
            sheet_rows,
        };
        guarded(|| table.start_sheet())?;
        Ok(table)
    }

    /// Writes a row: its cells, and which of them are at fault. Empty cells stay empty.
    pub fn push_row<'c>(
        &mut self,
        cells: impl IntoIterator<Item = &'c str>,
        faults: Faults<'_>,
    ) -> Result<(), WriteError> {
        guarded(|| {
            if self.next_row == self.sheet_rows {
                self.finish_sheet()?;
                self.start_sheet()?;
            }
            let row = self.next_row;
            let sheet = self.workbook.worksheet_from_index(self.sheets as usize - 1)?;
            let (mut lines, mut country) = (1, "");
            for (column, cell) in (0..).zip(cells) {
                let severity = faults.severity(column);
                let document = self.document.as_mut();
                if document.as_ref().is_some_and(|document| document.is_country(column)) {
                    country = cell;
                }
                let format = match document {
                    _ if severity.is_some() => severity.map(|severity| self.style.fault(severity)),
                    Some(document) if document.is_filled_in(column) => Some(self.style.fill_in()),
                    Some(document) if document.is_suggestion(column) && !cell.is_empty() => {
                        document.add_suggestion();
                        Some(self.style.suggestion())
                    }
                    _ => None,
                };
                if let Some(shown) = self.columns.get_mut(usize::from(column)) {
                    match shown.wraps_at {
                        Some(width) => lines = lines.max(wrapped_lines(cell, width)),
                        None => shown.width = shown.width.max(shown_width(cell)),
                    }
                }
                match format {
                    None if cell.is_empty() => {}
                    None => drop(sheet.write_string(row, column, fitting(cell))?),
                    Some(format) if cell.is_empty() => drop(sheet.write_blank(row, column, format)?),
                    Some(format) => drop(sheet.write_string_with_format(row, column, fitting(cell), format)?),
                }
            }
            if lines > 1 && row <= FITTED_ROWS {
                sheet.set_row_height(row, points(lines))?;
            }
            if let Some(document) = &mut self.document {
                document.add_row(row, country, faults, sheet)?;
            }
            self.next_row += 1;
            Ok(())
        })
    }

    /// Ends the table and writes the workbook's bytes.
    pub fn finish(mut self, output: impl Write + Send) -> Result<(), WriteError> {
        guarded(|| {
            self.finish_sheet()?;
            if let Some(document) = &self.document {
                document.finish(&mut self.workbook)?;
            }
            self.workbook.save_to_writer(output)
        })
    }

    fn start_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        self.next_row = 1;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&self.sheet_name, self.sheets))?;
        sheet.set_freeze_panes(1, 0)?;
        if self.document.is_some() {
            sheet.set_landscape().set_repeat_rows(0, 0)?;
        }
        for (number, column) in (0..).zip(&self.columns) {
            sheet.set_column_format(number, self.style.text(column.wraps_at.is_some()))?;
            sheet.write_string_with_format(0, number, &column.header, self.style.header(column.own))?;
        }
        Ok(())
    }

    fn finish_sheet(&mut self) -> Result<(), XlsxError> {
        let last_row = self.next_row - 1;
        let Some(last_column) = self.columns.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) else {
            return Ok(());
        };
        let sheet = self.workbook.worksheet_from_index(self.sheets as usize - 1)?;
        for (number, column) in (0..).zip(&self.columns) {
            let width = column.wraps_at.unwrap_or(column.width).min(WIDEST);
            sheet.set_column_width(number, u8::try_from(width).unwrap_or(u8::MAX))?;
        }
        if last_row <= FITTED_ROWS && self.next_row < self.sheet_rows {
            end_rows(sheet, self.next_row)?;
        }
        sheet.autofilter(0, 0, last_row, last_column)?;
        // Excel would mark every identifier as "number stored as text".
        sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        match &self.document {
            Some(document) if last_row > 0 => document.finish_sheet((1, last_row), sheet),
            _ => Ok(()),
        }
    }
}

/// The columns with ours named as the reader calls them, unless the sender has a column of that name.
fn for_readers(columns: &[TableColumn], guide: &dyn Guide) -> Vec<TableColumn> {
    let is_given = |name: &str| columns.iter().any(|column| column.header.trim() == name);
    let named = |column: &TableColumn| match column.holds {
        Holds::Own(own) if !is_given(guide.own_header(own)) => guide.own_header(own).to_owned(),
        _ => column.header.clone(),
    };
    columns.iter().map(|column| TableColumn { header: named(column), holds: column.holds }).collect()
}

/// A workbook whose temporary files are made in `temp_dir`.
fn new_workbook(temp_dir: &Path) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(temp_dir)?;
    workbook.set_zip_compression_level(COMPRESSION);
    // The library would put in the time of writing.
    let no_date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&no_date));
    Ok(workbook)
}

/// Ends a sheet's rows at `row`, which is none of them. The library writes the last row twice when it has a height of its
/// own, which Excel wants to repair; so the last row is one without a cell.
fn end_rows(sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    sheet.write_blank(row, 0, &Format::new())?.clear_cell(row, 0);
    Ok(())
}

/// Does work that calls the library, which panics when a temporary file cannot be written. The workbook is not used
/// after that.
fn guarded(work: impl FnOnce() -> Result<(), XlsxError>) -> Result<(), WriteError> {
    match error::guarded(work) {
        Some(done) => Ok(done?),
        None => Err(WriteError::Crashed),
    }
}

/// How many lines a text takes in a column of this width. Programs other than Excel do not find that out themselves when
/// they open a workbook. Words are not cut, so a line holds a little less than its width.
fn wrapped_lines(text: &str, width: usize) -> usize {
    text.split('\n').map(|line| (shown_width(line) * 21 / 20).div_ceil(width).max(1)).sum()
}

/// The height of a row of this many lines.
fn points(lines: usize) -> u16 {
    u16::try_from((lines * LINE_HEIGHT).min(TALLEST)).unwrap_or_default()
}

/// How many characters wide the longest line of a text is; East Asian ones are as wide as two.
fn shown_width(text: &str) -> usize {
    if text.is_ascii() && !text.contains('\n') {
        return text.len();
    }
    let width = |line: &str| line.chars().map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum();
    text.lines().map(width).max().unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
