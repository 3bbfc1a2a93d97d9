//! Cells, as calamine gives them one by one, put together into rows.

use std::io::{Read, Seek};
use std::ops::Range as Span;

use calamine::{Cell, Data, DataRef, Range, UsedCells, XlsbError, XlsxCellReader};

use super::Limits;
use super::cell_text::{Mask, push_text};
use super::error::{SheetFault, sheet_fault};

/// What a sheet can hold.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: u32 = 16_384;

/// One row's cells as text. Gaps are empty cells; empty cells at the end are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRow {
    number: u32,
    text: String,
    ends: Vec<usize>,
}

impl RawRow {
    /// The row's number in the sheet, counted from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many cells there are up to the last that is not empty.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// The cells' text.
    pub fn cells(&self) -> impl Iterator<Item = &str> + '_ {
        self.ranges().map(|range| &self.text[range])
    }

    /// The text of all cells, one after the other.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where each cell lies in the text.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Span<usize>> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| start..end)
    }

    /// Leaves out cells at the end that hold at most white space, down to `width` cells.
    pub(super) fn drop_blank_cells_after(&mut self, width: usize) {
        self.drop_cells_after(width, |text| text.trim().is_empty());
    }

    fn drop_cells_after(&mut self, width: usize, is_blank: impl Fn(&str) -> bool) {
        while self.ends.len() > width {
            let start = if self.ends.len() < 2 { 0 } else { self.ends[self.ends.len() - 2] };
            if !is_blank(&self.text[start..]) {
                break;
            }
            self.text.truncate(start);
            self.ends.pop();
        }
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn clear(&mut self) {
        self.number = 0;
        self.text.clear();
        self.ends.clear();
    }
}

/// The cells of a sheet, by format.
pub(super) enum Cells<'w, RS: Read + Seek> {
    /// With the mask of each style's number format.
    Xlsx(Box<XlsxCellReader<'w, RS>>, Vec<Option<Mask>>),
    /// calamine keeps the type of this reader to itself, so its one function is taken.
    Xlsb(Box<dyn FnMut() -> Result<Option<Cell<DataRef<'w>>>, XlsbError> + 'w>),
    /// Read already, with the place of the first cell.
    Whole(UsedCells<'w, Data>, (u32, u32)),
}

impl<'w, RS: Read + Seek> Cells<'w, RS> {
    pub(super) fn xlsx(reader: XlsxCellReader<'w, RS>) -> Self {
        let masks = reader.styles().iter().map(Mask::of_style).collect();
        Cells::Xlsx(Box::new(reader), masks)
    }

    pub(super) fn whole(range: &'w Range<Data>) -> Self {
        Cells::Whole(range.used_cells(), range.start().unwrap_or_default())
    }

    fn next(&mut self) -> Result<Option<Found<'w>>, SheetFault> {
        let (cell, style) = match self {
            Cells::Xlsx(reader, _) => match reader.next_cell_with_style_id().map_err(|error| sheet_fault(&error))? {
                Some(found) => found,
                None => return Ok(None),
            },
            Cells::Xlsb(next) => match next().map_err(|error| sheet_fault(&error))? {
                Some(cell) => (cell, 0),
                None => return Ok(None),
            },
            Cells::Whole(cells, (first_row, first_column)) => match cells.next() {
                Some((row, column, value)) => {
                    let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else {
                        return Err(SheetFault::OutOfBounds);
                    };
                    let (row, column) = (row.saturating_add(*first_row), column.saturating_add(*first_column));
                    (Cell::new((row, column), borrowed(value)), 0)
                }
                None => return Ok(None),
            },
        };
        Ok(Some(Found { cell, style }))
    }

    fn mask(&self, style: usize) -> Option<&Mask> {
        match self {
            Cells::Xlsx(_, masks) => masks.get(style)?.as_ref(),
            Cells::Xlsb(_) | Cells::Whole(..) => None,
        }
    }
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(iso) => DataRef::DateTimeIso(iso.clone()),
        Data::DurationIso(iso) => DataRef::DurationIso(iso.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A cell with its place, both row and column counted from 0, and the number of its style.
struct Found<'w> {
    cell: Cell<DataRef<'w>>,
    style: usize,
}

/// The rows of a sheet that are not blank.
pub(super) struct Rows<'w, RS: Read + Seek> {
    cells: Cells<'w, RS>,
    /// The first cell of the next row, which told that the row before had ended.
    ahead: Option<Found<'w>>,
    /// Where the last cell lay.
    last: Option<(u32, u32)>,
    count: u64,
    max_cells: u64,
    max_row_bytes: usize,
    ended: bool,
}

impl<'w, RS: Read + Seek> Rows<'w, RS> {
    pub(super) fn new(cells: Cells<'w, RS>, limits: &Limits) -> Self {
        Rows {
            cells,
            ahead: None,
            last: None,
            count: 0,
            max_cells: limits.cells,
            max_row_bytes: limits.row_bytes,
            ended: false,
        }
    }

    /// Reads no further: what the reader below holds after a failure cannot be trusted.
    pub(super) fn give_up(&mut self) {
        self.ended = true;
        self.ahead = None;
    }

    /// The number of the last row of which a cell was read, counted from 1; 0 before the first.
    pub(super) fn last_row(&self) -> u32 {
        self.last.map_or(0, |(row, _)| row + 1)
    }

    /// Reads the next row that is not blank; `false` at the end.
    pub(super) fn next(&mut self, row: &mut RawRow) -> Result<bool, SheetFault> {
        loop {
            let found = self.next_with_cells(row).inspect_err(|_| self.give_up())?;
            if !found || !row.is_blank() {
                return Ok(found);
            }
        }
    }

    fn next_with_cells(&mut self, row: &mut RawRow) -> Result<bool, SheetFault> {
        row.clear();
        while let Some(found) = self.next_cell()? {
            let ((cell_row, column), value) = (found.cell.get_position(), found.cell.get_value());
            if matches!(value, DataRef::Empty) {
                continue;
            }
            if row.number == 0 {
                row.number = cell_row + 1;
            } else if row.number != cell_row + 1 {
                self.ahead = Some(found);
                break;
            }
            self.count += u64::from(column) + 1 - row.ends.len() as u64;
            if self.count > self.max_cells {
                return Err(SheetFault::TooManyCells(self.max_cells));
            }
            row.ends.resize(column as usize, row.text.len());
            push_text(value, self.cells.mask(found.style), &mut row.text);
            row.ends.push(row.text.len());
            if row.text.len() > self.max_row_bytes {
                return Err(SheetFault::RowTooLong(self.max_row_bytes));
            }
        }
        row.drop_cells_after(0, str::is_empty);
        Ok(row.number != 0)
    }

    fn next_cell(&mut self) -> Result<Option<Found<'w>>, SheetFault> {
        if self.ended {
            return Ok(None);
        }
        if let Some(found) = self.ahead.take() {
            return Ok(Some(found));
        }
        let Some(found) = self.cells.next()? else {
            self.ended = true;
            return Ok(None);
        };
        let place = found.cell.get_position();
        if place.0 >= MAX_ROWS || place.1 >= MAX_COLUMNS {
            return Err(SheetFault::OutOfBounds);
        }
        if self.last.is_some_and(|last| place <= last) {
            return Err(SheetFault::OutOfOrder);
        }
        self.last = Some(place);
        Ok(Some(found))
    }
}
