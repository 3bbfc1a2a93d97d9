//! How a text is delimited: told by which delimiter cuts its first records into the same number of cells.

use std::io::Read;

use super::csv::Blocks;
use super::header::{Purpose, Told, find_header_row, map_header};
use crate::error::{IoContext as _, Result};
use crate::model::Column;

/// The delimiters that lists are written with. Of equals the first wins, which is the contract's own.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much text is looked at.
const SAMPLE: usize = 64 * 1024;

/// How many records are looked at.
const RECORDS: usize = 100;

/// Finds out the delimiter and sets it. A first line such as `sep=;`, which Excel writes, says it and is passed over.
///
/// The header tells more than the rows below it: a delimiter between names that are understood is the one, however
/// many others stand in the data.
pub(super) fn sniff(text: &mut Blocks<impl Read>, file: &str, told: &[Told], purpose: Purpose) -> Result<u8> {
    text.peek(SAMPLE, 1).reading(file)?;
    if let Some(delimiter) = said(text.peeked()) {
        text.skip_line();
        text.set_delimiter(delimiter);
        return Ok(delimiter);
    }
    let mut best = ((0, 0.0), DELIMITERS[0]);
    for delimiter in DELIMITERS {
        text.set_delimiter(delimiter);
        let rows = text.peek(SAMPLE, RECORDS).reading(file)?;
        let widths: Vec<usize> = rows.iter().map(|(_, cells)| cells.len()).collect();
        let merit = (understood(&rows, told, purpose), merit(&widths));
        if merit > best.0 {
            best = (merit, delimiter);
        }
    }
    text.set_delimiter(best.1);
    Ok(best.1)
}

/// Sets a delimiter that was found out before.
pub(super) fn set(text: &mut Blocks<impl Read>, file: &str, delimiter: u8) -> Result<()> {
    text.peek(SAMPLE, 1).reading(file)?;
    if said(text.peeked()).is_some() {
        text.skip_line();
    }
    text.set_delimiter(delimiter);
    Ok(())
}

/// How many columns the header has that are understood, if there is a header; one alone says nothing of delimiters.
fn understood(rows: &[(u32, Vec<String>)], told: &[Told], purpose: Purpose) -> usize {
    let Ok(row) = find_header_row(rows, None, told, purpose) else { return 0 };
    let columns = map_header(&rows[row].1, told, purpose).columns;
    let understood = columns.iter().filter(|column| matches!(column, Column::Field(_))).count();
    if understood > 1 { understood } else { 0 }
}

fn said(text: &[u8]) -> Option<u8> {
    let rest = text.get(..4).filter(|head| head.eq_ignore_ascii_case(b"sep="))?.len();
    match text[rest..] {
        [delimiter, b'\r' | b'\n', ..] | [delimiter] => Some(delimiter).filter(u8::is_ascii),
        _ => None,
    }
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

    fn delimiter(text: &str) -> char {
        let mut blocks = Blocks::new(text.as_bytes(), b',', 1024, 1 << 20);
        char::from(sniff(&mut blocks, "list", &[], Purpose::Prospects).expect("memory"))
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table() {
        for (text, wanted) in [
            ("company_name,country\nContoso,PL\n", ','),
            ("company_name;address\nContoso;1, High Street, London\nFabrikam;2, Rue, Paris, 75001\n", ';'),
            ("company_name\tcountry\nContoso, Ltd\tPL\n", '\t'),
            ("company_name|country\nContoso|PL\n", '|'),
            ("company_name,address\n\"Contoso; a; b\",\"x;y\"\nFabrikam,z\n", ','),
            ("sep=;\ncompany_name,x\n", ';'),
            ("company_name\nContoso\n", ','),
            ("company_name,country,city\n|\n,|\n", ','),
            ("Prospects of March\n\ncompany_name;country;city\nContoso;PL;Kraków\nFabrikam;PL;Łódź\n", ';'),
        ] {
            assert_eq!(delimiter(text), wanted, "{text:?}");
        }
    }
}
