//! How well companies are recognised: floors on a labelled list, the same decisions in any order, and the words that
//! explain one.
//!
//! The list comes from this project's own generator:
//! `cargo run --release --example make_matching_list -- --out tests/data/matching --existing 2500 --rows 1200`

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::{TODAY, TableText, assert_current, csv_of, intake, project, temporary};

const RULES_OFF: &str = "[rules]\nall = \"off\"\nexisting-customer = \"info\"\nduplicate-in-batch = \"info\"\n\
                         possible-existing-customer = \"info\"\npossible-duplicate = \"info\"\n";

/// What was said of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    /// Surely this customer.
    customer: Option<String>,
    /// Perhaps one of these.
    candidates: BTreeSet<String>,
    /// Surely the company of this earlier row.
    repeats: Option<String>,
}

/// Matches two lists and returns what was said of each row, by its `reference`.
fn matched(existing: &[Vec<String>], incoming: &[Vec<String>]) -> BTreeMap<String, Said> {
    let place = temporary();
    let write = |name: &str, bytes: &[u8]| fs::write(place.path().join(name), bytes).expect("the file can be written");
    write("existing.csv", &csv_of(existing));
    write("incoming.csv", &csv_of(incoming));
    write("off.toml", RULES_OFF.as_bytes());
    let args =
        ["run", "incoming.csv", "--existing", "existing.csv", "--config", "off.toml", "--out", "out", "--today", TODAY];
    let ran = intake(place.path(), &args);
    assert!(ran.code <= 1, "{}", ran.stderr);

    let report = TableText::read(&place.path().join("out/error-report.csv"));
    let rules: BTreeSet<(&str, &str)> = report.cells("source_row").zip(report.cells("rule")).collect();
    let mut said = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for list in ["accepted", "relationship-requests", "review"] {
        let table = TableText::read(&place.path().join(format!("out/{list}.csv")));
        let cells = |name: &str| table.cells(name).map(str::to_owned).collect::<Vec<_>>();
        names.extend(cells("source_row").into_iter().zip(cells("reference")));
        if list == "accepted" {
            said.extend(cells("reference").into_iter().map(|reference| (reference, Said::default())));
            continue;
        }
        let (ids, rows) = (cells("matched_customer_id"), cells("matched_row"));
        for ((reference, line), (ids, row)) in
            cells("reference").into_iter().zip(cells("source_row")).zip(ids.into_iter().zip(rows))
        {
            let is = |rule| rules.contains(&(line.as_str(), rule));
            let candidates: BTreeSet<String> = ids.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect();
            said.insert(
                reference,
                Said {
                    customer: is("existing-customer").then(|| ids.clone()),
                    candidates,
                    repeats: is("duplicate-in-batch").then_some(row),
                },
            );
        }
    }
    for said in said.values_mut() {
        said.repeats = said.repeats.take().and_then(|line| names.get(&line).cloned());
    }
    said
}

fn read(name: &str) -> Vec<Vec<String>> {
    let table = TableText::read(&project(&format!("tests/data/matching/{name}.csv")));
    [vec![table.header], table.rows].concat()
}

fn reversed(list: &[Vec<String>]) -> Vec<Vec<String>> {
    let [header, rows @ ..] = list else { return Vec::new() };
    [header.clone()].into_iter().chain(rows.iter().rev().cloned()).collect()
}

/// The companies that rows were joined to: of each row, the rows it is one with.
fn companies(said: &BTreeMap<String, Said>) -> BTreeMap<String, BTreeSet<String>> {
    let mut of: BTreeMap<&str, &str> = BTreeMap::new();
    for (row, said) in said {
        if let Some(first) = &said.repeats {
            of.insert(row, first);
        }
    }
    let root = |row: &str| {
        let mut row = row.to_owned();
        while let Some(first) = of.get(row.as_str()) {
            row = (*first).to_owned();
        }
        row
    };
    let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in said.keys() {
        members.entry(root(row)).or_default().insert(row.clone());
    }
    said.keys().map(|row| (row.clone(), members[&root(row)].clone())).collect()
}

#[test]
fn matching_keeps_its_floors() {
    let said = matched(&read("existing"), &read("incoming"));
    let part = |reference: &str, place: usize| reference.split(' ').nth(place).unwrap_or_default().to_owned();
    let (mut known, mut right, mut found, mut ordinary, mut asked) = (0, 0, 0, 0, 0);
    let mut wrong = Vec::new();
    for (reference, said) in &said {
        let truth = part(reference, 1);
        let truth = truth.strip_prefix('=');
        known += usize::from(truth.is_some());
        match (&said.customer, truth) {
            (Some(customer), Some(truth)) if customer == truth => right += 1,
            (Some(_), _) => wrong.push(reference),
            (None, Some(truth)) => found += usize::from(said.candidates.contains(truth)),
            (None, None) => {
                ordinary += usize::from(part(reference, 3) == "ordinary");
                asked += usize::from(part(reference, 3) == "ordinary" && !said.candidates.is_empty());
            }
        }
    }
    assert!(known > 300, "only {known} rows are known customers");
    assert!(wrong.is_empty(), "taken for a customer that they are not: {wrong:?}");
    assert!(right * 1000 >= known * 870, "{right} of {known} are surely recognised");
    assert!((right + found) * 1000 >= known * 975, "{right} and {found} of {known} are found");
    assert!(asked * 1000 <= ordinary * 40, "{asked} of {ordinary} ordinary new companies are asked about");

    let (mut joined, mut falsely, mut pairs) = (0, 0, 0);
    for (row, company) in companies(&said) {
        let same = |other: &&String| part(other, 2) == part(&row, 2);
        joined += company.iter().filter(|other| **other != row).filter(same).count();
        falsely += company.iter().filter(|other| !same(other)).count();
        pairs += said.keys().filter(|other| **other != row).filter(same).count();
    }
    assert_eq!(falsely, 0, "rows of different companies were joined");
    assert!(pairs > 200 && joined * 100 >= pairs * 80, "{joined} of {pairs} repetitions are surely recognised");
}

#[test]
fn the_order_of_a_list_decides_nothing() {
    let (existing, incoming) = (read("existing"), read("incoming"));
    let said = matched(&existing, &incoming);
    let (customers_reversed, rows_reversed) = (reversed(&existing), reversed(&incoming));
    for (existing, incoming) in [(&customers_reversed, &incoming), (&existing, &rows_reversed)] {
        let other = matched(existing, incoming);
        for (row, said) in &said {
            assert_eq!(said.customer, other[row].customer, "{row}");
            // A row in review may repeat another row now, and then that one is named beside.
            assert_eq!(said.candidates, other[row].candidates, "{row}");
        }
        assert_eq!(companies(&said), companies(&other));
    }
}

#[test]
fn a_row_is_explained() {
    let place = temporary();
    let existing = "customer_id,company_name,registration_id,country,city,postal_code,phone,website\n\
                    C-1,Ateliers Kerouan SAS,552100554,FR,Nantes,44000,+33 2 40 41 90 00,kerouan-sample.fr\n\
                    C-2,Ateliers Kerouan 2 SAS,,FR,Nantes,44000,,kerouan-sample.fr\n";
    let incoming = "company_name,registration_id,country,city,postal_code,phone\n\
                    Atelier Kerouan,552100554,France,Nantes,44000,\n\
                    ATELIERS KEROUAN,,France,,,02 40 41 90 00\n";
    for (name, text) in [("existing.csv", existing), ("list.csv", incoming)] {
        fs::write(place.path().join(name), text).expect("the file can be written");
    }
    let mut all = String::new();
    for extra in [&["--lang", "en"][..], &["--lang", "fr"], &["--json"]] {
        let args = ["match", "explain", "list.csv", "--row", "2", "--existing", "existing.csv"];
        let args: Vec<&str> = args.into_iter().chain(extra.iter().copied()).collect();
        let ran = intake(place.path(), &args);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        all.push_str(&ran.stdout);
    }
    assert_current("tests/data/matching/explained.txt", &all);
    let ran = intake(place.path(), &["match", "explain", "list.csv", "--row", "9"]);
    assert_eq!(ran.code, 2);
}
