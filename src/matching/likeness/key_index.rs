//! The index of keys: which records of a list have one.

use super::blocking::Key;

/// More records than this with one key are not compared for it.
pub(super) const MOST_IN_BLOCK: usize = 50;

/// Into how many parts an index is divided, so that threads can make it side by side: by the upper bits of keys.
pub const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 6;

/// Which records have a key.
#[derive(Clone, Debug, Default)]
pub struct KeyIndex(Vec<KeyPart>);

/// The keys with the same upper bits.
#[derive(Clone, Debug, Default)]
pub struct KeyPart {
    entries: Vec<u64>,
    /// Where the keys whose next bits are these begin.
    starts: Vec<u32>,
    shift: u32,
}

impl KeyPart {
    /// The part that holds these entries: key, record, and whether the key is reason enough to compare, in one number.
    pub fn new(mut entries: Vec<u64>) -> Self {
        entries.sort_unstable();
        // Four entries or so to a bucket.
        let bits = (usize::BITS - (entries.len() / 4).leading_zeros()).clamp(1, 26);
        let shift = u64::BITS - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for entry in &entries {
            starts[bucket(*entry, shift) + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        KeyPart { entries, starts, shift }
    }

    /// The records that have a key, as entries.
    pub(super) fn of_key(&self, key: u32) -> &[u64] {
        let bucket = bucket(u64::from(key) << 32, self.shift);
        let entries = &self.entries[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let from = entries.partition_point(|entry| key_of(*entry) < key);
        let length = entries[from..].iter().take_while(|entry| key_of(**entry) == key).count();
        &entries[from..from + length]
    }
}

impl KeyIndex {
    /// The index of these parts, in order.
    pub fn new(parts: Vec<KeyPart>) -> Self {
        KeyIndex(parts)
    }

    /// How many keys more records have than are compared for one.
    pub fn too_large(&self) -> u64 {
        let blocks = self.0.iter().flat_map(|part| part.entries.chunk_by(|one, other| key_of(*one) == key_of(*other)));
        blocks.filter(|block| block.len() > MOST_IN_BLOCK).count() as u64
    }

    /// The keys with the upper bits of this part.
    pub(super) fn part(&self, part: usize) -> Option<&KeyPart> {
        self.0.get(part)
    }

    /// The records that have a key, as entries.
    pub(super) fn of_key(&self, key: u32) -> &[u64] {
        self.0.get(part(key)).map_or(&[], |part| part.of_key(key))
    }
}

/// The key of an entry.
pub(super) fn key_of(entry: u64) -> u32 {
    (entry >> 32) as u32
}

/// The record of an entry.
pub(super) fn record_of(entry: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the record")]
    let record = entry as u32;
    record >> 1
}

/// Whether the key of an entry is reason enough to compare.
pub(super) fn is_strong(entry: u64) -> bool {
    entry & 1 == 1
}

/// A key and a record as one number.
pub(super) fn entry(key: Key, record: u32) -> u64 {
    u64::from(key.hash) << 32 | u64::from(record) << 1 | u64::from(key.is_strong)
}

/// The same of a list whose record `first` is the first.
pub(super) fn counted_from(entry: u64, first: u32) -> u64 {
    entry - (u64::from(first) << 1)
}

/// The part that a key is in.
pub(super) fn part(key: u32) -> usize {
    (key >> (u32::BITS - PART_BITS)) as usize
}

fn bucket(entry: u64, shift: u32) -> usize {
    usize::try_from(entry << PART_BITS >> shift).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_finds_its_records() {
        let keys = [7, 7, 1 << 31, u32::MAX, 9];
        let mut parts = vec![Vec::new(); PARTS];
        for (record, key) in (0..).zip(keys) {
            parts[part(key)].push(entry(Key { hash: key, is_strong: record == 1 }, record));
        }
        let index = KeyIndex::new(parts.into_iter().map(KeyPart::new).collect());
        let records = |key| index.of_key(key).iter().map(|entry| record_of(*entry)).collect::<Vec<_>>();
        assert_eq!(records(7), [0, 1]);
        assert!(index.of_key(7).iter().map(|entry| is_strong(*entry)).eq([false, true]));
        assert_eq!(records(1 << 31), [2]);
        assert_eq!(records(u32::MAX), [3]);
        assert!(records(8).is_empty() && records(0).is_empty());
        assert!(KeyIndex::default().of_key(7).is_empty());
    }
}
