//! Text as a person meant it: without blanks round it, invisible characters in it, or two spellings of one letter.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::model::{Mark, Marks, Written, eight};

/// Whether a cell with these marks may have something to tidy. Most have not.
pub(super) fn may_be_untidy(marks: Marks) -> bool {
    marks.have(Mark::Blank) || marks.have(Mark::Rare)
}

/// Tidies a cell: trims it, folds white space to single spaces, drops characters that cannot be seen, and composes
/// letters and their marks (NFC). Other control characters stay, for a check to find.
pub(super) fn tidy(text: &str, marks: Marks, out: &mut String) -> Written {
    if !marks.have(Mark::Rare) {
        if !marks.have(Mark::Blank) || has_tidy_blanks(text) {
            return Written::AsIs;
        }
        let trimmed = text.trim_matches(' ');
        if has_tidy_blanks(trimmed) {
            let start = text.len() - text.trim_start_matches(' ').len();
            return Written::Part(start..start + trimmed.len());
        }
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let stays = |letter: char| letter == ' ' || !(letter.is_whitespace() || is_invisible(letter));
    if has_tidy_blanks(text) && text.chars().all(stays) && nfc.is_normalized(text) {
        return Written::AsIs;
    }
    let mut space_due = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            space_due = !out.is_empty();
        } else if !is_invisible(letter) {
            if std::mem::take(&mut space_due) {
                out.push(' ');
            }
            out.push(letter);
        }
    }
    if !nfc.is_normalized(out) {
        *out = nfc.normalize(out).into_owned();
    }
    Written::New
}

/// As [`tidy`], but lines stay lines: for cells that may hold a value a line.
pub(super) fn tidy_lines(text: &str, marks: Marks, out: &mut String) -> Written {
    if !marks.have(Mark::Rare) || !text.contains(['\n', '\r']) {
        return tidy(text, marks, out);
    }
    let mut tidied = String::new();
    for line in text.lines() {
        tidied.clear();
        let line = match tidy(line, Marks::of(line), &mut tidied) {
            Written::AsIs => line,
            Written::Part(part) => &line[part],
            Written::New => &tidied,
        };
        if !out.is_empty() && !line.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
    }
    Written::New
}

/// Whether there is no blank at the ends, and no two in a row.
fn has_tidy_blanks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_blank = |byte: Option<&u8>| byte == Some(&b' ');
    !is_blank(bytes.first()) && !is_blank(bytes.last()) && !has_double_blank(bytes)
}

fn has_double_blank(bytes: &[u8]) -> bool {
    let Some(last) = bytes.last_chunk() else { return bytes.windows(2).any(|two| two == b"  ") };
    let (eights, _) = bytes.as_chunks();
    let mut behind_blank = 0;
    for eight in eights {
        let blanks = eight::places_of(b' ', *eight);
        if blanks & (blanks << 8 | behind_blank) != 0 {
            return true;
        }
        behind_blank = blanks >> 56;
    }
    // The last eight bytes overlap those before them, so that no pair is missed.
    let blanks = eight::places_of(b' ', *last);
    blanks & blanks << 8 != 0
}

/// Zero-width characters, direction marks, soft hyphens and byte-order marks. The joiners that Indic and Persian words
/// are written with stay.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(text: &str) -> String {
        tidied_by(tidy, text)
    }

    fn tidied_by(tidy: fn(&str, Marks, &mut String) -> Written, text: &str) -> String {
        let mut out = String::new();
        match tidy(text, Marks::of(text), &mut out) {
            Written::AsIs => text.to_owned(),
            Written::Part(part) => text[part].to_owned(),
            Written::New => out,
        }
    }

    #[test]
    fn blanks_and_invisible_characters_go() {
        for (given, wanted) in [
            ("Contoso Ltd", "Contoso Ltd"),
            ("  Contoso Ltd ", "Contoso Ltd"),
            ("Contoso   Ltd", "Contoso Ltd"),
            ("Contoso\u{A0}\u{A0}Ltd\u{200B}", "Contoso Ltd"),
            ("\u{FEFF}Société\u{3000}Générale", "Société Générale"),
            ("12 rue\nde la Paix", "12 rue de la Paix"),
            ("Cafe\u{301}", "Café"),
            ("\u{202A}+48 22 123 45 67\u{202C}", "+48 22 123 45 67"),
            ("   ", ""),
            ("", ""),
            ("株式会社サンプル", "株式会社サンプル"),
        ] {
            assert_eq!(tidied(given), wanted, "{given:?}");
        }
    }

    #[test]
    fn lines_stay_where_each_may_be_a_value() {
        for (given, wanted) in [
            (" 22 123  45 67", "22 123 45 67"),
            ("22 123 45 67\r\n\n 601 234 567\n", "22 123 45 67\n601 234 567"),
            ("22\u{A0}123 45 67\n", "22 123 45 67"),
            ("\n", ""),
        ] {
            assert_eq!(tidied_by(tidy_lines, given), wanted, "{given:?}");
        }
    }

    #[test]
    fn a_double_blank_is_seen_at_every_place() {
        for (length, place) in (2..30).flat_map(|length| (0..length - 1).map(move |place| (length, place))) {
            let mut text = vec![b'x'; length];
            text[place] = b' ';
            assert!(!has_double_blank(&text), "{length} {place}");
            text[place + 1] = b' ';
            assert!(has_double_blank(&text), "{length} {place}");
        }
    }

    #[test]
    fn letters_that_are_taken_for_plain_have_one_spelling() {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        for letter in (0x80..=0xFFFF).filter_map(char::from_u32) {
            let text = letter.to_string();
            if !Marks::of(&text).have(Mark::Rare) && letter != ' ' {
                assert!(nfc.is_normalized(&text) && !letter.is_whitespace() && !is_invisible(letter), "{letter:?}");
                // Behind another letter it must not be one that composes.
                assert!(nfc.is_normalized(&format!("a{letter}")), "{letter:?}");
            }
        }
    }

    #[test]
    fn what_is_tidy_is_not_written_again() {
        for text in ["Contoso", "Société Générale", "株式会社サンプル", "bell\u{7}"] {
            let mut out = String::new();
            assert_eq!(tidied(text), text);
            assert_eq!(tidy(text, Marks::of(text), &mut out), Written::AsIs, "{text}");
        }
    }
}
