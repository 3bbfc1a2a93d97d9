//! The five tables: which columns each has, and what a row puts into them. How cells become bytes is not known here.

use crate::model::{Batch, Column, Field, Finding, Findings, OwnColumn, Row, Source};

/// Takes the cells of rows, one after the other.
pub trait CellSink {
    /// The next cell of the row.
    fn cell(&mut self, text: &str);
    /// The row is complete.
    fn end_row(&mut self);
}

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
}

const PROVENANCE: [OwnColumn; 3] = [OwnColumn::SourceFile, OwnColumn::SourceSheet, OwnColumn::SourceRow];

const MATCH: [OwnColumn; 5] = [
    OwnColumn::MatchedCustomerId,
    OwnColumn::MatchedCompanyName,
    OwnColumn::MatchedRow,
    OwnColumn::MatchScore,
    OwnColumn::MatchReason,
];

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
    /// The earlier row.
    pub row: String,
    /// 0 to 100.
    pub score: String,
    /// The evidence in words.
    pub reason: String,
    /// What each field says of the best candidates, as JSON.
    pub evidence: String,
}

/// Turns findings into words. Whoever writes tables need not know how a rule is checked.
pub trait Wording {
    /// The rule's name.
    fn rule(&self, finding: &Finding) -> &str;
    /// What the finding weighs.
    fn severity(&self, finding: &Finding) -> &str;
    /// Whether it rejects the row.
    fn is_error(&self, finding: &Finding) -> bool;
    /// The message, written to `out`. `note` is what is known of the row's match.
    fn message(&self, finding: &Finding, findings: &Findings, note: Option<&MatchNote>, out: &mut String);
}

/// Columns of several sources brought together: those that hold the same field, and of the others those of the same
/// header, at its first, second… occurrence. The header is that of the first source that has the column.
///
/// Lists of different headers so come back as one table that is read as each of them was.
#[derive(Clone, Debug, Default)]
struct Union {
    headers: Vec<String>,
    /// For each source, which of its columns stands in each place.
    places: Vec<Vec<Option<usize>>>,
}

impl Union {
    fn of(sources: &[Source], wanted: impl Fn(&Source) -> Vec<usize>) -> Self {
        let mut union = Union::default();
        let mut fields: Vec<Option<Field>> = Vec::new();
        for source in sources {
            let mut places = vec![None; union.headers.len()];
            let of_earlier_sources = places.len();
            for column in wanted(source) {
                let header = &source.headers[column];
                let field = match source.columns[column] {
                    Column::Field(field) => Some(field),
                    Column::Own(_) | Column::Carried => None,
                };
                let is_same =
                    |place: &usize| fields[*place] == field && (field.is_some() || union.headers[*place] == *header);
                let free = (0..fields.len()).find(|place| places[*place].is_none() && is_same(place));
                if let Some(place) = free {
                    places[place] = Some(column);
                    continue;
                }
                // A header that says something else in an earlier list would be read as that.
                let said_otherwise = union.headers[..of_earlier_sources].contains(header);
                union.headers.push(match field {
                    Some(field) if said_otherwise => field.name().to_owned(),
                    _ => header.clone(),
                });
                fields.push(field);
                places.push(Some(column));
            }
            union.places.push(places);
        }
        for places in &mut union.places {
            places.resize(union.headers.len(), None);
        }
        union
    }

    fn write(&self, row: Row<'_>, source: u32, sink: &mut impl CellSink) {
        for place in &self.places[source as usize] {
            sink.cell(place.map_or("", |column| row.given_cell(column)));
        }
    }
}

/// The columns of every table of a run.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    sources: Vec<Source>,
    given: Union,
    carried: Union,
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
}

impl Layout {
    /// The layout for these sources, in the order in which batches name them.
    pub fn new(sources: &[Source]) -> Self {
        Layout {
            given: Union::of(sources, |source| source.given_columns().collect()),
            carried: Union::of(sources, |source| source.carried_columns().collect()),
            sources: sources.to_vec(),
        }
    }

    /// A table's header.
    pub fn header(&self, table: Table) -> Vec<String> {
        let fields = || Field::ALL.iter().map(|field| field.name().to_owned());
        let own = |columns: &[OwnColumn]| columns.iter().map(|column| column.name().to_owned()).collect::<Vec<_>>();
        let mut header: Vec<String> = Vec::new();
        match table {
            Table::Accepted => {
                header.extend(fields());
                header.extend(own(&PROVENANCE));
                header.extend_from_slice(&self.carried.headers);
            }
            Table::RelationshipRequests => {
                header.extend(fields());
                header.extend(own(&MATCH));
                header.extend(own(&PROVENANCE));
                header.extend_from_slice(&self.carried.headers);
            }
            Table::Review => {
                header.extend_from_slice(&self.given.headers);
                header.extend(own(&PROVENANCE));
                header.extend(own(&MATCH));
                header.extend(own(&[OwnColumn::MatchEvidence, OwnColumn::Decision]));
            }
            Table::Rejected => {
                header.extend_from_slice(&self.given.headers);
                header.extend(own(&PROVENANCE));
                header.extend(own(&[OwnColumn::Errors]));
            }
            Table::ErrorReport => header.extend(ERROR_REPORT.map(str::to_owned)),
        }
        header
    }

    /// Writes a row to one of the four lists.
    pub fn write(&self, table: Table, told: &Told<'_>, wording: &impl Wording, sink: &mut impl CellSink) {
        let source = told.batch.source;
        match table {
            Table::Accepted => {
                write_fields(told.row, sink);
                self.write_provenance(told, sink);
                self.carried.write(told.row, source, sink);
            }
            Table::RelationshipRequests => {
                write_fields(told.row, sink);
                write_match(told.note, sink);
                self.write_provenance(told, sink);
                self.carried.write(told.row, source, sink);
            }
            Table::Review => {
                self.given.write(told.row, source, sink);
                self.write_provenance(told, sink);
                write_match(told.note, sink);
                sink.cell(told.note.map_or("", |note| &note.evidence));
                sink.cell("");
            }
            Table::Rejected => {
                self.given.write(told.row, source, sink);
                self.write_provenance(told, sink);
                sink.cell(&errors(told, wording));
                // A row with more cells than the header keeps them, so that it stays wrong until it is corrected.
                let width = self.sources[source as usize].headers.len();
                told.row.given().skip(width).for_each(|surplus| sink.cell(surplus));
            }
            Table::ErrorReport => self.write_findings(told, wording, sink),
        }
        if table != Table::ErrorReport {
            sink.end_row();
        }
    }

    /// Writes one line for each of the row's findings.
    fn write_findings(&self, told: &Told<'_>, wording: &impl Wording, sink: &mut impl CellSink) {
        let source = &self.sources[told.batch.source as usize];
        let mut message = String::new();
        for finding in told.own {
            let column = finding.field.and_then(|field| source.column_of(field));
            self.write_provenance(told, sink);
            sink.cell(column.map_or("", |column| &source.headers[column]));
            sink.cell(finding.field.map_or("", Field::name));
            sink.cell(wording.rule(finding));
            sink.cell(wording.severity(finding));
            sink.cell(column.map_or("", |column| told.row.given_cell(column)));
            message.clear();
            wording.message(finding, told.findings, told.note, &mut message);
            sink.cell(&message);
            sink.cell(told.findings.text(finding.detail.suggestion));
            sink.end_row();
        }
    }

    fn write_provenance(&self, told: &Told<'_>, sink: &mut impl CellSink) {
        let source = &self.sources[told.batch.source as usize];
        sink.cell(&source.file);
        sink.cell(&source.sheet);
        sink.cell(Decimal::of(told.row.line()).as_str());
    }
}

fn write_fields(row: Row<'_>, sink: &mut impl CellSink) {
    for field in Field::ALL {
        sink.cell(row.field(*field));
    }
}

fn write_match(note: Option<&MatchNote>, sink: &mut impl CellSink) {
    let nothing = MatchNote::default();
    let note = note.unwrap_or(&nothing);
    for text in [&note.customer_id, &note.company_name, &note.row, &note.score, &note.reason] {
        sink.cell(text);
    }
}

/// Every error of the row in words, one a line.
fn errors(told: &Told<'_>, wording: &impl Wording) -> String {
    let mut errors = String::new();
    for finding in told.own.iter().filter(|finding| wording.is_error(finding)) {
        if !errors.is_empty() {
            errors.push_str("; ");
        }
        if let Some(field) = finding.field {
            errors.push_str(field.name());
            errors.push_str(": ");
        }
        wording.message(finding, told.findings, told.note, &mut errors);
    }
    errors
}

/// A number in decimal digits, without an allocation.
struct Decimal {
    digits: [u8; 10],
    start: usize,
}

impl Decimal {
    fn of(mut number: u32) -> Self {
        let mut decimal = Decimal { digits: [b'0'; 10], start: 10 };
        while number > 0 || decimal.start == 10 {
            decimal.start -= 1;
            decimal.digits[decimal.start] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        decimal
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[self.start..]).unwrap_or_default()
    }
}
