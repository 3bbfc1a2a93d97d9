//! The store of known customers: tonight's run knows last night's, and nothing comes into it that was not published.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{intake, temporary};

const HEADER: &str = "company_name,country,address_line1,city,postal_code,first_name,last_name,email,domain_prefix\n";
const KEROUAN: &str = "Ateliers Kerouan,FR,4 rue du Moulin,Nantes,44000,Anne,Moreau,anne@kerouan-sample.fr,kerouan\n";
const SOLOGNE: &str = "Bois de Sologne,FR,9 rue Haute,Blois,41000,Luc,Petit,luc@sologne-sample.fr,sologne\n";

/// A folder with two nights' lists, the second with a customer of the first and a new one.
fn nights() -> TempDir {
    let place = temporary();
    let write = |name: &str, rows: &[&str]| {
        fs::write(place.path().join(name), format!("{HEADER}{}", rows.concat())).expect("the file can be written");
    };
    write("monday.csv", &[KEROUAN]);
    write("tuesday.csv", &[KEROUAN, SOLOGNE]);
    place
}

/// Runs a night with the store and returns the summary's counts.
fn night(place: &Path, list: &str, day: &str, out: &str) -> Value {
    let ran = intake(place, &["run", list, "--store", "customers.db", "--today", day, "--out", out, "--json"]);
    assert!(ran.code <= 1, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("the summary is JSON")
}

fn stats(place: &Path) -> Value {
    let ran = intake(place, &["customers", "stats", "--store", "customers.db", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("the figures are JSON")
}

#[test]
fn tonight_knows_what_last_night_accepted() {
    let place = nights();
    let monday = night(place.path(), "monday.csv", "2026-11-23", "monday");
    assert_eq!(monday["counts"]["accepted"], 1);
    let tuesday = night(place.path(), "tuesday.csv", "2026-11-24", "tuesday");
    assert_eq!((&tuesday["counts"]["accepted"], &tuesday["counts"]["relationship_request"]), (&1.into(), &1.into()));
    let requests = fs::read_to_string(place.path().join("tuesday/relationship-requests.csv")).expect("the list");
    assert!(requests.contains("\"accepted 2026-11-23, monday.csv:2\""), "{requests}");
    assert_eq!(stats(place.path())["customers"], 2);
}

#[test]
fn the_same_list_again_changes_nothing_and_says_so() {
    let place = nights();
    night(place.path(), "monday.csv", "2026-11-23", "monday");
    let before = stats(place.path());
    let args = ["run", "monday.csv", "--store", "customers.db", "--today", "2026-11-24", "--out", "again"];
    let again = intake(place.path(), &args);
    assert!(again.stderr.contains("the same content was processed on 2026-11-23"), "{}", again.stderr);
    assert!(again.stderr.contains("nothing new to record"), "{}", again.stderr);
    assert_eq!(stats(place.path()), before);
}

#[test]
fn a_check_and_a_run_that_fails_leave_the_store_as_it_was() {
    let place = nights();
    night(place.path(), "monday.csv", "2026-11-23", "monday");
    let before = stats(place.path());
    let checked = intake(place.path(), &["check", "tuesday.csv", "--store", "customers.db"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
    let refused = intake(place.path(), &["run", "tuesday.csv", "--store", "customers.db", "--out", "monday"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert_eq!(stats(place.path()), before);
}

#[test]
fn an_export_of_customers_confirms_what_was_accepted() {
    let place = nights();
    night(place.path(), "monday.csv", "2026-11-23", "monday");
    let export = "Microsoft ID,Company name,Primary domain name,Relationship,Tags\n\
                  6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903,Ateliers Kerouan,kerouan.onmicrosoft.com,Cloud Reseller,\n";
    fs::write(place.path().join("Customers.csv"), export).expect("the file can be written");
    let import = ["customers", "import", "Customers.csv", "--full", "--store", "customers.db", "--json"];
    let imported = intake(place.path(), &import);
    let figures: Value = serde_json::from_str(&imported.stdout).expect("the figures are JSON");
    assert_eq!((&figures["added"], &figures["gone"]), (&0.into(), &0.into()), "{}", imported.stdout);
    let found = intake(place.path(), &["customers", "find", "KEROUAN", "--store", "customers.db"]);
    assert_eq!(found.stdout, "id:6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903  Ateliers Kerouan (FR)\n");
}

#[test]
fn an_exported_store_is_a_list_of_existing_customers() {
    let place = nights();
    night(place.path(), "tuesday.csv", "2026-11-23", "monday");
    let exported = intake(place.path(), &["customers", "export", "all.csv", "--store", "customers.db"]);
    assert_eq!(exported.code, 0, "{}", exported.stderr);
    let ran = intake(place.path(), &["run", "tuesday.csv", "--existing", "all.csv", "--out", "out", "--json"]);
    let summary: Value = serde_json::from_str(&ran.stdout).expect("the summary is JSON");
    assert_eq!(summary["counts"]["relationship_request"], 2, "{}", ran.stderr);
    let imported = intake(place.path(), &["customers", "import", "all.csv", "--store", "other.db", "--json"]);
    let figures: Value = serde_json::from_str(&imported.stdout).expect("the figures are JSON");
    assert_eq!(figures["added"], 2);
}

#[test]
fn forgotten_customers_are_new_again() {
    let place = nights();
    night(place.path(), "monday.csv", "2026-11-23", "monday");
    let forgot = intake(place.path(), &["customers", "forget", "tenant:kerouan", "--store", "customers.db"]);
    assert_eq!(forgot.code, 0, "{}", forgot.stderr);
    assert!(forgot.stdout.contains("1  erased for good"), "{}", forgot.stdout);
    assert_eq!(night(place.path(), "monday.csv", "2026-11-24", "again")["counts"]["accepted"], 1);
}

#[test]
fn a_command_without_a_store_says_what_to_name() {
    let place = temporary();
    let ran = intake(place.path(), &["customers", "list"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--store customers.db"), "{}", ran.stderr);
}
