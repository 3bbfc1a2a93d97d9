//! The section of a configuration file that says what columns hold, written for a person to go on with.

use std::fmt::Write as _;

use super::value::IGNORE;
use crate::model::Field;

/// `[input.columns]` with these headers and their fields, or none where a column is only carried through. `file` is
/// the list that it was written for.
pub fn columns_section(file: &str, columns: &[(&str, Option<Field>)]) -> String {
    let mut section = format!(
        "# What the columns of `{}` hold. Correct what is wrong; \"{IGNORE}\" only carries a column through.\n\
         [input.columns]\n",
        file.escape_debug()
    );
    for (header, field) in columns {
        let _ = writeln!(section, "{} = \"{}\"", key(header), field.map_or(IGNORE, Field::name));
    }
    section
}

/// A header as a key: always quoted, on one line.
fn key(header: &str) -> String {
    let mut key = String::from("\"");
    for letter in header.chars() {
        match letter {
            '"' | '\\' => key.extend(['\\', letter]),
            _ if letter.is_control() => _ = write!(key, "\\u{:04X}", u32::from(letter)),
            _ => key.push(letter),
        }
    }
    key.push('"');
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_says_what_it_was_given() {
        let columns =
            [("Firma \"A\"", Some(Field::CompanyName)), ("a.b\nc", None), ("Größe\\", Some(Field::City)), ("'", None)];
        let section = columns_section("x\n.csv", &columns);
        let read: toml::Table = section.parse().unwrap_or_else(|fault| panic!("{fault}: {section}"));
        let keys = read["input"]["columns"].as_table().expect("a table");
        for (header, field) in columns {
            let value = keys.get(header).and_then(toml::Value::as_str);
            assert_eq!(value, Some(field.map_or(IGNORE, Field::name)), "{header} in {section}");
        }
    }
}
