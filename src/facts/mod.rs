//! What the data files say, compiled into look-ups: countries, places, words, legal forms. Knows nothing of rows.
//!
//! A fact is a line of a data file with its source beside it; the code here only reads the files and answers. Facts that
//! Partner Center gives are certain; those of an address convention are hints, on which nothing may be rejected.
//! Everything is read once, on first use; patterns are compiled on the first use of their country.
//!
//! To add a country we know something special about, see `files.rs`; to add a country's name in a language, add a row to
//! `src/data/country_names.tsv`.

mod address_words;
mod check_digit;
mod company_words;
mod core_name;
mod country;
mod country_file;
mod country_names;
mod country_reader;
mod country_rules;
pub mod domain;
pub mod domain_prefix;
mod doubled;
mod edits;
mod files;
pub mod fillers;
mod id_labels;
mod language;
mod legal_form;
pub mod letters;
mod lists;
pub mod mail_typo;
mod month;
mod namesake;
mod other_ids;
mod own_columns;
mod pattern;
pub mod person_name;
pub mod phone_extension;
mod phone_label;
mod phone_pattern;
mod place;
mod postal_code;
pub mod registration_id;
mod restricted_form;
mod spelling;
pub mod spreadsheet;
mod table;
mod texts;
mod word_map;
mod words;

use std::sync::LazyLock;

pub use address_words::{AddressWords, Street};
pub use company_words::{CompanyWords, WordKind, words_of};
pub use core_name::is_cjk;
pub use country::{Country, Need, Sources};
pub use country_reader::CountryReader;
pub use country_rules::CountryRules;
pub use edits::edits;
pub use id_labels::IdLabels;
pub use language::is_language;
pub use legal_form::{LegalClass, LegalForm, LegalForms};
pub use lists::{Lists, SEGMENTS, Sure, TestWord, nearest_segment, read_segment, read_yes_no};
pub use month::read_month;
pub use namesake::Namesake;
pub use other_ids::{OtherIds, Scheme};
pub use own_columns::{decision_word, own_header, read_decision, read_own_header};
pub use phone_label::{PhoneLabel, phone_label};
pub use phone_pattern::PhonePattern;
pub use place::{State, States};
pub use postal_code::PostalCodes;
pub use registration_id::RegistrationIds;
pub use restricted_form::is_restricted_form;
pub use spelling::fold_spelling;
pub use texts::texts;
pub use word_map::{WordMap, WordSet};
pub use words::name_key;

use crate::model::{CountryCode, CountryReading, CountryStates, Lang};
use country_file::CountryFile;
use country_names::{CountryName, CountryNames};
use doubled::doubled;
use words::Placeholders;

const COUNTRIES: &str = include_str!("../data/upstream/countries.tsv");
const COUNTRY_NUMBERS: &str = include_str!("../data/upstream/country_numbers.tsv");
const MARKETS: &str = include_str!("../data/upstream/markets.tsv");
const ADDRESSES: &str = include_str!("../data/upstream/addresses.tsv");
const SUBDIVISIONS: &str = include_str!("../data/upstream/subdivisions.tsv");
const POSTAL_CODE_MASKS: &str = include_str!("../data/postal_code_masks.tsv");
const POSTAL_CODE_PREFIXES: &str = include_str!("../data/postal_code_prefixes.tsv");
const NAMESAKES: &str = include_str!("../data/namesakes.toml");
const WORDS: &str = include_str!("../data/words.toml");

/// Everything the data files say.
#[derive(Debug)]
pub struct Facts {
    countries: Vec<Country>,
    /// The place of each country in the list, by [`CountryCode::index`]; `NOWHERE` for codes that are no country.
    places: Vec<u8>,
    namesakes: Vec<Namesake>,
    address_placeholders: Placeholders,
}

/// No country has that place: there are fewer than 255.
const NOWHERE: u8 = u8::MAX;

impl Facts {
    /// The facts that the program carries.
    pub fn builtin() -> &'static Facts {
        static BUILTIN: LazyLock<Facts> = LazyLock::new(|| Facts::with_rules(&[]));
        &BUILTIN
    }

    /// The same, with what Partner Center itself has answered about some countries. Of several answers about a country
    /// the last one counts.
    pub fn with_rules(rules: &[CountryRules]) -> Facts {
        // The files are part of the program, and tests hold that each can be read: there is no error to report here.
        let mut files: Vec<CountryFile> =
            files::COUNTRIES.iter().filter_map(|(_, text)| CountryFile::parse(text).ok()).collect();
        let upstream = country::upstream();
        let mut countries = Vec::with_capacity(upstream.len());
        let mut places = vec![NOWHERE; 26 * 26];
        for (text, facts) in &upstream {
            let Some(code) = CountryCode::new(text) else { continue };
            let file = files.iter().position(|file| file.code == *text).map(|place| files.swap_remove(place));
            places[code.index()] = u8::try_from(countries.len()).unwrap_or(NOWHERE);
            let rules = rules.iter().rfind(|rules| rules.code == *text);
            countries.push(Country::new(code, facts, file, rules));
        }
        let address_placeholders = Placeholders::parse(WORDS);
        let namesakes = namesake::parse(NAMESAKES);
        Facts { countries, places, namesakes, address_placeholders }
    }

    /// One country.
    pub fn country(&self, code: CountryCode) -> Option<&Country> {
        self.countries.get(usize::from(self.places[code.index()]))
    }

    /// Every country, by code.
    pub fn countries(&self) -> impl ExactSizeIterator<Item = &Country> {
        self.countries.iter()
    }

    /// Reads a country as a person writes it: ISO code or name, any case and accents, or both (`France (FR)`).
    ///
    /// A country that Partner Center does not have, such as Iran, is known too; there is no [`Country`] of it.
    pub fn read_country(&self, text: &str) -> CountryReading {
        let text = text.trim();
        if text.is_empty() {
            return CountryReading::Missing;
        }
        match self.country_name(text) {
            Some(CountryName::Of(code)) => CountryReading::Known(code),
            Some(CountryName::Shared(_)) => CountryReading::Ambiguous,
            None => CountryReading::Unknown,
        }
    }

    /// What a code or a name stands for, or both together.
    fn country_name(&self, text: &str) -> Option<CountryName> {
        let one = |text: &str| match CountryCode::new(text).filter(|code| self.is_country(*code)) {
            Some(code) => Some(CountryName::Of(code)),
            None => CountryNames::builtin().get(text),
        };
        one(text).or_else(|| doubled(text, |first, second| one(first)?.both(one(second)?)))
    }

    fn is_country(&self, code: CountryCode) -> bool {
        self.country(code).is_some() || country_names::unserved_name(code, Lang::En).is_some()
    }

    /// The country whose name an unknown text most likely was meant to be; none if no name or two countries' are near.
    pub fn nearest_country(&self, text: &str) -> Option<CountryCode> {
        match CountryNames::builtin().nearest(text)? {
            CountryName::Of(code) => Some(code),
            CountryName::Shared(_) => None,
        }
    }

    /// The countries that share a name, or that may be meant by the name of a [`Namesake`]. One of them may be a country
    /// that Partner Center does not have.
    pub fn country_candidates(&self, text: &str) -> Vec<CountryCode> {
        match self.country_name(text.trim()) {
            Some(name @ CountryName::Shared(_)) => name.codes(),
            Some(CountryName::Of(code)) => match self.namesake(code, text) {
                Some(namesake) => vec![namesake.country, namesake.other],
                None => Vec::new(),
            },
            None => Vec::new(),
        }
    }

    /// The other place of the name by which a text means this country, if there is one.
    pub fn namesake(&self, code: CountryCode, text: &str) -> Option<&Namesake> {
        // Codes, of two letters or three, have none.
        self.namesakes.iter().find(|namesake| namesake.country == code && text.len() > 3 && namesake.is_named(text))
    }

    /// What a country is called, whether Partner Center has it or not.
    pub fn country_name_in(&self, code: CountryCode, lang: Lang) -> Option<&str> {
        match self.country(code) {
            Some(country) => Some(country.name(lang)),
            None => country_names::unserved_name(code, lang),
        }
    }

    /// Whether a text only fills the place of an address: `test`, `n/a`, `xxx`, `-`.
    pub fn is_address_placeholder(&self, text: &str) -> bool {
        self.address_placeholders.holds(text)
    }

    /// The legal forms of companies. Read on first use, apart from the rest: not every use of the library needs them.
    pub fn legal_forms(&self) -> &LegalForms {
        static LEGAL_FORMS: LazyLock<LegalForms> = LazyLock::new(LegalForms::load);
        &LEGAL_FORMS
    }
}

/// What a country is offered as: its name, or its code where others share the name. It is read back as that country.
fn offered_name(facts: &Facts, country: &Country, lang: Lang) -> String {
    let name = facts.country_name_in(country.code, lang).unwrap_or_default();
    let is_read = facts.read_country(name) == CountryReading::Known(country.code);
    if is_read { name.to_owned() } else { country.code.to_string() }
}

/// Every country by the name that it is offered as, in the order of the alphabet.
pub fn country_names_in_order(facts: &Facts, lang: Lang) -> Vec<String> {
    let mut names: Vec<String> = facts.countries().map(|country| offered_name(facts, country, lang)).collect();
    names.sort_by_cached_key(|name| (name_key(name), name.clone()));
    names
}

/// The states of every country that has some, under what the country is offered as, its codes and its English name.
pub fn states_by_country(facts: &Facts, lang: Lang) -> Vec<CountryStates> {
    let of_country = |country: &Country| {
        let states = country.states.as_ref()?;
        let codes = [country.code.to_string(), country.alpha3.clone(), country.name_en.clone()];
        Some(CountryStates {
            code: country.code,
            names: [offered_name(facts, country, lang)].into_iter().chain(codes).collect(),
            states: states.iter().map(|state| state.value().to_owned()).collect(),
        })
    };
    facts.countries().filter_map(of_country).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_reads(text: &str, code: &str) {
        let reading = Facts::builtin().read_country(text);
        assert_eq!(reading, CountryReading::Known(CountryCode::new(code).unwrap()), "{text}");
    }

    fn country(code: &str) -> &'static Country {
        Facts::builtin().country(CountryCode::new(code).unwrap()).unwrap()
    }

    #[test]
    fn the_tables_are_sound() {
        table::assert_sound::<7>("countries.tsv", COUNTRIES);
        table::assert_sound::<2>("country_numbers.tsv", COUNTRY_NUMBERS);
        table::assert_sound::<2>("markets.tsv", MARKETS);
        table::assert_sound::<4>("addresses.tsv", ADDRESSES);
        table::assert_sound::<5>("subdivisions.tsv", SUBDIVISIONS);
        table::assert_sound::<2>("postal_code_masks.tsv", POSTAL_CODE_MASKS);
        table::assert_sound::<2>("postal_code_prefixes.tsv", POSTAL_CODE_PREFIXES);
        let known: Vec<_> = table::rows::<7>(COUNTRIES).map(|[code, ..]| code).collect();
        for [code, _] in table::rows::<2>(MARKETS).chain(table::rows::<2>(POSTAL_CODE_MASKS)) {
            assert!(known.contains(&code), "{code} is no country of Partner Center");
        }
        for (code, _) in files::COUNTRIES {
            assert!(known.contains(code), "{code}.toml is of no country of Partner Center");
        }
    }

    /// The alpha-2 and alpha-3 codes, held against a list from elsewhere.
    #[test]
    fn codes_are_iso_3166_1() {
        assert_eq!(Facts::builtin().countries().len(), 244);
        for country in Facts::builtin().countries().filter(|country| country.code.as_str() != "XK") {
            let iso = rust_iso3166::from_alpha2(country.code.as_str()).map(|iso| iso.alpha3);
            assert_eq!(iso, Some(country.alpha3.as_str()), "{}", country.code);
            let number = rust_iso3166::from_alpha2(country.code.as_str()).unwrap().numeric;
            assert_reads(&format!("{number:03}"), country.code.as_str());
        }
    }

    #[test]
    fn every_name_of_a_country_leads_to_it() {
        for country in Facts::builtin().countries() {
            // Partner Center calls the French part Saint Martin, a name that both parts of the island share.
            if country.code.as_str() != "MF" {
                assert_reads(&country.name_en, country.code.as_str());
                assert_reads(&country.name_fr, country.code.as_str());
                assert_reads(&country.name_fr.to_uppercase(), country.code.as_str());
            }
            assert_reads(country.code.as_str(), country.code.as_str());
            assert_reads(&country.alpha3, country.code.as_str());
            // `Nga` is Russia in Vietnamese.
            if country.alpha3 != "NGA" {
                assert_reads(&country.alpha3.to_lowercase(), country.code.as_str());
            }
        }
    }

    #[test]
    fn countries_are_read_as_people_write_them() {
        for (text, code) in [
            ("FR", "FR"),
            ("fr", "FR"),
            (" France ", "FR"),
            ("usa", "US"),
            ("U.S.", "US"),
            ("U.S.A.", "US"),
            ("The United States of America", "US"),
            ("ÉTATS-UNIS", "US"),
            ("etats unis d’amerique", "US"),
            ("UK", "GB"),
            ("Great Britain", "GB"),
            ("England", "GB"),
            ("Angleterre", "GB"),
            ("Deutschland", "DE"),
            ("Russia", "RU"),
            ("Russian Federation", "RU"),
            ("РОССИЯ", "RU"),
            ("Turkey", "TR"),
            ("Türkiye", "TR"),
            ("TURKIYE", "TR"),
            ("Czech Republic", "CZ"),
            ("Ivory Coast", "CI"),
            ("Cote d'Ivoire", "CI"),
            ("CÔTE D’IVOIRE", "CI"),
            ("Burma", "MM"),
            ("Holland", "NL"),
            ("the netherlands", "NL"),
            ("Netherlands, The", "NL"),
            ("Bosnia and Herzegovina", "BA"),
            ("Bosnia & Herzegovina", "BA"),
            ("Trinité et Tobago", "TT"),
            ("St. Lucia", "LC"),
            ("Hong Kong", "HK"),
            ("DR Congo", "CD"),
            ("R.D.C.", "CD"),
            ("Congo-Brazzaville", "CG"),
            ("South Korea", "KR"),
            ("Korea, Republic of", "KR"),
            ("Guinea", "GN"),
            ("Georgia", "GE"),
            ("Georgie", "GE"),
            ("Kosovo", "XK"),
            ("XK", "XK"),
            ("La Réunion", "RE"),
            ("中国", "CN"),
            ("France (FR)", "FR"),
            ("FR - France", "FR"),
            ("USA / États-Unis", "US"),
            ("Guinea-Bissau (GNB)", "GW"),
            ("Congo (CD)", "CD"),
            ("Rép. dominicaine", "DO"),
            ("250", "FR"),
            ("032", "AR"),
            ("日本", "JP"),
            ("Polska / Poland", "PL"),
            ("Северная Македония (MK)", "MK"),
            ("Congo (République démocratique du)", "CD"),
            ("Korea (South)", "KR"),
            // Partner Center has none of these: they are known, and there are no facts of them.
            ("Iran", "IR"),
            ("CU", "CU"),
            ("SYR", "SY"),
            ("729", "SD"),
            ("Corée du Nord", "KP"),
            ("Sahara Occidental", "EH"),
        ] {
            assert_reads(text, code);
        }
    }

    /// The 24 countries as the founding guide spells them in French.
    #[test]
    fn the_guides_french_spellings_are_read() {
        let guide = [
            ("Arménie", "AM"),
            ("Azerbaïdjan", "AZ"),
            ("Bélarus", "BY"),
            ("Brésil", "BR"),
            ("Hongrie", "HU"),
            ("Inde", "IN"),
            ("Irak", "IQ"),
            ("Kazakhstan", "KZ"),
            ("Kirghizistan", "KG"),
            ("Moldova", "MD"),
            ("Myanmar", "MM"),
            ("Pologne", "PL"),
            ("Russie", "RU"),
            ("Arabie saoudite", "SA"),
            ("Afrique du Sud", "ZA"),
            ("Soudan du Sud", "SS"),
            ("Tadjikistan", "TJ"),
            ("Thaïlande", "TH"),
            ("Turquie", "TR"),
            ("Ukraine", "UA"),
            ("Émirats arabes unis", "AE"),
            ("Ouzbékistan", "UZ"),
            ("Venezuela", "VE"),
            ("Vietnam", "VN"),
        ];
        for (name, code) in guide {
            assert_reads(name, code);
            assert!(country(code).requires_registration_id, "{name}");
        }
        let required = Facts::builtin().countries().filter(|country| country.requires_registration_id).count();
        let taken = Facts::builtin().countries().filter(|country| country.takes_registration_id).count();
        assert_eq!((required, taken), (24, 26));
    }

    #[test]
    fn what_is_no_country_or_several_is_not_guessed() {
        let facts = Facts::builtin();
        for text in
            ["Congo", "CONGO", "Le Congo", "Kongo", "Korea", "Corée", "Saint Martin", "St-Martin", "Virgin Islands"]
        {
            assert_eq!(facts.read_country(text), CountryReading::Ambiguous, "{text}");
            assert_eq!(facts.country_candidates(text).len(), 2, "{text}");
        }
        for (text, candidates) in
            [("Czechoslovakia", 2), ("Antilles néerlandaises", 3), ("Yugoslavia", 7), ("СССР", 15)]
        {
            assert_eq!(facts.read_country(text), CountryReading::Ambiguous, "{text}");
            assert_eq!(facts.country_candidates(text).len(), candidates, "{text}");
        }
        for text in [
            "Atlantis",
            "AN",
            "XE",
            "XJ",
            "XS",
            "ZZ",
            "QQQ",
            "Frank",
            "75001",
            "-",
            "Europe",
            "France (DE)",
            "FR-75",
            "Congo (FR)",
        ] {
            assert_eq!(facts.read_country(text), CountryReading::Unknown, "{text}");
            assert!(facts.country_candidates(text).is_empty(), "{text}");
        }
        for text in ["", "  "] {
            assert_eq!(facts.read_country(text), CountryReading::Missing);
        }
    }

    #[test]
    fn a_slip_of_the_keyboard_is_near_one_country() {
        for (text, code) in [
            ("Frnace", Some("FR")),
            ("Germnay", Some("DE")),
            ("Switzerlnad", Some("CH")),
            ("Untied Kingdom", Some("GB")),
            ("Alemagne", Some("DE")),
            ("Germny", Some("DE")),
            ("Untied States", Some("US")),
            // Two countries are as near.
            ("Nigera", None),
            ("Atlantis", None),
            ("Iran", None),
            ("Cuba", None),
            ("", None),
        ] {
            assert_eq!(Facts::builtin().nearest_country(text), code.and_then(CountryCode::new), "{text}");
        }
    }

    #[test]
    fn cultures_and_markets_are_partner_centers() {
        assert_eq!(country("FR").cultures, ["fr-FR", "en-US"]);
        assert_eq!((country("FR").default_culture(), country("FR").default_language()), ("fr-FR", "fr"));
        assert_eq!(country("AZ").default_language(), "az");
        for country in Facts::builtin().countries() {
            assert_eq!(country.default_language().len(), 2, "{}", country.code);
        }
        for (code, market) in [
            ("FR", Some("Europe")),
            ("RE", Some("Africa")),
            ("NC", Some("Africa")),
            ("MQ", Some("Latin America and the Caribbean")),
            ("PR", Some("Latin America and the Caribbean")),
            ("PM", Some("Canada")),
            ("WF", Some("Australia")),
            ("ZA", Some("Middle East, Central Europe, and Eastern Europe")),
            ("RU", None),
            ("BY", None),
        ] {
            assert_eq!(country(code).market.as_deref(), market, "{code}");
        }
        let markets: std::collections::BTreeSet<_> =
            Facts::builtin().countries().filter_map(|country| country.market.as_deref()).collect();
        assert_eq!(markets.len(), 15);
    }

    #[test]
    fn only_what_partner_center_says_is_certain() {
        let certain = |need: fn(&Country) -> Need| -> Vec<_> {
            let certain = Facts::builtin().countries().filter(|country| need(country) == Need::Certain);
            certain.map(|country| country.code.to_string()).collect()
        };
        assert_eq!(certain(|country| country.city), ["PT", "US"]);
        assert_eq!(certain(|country| country.state), ["AU", "CA", "US"]);
        assert_eq!(certain(|country| country.postal_code), ["PT", "US"]);
        let lists: Vec<_> = Facts::builtin()
            .countries()
            .filter_map(|country| Some((country.code.to_string(), country.states.as_ref()?)))
            .filter(|(_, states)| states.certain())
            .map(|(code, states)| (code, states.iter().len()))
            .collect();
        assert_eq!(lists, [("AU".to_owned(), 9), ("CA".to_owned(), 13), ("US".to_owned(), 51)]);
    }
}
