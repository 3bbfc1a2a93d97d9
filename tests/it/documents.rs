//! The workbooks that people correct: what stands in them, compared cell by cell with `tests/documents`, and what becomes
//! of them when they come back.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::Workbook;

use crate::support::{TODAY, assert_current, intake, temporary};
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
    for lang in ["en", "fr"] {
        let place = temporary();
        run(place.path(), lang);
        for table in ["rejected", "review"] {
            let text = describe(&place.path().join(format!("out/{table}.xlsx")));
            assert_current(&format!("tests/documents/{table}.{lang}.txt"), &text);
        }
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
