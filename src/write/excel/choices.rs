//! Drop-downs: lists of values on a hidden sheet, and the cells that offer them.
//!
//! A list may hold more than the 255 characters that Excel takes within a rule, so all of them stand on a sheet. Every
//! list is only offered; whatever else is typed is taken, since the sender may write a country as they like.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError};

use super::text::fitting;
use crate::model::{CountryCode, OWN_SHEET_MARK};
use crate::write::document::Guide;

/// Cells that one rule is for: Excel reads a longer list of them slowly.
const CELLS_A_RULE: usize = 250;

/// The lists of a workbook.
#[derive(Debug, Default)]
pub(super) struct Lists {
    sheet: String,
    values: Vec<Vec<String>>,
    states: BTreeMap<CountryCode, Option<usize>>,
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

    /// The list of a country's states, if it has states.
    pub(super) fn states(&mut self, country: CountryCode, guide: &dyn Guide) -> Option<usize> {
        if let Some(known) = self.states.get(&country) {
            return *known;
        }
        let list = guide.states(country).map(|states| self.add(&states));
        self.states.insert(country, list);
        list
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

    /// Offers a list in single rows of a column, given in their order.
    pub(super) fn offer_in(
        &self,
        list: usize,
        sheet: &mut Worksheet,
        column: u16,
        rows: &[u32],
    ) -> Result<(), XlsxError> {
        let name = column_name(column);
        for rows in rows.chunks(CELLS_A_RULE) {
            let Some(first) = rows.first() else { continue };
            let cells: Vec<String> = rows.iter().map(|row| format!("{name}{}", row + 1)).collect();
            let rule = self.rule(list).set_multi_range(cells.join(" "));
            sheet.add_data_validation(*first, column, *first, column, &rule)?;
        }
        Ok(())
    }

    fn rule(&self, list: usize) -> DataValidation {
        let column = column_name(u16::try_from(list).unwrap_or(u16::MAX));
        let end = self.values[list].len() + 1;
        let sheet = self.sheet.replace('\'', "''");
        let cells = Formula::new(format!("'{sheet}'!${column}$2:${column}${end}"));
        DataValidation::new().allow_list_formula(cells).show_error_message(false)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Writes the lists, a column each, to a sheet that is hidden.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(&self.sheet)?;
        sheet.set_hidden(true);
        sheet.write_string(0, 0, OWN_SHEET_MARK)?;
        let longest = self.values.iter().map(Vec::len).max().unwrap_or(0);
        for place in 0..longest {
            let row = u32::try_from(place + 1).unwrap_or(u32::MAX);
            for (column, list) in (0..).zip(&self.values) {
                if let Some(value) = list.get(place) {
                    sheet.write_string(row, column, fitting(value))?;
                }
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
