//! What normalising understood of a row beyond the text it wrote: verdicts that the checks need and cells cannot hold.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Cell;

/// An ISO 3166-1 alpha-2 code, upper case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CountryCode([u8; 2]);

/// All pairs of two letters one after the other, `AAABAC…`: a code's text is a piece of it.
const PAIRS: [u8; 26 * 26 * 2] = {
    let mut pairs = [0; 26 * 26 * 2];
    let (mut place, mut first, mut second) = (0, b'A', b'A');
    while place < pairs.len() {
        [pairs[place], pairs[place + 1]] = [first, second];
        place += 2;
        (first, second) = if second == b'Z' { (first + 1, b'A') } else { (first, second + 1) };
    }
    pairs
};

impl CountryCode {
    /// The code written as two ASCII letters of either case. Says nothing about whether such a country exists.
    pub fn new(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Some(CountryCode([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        const TEXT: &str = match std::str::from_utf8(&PAIRS) {
            Ok(text) => text,
            Err(_) => "",
        };
        TEXT.get(self.index() * 2..self.index() * 2 + 2).unwrap_or_default()
    }

    /// The code of this number.
    pub fn from_index(index: usize) -> Option<Self> {
        let letter = |place: usize| u8::try_from(place).ok().filter(|place| *place < 26).map(|place| b'A' + place);
        Some(CountryCode([letter(index / 26)?, letter(index % 26)?]))
    }

    /// A number below 676, for tables: `AA` is 0, `ZZ` is 675.
    pub const fn index(self) -> usize {
        (self.0[0] - b'A') as usize * 26 + (self.0[1] - b'A') as usize
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What the country cell was understood as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountryReading {
    /// There is none.
    #[default]
    Missing,
    /// Nothing we know.
    Unknown,
    /// A name that several countries share, such as Congo or Korea.
    Ambiguous,
    /// This country. Partner Center may not have it: then there are no facts of it.
    Known(CountryCode),
}

impl CountryReading {
    /// The country, if it is known.
    pub fn code(self) -> Option<CountryCode> {
        match self {
            CountryReading::Known(code) => Some(code),
            _ => None,
        }
    }
}

/// What the state cell was understood as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateReading {
    /// There is none, or the country has no list to hold it against.
    #[default]
    NotChecked,
    /// It is in the country's list, and now written as the list has it.
    Known,
    /// It is not in the country's list.
    Unknown,
}

/// What the postal code cell was understood as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PostalCodeReading {
    /// Nothing is known: whether it is one, a check has to find out.
    #[default]
    NotChecked,
    /// It looks as the country's postal codes do.
    Fits,
}

/// What the phone cell was understood as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhoneReading {
    /// There is none.
    #[default]
    Missing,
    /// A valid number of the row's country, now in E.164.
    Valid,
    /// A valid number of another country (none when the number belongs to no country), now in E.164.
    OtherCountry(Option<CountryCode>),
    /// It cannot be dialled: too short, too long, no such number, or not a number.
    Invalid(PhoneFault),
}

/// Why a phone number cannot be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneFault {
    /// No telephone number at all, or one that needs a country to be read and the row has none.
    NotANumber,
    /// Too few digits.
    TooShort,
    /// So few digits as only a number for services inside a country has.
    ShortNumber,
    /// It can be dialled in its town only: the area code is missing.
    WithoutAreaCode,
    /// Too many digits.
    TooLong,
    /// Neither the shortest nor the longest, but no number of its country has as many digits.
    WrongLength,
    /// The right length, but no such number is given out.
    NotInUse,
    /// It begins with a country code that no country has.
    UnknownCountryCode,
}

/// What kind of number a valid phone number is, as far as it matters to somebody who calls from abroad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhoneKind {
    /// Landline, mobile, and whatever else is called like these.
    #[default]
    Usual,
    /// Free for the caller, and often not to be called from abroad.
    TollFree,
    /// The caller pays extra.
    PremiumRate,
    /// The caller pays a part.
    SharedCost,
    /// A mailbox: nobody answers.
    VoiceMail,
    /// A pager: nobody answers.
    Pager,
    /// The cell calls it a fax.
    Fax,
}

/// How a request carries the phone number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhoneForm {
    /// As E.164 writes it.
    #[default]
    International,
    /// Without the `+`, for which Partner Center's own pattern has no room.
    WithoutPlus,
    /// Without so many characters in front, the `+` and the calling code: Partner Center's own pattern has no room for them.
    National(u8),
    /// Not at all: Partner Center's own pattern would refuse it.
    LeftOut,
}

/// The states of a country, as they are offered to whoever fills in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryStates {
    /// The country.
    pub code: CountryCode,
    /// What it may be called beside them, the usual name first.
    pub names: Vec<String>,
    /// Its states, each as it is read back.
    pub states: Vec<String>,
}

/// What the agreement date was understood as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateReading {
    /// There is none.
    #[default]
    Missing,
    /// A date, now in ISO 8601.
    Date,
    /// Not a date, or one that can be read two ways.
    Unreadable,
}

/// What a person wrote into the review file's `decision` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// It is a new customer, whatever it looks like.
    New,
    /// It is an existing customer.
    Existing,
}

impl Decision {
    /// Both.
    pub const ALL: &'static [Decision] = &[Decision::New, Decision::Existing];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Decision::New => "new",
            Decision::Existing => "existing",
        }
    }
}

/// What normalising understood of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The country.
    pub country: CountryReading,
    /// The state or province.
    pub state: StateReading,
    /// The postal code.
    pub postal_code: PostalCodeReading,
    /// The company's phone.
    pub phone: PhoneReading,
    /// What kind of number it is, if it is valid.
    pub phone_kind: PhoneKind,
    /// Whether it is one of several that stand in the cell.
    pub phone_is_one_of_several: bool,
    /// What was probably meant when it is not valid, in E.164; a cell of the row's batch.
    pub phone_suggestion: Cell,
    /// How a request carries it.
    pub phone_form: PhoneForm,
    /// The date of the agreement.
    pub agreement_date: DateReading,
    /// What a person decided of the row when it was in review, if it comes from there.
    pub decision: Option<Decision>,
    /// Whether Partner Center takes a registration ID for the row's country.
    pub takes_registration_id: bool,
    /// The company's own domain as its web site tells it, in ASCII; a cell of the row's batch.
    pub website_domain: Cell,
    /// The same as the contact's address tells it: none for free mail.
    pub email_domain: Cell,
    /// Whether the domain prefix is our proposal, since the row gave none.
    pub domain_prefix_proposed: bool,
}
