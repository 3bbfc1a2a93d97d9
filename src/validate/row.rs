//! The rules for rows and cells as such, whatever field they are.
//!
//! Only cells of fields are looked at: what a column holds that we pass through is its sender's business.

use super::{Reporter, Subject, garbled};
use crate::facts::spreadsheet::{is_damaged_number, is_error_value, restored};
use crate::model::{Field, Mark, RowFault};

/// Fields whose value is digits that a spreadsheet may take for a number.
const IDENTIFIERS: [Field; 6] =
    [Field::RegistrationId, Field::TaxId, Field::Phone, Field::PostalCode, Field::AgreementPhone, Field::Reference];

/// Fields of free text, in which a quote that was never closed would go unnoticed. The others have a form it breaks.
const FREE_TEXT: [Field; 6] =
    [Field::CompanyName, Field::AddressLine1, Field::AddressLine2, Field::City, Field::FirstName, Field::LastName];

/// The record could not be read as a row.
///
/// The hint is `surplus-cells` with their number as the limit, `too-long` with the longest length in bytes as the limit,
/// or `unclosed-quote`, `stray-quote`, `header-again` or `totals`. A row that was set aside for its open quote is
/// well-formed when it comes back as it was; the quote still stands at the beginning of a cell and tells.
pub fn row_malformed(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    match subject.row.fault() {
        None if FREE_TEXT.iter().any(|field| begins_with_open_quote(subject.text(*field))) => {
            report.explain(None, 0, "unclosed-quote", "");
        }
        None => {}
        Some(RowFault::Surplus(cells)) => report.explain(None, cells, "surplus-cells", ""),
        Some(RowFault::UnclosedQuote) => report.explain(None, 0, "unclosed-quote", ""),
        Some(RowFault::TooLong(limit)) => report.explain(None, limit, "too-long", ""),
        Some(RowFault::StrayQuote) => report.explain(None, 0, "stray-quote", ""),
        Some(RowFault::HeaderAgain) => report.explain(None, 0, "header-again", ""),
        Some(RowFault::Totals) => report.explain(None, 0, "totals", ""),
    }
}

/// A cell holds a spreadsheet's error value, such as `#N/A`, which is then the hint.
pub fn cell_error(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for (field, text) in subject.cells_with(Mark::ErrorValue) {
        if is_error_value(text) {
            report.explain(Some(field), 0, text, "");
        }
    }
}

/// An identifier was turned into a number by a spreadsheet, and its last digits are lost: `1.23E+13`. Where all of them
/// are there, the number is suggested.
pub fn cell_damaged_number(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for field in IDENTIFIERS {
        let text = subject.text(field);
        if is_damaged_number(text) {
            report.suggest(field, &restored(text).unwrap_or_default());
        }
    }
}

/// A cell holds a control character. The value without them is suggested.
///
/// Tabs and line breaks are none: normalising makes spaces of them.
pub fn cell_control_character(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for (field, text) in subject.cells_with(Mark::Control) {
        if text.contains(is_control) {
            report.suggest(field, text.replace(is_control, "").trim());
        }
    }
}

/// A cell was decoded with the wrong encoding. What was probably written is suggested, where nothing is lost.
pub fn text_garbled(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for (field, text) in subject.cells_with(Mark::Garbled) {
        if text.contains(char::REPLACEMENT_CHARACTER) {
            report.fault(field);
        } else if let Some(meant) = garbled::repaired(text) {
            report.suggest(field, &meant);
        }
    }
}

fn begins_with_open_quote(text: &str) -> bool {
    text.as_bytes().first() == Some(&b'"') && !text[1..].contains('"')
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, expect, expect_suggestions};
    use super::*;

    #[test]
    fn malformed() {
        for (fault, limit, hint) in [
            (RowFault::Surplus(3), 3, "surplus-cells"),
            (RowFault::UnclosedQuote, 0, "unclosed-quote"),
            (RowFault::TooLong(1_048_576), 1_048_576, "too-long"),
            (RowFault::StrayQuote, 0, "stray-quote"),
            (RowFault::HeaderAgain, 0, "header-again"),
            (RowFault::Totals, 0, "totals"),
        ] {
            let found = Case { fault: Some(fault), ..Case::default() }.run(row_malformed);
            assert_eq!((found[0].field, found[0].limit, found[0].hint.as_str()), (None, limit, hint));
        }
        assert_eq!(Case::default().run(row_malformed), []);
        for (name, hits) in [("\"Bois de Sologne", 1), ("\"Bois\" de Sologne", 0), ("Tubes 5\"", 0), ("\"", 1)] {
            let found = Case::of(&[(Field::CompanyName, name)]).run(row_malformed);
            assert_eq!(found.len(), hits, "{name}");
            assert!(found.iter().all(|found| (found.field, found.hint.as_str()) == (None, "unclosed-quote")));
        }
    }

    #[test]
    fn error_values() {
        for &field in Field::ALL {
            expect(cell_error, field, &["#N/A", "#REF!", "#NOM?"], &["", "#1 Plumbing", "N/A"]);
        }
    }

    #[test]
    fn damaged_numbers() {
        for field in IDENTIFIERS {
            expect(cell_damaged_number, field, &["1.23E+13", "1,23E+13"], &["", "12E3", "12300000000000", "SE1 2AB"]);
        }
        expect(cell_damaged_number, Field::CompanyName, &[], &["1.23E+13"]);
        let values = [("5.260250995E+09", "5260250995"), ("5.26E+09", "")];
        expect_suggestions(cell_damaged_number, Field::RegistrationId, &values);
    }

    #[test]
    fn control_characters() {
        let values = [("Con\u{0}toso", "Contoso"), ("Contoso\u{1b}", "Contoso"), ("\u{7f}x", "x"), ("a\u{90}b", "ab")];
        expect_suggestions(cell_control_character, Field::City, &values);
        let passing = ["", "Contoso", "a\tb", "a\nb", "a\r\nb", "Café", "N° 5", "\u{a0}", "علی\u{200c}رضا"];
        expect(cell_control_character, Field::City, &[], &passing);
    }

    #[test]
    fn garbled_text() {
        expect(text_garbled, Field::CompanyName, &["M\u{fffd}ller"], &["", "Contoso", "Müller", "SÃO PAULO"]);
        expect_suggestions(
            text_garbled,
            Field::LastName,
            &[("MÃ¼ller", "Müller"), ("Oâ€™Brien", "O’Brien"), ("M\u{fffd}ller", "")],
        );
    }
}
