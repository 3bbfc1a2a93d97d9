//! Countries read one after the other, as the cells of a list are: few countries, each spelt alike in row after row.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

use super::Facts;
use crate::model::{CountryCode, CountryReading};

/// How many spellings are kept. Two that fall on one place only cost each other the second reading.
const PLACES: usize = 64;

/// Longer texts are no name, and not worth keeping.
const LONGEST: usize = 64;

/// Reads countries as [`Facts::read_country`] does, and keeps what it has read: a name costs as little as a code.
#[derive(Debug)]
pub struct CountryReader<'f> {
    facts: &'f Facts,
    hasher: FixedState,
    read: Vec<(String, CountryReading)>,
}

impl<'f> CountryReader<'f> {
    /// A reader that has read nothing yet.
    pub fn new(facts: &'f Facts) -> Self {
        CountryReader { facts, hasher: FixedState::default(), read: vec![Default::default(); PLACES] }
    }

    /// What the readings rest on.
    pub fn facts(&self) -> &'f Facts {
        self.facts
    }

    /// What a text means; see [`Facts::read_country`].
    pub fn read(&mut self, text: &str) -> CountryReading {
        if let Some(country) = CountryCode::new(text).and_then(|code| self.facts.country(code)) {
            return CountryReading::Known(country.code);
        }
        if text.len() > LONGEST {
            return self.facts.read_country(text);
        }
        let place = usize::try_from(self.hasher.hash_one(text) % PLACES as u64).unwrap_or(0);
        let Some((kept, reading)) = self.read.get_mut(place) else { return self.facts.read_country(text) };
        // An empty place has the empty text, whose reading is the default.
        if kept != text {
            *reading = self.facts.read_country(text);
            kept.clear();
            kept.push_str(text);
        }
        *reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_changes_nothing() {
        let facts = Facts::builtin();
        let mut reader = CountryReader::new(facts);
        let long = "Poland ".repeat(20);
        let names = facts.countries().flat_map(|country| [country.code.as_str(), &country.name_en, &country.name_fr]);
        let texts: Vec<&str> = names.chain(["", " ", "Atlantis", "Congo", "Iran", "IR", "UK", &long]).collect();
        for text in texts.iter().chain(&texts).chain(texts.iter().rev()) {
            assert_eq!(reader.read(text), facts.read_country(text), "{text}");
        }
    }
}
