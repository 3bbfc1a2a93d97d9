//! Counting what became of the rows, apart from those who write them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::model::{CountryCode, Decision, Disposition, Field, RuleId, Severity, Source};
use crate::settle::Settled;
use crate::write::{Counts, Manifest};

/// How many findings are kept to be shown.
const SHOWN: usize = 10;

/// One finding, told without any cell's value unless that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstFinding {
    /// The table it is in.
    pub table: String,
    /// The row's number as a person sees it.
    pub row: u32,
    /// The column's header, or the field's name where no column holds it; empty when it concerns the row as a whole.
    pub column: String,
    /// The rule.
    pub rule: RuleId,
    /// Whether it rejects the row.
    pub is_error: bool,
    /// The cell at fault as it was given, where values are to be shown.
    pub value: Option<String>,
}

/// How often a rule reported, and how often that was an error.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Reports {
    all: u64,
    errors: u64,
}

/// The counts of a run, or of a part of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tally {
    counts: Counts,
    rules: Vec<Reports>,
    countries: BTreeMap<Option<CountryCode>, Counts>,
    /// Accepted rows of schools and universities.
    education: u64,
    /// How many rows a person decided to be new, and to be existing customers.
    decisions: [u64; 2],
    /// Rows and blank rows of each source.
    sources: Vec<(u64, u64)>,
    /// Whether the first findings show the cell at fault.
    shows_values: bool,
    /// The first errors, and the first of the findings that only tell.
    first_errors: Vec<FirstFinding>,
    first_others: Vec<FirstFinding>,
}

impl Tally {
    pub(super) fn new(sources: usize, catalogue: &Catalogue, shows_values: bool) -> Self {
        Tally {
            counts: Counts::default(),
            rules: vec![Reports::default(); catalogue.rules().len()],
            countries: BTreeMap::new(),
            education: 0,
            decisions: [0; 2],
            sources: vec![(0, 0); sources],
            shows_values,
            first_errors: Vec::new(),
            first_others: Vec::new(),
        }
    }

    /// The counts of one batch. This one is only asked whether it has findings enough to show.
    pub(super) fn part(&self, settled: &Settled, sources: &[Source], catalogue: &Catalogue) -> Tally {
        let mut part = Tally::new(self.sources.len(), catalogue, self.shows_values);
        for ((row, reading), outcome) in settled.batch.rows().zip(&settled.readings).zip(&settled.outcomes) {
            let is_school = row.field(Field::Segment).starts_with("education");
            part.education += u64::from(is_school && outcome.disposition == Disposition::Accepted);
            part.counts.add(outcome.disposition);
            part.countries.entry(reading.country.code()).or_default().add(outcome.disposition);
            if let Some(decision) = reading.decision {
                part.decisions[usize::from(decision == Decision::Existing)] += 1;
            }
        }
        for finding in settled.findings.iter() {
            let reports = &mut part.rules[finding.rule.index()];
            reports.all += 1;
            reports.errors += u64::from(catalogue.weight(finding) == Severity::Error);
        }
        let batch = &settled.batch;
        part.counts.blank = batch.blank;
        part.sources[batch.source as usize] = (batch.len() as u64, batch.blank);
        if self.first_errors.len() < SHOWN {
            let source = &sources[batch.source as usize];
            for finding in settled.findings.iter() {
                let is_error = catalogue.weight(finding) == Severity::Error;
                let shown = if is_error { &mut part.first_errors } else { &mut part.first_others };
                if shown.len() < SHOWN {
                    let behind = finding.field.and_then(|field| source.column_behind(field));
                    let value = behind.map(|column| batch.row(finding.row as usize).given_cell(column).to_owned());
                    shown.push(FirstFinding {
                        table: source.title(),
                        row: batch.row(finding.row as usize).line(),
                        column: finding.field.map(|field| column(source, field)).unwrap_or_default(),
                        rule: finding.rule,
                        is_error,
                        value: value.filter(|_| self.shows_values),
                    });
                }
            }
        }
        part
    }

    /// Adds the counts of the next batch.
    pub(super) fn add(&mut self, part: Tally) {
        add(&mut self.counts, &part.counts);
        self.education += part.education;
        for (sum, more) in self.rules.iter_mut().zip(part.rules) {
            sum.all += more.all;
            sum.errors += more.errors;
        }
        for (country, counts) in part.countries {
            add(self.countries.entry(country).or_default(), &counts);
        }
        self.decisions.iter_mut().zip(part.decisions).for_each(|(sum, more)| *sum += more);
        for (sum, (rows, blank)) in self.sources.iter_mut().zip(part.sources) {
            sum.0 += rows;
            sum.1 += blank;
        }
        for (sum, more) in [(&mut self.first_errors, part.first_errors), (&mut self.first_others, part.first_others)] {
            let room = SHOWN.saturating_sub(sum.len());
            sum.extend(more.into_iter().take(room));
        }
    }

    /// A few findings to look at: errors, and where there are few of these, others.
    pub(super) fn first_findings(&self) -> Vec<FirstFinding> {
        self.first_errors.iter().chain(&self.first_others).take(SHOWN).cloned().collect()
    }

    /// Writes the counts into a manifest whose inputs and their tables are listed already.
    pub(super) fn fill(&self, manifest: &mut Manifest, catalogue: &Catalogue) {
        manifest.counts = self.counts;
        manifest.education = self.education;
        let used = |count: fn(&Reports) -> u64| {
            let counted = catalogue.rules().iter().zip(self.rules.iter().map(count));
            counted.filter(|(_, count)| *count > 0).map(|(rule, count)| (rule.name.to_owned(), count)).collect()
        };
        manifest.rules = used(|reports| reports.all);
        manifest.errors = used(|reports| reports.errors);
        let decided = ["new", "existing"].into_iter().zip(self.decisions).filter(|(_, count)| *count > 0);
        manifest.decisions = decided.map(|(word, count)| (word.to_owned(), count)).collect();
        let name = |country: &Option<CountryCode>| country.map(|code| code.to_string()).unwrap_or_default();
        manifest.countries = self.countries.iter().map(|(country, counts)| (name(country), *counts)).collect();
        let tables = manifest.inputs.iter_mut().flat_map(|input| &mut input.tables);
        for (table, (rows, blank)) in tables.zip(&self.sources) {
            (table.rows, table.blank) = (*rows, *blank);
        }
    }
}

fn add(sum: &mut Counts, more: &Counts) {
    sum.rows += more.rows;
    sum.blank += more.blank;
    sum.accepted += more.accepted;
    sum.relationship_request += more.relationship_request;
    sum.review += more.review;
    sum.rejected += more.rejected;
}

fn column(source: &Source, field: Field) -> String {
    source.column_behind(field).map_or_else(|| field.name().to_owned(), |column| source.headers[column].clone())
}
