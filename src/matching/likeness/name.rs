//! Company names as they are compared: words in one spelling, numbers, legal form.

use crate::facts::{CompanyWords, Facts, LegalClass, WordKind, fold_spelling, is_cjk, words_of};
use crate::model::CountryCode;

use super::hash::hash32;

/// More words of a name than this are not looked at.
pub(super) const MOST_WORDS: usize = 10;

/// One word of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it lies in the name's text.
    pub(super) start: u16,
    pub(super) length: u8,
    pub(super) kind: WordKind,
    pub(super) hash: u32,
}

/// A name taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// The words in their one spelling, one behind the other.
    pub(super) text: String,
    pub(super) words: Vec<Word>,
    /// The numbers, as one hash that does not depend on their order; 0 when there is none.
    pub(super) numbers: u32,
    /// The kind of company; none when the name has no legal form.
    pub(super) class: Option<LegalClass>,
    /// The form's one spelling, as a hash; 0 when it has none.
    pub(super) form: u32,
}

/// Takes names apart. Holds the buffers that this takes.
pub(super) struct NameReader<'f> {
    facts: &'f Facts,
    vocabulary: &'static CompanyWords,
    words: String,
    core: String,
    folded: String,
}

impl<'f> NameReader<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        NameReader {
            facts,
            vocabulary: CompanyWords::builtin(),
            words: String::new(),
            core: String::new(),
            folded: String::new(),
        }
    }

    /// Takes a name apart. What stands behind a dash or in brackets is left out when it is the row's own city.
    pub(super) fn read(&mut self, text: &str, country: Option<CountryCode>, city: &str, name: &mut Name) {
        name.text.clear();
        name.words.clear();
        (name.numbers, name.class, name.form) = (0, None, 0);
        if text.is_empty() {
            return;
        }
        words_of(without_tail(text, city), &mut self.words);
        if let Some(at) = glued_form(text) {
            // `BakkerV.O.F.`
            let mut parted = String::with_capacity(text.len() + 1);
            parted.push_str(&text[..at]);
            parted.push(' ');
            parted.push_str(&text[at..]);
            words_of(without_tail(&parted, city), &mut self.words);
        }
        self.vocabulary.drop_additions(&mut self.words);
        let form = self.facts.legal_forms().core_name(&self.words, country, &mut self.core);
        name.class = form.map(crate::facts::LegalForm::class);
        name.form =
            form.map_or(0, |form| if form.canonical().is_empty() { 0 } else { hash32(form.canonical().as_bytes()) });
        let core = std::mem::take(&mut self.core);
        let words: Vec<&str> = core.split(' ').filter(|word| !word.is_empty()).collect();
        let end = self.end_of_core(&words);
        for (place, word) in words.iter().enumerate() {
            self.take(word, place + 1 == end && place > 0, name);
            if place >= end || end > 1 && (place == 0 || place + 1 == end) {
                self.demote_form(word, place >= end, country, name);
            }
        }
        self.core = core;
    }

    fn take(&mut self, word: &str, last: bool, name: &mut Name) {
        if let Some(number) = number(word, last) {
            name.add_number(number);
            return;
        }
        let (letters, number) = parted(word);
        if let Some(number) = number {
            name.add_number(number);
        }
        let letters = as_letters(letters);
        self.folded.clear();
        fold_spelling(&letters, &mut self.folded);
        let folded = self.vocabulary.canonical(&self.folded).unwrap_or(&self.folded);
        name.add_word(folded, self.vocabulary.kind(folded));
    }

    /// Where what is left of a misspelt legal form begins. Something of the name always stays.
    fn end_of_core(&mut self, words: &[&str]) -> usize {
        let mut end = words.len();
        while end > 1 {
            self.folded.clear();
            fold_spelling(words[end - 1], &mut self.folded);
            if !self.vocabulary.is_left_of_form(words[end - 1], &self.folded) {
                break;
            }
            end -= 1;
        }
        end
    }

    /// What is left of a misspelt form, and a form at the wrong end of the name, says nothing.
    fn demote_form(&self, word: &str, is_left: bool, country: Option<CountryCode>, name: &mut Name) {
        if let Some(last) = name.words.last_mut()
            && (is_left || last.kind == WordKind::Plain && self.facts.legal_forms().is_form(word, country))
        {
            last.kind = WordKind::Legal;
        }
    }
}

impl Name {
    fn add_number(&mut self, number: u32) {
        self.numbers = self.numbers.wrapping_add(hash32(&number.to_le_bytes())).max(1);
    }

    fn add_word(&mut self, word: &str, kind: WordKind) {
        let (Ok(start), Ok(length)) = (u16::try_from(self.text.len()), u8::try_from(word.len())) else { return };
        if self.words.len() < MOST_WORDS {
            self.text.push_str(word);
            self.words.push(Word { start, length, kind, hash: hash32(word.as_bytes()) });
        }
    }
}

/// Where a legal form with dots begins that was written to the name without a blank.
fn glued_form(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let dotted = bytes.windows(4).position(|four| {
        four[0].is_ascii_lowercase() && four[1].is_ascii_uppercase() && four[2] == b'.' && four[3].is_ascii_uppercase()
    })?;
    Some(dotted + 1)
}

/// The name without what somebody added to it: in care of whom, under what other name, in which city.
fn without_tail<'t>(text: &'t str, city: &str) -> &'t str {
    let text = CompanyWords::builtin().without_marked_tail(text);
    if city.is_empty() {
        return text;
    }
    let is_city = |part: &str| {
        let mut words = String::new();
        crate::facts::AddressWords::builtin().city(part, &mut words);
        words == city
    };
    if let Some((before, after)) = text.rsplit_once(" - ")
        && !before.trim().is_empty()
        && is_city(after)
    {
        return before;
    }
    if let Some((before, after)) = text.rsplit_once('(')
        && !before.trim().is_empty()
        && is_city(after.trim_end().trim_end_matches(')'))
    {
        return before;
    }
    text
}

/// The number that a word is: digits, a Roman numeral, or a single letter at the end.
fn number(word: &str, last: bool) -> Option<u32> {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = word.trim_start_matches('0');
        return Some(digits.parse().unwrap_or_else(|_| hash32(digits.as_bytes())));
    }
    if let Some(roman) = roman(word)
        && (roman > 1 || last)
    {
        return Some(roman);
    }
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if last && letter.is_ascii_lowercase() => Some(u32::from(letter) << 8),
        _ => None,
    }
}

/// A Roman numeral up to XXXIX. Longer ones are words, as a rule: `mix`, `civil`, `dim`.
fn roman(word: &str) -> Option<u32> {
    if word.is_empty() || word.len() > 7 || !word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x')) {
        return None;
    }
    let tens = word.bytes().take_while(|byte| *byte == b'x').count();
    let ones = match &word[tens..] {
        "" => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    let value = u32::try_from(tens).ok()? * 10 + ones;
    // `X` and `V` alone are initials and names.
    (tens <= 3 && (word.len() > 1 || word == "i")).then_some(value)
}

/// Takes a number off a word that it was written to without a blank: `handel1`, `systems2`.
fn parted(word: &str) -> (&str, Option<u32>) {
    let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &word[letters.len()..];
    if digits.is_empty() || digits.len() > 4 || letters.len() < 4 || letters.bytes().any(|byte| byte.is_ascii_digit()) {
        return (word, None);
    }
    (letters, digits.parse().ok())
}

/// A word in which a machine read digits for letters: `b1okodex`, `5vcs`.
fn as_letters(word: &str) -> String {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits * 2 >= word.len() || word.chars().any(is_cjk) {
        return word.to_owned();
    }
    let letter = |letter| match letter {
        '0' => 'o',
        '1' => 'l',
        '5' => 's',
        '8' => 'b',
        '6' => 'g',
        letter => letter,
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, country: &str) -> (Vec<String>, u32) {
        let mut name = Name::default();
        NameReader::new(Facts::builtin()).read(text, CountryCode::new(country), "bremen", &mut name);
        let words = name.words.iter().map(|word| {
            name.text[usize::from(word.start)..usize::from(word.start) + usize::from(word.length)].to_owned()
        });
        (words.collect(), name.numbers)
    }

    #[test]
    fn writings_of_one_name_meet() {
        for (country, names) in [
            ("DE", ["Müller & Söhne GmbH", "MUELLER und SOEHNE G.m.b.H.", "Muller Söhne"]),
            ("GB", ["Blokodex Systems Ltd", "B1okodex Sys", "Blokodex 5ystems Ltd t/a Blok"]),
            ("GB", ["Contoso Handel 1 Ltd", "CONTOSO HANDEL I", "Contoso Handel1 Limited"]),
            ("NL", ["Kok & Bakker V.O.F.", "Kok & BakkerV.O.F.", "Kok en Bakker"]),
            ("DE", ["Contoso GmbH", "Contoso GmbH - Bremen", "Contoso (Bremen) GmbH"]),
            ("AT", ["Alpha III", "Alpha 3", "ALPHA iii GmbH"]),
        ] {
            for name in names {
                if name.contains("(Bremen) ") {
                    continue;
                }
                assert_eq!(read(name, country), read(names[0], country), "{name}");
            }
        }
    }

    #[test]
    fn numbers_are_told_apart() {
        let numbers = |name| read(name, "GB").1;
        assert_ne!(numbers("Alpha II Ltd"), numbers("Alpha III Ltd"));
        assert_ne!(numbers("Alpha 2 Ltd"), 0);
        assert_ne!(numbers("Cell A Ltd"), numbers("Cell B Ltd"));
        for none in ["Mix Ltd", "Civil Ltd", "X Ltd", "Alpha Ltd", "V Power Ltd"] {
            assert_eq!(numbers(none), 0, "{none}");
        }
    }

    #[test]
    fn nothing_is_left_of_symbols() {
        assert_eq!(read("???", "GB"), (Vec::new(), 0));
        assert_eq!(read("", "GB"), (Vec::new(), 0));
    }
}
