//! Settling: rows meet the rows before them, one after the other in input order, and get their place.
//!
//! This is the only step where one row's fate touches another's, and the only serial one that looks at rows. Whatever
//! can be done for a row alone has been done before; what is left is a few look-ups for the rows that repeat something.

mod decided;
mod origin;
mod repeats;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::examine::Examined;
use crate::facts::domain_prefix;
use crate::matching::likeness::Links;
use crate::matching::{Collision, KeyKind, KnownCustomers, RowIndex, RowsSoFar, Shard, prefix_key};
use crate::model::{
    Batch, Certainty, Detail, Disposition, Evidence, Field, Finding, Findings, Known, Reading, RuleId, Severity, Source,
};
use crate::route::{Standing, route};
use origin::{Origins, SeenBefore};

/// A batch whose rows have their places.
#[derive(Debug, Default)]
pub struct Settled {
    /// The rows, normalised.
    pub batch: Batch,
    /// What normalising understood, one entry a row.
    pub readings: Vec<Reading>,
    /// What was found, in row order.
    pub findings: Findings,
    /// One entry a row.
    pub outcomes: Vec<Outcome>,
    /// The known customers that rows may be: by row, best first.
    pub known: Vec<(u32, Evidence)>,
}

/// Where a row goes, and the earlier row that has to do with it.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Where it goes.
    pub disposition: Disposition,
    /// The earlier row of the run that it repeats, or may repeat.
    pub repeats: Option<Evidence>,
}

/// The rules that are raised here, since they need other rows.
#[derive(Clone, Copy, Debug)]
struct Raised {
    existing: RuleId,
    duplicate: RuleId,
    possibly_existing: RuleId,
    possibly_duplicate: RuleId,
    prefix_taken: RuleId,
    prefix_proposed: RuleId,
    role: RuleId,
}

/// What a settler remembers of the rows so far, to be kept while a run is stopped.
#[derive(Debug, Deserialize)]
pub struct Memory {
    rows: RowsSoFar,
    index: RowIndex,
    robbed: BTreeMap<u32, u32>,
    seen: SeenBefore,
}

/// Settles a run's rows.
pub struct Settler<'a> {
    sources: &'a [Source],
    catalogue: &'a Catalogue,
    customers: &'a KnownCustomers,
    links: Option<&'a Links>,
    raised: Raised,
    rows: RowsSoFar,
    index: RowIndex,
    /// Rows whose prefix an earlier row took when it needed another.
    robbed: BTreeMap<u32, u32>,
    origins: Origins,
}

impl<'a> Settler<'a> {
    /// A settler that has seen no row.
    pub fn new(
        sources: &'a [Source],
        catalogue: &'a Catalogue,
        customers: &'a KnownCustomers,
        links: Option<&'a Links>,
    ) -> Self {
        let rule = |name| catalogue.id(name).expect("the catalogue has every rule of the contract");
        let raised = Raised {
            existing: rule("existing-customer"),
            duplicate: rule("duplicate-in-batch"),
            possibly_existing: rule("possible-existing-customer"),
            possibly_duplicate: rule("possible-duplicate"),
            prefix_taken: rule("domain-prefix-taken"),
            prefix_proposed: rule("domain-prefix-proposed"),
            role: rule("role-cannot-create"),
        };
        // Where no rule asks what rows have in common, a list of any length takes the same memory.
        let asks = [raised.duplicate, raised.possibly_duplicate, raised.prefix_taken];
        let remembers = asks.iter().any(|rule| catalogue.severity(*rule) != Severity::Off);
        Settler {
            sources,
            catalogue,
            customers,
            links,
            raised,
            rows: if remembers { RowsSoFar::default() } else { RowsSoFar::forgetful() },
            index: RowIndex::default(),
            robbed: BTreeMap::new(),
            origins: Origins::new(sources),
        }
    }

    /// What the settler remembers, as [`Memory`] reads it.
    pub fn memory(&self) -> impl Serialize + '_ {
        (&self.rows, &self.index, &self.robbed, &self.origins.seen)
    }

    /// Goes on where another settler of the same run was stopped.
    pub fn recall(&mut self, memory: Memory) {
        let Memory { rows, index, robbed, seen } = memory;
        (self.rows, self.index, self.robbed, self.origins.seen) = (rows, index, robbed, seen);
    }

    /// What all rows of the run were found to be like, if likeness is looked at.
    pub fn links(&self) -> Option<&'a Links> {
        self.links
    }

    /// The rows so far.
    pub fn rows(&self) -> &RowsSoFar {
        &self.rows
    }

    /// How a row of `source` names an earlier row: by its number, with its table before it if that is another.
    pub fn name_of(&self, row: u32, source: u32) -> String {
        match self.rows.place(row) {
            (of, line) if of == source => line.to_string(),
            (of, line) => format!("{}:{line}", self.sources[of as usize].title()),
        }
    }

    /// The parts of the index that a window's keys are entered in, before its rows are settled; none where nothing is asked
    /// of rows.
    pub fn shards(&mut self) -> &mut [Shard] {
        if self.rows.remembers() { self.index.shards() } else { &mut [] }
    }

    /// Gives a batch's rows their numbers.
    pub fn number(&mut self, examined: &mut Examined) -> u32 {
        let first = self.rows.add(&examined.batch, &examined.keys.tags);
        examined.batch.first_row = u64::from(first);
        first
    }

    /// Gives a batch's rows their places. `collisions` are the run's in row order; the batch's are taken off the front.
    pub fn settle(&mut self, examined: Examined, collisions: &mut &[Collision]) -> Settled {
        let Examined { mut batch, readings, mut findings, keys: _, known } = examined;
        let known = self.as_decided(known, &batch, &readings);
        let mut outcomes = Vec::with_capacity(batch.len());
        let examined_findings = findings.len();
        let (mut next_finding, mut next_known) = (0, 0);
        for (row, reading) in readings.iter().enumerate() {
            let number = narrow(batch.row(row).number());
            let own_findings = span_of(&findings.as_slice()[..examined_findings], &mut next_finding, |finding| {
                finding.row as usize == row
            });
            let own_known = span_of(&known, &mut next_known, |(of, _)| *of as usize == row);
            let collided = collisions.iter().take_while(|collision| collision.row == number).count();
            let (own_collisions, later) = collisions.split_at(collided);
            *collisions = later;

            let existing = self.existing(&known[own_known]);
            let repeats = match self.links {
                Some(links) => self.repeats_alike(links, batch.row(row), reading),
                None => self.repeats(batch.row(row), own_collisions, reading),
            };
            let mut standing = self.standing(&findings.as_slice()[own_findings]);
            standing.malformed = batch.row(row).fault().is_some();
            standing.existing = existing;
            let corrected_twice = self.origins.earlier(batch.source, batch.row(row), number, &self.rows);
            let repeats = corrected_twice.filter(|_| self.is_on(Certainty::Sure, false)).or(repeats);
            standing.repeats = repeats.and_then(|evidence| Some((evidence.certainty, self.disposition_of(&evidence)?)));

            let prefix = batch.row(row).field(Field::DomainPrefix);
            let prefix_taken = !prefix.is_empty() && self.is_taken(number, prefix_key(prefix), own_collisions);
            if prefix_taken && !reading.domain_prefix_proposed && !is_surely_known(standing) {
                let holder = self.name_of_holder(number, prefix_key(prefix), own_collisions);
                let hint = findings.keep(&holder);
                let (free, _) = self.free_prefix(prefix, number);
                let suggestion = findings.keep(&free);
                let finding = finding(row, self.raised.prefix_taken, Some(Field::DomainPrefix));
                let finding = Finding { detail: Detail { hint, suggestion, ..finding.detail }, ..finding };
                standing.has_error |= self.catalogue.weight(&finding) == Severity::Error;
                self.raise(&mut findings, finding);
            }

            let disposition = route(&standing);
            self.tell_matches(&mut findings, row, existing, repeats);
            if disposition == Disposition::Accepted && reading.domain_prefix_proposed {
                if prefix_taken {
                    self.claim_another_prefix(&mut batch, row, number);
                }
                let suggestion = findings.keep(batch.row(row).field(Field::DomainPrefix));
                let proposed = finding(row, self.raised.prefix_proposed, Some(Field::DomainPrefix));
                self.raise(&mut findings, Finding { detail: Detail { suggestion, ..proposed.detail }, ..proposed });
            }
            self.rows.settle(disposition, reading.domain_prefix_proposed);
            if disposition != Disposition::Rejected {
                self.take_over(number, own_collisions);
            }
            outcomes.push(Outcome { disposition, repeats });
        }
        findings.sort();
        Settled { batch, readings, findings, outcomes, known }
    }

    /// What the row's own findings say of it.
    fn standing(&self, findings: &[Finding]) -> Standing {
        let mut standing = Standing::default();
        for finding in findings.iter().filter(|finding| self.catalogue.weight(finding) == Severity::Error) {
            if finding.rule == self.raised.role {
                standing.role_cannot_create = true;
            } else {
                standing.has_error = true;
            }
        }
        standing
    }

    /// How sure it is that the row is an existing customer, as far as the rules that say so are switched on.
    fn existing(&self, known: &[(u32, Evidence)]) -> Option<Certainty> {
        known.iter().map(|(_, evidence)| evidence.certainty).filter(|certainty| self.is_on(*certainty, true)).max()
    }

    fn is_on(&self, certainty: Certainty, existing: bool) -> bool {
        let rule = match (certainty, existing) {
            (Certainty::Sure, true) => self.raised.existing,
            (Certainty::Sure, false) => self.raised.duplicate,
            (Certainty::Possible, true) => self.raised.possibly_existing,
            (Certainty::Possible, false) => self.raised.possibly_duplicate,
        };
        self.catalogue.severity(rule) != Severity::Off
    }

    fn disposition_of(&self, evidence: &Evidence) -> Option<Disposition> {
        row_of(evidence).and_then(|row| self.rows.disposition(row))
    }

    /// The first earlier row that has the key and was not rejected.
    fn live_holder(&self, number: u32, collision: &Collision) -> Option<u32> {
        let Collision { kind, hash, holder, .. } = *collision;
        let holder = if kind == KeyKind::DomainPrefix { *self.robbed.get(&holder).unwrap_or(&holder) } else { holder };
        if self.is_live(holder, kind) {
            return Some(holder);
        }
        self.index.holder(hash, kind).filter(|holder| *holder < number && self.is_live(*holder, kind))
    }

    /// Whether a row still stands for its key. A prefix that was only proposed is held by accepted rows alone.
    fn is_live(&self, row: u32, kind: KeyKind) -> bool {
        match self.rows.disposition(row) {
            None | Some(Disposition::Rejected) => false,
            Some(Disposition::Accepted) => true,
            Some(_) => kind != KeyKind::DomainPrefix || !self.rows.prefix_proposed(row),
        }
    }

    /// Keys whose holder was rejected are this row's now.
    fn take_over(&mut self, number: u32, collisions: &[Collision]) {
        for collision in collisions {
            if self.live_holder(number, collision).is_none() {
                self.index.replace(collision.hash, collision.kind, number);
            }
        }
    }

    /// Whether a known customer or an earlier row has the prefix.
    fn is_taken(&self, number: u32, prefix: u64, collisions: &[Collision]) -> bool {
        self.customers.first_with(prefix).is_some()
            || self.robbed.contains_key(&number)
            || collisions
                .iter()
                .filter(|collision| collision.kind == KeyKind::DomainPrefix && collision.hash == prefix)
                .any(|collision| self.live_holder(number, collision).is_some())
    }

    /// Who has a prefix that is taken: a customer's name or ID, or a row's number.
    fn name_of_holder(&self, number: u32, prefix: u64, collisions: &[Collision]) -> String {
        if let Some(customer) = self.customers.first_with(prefix) {
            let name = if customer.company_name.is_empty() { customer.id } else { customer.company_name };
            return name.into_owned();
        }
        let of_prefix = |collision: &&Collision| collision.kind == KeyKind::DomainPrefix && collision.hash == prefix;
        let collided = collisions.iter().find(of_prefix).and_then(|collision| self.live_holder(number, collision));
        let holder = collided.or_else(|| self.robbed.get(&number).copied());
        // Named with its table, so that a number is not taken for a customer's name.
        holder.map(|row| self.name_of(row, u32::MAX)).unwrap_or_default()
    }

    /// The first of `contoso2`, `contoso3`… that no known customer and no row before this one has, and its key.
    fn free_prefix(&self, prefix: &str, number: u32) -> (domain_prefix::DomainPrefix, u64) {
        let base = domain_prefix::clean(prefix);
        let mut count = 2;
        loop {
            let candidate = base.numbered(count);
            let key = prefix_key(&candidate);
            let holder = self.index.holder(key, KeyKind::DomainPrefix);
            let is_held = holder.is_some_and(|holder| holder < number && self.is_live(holder, KeyKind::DomainPrefix));
            if !is_held && self.customers.first_with(key).is_none() {
                return (candidate, key);
            }
            count += 1;
        }
    }

    /// Gives the row another prefix than the one it would have had, and lets it hold that.
    fn claim_another_prefix(&mut self, batch: &mut Batch, row: usize, number: u32) {
        let (candidate, key) = self.free_prefix(batch.row(row).field(Field::DomainPrefix), number);
        // It may stand in a later row of the same window: first come, first served.
        if let Some(holder) = self.index.holder(key, KeyKind::DomainPrefix).filter(|holder| *holder > number) {
            self.robbed.insert(holder, number);
        }
        self.index.replace(key, KeyKind::DomainPrefix, number);
        batch.set_field(row, Field::DomainPrefix, &candidate);
    }

    fn tell_matches(
        &self,
        findings: &mut Findings,
        row: usize,
        existing: Option<Certainty>,
        repeats: Option<Evidence>,
    ) {
        match existing {
            Some(Certainty::Sure) => self.raise(findings, finding(row, self.raised.existing, None)),
            Some(Certainty::Possible) => self.raise(findings, finding(row, self.raised.possibly_existing, None)),
            None => {}
        }
        match repeats.map(|evidence| evidence.certainty) {
            Some(Certainty::Sure) => self.raise(findings, finding(row, self.raised.duplicate, None)),
            Some(Certainty::Possible) => self.raise(findings, finding(row, self.raised.possibly_duplicate, None)),
            None => {}
        }
    }

    fn raise(&self, findings: &mut Findings, finding: Finding) {
        if self.catalogue.severity(finding.rule) != Severity::Off {
            findings.push(finding);
        }
    }
}

fn is_surely_known(standing: Standing) -> bool {
    standing.existing == Some(Certainty::Sure) || matches!(standing.repeats, Some((Certainty::Sure, _)))
}

fn row_of(evidence: &Evidence) -> Option<u32> {
    match evidence.of {
        Known::Row(row) => Some(row),
        Known::Customer(_) | Known::Itself => None,
    }
}

fn finding(row: usize, rule: RuleId, field: Option<Field>) -> Finding {
    Finding { row: narrow(row as u64), rule, field, certain: true, in_country: None, detail: Detail::default() }
}

/// The run of entries from `next` on that belong to a row; `next` moves behind it.
fn span_of<T>(list: &[T], next: &mut usize, belongs: impl Fn(&T) -> bool) -> Range<usize> {
    let start = *next;
    *next += list[start..].iter().take_while(|entry| belongs(entry)).count();
    start..*next
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).expect("fewer than 2^32 rows a run")
}
