//! What a country's name stands for, in any language.
//!
//! Two lists answer. The spellings of this project and Partner Center's own are few and are entered in a hash table. The
//! names in many languages lie sorted in their file, which is searched where it stands, so that they cost nothing until one
//! is asked for. The first list wins where the two differ.

use std::sync::LazyLock;

use super::table;
use super::words::{Names, name_key};
use crate::model::{CountryCode, Lang};

pub(super) const COUNTRY_NAMES: &str = include_str!("../data/country_names.tsv");
pub(super) const NAMES_BY_LANGUAGE: &str = include_str!("../data/upstream/country_names.tsv");
pub(super) const COUNTRY_NAMES_IN: &str = include_str!("../data/upstream/country_names_in.tsv");

const UNSERVED_COUNTRIES: &str = include_str!("../data/unserved_countries.tsv");

/// How many names are entered, or a few more.
const NAMES: usize = 3500;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountryName {
    /// One country.
    Of(CountryCode),
    /// Several: their codes as the data has them, with blanks between.
    Shared(&'static str),
}

impl CountryName {
    /// The meaning of one code or several.
    fn read(codes: &'static str) -> Option<CountryName> {
        match CountryCode::new(codes) {
            Some(code) => Some(CountryName::Of(code)),
            None => codes.contains(' ').then_some(CountryName::Shared(codes)),
        }
    }

    /// The codes of the countries it may be.
    pub(super) fn codes(self) -> Vec<CountryCode> {
        match self {
            CountryName::Of(code) => vec![code],
            CountryName::Shared(codes) => codes.split(' ').filter_map(CountryCode::new).collect(),
        }
    }

    /// Whether it may be this country.
    fn may_be(self, code: CountryCode) -> bool {
        match self {
            CountryName::Of(one) => one == code,
            CountryName::Shared(codes) => codes.split(' ').any(|one| one == code.as_str()),
        }
    }

    /// The country that two names both stand for. Beside a name that several share, the other says which one.
    pub(super) fn both(self, other: CountryName) -> Option<CountryName> {
        let code = match (self, other) {
            (CountryName::Of(code), name) | (name, CountryName::Of(code)) => {
                Some(code).filter(|code| name.may_be(*code))
            }
            _ => None,
        };
        code.map(CountryName::Of)
    }
}

/// Names of countries and what each stands for.
#[derive(Debug)]
pub(super) struct CountryNames {
    listed: Names<CountryName>,
}

impl CountryNames {
    /// The names that the program carries, entered when the first is asked for: a list with codes does without.
    pub(super) fn builtin() -> &'static CountryNames {
        static BUILTIN: LazyLock<CountryNames> = LazyLock::new(CountryNames::load);
        &BUILTIN
    }

    fn load() -> CountryNames {
        let mut listed = Names::with_capacity(NAMES);
        // First come, first kept: Partner Center itself calls one country "Congo".
        for [name, codes, _language] in table::rows(COUNTRY_NAMES) {
            if let Some(meaning) = CountryName::read(codes) {
                listed.insert(name, meaning);
            }
        }
        for [code, alpha3, spellings @ .., _cultures] in table::rows::<7>(super::COUNTRIES) {
            let Some(code) = CountryCode::new(code).map(CountryName::Of) else { continue };
            listed.insert_code(alpha3, code);
            for name in spellings.into_iter().filter(|name| !name.is_empty()) {
                listed.insert(name, code);
            }
        }
        for [code, alpha3, number, en, fr] in table::rows(UNSERVED_COUNTRIES) {
            let Some(meaning) = CountryCode::new(code).map(CountryName::Of) else { continue };
            listed.insert_code(alpha3, meaning);
            listed.insert_code(number, meaning);
            listed.insert(en, meaning);
            listed.insert(fr, meaning);
        }
        for [code, number] in table::rows(super::COUNTRY_NUMBERS) {
            if let Some(code) = CountryCode::new(code) {
                listed.insert_code(number, CountryName::Of(code));
            }
        }
        CountryNames { listed }
    }

    /// What a name, an alpha-3 code or a number stands for.
    pub(super) fn get(&self, text: &str) -> Option<CountryName> {
        self.listed.get_spelt(text).or_else(|| {
            let key = name_key(text);
            self.listed.get_key(&key).or_else(|| CountryName::read(by_language(&key)?))
        })
    }

    /// What a misspelt name was meant to stand for.
    pub(super) fn nearest(&self, text: &str) -> Option<CountryName> {
        self.listed.nearest(text)
    }
}

/// The codes of a name in the table of names by language.
fn by_language(key: &str) -> Option<&'static str> {
    static BODY: LazyLock<&str> = LazyLock::new(|| table::body(NAMES_BY_LANGUAGE));
    table::find(&BODY, key)
}

/// What a country is called in a language other than English and French.
pub(super) fn translated(code: CountryCode, lang: Lang) -> Option<&'static str> {
    let mut rows = table::rows::<6>(COUNTRY_NAMES_IN);
    let [_, de, es, pt, pl, tr] = rows.find(|[own, ..]| *own == code.as_str())?;
    match lang {
        Lang::En | Lang::Fr => None,
        Lang::De => Some(de),
        Lang::Es => Some(es),
        Lang::Pt => Some(pt),
        Lang::Pl => Some(pl),
        Lang::Tr => Some(tr),
    }
}

/// What a country is called that Partner Center does not have.
pub(super) fn unserved_name(code: CountryCode, lang: Lang) -> Option<&'static str> {
    let mut rows = table::rows::<5>(UNSERVED_COUNTRIES);
    rows.find(|[own, ..]| *own == code.as_str()).map(|[_, _, _, en, fr]| match lang {
        Lang::En => en,
        Lang::Fr => fr,
        Lang::De | Lang::Es | Lang::Pt | Lang::Pl | Lang::Tr => translated(code, lang).unwrap_or(en),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;

    /// Every name of the two lists with the codes beside it.
    fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
        let listed = table::rows(COUNTRY_NAMES).map(|[name, codes, _language]| (name, codes));
        let upstream = table::rows::<7>(super::super::COUNTRIES)
            .flat_map(|[code, alpha3, center, iso, en, fr, _]| [alpha3, center, iso, en, fr].map(|name| (name, code)));
        let unserved = table::rows::<5>(UNSERVED_COUNTRIES)
            .flat_map(|[code, alpha3, number, en, fr]| [alpha3, number, en, fr].map(|name| (name, code)));
        listed.chain(upstream).chain(unserved).filter(|(name, _)| !name.is_empty())
    }

    #[test]
    fn the_tables_are_sound() {
        table::assert_sound::<3>("country_names.tsv", COUNTRY_NAMES);
        table::assert_sound::<5>("unserved_countries.tsv", UNSERVED_COUNTRIES);
        table::assert_sound::<6>("upstream/country_names_in.tsv", COUNTRY_NAMES_IN);
        table::assert_sound::<2>("upstream/country_names.tsv", NAMES_BY_LANGUAGE);
        for (name, codes) in rows().chain(table::rows(NAMES_BY_LANGUAGE).map(|[name, codes]| (name, codes))) {
            for code in codes.split(' ') {
                let known = CountryCode::new(code).and_then(|code| Facts::builtin().country_name_in(code, Lang::En));
                assert!(known.is_some(), "{name}: {code}");
            }
        }
    }

    #[test]
    fn names_by_language_lie_in_the_order_they_are_searched_in() {
        let names: Vec<_> = table::rows(NAMES_BY_LANGUAGE).collect();
        assert!(names.is_sorted_by(|[before, _], [after, _]| before < after));
        for [name, codes] in names {
            assert_eq!(by_language(name), Some(codes), "{name}");
        }
    }

    /// A name that stands for two countries must say so by a row of its own, with both codes.
    #[test]
    fn no_listed_name_is_shared_by_accident() {
        let names = CountryNames::load();
        for (name, codes) in rows() {
            let found = names.get(name).map(CountryName::codes).unwrap_or_default();
            let told = CountryName::read(codes).map(CountryName::codes).unwrap_or_default();
            assert!(told.iter().all(|code| found.contains(code)), "{name}: {found:?}");
        }
    }

    /// Where one language's name of a country is another language's name of another, or where the lists differ, nothing
    /// is guessed. Every such name is here: a new one has to be thought about.
    #[test]
    fn names_of_two_countries_in_two_languages_are_known() {
        let names = CountryNames::load();
        let mut found: Vec<&str> = Vec::new();
        for [name, codes] in table::rows(NAMES_BY_LANGUAGE) {
            let meaning = names.get(name).unwrap_or_else(|| panic!("{name}: the table was made by another folding"));
            if codes.contains(' ') || CountryName::read(codes) != Some(meaning) {
                found.push(name);
            }
        }
        let mut known = [
            "An Chóiré",
            "An Congó",
            "Công-gô",
            "Cộng hòa Congo",
            "Congo",
            "Eyran",
            "Guayana",
            "Guiana",
            "Kongo",
            "Nga",
            "República Democrática do Congo",
            "Saint Martin",
            "San Martín",
            "São Martinho",
            "Shen Martin",
            "Κονγκό",
            "Конго",
            "Свети Мартин",
            "كونگو",
            "کانگو",
            "काँगो",
            "कांगो",
            "ကွန်ဂို",
            "콩고",
            "កុងហ្គោ",
        ]
        .map(name_key);
        known.sort_unstable();
        assert_eq!(found, known);
        for name in known.iter().filter(|name| *name != "republica democratica do congo") {
            assert!(matches!(names.get(name), Some(CountryName::Shared(_))), "{name}");
        }
    }

    /// In each language of the contract: a name, and what it stands for.
    #[test]
    fn countries_are_read_in_many_languages() {
        let names = CountryNames::load();
        for (text, code) in [
            ("Duitsland", "DE"),
            ("NIEMCY", "DE"),
            ("Allemagne", "DE"),
            ("Saksa", "DE"),
            ("Vācija", "DE"),
            ("Németország", "DE"),
            ("Ujerumani", "DE"),
            ("Tyskland", "DE"),
            ("Þýskaland", "DE"),
            ("Germaniya", "DE"),
            ("Γερμανία", "DE"),
            ("Германия", "DE"),
            ("Німеччина", "DE"),
            ("Немачка", "DE"),
            ("גרמניה", "DE"),
            ("ألمانيا", "DE"),
            ("المانيا", "DE"),
            ("آلمان", "DE"),
            ("जर्मनी", "DE"),
            ("জার্মানি", "DE"),
            ("เยอรมนี", "DE"),
            ("Đức", "DE"),
            ("ドイツ", "DE"),
            ("독일", "DE"),
            ("德国", "DE"),
            ("德國", "DE"),
            ("გერმანია", "DE"),
            ("Գերմանիա", "DE"),
            ("Almaniya", "DE"),
            ("An Ghearmáin", "DE"),
            ("Il-Ġermanja", "DE"),
            ("Gjermani", "DE"),
            ("Jerman", "DE"),
            ("Alemanya", "DE"),
            ("İspanya", "ES"),
            ("Ísland", "IS"),
            ("Mỹ", "US"),
            ("MỸ", "US"),
            ("ДР Конго", "CD"),
            ("République de Pologne", "PL"),
            ("Rzeczpospolita Polska", "PL"),
            ("Bundesrepublik Deutschland", "DE"),
            ("República Federativa do Brasil", "BR"),
            ("Islas Canarias", "ES"),
            ("Kanarische Inseln", "ES"),
            ("Türkei", "TR"),
            ("Eswatini", "SZ"),
            ("Swaziland", "SZ"),
            ("Cabo Verde", "CV"),
            ("K.S.A.", "SA"),
            ("NGA", "NG"),
            ("DPRK", "KP"),
            ("Северная Корея", "KP"),
            ("Islamic Republic of Iran", "IR"),
        ] {
            assert_eq!(names.get(text), CountryName::read(code), "{text}");
        }
        // Accents tell a short name from a code, and capitals a code from a name.
        assert_eq!(names.get("my"), None);
        assert_eq!(names.get("Nga"), CountryName::read("NG RU"));
    }
}
