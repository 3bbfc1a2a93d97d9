//! A list of words that texts are looked up in whatever their case, made so that the usual text is refused at once.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Words in lower case, each with what is known of it.
///
/// Nearly every text that is looked up is in no list. So the first byte, the last byte and the length are tested first,
/// against a table of what the list holds; only texts that could be in it are folded and hashed.
#[derive(Debug)]
pub struct WordMap<V> {
    words: HashMap<Box<str>, V, FixedState>,
    /// For each first byte and for each last byte, a bit for each length that a word with it has.
    lengths: Box<[(u64, u64); 256]>,
    /// The same for each second byte.
    seconds: Box<[u64; 256]>,
}

/// A list of words of which nothing more is known.
pub type WordSet = WordMap<()>;

/// Texts up to this many bytes are folded on the stack. No list holds ASCII words that are longer.
const ON_STACK: usize = 64;

impl<V: Copy> WordMap<V> {
    /// The map of these words; a word that comes twice keeps what is said of it last.
    pub fn new<'w>(words: impl IntoIterator<Item = (&'w str, V)>) -> Self {
        let words_of_map = HashMap::with_hasher(FixedState::default());
        let mut map = WordMap { words: words_of_map, lengths: Box::new([(0, 0); 256]), seconds: Box::new([0; 256]) };
        for (word, value) in words {
            let lower = word.to_lowercase();
            let mut letters = lower.chars();
            let capitalised: String =
                letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.as_str().chars()).collect();
            for spelling in [&lower, &lower.to_uppercase(), &capitalised] {
                if let (Some(first), Some(last)) = (spelling.bytes().next(), spelling.bytes().last()) {
                    map.lengths[usize::from(first)].0 |= length_bit(spelling.len());
                    map.lengths[usize::from(last)].1 |= length_bit(spelling.len());
                    map.seconds[second(spelling)] |= length_bit(spelling.len());
                }
            }
            map.words.insert(lower.into_boxed_str(), value);
        }
        map
    }

    /// What is known of the word, if the list holds it in any case.
    #[inline]
    pub fn get(&self, text: &str) -> Option<V> {
        let (first, last) = (*text.as_bytes().first()?, *text.as_bytes().last()?);
        let may_contain = self.may_contain(first, last, text.len());
        // The table of second bytes is asked last: it is of no use where the two others have settled it.
        if may_contain && self.seconds[second(text)] & length_bit(text.len()) != 0 {
            self.get_folded(text)
        } else {
            None
        }
    }

    /// Whether the list may hold a word of this first byte, last byte and length in bytes: for texts in pieces, so that
    /// they need be put together only if it may.
    #[inline]
    pub fn may_contain(&self, first: u8, last: u8, length: usize) -> bool {
        self.lengths[usize::from(first)].0 & self.lengths[usize::from(last)].1 & length_bit(length) != 0
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
        // The usual text is ready as it is.
        if text.len() <= ON_STACK && text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
            return self.words.get(text).copied();
        }
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

/// The second byte of a text; any, if there is none.
fn second(text: &str) -> usize {
    text.as_bytes().get(1).copied().unwrap_or_default().into()
}

/// All long texts share a bit.
fn length_bit(length: usize) -> u64 {
    1 << length.min(63)
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
