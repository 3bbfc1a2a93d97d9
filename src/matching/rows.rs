//! What is remembered of the rows of this run: enough to say later "the same company as row 17".

use serde::{Deserialize, Serialize};

use super::keys::Tags;
use crate::model::{Batch, Disposition, Field};

/// Set in a row's mark when its domain prefix is only our proposal.
const PROPOSED: u8 = 1 << 2;

/// The rows so far, by number. Some fifty bytes a row, most of it the name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RowsSoFar {
    marks: Vec<u8>,
    lines: Vec<u32>,
    tags: Vec<Tags>,
    names: String,
    name_ends: Vec<u32>,
    /// The number of the first row of each batch, and the batch's source.
    batches: Vec<(u32, u32)>,
}

impl RowsSoFar {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a batch's rows, and returns the number of the first.
    pub fn add(&mut self, batch: &Batch, tags: &[Tags]) -> u32 {
        let first = u32::try_from(self.lines.len()).expect("fewer than 2^32 rows a run");
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
