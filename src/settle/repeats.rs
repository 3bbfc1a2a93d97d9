//! Which earlier row of the run a row repeats.

use std::cmp::Reverse;

use super::{Settler, narrow, row_of};
use crate::matching::likeness::Links;
use crate::matching::{self, Collision};
use crate::model::{Decision, Disposition, Evidence, Known, Reading, Reason, Reasons, Row};

impl Settler<'_> {
    /// The earlier row that this one most likely repeats.
    pub(super) fn repeats(&self, row: Row<'_>, collisions: &[Collision], reading: &Reading) -> Option<Evidence> {
        if collisions.is_empty() {
            return None;
        }
        let number = narrow(row.number());
        let mut best: Option<Evidence> = None;
        let mut shared: Vec<(u32, Reasons)> = Vec::new();
        for collision in collisions {
            let Some(holder) = self.live_holder(number, collision) else { continue };
            let proposed = reading.domain_prefix_proposed || self.rows.prefix_proposed(holder);
            let Some(reason) = matching::reason(collision.kind, proposed) else { continue };
            match shared.iter_mut().find(|(row, _)| *row == holder) {
                Some((_, reasons)) => *reasons = reasons.with(reason),
                None => shared.push((holder, Reasons::of(&[reason]))),
            }
        }
        for (holder, reasons) in shared {
            let reasons = reasons.and(self.rows.tags(number).shared_with(self.rows.tags(holder)));
            let Some(certainty) = matching::certainty(reasons) else { continue };
            let evidence = Evidence { of: Known::Row(holder), certainty, reasons, score: matching::score(reasons) };
            let Some(evidence) = self.told(evidence, row, reading) else { continue };
            if best.is_none_or(|best| self.rank(&evidence) > self.rank(&best)) {
                best = Some(evidence);
            }
        }
        best
    }

    /// The same, where rows were compared by likeness before: of its own company, the first that was accepted or became a
    /// request; else the first in review.
    pub(super) fn repeats_alike(&self, links: &Links, row: Row<'_>, reading: &Reading) -> Option<Evidence> {
        let number = narrow(row.number());
        let is_live = |row: u32| !matches!(self.rows.disposition(row), None | Some(Disposition::Rejected));
        let in_review = |row: &u32| self.rows.disposition(*row) == Some(Disposition::Review);
        let earlier = links.company(number).iter().copied().filter(|row| *row < number && is_live(*row));
        let sure = earlier.min_by_key(|row| (in_review(row), *row)).map(|row| links.of_company(number, row));
        let possible =
            links.possible(number).filter(|evidence| row_of(evidence).is_some_and(|row| row < number && is_live(row)));
        sure.into_iter()
            .chain(possible)
            .filter_map(|evidence| self.told(evidence, row, reading))
            .max_by_key(|evidence| self.rank(evidence))
    }

    /// Evidence of an earlier row as it is told, if it is: as people have decided of the two companies before, and not
    /// where a person says here that the row is new, who knows more than we do, except that an ID belongs to one company.
    fn told(&self, evidence: Evidence, row: Row<'_>, reading: &Reading) -> Option<Evidence> {
        let by_id = evidence.reasons.has(Reason::RegistrationId) || evidence.reasons.has(Reason::CustomerId);
        let name = row_of(&evidence).map_or("", |earlier| self.rows.company_name(earlier));
        let evidence = self.decided(row, reading).weigh(evidence, "", name)?;
        ((by_id || reading.decision != Some(Decision::New)) && self.is_on(evidence.certainty, false))
            .then_some(evidence)
    }

    /// Which of two earlier rows is rather the one.
    fn rank(&self, evidence: &Evidence) -> impl Ord + use<> {
        let in_review = self.disposition_of(evidence) == Some(Disposition::Review);
        (evidence.certainty, !in_review, evidence.score, Reverse(row_of(evidence)))
    }
}
