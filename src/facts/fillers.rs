//! What people write into a cell that they have nothing for, read from `fillers.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::letters::is_letter_or_digit;
use super::lists::Sure;
use super::word_map::{WordMap, WordSet};

/// `src/data/fillers.toml`, as look-ups.
#[derive(Debug)]
struct Fillers {
    nothing: WordSet,
    no_phone: WordSet,
    no_city: WordMap<Sure>,
    no_company: WordMap<Sure>,
}

static FILLERS: LazyLock<Fillers> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/fillers.toml"))
        .expect("the file is part of the program, and a test reads it");
    let set = |list: &Words| WordSet::of(list.words.iter().map(String::as_str));
    Fillers {
        nothing: set(&file.nothing),
        no_phone: set(&file.no_phone),
        no_city: file.no_city.map(),
        no_company: file.no_company.map(),
    }
});

/// Whether a text says that there is nothing: `n/a`, `keine`, `-`. False for an empty text, which says so by itself.
pub fn means_nothing(text: &str) -> bool {
    is_only_signs(text) || FILLERS.nothing.contains(text)
}

/// Whether a text in a phone field says that there is no phone: as [`means_nothing`], and `0`.
pub fn means_no_phone(text: &str) -> bool {
    means_nothing(text) || FILLERS.no_phone.contains(text)
}

/// Whether a text only fills the place of a city, and how sure that is: few words are no place anywhere.
pub fn no_city(text: &str) -> Option<Sure> {
    if is_only_signs(text) { Some(Sure::Yes) } else { FILLERS.no_city.get(text) }
}

/// Whether a text is no company's name, and how sure that is.
pub fn no_company(text: &str) -> Option<Sure> {
    FILLERS.no_company.get(text)
}

/// Whether there is something, and neither letter nor digit. An error value of a spreadsheet starts with a sign too.
fn is_only_signs(text: &str) -> bool {
    // The first character settles it for nearly every text.
    !text.is_empty() && !text.chars().any(is_letter_or_digit)
}

#[derive(Deserialize)]
struct File {
    nothing: Words,
    no_phone: Words,
    no_city: SureWords,
    no_company: SureWords,
}

#[derive(Deserialize)]
struct Words {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct SureWords {
    certain: Vec<String>,
    likely: Vec<String>,
}

impl SureWords {
    fn map(&self) -> WordMap<Sure> {
        let certain = self.certain.iter().map(|word| (word.as_str(), Sure::Yes));
        let likely = self.likely.iter().map(|word| (word.as_str(), Sure::Maybe));
        WordMap::new(likely.chain(certain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_names_its_source() {
        let lists: toml::Table = toml::from_str(include_str!("../data/fillers.toml")).expect("well-formed");
        for (name, list) in lists {
            assert!(list.get("source").and_then(toml::Value::as_str).is_some(), "[{name}] lacks a source");
        }
    }

    #[test]
    fn company_names_are_told_from_fillers() {
        for text in ["company", "foo"] {
            assert_eq!(no_company(text), Some(Sure::Maybe), "{text}");
        }
        assert_eq!((no_company("Do Not Use"), no_company("Nonesuch")), (Some(Sure::Yes), None));
    }

    #[test]
    fn fillers_are_told_from_values() {
        for text in ["n/a", "N.C.", "none", "KEINE", "aucun", "Néant", "-", "--", "?", "à compléter", "нет"] {
            assert!(means_nothing(text) && means_no_phone(text), "{text}");
        }
        for text in ["", "0", "12", "-1", "N1", "#N/A", "Naomi"] {
            assert!(!means_nothing(text), "{text}");
        }
        assert!(means_no_phone("0") && means_no_phone("0000000000"));
        assert!(!means_no_phone("") && !means_no_phone("112"));
    }

    #[test]
    fn cities_are_told_from_fillers() {
        for (text, sure) in [
            ("n/a", Some(Sure::Yes)),
            ("TEST", Some(Sure::Yes)),
            ("xxx", Some(Sure::Yes)),
            ("-", Some(Sure::Yes)),
            ("None", Some(Sure::Maybe)),
            ("Street", None),
            ("Y", None),
            ("日本橋", None),
            ("", None),
        ] {
            assert_eq!(no_city(text), sure, "{text}");
        }
    }
}
