//! Extensions behind a phone number, in the words of `phone_extensions.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::word_map::WordSet;

static WORDS: LazyLock<WordSet> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/phone_extensions.toml"))
        .expect("the file is part of the program, and a test reads it");
    WordSet::of(file.words.words.iter().map(String::as_str))
});

/// The longest extension. More digits are rather a second number.
const MOST_DIGITS: usize = 7;

/// The fewest digits of a number that has an extension.
const FEWEST_DIGITS: usize = 5;

/// The number without its extension: `04 72 10 30 30` of `04 72 10 30 30 poste 12`; none if there is no extension.
pub fn without_extension(text: &str) -> Option<&str> {
    let text = text.trim_end_matches([')', ']', ' ']);
    let before_digits = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if !(1..=MOST_DIGITS).contains(&(text.len() - before_digits.len())) {
        return None;
    }
    let before_signs = before_digits.trim_end_matches([' ', '.', ':', '#', '=']);
    let number = before_signs.trim_end_matches(char::is_alphabetic);
    if !WORDS.contains(&before_signs[number.len()..]) {
        return None;
    }
    let number = number.trim_end_matches([' ', ',', ';', '-', '–', '/', '(', '[']);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (digits >= FEWEST_DIGITS && number.ends_with(|letter: char| letter.is_ascii_digit() || letter == ')'))
        .then_some(number)
}

#[derive(Deserialize)]
struct File {
    words: List,
}

#[derive(Deserialize)]
struct List {
    words: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_cut_off() {
        for (text, number) in [
            ("04 72 10 30 30 poste 12", "04 72 10 30 30"),
            ("04 72 10 30 30, p. 12", "04 72 10 30 30"),
            ("04 72 10 30 30 (poste 12)", "04 72 10 30 30"),
            ("030 901820 Durchwahl 5", "030 901820"),
            ("030 901820 DW5", "030 901820"),
            ("22 123 45 67 wew. 5", "22 123 45 67"),
            ("+48-22-123-45-67;ext=5", "+48-22-123-45-67"),
            ("495 123-45-67 доб. 5", "495 123-45-67"),
            ("0212 293 00 00 dahili: 5", "0212 293 00 00"),
            ("(11) 3333-4444 ramal 5", "(11) 3333-4444"),
        ] {
            assert_eq!(without_extension(text), Some(number), "{text}");
        }
    }

    #[test]
    fn other_words_and_second_numbers_stay() {
        for text in [
            "",
            "12",
            "poste 12",
            "04 72 10 30 30",
            "04 72 10 30 30 poste",
            "04 72 10 30 30 ou 31",
            "04 72 10 30 30 poste 0472103031",
            "1-800-FLOWERS 5",
            "123 p 4",
        ] {
            assert_eq!(without_extension(text), None, "{text}");
        }
    }
}
