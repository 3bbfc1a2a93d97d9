//! One row of a batch, to be read.

use super::{Batch, Cell, RowFault};
use crate::model::{Field, Marks};

/// One row of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Row<'b> {
    pub(super) batch: &'b Batch,
    pub(super) row: usize,
}

impl<'b> Row<'b> {
    /// The row's place in its batch.
    pub fn index(self) -> usize {
        self.row
    }

    /// The row's number within the run.
    pub fn number(self) -> u64 {
        self.batch.first_row + self.row as u64
    }

    /// The row number a person sees in the spreadsheet, or the record's first physical line; counted from 1.
    pub fn line(self) -> u32 {
        self.batch.lines[self.row]
    }

    /// The field's text: as given, or as normalised once that is done. Empty when there is none.
    pub fn field(self, field: Field) -> &'b str {
        self.batch.resolve(self.batch.fields[self.row * Field::COUNT + field.index()])
    }

    /// What the field's text may hold.
    #[inline]
    pub fn marks(self, field: Field) -> Marks {
        self.batch.marks[self.row * Field::COUNT + field.index()]
    }

    /// What the fields' texts may hold, in output order.
    #[inline]
    pub fn all_marks(self) -> &'b [Marks] {
        &self.batch.marks[self.row * Field::COUNT..(self.row + 1) * Field::COUNT]
    }

    /// The text of every field, in output order.
    pub fn fields(self) -> impl ExactSizeIterator<Item = &'b str> + Clone {
        let batch = self.batch;
        let cells = &batch.fields[self.row * Field::COUNT..(self.row + 1) * Field::COUNT];
        cells.iter().map(|cell| batch.resolve(*cell))
    }

    /// The fields that hold text, in output order.
    pub fn filled(self) -> impl Iterator<Item = (Field, &'b str)> {
        let batch = self.batch;
        let cells = &batch.fields[self.row * Field::COUNT..(self.row + 1) * Field::COUNT];
        Field::ALL
            .iter()
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(field, cell)| (*field, batch.resolve(*cell)))
    }

    /// The cells as they were read, surplus ones included; missing ones at the end are left out.
    pub fn given(self) -> impl ExactSizeIterator<Item = &'b str> {
        let batch = self.batch;
        self.given_cells().iter().map(move |cell| batch.resolve(*cell))
    }

    /// The cell of one column as it was read; empty when the row is too short.
    pub fn given_cell(self, column: usize) -> &'b str {
        self.given_cells().get(column).map_or("", |cell| self.batch.resolve(*cell))
    }

    fn given_cells(self) -> &'b [Cell] {
        let ends = &self.batch.given_ends;
        let start = if self.row == 0 { 0 } else { ends[self.row - 1] as usize };
        &self.batch.given[start..ends[self.row] as usize]
    }

    /// Why the record could not be read as a row, if so.
    pub fn fault(self) -> Option<RowFault> {
        let faults = &self.batch.faults;
        if faults.is_empty() {
            return None;
        }
        let place = faults.binary_search_by_key(&(self.row as u64), |(row, _)| u64::from(*row)).ok()?;
        Some(faults[place].1)
    }

    /// The text of a cell of this row's batch, such as a finding's suggestion.
    pub fn resolve(self, cell: Cell) -> &'b str {
        self.batch.resolve(cell)
    }
}
