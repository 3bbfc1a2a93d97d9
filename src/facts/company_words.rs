//! What single words of company names mean: ordinary words, abbreviations, what people add to a name.

use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use serde::Deserialize;

use super::core_name::write_words;
use super::edits::edits;
use super::spelling::folded;

/// How much it says that two companies have a word in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WordKind {
    /// As much as its rarity.
    #[default]
    Plain,
    /// Little: one company in some hundreds has it.
    Ordinary,
    /// Very little: one company in some dozens has it.
    Common,
    /// Nothing: it is left over from a legal form.
    Legal,
}

/// The words of company names.
#[derive(Debug)]
pub struct CompanyWords {
    kinds: HashMap<String, WordKind, FixedState>,
    canonical: HashMap<String, String, FixedState>,
    /// Longest first, each in words.
    additions: Vec<Vec<String>>,
    tails: Vec<Vec<String>>,
    marked_tails: Vec<String>,
    legal_words: Vec<String>,
    misspelt_forms: Vec<String>,
    /// The words that an addition ends with or a tail begins with: most names have none.
    hints: HashSet<String, FixedState>,
}

#[derive(Deserialize)]
struct File {
    common: Vec<String>,
    ordinary: Vec<String>,
    legal_words: Vec<String>,
    misspelt_forms: Vec<String>,
    additions: Vec<String>,
    tails: Vec<String>,
    marked_tails: Vec<String>,
    abbreviations: Vec<Vec<String>>,
}

impl CompanyWords {
    /// The words that the program carries.
    pub fn builtin() -> &'static CompanyWords {
        static BUILTIN: LazyLock<CompanyWords> = LazyLock::new(|| {
            // The file is part of the program, and a test holds that it can be read.
            toml::from_str::<File>(include_str!("../data/company_words.toml"))
                .map(CompanyWords::new)
                .unwrap_or_default()
        });
        &BUILTIN
    }

    fn new(file: File) -> Self {
        let mut words = CompanyWords::default();
        for group in &file.abbreviations {
            let Some((canonical, short)) = group.split_first() else { continue };
            for word in short {
                words.canonical.entry(folded(word)).or_insert_with(|| folded(canonical));
            }
        }
        for (list, kind) in [
            (&file.legal_words, WordKind::Legal),
            (&file.common, WordKind::Common),
            (&file.ordinary, WordKind::Ordinary),
        ] {
            for word in list {
                let word = words.canonical(&folded(word)).map_or_else(|| folded(word), str::to_owned);
                words.kinds.entry(word).or_insert(kind);
            }
        }
        words.legal_words = file.legal_words.iter().map(|word| folded(word)).collect();
        words.misspelt_forms = file.misspelt_forms;
        words.additions = phrases(&file.additions);
        words.tails = phrases(&file.tails);
        words.marked_tails = file.marked_tails;
        words.hints.extend(words.additions.iter().filter_map(|phrase| phrase.last().cloned()));
        words.hints.extend(words.tails.iter().filter_map(|phrase| phrase.first().cloned()));
        words
    }

    /// What a word says. The word is in its one spelling (see [`fold_spelling`](super::fold_spelling)).
    pub fn kind(&self, word: &str) -> WordKind {
        self.kinds.get(word).copied().unwrap_or_default()
    }

    /// The word that this one is short for.
    pub fn canonical(&self, word: &str) -> Option<&str> {
        self.canonical.get(word).map(String::as_str)
    }

    /// Whether a word at the end of a name is left over from a legal form, misspelt perhaps. `folded` is its one spelling.
    pub fn is_left_of_form(&self, word: &str, folded: &str) -> bool {
        match self.kind(folded) {
            WordKind::Legal => true,
            WordKind::Common | WordKind::Ordinary => false,
            WordKind::Plain => {
                let near = |legal: &String| {
                    let most = if legal.len() >= 9 { 2 } else { 1 };
                    legal.len() >= 6 && is_within(folded, legal, most)
                };
                (word.len() >= 6 && self.legal_words.iter().any(near))
                    || ((3..=5).contains(&word.len())
                        && self
                            .misspelt_forms
                            .iter()
                            .any(|form| form.as_bytes().first() == word.as_bytes().first() && is_within(word, form, 1)))
            }
        }
    }

    /// A name as it was written, without a tail that a sign such as `t/a` begins. Something of it always stays.
    pub fn without_marked_tail<'t>(&self, name: &'t str) -> &'t str {
        let mut starts = name.match_indices(' ').map(|(at, _)| at).filter(|at| *at > 1);
        let is_tail = |at: &usize| {
            let rest = &name[at + 1..];
            self.marked_tails.iter().any(|tail| {
                rest.get(..tail.len()).is_some_and(|start| start.eq_ignore_ascii_case(tail))
                    && rest[tail.len()..].starts_with(' ')
            })
        };
        if name.contains('/') { starts.find(is_tail).map_or(name, |at| &name[..at]) } else { name }
    }

    /// Leaves out what people add to a name: a tail such as `t/a …`, and at its end words such as `head office`. `name`
    /// is in words; something of it always stays.
    pub fn drop_additions(&self, name: &mut String) {
        if !name.split(' ').any(|word| self.hints.contains(word)) {
            return;
        }
        let words: Vec<&str> = name.split(' ').collect();
        let mut end = words.len();
        for (place, _) in words.iter().enumerate().skip(1) {
            if self.tails.iter().any(|tail| begins_with(&words[place..], tail)) {
                end = place;
                break;
            }
        }
        while let Some(length) = self
            .additions
            .iter()
            .find(|addition| addition.len() < end && begins_with(&words[end - addition.len()..end], addition))
            .map(Vec::len)
        {
            end -= length;
        }
        let kept = words[..end].join(" ");
        *name = kept;
    }
}

impl Default for CompanyWords {
    fn default() -> Self {
        CompanyWords {
            kinds: HashMap::with_hasher(FixedState::default()),
            canonical: HashMap::with_hasher(FixedState::default()),
            additions: Vec::new(),
            tails: Vec::new(),
            marked_tails: Vec::new(),
            legal_words: Vec::new(),
            misspelt_forms: Vec::new(),
            hints: HashSet::with_hasher(FixedState::default()),
        }
    }
}

/// Whether two words are at most so many keystrokes apart. People seldom slip on the first letter.
fn is_within(one: &str, other: &str, most: usize) -> bool {
    one.as_bytes().first() == other.as_bytes().first() && edits(one.as_bytes(), other.as_bytes(), most) <= most
}

fn begins_with(words: &[&str], phrase: &[String]) -> bool {
    words.len() >= phrase.len() && phrase.iter().zip(words).all(|(one, other)| one == other)
}

fn phrases(list: &[String]) -> Vec<Vec<String>> {
    let mut words = String::new();
    let mut phrases: Vec<Vec<String>> = list
        .iter()
        .map(|phrase| {
            write_words(phrase, &mut words);
            words.split(' ').map(str::to_owned).collect()
        })
        .collect();
    phrases.sort_by_key(|phrase: &Vec<String>| std::cmp::Reverse(phrase.len()));
    phrases
}

/// Writes a text's words: see the module `core_name`.
pub fn words_of(text: &str, out: &mut String) {
    write_words(text, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_says_where_it_comes_from() {
        let text = include_str!("../data/company_words.toml");
        toml::from_str::<File>(text).unwrap();
        assert!(text.contains("\nsource = "));
    }

    #[test]
    fn what_was_added_is_left_out() {
        for (name, left) in [
            ("Contoso S.L. Head Office", "contoso sl"),
            ("Contoso NV *VIP*", "contoso nv"),
            ("Contoso (new)", "contoso"),
            ("Contoso z.Hd. Weber", "contoso"),
            ("Contoso Niederlassung Bremen", "contoso"),
            ("Contoso trading as Fabrikam", "contoso"),
            ("New", "new"),
            ("Head Office", "head office"),
            ("Old Contoso", "old contoso"),
        ] {
            let mut words = String::new();
            write_words(name, &mut words);
            CompanyWords::builtin().drop_additions(&mut words);
            assert_eq!(words, left, "{name}");
        }
    }

    #[test]
    fn ordinary_words_say_little() {
        let words = CompanyWords::builtin();
        assert_eq!(words.kind(&folded("services")), WordKind::Common);
        assert_eq!(words.kind(&folded("plumbing")), WordKind::Ordinary);
        assert_eq!(words.kind(&folded("partnership")), WordKind::Legal);
        assert_eq!(words.kind(&folded("contoso")), WordKind::Plain);
        assert_eq!(words.canonical(&folded("svcs")), Some(folded("services").as_str()));
    }
}
