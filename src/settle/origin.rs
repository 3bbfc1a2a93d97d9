//! Rows that were one row of the list first given, and came back in two corrected files.
//!
//! What a file is called and which row of it one was do not make two rows the same: lists of different months may have
//! one name. So they must share what a correction rarely touches, too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::matching::RowsSoFar;
use crate::model::{Certainty, Disposition, Evidence, Field, Known, OriginColumns, Reason, Reasons, Row, Source};

/// Copies of one row have at least one of these in common.
const KEPT: [Field; 4] = [Field::CompanyName, Field::Email, Field::RegistrationId, Field::AddressLine1];

/// The weight of this evidence: as good as an ID, but for the person who may have put another company into the row.
const SCORE: u8 = 95;

/// The corrected rows so far, by where they first came from.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// Of each source, the columns that say so.
    columns: Vec<Option<OriginColumns>>,
    pub(super) seen: SeenBefore,
}

/// What is remembered of corrected rows, by file, sheet and row of the list first given.
pub(super) type SeenBefore = BTreeMap<[String; 3], Vec<Seen>>;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Seen {
    row: u32,
    kept: [String; KEPT.len()],
}

impl Origins {
    pub(super) fn new(sources: &[Source]) -> Origins {
        Origins { columns: sources.iter().map(Source::origin).collect(), seen: BTreeMap::new() }
    }

    /// The earlier row, not rejected, that was the same row of the same list; notes this one, whose number is `number`.
    pub(super) fn earlier(&mut self, source: u32, row: Row<'_>, number: u32, rows: &RowsSoFar) -> Option<Evidence> {
        let origin = self.columns[source as usize]?.of(row);
        if origin[2].trim().is_empty() {
            return None;
        }
        let kept = KEPT.map(|field| row.field(field).to_lowercase());
        let seen = self.seen.entry(origin.map(|part| part.trim().to_owned())).or_default();
        let is_live = |row: u32| rows.disposition(row).is_some_and(|place| place != Disposition::Rejected);
        let shares = |one: &Seen| one.kept.iter().zip(&kept).any(|(one, other)| !one.is_empty() && one == other);
        let earlier = seen.iter().find(|one| is_live(one.row) && shares(one)).map(|one| one.row);
        seen.push(Seen { row: number, kept });
        Some(Evidence {
            of: Known::Row(earlier?),
            certainty: Certainty::Sure,
            reasons: Reasons::of(&[Reason::Origin]),
            score: SCORE,
        })
    }
}
