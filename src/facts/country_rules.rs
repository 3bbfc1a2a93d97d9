//! What Partner Center itself answers about a country (`GET /v1/countryvalidationrules/{iso}`), in one form.
//!
//! The names are Partner Center's, the lists flat, and what an answer leaves out is left out here. How answers are read
//! from files is not this room's business.

use regex::Regex;
use serde::{Deserialize, Serialize};

/// Partner Center's answer about one country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CountryRules {
    /// ISO 3166-1 alpha-2, upper case.
    #[serde(rename = "iso2Code")]
    pub code: String,
    /// The day it was imported, ISO 8601; empty for an answer that stands in the folder as Partner Center gave it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub imported: String,
    /// Supported cultures (BCP 47), the default first.
    #[serde(rename = "supportedCulturesList", skip_serializing_if = "Vec::is_empty")]
    pub cultures: Vec<String>,
    /// Supported languages.
    #[serde(rename = "supportedLanguagesList", skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Whether the city must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_city_required: Option<bool>,
    /// Whether the state must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_state_required: Option<bool>,
    /// The states it accepts, letter by letter.
    #[serde(rename = "supportedStatesList", skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
    /// Whether the postal code must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_postal_code_required: Option<bool>,
    /// What it must match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code_regex: Option<String>,
    /// What the phone number must match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_regex: Option<String>,
    /// The country's calling codes.
    #[serde(rename = "countryCallingCodesList", skip_serializing_if = "Vec::is_empty")]
    pub calling_codes: Vec<String>,
    /// Whether it takes a registration ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_registration_number_supported: Option<bool>,
    /// Whether it takes a tax ID. No field of a prospect is held against what is said of tax and VAT IDs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_tax_id_supported: Option<bool>,
    /// Whether the tax ID may be left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_tax_id_optional: Option<bool>,
    /// What the tax ID looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id_format: Option<String>,
    /// A tax ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id_sample: Option<String>,
    /// Whether it takes a VAT ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_vat_id_supported: Option<bool>,
    /// What the VAT ID must match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_id_regex: Option<String>,
}

impl CountryRules {
    /// Where it comes from, for people.
    pub fn source(&self) -> String {
        let day = if self.imported.is_empty() { String::new() } else { format!(", imported {}", self.imported) };
        format!("Partner Center, GET /v1/countryvalidationrules/{}{day}", self.code)
    }

    /// The patterns that cannot be used, each by its name in the answer: they are written for another engine.
    pub fn unusable_patterns(&self) -> Vec<(&'static str, &str)> {
        let patterns = [("postalCodeRegex", &self.postal_code_regex), ("phoneNumberRegex", &self.phone_number_regex)];
        let given = patterns.into_iter().filter_map(|(name, pattern)| Some((name, pattern.as_deref()?)));
        given.filter(|(_, pattern)| Regex::new(&whole(pattern)).is_err()).collect()
    }

    /// The pattern of postal codes, without anchors, if it can be used.
    pub(super) fn usable_postal_code_pattern(&self) -> Option<String> {
        let pattern = whole(self.postal_code_regex.as_deref()?);
        Regex::new(&pattern).is_ok().then_some(pattern)
    }
}

/// A pattern that the whole text matches just where the given one matches somewhere in it.
fn whole(pattern: &str) -> String {
    let inner = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$'));
    // `^a|b$` is anchored in parts only; an escaped dollar is none.
    match inner.filter(|inner| !inner.contains('|') && !inner.ends_with('\\')) {
        Some(inner) => inner.to_owned(),
        None => format!("(?s:.*)(?:{pattern})(?s:.*)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Country, Facts, Need};
    use crate::model::CountryCode;

    fn country<'f>(facts: &'f Facts, code: &str) -> &'f Country {
        facts.country(CountryCode::new(code).expect("two letters")).expect("a country")
    }

    #[test]
    fn an_answer_has_the_last_word() {
        let rules = CountryRules {
            code: "FR".into(),
            imported: "2026-11-22".into(),
            cultures: vec!["fr-FR".into(), "br-FR".into()],
            is_city_required: Some(true),
            is_postal_code_required: Some(true),
            postal_code_regex: Some(r"^\d{5}$|^CEDEX$".into()),
            is_state_required: Some(false),
            states: vec!["Bretagne".into(), "Corse".into()],
            is_registration_number_supported: Some(true),
            ..CountryRules::default()
        };
        let facts = Facts::with_rules(&[CountryRules { code: "FR".into(), ..CountryRules::default() }, rules]);
        let france = country(&facts, "FR");
        assert_eq!((france.city, france.state, france.postal_code), (Need::Certain, Need::No, Need::Certain));
        assert_eq!(france.default_culture(), "fr-FR");
        assert!(france.takes_registration_id && !france.requires_registration_id);
        let codes = france.postal_codes.as_ref().expect("a pattern");
        assert!(codes.certain() && codes.accepts("69002") && codes.accepts("CEDEX") && !codes.accepts("6900"));
        let states = france.states.as_ref().expect("a list");
        assert!(states.certain() && states.find("bretagne").is_some() && states.find("Alsace").is_none());
        assert_eq!(france.sources.state, "Partner Center, GET /v1/countryvalidationrules/FR, imported 2026-11-22");
        // What an answer leaves out stays, and so does every other country.
        assert_eq!(country(&facts, "DE").postal_code, country(Facts::builtin(), "DE").postal_code);
        assert!(country(&facts, "DE").rules.is_none());
    }

    #[test]
    fn a_pattern_for_another_engine_changes_nothing() {
        let rules = CountryRules {
            code: "DE".into(),
            postal_code_regex: Some(r"^(?!0000)\d{5}$".into()),
            phone_number_regex: Some(r"^\d+$".into()),
            ..CountryRules::default()
        };
        assert_eq!(rules.unusable_patterns(), [("postalCodeRegex", r"^(?!0000)\d{5}$")]);
        let facts = Facts::with_rules(&[rules]);
        assert!(!country(&facts, "DE").postal_codes.as_ref().expect("the convention's").certain());
    }

    #[test]
    fn patterns_match_where_the_other_engine_would() {
        for (pattern, text, matches) in [
            (r"^\d{4}(-\d{3})?$", "1250-096", true),
            (r"^\d{4}(-\d{3})?$", "1250-0961", false),
            (r"\d{4}", "x 1250 y", true),
            (r"^a|b$", "ax", true),
            (r"^a|b$", "xb", true),
            (r"^a|b$", "xa", false),
            (r"^1\$", "1$2", true),
        ] {
            let regex = Regex::new(&format!("^(?:{})$", whole(pattern))).expect("a pattern");
            assert_eq!(regex.is_match(text), matches, "{pattern} {text}");
        }
    }
}
