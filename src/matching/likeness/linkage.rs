//! All records of a run and all known customers, linked.
//!
//! The steps are separate so that threads can share each: profiles are made batch by batch, values counted kind by kind
//! ([`count`](super::count)), keys indexed, rows compared with one another some thousand at a time, and with a segment of
//! the customers at a time; only joining is serial.

use std::cmp::Reverse;
use std::ops::Range;

use super::bits::{Bits, ONE, log2};
use super::customers::Segment;
use super::evidence::{self, Comparison};
use super::hits::{Hit, among_rows};
use super::key_index::KeyIndex;
use super::profile::{Profiles, View};
use super::records::Records;
use super::verdict::{is_forbidden, verdict};
use super::weights::Weights;
use crate::model::Certainty;

/// How many candidates a person is shown.
pub(super) const MOST_CANDIDATES: usize = 5;

/// Two records that may be one company.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The other record's rank among the customers that were kept, or among the rows.
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

/// What rows were found to be like: pairs of a row's rank and a link.
pub type Found = Vec<(u32, Link)>;

/// Everything that comparing rows takes. Shared by all threads.
#[derive(Debug)]
pub struct Linkage {
    pub(super) weights: Weights,
    /// The customers that rows were found to be like.
    pub(super) customers: Records,
    pub(super) rows: Records,
    pub(super) prior_existing: Bits,
    pub(super) prior_run: Bits,
    found: CustomersFound,
}

/// The customers that rows were found to be like, while they are being found.
#[derive(Debug, Default)]
struct CustomersFound {
    list: Profiles,
    places: Vec<u32>,
}

impl Linkage {
    /// A linkage of rows, which have been counted, with so many customers.
    pub fn new(weights: Weights, customers: u32, rows: Records) -> Self {
        let prior = |share: f64, count: u32| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of thousands")]
            let thousandths = (share * 1000.0) as u64;
            log2(thousandths) - log2(1000) - log2(u64::from(count).max(weights.prior.at_least))
        };
        Linkage {
            prior_existing: prior(weights.prior.existing, customers),
            prior_run: prior(weights.prior.run, rows.len()),
            weights,
            customers: Records::default(),
            rows,
            found: CustomersFound::default(),
        }
    }

    /// The rows.
    pub fn rows(&self) -> &Records {
        &self.rows
    }

    /// Finds which rows of lower ranks the rows of these ranks are like. Returns how many pairs were compared, too.
    pub fn compare_rows_of(&self, ranks: Range<u32>) -> (Found, u64) {
        let hits = among_rows(&self.rows, ranks);
        let found = hits.iter().filter_map(|hit| {
            let other = self.rows.view(hit.record());
            Some((hit.row(), self.link(self.rows.view(hit.row()), other, hit.record(), self.prior_run)?))
        });
        (found.collect(), hits.len() as u64)
    }

    /// Finds which of the customers that share keys with rows are like them. The customers have been counted, and are told by
    /// their places in the segment.
    pub fn compare_customers(&self, segment: &Segment, hits: &[Hit]) -> Found {
        let found = hits.iter().filter_map(|hit| {
            let customer = segment.list.view(hit.record());
            Some((hit.row(), self.link(self.rows.view(hit.row()), customer, hit.record(), self.prior_existing)?))
        });
        found.collect()
    }

    /// Keeps the customers of a segment that rows are like, all others being dropped with it. Segments come in order.
    pub fn keep(&mut self, segment: &Segment, found: &mut Found) {
        let mut kept: Vec<u32> = found.iter().map(|(_, link)| link.other).collect();
        kept.sort_unstable();
        kept.dedup();
        let first = self.found.places.len();
        for (_, link) in found {
            let place = first + kept.partition_point(|other| *other < link.other);
            link.other = u32::try_from(place).unwrap_or(u32::MAX);
        }
        self.found.places.extend(kept.iter().map(|place| segment.places[*place as usize]));
        self.found.list.append(segment.list.picked(&kept));
    }

    /// Of the customers that each row is like, leaves the best, best first, when all have been kept.
    pub fn leave_best(&mut self, found: &mut Found) {
        let CustomersFound { list, places } = std::mem::take(&mut self.found);
        self.customers = Records::new(list, places, KeyIndex::default());
        found.sort_unstable_by_key(|(row, link)| (*row, Reverse((link.certainty, link.total)), link.other));
        let (mut kept, mut start) = (0, 0);
        while start < found.len() {
            let row = found[start].0;
            let count = found[start..].iter().take_while(|(other, _)| *other == row).count();
            self.doubt(&mut found[start..start + count]);
            let best = count.min(MOST_CANDIDATES);
            found.copy_within(start..start + best, kept);
            (kept, start) = (kept + best, start + count);
        }
        found.truncate(kept);
    }

    /// Gives the memory of the rows' index back, when all have been compared.
    pub fn drop_index(&mut self) {
        self.rows.drop_index();
    }

    fn link(&self, one: View<'_>, two: View<'_>, other: u32, prior: Bits) -> Option<Link> {
        let comparison = evidence::compare(one, two, &self.weights);
        let certainty = verdict(&comparison, prior, &self.weights)?;
        Some(Link { other, certainty, total: prior + comparison.sum(&self.weights), comparison, by_itself: true })
    }

    /// A sure match is doubtful when another customer is nearly as likely. The links are the best first.
    pub(super) fn doubt(&self, customers: &mut [(u32, Link)]) {
        let [(_, best), rest @ ..] = customers else { return };
        if best.certainty != Certainty::Sure {
            return;
        }
        let near = |link: &&Link| {
            link.total + self.weights.thresholds.ambiguous > best.total && !is_forbidden(&link.comparison)
        };
        let others = rest.iter().map(|(_, link)| link).filter(near);
        let is_doubtful = others.into_iter().any(|link| !self.is_one_customer(best.other, link.other));
        if is_doubtful {
            for (_, link) in customers.iter_mut() {
                link.certainty = Certainty::Possible;
            }
        }
    }

    /// Whether two customers are surely one, entered twice, or under a former name too.
    pub(super) fn is_one_customer(&self, one: u32, other: u32) -> bool {
        let (one, other) = (self.customers.view(one), self.customers.view(other));
        if one.profile.customer_id != 0 && one.profile.customer_id == other.profile.customer_id {
            return true;
        }
        let comparison = evidence::compare(one, other, &self.weights);
        verdict(&comparison, self.prior_existing, &self.weights) == Some(Certainty::Sure)
    }

    /// Whether two records show by themselves that they are one company.
    pub(super) fn is_sure(&self, comparison: &Comparison, total: Bits) -> bool {
        verdict(comparison, total - comparison.sum(&self.weights), &self.weights) == Some(Certainty::Sure)
    }

    /// Compares two rows, by their ranks, whatever comes of it.
    pub fn compare_rows(&self, one: u32, other: u32) -> (Comparison, Bits) {
        let comparison = evidence::compare(self.rows.view(one), self.rows.view(other), &self.weights);
        (comparison, self.prior_run + comparison.sum(&self.weights))
    }

    /// Compares a row with a customer, by their ranks, whatever comes of it.
    pub fn compare_customer(&self, row: u32, customer: u32) -> (Comparison, Bits) {
        let comparison = evidence::compare(self.rows.view(row), self.customers.view(customer), &self.weights);
        (comparison, self.prior_existing + comparison.sum(&self.weights))
    }
}

/// How many bits a share of a whole is, for explanations.
pub fn in_bits(bits: Bits) -> f64 {
    f64::from(bits) / f64::from(ONE)
}
