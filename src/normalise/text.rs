//! Text as a person meant it: without blanks round it, invisible characters in it, or two spellings of one letter.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::model::Written;

/// Tidies a cell: trims it, folds white space to single spaces, drops characters that cannot be seen, and composes
/// letters and their marks (NFC). Other control characters stay, for a check to find.
pub(super) fn tidy(text: &str, out: &mut String) -> Written {
    if is_plain(text.as_bytes()) {
        return Written::AsIs;
    }
    if text.is_ascii() && !text.contains("  ") && !text.bytes().any(|byte| byte.is_ascii_control()) {
        let start = text.len() - text.trim_start().len();
        return Written::Part(start..start + text.trim().len());
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let mut space_due = false;
    let mut is_same = nfc.is_normalized(text);
    for letter in text.chars() {
        if letter.is_whitespace() {
            space_due = !out.is_empty();
            is_same &= letter == ' ';
        } else if is_invisible(letter) {
            is_same = false;
        } else {
            if std::mem::take(&mut space_due) {
                out.push(' ');
            }
            out.push(letter);
        }
    }
    if is_same && out.len() == text.len() {
        return Written::AsIs;
    }
    if !nfc.is_normalized(out) {
        *out = nfc.normalize(out).into_owned();
    }
    Written::New
}

/// As [`tidy`], but lines stay lines: for cells that may hold a value a line.
pub(super) fn tidy_lines(text: &str, out: &mut String) -> Written {
    if is_plain(text.as_bytes()) {
        return Written::AsIs;
    }
    if !text.contains(['\n', '\r']) {
        return tidy(text, out);
    }
    let mut tidied = String::new();
    for line in text.lines() {
        tidied.clear();
        let line = match tidy(line, &mut tidied) {
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

/// Whether there is nothing to tidy, which nearly all cells are settled by: printable ASCII and the letters of scripts
/// that have one spelling only, without blanks at the ends or in a row. Each byte is looked up once.
fn is_plain(bytes: &[u8]) -> bool {
    let mut before = b' ';
    for byte in bytes {
        match KINDS[usize::from(*byte)] {
            ByteKind::Letter => {}
            ByteKind::Blank if before != b' ' => {}
            ByteKind::Blank | ByteKind::Other => return false,
        }
        before = *byte;
    }
    before != b' ' || bytes.is_empty()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteKind {
    Letter,
    Blank,
    Other,
}

/// What a byte of UTF-8 is part of. First bytes that stand for more than letters of one spelling are `Other`.
const KINDS: [ByteKind; 256] = {
    let mut kinds = [ByteKind::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte {
            0x20 => ByteKind::Blank,
            // ASCII; what follows a first byte; U+00C0 to U+01BF; U+0400 to U+047F; U+4000 to U+9FFF; U+B000 to U+CFFF.
            0x21..=0x7E | 0x80..=0xBF | 0xC3..=0xC6 | 0xD0 | 0xD1 | 0xE4..=0xE9 | 0xEB | 0xEC => ByteKind::Letter,
            _ => ByteKind::Other,
        };
        byte += 1;
    }
    kinds
};

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

    fn tidied_by(tidy: fn(&str, &mut String) -> Written, text: &str) -> String {
        let mut out = String::new();
        match tidy(text, &mut out) {
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
    fn letters_that_are_taken_for_plain_have_one_spelling() {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        for letter in (0x80..=0xFFFF).filter_map(char::from_u32) {
            let text = letter.to_string();
            if is_plain(text.as_bytes()) {
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
            assert!(tidy(text, &mut out) == Written::AsIs || text.contains('\u{7}'), "{text}");
        }
    }
}
