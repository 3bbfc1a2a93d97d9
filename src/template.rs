//! The workbook to hand to whoever fills in a list: headers that are understood when it comes back, what is required,
//! what each column wants, and two rows that show how and are passed over if they stay.

use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Error, IoContext as _, Result};
use crate::facts::{Country, Facts, Need, SEGMENTS, country_names_in_order, states_by_country};
use crate::messages::Messages;
use crate::model::{CountryCode, EXAMPLE_COMPANIES, EXAMPLE_MARK, Field, Lang, Severity};
use crate::write::document::{AboutLine, Colour};
use crate::write::excel::{Choices, Form, FormColumn, write_form};

/// The columns of the workbook. What the program fills in by itself, or what only experts know, is left out.
const COLUMNS: &[Field] = &[
    Field::CompanyName,
    Field::RegistrationId,
    Field::Country,
    Field::AddressLine1,
    Field::AddressLine2,
    Field::City,
    Field::State,
    Field::PostalCode,
    Field::Phone,
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::DomainPrefix,
    Field::Website,
    Field::Segment,
    Field::AgreementDate,
    Field::AgreementFirstName,
    Field::AgreementLastName,
    Field::AgreementEmail,
    Field::Reference,
];

/// How much a column is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Rows without it are rejected.
    Always,
    /// So they are in some countries.
    BySomeCountries,
    /// It may stay empty.
    Optional,
}

impl Wanted {
    fn of(field: Field, country: Option<&Country>) -> Wanted {
        let by_country = |needs: Option<bool>| match needs {
            Some(true) => Wanted::Always,
            Some(false) => Wanted::Optional,
            None => Wanted::BySomeCountries,
        };
        match field {
            Field::CompanyName
            | Field::Country
            | Field::AddressLine1
            | Field::FirstName
            | Field::LastName
            | Field::Email => Wanted::Always,
            Field::RegistrationId | Field::Phone => by_country(country.map(|country| country.requires_registration_id)),
            Field::City => by_country(country.map(|country| country.city == Need::Certain)),
            Field::State => by_country(country.map(|country| country.state == Need::Certain)),
            Field::PostalCode => by_country(country.map(|country| country.postal_code == Need::Certain)),
            _ => Wanted::Optional,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Wanted::Always => "template.required",
            Wanted::BySomeCountries => "template.by-country",
            Wanted::Optional => "template.optional",
        }
    }

    fn colour(self) -> Colour {
        match self {
            Wanted::Always => Colour::Fault(Severity::Error),
            Wanted::BySomeCountries => Colour::Fault(Severity::Warning),
            Wanted::Optional => Colour::Given,
        }
    }
}

/// Writes the workbook to `path`: for one country, or for all.
pub fn write(path: &Path, country: Option<CountryCode>, facts: &Facts, lang: Lang, overwrite: bool) -> Result<()> {
    if path.exists() && !overwrite {
        return Err(Error::could_not_run("the file is there already")
            .in_file(path)
            .with_hint("replace it with `--overwrite`, or name another"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).writing(path)?;
    let form = form(country.and_then(|code| facts.country(code)), facts, lang);
    write_form(folder, &form, &mut file)
        .map_err(|error| Error::failed("could not write the workbook").in_file(path).because(error))?;
    file.as_file().sync_all().writing(path)?;
    file.persist(path).map(drop).map_err(|error| error.error).writing(path)
}

fn form(country: Option<&Country>, facts: &Facts, lang: Lang) -> Form {
    let words = Messages::of(lang);
    let text = |key: &str| words.text(&format!("template.{key}")).to_owned();
    let title = match country {
        Some(country) => {
            let name = facts.country_name_in(country.code, lang).unwrap_or_default();
            words.fill("template.title-country", &[("country", name)])
        }
        None => text("title"),
    };
    let legend = |wanted: Wanted| AboutLine::Legend(wanted.colour(), words.text(wanted.key()).to_owned());
    Form {
        sheet: text("sheet"),
        about_sheet: words.text("about.sheet").to_owned(),
        about: vec![
            AboutLine::Title(title),
            AboutLine::Heading(words.text("about.steps").to_owned()),
            AboutLine::Step(text("step.rows")),
            AboutLine::Step(text("step.notes")),
            AboutLine::Step(text("step.headers")),
            AboutLine::Step(text("step.examples")),
            AboutLine::Step(text("step.send-back")),
            AboutLine::Heading(words.text("about.colours").to_owned()),
            legend(Wanted::Always),
            legend(Wanted::BySomeCountries),
            legend(Wanted::Optional),
        ],
        columns: COLUMNS.iter().map(|field| column(*field, country, facts, words, lang)).collect(),
    }
}

fn column(field: Field, country: Option<&Country>, facts: &Facts, words: &Messages, lang: Lang) -> FormColumn {
    let wanted = Wanted::of(field, country);
    let mark = if wanted == Wanted::Always { " *" } else { "" };
    let mut note = format!("{}.\n{}", words.text(wanted.key()), words.text(&format!("template.note.{}", field.name())));
    if let Some(example) = country.and_then(|country| example_of(field, country)) {
        note.push('\n');
        note.push_str(&words.fill("template.such-as", &[("example", &example)]));
    }
    FormColumn {
        header: format!("{}{mark}", capitalised(words.text(&format!("field.{}", field.name())))),
        note,
        colour: wanted.colour(),
        choices: choices(field, country, facts, lang),
        examples: (0..EXAMPLE_COMPANIES.len()).map(|row| example(field, row, country, facts, words, lang)).collect(),
    }
}

fn choices(field: Field, country: Option<&Country>, facts: &Facts, lang: Lang) -> Choices {
    match (field, country) {
        (Field::Country, Some(country)) => Choices::These(vec![country_name(country, facts, lang)]),
        (Field::Country, None) => Choices::These(country_names_in_order(facts, lang)),
        (Field::State, Some(country)) => match &country.states {
            Some(states) => Choices::These(states.iter().map(|state| state.value().to_owned()).collect()),
            None => Choices::Any,
        },
        (Field::State, None) => {
            let place = COLUMNS.iter().position(|field| *field == Field::Country).unwrap_or_default();
            Choices::StatesOf(u16::try_from(place).unwrap_or_default(), states_by_country(facts, lang))
        }
        (Field::Segment, _) => {
            Choices::These(SEGMENTS.map(|segment| Messages::of(lang).segment(segment).to_owned()).to_vec())
        }
        _ => Choices::Any,
    }
}

fn country_name(country: &Country, facts: &Facts, lang: Lang) -> String {
    facts.country_name_in(country.code, lang).unwrap_or_default().to_owned()
}

/// What the country's own values look like.
fn example_of(field: Field, country: &Country) -> Option<String> {
    match field {
        Field::RegistrationId => country.registration_id.as_ref().map(|ids| ids.wanted().to_owned()),
        Field::PostalCode => country.postal_codes.as_ref().map(|codes| codes.example().to_owned()),
        Field::Phone => country.phone_calling_code.as_ref().map(|code| format!("+{} …", code.trim_start_matches('+'))),
        _ => None,
    }
    .filter(|example| !example.is_empty())
}

/// What stands in a column of one of the rows that show how.
fn example(field: Field, row: usize, country: Option<&Country>, facts: &Facts, words: &Messages, lang: Lang) -> String {
    let said = |key: &str| words.text(&format!("template.example.{key}")).to_owned();
    match field {
        Field::CompanyName => EXAMPLE_COMPANIES[row].to_owned(),
        Field::Reference => EXAMPLE_MARK.to_owned(),
        Field::Country => match country {
            Some(country) => country_name(country, facts, lang),
            None => said(if row == 0 { "country" } else { "other-country" }),
        },
        Field::State => country
            .and_then(|country| country.states.as_ref()?.iter().next())
            .map(|state| state.value().to_owned())
            .unwrap_or_default(),
        Field::PostalCode => country.and_then(|country| example_of(field, country)).unwrap_or_default(),
        Field::AddressLine1 => said("address"),
        Field::City => said("city"),
        Field::FirstName => said(if row == 0 { "first-name" } else { "other-first-name" }),
        Field::LastName => said(if row == 0 { "last-name" } else { "other-last-name" }),
        Field::Email => format!("contact@example{}.com", row + 1),
        Field::Segment => words.segment(SEGMENTS[0]).to_owned(),
        _ => String::new(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Column;
    use crate::read::header::{Purpose, map_header};

    #[test]
    fn headers_in_every_language_are_understood_as_their_fields() {
        for lang in Lang::ALL {
            for code in [None, Some("PL"), Some("US")] {
                let country = code.and_then(CountryCode::new).and_then(|code| Facts::builtin().country(code));
                let headers: Vec<String> =
                    form(country, Facts::builtin(), *lang).columns.into_iter().map(|column| column.header).collect();
                let mapping = map_header(&headers, &[], &[], Purpose::Prospects);
                let fields: Vec<Column> = COLUMNS.iter().map(|field| Column::Field(*field)).collect();
                for ((header, found), wanted) in headers.iter().zip(&mapping.columns).zip(&fields) {
                    assert_eq!(found, wanted, "{lang}: {header}");
                }
            }
        }
    }

    #[test]
    fn what_is_required_depends_on_the_country() {
        let wanted = |field, code: Option<&str>| {
            let country = code.and_then(CountryCode::new).and_then(|code| Facts::builtin().country(code));
            Wanted::of(field, country)
        };
        for (field, code, expected) in [
            (Field::CompanyName, None, Wanted::Always),
            (Field::RegistrationId, None, Wanted::BySomeCountries),
            (Field::RegistrationId, Some("PL"), Wanted::Always),
            (Field::RegistrationId, Some("FR"), Wanted::Optional),
            (Field::State, Some("US"), Wanted::Always),
            (Field::Website, Some("US"), Wanted::Optional),
        ] {
            assert_eq!(wanted(field, code), expected, "{field} {code:?}");
        }
    }

    #[test]
    fn every_column_has_its_note_in_every_language() {
        for lang in Lang::ALL {
            for column in form(None, Facts::builtin(), *lang).columns {
                assert!(!column.note.contains("template."), "{lang}: {}", column.note);
            }
        }
    }
}
