//! Rows, held as spans into shared text so that a row costs no allocation.

mod row;

use std::ops::Range;

use super::{Field, Marks, WholeName};

pub use row::Row;

/// A piece of a batch's text: of what was read, or of what was rewritten.
///
/// Eight bytes; the empty cell is the default. A batch holds less than 2 GiB of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    start: u32,
    len: u32,
}

/// Set in `Cell::start` when the cell lies in the rewritten text.
const SIDE: u32 = 1 << 31;

impl Cell {
    /// Whether the cell holds no text.
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The cell of a range of a text that is not a batch's.
    pub(super) fn of_text(range: Range<usize>) -> Self {
        span(range, 0)
    }

    /// The text of a cell made by [`of_text`](Self::of_text).
    pub(super) fn within(self, text: &str) -> &str {
        &text[self.start as usize..(self.start + self.len) as usize]
    }
}

/// Why a record could not be read as a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFault {
    /// It has this many cells more than the header.
    Surplus(u32),
    /// A quote opens in it and does not close where it should.
    UnclosedQuote,
    /// It is longer than the limit, in bytes.
    TooLong(u32),
    /// A quote stands in it where it leaves open which cell is which.
    StrayQuote,
    /// It is the header once more.
    HeaderAgain,
    /// It adds up the rows above it.
    Totals,
}

/// What became of a cell that was looked at by [`Batch::rewrite`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It stays as it is.
    AsIs,
    /// It is this part of what it was, in bytes.
    Part(Range<usize>),
    /// It is what was written to the buffer.
    New,
}

/// Some hundred kilobytes of whole rows of one [`Source`](super::Source).
///
/// `given` holds every cell as it was read; `fields` the cell of each [`Field`], which normalising rewrites.
/// The rewritten text lies beside the text that was read, so what the sender wrote is never touched.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Which source the rows are of: an index into the run's list of sources.
    pub source: u32,
    /// The first row's number within the run, counting rows of all inputs from 0; set once the rows before are known.
    pub first_row: u64,
    /// Blank rows that were passed over.
    pub blank: u64,
    /// The column whose names have to be taken apart, if there is one.
    pub whole_name: Option<WholeName>,
    text: String,
    side: String,
    scratch: String,
    given: Vec<Cell>,
    given_ends: Vec<u32>,
    fields: Vec<Cell>,
    /// What each cell of `fields` may hold.
    marks: Vec<Marks>,
    lines: Vec<u32>,
    faults: Vec<(u32, RowFault)>,
}

impl Batch {
    /// An empty batch of a source.
    pub fn new(source: u32) -> Self {
        Batch { source, ..Batch::default() }
    }

    /// Gives the batch the text that its cells are cut from; they may have been pushed before.
    pub fn set_text(&mut self, text: String) {
        debug_assert!(text.len() < SIDE as usize);
        self.text = text;
    }

    /// Adds text that a cell can be cut from, and returns where it lies. For readers that get one cell at a time.
    pub fn push_text(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }

    /// Adds a cell to the row being built: a range of bytes of the text, at character boundaries.
    pub fn push_cell(&mut self, range: Range<usize>) {
        self.given.push(span(range, 0));
    }

    /// Adds a cell to the row being built whose value is not a piece of the text, such as one that held doubled quotes.
    pub fn push_unquoted(&mut self, value: &str) {
        let cell = self.push_side(value);
        self.given.push(cell);
    }

    /// How many bytes of text the batch holds.
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    fn open_start(&self) -> usize {
        self.given_ends.last().map_or(0, |end| *end as usize)
    }

    /// Drops the cells of the row being built.
    pub fn drop_cells(&mut self) {
        self.given.truncate(self.open_start());
    }

    /// Drops the row being built and counts it as blank.
    pub fn drop_blank_row(&mut self) {
        self.drop_cells();
        self.blank += 1;
    }

    /// Ends the row being built. `line` is its number as a person sees it; `columns` maps columns to fields.
    ///
    /// Missing cells at the end are empty. The first column of a field that is not empty gives the field's cell.
    pub fn end_row(&mut self, line: u32, fault: Option<RowFault>, columns: &[Option<Field>]) {
        let row = self.lines.len();
        let start = self.open_start();
        self.given_ends.push(u32::try_from(self.given.len()).expect("a batch holds fewer than 2^32 cells"));
        self.lines.push(line);
        self.fields.resize(self.fields.len() + Field::COUNT, Cell::default());
        self.marks.resize(self.marks.len() + Field::COUNT, Marks::UNKNOWN);
        let cells = &self.given[start..];
        let fields = &mut self.fields[row * Field::COUNT..];
        for (cell, column) in cells.iter().zip(columns) {
            if let Some(field) = column {
                let slot = &mut fields[field.index()];
                if slot.is_empty() {
                    *slot = *cell;
                }
            }
        }
        if let Some(fault) = fault {
            self.faults.push((u32::try_from(row).expect("fewer than 2^32 rows"), fault));
        }
    }

    /// Says that a row is none, unless that is said of it already.
    pub fn set_fault(&mut self, row: usize, fault: RowFault) {
        let row = u32::try_from(row).expect("fewer than 2^32 rows");
        if let Err(place) = self.faults.binary_search_by_key(&row, |(row, _)| *row) {
            self.faults.insert(place, (row, fault));
        }
    }

    /// Drops rows that are none of the list, and counts them as blank. `places` are theirs, in order.
    pub fn drop_rows(&mut self, places: &[usize]) {
        let Some(first) = places.first() else { return };
        let mut kept = *first;
        let mut cells = if kept == 0 { 0 } else { self.given_ends[kept - 1] as usize };
        for row in *first..self.len() {
            if places.binary_search(&row).is_ok() {
                continue;
            }
            let given = if row == 0 { 0 } else { self.given_ends[row - 1] as usize }..self.given_ends[row] as usize;
            let count = given.len();
            self.given.copy_within(given, cells);
            cells += count;
            self.lines[kept] = self.lines[row];
            let fields = row * Field::COUNT..(row + 1) * Field::COUNT;
            self.fields.copy_within(fields.clone(), kept * Field::COUNT);
            self.marks.copy_within(fields, kept * Field::COUNT);
            self.given_ends[kept] = narrow(cells);
            for (of, _) in self.faults.iter_mut().filter(|(of, _)| *of as usize == row) {
                *of = narrow(kept);
            }
            kept += 1;
        }
        self.blank += (self.len() - kept) as u64;
        self.given.truncate(cells);
        self.given_ends.truncate(kept);
        self.lines.truncate(kept);
        self.fields.truncate(kept * Field::COUNT);
        self.marks.truncate(kept * Field::COUNT);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// One row.
    pub fn row(&self, row: usize) -> Row<'_> {
        debug_assert!(row < self.len());
        Row { batch: self, row }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + '_ {
        (0..self.len()).map(|row| Row { batch: self, row })
    }

    /// Looks at the bytes of a row's fields, once. From here on [`Row::marks`] tells what each may hold.
    pub fn mark_fields(&mut self, row: usize) {
        let range = row * Field::COUNT..(row + 1) * Field::COUNT;
        for (cell, marks) in self.fields[range.clone()].iter().zip(&mut self.marks[range]) {
            *marks = if cell.is_empty() { Marks::default() } else { Marks::of(lookup(&self.text, &self.side, *cell)) };
        }
    }

    /// Lets `rewrite` look at a field's text and say what becomes of it, writing to the buffer it is lent if it must.
    /// An empty field stays empty.
    #[inline]
    pub fn rewrite(&mut self, row: usize, field: Field, rewrite: impl FnOnce(&str, &mut String) -> Written) {
        let place = row * Field::COUNT + field.index();
        let cell = self.fields[place];
        if cell.is_empty() {
            return;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        match rewrite(self.resolve(cell), &mut scratch) {
            Written::AsIs => {}
            Written::Part(part) => {
                debug_assert!(part.end <= cell.len as usize);
                self.fields[place] =
                    Cell { start: cell.start + narrow(part.start), len: narrow(part.end - part.start) };
            }
            Written::New => self.write(place, &scratch),
        }
        self.scratch = scratch;
    }

    /// Lets `rewrite` say what a cell was before it was written to the file it was read from, where it was another. For
    /// use before anything is normalised.
    pub fn rewrite_given(&mut self, rewrite: impl Fn(&str) -> Option<String>) {
        for row in 0..self.len() {
            let start = if row == 0 { 0 } else { self.given_ends[row - 1] as usize };
            for place in start..self.given_ends[row] as usize {
                let cell = self.given[place];
                let Some(own) = rewrite(self.resolve(cell)) else { continue };
                let own = self.push_side(&own);
                self.given[place] = own;
                let fields = &mut self.fields[row * Field::COUNT..(row + 1) * Field::COUNT];
                fields.iter_mut().filter(|field| **field == cell).for_each(|field| *field = own);
            }
        }
    }

    /// Lets `derive` write something that follows from a field's text; the cell of what it wrote. Of an empty field
    /// nothing follows.
    pub fn derive(&mut self, row: usize, field: Field, derive: impl FnOnce(&str, &mut String)) -> Cell {
        let cell = self.fields[row * Field::COUNT + field.index()];
        if cell.is_empty() {
            return cell;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        derive(self.resolve(cell), &mut scratch);
        let derived = if scratch.is_empty() { Cell::default() } else { self.push_side(&scratch) };
        self.scratch = scratch;
        derived
    }

    /// Makes room for rows that are about to be pushed, so that the lists need not grow one by one.
    pub fn reserve(&mut self, rows: usize, columns: usize) {
        // Some rows have a cell too many, and to make room for it would double the list.
        self.given.reserve(rows * columns + rows / 8);
        self.given_ends.reserve(rows);
        self.lines.reserve(rows);
        self.fields.reserve(rows * Field::COUNT);
        self.marks.reserve(rows * Field::COUNT);
    }

    /// Makes room for this many bytes of rewritten text.
    pub fn reserve_side(&mut self, bytes: usize) {
        self.side.reserve(bytes);
    }

    /// Adds text of our own, such as a suggestion, and returns its cell.
    pub fn push_side(&mut self, text: &str) -> Cell {
        let start = self.side.len();
        self.side.push_str(text);
        span(start..self.side.len(), SIDE)
    }

    /// Sets a field's text.
    pub fn set_field(&mut self, row: usize, field: Field, text: &str) {
        self.write(row * Field::COUNT + field.index(), text);
    }

    fn write(&mut self, place: usize, text: &str) {
        self.fields[place] = self.push_side(text);
        self.marks[place] = Marks::of(text);
    }

    /// The text of a cell of this batch.
    #[inline]
    pub fn resolve(&self, cell: Cell) -> &str {
        lookup(&self.text, &self.side, cell)
    }
}

#[inline]
fn lookup<'b>(text: &'b str, side: &'b str, cell: Cell) -> &'b str {
    let start = (cell.start & !SIDE) as usize;
    let text = if cell.start & SIDE == 0 { text } else { side };
    &text[start..start + cell.len as usize]
}

fn narrow(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("a batch holds less than 2 GiB of text")
}

fn span(range: Range<usize>, side: u32) -> Cell {
    let start = narrow(range.start);
    assert!(start < SIDE, "a batch holds less than 2 GiB of text");
    Cell { start: start | side, len: narrow(range.end) - start }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Batch {
        let mut batch = Batch::new(0);
        batch.set_text("Contoso PL extra".to_owned());
        batch.push_cell(0..7);
        batch.push_cell(8..10);
        batch.push_cell(11..16);
        batch.end_row(2, Some(RowFault::Surplus(1)), &[Some(Field::CompanyName), Some(Field::Country)]);
        batch
    }

    #[test]
    fn rewriting_leaves_what_was_given() {
        let mut batch = batch();
        batch.rewrite(0, Field::CompanyName, |old, new| {
            new.push_str(&old.to_uppercase());
            Written::New
        });
        batch.rewrite(0, Field::CompanyName, |old, _| Written::Part(0..old.len() - 3));
        batch.rewrite(0, Field::Country, |_, _| Written::AsIs);
        let row = batch.row(0);
        assert_eq!(row.field(Field::CompanyName), "CONT");
        assert_eq!(row.field(Field::Country), "PL");
        assert_eq!(row.filled().collect::<Vec<_>>(), [(Field::CompanyName, "CONT"), (Field::Country, "PL")]);
        assert_eq!(row.given().collect::<Vec<_>>(), ["Contoso", "PL", "extra"]);
        assert_eq!(row.fault(), Some(RowFault::Surplus(1)));
        assert_eq!(row.line(), 2);
    }

    #[test]
    fn given_cells_get_back_what_they_were() {
        let mut batch = batch();
        batch.rewrite_given(|text| text.strip_prefix("Con").map(str::to_owned));
        let row = batch.row(0);
        assert_eq!(row.given().collect::<Vec<_>>(), ["toso", "PL", "extra"]);
        assert_eq!((row.field(Field::CompanyName), row.field(Field::Country)), ("toso", "PL"));
    }

    #[test]
    fn dropped_rows_are_blank_and_the_others_stay_as_they_are() {
        let mut batch = batch();
        batch.push_cell(8..10);
        batch.end_row(3, None, &[Some(Field::Country)]);
        batch.push_cell(11..16);
        batch.push_cell(0..7);
        batch.end_row(4, Some(RowFault::Totals), &[Some(Field::City), Some(Field::CompanyName)]);
        batch.drop_rows(&[1]);
        assert_eq!((batch.len(), batch.blank), (2, 1));
        assert_eq!(batch.row(0).given().collect::<Vec<_>>(), ["Contoso", "PL", "extra"]);
        let row = batch.row(1);
        assert_eq!((row.line(), row.fault(), row.field(Field::CompanyName)), (4, Some(RowFault::Totals), "Contoso"));
        assert_eq!(row.given().collect::<Vec<_>>(), ["extra", "Contoso"]);
        batch.drop_rows(&[0, 1]);
        assert_eq!((batch.len(), batch.blank), (0, 3));
    }

    #[test]
    fn short_rows_have_empty_fields() {
        let mut batch = batch();
        batch.end_row(3, None, &[Some(Field::CompanyName)]);
        let row = batch.row(1);
        assert_eq!(row.field(Field::CompanyName), "");
        assert_eq!(row.filled().count(), 0);
        assert_eq!(row.given_cell(4), "");
        assert_eq!(row.fault(), None);
    }
}
