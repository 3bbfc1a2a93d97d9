//! The links of a run's rows, ready to be asked: which customers a row may be, which earlier rows it repeats.

use super::bits::Bits;
use super::evidence::Comparison;
use super::joining::Joined;
use super::linkage::Linkage;
use super::reasons::together;
use crate::model::{Certainty, Evidence, Known};

/// What comparing cost, and what it passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkReport {
    /// How many pairs were compared.
    pub pairs: u64,
    /// Values that so many companies share that they say nothing: the kind, and how many.
    pub generic: Vec<(&'static str, u64)>,
    /// Keys that so many records share that nothing was compared for them.
    pub skipped_keys: u64,
}

/// The links of all rows of a run.
#[derive(Debug)]
pub struct Links {
    linkage: Linkage,
    joined: Joined,
    /// What it cost.
    pub report: LinkReport,
}

impl Links {
    /// The links that were found and joined.
    pub fn new(linkage: Linkage, joined: Joined, report: LinkReport) -> Self {
        Links { linkage, joined, report }
    }

    /// The customers that a row may be, best first.
    pub fn customers(&self, row: u32) -> impl Iterator<Item = Evidence> + '_ {
        let is_alone = self.joined.company(row).is_empty();
        self.joined.customers(row).iter().map(move |(_, link)| {
            let of = Known::Customer(link.other);
            let evidence = link.comparison.evidence(of, link.certainty, link.total);
            if link.certainty == Certainty::Sure && !is_alone { together(evidence, link.by_itself) } else { evidence }
        })
    }

    /// The rows that are surely one company with a row, in order, itself among them; none when it is alone.
    pub fn company(&self, row: u32) -> &[u32] {
        self.joined.company(row)
    }

    /// The rows that may be one company with a row, best first.
    pub fn possible(&self, row: u32) -> impl Iterator<Item = Evidence> + '_ {
        self.joined
            .possible(row)
            .iter()
            .map(|(_, link)| link.comparison.evidence(Known::Row(link.other), link.certainty, link.total))
    }

    /// What speaks for two rows of one company.
    pub fn of_company(&self, row: u32, other: u32) -> Evidence {
        let (comparison, total) = self.compare_rows(row, other).unwrap_or_default();
        let by_itself = self.linkage.is_sure(&comparison, total);
        let total = total.max(self.linkage.weights.thresholds.sure);
        together(comparison.evidence(Known::Row(other), Certainty::Sure, total), by_itself)
    }

    /// What each field says of a row and of what it was recognised as, all together, and the prior among it.
    pub fn explain(&self, row: u32, of: Known) -> Option<(Comparison, Bits, Bits)> {
        let ((comparison, total), prior) = match of {
            Known::Customer(customer) => {
                let (row, customer) = (self.linkage.rows.rank(row)?, self.linkage.customers.rank(customer)?);
                (self.linkage.compare_customer(row, customer), self.linkage.prior_existing)
            }
            Known::Row(other) => (self.compare_rows(row, other)?, self.linkage.prior_run),
            Known::Itself => return None,
        };
        Some((comparison, total, prior))
    }

    fn compare_rows(&self, row: u32, other: u32) -> Option<(Comparison, Bits)> {
        Some(self.linkage.compare_rows(self.linkage.rows.rank(row)?, self.linkage.rows.rank(other)?))
    }
}
