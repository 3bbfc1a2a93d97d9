//! Telephone numbers: read as a person in the row's country would dial them, written in E.164.
//!
//! What a number means is decided by Google's libphonenumber, here the crate `rlibphonenumber`. It costs some two
//! microseconds a number, which is more than all other checks of a row together. So the way of a number is:
//!
//! 1. `plain` takes the plain writings (digits, the usual separators, a leading plus), which are nearly all there are
//!    in a list, and follows the library's rules for them on automata;
//! 2. `cell` takes what else people write into a cell apart: labels, a fax beside the phone, several numbers, extensions
//!    in words that the library does not know, prefixes of another country's way to dial abroad;
//! 3. `library` is asked for every single number that `plain` is not certain of;
//! 4. `meant` looks for the number behind one that is not valid. That is only suggested.
//!
//! `plan` holds the numbering plans `plain` works with. They are compiled, region by region at first use, from the
//! metadata inside the library: a new version of the crate needs no change here. `automaton` is how they are held.
//! The tests compare both ways over the numbers of every region.
//!
//! This room must not know of rules or messages: which readings are faults is for the checks to say.

mod automaton;
mod cell;
mod library;
mod meant;
mod plain;
mod plan;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;

use rlibphonenumber::{NumberLengthType, ValidationError};

use crate::facts::phone_extension::without_extension;
use crate::facts::spreadsheet::without_decimals;
use crate::model::{CountryCode, PhoneFault, PhoneKind, PhoneReading};

/// What a phone cell was understood as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phone {
    /// Whether there is a number, and whose.
    pub reading: PhoneReading,
    /// What kind of number, if it is valid.
    pub kind: PhoneKind,
    /// Whether the cell holds further numbers.
    pub is_one_of_several: bool,
}

impl Phone {
    /// A valid number that belongs to the country `number`, or to none, in a row of the country `row`.
    ///
    /// Countries may share a calling code (the United States and Canada, the United Kingdom and Jersey): the number's own
    /// country counts, not the code.
    fn valid(number: Option<CountryCode>, row: Option<CountryCode>, kind: PhoneKind) -> Phone {
        let is_own = number.is_some() && number == row;
        let reading = if is_own { PhoneReading::Valid } else { PhoneReading::OtherCountry(number) };
        Phone { reading, kind, is_one_of_several: false }
    }

    fn invalid(fault: PhoneFault) -> Phone {
        Phone { reading: PhoneReading::Invalid(fault), ..Phone::default() }
    }

    /// Whether there is a number that can be dialled.
    pub fn is_valid(&self) -> bool {
        matches!(self.reading, PhoneReading::Valid | PhoneReading::OtherCountry(_))
    }
}

/// Reads the telephone number of a cell, written nationally for `country` or internationally for any.
///
/// Appends to `out` the number in E.164 (`+48221234567`, without its extension) when it is valid, and otherwise the one
/// that was probably meant, if there is such a one. Of several numbers it is the first valid one that is no fax. Without a
/// country, or with one that has no numbering plan, only international writings can be read.
pub fn read(text: &str, country: Option<CountryCode>, out: &mut String) -> Phone {
    if text.is_empty() {
        return Phone::default();
    }
    let phone = if without_decimals(text).is_some() {
        // The decimal would be taken for a last digit.
        Phone::invalid(PhoneFault::NotANumber)
    } else {
        let plain = plain::read(text, country, out).filter(Phone::is_valid);
        plain.unwrap_or_else(|| cell::read(text, country, out))
    };
    if phone.is_valid() {
        return phone;
    }
    meant::suggest(text, country, out);
    if is_short_number(phone, text) { Phone::invalid(PhoneFault::ShortNumber) } else { phone }
}

/// Whether what is too short for a number is long enough for one of those for services, such as 112 or 116 117.
///
/// Numbers of a town without its area code are seldom as short as three digits.
fn is_short_number(phone: Phone, text: &str) -> bool {
    let lengths = match phone.reading {
        PhoneReading::Invalid(PhoneFault::TooShort) => 3..=6,
        PhoneReading::Invalid(PhoneFault::WithoutAreaCode) => 3..=3,
        _ => return false,
    };
    !text.contains('+') && lengths.contains(&text.chars().filter(|digit| digit.is_numeric()).count())
}

/// Reads a single number exactly as the library does, but for extensions in words that it takes for digits.
fn number(text: &str, country: Option<CountryCode>, out: &mut String) -> Phone {
    if let Some(phone) = plain::read(text, country, out) {
        return phone;
    }
    match without_extension(text) {
        Some(number) => plain::read(number, country, out).unwrap_or_else(|| library::read(number, country, out)),
        None => library::read(text, country, out),
    }
}

/// What is wrong with a number that is no valid one, by what its length says.
fn fault_of_length(length: Result<NumberLengthType, ValidationError>) -> PhoneFault {
    match length {
        Err(ValidationError::TooShort) => PhoneFault::TooShort,
        Err(ValidationError::TooLong) => PhoneFault::TooLong,
        // A length between two possible ones is neither too short nor too long.
        Err(ValidationError::InvalidLength) => PhoneFault::WrongLength,
        Err(ValidationError::InvalidCountryCode) => PhoneFault::UnknownCountryCode,
        Ok(NumberLengthType::IsPossibleLocalOnly) => PhoneFault::WithoutAreaCode,
        Ok(NumberLengthType::IsPossible) => PhoneFault::NotInUse,
    }
}
