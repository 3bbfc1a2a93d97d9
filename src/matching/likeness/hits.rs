//! Hits: which records have keys in common with some rows.
//!
//! Looked up row by row, every key would be somewhere else in a large index, and fetching it from memory would cost more than
//! all that is then compared. So the keys of many rows are looked up together, in the order in which the index holds them.

use std::ops::Range;

use super::blocking::{Key, keys};
use super::key_index::{KeyIndex, MOST_IN_BLOCK, record_of};
use super::records::Records;

/// In a block that is too large, each record is compared with so many that stand before it in the order of their names.
const NEIGHBOURS: usize = 3;

/// A key of a row: the key, which of the rows has it, and whether it is reason enough to compare, in one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted(u64);

impl Wanted {
    fn new(key: Key, row: u32) -> Self {
        Wanted(u64::from(key.hash) << 32 | u64::from(row) << 1 | u64::from(key.is_strong))
    }

    fn key(self) -> u32 {
        super::key_index::key_of(self.0)
    }

    fn row(self) -> u32 {
        record_of(self.0) >> 1
    }

    fn hit(self, record: u32) -> Hit {
        Hit(u64::from(self.row()) << 33 | u64::from(record) << 1 | self.0 & 1)
    }
}

/// A record that shares a key with one of the rows: which row, which record, and whether the key is reason enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit(u64);

impl Hit {
    pub(super) fn row(self) -> u32 {
        record_of(self.0 >> 33)
    }

    pub(super) fn record(self) -> u32 {
        record_of(self.0 >> 1)
    }

    fn pair(self) -> u64 {
        self.0 >> 1
    }

    fn is_strong(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The keys of the rows of these ranks, in order. Rows are counted from the first of them.
pub(super) fn wanted(rows: &Records, ranks: &Range<u32>) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut own = Vec::new();
    for (row, rank) in (0..).zip(ranks.clone()) {
        keys(rows.view(rank), &mut own);
        wanted.extend(own.iter().map(|key| Wanted::new(*key, row)));
    }
    wanted.sort_unstable();
    wanted
}

/// The customers that are worth comparing with the rows, row by row.
pub(super) fn among_customers(wanted: &[Wanted], index: &KeyIndex) -> Vec<Hit> {
    let mut hits = Vec::new();
    for same in wanted.chunk_by(|one, other| one.key() == other.key()) {
        let block = index.of_key(same[0].key());
        if block.len() <= MOST_IN_BLOCK {
            for wanted in same {
                hits.extend(block.iter().map(|entry| wanted.hit(record_of(*entry))));
            }
        }
    }
    likely(hits)
}

/// The rows of lower ranks that are worth comparing with the rows; `first` is the rank of the first of these.
pub(super) fn among_rows(wanted: &[Wanted], index: &KeyIndex, first: u32) -> Vec<Hit> {
    let mut hits = Vec::new();
    for same in wanted.chunk_by(|one, other| one.key() == other.key()) {
        let block = index.of_key(same[0].key());
        for wanted in same {
            let rank = first + wanted.row();
            let before = block.partition_point(|entry| record_of(*entry) < rank);
            let from = if block.len() <= MOST_IN_BLOCK { 0 } else { before.saturating_sub(NEIGHBOURS) };
            hits.extend(block[from..before].iter().map(|entry| wanted.hit(record_of(*entry))));
        }
    }
    likely(hits)
}

/// Leaves, once each, the pairs that share a strong key or two others.
fn likely(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_unstable();
    let mut kept = 0;
    let mut place = 0;
    while place < hits.len() {
        let pair = hits[place].pair();
        let length = hits[place..].iter().take_while(|hit| hit.pair() == pair).count();
        // Of one pair the strong ones come last.
        let last = hits[place + length - 1];
        if length > 1 || last.is_strong() {
            hits[kept] = last;
            kept += 1;
        }
        place += length;
    }
    hits.truncate(kept);
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_weak_key_is_not_reason_enough() {
        let wanted = |row, is_strong| Wanted::new(Key { hash: 5, is_strong }, row);
        let hits = vec![
            wanted(0, false).hit(9),
            wanted(1, true).hit(9),
            wanted(1, false).hit(u32::MAX),
            wanted(1, false).hit(u32::MAX),
            wanted(2, false).hit(9),
        ];
        let kept: Vec<(u32, u32)> = likely(hits).iter().map(|hit| (hit.row(), hit.record())).collect();
        assert_eq!(kept, [(1, 9), (1, u32::MAX)]);
    }
}
