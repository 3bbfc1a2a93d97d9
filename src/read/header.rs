//! Which column holds which field: the header row found, its names read, and what the columns decide together.
//!
//! What a header can be called is data (`data/headers.toml`); here stands what it means beside its neighbours. Reading
//! headers never fails on what they say: whatever is not understood is carried through, and a [`Note`] asks.
//!
//! * `fold`: what of a header counts
//! * `spelling`: what a single header says
//! * `row`: which row is the header
//! * `numbered`: columns that no header names

mod fold;
mod numbered;
mod row;
mod spelling;
#[cfg(test)]
mod tests;

use std::fmt;

pub use numbered::name_columns;
pub use row::{ROWS_LOOKED_AT, find_header_row};

pub(super) use self::fold::fold;
use self::spelling::{Meaning, Rank, Spellings};
use crate::error::{Error, Result};
use crate::model::{Column, Field, OwnColumn};
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
    /// What a person should know of it, in the order of the columns, then of the fields.
    pub notes: Vec<Note>,
    /// Which entries of what the user said apply to a header of this table. One that applies to no input is a mistake:
    /// see [`unknown_header`].
    pub used: Vec<bool>,
}

/// Something about the columns that a person should know. Holds headers, never cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The header is not understood, but is nearly the name of a field that no column holds.
    LooksLike {
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
    /// The column holds first and last names together, which Partner Center wants apart.
    WholeName {
        /// The column's header.
        header: String,
    },
    /// No column holds a field that every prospect must have.
    Missing {
        /// The field.
        field: Field,
    },
}

/// What every prospect must have, whatever its country.
const ALWAYS_REQUIRED: &[Field] =
    &[Field::CompanyName, Field::Country, Field::AddressLine1, Field::FirstName, Field::LastName, Field::Email];

/// How many columns named like ours make a table one that an earlier run wrote. A sender's list may well have a column
/// called `errors` or `decision` of its own.
const OWN_COLUMNS: usize = 3;

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

/// Headers further right are not compared with every spelling: a list of prospects is not that wide.
const COLUMNS_ASKED_ABOUT: usize = 256;

/// Understands a header row. Never fails: what is not understood is [`Column::Carried`].
pub fn map_header(headers: &[String], told: &[Told], purpose: Purpose) -> Mapping {
    let spellings = Spellings::builtin();
    let settled = Settled::new(spellings, headers, told, purpose);
    let notes = settled.notes(spellings, headers, purpose);
    Mapping { columns: settled.columns, notes, used: settled.used }
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
            Note::LooksLike { header, field } if wanted.contains(field) => Some((header, *field)),
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

/// The columns, settled, and what led there.
struct Settled {
    columns: Vec<Column>,
    says: Vec<Option<(Meaning, Rank)>>,
    stands_in: Vec<(usize, Field)>,
    used: Vec<bool>,
}

impl Settled {
    fn new(spellings: &Spellings, headers: &[String], told: &[Told], purpose: Purpose) -> Self {
        let mut settled = Settled {
            columns: vec![Column::Carried; headers.len()],
            says: vec![None; headers.len()],
            stands_in: Vec::new(),
            used: vec![false; told.len()],
        };
        let ours = headers.iter().filter(|header| own_column(header).is_some()).count() >= OWN_COLUMNS;
        for (place, header) in headers.iter().enumerate() {
            if let Some(index) = told_of(header, told) {
                settled.used[index] = true;
                settled.says[place] = told[index].1.map(|field| (Meaning::Field(field), Rank::Told));
            } else if let Some(own) = own_column(header).filter(|_| ours) {
                settled.columns[place] = Column::Own(own);
            } else {
                settled.says[place] = spellings.read(header).map(|says| for_purpose(says, purpose));
            }
        }
        for field in Field::ALL {
            settled.place(*field, Meaning::Field(*field));
        }
        settled.place_name();
        settled.stand_in(Field::TaxId, Field::RegistrationId);
        if purpose == Purpose::Customers {
            settled.stand_in(Field::Reference, Field::CustomerId);
        }
        settled
    }

    fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column::Field(field))
    }

    /// Gives a field to the column that says it best, the first of several.
    fn place(&mut self, field: Field, meaning: Meaning) {
        let best = self
            .says
            .iter()
            .enumerate()
            .filter_map(|(place, says)| says.filter(|(says, _)| *says == meaning).map(|(_, rank)| (rank, place)))
            .min();
        if let Some((_, place)) = best {
            self.columns[place] = Column::Field(field);
        }
    }

    /// `Name` is the company's, unless a column says company: then, or beside a lonely first name, it is a last name.
    fn place_name(&mut self) {
        let has = |field| self.column_of(field).is_some();
        let company = has(Field::CompanyName);
        let person = has(Field::FirstName) || company;
        let field = if person && !has(Field::LastName) {
            Field::LastName
        } else if company {
            return;
        } else {
            Field::CompanyName
        };
        self.place(field, Meaning::Name);
    }

    /// Lets the column of one field hold another that no column holds, unless the user said what it is.
    fn stand_in(&mut self, from: Field, to: Field) {
        if self.column_of(to).is_some() {
            return;
        }
        let Some(place) = self.column_of(from) else { return };
        if self.says[place].is_some_and(|(_, rank)| rank == Rank::Told) {
            return;
        }
        self.columns[place] = Column::Field(to);
        self.stands_in.push((place, to));
    }

    fn notes(&self, spellings: &Spellings, headers: &[String], purpose: Purpose) -> Vec<Note> {
        let mut notes = Vec::new();
        for (place, header) in headers.iter().enumerate() {
            let stand_in = self.stands_in.iter().find(|(stands, _)| *stands == place);
            if let Some((_, field)) = stand_in {
                notes.push(Note::StandsIn { header: header.clone(), field: *field });
            }
            if self.columns[place] == Column::Carried {
                notes.extend(self.note_of_carried(spellings, headers, place));
            }
        }
        if purpose == Purpose::Prospects {
            let missing = ALWAYS_REQUIRED.iter().filter(|field| self.column_of(**field).is_none());
            notes.extend(missing.map(|field| Note::Missing { field: *field }));
        }
        notes
    }

    fn note_of_carried(&self, spellings: &Spellings, headers: &[String], place: usize) -> Option<Note> {
        let header = headers[place].clone();
        let holder = |field| self.column_of(field).map(|by| (field, headers[by].clone()));
        match self.says[place].map(|(meaning, _)| meaning) {
            Some(Meaning::WholeName) => {
                let apart = self.column_of(Field::FirstName).is_some() && self.column_of(Field::LastName).is_some();
                (!apart).then_some(Note::WholeName { header })
            }
            Some(Meaning::Field(field)) => {
                let (field, by) = holder(field)?;
                Some(Note::Shadowed { header, field, by })
            }
            Some(Meaning::Name) => {
                let (field, by) = holder(Field::CompanyName)?;
                Some(Note::Shadowed { header, field, by })
            }
            Some(Meaning::PrimaryDomain) => None,
            None if place >= COLUMNS_ASKED_ABOUT => None,
            None => {
                let field = spellings.nearest(&header, |field| self.column_of(field).is_none())?;
                Some(Note::LooksLike { header, field })
            }
        }
    }
}

/// The domain that Partner Center calls primary is the one to create for a prospect. Of a customer it is whichever domain
/// is in use, often one of the company's own, so it is read like a web site: matching looks at its host.
fn for_purpose((meaning, rank): (Meaning, Rank), purpose: Purpose) -> (Meaning, Rank) {
    match (meaning, purpose) {
        (Meaning::PrimaryDomain, Purpose::Prospects) => (Meaning::Field(Field::DomainPrefix), rank),
        (Meaning::PrimaryDomain, Purpose::Customers) => (Meaning::Field(Field::Website), rank),
        _ => (meaning, rank),
    }
}

/// What the user said of a header: of exactly this one first, else of one that differs in case, accents and spaces.
fn told_of(header: &str, told: &[Told]) -> Option<usize> {
    let exactly = told.iter().position(|(named, _)| named.trim() == header.trim());
    exactly.or_else(|| {
        let folded = fold(header);
        told.iter().position(|(named, _)| !folded.is_empty() && fold(named) == folded)
    })
}

/// Our own columns are known by their exact names, so that a sender's `Decision` or `Errors` is not taken for one.
fn own_column(header: &str) -> Option<OwnColumn> {
    let header = header.trim_start_matches('\u{feff}').trim();
    OwnColumn::ALL.iter().copied().find(|own| own.name() == header)
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

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::LooksLike { header, field } => {
                write!(out, "column `{header}` looks like `{field}`: if it is, use {}", option(header, *field))
            }
            Note::Shadowed { header, field, by } if header == by => {
                write!(out, "column `{header}` stands there more than once: the first is read as `{field}`")
            }
            Note::Shadowed { header, field, by } => {
                write!(out, "column `{header}` is not read as `{field}`, because column `{by}` is")
            }
            Note::StandsIn { header, field } => {
                write!(out, "column `{header}` is read as `{field}`, because there is no other column for it")
            }
            Note::WholeName { header } => write!(
                out,
                "column `{header}` holds whole names: give first and last name in columns of their own, `first_name` and \
                 `last_name`"
            ),
            Note::Missing { field } => {
                write!(out, "no column holds `{field}`, which every row needs: name it with `--map \"HEADER={field}\"`")
            }
        }
    }
}
