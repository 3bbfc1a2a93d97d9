//! Cells that a spreadsheet would run as a formula: made harmless on the way out, read back to their own value.
//!
//! Source: OWASP "CSV Injection" and CWE-1236, whose list of first characters this is; the full-width signs act as
//! formulas in some locales. A number (`-5`, `+49 30 123456`) is left alone: it computes nothing.

/// The mark put before such a cell: spreadsheets take what follows for text.
pub const MARK: char = '\'';

/// Whether the text must be marked before it is written to a CSV file: behind any marks it already has, it begins like
/// a formula and is not just a number.
pub fn needs_mark(text: &str) -> bool {
    // The ordinary cell is settled by its first byte.
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | 0 | b'\'' | 0xEF) => is_formula(text),
        _ => false,
    }
}

/// The text's own value: without the mark that [`needs_mark`] asked for.
pub fn strip_mark(text: &str) -> &str {
    match text.strip_prefix(MARK) {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

fn is_formula(text: &str) -> bool {
    let bare = text.trim_start_matches(MARK);
    match bare.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠') => true,
        Some('+' | '-') => !is_number(&bare[1..]),
        _ => false,
    }
}

/// Digits, with what may stand between them in a number or a telephone number without making it a sum.
fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'.' | b','))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_told_from_numbers() {
        for text in
            ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0", "＝1", "＠a", "'=1", "''@x", "-", "+"]
        {
            assert!(needs_mark(text), "{text:?}");
        }
        for text in ["", "Contoso", "-5", "+49 30 123456", "+14255550101", "'t Hooft", "'", "a=1", "-5,2", "ﬁ"] {
            assert!(!needs_mark(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn marking_and_stripping_are_each_others_inverse(text in "['=+@a5\t -]{0,6}") {
            let written = if needs_mark(&text) { format!("{MARK}{text}") } else { text.clone() };
            prop_assert_eq!(strip_mark(&written), text);
        }
    }
}
