//! The five tables: which columns each has, and what a row puts into them. How cells become bytes is not known here.

use super::cells::{CellSink, ReadyCells, Rows};
use crate::model::{Batch, Column, Field, Finding, Findings, OwnColumn, Row, Source};

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
    /// The rule's name, and what the finding weighs.
    fn rule_and_severity(&self, finding: &Finding) -> &ReadyCells;
    /// Whether it rejects the row.
    fn is_error(&self, finding: &Finding) -> bool;
    /// The message, where it is the same for every finding of the rule that names nothing, as this one.
    fn ready_message(&self, finding: &Finding, note: Option<&MatchNote>) -> Option<&ReadyCells>;
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
                    Column::Own(_) | Column::WholeName(_) | Column::Carried => None,
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
        let places = self.places[source as usize].iter();
        sink.cells(places.map(|place| place.map_or("", |column| row.given_cell(column))));
    }
}

/// The columns of every table of a run.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    sources: Vec<SourceCells>,
    given: Union,
    carried: Union,
}

/// What stands again and again in the rows of one source.
#[derive(Clone, Debug)]
struct SourceCells {
    /// How many cells its rows should have.
    width: usize,
    /// Its file and its sheet.
    names: ReadyCells,
    /// For each field, and last for a finding that concerns none: its column, and the names of both.
    columns: Vec<(Option<usize>, ReadyCells)>,
}

impl SourceCells {
    fn of(source: &Source) -> Self {
        let column = |field: Option<Field>| {
            let place = field.and_then(|field| source.column_behind(field));
            let header = place.map_or("", |place| source.headers[place].as_str());
            (place, ReadyCells::new(&[header, field.map_or("", Field::name)]))
        };
        SourceCells {
            width: source.headers.len(),
            names: ReadyCells::new(&[&source.file, &source.sheet]),
            columns: Field::ALL.iter().copied().map(Some).chain([None]).map(column).collect(),
        }
    }

    fn column(&self, field: Option<Field>) -> &(Option<usize>, ReadyCells) {
        &self.columns[field.map_or(Field::COUNT, Field::index)]
    }
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
            sources: sources.iter().map(SourceCells::of).collect(),
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

    /// Writes a row to one of the four lists, or its findings to the error report.
    pub fn write(&self, table: Table, told: &Told<'_>, wording: &impl Wording, rows: &mut Rows) {
        match rows {
            Rows::Csv(rows) => self.write_to(table, told, wording, rows),
            Rows::Cells(rows) => self.write_to(table, told, wording, rows),
        }
    }

    fn write_to(&self, table: Table, told: &Told<'_>, wording: &impl Wording, sink: &mut impl CellSink) {
        let source = told.batch.source;
        match table {
            Table::Accepted => {
                sink.cells(told.row.fields());
                self.write_provenance(told, sink);
                self.carried.write(told.row, source, sink);
            }
            Table::RelationshipRequests => {
                sink.cells(told.row.fields());
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
                sink.written(|out| write_errors(told, wording, out));
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

/// Every error of the row in words, one behind the other.
fn write_errors(told: &Told<'_>, wording: &impl Wording, out: &mut String) {
    for (place, finding) in told.own.iter().filter(|finding| wording.is_error(finding)).enumerate() {
        if place > 0 {
            out.push_str("; ");
        }
        if let Some(field) = finding.field {
            out.push_str(field.name());
            out.push_str(": ");
        }
        wording.message(finding, told.findings, told.note, out);
    }
}
