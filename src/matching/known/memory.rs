//! Known customers in memory: arrays in order, about sixteen bytes a key.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::super::keys::{KeyKind, Keys, Tags};
use super::KnownCustomer;
use crate::model::{Batch, Field};

#[derive(Clone, Copy, Debug)]
struct Record {
    /// Where its text ends: the ID, then the name.
    id_end: u32,
    name_end: u32,
    tags: Tags,
}

/// Collects known customers, to be indexed when all are there.
#[derive(Debug, Default)]
pub struct KnownCustomersBuilder {
    records: Vec<Record>,
    text: String,
    entries: Vec<(u64, u32)>,
    pub(super) anywhere: bool,
}

/// Known customers, found by their keys.
#[derive(Debug, Default)]
pub(super) struct InMemory {
    records: Vec<Record>,
    text: String,
    /// The keys in order of their hashes, and whose they are.
    hashes: Vec<u64>,
    owners: Vec<u32>,
    /// Where the hashes with these upper bits begin.
    starts: Vec<u32>,
    shift: u32,
}

impl InMemory {
    /// A checksum of all that rows are compared with, and of what came before.
    pub(super) fn digest(&self, before: u64) -> u64 {
        let keys =
            self.hashes.iter().zip(&self.owners).fold(before, |before, (hash, owner)| {
                xxh3_64_with_seed(&hash.to_le_bytes(), before ^ u64::from(*owner))
            });
        xxh3_64_with_seed(self.text.as_bytes(), keys)
    }
}

impl KnownCustomersBuilder {
    /// Adds a batch of an existing-customers list, normalised, with its keys.
    pub fn add(&mut self, batch: &Batch, keys: &Keys) {
        let first = narrow(self.records.len());
        for (row, tags) in batch.rows().zip(&keys.tags) {
            self.text.push_str(row.field(Field::CustomerId));
            let id_end = narrow(self.text.len());
            self.text.push_str(row.field(Field::CompanyName));
            self.records.push(Record { id_end, name_end: narrow(self.text.len()), tags: *tags });
        }
        for key in &keys.list {
            self.anywhere |= matches!(key.kind, KeyKind::NameAnywhere | KeyKind::RegistrationIdAnywhere);
            self.entries.push((key.hash, first + key.row));
        }
    }

    /// Indexes what was added.
    pub(super) fn indexed(mut self) -> InMemory {
        self.entries.sort_unstable();
        self.entries.dedup();
        // One bucket for each entry, more or less.
        let bits = (usize::BITS - self.entries.len().leading_zeros()).clamp(1, 28);
        let shift = u64::BITS - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        for (hash, _) in &self.entries {
            starts[bucket(*hash, shift) + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        InMemory {
            hashes: self.entries.iter().map(|(hash, _)| *hash).collect(),
            owners: self.entries.iter().map(|(_, owner)| *owner).collect(),
            records: self.records,
            text: self.text,
            starts,
            shift,
        }
    }
}

impl InMemory {
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn tags(&self, place: u32) -> Tags {
        self.records[place as usize].tags
    }

    pub(super) fn customer(&self, place: u32) -> KnownCustomer<'_> {
        let record = &self.records[place as usize];
        let start = if place == 0 { 0 } else { self.records[place as usize - 1].name_end };
        KnownCustomer {
            id: self.text[start as usize..record.id_end as usize].into(),
            company_name: self.text[record.id_end as usize..record.name_end as usize].into(),
        }
    }

    pub(super) fn owners_of(&self, hash: u64) -> &[u32] {
        if self.hashes.is_empty() {
            return &[];
        }
        let bucket = bucket(hash, self.shift);
        let (start, end) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let hashes = &self.hashes[start..end];
        let from = hashes.iter().take_while(|other| **other < hash).count();
        let len = hashes[from..].iter().take_while(|other| **other == hash).count();
        &self.owners[start + from..start + from + len]
    }
}

fn bucket(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(usize::MAX)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 customers, and 4 GiB of their names")
}
