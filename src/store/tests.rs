//! What the store promises, tried on both databases: the same tests for a file and for a server.

use std::path::Path;

use super::*;
use crate::model::{Decision, Field};

const MONDAY: &str = "2026-11-23";
const TUESDAY: &str = "2026-11-24";

/// A customer of these values, such as `customer_id=… company_name=…` as pairs.
fn customer(values: &[(Field, &str)]) -> Customer {
    let mut customer = Customer::default();
    for (field, value) in values {
        let place = KEPT.iter().position(|kept| kept == field).expect("a kept field");
        customer.values[place] = (*value).to_owned();
    }
    customer
}

const GUID: &str = "6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903";
const OTHER_GUID: &str = "0b7c5e19-d2a4-4c61-8f3e-91a6d7204be5";

fn contoso() -> Customer {
    Customer {
        tenant: "contoso".to_owned(),
        ..customer(&[(Field::CustomerId, GUID), (Field::CompanyName, "Contoso GmbH"), (Field::Country, "DE")])
    }
}

fn fabrikam() -> Customer {
    customer(&[(Field::CustomerId, OTHER_GUID), (Field::CompanyName, "Fabrikam"), (Field::Email, "Ann@Fabrikam.com")])
}

fn import(store: &mut Store, day: &str, is_full: bool, customers: &[Customer]) -> Imported {
    let list = List { name: "Customers.csv", is_full, day };
    store.import(list, &mut customers.iter().cloned().map(Ok)).expect("the import works")
}

fn all(store: &mut Store) -> Vec<Stored> {
    let mut all = Vec::new();
    store
        .each(&mut |stored| {
            all.push(stored.clone());
            Ok(())
        })
        .expect("the store can be read");
    all
}

/// Opens the store of a scenario, the first time or again.
type Open<'a> = &'a dyn Fn() -> Result<Store>;

/// What has to hold on every kind of store; each begins with an empty one.
const SCENARIOS: &[fn(Open<'_>)] = &[
    a_list_again_changes_nothing,
    names_that_change_are_remembered_and_empty_cells_erase_nothing,
    who_is_gone_is_marked_and_comes_back,
    an_accepted_row_becomes_the_customer_of_the_next_export,
    a_run_is_recorded_after_it_was_announced,
    what_runs_came_to_is_told_newest_first,
    an_import_that_fails_changes_nothing,
    forgetting_is_for_good,
    decisions_are_in_force_once_published_and_until_revoked,
    only_the_list_that_a_customer_comes_from_says_that_it_is_gone,
    two_cannot_hold_a_store,
];

#[test]
fn in_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    for (place, scenario) in SCENARIOS.iter().enumerate() {
        let file = folder.path().join(format!("{place}.db"));
        scenario(&|| Store::open(&file.to_string_lossy()));
    }
}

#[test]
fn on_a_server() {
    let Some(server) = testing::Server::start() else { return };
    for (place, scenario) in SCENARIOS.iter().enumerate() {
        let address = server.new_database(&format!("store{place}"));
        scenario(&|| Store::open(&address));
    }
    encrypted_to_the_server_that_was_meant(&server);
}

fn encrypted_to_the_server_that_was_meant(server: &testing::Server) {
    server.new_database("far");
    let authority = format!("sslrootcert={}", server.authority());
    for mode in ["", "&sslmode=require", "&sslmode=verify-full"] {
        let address = server.remote("localhost", "far", &format!("{authority}{mode}"));
        let mut store = Store::open(&address).expect("an encrypted way");
        let mut encrypted = String::new();
        let query = "SELECT CAST(ssl AS TEXT) FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        let mut visit = |row: &[String]| {
            encrypted.clone_from(&row[0]);
            Ok(())
        };
        store.database.query(query, &[], &mut visit).expect("the server tells");
        assert_eq!(encrypted, "true", "{mode}");
    }
    // An authority that nobody trusts, and a server that is called otherwise.
    for (host, settings) in [("localhost", "sslmode=require"), ("127.0.0.1", authority.as_str())] {
        let error =
            Store::open(&server.remote(host, "far", settings)).err().expect("it is refused").report().to_string();
        assert!(error.contains("sslrootcert=FILE") && !error.contains("secret"), "{error}");
    }
    assert!(Store::open(&server.remote("127.0.0.1", "far", "sslmode=disable")).is_ok());
    // A server that is there and refuses is told from one that is not.
    let refused = Store::open(&server.remote("127.0.0.1", "nowhere", "sslmode=disable")).err().expect("it is refused");
    let told = refused.report().to_string();
    assert!(told.contains("is there and refuses") && !told.contains("secret"), "{told}");
}

fn a_list_again_changes_nothing(open: Open<'_>) {
    let mut store = open().expect("a new store");
    let first = import(&mut store, MONDAY, true, &[contoso(), fabrikam(), contoso()]);
    assert_eq!(first, Imported { customers: 2, added: 2, updated: 0, gone: 0 });
    drop(store);
    let mut store = open().expect("the same store");
    let again = import(&mut store, TUESDAY, true, &[fabrikam(), contoso()]);
    assert_eq!(again, Imported { customers: 2, added: 0, updated: 0, gone: 0 });
    let all = all(&mut store);
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|stored| stored.first_seen == MONDAY && stored.last_seen == TUESDAY));
}

fn names_that_change_are_remembered_and_empty_cells_erase_nothing(open: Open<'_>) {
    let mut store = open().expect("a new store");
    import(&mut store, MONDAY, true, &[contoso()]);
    let renamed = customer(&[(Field::CustomerId, GUID), (Field::CompanyName, "Northwind GmbH")]);
    let imported = import(&mut store, TUESDAY, true, &[renamed]);
    assert_eq!(imported.updated, 1);
    let all_now = all(&mut store);
    assert_eq!(all_now[0].customer.value(Field::CompanyName), "Northwind GmbH");
    assert_eq!(all_now[0].customer.value(Field::Country), "DE");
    assert_eq!(all_now[0].former_names, ["Contoso GmbH"]);
    import(&mut store, TUESDAY, true, &[contoso()]);
    assert_eq!(all(&mut store)[0].former_names, ["Northwind GmbH"]);
}

fn who_is_gone_is_marked_and_comes_back(open: Open<'_>) {
    let mut store = open().expect("a new store");
    import(&mut store, MONDAY, true, &[contoso(), fabrikam()]);
    assert_eq!(import(&mut store, TUESDAY, false, &[contoso()]).gone, 0);
    assert_eq!(import(&mut store, TUESDAY, true, &[contoso()]).gone, 1);
    let stats = store.stats().expect("figures");
    assert_eq!((stats.customers, stats.gone), (2, 1));
    import(&mut store, TUESDAY, true, &[contoso(), fabrikam()]);
    assert_eq!(store.stats().expect("figures").gone, 0);
}

fn an_accepted_row_becomes_the_customer_of_the_next_export(open: Open<'_>) {
    let mut store = open().expect("a new store");
    let run = Run { id: "r1".to_owned(), day: MONDAY.to_owned(), ..Run::default() };
    let mut accepted = customer(&[(Field::CompanyName, "Contoso"), (Field::City, "Bonn")]);
    accepted.tenant = "contoso".to_owned();
    accepted.place = "prospects.csv:2".to_owned();
    store.announce(&run, &[]).expect("it is noted");
    store.record(&run, &mut std::iter::once(Ok(accepted))).expect("it is recorded");
    assert_eq!(store.stats().expect("figures").accepted, 1);

    import(&mut store, TUESDAY, true, &[contoso()]);
    let all = all(&mut store);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].customer.value(Field::CustomerId), GUID);
    assert_eq!(all[0].customer.value(Field::City), "Bonn");
    assert_eq!(all[0].former_names, ["Contoso"]);
    assert_eq!(store.stats().expect("figures").accepted, 0);
}

fn a_run_is_recorded_after_it_was_announced(open: Open<'_>) {
    let mut store = open().expect("a new store");
    let run = |id: &str| Run { id: id.to_owned(), day: MONDAY.to_owned(), ..Run::default() };
    store.announce(&run("kept"), &[]).expect("it is noted");
    store.announce(&run("lost"), &[]).expect("it is noted");
    store.record(&run("kept"), &mut std::iter::empty()).expect("it is recorded");
    store.withdraw("lost").expect("it is taken back");
    store.withdraw("kept").expect("nothing happens");
    let runs = store.runs().expect("runs");
    assert_eq!(runs, [Run { state: RunState::Recorded, ..run("kept") }]);
}

fn what_runs_came_to_is_told_newest_first(open: Open<'_>) {
    let mut store = open().expect("a new store");
    let run = |started: &str| PastRun { started: started.to_owned(), machine: "host".to_owned(), ..PastRun::default() };
    let (first, second) = (run("2026-11-23T01:00:00.000000000Z"), run("2026-11-24T01:00:00.000000000Z"));
    store.note(&first).expect("it is noted");
    store.note(&second).expect("it is noted");
    assert_eq!(store.history(1).expect("runs"), std::slice::from_ref(&second));
    let ended = PastRun { rows: 10, lists: [4, 3, 2, 1], exit_code: Some(1), folder: "out".to_owned(), ..first };
    store.note(&ended).expect("it is noted again");
    assert_eq!(store.history(9).expect("runs"), [second.clone(), ended]);
    assert_eq!(store.history_before(TUESDAY).expect("a number"), 1);
    assert_eq!(store.forget_history_before(TUESDAY).expect("it is forgotten"), 1);
    assert_eq!(store.history(9).expect("runs"), [second]);
}

fn an_import_that_fails_changes_nothing(open: Open<'_>) {
    let mut store = open().expect("a new store");
    import(&mut store, MONDAY, true, &[contoso()]);
    let list = List { name: "Customers.csv", is_full: true, day: TUESDAY };
    let mut broken = vec![Ok(fabrikam()), Err(Error::failed("the list ends early"))].into_iter();
    assert!(store.import(list, &mut broken).is_err());
    assert_eq!(all(&mut store).len(), 1);
    // The store can be used as if nothing had happened.
    assert_eq!(import(&mut store, TUESDAY, true, &[contoso(), fabrikam()]).added, 1);
}

fn forgetting_is_for_good(open: Open<'_>) {
    let mut store = open().expect("a new store");
    import(&mut store, MONDAY, true, &[contoso(), fabrikam()]);
    let renamed = customer(&[(Field::CustomerId, GUID), (Field::CompanyName, "Northwind GmbH")]);
    import(&mut store, TUESDAY, false, &[renamed]);
    decide(&mut store, "monday", &[pair("name:FR::x", &format!("id:{GUID}"), Decision::New)]);
    let of_person = store.forget_person(" ann@fabrikam.com").expect("it works");
    assert_eq!(of_person, Forgotten { contacts: 1, ..Forgotten::default() });
    assert!(all(&mut store).iter().all(|stored| stored.customer.value(Field::Email).is_empty()));
    let identity = format!("id:{GUID}");
    let forgotten = store.forget(&[identity.clone(), "nobody".to_owned()]).expect("it works");
    assert_eq!(forgotten, Forgotten { customers: 1, former_names: 1, decisions: 1, contacts: 0 });
    assert!(all(&mut store).iter().all(|stored| stored.identity != identity));
    assert_eq!(store.decisions().expect("decisions"), []);
}

fn pair(company: &str, known: &str, decision: Decision) -> PairDecision {
    PairDecision { company: company.to_owned(), known: known.to_owned(), decision, day: MONDAY.to_owned() }
}

/// A run that read these decisions and was published. Returns how many were new.
fn decide(store: &mut Store, id: &str, decisions: &[PairDecision]) -> u64 {
    let run = Run { id: id.to_owned(), day: MONDAY.to_owned(), ..Run::default() };
    store.announce(&run, decisions).expect("it is noted");
    store.record(&run, &mut std::iter::empty()).expect("it is recorded").decisions
}

fn decisions_are_in_force_once_published_and_until_revoked(open: Open<'_>) {
    let mut store = open().expect("a new store");
    let asked = |decision| pair("registered:FR:1", "id:C-1", decision);
    let other = pair("registered:FR:1", "name:bois", Decision::New);
    let lost = Run { id: "lost".to_owned(), day: MONDAY.to_owned(), ..Run::default() };
    store.announce(&lost, &[asked(Decision::Existing)]).expect("it is noted");
    assert_eq!(store.decisions().expect("decisions"), []);
    store.withdraw("lost").expect("it is taken back");

    assert_eq!(decide(&mut store, "first", &[asked(Decision::New), other.clone()]), 2);
    assert_eq!(decide(&mut store, "again", &[asked(Decision::New)]), 0);
    assert_eq!(decide(&mut store, "otherwise", &[asked(Decision::Existing)]), 1);
    assert_eq!(store.decisions().expect("decisions"), [asked(Decision::Existing), other.clone()]);

    assert_eq!(store.revoke("registered:FR:1", Some("id:C-1")).expect("it works"), 1);
    assert_eq!(store.decisions().expect("decisions"), [other]);
    assert_eq!(store.revoke("registered:FR:1", None).expect("it works"), 1);
    assert_eq!(store.decisions().expect("decisions"), []);
}

fn only_the_list_that_a_customer_comes_from_says_that_it_is_gone(open: Open<'_>) {
    let mut store = open().expect("a new store");
    import(&mut store, MONDAY, true, &[contoso(), fabrikam()]);
    let sales = |day| List { name: "sales.xlsx", is_full: false, day };
    store.import(sales(MONDAY), &mut [contoso(), fabrikam()].into_iter().map(Ok)).expect("the import works");
    assert_eq!(import(&mut store, TUESDAY, true, &[fabrikam()]).gone, 1);
    store.import(sales(TUESDAY), &mut std::iter::once(Ok(contoso()))).expect("the import works");
    assert_eq!(store.stats().expect("figures").gone, 1);
}

#[test]
fn nothing_of_the_forgotten_is_left_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("customers.db");
    let mut store = Store::open(&path.to_string_lossy()).expect("a new store");
    import(&mut store, MONDAY, true, &[contoso(), fabrikam()]);
    let holds = |text: &str| {
        let bytes = std::fs::read(&path).expect("the file is there");
        memchr::memmem::find(&bytes, text.as_bytes()).is_some()
    };
    assert!(holds("Fabrikam"));
    let identities: Vec<String> = all(&mut store).into_iter().map(|stored| stored.identity).collect();
    store.forget(&identities).expect("it works");
    assert!(!holds("Fabrikam") && !holds("Contoso"));
}

fn two_cannot_hold_a_store(open: Open<'_>) {
    let _held = open().expect("a new store");
    let error = open().err().expect("somebody has it");
    assert!(error.to_string().contains(IN_USE), "{error}");
}

#[test]
fn what_is_no_store_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list.csv");
    std::fs::write(&path, "company_name\nContoso\n".repeat(100)).expect("a file");
    let error = Store::open(&path.to_string_lossy()).err().expect("a list is no store");
    assert_eq!(error.exit_code(), 2);
    assert!(Path::new(&path).is_file());
}

#[test]
fn passwords_are_not_told() {
    assert_eq!(name_of("postgres://ann:secret@db.example/customers"), "postgres://db.example/customers");
    assert_eq!(
        name_of("postgresql://db.example/customers?user=ann&password=secret"),
        "postgres://db.example/customers"
    );
    assert_eq!(name_of("postgres:/ann:secret@db.example/customers"), "postgres://db.example/customers");
    assert_eq!(name_of("a@b.db"), "a@b.db");
}
