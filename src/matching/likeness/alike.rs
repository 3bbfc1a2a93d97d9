//! Two names compared, word by word.

use super::bits::Bits;
use super::name::MOST_WORDS;
use super::profile::{Token, View};
use super::weights::NameWeights;
use crate::facts::{WordKind, edits};

/// How alike two names are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// One of the records has no name.
    #[default]
    Missing,
    /// They have nothing in common that says anything.
    Other,
    /// Both have words that the other lacks.
    Mixed,
    /// One is the other's initials.
    Initials,
    /// One has words that the other lacks.
    Part,
    /// The same words, some misspelt or shortened.
    Misspelt,
    /// The same words.
    Same,
}

/// Words up to this many letters are not compared with slips of the keyboard: too many other words are near.
const SHORTEST_MISSPELT: usize = 4;
/// From so many letters on two slips are allowed.
const LONG: usize = 9;
/// A shortened word has at least so many letters.
const SHORTEST_SHORT: usize = 3;

/// How alike the names are, and what that weighs.
pub(super) fn compare(one: View<'_>, other: View<'_>, weights: &NameWeights) -> (Alike, Bits) {
    let (a, b) = (one.profile, other.profile);
    if a.core == 0 || b.core == 0 {
        return (Alike::Missing, 0);
    }
    // How characters are read in Latin letters cannot be told: the names say nothing of each other.
    if one.is_in_characters() != other.is_in_characters() {
        return (Alike::Missing, 0);
    }
    let rarest = Bits::from(a.rarities.core.min(b.rarities.core));
    if a.core == b.core || a.glued == b.glued {
        return (Alike::Same, rarest.max(weights.least));
    }
    let mut alignment = Alignment::new(one, other);
    alignment.take_equal();
    alignment.take_near(weights);
    alignment.take_glued(weights);
    let result = alignment.result(rarest, weights);
    if result.0 <= Alike::Mixed && (are_initials(one, other) || are_initials(other, one)) {
        return (Alike::Initials, weights.initials);
    }
    result
}

/// Which words of two names stand for each other.
struct Alignment<'p> {
    names: [View<'p>; 2],
    taken: [[bool; MOST_WORDS]; 2],
    /// What the words that agree weigh, in the order of how well they agree.
    matched: Bits,
    slips: Bits,
    /// The most that one word that agrees weighs.
    rarest: Bits,
}

impl<'p> Alignment<'p> {
    fn new(one: View<'p>, other: View<'p>) -> Self {
        Alignment { names: [one, other], taken: Default::default(), matched: 0, slips: 0, rarest: 0 }
    }

    fn open(&self, side: usize) -> impl Iterator<Item = (usize, &'p Token)> + use<'p> {
        let taken = self.taken[side];
        self.names[side].tokens.iter().enumerate().filter(move |(place, _)| !taken[*place])
    }

    fn take(&mut self, one: usize, other: usize, weight: Bits, whole: Bits) {
        self.taken[0][one] = true;
        self.taken[1][other] = true;
        self.matched += weight;
        self.rarest = self.rarest.max(whole);
    }

    fn take_equal(&mut self) {
        for (one, token) in self.open(0) {
            if let Some((other, twin)) = self.open(1).find(|(_, other)| other.hash == token.hash) {
                let weight = Bits::from(token.bits.min(twin.bits));
                self.take(one, other, weight, weight);
            }
        }
    }

    fn take_near(&mut self, weights: &NameWeights) {
        for (one, token) in self.open(0) {
            let best = self
                .open(1)
                .filter_map(|(other, twin)| {
                    let share = near(self.names[0].word(token), self.names[1].word(twin), weights)?;
                    let whole = Bits::from(token.bits.min(twin.bits));
                    Some((whole * share / 100, std::cmp::Reverse(other), whole, share))
                })
                .max();
            if let Some((weight, other, whole, _)) = best {
                self.take(one, other.0, weight, whole);
                let says_something = token.kind != WordKind::Legal;
                self.slips += if says_something { weights.misspelt } else { 0 };
            }
        }
    }

    /// Words written as one: `Williams Properties` and `WilliamsProperties`.
    fn take_glued(&mut self, weights: &NameWeights) {
        for (parts, whole) in [(0, 1), (1, 0)] {
            let open: Vec<(usize, &Token)> = self.open(parts).collect();
            for pair in open.windows(2) {
                let ((first, one), (second, two)) = (pair[0], pair[1]);
                if second != first + 1 || self.taken[parts][first] {
                    continue;
                }
                let view = self.names[parts];
                let glued = [view.word(one), view.word(two)].concat();
                let found = self.open(whole).find(|(_, other)| {
                    near(&glued, self.names[whole].word(other), weights).is_some_and(|share| share >= weights.near)
                });
                if let Some((place, _)) = found {
                    self.taken[parts][second] = true;
                    let weight = Bits::from(one.bits) + Bits::from(two.bits);
                    let (first, place) = if parts == 0 { (first, place) } else { (place, first) };
                    self.take(first, place, weight * weights.near / 100, weight);
                    self.slips += weights.misspelt / 2;
                }
            }
        }
    }

    fn result(&self, rarest: Bits, weights: &NameWeights) -> (Alike, Bits) {
        let left = |side| -> (Bits, usize) {
            let counts = |token: &&Token| token.kind != WordKind::Legal;
            let open = self.open(side).map(|(_, token)| token).filter(counts);
            open.fold((0, 0), |(bits, count), token| (bits + Bits::from(token.bits), count + 1))
        };
        let [(left_one, one), (left_other, other)] = [left(0), left(1)];
        let matched = self.matched.min(weights.most);
        // Agreeing in ordinary words only is no agreement.
        let says_something = self.rarest >= 3 * weights.mixed_most / 2;
        match (one, other) {
            (0, 0) => (Alike::Misspelt, (matched.min(rarest) - self.slips).max(weights.least.min(matched))),
            _ if !says_something => (Alike::Other, weights.other),
            (0, _) | (_, 0) => {
                let weight = matched * weights.part / 100 - self.slips / 2 - (left_one + left_other) / 8;
                (Alike::Part, weight.max(0))
            }
            _ if matched * 2 >= left_one.min(left_other) => {
                (Alike::Mixed, (matched * weights.mixed / 100).min(weights.mixed_most))
            }
            _ => (Alike::Other, weights.other),
        }
    }
}

/// What a word that is another one misspelt or shortened is worth of it, in hundredths; none when it is another word.
fn near(one: &str, other: &str, weights: &NameWeights) -> Option<Bits> {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() >= SHORTEST_SHORT && short.is_ascii() && long.starts_with(short) {
        return Some(weights.short);
    }
    let is_latin = one.is_ascii() && other.is_ascii();
    let length = if is_latin { short.len() } else { short.chars().count() };
    let most = match length {
        length if length >= LONG => 2,
        // A single character may be a word of its own.
        length if length >= SHORTEST_MISSPELT && (is_latin || length > SHORTEST_MISSPELT) => 1,
        _ => return None,
    };
    let count = if is_latin {
        edits(one.as_bytes(), other.as_bytes(), most)
    } else {
        let letters = |word: &str| word.chars().collect::<Vec<char>>();
        edits(&letters(one), &letters(other), most)
    };
    (count <= most).then_some(weights.near)
}

/// Whether one name is the initials of the other's words.
fn are_initials(short: View<'_>, long: View<'_>) -> bool {
    let [initials] = short.tokens else { return false };
    let letters = short.word(initials);
    let count = long.tokens.len();
    letters.len() >= 2
        && letters.len() == count
        && letters.chars().zip(long.tokens).all(|(letter, token)| long.word(token).starts_with(letter))
}
