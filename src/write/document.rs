//! What makes a table a working document: a list that a person corrects in a spreadsheet program and sends back.
//!
//! What is said and offered there comes through [`Guide`] from those who know words and countries; how it looks is the
//! workbook's business.

use std::fmt;
use std::ops::Range;

use super::table::Table;
use crate::model::{CountryCode, CountryStates, Field, OwnColumn, Severity};

/// How many cells of a workbook get a note. The library holds notes in memory, about 12 KB each; a list with more faults
/// than this has one that stands in whole columns, and `errors` says the same in every row.
pub const MOST_NOTES: u64 = 5_000;

/// A cell that is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// Its place in the row.
    pub column: u16,
    /// What the worst that was found in it weighs.
    pub severity: Severity,
    /// What is wrong and how to correct it: a piece of the rows' notes.
    pub note: Range<usize>,
    /// The country whose states the cell may be one of.
    pub states_of: Option<CountryCode>,
}

/// What a working document came to, for its last page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentCounts {
    /// Its rows.
    pub rows: u64,
    /// Cells that reject their row.
    pub errors: u64,
    /// Cells that only ask for a look.
    pub warnings: u64,
    /// Rows with a suggestion.
    pub suggestions: u64,
}

impl DocumentCounts {
    /// How many cells have no note, since there are too many.
    pub fn without_note(&self) -> u64 {
        (self.errors + self.warnings).saturating_sub(MOST_NOTES)
    }
}

/// A line of the page that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutLine {
    /// What the document is.
    Title(String),
    /// What the lines below it are about.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// One of several steps.
    Step(String),
    /// What a colour means.
    Legend(Colour, String),
}

/// What a colour of a working document stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A cell of this weight.
    Fault(Severity),
    /// A proposed value.
    Suggestion,
    /// A cell to be filled in.
    FillIn,
    /// The header of the sender's columns.
    Given,
    /// The header of a column of ours.
    Own,
}

/// Who knows the words of working documents and what their cells may hold.
pub trait Guide: Send + Sync + fmt::Debug {
    /// What the sheet is called that says what to do.
    fn about_name(&self) -> &str;
    /// What the reader calls a column that we add.
    fn own_header(&self, column: OwnColumn) -> &str;
    /// What it says.
    fn about(&self, table: Table, counts: &DocumentCounts) -> Vec<AboutLine>;
    /// The values that a field's cells may have, where these are a list.
    fn choices(&self, field: Field) -> Option<&[String]>;
    /// The states of every country that has some.
    fn states(&self) -> &[CountryStates];
    /// The words of a `decision`.
    fn decisions(&self) -> &[&'static str];
    /// What is said of a `decision` that is none: a heading and a sentence.
    fn decision_refused(&self) -> [&str; 2];
}
