//! Hits: which records have keys in common with some rows.
//!
//! Looked up row by row, every key would be somewhere else in a large index, and fetching it from memory would cost more than
//! all that is then compared. So the keys of many rows are looked up together, in the order in which the index holds them, and
//! customers are taken a segment at a time.

use std::ops::Range;

use super::blocking::keys;
use super::key_index::{KeyPart, MOST_IN_BLOCK, entry, is_strong, key_of, record_of};
use super::records::Records;

/// In a block that is too large, each record is compared with so many that stand before it in the order of their names.
const NEIGHBOURS: usize = 3;

/// A record that shares a key with one of the rows: which row, which record, and whether the key is reason enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit(u64);

impl Hit {
    fn new(row: u32, record: u32, is_strong: bool) -> Self {
        Hit(u64::from(row) << 33 | u64::from(record) << 1 | u64::from(is_strong))
    }

    pub(super) fn row(self) -> u32 {
        record_of(self.0 >> 32)
    }

    pub(super) fn record(self) -> u32 {
        record_of(self.0)
    }

    fn pair(self) -> u64 {
        self.0 >> 1
    }

    fn is_strong(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Which of some customers share a key of one part with the rows of these ranks: the customers' entries, in order, laid
/// beside the rows'. No key is among these entries that too many have.
pub(super) fn among_customers(customers: &[u64], rows: &KeyPart, ranks: &Range<u32>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for block in customers.chunk_by(|one, other| key_of(*one) == key_of(*other)) {
        for row in rows.of_key(key_of(block[0])).iter().filter(|row| ranks.contains(&record_of(**row))) {
            hits.extend(block.iter().map(|entry| Hit::new(record_of(*row), record_of(*entry), is_strong(*row))));
        }
    }
    hits
}

/// The rows of lower ranks that are worth comparing with the rows of these ranks, row by row.
pub(super) fn among_rows(rows: &Records, ranks: Range<u32>) -> Vec<Hit> {
    let mut wanted: Vec<u64> = Vec::new();
    let mut own = Vec::new();
    for rank in ranks {
        keys(rows.view(rank), &mut own);
        wanted.extend(own.iter().map(|key| entry(*key, rank)));
    }
    wanted.sort_unstable();
    let mut hits = Vec::new();
    for same in wanted.chunk_by(|one, other| key_of(*one) == key_of(*other)) {
        let block = rows.index().of_key(key_of(same[0]));
        for wanted in same {
            let rank = record_of(*wanted);
            let before = block.partition_point(|entry| record_of(*entry) < rank);
            let from = if block.len() <= MOST_IN_BLOCK { 0 } else { before.saturating_sub(NEIGHBOURS) };
            hits.extend(block[from..before].iter().map(|entry| Hit::new(rank, record_of(*entry), is_strong(*wanted))));
        }
    }
    hits.sort_unstable();
    likely(&mut hits);
    hits
}

/// Leaves of hits in order, once each, the pairs that share a strong key or two others.
pub fn likely(hits: &mut Vec<Hit>) {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_weak_key_is_not_reason_enough() {
        let mut hits = vec![
            Hit::new(0, 9, false),
            Hit::new(1, 9, true),
            Hit::new(1, u32::MAX >> 1, false),
            Hit::new(1, u32::MAX >> 1, false),
            Hit::new(2, 9, false),
        ];
        likely(&mut hits);
        let kept: Vec<(u32, u32)> = hits.iter().map(|hit| (hit.row(), hit.record())).collect();
        assert_eq!(kept, [(1, 9), (1, u32::MAX >> 1)]);
    }
}
