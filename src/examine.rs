//! Looking at rows one by one: normalise, check, make keys, compare with known customers.
//!
//! A pure function of a batch: nothing here depends on other rows, on threads or on files.

use crate::catalogue::Catalogue;
use crate::facts::{Facts, read_decision};
use crate::matching::likeness::Links;
use crate::matching::{KeyMaker, Keys, KnownCustomers, Origin};
use crate::model::{
    Batch, Certainty, Decision, Evidence, Field, Findings, Known, OwnColumn, Partner, Reading, Reason, Reasons, RuleId,
    Source,
};
use crate::normalise::normalise;
use crate::validate::{Reporter, Subject};

/// A batch whose rows have been looked at one by one.
#[derive(Debug, Default)]
pub struct Examined {
    /// The rows, normalised.
    pub batch: Batch,
    /// What normalising understood, one entry a row.
    pub readings: Vec<Reading>,
    /// What the checks found, in row order.
    pub findings: Findings,
    /// The rows' keys.
    pub keys: Keys,
    /// The known customers that rows may be: by row, best first.
    pub known: Vec<(u32, Evidence)>,
}

/// Everything that looking at a row takes.
#[derive(Clone, Copy, Debug)]
pub struct Examiner<'a> {
    /// What the data files say.
    pub facts: &'a Facts,
    /// The rules of this run.
    pub catalogue: &'a Catalogue,
    /// Who runs the import, and when.
    pub partner: &'a Partner,
    /// The known customers.
    pub customers: &'a KnownCustomers,
    /// What all rows of the run were found to be like; none when only equal values count.
    pub links: Option<&'a Links>,
}

impl Examiner<'_> {
    /// Looks at every row of a batch of `source`.
    pub fn examine(&self, mut batch: Batch, source: &Source) -> Examined {
        let mut readings = normalise(&mut batch, self.facts);
        if let Some(column) = source.own_column(OwnColumn::Decision) {
            for (row, reading) in batch.rows().zip(&mut readings) {
                reading.decision = read_decision(row.given_cell(column));
            }
        }
        let findings = self.check(&batch, &readings);
        let mut keys = Keys::default();
        let origin = match self.links {
            Some(_) => Origin::Prefixes { of_customers: false },
            None => Origin::Run { anywhere: self.customers.has_some_anywhere() },
        };
        let mut maker = KeyMaker::new(self.facts, origin);
        for (row, reading) in batch.rows().zip(&readings) {
            if row.fault().is_some() {
                maker.pass_over(&mut keys);
            } else {
                maker.add(row, reading, &mut keys);
            }
        }
        let known = if self.links.is_none() { self.find_known(&batch, &readings, &keys) } else { Vec::new() };
        keys.sort_into_shards();
        Examined { batch, readings, findings, keys, known }
    }

    /// Runs every check on every row. A record that could not be read as a row has only that said of it: its cells may
    /// stand under the wrong headers.
    fn check(&self, batch: &Batch, readings: &[Reading]) -> Findings {
        let mut findings = Findings::default();
        let malformed = self.catalogue.id("row-malformed");
        let checks = self.catalogue.checks();
        let of_malformed: Vec<_> = checks.iter().filter(|(rule, _)| Some(*rule) == malformed).copied().collect();
        for (row, reading) in readings.iter().enumerate() {
            let subject = Subject::new(batch, row, reading, self.facts, self.partner);
            let start = findings.len();
            let checks = if subject.row.fault().is_some() { &of_malformed } else { checks };
            let mut report = Reporter::new(&mut findings, RuleId(0), row);
            for (rule, check) in checks {
                report.turn_to(*rule);
                check(&subject, &mut report);
            }
            self.catalogue.weigh_in_country(reading.country.code(), start, &mut findings);
        }
        findings
    }

    fn find_known(&self, batch: &Batch, readings: &[Reading], keys: &Keys) -> Vec<(u32, Evidence)> {
        let mut known = Vec::new();
        let mut found = Vec::new();
        let mut first_key = 0;
        for (place, reading) in (0..).zip(readings) {
            let count = keys.list[first_key..].iter().take_while(|key| key.row == place).count();
            let own = &keys.list[first_key..first_key + count];
            first_key += count;
            found.clear();
            self.customers.find(own, &keys.tags[place as usize], reading.domain_prefix_proposed, &mut found);
            let customer_id = batch.row(place as usize).field(Field::CustomerId);
            by_own_word(customer_id, reading.decision, &mut found);
            known.extend(found.iter().map(|evidence| (place, *evidence)));
        }
        known
    }
}

impl Examined {
    /// Notes the known customers that the links tell of the rows, once these have their numbers.
    pub fn recall(&mut self, links: &Links) {
        let mut found = Vec::new();
        for (place, reading) in (0..).zip(&self.readings) {
            let row = self.batch.row(place as usize);
            found.clear();
            found.extend(links.customers(u32::try_from(row.number()).unwrap_or(u32::MAX)));
            by_own_word(row.field(Field::CustomerId), reading.decision, &mut found);
            self.known.extend(found.iter().map(|evidence| (place, *evidence)));
        }
    }
}

/// Adds what the row says of itself: that it has a Microsoft customer ID, or that a person decided what it is.
fn by_own_word(customer_id: &str, decision: Option<Decision>, found: &mut Vec<Evidence>) {
    let itself = |reason| Evidence {
        of: Known::Itself,
        certainty: Certainty::Sure,
        reasons: Reasons::of(&[reason]),
        score: 100,
    };
    match decision {
        Some(Decision::New) => found.retain(|evidence| evidence.certainty == Certainty::Sure),
        // The candidates that the person chose from stay behind the decision.
        Some(Decision::Existing) => found.insert(0, itself(Reason::Decision)),
        None => {}
    }
    let is_matched = found.iter().any(|evidence| evidence.reasons.has(Reason::CustomerId));
    if !is_matched && uuid::Uuid::try_parse(customer_id).is_ok_and(|id| !id.is_nil()) {
        found.insert(0, itself(Reason::CustomerId));
    }
}
