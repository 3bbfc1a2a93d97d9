//! Text that Excel takes: cells and names of sheets no longer than it allows.

use std::borrow::Cow;

/// Excel's limit for the text of a cell, in UTF-16 code units.
pub(super) const CELL_UNITS: usize = 32_767;

/// Stands at the end of a text that was cut to fit.
pub(super) const CUT_MARK: &str = " […]";

/// Excel's limit for the name of a sheet, in characters.
pub(super) const SHEET_NAME: usize = 31;

/// The text, cut and marked when it is longer than a cell can hold.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    // A text has at most as many UTF-16 units as bytes in UTF-8.
    if text.len() <= CELL_UNITS || text.encode_utf16().count() <= CELL_UNITS {
        return Cow::Borrowed(text);
    }
    let mut room = CELL_UNITS - CUT_MARK.encode_utf16().count();
    let end = text.char_indices().find(|(_, character)| match room.checked_sub(character.len_utf16()) {
        Some(left) => {
            room = left;
            false
        }
        None => true,
    });
    let end = end.map_or(text.len(), |(end, _)| end);
    Cow::Owned(format!("{}{CUT_MARK}", &text[..end]))
}

/// A name that Excel takes: no more than 31 characters, none of `[]:*?/\`, no apostrophe at its ends, not empty and not
/// the reserved `History`. Sheets after the first have their number behind it.
pub(super) fn sheet_name(name: &str, number: u32) -> String {
    let mark = if number > 1 { format!(" ({number})") } else { String::new() };
    let allowed =
        |character: char| !matches!(character, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !character.is_control();
    let name: String = name.chars().map(|character| if allowed(character) { character } else { '_' }).collect();
    let name = name.trim_matches('\'');
    let name = if name.is_empty() || name.eq_ignore_ascii_case("history") { "Sheet" } else { name };
    // Excel counts UTF-16 units, of which a character has two at most.
    let mut room = SHEET_NAME - mark.len();
    let short: String = name
        .chars()
        .take_while(|character| match room.checked_sub(character.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect();
    format!("{}{mark}", short.trim_end_matches('\''))
}

/// The name, or the first that is like it and none of `taken`. Excel tells no capitals from small letters.
pub(super) fn unique_name(name: &str, taken: &[&str]) -> String {
    let is_taken = |name: &String| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    // One more name than are taken is enough.
    let mut names = (1..).take(taken.len() + 1).map(|number| sheet_name(name, number));
    names.find(|name| !is_taken(name)).unwrap_or_default()
}
