//! Delimited text: where records end (exact, one thread), and what cells they hold (a block at a time, on any thread).
//!
//! Records are cut as RFC 4180 and the `csv` crate cut them. A line without a quote is split where its delimiters stand,
//! a line of cells in quotes nearly so; hard records are taken apart by `csv-core`. On top of that lie two mercies. A
//! quote that opens and does not close where it should must not swallow the lines after it, so such a line becomes a
//! broken row of its own. And records that quote in another way than RFC 4180 are understood where there is one way to
//! do so (`quoting`).

mod cut;
mod quoting;
mod records;
mod rows;

use std::io::{self, Read};
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};

use self::cut::{Cut, Then, count_lines, cut, line_end};
use self::records::{Records, blank_lines};
use self::rows::Rows;
use crate::model::{Batch, Field, RowFault, formula};

pub use quoting::Dialect;

/// How much text a block holds, more or less: small enough for the processor's cache, large enough that the cost of a
/// block does not show.
pub const BLOCK: usize = 128 * 1024;

/// Some whole records, and lines among them that are none.
#[derive(Debug)]
pub struct Block {
    bytes: Vec<u8>,
    first_line: u32,
    broken: Vec<Broken>,
    longest: usize,
}

/// A physical line of a block that is no record, its line end included.
#[derive(Debug)]
struct Broken {
    line: Range<usize>,
    fault: RowFault,
}

impl Block {
    /// Its text, in the encoding that is being read.
    pub fn text(&self) -> &[u8] {
        &self.bytes
    }
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
        let end = self.cut(0, 0).end;
        let mut records = Records::new(self.dialect);
        let mut rows = Vec::new();
        let (mut at, mut line) = (0, self.line);
        while rows.len() < most {
            let (blank, lines) = blank_lines(&self.buffer[at..end]);
            at += blank;
            line += lines;
            let Some(read) = records.read(&self.buffer[at..end]) else { break };
            rows.push((line, records.cells().iter().map(|cell| formula::own_value(cell).into_owned()).collect()));
            line += count_lines(&self.buffer[at..at + read]);
            at += read;
        }
        Ok(rows)
    }

    /// How many of the first records, as far as `bytes` of text hold them, have their quotes where `dialect` lets them
    /// be; and how many of these have as many cells as most.
    pub fn sound_records(&self, dialect: Dialect, bytes: usize, most: usize) -> (usize, usize) {
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
        let end = line_end(&self.buffer, true).unwrap_or(self.buffer.len());
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
        let mut broken = Vec::new();
        let mut end = 0;
        loop {
            self.fill(wanted)?;
            if self.skipping && !self.skip_rest_of_line() {
                continue;
            }
            let cut = self.cut(end, self.width);
            end += cut.end;
            let rest = &self.buffer[end..];
            // A line end may be among these bytes.
            let is_long = rest.len() > self.longest + 2;
            let fault = match cut.then {
                // Without a width there is no mercy: the text is taken by the book.
                _ if self.width == 0 => {
                    if self.at_end {
                        end = self.buffer.len();
                    }
                    None
                }
                Then::Glued => Some(RowFault::UnclosedQuote),
                Then::OpenQuote if self.at_end || is_long => Some(RowFault::UnclosedQuote),
                Then::More if is_long => Some(RowFault::TooLong(narrow(self.longest))),
                Then::More | Then::OpenQuote => None,
            };
            match (fault, line_end(rest, self.at_end)) {
                (Some(fault), Some(line)) if line <= self.longest && end < self.block => {
                    broken.push(Broken { line: end..end + line, fault });
                    end += line;
                }
                _ if end > 0 => return Ok(Some(self.take_block(end, broken))),
                (Some(fault), Some(line)) if line <= self.longest => {
                    broken.push(Broken { line: 0..line, fault });
                    return Ok(Some(self.take_block(line, broken)));
                }
                (Some(_), _) if is_long => return Ok(Some(self.take_overlong_line())),
                _ if self.at_end => return Ok(None),
                _ => wanted = self.buffer.len().max(wanted) * 2,
            }
        }
    }

    fn cut(&self, from: usize, width: usize) -> Cut {
        let data = &self.buffer[from..];
        if self.dialect.is_plain() {
            return cut(data, self.dialect.delimiter, width, self.longest, self.at_end);
        }
        quoting::cut(data, self.dialect, width, self.longest, self.at_end)
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

    fn take_block(&mut self, end: usize, broken: Vec<Broken>) -> Block {
        let mut rest = Vec::with_capacity(self.block.max(self.buffer.len() - end));
        rest.extend_from_slice(&self.buffer[end..]);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        bytes.truncate(end);
        let first_line = self.line;
        self.line = self.line.saturating_add(count_lines(&bytes));
        Block { bytes, first_line, broken, longest: self.longest }
    }

    fn take(&mut self, end: usize) {
        drop(self.take_block(end, Vec::new()));
    }

    /// As much of an overlong line as is believed of a record; the rest is passed over.
    fn take_overlong_line(&mut self) -> Block {
        let mut end = self.longest;
        while end > 0 && self.buffer[end] & 0b1100_0000 == 0b1000_0000 {
            end -= 1;
        }
        self.skipping = true;
        let fault = RowFault::TooLong(narrow(self.longest));
        let block = self.take_block(end, vec![Broken { line: 0..end, fault }]);
        // The line goes on; it is counted where it ends.
        self.line -= 1;
        block
    }

    /// Whether the rest of the line was passed over; if not, more has to be read.
    fn skip_rest_of_line(&mut self) -> bool {
        match line_end(&self.buffer, self.at_end) {
            Some(end) => {
                self.take(end);
                self.skipping = false;
            }
            // Of a carriage return, the line feed may still come.
            None if self.buffer.ends_with(b"\r") => self.buffer = vec![b'\r'],
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
        // Twice as fast as the standard library is where letters are accented, even with the copy.
        let text = match UTF_8.decode_without_bom_handling_and_without_replacement(&self.bytes) {
            Some(text) => text.into_owned(),
            None => return Err(Encoding::utf8_valid_up_to(&self.bytes)),
        };
        let mut batch = Batch::new(source);
        batch.reserve(count_lines(text.as_bytes()) as usize, width);
        let mut rows = Rows::new(batch, &text, dialect, self.longest, width, columns);
        let (mut line, mut at) = (self.first_line, 0);
        for broken in &self.broken {
            line = rows.records(at..broken.line.start, line);
            line = rows.broken_line(broken.line.clone(), line, broken.fault);
            at = broken.line.end;
        }
        rows.records(at..text.len(), line);
        let mut batch = rows.finish();
        batch.set_text(text);
        Ok(batch)
    }
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
