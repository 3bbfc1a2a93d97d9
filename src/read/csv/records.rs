//! One record after the other, for what is looked at before the rows pass, and for lines with quotes.

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::quoting::{self, AllCells, Cells, Dialect};

/// Reads one record after the other: by the book, which is `csv-core`, or by another dialect.
pub(super) struct Records {
    dialect: Dialect,
    reader: csv_core::Reader,
    /// What `csv-core` writes to: it wants room, so this is never cut short.
    text: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
    odd: Cells,
}

impl Records {
    pub(super) fn new(dialect: Dialect) -> Self {
        let reader = ReaderBuilder::new().delimiter(dialect.delimiter).build();
        Records { dialect, reader, text: vec![0; 1024], ends: vec![0; 32], cells: 0, odd: Cells::default() }
    }

    /// Reads the record that `bytes` begins with, and tells where it ends. None when there is none.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        if self.dialect.is_plain() {
            return self.read_by_the_book(bytes);
        }
        (!bytes.is_empty()).then(|| quoting::read(bytes, self.dialect, &mut self.odd).len)
    }

    /// The cells of the record that was read.
    pub(super) fn cells(&self) -> AllCells<'_> {
        if self.dialect.is_plain() {
            return AllCells { text: &self.text, ends: &self.ends[..self.cells] };
        }
        self.odd.all()
    }

    fn read_by_the_book(&mut self, bytes: &[u8]) -> Option<usize> {
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
}

/// Passes over the empty lines that a text begins with: how many bytes and lines they are.
pub(super) fn blank_lines(bytes: &[u8]) -> (usize, u32) {
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
