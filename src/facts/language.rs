//! Languages that have a code of two letters, read from `languages.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::word_map::WordSet;

/// `src/data/languages.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    codes: Vec<String>,
}

static LANGUAGES: LazyLock<WordSet> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/languages.toml"))
        .expect("the file is part of the program, and a test reads it");
    WordSet::of(file.codes.iter().map(String::as_str))
});

/// Whether a text is the ISO 639-1 code of a language, in any case.
pub fn is_language(code: &str) -> bool {
    LANGUAGES.contains(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;

    #[test]
    fn codes_are_told_from_other_letters() {
        assert!(is_language("fr") && is_language("EN") && LANGUAGES.len() == 183);
        assert!(!is_language("xx") && !is_language("") && !is_language("fra"));
        // Filipino has three letters only.
        let languages = Facts::builtin().countries().flat_map(|country| &country.cultures);
        for culture in languages.filter(|culture| culture.as_bytes().get(2) == Some(&b'-')) {
            assert!(is_language(&culture[..2]), "{culture}");
        }
    }
}
