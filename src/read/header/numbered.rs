//! Columns without a header: known by their place, and by what the user says of them.

use super::{Mapping, Purpose, Told, map_header};

/// Names and maps the columns of a table that has no header. The user names them by number (`3`), as a spreadsheet does
/// (`C`), or as they are called here (`column 3`).
///
/// A column that holds a field is called like the field, so that what is written of the table can be read back.
pub fn name_columns(width: usize, told: &[Told], purpose: Purpose) -> (Vec<String>, Mapping) {
    let mut headers: Vec<String> = (1..=width).map(|number| format!("column {number}")).collect();
    let mut used = vec![false; told.len()];
    let mut known: Vec<Told> = Vec::new();
    for (place, (name, field)) in told.iter().enumerate() {
        let Some(column) = column_of(name).filter(|column| *column < width) else { continue };
        used[place] = true;
        if let Some(field) = field
            && known.iter().all(|(_, other)| *other != Some(*field))
        {
            field.name().clone_into(&mut headers[column]);
            known.push((headers[column].clone(), Some(*field)));
        }
    }
    let mapping = map_header(&headers, &[], &known, purpose);
    (headers, Mapping { used, ..mapping })
}

/// The place of a column that is named by its number or its letters.
fn column_of(name: &str) -> Option<usize> {
    let name = name.trim().to_ascii_lowercase();
    let name = name.strip_prefix("column ").unwrap_or(&name);
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse::<usize>().ok()?.checked_sub(1);
    }
    let is_letters = (1..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase());
    is_letters.then(|| name.bytes().fold(0, |number, letter| number * 26 + usize::from(letter - b'a') + 1) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Field};

    #[test]
    fn columns_are_named_by_number_or_letter() {
        for (name, place) in
            [("1", Some(0)), ("C", Some(2)), ("column 12", Some(11)), ("aa", Some(26)), ("0", None), ("Name", None)]
        {
            assert_eq!(column_of(name), place, "{name}");
        }
    }

    #[test]
    fn what_is_told_of_columns_maps_them() {
        let told = |name: &str, field| (name.to_owned(), field);
        let said = [
            told("2", Some(Field::CompanyName)),
            told("C", Some(Field::TaxId)),
            told("9", Some(Field::City)),
            told("4", Some(Field::CompanyName)),
        ];
        let (headers, mapping) = name_columns(4, &said, Purpose::Prospects);
        assert_eq!(headers, ["column 1", "company_name", "tax_id", "column 4"]);
        let field = Column::Field;
        assert_eq!(mapping.columns, [Column::Carried, field(Field::CompanyName), field(Field::TaxId), Column::Carried]);
        assert_eq!(mapping.used, [true, true, false, true]);
    }
}
