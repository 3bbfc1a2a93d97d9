//! Names of months, read from `months.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::word_map::WordMap;

/// `src/data/months.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    names: Vec<Vec<String>>,
}

static MONTHS: LazyLock<WordMap<i8>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/months.toml"))
        .expect("the file is part of the program, and a test reads it");
    let months = (1..).zip(&file.names);
    WordMap::new(months.flat_map(|(month, names)| names.iter().map(move |name| (name.as_str(), month))))
});

/// The month of that name, 1 to 12, in English or French, in full or short, in any case.
pub fn read_month(name: &str) -> Option<i8> {
    MONTHS.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_names() {
        for (name, month) in [("Jan", Some(1)), ("FÉVRIER", Some(2)), ("august", Some(8)), ("déc", Some(12))] {
            assert_eq!(read_month(name), month, "{name}");
        }
        assert_eq!(read_month("ja"), None);
    }
}
