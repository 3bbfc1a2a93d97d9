//! The format of a country's own file, `src/data/countries/XX.toml`.
//!
//! Each section is a claim with its source. What a file does not say comes from the tables in `src/data/upstream`. The
//! examples at the end are its tests: each goes through the real checks and must give just the rule it names.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Need, registration_id};

/// A country's own file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryFile {
    /// ISO 3166-1 alpha-2, as in the file's name.
    pub(super) code: String,
    /// What Partner Center asks of the city.
    pub(super) city: Option<CitySection>,
    /// What it asks of the state.
    pub(super) state: Option<StateSection>,
    /// What it asks of the postal code.
    pub(super) postal_code: Option<PostalCodeSection>,
    /// What Partner Center asks of phone numbers.
    pub(super) phone: Option<PhoneSection>,
    /// What the country's registration IDs look like.
    pub(super) registration_id: Option<registration_id::Section>,
    /// `[[valid]]`: fields of rows in which nothing is at fault.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests; part of the format everywhere"))]
    #[serde(default)]
    pub(super) valid: Vec<toml::Table>,
    /// `[[invalid]]`: fields of rows in which one rule finds something, and that `rule`.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by tests; part of the format everywhere"))]
    #[serde(default)]
    pub(super) invalid: Vec<toml::Table>,
}

/// `[city]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CitySection {
    pub(super) need: Need,
    pub(super) source: String,
}

/// `[state]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StateSection {
    pub(super) need: Need,
    /// Whether `accepted` is Partner Center's own list, so that nothing else can pass.
    #[serde(default)]
    pub(super) certain: bool,
    /// The values that Partner Center accepts, exactly as it writes them. Names, ISO codes and the postal codes of each
    /// are found in the table of subdivisions.
    #[serde(default)]
    pub(super) accepted: Vec<String>,
    /// Further spellings of an accepted value.
    #[serde(default)]
    pub(super) spellings: BTreeMap<String, Vec<String>>,
    /// What people take for states that the accepted ones lack, by the word for why; `state-unknown` has its sentence.
    #[serde(default)]
    pub(super) missing: BTreeMap<String, Vec<String>>,
    pub(super) source: String,
}

/// `[postal_code]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PostalCodeSection {
    pub(super) need: Need,
    /// The whole code, without anchors; letters match in either case.
    pub(super) pattern: Option<String>,
    /// Whether the pattern is Partner Center's own.
    #[serde(default)]
    pub(super) certain: bool,
    /// Codes that the pattern accepts.
    #[serde(default)]
    pub(super) examples: Vec<String>,
    pub(super) source: String,
}

/// `[phone]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhoneSection {
    /// The calling code with which numbers begin by Partner Center's own pattern, which has no room for a `+`.
    pub(super) calling_code: String,
    pub(super) source: String,
}

impl CountryFile {
    /// Reads a file.
    pub(super) fn parse(text: &str) -> Result<CountryFile, toml::de::Error> {
        toml::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{files::COUNTRIES, pattern::Masks};
    use super::*;

    #[test]
    fn every_file_is_sound() {
        for (code, text) in COUNTRIES {
            let file = CountryFile::parse(text).unwrap_or_else(|error| panic!("{code}.toml: {error}"));
            assert_eq!(file.code, *code, "the file's name is not its code");
            if let Some(city) = &file.city {
                assert!(!city.source.is_empty(), "{code}: the claim on the city needs a source");
            }
            if let Some(phone) = &file.phone {
                assert!(!phone.source.is_empty(), "{code}: the claim on phones needs a source");
            }
            if let Some(state) = &file.state {
                assert!(!state.source.is_empty(), "{code}: the claim on the state needs a source");
                let stranger = state.spellings.keys().find(|value| !state.accepted.contains(value));
                assert_eq!(stranger, None, "{code}: spellings of a state that is not accepted");
            }
            if let Some(postal_code) = &file.postal_code {
                assert!(!postal_code.source.is_empty(), "{code}: the claim on the postal code needs a source");
                if let Some(pattern) = &postal_code.pattern {
                    let masks = Masks::of(pattern).unwrap_or_else(|| panic!("{code}: a pattern without anchors"));
                    assert!(!postal_code.examples.is_empty(), "{code}: the pattern needs examples");
                    for example in &postal_code.examples {
                        assert!(masks.match_all(example), "{code}: the example {example} does not match");
                    }
                }
            }
            assert!(!file.valid.is_empty() && !file.invalid.is_empty(), "{code}: a valid and an invalid example");
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        for text in ["code = 'XX'\ncapital = 'X'", "code = 'XX'\n[city]\nneed = 'maybe'\nsource = 'x'"] {
            assert!(CountryFile::parse(text).is_err(), "{text}");
        }
    }
}
