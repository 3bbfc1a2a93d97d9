//! Words beside and between phone numbers, read from `phone_labels.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::word_map::WordMap;

/// What a word beside a phone number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneLabel {
    /// That it is a phone.
    Phone,
    /// That it is a fax.
    Fax,
    /// That another number follows.
    Between,
}

static LABELS: LazyLock<WordMap<PhoneLabel>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/phone_labels.toml"))
        .expect("the file is part of the program, and a test reads it");
    let lists = [(&file.phone, PhoneLabel::Phone), (&file.fax, PhoneLabel::Fax), (&file.between, PhoneLabel::Between)];
    WordMap::new(lists.into_iter().flat_map(|(list, label)| list.words.iter().map(move |word| (word.as_str(), label))))
});

/// What the word says, in any case; none if it is no such word.
pub fn phone_label(word: &str) -> Option<PhoneLabel> {
    LABELS.get(word)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    phone: List,
    fax: List,
    between: List,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    words: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_a_number_is() {
        for (word, label) in [
            ("Tel", Some(PhoneLabel::Phone)),
            ("Tél", Some(PhoneLabel::Phone)),
            ("ТЕЛ", Some(PhoneLabel::Phone)),
            ("☎", Some(PhoneLabel::Phone)),
            ("FAX", Some(PhoneLabel::Fax)),
            ("传真", Some(PhoneLabel::Fax)),
            ("oder", Some(PhoneLabel::Between)),
            ("ext", None),
            ("flowers", None),
            ("", None),
        ] {
            assert_eq!(phone_label(word), label, "{word}");
        }
    }
}
