//! What stands in an ID column and is no ID, in any country: stand-ins for a missing number, and the decimals
//! that a spreadsheet adds.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::facts::letters::is_letter_or_digit;

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
    #[serde(rename = "source")]
    _source: String,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let common = toml::from_str(include_str!("../../data/registration_id.toml"));
    common.expect("the file is part of the program, and a test reads it")
});

/// A shorter row of counted digits may be a real number's part.
const SHORTEST_COUNT: u32 = 5;

/// A shorter text of one repeated character may be an abbreviation.
const SHORTEST_REPETITION: u32 = 3;

/// Fewer zeros between letters may be a part of a real number.
const FEWEST_ZEROS: u32 = 4;

/// The fewest and the most characters that Partner Center takes.
pub fn length_limits() -> (u32, u32) {
    (COMMON.length.least, COMMON.length.most)
}

/// Whether a text stands for "there is no number": `N/A`, `000000`, `123456789`, `xxx`, a lone dash.
pub fn is_placeholder(text: &str) -> bool {
    let look = Look::at(text);
    if look.characters == 0 {
        return !text.is_empty();
    }
    if look.is_repetition && look.characters >= SHORTEST_REPETITION {
        return true;
    }
    if look.digits == 0 {
        return COMMON.placeholder.words.iter().any(|word| letters(word).eq(letters(text)));
    }
    if look.zeros == look.digits {
        // Zeros behind or between letters are a number that was never filled in: `J-00000000-0`, `AAAAA0000A`.
        return look.digits == look.characters || (look.digits >= FEWEST_ZEROS && look.groups == 1);
    }
    let counts = look.counts_up_from_start || look.counts_down_to_end;
    counts && look.digits == look.characters && look.digits >= SHORTEST_COUNT
}

/// What one pass over the letters and digits of a text shows, as far as it takes.
struct Look {
    characters: u32,
    digits: u32,
    zeros: u32,
    /// All characters are the same.
    is_repetition: bool,
    /// How many groups of digits there are between letters.
    groups: u32,
    /// 0 or 1 first, then each digit one more than the one before, 0 after 9.
    counts_up_from_start: bool,
    /// Each digit one less than the one before, from 9 on or down to 1 or 0.
    counts_down_to_end: bool,
}

impl Look {
    fn at(text: &str) -> Look {
        let (mut characters, mut digits, mut zeros, mut groups) = (0, 0, 0, 0);
        let (mut same, mut up, mut down) = (true, true, true);
        let mut first = None;
        let mut last = '\0';
        for character in text.chars().filter(|character| is_letter_or_digit(*character)) {
            if first.is_none() {
                first = Some(character);
            } else {
                same &= character == last;
                up &= follows(last, character);
                down &= follows(character, last);
            }
            if character.is_ascii_digit() {
                digits += 1;
                zeros += u32::from(character == '0');
                groups += u32::from(!last.is_ascii_digit());
            }
            characters += 1;
            last = character;
            if digits > zeros && !(same || up || down) {
                // Whatever follows, it is no placeholder. Two or three digits show it of most numbers.
                break;
            }
        }
        Look {
            characters,
            digits,
            zeros,
            is_repetition: same,
            groups,
            counts_up_from_start: up && matches!(first, Some('0' | '1')),
            counts_down_to_end: down && (first == Some('9') || matches!(last, '0' | '1')),
        }
    }
}

/// Whether the second digit is one more than the first, 0 after 9.
fn follows(first: char, second: char) -> bool {
    u32::from(first) + 1 == u32::from(second) || (first, second) == ('9', '0')
}

/// The digits before a decimal part that is zero, `5260250995.0`: a number cell that was read as a fraction.
pub fn without_decimals(text: &str) -> Option<&str> {
    let (whole, decimals) = text.split_once(['.', ','])?;
    let is_damage =
        matches!(decimals, "0" | "00") && !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    is_damage.then_some(whole)
}

/// The letters and digits, in lower case.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| is_letter_or_digit(*character)).flat_map(char::to_lowercase)
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
            "54321",
            "12345678901",
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
    fn zero_decimals_are_a_spreadsheets_doing() {
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
