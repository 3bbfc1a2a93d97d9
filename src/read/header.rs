//! Which column holds which field: the header row found, its names read, and what the columns decide together.
//!
//! What a header can be called is data (`data/headers`); here stands what it means beside its neighbours and above its
//! cells. Reading headers never fails on what they say: whatever is not understood is carried through, and a [`Note`]
//! asks.
//!
//! * `fold`: what of a header counts
//! * `files`, `spelling`: what a single header says
//! * `row`: which row is the header
//! * `numbered`: columns that no header names
//! * `values`: what the cells below say of it
//! * `settled`: what the columns decide together
//! * `note`: what a person should know of that

mod files;
mod fold;
mod note;
mod numbered;
mod row;
mod settled;
mod spelling;
#[cfg(test)]
mod tests;
mod values;

pub use note::{Note, Why};
pub use row::{HeaderRow, ROWS_LOOKED_AT, find_header_row};
pub use settled::letters;
pub use values::Look;

pub use numbered::name_columns;

pub(super) use self::fold::fold;
use self::settled::Settled;
use self::spelling::Spellings;
use crate::error::{Error, Result};
use crate::model::{Column, Field};
use crate::nearest;

/// What the user said of columns: a header, and its field, or none where the column is only to be carried through.
pub type Told = (String, Option<Field>);

/// What kind of list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Companies that want to become customers.
    Prospects,
    /// Customers that exist already: one column that identifies them is enough.
    Customers,
}

/// What the columns of a table were understood as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// One entry a header. No field stands twice.
    pub columns: Vec<Column>,
    /// Of each column, by what it was understood.
    pub why: Vec<Why>,
    /// What a person should know of it, in the order of the columns, then of the fields.
    pub notes: Vec<Note>,
    /// Which entries of what the user said apply to a header of this table. One that applies to no input is a mistake:
    /// see [`unknown_header`].
    pub used: Vec<bool>,
}

/// What can tell which customer a row is.
const IDENTIFYING: &[Field] = &[
    Field::CustomerId,
    Field::CompanyName,
    Field::RegistrationId,
    Field::TaxId,
    Field::DomainPrefix,
    Field::Website,
    Field::Email,
    Field::Phone,
];

/// Understands a header row. `rows` are the first ones below it, with their numbers; there may be none. Never fails: what
/// is not understood is [`Column::Carried`].
pub fn map_header(headers: &[String], rows: &[(u32, Vec<String>)], told: &[Told], purpose: Purpose) -> Mapping {
    let spellings = Spellings::builtin();
    let settled = Settled::new(spellings, headers, rows, told, purpose);
    let notes = settled.notes(spellings);
    let why = (0..headers.len()).map(|place| settled.why(place)).collect();
    Mapping { columns: settled.columns, why, notes, used: settled.used }
}

impl Mapping {
    /// The column that holds a field.
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column::Field(field))
    }

    /// Demands what makes a table the list it is said to be: companies' names among prospects, anything that identifies
    /// a customer among customers. Whatever else a prospect lacks is a finding of its rows.
    pub fn require(&self, headers: &[String], purpose: Purpose) -> Result<()> {
        let (wanted, what) = match purpose {
            Purpose::Prospects => (&[Field::CompanyName][..], "no column holds the companies' names"),
            Purpose::Customers => (IDENTIFYING, "no column identifies the customers"),
        };
        if wanted.iter().any(|field| self.column_of(*field).is_some()) {
            return Ok(());
        }
        let near = self.notes.iter().find_map(|note| match note {
            Note::LooksLike { header, field } | Note::HoldsLike { header, field } if wanted.contains(field) => {
                Some((header, *field))
            }
            _ => None,
        });
        let understood = self.columns.iter().any(|column| matches!(column, Column::Field(_)));
        let hint = match near {
            Some((header, field)) => format!("is it `{header}`? Then use {}", option(header, field)),
            // Of a row in which nothing is a header, the cells are not shown: they may be somebody's data.
            None if !understood => "is that row the header? Say which one is with `--header-row N`, or what a column \
                                    holds with `--map \"HEADER=company_name\"`"
                .to_owned(),
            None => format!(
                "say which column it is with `--map \"HEADER={}\"`; the headers are {}",
                wanted.first().map_or("", |field| field.name()),
                quoted(headers)
            ),
        };
        Err(Error::could_not_run(what).with_hint(hint))
    }
}

/// The error of a header that the user named and that no input has. `headers` are those of all inputs.
pub fn unknown_header(header: &str, headers: &[String]) -> Error {
    let hint = match nearest::nearest(header, headers.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the headers are {}", quoted(headers)),
    };
    Error::could_not_run(format!("`--map` names the header `{header}`, which no input has")).with_hint(hint)
}

/// The option that maps a header to a field, as it is typed.
fn option(header: &str, field: Field) -> String {
    format!("`--map \"{header}={field}\"`")
}

/// The first headers in backticks: enough to recognise the table by.
fn quoted(headers: &[String]) -> String {
    const SHOWN: usize = 20;
    let named = headers.iter().map(|header| header.trim()).filter(|header| !header.is_empty());
    let mut text = nearest::quoted(named.clone().take(SHOWN));
    if named.count() > SHOWN {
        text.push_str(", …");
    }
    text
}
