//! What makes a table's workbook one that people work in: notes on faulty cells, drop-downs, and a sheet that says what
//! to do.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{Note, Workbook, Worksheet, XlsxError};

use super::about;
use super::choices::{Lists, offer_decision};
use super::states::StateLists;
use super::text::{fitting, unique_name};
use crate::model::{Field, OwnColumn, Severity};
use crate::write::cells::Faults;
use crate::write::document::{DocumentCounts, Guide, MOST_NOTES};
use crate::write::table::{Holds, Table, TableColumn};

/// A note's width in pixels, and how many characters of its font stand on a line then.
const NOTE_WIDTH: u32 = 340;
const NOTE_LINE: usize = 52;

/// The height of a line of a note, and of the tallest note, in pixels.
const LINE_HEIGHT: usize = 15;
const TALLEST: usize = 420;

/// A working document being written.
pub(super) struct Document {
    table: Table,
    guide: Arc<dyn Guide>,
    about: String,
    lists: Lists,
    /// The columns that offer a list.
    offered: Vec<(u16, usize)>,
    decision: Option<u16>,
    suggestions: Option<u16>,
    counts: DocumentCounts,
    notes: u64,
    /// The column of the country.
    country: Option<u16>,
    /// The column of the state.
    state: Option<u16>,
}

impl Document {
    /// A document whose table's sheets are named after `sheet`.
    pub(super) fn new(table: Table, sheet: &str, columns: &[TableColumn], guide: Arc<dyn Guide>) -> Document {
        let about = unique_name(guide.about_name(), &[sheet]);
        let mut lists = Lists::on(unique_name("lists", &[sheet, &about]));
        let (mut of_field, mut offered): (BTreeMap<Field, usize>, _) = (BTreeMap::new(), Vec::new());
        let (mut decision, mut suggestions, mut country, mut state) = (None, None, None, None);
        for (place, column) in (0..).zip(columns) {
            match column.holds {
                Holds::Field(field) => {
                    match field {
                        Field::Country => country = country.or(Some(place)),
                        Field::State => state = state.or(Some(place)),
                        _ => {}
                    }
                    if let Some(values) = guide.choices(field) {
                        let list = *of_field.entry(field).or_insert_with(|| lists.add(values));
                        offered.push((place, list));
                    }
                }
                Holds::Own(OwnColumn::Decision) => decision = Some(place),
                Holds::Own(OwnColumn::Suggestions) => suggestions = Some(place),
                Holds::Own(_) | Holds::Message | Holds::Other => {}
            }
        }
        if country.is_some() && state.is_some() {
            lists.add_states(StateLists::of(guide.states()));
        }
        let counts = DocumentCounts::default();
        Document { table, guide, about, lists, offered, decision, suggestions, counts, notes: 0, country, state }
    }

    /// Whether a person fills the column in.
    pub(super) fn is_filled_in(&self, column: u16) -> bool {
        self.decision == Some(column)
    }

    /// Whether the column proposes values.
    pub(super) fn is_suggestion(&self, column: u16) -> bool {
        self.suggestions == Some(column)
    }

    /// Whether the column holds the country.
    pub(super) fn is_country(&self, column: u16) -> bool {
        self.country == Some(column)
    }

    /// Notes what there is to say of a row, which stands in row `row` of the current sheet and whose country is called so.
    pub(super) fn add_row(
        &mut self,
        row: u32,
        country: &str,
        faults: Faults<'_>,
        sheet: &mut Worksheet,
    ) -> Result<(), XlsxError> {
        self.counts.rows += 1;
        for (fault, text) in faults.iter() {
            if fault.severity == Severity::Error {
                self.counts.errors += 1;
            } else {
                self.counts.warnings += 1;
            }
            if self.notes < MOST_NOTES {
                self.notes += 1;
                sheet.insert_note(row, fault.column, &note(text))?;
            }
            if let (Some(code), Some(states)) = (fault.states_of, self.lists.states_mut()) {
                states.add_name(country, code);
            }
        }
        Ok(())
    }

    /// Counts a row with a suggestion.
    pub(super) fn add_suggestion(&mut self) {
        self.counts.suggestions += 1;
    }

    /// Offers what the rows of a sheet may be given: `rows` are the first and the last.
    pub(super) fn finish_sheet(&self, rows: (u32, u32), sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, list) in &self.offered {
            self.lists.offer(*list, sheet, *column, rows)?;
        }
        if let Some(column) = self.decision {
            offer_decision(&*self.guide, sheet, column, rows)?;
        }
        if let (Some(column), Some(country)) = (self.state, self.country) {
            self.lists.offer_states(sheet, column, country, rows)?;
        }
        Ok(())
    }

    /// Adds the sheets that stand behind the table's.
    pub(super) fn finish(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let lines = self.guide.about(self.table, &self.counts);
        about::write(&self.about, &lines, workbook.add_worksheet_with_constant_memory()?)?;
        if !self.lists.is_empty() {
            self.lists.write(workbook.add_worksheet_with_constant_memory()?)?;
        }
        Ok(())
    }
}

/// A note that shows all of its text.
pub(super) fn note(text: &str) -> Note {
    let lines: usize = text.lines().map(|line| line.chars().count() / NOTE_LINE + 1).sum();
    let height = u32::try_from(((lines + 1) * LINE_HEIGHT).min(TALLEST)).unwrap_or_default();
    Note::new(fitting(text))
        .set_author("intake")
        .add_author_prefix(false)
        .set_font_size(9)
        .set_width(NOTE_WIDTH)
        .set_height(height)
}
