//! A cell's value as the text a person sees, and the number formats that give digits of their own.
//!
//! Numbers are written with all their digits and never with an exponent, whatever the sheet shows in a narrow column:
//! an identifier must come back digit by digit. Of number formats only those count that add leading zeros or fixed
//! characters (`00000`, `00\-000`, `"PL"0000000000`); rounding, thousands separators and percent signs do not.

use std::fmt::Write;

use calamine::{DataRef, ExcelDateTime, Style};

/// Below 2^53 a float holds every whole number exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The first serial number after 9999-12-31, where dates end.
const END_OF_DATES: f64 = 2_958_466.0;

/// Adds a cell's text.
pub(super) fn push_text(value: &DataRef<'_>, mask: Option<&Mask>, text: &mut String) {
    match value {
        DataRef::Empty => {}
        DataRef::String(given) => text.push_str(given),
        DataRef::SharedString(given) => text.push_str(given),
        DataRef::Float(number) => match mask {
            Some(mask) if (0.0..EXACT).contains(number) && number.fract() == 0.0 => mask.push(*number, text),
            _ => push_number(*number, text),
        },
        DataRef::Int(number) => push(text, format_args!("{number}")),
        DataRef::Bool(true) => text.push_str("TRUE"),
        DataRef::Bool(false) => text.push_str("FALSE"),
        DataRef::DateTime(date) if date.is_duration() => push_duration(date.as_f64(), text),
        DataRef::DateTime(date) => push_date(*date, text),
        DataRef::DateTimeIso(iso) => text.push_str(without_midnight(iso)),
        DataRef::DurationIso(iso) => text.push_str(iso),
        DataRef::Error(error) => push(text, format_args!("{error}")),
    }
}

/// Formatting into a string does not fail; there is nothing to hand on.
fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, tested just before")]
fn push_number(number: f64, text: &mut String) {
    if number.abs() < EXACT && number.fract() == 0.0 {
        push(text, format_args!("{}", number as i64));
    } else {
        // The shortest digits that read back as the same number, never with an exponent.
        push(text, format_args!("{number}"));
    }
}

fn push_date(date: ExcelDateTime, text: &mut String) {
    let serial = date.as_f64();
    if !(0.0..END_OF_DATES).contains(&serial) {
        return push_number(serial, text);
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    // Serials below 1 are times of day; a zero is the first day in the calendar that begins in 1904, and none in the other.
    if serial >= 1.0 || serial == 0.0 && year >= 1900 {
        push(text, format_args!("{year:04}-{month:02}-{day:02}"));
        if (hour, minute, second, milli) == (0, 0, 0, 0) {
            return;
        }
        text.push(' ');
    }
    push(text, format_args!("{hour:02}:{minute:02}:{second:02}"));
    if milli != 0 {
        push(text, format_args!(".{milli:03}"));
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is tested just before")]
fn push_duration(days: f64, text: &mut String) {
    if !(0.0..END_OF_DATES).contains(&days) {
        return push_number(days, text);
    }
    let seconds = (days * 86_400.0).round() as u64;
    push(text, format_args!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
}

/// `2025-10-13` of `2025-10-13T00:00:00.000Z`; other times stay.
fn without_midnight(iso: &str) -> &str {
    match iso.split_once('T') {
        Some((date, time)) if time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.' | b'Z')) => date,
        _ => iso,
    }
}

/// A number format that adds zeros or characters to whole numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mask(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// A place for a digit, `0` in the format.
    Digit,
    /// A character that is shown as it is.
    Literal(char),
}

impl Mask {
    /// The mask of a number format, if it has one.
    pub(super) fn of_style(style: &Style) -> Option<Mask> {
        Mask::of_format(&style.number_format.as_ref()?.format_code)
    }

    /// The mask that a format code gives whole numbers that are not negative.
    fn of_format(code: &str) -> Option<Mask> {
        let mut pieces = Vec::new();
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            match character {
                '0' => pieces.push(Piece::Digit),
                // What follows is for negative numbers.
                ';' => break,
                '\\' => pieces.push(Piece::Literal(characters.next()?)),
                '"' => loop {
                    match characters.next()? {
                        '"' => break,
                        quoted => pieces.push(Piece::Literal(quoted)),
                    }
                },
                // Excel shows these without a backslash.
                '+' | '-' | ' ' | '(' | ')' => pieces.push(Piece::Literal(character)),
                // `[$-415]` is a locale; `[$€-407]`, colours and conditions are more than a mask.
                '[' => {
                    let inside = characters.as_str().split_once(']')?.0;
                    if !inside.starts_with("$-") {
                        return None;
                    }
                    characters = characters.as_str()[inside.len() + 1..].chars();
                }
                _ => return None,
            }
        }
        let digits = pieces.iter().filter(|piece| **piece == Piece::Digit).count();
        (digits > 1 || digits == 1 && pieces.len() > 1).then_some(Mask(pieces))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative, below 2^53")]
    fn push(&self, number: f64, text: &mut String) {
        let places = self.0.iter().filter(|piece| **piece == Piece::Digit).count();
        let digits = format!("{:0places$}", number as u64);
        // What does not fit stands in the first place.
        let (mut next, mut first) = (0, digits.len() - places + 1);
        for piece in &self.0 {
            match piece {
                Piece::Literal(character) => text.push(*character),
                Piece::Digit => {
                    text.push_str(&digits[next..next + first]);
                    next += first;
                    first = 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn text(value: &DataRef<'_>, format: &str) -> String {
        let mut text = String::new();
        push_text(value, Mask::of_format(format).as_ref(), &mut text);
        text
    }

    fn date(serial: f64, kind: ExcelDateTimeType, is_1904: bool) -> String {
        text(&DataRef::DateTime(ExcelDateTime::new(serial, kind, is_1904)), "General")
    }

    #[test]
    fn numbers_keep_every_digit_and_have_no_exponent() {
        for (number, expected) in [
            (12_345_678_901_234.0, "12345678901234"),
            (1.234_567_890_123_45e17, "123456789012345000"),
            (2_125_551_234.0, "2125551234"),
            (1e21, "1000000000000000000000"),
            (-0.0, "0"),
            (-5.0, "-5"),
            (0.1, "0.1"),
            (4.1, "4.1"),
            (1e-7, "0.0000001"),
            (9_007_199_254_740_993.0, "9007199254740992"),
        ] {
            assert_eq!(text(&DataRef::Float(number), "General"), expected);
        }
    }

    #[test]
    fn formats_of_zeros_and_fixed_characters_are_applied() {
        for (number, format, expected) in [
            (1234.0, "00000", "01234"),
            (1234.0, r"00\-000", "01-234"),
            (1_234_567.0, r"00\-000", "1234-567"),
            (5_252_248_481.0, "\"PL\"0000000000", "PL5252248481"),
            (48_221_234_567.0, "+0", "+48221234567"),
            (78_051_120.0, r"[$-409]000\-00\-0000", "078-05-1120"),
            (7.0, "00;-00", "07"),
            // Not a mask: the number stays as it is.
            (1234.5, "00000", "1234.5"),
            (-7.0, "000", "-7"),
            (7.0, "0", "7"),
            (7.0, "0.00", "7"),
            (1_234_567.0, "#,##0", "1234567"),
            (0.5, "0%", "0.5"),
            (7.0, "[$€-407]00", "7"),
            (7.0, "0000\"open", "7"),
            (7.0, "00\\", "7"),
            (7.0, "[00", "7"),
        ] {
            assert_eq!(text(&DataRef::Float(number), format), expected, "{format}");
        }
    }

    #[test]
    fn dates_are_iso_and_out_of_range_serials_are_numbers() {
        use ExcelDateTimeType::{DateTime, TimeDelta};
        for (serial, kind, is_1904, expected) in [
            (45_943.0, DateTime, false, "2025-10-13"),
            (45_943.541, DateTime, false, "2025-10-13 12:59:02.400"),
            (45_943.5, DateTime, false, "2025-10-13 12:00:00"),
            (44_481.0, DateTime, true, "2025-10-13"),
            (0.25, DateTime, false, "06:00:00"),
            (0.25, DateTime, true, "06:00:00"),
            (0.0, DateTime, false, "00:00:00"),
            (0.0, DateTime, true, "1904-01-01"),
            (1e300, DateTime, false, &format!("1{}", "0".repeat(300))),
            (-1.0, DateTime, false, "-1"),
            (1.5, TimeDelta, false, "36:00:00"),
            (-0.5, TimeDelta, false, "-0.5"),
        ] {
            assert_eq!(date(serial, kind, is_1904), expected);
        }
    }

    #[test]
    fn other_kinds_have_their_text() {
        for (value, expected) in [
            (DataRef::Bool(true), "TRUE"),
            (DataRef::Int(-3), "-3"),
            (DataRef::Error(CellErrorType::NA), "#N/A"),
            (DataRef::DateTimeIso("2024-02-29T00:00:00.000Z".to_owned()), "2024-02-29"),
            (DataRef::DateTimeIso("2024-02-29T10:00:00".to_owned()), "2024-02-29T10:00:00"),
            (DataRef::SharedString(" 007 "), " 007 "),
            (DataRef::Empty, ""),
        ] {
            assert_eq!(text(&value, "General"), expected);
        }
    }
}
