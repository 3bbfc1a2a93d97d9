//! Drop-downs: lists of values on a hidden sheet, and the cells that offer them.
//!
//! A list may hold more than the 255 characters that Excel takes within a rule, so all of them stand on a sheet. Every
//! list is only offered; whatever else is typed is taken, since the sender may write a country as they like.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError};

use super::states::StateLists;
use super::text::fitting;
use crate::model::OWN_SHEET_MARK;
use crate::write::document::Guide;

/// The lists of a workbook.
#[derive(Debug, Default)]
pub(super) struct Lists {
    sheet: String,
    values: Vec<Vec<String>>,
    states: Option<StateLists>,
}

impl Lists {
    /// No list yet; they will stand on a sheet of this name.
    pub(super) fn on(sheet: String) -> Lists {
        Lists { sheet, ..Lists::default() }
    }

    /// Adds a list, and returns its number.
    pub(super) fn add(&mut self, values: &[String]) -> usize {
        self.values.push(values.to_vec());
        self.values.len() - 1
    }

    /// Adds the states of countries, behind the lists.
    pub(super) fn add_states(&mut self, states: StateLists) {
        self.states = Some(states);
    }

    /// The states of countries, if there are some.
    pub(super) fn states_mut(&mut self) -> Option<&mut StateLists> {
        self.states.as_mut()
    }

    /// Offers a list in a column, from the first of two rows to the last.
    pub(super) fn offer(
        &self,
        list: usize,
        sheet: &mut Worksheet,
        column: u16,
        rows: (u32, u32),
    ) -> Result<(), XlsxError> {
        sheet.add_data_validation(rows.0, column, rows.1, column, &self.rule(list))?;
        Ok(())
    }

    /// Offers in a column the states of the country that stands in another. No list may be added after that.
    pub(super) fn offer_states(
        &self,
        sheet: &mut Worksheet,
        column: u16,
        country: u16,
        rows: (u32, u32),
    ) -> Result<(), XlsxError> {
        let country = format!("${}{}", column_name(country), rows.0 + 1);
        let rule = StateLists::rule(&self.quoted_sheet(), self.width(), &country);
        sheet.add_data_validation(rows.0, column, rows.1, column, &rule)?;
        Ok(())
    }

    /// How many columns the lists take.
    fn width(&self) -> u16 {
        u16::try_from(self.values.len()).unwrap_or(u16::MAX)
    }

    fn quoted_sheet(&self) -> String {
        self.sheet.replace('\'', "''")
    }

    fn rule(&self, list: usize) -> DataValidation {
        let column = column_name(u16::try_from(list).unwrap_or(u16::MAX));
        let end = self.values[list].len() + 1;
        let sheet = self.quoted_sheet();
        let cells = Formula::new(format!("'{sheet}'!${column}$2:${column}${end}"));
        DataValidation::new().allow_list_formula(cells).show_error_message(false)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.states.is_none()
    }

    /// Writes the lists, a column each, to a sheet that is hidden.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(&self.sheet)?;
        sheet.set_hidden(true);
        sheet.write_string(0, 0, OWN_SHEET_MARK)?;
        let longest = self.values.iter().map(Vec::len).chain(self.states.as_ref().map(StateLists::rows)).max();
        let mut names = self.states.iter().flat_map(StateLists::names);
        for place in 0..longest.unwrap_or(0) {
            let row = u32::try_from(place + 1).unwrap_or(u32::MAX);
            for (column, list) in (0..).zip(&self.values) {
                if let Some(value) = list.get(place) {
                    sheet.write_string(row, column, fitting(value))?;
                }
            }
            if let Some(states) = &self.states {
                states.write_row(&mut names, place, (row, self.width()), sheet)?;
            }
        }
        Ok(())
    }
}

/// Offers the words of a decision, and takes nothing else: another word would silently decide nothing.
pub(super) fn offer_decision(
    guide: &dyn Guide,
    sheet: &mut Worksheet,
    column: u16,
    (first, last): (u32, u32),
) -> Result<(), XlsxError> {
    let [title, message] = guide.decision_refused();
    let rule = DataValidation::new()
        .allow_list_strings(guide.decisions())?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(title)?
        .set_error_message(message)?;
    sheet.add_data_validation(first, column, last, column, &rule)?;
    Ok(())
}

/// A column as a formula names it, the first being `A`.
pub(super) fn column_name(column: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(column)
}
