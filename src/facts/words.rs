//! Folding, so that the spellings of one name meet, and looking names up by it.

use any_ascii::any_ascii_char;
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use serde::Deserialize;

use super::letters::{is_letter_or_digit, is_of_other_script};

/// Articles that may stand before a name, once folded: `The Netherlands`, `La Réunion`, `L'Inde`.
const ARTICLES: [&str; 5] = ["the ", "la ", "le ", "les ", "l "];

/// Longer texts, in bytes, are no misspelt name.
const LONGEST_MISSPELT: usize = 80;

/// Names and what each stands for.
///
/// A name is found as the data file spells it, which costs one look-up, or in any other spelling that folds to the
/// same: other case, other or no accents, other punctuation, with or without a leading article.
#[derive(Debug)]
pub(super) struct Names<T> {
    exact: HashMap<String, T, FixedState>,
    folded: HashMap<String, T, FixedState>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names::with_capacity(0)
    }
}

impl<T> Names<T> {
    /// No names, and room for so many.
    pub(super) fn with_capacity(names: usize) -> Self {
        // A fixed seed: the order of a table must not differ from run to run, even though nothing here iterates.
        let table = || HashMap::with_capacity_and_hasher(names, FixedState::default());
        Names { exact: table(), folded: table() }
    }
}

impl<T: Copy + PartialEq> Names<T> {
    /// Enters a name, and returns what it stands for: a spelling that is entered already keeps its meaning.
    pub(super) fn insert(&mut self, name: &str, meaning: T) -> T {
        let kept = *self.folded.entry(name_key(name)).or_insert(meaning);
        self.exact.entry_ref(name).or_insert(kept);
        kept
    }

    /// Enters a code, which as it is spelt means nothing else, whatever name folds to the same.
    pub(super) fn insert_code(&mut self, code: &str, meaning: T) {
        self.folded.entry(fold(code)).or_insert(meaning);
        self.exact.insert(code.to_owned(), meaning);
    }

    /// What a name stands for.
    pub(super) fn get(&self, text: &str) -> Option<T> {
        self.get_spelt(text).or_else(|| self.get_key(&name_key(text)))
    }

    /// What a name stands for that is spelt as it was entered.
    pub(super) fn get_spelt(&self, text: &str) -> Option<T> {
        self.exact.get(text).copied()
    }

    /// What a name stands for, by its [`name_key`].
    pub(super) fn get_key(&self, key: &str) -> Option<T> {
        self.folded.get(key).copied()
    }

    /// What a misspelt name was meant to stand for: the meaning of the one nearest name, at most two slips away, or one
    /// in a name of fewer than eight letters. None for short texts, and where two meanings are as near.
    pub(super) fn nearest(&self, text: &str) -> Option<T> {
        if text.len() > LONGEST_MISSPELT {
            return None;
        }
        let text = fold(text);
        let length = text.chars().count();
        let mut allowed = match length {
            0..=4 => return None,
            5..=7 => 1,
            _ => 2,
        };
        let mut nearest = None;
        // The order of names does not matter: the least distance decides, and a draw gives none.
        for (name, meaning) in &self.folded {
            // Slips in the first letter are rare, and a list may have a country unknown in every row.
            let begins_alike = name.as_bytes().first() == text.as_bytes().first();
            if !begins_alike || name.len() < 5 || name.chars().count().abs_diff(length) > allowed {
                continue;
            }
            if !may_be_near(&text, name, allowed) {
                continue;
            }
            let distance = strsim::osa_distance(&text, name);
            if distance < allowed || (distance == allowed && nearest.is_none()) {
                (allowed, nearest) = (distance, Some(Some(*meaning)));
            } else if distance == allowed && nearest != Some(Some(*meaning)) {
                nearest = Some(None);
            }
        }
        nearest.flatten()
    }
}

/// Whether two names can be that many slips apart: in ASCII a slip takes one letter away, adds one, or does both.
fn may_be_near(text: &str, name: &str, slips: usize) -> bool {
    let letters = |name: &str| name.bytes().fold(0_u64, |letters, byte| letters | 1 << (byte & 63));
    let others = (letters(text) ^ letters(name)).count_ones() as usize;
    others <= 2 * slips || !text.is_ascii() || !name.is_ascii()
}

/// Folds a text: lower case, no accents, words with single spaces between, no leading article; `&`, `and` and `et` are
/// one word, `St.` and `Saint` too; single letters are joined (`U.S.A.`).
///
/// Accents go from Latin, Greek and Cyrillic letters, and the signs that Arabic and Hebrew are as often written without.
/// In other scripts the marks tell names apart: without them Tonga and Togo, Ghana and Guinea are the same word in several
/// Indian languages.
pub(super) fn fold(text: &str) -> String {
    let mut folded = Folded { text: String::with_capacity(text.len() + 8), word: 0, joins: false };
    if text.is_ascii() {
        folded.push_all(text.chars());
    } else {
        let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
        folded.push_all(decomposed.chars().filter(|letter| !is_accent(*letter)));
    }
    folded.finish()
}

/// What a name is looked up by: its folded form. Where that is no more than two Latin letters, the accents are all that
/// tells the name from a code, and stay: `Mỹ`, the United States in Vietnamese, from Malaysia's `MY`.
pub fn name_key(name: &str) -> String {
    let folded = fold(name);
    if folded.len() <= 2 && folded.is_ascii() && !name.is_ascii() { name.trim().to_lowercase() } else { folded }
}

/// The combining marks that decomposed Latin, Greek and Cyrillic letters carry, the points of Hebrew, the vowel signs, the
/// hamza and the stretching stroke of Arabic.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{5b0}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{640}' | '\u{64b}'..='\u{655}' | '\u{670}')
}

/// Whether the character is a mark on the letter before it.
fn is_mark(letter: char) -> bool {
    CanonicalCombiningClassMapBorrowed::new().get_u8(letter) != 0
}

/// Latin letters that are no base letter with an accent, such as `ø`, `ł` and `ß`.
fn is_latin_beyond_ascii(letter: char) -> bool {
    matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

struct Folded {
    text: String,
    /// Where the word being written begins.
    word: usize,
    /// Whether the word before was a single letter, or several that were joined.
    joins: bool,
}

impl Folded {
    fn push_all(&mut self, letters: impl Iterator<Item = char>) {
        for letter in letters {
            match letter {
                'a'..='z' | '0'..='9' => self.text.push(letter),
                'A'..='Z' => self.text.push(letter.to_ascii_lowercase()),
                '&' => {
                    self.end_word();
                    self.text.push_str("and");
                    self.end_word();
                }
                // An apostrophe by its look, a letter by its Unicode class: `Oʻzbekiston`.
                '\0'..='\x7f' | '\u{2bb}' | '\u{2bc}' => self.end_word(),
                _ if is_latin_beyond_ascii(letter) => {
                    self.text.extend(any_ascii_char(letter).chars().map(|plain| plain.to_ascii_lowercase()));
                }
                _ if is_letter_or_digit(letter) || is_mark(letter) => self.text.extend(letter.to_lowercase()),
                _ => self.end_word(),
            }
        }
    }

    fn end_word(&mut self) {
        let word = &self.text[self.word..];
        if word.is_empty() {
            return;
        }
        let single = word.len() == 1;
        let full = match word {
            "et" => Some("and"),
            "st" => Some("saint"),
            "ste" => Some("sainte"),
            _ => None,
        };
        if let Some(full) = full {
            self.text.truncate(self.word);
            self.text.push_str(full);
        } else if single && self.joins {
            self.text.remove(self.word - 1);
        }
        self.joins = single;
        self.text.push(' ');
        self.word = self.text.len();
    }

    fn finish(mut self) -> String {
        self.end_word();
        self.text.truncate(self.text.trim_end().len());
        while let Some(article) = ARTICLES.iter().find(|article| self.text.starts_with(**article)) {
            self.text.drain(..article.len());
        }
        self.text
    }
}

/// Texts that only fill the place of an address.
#[derive(Debug)]
pub(super) struct Placeholders {
    words: HashSet<String, FixedState>,
    /// For each first letter or digit of a word, the last ones there are, a bit each. Nearly every address ends here.
    ends: [u64; 36],
    longest: usize,
}

/// `src/data/words.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    #[expect(dead_code, reason = "for readers of the file")]
    source: String,
    address_placeholders: Vec<String>,
}

impl Placeholders {
    /// The words of the file.
    pub(super) fn parse(file: &str) -> Placeholders {
        // The file is part of the program, and a test holds that it can be read.
        let listed = toml::from_str(file).map_or(Vec::new(), |file: WordsFile| file.address_placeholders);
        let mut words = HashSet::with_hasher(FixedState::default());
        let mut ends = [0; 36];
        for word in listed.iter().map(|word| fold(word)) {
            if let Some((first, last)) = outermost(&word) {
                ends[first] |= 1 << last;
            }
            words.insert(word);
        }
        let longest = listed.iter().map(String::len).max().unwrap_or(0);
        Placeholders { words, ends, longest }
    }

    /// Whether a text is one of the words, is one letter three times or more, or holds neither letter nor digit.
    pub(super) fn holds(&self, text: &str) -> bool {
        // Room for punctuation and accents; any longer text is an address.
        if text.is_empty() || text.len() > self.longest + 8 {
            return false;
        }
        let Some((first, last)) = outermost(text) else { return !text.chars().any(is_letter_or_digit) };
        let may_be = if text.is_ascii() { self.may_hold(first, last, text) } else { self.may_hold_folded(text) };
        may_be && {
            let folded = fold(text);
            self.words.contains(&folded) || is_one_letter(&folded)
        }
    }

    /// Whether a text with these ends may be held.
    fn may_hold(&self, first: usize, last: usize, text: &str) -> bool {
        self.ends[first] & (1 << last) != 0 || (first == last && may_be_one_letter(text))
    }

    /// Whether a text beyond ASCII may be held, by what folding makes of its ends. The words themselves are ASCII.
    fn may_hold_folded(&self, text: &str) -> bool {
        let letters = &mut text.chars();
        match (end(letters.next(), |plain| plain.next()), end(letters.next_back(), |plain| plain.next_back())) {
            (End::Foreign, _) | (_, End::Foreign) => false,
            // Folding drops articles (`la`, `the`) and makes `and` of `et`: what such a text begins or ends with is open.
            (End::Plain('t' | 'l' | 'e'), _) | (_, End::Plain('t')) => true,
            (End::Plain(first), End::Plain(last)) => match (number(first), number(last)) {
                (Some(first), Some(last)) => self.may_hold(first, last, text),
                _ => true,
            },
            _ => true,
        }
    }
}

/// Whether a text can fold to one letter: its ASCII letters and digits are one, an article aside.
fn may_be_one_letter(text: &str) -> bool {
    let mut letters = text.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
    let first = letters.next();
    matches!(first, Some(b't' | b'l')) || letters.all(|letter| Some(letter) == first)
}

/// What the first or the last character of a text is once the text is folded.
#[derive(Clone, Copy, Debug)]
enum End {
    /// This ASCII letter or digit.
    Plain(char),
    /// A letter beyond ASCII.
    Foreign,
    /// Open: the character may be dropped.
    Open,
}

fn end(letter: Option<char>, pick: fn(&mut std::str::Chars<'_>) -> Option<char>) -> End {
    let plain = match letter {
        Some(letter) if letter.is_ascii() => Some(letter),
        // The accented letters of living languages; folding leaves some others as they are.
        Some(letter @ ('\u{c0}'..='\u{17f}' | '\u{218}'..='\u{21b}' | '\u{1ea0}'..='\u{1ef9}')) => {
            pick(&mut any_ascii_char(letter).chars())
        }
        Some(letter) if is_of_other_script(letter) && !is_accent(letter) => return End::Foreign,
        _ => None,
    };
    plain.filter(char::is_ascii_alphanumeric).map_or(End::Open, |plain| End::Plain(plain.to_ascii_lowercase()))
}

/// The first and the last ASCII letter or digit of a text, as numbers below 36. None when there is none.
fn outermost(text: &str) -> Option<(usize, usize)> {
    let number = |byte: u8| number(byte.into());
    Some((text.bytes().find_map(number)?, text.bytes().rev().find_map(number)?))
}

/// An ASCII letter or digit as a number below 36.
fn number(letter: char) -> Option<usize> {
    letter.to_digit(36).and_then(|digit| usize::try_from(digit).ok())
}

/// Whether a text is one letter, three times or more.
fn is_one_letter(text: &str) -> bool {
    let first = text.as_bytes().first().filter(|first| first.is_ascii_lowercase());
    text.len() > 2 && first.is_some_and(|first| text.bytes().all(|byte| byte == *first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for (name, folded) in [
            ("Türkiye", "turkiye"),
            ("TÜRKİYE", "turkiye"),
            ("L’Inde", "inde"),
            ("The  Netherlands ", "netherlands"),
            ("La Réunion", "reunion"),
            ("Saint-Kitts-et-Nevis", "saint kitts and nevis"),
            ("St. Kitts & Nevis", "saint kitts and nevis"),
            ("U.S.A.", "usa"),
            ("U. S. A", "usa"),
            ("Færøerne", "faeroerne"),
            ("Россия", "россия"),
            ("Йемен", "иемен"),
            ("Ελλάς", "ελλας"),
            ("Ｆｒａｎｃｅ", "france"),
            ("Oʻzbekiston", "o zbekiston"),
            ("日本", "日本"),
            ("الأردن", "الاردن"),
            ("", ""),
            ("--", ""),
            ("the", "the"),
        ] {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn marks_of_other_scripts_tell_names_apart() {
        assert_ne!(fold("टोंगा"), fold("टोगो"));
        assert_ne!(fold("ガーナ"), fold("カーナ"));
    }

    #[test]
    fn the_first_meaning_of_a_spelling_stays() {
        let mut names = Names::default();
        assert_eq!(names.insert("Congo", 0), 0);
        assert_eq!(names.insert("CONGO", 1), 0);
        assert_eq!(names.get("CONGO"), Some(0));
        assert_eq!(names.get("le congo"), Some(0));
        assert_eq!(names.get("Kongo"), None);
    }

    #[test]
    fn the_ends_of_a_folded_text_are_foreseen() {
        for letter in '\0'..='\u{ffff}' {
            let folded = fold(letter.encode_utf8(&mut [0; 4]));
            let ends = [
                (end(Some(letter), |plain| plain.next()), folded.chars().next()),
                (end(Some(letter), |plain| plain.next_back()), folded.chars().next_back()),
            ];
            for (foreseen, is) in ends {
                match foreseen {
                    End::Plain(plain) => assert_eq!(is, Some(plain), "{letter:?}"),
                    End::Foreign => assert!(is.is_some_and(|letter| !letter.is_ascii()), "{letter:?}"),
                    End::Open => {}
                }
            }
        }
        let placeholders = Placeholders::parse(super::super::WORDS);
        assert!(placeholders.words.iter().all(|word| word.is_ascii()));
    }

    #[test]
    fn placeholders_are_told_from_addresses() {
        let placeholders = Placeholders::parse(super::super::WORDS);
        assert!(!placeholders.words.is_empty(), "src/data/words.toml cannot be read");
        for text in [
            "test",
            "TEST",
            "Test.",
            "n/a",
            "N.A.",
            "xxx",
            "XXXX",
            "-",
            "...",
            "Néant",
            "à définir",
            "123 Test Street",
            "The ttt",
            "L'adressé",
        ] {
            assert!(placeholders.holds(text), "{text}");
        }
        for text in [
            "",
            "123 Main Street",
            "Testgasse 1",
            "Test Valley",
            "Y",
            "111",
            "Aa",
            "日本橋",
            "улица Ленина 1",
            "NA 12",
            "15 Lê Lợi",
            "Łódź",
        ] {
            assert!(!placeholders.holds(text), "{text}");
        }
    }
}
