//! The way back: lists that are fixed, corrected or filled in by people, and what becomes of them.

use std::fs;
use std::path::Path;

use crate::support::{GOOD, TODAY, TableText, assert_current, intake, temporary};
use crate::workbook_text::describe;

/// A list as a French spreadsheet saves it, with values of which some can be put right.
const LIST: &str = "\
Raison sociale;Pays;Adresse;Ville;État;Code postal;Prénom;Nom;Courriel;Vendeur\n\
Harbour Lane Bakery;US;12 Harbour Lane;Boston;MA;2108;Ann;Lee;ann@harbourlane-sample.com;Lise\n\
Redwood Forge;US;4 Mill Road;Oakland;;94607;Tom;Ray;tom@redwoodforge-sample.com;\"a;b\"\n\
Bois de Sologne;Frnace;4 rue du Moulin;Nantes;;44000;Anne;Moreau;bois.de.sologne@gmial.com;Marc\n\
Ateliers Kerouan;FR;;Nantes;;44000;Anne;Moreau;anne@kerouan-sample.fr;=1+1\n";

const FIXED: &str = "\
Raison sociale;Pays;Adresse;Ville;État;Code postal;Prénom;Nom;Courriel;Vendeur\n\
Harbour Lane Bakery;US;12 Harbour Lane;Boston;MA;02108;Ann;Lee;ann@harbourlane-sample.com;Lise\n\
Redwood Forge;US;4 Mill Road;Oakland;CA;94607;Tom;Ray;tom@redwoodforge-sample.com;\"a;b\"\n\
Bois de Sologne;Frnace;4 rue du Moulin;Nantes;;44000;Anne;Moreau;bois.de.sologne@gmial.com;Marc\n\
Ateliers Kerouan;FR;;Nantes;;44000;Anne;Moreau;anne@kerouan-sample.fr;'=1+1\n";

const CHANGES: &str = "\
file,sheet,row,column,field,rule,old,new,trust,applied\n\
list.csv,,2,Code postal,postal_code,postal-code-format,2108,02108,safe,yes\n\
list.csv,,3,État,state,state-missing,,CA,safe,yes\n\
list.csv,,4,Pays,country,country-unknown,Frnace,FR,unsafe,no\n\
list.csv,,4,Courriel,email,email-domain-typo,bois.de.sologne@gmial.com,bois.de.sologne@gmail.com,unsafe,no\n";

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn write(folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).unwrap_or_else(|error| panic!("{file}: {error}"));
}

/// Runs `intake` and returns what it says; it must end with this code.
fn intake_ends(folder: &Path, code: i32, args: &[&str]) -> String {
    let ran = intake(folder, args);
    assert_eq!(ran.code, code, "{args:?}: {}{}", ran.stdout, ran.stderr);
    ran.stderr
}

#[test]
fn what_is_safe_is_fixed_and_the_rest_is_listed() {
    let place = temporary();
    let folder = place.path();
    write(folder, "list.csv", LIST);
    let said = intake_ends(folder, 0, &["fix", "list.csv", "--today", TODAY]);
    assert!(said.contains("2 cells were changed") && said.contains("2 suggestions were not taken"), "{said}");
    assert_eq!(read(folder, "list.csv"), LIST, "the list itself stays");
    assert_eq!(read(folder, "list.fixed.csv"), FIXED);
    assert_eq!(read(folder, "list.fixed.changes.csv"), CHANGES);
}

#[test]
fn fixing_again_changes_nothing_and_what_was_fixed_is_accepted() {
    let place = temporary();
    let folder = place.path();
    write(folder, "list.csv", LIST);
    intake_ends(folder, 0, &["fix", "list.csv", "--unsafe", "--today", TODAY, "--out", "once.csv"]);
    intake_ends(folder, 0, &["fix", "once.csv", "--unsafe", "--today", TODAY, "--out", "twice.csv"]);
    assert_eq!(read(folder, "twice.csv"), read(folder, "once.csv"));
    assert_eq!(read(folder, "twice.changes.csv").lines().count(), 1, "only the header");
    intake_ends(folder, 1, &["run", "once.csv", "--today", TODAY, "--out", "out"]);
    assert_eq!(TableText::read(&folder.join("out/accepted.csv")).rows.len(), 3);
    assert_eq!(TableText::read(&folder.join("out/rejected.csv")).rows.len(), 1, "nobody can guess the street");
}

#[test]
fn what_stands_above_the_header_stays_there() {
    let place = temporary();
    let folder = place.path();
    write(folder, "list.csv", &format!("Clients, novembre;;;\n;;;\n{LIST}"));
    intake_ends(folder, 0, &["fix", "list.csv", "--today", TODAY]);
    let fixed = read(folder, "list.fixed.csv");
    let (title, rest) = fixed.split_once('\n').expect("a first line");
    assert_eq!(title.trim_end_matches(';'), "Clients, novembre");
    assert_eq!(rest.trim_start_matches([';', '\n']), FIXED);
    assert!(read(folder, "list.fixed.changes.csv").contains("list.csv,,4,Code postal"), "rows keep their numbers");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Clients 2026").expect("a name");
    sheet.write_string(0, 0, "Clients, novembre").expect("a cell");
    for (row, line) in (2..).zip(LIST.lines()) {
        for (column, cell) in (0..).zip(line.split(';')) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    book.save(folder.join("book.xlsx")).expect("the file can be written");
    intake_ends(folder, 0, &["fix", "book.xlsx", "--today", TODAY]);
    let text = describe(&folder.join("book.fixed.xlsx"));
    assert!(text.starts_with("== Clients 2026\nfrozen: 3 row\n"), "{text}");
    assert!(text.contains("A1 [@] Clients, novembre\n") && text.contains("] Raison sociale\n"), "{text}");
    assert!(text.contains("A3 [") && text.contains("F4 [@] 02108\n"), "{text}");
}

#[test]
fn neither_the_list_nor_another_file_is_written_over() {
    let place = temporary();
    let folder = place.path();
    write(folder, "list.csv", LIST);
    intake_ends(folder, 2, &["fix", "list.csv", "--out", "list.csv", "--overwrite"]);
    intake_ends(folder, 0, &["fix", "list.csv"]);
    intake_ends(folder, 2, &["fix", "list.csv"]);
    intake_ends(folder, 0, &["fix", "list.csv", "--overwrite"]);
    assert_eq!(read(folder, "list.csv"), LIST);
}

#[test]
fn a_workbook_is_fixed_as_a_workbook() {
    let place = temporary();
    let folder = place.path();
    write(folder, "list.csv", LIST);
    intake_ends(folder, 1, &["run", "list.csv", "--format", "xlsx", "--today", TODAY, "--out", "out"]);
    intake_ends(folder, 0, &["fix", "out/rejected.xlsx", "--today", TODAY, "--out", "fixed.xlsx"]);
    let text = describe(&folder.join("fixed.xlsx"));
    assert!(text.contains("[@] 02108") && text.starts_with("== rejected\n") && !text.contains("About"), "{text}");
}

#[test]
fn the_workbook_to_fill_in_is_as_people_need_it() {
    let place = temporary();
    let folder = place.path();
    for (lang, country) in [("en", None), ("fr", Some("US"))] {
        let file = format!("{lang}.xlsx");
        let mut args = vec!["template", &file, "--lang", lang];
        args.extend(country.into_iter().flat_map(|country| ["--country", country]));
        intake_ends(folder, 0, &args);
        assert_current(&format!("tests/documents/template.{lang}.txt"), &describe(&folder.join(&file)));
        intake_ends(folder, 2, &args);
        // Filled in by nobody, it holds no row.
        let said = intake_ends(folder, 0, &["check", &file, "--today", TODAY]);
        assert!(said.contains("the examples of the workbook to fill in were left in (2 rows)"), "{said}");
        assert!(said.contains("There is no row to import") && said.contains("2 blank"), "{said}");
    }
    intake_ends(folder, 2, &["template", "x.xlsx", "--country", "Nowhere"]);
}

#[test]
fn an_example_that_was_written_over_is_a_row() {
    let place = temporary();
    let folder = place.path();
    let (header, row) = GOOD.split_once('\n').expect("a header");
    let list = format!(
        "{header},reference\n{},intake:example\n{},intake:example\n",
        row.trim_end(),
        row.trim_end().replace("Ateliers Kerouan", "Contoso Example Ltd"),
    );
    write(folder, "list.csv", &list);
    intake_ends(folder, 0, &["run", "list.csv", "--today", TODAY, "--out", "out"]);
    assert_eq!(TableText::read(&folder.join("out/accepted.csv")).rows.len(), 1);
}

#[test]
fn where_a_row_first_came_from_is_kept_however_often_it_comes_back() {
    let place = temporary();
    let folder = place.path();
    write(folder, "list.csv", &GOOD.replace("anne@kerouan-sample.fr", ""));
    let origin = |table: &str| {
        let table = TableText::read(&folder.join(table));
        ["origin_file", "origin_row", "source_file"].map(|column| table.cells(column).collect::<String>())
    };
    intake_ends(folder, 1, &["run", "list.csv", "--today", TODAY, "--out", "first"]);
    intake_ends(folder, 1, &["run", "first/rejected.csv", "--today", TODAY, "--out", "second"]);
    assert_eq!(origin("second/rejected.csv"), ["list.csv", "2", "first/rejected.csv"]);
    let corrected = read(folder, "second/rejected.csv").replace("Moreau,,", "Moreau,anne@kerouan-sample.fr,");
    write(folder, "corrected.csv", &corrected);
    intake_ends(folder, 0, &["run", "corrected.csv", "--today", TODAY, "--out", "third"]);
    assert_eq!(origin("third/accepted.csv"), ["list.csv", "2", "corrected.csv"]);
    intake_ends(folder, 0, &["verify", "third"]);
}

#[test]
fn a_row_that_was_corrected_twice_becomes_one_customer() {
    let place = temporary();
    let folder = place.path();
    write(folder, "list.csv", &GOOD.replace("Ateliers Kerouan", "Ateliers").replace("anne@kerouan-sample.fr", ""));
    intake_ends(folder, 1, &["run", "list.csv", "--today", TODAY, "--out", "first"]);
    let rejected = read(folder, "first/rejected.csv");
    // Nothing but the street tells that they are one.
    for (file, name, email) in
        [("a.csv", "Kerouan Ateliers", "anne@kerouan-sample.fr"), ("b.csv", "Maison Bleue", "bleue@gmail.com")]
    {
        let text = rejected.replace("Ateliers,", &format!("{name},")).replace("Moreau,,", &format!("Moreau,{email},"));
        write(folder, file, &text);
    }
    intake_ends(folder, 0, &["run", "a.csv", "b.csv", "--today", TODAY, "--out", "second"]);
    let requests = TableText::read(&folder.join("second/relationship-requests.csv"));
    assert_eq!(requests.cells("match_reason").collect::<Vec<_>>(), ["same row of the original list"]);
    assert_eq!(requests.cells("matched_row").collect::<Vec<_>>(), ["a.csv:2"]);
    assert_eq!(TableText::read(&folder.join("second/accepted.csv")).rows.len(), 1);
    // Lists of the same name are not one list.
    let other = read(folder, "b.csv").replace("4 rue du Moulin", "9 quai du Port");
    write(folder, "b.csv", &other);
    intake_ends(folder, 0, &["run", "a.csv", "b.csv", "--today", TODAY, "--out", "third"]);
    assert_eq!(TableText::read(&folder.join("third/accepted.csv")).rows.len(), 2);
}

#[test]
fn decisions_are_recorded() {
    let place = temporary();
    let folder = place.path();
    write(folder, "known.csv", "customer_id,company_name,country\nC-7,Ateliers Kerouan,FR\n");
    write(folder, "list.csv", GOOD);
    intake_ends(folder, 1, &["run", "list.csv", "--existing", "known.csv", "--today", TODAY, "--out", "first"]);
    let review = read(folder, "first/review.csv");
    for (word, list, name) in [
        ("new", "accepted", "new"),
        ("existing", "relationship-requests", "existing"),
        ("Nowy", "accepted", "new"),
        ("mevcut", "relationship-requests", "existing"),
    ] {
        let decided = TableText::read(&folder.join("first/review.csv"));
        let place_of = decided.column("decision");
        let mut rows = vec![decided.header.clone()];
        rows.extend(decided.rows.iter().cloned().map(|mut row| {
            word.clone_into(&mut row[place_of]);
            row
        }));
        fs::write(folder.join("decided.csv"), crate::support::csv_of(&rows)).expect("the file can be written");
        let args = ["run", "decided.csv", "--existing", "known.csv", "--today", TODAY, "--out", word];
        intake_ends(folder, 0, &args);
        let table = TableText::read(&folder.join(format!("{word}/{list}.csv")));
        assert_eq!(table.cells("decision").collect::<Vec<_>>(), [name], "{review}");
        let manifest: serde_json::Value =
            serde_json::from_str(&read(folder, &format!("{word}/manifest.json"))).expect("a manifest");
        assert_eq!(manifest["decisions"][name], 1, "{manifest}");
    }
}
