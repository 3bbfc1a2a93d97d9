//! Delimited text: where records end (exact, one thread), and what cells they hold (a block at a time, on any thread).
//!
//! Records are cut as RFC 4180 and the `csv` crate cut them. Hard records are taken apart by `csv-core`; a line without
//! a quote is split where its delimiters stand. On top of that lies one mercy: a quote that opens and does not close
//! where it should must not swallow the lines after it, so such a line becomes a broken row of its own.

mod cut;
mod quoting;
mod records;

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memchr2};

use self::cut::{Cut, Then, closes_properly, count_lines, cut, line_end};
use self::quoting::{Cells, without_line_end};
use self::records::{Records, blank_lines};
use crate::model::{Batch, Field, RowFault, formula};

pub use quoting::Dialect;

/// How much text a block holds, more or less: small enough for the processor's cache, large enough that the cost of a
/// block does not show.
pub const BLOCK: usize = 256 * 1024;

/// The longest record that is believed. Customer rows are some hundred bytes.
pub const LONGEST_RECORD: usize = 1024 * 1024;

/// Some whole records, or one line that is none.
#[derive(Debug)]
pub struct Block {
    bytes: Vec<u8>,
    first_line: u32,
    fault: Option<RowFault>,
}

/// Cuts a text into blocks of whole records.
pub struct Blocks<R> {
    reader: R,
    dialect: Dialect,
    width: usize,
    block: usize,
    longest: usize,
    buffer: Vec<u8>,
    at_end: bool,
    line: u32,
    /// The rest of an overlong line has to be passed over before anything else.
    skipping: bool,
}

impl<R: Read> Blocks<R> {
    /// Cuts `reader`, whose first line is the first; `block` bytes at a time.
    pub fn new(reader: R, dialect: impl Into<Dialect>, block: usize, longest: usize) -> Self {
        Blocks {
            reader,
            dialect: dialect.into(),
            width: 0,
            block: block.max(1),
            longest,
            buffer: Vec::new(),
            at_end: false,
            line: 1,
            skipping: false,
        }
    }

    /// The first records, as far as `bytes` of text hold them whole, each with its line; nothing is taken.
    pub fn peek(&mut self, bytes: usize, most: usize) -> io::Result<Vec<(u32, Vec<String>)>> {
        self.fill(bytes)?;
        let end = self.cut(0).end;
        let mut records = Records::new(self.dialect);
        let mut rows = Vec::new();
        let (mut at, mut line) = (0, self.line);
        while rows.len() < most {
            let (blank, lines) = blank_lines(&self.buffer[at..end]);
            at += blank;
            line += lines;
            let Some(read) = records.read(&self.buffer[at..end]) else { break };
            rows.push((line, records.cells().iter().map(|cell| formula::strip_mark(cell).to_owned()).collect()));
            line += count_lines(&self.buffer[at..at + read]);
            at += read;
        }
        Ok(rows)
    }

    /// How many of the first records, as far as `bytes` of text hold them, have their quotes where `dialect` lets them
    /// be and as many cells as most.
    pub fn sound_records(&self, dialect: Dialect, bytes: usize, most: usize) -> usize {
        quoting::sound_records(&self.buffer[..bytes.min(self.buffer.len())], dialect, most)
    }

    /// The bytes that `peek` looks at.
    pub fn peeked(&self) -> &[u8] {
        &self.buffer
    }

    /// Sets the dialect, once it is known.
    pub fn set_dialect(&mut self, dialect: impl Into<Dialect>) {
        self.dialect = dialect.into();
    }

    /// The longest record that is believed, in bytes.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The dialect that was set.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Says how many cells a record should have: a record over several lines that has not is taken for a line whose
    /// quote stays open. With 0, which is how it starts, the text is taken by the book.
    pub fn expect_width(&mut self, width: usize) {
        self.width = width;
    }

    /// Passes over the next physical line, such as Excel's `sep=;`.
    pub fn skip_line(&mut self) {
        let end = line_end(&self.buffer).unwrap_or(self.buffer.len());
        self.take(end);
    }

    /// Passes over everything up to and including the record that begins on `line`, one of those that `peek` showed.
    pub fn start_after(&mut self, line: u32) {
        let mut records = Records::new(self.dialect);
        while self.line <= line {
            let blank = blank_lines(&self.buffer).0;
            if blank > 0 {
                self.take(blank);
                continue;
            }
            let Some(read) = records.read(&self.buffer) else { return };
            self.take(read);
        }
    }

    /// The next block; none at the end of the text.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut wanted = self.block;
        loop {
            self.fill(wanted)?;
            if self.skipping && !self.skip_rest_of_line() {
                continue;
            }
            if self.buffer.is_empty() {
                return Ok(None);
            }
            let cut = self.cut(self.width);
            if cut.end > 0 {
                return Ok(Some(self.take_block(cut.end, None)));
            }
            // Without a width there is no mercy: the text is taken by the book.
            if self.width == 0 && self.at_end {
                let end = self.buffer.len();
                return Ok(Some(self.take_block(end, None)));
            }
            match cut.then {
                Then::Glued => return Ok(Some(self.take_broken_line(RowFault::UnclosedQuote))),
                Then::OpenQuote if self.at_end || self.buffer.len() > self.longest => {
                    return Ok(Some(self.take_broken_line(RowFault::UnclosedQuote)));
                }
                Then::More if self.buffer.len() > self.longest => {
                    return Ok(Some(self.take_broken_line(RowFault::TooLong(narrow(self.longest)))));
                }
                _ => wanted = self.buffer.len() * 2,
            }
        }
    }

    fn cut(&self, width: usize) -> Cut {
        if self.dialect.is_plain() {
            return cut(&self.buffer, self.dialect.delimiter, width, self.at_end);
        }
        quoting::cut(&self.buffer, self.dialect, width, self.at_end)
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        let mut filled = self.buffer.len();
        if filled >= wanted || self.at_end {
            return Ok(());
        }
        self.buffer.resize(wanted, 0);
        while filled < wanted {
            match self.reader.read(&mut self.buffer[filled..]) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.buffer.truncate(filled);
        Ok(())
    }

    fn take_block(&mut self, end: usize, fault: Option<RowFault>) -> Block {
        let mut rest = Vec::with_capacity(self.block.max(self.buffer.len() - end));
        rest.extend_from_slice(&self.buffer[end..]);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        bytes.truncate(end);
        let first_line = self.line;
        self.line = self.line.saturating_add(count_lines(&bytes));
        Block { bytes, first_line, fault }
    }

    fn take(&mut self, end: usize) {
        drop(self.take_block(end, None));
    }

    /// The next physical line as a row of its own; of an overlong one, as much as is believed of a record.
    fn take_broken_line(&mut self, fault: RowFault) -> Block {
        let end = line_end(&self.buffer).unwrap_or(self.buffer.len());
        if end <= self.longest {
            return self.take_block(end, Some(fault));
        }
        let mut end = self.longest;
        while end > 0 && self.buffer[end] & 0b1100_0000 == 0b1000_0000 {
            end -= 1;
        }
        self.skipping = true;
        let block = self.take_block(end, Some(RowFault::TooLong(narrow(self.longest))));
        // The line goes on; it is counted where it ends.
        self.line -= 1;
        block
    }

    /// Whether the rest of the line was passed over; if not, more has to be read.
    fn skip_rest_of_line(&mut self) -> bool {
        match line_end(&self.buffer) {
            Some(end) => {
                self.take(end);
                self.skipping = false;
            }
            None => self.buffer.clear(),
        }
        !self.skipping || self.at_end
    }
}

impl Block {
    /// Takes the block apart into rows. Nothing is assumed of the bytes but that they are UTF-8: the position of the
    /// first byte that is not is the error, which can only happen when the file changed after it was surveyed.
    pub fn parse(
        self,
        source: u32,
        dialect: impl Into<Dialect>,
        width: usize,
        columns: &[Option<Field>],
    ) -> Result<Batch, usize> {
        let dialect = dialect.into();
        let text = String::from_utf8(self.bytes).map_err(|error| error.utf8_error().valid_up_to())?;
        let mut batch = Batch::new(source);
        batch.reserve(count_lines(text.as_bytes()) as usize, width);
        let mut rows = Rows {
            batch,
            text: &text,
            delimiter: dialect.delimiter,
            width,
            columns,
            cells: 0,
            surplus: 0,
            blank: true,
        };
        match self.fault {
            Some(fault) => rows.broken_line(self.first_line, fault),
            None if dialect.is_plain() => rows.records(self.first_line),
            None => rows.odd_records(self.first_line, dialect),
        }
        let mut batch = rows.batch;
        batch.set_text(text);
        Ok(batch)
    }
}

/// Cuts a text into a batch's rows.
struct Rows<'a> {
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

impl Rows<'_> {
    fn records(&mut self, first_line: u32) {
        let bytes = self.text.as_bytes();
        let carriage_returns = memchr(b'\r', bytes).is_some();
        let mut by_the_book = Records::new(self.delimiter.into());
        let mut misquoted = Cells::default();
        let mut line = first_line;
        let mut start = 0;
        while start < bytes.len() {
            let rest = &bytes[start..];
            let found = if carriage_returns { memchr2(b'\n', b'\r', rest) } else { memchr(b'\n', rest) };
            let end = start + found.unwrap_or(rest.len());
            if memchr(b'"', &bytes[start..end]).is_some() {
                let consumed = by_the_book.read(rest).unwrap_or(rest.len());
                let record = without_line_end(&rest[..consumed]);
                if start + record.len() > end || closes_properly(record, self.delimiter) {
                    self.unquoted_cells(by_the_book.cells().iter());
                    self.end_row(line, None);
                } else if quoting::understand(record, self.delimiter, self.width, &mut misquoted) {
                    self.unquoted_cells(misquoted.all().iter());
                    self.end_row(line, None);
                } else {
                    self.plain_cells(start, end);
                    self.end_row(line, Some(RowFault::StrayQuote));
                }
                line = line.saturating_add(count_lines(&rest[..consumed]));
                start += consumed;
                continue;
            }
            self.plain_cells(start, end);
            self.end_row(line, None);
            line = line.saturating_add(1);
            start = end + 1;
            if carriage_returns && bytes.get(end) == Some(&b'\r') && bytes.get(start) == Some(&b'\n') {
                start += 1;
            }
        }
    }

    /// Records of a dialect of its own.
    fn odd_records(&mut self, first_line: u32, dialect: Dialect) {
        let bytes = self.text.as_bytes();
        let mut cells = Cells::default();
        let (mut line, mut start) = (first_line, 0);
        while start < bytes.len() {
            let found = quoting::read(&bytes[start..], dialect, &mut cells);
            let end = start + found.len;
            // With as many cells as columns, a quote too many changes nothing.
            if found.proper || cells.all().len() == self.width && !found.loose {
                self.unquoted_cells(cells.all().iter());
                self.end_row(line, None);
            } else {
                self.plain_cells(start, start + without_line_end(&bytes[start..end]).len());
                self.end_row(line, Some(RowFault::StrayQuote));
            }
            line = line.saturating_add(count_lines(&bytes[start..end]));
            start = end;
        }
    }

    fn unquoted_cells<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        for cell in cells {
            self.count(cell);
            self.batch.push_unquoted(formula::strip_mark(cell));
        }
    }

    /// A line that is no record: split where its delimiters stand, quotes and all.
    fn broken_line(&mut self, line: u32, fault: RowFault) {
        let content = self.text.trim_end_matches(['\r', '\n']);
        self.plain_cells(0, content.len());
        self.end_row(line, Some(fault));
    }

    fn plain_cells(&mut self, start: usize, end: usize) {
        if start == end {
            return;
        }
        let mut cell = start;
        for delimiter in memchr_iter(self.delimiter, &self.text.as_bytes()[start..end]) {
            self.plain_cell(cell, start + delimiter);
            cell = start + delimiter + 1;
        }
        self.plain_cell(cell, end);
    }

    fn plain_cell(&mut self, start: usize, end: usize) {
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

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
