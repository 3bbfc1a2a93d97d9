//! Holds the readings against the library's own, and the fast way to being taken.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
    ValidationError,
};

use super::{Phone, number, plain, read, without_extension};
use crate::model::{CountryCode, PhoneFault, PhoneKind, PhoneReading};

/// What the library says, asked in the plainest way.
fn by_library(text: &str, country: Option<CountryCode>) -> (Phone, String) {
    let region = country.map(|country| Region::from_code(country.as_str()).unwrap());
    let number = match PHONE_NUMBER_UTIL.parse(text, region) {
        Ok(number) => number,
        Err(error) => {
            let can_dial = region.is_some_and(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region).is_some());
            let fault = match error {
                ParseError::InvalidCountryCode if can_dial || text.contains('+') => PhoneFault::UnknownCountryCode,
                ParseError::InvalidCountryCode | ParseError::NotANumber(_) => PhoneFault::NotANumber,
                ParseError::TooShortAfterIdd | ParseError::TooShortNsn => PhoneFault::TooShort,
                ParseError::TooLongNsn => PhoneFault::TooLong,
            };
            return (Phone::invalid(fault), String::new());
        }
    };
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        let fault = match PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number) {
            Ok(NumberLengthType::IsPossibleLocalOnly) => PhoneFault::WithoutAreaCode,
            Err(ValidationError::TooShort) => PhoneFault::TooShort,
            Err(ValidationError::TooLong) => PhoneFault::TooLong,
            Err(ValidationError::InvalidLength) => PhoneFault::WrongLength,
            _ => PhoneFault::NotInUse,
        };
        return (Phone::invalid(fault), String::new());
    }
    let owner = PHONE_NUMBER_UTIL.get_region_for_number(&number).unwrap();
    let reading = if region == Some(owner) {
        PhoneReading::Valid
    } else {
        PhoneReading::OtherCountry(CountryCode::new(&owner.to_string()))
    };
    let kind = match PHONE_NUMBER_UTIL.get_number_type(&number) {
        PhoneNumberType::TollFree => PhoneKind::TollFree,
        PhoneNumberType::PremiumRate => PhoneKind::PremiumRate,
        PhoneNumberType::SharedCost => PhoneKind::SharedCost,
        PhoneNumberType::VoiceMail => PhoneKind::VoiceMail,
        PhoneNumberType::Pager => PhoneKind::Pager,
        _ => PhoneKind::Usual,
    };
    let phone = Phone { reading, kind, is_one_of_several: false };
    (phone, PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned())
}

/// A single number reads as the library reads it.
fn agree(text: &str, country: Option<CountryCode>) {
    // The library does not know these words.
    if without_extension(text).is_some() {
        return;
    }
    let mut out = String::new();
    let phone = number(text, country, &mut out);
    assert_eq!((phone, out), by_library(text, country), "{text:?} in {country:?}");
}

/// What a cell reads as.
fn cell(text: &str, country: Option<CountryCode>) -> (Phone, String) {
    let mut out = String::new();
    (read(text, country, &mut out), out)
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
    use PhoneFault::{
        NotANumber, NotInUse, ShortNumber, TooLong, TooShort, UnknownCountryCode, WithoutAreaCode, WrongLength,
    };
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
        ("22 123 45 67 x12", "PL", Valid, "+48221234567"),
        ("０３-１２３４-５６７８", "JP", Valid, "+81312345678"),
        ("٠١١٤٦٥١٢٣٤", "SA", Valid, "+966114651234"),
        ("555-0101", "US", Invalid(WithoutAreaCode), ""),
        ("1", "US", Invalid(NotANumber), ""),
        ("12", "US", Invalid(TooShort), ""),
        ("112", "PL", Invalid(ShortNumber), ""),
        ("36 39", "FR", Invalid(ShortNumber), ""),
        ("+33 36 39", "FR", Invalid(TooShort), ""),
        ("+47 12345 6", "NO", Invalid(WrongLength), ""),
        ("n/a", "US", Invalid(NotANumber), ""),
        ("(425) 555-0101-9999", "US", Invalid(TooLong), ""),
        ("(999) 999-9999", "US", Invalid(NotInUse), ""),
        ("+999 123 456", "US", Invalid(UnknownCountryCode), ""),
        // With labels, as spreadsheets quote, and in letters.
        ("Tel.: +48 22 123 45 67", "PL", Valid, "+48221234567"),
        ("☎ 22 123 45 67", "PL", Valid, "+48221234567"),
        ("030 901820 (mob)", "DE", Valid, "+4930901820"),
        ("=\"0472103030\"", "FR", Valid, "+33472103030"),
        ("1-800-FLOWERS", "US", Valid, "+18003569377"),
        ("030 901820 Anna", "DE", Invalid(NotANumber), ""),
        // As it is dialled in the sender's country.
        ("0048 22 123 45 67", "US", OtherCountry(country("PL")), "+48221234567"),
        ("011 48 22 123 45 67", "PL", Valid, "+48221234567"),
        ("+48 (0) 22 123 45 67", "PL", Valid, "+48221234567"),
        ("+48 (0)22 123 45 67", "PL", Valid, "+48221234567"),
        ("0048 (0)22 123 45 67", "US", OtherCountry(country("PL")), "+48221234567"),
    ];
    for (text, code, reading, number) in cases {
        let (phone, out) = cell(text, country(code));
        assert_eq!((phone.reading, out.as_str()), (reading, number), "{text} in {code}");
        assert!(!phone.is_one_of_several, "{text}");
    }
}

#[test]
fn of_several_numbers_the_first_that_is_no_fax_is_taken() {
    for (text, number) in [
        ("+48 22 123 45 67 / +48 601 234 567", "+48221234567"),
        ("22 123 45 67, 601 234 567", "+48221234567"),
        ("22 123 45 67;601234567", "+48221234567"),
        ("22 123 45 67\n601 234 567", "+48221234567"),
        ("22 123 45 67 - 601 234 567", "+48221234567"),
        ("22 123 45 67/68", "+48221234567"),
        ("fax 22 123 45 68; tel. 22 123 45 67 wew. 5", "+48221234567"),
        ("tel. 22 123 45 67 fax 22 123 45 68", "+48221234567"),
        ("T: 22 123 45 67 F: 22 123 45 68", "+48221234567"),
        ("12345; 22 123 45 67", "+48221234567"),
        ("+49 30 901820 +48 22 123 45 67", "+4930901820"),
    ] {
        let (phone, out) = cell(text, country("PL"));
        assert_eq!((out.as_str(), phone.kind, phone.is_one_of_several), (number, PhoneKind::Usual, true), "{text}");
    }
    for (text, code, number) in [
        // The same number twice is one, and so is one with blanks or a slash in it.
        ("22 123 45 67 / +48 22 123 45 67", "PL", "+48221234567"),
        ("0049 (0)30/901820", "DE", "+4930901820"),
        ("0049 (0)30 / 901820", "DE", "+4930901820"),
        ("22 123\n45 67", "PL", "+48221234567"),
        ("Tel. 04 72 10 30 30, poste 12", "FR", "+33472103030"),
        ("Tel/Fax: 22 123 45 67", "PL", "+48221234567"),
    ] {
        let (phone, out) = cell(text, country(code));
        assert_eq!((out.as_str(), phone.kind, phone.is_one_of_several), (number, PhoneKind::Usual, false), "{text}");
    }
    let (fax, out) = cell("fax: 22 123 45 67", country("PL"));
    assert_eq!((out.as_str(), fax.kind, fax.is_one_of_several), ("+48221234567", PhoneKind::Fax, false));
    // The first half is no area code, so the second is no number of its own.
    assert!(!cell("0999 / 472103", country("DE")).0.is_valid());
}

#[test]
fn kinds_of_numbers_are_told_apart() {
    for (text, code, kind) in [
        ("0800 123 4567", "GB", PhoneKind::TollFree),
        ("+1 800 555 0199", "US", PhoneKind::TollFree),
        ("+800 1234 5678", "FR", PhoneKind::TollFree),
        ("0900 1 123456", "DE", PhoneKind::PremiumRate),
        ("0845 46 47 48 9", "GB", PhoneKind::PremiumRate),
        ("0180 5 123456", "DE", PhoneKind::SharedCost),
        ("0472103030", "FR", PhoneKind::Usual),
        ("06 12 34 56 78", "FR", PhoneKind::Usual),
    ] {
        let (phone, _) = cell(text, country(code));
        assert!(phone.is_valid(), "{text}");
        assert_eq!(phone.kind, kind, "{text}");
    }
}

#[test]
fn what_was_meant_is_only_suggested() {
    for (text, code, number) in [
        ("030901820.0", "DE", "+4930901820"),
        ("48221234567", "US", "+48221234567"),
        ("1-8OO-555-O199", "US", "+18005550199"),
        ("4.86E+10", "PL", ""),
        ("(999) 999-9999", "US", ""),
    ] {
        let (phone, out) = cell(text, country(code));
        assert_eq!((phone.is_valid(), out.as_str()), (false, number), "{text}");
    }
}

#[test]
fn labels_change_nothing_of_what_the_library_reads() {
    let mut dice = Dice(4);
    for home in countries() {
        for number in examples(home) {
            let text = write(&number, PhoneNumberFormat::International);
            let before = dice.pick(&["Tel.: ", "tel ", "T. ", "☎", "Téléphone : ", "(тел.) ", "電話：", "p. "]);
            let behind = dice.pick(&["", "", " (mob.)", " mobile", " , ", " (office)"]);
            let labelled = format!("{before}{text}{behind}");
            assert_eq!(cell(&labelled, Some(home)), by_library(&text, Some(home)), "{labelled}");
            // Another number behind it changes nothing but that it is told.
            let other = format!("{text} / {labelled}; +48 22 123 45 67");
            let (phone, out) = cell(&other, Some(home));
            assert_eq!((Phone { is_one_of_several: false, ..phone }, out), by_library(&text, Some(home)), "{other}");
        }
    }
}

#[test]
fn without_a_numbering_plan_only_international_writings_read() {
    for country in [None, country("AQ"), country("ZZ")] {
        let mut out = String::new();
        let mut read = |text| read(text, country, &mut out).reading;
        assert_eq!(read("22 123 45 67"), PhoneReading::Invalid(PhoneFault::NotANumber));
        assert_eq!(read("022/1234567 ext. 1"), PhoneReading::Invalid(PhoneFault::NotANumber));
        assert_eq!(read("+999 1234567"), PhoneReading::Invalid(PhoneFault::UnknownCountryCode));
        assert_eq!(read("+48 22 123 45 67"), PhoneReading::OtherCountry(CountryCode::new("PL")));
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
            assert_eq!(number(&text, country, &mut out).is_valid(), !out.is_empty(), "{text:?}");
            let (phone, out) = cell(&text, country);
            assert!(!phone.is_valid() || out.starts_with('+'), "{text:?}");
        }
    }
    let phone = number(";phone-context=+1;tel:425 555 0101", country("US"), &mut String::new());
    assert_eq!(phone, Phone::invalid(PhoneFault::NotANumber));
}
