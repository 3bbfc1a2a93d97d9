//! Registration IDs as people write them -> the compact form that the country's file describes.
//!
//! Only what never carries meaning is undone: scripts' own digits, invisible characters, case, separators, a label in
//! front. Whether the result is a number at all is not asked here. What would be a guess (a lost leading zero, the
//! letter O for a zero) is left to the checks, which suggest it.

use crate::facts::registration_id::{RegistrationIds, latin_look_alike, without_decimals};
use crate::facts::spreadsheet::is_damaged_number;

/// What may stand between the digits of a number. A country's file may keep some of it.
const SEPARATORS: &[char] = &[' ', '.', '-', '/'];

/// What may stand between a label and the number.
const AFTER_LABEL: &[char] = &[' ', '.', '-', '/', ':', '#', '№', '='];

/// Writes the compact form of an ID to `out`, which is empty; false when the text is in that form already.
///
/// Without `ids`, for countries whose IDs we know nothing about, separators and labels stay. A number that a spreadsheet
/// rewrote keeps the point that shows it.
pub fn compact(text: &str, ids: Option<&RegistrationIds>, out: &mut String) -> bool {
    if is_plain(text) || is_compact(text, ids) || is_damaged_number(text) {
        return false;
    }
    let cyrillic = ids.is_some_and(|ids| ids.section().cyrillic_look_alikes);
    for character in text.trim().chars().filter(|character| !is_invisible(*character)) {
        let folded = fold(character);
        if folded.is_ascii() {
            out.push(folded.to_ascii_uppercase());
        } else {
            out.extend(folded.to_uppercase().map(|upper| if cyrillic { latin_look_alike(upper) } else { upper }));
        }
    }
    if let Some(ids) = ids.filter(|_| without_decimals(out).is_none()) {
        drop_labels(ids, out);
        drop_branch(ids, out);
        let keep = ids.section().keep.as_str();
        // A text of separators alone, such as a dash, says something: that there is no number.
        if out.contains(char::is_alphanumeric) {
            let bare = || out.chars().filter(|character| is_kept(*character, ""));
            // What some numbers keep may only be a separator in others: South Africa's slashes.
            let is_separator = !keep.is_empty() && ids.recognises(bare()) && !is_recognised(ids, out);
            let keep = if is_separator { "" } else { keep };
            out.retain(|character| is_kept(character, keep));
        }
    }
    out != text
}

/// Digits alone are compact in every country; letters may be a label.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Capitals and digits are compact where they begin with no label.
fn is_compact(text: &str, ids: Option<&RegistrationIds>) -> bool {
    let begins_with_label = |ids: &RegistrationIds| ids.labels().iter().any(|label| text.starts_with(label.as_str()));
    text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) && !ids.is_some_and(begins_with_label)
}

fn is_kept(character: char, keep: &str) -> bool {
    !SEPARATORS.contains(&character) || (character != ' ' && keep.contains(character))
}

/// Whether the text, without the separators that no number of the country keeps, has the shape of a number.
fn is_recognised(ids: &RegistrationIds, text: &str) -> bool {
    let keep = ids.section().keep.as_str();
    ids.recognises(text.chars().filter(|character| is_kept(*character, keep)))
}

/// Takes off the labels in front, unless the text as it stands has the shape of a number.
fn drop_labels(ids: &RegistrationIds, out: &mut String) {
    while let Some(rest) = ids.labels().iter().find_map(|label| after_label(out, label)) {
        if is_recognised(ids, out) {
            return;
        }
        let label_and_gap = out.len() - rest.len();
        out.drain(..label_and_gap);
    }
}

/// What follows a label: a digit, or anything that a separator sets off. `PLATON` does not begin with the label `PL`.
fn after_label<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let behind = text.strip_prefix(label)?;
    let rest = behind.trim_start_matches(AFTER_LABEL);
    let is_set_off = rest.len() < behind.len() || rest.starts_with(|first: char| first.is_ascii_digit());
    (is_set_off && rest.contains(char::is_alphanumeric)).then_some(rest)
}

/// Takes off a branch's number when a separator sets it off from a company's number of full length.
fn drop_branch(ids: &RegistrationIds, out: &mut String) {
    let Some(branch) = ids.section().branch else { return };
    let Some((company, last)) = out.rsplit_once(SEPARATORS) else { return };
    let length = company.chars().filter(|character| is_kept(*character, "")).count();
    if length == branch.after && last.len() == branch.length && is_plain(last) {
        let end = company.trim_end_matches(SEPARATORS).len();
        out.truncate(end);
    }
}

/// Zero-width characters, marks of direction and the soft hyphen: they come along when text is copied.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Digits of the scripts that the 24 countries use, full-width characters, and spaces and dashes of every width.
fn fold(character: char) -> char {
    /// The zeros that nine further digits follow: full-width, Arabic, Persian, Devanagari, Thai, Burmese, Shan.
    const ZEROS: &[char] = &['\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}', '\u{e50}', '\u{1040}', '\u{1090}'];
    if character.is_ascii() {
        return if character.is_ascii_whitespace() { ' ' } else { character };
    }
    for zero in ZEROS {
        if let Some(value) = u32::from(character).checked_sub(u32::from(*zero)).filter(|value| *value < 10) {
            return char::from_digit(value, 10).unwrap_or(character);
        }
    }
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        _ if character.is_whitespace() => ' ',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(country: &str) -> RegistrationIds {
        #[derive(serde::Deserialize)]
        struct File {
            registration_id: crate::facts::registration_id::Section,
        }
        let path = format!("{}/src/data/countries/{country}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the country has a file");
        let file: File = toml::from_str(&text).expect("the file is well written");
        RegistrationIds::compile(file.registration_id).expect("the section compiles")
    }

    #[test]
    fn numbers_are_brought_into_compact_form() {
        for (country, given, expected) in [
            ("PL", "526-025-09-95", "5260250995"),
            ("PL", "PL 526 025 09 95", "5260250995"),
            ("PL", "pl5260250995", "5260250995"),
            ("PL", "NIP: PL5260250995", "5260250995"),
            ("PL", "５２６０２５０９９５", "5260250995"),
            ("PL", "526\u{a0}025\u{200b}0995", "5260250995"),
            ("PL", "526–025–0995", "5260250995"),
            ("BR", "12.abc.345/01DE-35", "12ABC34501DE35"),
            ("BY", "УНП 100373962", "100373962"),
            ("BY", "МТ7821682", "MT7821682"),
            ("ZA", "1994 / 010680 / 07", "1994/010680/07"),
            ("ZA", "CK1994/010680/23", "1994/010680/23"),
            ("ZA", "9415/005/60/3", "9415005603"),
            ("ZA", "VAT 4371-157-910", "4371157910"),
            ("PL", "PESEL 74100119584", "74100119584"),
            ("HU", "HU10625790", "10625790"),
            ("HU", "28592822-2-43", "28592822243"),
            ("IQ", "٣١٨١٣-٢", "31813-2"),
            ("TH", "0107544000108-00000", "0107544000108"),
            ("TH", "0-1075-44000-10-8 00001", "0107544000108"),
            ("TH", "0-1055-36112-01-4", "0105536112014"),
            ("VE", "j-00002961-0", "J000029610"),
            ("RU", "ИНН/КПП 7707083893/773601001", "7707083893773601001"),
            ("MM", "၁၂၇၈၀၀၅၃၈", "127800538"),
        ] {
            let mut out = String::new();
            assert!(compact(given, Some(&ids(country)), &mut out), "{given}");
            assert_eq!(out, expected, "{country} {given}");
            let mut again = String::new();
            let changed = compact(expected, Some(&ids(country)), &mut again);
            assert!(!changed, "{country} {expected} is compact already, and became {again}");
        }
    }

    #[test]
    fn what_carries_meaning_stays() {
        for (country, given) in [
            ("PL", "5260250995"),
            ("PL", "5260250995.0"),
            ("BR", "1.00347E+14"),
            ("PL", "-"),
            ("PL", "PL"),
            ("PL", "PLATON"),
            ("IN", "PANCX1234F"),
            ("PL", ""),
        ] {
            let mut out = String::new();
            assert!(!compact(given, Some(&ids(country)), &mut out), "{country} {given} became {out}");
        }
    }

    #[test]
    fn separators_stay_where_nothing_is_known_of_the_country() {
        let mut out = String::new();
        assert!(!compact("HRB 12345-B", None, &mut out));
        out.clear();
        assert!(compact("hrb\u{a0}１２３４５", None, &mut out));
        assert_eq!(out, "HRB 12345");
    }
}
