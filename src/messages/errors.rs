//! What errors say in the reader's language.
//!
//! An error is put into English words where it is raised, by rooms that know no language. Here its sentences are known
//! again by these words and said in another language, from `src/data/errors.toml`. A sentence that is not there stays in
//! English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Messages, fill};
use crate::model::Lang;

/// Of each sentence, how it is said in every language, by the language's name.
static TEXTS: LazyLock<Vec<BTreeMap<String, String>>> = LazyLock::new(|| {
    let file: toml::Table = toml::from_str(include_str!("../data/errors.toml"))
        .expect("the file is part of the program, and a test reads it");
    let text = |languages: &toml::Value| {
        let languages = languages.as_table().into_iter().flatten();
        languages.filter_map(|(lang, said)| Some((lang.clone(), said.as_str()?.to_owned()))).collect()
    };
    file.get("text").and_then(toml::Value::as_array).into_iter().flatten().map(text).collect()
});

impl Messages {
    /// A sentence of an error, given in English, in this language where there are words for it.
    pub fn said(&self, english: &str) -> String {
        let known = |text: &BTreeMap<String, String>| {
            let values = values(text.get(Lang::En.name())?, english)?;
            let names: Vec<String> = (1..=values.len()).map(|number| number.to_string()).collect();
            let pairs: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(values).collect();
            Some(fill(text.get(self.lang.name())?, &pairs))
        };
        TEXTS.iter().find_map(known).unwrap_or_else(|| english.to_owned())
    }
}

/// What was filled in for `{1}`, `{2}` and so on, if `sentence` is `pattern` with something in their places.
fn values<'a>(pattern: &str, sentence: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = pattern.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
    let mut rest = sentence.strip_prefix(pieces.next()?)?;
    let pieces: Vec<&str> = pieces.collect();
    let mut values = Vec::new();
    for (place, piece) in pieces.iter().enumerate() {
        let end = if place + 1 == pieces.len() {
            rest.len().checked_sub(piece.len()).filter(|end| rest.get(*end..) == Some(*piece))?
        } else {
            rest.find(piece)?
        };
        values.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filled_in_is_found_again() {
        for (pattern, sentence, expected) in [
            ("no list", "no list", Some(vec![])),
            ("no list", "no lists", None),
            ("sheet `{1}`", "sheet `a`b`", Some(vec!["a`b"])),
            ("`{1}` holds {2} lists", "`x` holds 3 lists", Some(vec!["x", "3"])),
            ("{1} holds {2}", "nothing", None),
        ] {
            assert_eq!(values(pattern, sentence), expected, "{pattern}: {sentence}");
        }
    }

    #[test]
    fn every_sentence_is_said_in_every_language() {
        assert!(TEXTS.len() > 50, "only {} are left", TEXTS.len());
        for text in TEXTS.iter() {
            let names = |lang: &Lang| text.get(lang.name()).map(|text| text.matches('{').count());
            for lang in Lang::ALL {
                assert!(names(lang).is_some() && names(lang) == names(&Lang::En), "{lang}: {text:?}");
            }
            assert_eq!(text.len(), Lang::COUNT, "{text:?}");
        }
        let said = |lang, english| Messages::of(lang).said(english);
        assert_eq!(said(Lang::Fr, "no file is called `x.csv`"), "aucun fichier ne s’appelle `x.csv`");
        assert_eq!(said(Lang::En, "no file is called `x.csv`"), "no file is called `x.csv`");
        assert_eq!(said(Lang::Pl, "something else"), "something else");
    }
}
