//! Cells on their way into a table: as text, or as they are for a workbook.

use super::CsvRows;
use crate::model::TableFormat;

/// Takes the cells of rows, one after the other.
pub trait CellSink {
    /// The next cell of the row.
    fn cell(&mut self, text: &str);

    /// The next cells of the row.
    fn cells<'a>(&mut self, cells: impl Iterator<Item = &'a str> + Clone) {
        cells.for_each(|text| self.cell(text));
    }

    /// The next cells of the row, which many rows have.
    fn ready(&mut self, cells: &ReadyCells) {
        self.cells(cells.cells.iter().map(String::as_str));
    }

    /// The next cell of the row, which is what `write` adds to the text it is lent.
    fn written(&mut self, write: impl FnOnce(&mut String));

    /// The next cell of the row, a number.
    fn number(&mut self, number: u32);

    /// The row is complete.
    fn end_row(&mut self);
}

/// Cells that stand in many rows, made ready for them once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadyCells {
    cells: Vec<String>,
    csv: Vec<u8>,
}

impl ReadyCells {
    /// These cells.
    pub fn new(cells: &[&str]) -> Self {
        let mut csv = CsvRows::default();
        csv.cells(cells.iter().copied());
        ReadyCells { cells: cells.iter().map(|cell| (*cell).to_owned()).collect(), csv: csv.bytes }
    }

    /// The cells as they stand in comma-separated text, each with its comma behind it.
    pub(super) fn as_csv(&self) -> &[u8] {
        &self.csv
    }
}

/// Rows of one table, ready to be written.
#[derive(Debug)]
pub enum Rows {
    /// As text.
    Csv(CsvRows),
    /// As cells, for a workbook.
    Cells(CellRows),
}

impl Rows {
    /// No rows yet, for tables of this format.
    pub fn new(format: TableFormat) -> Self {
        match format {
            TableFormat::Csv => Rows::Csv(CsvRows::default()),
            TableFormat::Xlsx => Rows::Cells(CellRows::default()),
        }
    }

    /// Forgets the rows, not the memory that they lie in.
    pub fn clear(&mut self) {
        match self {
            Rows::Csv(rows) => rows.bytes.clear(),
            Rows::Cells(CellRows { text, cell_ends, row_ends }) => {
                text.clear();
                cell_ends.clear();
                row_ends.clear();
            }
        }
    }
}

/// Rows as cells: one text, and where cells and rows end in it.
#[derive(Debug, Default)]
pub struct CellRows {
    text: String,
    cell_ends: Vec<usize>,
    row_ends: Vec<usize>,
}

impl CellRows {
    /// The rows, each as its cells.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = &str>> {
        (0..self.row_ends.len()).map(move |row| {
            let first = if row == 0 { 0 } else { self.row_ends[row - 1] };
            (first..self.row_ends[row]).map(move |cell| {
                let start = if cell == 0 { 0 } else { self.cell_ends[cell - 1] };
                &self.text[start..self.cell_ends[cell]]
            })
        })
    }
}

impl CellSink for CellRows {
    fn cell(&mut self, text: &str) {
        self.text.push_str(text);
        self.cell_ends.push(self.text.len());
    }

    fn written(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        self.cell_ends.push(self.text.len());
    }

    fn number(&mut self, number: u32) {
        self.cell(&number.to_string());
    }

    fn end_row(&mut self) {
        self.row_ends.push(self.cell_ends.len());
    }
}
