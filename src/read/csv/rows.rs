//! What cells the records of a block hold.

use memchr::{memchr, memchr2};

use super::cut::count_lines;
use super::{Records, narrow};
use crate::model::{Batch, Field, RowFault, eight, formula};

/// Cuts a text into a batch's rows.
pub(super) struct Rows<'a> {
    batch: Batch,
    text: &'a str,
    delimiter: u8,
    width: usize,
    columns: &'a [Option<Field>],
    /// Of the row being built: how many cells, how many of them surplus and not blank, and whether all are blank.
    cells: usize,
    surplus: usize,
    blank: bool,
}

impl<'a> Rows<'a> {
    /// Will cut `text` into rows of `batch`.
    pub(super) fn new(batch: Batch, text: &'a str, delimiter: u8, width: usize, columns: &'a [Option<Field>]) -> Self {
        Rows { batch, text, delimiter, width, columns, cells: 0, surplus: 0, blank: true }
    }

    /// The batch with its rows, still without the text.
    pub(super) fn finish(self) -> Batch {
        self.batch
    }

    /// Takes the text for whole records, of which the first begins on `first_line`.
    pub(super) fn records(&mut self, first_line: u32) {
        let bytes = self.text.as_bytes();
        let carriage_returns = memchr(b'\r', bytes).is_some();
        let mut by_the_book = None;
        let mut line = first_line;
        let mut start = 0;
        while start < bytes.len() {
            let rest = &bytes[start..];
            let found = if carriage_returns { memchr2(b'\n', b'\r', rest) } else { memchr(b'\n', rest) };
            let end = start + found.unwrap_or(rest.len());
            let has_quotes = memchr(b'"', &bytes[start..end]).is_some();
            if has_quotes && !self.quoted_cells(start, end) {
                let by_the_book = by_the_book.get_or_insert_with(|| Records::new(self.delimiter));
                let consumed = by_the_book.read(rest).unwrap_or(rest.len());
                for cell in by_the_book.cells() {
                    self.count(cell);
                    self.batch.push_unquoted(formula::strip_mark(cell));
                }
                self.end_row(line, None);
                line = line.saturating_add(count_lines(&rest[..consumed]));
                start += consumed;
                continue;
            }
            if !has_quotes {
                self.plain_cells(start, end);
            }
            self.end_row(line, None);
            line = line.saturating_add(1);
            start = end + 1;
            if carriage_returns && bytes.get(end) == Some(&b'\r') && bytes.get(start) == Some(&b'\n') {
                start += 1;
            }
        }
    }

    /// A line that is no record: split where its delimiters stand, quotes and all.
    pub(super) fn broken_line(&mut self, line: u32, fault: RowFault) {
        let content = self.text.trim_end_matches(['\r', '\n']);
        self.plain_cells(0, content.len());
        self.end_row(line, Some(fault));
    }

    fn plain_cells(&mut self, start: usize, end: usize) {
        if start == end {
            return;
        }
        let mut cell = start;
        each_place(self.delimiter, &self.text.as_bytes()[start..end], |place| {
            self.cell(cell, start + place);
            cell = start + place + 1;
        });
        self.cell(cell, end);
    }

    /// Takes a line apart whose quotes stand round whole cells, with none inside. Returns whether it is such a line; if
    /// not, nothing has been taken.
    fn quoted_cells(&mut self, start: usize, end: usize) -> bool {
        let line = &self.text.as_bytes()[start..end];
        let mut at = 0;
        loop {
            let (from, to, behind) = if line.get(at) == Some(&b'"') {
                let Some(length) = memchr(b'"', &line[at + 1..]) else { break };
                (at + 1, at + 1 + length, at + length + 2)
            } else {
                let to = memchr(self.delimiter, &line[at..]).map_or(line.len(), |length| at + length);
                (at, to, to)
            };
            if line.get(behind).is_some_and(|next| *next != self.delimiter) {
                break;
            }
            self.cell(start + from, start + to);
            if behind == line.len() {
                return true;
            }
            at = behind + 1;
        }
        self.batch.drop_cells();
        (self.cells, self.surplus, self.blank) = (0, 0, true);
        false
    }

    fn cell(&mut self, start: usize, end: usize) {
        // Nearly every row has text in its first cell, no cell beyond the header's width, and no mark before one.
        let is_counted = !self.blank && self.cells < self.width;
        if is_counted && self.text.as_bytes().get(start) != Some(&(formula::MARK as u8)) {
            self.cells += 1;
            self.batch.push_cell(start..end);
            return;
        }
        let cell = &self.text[start..end];
        self.count(cell);
        self.batch.push_cell(end - formula::strip_mark(cell).len()..end);
    }

    fn count(&mut self, cell: &str) {
        let blank = match cell.as_bytes().first() {
            None => true,
            Some(b'!'..=b'~') => false,
            Some(_) => cell.trim().is_empty(),
        };
        self.blank &= blank;
        if self.cells >= self.width && !blank {
            self.surplus += 1;
        }
        self.cells += 1;
    }

    fn end_row(&mut self, line: u32, fault: Option<RowFault>) {
        if self.blank && fault.is_none() {
            self.batch.drop_blank_row();
        } else {
            let surplus = (self.surplus > 0).then(|| RowFault::Surplus(narrow(self.surplus)));
            self.batch.end_row(line, fault.or(surplus), self.columns);
        }
        (self.cells, self.surplus, self.blank) = (0, 0, true);
    }
}

/// Shows each place where `wanted` stands.
fn each_place(wanted: u8, bytes: &[u8], mut show: impl FnMut(usize)) {
    let (eights, rest) = bytes.as_chunks();
    for (index, eight) in eights.iter().enumerate() {
        let mut found = eight::places_of(wanted, *eight);
        while found != 0 {
            show(index * 8 + found.trailing_zeros() as usize / 8);
            found &= found - 1;
        }
    }
    for (place, byte) in (eights.len() * 8..).zip(rest) {
        if *byte == wanted {
            show(place);
        }
    }
}
