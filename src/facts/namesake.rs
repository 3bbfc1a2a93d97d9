//! Names that two countries share only where the rest of a row says so: Georgia, which is a state of the United States too.

use serde::Deserialize;

use super::words::name_key;
use crate::model::CountryCode;

/// A country's name that is also the name of a part of another country.
#[derive(Debug)]
pub struct Namesake {
    /// The country that the name stands for on its own.
    pub country: CountryCode,
    /// The country of the other place.
    pub other: CountryCode,
    /// Whether a telephone number of the other country speaks for it.
    pub phone_tells: bool,
    names: Vec<String>,
    cities: Vec<String>,
}

impl Namesake {
    /// Whether a text is the shared name.
    pub(super) fn is_named(&self, text: &str) -> bool {
        self.names.contains(&name_key(text))
    }

    /// Whether a city is one of the other place.
    pub fn has_city(&self, city: &str) -> bool {
        self.cities.contains(&name_key(city))
    }
}

/// `src/data/namesakes.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesakesFile {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    namesakes: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    country: String,
    other: String,
    names: Vec<String>,
    phone: bool,
    cities: Vec<String>,
}

/// The namesakes of the file.
pub(super) fn parse(file: &str) -> Vec<Namesake> {
    // The file is part of the program, and a test holds that it can be read.
    let entries = toml::from_str(file).map_or(Vec::new(), |file: NamesakesFile| file.namesakes);
    let keys = |names: Vec<String>| names.iter().map(|name| name_key(name)).collect();
    let read = |entry: Entry| {
        Some(Namesake {
            country: CountryCode::new(&entry.country)?,
            other: CountryCode::new(&entry.other)?,
            phone_tells: entry.phone,
            names: keys(entry.names),
            cities: keys(entry.cities),
        })
    };
    entries.into_iter().filter_map(read).collect()
}
