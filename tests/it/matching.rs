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
    assert!(asked * 1000 <= ordinary * 25, "{asked} of {ordinary} ordinary new companies are asked about");

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

#[test]
fn a_row_is_told_by_its_sheet_where_several_have_its_number() {
    let place = temporary();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (sheet, names) in
        [("North", ["Ateliers Kerouan", "Bois de Sologne"]), ("South", ["Lumen Nord", "Kerouan Ateliers"])]
    {
        let sheet = workbook.add_worksheet().set_name(sheet).expect("a name");
        for (row, cells) in [["company_name", "city", "country", "website"]].into_iter().enumerate() {
            for (column, cell) in cells.into_iter().enumerate() {
                let (row, column) = (u32::try_from(row).expect("few"), u16::try_from(column).expect("few"));
                sheet.write(row, column, cell).expect("it is written");
            }
        }
        for (row, name) in (1..).zip(names) {
            for (column, cell) in (0..).zip([name, "Nantes", "FR", &format!("{}-sample.fr", name.len())]) {
                sheet.write(row, column, cell).expect("it is written");
            }
        }
    }
    workbook.save(place.path().join("list.xlsx")).expect("it is saved");
    let explain = |more: &[&str]| {
        let args = [&["match", "explain", "list.xlsx"][..], more].concat();
        intake(place.path(), &args)
    };
    let asked = explain(&["--row", "3"]);
    assert_eq!(asked.code, 2);
    assert!(asked.stderr.contains("`North` and `South`") && asked.stderr.contains("--sheet"), "{}", asked.stderr);
    // Compared with the rows of the other sheet too.
    let south = explain(&["--row", "3", "--sheet", "South"]);
    assert!(south.code == 0 && south.stdout.contains("Ateliers Kerouan"), "{}{}", south.stdout, south.stderr);
    let north = explain(&["--row", "3", "--sheet", "North"]);
    assert!(north.code == 0 && !north.stdout.contains("Kerouan"), "{}{}", north.stdout, north.stderr);
    assert_eq!(explain(&["--row", "3", "--sheet", "West"]).code, 2);
}

#[test]
fn a_row_is_explained_of_a_list_that_only_began_as_utf_8() {
    let place = temporary();
    let mut list = b"company_name,city,country\n".to_vec();
    for number in 0..100_000 {
        list.extend(format!("Company {number} Ltd,Norwich,GB\n").into_bytes());
    }
    list.extend(b"Caf\xe9 Lumen,Nantes,FR\n");
    fs::write(place.path().join("list.csv"), list).expect("the file can be written");
    fs::write(place.path().join("customers.csv"), "customer_id,company_name,city,country\nC-1,Café Lumen,Nantes,FR\n")
        .expect("the file can be written");
    let ran = intake(place.path(), &["match", "explain", "list.csv", "--row", "100002", "--existing", "customers.csv"]);
    assert!(ran.code == 0 && ran.stdout.contains("customer C-1 (Café Lumen)"), "{}{}", ran.stdout, ran.stderr);
}
