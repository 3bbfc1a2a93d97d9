//! What cells the records of a block hold.

use std::ops::Range;

use memchr::{memchr, memchr2};

use super::cut::{closes_properly, count_lines};
use super::narrow;
use super::quoting::{self, Cells, Dialect, without_line_end};
use super::records::Records;
use crate::model::{Batch, Field, RowFault, eight, formula};

/// Cuts a text into a batch's rows.
pub(super) struct Rows<'a> {
    batch: Batch,
    text: &'a str,
    dialect: Dialect,
    /// Longer records are not believed, and cut off there.
    longest: usize,
    width: usize,
    columns: &'a [Option<Field>],
    /// Of the row being built: how many cells, how many of them surplus and not blank, and whether all are blank.
    cells: usize,
    surplus: usize,
    blank: bool,
    /// For records with quotes, made when the first comes.
    by_the_book: Option<Records>,
    odd: Cells,
}

impl<'a> Rows<'a> {
    /// Will cut pieces of `text` into rows of `batch`.
    pub(super) fn new(
        batch: Batch,
        text: &'a str,
        dialect: Dialect,
        longest: usize,
        width: usize,
        columns: &'a [Option<Field>],
    ) -> Self {
        let (cells, surplus, blank, by_the_book, odd) = (0, 0, true, None, Cells::default());
        Rows { batch, text, dialect, longest, width, columns, cells, surplus, blank, by_the_book, odd }
    }

    /// The batch with its rows, still without the text.
    pub(super) fn finish(self) -> Batch {
        self.batch
    }

    /// Takes a piece of the text for whole records, of which the first begins on `line`; the line behind them.
    pub(super) fn records(&mut self, piece: Range<usize>, mut line: u32) -> u32 {
        if !self.dialect.is_plain() {
            return self.odd_records(piece, line);
        }
        let bytes = &self.text.as_bytes()[..piece.end];
        let mut start = piece.start;
        let carriage_returns = memchr(b'\r', &bytes[start..]).is_some();
        while start < bytes.len() {
            let rest = &bytes[start..];
            let found = if carriage_returns { memchr2(b'\n', b'\r', rest) } else { memchr(b'\n', rest) };
            let end = start + found.unwrap_or(rest.len());
            if end - start > self.longest {
                self.overlong_line(start, line);
            } else if memchr(b'"', &bytes[start..end]).is_none() {
                self.plain_cells(start, end);
                self.end_row(line, None);
            } else if self.quoted_cells(start, end) {
                self.end_row(line, None);
            } else {
                let consumed = self.record_with_quotes(start..end, rest, line);
                line = line.saturating_add(count_lines(&rest[..consumed]));
                start += consumed;
                continue;
            }
            line = line.saturating_add(1);
            start = end + 1;
            if carriage_returns && bytes.get(end) == Some(&b'\r') && bytes.get(start) == Some(&b'\n') {
                start += 1;
            }
        }
        line
    }

    /// Takes the record that `rest` begins with and whose first line is `first`; how long it is, line end included.
    fn record_with_quotes(&mut self, first: Range<usize>, rest: &[u8], line: u32) -> usize {
        let delimiter = self.dialect.delimiter;
        let mut by_the_book = self.by_the_book.take().unwrap_or_else(|| Records::new(self.dialect));
        let consumed = by_the_book.read(rest).unwrap_or(rest.len());
        let record = without_line_end(&rest[..consumed]);
        let is_one_line = record.len() == first.len();
        if !is_one_line || closes_properly(record, delimiter) {
            self.unquoted_cells(by_the_book.cells().iter());
            self.end_row(line, None);
        } else {
            let mut odd = std::mem::take(&mut self.odd);
            if quoting::understand(record, delimiter, self.width, &mut odd) {
                self.unquoted_cells(odd.all().iter());
                self.end_row(line, None);
            } else {
                self.plain_cells(first.start, first.end);
                self.end_row(line, Some(RowFault::StrayQuote));
            }
            self.odd = odd;
        }
        self.by_the_book = Some(by_the_book);
        consumed
    }

    /// Records of a dialect of its own.
    fn odd_records(&mut self, piece: Range<usize>, mut line: u32) -> u32 {
        let bytes = &self.text.as_bytes()[..piece.end];
        let mut cells = std::mem::take(&mut self.odd);
        let mut start = piece.start;
        while start < bytes.len() {
            let found = quoting::read(&bytes[start..], self.dialect, &mut cells);
            let end = start + found.len;
            // With as many cells as columns, a quote too many changes nothing.
            if without_line_end(&bytes[start..end]).len() > self.longest {
                self.overlong_line(start, line);
            } else if found.proper || cells.all().len() == self.width && !found.loose {
                self.unquoted_cells(cells.all().iter());
                self.end_row(line, None);
            } else {
                self.plain_cells(start, start + without_line_end(&bytes[start..end]).len());
                self.end_row(line, Some(RowFault::StrayQuote));
            }
            line = line.saturating_add(count_lines(&bytes[start..end]));
            start = end;
        }
        self.odd = cells;
        line
    }

    /// Takes a line that is no record: split where its delimiters stand, quotes and all. The line behind it.
    pub(super) fn broken_line(&mut self, piece: Range<usize>, line: u32, fault: RowFault) -> u32 {
        let content = self.text[piece.clone()].trim_end_matches(['\r', '\n']);
        self.plain_cells(piece.start, piece.start + content.len());
        self.end_row(line, Some(fault));
        line.saturating_add(1)
    }

    /// Takes as much of an overlong line as is believed of a record.
    fn overlong_line(&mut self, start: usize, line: u32) {
        let end = self.text.floor_char_boundary(start + self.longest);
        self.plain_cells(start, end);
        self.end_row(line, Some(RowFault::TooLong(narrow(self.longest))));
    }

    fn unquoted_cells<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        for cell in cells {
            self.count(cell);
            self.batch.push_unquoted(formula::strip_mark(cell));
        }
    }

    fn plain_cells(&mut self, start: usize, end: usize) {
        if start == end {
            return;
        }
        let mut cell = start;
        each_place(self.dialect.delimiter, &self.text.as_bytes()[start..end], |place| {
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
        // Whether a cell ended in a backslash and a quote, which may have been meant to stand in it.
        let mut escaped = false;
        loop {
            let (from, to, behind) = if line.get(at) == Some(&b'"') {
                let Some(length) = memchr(b'"', &line[at + 1..]) else { break };
                escaped |= line[at + length] == b'\\';
                (at + 1, at + 1 + length, at + length + 2)
            } else {
                let to = memchr(self.dialect.delimiter, &line[at..]).map_or(line.len(), |length| at + length);
                if (escaped || line.get(at) == Some(&b' ')) && memchr(b'"', &line[at..to]).is_some() {
                    break;
                }
                (at, to, to)
            };
            if line.get(behind).is_some_and(|next| *next != self.dialect.delimiter) {
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
            // A zero byte or the end mark of DOS says as little as a space.
            Some(_) => cell.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control()).is_empty(),
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
