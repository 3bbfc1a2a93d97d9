//! A rule's message as it stands in its file, cut into pieces once so that writing it is only copying.

use std::fmt::Write as _;

use crate::facts::Facts;
use crate::model::{CountryCode, Lang};

/// What a message can name of a finding. Empty texts and a limit of 0 say that there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Values<'a> {
    /// The language that countries are named in.
    pub(super) lang: Lang,
    pub(super) limit: u32,
    pub(super) hint: &'a str,
    /// What is said for the hint, where it is no name.
    pub(super) hint_in_words: Option<&'a Template>,
    pub(super) suggestion: &'a str,
}

/// A sentence with places for values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Limit,
    Hint,
    /// The hint is codes of countries: each with the country's name.
    Countries,
    Suggestion,
}

impl Template {
    /// Cuts `text` at its placeholders. The error is the placeholder that means nothing.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            pieces.push(match name {
                "limit" => Piece::Limit,
                "hint" => Piece::Hint,
                "countries" => Piece::Countries,
                "suggestion" => Piece::Suggestion,
                other => return Err(format!("{{{other}}}")),
            });
            rest = tail;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Template(pieces))
    }

    /// Whether every place of the sentence can be filled.
    pub(super) fn is_filled_by(&self, values: &Values<'_>) -> bool {
        self.0.iter().all(|piece| match piece {
            Piece::Text(_) => true,
            Piece::Limit => values.limit != 0,
            Piece::Hint | Piece::Countries => !values.hint.is_empty(),
            Piece::Suggestion => !values.suggestion.is_empty(),
        })
    }

    /// Whether the sentence names the suggestion, so that it need not be added.
    pub(super) fn names_suggestion(&self, values: &Values<'_>) -> bool {
        let by_hint = |piece: &Piece| {
            *piece == Piece::Hint && values.hint_in_words.is_some_and(|words| words.0.contains(&Piece::Suggestion))
        };
        self.0.iter().any(|piece| *piece == Piece::Suggestion || by_hint(piece))
    }

    /// Writes the sentence.
    pub(super) fn write(&self, values: &Values<'_>, out: &mut String) {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Hint => match values.hint_in_words {
                    Some(words) => words.write(&Values { hint_in_words: None, ..*values }, out),
                    None => out.push_str(values.hint),
                },
                Piece::Countries => write_countries(values, out),
                Piece::Suggestion => out.push_str(values.suggestion),
                Piece::Limit => {
                    let _ = write!(out, "{}", values.limit);
                }
            }
        }
    }
}

/// `CD (Congo - Kinshasa), CG (Congo - Brazzaville)`: the codes to write, and the names to know them by.
fn write_countries(values: &Values<'_>, out: &mut String) {
    for (place, code) in values.hint.split(' ').enumerate() {
        out.push_str(if place == 0 { "" } else { ", " });
        out.push_str(code);
        if let Some(name) = CountryCode::new(code).and_then(|code| Facts::builtin().country_name_in(code, values.lang))
        {
            let _ = write!(out, " ({name})");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_named_in_the_language_of_the_message() {
        for (lang, sentence) in [
            (Lang::En, "one of KP (North Korea), KR (South Korea)"),
            (Lang::Fr, "one of KP (Corée du Nord), KR (Corée du Sud)"),
        ] {
            let mut out = String::new();
            let template = Template::parse("one of {countries}").expect("a good sentence");
            template.write(&Values { lang, hint: "KP KR", ..Values::default() }, &mut out);
            assert_eq!(out, sentence);
        }
    }

    #[test]
    fn sentences_are_cut_and_put_together_again() {
        let values = Values { limit: 40, hint: "NIP", suggestion: "a{limit}", ..Values::default() };
        for (text, sentence) in [
            ("plain", "plain"),
            ("{limit}", "40"),
            ("at most {limit}, {hint}: {suggestion}!", "at most 40, NIP: a{limit}!"),
        ] {
            let mut out = String::new();
            Template::parse(text).expect("a good sentence").write(&values, &mut out);
            assert_eq!(out, sentence);
        }
    }

    #[test]
    fn a_sentence_knows_what_it_needs() {
        let template = Template::parse("want {hint}").expect("a good sentence");
        assert!(template.is_filled_by(&Values { hint: "NIP", ..Values::default() }));
        assert!(!template.is_filled_by(&Values { limit: 3, suggestion: "x", ..Values::default() }));
    }

    #[test]
    fn words_for_a_hint_can_name_the_suggestion() {
        let (sentence, words) = (Template::parse("no: {hint}"), Template::parse("rather {suggestion}"));
        let (sentence, words) = (sentence.expect("a good sentence"), words.expect("good words"));
        let values = Values { hint: "other", hint_in_words: Some(&words), suggestion: "x", ..Values::default() };
        let mut out = String::new();
        sentence.write(&values, &mut out);
        assert_eq!((out.as_str(), sentence.names_suggestion(&values)), ("no: rather x", true));
        assert!(!sentence.names_suggestion(&Values { hint_in_words: None, ..values }));
    }

    #[test]
    fn unknown_placeholders_are_refused() {
        assert_eq!(Template::parse("{value} is bad"), Err("{value}".to_owned()));
        assert_eq!(Template::parse("an open {brace"), Err("{brace}".to_owned()));
    }
}
