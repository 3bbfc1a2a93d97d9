//! The sheet that tells a person what to do with a working document.

use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};

use super::style::coloured;
use super::text::fitting;
use super::{LINE_HEIGHT, end_rows, points, wrapped_lines};
use crate::model::OWN_SHEET_MARK;
use crate::write::document::AboutLine;

/// Room for colours and numbers of steps beside the text.
const MARGIN: f64 = 6.0;

/// So many characters are read well on a line.
const TEXT: usize = 92;

/// Writes the lines, one a row, below the mark by which the sheet is known for none of the sender's.
pub(super) fn write(name: &str, lines: &[AboutLine], sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let heading = text.clone().set_bold().set_font_size(12).set_align(FormatAlign::Bottom);
    let title = text.clone().set_bold().set_font_size(16);
    let step = text.clone().set_bold().set_align(FormatAlign::Right);
    let mark = Format::new().set_font_size(8).set_font_color(Color::RGB(0x00A6_A6A6));
    sheet.set_name(name)?;
    sheet.set_screen_gridlines(false);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, MARGIN)?;
    sheet.set_column_width(1, u8::try_from(TEXT).unwrap_or_default())?;
    sheet.write_string_with_format(0, 0, OWN_SHEET_MARK, &mark.set_shrink())?;
    let (mut steps, mut end) = (0, 1);
    for (row, line) in (1..).zip(lines) {
        // Room above what opens something new.
        let (words, format, height) = match line {
            AboutLine::Title(words) => (words, &title, 24),
            AboutLine::Heading(words) => (words, &heading, 30),
            AboutLine::Text(words) => (words, &text, 0),
            AboutLine::Step(words) => {
                steps += 1;
                sheet.write_string_with_format(row, 0, format!("{steps}."), &step)?;
                (words, &text, 4)
            }
            AboutLine::Legend(colour, words) => {
                sheet.write_blank(row, 0, &coloured(&text, *colour))?;
                (words, &text, 0)
            }
        };
        if matches!(line, AboutLine::Heading(_)) {
            steps = 0;
        }
        let height =
            if usize::from(height) < LINE_HEIGHT { height + points(wrapped_lines(words, TEXT)) } else { height };
        sheet.set_row_height(row, height)?;
        sheet.write_string_with_format(row, 1, fitting(words), format)?;
        end = row + 1;
    }
    end_rows(sheet, end)
}
