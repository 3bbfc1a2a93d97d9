//! The index of known customers: built once, then only read, from any thread.

mod memory;
mod stored;

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use super::compare::{certainty, score};
use super::decisions::Decisions;
use super::keys::{Key, KeyKind, Tags};
use crate::error::Error;
use crate::model::{Certainty, Evidence, Known, Reason, Reasons};

pub use memory::KnownCustomersBuilder;
pub use stored::{KnownContents, KnownWriter, StoredCustomers};

use memory::InMemory;

/// How many candidates a person is shown.
const MOST_CANDIDATES: usize = 5;

/// A domain that more customers than this share says nothing: it belongs to a group's service company or a provider.
const GENERIC: usize = 50;

/// A known customer, as far as the lists of existing customers tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownCustomer<'a> {
    /// Microsoft's customer ID, or whatever key the list has.
    pub id: Cow<'a, str>,
    /// The company's name.
    pub company_name: Cow<'a, str>,
}

/// Every known customer, found by its keys.
#[derive(Debug, Default)]
pub struct KnownCustomers {
    list: List,
    anywhere: bool,
    decisions: Decisions,
}

impl KnownCustomers {
    /// A checksum of what rows are compared with, as far as it lies in memory.
    pub fn digest(&self) -> u64 {
        let decisions = xxh3_64(format!("{:?}", self.decisions).as_bytes());
        match &self.list {
            List::Memory(list) => list.digest(decisions),
            List::Stored(_) => decisions,
        }
    }
}

#[derive(Debug)]
enum List {
    Memory(InMemory),
    Stored(StoredCustomers),
}

impl Default for List {
    fn default() -> Self {
        List::Memory(InMemory::default())
    }
}

impl From<KnownCustomersBuilder> for KnownCustomers {
    fn from(builder: KnownCustomersBuilder) -> Self {
        let anywhere = builder.anywhere;
        KnownCustomers { list: List::Memory(builder.indexed()), anywhere, decisions: Decisions::default() }
    }
}

impl From<StoredCustomers> for KnownCustomers {
    fn from(stored: StoredCustomers) -> Self {
        let anywhere = stored.has_some_anywhere();
        KnownCustomers { list: List::Stored(stored), anywhere, decisions: Decisions::default() }
    }
}

impl KnownCustomers {
    /// The same, with what people have decided of pairs of companies.
    #[must_use]
    pub fn decided(self, decisions: Decisions) -> Self {
        KnownCustomers { decisions, ..self }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.list {
            List::Memory(list) => list.len(),
            List::Stored(list) => list.len(),
        }
    }

    /// Why customers could not be read since the last question, if they could not: what was answered meanwhile is worth
    /// nothing.
    pub fn failure(&self) -> Option<Error> {
        match &self.list {
            List::Memory(_) => None,
            List::Stored(list) => list.failure(),
        }
    }

    /// One customer.
    pub fn customer(&self, place: u32) -> KnownCustomer<'_> {
        match &self.list {
            List::Memory(list) => list.customer(place),
            List::Stored(list) => list.customer(place),
        }
    }

    fn tags(&self, place: u32) -> Tags {
        match &self.list {
            List::Memory(list) => list.tags(place),
            List::Stored(list) => list.tags(place),
        }
    }

    fn owners_of(&self, hash: u64) -> Cow<'_, [u32]> {
        match &self.list {
            List::Memory(list) => list.owners_of(hash).into(),
            List::Stored(list) => list.owners_of(hash).into(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What people have decided of pairs of companies before.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Whether some have no country, so that rows must be looked up without theirs too.
    pub fn has_some_anywhere(&self) -> bool {
        self.anywhere
    }

    /// The first customer that has this key.
    pub fn first_with(&self, hash: u64) -> Option<KnownCustomer<'_>> {
        self.owners_of(hash).first().map(|owner| self.customer(*owner))
    }

    /// Whom one row may be: the best candidates, best first, added to `found`. `keys` are the row's.
    pub fn find(&self, keys: &[Key], tags: &Tags, prefix_proposed: bool, found: &mut Vec<Evidence>) {
        if self.is_empty() {
            return;
        }
        let first = found.len();
        for key in keys {
            let Some(reason) = reason(key.kind, prefix_proposed) else { continue };
            let owners = self.owners_of(key.hash);
            if owners.len() > GENERIC && reason == Reason::Domain {
                continue;
            }
            for owner in owners.iter() {
                let of = Known::Customer(*owner);
                let reasons = if let Some(evidence) = found[first..].iter_mut().find(|evidence| evidence.of == of) {
                    &mut evidence.reasons
                } else {
                    found.push(Evidence { of, certainty: Certainty::Possible, reasons: Reasons::default(), score: 0 });
                    &mut found.last_mut().expect("one was just added").reasons
                };
                *reasons = reasons.with(reason).and(tags.shared_with(&self.tags(*owner)));
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
