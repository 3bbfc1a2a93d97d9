//! Company names as words: lower-case Latin letters, digits and Chinese, Japanese and Korean characters, with single
//! spaces between. The same words stand for `S.A.S.`, `S A S` and `SAS`, for `Co.KG` and `Co. KG`, for `ООО` and `OOO`.

use any_ascii::any_ascii_char;
use icu_normalizer::ComposingNormalizerBorrowed;

/// Words that join two others and say nothing. They are left out between words, and in legal forms.
pub(super) const JOINING_WORDS: [&str; 7] = ["&", "and", "und", "et", "en", "og", "och"];

/// Writes a name's words. ASCII text costs one pass; other text is composed and transliterated first.
pub(super) fn write_words(name: &str, out: &mut String) {
    out.clear();
    let mut words = Words { out, word: 0, dotted: false, joins: false };
    if name.is_ascii() {
        words.push_all(name);
    } else {
        // Signs of ownership would become letters of the name.
        let signs = ['™', '®', '©', '℠'];
        let name = if name.contains(signs) { &name.replace(signs, " ") } else { name };
        words.push_all(&transliterate(name));
    }
    words.finish();
}

/// Latin letters for every script but Chinese, Japanese and Korean, whose readings cannot be told from the characters.
fn transliterate(name: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(name);
    let mut latin = String::with_capacity(composed.len());
    for letter in composed.chars() {
        if letter.is_ascii() || is_cjk(letter) {
            latin.push(letter);
        } else {
            latin.push_str(any_ascii_char(letter));
        }
    }
    latin
}

/// Kana, Han and Hangul.
pub fn is_cjk(letter: char) -> bool {
    matches!(letter,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

struct Words<'o> {
    out: &'o mut String,
    /// Where the word being written begins.
    word: usize,
    /// Whether the word being written is single letters with dots between: `S.A.S`.
    dotted: bool,
    /// Whether the word before was a single letter, or several that stood apart and were joined: `S A S`.
    joins: bool,
}

impl Words<'_> {
    fn push_all(&mut self, name: &str) {
        let mut rest = name.chars();
        while let Some(letter) = rest.next() {
            match letter {
                'a'..='z' | '0'..='9' => self.out.push(letter),
                'A'..='Z' => self.out.push(letter.to_ascii_lowercase()),
                '\'' | '`' => {}
                '.' if self.goes_on_after_dot(rest.as_str()) => self.dotted = true,
                '&' | '+' => {
                    self.end_word();
                    self.out.push('&');
                    self.end_word();
                }
                _ if !letter.is_ascii() => self.out.push(letter),
                _ => self.end_word(),
            }
        }
    }

    /// Whether a dot stands between two single letters of one abbreviation: in `S.A.S.` and not in `Co.KG` or `E.ON`.
    fn goes_on_after_dot(&self, rest: &str) -> bool {
        let mut next = rest.bytes();
        let single = self.dotted || self.out.len() == self.word + 1;
        single
            && self.out.ends_with(|last: char| last.is_ascii_lowercase())
            && next.next().is_some_and(|letter| letter.is_ascii_alphabetic())
            && !next.next().is_some_and(|after| after.is_ascii_alphanumeric())
    }

    fn end_word(&mut self) {
        let length = self.out.len() - self.word;
        if length == 0 {
            return;
        }
        let single = length == 1 && self.out.ends_with(|letter: char| letter.is_ascii_lowercase());
        if single && self.joins {
            self.out.remove(self.word - 1);
        }
        self.joins = single;
        self.dotted = false;
        self.out.push(' ');
        self.word = self.out.len();
    }

    fn finish(mut self) {
        self.end_word();
        self.out.pop();
    }
}

/// Leaves out the words between others that only join them: `Smith & Sons`, `Ortega y Gasset`.
///
/// `letter` is the single letter that joins words in the company's country. It is left out between longer words only:
/// elsewhere it is an initial, or the numeral of a series, as in `Alpha I`.
pub(super) fn drop_joining_words(name: &mut String, letter: Option<&str>) {
    let joins = |word: &str| word.len() <= 3 && (JOINING_WORDS.contains(&word) || letter == Some(word));
    if !name.split(' ').any(joins) {
        return;
    }
    let mut kept = String::with_capacity(name.len());
    let mut before = "";
    let mut words = name.split(' ').peekable();
    while let Some(word) = words.next() {
        let between = !before.is_empty() && words.peek().is_some();
        let initial =
            word.len() == 1 && word != "&" && (before.len() == 1 || words.peek().is_some_and(|next| next.len() == 1));
        if word == "&" || between && joins(word) && !initial {
            continue;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
        before = word;
    }
    name.clear();
    name.push_str(&kept);
}

/// The single letter that joins words in a country's language: `Rodríguez y Hijos`, `Kowalski i Synowie`.
pub(super) fn joining_letter(country: &str) -> Option<&'static str> {
    match country {
        "ES" | "MX" | "AR" | "CO" | "CL" | "PE" | "EC" | "BO" | "VE" | "UY" | "PY" | "CR" | "PA" | "GT" | "HN"
        | "SV" | "NI" | "DO" | "PR" => Some("y"),
        "IT" | "PT" | "BR" | "AO" | "MZ" => Some("e"),
        "PL" | "HR" | "RS" | "BA" | "ME" | "RU" | "UA" | "BY" | "KZ" => Some("i"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_words(name: &str, words: &str) {
        let mut out = "what was there before".to_owned();
        write_words(name, &mut out);
        assert_eq!(out, words, "{name}");
    }

    #[test]
    fn spellings_of_one_name_meet() {
        for name in ["Contoso S.A.S.", "CONTOSO SAS", "contoso S A S", "Contoso, S. A. S.", " Contoso  s.a.s "] {
            assert_words(name, "contoso sas");
        }
        for name in ["Müller & Söhne GmbH", "MULLER + SOHNE G.m.b.H."] {
            assert_words(name, "muller & sohne gmbh");
        }
        assert_words("O'Neil’s Pub", "oneils pub");
        assert_words("Meyer GmbH & Co.KG", "meyer gmbh & co kg");
        assert_words("ООО «Ромашка»", "ooo romashka");
        assert_words("Ｃｏｎｔｏｓｏ™ ﬁlms", "contoso films");
        assert_words("株式会社日立製作所", "株式会社日立製作所");
        assert_words("㈱トヨタ", "株 トヨタ");
        assert_words("", "");
        assert_words(" .,&- ", "&");
    }

    #[test]
    fn a_dot_parts_words_and_joins_initials() {
        assert_words("E.ON SE", "e on se");
        assert_words("amazon.com", "amazon com");
        assert_words("Fund A S.A.", "fund a sa");
        assert_words("St.Gallen 2.0", "st gallen 2 0");
        assert_words("A.P. Møller", "ap moller");
    }

    #[test]
    fn joining_words_are_left_out_between_words() {
        for (name, letter, left) in [
            ("smith & sons", None, "smith sons"),
            ("smith and sons and daughters", None, "smith sons daughters"),
            ("ortega y gasset", Some("y"), "ortega gasset"),
            ("ortega y gasset", None, "ortega y gasset"),
            ("alpha i", Some("i"), "alpha i"),
            ("a i beta", Some("i"), "a i beta"),
            ("& sons", None, "sons"),
            ("and", None, "and"),
            ("contoso and", None, "contoso and"),
        ] {
            let mut name = name.to_owned();
            drop_joining_words(&mut name, letter);
            assert_eq!(name, left);
        }
    }
}
