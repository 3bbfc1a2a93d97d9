//! Cells that a spreadsheet would run as a formula: made harmless on the way out, read back to their own value.
//!
//! Source: OWASP "CSV Injection" and CWE-1236, whose list of first characters this is; the full-width signs act as
//! formulas in some locales. A number (`-5`, `+49 30 123456`) is left alone: it computes nothing.
//!
//! A program that cuts at semicolons, as spreadsheets of many countries do, finds cells inside of ours: `x;=1+1`. What
//! begins a cell there is marked too.

use std::borrow::Cow;

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

/// The signs at which other programs may cut a cell. A comma inside of one is in quotes, which all understand.
const CUTS: [char; 5] = [';', '|', '\t', '\n', '\r'];

/// The text with a mark before each part that would be a formula where it is cut at another sign than the comma; none if
/// there is no such part. What it begins with is left to [`needs_mark`].
///
/// Only files of ours have such marks, so only in them they are taken off.
pub fn mark_within(text: &str) -> Option<String> {
    within(text, is_formula_inside, |part, out| {
        out.push(MARK);
        out.push_str(part);
    })
}

/// The text without the marks that [`mark_within`] put there; none if there are none.
pub fn strip_within(text: &str) -> Option<String> {
    let is_marked = |part: &str| part.strip_prefix(MARK).is_some_and(is_formula_inside);
    within(text, is_marked, |part, out| out.push_str(part.strip_prefix(MARK).unwrap_or(part)))
}

/// Rewrites the parts behind a cut that are chosen.
fn within(text: &str, is_chosen: impl Fn(&str) -> bool, rewrite: impl Fn(&str, &mut String)) -> Option<String> {
    // Two bytes settle it for nearly every text: a cut, and a sign that a formula, a mark or a quote begins with.
    let may_begin = |byte: u8| matches!(byte, b'=' | b'@' | b'+' | b'-' | b'"' | b'\'' | 0xEF);
    let is_cut = |byte: u8| matches!(byte, b';' | b'|' | b'\t' | b'\n' | b'\r');
    if !text.as_bytes().windows(2).any(|two| is_cut(two[0]) && may_begin(two[1])) {
        return None;
    }
    let parts = || text.split_inclusive(CUTS).skip(1);
    if !parts().any(&is_chosen) {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 4);
    out.push_str(text.split_inclusive(CUTS).next().unwrap_or_default());
    for part in parts() {
        if is_chosen(part) { rewrite(part, &mut out) } else { out.push_str(part) }
    }
    Some(out)
}

/// Whether a part behind a cut is a formula to whoever cuts there. A quote that the part begins with is no text to them.
fn is_formula_inside(part: &str) -> bool {
    let bare = part.trim_start_matches([MARK, '"']).trim_end_matches(CUTS);
    bare.starts_with(['=', '@', '+', '-', '＝', '＋', '－', '＠']) && is_formula(bare)
}

/// The own value of a cell of a file of ours: without any mark.
pub fn own_value(text: &str) -> Cow<'_, str> {
    let text = strip_mark(text);
    strip_within(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The own value of a cell of any file: without the mark that [`needs_mark`] asked for.
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
        for text in [
            "=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0", "＝1", "＋1", "－1", "＠a", "'=1", "''@x",
            "-",
        ] {
            assert!(needs_mark(text), "{text:?}");
        }
        for text in ["", "Contoso", "-5", "+49 30 123456", "+14255550101", "'t Hooft", "'", "a=1", "-5,2", "ﬁ"] {
            assert!(!needs_mark(text), "{text:?}");
        }
    }

    #[test]
    fn formulas_behind_another_delimiter_are_marked() {
        for (text, marked) in [
            ("x;=cmd", "x;'=cmd"),
            ("x|@a;+b", "x|'@a;'+b"),
            ("x\t＝1", "x\t'＝1"),
            ("two\n=lines", "two\n'=lines"),
            ("x;\"=1\"", "x;'\"=1\""),
            ("x;'=1", "x;''=1"),
        ] {
            assert_eq!(mark_within(text).as_deref(), Some(marked), "{text:?}");
            assert_eq!(strip_within(marked).as_deref(), Some(text), "{marked:?}");
        }
        for text in ["", "=1", "x;y", "x; -5", "x;-5", "x;+49 30 123456;", "two\n\nlines", "x,=1", "a=b;c"] {
            assert_eq!((mark_within(text), strip_within(text)), (None, None), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn marks_within_come_off_again(text in "['=+@a5;\"|\n\t -]{0,10}") {
            let written = mark_within(&text).unwrap_or_else(|| text.clone());
            prop_assert_eq!(strip_within(&written).unwrap_or(written), text);
        }

        #[test]
        fn marking_and_stripping_are_each_others_inverse(text in "['=+@a5\t -]{0,6}") {
            let written = if needs_mark(&text) { format!("{MARK}{text}") } else { text.clone() };
            prop_assert_eq!(strip_mark(&written), text);
        }
    }
}
