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

/// Printable ASCII without blanks at its ends or in a row: nine cells of ten. Written so that the compiler can look at
/// many bytes at once.
fn is_plain(bytes: &[u8]) -> bool {
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    let printable = bytes.iter().fold(true, |all, byte| all & (0x20..0x7F).contains(byte));
    let blanks = bytes.iter().zip(&bytes[1..]).fold(false, |any, (one, two)| any | (*one == b' ' && *two == b' '));
    printable && !blanks && *first != b' ' && *last != b' '
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
    fn what_is_tidy_is_not_written_again() {
        for text in ["Contoso", "Société Générale", "株式会社サンプル", "bell\u{7}"] {
            let mut out = String::new();
            assert_eq!(tidied(text), text);
            assert!(tidy(text, &mut out) == Written::AsIs || text.contains('\u{7}'), "{text}");
        }
    }
}
