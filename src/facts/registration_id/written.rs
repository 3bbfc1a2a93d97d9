//! What stands in an ID column and is no ID, in any country: stand-ins for a missing number, and numbers that a
//! spreadsheet rewrote.

use std::sync::LazyLock;

use serde::Deserialize;

/// `src/data/registration_id.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    length: Length,
    placeholder: Placeholders,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Length {
    least: u32,
    most: u32,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Placeholders {
    words: Vec<String>,
    runs: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let common = toml::from_str(include_str!("../../data/registration_id.toml"));
    common.expect("the file is part of the program, and a test reads it")
});

/// A row of counted digits shorter than this may be a real number's part.
const SHORTEST_RUN: usize = 5;

/// A shorter text of one repeated character may be an abbreviation.
const SHORTEST_REPETITION: usize = 3;

/// The fewest and the most characters that Partner Center takes.
pub fn length_limits() -> (u32, u32) {
    (COMMON.length.least, COMMON.length.most)
}

/// Whether a text stands for "there is no number": `N/A`, `000000`, `123456789`, `xxx`, a lone dash.
pub fn is_placeholder(text: &str) -> bool {
    let mut characters = text.chars().filter(|character| character.is_alphanumeric());
    let Some(first) = characters.clone().next() else { return !text.is_empty() };
    let digits = text.bytes().filter(u8::is_ascii_digit);
    if digits.clone().next().is_none() {
        return is_repetition(characters, first) || COMMON.placeholder.words.iter().any(|word| same_word(word, text));
    }
    if digits.clone().all(|digit| digit == b'0') {
        // Zeros after letters are a number that was not filled in: `J-00000000-0`, `AAAAA0000A`. A few are a real part.
        return first == '0' || digits.count() > SHORTEST_REPETITION;
    }
    if is_repetition(characters.clone(), first) {
        return true;
    }
    characters.by_ref().count() >= SHORTEST_RUN && COMMON.placeholder.runs.iter().any(|run| begins(run, text))
}

/// Whether a spreadsheet shows the number in powers of ten, `1.00347E+14`: its digits are lost.
pub fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else { return false };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    all_digits(whole) && all_digits(decimals) && all_digits(exponent)
}

/// The digits before a decimal part that is zero, `5260250995.0`: a number cell that was read as a fraction.
pub fn without_decimals(text: &str) -> Option<&str> {
    let (whole, decimals) = text.split_once(['.', ','])?;
    let is_damage =
        matches!(decimals, "0" | "00") && !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    is_damage.then_some(whole)
}

fn is_repetition(mut characters: impl Iterator<Item = char> + Clone, first: char) -> bool {
    characters.clone().count() >= SHORTEST_REPETITION && characters.all(|character| character == first)
}

/// Equal but for case and for everything that is neither letter nor digit.
fn same_word(left: &str, right: &str) -> bool {
    letters(left).eq(letters(right))
}

/// Whether the letters and digits of `text` are the beginning of `run`.
fn begins(run: &str, text: &str) -> bool {
    let mut run = letters(run);
    letters(text).all(|character| run.next() == Some(character))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_numbers() {
        for text in [
            "N/A",
            "n.a.",
            "NA",
            "None",
            "-",
            "--",
            "?",
            "XXXX",
            "0",
            "000000",
            "0000000000000",
            "11111111",
            "123456789",
            "1234567890",
            "012345678",
            "987654321",
            "12-345-678",
            "J000000000",
            "AAAAA0000A",
            "à compléter",
            "НЕТ",
            "TBD",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "",
            "EV",
            "5260250995",
            "1234563218",
            "00000000000191",
            "J000029610",
            "100",
            "AA00",
            "1234",
            "11",
            "123345678",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn rewritten_numbers_are_recognised() {
        for text in ["1.00347E+14", "1,23E+13", "1E+13", "1.2e+9"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["100347", "1.00347E14", "E+14", "1.E+", "A1E+5", "1.2.3E+4", ""] {
            assert!(!is_scientific(text), "{text}");
        }
        assert_eq!(without_decimals("5260250995.0"), Some("5260250995"));
        assert_eq!(without_decimals("5260250995,00"), Some("5260250995"));
        for text in ["5260250995", "52.60", ".0", "J1.0", "1.2.0", ""] {
            assert_eq!(without_decimals(text), None, "{text}");
        }
    }

    #[test]
    fn limits_are_partner_centers() {
        assert_eq!(length_limits(), (5, 22));
    }
}
