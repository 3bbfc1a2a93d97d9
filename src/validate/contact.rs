//! The rules for the customer's primary contact, its names and its phone, `DefaultAddress.FirstName` to `PhoneNumber`.
//!
//! The rules for names are those of February 2024, as the page's first lines and the "Customer Company
//! Info Rules" in `CloudCockpit`'s help give them. The middle name is optional; where there is one it follows the same rules, except that an initial
//! will do.

use super::{Reporter, Subject};
use crate::facts::letters::is_letter;
use crate::facts::{Lists, Sure};
use crate::model::{Field, Mark, PhoneFault, PhoneForm, PhoneKind, PhoneReading, Role};

const REQUIRED_NAMES: [Field; 2] = [Field::FirstName, Field::LastName];
const NAMES: [Field; 3] = [Field::FirstName, Field::MiddleName, Field::LastName];

/// `CloudCockpit`'s restatement says 40; the older description of the REST resource said 50.
const LONGEST: usize = 40;

/// First or last name is missing.
pub fn contact_name_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for field in REQUIRED_NAMES {
        if subject.text(field).is_empty() {
            report.fault(field);
        }
    }
}

/// First or last name is exactly one character, and that is not a Chinese one.
///
/// A hint for Korean syllables: most Korean family names are one, and the page's exception could not be read whole.
pub fn contact_name_too_short(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for field in REQUIRED_NAMES {
        let Some(character) = only_character(subject.text(field)) else { continue };
        if is_chinese(character) {
            continue;
        }
        if is_korean_syllable(character) {
            report.unsure();
        }
        report.fault(field);
    }
}

/// A name has more than 40 characters.
pub fn contact_name_too_long(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for field in NAMES {
        let name = subject.text(field);
        if name.len() > LONGEST && name.chars().count() > LONGEST {
            report.over_limit(field, 40);
        }
    }
}

/// A name stands for no person, such as `test`, `admin` or `n/a`.
///
/// A hint for words that some people are called by, such as `None`, and for names such as John Doe.
pub fn contact_name_placeholder(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let lists = Lists::builtin();
    let mut found = false;
    for field in NAMES {
        match lists.placeholder_names.get(subject.text(field)) {
            Some(Sure::Yes) => report.fault(field),
            Some(Sure::Maybe) => report.unsure().fault(field),
            None => continue,
        }
        found = true;
    }
    if !found && is_whole_placeholder(subject.text(Field::FirstName), subject.text(Field::LastName)) {
        report.unsure().fault(Field::LastName);
    }
}

/// A name has no letter, or holds an emoji or a character that cannot be seen.
///
/// Control characters are left to `cell-control-character`, single characters to `contact-name-too-short`.
pub fn contact_name_characters(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for field in NAMES {
        let name = subject.text(field);
        // Nearly every name begins with a letter, and what else is a fault is rare.
        if !subject.may_have(field, Mark::Rare) && name.chars().next().is_none_or(is_letter) {
            continue;
        }
        if field != Field::MiddleName && only_character(name).is_some() {
            continue;
        }
        match judge_characters(name) {
            Some(Sure::Yes) => report.fault(field),
            Some(Sure::Maybe) => report.unsure().fault(field),
            None => {}
        }
    }
}

/// There is no phone number in a country where Partner Center asks for one.
///
/// Only of direct-bill partners and indirect providers: nobody else creates customers.
pub fn phone_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let asked = subject.country.is_some_and(|country| country.requires_registration_id)
        && subject.partner.role != Role::IndirectReseller;
    if asked && subject.text(Field::Phone).is_empty() {
        report.fault(Field::Phone);
    }
}

/// The phone number cannot be dialled, and the hint says why. What was probably meant is suggested.
///
/// Without a country only an international number can be judged. Of a number that can be dialled there may be things to
/// know, which only warn: of what kind it is, that others stand beside it, that no request carries it.
pub fn phone_invalid(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    match subject.reading.phone {
        PhoneReading::Missing => {}
        PhoneReading::Invalid(fault) => {
            if subject.country.is_some() || subject.text(Field::Phone).starts_with('+') {
                let suggestion = subject.row.resolve(subject.reading.phone_suggestion);
                report.explain(Some(Field::Phone), 0, hint_of_fault(fault), suggestion);
            }
        }
        PhoneReading::Valid | PhoneReading::OtherCountry(_) => {
            if let Some(hint) = hint_of_kind(subject.reading.phone_kind) {
                report.unsure().explain(Some(Field::Phone), 0, hint, "");
            }
            if subject.reading.phone_is_one_of_several {
                report.unsure().explain(Some(Field::Phone), 0, "several", subject.text(Field::Phone));
            }
            if subject.reading.phone_form == PhoneForm::LeftOut {
                // Where a number is asked for, there is no request without it.
                if subject.country.is_some_and(|country| country.requires_registration_id) {
                    report.explain(Some(Field::Phone), 0, "refused", "");
                } else {
                    report.unsure().explain(Some(Field::Phone), 0, "left-out", "");
                }
            }
        }
    }
}

fn hint_of_fault(fault: PhoneFault) -> &'static str {
    match fault {
        PhoneFault::NotANumber => "not-a-number",
        PhoneFault::TooShort => "too-short",
        PhoneFault::ShortNumber => "short-number",
        PhoneFault::WithoutAreaCode => "area-code",
        PhoneFault::TooLong => "too-long",
        PhoneFault::WrongLength => "wrong-length",
        PhoneFault::NotInUse => "not-in-use",
        PhoneFault::UnknownCountryCode => "country-code",
    }
}

fn hint_of_kind(kind: PhoneKind) -> Option<&'static str> {
    match kind {
        PhoneKind::Usual => None,
        PhoneKind::TollFree => Some("toll-free"),
        PhoneKind::PremiumRate => Some("premium-rate"),
        PhoneKind::SharedCost => Some("shared-cost"),
        PhoneKind::VoiceMail => Some("voicemail"),
        PhoneKind::Pager => Some("pager"),
        PhoneKind::Fax => Some("fax"),
    }
}

/// The phone number is another country's. The hint is that country's code, or `worldwide` for a number of no country.
pub fn phone_other_country(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if let (PhoneReading::OtherCountry(country), Some(_)) = (subject.reading.phone, subject.country) {
        report.explain(Some(Field::Phone), 0, country.as_ref().map_or("worldwide", |code| code.as_str()), "");
    }
}

fn only_character(text: &str) -> Option<char> {
    if text.len() > 4 {
        return None;
    }
    let mut characters = text.chars();
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

/// Whether first and last name together are nobody's.
fn is_whole_placeholder(first: &str, last: &str) -> bool {
    let names = &Lists::builtin().placeholder_whole_names;
    let (Some(start), Some(end)) = (first.bytes().next(), last.bytes().last()) else { return false };
    names.may_contain(start, end, first.len() + 1 + last.len()) && names.contains(&format!("{first} {last}"))
}

fn judge_characters(name: &str) -> Option<Sure> {
    let (mut letters, mut digits, mut others) = (false, false, false);
    let (mut emoji, mut hidden, mut joiner, mut joining_script) = (false, false, false, false);
    for character in name.chars() {
        match character {
            _ if is_letter(character) => letters = true,
            _ if character.is_numeric() => digits = true,
            _ if character.is_whitespace() => {}
            '\u{200c}' | '\u{200d}' => joiner = true,
            _ if is_emoji(character) => emoji = true,
            _ if is_hidden(character) => hidden = true,
            _ => others = true,
        }
        joining_script |= ('\u{0600}'..='\u{0dff}').contains(&character);
    }
    // Persian and Indic names are written with joiners; elsewhere they can only have slipped in.
    if emoji || hidden || (joiner && !joining_script) {
        Some(Sure::Yes)
    } else if letters {
        None
    } else if digits && others {
        // The rule says "only digits" and "only special characters", and nothing of both together.
        Some(Sure::Maybe)
    } else {
        Some(Sure::Yes)
    }
}

/// Chinese characters: the Han blocks of Unicode, and the two marks that stand for a character.
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn is_korean_syllable(character: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&character)
}

/// The blocks of Unicode that hold emojis and pictures, and the marks that turn a character into one.
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2460}'..='\u{27bf}'
        | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{20e3}' | '\u{fe0e}' | '\u{fe0f}'
        | '\u{1f000}'..='\u{1faff}')
}

/// Characters without a shape: soft hyphen, zero-width and direction marks, private use, noncharacters.
fn is_hidden(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, country, expect, expect_unsure};
    use super::*;
    use crate::model::{CountryCode, Partner, Reading};

    #[test]
    fn missing() {
        let found = Case::of(&[(Field::LastName, "Kim")]).run(contact_name_missing);
        assert_eq!(found.iter().map(|found| found.field).collect::<Vec<_>>(), [Some(Field::FirstName)]);
        assert_eq!(Case::of(&[]).run(contact_name_missing).len(), 2);
        let whole = Case::of(&[(Field::FirstName, "Jo"), (Field::LastName, "Kim")]);
        assert_eq!(whole.run(contact_name_missing), []);
    }

    #[test]
    fn too_short() {
        expect(contact_name_too_short, Field::LastName, &["O", "é", "-", "1"], &["", "Li", "J.", "王"]);
        expect(contact_name_too_short, Field::MiddleName, &[], &["J"]);
        expect_unsure(contact_name_too_short, Field::LastName, &["김"]);
    }

    #[test]
    fn too_long() {
        let (just, over) = ("é".repeat(40), "é".repeat(41));
        for field in NAMES {
            expect(contact_name_too_long, field, &[over.as_str()], &["", just.as_str()]);
        }
    }

    #[test]
    fn placeholders() {
        let breaking = ["test", "Admin", "NOBODY", "n/a", "N/A", "unknown", "xxx", "TBD", "Vorname", "PRÉNOM", "тест"];
        let passing = ["", "Testa", "Adminson", "Nobodyson", "Natasha", "Null-Smith", "Li", "Foo", "Bar", "Xu", "Ana"];
        for field in NAMES {
            expect(contact_name_placeholder, field, &breaking, &passing);
        }
        expect_unsure(contact_name_placeholder, Field::LastName, &["Null", "None", "Na", "Reception"]);
    }

    #[test]
    fn nobody_in_particular() {
        for (first, last, hits) in
            [("John", "Doe", 1), ("JANE", "DOE", 1), ("Max", "Mustermann", 1), ("John", "Dole", 0)]
        {
            let found = Case::of(&[(Field::FirstName, first), (Field::LastName, last)]).run(contact_name_placeholder);
            assert_eq!(found.len(), hits, "{first} {last}");
            assert!(found.iter().all(|found| !found.certain && found.field == Some(Field::LastName)));
        }
    }

    #[test]
    fn characters() {
        let breaking =
            ["123", "--", "?!", "Anna 😀", "Jo\u{200b}e", "Jo\u{200d}e", "❤ Anna", "\u{feff}Anna", "A\u{202e}b"];
        let passing = [
            "",
            "Anna",
            "Jean-Luc",
            "O'Brien",
            "Nguyễn",
            "İbrahim",
            "محمد",
            "علی\u{200c}رضا",
            "王小明",
            "John 3rd",
            "-",
            "Dvořák",
            "d’Arc",
            "’t Hooft",
            "a\u{7}b",
            "Ñ.",
        ];
        expect(contact_name_characters, Field::FirstName, &breaking, &passing);
        expect(contact_name_characters, Field::MiddleName, &["-", "1"], &["J", "J."]);
        expect_unsure(contact_name_characters, Field::LastName, &["12-34"]);
    }

    #[test]
    fn phones_asked_for() {
        for (requires, role, phone, hits) in [
            (true, Role::DirectBill, "", 1),
            (true, Role::IndirectProvider, "", 1),
            (true, Role::IndirectReseller, "", 0),
            (true, Role::DirectBill, "+48221234567", 0),
            (false, Role::DirectBill, "", 0),
        ] {
            let mut case = Case::of(&[(Field::Phone, phone)]).for_partner(&Partner { role, ..Partner::default() });
            case.country = Some(country(if requires { "PL" } else { "FR" }));
            assert_eq!(case.run(phone_missing).len(), hits, "{requires} {role} {phone}");
        }
        assert_eq!(Case::of(&[]).run(phone_missing), [], "without a country nothing is known");
    }

    #[test]
    fn phones_that_were_read() {
        let case = |phone| Case {
            reading: Reading { phone, ..Reading::default() },
            country: Some(country("FR")),
            ..Case::default()
        };
        let invalid = case(PhoneReading::Invalid(PhoneFault::TooShort));
        assert_eq!(invalid.run(phone_invalid)[0].hint, "too-short");
        assert_eq!(invalid.run(phone_other_country), []);
        let other = case(PhoneReading::OtherCountry(CountryCode::new("DE")));
        assert_eq!(other.run(phone_other_country)[0].hint, "DE");
        assert_eq!(other.run(phone_invalid), []);
        assert_eq!(case(PhoneReading::OtherCountry(None)).run(phone_other_country)[0].hint, "worldwide");
        assert_eq!(case(PhoneReading::Valid).run(phone_other_country), []);
        let nowhere = Case { country: None, ..other };
        assert_eq!(nowhere.run(phone_other_country), [], "without a country there is no other");
    }

    #[test]
    fn phones_of_which_there_is_something_to_know() {
        let reading = Reading { phone: PhoneReading::Valid, ..Reading::default() };
        for (reading, hints) in [
            (reading, &[][..]),
            (Reading { phone_kind: PhoneKind::TollFree, ..reading }, &["toll-free"]),
            (Reading { phone_kind: PhoneKind::Fax, ..reading }, &["fax"]),
            (Reading { phone_is_one_of_several: true, ..reading }, &["several"]),
            (Reading { phone_form: PhoneForm::LeftOut, ..reading }, &["left-out"]),
            (Reading { phone_kind: PhoneKind::TollFree, phone: PhoneReading::Missing, ..reading }, &[]),
        ] {
            let case = Case { reading, country: Some(country("US")), ..Case::of(&[(Field::Phone, "+14255550101")]) };
            let found = case.run(phone_invalid);
            assert_eq!(found.iter().map(|found| found.hint.as_str()).collect::<Vec<_>>(), hints);
            assert!(found.iter().all(|found| !found.certain), "they only warn");
        }
        let refused = Reading { phone_form: PhoneForm::LeftOut, ..reading };
        let case =
            Case { reading: refused, country: Some(country("PL")), ..Case::of(&[(Field::Phone, "+48221234567")]) };
        let found = case.run(phone_invalid);
        assert_eq!((found[0].hint.as_str(), found[0].certain), ("refused", true), "a number is asked for in Poland");
    }

    #[test]
    fn phones_that_cannot_be_read() {
        let reading = Reading { phone: PhoneReading::Invalid(PhoneFault::NotANumber), ..Reading::default() };
        for (phone, country, hits) in
            [("04 72", Some(country("FR")), 1), ("04 72", None, 0), ("+33 4 72", None, 1), ("ask", None, 0)]
        {
            let case = Case { reading, country, ..Case::of(&[(Field::Phone, phone)]) };
            assert_eq!(case.run(phone_invalid).len(), hits, "{phone}");
        }
    }
}
