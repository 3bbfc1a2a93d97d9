//! Shapes of numbers: a strict subset of regular expressions, matched without an engine.
//!
//! A country's file writes `^\d{10}$` or `^(0[1-9]|1\d|20)\d{8}$`. Every such pattern stands for a handful of fixed
//! rows of character sets, so matching is a comparison of length and of one bit a character, and there is nothing to
//! build on first use. A country tries several kinds on each number, for three checks: an engine would be felt.
//!
//! The language: `^` and `$` around the whole; characters, `\d`, `\p{L}` (any letter) and `[…]` with ranges; groups
//! with `|`; and `{n}`, `{m,n}` or `?` after any of these. Compact forms have no lower case, so neither have patterns.

/// A set of characters: one bit for each [`bit`].
type Set = u64;

const DIGITS: Set = (1 << 10) - 1;
/// Every character outside ASCII has this bit: scripts write syllables with marks that are no letters by themselves.
const FOREIGN: Set = 1 << 62;
const LETTERS: Set = ((1 << 26) - 1) << 10 | FOREIGN;
/// Characters that no pattern can name.
const NOTHING: Set = 1 << 63;

/// A pattern may stand for this many rows; a misprint such as `{1,99}` in three places must not fill the memory.
const MOST_ROWS: usize = 1024;

/// The longest text that a shape can match. Partner Center takes 22 characters.
const LONGEST: usize = 32;

/// What a pattern matches.
#[derive(Debug)]
pub(super) struct Shape {
    rows: Vec<Box<[Set]>>,
}

/// A text made ready to be held against many shapes.
pub(super) struct Outline {
    sets: [Set; LONGEST],
    len: usize,
}

impl Outline {
    /// The outline of a compact text.
    pub(super) fn of(mut text: impl Iterator<Item = char>) -> Self {
        let mut outline = Outline { sets: [NOTHING; LONGEST], len: 0 };
        for set in &mut outline.sets {
            let Some(character) = text.next() else { return outline };
            *set = bit(character);
            outline.len += 1;
        }
        outline.len += text.count();
        outline
    }
}

impl Shape {
    /// Reads a pattern; the error says what is wrong with it.
    pub(super) fn compile(pattern: &str) -> Result<Self, &'static str> {
        let inner = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).ok_or("it is not anchored")?;
        let mut parser = Parser { rest: inner };
        let rows = parser.alternatives()?;
        if !parser.rest.is_empty() {
            return Err("a parenthesis closes that was not opened");
        }
        if rows.iter().any(|row| row.len() > LONGEST) {
            return Err("it matches texts that are longer than any registration ID");
        }
        Ok(Shape { rows: rows.into_iter().map(Vec::into_boxed_slice).collect() })
    }

    /// Whether the whole text has this shape.
    pub(super) fn matches(&self, outline: &Outline) -> bool {
        let fits =
            |row: &[Set]| row.len() == outline.len && row.iter().zip(&outline.sets).all(|(set, it)| set & it != 0);
        self.rows.iter().any(|row| fits(row))
    }
}

fn bit(character: char) -> Set {
    BITS.get(character as usize).copied().unwrap_or(FOREIGN)
}

/// The bit of each ASCII character: digits, letters, and the punctuation that a compact form may keep.
static BITS: [Set; 128] = {
    let mut bits = [NOTHING; 128];
    let known = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-().+,:_#&' ";
    let mut place = 0;
    while place < known.len() {
        bits[known[place] as usize] = 1 << place;
        place += 1;
    }
    bits
};

type Rows = Vec<Vec<Set>>;

struct Parser<'p> {
    rest: &'p str,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Result<Rows, &'static str> {
        let mut rows = self.sequence()?;
        while self.take("|") {
            rows.append(&mut self.sequence()?);
        }
        Ok(rows)
    }

    fn sequence(&mut self) -> Result<Rows, &'static str> {
        let mut rows = vec![Vec::new()];
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let atom = self.atom()?;
            let (least, most) = self.repetition()?;
            let mut repeated = rows.clone();
            let mut all = if least == 0 { rows } else { Vec::new() };
            for count in 1..=most {
                repeated = product(&repeated, &atom)?;
                if count >= least {
                    all.extend_from_slice(&repeated);
                }
            }
            rows = all;
        }
        Ok(rows)
    }

    fn atom(&mut self) -> Result<Rows, &'static str> {
        if self.take("(") {
            let rows = self.alternatives()?;
            return if self.take(")") { Ok(rows) } else { Err("a parenthesis is not closed") };
        }
        let set = if self.take("[") { self.bracket()? } else { self.single()? };
        Ok(vec![vec![set]])
    }

    fn bracket(&mut self) -> Result<Set, &'static str> {
        let mut set = 0;
        while !self.take("]") {
            let from = self.single()?;
            let ends_here = self.rest.starts_with("-]");
            if !ends_here && self.take("-") {
                let to = self.single()?;
                let ordered = from.is_power_of_two() && to.is_power_of_two() && from <= to;
                if !ordered {
                    return Err("a range in brackets runs backwards");
                }
                set |= (to - from) | to;
            } else {
                set |= from;
            }
        }
        Ok(set)
    }

    /// One character, or one of the named sets.
    fn single(&mut self) -> Result<Set, &'static str> {
        for (written, set) in
            [(r"\d", DIGITS), (r"\p{L}", LETTERS), (r"\(", bit('(')), (r"\)", bit(')')), (r"\.", bit('.'))]
        {
            if self.take(written) {
                return Ok(set);
            }
        }
        let character = self.rest.chars().next().ok_or("it ends too early")?;
        self.rest = &self.rest[character.len_utf8()..];
        match bit(character) {
            _ if "\\{}[]?*+.^$".contains(character) => {
                Err("it uses a sign of regular expressions that shapes do not have")
            }
            NOTHING | FOREIGN => Err("it names a character that shapes do not have"),
            set => Ok(set),
        }
    }

    fn repetition(&mut self) -> Result<(usize, usize), &'static str> {
        if self.take("?") {
            return Ok((0, 1));
        }
        if !self.take("{") {
            return Ok((1, 1));
        }
        let (counts, rest) = self.rest.split_once('}').ok_or("a brace is not closed")?;
        self.rest = rest;
        let (least, most) = counts.split_once(',').unwrap_or((counts, counts));
        match (least.parse(), most.parse()) {
            (Ok(least), Ok(most)) if least <= most && most <= LONGEST => Ok((least, most)),
            _ => Err("a count in braces is not understood"),
        }
    }

    fn take(&mut self, expected: &str) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

/// Every row of the left followed by every row of the right.
fn product(left: &Rows, right: &Rows) -> Result<Rows, &'static str> {
    if left.len() * right.len() > MOST_ROWS {
        return Err("it stands for too many shapes");
    }
    Ok(left.iter().flat_map(|head| right.iter().map(move |tail| [head.as_slice(), tail].concat())).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let shape = Shape::compile(pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault}"));
        shape.matches(&Outline::of(text.chars()))
    }

    const PATTERNS: &[&str] = &[
        r"^\d{3}$",
        r"^[1-7]\d{2}$",
        r"^3\d{1,2}3$",
        r"^(0[1-9]|1\d|20)\d?$",
        r"^[A-Z]{3}[ABCFGHJLT]?\d$",
        r"^\d/?\d(A|B7){1,2}$",
        r"^\d\p{L}{0,2}\(N\)\d$",
        r"^[0-9A-HJ-NP-Y-]{2}$",
    ];

    proptest! {
        /// The patterns are regular expressions, and the regex crate reads them the same way.
        #[test]
        fn shapes_match_what_regular_expressions_match(text in "[0-37A-CN/()-]{1,6}|[0-9A-Z]{1,4}|3[0-9]{1,3}3") {
            for pattern in PATTERNS {
                let expected = regex::Regex::new(pattern).expect("the pattern is a regular expression").is_match(&text);
                prop_assert_eq!(matches(pattern, &text), expected, "{} on {}", pattern, text);
            }
        }
    }

    #[test]
    fn letters_of_any_script_are_letters() {
        assert!(matches(r"^\p{L}\d$", "Р1"));
        assert!(matches(r"^\p{L}\d$", "P1"));
        assert!(!matches(r"^\p{L}\d$", "11"));
        assert!(!matches(r"^[A-Z]\d$", "Р1"));
    }

    #[test]
    fn longer_texts_than_any_number_match_nothing() {
        assert!(!matches(r"^\d{32}$", &"1".repeat(33)));
        assert!(matches(r"^\d{32}$", &"1".repeat(32)));
    }

    #[test]
    fn misprints_are_refused() {
        for pattern in [
            r"\d{3}",
            r"^(\d$",
            r"^\d)$",
            r"^\d{3$",
            r"^\d{x}$",
            r"^[0-9$",
            r"^[9-0]$",
            r"^\d+$",
            r"^\w$",
            r"^a$",
            r"^.$",
            r"^\d{33}$",
            r"^[A-Z]{1,30}[0-9]{1,30}[A-Z]{1,30}$",
            r"^\d{20}\d{20}$",
        ] {
            assert!(Shape::compile(pattern).is_err(), "{pattern} is taken");
        }
    }
}
