//! A cell's value as the text a person sees, and the number formats that give digits of their own.
//!
//! Numbers are written with all their digits and never with an exponent, whatever the sheet shows in a narrow column:
//! an identifier must come back digit by digit. Of number formats only those count that add leading zeros or fixed
//! characters (`00000`, `00\-000`, `"PL"0000000000`); rounding, thousands separators and percent signs do not.

use std::fmt::Write;

use calamine::{CellErrorType, DataRef, ExcelDateTime, Style};

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
        DataRef::DateTimeIso(iso) => push_iso_moment(iso, text),
        DataRef::DurationIso(iso) => push_iso_duration(iso, text),
        // calamine writes `#DATA!`, which no program shows.
        DataRef::Error(CellErrorType::GettingData) => text.push_str("#GETTING_DATA"),
        DataRef::Error(error) => push(text, format_args!("{error}")),
    }
}

/// Formatting into a string does not fail; there is nothing to hand on.
fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

/// Spreadsheets keep fifteen digits. A whole number of more that ends in a zero has most likely lost its last ones.
const ALL_DIGITS_KEPT: f64 = 1e15;

#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, tested just before")]
fn push_number(number: f64, text: &mut String) {
    if number.fract() == 0.0 && number.abs() >= ALL_DIGITS_KEPT && (number.abs() >= EXACT || number % 10.0 == 0.0) {
        // Written as a spreadsheet shows it: an identifier is then known for damaged, and not taken for a good one.
        push_with_exponent(number, text);
    } else if number.abs() < EXACT && number.fract() == 0.0 {
        push(text, format_args!("{}", number as i64));
    } else {
        push_fraction(number, text);
    }
}

fn push_with_exponent(number: f64, text: &mut String) {
    let start = text.len();
    push(text, format_args!("{number:.14E}"));
    // `1.20000000000000E18` becomes `1.2E+18`.
    let written = text.split_off(start);
    let (digits, exponent) = written.split_once('E').unwrap_or((&written, "0"));
    push(text, format_args!("{}E+{exponent}", digits.trim_end_matches('0').trim_end_matches('.')));
}

/// Fifteen digits, as every spreadsheet shows at most: the sum of 0.1 and 0.2 is 0.3. Never with an exponent.
fn push_fraction(number: f64, text: &mut String) {
    let rounded = format!("{number:.14E}").parse().unwrap_or(number);
    push(text, format_args!("{rounded}"));
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

/// `06:30:00` of `PT06H30M00S`, as ods files have times; what is written otherwise stays.
fn push_iso_duration(iso: &str, text: &mut String) {
    let parts = iso.strip_prefix("PT").and_then(|rest| {
        let (hours, rest) = rest.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = rest.strip_suffix('S')?.split(['.', ',']).next()?;
        Some((hours.parse::<u32>().ok()?, minutes.parse::<u8>().ok()?, seconds.parse::<u8>().ok()?))
    });
    match parts {
        Some((hours, minutes, seconds)) => push(text, format_args!("{hours:02}:{minutes:02}:{seconds:02}")),
        None => text.push_str(iso),
    }
}

/// `2025-10-13` of `2025-10-13T00:00:00.000Z`, and `2025-10-13 12:30:00` of other times.
fn push_iso_moment(iso: &str, text: &mut String) {
    match iso.split_once('T') {
        Some((date, time)) if time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.' | b'Z')) => text.push_str(date),
        Some((date, time)) => push(text, format_args!("{date} {time}")),
        None => text.push_str(iso),
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
    pub(super) fn of_format(code: &str) -> Option<Mask> {
        let mut pieces = Vec::new();
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            match character {
                '0' => pieces.push(Piece::Digit),
                // Behind a zero it shows a zero too; before the first one only a digit that there is, and all digits
                // have room in the first place anyway.
                '#' if pieces.contains(&Piece::Digit) => pieces.push(Piece::Digit),
                '#' if pieces.is_empty() => {}
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
                // White space as wide as a character, and a character that fills the cell, are nothing to read.
                '_' | '*' => _ = characters.next()?,
                // `[$-415]` is a locale and `[Red]` a colour; `[$€-407]` and conditions are more than a mask.
                '[' => {
                    let inside = characters.as_str().split_once(']')?.0;
                    let is_colour = inside.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !is_elapsed_time(inside);
                    if !inside.starts_with("$-") && !is_colour {
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

/// `[h]`, `[mm]`: hours or minutes that go on counting.
fn is_elapsed_time(inside: &str) -> bool {
    inside.bytes().all(|byte| matches!(byte.to_ascii_lowercase(), b'h' | b'm' | b's'))
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
            (123_456_789_012_345.0, "123456789012345"),
            (1_234_567_890_123_457.0, "1234567890123457"),
            // Of these a spreadsheet has lost the last digits.
            (1_234_567_890_123_450.0, "1.23456789012345E+15"),
            (1.234_567_890_123_45e17, "1.23456789012345E+17"),
            (-1.5e18, "-1.5E+18"),
            (2_125_551_234.0, "2125551234"),
            (1e21, "1E+21"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333333333"),
            (1234.5, "1234.5"),
            (-0.0, "0"),
            (-5.0, "-5"),
            (0.1, "0.1"),
            (4.1, "4.1"),
            (1e-7, "0.0000001"),
            (9_007_199_254_740_993.0, "9.00719925474099E+15"),
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
            (612_345_678.0, "0#########", "0612345678"),
            (7.0, "#00", "07"),
            (1234.0, "[Red]00000", "01234"),
            (1234.0, "00000_-", "01234"),
            (1234.0, "* 00000", "01234"),
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
            (1234.0, "##-##", "1234"),
            (5_551_234.0, r"[<=9999999]###\-####;\(###\)\ ###\-####", "5551234"),
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
            (1e300, DateTime, false, "1E+300"),
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
            (DataRef::DateTimeIso("2024-02-29T10:00:00".to_owned()), "2024-02-29 10:00:00"),
            (DataRef::DurationIso("PT06H30M00S".to_owned()), "06:30:00"),
            (DataRef::DurationIso("PT36H00M00.5S".to_owned()), "36:00:00"),
            (DataRef::DurationIso("P1D".to_owned()), "P1D"),
            (DataRef::Error(CellErrorType::GettingData), "#GETTING_DATA"),
            (DataRef::SharedString(" 007 "), " 007 "),
            (DataRef::Empty, ""),
        ] {
            assert_eq!(text(&value, "General"), expected);
        }
    }
}
