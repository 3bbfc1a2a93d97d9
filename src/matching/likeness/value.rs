//! Single values as they are compared: IDs, phones, postal codes.

use super::super::keys::is_placeholder;
use super::hash::hash32;
use crate::facts::IdLabels;
use crate::facts::edits;
use crate::facts::phone_extension::without_extension;
use crate::facts::spreadsheet::is_damaged_number;
use crate::model::CountryCode;

/// A telephone number: its digits as a number, without signs of going abroad or out of town.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Phone {
    /// 0 when there is none.
    pub(super) digits: u64,
    /// How many digits.
    pub(super) length: u8,
}

/// How much two numbers have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SamePhone {
    Same,
    /// All but the last two digits.
    SameSwitchboard,
    Other,
}

/// The fewest digits of a number that can be compared.
const SHORTEST_PHONE: u8 = 7;
/// So many last digits are a subscriber, whichever country and area stand before.
const SUBSCRIBER: u8 = 9;

impl Phone {
    pub(super) fn is_missing(self) -> bool {
        self.digits == 0
    }

    /// The last digits, for finding candidates.
    pub(super) fn last(self, count: u8) -> u64 {
        self.digits % 10_u64.pow(u32::from(count))
    }

    pub(super) fn compare(self, other: Phone) -> SamePhone {
        let length = self.length.min(other.length).min(SUBSCRIBER);
        let (one, two) = (self.last(length), other.last(length));
        if one == two {
            SamePhone::Same
        } else if one / 100 == two / 100 {
            SamePhone::SameSwitchboard
        } else {
            SamePhone::Other
        }
    }
}

/// Reads a telephone number in any writing. None for what a spreadsheet rounded, and for placeholders.
pub(super) fn read_phone(text: &str) -> Phone {
    if text.len() < usize::from(SHORTEST_PHONE) || is_damaged_number(text) {
        return Phone::default();
    }
    let text = without_extension(text).unwrap_or(text);
    // What stands in brackets behind the country's code is dialled within the country only.
    let text = &text.replace("(0)", "");
    let mut digits = 0_u64;
    let mut length = 0;
    for digit in text.chars().filter_map(|letter| letter.to_digit(10)) {
        if (digits != 0 || digit != 0) && length < 15 {
            digits = digits * 10 + u64::from(digit);
            length += 1;
        }
    }
    if length < SHORTEST_PHONE || is_placeholder_phone(digits) { Phone::default() } else { Phone { digits, length } }
}

/// Whether the last seven digits are one or two digits only, or count up or down.
fn is_placeholder_phone(digits: u64) -> bool {
    let last: [u64; 7] = std::array::from_fn(|place| digits / 10_u64.pow(u32::try_from(place).unwrap_or(0)) % 10);
    let step = |by: u64| last.windows(2).all(|pair| (pair[0] + by) % 10 == pair[1]);
    let mut distinct = last;
    distinct.sort_unstable();
    let kinds = 1 + distinct.windows(2).filter(|pair| pair[0] != pair[1]).count();
    kinds < 2 || step(1) || step(9) || digits % 10_000_000 == 5_555_555
}

/// Writes an ID as it is compared: letters and digits, without the country's code, a label and leading zeros. Returns its
/// shape and the number of its digits; none when there is nothing worth comparing.
pub(super) fn read_id(text: &str, country: Option<CountryCode>, out: &mut String) -> Option<(u32, u8)> {
    out.clear();
    if text.len() < 4 || is_damaged_number(text) {
        return None;
    }
    out.extend(text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()));
    let labels = IdLabels::builtin();
    labels.strip_behind(out);
    if let Some(country) = country
        && let Some(rest) = out.strip_prefix(if country.as_str() == "GR" { "EL" } else { country.as_str() })
        && rest.len() >= 6
        && rest.bytes().filter(u8::is_ascii_digit).count() * 3 > rest.len() * 2
    {
        out.drain(..2);
    }
    labels.strip_before(out);
    let letters = out.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_alphabetic());
    // Courts count from one on: short numbers are of one kind whatever their length.
    let length = if out.len() < 8 { 0 } else { out.len() as u64 };
    let shape = letters.fold(length, |shape, (place, _)| super::hash::mix(shape, place as u64));
    let zeros = out.len() - out.trim_start_matches('0').len();
    out.drain(..zeros);
    let digits = out.bytes().filter(u8::is_ascii_digit).count();
    let fits = digits >= 4 && out.len() <= 24 && !is_placeholder(out.as_bytes());
    fits.then(|| (super::hash::narrow(shape), u8::try_from(digits).unwrap_or(0)))
}

/// A postal code's letters and digits in upper case, up to ten of them, without leading zeros; 0 when there are none.
pub(super) fn pack(text: &str) -> u64 {
    let mut packed = 0;
    let mut length = 0;
    for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
        if packed == 0 && byte == b'0' || length == 10 {
            continue;
        }
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            _ => byte.to_ascii_uppercase() - b'A' + 10,
        };
        packed = packed * 37 + u64::from(value) + 1;
        length += 1;
    }
    packed
}

/// Whether two packed codes are one keystroke apart, or one is the other's beginning.
pub(super) fn is_near(one: u64, other: u64) -> bool {
    let (one, other) = (unpack(one), unpack(other));
    let (one, other) = (one.as_slice(), other.as_slice());
    let shortest = one.len().min(other.len());
    shortest >= 3 && (one.starts_with(other) || other.starts_with(one) || edits(one, other, 1) <= 1)
}

fn unpack(mut packed: u64) -> Vec<u8> {
    let mut letters = Vec::with_capacity(10);
    while packed > 0 {
        letters.push(u8::try_from(packed % 37).unwrap_or(0));
        packed /= 37;
    }
    letters.reverse();
    letters
}

/// The hash of a phone's subscriber number, for counting who shares it.
pub(super) fn phone_hash(phone: Phone) -> u32 {
    if phone.is_missing() { 0 } else { hash32(&phone.last(SUBSCRIBER - 1).to_le_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_compared_in_any_writing() {
        let same = |one, two| read_phone(one).compare(read_phone(two));
        for (one, two) in [
            ("+44 471 2294713", "+44 (0)471 2294713"),
            ("0471 2294713", "+444712294713"),
            ("0044 471/2294713", "0471-229-4713"),
            ("+45 37 119090", "37 11 90 90"),
            ("+49 892 6942309 ext. 69", "0892 6942309"),
        ] {
            assert_eq!(same(one, two), SamePhone::Same, "{one} {two}");
        }
        assert_eq!(same("+49 892 6942309", "+49 892 6942377"), SamePhone::SameSwitchboard);
        assert_eq!(same("+49 892 6942309", "+49 892 7942309"), SamePhone::Other);
        for none in ["", "n/a", "123456789", "6.12964E+10", "+1 555 555 5555", "0000000000", "112"] {
            assert!(read_phone(none).is_missing(), "{none}");
        }
    }

    #[test]
    fn ids_are_compared_by_what_counts() {
        let read = |text: &str, country| {
            let mut out = String::new();
            read_id(text, CountryCode::new(country), &mut out).map(|_| out)
        };
        for (one, two, country) in [
            ("PL 526-025-09-95", "5260250995", "PL"),
            ("B39353844", "ESB39353844", "ES"),
            ("CHE-365.592.242 MWST", "CHE365592242", "CH"),
            ("HRB 8552", "8552", "DE"),
            ("02891375", "2891375", "GB"),
            ("FN 670246p", "670246P", "AT"),
        ] {
            assert_eq!(read(one, country), read(two, country), "{one}");
            assert!(read(one, country).is_some(), "{one}");
        }
        for filler in ["", "0", "N/A", "123456789", "99999", "1.3E+12", "none"] {
            assert_eq!(read(filler, "PL"), None, "{filler}");
        }
    }

    #[test]
    fn postal_codes_near_each_other() {
        assert_eq!(pack("00-950"), pack("950"));
        assert_eq!(pack("sw1a 1aa"), pack("SW1A1AA"));
        assert!(is_near(pack("50671"), pack("5071")));
        assert!(is_near(pack("50671"), pack("50617")));
        assert!(!is_near(pack("50671"), pack("10115")));
    }
}
