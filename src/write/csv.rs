//! Rows as comma-separated text: RFC 4180 quoting, line feeds, and no cell that a spreadsheet would run.

use memchr::memchr3;

use super::table::CellSink;
use crate::model::formula;

/// A buffer of rows that are ready to be written.
#[derive(Debug, Default)]
pub struct CsvRows {
    /// The text so far.
    pub bytes: Vec<u8>,
    in_row: bool,
}

impl CellSink for CsvRows {
    fn cell(&mut self, text: &str) {
        if std::mem::replace(&mut self.in_row, true) {
            self.bytes.push(b',');
        }
        if text.is_empty() {
            return;
        }
        let mark: &[u8] = if formula::needs_mark(text) { b"'" } else { b"" };
        let needs_quotes = needs_quotes(text.as_bytes());
        let may_be_cut = needs_quotes || memchr3(b';', b'|', b'\t', text.as_bytes()).is_some();
        let marked_within = may_be_cut.then(|| formula::mark_within(text)).flatten();
        let text = marked_within.as_deref().unwrap_or(text);
        if !needs_quotes {
            self.bytes.extend_from_slice(mark);
            self.bytes.extend_from_slice(text.as_bytes());
            return;
        }
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(mark);
        for (place, part) in text.split('"').enumerate() {
            if place > 0 {
                self.bytes.extend_from_slice(b"\"\"");
            }
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.bytes.push(b'"');
    }

    fn end_row(&mut self) {
        self.bytes.push(b'\n');
        self.in_row = false;
    }
}

/// Whether a cell holds a quote, a comma or a line end. Nearly all output passes through here, so eight bytes are looked
/// at in one step: in a word, `byte - 1` borrows into the highest bit only where the byte was 0, and a byte is 0 where
/// the word was the one looked for.
fn needs_quotes(bytes: &[u8]) -> bool {
    const LOW: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    let found = words.iter().fold(0, |found, word| {
        let word = u64::from_ne_bytes(*word);
        SPECIAL.iter().fold(found, |found, special| {
            let zero_where_equal = word ^ (LOW * u64::from(*special));
            found | (zero_where_equal.wrapping_sub(LOW) & !zero_where_equal & HIGH)
        })
    });
    found != 0 || rest.iter().any(|byte| SPECIAL.contains(byte))
}

/// The bytes that make a cell one that must be quoted.
const SPECIAL: [u8; 4] = *b"\",\n\r";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(cells: &[&str]) -> String {
        let mut rows = CsvRows::default();
        for cell in cells {
            rows.cell(cell);
        }
        rows.end_row();
        String::from_utf8(rows.bytes).expect("UTF-8")
    }

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        assert_eq!(written(&["a", "b c", ""]), "a,b c,\n");
        assert_eq!(written(&["a,b", "say \"hi\"", "two\nlines"]), "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n");
        assert_eq!(written(&["=1+1", "=a,\"b\"", "-5"]), "'=1+1,\"'=a,\"\"b\"\"\",-5\n");
        assert_eq!(written(&["x;y", "x;=1", "a\n+b"]), "x;y,x;'=1,\"a\n'+b\"\n");
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_find_what_one_finds(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(needs_quotes(&bytes), bytes.iter().any(|byte| SPECIAL.contains(byte)));
        }

        #[test]
        fn the_csv_crate_reads_back_what_was_written(cells in prop::collection::vec("[a\",;|\n\r =é'+]{0,8}", 2..6)) {
            let text = written(&cells.iter().map(String::as_str).collect::<Vec<_>>());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let record = reader.records().next().expect("a record").expect("well-formed");
            let read: Vec<_> = record.iter().map(formula::own_value).collect();
            prop_assert_eq!(read, cells);
        }
    }
}
