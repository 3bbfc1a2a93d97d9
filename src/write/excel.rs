//! Tables as workbooks, written row by row in constant memory.
//!
//! Every cell is text in a column formatted as text: a table holds identifiers, and neither writing it nor a person's
//! editing it in Excel may turn `00123` into `123`, `=1+1` into `2` or a long number into `1.23E+13`. There are no
//! formulas and no links. What is written is what [`read::excel`](crate::read::excel) reads back, control characters too.
//!
//! The same rows give the same bytes: the workbook carries no date.

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, IgnoreError, Workbook, Worksheet, XlsxError,
};

use crate::error;

/// Rows a sheet can hold, its header among them.
const SHEET_ROWS: u32 = 1_048_576;

/// Excel's limit for the text of a cell, in UTF-16 code units.
const CELL_UNITS: usize = 32_767;

/// Stands at the end of a text that was cut to fit.
const CUT_MARK: &str = " […]";

/// Excel's limit for the name of a sheet, in characters.
const SHEET_NAME: usize = 31;

/// Level 3 writes a quarter faster than the default 6 for files a tenth larger.
const COMPRESSION: u8 = 3;

/// The built-in number format `@`: whatever is typed stays as it was typed.
const TEXT_FORMAT: u8 = 49;

/// The widest a column is made, in characters; longer headers and texts are shown in part.
const WIDEST: f64 = 60.0;

/// A column of a table.
#[derive(Clone, Debug)]
pub struct ColumnSpec<'a> {
    /// What its first row says.
    pub header: &'a str,
    /// How wide its values usually are, in characters; made wider when the header needs it.
    pub width: u16,
    /// Whether `intake` added it to what the sender gave; its header then has another colour.
    pub own: bool,
}

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
    columns: Vec<OwnedColumn>,
    sheets: u32,
    /// The row of the current sheet that is written next, counted from 0.
    next_row: u32,
    sheet_rows: u32,
}

struct OwnedColumn {
    header: String,
    width: f64,
    own: bool,
}

impl ExcelTable {
    /// Starts a table. Temporary files are made in `temp_dir` and nowhere else, without a name there, so that nothing
    /// is left behind.
    pub fn create(temp_dir: &Path, sheet_name: &str, columns: &[ColumnSpec<'_>]) -> Result<Self, WriteError> {
        ExcelTable::with_sheet_rows(temp_dir, sheet_name, columns, SHEET_ROWS)
    }

    fn with_sheet_rows(
        temp_dir: &Path,
        sheet_name: &str,
        columns: &[ColumnSpec<'_>],
        sheet_rows: u32,
    ) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(temp_dir)?;
        workbook.set_zip_compression_level(COMPRESSION);
        // The library would put in the time of writing.
        let no_date = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&no_date));
        let columns = columns
            .iter()
            .map(|column| OwnedColumn {
                header: fitting(column.header).into_owned(),
                width: width(column),
                own: column.own,
            })
            .collect();
        let mut table =
            ExcelTable { workbook, sheet_name: sheet_name.to_owned(), columns, sheets: 0, next_row: 0, sheet_rows };
        guarded(|| table.start_sheet())?;
        Ok(table)
    }

    /// Writes a row: as many cells as there are columns, at most. Empty cells stay empty.
    pub fn push_row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), WriteError> {
        guarded(|| {
            if self.next_row == self.sheet_rows {
                self.finish_sheet()?;
                self.start_sheet()?;
            }
            let row = self.next_row;
            let sheet = self.sheet()?;
            for (column, cell) in (0..).zip(cells) {
                if !cell.is_empty() {
                    sheet.write_string(row, column, fitting(cell))?;
                }
            }
            self.next_row += 1;
            Ok(())
        })
    }

    /// Ends the table and writes the workbook's bytes.
    pub fn finish(mut self, output: impl Write + Send) -> Result<(), WriteError> {
        guarded(|| {
            self.finish_sheet()?;
            self.workbook.save_to_writer(output)
        })
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.workbook.worksheet_from_index(self.sheets as usize - 1)
    }

    fn start_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        self.next_row = 1;
        let text = Format::new().set_num_format_index(TEXT_FORMAT);
        let given = Format::new().set_bold().set_background_color(Color::RGB(0x00DD_EBF7)).set_align(FormatAlign::Top);
        let own = given.clone().set_background_color(Color::RGB(0x00FF_F2CC));
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&self.sheet_name, self.sheets))?;
        sheet.set_freeze_panes(1, 0)?;
        for (number, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(number, column.width)?;
            sheet.set_column_format(number, &text)?;
            sheet.write_string_with_format(0, number, &column.header, if column.own { &own } else { &given })?;
        }
        Ok(())
    }

    fn finish_sheet(&mut self) -> Result<(), XlsxError> {
        let last_row = self.next_row - 1;
        let Some(last_column) = self.columns.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) else {
            return Ok(());
        };
        let sheet = self.sheet()?;
        sheet.autofilter(0, 0, last_row, last_column)?;
        // Excel would mark every identifier as "number stored as text".
        sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }
}

/// Does work that calls the library, which panics when a temporary file cannot be written. The workbook is not used
/// after that.
fn guarded(work: impl FnOnce() -> Result<(), XlsxError>) -> Result<(), WriteError> {
    match error::guarded(work) {
        Some(done) => Ok(done?),
        None => Err(WriteError::Crashed),
    }
}

/// Room for the values, and for the header with the filter's button beside it.
fn width(column: &ColumnSpec<'_>) -> f64 {
    let header = u16::try_from(column.header.chars().count()).unwrap_or(u16::MAX).saturating_add(4);
    f64::from(column.width.max(header)).min(WIDEST)
}

/// The text, cut and marked when it is longer than a cell can hold.
fn fitting(text: &str) -> Cow<'_, str> {
    // A text has at most as many UTF-16 units as bytes in UTF-8.
    if text.len() <= CELL_UNITS || text.encode_utf16().count() <= CELL_UNITS {
        return Cow::Borrowed(text);
    }
    let mut room = CELL_UNITS - CUT_MARK.encode_utf16().count();
    let end = text.char_indices().find(|(_, character)| match room.checked_sub(character.len_utf16()) {
        Some(left) => {
            room = left;
            false
        }
        None => true,
    });
    let end = end.map_or(text.len(), |(end, _)| end);
    Cow::Owned(format!("{}{CUT_MARK}", &text[..end]))
}

/// A name that Excel takes: no more than 31 characters, none of `[]:*?/\`, no apostrophe at its ends, not empty and not
/// the reserved `History`. Sheets after the first have their number behind it.
fn sheet_name(name: &str, number: u32) -> String {
    let mark = if number > 1 { format!(" ({number})") } else { String::new() };
    let allowed =
        |character: char| !matches!(character, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !character.is_control();
    let name: String = name.chars().map(|character| if allowed(character) { character } else { '_' }).collect();
    let name = name.trim_matches('\'');
    let name = if name.is_empty() || name.eq_ignore_ascii_case("history") { "Sheet" } else { name };
    // Excel counts UTF-16 units, of which a character has two at most.
    let mut room = SHEET_NAME - mark.len();
    let short: String = name
        .chars()
        .take_while(|character| match room.checked_sub(character.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect();
    format!("{}{mark}", short.trim_end_matches('\''))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
