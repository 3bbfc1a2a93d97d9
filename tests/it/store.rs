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
    assert_eq!(
        found.stdout,
        "id:6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903  Ateliers Kerouan (FR), accepted from monday.csv:2\n"
    );
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
    assert!(forgot.stdout.contains("1  customers erased for good"), "{}", forgot.stdout);
    assert_eq!(night(place.path(), "monday.csv", "2026-11-24", "again")["counts"]["accepted"], 1);
}

#[test]
fn a_command_without_a_store_says_what_to_name() {
    let place = temporary();
    let ran = intake(place.path(), &["customers", "list"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--store customers.db"), "{}", ran.stderr);
}

#[test]
fn what_was_decided_is_not_asked_again_until_it_is_revoked() {
    let place = temporary();
    let write = |name: &str, text: String| fs::write(place.path().join(name), text).expect("the file can be written");
    // The same name and country in another town: a question for a person.
    write(
        "existing.csv",
        "customer_id,company_name,country\nC-1,Bois de Sologne,FR\nC-2,Chai Marsanne,FR\n".to_owned(),
    );
    let other = "Chai Marsanne,FR,1 rue Basse,Paris,75001,Eva,Roux,eva@marsanne-sample.fr,\n";
    let sologne = SOLOGNE.replace(",sologne\n", ",\n").replace("sologne-sample", "sologne41-sample");
    write("list.csv", format!("{HEADER}{sologne}{other}"));
    let run = |list: &str, out: &str| {
        let args = ["run", list, "--existing", "existing.csv", "--store", "customers.db", "--out", out, "--json"];
        let ran = intake(place.path(), &args);
        assert!(ran.code <= 1, "{}", ran.stderr);
        let summary: Value = serde_json::from_str(&ran.stdout).expect("the summary is JSON");
        (summary["counts"].clone(), ran.stderr)
    };
    assert_eq!(run("list.csv", "first").0["review"], 2);

    let review = fs::read_to_string(place.path().join("first/review.csv")).expect("the review");
    // `decision` is the last column but one.
    let filled_in =
        |line: &str, decision: &str| format!("{}{decision},\n", line.trim_end_matches(',').to_owned() + ",");
    let decided: Vec<String> = (review.lines())
        .map(|line| match line {
            line if line.contains("C-1") => filled_in(line, "existing"),
            line if line.contains("C-2") => filled_in(line, "new"),
            header => format!("{header}\n"),
        })
        .collect();
    write("decided.csv", decided.concat());
    let (_, told) = run("decided.csv", "second");
    assert!(told.contains("2 decisions of the review file learnt"), "{told}");

    // A third company that looks like the second is new; it is not the one that was decided about.
    let third = other.replace("75001", "69001").replace("Paris", "Lyon").replace("marsanne-", "marsanne69-");
    write("later.csv", format!("{HEADER}{sologne}{other}{third}"));
    let (counts, _) = run("later.csv", "third");
    assert_eq!(
        (&counts["review"], &counts["relationship_request"], &counts["accepted"]),
        (&1.into(), &2.into(), &0.into())
    );
    let listed = intake(place.path(), &["customers", "decisions", "--store", "customers.db"]);
    assert!(listed.stdout.contains("existing  name:FR:41000:bois de sologne  id:C-1\n"), "{}", listed.stdout);
    let exported = ["customers", "decisions", "--out", "decisions.csv", "--store", "customers.db"];
    assert_eq!(intake(place.path(), &exported).code, 0);
    let exported = fs::read_to_string(place.path().join("decisions.csv")).expect("the decisions");
    assert_eq!(exported.lines().next(), Some("company,known,decision,day"));

    let revoke = ["customers", "revoke", "name:FR:41000:bois de sologne", "--store", "customers.db"];
    assert!(intake(place.path(), &revoke).stdout.contains("1  decisions taken back"));
    assert_eq!(run("later.csv", "fourth").0["review"], 2);
}

#[test]
fn the_answer_of_partner_center_is_imported() {
    let place = nights();
    let page = |rest: &str| {
        format!(
            r#"{{"totalCount":1,"items":[{{"id":"6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903","companyProfile":{{
            "tenantId":"6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903","domain":"kerouan.onmicrosoft.com",
            "companyName":"Ateliers Kerouan"}},"relationshipToPartner":"reseller"}}]{rest}}}"#
        )
    };
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("the file can be written");
    write("customers.json", &page(""));
    write("page.json", &page(r#","links":{"next":{"uri":"/customers?size=1&seekOperation=Next"}}"#));
    let import = |file: &str| intake(place.path(), &["customers", "import", file, "--full", "--store", "customers.db"]);
    assert_eq!(import("customers.json").code, 0);
    let found = intake(place.path(), &["customers", "find", "kerouan", "--store", "customers.db"]);
    assert_eq!(found.stdout, "id:6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903  Ateliers Kerouan\n");
    let refused = import("page.json");
    assert!(refused.code == 2 && refused.stderr.contains("one page"), "{}", refused.stderr);
}

#[test]
fn a_store_that_is_not_there_is_not_made_by_a_look() {
    let place = nights();
    let checked = intake(place.path(), &["check", "monday.csv", "--store", "customers.db"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
    let listed = intake(place.path(), &["customers", "list", "--store", "customers.db"]);
    assert!(listed.code == 2 && listed.stderr.contains("there is no store"), "{}", listed.stderr);
    assert!(!place.path().join("customers.db").exists());
}

#[test]
fn former_names_are_recognised_and_forgotten_with_their_company() {
    let place = nights();
    let export = |name: &str| {
        let id = "6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903";
        let text = format!(
            "Microsoft ID,Company name,country,postal_code,email\n{id},{name},FR,44000,anne@kerouan-sample.fr\n"
        );
        fs::write(place.path().join("Customers.csv"), text).expect("the file can be written");
        let ran = intake(place.path(), &["customers", "import", "Customers.csv", "--full", "--store", "customers.db"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    };
    export("Ateliers Kerouan");
    export("Manufacture du Ponant");
    assert_eq!(night(place.path(), "monday.csv", "2026-11-23", "monday")["counts"]["relationship_request"], 1);
    let forget = |args: &[&str]| {
        let args = [&["customers", "forget", "--store", "customers.db", "--json"], args].concat();
        serde_json::from_str::<Value>(&intake(place.path(), &args).stdout).expect("the figures are JSON")
    };
    let person = forget(&["--person", "Anne@Kerouan-Sample.fr"]);
    assert_eq!((&person["erased_contacts"], &person["erased_customers"]), (&1.into(), &0.into()));
    let company = forget(&["id:6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903"]);
    assert_eq!((&company["erased_customers"], &company["erased_former_names"]), (&1.into(), &1.into()));
    let bytes = fs::read(place.path().join("customers.db")).expect("the store");
    assert!(
        !["Kerouan", "Ponant", "kerouan"].iter().any(|name| memchr::memmem::find(&bytes, name.as_bytes()).is_some())
    );
}
