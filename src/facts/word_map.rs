//! A list of words that texts are looked up in whatever their case, made so that the usual text is refused at once.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Words in lower case, each with what is known of it.
///
/// Nearly every text that is looked up is in no list. So a word's first byte and length are tested first, against a
/// table of what the list holds; only texts that could be in it are folded and hashed.
#[derive(Debug)]
pub struct WordMap<V> {
    words: HashMap<Box<str>, V, FixedState>,
    lengths_by_first_byte: Box<[u64; 256]>,
}

/// A list of words of which nothing more is known.
pub type WordSet = WordMap<()>;

/// Texts up to this many bytes are folded on the stack. No list holds ASCII words that are longer.
const ON_STACK: usize = 64;

impl<V: Copy> WordMap<V> {
    /// The map of these words; a word that comes twice keeps what is said of it last.
    pub fn new<'w>(words: impl IntoIterator<Item = (&'w str, V)>) -> Self {
        let mut map =
            WordMap { words: HashMap::with_hasher(FixedState::default()), lengths_by_first_byte: Box::new([0; 256]) };
        for (word, value) in words {
            let lower = word.to_lowercase();
            let mut letters = lower.chars();
            let capitalised: String =
                letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.as_str().chars()).collect();
            for spelling in [&lower, &lower.to_uppercase(), &capitalised] {
                if let Some(first) = spelling.bytes().next() {
                    map.lengths_by_first_byte[usize::from(first)] |= length_bit(spelling);
                }
            }
            map.words.insert(lower.into_boxed_str(), value);
        }
        map
    }

    /// What is known of the word, if the list holds it in any case.
    pub fn get(&self, text: &str) -> Option<V> {
        let first = *text.as_bytes().first()?;
        if self.lengths_by_first_byte[usize::from(first)] & length_bit(text) == 0 {
            return None;
        }
        self.get_folded(text)
    }

    /// Whether the list holds the word in any case.
    pub fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    #[inline(never)]
    fn get_folded(&self, text: &str) -> Option<V> {
        if !text.is_ascii() {
            return self.words.get(text.to_lowercase().as_str()).copied();
        }
        let mut folded = [0; ON_STACK];
        let folded = folded.get_mut(..text.len())?;
        folded.copy_from_slice(text.as_bytes());
        folded.make_ascii_lowercase();
        self.words.get(std::str::from_utf8(folded).ok()?).copied()
    }
}

impl WordSet {
    /// The set of these words.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        WordMap::new(words.into_iter().map(|word| (word, ())))
    }
}

/// A bit for the length in bytes; all long texts share one.
fn length_bit(text: &str) -> u64 {
    1 << text.len().min(63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        let set = WordSet::of(["gmbh", "Pty Ltd", "école", "тест", "大学"]);
        for word in ["gmbh", "GmbH", "GMBH", "pty ltd", "PTY Ltd", "école", "École", "ÉCOLE", "Тест", "ТЕСТ", "大学"]
        {
            assert!(set.contains(word), "{word}");
        }
        for word in ["", "gmb", "gmbhh", "pty  ltd", "ecole", "大"] {
            assert!(!set.contains(word), "{word}");
        }
        assert_eq!(set.len(), 5);
    }

    #[test]
    fn long_texts_are_no_trouble() {
        let long = "a".repeat(70);
        assert!(!WordSet::of(["abc"]).contains(&long));
        assert!(!WordSet::of([long.as_str()]).contains(&long), "no list holds such a word");
        assert!(WordSet::of([]).is_empty());
    }
}
