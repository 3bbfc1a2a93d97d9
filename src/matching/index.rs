//! The index of the rows of this run: who was the first to have a key.
//!
//! It is split into shards by the keys' hashes, so that threads can enter a window of rows side by side. Each shard
//! takes its keys in row order: what it answers does not depend on threads or windows.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::keys::{KeyKind, Keys, halves};

/// How many parts the index has: as many threads can enter rows side by side.
pub(super) const SHARDS: usize = 16;

/// A row has a key that an earlier row had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collision {
    /// The row's number in the run.
    pub row: u32,
    /// What the key was made from.
    pub kind: KeyKind,
    /// The first row that had it.
    pub holder: u32,
    /// The key.
    pub hash: u64,
}

/// Twelve bytes, so that a million rows cost some fifty megabytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Slot {
    upper: u32,
    lower: u32,
    row: u32,
}

impl Slot {
    fn new(hash: u64, row: u32) -> Self {
        let (upper, lower) = halves(hash);
        Slot { upper, lower, row }
    }

    fn hash(&self) -> u64 {
        u64::from(self.upper) << 32 | u64::from(self.lower)
    }
}

/// One part of the index.
#[derive(Debug, Default)]
pub struct Shard {
    part: usize,
    slots: HashTable<Slot>,
}

/// Who was the first to have each key.
#[derive(Debug)]
pub struct RowIndex {
    shards: Vec<Shard>,
}

impl Default for RowIndex {
    fn default() -> Self {
        RowIndex { shards: (0..SHARDS).map(|part| Shard { part, slots: HashTable::new() }).collect() }
    }
}

impl Serialize for RowIndex {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.shards.iter().map(|shard| Slots(&shard.slots)))
    }
}

/// The slots of a shard. Their order means nothing.
struct Slots<'a>(&'a HashTable<Slot>);

impl Serialize for Slots<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter())
    }
}

impl<'de> Deserialize<'de> for RowIndex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let parts: [Vec<Slot>; SHARDS] = Deserialize::deserialize(from)?;
        let shards = (0..).zip(parts).map(|(part, list)| {
            let mut slots = HashTable::with_capacity(list.len());
            for slot in list {
                slots.insert_unique(slot.hash(), slot, Slot::hash);
            }
            Shard { part, slots }
        });
        Ok(RowIndex { shards: shards.collect() })
    }
}

impl Shard {
    /// Enters this shard's share of a batch's keys, which must be sorted into shards; `first_row` is the number of the batch's first row. Batches must
    /// come in row order. Adds to `collisions` what was there already.
    pub fn enter(&mut self, first_row: u32, keys: &Keys, collisions: &mut Vec<Collision>) {
        for key in keys.of_shard(self.part).iter().filter(|key| counts_within_a_run(key.kind)) {
            let row = first_row + key.row;
            if let Some(holder) = self.claim(key.hash, row) {
                if holder != row {
                    collisions.push(Collision { row, kind: key.kind, holder, hash: key.hash });
                }
                // Of several companies with one name, each postal code has a first row of its own.
                if let Some(hash) = key.with_postal_code(&keys.tags[key.row as usize])
                    && let Some(holder) = self.claim(hash, row)
                    && holder != row
                {
                    collisions.push(Collision { row, kind: KeyKind::NameAndPostalCode, holder, hash });
                }
            }
        }
    }

    /// The row that holds the key, if it is another; otherwise it is now this one.
    fn claim(&mut self, hash: u64, row: u32) -> Option<u32> {
        match self.slots.entry(hash, |slot| slot.hash() == hash, Slot::hash) {
            Entry::Occupied(held) => Some(held.get().row),
            Entry::Vacant(free) => {
                free.insert(Slot::new(hash, row));
                None
            }
        }
    }
}

impl RowIndex {
    /// The parts, to be entered side by side.
    pub fn shards(&mut self) -> &mut [Shard] {
        &mut self.shards
    }

    /// The row that holds a key now. `shard_key` is the key that decides the part: the name's for one with a postal code.
    pub fn holder(&self, hash: u64, kind: KeyKind) -> Option<u32> {
        self.candidates(hash, kind)
            .find_map(|part| self.shards[part].slots.find(hash, |slot| slot.hash() == hash).map(|slot| slot.row))
    }

    /// Makes this row the one that holds a key.
    pub fn replace(&mut self, hash: u64, kind: KeyKind, row: u32) {
        for part in self.candidates(hash, kind) {
            if let Some(slot) = self.shards[part].slots.find_mut(hash, |slot| slot.hash() == hash) {
                slot.row = row;
                return;
            }
        }
        self.shards[shard_of(hash)].slots.insert_unique(hash, Slot::new(hash, row), Slot::hash);
    }

    /// A name with a postal code lies in its name's part, which its own hash does not tell.
    fn candidates(&self, hash: u64, kind: KeyKind) -> std::ops::Range<usize> {
        if kind == KeyKind::NameAndPostalCode { 0..self.shards.len() } else { shard_of(hash)..shard_of(hash) + 1 }
    }
}

/// A row without a country is not accepted, so none repeats it; and a customer ID makes it a customer by itself.
fn counts_within_a_run(kind: KeyKind) -> bool {
    !matches!(kind, KeyKind::NameAnywhere | KeyKind::RegistrationIdAnywhere)
}

pub(super) fn shard_of(hash: u64) -> usize {
    (hash >> 32) as usize % SHARDS
}
