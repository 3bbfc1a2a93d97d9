//! The catalogue is the contract's: its names in its order, each with its data file, its texts and examples that hold.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use partner_intake::catalogue::{Catalogue, Example, Rule};
use partner_intake::messages::Messages;
use partner_intake::model::{Field, Lang, Partner, Severity};

use crate::support::{assert_current, project};

// ---- AT MERGE: `None` becomes `Some(partner_intake::check_row)`; that switches on every test of this file. ----
const CHECK_ROW: Option<CheckRow> = Some(partner_intake::check_row);

/// Normalises and checks one row, and returns the rules that speak and the field each found at fault.
type CheckRow = fn(&[(Field, &str)], &Partner) -> Vec<(&'static str, Option<Field>)>;

/// The contract's rules, in its order: family, weight (E error, W warning, I info), names.
const CONTRACT: &[(&str, &str)] = &[
    ("row", "E row-malformed, E cell-error, E cell-damaged-number, E cell-control-character, W text-garbled"),
    (
        "company name",
        "E company-name-missing, E company-name-too-short, E company-name-too-long, E company-name-only-symbols, \
         E company-name-only-legal-form, E company-name-repeated-character, E company-name-spaced-characters, \
         E company-name-test, W company-name-acronym, W company-name-domain-ending",
    ),
    (
        "contact",
        "E contact-name-missing, E contact-name-too-short, E contact-name-too-long, E contact-name-placeholder, \
         E contact-name-characters",
    ),
    (
        "e-mail",
        "E email-missing, E email-syntax, E email-microsoft-domain, E email-partner-domain, E email-education-domain, \
         W email-domain-typo",
    ),
    (
        "address",
        "E country-missing, E country-unknown, E country-outside-market, E address-line1-missing, E address-too-long, \
         E address-test, E city-missing, E state-missing, E state-unknown, E postal-code-missing, \
         E postal-code-format, W postal-code-state-mismatch",
    ),
    (
        "registration ID",
        "E registration-id-missing, E registration-id-format, E registration-id-check-digit, \
         E registration-id-personal, E registration-id-placeholder, W registration-id-not-expected",
    ),
    ("phone", "E phone-missing, E phone-invalid, W phone-other-country"),
    ("domain", "E domain-prefix-format, E domain-prefix-taken, W domain-prefix-proposed"),
    ("agreement", "W agreement-missing, E agreement-date"),
    ("partner", "E role-cannot-create, E customer-is-partner, W reseller-missing, E default-gdap-choice"),
    ("segment", "E segment-unknown, W education-unmarked"),
    ("match", "I existing-customer, I duplicate-in-batch, I possible-existing-customer, I possible-duplicate"),
];

/// The rules that need other rows: they have no check, the run raises them.
const RAISED_BY_THE_RUN: &[&str] = &[
    "domain-prefix-taken",
    "domain-prefix-proposed",
    "existing-customer",
    "duplicate-in-batch",
    "possible-existing-customer",
    "possible-duplicate",
];

/// A complete and correct row, which no rule has anything to say of. Examples differ from it.
const GOOD_ROW: &[(Field, &str)] = &[
    (Field::CompanyName, "Fromagerie Lapierre SARL"),
    (Field::Country, "FR"),
    (Field::AddressLine1, "12 rue de la République"),
    (Field::City, "Lyon"),
    (Field::PostalCode, "69002"),
    (Field::Phone, "+33 4 72 10 30 30"),
    (Field::FirstName, "Camille"),
    (Field::LastName, "Lapierre"),
    (Field::Email, "camille@fromagerielapierre.fr"),
    (Field::DomainPrefix, "fromagerielapierre"),
    (Field::Segment, "commercial"),
    (Field::AgreementDate, "2026-01-15"),
    (Field::AgreementFirstName, "Camille"),
    (Field::AgreementLastName, "Lapierre"),
    (Field::AgreementEmail, "camille@fromagerielapierre.fr"),
];

fn usual_partner() -> Partner {
    Partner { today: "2026-06-30".to_owned(), ..Partner::default() }
}

fn rules() -> &'static [Rule] {
    Catalogue::builtin().rules()
}

#[test]
fn the_list_is_the_contracts() {
    let found = rules().iter().map(|rule| (rule.family.as_str(), rule.severity, rule.name));
    let wanted = CONTRACT.iter().flat_map(|(family, names)| {
        names.split(", ").map(|entry| {
            let (weight, name) = entry.split_once(' ').expect("a weight before each name");
            let severity = match weight {
                "E" => Severity::Error,
                "W" => Severity::Warning,
                _ => Severity::Info,
            };
            (*family, severity, name)
        })
    });
    assert_eq!(found.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
}

#[test]
fn the_folder_is_the_list() {
    let in_folder: BTreeSet<String> = fs::read_dir(project("src/data/rules"))
        .expect("the folder of rules")
        .map(|entry| entry.expect("its entries").file_name().into_string().expect("plain names"))
        .collect();
    let in_list: BTreeSet<String> = rules().iter().map(|rule| format!("{}.toml", rule.name)).collect();
    assert_eq!(
        in_folder, in_list,
        "each file of src/data/rules has a line in src/catalogue.rs, and the other way round"
    );
}

#[test]
fn every_rule_but_those_of_the_run_has_a_check() {
    if CHECK_ROW.is_none() {
        return;
    }
    let without: Vec<&str> = rules().iter().filter(|rule| rule.check.is_none()).map(|rule| rule.name).collect();
    assert_eq!(without, RAISED_BY_THE_RUN);
}

#[test]
fn every_rule_explains_itself_in_every_language() {
    for rule in rules() {
        let name = rule.name;
        assert!(!rule.source.trim().is_empty(), "{name}: say where the rule comes from");
        assert!(!rule.source.contains("src/"), "{name}: a source is public, not a file of ours");
        for lang in Lang::ALL {
            let texts = rule.texts(*lang);
            for text in [&texts.title, &texts.message, &texts.what, &texts.why, &texts.fix] {
                assert!(!text.is_empty() && text.trim() == text, "{name} [{lang}]: an empty or untrimmed text");
                assert!(text.matches('`').count().is_multiple_of(2), "{name} [{lang}]: a lone backtick in: {text}");
                assert!(!text.contains('\''), "{name} [{lang}]: write ’ for an apostrophe in: {text}");
            }
            for text in [&texts.what, &texts.why, &texts.fix] {
                assert!(text.ends_with('.'), "{name} [{lang}]: a sentence ends with a full stop: {text}");
            }
            assert!(placeholders(&texts.message).is_empty(), "{name} [{lang}]: `message` has to stand without values");
            let messages = [Some(&texts.message), texts.message_hint.as_ref(), texts.message_unsure.as_ref()];
            for text in messages.into_iter().flatten().chain([&texts.title]) {
                assert!(!text.ends_with('.'), "{name} [{lang}]: a clause has no full stop: {text}");
            }
            for message in messages.into_iter().flatten() {
                let upper = message.chars().next().is_some_and(char::is_uppercase);
                let kept = message.starts_with("Partner Center") || message.starts_with("L’Espace");
                assert!(!upper || kept, "{name} [{lang}]: a clause starts in lower case: {message}");
            }
        }
        let named = Lang::ALL.iter().map(|lang| {
            let texts = rule.texts(*lang);
            let values = |text: &'static Option<String>| text.as_deref().map(placeholders);
            let hints = texts.hints.values().map(|words| placeholders(words)).collect::<Vec<_>>();
            (values(&texts.message_hint), values(&texts.message_unsure), hints)
        });
        let named: BTreeSet<_> = named.collect();
        assert_eq!(named.len(), 1, "{name}: the languages name different values: {named:?}");
        let hints = Lang::ALL.iter().map(|lang| rule.texts(*lang).hints.keys().collect::<Vec<_>>());
        let hints: BTreeSet<_> = hints.collect();
        assert_eq!(hints.len(), 1, "{name}: the languages have words for different hints: {hints:?}");
    }
}

/// The values that a message names.
fn placeholders(message: &str) -> BTreeSet<&str> {
    message.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_family_has_a_name_in_every_language() {
    for rule in rules() {
        let key = format!("family.{}", rule.family.replace(' ', "-"));
        for lang in Lang::ALL {
            assert_ne!(Messages::of(*lang).text(&key), key, "src/data/messages.toml lacks `{key}`");
        }
    }
}

#[test]
fn every_rule_has_an_example_that_breaks_it_and_a_near_miss() {
    for rule in rules() {
        assert!(!rule.breaks.is_empty() && !rule.passes.is_empty(), "{}: add [[breaks]] and [[passes]]", rule.name);
        // A proposal needs no other row to be shown, though it is only made when no other row stands in its way.
        let by_the_run = RAISED_BY_THE_RUN.contains(&rule.name) && rule.name != "domain-prefix-proposed";
        let needs_the_run = by_the_run || rule.name == "row-malformed";
        for example in rule.breaks.iter().chain(&rule.passes) {
            assert_eq!(example.is_one_row(), !needs_the_run, "{}: which kind of example shows it?", rule.name);
        }
    }
}

#[test]
fn the_good_row_is_good() {
    if let Some(check_row) = CHECK_ROW {
        assert_eq!(check_row(GOOD_ROW, &usual_partner()), []);
    }
}

#[test]
fn examples_of_one_row_raise_their_rule_and_no_other_error() {
    let Some(check_row) = CHECK_ROW else { return };
    let mut faults = String::new();
    for (rule, example, breaks) in examples().filter(|(_, example, _)| example.is_one_row()) {
        let row = over_good_row(&example.row);
        let row: Vec<(Field, &str)> = row.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let found = check_row(&row, &example.partner(&usual_partner()));
        let raised = found.iter().filter(|(name, _)| *name == rule.name);
        let raised: Vec<Option<Field>> = raised.map(|(_, field)| *field).collect();
        if raised.is_empty() == breaks {
            let wanted = if breaks { "should be raised by" } else { "should not be raised by" };
            let _ = writeln!(faults, "{} {wanted} {:?}", rule.name, example.row);
        }
        for field in raised.into_iter().flatten().filter(|field| !rule.fields.contains(field)) {
            let _ = writeln!(faults, "{} reports `{field}`, which its file does not list", rule.name);
        }
        for (other, field) in found.iter().filter(|(name, _)| *name != rule.name && is_error(name)) {
            let _ = writeln!(faults, "{}: {:?} also raises {other} at {field:?}", rule.name, example.row);
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn examples_of_several_rows_raise_their_rule_in_a_run() {
    if CHECK_ROW.is_none() {
        return;
    }
    let mut faults = String::new();
    for (rule, example, breaks) in examples().filter(|(_, example, _)| !example.is_one_row()) {
        let raised = rules_of_a_run(example);
        if raised.contains(rule.name) != breaks {
            let wanted = if breaks { "should be raised" } else { "should not be raised" };
            let _ = writeln!(faults, "{} {wanted}, but a run of {example:?} raises {raised:?}", rule.name);
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

fn examples() -> impl Iterator<Item = (&'static Rule, &'static Example, bool)> {
    rules().iter().flat_map(|rule| {
        let breaks = rule.breaks.iter().map(move |example| (rule, example, true));
        breaks.chain(rule.passes.iter().map(move |example| (rule, example, false)))
    })
}

fn is_error(name: &str) -> bool {
    rules().iter().any(|rule| rule.name == name && rule.severity == Severity::Error)
}

fn over_good_row(cells: &[(Field, String)]) -> Vec<(Field, String)> {
    let said = |field: &Field| cells.iter().any(|(other, _)| other == field);
    let good = GOOD_ROW.iter().filter(|(field, _)| !said(field));
    good.map(|(field, text)| (*field, (*text).to_owned())).chain(cells.iter().cloned()).collect()
}

/// The rules that the error report of a run names.
fn rules_of_a_run(example: &Example) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder for the run");
    let input = folder.path().join("prospects.csv");
    if let Some(text) = &example.input {
        fs::write(&input, text).expect("the input");
    } else {
        let rows = [example.earlier.as_deref(), Some(&example.row)];
        let rows: Vec<_> = rows.into_iter().flatten().map(over_good_row).collect();
        write_table(&input, &rows);
    }
    let mut run = Command::new(env!("CARGO_BIN_EXE_intake"));
    run.current_dir(folder.path()).args(["run", "prospects.csv", "--out", "out", "--exit-zero", "--quiet"]);
    if let Some(customer) = &example.customer {
        write_table(&folder.path().join("customers.csv"), std::slice::from_ref(customer));
        run.args(["--existing", "customers.csv"]);
    }
    let output = run.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut report = csv::Reader::from_path(folder.path().join("out/error-report.csv")).expect("the error report");
    let column = report.headers().expect("its header").iter().position(|name| name == "rule").expect("a rule column");
    report.records().map(|record| record.expect("a record")[column].to_owned()).collect()
}

fn write_table(path: &Path, rows: &[Vec<(Field, String)>]) {
    let mut table = csv::Writer::from_path(path).expect("a table");
    table.write_record(Field::ALL.iter().map(|field| field.name())).expect("its header");
    for row in rows {
        let cell = |field: &Field| row.iter().find(|(other, _)| other == field).map_or("", |(_, text)| text.as_str());
        table.write_record(Field::ALL.iter().map(cell)).expect("a row");
    }
    table.flush().expect("the table is written");
}

#[test]
fn the_pages_of_rules_are_current() {
    for lang in Lang::ALL {
        let ending = if *lang == Lang::En { String::new() } else { format!(".{lang}") };
        assert_current(&format!("docs/rules{ending}.md"), &Catalogue::builtin().page(*lang));
    }
}

#[test]
fn every_word_the_program_asks_for_is_there() {
    let mut sources = Vec::new();
    collect_sources(&project("src"), &mut sources);
    let words = Messages::of(Lang::En);
    let mut missing = BTreeSet::new();
    for source in sources {
        for (call, forms) in [(".text(\"", &[""][..]), (".fill(\"", &[""]), (".count(\"", &[".one", ".other"])] {
            for key in source.split(call).skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key) {
                let keys = forms.iter().map(|form| format!("{key}{form}"));
                missing.extend(keys.filter(|key| words.text(key) == key.as_str()));
            }
        }
    }
    assert!(missing.is_empty(), "src/data/messages.toml lacks {missing:?}");
}

/// An error that is worded anew would be told in English again.
#[test]
fn errors_that_are_translated_are_raised() {
    /// Put together of pieces, or words of the system.
    const ELSEWHERE: [&str; 12] = [
        "error",
        "hint",
        "sheet `",
        "row ",
        "line ",
        "(os error",
        "cannot read `",
        "cannot write `",
        "the workbook ",
        "the file is a PDF document",
        "the file is there already",
        "standard input",
    ];
    let mut sources = Vec::new();
    collect_sources(&project("src"), &mut sources);
    let sources: Vec<String> = sources.iter().map(|source| source.replace("\\\"", "\"")).collect();
    let file = fs::read_to_string(project("src/data/errors.toml")).expect("the errors");
    let file: toml::Table = file.parse().expect("well-formed");
    for text in file["text"].as_array().expect("a list") {
        let english = text["en"].as_str().expect("a sentence");
        let mut pieces = english.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
        let is_raised = pieces.all(|piece| sources.iter().any(|source| source.contains(piece)));
        assert!(is_raised || ELSEWHERE.iter().any(|start| english.contains(start)), "nobody says: {english}");
    }
}

/// The program's sources, without what stands in them for tests.
fn collect_sources(folder: &Path, sources: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("its entries").path();
        if path.is_dir() {
            collect_sources(&path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let source = fs::read_to_string(&path).expect("a source");
            sources.push(source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned());
        }
    }
}
