//! The drop-down of a state's cell, which follows the country that stands beside it.
//!
//! On the sheet of lists stands every name of a country that has states, with the place of these, and behind them the
//! states of all countries, one below the other. A cell's rule looks its row's country up there. It is written with
//! functions that every spreadsheet program has.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

use super::choices::column_name;
use super::text::fitting;
use crate::model::{CountryCode, CountryStates};

/// The last row in which a name of a country may stand. A list has few that are none of the usual ones.
const LAST_NAME: usize = 9_999;

/// The names of countries, and their states.
#[derive(Debug, Default)]
pub(super) struct StateLists {
    /// A country by its name in small letters, which are all the same to spreadsheet programs, and as it is written.
    names: BTreeMap<String, (String, CountryCode)>,
    /// Of each country, where its states begin, the first row of all being 1, and how many they are.
    places: BTreeMap<CountryCode, [u32; 2]>,
    states: Vec<String>,
}

impl StateLists {
    /// The states of these countries. A name that two have is the first one's.
    pub(super) fn of(countries: &[CountryStates]) -> StateLists {
        let mut lists = StateLists::default();
        for country in countries {
            let count = |states: usize| u32::try_from(states).unwrap_or(u32::MAX);
            lists.places.insert(country.code, [count(lists.states.len() + 1), count(country.states.len())]);
            lists.states.extend(country.states.iter().cloned());
        }
        let most = countries.iter().map(|country| country.names.len()).max().unwrap_or(0);
        // What the reader calls a country goes before what another language calls another.
        for place in 0..most {
            for country in countries {
                if let Some(name) = country.names.get(place) {
                    lists.add_name(name, country.code);
                }
            }
        }
        lists
    }

    /// A country has been called so in the list.
    pub(super) fn add_name(&mut self, name: &str, country: CountryCode) {
        let name = name.trim();
        if !name.is_empty() && self.places.contains_key(&country) && self.names.len() < LAST_NAME - 1 {
            self.names.entry(name.to_lowercase()).or_insert_with(|| (name.to_owned(), country));
        }
    }

    /// How many rows the lists take.
    pub(super) fn rows(&self) -> usize {
        self.names.len().max(self.states.len())
    }

    /// The rule of a state's cells, of which the first stands in a row whose country is in `country`, such as `$B2`. The
    /// lists stand on `sheet` from `column` on.
    pub(super) fn rule(sheet: &str, column: u16, country: &str) -> DataValidation {
        let [name, place, count, states] = [0, 1, 2, 3].map(|further| column_name(column + further));
        let cells = |column: &str| format!("'{sheet}'!${column}$2:${column}${LAST_NAME}");
        // A name stands there once, so its place and its count are sums of one number, and of none for another country:
        // that gets the cell above the states, which is empty. Excel takes no more than 255 characters here.
        let of = |column: &str| format!("SUMIF({},{country},{})", cells(&name), cells(column));
        let rule = format!("OFFSET('{sheet}'!${states}$1,{},0,MAX(1,{}),1)", of(&place), of(&count));
        DataValidation::new().allow_list_formula(Formula::new(rule)).show_error_message(false)
    }

    /// Writes what the lists have in a row, the first being 0, into the columns from `column` on.
    pub(super) fn write_row(
        &self,
        names: &mut impl Iterator<Item = (String, CountryCode)>,
        place: usize,
        (row, column): (u32, u16),
        sheet: &mut Worksheet,
    ) -> Result<(), XlsxError> {
        if let Some((name, country)) = names.next() {
            sheet.write_string(row, column, fitting(&name))?;
            for (further, number) in (1..).zip(self.places.get(&country).copied().unwrap_or_default()) {
                sheet.write_number(row, column + further, number)?;
            }
        }
        if let Some(state) = self.states.get(place) {
            sheet.write_string(row, column + 3, fitting(state))?;
        }
        Ok(())
    }

    /// Every name with its country, in the order in which they are written.
    pub(super) fn names(&self) -> impl Iterator<Item = (String, CountryCode)> {
        self.names.values().cloned()
    }
}
