//! The columns of a table, settled: what each holds beside its neighbours, decided by headers and confirmed by cells.

use super::fold::fold;
use super::note::{Note, Why};
use super::spelling::{Meaning, Rank, Spellings};
use super::values::{self, Rows};
use super::{Purpose, Told};
use crate::facts::read_own_header;
use crate::model::{Column, Field, NameOrder, OwnColumn};

/// What every prospect must have, whatever its country.
const ALWAYS_REQUIRED: &[Field] =
    &[Field::CompanyName, Field::Country, Field::AddressLine1, Field::FirstName, Field::LastName, Field::Email];

/// How many columns named like ours make a table one that an earlier run wrote. A sender's list may well have a column
/// called `errors` or `decision` of its own. Ours stand behind the sender's, so of two that are called alike the last is
/// ours.
const OWN_COLUMNS: usize = 3;

/// Headers further right are not compared with every spelling: a list of prospects is not that wide.
const COLUMNS_ASKED_ABOUT: usize = 256;

/// The columns, settled, and what led there.
pub(super) struct Settled<'a> {
    headers: &'a [String],
    rows: Rows<'a>,
    purpose: Purpose,
    pub(super) columns: Vec<Column>,
    pub(super) says: Vec<Option<(Meaning, Rank)>>,
    /// Columns of which the user said something.
    told: Vec<bool>,
    stands_in: Vec<(usize, Field)>,
    pub(super) used: Vec<bool>,
}

impl<'a> Settled<'a> {
    pub(super) fn new(
        spellings: &Spellings,
        headers: &'a [String],
        rows: Rows<'a>,
        told: &[Told],
        purpose: Purpose,
    ) -> Self {
        let mut settled = Settled {
            headers,
            rows,
            purpose,
            columns: vec![Column::Carried; headers.len()],
            says: vec![None; headers.len()],
            told: vec![false; headers.len()],
            stands_in: Vec::new(),
            used: vec![false; told.len()],
        };
        settled.read(spellings, told);
        for field in Field::ALL {
            settled.place(*field, Meaning::Field(*field));
        }
        settled.place_state_or_country();
        settled.place_name();
        settled.place_whole_name();
        settled.stand_in(Field::TaxId, Field::RegistrationId);
        if purpose == Purpose::Customers {
            settled.stand_in(Field::Reference, Field::CustomerId);
        }
        settled
    }

    /// Reads each header by itself.
    fn read(&mut self, spellings: &Spellings, told: &[Told]) {
        let own: Vec<Option<OwnColumn>> = self.headers.iter().map(|header| read_own_header(header)).collect();
        let ours = own.iter().flatten().count() >= OWN_COLUMNS;
        for (place, header) in self.headers.iter().enumerate() {
            if let Some(index) = told_of(header, told) {
                self.used[index] = true;
                self.told[place] = true;
                self.says[place] = told[index].1.map(|field| (Meaning::Field(field), Rank::Told));
            } else if let Some(own) = own[place].filter(|own_here| ours && !own[place + 1..].contains(&Some(*own_here)))
            {
                self.columns[place] = Column::Own(own);
            } else {
                self.says[place] = spellings.read(header).map(|says| for_purpose(says, self.purpose));
            }
        }
    }

    fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column::Field(field))
    }

    fn has(&self, field: Field) -> bool {
        self.column_of(field).is_some()
    }

    /// The columns that say this, in their order.
    fn saying(&self, meaning: Meaning) -> impl Iterator<Item = usize> + '_ {
        let columns = self.says.iter().enumerate();
        columns.filter(move |(_, says)| says.is_some_and(|(says, _)| says == meaning)).map(|(place, _)| place)
    }

    /// Gives a field to one of the columns that say it: what the user said first, then what the cells do not
    /// contradict, then what is filled at all, then what says it best, then the first.
    fn place(&mut self, field: Field, meaning: Meaning) {
        let best = self.saying(meaning).min_by_key(|place| {
            let rank = self.says[*place].map_or(Rank::Weak, |(_, rank)| rank);
            let asked = rank != Rank::Told;
            let look = values::look_like(self.rows, *place, field);
            (asked, asked && look.contradicts(), asked && look.filled == 0 && !self.rows.is_empty(), rank, *place)
        });
        if let Some(place) = best {
            self.columns[place] = Column::Field(field);
        }
    }

    /// `Stato` is a country if its cells are, or if nothing is known of them and no other column holds the country.
    fn place_state_or_country(&mut self) {
        let Some(place) = self.saying(Meaning::StateOrCountry).next() else { return };
        let no_country = values::look_like(self.rows, place, Field::Country).contradicts();
        let field = if !no_country && !self.has(Field::Country) { Field::Country } else { Field::State };
        if !self.has(field) {
            self.columns[place] = Column::Field(field);
        }
    }

    /// `Name` is the company's, unless a column says company: then it is a person's, and so it is beside a lonely first
    /// name. `Nombre` is a first name beside a last one.
    fn place_name(&mut self) {
        let given = self.saying(Meaning::GivenName).next();
        if let Some(place) = given.filter(|_| self.has(Field::LastName) && !self.has(Field::FirstName)) {
            self.columns[place] = Column::Field(Field::FirstName);
        }
        let free = |place: &usize| self.columns[*place] == Column::Carried;
        let name = self.saying(Meaning::Name).find(free).map(|place| (place, Field::LastName));
        let given = self.saying(Meaning::GivenName).find(free).map(|place| (place, Field::FirstName));
        let Some((place, part)) = name.or(given) else { return };
        let (company, first, last) =
            (self.has(Field::CompanyName), self.has(Field::FirstName), self.has(Field::LastName));
        if !company && (last || !first) {
            self.columns[place] = Column::Field(Field::CompanyName);
        } else if company && self.are_persons(place) == Some(false) {
            // A second column of companies, such as a brand's.
        } else if !first && !last {
            let whole = values::are_several_words(self.rows, place);
            self.columns[place] = if whole { Column::WholeName(NameOrder::GivenFirst) } else { Column::Field(part) };
        } else if first && !last {
            self.columns[place] = Column::Field(Field::LastName);
        }
    }

    fn are_persons(&self, place: usize) -> Option<bool> {
        values::are_persons(self.rows, place, self.column_of(Field::Email))
    }

    /// Names that stand together are taken apart where no column has either. A column of first or of last names alone
    /// whose cells hold several words is one of whole names, unless its header says it beyond doubt.
    fn place_whole_name(&mut self) {
        if self.purpose == Purpose::Customers
            || self.columns.iter().any(|column| matches!(column, Column::WholeName(_)))
        {
            return;
        }
        let (first, last) = (self.column_of(Field::FirstName), self.column_of(Field::LastName));
        match (first, last) {
            (None, None) => {
                let orders = [NameOrder::GivenFirst, NameOrder::FamilyFirst];
                let whole = orders.iter().find_map(|order| {
                    let mut places = self.saying(Meaning::WholeName(*order));
                    places.find(|place| self.may_be_whole_names(*place)).map(|place| (place, *order))
                });
                if let Some((place, order)) = whole {
                    self.columns[place] = Column::WholeName(order);
                }
            }
            (Some(place), None) | (None, Some(place)) => {
                let unsure = self.says[place].is_some_and(|(_, rank)| rank > Rank::Canonical);
                if unsure && values::are_several_words(self.rows, place) {
                    self.columns[place] = Column::WholeName(NameOrder::GivenFirst);
                }
            }
            (Some(_), Some(_)) => {}
        }
    }

    fn may_be_whole_names(&self, place: usize) -> bool {
        let look = values::look_like(self.rows, place, Field::LastName);
        look.filled == 0 || !look.contradicts() && values::are_several_words(self.rows, place)
    }

    /// Lets the column of one field hold another that no column holds, unless the user said what it is.
    fn stand_in(&mut self, from: Field, to: Field) {
        if self.has(to) {
            return;
        }
        let Some(place) = self.column_of(from) else { return };
        if self.says[place].is_some_and(|(_, rank)| rank == Rank::Told) {
            return;
        }
        self.columns[place] = Column::Field(to);
        self.stands_in.push((place, to));
    }

    /// By what a column was understood.
    pub(super) fn why(&self, place: usize) -> Why {
        if self.told[place] {
            return Why::Told;
        }
        let (field, says) = match (self.columns[place], self.says[place]) {
            (Column::Own(_), _) => return Why::Own,
            (Column::Carried, None) => return Why::Unknown,
            (Column::Carried, Some(_)) => return Why::NotRead,
            (Column::WholeName(_), _) | (_, None) => return Why::Neighbours,
            (Column::Field(field), Some(says)) => (field, says),
        };
        match says {
            _ if self.stands_in.contains(&(place, field)) => Why::StandsIn,
            (Meaning::Field(_), rank) => match rank {
                Rank::Told => Why::Told,
                Rank::Canonical => Why::Name,
                Rank::Alias => Why::Spelling,
                Rank::Composed => Why::Composed,
                Rank::Weak => Why::Weak,
            },
            _ => Why::Neighbours,
        }
    }

    /// What a person should know, in the order of the columns, then of the fields.
    pub(super) fn notes(&self, spellings: &Spellings) -> Vec<Note> {
        let mut notes = Vec::new();
        for (place, header) in self.headers.iter().enumerate() {
            if self.told[place] {
                continue;
            }
            match self.columns[place] {
                Column::Field(field) => self.notes_of_field(place, field, &mut notes),
                Column::WholeName(_) => notes.push(Note::WholeName { header: header.clone() }),
                Column::Carried => notes.extend(self.note_of_carried(spellings, place)),
                Column::Own(_) => {}
            }
        }
        if self.purpose == Purpose::Prospects {
            let missing = ALWAYS_REQUIRED.iter().filter(|field| !self.is_held(**field));
            notes.extend(missing.map(|field| Note::Missing { field: *field }));
        }
        notes
    }

    /// Whether a column holds the field, by itself or as a part of whole names.
    fn is_held(&self, field: Field) -> bool {
        let is_name = matches!(field, Field::FirstName | Field::LastName);
        self.has(field) || is_name && self.columns.iter().any(|column| matches!(column, Column::WholeName(_)))
    }

    fn notes_of_field(&self, place: usize, field: Field, notes: &mut Vec<Note>) {
        let header = || self.headers[place].clone();
        if self.stands_in.contains(&(place, field)) {
            notes.push(Note::StandsIn { header: header(), field });
        }
        let look = values::look_like(self.rows, place, field);
        if look.contradicts() {
            notes.push(Note::Doubtful { header: header(), field, look });
        }
        let is_name = self.says[place].is_some_and(|(says, _)| matches!(says, Meaning::Name | Meaning::GivenName));
        if field == Field::CompanyName && is_name && self.are_persons(place) == Some(true) {
            notes.push(Note::Persons { header: header() });
        }
        if field == Field::AddressLine1 && !self.has(Field::City) && values::are_whole_addresses(self.rows, place) {
            notes.push(Note::WholeAddress { header: header(), is_read: true });
        }
    }

    fn note_of_carried(&self, spellings: &Spellings, place: usize) -> Option<Note> {
        let header = self.headers[place].clone();
        let shadowed = |field| {
            let by = self.headers[self.column_of(field)?].clone();
            Some(Note::Shadowed { header: header.clone(), field, by })
        };
        let is_free = |field: Field| !self.has(field);
        let telling = || values::telling(self.rows, place).find(|field| is_free(*field));
        match self.says[place].map(|(meaning, _)| meaning) {
            Some(Meaning::WholeName(_)) => {
                if let Some(field) = telling() {
                    return Some(Note::HoldsLike { header, field });
                }
                let asks = self.purpose == Purpose::Prospects
                    && !(self.is_held(Field::FirstName) && self.is_held(Field::LastName));
                asks.then_some(Note::WholeNameCarried { header })
            }
            Some(Meaning::WholeAddress) => {
                let apart = self.has(Field::AddressLine1) && self.has(Field::City);
                (!apart).then_some(Note::WholeAddress { header, is_read: false })
            }
            Some(Meaning::HouseNumber) => self.has(Field::AddressLine1).then_some(Note::HouseNumber { header }),
            Some(Meaning::Field(field)) => shadowed(field),
            Some(Meaning::Name | Meaning::GivenName) => shadowed(Field::CompanyName),
            Some(Meaning::StateOrCountry) => shadowed(Field::State),
            Some(Meaning::PrimaryDomain) => None,
            None if place >= COLUMNS_ASKED_ABOUT => None,
            None if header.trim().is_empty() => {
                (!values::is_blank(self.rows, place)).then(|| Note::NoHeader { column: letters(place) })
            }
            None => {
                if let Some(field) = spellings.nearest(&header, is_free) {
                    return Some(Note::LooksLike { header, field });
                }
                telling().map(|field| Note::HoldsLike { header, field })
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

/// A column as a spreadsheet names it, the first being `A`.
pub fn letters(mut place: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(place % 26).unwrap_or_default()));
        match (place / 26).checked_sub(1) {
            Some(next) => place = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_named_as_a_spreadsheet_does() {
        assert_eq!([0, 25, 26, 701, 702, 16_383].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
