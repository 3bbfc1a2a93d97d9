//! The rules for company names, `BillingProfile.CompanyName`.
//!
//! Partner Center publishes them as "Validate company names and email addresses". A name that breaks several of them is
//! reported under the one that says most: too short, only symbols, only a legal form, in this order.

use super::{Reporter, Subject};
use crate::facts::letters::is_letter_or_digit;
use crate::facts::{Lists, Sure, TestWord, fillers, is_cjk, is_restricted_form};
use crate::model::{Field, Mark};

/// Fewer than 256 characters, says the page's version of 2024.
const LONGEST: usize = 255;

/// Single words of this many capitals or fewer pass for an acronym; longer ones are mostly names typed in capitals.
const LONGEST_ACRONYM: usize = 4;

/// There is no name.
pub fn company_name_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.text(Field::CompanyName).is_empty() {
        report.fault(Field::CompanyName);
    }
}

/// The name is exactly one character.
pub fn company_name_too_short(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if is_one_character(subject.text(Field::CompanyName)) {
        report.fault(Field::CompanyName);
    }
}

/// The name has 256 characters or more.
pub fn company_name_too_long(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let name = subject.text(Field::CompanyName);
    if name.len() > LONGEST && name.chars().count() > LONGEST {
        report.over_limit(Field::CompanyName, 255);
    }
}

/// The name has two characters or more, and no letter and no digit of any script.
///
/// Sure for the characters that Partner Center lists, a hint for others.
pub fn company_name_only_symbols(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let name = subject.text(Field::CompanyName);
    if !is_only_symbols(name) || is_one_character(name) {
        return;
    }
    let listed = |symbol: char| symbol.is_whitespace() || Lists::builtin().symbols.binary_search(&symbol).is_ok();
    if !name.chars().all(listed) {
        report.unsure();
    }
    report.fault(Field::CompanyName);
}

/// The name is one of the 36 legal forms on Partner Center's list, and nothing else but dots and brackets.
pub fn company_name_only_legal_form(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if is_restricted_form(subject.text(Field::CompanyName)) {
        report.fault(Field::CompanyName);
    }
}

/// The name is the same letter or digit three times or more, and nothing else.
pub fn company_name_repeated_character(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if is_repeated_character(subject.text(Field::CompanyName)) {
        report.fault(Field::CompanyName);
    }
}

/// The name is single letters or digits with spaces between them and nothing else, such as `1 2 3`.
///
/// A hint when there are only two, such as `3 D`. Signs between them make a name (`H & M`), and so do the characters of
/// scripts where one is a word (`山 田`).
pub fn company_name_spaced_characters(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let name = subject.text(Field::CompanyName);
    // The second character decides for nearly every name.
    let mut characters = name.chars();
    if characters.next().is_none() || !characters.next().is_some_and(char::is_whitespace) {
        return;
    }
    let is_single = |word: &str| {
        let mut characters = word.chars();
        characters.next().is_some_and(|one| one.is_alphanumeric() && !is_cjk(one)) && characters.next().is_none()
    };
    if !name.split_whitespace().all(is_single) || is_restricted_form(name) {
        return;
    }
    if name.split_whitespace().nth(2).is_none() {
        report.unsure();
    }
    report.fault(Field::CompanyName);
}

/// The name is made of words for a test, such as `Test` or `Test Company Ltd`, or stands for none, such as `N/A`.
///
/// A hint when those words can be a real company's name too, such as `Sample Ltd`.
pub fn company_name_test(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    match test_name(subject.text(Field::CompanyName)) {
        Some(true) => report.fault(Field::CompanyName),
        Some(false) => report.unsure().fault(Field::CompanyName),
        None => {}
    }
}

/// The name is one short word in capitals, so it may be an acronym instead of the legal name.
pub fn company_name_acronym(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let name = subject.text(Field::CompanyName);
    // Four letters of any script take at most sixteen bytes.
    if name.len() > LONGEST_ACRONYM * 4 || subject.may_have(Field::CompanyName, Mark::Blank) {
        return;
    }
    let letters = name.chars().count();
    let acronym = (2..=LONGEST_ACRONYM).contains(&letters) && name.chars().all(char::is_uppercase);
    let refused_already = || is_repeated_character(name) || is_restricted_form(name) || test_name(name).is_some();
    if acronym && !refused_already() {
        report.fault(Field::CompanyName);
    }
}

/// A word of the name ends as an internet domain does, such as `Booking.com`.
pub fn company_name_domain_ending(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let name = subject.text(Field::CompanyName);
    let has_dot = subject.may_have(Field::CompanyName, Mark::Dot);
    if has_dot && memchr::memchr_iter(b'.', name.as_bytes()).any(|dot| ends_domain(name, dot)) {
        report.fault(Field::CompanyName);
    }
}

fn is_one_character(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.chars().count() == 1
}

fn is_only_symbols(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(is_letter_or_digit)
}

fn is_repeated_character(name: &str) -> bool {
    let mut characters = name.chars();
    let Some(first) = characters.next() else { return false };
    let mut times = 1;
    for character in characters {
        if character != first {
            return false;
        }
        times += 1;
    }
    times >= 3 && first.is_alphanumeric()
}

/// Whether the name is a test's or stands for none: surely, perhaps, or not at all.
fn test_name(name: &str) -> Option<bool> {
    if let Some(sure) = fillers::no_company(name) {
        return Some(sure == Sure::Yes);
    }
    let lists = Lists::builtin();
    let (mut certain, mut likely, mut noun) = (false, false, false);
    // For nearly every name the first word is in no list, so that the loop ends with it.
    let mut rest = name;
    while !rest.is_empty() {
        let end = rest.bytes().position(is_between_test_words).unwrap_or(rest.len());
        let word = &rest[..end];
        // What stands between words is ASCII, and takes one byte.
        rest = rest.get(end + 1..).unwrap_or_default();
        if word.is_empty() {
            continue;
        }
        match lists.test_words.get(word) {
            Some(TestWord::Certain) => certain = true,
            Some(TestWord::Likely) => likely = true,
            Some(TestWord::Noun) => noun = true,
            Some(TestWord::Filler) => {}
            // "Test 2", "Test Ltd".
            None if word.bytes().all(|byte| byte.is_ascii_digit()) || lists.is_legal_form(word) => {}
            None => return None,
        }
    }
    if certain || (likely && noun) {
        Some(true)
    } else if likely {
        Some(false)
    } else {
        None
    }
}

fn is_between_test_words(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'_' | b',' | b'#' | b'(' | b')' | b'/' | b'"' | b'\'' | b'!')
}

fn is_between_words(character: char) -> bool {
    character.is_whitespace() || matches!(character, ',' | ';' | '/' | '(' | ')' | '[' | ']' | '"' | '\'' | '|' | ':')
}

/// Whether a word with its last dot here reads as a domain: labels with dots between them, of which the last is an
/// ending on the list.
///
/// "S.A.de C.V.", "St.Gallen" and "Cia.de Seguros" are none: what stands before is a letter or an abbreviation, or what
/// stands after is no ending.
fn ends_domain(name: &str, dot: usize) -> bool {
    let (before, behind) = (&name[..dot], &name[dot + 1..]);
    let end = behind.find(|character| character == '.' || is_between_words(character)).unwrap_or(behind.len());
    let (ending, is_last) = (&behind[..end], behind.as_bytes().get(end) != Some(&b'.'));
    let lists = Lists::builtin();
    if !is_last || !lists.domain_endings.contains(ending) {
        return false;
    }
    let word = before.rsplit(is_between_words).next().unwrap_or_default();
    let first = word.split('.').next().unwrap_or_default();
    let is_label = first.chars().filter(|character| character.is_alphanumeric()).nth(1).is_some();
    let is_form = lists.endings_that_are_forms.contains(ending) && ending.bytes().any(|byte| byte.is_ascii_uppercase());
    is_label && !is_form && !lists.abbreviations.contains(first)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{expect, expect_unsure};
    use super::*;

    const NAME: Field = Field::CompanyName;

    #[test]
    fn missing() {
        expect(company_name_missing, NAME, &[""], &["Contoso", "-"]);
    }

    #[test]
    fn too_short() {
        expect(company_name_too_short, NAME, &["X", "&", "大", "É"], &["", "HP", "大学"]);
    }

    #[test]
    fn too_long() {
        let (just, over) = ("é".repeat(255), "é".repeat(256));
        expect(company_name_too_long, NAME, &[over.as_str()], &["", "Contoso", just.as_str()]);
    }

    #[test]
    fn only_symbols() {
        expect(
            company_name_only_symbols,
            NAME,
            &["& - $", "---", "?!", "،،"],
            &["", "&", "A&B", "1-2", "大学", "#N/A"],
        );
        expect_unsure(company_name_only_symbols, NAME, &["☃☃", "««»»"]);
    }

    #[test]
    fn only_legal_form() {
        let breaking = ["LLC", "llc.", "GmbH", "Pty Ltd", "L. L. C.", "Private Limited"];
        expect(company_name_only_legal_form, NAME, &breaking, &["", "Contoso LLC", "SA", "Limited Brands"]);
        expect(company_name_only_legal_form, NAME, &["(LLC)", "Sdn. Bhd.", "Sàrl", "ltd .", "Inc."], &[]);
    }

    #[test]
    fn repeated_character() {
        expect(company_name_repeated_character, NAME, &["999", "aaaa", "大大大"], &["", "99", "9990", "Aaa", "---"]);
    }

    #[test]
    fn spaced_characters() {
        let passing = [
            "",
            "1",
            "1 2 34",
            "A Company",
            "& - $",
            "l l c",
            "H & M",
            "A + B",
            "1 & 1",
            "A x B & C",
            "山 田",
            "한 국 인",
        ];
        expect(company_name_spaced_characters, NAME, &["1 2 3", "a b c", "É T É", "А Б В"], &passing);
        expect_unsure(company_name_spaced_characters, NAME, &["3 D", "A B"]);
    }

    #[test]
    fn tests() {
        let breaking = [
            "Test",
            "TEST",
            "test company",
            "Test Company Ltd",
            "Test-123",
            "test 2",
            "asdf",
            "Sample Company",
            "Test GmbH",
            "My Test Account",
            "ТЕСТ",
            "Société test",
            "Test S.A.",
            "テスト",
            "N/A",
            "none",
            "NULL",
            "TBD",
            "Unknown",
            "inconnu",
            "À compléter",
            "DO NOT USE",
            "Delete me",
        ];
        let passing = [
            "",
            "Test Rite",
            "Testo",
            "Testo SE",
            "Unknown Worlds",
            "None Such Ltd",
            "The Company",
            "Contoso Test Labs",
            "Contoso",
            "Company 1",
            "Prüfstelle",
            "Attest",
            "My Company Ltd",
        ];
        expect(company_name_test, NAME, &breaking, &passing);
        expect_unsure(company_name_test, NAME, &["Demo", "Sample Ltd", "Muster GmbH", "Company", "Foo"]);
    }

    #[test]
    fn acronyms() {
        let passing = ["", "I", "Ibm", "IBM Ltd", "CONTOSO", "LLC", "AAA", "TEST", "TBD", "SÀRL", "3M", "東京"];
        expect(company_name_acronym, NAME, &["IBM", "BMW", "ASUS", "МТС"], &passing);
    }

    #[test]
    fn domain_endings() {
        let breaking = [
            "Booking.com",
            "BOOKING.COM",
            "Booking.com B.V.",
            "Amazon.co.uk",
            "Zalando.de GmbH",
            "Foo (bar.org)",
            "alfa.sa",
            "公司.中国",
        ];
        let passing = [
            "",
            "Contoso",
            "Contoso Inc.",
            "Smith & Co.",
            "St.Gallen Tourismus",
            "St.Ga",
            "Alfa S.A.",
            "Alfa.SA",
            "Alfa S.A.de C.V.",
            "Cia.de Seguros",
            "Foo d.o.o.",
            "Kowalski Sp. z o.o.",
            "Smith.Co",
            "Dr.Oetker",
            "e.on",
            "No.1 Shop",
            "Version 2.0",
            "...",
            "com",
            ".com",
        ];
        expect(company_name_domain_ending, NAME, &breaking, &passing);
    }
}
