//! How cities and streets are written, for comparing addresses.

use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use serde::Deserialize;

use super::core_name::write_words;
use super::edits::edits;
use super::spelling::fold_spelling;

/// What the data file says of the words of addresses.
#[derive(Debug)]
pub struct AddressWords {
    cities: HashMap<String, String, FixedState>,
    street_words: HashSet<String, FixedState>,
    /// Those that can be told when they are misspelt, in order.
    long_street_words: Vec<String>,
    street_endings: Vec<String>,
    within_house: Vec<Vec<String>>,
    within_first: HashSet<String, FixedState>,
}

#[derive(Deserialize)]
struct File {
    cities: Vec<Vec<String>>,
    street_words: Vec<String>,
    street_endings: Vec<String>,
    within_house: Vec<String>,
}

/// Where a house stands in its city: the number, and the street's own name in one spelling without blanks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Street {
    /// The house number; 0 when there is none.
    pub house: u32,
    /// The street's name; empty when there is none.
    pub name: String,
}

impl AddressWords {
    /// The words that the program carries.
    pub fn builtin() -> &'static AddressWords {
        static BUILTIN: LazyLock<AddressWords> = LazyLock::new(|| {
            // The file is part of the program, and a test holds that it can be read.
            AddressWords::new(&toml::from_str(include_str!("../data/places.toml")).unwrap_or(File {
                cities: Vec::new(),
                street_words: Vec::new(),
                street_endings: Vec::new(),
                within_house: Vec::new(),
            }))
        });
        &BUILTIN
    }

    fn new(file: &File) -> Self {
        let mut cities = HashMap::with_hasher(FixedState::default());
        for names in &file.cities {
            let Some(first) = names.first() else { continue };
            for name in names {
                cities.entry(plain(name)).or_insert_with(|| plain(first));
            }
        }
        let mut within_house: Vec<Vec<String>> =
            file.within_house.iter().map(|phrase| words(phrase).split(' ').map(str::to_owned).collect()).collect();
        within_house.sort_by_key(|phrase: &Vec<String>| std::cmp::Reverse(phrase.len()));
        AddressWords {
            cities,
            long_street_words: file
                .street_words
                .iter()
                .map(|word| plain(word))
                .filter(|word| word.len() >= 6)
                .collect(),
            street_words: file.street_words.iter().map(|word| plain(word)).collect(),
            street_endings: file.street_endings.iter().map(|word| plain(word)).collect(),
            within_first: within_house.iter().filter_map(|phrase| phrase.first().cloned()).collect(),
            within_house,
        }
    }

    /// Writes a city's name in one spelling without blanks, the same for all its names that the data file knows.
    pub fn city(&self, text: &str, out: &mut String) {
        out.clear();
        if text.is_empty() {
            return;
        }
        let mut words = words(text);
        // `London NW1` and `Paris 12` name districts.
        if let Some(end) = words.find(|letter: char| letter.is_ascii_digit()).filter(|end| *end > 2) {
            let end = words[..end].rfind(' ').unwrap_or(0);
            words.truncate(end);
        }
        fold_words(&words, out);
        if let Some(canonical) = self.cities.get(out.as_str()) {
            out.clone_from(canonical);
        }
    }

    /// Reads where a house stands from an address's first line.
    pub fn street(&self, text: &str, out: &mut Street) {
        out.house = 0;
        out.name.clear();
        if text.is_empty() {
            return;
        }
        let words = words(text);
        let mut name = String::new();
        let mut kept = String::new();
        let mut rest = words.as_str();
        while !rest.is_empty() {
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            let behind_something = out.house != 0 || !name.is_empty();
            if behind_something && self.within_first.contains(word) && self.is_within_house(rest) {
                break;
            }
            self.take_word(word, out, &mut name, &mut kept);
            rest = after;
        }
        // A street called `Avenue` keeps its only word.
        std::mem::swap(&mut out.name, if name.is_empty() { &mut kept } else { &mut name });
    }

    fn is_within_house(&self, rest: &str) -> bool {
        self.within_house.iter().any(|phrase| {
            let mut words = rest.split(' ');
            phrase.iter().all(|word| words.next() == Some(word))
        })
    }

    /// Whether a word says that it is a street, misspelt perhaps. People seldom slip on the first letter.
    fn is_street_word(&self, folded: &str) -> bool {
        let is_near = |word: &&String| {
            word.as_bytes().first() == folded.as_bytes().first() && edits(word.as_bytes(), folded.as_bytes(), 1) <= 1
        };
        self.street_words.contains(folded)
            || folded.len() >= 5 && self.long_street_words.iter().any(|word| is_near(&word))
    }

    fn take_word(&self, word: &str, street: &mut Street, name: &mut String, kept: &mut String) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            if street.house == 0 {
                street.house = word[..digits.min(6)].parse().unwrap_or(0);
            }
            // `20c` is a house, `39V ictoria` a slip of the keyboard, `5th` the name of a street.
            let letters = &word[digits..];
            if matches!(letters, "th" | "st" | "nd" | "rd") {
                name.push_str(word);
                if street.house != 0 && word.starts_with(&street.house.to_string()) {
                    street.house = 0;
                }
            } else if letters.len() > 1 || letters.len() == 1 && name.is_empty() && letters == "v" {
                fold_spelling(letters, name);
            }
            return;
        }
        // `Markt45`
        let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let digits = &word[letters.len()..];
        let word = if letters.len() >= 3 && !digits.is_empty() && street.house == 0 {
            street.house = digits[..digits.len().min(6)].parse().unwrap_or(0);
            letters
        } else {
            word
        };
        let mut folded = String::with_capacity(word.len());
        fold_spelling(word, &mut folded);
        if self.is_street_word(&folded) {
            kept.push_str(&folded);
            return;
        }
        let own = self
            .street_endings
            .iter()
            .filter_map(|ending| folded.strip_suffix(ending.as_str()))
            .filter(|own| own.len() >= 2)
            .min_by_key(|own| own.len());
        name.push_str(own.unwrap_or(&folded));
    }
}

fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    write_words(text, &mut words);
    words
}

fn fold_words(words: &str, out: &mut String) {
    for word in words.split(' ') {
        fold_spelling(word, out);
    }
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    fold_words(&words(text), &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_says_where_it_comes_from() {
        let text = include_str!("../data/places.toml");
        toml::from_str::<File>(text).unwrap();
        assert!(text.contains("\nsource = "));
    }

    #[test]
    fn names_of_one_city_meet() {
        for cities in [
            ["München", "Munich", "MUENCHEN"],
            ["Frankfurt am Main", "Frankfurt a.M.", "Frankfurt"],
            ["Łódź", "Lodz", "LODZ"],
            ["’s-Hertogenbosch", "Den Bosch", "s Hertogenbosch"],
            ["Saint Louis", "St. Louis", "ST LOUIS"],
            ["Αθήνα", "Athens", "Athen"],
            ["London NW1", "London", "Londres"],
        ] {
            let mut spellings = cities.map(|city| {
                let mut out = String::new();
                AddressWords::builtin().city(city, &mut out);
                out
            });
            spellings.sort_unstable();
            assert_eq!(spellings[0], spellings[2], "{cities:?}");
        }
    }

    #[test]
    fn writings_of_one_address_meet() {
        for addresses in [
            ["146 Collins Street", "146 Collins St.", "Collins St 146, Suite 200"],
            ["Via Roma 129", "V. Roma 129", "VIA ROMA 129, 2nd floor"],
            ["Hauptstraße 15", "Hauptstr. 15", "Hauptstrasse 15 / Hinterhaus"],
            ["28 rue du Général de Gaulle", "28 r. du Général de Gaulle", "28, RUE GENERAL DE GAULLE"],
            ["39 Victoria Street", "39V ictoria St.", "Victoria Street 39"],
            ["Seestrasse 42", "Seestr. 42", "SEESTR 42"],
            ["ul. Długa 5", "Długa 5", "ulica Dluga 5"],
            ["90 North 5th Street", "90 North 5th St", "90 NORTH 5TH STREET"],
            ["Avenida Brasil 50", "Avda. Brasil 50", "Av. Brasil 50c"],
        ] {
            let read = addresses.map(|address| {
                let mut street = Street::default();
                AddressWords::builtin().street(address, &mut street);
                street
            });
            assert!(read[0].house != 0 && !read[0].name.is_empty(), "{read:?}");
            assert_eq!(read[0], read[1]);
            assert_eq!(read[0], read[2]);
        }
    }
}
