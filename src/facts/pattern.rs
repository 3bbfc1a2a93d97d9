//! Short patterns without repetition, such as postal codes, matched without the regex engine.
//!
//! Most patterns of the data files describe a handful of fixed-length texts: `\d{3} ?\d{2}` is five digits, or five
//! digits with a space. Such a pattern is written out as masks, one set of characters a place, which is quicker to
//! compile and to match than a regex. What cannot be written out is left to the regex engine by whoever asks.

/// The most masks a pattern is written out to: enough for every state's postal codes, and still a short list to go through.
const MOST_MASKS: usize = 16;

/// The ASCII characters that may stand in one place, a bit each.
type Place = u128;

/// A pattern written out as masks. Letters match in either case.
#[derive(Debug)]
pub(super) struct Masks(Vec<Vec<Place>>);

impl Masks {
    /// Writes out a pattern of literals, `\d`, `[A-Z\d]`, `{n}`, `?`, groups and `|`. None when it holds anything else
    /// or would need too many masks.
    pub(super) fn of(pattern: &str) -> Option<Masks> {
        let mut parser = Parser { rest: pattern.as_bytes() };
        let masks = parser.alternatives()?;
        parser.rest.is_empty().then_some(Masks(masks))
    }

    /// Whether the whole text matches.
    pub(super) fn match_all(&self, text: &str) -> bool {
        self.0.iter().any(|mask| mask.len() == text.len() && starts_with(text, mask))
    }

    /// Whether the text begins with a match.
    pub(super) fn match_start(&self, text: &str) -> bool {
        self.0.iter().any(|mask| starts_with(text, mask))
    }
}

fn starts_with(text: &str, mask: &[Place]) -> bool {
    text.len() >= mask.len()
        && mask
            .iter()
            .zip(text.bytes())
            .all(|(place, byte)| byte.is_ascii() && place & bit(byte.to_ascii_uppercase()) != 0)
}

fn bit(byte: u8) -> Place {
    1 << byte
}

const DIGITS: Place = 0x3ff << b'0';

struct Parser<'p> {
    rest: &'p [u8],
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<Vec<Vec<Place>>> {
        let mut all = self.sequence()?;
        while self.take(b"|") {
            all.extend(self.sequence()?);
        }
        (all.len() <= MOST_MASKS).then_some(all)
    }

    fn sequence(&mut self) -> Option<Vec<Vec<Place>>> {
        let mut masks = vec![Vec::new()];
        while !matches!(self.rest.first(), None | Some(b'|' | b')')) {
            let piece = self.piece()?;
            masks = masks
                .iter()
                .flat_map(|mask| piece.iter().map(move |tail| [mask.as_slice(), tail.as_slice()].concat()))
                .collect();
            if masks.len() > MOST_MASKS {
                return None;
            }
        }
        Some(masks)
    }

    fn piece(&mut self) -> Option<Vec<Vec<Place>>> {
        let mut piece = if self.take(b"(?:") || self.take(b"(") {
            let group = self.alternatives()?;
            self.take(b")").then_some(group)?
        } else {
            vec![vec![self.place()?]]
        };
        if self.take(b"{") {
            let times = usize::from(self.next().filter(u8::is_ascii_digit)? - b'0');
            self.take(b"}").then_some(())?;
            piece = piece.iter().map(|mask| mask.repeat(times)).collect();
        }
        if self.take(b"?") {
            piece.push(Vec::new());
        }
        Some(piece)
    }

    fn place(&mut self) -> Option<Place> {
        match self.next()? {
            b'\\' => self.escape(),
            b'[' => {
                let mut place = 0;
                while !self.take(b"]") {
                    place |= self.range()?;
                }
                Some(place)
            }
            literal if literal.is_ascii_alphanumeric() || b" -".contains(&literal) => {
                Some(bit(literal.to_ascii_uppercase()))
            }
            _ => None,
        }
    }

    fn range(&mut self) -> Option<Place> {
        let first = self.next()?;
        if first == b'\\' {
            return self.escape();
        }
        if !(first.is_ascii_alphanumeric() || b" -".contains(&first)) {
            return None;
        }
        if self.rest.first() != Some(&b'-') || self.rest.get(1) == Some(&b']') {
            return Some(bit(first.to_ascii_uppercase()));
        }
        self.take(b"-");
        let last = self.next()?;
        (first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() && first <= last)
            .then(|| (first..=last).fold(0, |all, letter| all | bit(letter.to_ascii_uppercase())))
    }

    fn escape(&mut self) -> Option<Place> {
        match self.next()? {
            b'd' => Some(DIGITS),
            b'-' => Some(bit(b'-')),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, token: &[u8]) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest;
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_pattern_without_repetition_is_written_out() {
        let masks = Masks::of(r"\d{2}-\d{3}").unwrap();
        assert!(masks.match_all("00-950"));
        assert!(!masks.match_all("00950"));
        assert!(!masks.match_all("00-9501"));
        assert!(masks.match_start("00-9501"));
        let masks = Masks::of(r"6(?:7[2-4]|87)|X0E").unwrap();
        assert!(masks.match_start("672000") && masks.match_start("687") && masks.match_start("x0e 1a1"));
        assert!(!masks.match_start("675000") && !masks.match_start("6"));
    }

    #[test]
    fn what_cannot_be_written_out_is_refused() {
        for pattern in [r"\d+", r"\d{1,4}", r"^\d", r"(\d", r"[A-", r"\w", r"[^A]", r"(?:a|b|c)(?:a|b|c)(?:a|b|c)"] {
            assert!(Masks::of(pattern).is_none(), "{pattern}");
        }
    }

    proptest! {
        /// The masks and the regex engine agree on whatever text stands there.
        #[test]
        fn masks_say_what_the_regex_says(text in "[0-9A-Ha-h é-]{0,8}") {
            for pattern in [r"\d{3} ?\d{2}", r"(\d{5})(?:[ \-](\d{4}))?", r"[A-C\dX]\d?-?[a-c]", r"4[1-3]|58|AB ?C"] {
                let regex = regex::Regex::new(&format!("^(?i:(?-u:{pattern}))$")).unwrap();
                prop_assert_eq!(Masks::of(pattern).unwrap().match_all(&text), regex.is_match(&text));
            }
        }
    }
}
