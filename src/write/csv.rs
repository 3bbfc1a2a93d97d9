//! Rows as comma-separated text: RFC 4180 quoting, line feeds, and no cell that a spreadsheet would run, unless only
//! machines read it.

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::cells::{CellSink, ReadyCells};
use crate::model::formula;

/// A buffer of rows that are ready to be written. Every cell has its comma behind it, the last of a row its line feed.
#[derive(Debug, Default)]
pub struct CsvRows {
    /// The text so far.
    pub bytes: Vec<u8>,
    scratch: String,
    /// Whether cells are left as they are where a spreadsheet would run them.
    raw: bool,
}

impl CsvRows {
    /// No rows yet. With `raw`, no cell gets the mark that keeps spreadsheets from running it: for machines alone.
    pub fn new(raw: bool) -> Self {
        CsvRows { raw, ..CsvRows::default() }
    }
}

impl CellSink for CsvRows {
    fn cell(&mut self, text: &str) {
        push_cell(&mut self.bytes, text, self.raw);
    }

    /// Hardly a row has a cell that needs anything done to it. So the cells are copied as they are and looked at in one
    /// piece; if there is more in it than their own commas, they are taken back and written one by one.
    fn cells<'a>(&mut self, cells: impl Iterator<Item = &'a str> + Clone) {
        let start = self.bytes.len();
        let (mut count, mut marked) = (0, false);
        for text in cells.clone() {
            self.bytes.extend_from_slice(text.as_bytes());
            self.bytes.push(b',');
            count += 1;
            marked |= !self.raw && formula::needs_mark(text);
        }
        let written = &self.bytes[start..];
        let has_more = memchr_iter(b',', written).count() > count || memchr3(b'"', b'\n', b'\r', written).is_some();
        if marked || has_more || (!self.raw && holds_other_delimiter(written)) {
            self.bytes.truncate(start);
            cells.for_each(|text| push_cell(&mut self.bytes, text, self.raw));
        }
    }

    fn ready(&mut self, cells: &ReadyCells) {
        // They were made ready with their marks.
        if self.raw {
            self.cells(cells.iter());
        } else {
            self.bytes.extend_from_slice(cells.as_csv());
        }
    }

    fn written(&mut self, write: impl FnOnce(&mut String)) {
        self.scratch.clear();
        write(&mut self.scratch);
        push_cell(&mut self.bytes, &self.scratch, self.raw);
    }

    fn number(&mut self, mut number: u32) {
        // The longest number and its comma, filled from behind.
        let mut text = *b"4294967295,";
        let mut start = text.len() - 1;
        loop {
            start -= 1;
            text[start] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return self.bytes.extend_from_slice(&text[start..]);
            }
        }
    }

    fn end_row(&mut self) {
        if let Some(last) = self.bytes.last_mut() {
            *last = b'\n';
        }
    }
}

fn push_cell(bytes: &mut Vec<u8>, text: &str, raw: bool) {
    let mark: &[u8] = if !raw && formula::needs_mark(text) { b"'" } else { b"" };
    let is_cut = || holds_other_delimiter(text.as_bytes()) || memchr2(b'\n', b'\r', text.as_bytes()).is_some();
    let marked_within = if !raw && is_cut() { formula::mark_within(text) } else { None };
    let text = marked_within.as_deref().unwrap_or(text);
    if needs_quotes(text.as_bytes()) {
        bytes.push(b'"');
        bytes.extend_from_slice(mark);
        push_doubling_quotes(bytes, text.as_bytes());
        bytes.extend_from_slice(b"\",");
    } else {
        bytes.extend_from_slice(mark);
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(b',');
    }
}

/// Whether a program that cuts at another sign than the comma may find more cells in the text.
fn holds_other_delimiter(text: &[u8]) -> bool {
    memchr3(b';', b'|', b'\t', text).is_some()
}

/// Whether a cell holds a quote, a comma or a line end.
fn needs_quotes(text: &[u8]) -> bool {
    memchr3(b'"', b'\n', b'\r', text).is_some() || memchr(b',', text).is_some()
}

fn push_doubling_quotes(bytes: &mut Vec<u8>, mut text: &[u8]) {
    while let Some(quote) = memchr(b'"', text) {
        bytes.extend_from_slice(&text[..=quote]);
        bytes.push(b'"');
        text = &text[quote + 1..];
    }
    bytes.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl Fn(&mut CsvRows)) -> String {
        let mut rows = CsvRows::default();
        write(&mut rows);
        rows.end_row();
        String::from_utf8(rows.bytes).expect("UTF-8")
    }

    fn one_by_one(cells: &[&str]) -> String {
        written(|rows| cells.iter().for_each(|cell| rows.cell(cell)))
    }

    #[test]
    fn numbers_are_written_in_full() {
        for number in [0, 7, 10, 4_294_967_295] {
            assert_eq!(written(|rows| rows.number(number)), format!("{number}\n"));
        }
    }

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        assert_eq!(one_by_one(&["a", "b c", ""]), "a,b c,\n");
        assert_eq!(one_by_one(&["a,b", "say \"hi\"", "two\nlines"]), "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n");
        assert_eq!(one_by_one(&["=1+1", "=a,\"b\"", "-5"]), "'=1+1,\"'=a,\"\"b\"\"\",-5\n");
        assert_eq!(one_by_one(&["x;y", "x;=1", "a\n+b"]), "x;y,x;'=1,\"a\n'+b\"\n");
    }

    #[test]
    fn machines_get_cells_as_they_are() {
        let cells = ["=1+1", "x;=1", "@a,b", "'=2"];
        let mut rows = CsvRows::new(true);
        rows.cells(cells.into_iter());
        rows.ready(&ReadyCells::new(&cells));
        rows.written(|out| out.push_str("+a"));
        rows.end_row();
        let row = "=1+1,x;=1,\"@a,b\",'=2,".repeat(2) + "+a\n";
        assert_eq!(String::from_utf8(rows.bytes).expect("UTF-8"), row);
    }

    proptest! {
        #[test]
        fn many_cells_are_written_as_each_of_them_is(cells in prop::collection::vec("[a\",;|\n\r =é'+]{0,8}", 1..6)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let one_by_one = one_by_one(&cells);
            prop_assert_eq!(&written(|rows| rows.cells(cells.iter().copied())), &one_by_one);
            prop_assert_eq!(&written(|rows| rows.ready(&ReadyCells::new(&cells))), &one_by_one);
        }

        #[test]
        fn the_csv_crate_reads_back_what_was_written(cells in prop::collection::vec("[a\",;|\n\r =é'+]{0,8}", 2..6)) {
            let text = one_by_one(&cells.iter().map(String::as_str).collect::<Vec<_>>());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let record = reader.records().next().expect("a record").expect("well-formed");
            let read: Vec<_> = record.iter().map(formula::own_value).collect();
            prop_assert_eq!(read, cells);
        }
    }
}
