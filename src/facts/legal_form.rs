//! Legal forms of companies (ISO 20275): `GmbH`, `S.A.S.`, `ООО`, `株式会社`; and company names without theirs.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::core_name::{drop_joining_words, is_cjk, joining_letter, write_words};
use super::table;
use crate::model::CountryCode;

pub(super) const LEGAL_FORMS: &str = include_str!("../data/upstream/legal_forms.tsv");

/// The kind of company that a legal form makes, across countries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegalClass {
    /// Limited liability company: `GmbH`, `SARL`, `Ltd`.
    LimitedCompany,
    /// Stock company: `AG`, `SA`, `PLC`.
    StockCompany,
    /// Limited partnership: `KG`, `LP`.
    LimitedPartnership,
    /// Limited liability partnership: `LLP`.
    LimitedLiabilityPartnership,
    /// General partnership: `OHG`, `SNC`.
    GeneralPartnership,
    /// Sole proprietor: `e.K.`, `EI`.
    SoleProprietor,
    /// Cooperative: `eG`.
    Cooperative,
    /// A form whose kind the data does not tell.
    Unknown,
}

/// One legal form.
#[derive(Debug)]
pub struct LegalForm {
    class: LegalClass,
    canonical: &'static str,
    /// Where it is a form; empty for anywhere.
    countries: Vec<CountryCode>,
}

impl LegalForm {
    /// The kind of company.
    pub fn class(&self) -> LegalClass {
        self.class
    }

    /// One spelling for all of the form's: `ltd` for `Limited` and `Ltd.`; empty when the data does not tell.
    pub fn canonical(&self) -> &'static str {
        self.canonical
    }

    /// Takes in what another row says of the same spelling.
    fn take_in(&mut self, other: LegalForm) {
        if self.countries.is_empty() || other.countries.is_empty() {
            self.countries.clear();
        } else {
            self.countries.extend(other.countries);
        }
        if self.class == LegalClass::Unknown {
            self.class = other.class;
        }
        if self.canonical.is_empty() {
            self.canonical = other.canonical;
        }
    }

    /// Whether the form is used in a country. Without a country a short form of a few countries does not count:
    /// `PT` and `AB` are words elsewhere.
    fn is_used_in(&self, country: Option<CountryCode>, words: &str) -> bool {
        match country {
            _ if self.countries.is_empty() => true,
            Some(country) => self.countries.contains(&country),
            None => words.len() > 2,
        }
    }
}

/// Every legal form, by the words of its spellings.
#[derive(Debug, Default)]
pub struct LegalForms {
    list: Vec<LegalForm>,
    at_end: Spellings,
    at_start: Spellings,
    /// Forms in Chinese, Japanese and Korean, which stand at either end without a blank; longest first.
    glued: Vec<(String, u16)>,
}

/// The spellings of forms that stand at one end of a name.
#[derive(Debug)]
struct Spellings {
    /// The words of each spelling, and the form's place in the list.
    forms: HashMap<String, u16, FixedState>,
    /// For each outermost word of a spelling, the most words that a spelling with it has. Most names end here.
    outermost: HashMap<String, usize, FixedState>,
}

impl Default for Spellings {
    fn default() -> Self {
        Spellings {
            forms: HashMap::with_hasher(FixedState::default()),
            outermost: HashMap::with_hasher(FixedState::default()),
        }
    }
}

/// How many forms may stand at the end of a name, one after the other: `Contoso Limited LLC`.
const MOST_FORMS: usize = 2;

impl LegalForms {
    pub(super) fn load() -> LegalForms {
        let mut forms = LegalForms::default();
        let mut words = String::new();
        for [spelling, at, countries, class, canonical] in table::rows(LEGAL_FORMS) {
            write_words(spelling, &mut words);
            let spellings = if at == "start" { &mut forms.at_start } else { &mut forms.at_end };
            let countries = countries.split(' ').filter_map(CountryCode::new).collect();
            let form = LegalForm { class: to_class(class), canonical, countries };
            // `SA` and `S. A.` are one spelling here, and may stand in the table for different countries.
            if let Some(known) = spellings.find(&words).and_then(|place| forms.list.get_mut(usize::from(place))) {
                known.take_in(form);
                continue;
            }
            let place = u16::try_from(forms.list.len()).unwrap_or(u16::MAX);
            forms.list.push(form);
            spellings.insert(&words, at, place);
            if words.chars().all(is_cjk) && words.chars().nth(1).is_some() {
                forms.glued.push((words.clone(), place));
            }
        }
        forms.glued.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        forms
    }

    /// Writes the core of a company name: its words (see the module `core_name`) without its legal form and without
    /// words that only join others. Returns the form that was left out, the one nearest to the core if there are two.
    ///
    /// Two names with the same core are the same name, legal form apart. The core depends on the country, since what is
    /// a legal form in one is a word in another; compare with a list that has no countries by the core for `None`.
    /// The core is empty only when the name holds no letter and no digit.
    pub fn core_name(&self, name: &str, country: Option<CountryCode>, out: &mut String) -> Option<&LegalForm> {
        write_words(name, out);
        let mut found = None;
        if !name.is_ascii() {
            found = self.strip_glued(out);
        }
        for _ in 0..MOST_FORMS {
            match self.strip_end(country, out) {
                Some(form) => found = Some(form),
                None => break,
            }
        }
        found = self.strip_start(country, out).or(found);
        drop_joining_words(out, country.and_then(|country| joining_letter(country.as_str())));
        found
    }

    /// Whether a word of three letters or more is a legal form in a country by itself, such as one that was moved to the
    /// other end of the name.
    pub fn is_form(&self, word: &str, country: Option<CountryCode>) -> bool {
        let is_used = |place: u16| self.list.get(usize::from(place)).is_some_and(|form| form.is_used_in(country, word));
        word.len() >= 3 && [&self.at_end, &self.at_start].iter().any(|at| at.find(word).is_some_and(is_used))
    }

    fn strip_end(&self, country: Option<CountryCode>, name: &mut String) -> Option<&LegalForm> {
        let last = name.rsplit(' ').next()?;
        let most = *self.at_end.outermost.get(last)?;
        // From the longest to the shortest, and never all of the name.
        let starts = name.rmatch_indices(' ').map(|(space, _)| space).take(most);
        let (form, core) = starts.filter_map(|space| Some((self.at_end.find(&name[space + 1..])?, space))).fold(
            None,
            |longest, (place, space)| {
                let form = self.list.get(usize::from(place))?;
                if form.is_used_in(country, &name[space + 1..]) { Some((form, space)) } else { longest }
            },
        )?;
        // `GmbH & Co. KG`: the joining word before the form goes with it.
        name.truncate(core);
        while let Some(rest) = name.strip_suffix(" &") {
            name.truncate(rest.len());
        }
        Some(form)
    }

    fn strip_start(&self, country: Option<CountryCode>, name: &mut String) -> Option<&LegalForm> {
        let first = name.split(' ').next()?;
        let most = *self.at_start.outermost.get(first)?;
        let ends = name.match_indices(' ').map(|(space, _)| space).take(most);
        let (form, core) = ends.filter_map(|space| Some((self.at_start.find(&name[..space])?, space))).fold(
            None,
            |longest, (place, space)| {
                let form = self.list.get(usize::from(place))?;
                if form.is_used_in(country, &name[..space]) { Some((form, space + 1)) } else { longest }
            },
        )?;
        name.drain(..core);
        Some(form)
    }

    /// Chinese, Japanese and Korean names are written without blanks. Their forms are unmistakable anywhere.
    fn strip_glued(&self, name: &mut String) -> Option<&LegalForm> {
        for (words, place) in &self.glued {
            if name.len() == words.len() {
                continue;
            }
            if name.ends_with(words.as_str()) {
                name.truncate(name.len() - words.len());
            } else if name.starts_with(words.as_str()) {
                name.drain(..words.len());
            } else {
                continue;
            }
            let start = name.len() - name.trim_start().len();
            name.drain(..start);
            name.truncate(name.trim_end().len());
            return self.list.get(usize::from(*place));
        }
        None
    }
}

impl Spellings {
    fn insert(&mut self, words: &str, at: &str, place: u16) {
        let outermost = if at == "start" { words.split(' ').next() } else { words.rsplit(' ').next() };
        let Some(outermost) = outermost.filter(|word| !word.is_empty()) else { return };
        self.forms.insert(words.to_owned(), place);
        let most = self.outermost.entry_ref(outermost).or_insert(0);
        *most = (*most).max(words.split(' ').count());
    }

    fn find(&self, words: &str) -> Option<u16> {
        self.forms.get(words).copied()
    }
}

fn to_class(word: &str) -> LegalClass {
    match word {
        "LLC" => LegalClass::LimitedCompany,
        "JSC" => LegalClass::StockCompany,
        "LP" => LegalClass::LimitedPartnership,
        "LLP" => LegalClass::LimitedLiabilityPartnership,
        "GP" => LegalClass::GeneralPartnership,
        "SP" => LegalClass::SoleProprietor,
        "COOP" => LegalClass::Cooperative,
        _ => LegalClass::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;

    #[track_caller]
    fn core(name: &str, country: &str) -> String {
        let mut out = String::new();
        Facts::builtin().legal_forms().core_name(name, CountryCode::new(country), &mut out);
        out
    }

    #[test]
    fn the_table_is_sound() {
        table::assert_sound::<5>("legal_forms.tsv", LEGAL_FORMS);
        for [spelling, at, countries, class, _] in table::rows::<5>(LEGAL_FORMS) {
            assert!(matches!(at, "start" | "end"), "{spelling}: {at}");
            assert!(class.is_empty() || to_class(class) != LegalClass::Unknown, "{spelling}: {class}");
            assert!(
                countries == "*" || countries.split(' ').all(|code| CountryCode::new(code).is_some()),
                "{spelling}"
            );
        }
    }

    #[test]
    fn spellings_of_one_company_meet() {
        for (names, country, expected) in [
            (["Contoso S.A.S.", "CONTOSO SAS", "Contoso S A S", "SAS Contoso"], "FR", "contoso"),
            (
                ["Contoso GmbH", "Contoso G.m.b.H.", "CONTOSO Gesellschaft mit beschränkter Haftung", "Contoso mbH"],
                "DE",
                "contoso",
            ),
            (
                ["Meyer GmbH & Co. KG", "Meyer GmbH & Co.KG", "Meyer GmbH und Co KG", "MEYER GMBH & CO. KG"],
                "DE",
                "meyer",
            ),
            (
                [
                    "Kowalski Sp. z o.o.",
                    "Kowalski Sp. z o. o.",
                    "KOWALSKI SP Z O O",
                    "Kowalski spółka z ograniczoną odpowiedzialnością",
                ],
                "PL",
                "kowalski",
            ),
            (["Contoso Ltd", "Contoso Limited", "Contoso Co., Ltd.", "Contoso LTD."], "GB", "contoso"),
            (["Contoso Inc", "Contoso, Inc.", "Contoso Incorporated", "Contoso Corp."], "US", "contoso"),
            (
                [
                    "ООО «Ромашка»",
                    "OOO Romashka",
                    "Ромашка ООО",
                    "Общество с ограниченной ответственностью \"Ромашка\"",
                ],
                "RU",
                "romashka",
            ),
            (["株式会社日立", "日立株式会社", "㈱日立", "日立 株式会社"], "JP", "日立"),
            (["PT Contoso", "PT. Contoso Tbk", "P.T. Contoso", "Contoso PT"], "ID", "contoso"),
            (["UAB Contoso", "UAB \"Contoso\"", "Contoso, UAB", "Contoso UAB"], "LT", "contoso"),
            (["Smith & Sons Ltd", "Smith and Sons Limited", "SMITH + SONS LTD", "Smith & Sons"], "GB", "smith sons"),
            (["Alimentación S.A.", "ALIMENTACION SA", "Alimentación, S. A.", "Alimentacion S A"], "ES", "alimentacion"),
            (["Lantia a.s.", "LANTIA AS", "Lantia, a. s.", "Lantia A.S."], "CZ", "lantia"),
            (["Novák s.r.o.", "NOVÁK S.R.O.", "Novak s. r. o.", "Novak sro"], "CZ", "novak"),
            (
                ["Silva e Filhos Lda.", "Silva & Filhos, Lda", "SILVA E FILHOS LDA", "Silva e Filhos Limitada"],
                "PT",
                "silva filhos",
            ),
            (["阿里巴巴有限公司", "阿里巴巴 有限公司", "阿里巴巴", "阿里巴巴有限责任公司"], "CN", "阿里巴巴"),
        ] {
            for name in names {
                assert_eq!(core(name, country), expected, "{name}");
            }
        }
    }

    #[test]
    fn what_tells_companies_apart_stays() {
        for (name, country, expected) in [
            ("Alpha II", "LT", "alpha ii"),
            ("Alpha II Ltd", "GB", "alpha ii"),
            ("Alpha I GmbH", "DE", "alpha i"),
            ("Contoso Foundation", "US", "contoso foundation"),
            ("Contoso Trust", "AU", "contoso trust"),
            ("Bank of Contoso Ltd", "GB", "bank of contoso"),
            ("AB Foods", "GB", "ab foods"),
            ("PT Cruisers", "US", "pt cruisers"),
            ("Company", "US", "company"),
            ("Limited", "GB", "limited"),
            ("GmbH & Co. KG", "DE", "gmbh"),
            ("AS Roma", "IT", "as roma"),
            ("株式会社", "JP", "株式会社"),
            ("", "US", ""),
        ] {
            assert_eq!(core(name, country), expected, "{name}");
        }
    }

    #[test]
    fn the_country_decides_what_is_a_form() {
        assert_eq!(core("PT Contoso", "ID"), "contoso");
        assert_eq!(core("PT Contoso", ""), "pt contoso");
        assert_eq!(core("AB Contoso", "SE"), "contoso");
        assert_eq!(core("Contoso AG", ""), "contoso");
        assert_eq!(core("OOO Contoso", ""), "contoso");
    }

    #[test]
    fn the_form_says_what_kind_of_company_it_is() {
        for (name, country, class, canonical) in [
            ("Contoso Limited", "GB", LegalClass::LimitedCompany, "ltd"),
            ("Contoso AG", "CH", LegalClass::StockCompany, "ag"),
            ("Meyer GmbH & Co. KG", "DE", LegalClass::LimitedPartnership, "gmbhcokg"),
        ] {
            let mut out = String::new();
            let form = Facts::builtin().legal_forms().core_name(name, CountryCode::new(country), &mut out).unwrap();
            assert_eq!((form.class(), form.canonical()), (class, canonical), "{name}");
        }
        let mut out = String::new();
        assert!(Facts::builtin().legal_forms().core_name("Contoso", None, &mut out).is_none());
    }
}
