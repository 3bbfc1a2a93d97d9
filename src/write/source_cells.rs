//! What the rows of one list have in common when they are written: names, columns, what earlier runs said of them.

use super::cells::ReadyCells;
use super::union::Union;
use crate::model::{Field, OriginColumns, OwnColumn, Source};

/// What stands again and again in the rows of one source.
#[derive(Clone, Debug)]
pub(super) struct SourceCells {
    /// How many cells its rows should have.
    pub(super) width: usize,
    /// Where it says which row of which list its rows first were.
    pub(super) origin: Option<OriginColumns>,
    /// Where it says what a person decided.
    pub(super) decision: Option<usize>,
    /// Its file and its sheet.
    pub(super) names: ReadyCells,
    /// For each field, and last for a finding that concerns none: its column, and the names of both.
    columns: Vec<(Option<usize>, ReadyCells)>,
    /// For each field, its column in a list that is given back, and the header there, if there is one.
    shown: Vec<(Option<usize>, Option<String>)>,
}

impl SourceCells {
    pub(super) fn of(number: u32, source: &Source, given: &Union) -> Self {
        let column = |field: Option<Field>| {
            let place = field.and_then(|field| source.column_behind(field));
            let header = place.map_or("", |place| source.headers[place].as_str());
            (place, ReadyCells::new(&[header, field.map_or("", Field::name)]))
        };
        let shown = |field: &Field| {
            let place = source.column_behind(*field).and_then(|column| given.place_of(number, column));
            let header = place.and_then(|place| given.header(place)).map(str::trim).filter(|header| !header.is_empty());
            (place, header.map(str::to_owned))
        };
        SourceCells {
            shown: Field::ALL.iter().map(shown).collect(),
            width: source.headers.len(),
            origin: source.origin(),
            decision: source.own_column(OwnColumn::Decision),
            names: ReadyCells::new(&[&source.file, &source.sheet]),
            columns: Field::ALL.iter().copied().map(Some).chain([None]).map(column).collect(),
        }
    }

    pub(super) fn column(&self, field: Option<Field>) -> &(Option<usize>, ReadyCells) {
        &self.columns[field.map_or(Field::COUNT, Field::index)]
    }

    /// Where a field stands in a list that is given back, and what that calls it.
    pub(super) fn shown(&self, field: Field) -> (Option<usize>, Option<&str>) {
        let (place, name) = &self.shown[field.index()];
        (*place, name.as_deref())
    }
}
