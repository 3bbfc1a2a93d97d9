//! What a spreadsheet program leaves in a cell instead of what was typed.

use super::Lists;

/// Whether the text is an error value such as `#N/A`, in any language we know, or the `####` of a column too narrow.
pub fn is_error_value(text: &str) -> bool {
    match text.as_bytes() {
        [b'#', rest @ ..] => {
            (rest.len() >= 3 && rest.iter().all(|byte| *byte == b'#')) || Lists::builtin().cell_errors.contains(text)
        }
        [b'E' | b'e', b'r' | b'R', b'r' | b'R', b':', ..] => Lists::builtin().cell_errors.contains(text),
        _ => false,
    }
}

/// `1E+2`.
const SHORTEST_DAMAGED: usize = 4;

/// Whether the text is a number in scientific notation, as a spreadsheet shows a long one: `1.23E+13`, `1,23E+13`.
///
/// A sign after the `E` is asked for: spreadsheets always write it, and `12E3` can be an identifier.
pub fn is_damaged_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < SHORTEST_DAMAGED {
        return false;
    }
    // From the end: an exponent of one to three digits, its sign, the letter.
    let tail = bytes.len().saturating_sub(4);
    let Some(sign) = bytes[tail..].iter().rposition(|byte| matches!(byte, b'+' | b'-')) else { return false };
    let (before, digits) = (&bytes[..tail + sign], &bytes[tail + sign + 1..]);
    let [mantissa @ .., b'E' | b'e'] = before else { return false };
    let mantissa = mantissa.strip_prefix(b"-").unwrap_or(mantissa);
    let mut parts = mantissa.split(|byte| matches!(byte, b'.' | b','));
    let (whole, fraction) = (parts.next().unwrap_or_default(), parts.next());
    is_digits(digits) && is_digits(whole) && fraction.is_none_or(is_digits) && parts.next().is_none()
}

/// The whole number that scientific notation stands for, where it gives every digit: `48221234567` of
/// `4.8221234567E+10`. None where digits are lost.
pub fn restored(text: &str) -> Option<String> {
    if !is_damaged_number(text) || text.starts_with('-') {
        return None;
    }
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent: usize = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once(['.', ','])?;
    (fraction.len() == exponent).then(|| format!("{whole}{fraction}"))
}

/// The whole number in a text such as `472001122.0`, which a spreadsheet or a script wrote as a decimal fraction; none
/// if it is anything else.
pub fn without_decimals(text: &str) -> Option<&str> {
    let whole = text.strip_suffix('0')?.strip_suffix(['.', ','])?;
    is_digits(whole.as_bytes()).then_some(whole)
}

fn is_digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_values() {
        for text in [
            "#N/A",
            "#n/a",
            "#REF!",
            "#DIV/0!",
            "#NAME?",
            "#NV",
            "#BEZUG!",
            "#VALEUR!",
            "#NOM?",
            "#¡VALOR!",
            "Err:502",
            "########",
        ] {
            assert!(is_error_value(text), "{text}");
        }
        for text in ["", "#", "##", "###", "#12", "#1 Plumbing", "N/A", "Errol", "Err: 5", "#N/A Ltd"] {
            assert!(!is_error_value(text), "{text}");
        }
    }

    #[test]
    fn damaged_numbers() {
        for text in ["1.23E+13", "1,23E+13", "1E+13", "4.8E-5", "1.23e+13", "-1.5E+10"] {
            assert!(is_damaged_number(text), "{text}");
        }
        for text in ["", "E", "12E3", "1.2.3E+4", "FE+12", "1.23E+", "12345678", "SE12 3AB", "1.23E+13 ", "E+13", "é"]
        {
            assert!(!is_damaged_number(text), "{text}");
        }
    }

    #[test]
    fn numbers_that_lost_no_digit() {
        for (text, number) in [
            ("4.8221234567E+10", Some("48221234567")),
            ("5,260250995e+9", Some("5260250995")),
            ("4.86E+10", None),
            ("4.86221E+2", None),
            ("5E+0", None),
            ("-4.5E+1", None),
            ("48221234567", None),
        ] {
            assert_eq!(restored(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn decimals_of_whole_numbers() {
        for (text, whole) in [("472001122.0", Some("472001122")), ("98052,0", Some("98052"))] {
            assert_eq!(without_decimals(text), whole, "{text}");
        }
        for text in ["", "0", ".0", "472.00", "47.20.0", "4720011220", "+472001122.0"] {
            assert_eq!(without_decimals(text), None, "{text}");
        }
    }
}
