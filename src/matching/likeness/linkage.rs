//! All records of a run and all known customers, linked.
//!
//! The steps are separate so that threads can share each: profiles are made batch by batch, values counted kind by kind
//! ([`count`](super::count)), keys indexed, rows compared some thousand at a time ([`Linkage::compare`]); only joining is serial.

use std::cmp::Reverse;
use std::ops::Range;

use super::bits::{Bits, ONE, log2};
use super::evidence::{self, Comparison};
use super::hits::{Hit, among_customers, among_rows, wanted};
use super::profile::View;
use super::records::Records;
use super::verdict::{is_forbidden, verdict};
use super::weights::Weights;
use crate::model::Certainty;

/// How many candidates a person is shown.
pub(super) const MOST_CANDIDATES: usize = 5;

/// Two records that may be one company.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The other record's rank among the customers, or among the rows.
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
    pub candidates: u64,
}

/// Everything that comparing rows takes. Shared by all threads.
#[derive(Debug)]
pub struct Linkage {
    pub(super) weights: Weights,
    pub(super) customers: Records,
    pub(super) rows: Records,
    pub(super) prior_existing: Bits,
    pub(super) prior_run: Bits,
}

impl Linkage {
    /// A linkage of lists that have been counted.
    pub fn new(weights: Weights, customers: Records, rows: Records) -> Self {
        let prior = |share: f64, count: u32| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of thousands")]
            let thousandths = (share * 1000.0) as u64;
            log2(thousandths) - log2(1000) - log2(u64::from(count).max(weights.prior.at_least))
        };
        Linkage {
            prior_existing: prior(weights.prior.existing, customers.len()),
            prior_run: prior(weights.prior.run, rows.len()),
            weights,
            customers,
            rows,
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> u32 {
        self.rows.len()
    }

    /// Finds what the rows of these ranks are like: customers, and rows of lower ranks.
    pub fn compare(&self, ranks: Range<u32>) -> Vec<RowLinks> {
        let wanted = wanted(&self.rows, &ranks);
        let customers = among_customers(&wanted, self.customers.index());
        let rows = among_rows(&wanted, self.rows.index(), ranks.start);
        let (mut customers, mut rows) = (customers.as_slice(), rows.as_slice());
        (0..)
            .zip(ranks)
            .map(|(row, rank)| {
                let of_row = |hit: &Hit| hit.row() == row;
                self.compare_row(rank, take(&mut customers, of_row), take(&mut rows, of_row))
            })
            .collect()
    }

    /// Gives the memory of the indices back, when all rows have been compared.
    pub fn drop_indices(&mut self) {
        self.customers.drop_index();
        self.rows.drop_index();
    }

    fn compare_row(&self, rank: u32, customers: &[Hit], rows: &[Hit]) -> RowLinks {
        let row = self.rows.view(rank);
        let link = |list: &Records, hit: &Hit, prior| self.link(row, list.view(hit.record()), hit.record(), prior);
        let mut links = RowLinks {
            customers: customers.iter().filter_map(|hit| link(&self.customers, hit, self.prior_existing)).collect(),
            rows: rows.iter().filter_map(|hit| link(&self.rows, hit, self.prior_run)).collect(),
            candidates: (customers.len() + rows.len()) as u64,
        };
        links.customers.sort_by_key(|link| (Reverse((link.certainty, link.total)), link.other));
        self.doubt(&mut links.customers);
        links.customers.truncate(MOST_CANDIDATES);
        links
    }

    fn link(&self, one: View<'_>, two: View<'_>, other: u32, prior: Bits) -> Option<Link> {
        let comparison = evidence::compare(one, two, &self.weights);
        let certainty = verdict(&comparison, prior, &self.weights)?;
        Some(Link { other, certainty, total: prior + comparison.sum(&self.weights), comparison, by_itself: true })
    }

    /// A sure match is doubtful when another customer is nearly as likely. The links are the best first.
    pub(super) fn doubt(&self, customers: &mut [Link]) {
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

/// Takes the entries at the front that belong to a row.
fn take<'a>(list: &mut &'a [Hit], belongs: impl Fn(&Hit) -> bool) -> &'a [Hit] {
    let count = list.iter().take_while(|hit| belongs(hit)).count();
    let (own, rest) = list.split_at(count);
    *list = rest;
    own
}

/// How many bits a share of a whole is, for explanations.
pub fn in_bits(bits: Bits) -> f64 {
    f64::from(bits) / f64::from(ONE)
}
