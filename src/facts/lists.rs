//! The lists that names, mail addresses and choices are held against, read from `names.toml`, `choices.toml`,
//! `domains.toml` and `mail_domains.txt`.
//!
//! To add a word, add it to its data file; to add a list, a table there and a line here.

use std::sync::LazyLock;

use serde::Deserialize;

use super::edits::edits;
use super::word_map::{WordMap, WordSet};

/// How sure it is that a word of a list is what the list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    /// It is nothing else.
    Yes,
    /// It can be a real name too.
    Maybe,
}

/// What a word adds to a company name that may be no more than a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestWord {
    /// It makes the name a test.
    Certain,
    /// It makes the name a test when a noun stands beside it.
    Likely,
    /// A word such as "company".
    Noun,
    /// A word that changes nothing.
    Filler,
}

/// All the lists.
#[derive(Debug)]
pub struct Lists {
    /// Legal forms that Partner Center refuses as a whole company name.
    pub restricted_forms: WordSet,
    /// Characters that Partner Center refuses as a whole company name, sorted.
    pub symbols: Vec<char>,
    /// Ends of internet domains that a company name had better not contain.
    pub domain_endings: WordSet,
    /// Those of them that are legal forms too.
    pub endings_that_are_forms: WordSet,
    /// Ends of internet domains that are surely in use, so that the public suffix list need not be asked.
    pub plain_endings: WordSet,
    /// Abbreviations that are written before a dot without a space after it.
    pub abbreviations: WordSet,
    /// Words of company names that are tests.
    pub test_words: WordMap<TestWord>,
    /// First, middle and last names that are no name.
    pub placeholder_names: WordMap<Sure>,
    /// First and last names together that are surely nobody's.
    pub placeholder_whole_names: WordSet,
    /// Words of legal forms, dots left out.
    pub legal_endings: WordSet,
    /// What a spreadsheet writes into a cell whose formula failed.
    pub cell_errors: WordSet,
    /// Words that tell a school, standing alone between spaces.
    pub school_words: WordSet,
    /// Words that tell a school wherever they stand: scripts without spaces.
    pub school_words_anywhere: Vec<String>,
    /// `ac` in `ox.ac.uk`.
    pub school_second_levels: WordSet,
    /// Mail domains where anybody can have an address.
    pub free_mail: WordSet,
    /// Sites where companies have pages.
    pub shared_sites: WordSet,
    /// The parents of tenants' own domains: `onmicrosoft.com`.
    pub tenant_parents: Vec<String>,
    /// Mail domains that are often mistyped, the shortest first.
    pub often_mistyped: Vec<String>,
    /// Real domains that look like one of those mistyped.
    pub not_mistyped: WordSet,
    /// Ends of domains that exist nowhere, with what was meant, in the data file's order.
    pub mistyped_endings: Vec<(String, String)>,
    choices: WordMap<bool>,
    segments: WordMap<&'static str>,
    segment_words: Vec<(String, &'static str)>,
}

impl Lists {
    /// The lists that the program carries.
    pub fn builtin() -> &'static Lists {
        static BUILTIN: LazyLock<Lists> = LazyLock::new(Lists::parse);
        &BUILTIN
    }

    /// Whether anybody can have an address under this domain. `domain` as in an address, in any case.
    pub fn is_free_mail(&self, domain: &str) -> bool {
        self.free_mail.contains(domain)
    }

    /// Whether the domain is no single company's: free mail, or a site where many have pages.
    pub fn is_shared(&self, domain: &str) -> bool {
        self.free_mail.contains(domain) || self.shared_sites.contains(domain)
    }

    /// Whether the word is one of a legal form, with or without dots: `S.A.`, `z o.o.`'s `o.o.`.
    pub fn is_legal_form(&self, word: &str) -> bool {
        if !word.bytes().any(|byte| matches!(byte, b'.' | b'/')) {
            return self.legal_endings.contains(word);
        }
        let mut bare = [0; 16];
        let mut len = 0;
        for byte in word.bytes().filter(|byte| !matches!(byte, b'.' | b'/')) {
            let Some(place) = bare.get_mut(len) else { return false };
            *place = byte;
            len += 1;
        }
        std::str::from_utf8(&bare[..len]).is_ok_and(|bare| self.legal_endings.contains(bare))
    }

    fn parse() -> Lists {
        // The files are part of the program and held by the tests below; no input can meet these.
        let names: NamesFile = toml::from_str(include_str!("../data/names.toml")).expect("names.toml is well-formed");
        let choices: ChoicesFile =
            toml::from_str(include_str!("../data/choices.toml")).expect("choices.toml is well-formed");
        let domains: DomainsFile =
            toml::from_str(include_str!("../data/domains.toml")).expect("domains.toml is well-formed");
        let mail = include_str!("../data/mail_domains.txt").lines().filter(|line| !line.starts_with('#'));

        let mut symbols: Vec<char> = names.symbols.words.iter().flat_map(|symbol| symbol.chars()).collect();
        symbols.sort_unstable();
        let mut often_mistyped = domains.often_mistyped.words;
        often_mistyped.sort_by_key(String::len);
        let endings = || names.domain_endings.iter().chain(names.generic_domain_endings.iter());
        Lists {
            restricted_forms: names.restricted_forms.set(),
            symbols,
            domain_endings: WordSet::of(endings()),
            endings_that_are_forms: names.endings_that_are_forms.set(),
            plain_endings: WordSet::of(endings().filter(|ending| is_in_use(ending))),
            abbreviations: names.abbreviations.set(),
            test_words: names.test_names.map(),
            placeholder_names: names.placeholder_names.map(),
            placeholder_whole_names: WordSet::of(names.placeholder_names.whole.iter().map(String::as_str)),
            legal_endings: names.legal_endings.set(),
            cell_errors: choices.cell_errors.set(),
            school_words: WordSet::of(choices.school_words.words.iter().map(String::as_str)),
            school_words_anywhere: choices.school_words.anywhere,
            school_second_levels: WordSet::of(choices.school_domains.second_level.iter().map(String::as_str)),
            free_mail: WordSet::of(mail.filter(|line| !line.is_empty())),
            shared_sites: domains.shared_sites.set(),
            tenant_parents: domains.tenant_parents.words,
            often_mistyped,
            not_mistyped: domains.not_mistyped.set(),
            mistyped_endings: domains
                .mistyped_endings
                .into_iter()
                .filter_map(|(wrong, right)| Some((wrong, right.as_str()?.to_owned())))
                .filter(|(wrong, _)| wrong != "source")
                .collect(),
            choices: WordMap::new(
                choices.yes.iter().map(|word| (word, true)).chain(choices.no.iter().map(|word| (word, false))),
            ),
            segments: WordMap::new(choices.segments.words()),
            segment_words: choices.segments.words().map(|(word, name)| (word.to_lowercase(), name)).collect(),
        }
    }
}

/// Reads an answer to a yes-or-no question as people write it; `None` if it is neither.
pub fn read_yes_no(text: &str) -> Option<bool> {
    Lists::builtin().choices.get(text)
}

/// The contract's names for segments.
pub const SEGMENTS: [&str; 4] = ["commercial", "education-k12", "education-higher", "government"];

/// Reads a segment as people write it, and returns the contract's name for it; `None` if it is none of the four.
pub fn read_segment(text: &str) -> Option<&'static str> {
    Lists::builtin().segments.get(text)
}

/// A misspelt word for a segment is looked for among words of so many letters and more: `school` is, `edu` is not.
const SHORTEST_MISSPELT: usize = 6;

/// The segment that a text was meant to name which is one keystroke from a word for it, and from none for another.
pub fn nearest_segment(text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.trim().to_lowercase().chars().collect();
    if letters.len() < SHORTEST_MISSPELT {
        return None;
    }
    let is_near = |word: &str| edits(&letters, &word.chars().collect::<Vec<_>>(), 1) <= 1;
    let mut near = Lists::builtin().segment_words.iter().filter(|(word, _)| is_near(word)).map(|(_, segment)| *segment);
    let first = near.next()?;
    near.all(|other| other == first).then_some(first)
}

/// Whether the public suffix list knows the ending, given without its dot. A few on the page are retired, such as `an`.
fn is_in_use(ending: &str) -> bool {
    ending.is_ascii() && psl::suffix(ending.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

#[derive(Deserialize)]
struct Words {
    #[serde(alias = "domains")]
    words: Vec<String>,
}

impl Words {
    fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    fn set(&self) -> WordSet {
        WordSet::of(self.iter())
    }
}

#[derive(Deserialize)]
struct NamesFile {
    restricted_forms: Words,
    symbols: Words,
    domain_endings: Words,
    generic_domain_endings: Words,
    endings_that_are_forms: Words,
    abbreviations: Words,
    test_names: TestNames,
    placeholder_names: PlaceholderNames,
    legal_endings: Words,
}

#[derive(Deserialize)]
struct TestNames {
    certain: Vec<String>,
    likely: Vec<String>,
    nouns: Vec<String>,
    fillers: Vec<String>,
}

impl TestNames {
    fn map(&self) -> WordMap<TestWord> {
        let lists = [
            (&self.certain, TestWord::Certain),
            (&self.likely, TestWord::Likely),
            (&self.nouns, TestWord::Noun),
            (&self.fillers, TestWord::Filler),
        ];
        WordMap::new(lists.into_iter().flat_map(|(words, kind)| words.iter().map(move |word| (word.as_str(), kind))))
    }
}

#[derive(Deserialize)]
struct PlaceholderNames {
    certain: Vec<String>,
    likely: Vec<String>,
    whole: Vec<String>,
}

impl PlaceholderNames {
    fn map(&self) -> WordMap<Sure> {
        let certain = self.certain.iter().map(|word| (word.as_str(), Sure::Yes));
        let likely = self.likely.iter().map(|word| (word.as_str(), Sure::Maybe));
        WordMap::new(likely.chain(certain))
    }
}

#[derive(Deserialize)]
struct ChoicesFile {
    cell_errors: Words,
    yes: Words,
    no: Words,
    segments: Segments,
    school_words: SchoolWords,
    school_domains: SchoolDomains,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Segments {
    commercial: Vec<String>,
    education_k12: Vec<String>,
    education_higher: Vec<String>,
    government: Vec<String>,
}

impl Segments {
    /// Every word with the segment that it names.
    fn words(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let words = [&self.commercial, &self.education_k12, &self.education_higher, &self.government];
        let lists = words.into_iter().zip(SEGMENTS);
        lists.flat_map(|(words, name)| words.iter().map(move |word| (word.as_str(), name)))
    }
}

#[derive(Deserialize)]
struct SchoolWords {
    words: Vec<String>,
    anywhere: Vec<String>,
}

#[derive(Deserialize)]
struct SchoolDomains {
    second_level: Vec<String>,
}

#[derive(Deserialize)]
struct DomainsFile {
    tenant_parents: Words,
    shared_sites: Words,
    often_mistyped: Words,
    not_mistyped: Words,
    mistyped_endings: toml::Table,
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 3] = [
        include_str!("../data/names.toml"),
        include_str!("../data/choices.toml"),
        include_str!("../data/domains.toml"),
    ];

    #[test]
    fn every_list_names_its_source() {
        for file in FILES {
            let tables: toml::Table = toml::from_str(file).expect("well-formed");
            for (name, table) in tables {
                assert!(table.get("source").and_then(toml::Value::as_str).is_some(), "[{name}] lacks a source");
            }
        }
    }

    #[test]
    fn no_list_holds_a_word_twice() {
        fn lists(value: &toml::Value, name: &str) {
            match value {
                toml::Value::Table(table) => {
                    for (key, value) in table {
                        lists(value, &format!("{name}.{key}"));
                    }
                }
                toml::Value::Array(words) => {
                    let mut words: Vec<String> =
                        words.iter().map(|word| word.as_str().expect("a word").to_lowercase()).collect();
                    words.sort_unstable();
                    for pair in words.windows(2) {
                        assert_ne!(pair[0], pair[1], "{name} holds it twice");
                    }
                }
                _ => {}
            }
        }
        for file in FILES {
            lists(&toml::from_str(file).expect("well-formed"), "");
        }
    }

    #[test]
    fn the_published_lists_are_whole() {
        let lists = Lists::builtin();
        assert_eq!(lists.restricted_forms.len(), 36);
        assert_eq!(lists.symbols.len(), 38);
        let names: NamesFile = toml::from_str(FILES[0]).expect("well-formed");
        assert_eq!(names.domain_endings.words.len(), 276);
        assert!(lists.plain_endings.contains("de") && !lists.plain_endings.contains("an"));
    }

    #[test]
    fn words_lead_to_one_choice_only() {
        let choices: ChoicesFile = toml::from_str(FILES[1]).expect("well-formed");
        for word in choices.yes.iter() {
            assert_eq!(read_yes_no(word), Some(true), "{word}");
        }
        for word in choices.no.iter() {
            assert_eq!(read_yes_no(word), Some(false), "{word}");
        }
        let segments = &choices.segments;
        for (name, words) in [
            ("commercial", &segments.commercial),
            ("education-k12", &segments.education_k12),
            ("education-higher", &segments.education_higher),
            ("government", &segments.government),
        ] {
            assert!(words.iter().any(|word| word == name), "{name} is its own word");
            for word in words {
                assert_eq!(read_segment(word), Some(name), "{word}");
            }
        }
        assert_eq!(read_yes_no("maybe"), None);
        assert_eq!(read_segment("retail"), None);
    }

    #[test]
    fn mail_domains_are_plain_and_in_use() {
        let file = include_str!("../data/mail_domains.txt");
        let mut before = std::collections::BTreeSet::new();
        for domain in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(before.insert(domain), "{domain} comes twice");
            assert_eq!(domain, domain.to_ascii_lowercase());
            assert!(crate::facts::domain::registrable(domain).is_some(), "{domain} is no domain");
        }
        assert!(before.len() > 150);
        let lists = Lists::builtin();
        for domain in &lists.often_mistyped {
            assert!(lists.is_free_mail(domain), "{domain} is in mail_domains.txt");
        }
    }

    #[test]
    fn mistyped_endings_do_not_exist() {
        let lists = Lists::builtin();
        assert!(lists.mistyped_endings.iter().any(|(wrong, right)| wrong == "con" && right == "com"));
        for (wrong, right) in &lists.mistyped_endings {
            assert!(!is_in_use(wrong), "{wrong} exists");
            assert!(is_in_use(right), "{right} does not exist");
        }
    }
}
