//! Delimited text: where records end (exact, one thread), and what cells they hold (a block at a time, on any thread).
//!
//! Records are cut as RFC 4180 and the `csv` crate cut them. A line without a quote is split where its delimiters stand,
//! a line of cells in quotes nearly so; hard records are taken apart by `csv-core`. On top of that lies one mercy: a
//! quote that opens and does not close where it should must not swallow the lines after it, so such a line becomes a
//! broken row of its own.

mod cut;
mod rows;

use std::io::{self, Read};

use csv_core::{ReadRecordResult, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8};

use self::cut::{Then, count_lines, cut, line_end};
use self::rows::Rows;
use crate::model::{Batch, Field, RowFault, formula};

/// How much text a block holds, more or less: small enough for the processor's cache, large enough that the cost of a
/// block does not show.
pub const BLOCK: usize = 128 * 1024;

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
    delimiter: u8,
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
    pub fn new(reader: R, delimiter: u8, block: usize, longest: usize) -> Self {
        Blocks {
            reader,
            delimiter,
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
        let end = cut(&self.buffer, self.delimiter, 0, self.at_end).end;
        let mut records = Records::new(self.delimiter);
        let mut rows = Vec::new();
        let (mut at, mut line) = (0, self.line);
        while rows.len() < most {
            let (blank, lines) = blank_lines(&self.buffer[at..end]);
            at += blank;
            line += lines;
            let Some(read) = records.read(&self.buffer[at..end]) else { break };
            rows.push((line, records.cells().map(|cell| formula::strip_mark(cell).to_owned()).collect()));
            line += count_lines(&self.buffer[at..at + read]);
            at += read;
        }
        Ok(rows)
    }

    /// The bytes that `peek` looks at.
    pub fn peeked(&self) -> &[u8] {
        &self.buffer
    }

    /// Sets the delimiter, once it is known.
    pub fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
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
        let mut records = Records::new(self.delimiter);
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
            let cut = cut(&self.buffer, self.delimiter, self.width, self.at_end);
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
    pub fn parse(self, source: u32, delimiter: u8, width: usize, columns: &[Option<Field>]) -> Result<Batch, usize> {
        // Twice as fast as the standard library is where letters are accented, even with the copy.
        let text = match UTF_8.decode_without_bom_handling_and_without_replacement(&self.bytes) {
            Some(text) => text.into_owned(),
            None => return Err(Encoding::utf8_valid_up_to(&self.bytes)),
        };
        let mut batch = Batch::new(source);
        batch.reserve(count_lines(text.as_bytes()) as usize, width);
        let mut rows = Rows::new(batch, &text, delimiter, width, columns);
        match self.fault {
            Some(fault) => rows.broken_line(self.first_line, fault),
            None => rows.records(self.first_line),
        }
        let mut batch = rows.finish();
        batch.set_text(text);
        Ok(batch)
    }
}

/// Reads one record after the other by the book, which is `csv-core`.
struct Records {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
}

impl Records {
    fn new(delimiter: u8) -> Self {
        Records {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            text: vec![0; 1024],
            ends: vec![0; 32],
            cells: 0,
        }
    }

    /// Reads the record that `bytes` begins with, and tells where it ends. None when there is none.
    fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        self.reader.reset();
        let (mut at, mut written) = (0, 0);
        self.cells = 0;
        loop {
            let (result, read, wrote, cells) =
                self.reader.read_record(&bytes[at..], &mut self.text[written..], &mut self.ends[self.cells..]);
            at += read;
            written += wrote;
            self.cells += cells;
            match result {
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // The reader is told that nothing follows by being called with nothing.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::End => return None,
                ReadRecordResult::Record => {
                    // The line feed behind a carriage return belongs to the record that this has ended.
                    let pair = at > 0 && bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n');
                    return Some(at + usize::from(pair));
                }
            }
        }
    }

    /// The cells of the record that was read. Text that is not UTF-8 is empty; callers have made sure that it is.
    fn cells(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.cells).map(|cell| {
            let start = if cell == 0 { 0 } else { self.ends[cell - 1] };
            std::str::from_utf8(&self.text[start..self.ends[cell]]).unwrap_or_default()
        })
    }
}

/// Passes over the empty lines that a text begins with: how many bytes and lines they are.
fn blank_lines(bytes: &[u8]) -> (usize, u32) {
    let (mut at, mut lines) = (0, 0);
    loop {
        at += match &bytes[at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => return (at, lines),
        };
        lines += 1;
    }
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
