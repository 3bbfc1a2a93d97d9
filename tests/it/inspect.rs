//! `intake inspect`: what it tells of a list is what a run does with it.

use std::fs;

use serde_json::Value;

use crate::support::{TODAY, intake, project, temporary};

const LIST: &str = "Compny;Country;Contact;Adresse complète;E-mail;Note\n\
                    Contoso SAS;France;Anna Nowak;1 rue X, 75001 Paris, FR;a@contoso.fr;x\n\
                    Fabrikam;Pologne;KOS Jan;2 rue Y, 69001 Lyon, FR;j@fabrikam.pl;\n";

fn inspected(folder: &std::path::Path, args: &[&str]) -> Value {
    let ran = intake(folder, &[&["inspect", "--json"], args].concat());
    serde_json::from_str(&ran.stdout).unwrap_or_else(|fault| panic!("{fault}: {}{}", ran.stdout, ran.stderr))
}

#[test]
fn a_person_sees_how_the_list_is_read() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), LIST).expect("a file");
    let map = "Compny=company_name";
    let english = intake(place.path(), &["inspect", "list.csv", "--map", map]);
    assert_eq!(english.code, 0, "{}", english.stderr);
    for said in [
        "delimiter         ;",
        "header in row 1",
        "A    Compny            company_name            you said so",
        "C    Contact           first_name + last_name  by the other columns and the cells",
        "D    Adresse complète  - (carried through)     understood, and not read",
        "country                 Pologne  →  PL",
        "last_name               KOS Jan  →  KOS",
        "column `Adresse complète` holds several parts of an address",
    ] {
        assert!(english.stdout.contains(said), "`{said}` is not said:\n{}", english.stdout);
    }
    let french = intake(place.path(), &["inspect", "list.csv", "--map", map, "--lang", "fr"]);
    assert!(french.stdout.contains("en-têtes en ligne 1") && french.stdout.contains("À vérifier"), "{}", french.stdout);
}

#[test]
fn a_list_that_cannot_be_read_is_shown_all_the_same() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), LIST).expect("a file");
    let ran = intake(place.path(), &["inspect", "list.csv"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("row 1: Compny | Country"), "{}", ran.stdout);
    assert!(ran.stderr.contains("--map \"Compny=company_name\""), "{}", ran.stderr);
    let json = inspected(place.path(), &["list.csv"]);
    assert_eq!(json["skipped"][0]["why"], "no-list");
    assert!(json["error"].is_string() && json["tables"] == serde_json::json!([]), "{json}");
}

#[test]
fn json_tells_of_sheets_columns_and_rows() {
    let json = inspected(&project("."), &["tests/workbooks/hidden-sheets.xlsx"]);
    assert_eq!((&json["format"], &json["tables"][0]["sheet"]), (&"xlsx".into(), &"List".into()));
    let skipped: Vec<_> = json["skipped"].as_array().into_iter().flatten().map(|sheet| &sheet["why"]).collect();
    assert_eq!(skipped, ["hidden", "hidden", "blank"]);
    let column = &json["tables"][0]["columns"][0];
    assert_eq!((&column["column"], &column["fields"][0]), (&"A".into(), &"company_name".into()), "{column}");
    assert_eq!(json["tables"][0]["first_rows"][0]["fields"]["company_name"]["given"], "Contoso");
    assert!(json["limits"]["cells"].is_u64(), "{json}");
}

#[test]
fn the_section_that_is_written_has_the_same_columns_read() {
    for (list, more) in [
        ("samples/prospects.xlsx", &[][..]),
        ("samples/prospects.csv", &[]),
        ("samples/customers-crm.csv", &["--existing"]),
    ] {
        let place = temporary();
        let section = place.path().join("columns.toml").display().to_string();
        let written = intake(&project("."), &[&["inspect", list, "--write-config", &section], more].concat());
        assert_eq!(written.code, 0, "{}", written.stderr);
        let before = inspected(&project("."), &[&[list], more].concat());
        let after = inspected(&project("."), &[&[list, "--config", &section], more].concat());
        let fields = |json: &Value| -> Vec<Value> {
            let columns =
                json["tables"].as_array().into_iter().flatten().filter_map(|table| table["columns"].as_array());
            columns.flatten().map(|column| column["fields"].clone()).collect()
        };
        assert!(fields(&before).len() > 5, "{before}");
        assert_eq!(fields(&before), fields(&after), "{list}");
        let again = intake(&project("."), &["inspect", list, "--write-config", &section]);
        assert_eq!(again.code, 2, "what is there is not replaced");
        assert!(again.stderr.contains("name another file"), "{}", again.stderr);
    }
}

#[test]
fn names_that_stand_together_are_taken_apart_and_carried_through() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), LIST).expect("a file");
    let args = ["run", "list.csv", "--map", "Compny=company_name", "--map", "Adresse complète=address_line1"];
    let ran = intake(place.path(), &[&args[..], &["--today", TODAY, "--out", "out", "--exit-zero"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("warning: list.csv: column `Contact` holds whole names"), "{}", ran.stderr);
    let rows = crate::support::TableText::read(&place.path().join("out/accepted.csv"));
    let rejected = crate::support::TableText::read(&place.path().join("out/rejected.csv"));
    let names: Vec<String> = ["first_name", "last_name", "Contact"]
        .iter()
        .filter(|name| rows.header.contains(&(**name).to_owned()))
        .flat_map(|name| rows.cells(name).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let accepted = rows.rows.len();
    assert_eq!(accepted + rejected.rows.len(), 2);
    assert!(accepted == 0 || names.contains(&"Nowak".to_owned()) || names.contains(&"KOS".to_owned()), "{names:?}");
    assert!(rejected.header.contains(&"Contact".to_owned()));
}
