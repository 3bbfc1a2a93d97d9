//! The workbooks that people correct: what stands in them, compared cell by cell with `tests/documents`, and what becomes
//! of them when they come back.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::Workbook;

use crate::support::{GOOD, TODAY, TableText, assert_current, intake, temporary};
use crate::workbook_text::describe;

/// Rows with a fault of every kind that a document shows in its own way.
const LIST: &[[&str; 12]] = &[
    [
        "Raison sociale",
        "Pays",
        "Adresse",
        "Ville",
        "État",
        "Code postal",
        "Prénom",
        "Nom",
        "Courriel",
        "Téléphone",
        "Segment",
        "Vendeur",
    ],
    [
        "Harbour Lane Bakery",
        "US",
        "12 Harbour Lane",
        "Boston",
        "MA",
        "2108",
        "Ann",
        "Lee",
        "ann@harbourlane-sample.com",
        "",
        "",
        "Lise",
    ],
    [
        "Redwood Forge",
        "United States",
        "4 Mill Road",
        "Oakland",
        "Californai",
        "94607",
        "Tom",
        "Ray",
        "tom@redwoodforge-sample.com",
        "",
        "retail",
        "Lise",
    ],
    [
        "Bois de Sologne",
        "Frnace",
        "4 rue du Moulin",
        "Nantes",
        "",
        "44000",
        "Anne",
        "Moreau",
        "anne.moreau@gmial.com",
        "",
        "",
        "Marc",
    ],
    ["Ateliers Kerouan", "FR", "", "Nantes", "", "44000", "", "Moreau", "anne@kerouan-sample.fr", "12", "", "=1+1"],
    [
        "Moulin du Lac",
        "FR",
        "1 quai du Lac",
        "Annecy",
        "",
        "74000",
        "Luc",
        "Favre",
        "luc@moulindulac-sample.fr",
        "",
        "",
        "Marc",
    ],
];

/// A customer who may be the company of the last row.
const CUSTOMERS: &str = "customer_id,company_name,country\nC-7,Moulin du Lac,FR\n";

fn write_list(path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Clients à créer").expect("a name");
    for (row, cells) in (0..).zip(LIST) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).expect("a cell");
        }
    }
    workbook.save(path).expect("the file can be written");
}

fn run(folder: &Path, lang: &str) {
    write_list(&folder.join("liste.xlsx"));
    fs::write(folder.join("customers.csv"), CUSTOMERS).expect("the file can be written");
    let args = ["run", "liste.xlsx", "--existing", "customers.csv", "--today", TODAY, "--lang", lang, "--out", "out"];
    let ran = intake(folder, &args);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
}

#[test]
fn documents_are_what_a_person_needs_to_correct_them() {
    for lang in ["en", "fr", "pl"] {
        let place = temporary();
        run(place.path(), lang);
        for table in ["rejected", "review"] {
            let text = describe(&place.path().join(format!("out/{table}.xlsx")));
            assert_current(&format!("tests/documents/{table}.{lang}.txt"), &text);
        }
    }
}

/// Whoever reads the list in another language gets the same columns back, with the names that programs know.
#[test]
fn headers_in_a_language_are_known_when_they_come_back() {
    for lang in ["de", "es", "fr", "pl", "pt", "tr"] {
        let place = temporary();
        run(place.path(), lang);
        assert_eq!(intake(place.path(), &["verify", "out"]).code, 0, "{lang}");
        for table in ["rejected", "review"] {
            let file = format!("out/{table}.xlsx");
            let args =
                ["run", &file, "--existing", "customers.csv", "--today", TODAY, "--format", "csv", "--out", table];
            let ran = intake(place.path(), &args);
            assert_eq!(ran.code, 1, "{lang}: {}", ran.stderr);
            let again = TableText::read(&place.path().join(format!("{table}/{table}.csv")));
            let given = again.header.iter().take(LIST[0].len()).map(String::as_str);
            assert!(given.eq(LIST[0]), "{lang}: {:?}", again.header);
            assert_eq!(again.header[LIST[0].len()], "source_file", "{lang}");
            assert!(again.cells("origin_file").all(|file| file == "liste.xlsx"), "{lang}");
        }
    }
}

/// A sender may have columns that are called like ours.
#[test]
fn a_senders_column_stays_the_senders() {
    let place = temporary();
    let list = GOOD.replacen("email", "email,Erreurs", 1).replace("anne@kerouan-sample.fr", ",aucune");
    fs::write(place.path().join("list.csv"), list).expect("the file can be written");
    let run = |input: &str, out: &str| {
        let args = ["run", input, "--lang", "fr", "--format", "xlsx", "--today", TODAY, "--out", out];
        assert_eq!(intake(place.path(), &args).code, 1);
        describe(&place.path().join(format!("{out}/rejected.xlsx")))
    };
    for text in [run("list.csv", "first"), run("first/rejected.xlsx", "second")] {
        assert!(text.contains("] Erreurs\n") && text.contains("] errors\n") && text.contains("] aucune\n"), "{text}");
    }
}

#[test]
fn the_sheets_that_we_add_are_no_data() {
    let place = temporary();
    run(place.path(), "fr");
    let ran = intake(place.path(), &["check", "out/rejected.xlsx", "--today", TODAY]);
    assert!(ran.stderr.contains("4 rows read"), "{}", ran.stderr);
    for sheet in ["À propos", "lists"] {
        assert!(!ran.stderr.contains(sheet), "{}", ran.stderr);
    }
    let audit = intake(place.path(), &["verify", "out"]);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
}
