//! Records whose quotes do not follow RFC 4180: other quote characters, backslashes, spaces around quoted cells, and
//! quotes that stand where none should.
//!
//! Slower than the way for plain records, and only used where that would read something else than was meant.

use std::collections::BTreeMap;

use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem};

use super::cut::{Cut, Then};

/// How a text is delimited and quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between cells.
    pub delimiter: u8,
    /// What stands around a cell that holds delimiters or line ends.
    pub quote: u8,
    /// Whether a quote inside a cell has a backslash before it; a doubled one counts all the same.
    pub backslash: bool,
    /// Whether spaces around a quoted cell are not part of it.
    pub spaces: bool,
}

impl From<u8> for Dialect {
    /// RFC 4180 but for the delimiter.
    fn from(delimiter: u8) -> Self {
        Dialect { delimiter, quote: b'"', backslash: false, spaces: false }
    }
}

impl Dialect {
    /// Whether it is RFC 4180 but for the delimiter.
    pub(crate) fn is_plain(self) -> bool {
        self == Dialect::from(self.delimiter)
    }
}

/// The cells of one record: their texts in a row, and where each ends.
#[derive(Debug, Default)]
pub(super) struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    pub(super) fn all(&self) -> AllCells<'_> {
        AllCells { text: &self.text, ends: &self.ends }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn end(&mut self) {
        self.ends.push(self.text.len());
    }
}

/// The cells of one record, wherever they are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct AllCells<'a> {
    pub(super) text: &'a [u8],
    pub(super) ends: &'a [usize],
}

impl<'a> AllCells<'a> {
    pub(super) fn len(self) -> usize {
        self.ends.len()
    }

    /// Text that is not UTF-8 is empty; callers have made sure that it is.
    pub(super) fn iter(self) -> impl Iterator<Item = &'a str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends).map(move |(start, end)| std::str::from_utf8(&self.text[start..*end]).unwrap_or_default())
    }
}

/// How a record ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a line end.
    Line,
    /// With the text.
    Text,
    /// With the text, and a quote is open.
    OpenQuote,
}

/// A record that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Where it ends, its line end included.
    pub(super) len: usize,
    pub(super) end: End,
    /// Whether each quote in it is where the dialect lets one be.
    pub(super) proper: bool,
    /// Whether a cell without quotes around it holds one.
    pub(super) loose: bool,
}

/// Reads the record that `data` begins with. A quote that closes nothing is a letter like any other.
pub(super) fn read(data: &[u8], dialect: Dialect, cells: &mut Cells) -> Found {
    cells.clear();
    let mut found = Found { len: data.len(), end: End::Text, proper: true, loose: false };
    let mut at = 0;
    loop {
        let start = after_spaces(data, at);
        let quoted = data.get(start) == Some(&dialect.quote);
        if quoted && (start == at || dialect.spaces) {
            let Some(after) = quoted_cell(data, start + 1, dialect, cells, &mut found) else {
                cells.end();
                return Found { end: End::OpenQuote, ..found };
            };
            at = after;
        } else {
            found.proper &= !quoted;
            let rest = &data[at..];
            let end = memchr3(dialect.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len());
            found.loose |= memchr(dialect.quote, &rest[..end]).is_some();
            cells.text.extend_from_slice(&rest[..end]);
            at += end;
        }
        cells.end();
        match data.get(at) {
            None => return found,
            Some(b'\n') => return Found { len: at + 1, end: End::Line, ..found },
            Some(b'\r') => {
                let pair = data.get(at + 1) == Some(&b'\n');
                return Found { len: at + 1 + usize::from(pair), end: End::Line, ..found };
            }
            Some(_) => at += 1,
        }
    }
}

/// Reads a cell that was opened before `at`; where the text goes on behind it, none if it is not closed.
fn quoted_cell(data: &[u8], mut at: usize, dialect: Dialect, cells: &mut Cells, found: &mut Found) -> Option<usize> {
    let escape = if dialect.backslash { b'\\' } else { dialect.quote };
    let mut proper = true;
    loop {
        let Some(special) = memchr2(dialect.quote, escape, &data[at..]).map(|special| at + special) else {
            let end = if proper { None } else { memchr2(b'\n', b'\r', &data[at..]) };
            cells.text.extend_from_slice(&data[at..at + end.unwrap_or(data.len() - at)]);
            found.loose |= end.is_some();
            return end.map(|end| at + end);
        };
        // A stray quote makes the cell a doubtful one, which ends with the line at the latest: it must not swallow more.
        if !proper && let Some(end) = memchr2(b'\n', b'\r', &data[at..special]) {
            cells.text.extend_from_slice(&data[at..at + end]);
            found.loose = true;
            return Some(at + end);
        }
        cells.text.extend_from_slice(&data[at..special]);
        let next = data.get(special + 1);
        if data[special] != dialect.quote {
            // A backslash before anything else stands for itself.
            let escaped = next.filter(|next| **next == dialect.quote || **next == escape);
            cells.text.push(*escaped.unwrap_or(&escape));
            at = special + 1 + usize::from(escaped.is_some());
            continue;
        }
        if next == Some(&dialect.quote) {
            cells.text.push(dialect.quote);
            at = special + 2;
            continue;
        }
        let after = if dialect.spaces { after_spaces(data, special + 1) } else { special + 1 };
        match data.get(after) {
            None | Some(b'\n' | b'\r') => return Some(after),
            Some(byte) if *byte == dialect.delimiter => return Some(after),
            Some(_) => {
                proper = false;
                found.proper = false;
                cells.text.push(dialect.quote);
                at = special + 1;
            }
        }
    }
}

fn after_spaces(data: &[u8], at: usize) -> usize {
    at + data[at..].iter().take_while(|byte| **byte == b' ').count()
}

/// What [`cut`](super::cut::cut) does for plain text, for a dialect that is not.
pub(super) fn cut(data: &[u8], dialect: Dialect, width: usize, longest: usize, at_end: bool) -> Cut {
    let mut cells = Cells::default();
    let mut end = 0;
    while end < data.len() {
        let found = read(&data[end..], dialect, &mut cells);
        let record = &data[end..end + found.len];
        match found.end {
            End::OpenQuote => return Cut { end, then: Then::OpenQuote },
            End::Text if !at_end => return Cut { end, then: Then::More },
            // A line feed may follow in what has not been read.
            End::Line if !at_end && end + found.len == data.len() && record.ends_with(b"\r") => {
                return Cut { end, then: Then::More };
            }
            End::Line | End::Text => {}
        }
        let over_lines = memchr2(b'\n', b'\r', without_line_end(record)).is_some();
        let is_sound = found.proper && cells.ends.len() == width && record.len() <= longest;
        if width > 0 && over_lines && !is_sound {
            return Cut { end, then: Then::Glued };
        }
        end += found.len;
    }
    Cut { end, then: Then::More }
}

/// How many of the first `most` records are proper, and how many of these have as many cells as most.
pub(super) fn sound_records(data: &[u8], dialect: Dialect, most: usize) -> (usize, usize) {
    let mut cells = Cells::default();
    let mut widths = BTreeMap::<usize, usize>::new();
    let mut at = 0;
    for _ in 0..most {
        let found = read(&data[at..], dialect, &mut cells);
        at += found.len;
        if found.proper && found.end != End::OpenQuote {
            *widths.entry(cells.ends.len()).or_default() += 1;
        }
        if at == data.len() {
            break;
        }
    }
    (widths.values().sum(), widths.into_values().max().unwrap_or(0))
}

/// Reads a record of one line, without its line end, whose quotes are not where RFC 4180 lets them be, if there is a
/// single way to understand it as `width` cells.
pub(super) fn understand(record: &[u8], delimiter: u8, width: usize, cells: &mut Cells) -> bool {
    let plain = Dialect::from(delimiter);
    let has_escapes = memmem::find(record, b"\\\"").is_some();
    let mut fits = |dialect, may_be_improper: bool| {
        let found = read(record, dialect, cells);
        let whole = found.end == End::Text && (found.proper || may_be_improper && !found.loose);
        whole && cells.ends.len() == width
    };
    // `"5\" pipe",PL`; then `"the "best" one",PL` and `Contoso, "Smith, John"`.
    if has_escapes && fits(Dialect { backslash: true, ..plain }, false) || fits(Dialect { spaces: true, ..plain }, true)
    {
        return true;
    }
    // `"Contoso" Ltd,PL`: every delimiter stands between cells, since each has its quotes in pairs.
    cells.clear();
    for cell in record.split(|byte| *byte == delimiter) {
        if memchr_iter(b'"', cell).count() % 2 == 1 {
            return false;
        }
        let inner = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\""));
        match inner {
            Some(inner) => push_undoubled(inner, &mut cells.text),
            None => cells.text.extend_from_slice(cell),
        }
        cells.end();
    }
    cells.ends.len() == width
}

fn push_undoubled(inner: &[u8], text: &mut Vec<u8>) {
    let mut rest = inner;
    while let Some(quote) = memmem::find(rest, b"\"\"") {
        text.extend_from_slice(&rest[..=quote]);
        rest = &rest[quote + 2..];
    }
    text.extend_from_slice(rest);
}

/// A record without the line end behind it.
pub(super) fn without_line_end(record: &[u8]) -> &[u8] {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    record.strip_suffix(b"\r").unwrap_or(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEMICOLON: Dialect = Dialect { delimiter: b';', quote: b'"', backslash: false, spaces: false };

    fn cells(text: &str, dialect: Dialect) -> (Vec<String>, End, bool) {
        let mut cells = Cells::default();
        let found = read(text.as_bytes(), dialect, &mut cells);
        (cells.all().iter().map(str::to_owned).collect(), found.end, found.proper)
    }

    #[test]
    fn dialects() {
        let backslash = Dialect { backslash: true, ..SEMICOLON };
        let spaces = Dialect { spaces: true, ..SEMICOLON };
        let single = Dialect { quote: b'\'', ..SEMICOLON };
        for (text, dialect, wanted) in [
            (r#""a;b";c"#, SEMICOLON, ["a;b", "c"]),
            (r#""say \"hi; you\"";c\d"#, backslash, ["say \"hi; you\"", "c\\d"]),
            (r#""C:\\";"\n""#, backslash, ["C:\\", "\\n"]),
            (r#""doubled """;c"#, backslash, ["doubled \"", "c"]),
            (r#" "a;b"  ; c "#, spaces, ["a;b", " c "]),
            (r"'it''s; so';'PL'", single, ["it's; so", "PL"]),
            ("\"two\nlines\";x", SEMICOLON, ["two\nlines", "x"]),
        ] {
            assert_eq!(cells(text, dialect), (wanted.map(str::to_owned).to_vec(), End::Text, true), "{text}");
        }
        assert_eq!(cells("a;b\r\nc", SEMICOLON).1, End::Line);
        assert_eq!(cells("a;\"b", SEMICOLON).1, End::OpenQuote);
        assert!(!cells("\"a\"b\";c", SEMICOLON).2);
        assert!(!cells("a; \"b\"", SEMICOLON).2);
    }

    #[test]
    fn misplaced_quotes_are_understood_where_there_is_one_way_to() {
        let understood = |record: &str| {
            let mut cells = Cells::default();
            let done = understand(record.as_bytes(), b',', 2, &mut cells);
            done.then(|| cells.all().iter().map(str::to_owned).collect::<Vec<_>>())
        };
        for (record, wanted) in [
            (r#""5\" pipe, short",PL"#, ["5\" pipe, short", "PL"]),
            (r#""Contoso "the best" Ltd, Paris",FR"#, ["Contoso \"the best\" Ltd, Paris", "FR"]),
            (r#""Contoso" Ltd,"PL""#, ["\"Contoso\" Ltd", "PL"]),
            (r#"Contoso, "Smith, John" "#, ["Contoso", "Smith, John"]),
            (r#"Contoso, "best" of all"#, ["Contoso", " \"best\" of all"]),
        ] {
            assert_eq!(understood(record), Some(wanted.map(str::to_owned).to_vec()), "{record}");
        }
        for record in [r#""Contoso "the best", Ltd",PL"#, r#"Contoso, "Smith"#, r#""a" b"#] {
            assert_eq!(understood(record), None, "{record}");
        }
        // As many cells as columns, and yet nobody knows which.
        let mut cells = Cells::default();
        assert!(!understand(br#""Contoso "the best", Ltd",PL"#, b',', 3, &mut cells));
    }
}
