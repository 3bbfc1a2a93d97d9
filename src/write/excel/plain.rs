//! A workbook of several lists, each on its own sheet under its own name, all cells as text.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::Workbook;

use super::style::Style;
use super::text::{fitting, unique_name};
use super::{BUTTON, WIDEST, WriteError, guarded, new_workbook, shown_width};

/// The workbook being written.
pub struct PlainBook {
    workbook: Workbook,
    style: Style,
    names: Vec<String>,
    widths: Vec<usize>,
    next_row: u32,
}

impl PlainBook {
    /// Starts a workbook. Temporary files are made in `temp_dir` and nowhere else.
    pub fn create(temp_dir: &Path) -> Result<PlainBook, WriteError> {
        let (names, widths) = (Vec::new(), Vec::new());
        Ok(PlainBook { workbook: new_workbook(temp_dir)?, style: Style::new(), names, widths, next_row: 0 })
    }

    /// Begins a sheet with its titles and its header, each with the number of its row, the first being 1.
    pub fn start_sheet(
        &mut self,
        name: &str,
        titles: &[(u32, Vec<String>)],
        (header_row, header): (u32, &[String]),
    ) -> Result<(), WriteError> {
        guarded(|| {
            self.set_widths()?;
            let taken: Vec<&str> = self.names.iter().map(String::as_str).collect();
            let name = unique_name(name, &taken);
            self.widths = header.iter().map(|header| shown_width(header) + BUTTON).collect();
            let sheet = self.workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(&name)?.set_freeze_panes(header_row, 0)?;
            for (row, cells) in titles.iter().filter(|(row, _)| (1..header_row).contains(row)) {
                for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                    sheet.write_string(row - 1, column, fitting(cell))?;
                }
            }
            for (column, header) in (0..).zip(header) {
                sheet.set_column_format(column, self.style.text(false))?;
                sheet.write_string_with_format(header_row - 1, column, fitting(header), self.style.header(false))?;
            }
            self.names.push(name);
            self.next_row = header_row;
            Ok(())
        })
    }

    /// Writes a row of the sheet.
    pub fn push_row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> Result<(), WriteError> {
        guarded(|| {
            let sheet = self.workbook.worksheet_from_index(self.names.len() - 1)?;
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(self.next_row, column, fitting(cell))?;
                if let Some(width) = self.widths.get_mut(usize::from(column)) {
                    *width = shown_width(cell).max(*width);
                }
            }
            self.next_row += 1;
            Ok(())
        })
    }

    /// Ends the workbook and writes its bytes.
    pub fn finish(mut self, output: impl Write + Send) -> Result<(), WriteError> {
        guarded(|| {
            self.set_widths()?;
            self.workbook.save_to_writer(output)
        })
    }

    fn set_widths(&mut self) -> Result<(), rust_xlsxwriter::XlsxError> {
        let Some(last) = self.names.len().checked_sub(1) else { return Ok(()) };
        let sheet = self.workbook.worksheet_from_index(last)?;
        for (column, width) in (0..).zip(&self.widths) {
            sheet.set_column_width(column, u8::try_from((*width).min(WIDEST)).unwrap_or(u8::MAX))?;
        }
        Ok(())
    }
}
