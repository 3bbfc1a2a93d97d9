//! The library itself, asked with as few of its calls as give all we need.

use rlibphonenumber::{PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

use super::{Phone, fault_of_length};
use crate::model::{CountryCode, PhoneFault, PhoneKind};

/// The number in any text, appended to `out` in E.164 if it is valid.
pub(super) fn read(text: &str, country: Option<CountryCode>, out: &mut String) -> Phone {
    if has_misplaced_context(text) {
        return Phone::invalid(PhoneFault::NotANumber);
    }
    let region = country.and_then(|country| Region::from_code(country.as_str()).ok());
    let number = match PHONE_NUMBER_UTIL.parse(text, region) {
        Ok(number) => number,
        Err(error) => return Phone::invalid(fault_of_error(&error, text, region)),
    };
    // `is_valid_number` is these two calls, and would leave the region to be worked out again.
    match PHONE_NUMBER_UTIL.get_region_for_number(&number) {
        Some(region) if PHONE_NUMBER_UTIL.is_valid_number_for_region(&number, region) => {
            out.push_str(&PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164));
            Phone::valid(CountryCode::new(region.as_region_str().as_str()), country, kind_of(&number))
        }
        _ => Phone::invalid(fault_of_length(PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number))),
    }
}

/// What kind of number it is.
pub(super) fn kind_of(number: &PhoneNumber) -> PhoneKind {
    match PHONE_NUMBER_UTIL.get_number_type(number) {
        PhoneNumberType::TollFree => PhoneKind::TollFree,
        PhoneNumberType::PremiumRate => PhoneKind::PremiumRate,
        PhoneNumberType::SharedCost => PhoneKind::SharedCost,
        PhoneNumberType::VoiceMail => PhoneKind::VoiceMail,
        PhoneNumberType::Pager => PhoneKind::Pager,
        _ => PhoneKind::Usual,
    }
}

/// Whether the scheme `tel:` stands behind the context parameter of RFC 3966. That is no number, and the library would
/// panic on it (version 2.2.15 slices from the one to the other).
fn has_misplaced_context(text: &str) -> bool {
    match (text.find(";phone-context="), text.find("tel:")) {
        (Some(context), Some(scheme)) => scheme > context,
        _ => false,
    }
}

fn fault_of_error(error: &ParseError, text: &str, region: Option<Region>) -> PhoneFault {
    match error {
        ParseError::NotANumber(_) => PhoneFault::NotANumber,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneFault::TooShort,
        ParseError::TooLongNsn => PhoneFault::TooLong,
        // The same error stands for a calling code that is not given out, and for a national number without a country.
        ParseError::InvalidCountryCode => {
            let has_plan = region.is_some_and(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some());
            let is_international = text.contains(['+', '\u{FF0B}']);
            if has_plan || is_international { PhoneFault::UnknownCountryCode } else { PhoneFault::NotANumber }
        }
    }
}
