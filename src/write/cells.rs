//! Cells on their way into a table: as text, or as they are for a workbook.

use std::ops::Range;

use super::CsvRows;
use super::document::CellFault;
use crate::model::{CountryCode, Severity, TableFormat};

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
        self.cells(cells.iter());
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

    /// The cells.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.cells.iter().map(String::as_str)
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
    /// No rows yet, for tables of this format; `raw` as for [`CsvRows::new`].
    pub fn new(format: TableFormat, raw: bool) -> Self {
        match format {
            TableFormat::Csv => Rows::Csv(CsvRows::new(raw)),
            TableFormat::Xlsx => Rows::Cells(CellRows::default()),
        }
    }

    /// Forgets the rows, not the memory that they lie in.
    pub fn clear(&mut self) {
        match self {
            Rows::Csv(rows) => rows.bytes.clear(),
            Rows::Cells(CellRows { text, cell_ends, row_ends, notes, faults, fault_ends }) => {
                text.clear();
                cell_ends.clear();
                row_ends.clear();
                notes.clear();
                faults.clear();
                fault_ends.clear();
            }
        }
    }
}

/// Rows as cells: one text, and where cells and rows end in it. Beside them which cells are at fault.
#[derive(Debug, Default)]
pub struct CellRows {
    text: String,
    cell_ends: Vec<usize>,
    row_ends: Vec<usize>,
    notes: String,
    faults: Vec<CellFault>,
    fault_ends: Vec<usize>,
}

impl CellRows {
    /// The rows, each as its cells, with the faults of these.
    pub fn rows(&self) -> impl Iterator<Item = (impl Iterator<Item = &str>, Faults<'_>)> {
        (0..self.row_ends.len()).map(move |row| {
            let cells = piece(&self.row_ends, row).map(move |cell| &self.text[piece(&self.cell_ends, cell)]);
            (cells, Faults { list: &self.faults[piece(&self.fault_ends, row)], notes: &self.notes })
        })
    }

    /// The cell of the row being built is at fault. `write` adds what there is to say of it to the text it is lent.
    ///
    /// What is found in a cell that is at fault already stands below what was found before.
    pub fn fault(
        &mut self,
        column: u16,
        severity: Severity,
        states_of: Option<CountryCode>,
        write: impl FnOnce(&mut String),
    ) {
        let of_row = self.fault_ends.last().copied().unwrap_or(0);
        let known = self.faults[of_row..].iter_mut().find(|fault| fault.column == column);
        let start = self.notes.len();
        if let Some(fault) = known {
            // The notes of a row are short: what was said of the cell is said again with the rest behind it.
            let said = self.notes[fault.note.clone()].to_owned();
            self.notes.push_str(&said);
            self.notes.push_str("\n\n");
            write(&mut self.notes);
            fault.note = start..self.notes.len();
            fault.severity = fault.severity.max(severity);
            fault.states_of = fault.states_of.or(states_of);
        } else {
            write(&mut self.notes);
            self.faults.push(CellFault { column, severity, note: start..self.notes.len(), states_of });
        }
    }
}

/// The cells of a row that are at fault.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults<'a> {
    list: &'a [CellFault],
    notes: &'a str,
}

impl<'a> Faults<'a> {
    /// Each of them, with what there is to say of it.
    pub fn iter(self) -> impl Iterator<Item = (&'a CellFault, &'a str)> {
        self.list.iter().map(move |fault| (fault, &self.notes[fault.note.clone()]))
    }

    /// What the worst that was found in a column weighs.
    pub fn severity(self, column: u16) -> Option<Severity> {
        self.list.iter().find(|fault| fault.column == column).map(|fault| fault.severity)
    }
}

/// Where a piece lies, when `ends` says where each ends.
fn piece(ends: &[usize], place: usize) -> Range<usize> {
    let start = if place == 0 { 0 } else { ends[place - 1] };
    start..ends[place]
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
        self.fault_ends.push(self.faults.len());
    }
}
