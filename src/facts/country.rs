//! One country: its names, and what Partner Center asks of a customer there.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::country_file::CountryFile;
use super::country_rules::CountryRules;
use super::other_ids::OtherIds;
use super::phone_pattern::PhonePattern;
use super::place::{States, Subdivision};
use super::postal_code::{PostalCodes, digits_mask};
use super::registration_id::RegistrationIds;
use crate::model::{CountryCode, Lang, PhoneForm};

/// How sure a requirement is.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
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
    /// ISO 3166-1 alpha-2, or `XK`.
    pub code: CountryCode,
    /// ISO 3166-1 alpha-3, or `XKX`.
    pub alpha3: String,
    /// English name (CLDR).
    pub name_en: String,
    /// French name (CLDR).
    pub name_fr: String,
    /// Supported cultures (BCP 47), the country's default first. Never empty.
    pub cultures: Vec<String>,
    /// The CSP market it belongs to; none for countries that no partner can sell in.
    pub market: Option<String>,
    /// Whether the city must be given.
    pub city: Need,
    /// Whether the state must be given.
    pub state: Need,
    /// The states there are, where we know.
    pub states: Option<States>,
    /// Whether the postal code must be given.
    pub postal_code: Need,
    /// What postal codes look like, where we know.
    pub postal_codes: Option<PostalCodes>,
    /// The calling code with which phone numbers begin by Partner Center's own pattern, which has no room for a `+`.
    pub phone_calling_code: Option<String>,
    /// The same pattern whole, where an answer that was imported has one.
    pub phone_pattern: Option<PhonePattern>,
    /// Whether registration ID and phone must be given: the 24 countries.
    pub requires_registration_id: bool,
    /// Whether Partner Center takes a registration ID at all (the 24, China and the United States).
    pub takes_registration_id: bool,
    /// What its registration IDs look like, where we know.
    pub registration_id: Option<RegistrationIds>,
    /// Business numbers that can be checked though Partner Center takes none; empty where it does.
    pub other_ids: OtherIds,
    /// Where what is said of its addresses and phones comes from.
    pub sources: Sources,
    /// Partner Center's own answer about it, where one was imported: it has the last word.
    pub rules: Option<CountryRules>,
}

/// Where the facts of a country come from; those of registration IDs stand with them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// That a city is needed or not.
    pub city: String,
    /// That a state is needed or not, and which there are.
    pub state: String,
    /// That a postal code is needed or not, and what it looks like.
    pub postal_code: String,
    /// How a phone number is written in a request; empty when nothing special is known.
    pub phone: String,
}

/// What the tables say of a country, before its own file has its say.
#[derive(Debug, Default)]
pub(super) struct Upstream {
    /// Code, alpha-3, Partner Center's name, ISO name, CLDR's English and French names, cultures.
    pub(super) names: [&'static str; 7],
    pub(super) market: Option<&'static str>,
    /// Required fields, postal code pattern, examples.
    pub(super) address: [&'static str; 3],
    pub(super) subdivisions: Vec<Subdivision>,
    pub(super) mask: &'static str,
}

impl Country {
    /// How a request carries a phone number in E.164, by Partner Center's own pattern.
    pub fn phone_form(&self, number: &str) -> PhoneForm {
        let starts_with = |code: &str| number.get(1..).is_some_and(|digits| digits.starts_with(code));
        match (&self.phone_pattern, &self.phone_calling_code) {
            (Some(pattern), _) => pattern.form(number),
            (None, Some(code)) if starts_with(code) => PhoneForm::WithoutPlus,
            (None, Some(_)) => PhoneForm::LeftOut,
            (None, None) => PhoneForm::International,
        }
    }

    /// The country's default culture, BCP 47.
    pub fn default_culture(&self) -> &str {
        self.cultures.first().map_or("", String::as_str)
    }

    /// The language of the country's default culture, two letters.
    pub fn default_language(&self) -> &str {
        let culture = self.default_culture();
        culture.split('-').next().unwrap_or(culture)
    }

    /// What it is called in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name_en,
            Lang::Fr => &self.name_fr,
            Lang::De | Lang::Es | Lang::Pt | Lang::Pl | Lang::Tr => {
                super::country_names::translated(self.code, lang).unwrap_or(&self.name_en)
            }
        }
    }

    /// Puts together what the tables and the country's own file say; the file wins.
    ///
    /// What Partner Center has answered itself goes before both.
    pub(super) fn new(
        code: CountryCode,
        upstream: &Upstream,
        file: Option<CountryFile>,
        rules: Option<&CountryRules>,
    ) -> Country {
        let [_, alpha3, _, _, name_en, name_fr, cultures] = upstream.names;
        let [required, pattern, examples] = upstream.address;
        let hint = |field: &str| if required.split(' ').any(|one| one == field) { Need::Hint } else { Need::No };
        let mask = if upstream.mask.is_empty() { digits_mask(pattern) } else { upstream.mask };
        let examples = || examples.split("; ").map(str::to_owned).collect();

        let mut country = Country {
            code,
            alpha3: alpha3.to_owned(),
            name_en: name_en.to_owned(),
            name_fr: name_fr.to_owned(),
            cultures: cultures.split(' ').map(str::to_owned).collect(),
            market: upstream.market.map(str::to_owned),
            city: hint("city"),
            state: hint("state"),
            states: (!upstream.subdivisions.is_empty()).then(|| States::by_convention(code, &upstream.subdivisions)),
            postal_code: hint("postal_code"),
            postal_codes: (!pattern.is_empty()).then(|| PostalCodes::new(pattern, false, examples(), mask)),
            phone_calling_code: None,
            phone_pattern: None,
            requires_registration_id: false,
            takes_registration_id: false,
            registration_id: None,
            other_ids: OtherIds::of(code.as_str()),
            sources: Sources {
                city: super::table::source(super::ADDRESSES).to_owned(),
                state: super::table::source(super::SUBDIVISIONS).to_owned(),
                postal_code: super::table::source(super::ADDRESSES).to_owned(),
                phone: String::new(),
            },
            rules: None,
        };
        let spellings = file.as_ref().and_then(|file| file.state.as_ref()).map(|state| state.spellings.clone());
        if let Some(file) = file {
            country.apply(file, upstream, mask);
        }
        if let Some(rules) = rules {
            country.obey(rules, upstream, mask, &spellings.unwrap_or_default());
        }
        country
    }

    /// Lets Partner Center's own answer have the last word. What it leaves out stays.
    fn obey(
        &mut self,
        rules: &CountryRules,
        upstream: &Upstream,
        mask: &'static str,
        spellings: &BTreeMap<String, Vec<String>>,
    ) {
        for (need, asked, source) in [
            (&mut self.city, rules.is_city_required, &mut self.sources.city),
            (&mut self.state, rules.is_state_required, &mut self.sources.state),
            (&mut self.postal_code, rules.is_postal_code_required, &mut self.sources.postal_code),
        ] {
            if let Some(asked) = asked {
                *need = if asked { Need::Certain } else { Need::No };
                *source = rules.source();
            }
        }
        if !rules.states.is_empty() {
            let states = States::accepted(self.code, &rules.states, spellings, &upstream.subdivisions);
            (self.states, self.sources.state) = (Some(states), rules.source());
        }
        if let Some(pattern) = rules.usable_postal_code_pattern() {
            let examples = self.postal_codes.iter().flat_map(|codes| codes.examples().iter().cloned());
            let mut codes = PostalCodes::new(&pattern, true, examples.collect(), mask);
            codes.keep_examples_that_match();
            (self.postal_codes, self.sources.postal_code) = (Some(codes), rules.source());
        }
        if let Some(pattern) = PhonePattern::of(rules) {
            (self.phone_pattern, self.sources.phone) = (Some(pattern), rules.source());
        }
        if !rules.cultures.is_empty() {
            self.cultures.clone_from(&rules.cultures);
        }
        if let Some(takes) = rules.is_registration_number_supported {
            self.takes_registration_id = takes;
            self.requires_registration_id &= takes;
        }
        self.rules = Some(rules.clone());
    }

    fn apply(&mut self, file: CountryFile, upstream: &Upstream, mask: &'static str) {
        if let Some(city) = file.city {
            (self.city, self.sources.city) = (city.need, city.source);
        }
        if let Some(state) = file.state {
            (self.state, self.sources.state) = (state.need, state.source);
            if state.certain {
                let states = States::accepted(self.code, &state.accepted, &state.spellings, &upstream.subdivisions);
                self.states = (!state.accepted.is_empty()).then(|| states.without(&state.missing));
            }
        }
        if let Some(postal_code) = file.postal_code {
            (self.postal_code, self.sources.postal_code) = (postal_code.need, postal_code.source);
            if let Some(pattern) = postal_code.pattern {
                let codes = PostalCodes::new(&pattern, postal_code.certain, postal_code.examples, mask);
                self.postal_codes = Some(codes);
            }
        }
        if let Some(phone) = file.phone {
            (self.phone_calling_code, self.sources.phone) = (Some(phone.calling_code), phone.source);
        }
        // A section that does not compile is found by the tests of `registration_id`: the files are part of the program.
        self.registration_id = file.registration_id.and_then(|section| RegistrationIds::compile(section).ok());
        self.takes_registration_id = self.registration_id.is_some();
        self.requires_registration_id = self.registration_id.as_ref().is_some_and(|ids| ids.section().required);
    }
}

/// The tables of `src/data/upstream` and the masks, put together by country.
pub(super) fn upstream() -> BTreeMap<&'static str, Upstream> {
    let mut countries: BTreeMap<&'static str, Upstream> = BTreeMap::new();
    for names in super::table::rows::<7>(super::COUNTRIES) {
        countries.entry(names[0]).or_default().names = names;
    }
    let mut with = |code: &'static str, note: &mut dyn FnMut(&mut Upstream)| {
        if let Some(country) = countries.get_mut(code) {
            note(country);
        }
    };
    for [code, market] in super::table::rows(super::MARKETS) {
        with(code, &mut |country| country.market = Some(market));
    }
    for [code, required, pattern, examples] in super::table::rows(super::ADDRESSES) {
        with(code, &mut |country| country.address = [required, pattern, examples]);
    }
    for [code, key, name, iso, postal_prefix] in super::table::rows(super::SUBDIVISIONS) {
        with(code, &mut |country| country.subdivisions.push([key, name, iso, postal_prefix]));
    }
    for [code, mask] in super::table::rows(super::POSTAL_CODE_MASKS) {
        with(code, &mut |country| country.mask = mask);
    }
    countries
}
