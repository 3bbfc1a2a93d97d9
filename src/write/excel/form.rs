//! An empty list for people to fill in: what each column wants, and rows that show how.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Color, DataValidation, Worksheet, XlsxError};

use super::choices::Lists;
use super::document::note;
use super::states::StateLists;
use super::style::{Style, coloured};
use super::text::{fitting, sheet_name, unique_name};
use super::{BUTTON, WriteError, about, guarded, new_workbook, shown_width};
use crate::model::CountryStates;
use crate::write::document::{AboutLine, Colour};

/// So many rows have drop-downs. Whoever adds more customers than that has a list already.
const ROWS: u32 = 2_000;

/// Excel's limit for what it shows beside a cell, in characters.
const MESSAGE: usize = 255;

/// The narrowest column that a person likes to write into, in characters.
const NARROWEST: usize = 14;

/// An empty list.
#[derive(Clone, Debug)]
pub struct Form {
    /// The sheet's name.
    pub sheet: String,
    /// The name of the sheet that says what to do.
    pub about_sheet: String,
    /// What that says.
    pub about: Vec<AboutLine>,
    /// The columns.
    pub columns: Vec<FormColumn>,
}

/// A column of an empty list.
#[derive(Clone, Debug)]
pub struct FormColumn {
    /// Its header.
    pub header: String,
    /// What the header's note says.
    pub note: String,
    /// How the header is marked.
    pub colour: Colour,
    /// What its cells offer.
    pub choices: Choices,
    /// What stands in the rows that show how.
    pub examples: Vec<String>,
}

/// What the cells of a column offer.
#[derive(Clone, Debug)]
pub enum Choices {
    /// Nothing: whatever is written is right.
    Any,
    /// The values of a list.
    These(Vec<String>),
    /// The states of the country that stands in the column of that place, the first being 0.
    StatesOf(u16, Vec<CountryStates>),
}

/// Writes the workbook.
pub fn write_form(temp_dir: &Path, form: &Form, output: impl Write + Send) -> Result<(), WriteError> {
    guarded(|| {
        let mut workbook = new_workbook(temp_dir)?;
        let name = sheet_name(&form.sheet, 1);
        let about_name = unique_name(&form.about_sheet, &[&name]);
        let mut lists = Lists::on(unique_name("lists", &[&name, &about_name]));
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&name)?;
        write_columns(form, &mut lists, sheet)?;
        about::write(&about_name, &form.about, workbook.add_worksheet_with_constant_memory()?)?;
        if !lists.is_empty() {
            lists.write(workbook.add_worksheet_with_constant_memory()?)?;
        }
        workbook.save_to_writer(output)
    })
}

fn write_columns(form: &Form, lists: &mut Lists, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let style = Style::new();
    let example = style.text(false).clone().set_italic().set_font_color(Color::RGB(0x007F_7F7F));
    sheet.set_freeze_panes(1, 0)?.set_landscape().set_repeat_rows(0, 0)?;
    let mut following = Vec::new();
    for (place, column) in (0..).zip(&form.columns) {
        let texts = column.examples.iter().chain([&column.header]);
        let width = texts.map(|text| shown_width(text)).max().unwrap_or(0).max(NARROWEST) + BUTTON;
        sheet.set_column_width(place, u8::try_from(width).unwrap_or(u8::MAX))?;
        sheet.set_column_format(place, style.text(false))?;
        sheet.write_string_with_format(0, place, &column.header, &coloured(style.header(false), column.colour))?;
        sheet.insert_note(0, place, &note(&column.note))?;
        match &column.choices {
            Choices::Any => {
                // What the column wants is shown beside the cell that is being filled in, too.
                let message: String = column.note.chars().take(MESSAGE).collect();
                let rule = DataValidation::new().allow_any_value().set_input_message(message)?;
                sheet.add_data_validation(1, place, ROWS, place, &rule)?;
            }
            Choices::These(values) => {
                let list = lists.add(values);
                lists.offer(list, sheet, place, (1, ROWS))?;
            }
            Choices::StatesOf(country, states) => {
                lists.add_states(StateLists::of(states));
                following.push((place, *country));
            }
        }
    }
    for (place, country) in following {
        lists.offer_states(sheet, place, country, (1, ROWS))?;
    }
    let examples = form.columns.iter().map(|column| column.examples.len()).max().unwrap_or(0);
    for (row, number) in (1..).zip(0..examples) {
        for (place, column) in (0..).zip(&form.columns) {
            if let Some(text) = column.examples.get(number).filter(|text| !text.is_empty()) {
                sheet.write_string_with_format(row, place, fitting(text), &example)?;
            }
        }
    }
    Ok(())
}
