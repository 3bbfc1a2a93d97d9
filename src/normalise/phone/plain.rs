//! Plain writings: digits with the usual separators between them, perhaps a plus before them and an extension behind.
//!
//! Such a text holds no other letters, no parameters and no digits of other scripts, so that what the library does with
//! it comes down to a few steps on its digits. They are followed here in the library's order, each on an automaton
//! where the library has a regular expression: the calling code, the national prefix, and whose number it is.

use std::str;

use rlibphonenumber::{NumberLengthType, ValidationError};

use super::plan::{CallingCode, Owner, Plan};
use super::{Phone, fault_of_length};
use crate::model::{CountryCode, PhoneFault};

/// Longer texts of digits are left to the library. The longest number with calling code and prefixes has some 25.
const MAX_DIGITS: usize = 32;
/// The fewest digits a national number can have: `MIN_LENGTH_FOR_NSN` of the library.
const MIN_NUMBER: usize = 2;
/// The most digits a national number can have: `MAX_LENGTH_FOR_NSN` of the library.
const MAX_NUMBER: usize = 17;
/// The fewest digits before a slash that may be a whole number already, so that what follows would be another.
const MIN_BEFORE_SLASH: usize = 7;
/// The most zeros before a number that the library keeps when it writes the number out.
const MAX_LEADING_ZEROS: usize = 10;

/// The number in the text, appended to `out` in E.164 if it is valid; `None` for a text that the library must be asked
/// about, in which case nothing is written.
pub(super) fn read(text: &str, country: Option<CountryCode>, out: &mut String) -> Option<Phone> {
    let mut digits = [0; MAX_DIGITS];
    let (digits, has_plus) = scan(text, &mut digits)?;
    match digits.len() {
        0 | 1 => return Some(Phone::invalid(PhoneFault::NotANumber)),
        // Whether two digits are a number depends on what stands between them.
        2 => return None,
        _ => {}
    }
    let dialled = match country {
        _ if has_plus => international(digits)?,
        Some(country) => national(Plan::of_country(country)?, digits)?,
        None => Err(PhoneFault::NotANumber),
    };
    match dialled {
        Ok((plan, digits)) => settle(plan, digits, country, out),
        Err(fault) => Some(Phone::invalid(fault)),
    }
}

/// The digits of the text's number, and whether a plus stands before them. `None` when the text is not plain.
fn scan<'a>(text: &str, digits: &'a mut [u8; MAX_DIGITS]) -> Option<(&'a [u8], bool)> {
    let mut count = 0;
    let mut has_plus = false;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'0'..=b'9' => {
                *digits.get_mut(count)? = byte;
                count += 1;
            }
            b'/' if count >= MIN_BEFORE_SLASH => return None,
            b' ' | b'-' | b'.' | b'(' | b')' | b'/' | b'[' | b']' => {}
            b'+' if count == 0 && !has_plus => has_plus = true,
            b'e' | b'E' | b'x' | b'X' if count > MIN_NUMBER && text.get(at..).is_some_and(is_extension) => break,
            _ => {
                let character = text.get(at..)?.chars().next().filter(|character| is_wide_separator(*character))?;
                at += character.len_utf8();
                continue;
            }
        }
        at += 1;
    }
    // A plus and nothing behind it is the library's to judge.
    if has_plus && count == 0 { None } else { Some((digits.get(..count)?, has_plus)) }
}

/// Whether the library passes over the character beyond ASCII in a number. It does so over a few more, rare ones.
fn is_wide_separator(character: char) -> bool {
    // Hyphens and dashes, minus sign; no-break space, soft hyphen, zero-width space, word joiner.
    matches!(character, '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(character, '\u{A0}' | '\u{AD}' | '\u{200B}' | '\u{2060}')
}

/// Whether the text is an extension and nothing else: `ext. 12`, `x12`. E.164 leaves it out.
fn is_extension(text: &str) -> bool {
    let without_label = ["extension", "extn", "ext", "x"].into_iter().find_map(|label| {
        let (start, rest) = text.split_at_checked(label.len())?;
        start.eq_ignore_ascii_case(label).then_some(rest)
    });
    let Some(rest) = without_label else { return false };
    let digits = rest.strip_prefix(['.', ':']).unwrap_or(rest).trim_start_matches(' ');
    // Behind an `x` the library takes no more than nine digits for an extension.
    (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The plan to read a number by, and the number, perhaps still with a national prefix before it; or what is wrong.
type Dialled<'a> = Result<(&'static Plan, &'a [u8]), PhoneFault>;

/// Reads digits that start with a calling code.
fn international(digits: &[u8]) -> Option<Dialled<'_>> {
    if digits.len() <= MIN_NUMBER {
        return Some(Err(PhoneFault::TooShort));
    }
    let (code, number) = CallingCode::leading(digits)?;
    Some(Ok((code.main_plan()?, number)))
}

/// Reads digits as they are dialled in the home country.
fn national<'a>(home: &'static Plan, digits: &'a [u8]) -> Option<Dialled<'a>> {
    if let Some(behind) = home.after_international_prefix(digits) {
        return international(behind);
    }
    // The calling code may have been written without a plus: that is how it is read when the number makes sense only so.
    if let Some(behind) = digits.strip_prefix(home.calling_digits.as_bytes()) {
        let behind = home.without_national_prefix(behind)?;
        let is_better = !home.is_general(digits) && home.is_general(behind);
        if is_better || home.length(digits.len()) == Err(ValidationError::TooLong) {
            return Some(Ok((CallingCode::of(home.calling_code)?.main_plan()?, behind)));
        }
    }
    Some(Ok((home, digits)))
}

/// Takes the national prefix off, and says whose number the rest is.
fn settle(plan: &Plan, digits: &[u8], country: Option<CountryCode>, out: &mut String) -> Option<Phone> {
    if digits.len() < MIN_NUMBER {
        return Some(Phone::invalid(PhoneFault::TooShort));
    }
    let stripped = plan.without_national_prefix(digits)?;
    // What would be too short without its prefix had none.
    let number = match plan.length(stripped.len()) {
        Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort | ValidationError::InvalidLength) => {
            digits
        }
        _ => stripped,
    };
    if number.len() < MIN_NUMBER {
        return Some(Phone::invalid(PhoneFault::TooShort));
    }
    if number.len() > MAX_NUMBER {
        return Some(Phone::invalid(PhoneFault::TooLong));
    }
    if number.iter().take_while(|digit| **digit == b'0').count() > MAX_LEADING_ZEROS {
        return None;
    }
    let code = CallingCode::of(plan.calling_code)?;
    match code.owner(number)? {
        Owner::Region(owner, kind) => {
            let number = str::from_utf8(number).ok()?;
            out.push('+');
            out.push_str(&owner.calling_digits);
            out.push_str(number);
            Some(Phone::valid(owner.country, country, kind))
        }
        // As in the library, the main region's lengths stand for those of all regions with the code.
        Owner::Nobody => Some(Phone::invalid(fault_of_length(code.main_plan()?.length(number.len())))),
    }
}
