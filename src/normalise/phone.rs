//! Telephone numbers: read as a person in the row's country would dial them, written in E.164.
//!
//! What a number means is decided by Google's libphonenumber, here the crate `rlibphonenumber`; every result is exactly
//! its result, but for the extensions whose words it does not know. It costs some two microseconds a number, which is more than all other checks of a row together. So the
//! way of a number is:
//!
//! 1. `plain` takes the plain writings (digits, the usual separators, a leading plus), which are nearly all there are
//!    in a list, and follows the library's rules for them on automata;
//! 2. `library` takes everything else, and whatever `plain` is not certain of.
//!
//! `plan` holds the numbering plans `plain` works with. They are compiled, region by region at first use, from the
//! metadata inside the library: a new version of the crate needs no change here. `automaton` is how they are held.
//! The tests compare both ways over the numbers of every region.
//!
//! This room must not know of rules or messages: which readings are faults is for the checks to say.

mod automaton;
mod library;
mod plain;
mod plan;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;

use rlibphonenumber::{NumberLengthType, ValidationError};

use crate::facts::phone_extension::without_extension;
use crate::facts::spreadsheet::without_decimals;
use crate::model::{CountryCode, PhoneFault, PhoneReading};

/// Reads a telephone number, written nationally for `country` or internationally for any.
///
/// Appends the number in E.164 (`+48221234567`, without its extension) to `out` when it is valid; leaves `out` alone
/// otherwise. Without a country, or with one that has no numbering plan, only international writings can be read.
pub fn read(text: &str, country: Option<CountryCode>, out: &mut String) -> PhoneReading {
    if text.is_empty() {
        return PhoneReading::Missing;
    }
    // The library would take the decimal for a last digit.
    if without_decimals(text).is_some() {
        return PhoneReading::Invalid(PhoneFault::NotANumber);
    }
    if let Some(reading) = plain::read(text, country, out) {
        return reading;
    }
    // Of the words before an extension the library knows a few, and takes the letters of the others for digits.
    match without_extension(text) {
        Some(number) => plain::read(number, country, out).unwrap_or_else(|| library::read(number, country, out)),
        None => library::read(text, country, out),
    }
}

/// The reading of a valid number that belongs to the country `number`, or to none, in a row of the country `row`.
///
/// Countries may share a calling code (the United States and Canada, the United Kingdom and Jersey): the number's own
/// country counts, not the code.
fn valid(number: Option<CountryCode>, row: Option<CountryCode>) -> PhoneReading {
    if number.is_some() && number == row { PhoneReading::Valid } else { PhoneReading::OtherCountry(number) }
}

/// What is wrong with a number that is no valid one, by what its length says.
fn fault_of_length(length: Result<NumberLengthType, ValidationError>) -> PhoneFault {
    match length {
        // A local number: it lacks the area code.
        Err(ValidationError::TooShort) | Ok(NumberLengthType::IsPossibleLocalOnly) => PhoneFault::TooShort,
        Err(ValidationError::TooLong) => PhoneFault::TooLong,
        // A length between two possible ones is neither too short nor too long.
        Ok(NumberLengthType::IsPossible)
        | Err(ValidationError::InvalidLength | ValidationError::InvalidCountryCode) => PhoneFault::NotInUse,
    }
}
