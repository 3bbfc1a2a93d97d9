//! The known word that a misspelt one was meant to be: for headers, configuration keys, rules and fields alike.
//!
//! Knows nothing of what the words mean. What it finds is offered to a person, never acted upon.

use strsim::osa_distance;

/// The candidate that `word` most likely was meant to be, if any is close enough to be worth asking about.
///
/// Case does not count. Of equally close candidates the first is taken.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| distance(&word, length, candidate).map(|distance| (distance, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A hint that asks whether the nearest candidate was meant, or the list of all words when none is near.
pub fn hint(word: &str, candidates: &[&str]) -> String {
    let all = quoted(candidates.iter().copied());
    hint_or(word, candidates.iter().copied(), &format!("use one of {all}"))
}

/// A hint that asks whether the nearest candidate was meant, or another hint when none is near.
pub fn hint_or<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(word, candidates) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => otherwise.to_owned(),
    }
}

/// The words in backticks, with commas between.
pub fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// Whether two words differ in nothing but two neighbouring letters that are swapped: `ctiy`.
pub fn swapped(word: &str, candidate: &str) -> bool {
    if word.len() != candidate.len() || word == candidate {
        return false;
    }
    let mut letters = word.as_bytes().to_vec();
    let Some(first) = word.bytes().zip(candidate.bytes()).position(|(one, other)| one != other) else { return false };
    if first + 1 < letters.len() {
        letters.swap(first, first + 1);
    }
    letters == candidate.as_bytes()
}

/// How many slips of the keyboard lie between a lower-case word and a candidate, unless they are too many.
///
/// A swap of neighbours is one slip. One slip in three letters is allowed, and none in words of one or two: there,
/// everything is close to everything.
fn distance(word: &str, length: usize, candidate: &str) -> Option<usize> {
    let candidate_length = candidate.chars().count();
    let allowed = length.min(candidate_length) / 3;
    // The difference in length is the least that the distance can be. Without this test, a cell of a megabyte that
    // was taken for a header would be compared letter by letter.
    if length.abs_diff(candidate_length) > allowed {
        return None;
    }
    let distance = osa_distance(word, &candidate.to_lowercase());
    (distance <= allowed).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_word_is_found() {
        let words = ["company_name", "country", "city", "state"];
        for (word, expected) in [
            ("compny_name", Some("company_name")),
            ("COUNTRY", Some("country")),
            ("contury", Some("country")),
            ("ctiy", Some("city")),
            ("county", Some("country")),
            ("reference", None),
            ("st", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), expected, "{word}");
        }
    }

    #[test]
    fn the_first_of_equally_close_words_is_taken() {
        assert_eq!(nearest("rule", ["ruse", "rude"]), Some("ruse"));
    }

    #[test]
    fn swapped_neighbours_are_seen() {
        for (word, candidate, expected) in [
            ("ctiy", "city", true),
            ("emial", "email", true),
            ("city", "city", false),
            ("stage", "state", false),
            ("ab", "ba", true),
            ("", "", false),
        ] {
            assert_eq!(swapped(word, candidate), expected, "{word}");
        }
    }

    #[test]
    fn a_huge_word_is_not_compared_letter_by_letter() {
        assert_eq!(nearest(&"x".repeat(50_000_000), ["company_name"]), None);
    }

    #[test]
    fn a_hint_names_one_word_or_all() {
        assert_eq!(hint("xlxs", &["csv", "xlsx"]), "did you mean `xlsx`?");
        assert_eq!(hint("parquet", &["csv", "xlsx"]), "use one of `csv`, `xlsx`");
    }
}
