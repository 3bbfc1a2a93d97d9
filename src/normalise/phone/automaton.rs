//! Patterns over digits, compiled into one table that is walked a digit at a time.
//!
//! `regex-automata` does the compiling; its automata are for any bytes and made to be searched with. Here texts hold ten
//! different digits only and are matched from their start, so a table of ten columns does, at a third of the memory.

use std::collections::BTreeMap;

use regex_automata::{
    Anchored, MatchKind,
    dfa::{Automaton as _, StartKind, dense},
    nfa::thompson,
    util::{primitives::StateID, start, syntax},
};

/// The state from which nothing matches any more.
const DEAD: u16 = 0;
/// The state before the first digit.
const START: u16 = 1;

/// Set at a state of a prefix automaton where a match ends when the text ends too.
const ENDS_AT_END: u16 = 1;
/// Set at a state of a prefix automaton where a match ends when more digits follow.
const ENDS_BEFORE_MORE: u16 = 2;

/// One or more patterns over ASCII digits.
#[derive(Debug)]
pub(super) struct Automaton {
    /// By state, the state each digit leads to.
    next: Vec<[u16; 10]>,
    /// By state, the marks of what has matched.
    marks: Vec<u16>,
}

impl Automaton {
    /// Patterns that must match the whole text, each with the mark it sets. None when they are beyond the compiler.
    pub(super) fn whole(patterns: &[(u16, String)]) -> Option<Self> {
        let texts: Vec<&str> = patterns.iter().map(|(_, pattern)| pattern.as_str()).collect();
        Self::compile(&texts, MatchKind::All, |dfa, state| {
            let end = dfa.next_eoi_state(state);
            if !dfa.is_match_state(end) {
                return 0;
            }
            let matched =
                (0..dfa.match_len(end)).filter_map(|index| patterns.get(dfa.match_pattern(end, index).as_usize()));
            matched.fold(0, |marks, (mark, _)| marks | mark)
        })
    }

    /// A pattern that must match at the start of the text, as a backtracking matcher would match it: of several
    /// alternatives the first, not the longest.
    pub(super) fn prefix(pattern: &str) -> Option<Self> {
        Self::compile(&[pattern], MatchKind::LeftmostFirst, |dfa, state| {
            // These automata tell of a match one step late; the step differs only where the pattern asks for the end.
            let at_end = if dfa.is_match_state(dfa.next_eoi_state(state)) { ENDS_AT_END } else { 0 };
            let before_more = if dfa.is_match_state(dfa.next_state(state, b'0')) { ENDS_BEFORE_MORE } else { 0 };
            at_end | before_more
        })
    }

    /// The marks of all patterns that match the digits as a whole; only ASCII digits may be given.
    pub(super) fn marks(&self, digits: &[u8]) -> u16 {
        let mut state = START;
        for &digit in digits {
            state = self.step(state, digit);
            if state == DEAD {
                return 0;
            }
        }
        self.marks_of(state)
    }

    /// How many digits the prefix takes, if it is there; only ASCII digits may be given.
    pub(super) fn prefix_length(&self, digits: &[u8]) -> Option<usize> {
        let mut state = START;
        let mut length = None;
        for (index, &digit) in digits.iter().enumerate() {
            if self.marks_of(state) & ENDS_BEFORE_MORE != 0 {
                length = Some(index);
            }
            state = self.step(state, digit);
            if state == DEAD {
                return length;
            }
        }
        if self.marks_of(state) & ENDS_AT_END != 0 { Some(digits.len()) } else { length }
    }

    fn step(&self, state: u16, digit: u8) -> u16 {
        let row = self.next.get(usize::from(state));
        row.and_then(|row| row.get(usize::from(digit.wrapping_sub(b'0')))).copied().unwrap_or(DEAD)
    }

    fn marks_of(&self, state: u16) -> u16 {
        self.marks.get(usize::from(state)).copied().unwrap_or(0)
    }

    fn compile(
        patterns: &[&str],
        kind: MatchKind,
        marks_of: impl Fn(&dense::DFA<Vec<u32>>, StateID) -> u16,
    ) -> Option<Self> {
        let dfa = dense::Builder::new()
            .configure(dense::Config::new().match_kind(kind).start_kind(StartKind::Anchored))
            // Only ASCII digits are ever matched, so `\d` need not mean the digits of all scripts.
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .thompson(thompson::Config::new().utf8(false))
            .build_many(patterns)
            .ok()?;
        let first = dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;

        // States are numbered in the order in which digits reach them.
        let mut found = vec![first];
        let mut numbers = BTreeMap::from([(first, START)]);
        let mut automaton = Automaton { next: vec![[DEAD; 10]], marks: vec![0] };
        let mut done = 0;
        while let Some(&state) = found.get(done) {
            done += 1;
            let mut row = [DEAD; 10];
            for (target, digit) in row.iter_mut().zip(b'0'..=b'9') {
                let reached = dfa.next_state(state, digit);
                if dfa.is_dead_state(reached) {
                    continue;
                }
                let next_number = u16::try_from(found.len() + 1).ok()?;
                *target = *numbers.entry(reached).or_insert_with(|| {
                    found.push(reached);
                    next_number
                });
            }
            automaton.next.push(row);
            automaton.marks.push(marks_of(&dfa, state));
        }
        automaton.next.shrink_to_fit();
        automaton.marks.shrink_to_fit();
        Some(automaton)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::Automaton;

    #[test]
    fn whole_patterns_are_told_apart() {
        let automaton = Automaton::whole(&[(1, "^(?:0\\d|1)$".into()), (4, "^(?:\\d[1-3])$".into())]).unwrap();
        let marks = ["", "0", "1", "00", "01", "13", "011"].map(|digits| automaton.marks(digits.as_bytes()));
        assert_eq!(marks, [0, 0, 1, 1, 5, 4, 0]);
    }

    #[test]
    fn a_prefix_ends_where_a_backtracking_matcher_ends_it() {
        for pattern in ["^(?:0|00|1)", "^(?:00|0|1)", "^(?:([89]\\d{2})$|8)", "^(?:80?)", "^(?:0?(?:11)?9?)"] {
            let automaton = Automaton::prefix(pattern).unwrap();
            let regex = regex::Regex::new(pattern).unwrap();
            for digits in ["", "0", "00", "001", "8", "80", "800", "8000", "891", "911", "0119", "119", "09", "2"] {
                let expected = regex.find(digits).map(|found| found.end());
                assert_eq!(automaton.prefix_length(digits.as_bytes()), expected, "{pattern} on {digits}");
            }
        }
    }

    #[test]
    fn what_is_no_pattern_gives_no_automaton() {
        assert!(Automaton::prefix("^(?:0").is_none());
    }
}
