//! What our own columns of working documents, and the decisions in them, are called in each language, from
//! `own_columns.toml`.
//!
//! Programs know the English names alone. People are shown those of their language, and every language is read back.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::word_map::WordMap;
use crate::model::{Decision, Lang, OwnColumn};

/// `src/data/own_columns.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    columns: BTreeMap<String, BTreeMap<String, String>>,
    decisions: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

struct Names {
    file: File,
    by_header: BTreeMap<String, OwnColumn>,
    decisions: WordMap<Decision>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/own_columns.toml"))
        .expect("the file is part of the program, and a test reads it");
    let mut by_header = BTreeMap::new();
    for column in OwnColumn::ALL {
        by_header.insert(column.name().to_owned(), *column);
        let in_languages = file.columns.get(column.name()).into_iter().flat_map(BTreeMap::values);
        by_header.extend(in_languages.map(|name| (name.clone(), *column)));
    }
    let words = Decision::ALL.iter().flat_map(|decision| {
        let in_languages = file.decisions.get(decision.name()).into_iter().flat_map(BTreeMap::values).flatten();
        in_languages.map(String::as_str).chain([decision.name()]).map(|word| (word, *decision))
    });
    let decisions = WordMap::new(words);
    Names { file, by_header, decisions }
});

/// What a column of ours is called for readers of a language.
pub fn own_header(column: OwnColumn, lang: Lang) -> &'static str {
    let name = NAMES.file.columns.get(column.name()).and_then(|names| names.get(lang.name()));
    name.map_or(column.name(), String::as_str)
}

/// The column of ours that is called so in any language. Names are taken exactly, so that a sender's `Decision` is none.
pub fn read_own_header(header: &str) -> Option<OwnColumn> {
    NAMES.by_header.get(header.trim_start_matches('\u{feff}').trim()).copied()
}

/// What a decision is called in a language.
pub fn decision_word(decision: Decision, lang: Lang) -> &'static str {
    let words = NAMES.file.decisions.get(decision.name()).and_then(|words| words.get(lang.name()));
    words.and_then(|words| words.first()).map_or(decision.name(), String::as_str)
}

/// What a person decided, in any language.
pub fn read_decision(text: &str) -> Option<Decision> {
    NAMES.decisions.get(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_in_any_language_is_read_as_what_it_is() {
        let in_letters = [OwnColumn::RequestSubject, OwnColumn::RequestText];
        for lang in Lang::ALL {
            for column in OwnColumn::ALL {
                let header = own_header(*column, *lang);
                assert_eq!(read_own_header(header), Some(*column), "{lang}: {header}");
                let is_own = header != column.name() || *column == OwnColumn::Suggestions;
                assert!(*lang == Lang::En || is_own || in_letters.contains(column), "{lang} has no `{header}`");
            }
            for decision in Decision::ALL {
                let word = decision_word(*decision, *lang);
                assert_eq!(read_decision(&format!(" {} ", word.to_uppercase())), Some(*decision), "{lang}: {word}");
                assert!(*lang == Lang::En || word != decision.name(), "{lang} has no `{word}`");
            }
        }
        for column in OwnColumn::ALL {
            assert_eq!(own_header(*column, Lang::En), column.name(), "programs rely on it");
        }
        assert_eq!((read_decision(""), read_decision("perhaps"), read_own_header("Decision")), (None, None, None));
    }

    #[test]
    fn nothing_is_named_that_there_is_not() {
        let is_lang = |lang: &String| Lang::from_name(lang).is_some();
        for (name, names) in &NAMES.file.columns {
            assert!(OwnColumn::ALL.iter().any(|column| column.name() == name), "{name}");
            assert!(names.keys().all(is_lang), "{name}");
        }
        for (name, words) in &NAMES.file.decisions {
            assert!(Decision::ALL.iter().any(|decision| decision.name() == name), "{name}");
            assert!(words.keys().all(is_lang), "{name}");
        }
    }
}
