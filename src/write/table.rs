//! The five tables: which columns each has, and what a row puts into them. How cells become bytes is not known here.

use super::cells::{CellRows, CellSink, ReadyCells, Rows};
use super::source_cells::SourceCells;
use super::union::Union;
use crate::model::{Batch, CountryCode, Decision, Field, Finding, Findings, OwnColumn, Row, Severity, Source};

/// One of the output tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Rows ready for Partner Center.
    Accepted,
    /// Rows that exist already.
    RelationshipRequests,
    /// Rows that a person decides on.
    Review,
    /// Rows that go back to the sender.
    Rejected,
    /// One line a finding.
    ErrorReport,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 5] =
        [Table::Accepted, Table::RelationshipRequests, Table::Review, Table::Rejected, Table::ErrorReport];

    /// The file's name without its ending; also the sheet's.
    pub const fn name(self) -> &'static str {
        match self {
            Table::Accepted => "accepted",
            Table::RelationshipRequests => "relationship-requests",
            Table::Review => "review",
            Table::Rejected => "rejected",
            Table::ErrorReport => "error-report",
        }
    }

    /// Whether people correct it and send it back.
    pub const fn is_working_document(self) -> bool {
        matches!(self, Table::Review | Table::Rejected)
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its header.
    pub header: String,
    /// What it holds.
    pub holds: Holds,
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A field.
    Field(Field),
    /// What we add to every row of a list.
    Own(OwnColumn),
    /// Sentences of the error report.
    Message,
    /// Anything else.
    Other,
}

const PROVENANCE: [OwnColumn; 3] = [OwnColumn::SourceFile, OwnColumn::SourceSheet, OwnColumn::SourceRow];

const ORIGIN: [OwnColumn; 3] = [OwnColumn::OriginFile, OwnColumn::OriginSheet, OwnColumn::OriginRow];

const MATCH: [OwnColumn; 5] = [
    OwnColumn::MatchedCustomerId,
    OwnColumn::MatchedCompanyName,
    OwnColumn::MatchedRow,
    OwnColumn::MatchScore,
    OwnColumn::MatchReason,
];

const REVIEW: [OwnColumn; 3] = [OwnColumn::MatchEvidence, OwnColumn::Decision, OwnColumn::Suggestions];

const LETTER: [OwnColumn; 2] = [OwnColumn::RequestSubject, OwnColumn::RequestText];

const REJECTED: [OwnColumn; 2] = [OwnColumn::Errors, OwnColumn::Suggestions];

const ERROR_REPORT: [&str; 10] = [
    "source_file",
    "source_sheet",
    "source_row",
    "column",
    "field",
    "rule",
    "severity",
    "value",
    "message",
    "suggestion",
];

/// What was found out about whom a row is, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchNote {
    /// The customers' IDs, `;` between.
    pub customer_id: String,
    /// Their names, or the earlier row's.
    pub company_name: String,
    /// What messages call the customers that it is, or may be.
    pub customer: String,
    /// The earlier row.
    pub row: String,
    /// 0 to 100.
    pub score: String,
    /// The evidence in words.
    pub reason: String,
    /// What each field says of the best candidates, as JSON.
    pub evidence: String,
    /// Subject and text of what is to be sent to the customer, if there is something to send.
    pub letter: Option<[String; 2]>,
}

/// Turns findings into words. Whoever writes tables need not know how a rule is checked.
pub trait Wording {
    /// The rule's name, and what the finding weighs.
    fn rule_and_severity(&self, finding: &Finding) -> &ReadyCells;
    /// What the finding weighs.
    fn severity(&self, finding: &Finding) -> Severity;
    /// The message, where it is the same for every finding of the rule that names nothing, as this one.
    fn ready_message(&self, finding: &Finding, note: Option<&MatchNote>) -> Option<&ReadyCells>;
    /// The message, written to `out`. `note` is what is known of the row's match.
    fn message(&self, finding: &Finding, findings: &Findings, note: Option<&MatchNote>, out: &mut String);
    /// What a field is called, where the list has no column for it.
    fn field(&self, field: Field) -> &str;
    /// What stands before what is said of something named, and between two sayings.
    fn colon_and_semicolon(&self) -> [&str; 2];
    /// What a cell's note says: what is wrong, and how to correct it.
    fn note(&self, finding: &Finding, findings: &Findings, note: Option<&MatchNote>, out: &mut String);
}

/// The columns of every table of a run.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    sources: Vec<SourceCells>,
    sheet: Option<String>,
    /// Whether some list was corrected, so that its rows have come from another.
    has_origin: bool,
    /// Whether some list has decisions of a person.
    has_decision: bool,
    given: Union,
    carried: Union,
    has_letters: bool,
}

/// A row, and what there is to say of it.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The batch.
    pub batch: &'a Batch,
    /// The row.
    pub row: Row<'a>,
    /// All findings of the batch.
    pub findings: &'a Findings,
    /// The row's own.
    pub own: &'a [Finding],
    /// Whom it was matched with.
    pub note: Option<&'a MatchNote>,
    /// Its country, if that is known.
    pub country: Option<CountryCode>,
    /// What a person decided of it.
    pub decision: Option<Decision>,
}

impl Layout {
    /// The same with columns for letters to customers, if there are to be some.
    #[must_use]
    pub fn with_letters(self, has_letters: bool) -> Self {
        Layout { has_letters, ..self }
    }

    /// The layout for these sources, in the order in which batches name them.
    pub fn new(sources: &[Source]) -> Self {
        let mut sheets = sources.iter().map(|source| source.sheet.as_str());
        let is_ours = |sheet: &str| Table::ALL.iter().any(|table| table.name() == sheet);
        let is_senders = |sheet: &&str| !sheet.is_empty() && !is_ours(sheet);
        let first = sheets.next().filter(|first| is_senders(first) && sheets.all(|sheet| sheet == *first));
        let given = Union::of(sources, |source| source.given_columns().collect());
        Layout {
            has_letters: false,
            sheet: first.map(str::to_owned),
            has_origin: sources.iter().any(|source| source.origin().is_some()),
            has_decision: sources.iter().any(|source| source.own_column(OwnColumn::Decision).is_some()),
            carried: Union::of(sources, |source| source.carried_columns().collect()),
            sources: (0..).zip(sources).map(|(number, source)| SourceCells::of(number, source, &given)).collect(),
            given,
        }
    }

    /// The name that all sheets of the lists have, to be given back to the sender; none where there is no such name.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// A table's columns.
    pub fn columns(&self, table: Table) -> Vec<TableColumn> {
        let named = |header: &str, holds: Holds| TableColumn { header: header.to_owned(), holds };
        let given = |union: &Union| -> Vec<TableColumn> {
            union.columns().map(|(header, field)| named(header, field.map_or(Holds::Other, Holds::Field))).collect()
        };
        let own = |own: &[OwnColumn]| -> Vec<TableColumn> {
            own.iter().map(|column| named(column.name(), Holds::Own(*column))).collect()
        };
        let of_report = |header: &&str| {
            let provenance = PROVENANCE.iter().find(|column| column.name() == *header);
            let holds = if *header == "message" { Holds::Message } else { Holds::Other };
            named(header, provenance.map_or(holds, |column| Holds::Own(*column)))
        };
        let origin = if self.has_origin { own(&ORIGIN) } else { Vec::new() };
        let decision = if self.has_decision { own(&[OwnColumn::Decision]) } else { Vec::new() };
        let fields = || Field::ALL.iter().map(|field| named(field.name(), Holds::Field(*field))).collect();
        match table {
            Table::Accepted => [fields(), own(&PROVENANCE), origin, decision, given(&self.carried)].concat(),
            Table::RelationshipRequests => {
                let letter = if self.has_letters { own(&LETTER) } else { Vec::new() };
                [fields(), own(&MATCH), own(&PROVENANCE), origin, decision, given(&self.carried), letter].concat()
            }
            Table::Review => [given(&self.given), own(&PROVENANCE), own(&MATCH), own(&REVIEW), origin].concat(),
            Table::Rejected => [given(&self.given), own(&PROVENANCE), own(&REJECTED), origin].concat(),
            Table::ErrorReport => ERROR_REPORT.iter().map(of_report).collect(),
        }
    }

    /// Writes a row to one of the four lists, or its findings to the error report.
    pub fn write(&self, table: Table, told: &Told<'_>, wording: &impl Wording, rows: &mut Rows) {
        match rows {
            Rows::Csv(rows) => self.write_to(table, told, wording, rows),
            Rows::Cells(rows) => {
                if table.is_working_document() {
                    self.mark_faults(told, wording, rows);
                }
                self.write_to(table, told, wording, rows);
            }
        }
    }

    /// Marks the cells that are at fault. What is wrong with a row as a whole, or with a column that the list does not
    /// have, stands in its `errors` alone.
    fn mark_faults(&self, told: &Told<'_>, wording: &impl Wording, rows: &mut CellRows) {
        let source = &self.sources[told.batch.source as usize];
        for finding in told.own {
            let place = finding.field.and_then(|field| source.shown(field).0);
            let Some(Ok(place)) = place.map(u16::try_from) else { continue };
            let states_of = told.country.filter(|_| finding.field == Some(Field::State));
            rows.fault(place, wording.severity(finding), states_of, |out| {
                wording.note(finding, told.findings, told.note, out);
            });
        }
    }

    fn write_to(&self, table: Table, told: &Told<'_>, wording: &impl Wording, sink: &mut impl CellSink) {
        let source = told.batch.source;
        match table {
            Table::Accepted => {
                sink.cells(told.row.fields());
                self.write_provenance(told, sink);
                self.write_history(told, true, sink);
                self.carried.write(told.row, source, sink);
            }
            Table::RelationshipRequests => {
                sink.cells(told.row.fields());
                write_match(told.note, sink);
                self.write_provenance(told, sink);
                self.write_history(told, true, sink);
                self.carried.write(told.row, source, sink);
                if self.has_letters {
                    let nothing = Default::default();
                    let [subject, text] = told.note.and_then(|note| note.letter.as_ref()).unwrap_or(&nothing);
                    sink.cell(subject);
                    sink.cell(text);
                }
            }
            Table::Review => {
                self.given.write(told.row, source, sink);
                self.write_provenance(told, sink);
                write_match(told.note, sink);
                sink.cell(told.note.map_or("", |note| &note.evidence));
                sink.cell("");
                sink.written(|out| self.write_suggestions(told, wording, out));
                self.write_history(told, false, sink);
            }
            Table::Rejected => {
                self.given.write(told.row, source, sink);
                self.write_provenance(told, sink);
                sink.written(|out| self.write_errors(told, wording, out));
                sink.written(|out| self.write_suggestions(told, wording, out));
                self.write_history(told, false, sink);
                // A row with more cells than the header keeps them, so that it stays wrong until it is corrected.
                let width = self.sources[source as usize].width;
                told.row.given().skip(width).for_each(|surplus| sink.cell(surplus));
            }
            Table::ErrorReport => return self.write_findings(told, wording, sink),
        }
        sink.end_row();
    }

    /// Writes one line for each of the row's findings.
    fn write_findings(&self, told: &Told<'_>, wording: &impl Wording, sink: &mut impl CellSink) {
        let source = &self.sources[told.batch.source as usize];
        for finding in told.own {
            let (column, names) = source.column(finding.field);
            self.write_provenance(told, sink);
            sink.ready(names);
            sink.ready(wording.rule_and_severity(finding));
            sink.cell(column.map_or("", |column| told.row.given_cell(column)));
            if let Some(message) = wording.ready_message(finding, told.note) {
                sink.ready(message);
            } else {
                sink.written(|out| wording.message(finding, told.findings, told.note, out));
            }
            sink.cell(told.findings.text(finding.detail.suggestion));
            sink.end_row();
        }
    }

    /// Where a row that was sent back first came from, and where it is wanted what a person decided.
    fn write_history(&self, told: &Told<'_>, with_decision: bool, sink: &mut impl CellSink) {
        let source = &self.sources[told.batch.source as usize];
        if self.has_origin {
            let origin = source.origin.map_or([""; 3], |origin| origin.of(told.row));
            sink.cells(origin.into_iter());
        }
        if self.has_decision && with_decision {
            // As programs know it, in whatever language it was written; what is no decision stays as it is.
            sink.cell(match told.decision {
                Some(decision) => decision.name(),
                None => source.decision.map_or("", |column| told.row.given_cell(column)).trim(),
            });
        }
    }

    /// Every error of the row in words, one behind the other.
    fn write_errors(&self, told: &Told<'_>, wording: &impl Wording, out: &mut String) {
        let source = &self.sources[told.batch.source as usize];
        let [colon, semicolon] = wording.colon_and_semicolon();
        let is_error = |finding: &&Finding| wording.severity(finding) == Severity::Error;
        for (place, finding) in told.own.iter().filter(is_error).enumerate() {
            if place > 0 {
                out.push_str(semicolon);
            }
            if let Some(field) = finding.field {
                out.push_str(source.shown(field).1.unwrap_or(wording.field(field)));
                out.push_str(colon);
            }
            wording.message(finding, told.findings, told.note, out);
        }
    }

    /// Every value that would be right, with its column before it. Of two for the same the first one stands.
    fn write_suggestions(&self, told: &Told<'_>, wording: &impl Wording, out: &mut String) {
        let [colon, semicolon] = wording.colon_and_semicolon();
        let start = out.len();
        let source = &self.sources[told.batch.source as usize];
        for (place, finding) in told.own.iter().enumerate() {
            let suggestion = told.findings.text(finding.detail.suggestion);
            let (Some(field), false) = (finding.field, suggestion.is_empty()) else { continue };
            if told.own[..place].iter().any(|other| other.field == Some(field) && !other.detail.suggestion.is_empty()) {
                continue;
            }
            if out.len() > start {
                out.push_str(semicolon);
            }
            out.push_str(source.shown(field).1.unwrap_or(wording.field(field)));
            out.push_str(colon);
            out.push_str(suggestion);
        }
    }

    fn write_provenance(&self, told: &Told<'_>, sink: &mut impl CellSink) {
        sink.ready(&self.sources[told.batch.source as usize].names);
        sink.number(told.row.line());
    }
}

fn write_match(note: Option<&MatchNote>, sink: &mut impl CellSink) {
    let nothing = MatchNote::default();
    let note = note.unwrap_or(&nothing);
    for text in [&note.customer_id, &note.company_name, &note.row, &note.score, &note.reason] {
        sink.cell(text);
    }
}
