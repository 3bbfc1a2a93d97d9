//! Settled rows to what each output file gets: which table a row goes to, and whom it was matched with.

mod words;

use crate::letter::{Addressee, Letter};
use crate::matching::KnownCustomers;
use crate::matching::likeness::Links;
use crate::messages::Messages;
use crate::model::{Certainty, Disposition, Evidence, Field, Known, OwnColumn, Partner, Row, Source, TableFormat};
use crate::report::Kept;
use crate::settle::{Outcome, Settled, Settler};
use crate::write::{Layout, MatchNote, Rendered, Table, Told, write_request};

pub(super) use words::Words;

/// Of how many candidates a reviewer sees the evidence: of the best and the runner-up.
const TOLD: usize = 2;

/// What making output takes; shared by all threads.
#[derive(Clone, Copy)]
pub(super) struct Renderer<'a> {
    pub(super) layout: &'a Layout,
    pub(super) words: &'a Words<'a>,
    pub(super) customers: &'a KnownCustomers,
    pub(super) settler: &'a Settler<'a>,
    pub(super) links: Option<&'a Links>,
    pub(super) sources: &'a [Source],
    /// None when nothing is written.
    pub(super) format: Option<TableFormat>,
    /// Whether text is for machines alone.
    pub(super) raw: bool,
    /// What the report keeps so far.
    pub(super) kept: &'a Kept,
    pub(super) partner: &'a Partner,
    /// Whether letters are written as files.
    pub(super) eml: bool,
}

impl Renderer<'_> {
    /// Makes a batch into output, in the memory of output that has been written if there is some; and what the report
    /// keeps of it.
    pub(super) fn render(&self, settled: &Settled, spare: Option<Rendered>) -> (Rendered, Kept) {
        let format = self.format.unwrap_or_default();
        let mut rendered = spare.unwrap_or_else(|| Rendered::new(format, self.raw));
        rendered.clear();
        let mut kept = self.kept.part();
        if self.format.is_none() {
            return (rendered, kept);
        }
        let source = &self.sources[settled.batch.source as usize];
        let (mut findings, mut known) = (settled.findings.as_slice(), settled.known.as_slice());
        for (place, outcome) in (0..).zip(&settled.outcomes) {
            let own = take(&mut findings, |finding| finding.row == place);
            let candidates = take(&mut known, |(row, _)| *row == place);
            let row = settled.batch.row(place as usize);
            let mut note = self.note(settled, place as usize, outcome, candidates);
            if let Some(note) = &mut note
                && outcome.disposition == Disposition::RelationshipRequest
                && !candidates.is_empty()
            {
                self.write_letter(row, note, &mut rendered.letters);
            }
            let reading = &settled.readings[place as usize];
            let (country, decision) = (reading.country.code(), reading.decision);
            let note = note.as_ref();
            let told = Told { batch: &settled.batch, row, findings: &settled.findings, own, note, country, decision };
            let table = match outcome.disposition {
                Disposition::Accepted => Table::Accepted,
                Disposition::RelationshipRequest => Table::RelationshipRequests,
                Disposition::Review => Table::Review,
                Disposition::Rejected => Table::Rejected,
            };
            for (table, count) in [(table, 1), (Table::ErrorReport, own.len() as u64)] {
                let (rows, sum) = &mut rendered.tables[table as usize];
                self.layout.write(table, &told, self.words, rows);
                *sum += count;
            }
            kept.add_row(&told, source, outcome.disposition, self.words);
            if outcome.disposition == Disposition::Accepted {
                write_request(row, reading, &mut rendered.requests.0);
                rendered.requests.1 += 1;
            }
        }
        (rendered, kept)
    }

    /// Writes to a customer that exists. A row that only repeats another needs no letter of its own.
    fn write_letter(&self, row: Row<'_>, note: &mut MatchNote, letters: &mut Vec<Vec<u8>>) {
        let names = [row.field(Field::FirstName), row.field(Field::LastName)].join(" ");
        let addressee = Addressee {
            company: row.field(Field::CompanyName),
            contact: names.trim(),
            email: row.field(Field::Email),
            language: row.field(Field::Language),
        };
        let Some(letter) = Letter::to(&addressee, self.partner) else { return };
        if self.eml {
            letters.push(letter.draft(&addressee, self.partner));
        }
        note.letter = Some([letter.subject, letter.text]);
    }

    /// Whom the row was matched with, in words; none when with nobody.
    fn note(
        &self,
        settled: &Settled,
        place: usize,
        outcome: &Outcome,
        candidates: &[(u32, Evidence)],
    ) -> Option<MatchNote> {
        if candidates.is_empty() && outcome.repeats.is_none() {
            return None;
        }
        let row = settled.batch.row(place);
        let sure = candidates.iter().any(|(_, evidence)| evidence.certainty == Certainty::Sure);
        // A question names everybody it may be.
        let shown = if sure { 1 } else { candidates.len() };
        let mut note = MatchNote::default();
        let (mut ids, mut names) = (Vec::new(), Vec::new());
        for (_, evidence) in &candidates[..shown] {
            match evidence.of {
                Known::Customer(customer) => {
                    let customer = self.customers.customer(customer);
                    ids.push(customer.id.into_owned());
                    names.push(customer.company_name.into_owned());
                }
                Known::Itself => {
                    let source = &self.sources[settled.batch.source as usize];
                    let told = |column| source.own_column(column).map_or("", |column| row.given_cell(column));
                    let id = row.field(Field::CustomerId);
                    ids.push(if id.is_empty() { told(OwnColumn::MatchedCustomerId) } else { id }.to_owned());
                    names.push(told(OwnColumn::MatchedCompanyName).to_owned());
                    told(OwnColumn::MatchedRow).clone_into(&mut note.row);
                }
                Known::Row(_) => {}
            }
        }
        note.customer = if names.iter().all(String::is_empty) { joined(&ids) } else { joined(&names) };
        let mut best = candidates.first().map(|(_, evidence)| evidence);
        if outcome.disposition == Disposition::RelationshipRequest && !sure {
            // A request that repeats a row names that row alone: a customer named here would be sent it.
            (ids, names, best) = (Vec::new(), Vec::new(), None);
        }
        if let Some(Evidence { of: Known::Row(earlier), .. }) = outcome.repeats {
            note.row = self.settler.name_of(earlier, settled.batch.source);
            if names.is_empty() {
                names.push(self.settler.rows().company_name(earlier).to_owned());
            }
        }
        if let Some(links) = self.links.filter(|_| outcome.disposition == Disposition::Review) {
            let number = u32::try_from(row.number()).unwrap_or(u32::MAX);
            let of_candidates = ids.iter().cloned().zip(candidates.iter().map(|(_, evidence)| *evidence));
            let mut told: Vec<(String, Evidence)> = of_candidates.take(TOLD).collect();
            told.extend(outcome.repeats.map(|evidence| (note.row.clone(), evidence)));
            note.evidence = super::explain::as_json(links, number, &told);
        }
        note.customer_id = joined(&ids);
        note.company_name = joined(&names);
        let best = best.into_iter().chain(&outcome.repeats);
        if let Some(best) = best.max_by_key(|evidence| (evidence.certainty, evidence.score)) {
            note.score = best.score.to_string();
            Messages::of(self.words.lang).reasons(best.reasons, &mut note.reason);
        }
        Some(note)
    }
}

fn joined(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(";")
}

/// Takes the entries at the front that belong to a row.
fn take<'a, T>(list: &mut &'a [T], belongs: impl Fn(&T) -> bool) -> &'a [T] {
    let count = list.iter().take_while(|entry| belongs(entry)).count();
    let (own, rest) = list.split_at(count);
    *list = rest;
    own
}
