//! What is remembered of the rows of this run: enough to say later "the same company as row 17".

use serde::{Deserialize, Serialize};

use super::keys::Tags;
use crate::model::{Batch, Disposition, Field};

/// Set in a row's mark when its domain prefix is only our proposal.
const PROPOSED: u8 = 1 << 2;

/// The rows so far, by number. Some fifty bytes a row, most of it the name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RowsSoFar {
    count: u32,
    /// Whether rows are only counted, since nothing is asked of them.
    forgets: bool,
    marks: Vec<u8>,
    lines: Vec<u32>,
    tags: Vec<Tags>,
    names: String,
    name_ends: Vec<u32>,
    /// The number of the first row of each batch, and the batch's source.
    batches: Vec<(u32, u32)>,
}

impl RowsSoFar {
    /// No rows, and those to come are only counted: nothing is to be asked of them.
    pub fn forgetful() -> Self {
        RowsSoFar { forgets: true, ..RowsSoFar::default() }
    }

    /// Whether anything but their number is known of rows.
    pub fn remembers(&self) -> bool {
        !self.forgets
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a batch's rows, and returns the number of the first.
    pub fn add(&mut self, batch: &Batch, tags: &[Tags]) -> u32 {
        let first = self.count;
        self.count = u32::try_from(batch.len())
            .ok()
            .and_then(|more| first.checked_add(more))
            .expect("fewer than 2^32 rows a run");
        if self.forgets {
            return first;
        }
        self.batches.push((first, batch.source));
        self.tags.extend_from_slice(tags);
        for row in batch.rows() {
            self.lines.push(row.line());
            let name = row.field(Field::CompanyName);
            // Beyond 4 GiB of names, which is some 150 million rows, later ones go without.
            if u32::try_from(self.names.len() + name.len()).is_ok() {
                self.names.push_str(name);
            }
            self.name_ends.push(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        }
        first
    }

    /// Notes where the next row went, rows in order.
    pub fn settle(&mut self, disposition: Disposition, prefix_proposed: bool) {
        if self.forgets {
            return;
        }
        self.marks.push(disposition as u8 | if prefix_proposed { PROPOSED } else { 0 });
    }

    /// Where a row went; none when that is not settled yet.
    pub fn disposition(&self, row: u32) -> Option<Disposition> {
        let mark = *self.marks.get(row as usize)?;
        Disposition::ALL.get(usize::from(mark & !PROPOSED)).copied()
    }

    /// Whether the row's domain prefix is our own proposal.
    pub fn prefix_proposed(&self, row: u32) -> bool {
        self.marks.get(row as usize).is_some_and(|mark| mark & PROPOSED != 0)
    }

    /// What comparing the row takes.
    pub fn tags(&self, row: u32) -> &Tags {
        &self.tags[row as usize]
    }

    /// The row's company name.
    pub fn company_name(&self, row: u32) -> &str {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.name_ends[row - 1] };
        &self.names[start as usize..self.name_ends[row] as usize]
    }

    /// Where the row stands: its source, and its number as a person sees it.
    pub fn place(&self, row: u32) -> (u32, u32) {
        let batch = self.batches.partition_point(|(first, _)| *first <= row);
        (self.batches[batch - 1].1, self.lines[row as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_nothing_is_asked_of_are_only_counted() {
        let mut batch = Batch::new(0);
        for _ in 0..3 {
            batch.end_row(1, None, &[]);
        }
        let mut rows = RowsSoFar::forgetful();
        assert_eq!((rows.add(&batch, &[Tags::default(); 3]), rows.add(&batch, &[Tags::default(); 3])), (0, 3));
        rows.settle(Disposition::Accepted, false);
        assert_eq!((rows.len(), rows.disposition(0)), (6, None));
        assert!(rows.lines.is_empty() && rows.names.is_empty() && rows.tags.is_empty() && rows.marks.is_empty());
    }
}
