//! The columns of several lists brought together into those of one table.

use super::cells::CellSink;
use crate::model::{Column, Field, Row, Source};

/// Columns of several sources brought together: those that hold the same field, and of the others those of the same
/// header, at its first, second… occurrence. The header is that of the first source that has the column.
///
/// Lists of different headers so come back as one table that is read as each of them was.
#[derive(Clone, Debug, Default)]
pub(super) struct Union {
    headers: Vec<String>,
    fields: Vec<Option<Field>>,
    /// For each source, which of its columns stands in each place.
    places: Vec<Vec<Option<usize>>>,
}

impl Union {
    /// The union of the columns that are wanted of each source.
    pub(super) fn of(sources: &[Source], wanted: impl Fn(&Source) -> Vec<usize>) -> Self {
        let mut union = Union::default();
        for source in sources {
            let mut places = vec![None; union.headers.len()];
            let of_earlier_sources = places.len();
            for column in wanted(source) {
                let header = &source.headers[column];
                let field = match source.columns[column] {
                    Column::Field(field) => Some(field),
                    Column::Own(_) | Column::WholeName(_) | Column::Carried => None,
                };
                let is_same = |place: &usize| {
                    union.fields[*place] == field && (field.is_some() || union.headers[*place] == *header)
                };
                let free = (0..union.fields.len()).find(|place| places[*place].is_none() && is_same(place));
                if let Some(place) = free {
                    places[place] = Some(column);
                    continue;
                }
                // A header that says something else in an earlier list would be read as that.
                let said_otherwise = union.headers[..of_earlier_sources].contains(header);
                union.headers.push(match field {
                    Some(field) if said_otherwise => field.name().to_owned(),
                    _ => header.clone(),
                });
                union.fields.push(field);
                places.push(Some(column));
            }
            union.places.push(places);
        }
        for places in &mut union.places {
            places.resize(union.headers.len(), None);
        }
        union
    }

    /// The columns: what each is called and what it holds.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&str, Option<Field>)> {
        self.headers.iter().map(String::as_str).zip(self.fields.iter().copied())
    }

    /// What a column is called.
    pub(super) fn header(&self, place: usize) -> Option<&str> {
        self.headers.get(place).map(String::as_str)
    }

    /// Where a column of a source stands.
    pub(super) fn place_of(&self, source: u32, column: usize) -> Option<usize> {
        self.places[source as usize].iter().position(|place| *place == Some(column))
    }

    /// Writes the cells of a row of a source.
    pub(super) fn write(&self, row: Row<'_>, source: u32, sink: &mut impl CellSink) {
        let places = self.places[source as usize].iter();
        sink.cells(places.map(|place| place.map_or("", |column| row.given_cell(column))));
    }
}
