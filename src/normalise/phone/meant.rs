//! The number that was probably meant by one that is not valid: what a spreadsheet or a slip did to it is undone.
//!
//! Whoever gets the row back decides; nothing here is taken for the number.

use super::number;
use crate::facts::spreadsheet::{restored, without_decimals};
use crate::model::CountryCode;

/// Fewer digits, with one put in or left out, may be anybody's number.
const FEWEST_DIGITS: usize = 6;
/// As many digits as a number with its country code has at least, nearly always.
const FEWEST_WITH_CODE: usize = 11;

/// Appends the number that was probably meant to `out`, in E.164; nothing if none suggests itself.
pub(super) fn suggest(text: &str, country: Option<CountryCode>, out: &mut String) {
    let whole = restored(text);
    let whole = whole.as_deref().or_else(|| without_decimals(text)).unwrap_or(text);
    let Some(digits) = legible(whole) else { return };
    let candidates = candidates(&digits);
    // The first that is valid is written to `out`.
    let _ = std::iter::once(digits).chain(candidates).any(|candidate| number(&candidate, country, out).is_valid());
}

/// What the digits may have been before a slip, the likeliest first.
fn candidates(digits: &str) -> Vec<String> {
    if let Some(behind) = digits.strip_prefix('+') {
        // The zero that is dialled inside the country is not dialled from abroad, behind a code of one to three digits.
        let zeros = behind.char_indices().take(4).filter(|(at, digit)| *at > 0 && *digit == '0');
        return zeros.map(|(at, _)| format!("+{}{}", &behind[..at], &behind[at + 1..])).collect();
    }
    let lost_zero = Some(format!("0{digits}"));
    let lost_plus = Some(format!("+{digits}")).filter(|_| digits.len() >= FEWEST_WITH_CODE);
    let other_way_abroad = digits.strip_prefix("011").map(|behind| format!("+{behind}"));
    let surplus_zero = digits.strip_prefix('0').map(str::to_owned);
    [lost_zero, lost_plus, other_way_abroad, surplus_zero].into_iter().flatten().collect()
}

/// Whether a letter is a digit to the eye.
pub(super) fn looks_like_digit(letter: char) -> bool {
    digit_of(letter).is_some()
}

fn digit_of(letter: char) -> Option<char> {
    match letter {
        'O' | 'o' | 'О' | 'о' => Some('0'),
        'I' | 'l' => Some('1'),
        _ => None,
    }
}

/// The digits of the text, perhaps behind a plus, letters that look like digits among them; none if there are other
/// letters, or few digits.
fn legible(text: &str) -> Option<String> {
    let mut legible = String::new();
    for character in text.chars() {
        match character {
            '0'..='9' => legible.push(character),
            '+' if legible.is_empty() => legible.push(character),
            _ if character.is_alphanumeric() || character == '+' => legible.push(digit_of(character)?),
            _ => {}
        }
    }
    (legible.len() >= FEWEST_DIGITS).then_some(legible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_undone() {
        for (text, country, meant) in [
            ("48221234567.0", "PL", "+48221234567"),
            ("4.8221234567E+10", "PL", "+48221234567"),
            ("4,86E+10", "PL", ""),
            ("O472 1O 3O 3O", "FR", "+33472103030"),
            ("221 234 5b7", "PL", ""),
            // The zero of a country code's own way.
            ("+48 022 123 45 67", "PL", "+48221234567"),
            ("022 123 45 67", "PL", "+48221234567"),
            ("011 48 22 123 45 67", "DE", "+48221234567"),
            // A plus, and a zero, that a spreadsheet took for part of a number.
            ("48221234567", "US", "+48221234567"),
            ("669821234", "IT", "+390669821234"),
            ("12345", "PL", ""),
            ("(999) 999-9999", "US", ""),
        ] {
            let mut out = String::new();
            suggest(text, CountryCode::new(country), &mut out);
            assert_eq!(out, meant, "{text} in {country}");
        }
    }
}
