//! What a person should know of how the columns of a table were understood.
//!
//! Holds headers and counts, never cells. The words are for whoever shows them.

use super::values::Look;
use crate::model::Field;

/// By what a column was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The user said it.
    Told,
    /// Its header is the field's own name, or Partner Center's.
    Name,
    /// Its header is a known spelling.
    Spelling,
    /// Its header is a known spelling with words around it, or several side by side.
    Composed,
    /// Its header can mean this, and no other column holds it.
    Weak,
    /// The columns beside it and the cells below it decide what its header means.
    Neighbours,
    /// Nothing else holds the field.
    StandsIn,
    /// It is one that this program wrote.
    Own,
    /// Its header is understood, and it is not read: a note says why.
    NotRead,
    /// Its header is not understood.
    Unknown,
}

impl Why {
    /// Its name, for other programs and for the key of its words.
    pub const fn name(self) -> &'static str {
        match self {
            Why::Told => "told",
            Why::Name => "name",
            Why::Spelling => "spelling",
            Why::Composed => "composed",
            Why::Weak => "weak",
            Why::Neighbours => "neighbours",
            Why::StandsIn => "stands-in",
            Why::Own => "own",
            Why::NotRead => "not-read",
            Why::Unknown => "unknown",
        }
    }

    /// Every reason.
    pub const ALL: &'static [Why] = &[
        Why::Told,
        Why::Name,
        Why::Spelling,
        Why::Composed,
        Why::Weak,
        Why::Neighbours,
        Why::StandsIn,
        Why::Own,
        Why::NotRead,
        Why::Unknown,
    ];
}

/// Something about the columns that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The header is not understood, but is nearly the name of a field that no column holds.
    LooksLike {
        /// The column's header.
        header: String,
        /// The field it perhaps is.
        field: Field,
    },
    /// The header is not understood, but the cells below it look like a field that no column holds.
    HoldsLike {
        /// The column's header.
        header: String,
        /// The field it perhaps is.
        field: Field,
    },
    /// Another column holds the field, so this one is carried through.
    Shadowed {
        /// The column's header.
        header: String,
        /// The field it could have held.
        field: Field,
        /// The header of the column that holds it.
        by: String,
    },
    /// The column is read as a field that its name does not say, because no other column holds that.
    StandsIn {
        /// The column's header.
        header: String,
        /// What it is read as.
        field: Field,
    },
    /// The column is read as its header says, although the cells below look like something else.
    Doubtful {
        /// The column's header.
        header: String,
        /// What it is read as.
        field: Field,
        /// How its cells look.
        look: Look,
    },
    /// The column is read as the companies' names, and the mail addresses beside it say that they are persons.
    Persons {
        /// The column's header.
        header: String,
    },
    /// The column holds first and last names together, which are taken apart.
    WholeName {
        /// The column's header.
        header: String,
    },
    /// The column is one of names, and cannot be taken apart: its cells hold one word, or another column holds first or
    /// last names.
    WholeNameCarried {
        /// The column's header.
        header: String,
    },
    /// The column holds several parts of an address, which Partner Center wants apart.
    WholeAddress {
        /// The column's header.
        header: String,
        /// Whether it is read as the first address line all the same.
        is_read: bool,
    },
    /// The column holds the numbers of houses apart from their streets.
    HouseNumber {
        /// The column's header.
        header: String,
    },
    /// The column has cells and no header: it is carried through.
    NoHeader {
        /// Its place, as a spreadsheet names it: `C`.
        column: String,
    },
    /// No column holds a field that every prospect must have.
    Missing {
        /// The field.
        field: Field,
    },
}

impl Note {
    /// The key of its words, of those that begin with `notice.column.`.
    pub fn key(&self) -> &'static str {
        match self {
            Note::LooksLike { .. } => "notice.column.looks-like",
            Note::HoldsLike { .. } => "notice.column.holds-like",
            Note::Shadowed { header, by, .. } if header == by => "notice.column.twice",
            Note::Shadowed { .. } => "notice.column.shadowed",
            Note::StandsIn { .. } => "notice.column.stands-in",
            Note::Doubtful { .. } => "notice.column.doubtful",
            Note::Persons { .. } => "notice.column.persons",
            Note::WholeName { .. } => "notice.column.whole-name",
            Note::WholeNameCarried { .. } => "notice.column.whole-name-carried",
            Note::WholeAddress { is_read: true, .. } => "notice.column.whole-address-read",
            Note::WholeAddress { .. } => "notice.column.whole-address",
            Note::HouseNumber { .. } => "notice.column.house-number",
            Note::NoHeader { .. } => "notice.column.no-header",
            Note::Missing { .. } => "notice.column.missing",
        }
    }

    /// The header of the column that it is about; none where it is about no column, or one without a header.
    pub fn header(&self) -> Option<&str> {
        match self {
            Note::LooksLike { header, .. }
            | Note::HoldsLike { header, .. }
            | Note::Shadowed { header, .. }
            | Note::StandsIn { header, .. }
            | Note::Doubtful { header, .. }
            | Note::Persons { header }
            | Note::WholeName { header }
            | Note::WholeNameCarried { header }
            | Note::WholeAddress { header, .. }
            | Note::HouseNumber { header } => Some(header),
            Note::NoHeader { .. } | Note::Missing { .. } => None,
        }
    }

    /// What its words leave open: names and the text to put in their places.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let mut values: Vec<(&'static str, String)> =
            self.header().map(|header| ("header", header.trim().to_owned())).into_iter().collect();
        match self {
            Note::LooksLike { field, .. } | Note::HoldsLike { field, .. } | Note::StandsIn { field, .. } => {
                values.push(("field", field.name().to_owned()));
            }
            Note::Shadowed { field, by, .. } => {
                values.extend([("field", field.name().to_owned()), ("by", by.trim().to_owned())]);
            }
            Note::Doubtful { field, look, .. } => values.extend([
                ("field", field.name().to_owned()),
                ("fitting", look.fitting.to_string()),
                ("filled", look.filled.to_string()),
            ]),
            Note::NoHeader { column } => values.push(("column", column.clone())),
            Note::Missing { field } => values.push(("field", field.name().to_owned())),
            Note::Persons { .. }
            | Note::WholeName { .. }
            | Note::WholeNameCarried { .. }
            | Note::WholeAddress { .. }
            | Note::HouseNumber { .. } => {}
        }
        values
    }
}
