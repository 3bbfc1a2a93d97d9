//! What the report keeps of the rows while they pass: the first findings and matches in input order, and for each rule
//! how many rows it cost and the first of them.
//!
//! What is kept is capped, so that a run of any length takes the same memory. Rows lie here as they will stand in the
//! page, so that keeping one costs its text and nothing more.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::to_writer;

use crate::model::{Disposition, Field, Finding, RuleId, Severity, Source};
use crate::write::{MatchNote, Told, Wording};

/// How many findings the report holds. So many a page filters and sorts at once; more are for the error report.
pub(super) const MOST_FINDINGS: usize = 100_000;

/// How many matched rows the report holds.
pub(super) const MOST_MATCHES: usize = 10_000;

/// What was kept of some rows, or of all so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Rows with an error, and what was found in them.
    faulty: Shelf,
    /// Other rows in which something was found.
    others: Shelf,
    /// Rows that were matched with a customer or an earlier row.
    pub(super) matches: Shelf,
    /// Of each rule that has rejected a row: how many, and the first.
    pub(super) costs: BTreeMap<RuleId, Cost>,
}

/// What a rule has cost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Cost {
    /// How many rows it has rejected, alone or with others.
    pub(super) rows: u64,
    pub(super) first: Example,
}

/// A finding, in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Example {
    pub(super) source: u32,
    pub(super) line: u32,
    pub(super) field: Option<Field>,
    pub(super) value: String,
    pub(super) message: String,
    pub(super) suggestion: String,
}

/// Rows as JSON, in input order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Shelf {
    json: Vec<u8>,
    rows: Vec<Place>,
    weight: usize,
}

/// Where a row's JSON ends, and how much it counts towards what may be kept.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    number: u64,
    end: usize,
    weight: usize,
}

impl Kept {
    /// A part for some rows that follow on these: it keeps no more than there is room for.
    #[must_use]
    pub fn part(&self) -> Kept {
        let none = |shelf: &Shelf| Shelf { weight: shelf.weight, ..Shelf::default() };
        Kept {
            faulty: none(&self.faulty),
            others: none(&self.others),
            matches: none(&self.matches),
            costs: BTreeMap::new(),
        }
    }

    /// Looks at a row. Rows must come in input order.
    pub fn add_row(&mut self, told: &Told<'_>, source: &Source, disposition: Disposition, wording: &impl Wording) {
        if disposition == Disposition::Rejected {
            self.add_costs(told, source, wording);
        }
        if let Some(note) = told.note
            && matches!(disposition, Disposition::RelationshipRequest | Disposition::Review)
            && self.matches.weight < MOST_MATCHES
        {
            write_match(&mut self.matches.json, told, disposition, note);
            self.matches.end_row(told.row.number(), 1);
        }
        if told.own.is_empty() || self.faulty.weight.min(self.others.weight) >= MOST_FINDINGS {
            return;
        }
        let is_faulty = told.own.iter().any(|finding| is_error(finding, wording));
        let kind = if is_faulty { &mut self.faulty } else { &mut self.others };
        if kind.weight < MOST_FINDINGS {
            write_findings(&mut kind.json, told, source, disposition, wording);
            kind.end_row(told.row.number(), told.own.len());
        }
    }

    /// Adds what was kept of the rows that come next.
    pub fn add(&mut self, part: Kept) {
        self.faulty.take(&part.faulty, MOST_FINDINGS);
        self.others.take(&part.others, MOST_FINDINGS);
        self.matches.take(&part.matches, MOST_MATCHES);
        for (rule, more) in part.costs {
            match self.costs.entry(rule) {
                Entry::Occupied(mut sum) => sum.get_mut().rows += more.rows,
                Entry::Vacant(place) => drop(place.insert(more)),
            }
        }
    }

    /// The rows to show with their findings, in input order: those with errors, and others as far as there is room.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let room = MOST_FINDINGS.saturating_sub(self.faulty.weight);
        let mut shown = 0;
        let others = self.others.rows().take_while(move |(place, _)| {
            let has_room = shown < room;
            shown += place.weight;
            has_room
        });
        let (mut faulty, mut others) = (self.faulty.rows().peekable(), others.peekable());
        std::iter::from_fn(move || {
            let first = match (faulty.peek(), others.peek()) {
                (Some((one, _)), Some((other, _))) if other.number < one.number => others.next(),
                (Some(_), _) => faulty.next(),
                (None, _) => others.next(),
            };
            first.map(|(_, json)| json)
        })
    }

    fn add_costs(&mut self, told: &Told<'_>, source: &Source, wording: &impl Wording) {
        let mut before = None;
        for finding in told.own.iter().filter(|finding| is_error(finding, wording)) {
            // A row's findings stand together by their rules.
            if before.replace(finding.rule) == Some(finding.rule) {
                continue;
            }
            let cost = self.costs.entry(finding.rule);
            let first = || Cost { rows: 0, first: Example::of(finding, told, source, wording) };
            cost.or_insert_with(first).rows += 1;
        }
    }
}

impl Example {
    fn of(finding: &Finding, told: &Told<'_>, source: &Source, wording: &impl Wording) -> Self {
        let mut message = String::new();
        wording.message(finding, told.findings, told.note, &mut message);
        Example {
            source: told.batch.source,
            line: told.row.line(),
            field: finding.field,
            value: value(finding, told, source).to_owned(),
            message,
            suggestion: told.findings.text(finding.detail.suggestion).to_owned(),
        }
    }
}

impl Shelf {
    /// The rows, each as its JSON.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Place, &[u8])> {
        let mut start = 0;
        self.rows.iter().map(move |place| (*place, &self.json[std::mem::replace(&mut start, place.end)..place.end]))
    }

    fn end_row(&mut self, number: u64, weight: usize) {
        self.rows.push(Place { number, end: self.json.len(), weight });
        self.weight += weight;
    }

    /// Takes over the rows that there is room for.
    fn take(&mut self, part: &Shelf, most: usize) {
        for (place, json) in part.rows() {
            if self.weight >= most {
                return;
            }
            self.json.extend_from_slice(json);
            self.end_row(place.number, place.weight);
        }
    }
}

/// Writes a row and its findings: `[source, row, company, disposition, [[field, rule, severity, value, message,
/// suggestion]…]]`. A message that a rule gives to all is told by its number.
fn write_findings(
    json: &mut Vec<u8>,
    told: &Told<'_>,
    source: &Source,
    disposition: Disposition,
    wording: &impl Wording,
) {
    write_row(json, told, disposition);
    for (place, finding) in told.own.iter().enumerate() {
        let field = finding.field.map_or(-1, |field| i32::try_from(field.index()).unwrap_or(-1));
        let comma = if place == 0 { ",[" } else { "," };
        let severity = wording.severity(finding) as u8;
        let _ = write!(json, "{comma}[{field},{},{severity},", finding.rule.index());
        text(json, value(finding, told, source));
        json.push(b',');
        if wording.ready_message(finding, told.note).is_some() {
            json.push(if finding.certain { b'1' } else { b'0' });
        } else {
            let mut message = String::new();
            wording.message(finding, told.findings, told.note, &mut message);
            text(json, &message);
        }
        let suggestion = told.findings.text(finding.detail.suggestion);
        if !suggestion.is_empty() {
            json.push(b',');
            text(json, suggestion);
        }
        json.push(b']');
    }
    json.extend_from_slice(b"]]");
}

/// Writes whom a row was matched with: `[source, row, company, disposition, customer, name, row, score, reason]`.
fn write_match(json: &mut Vec<u8>, told: &Told<'_>, disposition: Disposition, note: &MatchNote) {
    write_row(json, told, disposition);
    for part in [&note.customer_id, &note.company_name, &note.row, &note.score, &note.reason] {
        json.push(b',');
        text(json, part);
    }
    json.push(b']');
}

fn write_row(json: &mut Vec<u8>, told: &Told<'_>, disposition: Disposition) {
    let _ = write!(json, "[{},{},", told.batch.source, told.row.line());
    text(json, told.row.field(Field::CompanyName));
    let _ = write!(json, ",{}", disposition as u8);
}

fn is_error(finding: &Finding, wording: &impl Wording) -> bool {
    wording.severity(finding) == Severity::Error
}

/// The cell at fault, as it was given.
fn value<'a>(finding: &Finding, told: &Told<'a>, source: &Source) -> &'a str {
    let column = finding.field.and_then(|field| source.column_behind(field));
    column.map_or("", |column| told.row.given_cell(column))
}

fn text(json: &mut Vec<u8>, text: &str) {
    // Memory can always be written.
    let _ = to_writer(json, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(rows: &[(u64, usize)]) -> Shelf {
        let mut shelf = Shelf::default();
        for (number, weight) in rows {
            shelf.json.extend_from_slice(format!("[{number}]").as_bytes());
            shelf.end_row(*number, *weight);
        }
        shelf
    }

    fn texts<'a>(rows: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
        rows.map(|json| String::from_utf8_lossy(json).into_owned()).collect()
    }

    #[test]
    fn rows_are_shown_in_input_order_and_those_with_errors_go_before_the_others() {
        let kept =
            Kept { faulty: shelf(&[(2, 1), (5, 3)]), others: shelf(&[(1, 1), (3, 2), (9, 1)]), ..Kept::default() };
        assert_eq!(texts(kept.rows()), ["[1]", "[2]", "[3]", "[5]", "[9]"]);
        let full = Kept { faulty: shelf(&[(2, 1), (5, MOST_FINDINGS - 2)]), ..kept };
        assert_eq!(texts(full.rows()), ["[1]", "[2]", "[5]"]);
    }

    #[test]
    fn what_is_kept_does_not_depend_on_where_rows_are_parted() {
        let rows: Vec<(u64, usize)> = (0..40).zip([1, 2, 3].into_iter().cycle()).collect();
        let kept = |size: usize| {
            let mut kept = Shelf::default();
            for part in rows.chunks(size) {
                kept.take(&shelf(part), 25);
            }
            texts(kept.rows().map(|(_, json)| json))
        };
        assert_eq!(kept(40), kept(1));
        assert_eq!(kept(7), kept(1));
        assert_eq!(kept(1).len(), 13, "25 are reached with the thirteenth row");
    }
}
