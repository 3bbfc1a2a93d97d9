//! Where records end. Exact: a quote counts where RFC 4180 lets one open, and nowhere else.

use memchr::{memchr, memchr_iter, memchr2, memrchr2};

use super::narrow;
use super::records::Records;

/// Where the whole records at the beginning of a text end, and what follows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// The end of the last whole record.
    pub(super) end: usize,
    /// What lies behind it.
    pub(super) then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing, or the beginning of a record.
    More,
    /// A record that a quote keeps open.
    OpenQuote,
    /// A record over several lines that does not look like one.
    Glued,
}

/// Finds the last place in `data` where a record ends, quotes considered. `data` begins where a record begins.
///
/// With a `width` other than 0, a record over several lines must have that many cells, close its quotes properly and be
/// no longer than `longest` bytes; the first that does not ends the search.
pub(super) fn cut(data: &[u8], delimiter: u8, width: usize, longest: usize, at_end: bool) -> Cut {
    let mut at = 0;
    let mut end = 0;
    // Where the quoted part over several lines lies that the record being looked at holds.
    let mut over_lines = false;
    let judge =
        |from: usize, to: usize| width == 0 || to - from <= longest && is_sound(&data[from..to], delimiter, width);
    loop {
        let quote = memchr(b'"', &data[at..]).map(|found| at + found);
        let plain = &data[at..quote.unwrap_or(data.len())];
        if over_lines && let Some(first) = first_line_end(plain, at, data.len(), at_end) {
            if !judge(end, first) {
                return Cut { end, then: Then::Glued };
            }
            over_lines = false;
            end = first;
        }
        if let Some(last) = last_line_end(plain, at, data.len(), at_end) {
            end = end.max(last);
        }
        let Some(quote) = quote else {
            if at_end {
                if over_lines && !judge(end, data.len()) {
                    return Cut { end, then: Then::Glued };
                }
                end = data.len();
            }
            return Cut { end, then: Then::More };
        };
        let opens = quote == 0 || data[quote - 1] == delimiter || matches!(data[quote - 1], b'\n' | b'\r');
        if !opens {
            at = quote + 1;
            continue;
        }
        match closing_quote(data, quote + 1, at_end) {
            Some(close) => {
                over_lines |= memchr2(b'\n', b'\r', &data[quote..close]).is_some();
                at = close + 1;
            }
            None => return Cut { end, then: Then::OpenQuote },
        }
    }
}

/// Where the quote that was opened before `from` is closed; none when that can't be told yet.
fn closing_quote(data: &[u8], mut from: usize, at_end: bool) -> Option<usize> {
    loop {
        let quote = from + memchr(b'"', &data[from..])?;
        match data.get(quote + 1) {
            Some(b'"') => from = quote + 2,
            Some(_) => return Some(quote),
            None => return at_end.then_some(quote),
        }
    }
}

/// Whether a record over several lines is believed: it has the header's width, and no text runs on after a quote closed.
fn is_sound(record: &[u8], delimiter: u8, width: usize) -> bool {
    let mut records = Records::new(delimiter.into());
    records.read(record).is_some() && records.cells().len() == width && closes_properly(record, delimiter)
}

/// Whether each quote in a record that opens a cell also closes it, with nothing between that and the delimiters.
pub(super) fn closes_properly(record: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    // Whether a cell ended in a backslash and a quote: a quote after that may have been meant to close it.
    let mut escaped = false;
    while let Some(quote) = memchr(b'"', &record[at..]).map(|found| at + found) {
        let opens = quote == 0 || record[quote - 1] == delimiter;
        if !opens {
            if escaped || record[quote - 1] == b' ' && is_blank_cell(&record[..quote], delimiter) {
                return false;
            }
            at = quote + 1;
            continue;
        }
        let Some(close) = closing_quote(record, quote + 1, true) else { return false };
        match record.get(close + 1) {
            None | Some(b'\r' | b'\n') => {}
            Some(byte) if *byte == delimiter => {}
            Some(_) => return false,
        }
        escaped |= record[close - 1] == b'\\';
        at = close + 1;
    }
    true
}

/// Whether the last cell holds nothing but spaces.
fn is_blank_cell(cells: &[u8], delimiter: u8) -> bool {
    cells.iter().rev().find(|byte| **byte != b' ').is_none_or(|byte| *byte == delimiter)
}

/// The end of the first line of `plain`, which lies at `offset` of a text of `len` bytes.
fn first_line_end(plain: &[u8], offset: usize, len: usize, at_end: bool) -> Option<usize> {
    let found = memchr2(b'\n', b'\r', plain)?;
    let mut end = found + 1;
    if plain[found] == b'\r' {
        if plain.get(end) == Some(&b'\n') {
            end += 1;
        } else if offset + end == len && !at_end {
            // A line feed may follow in what has not been read.
            return None;
        }
    }
    Some(offset + end)
}

/// The end of the last line of `plain` that is known to have ended.
fn last_line_end(plain: &[u8], offset: usize, len: usize, at_end: bool) -> Option<usize> {
    let found = memrchr2(b'\n', b'\r', plain)?;
    if plain[found] == b'\r' && offset + found + 1 == len && !at_end {
        let before = memrchr2(b'\n', b'\r', &plain[..found])?;
        return Some(offset + before + 1);
    }
    Some(offset + found + 1)
}

/// The end of the first physical line, if it is known: a line feed may follow a carriage return where the text goes on.
pub(super) fn line_end(bytes: &[u8], at_end: bool) -> Option<usize> {
    let end = first_line_end(bytes, 0, bytes.len(), at_end);
    end.or_else(|| (at_end && !bytes.is_empty()).then_some(bytes.len()))
}

/// How many physical lines end in these bytes; a last one without an end counts.
pub(super) fn count_lines(bytes: &[u8]) -> u32 {
    let feeds = memchr_iter(b'\n', bytes).count();
    let returns = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    let open = bytes.last().is_some_and(|last| !matches!(last, b'\n' | b'\r'));
    narrow(feeds + returns + usize::from(open))
}
