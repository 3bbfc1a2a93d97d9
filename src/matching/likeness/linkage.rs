//! All records of a run and all known customers, linked.
//!
//! The steps are separate so that threads can share each: profiles are made batch by batch, values counted kind by kind
//! ([`count`](super::count)), keys indexed, rows compared one by one ([`Linkage::compare_row`]); only joining is serial.

use super::bits::{Bits, ONE, log2};
use super::blocking::{Entries, Key, KeyIndex, MOST_IN_BLOCK, entry, keys, record_of};
use super::evidence::{Aspect, Comparison, Says, compare};
use super::profile::{Profiles, View};
use super::verdict::{is_forbidden, verdict};
use super::weights::Weights;
use crate::model::Certainty;

/// How many candidates a person is shown.
pub(super) const MOST_CANDIDATES: usize = 5;

/// In a block that is too large, each record is compared with so many that stand before it in the order of their names.
const NEIGHBOURS: usize = 3;

/// Two records that may be one company.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The other record: a customer's place, or a row's.
    pub other: u32,
    /// How sure it is.
    pub certainty: Certainty,
    /// All that speaks for it and against it, the prior included.
    pub total: Bits,
    /// What each field says.
    pub comparison: Comparison,
    /// Whether the two records show it without others.
    pub by_itself: bool,
}

/// What one row was found to be like.
#[derive(Clone, Debug, Default)]
pub struct RowLinks {
    /// Customers, best first.
    pub customers: Vec<Link>,
    /// Other rows; each pair is found from one of its sides.
    pub rows: Vec<Link>,
    /// How many records it was compared with.
    pub candidates: u32,
}

/// Everything that comparing rows takes. Shared by all threads.
#[derive(Debug)]
pub struct Linkage {
    pub(super) weights: Weights,
    pub(super) customers: Profiles,
    pub(super) rows: Profiles,
    customer_index: KeyIndex,
    row_index: KeyIndex,
    /// The rows in the order of their names and contents: their order in the list must not matter.
    pub(super) order: Vec<u32>,
    pub(super) prior_existing: Bits,
    pub(super) prior_run: Bits,
}

/// Room for comparing one row after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    keys: Vec<Key>,
    found: Vec<Candidate>,
}

/// A record that shares a key with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    record: u32,
    is_strong: bool,
}

impl Candidate {
    fn of(record: u32, key: Key) -> Self {
        Candidate { record, is_strong: key.is_strong }
    }
}

/// Leaves, once each, the candidates that share a strong key or two others with the row.
fn keep_likely(found: &mut Vec<Candidate>) {
    found.sort_unstable();
    let mut kept = 0;
    let mut place = 0;
    while place < found.len() {
        let first = found[place];
        let length = found[place..].iter().take_while(|other| other.record == first.record).count();
        // Of one record the strong ones come last.
        if length > 1 || first.is_strong {
            found[kept] = first;
            kept += 1;
        }
        place += length;
    }
    found.truncate(kept);
}

/// The keys of some of a list's records, as entries of an index. `number` gives each its number in the index.
pub fn entries_of(list: &Profiles, range: std::ops::Range<usize>, number: impl Fn(u32) -> u32) -> Entries {
    let mut entries = Vec::with_capacity(range.len() * 32);
    let mut own = Vec::new();
    for place in range {
        let place = u32::try_from(place).expect("fewer than 2^32 records");
        keys(list.view(place), &mut own);
        entries.extend(own.iter().map(|key| entry(key.hash, number(place))));
    }
    entries
}

/// A list's records in the order of their names and contents.
pub fn order_of(list: &Profiles) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(list.len()).expect("fewer than 2^32 records")).collect();
    order.sort_unstable_by_key(|place| {
        let profile = &list.list[*place as usize];
        (profile.core, profile.content, *place)
    });
    order
}

impl Linkage {
    /// A linkage of lists that have been counted, with their indices.
    pub fn new(
        weights: Weights,
        (customers, customer_index): (Profiles, KeyIndex),
        (rows, row_index, order): (Profiles, KeyIndex, Vec<u32>),
    ) -> Self {
        let prior = |share: f64, count: usize| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of thousands")]
            let thousandths = (share * 1000.0) as u64;
            log2(thousandths) - log2(1000) - log2((count as u64).max(weights.prior.at_least))
        };
        Linkage {
            prior_existing: prior(weights.prior.existing, customers.len()),
            prior_run: prior(weights.prior.run, rows.len()),
            weights,
            customers,
            rows,
            customer_index,
            row_index,
            order,
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> u32 {
        u32::try_from(self.order.len()).unwrap_or(u32::MAX)
    }

    /// Finds what the row of a rank in the order is like: customers, and rows of a lower rank.
    pub fn compare_row(&self, rank: u32, scratch: &mut Scratch) -> RowLinks {
        let row = self.rows.view(self.order[rank as usize]);
        let mut links = RowLinks::default();
        let Scratch { keys: own, found } = scratch;
        keys(row, own);

        found.clear();
        for key in &*own {
            let block = self.customer_index.of_key(key.hash);
            if block.len() <= MOST_IN_BLOCK {
                found.extend(block.iter().map(|entry| Candidate::of(record_of(*entry), *key)));
            }
        }
        keep_likely(found);
        links.candidates += u32::try_from(found.len()).unwrap_or(u32::MAX);
        for Candidate { record: customer, .. } in found.iter().copied() {
            links.customers.extend(self.link(row, self.customers.view(customer), customer, self.prior_existing));
        }
        links.customers.sort_by_key(|link| {
            let content = self.customers.list[link.other as usize].content;
            (std::cmp::Reverse((link.certainty, link.total)), content, link.other)
        });
        self.doubt(&mut links.customers);
        links.customers.truncate(MOST_CANDIDATES);

        found.clear();
        for key in &*own {
            let block = self.row_index.of_key(key.hash);
            let before = block.partition_point(|entry| record_of(*entry) < rank);
            let from = if block.len() <= MOST_IN_BLOCK { 0 } else { before.saturating_sub(NEIGHBOURS) };
            found.extend(block[from..before].iter().map(|entry| Candidate::of(record_of(*entry), *key)));
        }
        keep_likely(found);
        links.candidates += u32::try_from(found.len()).unwrap_or(0);
        for Candidate { record: rank, .. } in found.iter().copied() {
            let other = self.order[rank as usize];
            links.rows.extend(self.link(row, self.rows.view(other), other, self.prior_run));
        }
        links
    }

    fn link(&self, one: View<'_>, two: View<'_>, other: u32, prior: Bits) -> Option<Link> {
        let comparison = compare(one, two, &self.weights);
        let certainty = verdict(&comparison, prior, &self.weights)?;
        Some(Link { other, certainty, total: prior + comparison.sum(&self.weights), comparison, by_itself: true })
    }

    /// A sure match is doubtful when another customer is nearly as likely.
    fn doubt(&self, customers: &mut [Link]) {
        let [best, rest @ ..] = customers else { return };
        if best.certainty != Certainty::Sure {
            return;
        }
        let near = |link: &&Link| {
            link.total + self.weights.thresholds.ambiguous > best.total && !is_forbidden(&link.comparison)
        };
        let is_doubtful = rest.iter().filter(near).any(|link| !self.is_one_customer(best.other, link.other));
        if is_doubtful {
            for link in customers.iter_mut() {
                link.certainty = Certainty::Possible;
            }
        }
    }

    /// Whether two customers are surely one, entered twice.
    pub(super) fn is_one_customer(&self, one: u32, other: u32) -> bool {
        let comparison = compare(self.customers.view(one), self.customers.view(other), &self.weights);
        verdict(&comparison, self.prior_existing, &self.weights) == Some(Certainty::Sure)
    }

    /// Whether two records show by themselves that they are one company.
    pub(super) fn is_sure(&self, comparison: &Comparison, total: Bits) -> bool {
        verdict(comparison, total - comparison.sum(&self.weights), &self.weights) == Some(Certainty::Sure)
    }

    /// Compares two rows, whatever comes of it.
    pub fn compare_rows(&self, one: u32, other: u32) -> (Comparison, Bits) {
        let comparison = compare(self.rows.view(one), self.rows.view(other), &self.weights);
        (comparison, self.prior_run + comparison.sum(&self.weights))
    }

    /// Compares a row with a customer, whatever comes of it.
    pub fn compare_customer(&self, row: u32, customer: u32) -> (Comparison, Bits) {
        let comparison = compare(self.rows.view(row), self.customers.view(customer), &self.weights);
        (comparison, self.prior_existing + comparison.sum(&self.weights))
    }
}

/// Whether two records cannot be one company: two IDs, two numbers in the name, two countries.
pub(super) fn contradict(one: View<'_>, other: View<'_>, weights: &Weights) -> bool {
    let found = compare(one, other, weights);
    [Aspect::Country, Aspect::Id, Aspect::Numbers].iter().any(|aspect| found.says(*aspect) == Says::Forbids)
}

/// How many bits a share of a whole is, for explanations.
pub fn in_bits(bits: Bits) -> f64 {
    f64::from(bits) / f64::from(ONE)
}
