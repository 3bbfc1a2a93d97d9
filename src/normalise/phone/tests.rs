//! Holds the readings against the library's own, and the fast way to being taken.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
    ValidationError,
};

use super::{plain, read, without_decimals, without_extension};
use crate::model::{CountryCode, PhoneFault, PhoneReading};

/// What the library says, asked in the plainest way.
fn by_library(text: &str, country: Option<CountryCode>) -> (PhoneReading, String) {
    let region = country.map(|country| Region::from_code(country.as_str()).unwrap());
    let number = match PHONE_NUMBER_UTIL.parse(text, region) {
        Ok(number) => number,
        Err(error) => {
            let can_dial = region.is_some_and(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some());
            let fault = match error {
                ParseError::InvalidCountryCode if can_dial || text.contains('+') => PhoneFault::NotInUse,
                ParseError::InvalidCountryCode | ParseError::NotANumber(_) => PhoneFault::NotANumber,
                ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneFault::TooShort,
                ParseError::TooLongNsn => PhoneFault::TooLong,
            };
            return (PhoneReading::Invalid(fault), String::new());
        }
    };
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        let fault = match PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number) {
            Ok(NumberLengthType::IsPossibleLocalOnly) | Err(ValidationError::TooShort) => PhoneFault::TooShort,
            Err(ValidationError::TooLong) => PhoneFault::TooLong,
            _ => PhoneFault::NotInUse,
        };
        return (PhoneReading::Invalid(fault), String::new());
    }
    let owner = PHONE_NUMBER_UTIL.get_region_for_number(&number).unwrap();
    let reading = if region == Some(owner) {
        PhoneReading::Valid
    } else {
        PhoneReading::OtherCountry(CountryCode::new(&owner.to_string()))
    };
    (reading, PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned())
}

fn agree(text: &str, country: Option<CountryCode>) {
    // The two writings that are read before the library is asked.
    if without_decimals(text).is_some() || without_extension(text).is_some() {
        return;
    }
    let mut out = String::new();
    let reading = read(text, country, &mut out);
    assert_eq!((reading, out), by_library(text, country), "{text:?} in {country:?}");
}

fn country(code: &str) -> Option<CountryCode> {
    CountryCode::new(code)
}

/// Every country the library has numbers for.
fn countries() -> Vec<CountryCode> {
    let mut regions: Vec<Region> = PHONE_NUMBER_UTIL.get_supported_regions().collect();
    regions.sort();
    regions.iter().map(|region| CountryCode::new(&region.to_string()).unwrap()).collect()
}

/// The library's example numbers of a country: one of each kind it has.
fn examples(country: CountryCode) -> Vec<PhoneNumber> {
    let kinds = [
        PhoneNumberType::FixedLine,
        PhoneNumberType::Mobile,
        PhoneNumberType::TollFree,
        PhoneNumberType::PremiumRate,
        PhoneNumberType::SharedCost,
        PhoneNumberType::VoIP,
        PhoneNumberType::PersonalNumber,
        PhoneNumberType::Pager,
        PhoneNumberType::UAN,
        PhoneNumberType::VoiceMail,
    ];
    let region = Region::from_code(country.as_str()).unwrap();
    let example = |kind| PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind).ok();
    kinds.into_iter().filter_map(example).collect()
}

fn write(number: &PhoneNumber, format: PhoneNumberFormat) -> String {
    PHONE_NUMBER_UTIL.format(number, format).into_owned()
}

/// Numbers that look random and are the same in every run (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((value ^ (value >> 31)) % sides as u64).unwrap()
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len())]
    }

    /// Digits, now and then with something between them.
    fn digits(&mut self, count: usize) -> String {
        (0..count).fold(String::new(), |mut text, _| {
            text.push_str(self.pick(&["", "", "", "", " ", "-", ".", "/", " (", ") ", "\u{A0}", "–"]));
            text.push(char::from(b'0' + u8::try_from(self.roll(10)).unwrap()));
            text
        })
    }

    /// The text with one character changed, left out or put in.
    fn mutate(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        let place = self.roll(characters.len());
        let new = self.pick(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", " ", "x", "A", ",", "٣", "６"]);
        let new = new.chars().next().unwrap();
        match self.roll(3) {
            0 => characters[place] = new,
            1 => drop(characters.remove(place)),
            _ => characters.insert(place, new),
        }
        characters.into_iter().collect()
    }
}

#[test]
fn readings_say_whose_number_it_is_or_what_is_wrong() {
    use PhoneFault::{NotANumber, NotInUse, TooLong, TooShort};
    use PhoneReading::{Invalid, Missing, OtherCountry, Valid};
    let cases = [
        ("", "PL", Missing, ""),
        ("22 123 45 67", "PL", Valid, "+48221234567"),
        ("+48 22 123 45 67", "PL", Valid, "+48221234567"),
        ("0048 22 123 45 67", "PL", Valid, "+48221234567"),
        ("48 22 123 45 67", "PL", Valid, "+48221234567"),
        ("(425) 555-0101", "US", Valid, "+14255550101"),
        ("1-425-555-0101", "US", Valid, "+14255550101"),
        ("+1 425 555 0101", "CA", OtherCountry(country("US")), "+14255550101"),
        ("+44 (0)20 7946 0958", "GB", Valid, "+442079460958"),
        ("01534 456789", "JE", Valid, "+441534456789"),
        ("01534 456789", "GB", OtherCountry(country("JE")), "+441534456789"),
        ("06 1234 5678", "IT", Valid, "+390612345678"),
        ("06 6982 1234", "IT", OtherCountry(country("VA")), "+390669821234"),
        ("8 (495) 123-45-67", "RU", Valid, "+74951234567"),
        ("8 (727) 250-12-34", "KZ", Valid, "+77272501234"),
        ("+383 28 012345", "XK", Valid, "+38328012345"),
        ("+800 1234 5678", "FR", OtherCountry(None), "+80012345678"),
        ("tel:+48-22-123-45-67", "PL", Valid, "+48221234567"),
        ("22 123 45 67 ext. 12", "PL", Valid, "+48221234567"),
        ("22 123 45 67 wew. 12", "PL", Valid, "+48221234567"),
        ("030 901820 p. 12", "DE", Valid, "+4930901820"),
        ("030901820.0", "DE", Invalid(PhoneFault::NotANumber), ""),
        ("22 123 45 67 x12", "PL", Valid, "+48221234567"),
        ("０３-１２３４-５６７８", "JP", Valid, "+81312345678"),
        ("٠١١٤٦٥١٢٣٤", "SA", Valid, "+966114651234"),
        ("555-0101", "US", Invalid(TooShort), ""),
        ("1", "US", Invalid(NotANumber), ""),
        ("12", "US", Invalid(TooShort), ""),
        ("n/a", "US", Invalid(NotANumber), ""),
        ("(425) 555-0101-9999", "US", Invalid(TooLong), ""),
        ("(999) 999-9999", "US", Invalid(NotInUse), ""),
        ("+999 123 456", "US", Invalid(NotInUse), ""),
    ];
    for (text, code, reading, number) in cases {
        let mut out = String::new();
        assert_eq!((read(text, country(code), &mut out), out.as_str()), (reading, number), "{text} in {code}");
    }
}

#[test]
fn without_a_numbering_plan_only_international_writings_read() {
    for country in [None, country("AQ"), country("ZZ")] {
        let mut out = String::new();
        assert_eq!(read("22 123 45 67", country, &mut out), PhoneReading::Invalid(PhoneFault::NotANumber));
        assert_eq!(read("022/1234567 ext. 1", country, &mut out), PhoneReading::Invalid(PhoneFault::NotANumber));
        assert_eq!(read("+999 1234567", country, &mut out), PhoneReading::Invalid(PhoneFault::NotInUse));
        assert_eq!(out, "");
        assert_eq!(read("+48 22 123 45 67", country, &mut out), PhoneReading::OtherCountry(CountryCode::new("PL")));
        assert_eq!(out, "+48221234567");
    }
}

#[test]
fn example_numbers_of_every_region_read_as_the_library_reads_them() {
    let countries = countries();
    for (index, &home) in countries.iter().enumerate() {
        let neighbour = countries[(index + 1) % countries.len()];
        for number in examples(home) {
            let national = write(&number, PhoneNumberFormat::National);
            let international = write(&number, PhoneNumberFormat::International);
            let bare = international[1..].to_owned();
            let link = write(&number, PhoneNumberFormat::RFC3966);
            let [idd, doubled] = [format!("00{bare}"), international.replacen(' ', " (0)", 1)];
            let texts = [write(&number, PhoneNumberFormat::E164), national, international, bare, link, idd, doubled];
            for text in texts {
                agree(&text, Some(home));
                agree(&text, Some(neighbour));
                agree(&text, None);
            }
        }
    }
    let mut codes: Vec<i32> = PHONE_NUMBER_UTIL.get_supported_global_network_calling_codes().collect();
    codes.sort_unstable();
    for code in codes {
        let number = PHONE_NUMBER_UTIL.get_example_number_for_non_geo_entity(code).unwrap();
        agree(&write(&number, PhoneNumberFormat::International), country("FR"));
    }
}

#[test]
fn random_digits_read_as_the_library_reads_them() {
    let mut dice = Dice(1);
    for home in countries() {
        let region = Region::from_code(home.as_str()).unwrap();
        let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region).unwrap().to_string();
        let prefixes = ["", "", "0", "1", "8", "00", "011", "+", "+0", "(+"].map(str::to_owned);
        let with_code = ["", "+", "00", "011 ", "810", "+ (", "0"].map(|prefix| format!("{prefix}{code}"));
        let prefixes: Vec<&str> = prefixes.iter().chain(&with_code).map(String::as_str).collect();
        for _ in 0..60 {
            let prefix = dice.pick(&prefixes);
            let count = 1 + dice.roll(15);
            let number = format!("{prefix}{}", dice.digits(count));
            let extension =
                dice.pick(&["", "", "", " ext. 1", "x12", "/x12", " Extension: 12345", "EXTN1234567890", "x"]);
            agree(&format!("{number}{extension}"), Some(home));
        }
    }
}

#[test]
fn numbers_with_a_slip_read_as_the_library_reads_them() {
    let mut dice = Dice(2);
    for home in countries() {
        for number in examples(home) {
            for format in [PhoneNumberFormat::National, PhoneNumberFormat::International] {
                let mut text = write(&number, format);
                for _ in 0..6 {
                    text = dice.mutate(&text);
                    agree(&text, Some(home));
                }
            }
        }
    }
}

#[test]
fn plain_writings_are_settled_without_the_library() {
    let mut left = Vec::new();
    for home in countries() {
        for number in examples(home) {
            for format in [PhoneNumberFormat::E164, PhoneNumberFormat::National] {
                let text = write(&number, format);
                let is_plain = text.bytes().all(|byte| b"0123456789 -.()/+".contains(&byte));
                for text in [text.replace(' ', "\u{A0}"), format!("{text} ext. 12"), text] {
                    if is_plain && plain::read(&text, Some(home), &mut String::new()).is_none() {
                        left.push(format!("{home} {text}"));
                    }
                }
            }
        }
    }
    // Argentina's mobile numbers lose a 15 in the middle and gain a 9 in front: a rewriting left to the library.
    assert!(left.iter().all(|text| text.starts_with("AR 011")), "left to the library: {left:?}");
}

#[test]
fn no_text_makes_the_library_panic() {
    let mut dice = Dice(3);
    let parts = [
        "tel:",
        ";phone-context=",
        ";isub=",
        ";ext=",
        "+",
        "＋",
        "1",
        "425 555 0101",
        "0",
        "00",
        "x",
        "x12",
        "a.b",
        ";",
        "/",
        "\\",
        " ",
        ",",
        "#",
        "~",
        "-",
        "*",
        "é",
        "\u{00AD}",
        "٣",
        "\n",
        "\0",
        "ext",
        "int",
        "(",
        ")",
        "%",
        "$1",
    ];
    for _ in 0..20_000 {
        let count = 1 + dice.roll(6);
        let text: String = (0..count).map(|_| dice.pick(&parts)).collect();
        for country in [country("US"), country("DE"), None] {
            let mut out = String::new();
            let reading = read(&text, country, &mut out);
            let is_number = matches!(reading, PhoneReading::Valid | PhoneReading::OtherCountry(_));
            assert_eq!(is_number, !out.is_empty(), "{text:?}");
        }
    }
    let mut out = String::new();
    let reading = read(";phone-context=+1;tel:425 555 0101", country("US"), &mut out);
    assert_eq!(reading, PhoneReading::Invalid(PhoneFault::NotANumber));
}
