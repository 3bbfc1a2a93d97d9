//! One spelling for the ways in which a word is written: `Müller`, `Mueller` and `Muller`, `Kathryn` and `Catrin`.
//!
//! For comparing words only. What comes out is no word of any language.

/// Writes a word's one spelling behind what `out` holds. The word is in lower case; what is not ASCII stays as it is.
///
/// Vowels with an umlaut are their plain vowels, however they are written. Letters that transliterations mix up, and
/// letters written twice, are one.
pub fn fold_spelling(word: &str, out: &mut String) {
    let bytes = word.as_bytes();
    let start = out.len();
    let mut place = 0;
    while let Some(letter) = word.get(place..).and_then(|rest| rest.chars().next()) {
        let next = bytes.get(place + letter.len_utf8()).copied().unwrap_or(0);
        let mut length = letter.len_utf8();
        let folded = match (letter, next) {
            ('a' | 'o' | 'u', b'e') if place + 2 <= bytes.len() => {
                length = 2;
                letter
            }
            ('p', b'h') => {
                length = 2;
                'f'
            }
            ('k' | 'c', b'h') => {
                length = 2;
                'h'
            }
            ('t', b'h') => {
                length = 2;
                't'
            }
            ('c', b'k') => {
                length = 2;
                'k'
            }
            ('c', _) => 'k',
            ('w', _) => 'v',
            ('y' | 'j', _) => 'i',
            (letter, _) => letter,
        };
        place += length;
        // Digits written twice are another number.
        if folded.is_ascii_digit() || out.len() == start || !out.ends_with(folded) {
            out.push(folded);
        }
    }
}

/// The word's one spelling.
pub(super) fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_spelling(word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_meet() {
        for words in [
            ["muller", "mueller", "muler"],
            ["kathryn", "catrin", "katrin"],
            ["philips", "filips", "phillips"],
            ["wojciech", "vojcieh", "woicieh"],
        ] {
            for word in words {
                assert_eq!(folded(word), folded(words[0]), "{word}");
            }
        }
        assert_ne!(folded("royal"), folded("ruyal"));
        assert_ne!(folded("11"), folded("1"));
        assert_eq!(folded("日立"), "日立");
    }
}
