//! The index of known customers: built once, then only read, from any thread.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::compare::{certainty, score};
use super::decisions::Decisions;
use super::keys::{Key, KeyKind, Keys, Tags};
use crate::model::{Batch, Certainty, Evidence, Field, Known, Reason, Reasons};

/// How many candidates a person is shown.
const MOST_CANDIDATES: usize = 5;

/// A domain that more customers than this share says nothing: it belongs to a group's service company or a provider.
const GENERIC: usize = 50;

/// A known customer, as far as the lists of existing customers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownCustomer<'a> {
    /// Microsoft's customer ID, or whatever key the list has.
    pub id: &'a str,
    /// The company's name.
    pub company_name: &'a str,
}

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
    anywhere: bool,
    decisions: Decisions,
}

/// Every known customer, found by its keys.
#[derive(Debug, Default)]
pub struct KnownCustomers {
    records: Vec<Record>,
    text: String,
    /// The keys in order of their hashes, and whose they are.
    hashes: Vec<u64>,
    owners: Vec<u32>,
    /// Where the hashes with these upper bits begin.
    starts: Vec<u32>,
    shift: u32,
    anywhere: bool,
    decisions: Decisions,
}

impl KnownCustomers {
    /// A checksum of all that rows are compared with.
    pub fn digest(&self) -> u64 {
        let words = |list: &[u64], before| {
            list.iter().fold(before, |before, word| xxh3_64_with_seed(&word.to_le_bytes(), before))
        };
        let owners = self
            .owners
            .iter()
            .fold(words(&self.hashes, 0), |before, owner| xxh3_64_with_seed(&owner.to_le_bytes(), before));
        let decisions = format!("{:?}", self.decisions);
        xxh3_64_with_seed(self.text.as_bytes(), xxh3_64_with_seed(decisions.as_bytes(), owners))
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

    /// Keeps what people have decided of pairs of companies.
    pub fn decided(&mut self, decisions: Decisions) {
        self.decisions = decisions;
    }

    /// Indexes what was added.
    pub fn build(mut self) -> KnownCustomers {
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
        KnownCustomers {
            hashes: self.entries.iter().map(|(hash, _)| *hash).collect(),
            owners: self.entries.iter().map(|(_, owner)| *owner).collect(),
            records: self.records,
            text: self.text,
            starts,
            shift,
            anywhere: self.anywhere,
            decisions: self.decisions,
        }
    }
}

impl KnownCustomers {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What people have decided of pairs of companies before.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Whether some have no country, so that rows must be looked up without theirs too.
    pub fn has_some_anywhere(&self) -> bool {
        self.anywhere
    }

    /// One customer.
    pub fn customer(&self, place: u32) -> KnownCustomer<'_> {
        let record = &self.records[place as usize];
        let start = if place == 0 { 0 } else { self.records[place as usize - 1].name_end };
        KnownCustomer {
            id: &self.text[start as usize..record.id_end as usize],
            company_name: &self.text[record.id_end as usize..record.name_end as usize],
        }
    }

    /// The first customer that has this key.
    pub fn first_with(&self, hash: u64) -> Option<KnownCustomer<'_>> {
        self.owners_of(hash).first().map(|owner| self.customer(*owner))
    }

    /// Whom one row may be: the best candidates, best first, added to `found`. `keys` are the row's.
    pub fn find(&self, keys: &[Key], tags: &Tags, prefix_proposed: bool, found: &mut Vec<Evidence>) {
        if self.records.is_empty() {
            return;
        }
        let first = found.len();
        for key in keys {
            let Some(reason) = reason(key.kind, prefix_proposed) else { continue };
            let owners = self.owners_of(key.hash);
            if owners.len() > GENERIC && reason == Reason::Domain {
                continue;
            }
            for owner in owners {
                let of = Known::Customer(*owner);
                let reasons = if let Some(evidence) = found[first..].iter_mut().find(|evidence| evidence.of == of) {
                    &mut evidence.reasons
                } else {
                    found.push(Evidence { of, certainty: Certainty::Possible, reasons: Reasons::default(), score: 0 });
                    &mut found.last_mut().expect("one was just added").reasons
                };
                *reasons = reasons.with(reason).and(tags.shared_with(&self.records[*owner as usize].tags));
            }
        }
        let mut kept = first;
        for place in first..found.len() {
            let evidence = found[place];
            if let Some(certainty) = certainty(evidence.reasons) {
                found[kept] = Evidence { certainty, score: score(evidence.reasons), ..evidence };
                kept += 1;
            }
        }
        found.truncate(kept);
        found[first..].sort_by_key(|evidence| {
            std::cmp::Reverse((evidence.certainty, evidence.score, std::cmp::Reverse(owner(evidence))))
        });
        found.truncate(kept.min(first + MOST_CANDIDATES));
    }

    fn owners_of(&self, hash: u64) -> &[u32] {
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

/// What sharing such a key says; nothing where the prefix is only our own proposal.
pub fn reason(kind: KeyKind, prefix_proposed: bool) -> Option<Reason> {
    match kind {
        KeyKind::CustomerId => Some(Reason::CustomerId),
        KeyKind::RegistrationId | KeyKind::RegistrationIdAnywhere => Some(Reason::RegistrationId),
        KeyKind::Domain => Some(Reason::Domain),
        KeyKind::DomainPrefix => (!prefix_proposed).then_some(Reason::DomainPrefix),
        KeyKind::TenantDomain => Some(Reason::DomainPrefix),
        KeyKind::Name | KeyKind::NameAndPostalCode | KeyKind::NameAnywhere => Some(Reason::Name),
    }
}

fn owner(evidence: &Evidence) -> u32 {
    match evidence.of {
        Known::Customer(owner) => owner,
        Known::Itself | Known::Row(_) => u32::MAX,
    }
}

fn bucket(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(usize::MAX)
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 customers, and 4 GiB of their names")
}
