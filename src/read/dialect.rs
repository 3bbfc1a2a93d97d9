//! How a text is delimited and quoted: told by which way of cutting makes a table of its first records.

use std::io::Read;

use super::csv::{Blocks, Dialect};
use super::header::{Purpose, Told, find_header_row, map_header};
use crate::error::{IoContext as _, Result};
use crate::model::Column;

/// The delimiters that lists are written with. Of equals the first wins, which is the contract's own. The last two are
/// the ones that Hive and old terminals call a field's end.
const DELIMITERS: [u8; 9] = [b',', b';', b'\t', b'|', b'^', b'~', b':', 0x01, 0x1F];

/// So many of them are common in lists. The others also stand in addresses of web pages and times of day, so they must
/// make sense of the header, or of each row where there is none.
const COMMON: usize = 4;

/// How much text is looked at.
const SAMPLE: usize = 64 * 1024;

/// How many records are looked at.
const RECORDS: usize = 100;

/// What is known of a text beforehand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hints<'a> {
    /// The delimiter that the user names.
    pub(super) delimiter: Option<u8>,
    /// Whether there is a header, which tells more than the rows below it.
    pub(super) has_header: bool,
    /// What the user said of columns.
    pub(super) told: &'a [Told],
    /// What kind of list it is.
    pub(super) purpose: Purpose,
}

/// Finds out the dialect and sets it. A first line such as `sep=;`, which Excel writes, says the delimiter and is passed
/// over.
///
/// The header tells more than the rows below it: a delimiter between names that are understood is the one, however
/// many others stand in the data.
pub(super) fn sniff(text: &mut Blocks<impl Read>, file: &str, hints: Hints<'_>) -> Result<()> {
    if text.peek(SAMPLE, 1).reading(file)?.is_empty() {
        text.peek(text.longest(), 1).reading(file)?;
    }
    let said = said(text.peeked());
    if said.is_some() {
        text.skip_line();
    }
    let delimiter = match hints.delimiter.or(said) {
        Some(delimiter) => delimiter,
        None => delimiter(text, file, hints)?,
    };
    let dialect = quoting(text, file, delimiter)?;
    text.set_dialect(dialect);
    Ok(())
}

fn delimiter(text: &mut Blocks<impl Read>, file: &str, hints: Hints<'_>) -> Result<u8> {
    let mut best = ((0, 0.0), DELIMITERS[0]);
    for (place, delimiter) in DELIMITERS.into_iter().enumerate() {
        text.set_dialect(delimiter);
        let rows = text.peek(SAMPLE, RECORDS).reading(file)?;
        let widths: Vec<usize> = rows.iter().map(|(_, cells)| cells.len()).collect();
        let merit = (understood(&rows, hints), merit(&widths));
        let is_table = || !hints.has_header && widths.iter().all(|width| *width == widths[0]);
        if merit > best.0 && (place < COMMON || merit.0 > 0 || is_table()) {
            best = (merit, delimiter);
        }
    }
    Ok(best.1)
}

/// How many columns the header has that are understood, if there is a header; one alone says nothing of delimiters.
fn understood(rows: &[(u32, Vec<String>)], hints: Hints<'_>) -> usize {
    let found = find_header_row(rows, None, hints.told, hints.purpose);
    let Some(header) = found.ok().filter(|_| hints.has_header) else { return 0 };
    let columns = map_header(&header.names, &[], hints.told, hints.purpose).columns;
    let understood = columns.iter().filter(|column| matches!(column, Column::Field(_))).count();
    if understood > 1 { understood } else { 0 }
}

/// How the text quotes: as RFC 4180 says, unless another way makes more sense of the first records.
fn quoting(text: &mut Blocks<impl Read>, file: &str, delimiter: u8) -> Result<Dialect> {
    let plain = Dialect::from(delimiter);
    text.set_dialect(plain);
    let first = text.peek(SAMPLE, RECORDS).reading(file)?;
    let sample = text.peeked();
    let holds = |bytes: &[u8]| sample.windows(bytes.len()).any(|window| window == bytes);
    let backslashes: &[bool] = if holds(b"\\\"") || holds(b"\\'") { &[false, true] } else { &[false] };
    let spaces: &[bool] = if holds(b" \"") || holds(b"\" ") || holds(b" '") { &[false, true] } else { &[false] };
    let quotes: &[u8] = if first.iter().any(|(_, cells)| is_in_single_quotes(cells)) { b"\"'" } else { b"\"" };
    let mut best = (text.sound_records(plain, SAMPLE, RECORDS), plain);
    for &quote in quotes {
        for &backslash in backslashes {
            for &spaces in spaces {
                let dialect = Dialect { delimiter, quote, backslash, spaces };
                let sound = text.sound_records(dialect, SAMPLE, RECORDS);
                if sound > best.0 {
                    best = (sound, dialect);
                }
            }
        }
    }
    Ok(best.1)
}

/// Whether a record, cut at its delimiters, looks like `'a','b'`.
fn is_in_single_quotes(cells: &[String]) -> bool {
    let quoted = |cell: &String| cell.trim().len() > 1 && cell.trim().starts_with('\'') && cell.trim().ends_with('\'');
    cells.len() > 1 && cells.iter().all(|cell| cell.is_empty() || quoted(cell)) && cells.iter().any(quoted)
}

/// The delimiter that Excel's first line `sep=;` names. Other programs put it in quotes, or fill the line with empty
/// cells.
fn said(text: &[u8]) -> Option<u8> {
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
    let line = &text[..end];
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (key, value) = line.split_at_checked(4)?;
    let (delimiter, rest) = value.split_first()?;
    let is_said =
        key.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii() && rest.iter().all(|byte| byte == delimiter);
    is_said.then_some(*delimiter).filter(|delimiter| !delimiter.is_ascii_alphanumeric() && *delimiter != b'"')
}

/// How well records of these widths look like a table: the share that has the commonest width of two or more, and a
/// little for each further column, so that `;` between addresses full of commas wins.
fn merit(widths: &[usize]) -> f64 {
    let common = widths.iter().filter(|width| **width > 1).map(|width| (count(widths, *width), *width)).max();
    #[expect(clippy::cast_precision_loss, reason = "there are a hundred records at most")]
    common.map_or(0.0, |(count, width)| {
        let share = count as f64 / widths.len() as f64;
        share * share * (1.0 + (width as f64).ln())
    })
}

fn count(widths: &[usize], wanted: usize) -> usize {
    widths.iter().filter(|width| **width == wanted).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(text: &str) -> Dialect {
        let mut blocks = Blocks::new(text.as_bytes(), b',', 1024, 1 << 20);
        let hints = Hints { delimiter: None, has_header: true, told: &[], purpose: Purpose::Prospects };
        sniff(&mut blocks, "list", hints).expect("memory");
        blocks.dialect()
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table() {
        for (text, wanted) in [
            ("company_name,country\nContoso,PL\n", ','),
            ("company_name;address\nContoso;1, High Street, London\nFabrikam;2, Rue, Paris, 75001\n", ';'),
            ("company_name\tcountry\nContoso, Ltd\tPL\n", '\t'),
            ("company_name|country\nContoso|PL\n", '|'),
            ("company_name^country\nContoso^PL\n", '^'),
            ("company_name~country\nContoso~PL\n", '~'),
            ("company_name:country:website\nContoso:PL:https\n", ':'),
            ("company_name,website\nContoso,https://contoso.com:80/a:b\n", ','),
            ("company_name\x01country\nContoso\x01PL\n", '\x01'),
            ("company_name,address\n\"Contoso; a; b\",\"x;y\"\nFabrikam,z\n", ','),
            ("company_name;turnover;city\nContoso;1,5;Łódź\nFabrikam;2,5;Kraków\n", ';'),
            ("sep=;\ncompany_name,x\n", ';'),
            ("\"sep=|\"\ncompany_name|x\n", '|'),
            ("SEP=,,,\ncompany_name,x,y,z\n", ','),
            ("company_name\nContoso\n", ','),
            ("company_name,country,city\n|\n,|\n", ','),
            ("Prospects of March\n\ncompany_name;country;city\nContoso;PL;Kraków\nFabrikam;PL;Łódź\n", ';'),
        ] {
            assert_eq!(char::from(dialect(text).delimiter), wanted, "{text:?}");
        }
    }

    #[test]
    fn quotes_are_read_as_they_are_written() {
        let comma = Dialect::from(b',');
        for (text, wanted) in [
            ("company_name,city\n\"say \"\"hi\"\"\",x\n", comma),
            ("company_name,city\n5\" pipe,x\n", comma),
            ("company_name,city\n\"C:\\dir\\\",x\n", comma),
            ("company_name,city\n\"say \\\"hi\\\"\",x\n", Dialect { backslash: true, ..comma }),
            ("company_name,city\n\"a \\\", b\",x\n", Dialect { backslash: true, ..comma }),
            ("company_name,city\n\"Contoso, Ltd\" , \"x\"\n", Dialect { spaces: true, ..comma }),
            ("'company_name','city'\n'Contoso, Ltd','x'\n", Dialect { quote: b'\'', ..comma }),
            ("company_name,city\n'Contoso',x\nO'Brien's,y\n", comma),
        ] {
            assert_eq!(dialect(text), wanted, "{text:?}");
        }
    }
}
