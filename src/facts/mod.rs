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
pub mod domain;
pub mod domain_prefix;
mod doubled;
mod edits;
mod files;
pub mod fillers;
mod language;
mod legal_form;
pub mod letters;
mod lists;
pub mod mail_typo;
mod month;
mod pattern;
pub mod phone_extension;
mod place;
mod postal_code;
pub mod registration_id;
mod restricted_form;
mod spelling;
pub mod spreadsheet;
mod table;
mod word_map;
mod words;

use std::sync::LazyLock;

pub use address_words::{AddressWords, Street};
pub use company_words::{CompanyWords, WordKind, words_of};
pub use core_name::is_cjk;
pub use country::{Country, Need};
pub use edits::edits;
pub use language::is_language;
pub use legal_form::{LegalClass, LegalForm, LegalForms};
pub use lists::{Lists, Sure, TestWord, read_segment, read_yes_no};
pub use month::read_month;
pub use place::{State, States};
pub use postal_code::PostalCodes;
pub use registration_id::RegistrationIds;
pub use restricted_form::is_restricted_form;
pub use spelling::fold_spelling;
pub use word_map::{WordMap, WordSet};

use crate::model::{CountryCode, CountryReading};
use country_file::CountryFile;
use doubled::doubled;
use words::{Names, Placeholders};

const COUNTRIES: &str = include_str!("../data/upstream/countries.tsv");
const COUNTRY_NUMBERS: &str = include_str!("../data/upstream/country_numbers.tsv");
const MARKETS: &str = include_str!("../data/upstream/markets.tsv");
const ADDRESSES: &str = include_str!("../data/upstream/addresses.tsv");
const SUBDIVISIONS: &str = include_str!("../data/upstream/subdivisions.tsv");
const REGISTRATION_IDS: &str = include_str!("../data/upstream/registration_ids.tsv");
const COUNTRY_NAMES: &str = include_str!("../data/country_names.tsv");
const POSTAL_CODE_MASKS: &str = include_str!("../data/postal_code_masks.tsv");
const POSTAL_CODE_PREFIXES: &str = include_str!("../data/postal_code_prefixes.tsv");
const WORDS: &str = include_str!("../data/words.toml");

/// Everything the data files say.
#[derive(Debug)]
pub struct Facts {
    countries: Vec<Country>,
    /// The place of each country in the list, by [`CountryCode::index`]; `NOWHERE` for codes that are no country.
    places: Vec<u8>,
    /// What each name stands for.
    names: Names<CountryName>,
    /// The countries behind each name that several share.
    candidates: Vec<Vec<CountryCode>>,
    address_placeholders: Placeholders,
}

/// No country has that place: there are fewer than 255.
const NOWHERE: u8 = u8::MAX;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CountryName {
    /// One country.
    Of(CountryCode),
    /// Several: an index into the sets of candidates.
    Shared(u8),
}

impl Facts {
    /// The facts that the program carries.
    pub fn builtin() -> &'static Facts {
        static BUILTIN: LazyLock<Facts> = LazyLock::new(Facts::load);
        &BUILTIN
    }

    fn load() -> Facts {
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
            countries.push(Country::new(code, facts, file));
        }
        let (names, candidates) = country_names();
        Facts { countries, places, names, candidates, address_placeholders: Placeholders::parse(WORDS) }
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
    pub fn read_country(&self, text: &str) -> CountryReading {
        let text = text.trim();
        if text.is_empty() {
            return CountryReading::Missing;
        }
        match self.country_name(text).or_else(|| doubled(text, |first, second| self.named_twice(first, second))) {
            Some(CountryName::Of(code)) => CountryReading::Known(code),
            Some(CountryName::Shared(_)) => CountryReading::Ambiguous,
            None => CountryReading::Unknown,
        }
    }

    /// What a code or a name stands for.
    fn country_name(&self, text: &str) -> Option<CountryName> {
        match CountryCode::new(text).and_then(|code| self.country(code)) {
            Some(country) => Some(CountryName::Of(country.code)),
            None => self.names.get(text),
        }
    }

    /// The country that two texts both stand for. Beside a name that several share, the other says which one.
    fn named_twice(&self, first: &str, second: &str) -> Option<CountryName> {
        let is_candidate =
            |set: u8, code: &CountryCode| self.candidates.get(usize::from(set)).is_some_and(|set| set.contains(code));
        match (self.country_name(first)?, self.country_name(second)?) {
            (CountryName::Of(one), CountryName::Of(other)) if one == other => Some(CountryName::Of(one)),
            (CountryName::Shared(set), CountryName::Of(code)) | (CountryName::Of(code), CountryName::Shared(set))
                if is_candidate(set, &code) =>
            {
                Some(CountryName::Of(code))
            }
            _ => None,
        }
    }

    /// The country whose name an unknown text most likely was meant to be; none if no name or two countries' are near.
    pub fn nearest_country(&self, text: &str) -> Option<CountryCode> {
        match self.names.nearest(text)? {
            CountryName::Of(code) => Some(code),
            CountryName::Shared(_) => None,
        }
    }

    /// The countries that share a name which [`read_country`](Self::read_country) found ambiguous. One of them may be
    /// a country that Partner Center does not know.
    pub fn country_candidates(&self, text: &str) -> &[CountryCode] {
        match self.names.get(text.trim()) {
            Some(CountryName::Shared(set)) => self.candidates.get(usize::from(set)).map_or(&[], Vec::as_slice),
            _ => &[],
        }
    }

    /// Whether a text only fills the place of an address: `test`, `n/a`, `xxx`, `-`.
    pub fn is_address_placeholder(&self, text: &str) -> bool {
        self.address_placeholders.holds(text)
    }

    /// The legal forms of companies. Read on first use, apart from the rest: only matching needs them.
    pub fn legal_forms(&self) -> &LegalForms {
        static LEGAL_FORMS: LazyLock<LegalForms> = LazyLock::new(LegalForms::load);
        &LEGAL_FORMS
    }
}

/// The meaning of every name, and the sets of candidates of names that are shared.
fn country_names() -> (Names<CountryName>, Vec<Vec<CountryCode>>) {
    let mut names = Names::default();
    let mut candidates: Vec<Vec<CountryCode>> = Vec::new();
    // Shared names stand first in their file and are entered first: Partner Center itself calls one country "Congo".
    for [name, codes, _language] in table::rows(COUNTRY_NAMES) {
        let codes: Vec<CountryCode> = codes.split(' ').filter_map(CountryCode::new).collect();
        let meaning = match codes.as_slice() {
            [] => continue,
            [code] => CountryName::Of(*code),
            _ => {
                let set = candidates.iter().position(|set| *set == codes).unwrap_or_else(|| {
                    candidates.push(codes);
                    candidates.len() - 1
                });
                CountryName::Shared(u8::try_from(set).unwrap_or(u8::MAX))
            }
        };
        names.insert(name, meaning);
    }
    for [code, alpha3, spellings @ .., _cultures] in table::rows::<7>(COUNTRIES) {
        let Some(code) = CountryCode::new(code) else { continue };
        for name in [alpha3].into_iter().chain(spellings).filter(|name| !name.is_empty()) {
            names.insert(name, CountryName::Of(code));
        }
    }
    for [code, number] in table::rows(COUNTRY_NUMBERS) {
        if let Some(code) = CountryCode::new(code) {
            names.insert(number, CountryName::Of(code));
        }
    }
    (names, candidates)
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
        table::assert_sound::<3>("country_names.tsv", COUNTRY_NAMES);
        table::assert_sound::<2>("postal_code_masks.tsv", POSTAL_CODE_MASKS);
        table::assert_sound::<2>("postal_code_prefixes.tsv", POSTAL_CODE_PREFIXES);
        table::assert_sound::<2>("registration_ids.tsv", REGISTRATION_IDS);
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
            assert_reads(&country.alpha3.to_lowercase(), country.code.as_str());
        }
    }

    /// A name that stands for two countries must say so by a row of its own, with both codes.
    #[test]
    fn no_name_is_shared_by_accident() {
        let (names, candidates) = country_names();
        let rows = table::rows(COUNTRY_NAMES).map(|[name, codes, _]| (name, codes));
        let upstream = table::rows::<7>(COUNTRIES)
            .flat_map(|[code, alpha3, center, iso, en, fr, _]| [alpha3, center, iso, en, fr].map(|name| (name, code)));
        for (name, code) in rows.chain(upstream).filter(|(name, _)| !name.is_empty()) {
            match names.get(name) {
                Some(CountryName::Of(found)) => assert_eq!(found.as_str(), code, "{name}"),
                Some(CountryName::Shared(set)) => {
                    let set = &candidates[usize::from(set)];
                    assert!(set.iter().any(|one| code.contains(one.as_str())), "{name}");
                }
                None => panic!("{name} is not found"),
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
            "Iran",
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
