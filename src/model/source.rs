//! Where rows come from: one table of one input, its header and what each column means.

use super::{Field, Row};

/// One table that rows are read from: a CSV file, or one sheet of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The input as the user named it, or its path below the folder that was given.
    pub file: String,
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// The header row as it stands in the input, one entry a column.
    pub headers: Vec<String>,
    /// What each column was understood as; as long as `headers`.
    pub columns: Vec<Column>,
}

/// Stands in the first cell of a sheet that we add to a list for a person to read. No row of such a sheet is data, in
/// whatever language it is.
pub const OWN_SHEET_MARK: &str = "intake:help";

/// The reference of a row of the workbook to fill in that only shows how, and the companies that such rows are of. A row
/// that has both still is as we wrote it.
pub const EXAMPLE_MARK: &str = "intake:example";
/// See [`EXAMPLE_MARK`].
pub const EXAMPLE_COMPANIES: [&str; 2] = ["Contoso Example Ltd", "Fabrikam Example Ltd"];

/// What an input column was understood as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// It holds this field.
    Field(Field),
    /// It holds first and last names together, which are taken apart; it is carried through as well.
    WholeName(NameOrder),
    /// `intake` wrote it in an earlier run; it is read for what it says and not carried through.
    Own(OwnColumn),
    /// Nothing we know: kept, and carried through to every output.
    Carried,
}

/// Which of a person's names comes first where both stand in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOrder {
    /// `Anna Kowalska`
    GivenFirst,
    /// `Kowalska Anna`
    FamilyFirst,
}

/// The column of a table that holds first and last names together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WholeName {
    /// Which column it is.
    pub column: usize,
    /// How its names are written, as its header says.
    pub order: NameOrder,
}

impl Column {
    /// The field that the column holds.
    pub fn field(self) -> Option<Field> {
        match self {
            Column::Field(field) => Some(field),
            Column::Own(_) | Column::WholeName(_) | Column::Carried => None,
        }
    }
}

/// The columns that `intake` adds to its output tables, and recognises when they come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum OwnColumn {
    /// The input a row came from.
    SourceFile,
    /// The sheet a row came from.
    SourceSheet,
    /// The row number a person sees in a spreadsheet, or the record's first physical line in a text file.
    SourceRow,
    /// Of a row that was corrected and sent back, the input that it first came from.
    OriginFile,
    /// The sheet that it first came from.
    OriginSheet,
    /// Its row number there.
    OriginRow,
    /// Every error in words.
    Errors,
    /// Values that would be right, each with its column.
    Suggestions,
    /// The customer, or the candidates, that the row was matched with.
    MatchedCustomerId,
    /// Their names.
    MatchedCompanyName,
    /// The earlier row of the run that the row was matched with.
    MatchedRow,
    /// How much the evidence weighs, 0 to 100.
    MatchScore,
    /// The evidence in words.
    MatchReason,
    /// What each field says of the best candidates, as JSON.
    MatchEvidence,
    /// `new` or `existing`, filled in by a person.
    Decision,
    /// The subject of the e-mail that asks for a relationship.
    RequestSubject,
    /// Its text.
    RequestText,
}

impl OwnColumn {
    /// Every own column.
    pub const ALL: &'static [OwnColumn] = &[
        OwnColumn::SourceFile,
        OwnColumn::SourceSheet,
        OwnColumn::SourceRow,
        OwnColumn::OriginFile,
        OwnColumn::OriginSheet,
        OwnColumn::OriginRow,
        OwnColumn::Errors,
        OwnColumn::Suggestions,
        OwnColumn::MatchedCustomerId,
        OwnColumn::MatchedCompanyName,
        OwnColumn::MatchedRow,
        OwnColumn::MatchScore,
        OwnColumn::MatchReason,
        OwnColumn::MatchEvidence,
        OwnColumn::Decision,
        OwnColumn::RequestSubject,
        OwnColumn::RequestText,
    ];

    /// The column's header.
    pub const fn name(self) -> &'static str {
        match self {
            OwnColumn::SourceFile => "source_file",
            OwnColumn::SourceSheet => "source_sheet",
            OwnColumn::SourceRow => "source_row",
            OwnColumn::OriginFile => "origin_file",
            OwnColumn::OriginSheet => "origin_sheet",
            OwnColumn::OriginRow => "origin_row",
            OwnColumn::Errors => "errors",
            OwnColumn::Suggestions => "suggestions",
            OwnColumn::MatchedCustomerId => "matched_customer_id",
            OwnColumn::MatchedCompanyName => "matched_company_name",
            OwnColumn::MatchedRow => "matched_row",
            OwnColumn::MatchScore => "match_score",
            OwnColumn::MatchReason => "match_reason",
            OwnColumn::MatchEvidence => "match_evidence",
            OwnColumn::Decision => "decision",
            OwnColumn::RequestSubject => "request_subject",
            OwnColumn::RequestText => "request_text",
        }
    }
}

/// The columns that say where rows first came from: of a row that has been sent back before, and of one that has not.
#[derive(Clone, Copy, Debug)]
pub struct OriginColumns {
    file: [Option<usize>; 2],
    sheet: [Option<usize>; 2],
    row: [Option<usize>; 2],
}

impl OriginColumns {
    /// A row's first file, sheet and row; empty where nothing is said.
    pub fn of(self, row: Row<'_>) -> [&str; 3] {
        let cell = |column: Option<usize>| column.map_or("", |column| row.given_cell(column));
        let way = usize::from(cell(self.row[0]).is_empty());
        [self.file, self.sheet, self.row].map(|columns| cell(columns[way]))
    }
}

impl Source {
    /// The first column that was understood as `field`.
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column::Field(field))
    }

    /// The column of names that have to be taken apart, if there is one.
    pub fn whole_name(&self) -> Option<WholeName> {
        self.columns.iter().enumerate().find_map(|(column, holds)| match holds {
            Column::WholeName(order) => Some(WholeName { column, order: *order }),
            _ => None,
        })
    }

    /// The column that a field comes from: its own, or the one that its part of a name stands in.
    pub fn column_behind(&self, field: Field) -> Option<usize> {
        let of_name = || match field {
            Field::FirstName | Field::LastName => self.whole_name().map(|whole| whole.column),
            _ => None,
        };
        self.column_of(field).or_else(of_name)
    }

    /// The column of ours, if the table comes from an earlier run and has it.
    pub fn own_column(&self, own: OwnColumn) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column::Own(own))
    }

    /// Where a table of an earlier run says which row of which list each of its rows first was; none where it does not.
    pub fn origin(&self) -> Option<OriginColumns> {
        let place = |first, later| [self.own_column(first), self.own_column(later)];
        let row = place(OwnColumn::OriginRow, OwnColumn::SourceRow);
        row.iter().any(Option::is_some).then(|| OriginColumns {
            file: place(OwnColumn::OriginFile, OwnColumn::SourceFile),
            sheet: place(OwnColumn::OriginSheet, OwnColumn::SourceSheet),
            row,
        })
    }

    /// The columns that came from the sender: all but our own, in their order.
    pub fn given_columns(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.columns.len()).filter(|&column| !matches!(self.columns[column], Column::Own(_)))
    }

    /// The columns that map to no field, in their order.
    pub fn carried_columns(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.columns.len()).filter(|&column| matches!(self.columns[column], Column::Carried | Column::WholeName(_)))
    }

    /// `file`, or `file [sheet]`: how messages name this table.
    pub fn title(&self) -> String {
        if self.sheet.is_empty() { self.file.clone() } else { format!("{} [{}]", self.file, self.sheet) }
    }
}
