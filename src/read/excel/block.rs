//! Rows of a sheet on their way from whoever reads the workbook to whoever knows what its columns hold.

use super::rows::RawRow;
use crate::model::{Batch, Field, RowFault};

/// Some rows that are not blank: their text, and where its cells end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowBlock {
    /// Blank rows between them.
    blank: u64,
    /// The text of all cells, one after the other.
    text: String,
    /// Of each row its number in the sheet, counted from 1, and how many cells it has.
    rows: Vec<(u32, u32)>,
    /// How many bytes each cell has.
    cells: Vec<u32>,
}

/// Why bytes are no block: whoever wrote them did not do what it was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBlock;

/// The numbers behind the text, from the end: blank rows, rows, cells.
const TRAILER: usize = 8 + 4 + 4;

/// Eight bytes a row, four a cell.
const ROW: usize = 8;
const CELL: usize = 4;

impl RowBlock {
    /// The text of all cells.
    pub fn text(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many bytes of text there are.
    pub(super) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// How many cells there are.
    pub(super) fn cell_count(&self) -> usize {
        self.cells.len()
    }

    /// Adds a row, and how many blank ones were before it.
    pub(super) fn push(&mut self, row: &RawRow, blank: u32) {
        self.blank += u64::from(blank);
        self.text.push_str(row.text());
        let before = self.cells.len();
        self.cells.extend(row.ranges().map(|range| narrow(range.len())));
        self.rows.push((row.number(), narrow(self.cells.len() - before)));
    }

    /// The rows as a batch of `source`, whose columns hold these fields. More cells than columns make a row one that
    /// cannot be read.
    pub fn into_batch(self, source: u32, columns: &[Option<Field>]) -> Batch {
        let mut batch = Batch::new(source);
        batch.blank = self.blank;
        batch.reserve(self.rows.len(), columns.len());
        let (mut end, mut cells) = (0, self.cells.iter());
        for (number, width) in self.rows {
            for length in cells.by_ref().take(width as usize) {
                let start = end;
                end += *length as usize;
                batch.push_cell(start..end);
            }
            let surplus = (width as usize).saturating_sub(columns.len());
            let fault = (surplus > 0).then(|| RowFault::Surplus(narrow(surplus)));
            batch.end_row(number, fault, columns);
        }
        batch.set_text(self.text);
        batch
    }

    /// The block as bytes.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.reserve(self.text.len() + self.rows.len() * ROW + self.cells.len() * CELL + TRAILER);
        out.extend_from_slice(self.text.as_bytes());
        for (number, width) in &self.rows {
            out.extend_from_slice(&number.to_le_bytes());
            out.extend_from_slice(&width.to_le_bytes());
        }
        self.cells.iter().for_each(|length| out.extend_from_slice(&length.to_le_bytes()));
        out.extend_from_slice(&self.blank.to_le_bytes());
        out.extend_from_slice(&narrow(self.rows.len()).to_le_bytes());
        out.extend_from_slice(&narrow(self.cells.len()).to_le_bytes());
    }

    /// The block that [`write_to`](Self::write_to) made these bytes of. Nothing is believed that does not agree.
    pub fn from_bytes(mut bytes: Vec<u8>) -> Result<Self, NoBlock> {
        let (rest, cell_count) = bytes.split_last_chunk::<4>().ok_or(NoBlock)?;
        let (rest, row_count) = rest.split_last_chunk::<4>().ok_or(NoBlock)?;
        let (rest, blank) = rest.split_last_chunk::<8>().ok_or(NoBlock)?;
        let blank = u64::from_le_bytes(*blank);
        let text_and_rows = before(rest, u32::from_le_bytes(*cell_count), CELL)?;
        let text_len = before(&rest[..text_and_rows], u32::from_le_bytes(*row_count), ROW)?;
        let (numbers, _) = rest[text_len..].as_chunks::<4>();
        let (rows, cells) = numbers.split_at((text_and_rows - text_len) / 4);
        let (rows, _) = rows.as_chunks::<2>();
        let rows =
            rows.iter().map(|[number, width]| (u32::from_le_bytes(*number), u32::from_le_bytes(*width))).collect();
        let cells = cells.iter().map(|length| u32::from_le_bytes(*length)).collect();
        bytes.truncate(text_len);
        let text = String::from_utf8(bytes).map_err(|_| NoBlock)?;
        let block = RowBlock { blank, text, rows, cells };
        if block.agrees() { Ok(block) } else { Err(NoBlock) }
    }

    /// Whether the cells are those of the rows, and cut the text where characters end.
    fn agrees(&self) -> bool {
        let mut end = 0;
        let whole = self.cells.iter().all(|length| {
            end += *length as usize;
            self.text.is_char_boundary(end)
        });
        let width: u64 = self.rows.iter().map(|(_, width)| u64::from(*width)).sum();
        whole && end == self.text.len() && width == self.cells.len() as u64 && i32::try_from(end).is_ok()
    }
}

/// How much lies before so many pieces of this size.
fn before(bytes: &[u8], count: u32, size: usize) -> Result<usize, NoBlock> {
    let taken = usize::try_from(count).ok().and_then(|count| count.checked_mul(size)).ok_or(NoBlock)?;
    bytes.len().checked_sub(taken).ok_or(NoBlock)
}

/// Blocks are closed long before that many bytes or cells.
fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> RowBlock {
        RowBlock { blank: 3, text: "ContosoŁódźPL".to_owned(), rows: vec![(2, 2), (7, 2)], cells: vec![7, 0, 7, 2] }
    }

    #[test]
    fn a_block_comes_back_as_it_was_sent() {
        let mut bytes = Vec::new();
        block().write_to(&mut bytes);
        assert_eq!(RowBlock::from_bytes(bytes), Ok(block()));
        let batch = block().into_batch(5, &[Some(Field::CompanyName)]);
        let rows: Vec<_> = batch.rows().map(|row| (row.line(), row.given().collect::<Vec<_>>(), row.fault())).collect();
        let surplus = Some(RowFault::Surplus(1));
        assert_eq!(rows, [(2, vec!["Contoso", ""], surplus), (7, vec!["Łódź", "PL"], surplus)]);
        assert_eq!((batch.source, batch.blank), (5, 3));
    }

    #[test]
    fn no_bytes_are_believed_that_do_not_agree() {
        let mut whole = Vec::new();
        block().write_to(&mut whole);
        for end in 0..whole.len() {
            assert_eq!(RowBlock::from_bytes(whole[..end].to_vec()), Err(NoBlock), "cut off at {end}");
        }
        let of = |change: fn(&mut RowBlock)| {
            let (mut block, mut bytes) = (block(), Vec::new());
            change(&mut block);
            block.write_to(&mut bytes);
            RowBlock::from_bytes(bytes)
        };
        assert_eq!(of(|block| block.cells[0] = 8), Err(NoBlock), "longer than the text");
        assert_eq!(of(|block| (block.cells[2], block.cells[3]) = (6, 3)), Err(NoBlock), "within a character");
        assert_eq!(of(|block| block.rows[1].1 = 3), Err(NoBlock), "a cell too many");
    }
}
