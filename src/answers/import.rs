//! Importing answers: each is written to its file in the folder, and compared with what was known.

use std::path::{Path, PathBuf};

use super::parse;
use crate::error::{Error, IoContext, Result};
use crate::facts::{Country, CountryRules, Facts, Need, PostalCodes, State, States};
use crate::model::CountryCode;

/// One answer that was imported.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The country.
    pub code: CountryCode,
    /// The file it was written to.
    pub file: PathBuf,
    /// What is otherwise than the program knew by itself.
    pub changes: Vec<Change>,
    /// Patterns that cannot be used here, by their names in the answer.
    pub unusable: Vec<(&'static str, String)>,
}

/// Something that an answer changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Of what: a key of the words for people.
    pub what: &'static str,
    /// What was known.
    pub before: Said,
    /// What Partner Center says.
    pub after: Said,
}

/// What is said of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Whether it is needed.
    Need(Need),
    /// A pattern or a list; empty for nothing.
    Text(String),
}

/// Writes every answer of the files, given by name and content, to its file in the folder. Of several answers about a
/// country the last counts. Returns them by code, and the codes of countries that there are no facts of, which are left
/// out. `today` is the day of the import, ISO 8601.
pub fn import(files: &[(String, Vec<u8>)], folder: &Path, today: &str) -> Result<(Vec<Imported>, Vec<String>)> {
    let mut answers: Vec<CountryRules> = Vec::new();
    let mut left_out = Vec::new();
    for (name, bytes) in files {
        for answer in parse::answers(bytes).map_err(|error| error.in_file(name))? {
            let is_known = CountryCode::new(&answer.code).is_some_and(|code| Facts::builtin().country(code).is_some());
            if is_known {
                answers.retain(|earlier| earlier.code != answer.code);
                answers.push(CountryRules { imported: today.to_owned(), ..answer });
            } else if !left_out.contains(&answer.code) {
                left_out.push(answer.code);
            }
        }
    }
    answers.sort_by(|left, right| left.code.cmp(&right.code));
    // Whatever is wrong with a file has shown by now: nothing is written of an import that fails.
    std::fs::create_dir_all(folder).writing(folder)?;
    let facts = Facts::with_rules(&answers);
    let mut imported = Vec::new();
    for answer in &answers {
        let Some(code) = CountryCode::new(&answer.code) else { continue };
        let (Some(before), Some(after)) = (Facts::builtin().country(code), facts.country(code)) else { continue };
        let file = folder.join(format!("{code}.json"));
        let text = serde_json::to_string_pretty(answer)
            .map_err(|error| Error::failed("an answer could not be written").because(error))?;
        std::fs::write(&file, text + "\n").writing(&file)?;
        let unusable = answer.unusable_patterns().into_iter();
        imported.push(Imported {
            code,
            file,
            changes: changes(before, after),
            unusable: unusable.map(|(name, pattern)| (name, pattern.to_owned())).collect(),
        });
    }
    Ok((imported, left_out))
}

/// What is said otherwise of a country.
pub fn changes(before: &Country, after: &Country) -> Vec<Change> {
    let need = |what, of: fn(&Country) -> Need| (what, Said::Need(of(before)), Said::Need(of(after)));
    let text = |what, of: fn(&Country) -> String| (what, Said::Text(of(before)), Said::Text(of(after)));
    let all = [
        need("field.city", |country| country.city),
        need("field.state", |country| country.state),
        text("country.states", |country| country.states.as_ref().map(list_of).unwrap_or_default()),
        need("field.postal_code", |country| country.postal_code),
        text("country.postal-code-pattern", |country| {
            country.postal_codes.as_ref().map(PostalCodes::pattern).unwrap_or_default().to_owned()
        }),
        text("country.phone-pattern", |country| {
            country.rules.as_ref().and_then(|rules| rules.phone_number_regex.clone()).unwrap_or_default()
        }),
        need("field.registration_id", |country| {
            match (country.requires_registration_id, country.takes_registration_id) {
                (true, _) => Need::Certain,
                (false, true) => Need::Hint,
                (false, false) => Need::No,
            }
        }),
        text("country.cultures", |country| country.cultures.join(", ")),
    ];
    let changed = all.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(what, before, after)| Change { what, before, after }).collect()
}

/// The states that are accepted for certain, in a fixed order; a convention's list is none that Partner Center has.
fn list_of(states: &States) -> String {
    let mut values: Vec<&str> = states.iter().map(State::value).filter(|_| states.certain()).collect();
    values.sort_unstable();
    values.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::read_folder;

    #[test]
    fn what_was_imported_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("rules");
        let answer = |text: &str| ("answer.json".to_owned(), text.as_bytes().to_vec());
        let files = [
            answer(
                r#"{"iso2Code":"PT","isStateRequired":true,"supportedStatesList":["Lisboa","Porto"],"isCityRequired":true}"#,
            ),
            answer(
                r#"[{"iso2Code":"DE","isPostalCodeRequired":true,"postalCodeRegex":"^\\d{5}(?<x>)$"},{"iso2Code":"AN"}]"#,
            ),
            answer(r#"{"iso2Code":"DE","isPostalCodeRequired":true,"postalCodeRegex":"^(?!0)\\d{5}$"}"#),
        ];
        let (imported, left_out) = import(&files, &place, "2026-11-22").expect("good answers");
        assert_eq!(left_out, ["AN"]);
        let told = |at: usize| imported[at].changes.iter().map(|change| change.what).collect::<Vec<_>>();
        assert_eq!((imported[0].code.as_str(), told(0)), ("DE", vec!["field.postal_code"]), "the last answer counts");
        assert_eq!(imported[0].unusable, [("postalCodeRegex", r"^(?!0)\d{5}$".to_owned())]);
        assert_eq!((imported[1].code.as_str(), told(1)), ("PT", vec!["field.state", "country.states"]));
        assert_eq!(imported[1].changes[1].after, Said::Text("Lisboa, Porto".into()));

        let read = read_folder(&place).expect("our own files");
        assert_eq!(read.rules.iter().map(|rules| rules.code.as_str()).collect::<Vec<_>>(), ["DE", "PT"]);
        assert_eq!(read.rules[1].imported, "2026-11-22");
        let again = read_folder(&place).expect("the same files");
        assert_eq!(read.sha256, again.sha256);
        std::fs::write(place.join("second.json"), r#"{"iso2Code":"PT"}"#).expect("a file");
        let error = read_folder(&place).expect_err("two answers");
        assert!(error.to_string().ends_with("second.json`: there is a second answer about `PT`"), "{error}");
    }

    #[test]
    fn an_import_that_fails_writes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("rules");
        let files = [("good".to_owned(), br#"{"iso2Code":"PT"}"#.to_vec()), ("bad".to_owned(), b"{".to_vec())];
        let error = import(&files, &place, "2026-11-22").expect_err("the second is none");
        assert!(error.to_string().starts_with("`bad`, line 1: "), "{error}");
        assert!(!place.exists());
        assert_eq!(read_folder(&place).expect_err("there is none").exit_code(), 2);
        std::fs::create_dir(&place).expect("a folder");
        assert!(
            read_folder(&place).expect_err("it is empty").to_string().ends_with("holds no answer of Partner Center")
        );
    }
}
