//! Severities that the configuration gives rules in single countries: where sole proprietors have no number but a
//! person's, `registration-id-personal` may be a warning.

use crate::model::{CountryCode, Severity};

/// What is said of the rules of a country, a place for each rule of the catalogue.
type Told = Vec<Option<Severity>>;

/// What is said of the rules of countries, by country.
#[derive(Clone, Debug, Default)]
pub(super) struct ByCountry(Vec<(CountryCode, Told)>);

impl ByCountry {
    /// Whether nothing is said of any country.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is said of the rules in a country.
    pub(super) fn of(&self, country: CountryCode) -> Option<&Told> {
        self.0.iter().find(|(code, _)| *code == country).map(|(_, told)| told)
    }

    /// Whether the rule is on in any country that it is named for.
    pub(super) fn switches_on(&self, rule: usize) -> bool {
        self.0.iter().any(|(_, told)| told[rule].is_some_and(|severity| severity != Severity::Off))
    }

    /// Notes what a rule weighs in a country.
    pub(super) fn set(&mut self, country: CountryCode, rule: usize, severity: Severity) {
        let place = self.0.iter().position(|(code, _)| *code == country).unwrap_or_else(|| {
            self.0.push((country, vec![None; super::ENTRIES.len()]));
            self.0.len() - 1
        });
        self.0[place].1[rule] = Some(severity);
    }
}
