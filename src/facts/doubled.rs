//! Names that are written twice over, by name and by code: `France (FR)`, `WA - Washington`.

/// Longer texts are no name with its code.
const LONGEST: usize = 100;

/// Reads the two halves of a text at each place where it can be parted, and returns what `read` first makes of both.
pub(super) fn doubled<T>(text: &str, read: impl Fn(&str, &str) -> Option<T>) -> Option<T> {
    if text.len() > LONGEST {
        return None;
    }
    let is_separator = |letter: &char| matches!(letter, '(' | '[' | '-' | '–' | '—' | '/' | ':' | ',' | '|' | '=');
    text.char_indices().filter(|(_, letter)| is_separator(letter)).find_map(|(at, letter)| {
        let first = text[..at].trim();
        let second = text[at + letter.len_utf8()..].trim_end_matches([')', ']', ' ']).trim_start();
        if first.is_empty() || second.is_empty() { None } else { read(first, second) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_tried() {
        for (text, first, second) in [
            ("France (FR)", "France", "FR"),
            ("FR - France", "FR", "France"),
            ("Guinea-Bissau (GW)", "Guinea-Bissau", "GW"),
            ("US-WA", "US", "WA"),
        ] {
            let wanted = |one: &str, other: &str| ((one, other) == (first, second)).then_some(());
            assert_eq!(doubled(text, wanted), Some(()), "{text}");
        }
        for text in ["", "-", "FR", "(FR)", "FR -"] {
            assert_eq!(doubled(text, |_, _| Some(())), None, "{text}");
        }
    }
}
