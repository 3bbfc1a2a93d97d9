//! What people have decided of a row's company before, so that they are not asked again.

use std::cmp::Reverse;

use super::Settler;
use crate::matching::Decided;
use crate::model::{Batch, Evidence, Known, Reading, Row};

impl<'a> Settler<'a> {
    /// The known customers that rows may be, as far as nobody has decided of the pair before.
    pub(super) fn as_decided(
        &self,
        known: Vec<(u32, Evidence)>,
        batch: &Batch,
        readings: &[Reading],
    ) -> Vec<(u32, Evidence)> {
        if self.customers.decisions().is_empty() {
            return known;
        }
        let mut kept = Vec::with_capacity(known.len());
        for of_row in known.chunk_by(|(row, _), (other, _)| row == other) {
            let place = of_row[0].0 as usize;
            let decided = self.decided(batch.row(place), &readings[place]);
            if decided.is_empty() {
                kept.extend_from_slice(of_row);
                continue;
            }
            let first = kept.len();
            kept.extend(of_row.iter().filter_map(|(row, evidence)| match evidence.of {
                Known::Customer(customer) => {
                    let customer = self.customers.customer(customer);
                    Some((*row, decided.weigh(*evidence, &customer.id, &customer.company_name)?))
                }
                Known::Itself | Known::Row(_) => Some((*row, *evidence)),
            }));
            kept[first..].sort_by_key(|(_, evidence)| Reverse((evidence.certainty, evidence.score)));
        }
        kept
    }

    /// What was decided of a row's company before. What the row itself says of that goes before it.
    pub(super) fn decided(&self, row: Row<'_>, reading: &Reading) -> Decided<'a> {
        match reading.decision {
            Some(_) => Decided::default(),
            None => self.customers.decisions().of(row, reading),
        }
    }
}
