//! What the cells below a header say of it: whether they look like what it promises, and what they look like otherwise.
//!
//! Knows what values look like and nothing of headers. It never decides alone: a few cells at the top of a list may be
//! wrong, which is what the rules are for.

use crate::facts::{Facts, domain, fillers};
use crate::model::{CountryReading, Field};

/// The first rows below a header, each with its number.
pub(super) type Rows<'a> = &'a [(u32, Vec<String>)];

/// How the filled cells of a column look, against what its header promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// How many of the cells that were looked at are filled.
    pub filled: usize,
    /// How many of these look as they should.
    pub fitting: usize,
}

/// From this many cells on, less than half that fit are too few.
const ENOUGH: usize = 10;

/// Cells that are asked for before they say what a header does not: fewer may look like anything.
const TO_GO_BY: usize = 2;

impl Look {
    /// Whether the cells say something else than the header.
    pub(super) fn contradicts(self) -> bool {
        self.filled >= TO_GO_BY && self.fitting == 0 || self.filled >= ENOUGH && self.fitting * 2 < self.filled
    }

    /// Whether the cells say the same by themselves.
    pub(super) fn shows(self) -> bool {
        self.filled >= TO_GO_BY && self.fitting * 10 >= self.filled * 8
    }
}

/// The filled cells of a column; those that say there is nothing are not filled.
fn cells(rows: Rows<'_>, column: usize) -> impl Iterator<Item = &str> {
    rows.iter()
        .filter_map(move |(_, cells)| cells.get(column))
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty() && !fillers::means_nothing(cell))
}

fn look(rows: Rows<'_>, column: usize, fits: impl Fn(&str) -> bool) -> Look {
    let mut look = Look::default();
    for cell in cells(rows, column) {
        look.filled += 1;
        look.fitting += usize::from(fits(cell));
    }
    look
}

/// How the cells of a column look, were it this field's.
pub(super) fn look_like(rows: Rows<'_>, column: usize, field: Field) -> Look {
    look(rows, column, |cell| fits(field, cell))
}

/// Whether every cell that was looked at is blank.
pub(super) fn is_blank(rows: Rows<'_>, column: usize) -> bool {
    cells(rows, column).next().is_none()
}

/// Whether most cells hold several words, as a first and a last name together do.
pub(super) fn are_several_words(rows: Rows<'_>, column: usize) -> bool {
    look(rows, column, |cell| !cell.contains('@') && cell.split_whitespace().nth(1).is_some()).shows()
}

/// Whether most cells hold several parts of an address: street and place with commas or on lines of their own.
pub(super) fn are_whole_addresses(rows: Rows<'_>, column: usize) -> bool {
    look(rows, column, |cell| {
        cell.split([',', ';', '\n']).filter(|part| !part.trim().is_empty()).count() >= 3
            && cell.chars().any(|letter| letter.is_ascii_digit())
    })
    .shows()
}

/// Whether a column of names holds persons, as the mail addresses beside it tell: a person's name stands before the `@`,
/// a company's behind it. None where the addresses do not tell.
pub(super) fn are_persons(rows: Rows<'_>, names: usize, mails: Option<usize>) -> Option<bool> {
    let (mut persons, mut companies) = (0, 0);
    for (_, row) in rows {
        let (Some(name), Some(mail)) = (row.get(names), mails.and_then(|mails| row.get(mails))) else { continue };
        let Some((local, host)) = mail.rsplit_once('@') else { continue };
        let (local, host) = (local.to_lowercase(), host.to_lowercase());
        let word_in = |place: &str, shortest: usize| {
            name.split(|letter: char| !letter.is_alphanumeric())
                .map(|word| any_ascii::any_ascii(word).to_lowercase())
                .any(|word| word.len() >= shortest && place.contains(&word))
        };
        persons += usize::from(word_in(&local, 3));
        companies += usize::from(word_in(&host, 4));
    }
    (persons + companies >= TO_GO_BY && persons != companies).then_some(persons > companies)
}

/// What a column without a known header holds, where its cells are of a kind that nothing else looks like.
pub(super) fn telling(rows: Rows<'_>, column: usize) -> impl Iterator<Item = Field> {
    const TELLING: [Field; 3] = [Field::Email, Field::Country, Field::Website];
    TELLING.into_iter().filter(move |field| {
        let is_sure = |cell: &str| {
            fits(*field, cell) && (*field != Field::Website || cell.starts_with("http") || cell.starts_with("www."))
        };
        look(rows, column, is_sure).shows()
    })
}

/// Whether a cell can be a value of the field. Generous: a bad value of the right kind fits.
fn fits(field: Field, cell: &str) -> bool {
    let digits = || cell.chars().filter(|letter| letter.is_numeric()).count();
    let has_letter = || cell.chars().any(char::is_alphabetic);
    let is_address = cell.contains('@');
    match field {
        Field::Email | Field::AgreementEmail => is_address,
        Field::Phone | Field::AgreementPhone => !is_address && digits() >= 5,
        Field::Country => {
            matches!(Facts::builtin().read_country(cell), CountryReading::Known(_) | CountryReading::Ambiguous)
        }
        Field::PostalCode => !is_address && cell.len() <= 20 && (digits() > 0 || cell.len() <= 4),
        Field::RegistrationId | Field::TaxId => !is_address && cell.len() <= 60 && digits() > 0,
        Field::Website => !is_address && domain::website_host(cell).contains('.'),
        Field::FirstName
        | Field::MiddleName
        | Field::LastName
        | Field::AgreementFirstName
        | Field::AgreementLastName => !is_address && has_letter() && digits() == 0,
        Field::CompanyName | Field::AddressLine1 | Field::City => !is_address && has_letter(),
        Field::State => !is_address && cell.len() <= 60,
        Field::AgreementDate => digits() > 0,
        Field::AddressLine2
        | Field::DomainPrefix
        | Field::Language
        | Field::Culture
        | Field::CustomerId
        | Field::ResellerId
        | Field::Segment
        | Field::DefaultGdap
        | Field::Reference => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[&str]) -> Vec<(u32, Vec<String>)> {
        (2..).zip(cells.iter().map(|row| row.split('|').map(str::to_owned).collect())).collect()
    }

    #[test]
    fn cells_confirm_a_header_or_contradict_it() {
        for (field, cells, contradicts, shows) in [
            (Field::Email, &["a@b.fr", "c@d.fr"][..], false, true),
            (Field::Email, &["oui", "peut-être"], true, false),
            (Field::Email, &["oui"], false, false),
            (Field::Email, &["oui", "", "n/a", "-"], false, false),
            (Field::Country, &["Polska", "France"], false, true),
            (Field::Country, &["Anna", "Jan"], true, false),
            (Field::PostalCode, &["00-950", "75001"], false, true),
            (Field::PostalCode, &["Warszawa", "Poznań"], true, false),
            (Field::Phone, &["+48 22 123 45 67", "n/a", "22 12345"], false, true),
            (Field::LastName, &["1001", "1002"], true, false),
            (Field::Website, &["contoso.com", "https://fabrikam.fr/a"], false, true),
            (Field::CompanyName, &["10", "11"], true, false),
        ] {
            let rows = rows(cells);
            let look = look_like(&rows, 0, field);
            assert_eq!((look.contradicts(), look.shows()), (contradicts, shows), "{field} {cells:?}: {look:?}");
        }
    }

    #[test]
    fn mail_addresses_tell_persons_from_companies() {
        for (cells, expected) in [
            (&["Anna Kowalska|anna.kowalska@contoso.pl", "Jan Nowak|jnowak@fabrikam.pl"][..], Some(true)),
            (&["Contoso Sp. z o.o.|biuro@contoso.pl", "Fabrikam|info@fabrikam.pl"], Some(false)),
            (&["Contoso|info@gmail.com", "Fabrikam|"], None),
        ] {
            assert_eq!(are_persons(&rows(cells), 0, Some(1)), expected, "{cells:?}");
        }
    }

    #[test]
    fn whole_addresses_and_whole_names_are_seen() {
        assert!(are_whole_addresses(&rows(&["1 rue X, 75001 Paris, France", "Hauptstr. 5\n10115 Berlin\nDE"]), 0));
        assert!(!are_whole_addresses(&rows(&["1, rue X", "Hauptstr. 5"]), 0));
        assert!(are_several_words(&rows(&["Anna Kowalska", "Jan Nowak"]), 0));
        assert!(!are_several_words(&rows(&["Kowalska", "Nowak"]), 0));
    }
}
