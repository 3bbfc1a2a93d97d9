//! Words in persons' names that are no names by themselves, read from `whole_names.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::word_map::WordSet;

/// `src/data/whole_names.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    titles: Vec<String>,
    particles: Vec<String>,
}

static WORDS: LazyLock<(WordSet, WordSet)> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/whole_names.toml"))
        .expect("the file is part of the program, and a test reads it");
    let set = |words: &[String]| WordSet::of(words.iter().map(String::as_str));
    (set(&file.titles), set(&file.particles))
});

/// Whether a word stands before a name and is none: `Mme`, `Dr.`.
pub fn is_title(word: &str) -> bool {
    WORDS.0.contains(word.trim_end_matches('.'))
}

/// Whether a word begins a family name of several words: `van`, `de`.
pub fn is_particle(word: &str) -> bool {
    WORDS.1.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_particles_are_no_names() {
        assert!(is_title("MME") && is_title("Dr.") && !is_title("Anna"));
        assert!(is_particle("Van") && !is_particle("Vance"));
    }
}
