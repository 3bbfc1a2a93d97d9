//! Runs that nobody watches: three nights of an inbox, and what can go wrong on each of them.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{GOOD, Ran, files_in, intake, temporary};

/// An inbox whose files are taken at once.
const CONFIG: &str = "\
[nightly]
inbox = \"inbox\"
archive = \"archive\"
quiet_time = \"0 s\"
keep = \"90 days\"
[output]
dir = \"results/{date}-{run}\"
";

/// What is no workbook, whatever its name says.
const BROKEN: &str = "PK\u{3}\u{4}broken";

/// A folder with a configuration and an empty inbox.
fn place(config: &str) -> TempDir {
    let place = temporary();
    fs::create_dir(place.path().join("inbox")).expect("the folder can be made");
    put(place.path(), "intake.toml", config);
    place
}

fn put(place: &Path, name: &str, text: &str) {
    let path = place.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

/// A list of one good row that is this company's.
fn list_of(company: &str) -> String {
    GOOD.replace("Ateliers Kerouan", company).replace("kerouan-sample", &company.to_lowercase().replace(' ', "-"))
}

fn night(place: &Path, day: &str) -> Ran {
    intake(place, &["run", "--today", day])
}

/// The names of files below a folder, what `intake` keeps for itself apart.
fn names(place: &Path, folder: &str) -> Vec<String> {
    let folder = place.join(folder);
    if !folder.exists() {
        return Vec::new();
    }
    files_in(&folder).into_iter().map(|(name, _)| name).filter(|name| !name.starts_with(".intake/")).collect()
}

/// The history, the oldest run first.
fn runs(place: &Path) -> Vec<Value> {
    let ran = intake(place, &["runs", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let runs: Value = serde_json::from_str(&ran.stdout).expect("the history is JSON");
    runs.as_array().expect("a list").iter().rev().cloned().collect()
}

fn manifest(place: &Path, run: &str) -> Value {
    let text = fs::read_to_string(place.join("results").join(run).join("manifest.json")).expect("there is a result");
    serde_json::from_str(&text).expect("the manifest is JSON")
}

#[test]
fn three_nights() {
    let place = place(CONFIG);
    let place = place.path();

    // The first night: two good lists.
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    put(place, "inbox/b.csv", &list_of("Bois de Sologne"));
    let first = night(place, "2026-11-23");
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(names(place, "inbox"), [""; 0]);
    assert_eq!(names(place, "archive"), ["2026-11-23/a.csv", "2026-11-23/b.csv"]);
    assert_eq!(manifest(place, "2026-11-23-001")["counts"]["accepted"], 2);

    // The second night: one is broken, one came before, one is new.
    put(place, "inbox/broken.xlsx", BROKEN);
    put(place, "inbox/again.csv", &list_of("Bois de Sologne"));
    put(place, "inbox/c.csv", &list_of("Caves du Rhin"));
    let second = night(place, "2026-11-24");
    assert_eq!(second.code, 1, "{}", second.stderr);
    assert!(second.stderr.contains("again.csv: the same content was processed on 2026-11-23"), "{}", second.stderr);
    assert!(second.stderr.contains("broken.xlsx`: the workbook is damaged"), "{}", second.stderr);
    assert_eq!(names(place, "inbox"), [""; 0]);
    assert_eq!(names(place, "archive/failed"), ["2026-11-24/broken.xlsx", "2026-11-24/broken.xlsx.reason.txt"]);
    assert_eq!(names(place, "archive/2026-11-24"), ["again.csv", "c.csv"]);
    let of_second = manifest(place, "2026-11-24-001");
    assert_eq!(
        (&of_second["counts"]["rows"], &of_second["left_out"][0]["file"]),
        (&1.into(), &"inbox/broken.xlsx".into())
    );

    // The third night is killed when its result stands and the lists are still in the inbox.
    put(place, "inbox/d.csv", &list_of("Domaine Vert"));
    let unarchived = fs::read(place.join("inbox/d.csv")).expect("the list");
    assert_eq!(night(place, "2026-11-25").code, 0);
    fs::rename(place.join("archive/2026-11-25/d.csv"), place.join("inbox/d.csv")).expect("it is put back");
    put(place, "inbox/e.csv", &list_of("Etablissements Noir"));
    let after = night(place, "2026-11-25");
    assert_eq!(after.code, 0, "{}", after.stderr);
    assert!(after.stderr.contains("d.csv: the same content was processed on 2026-11-25"), "{}", after.stderr);
    assert_eq!(manifest(place, "2026-11-25-002")["counts"]["rows"], 1, "the other is not processed twice");
    assert_eq!(fs::read(place.join("archive/2026-11-25/d.csv")).expect("the list"), unarchived);

    // A night without lists.
    let nothing = night(place, "2026-11-26");
    assert_eq!((nothing.code, nothing.stderr.as_str()), (0, "`inbox` has nothing new to process\n"));

    let told: Vec<_> = runs(place)
        .iter()
        .map(|run| (run["inputs"].clone(), run["inputs_failed"].clone(), run["exit_code"].clone()))
        .collect();
    let expected = [(2, 0, 0), (1, 1, 1), (1, 0, 0), (1, 0, 0), (0, 0, 0)];
    assert_eq!(told, expected.map(|(inputs, failed, code)| (inputs.into(), failed.into(), code.into())));
    for run in ["2026-11-23-001", "2026-11-24-001", "2026-11-25-001", "2026-11-25-002"] {
        let audit = intake(place, &["verify", &format!("results/{run}")]);
        assert_eq!(audit.code, 0, "{}", audit.stdout);
    }
}

#[test]
fn a_night_of_broken_lists_alone_says_so_and_the_next_is_fine() {
    let place = place(CONFIG);
    let place = place.path();
    put(place, "inbox/broken.xlsx", BROKEN);
    put(place, "inbox/empty.csv", "");
    let ran = night(place, "2026-11-23");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(manifest(place, "2026-11-23-001")["left_out"].as_array().expect("a list").len(), 2);
    assert_eq!(intake(place, &["verify", "results/2026-11-23-001"]).code, 0);
    assert_eq!(night(place, "2026-11-24").code, 0);
}

#[test]
fn without_an_archive_lists_stay_and_are_known() {
    let place = place(&CONFIG.replace("archive = \"archive\"\n", ""));
    let place = place.path();
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    put(place, "inbox/broken.xlsx", BROKEN);
    assert_eq!(night(place, "2026-11-23").code, 1);
    // The broken list is still there, and still needs a person.
    let again = night(place, "2026-11-24");
    assert_eq!(again.code, 1, "{}", again.stderr);
    assert!(again.stderr.contains("a.csv: the same content was processed on 2026-11-23"), "{}", again.stderr);
    assert_eq!(names(place, "inbox"), ["a.csv", "broken.xlsx"]);
    fs::remove_file(place.join("inbox/broken.xlsx")).expect("it can be removed");
    assert_eq!(night(place, "2026-11-25").code, 0);
    assert_eq!(names(place, "inbox"), ["a.csv"]);
}

#[test]
fn with_a_store_the_store_remembers() {
    let place = place(&format!("[input]\nstore = \"customers.db\"\n{CONFIG}"));
    let place = place.path();
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    assert_eq!(night(place, "2026-11-23").code, 0);
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    let again = night(place, "2026-11-24");
    assert!(again.stderr.contains("the same content was processed on 2026-11-23"), "{}", again.stderr);
    // A name that is taken in the archive is not taken twice.
    put(place, "inbox/a.csv", &format!("{}\n", list_of("Ateliers Kerouan")));
    assert_eq!(night(place, "2026-11-23").code, 0);
    assert_eq!(names(place, "archive"), ["2026-11-23/a-2.csv", "2026-11-23/a.csv", "2026-11-24/a.csv"]);
    let of_second = manifest(place, "2026-11-23-002");
    assert_eq!(of_second["counts"]["relationship_request"], 1, "the store knows the customer");
    assert_eq!(runs(place).len(), 3);
}

#[test]
fn a_run_that_fails_is_remembered_too() {
    let place = place(&format!("{CONFIG}[partner]\ncountry = \"QQ\"\n"));
    let place = place.path();
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    let ran = night(place, "2026-11-23");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert_eq!(names(place, "inbox"), ["a.csv"]);
    let runs = runs(place);
    assert_eq!(runs[0]["exit_code"], 2);
    assert!(runs[0]["problem"].as_str().is_some_and(|problem| problem.contains("QQ")), "{runs:?}");
    put(place, "intake.toml", CONFIG);
    assert_eq!(night(place, "2026-11-23").code, 0);
}

#[test]
fn a_check_of_the_inbox_touches_nothing() {
    let place = place(CONFIG);
    let place = place.path();
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    let before = files_in(place);
    let ran = intake(place, &["check"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(files_in(place) == before, "something was written");
}

#[test]
fn what_is_still_written_is_left_for_the_next_night() {
    let place = place(&CONFIG.replace("quiet_time = \"0 s\"", "quiet_time = \"1 hour\""));
    let place = place.path();
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    let ran = night(place, "2026-11-23");
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.contains("a.csv may still be written"), "{}", ran.stderr);
    assert_eq!((names(place, "inbox").len(), names(place, "results").len()), (1, 0));
}

#[cfg(unix)]
#[test]
fn hostile_names_and_links_do_no_harm() {
    use std::os::unix::ffi::OsStrExt as _;

    let place = place(CONFIG);
    let place = place.path();
    for name in ["-rf.csv", "*.csv", "a\nb\u{1b}[31m.csv", "$(reboot).csv", "{date}.csv"] {
        put(place, &format!("inbox/{name}"), &list_of(&format!("Nom {}", name.len())));
    }
    put(place, "secret.csv", &list_of("Secret"));
    std::os::unix::fs::symlink("../secret.csv", place.join("inbox/link.csv")).expect("a link");
    let no_text = place.join("inbox").join(std::ffi::OsStr::from_bytes(b"caf\xe9.csv"));
    fs::write(&no_text, list_of("Cafe")).expect("the file can be written");
    let ran = night(place, "2026-11-23");
    assert!(ran.code <= 1, "{}", ran.stderr);
    assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
    assert!(ran.stderr.contains("link.csv is no list"), "{}", ran.stderr);
    assert_eq!(manifest(place, "2026-11-23-001")["counts"]["rows"], 5);
    assert_eq!(fs::read_dir(place.join("archive/2026-11-23")).expect("the archive").count(), 5);
    assert!(place.join("secret.csv").exists() && place.join("inbox/link.csv").is_symlink() && no_text.exists());
}

#[test]
fn the_log_is_a_line_of_json_for_each_event_and_names_no_value() {
    let place = place(CONFIG);
    let place = place.path();
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    put(place, "inbox/broken.xlsx", BROKEN);
    let ran = intake(place, &["run", "--log-format", "json", "--today", "2026-11-23"]);
    assert_eq!(ran.code, 1);
    let events: Vec<Value> =
        ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(names, ["run-started", "notice", "input-read", "input-failed", "run-finished"]);
    assert_eq!((&events[4]["accepted"], &events[4]["inputs_failed"]), (&1.into(), &1.into()));
    assert!(!ran.stderr.contains("Kerouan"), "{}", ran.stderr);
    let failed = intake(place, &["run", "nowhere.csv", "--log-format", "json"]);
    let last: Value = serde_json::from_str(failed.stderr.lines().last().expect("a line")).expect("it is JSON");
    assert_eq!((failed.code, &last["event"], &last["exit_code"]), (2, &"run-failed".into(), &2.into()));
}

#[test]
fn one_line_is_one_line() {
    let place = place(CONFIG);
    put(place.path(), "inbox/a.csv", &list_of("Ateliers Kerouan"));
    let ran = intake(place.path(), &["run", "--summary", "line", "--today", "2026-11-23"]);
    let expected = "1 file: 1 row read, 1 accepted, 0 relationship requests, 0 to review, 0 rejected; \
                    Written to `results/2026-11-23-001`\n";
    assert_eq!(ran.stderr, expected);
}

#[test]
fn figures_are_written_and_somebody_is_told() {
    let config = format!(
        "{CONFIG}[run]\nmetrics = \"intake.prom\"\n[notify]\ncommand = [\"sh\", \"-c\", \
         \"echo $0 $INTAKE_EXIT_CODE $INTAKE_ACCEPTED >> told; test -z \\\"$1\\\" || test -f \\\"$1\\\" || echo lost >> told\"]\n"
    );
    let place = place(&config);
    let place = place.path();
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    assert_eq!(night(place, "2026-11-23").code, 0);
    assert_eq!(night(place, "2026-11-24").code, 0);
    put(place, "inbox/broken.xlsx", BROKEN);
    assert_eq!(night(place, "2026-11-25").code, 1);
    let told = fs::read_to_string(place.join("told")).expect("somebody was told");
    assert_eq!(told, "fine 0 1\nnothing-to-do 0 0\nneeds-a-person 1 0\n");
    let figures = fs::read_to_string(place.join("intake.prom")).expect("figures");
    assert!(figures.contains("intake_last_run_inputs{outcome=\"failed\"} 1\n"), "{figures}");
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_or_hangs_changes_nothing() {
    for (command, told) in [
        ("[\"false\"]", "`false`, failed: exit status: 1"),
        ("[\"no-such-command\"]", "`no-such-command`, cannot be called"),
        ("[\"sh\", \"-c\", \"sleep 30 & sleep 30\"]", "`sh`, took longer than 100ms and was stopped"),
    ] {
        let place = place(&format!("{CONFIG}[notify]\ntimeout = \"100 ms\"\ncommand = {command}\n"));
        put(place.path(), "inbox/a.csv", &list_of("Ateliers Kerouan"));
        let ran = night(place.path(), "2026-11-23");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
}

#[test]
fn what_is_old_is_purged() {
    let place = place(CONFIG);
    let place = place.path();
    for (day, company) in [("2026-01-01", "Ateliers Kerouan"), ("2026-11-23", "Bois de Sologne")] {
        put(place, "inbox/a.csv", &list_of(company));
        assert_eq!(night(place, day).code, 0);
    }
    let before = files_in(place);
    let dry = intake(place, &["purge", "--dry-run", "--today", "2026-11-24"]);
    assert!(dry.stdout.contains("1 results, 1 archived files"), "{}", dry.stdout);
    assert!(files_in(place) == before, "a dry run removed something");
    let purged = intake(place, &["purge", "--today", "2026-11-24"]);
    assert_eq!(purged.code, 0, "{}", purged.stderr);
    assert_eq!(names(place, "archive"), ["2026-11-23/a.csv"]);
    assert!(!place.join("results/2026-01-01-001").exists() && place.join("results/2026-11-23-001").exists());
    // What was processed then is still known.
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    let ran = night(place, "2026-11-24");
    assert!(ran.stderr.contains("processed on 2026-01-01"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_night_that_is_killed_half_way_is_done_by_the_next_run() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let place = place(CONFIG);
    let place = place.path();
    let (header, row) = GOOD.split_once('\n').expect("two lines");
    let rows: Vec<String> = (0..20_000).map(|number| row.replace("kerouan", &format!("kerouan{number}"))).collect();
    put(place, "inbox/large.csv", &format!("{header}\n{}", rows.concat()));
    let mut child = Command::new(env!("CARGO_BIN_EXE_intake"))
        .args(["run", "--today", "2026-11-25", "--threads", "1"])
        .current_dir(place)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program has been built");
    // The result is being written when its hidden folder is there.
    let since = Instant::now();
    let is_writing = || {
        let entries = fs::read_dir(place.join("results")).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.file_name().to_string_lossy().contains(".partial"))
    };
    while !is_writing() {
        assert!(since.elapsed() < Duration::from_mins(2), "the run writes nothing");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    assert_eq!(names(place, "inbox"), ["large.csv"]);
    assert!(!place.join("results/2026-11-25-001").exists(), "something was published");
    let shown = intake(place, &["runs"]);
    assert!(shown.stdout.contains("did not end"), "{}", shown.stdout);

    let again = night(place, "2026-11-25");
    assert!(again.code <= 1, "{}", again.stderr);
    assert_eq!(manifest(place, "2026-11-25-001")["counts"]["rows"], 20_000);
    let left: Vec<_> =
        fs::read_dir(place.join("results")).expect("results").map(|entry| entry.expect("one").file_name()).collect();
    assert_eq!(left, ["2026-11-25-001"], "the killed run has left something");
    assert_eq!(names(place, "archive"), ["2026-11-25/large.csv"]);
    let codes: Vec<Value> = runs(place).iter().map(|run| run["exit_code"].clone()).collect();
    assert_eq!(codes, [Value::Null, again.code.into()]);
}

#[test]
fn two_runs_do_not_take_the_same_inbox() {
    let place = place(CONFIG);
    let place = place.path();
    fs::create_dir_all(place.join("archive/.intake")).expect("a folder");
    let lock = fs::File::create(place.join("archive/.intake/inbox.lock")).expect("a file");
    lock.lock().expect("it is free");
    put(place, "inbox/a.csv", &list_of("Ateliers Kerouan"));
    let ran = night(place, "2026-11-23");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("another run is working on the inbox"), "{}", ran.stderr);
    drop(lock);
    assert_eq!(night(place, "2026-11-23").code, 0);
}

/// What `doctor` says of one thing.
fn health(place: &Path, args: &[&str], check: &str) -> (String, String) {
    let ran = intake(place, &[&["doctor", "--json"], args].concat());
    let checks: Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    let found = checks.as_array().expect("a list").iter().find(|found| found["check"] == check);
    let found = found.unwrap_or_else(|| panic!("nothing of `{check}`: {}", ran.stdout));
    let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(text("health") == "ok", text("hint").is_empty(), "what is not well has a hint: {found}");
    (text("health"), text("text"))
}

#[test]
fn doctor_finds_what_would_stop_a_night() {
    let place = place(CONFIG);
    let place = place.path();
    assert_eq!(health(place, &[], "inbox"), ("ok".into(), "the inbox `inbox` can be read: 0 files in it".into()));
    assert_eq!(health(place, &[], "last-run").0, "ok");
    assert_eq!(health(place, &[], "existing").0, "warning");
    assert_eq!(intake(place, &["doctor"]).code, 1, "it could be better");
    assert_eq!(names(place, "."), ["intake.toml"], "it leaves nothing behind");

    let broken = "[input]\nexisting = [\"nowhere.csv\"]\nstore = \"intake.toml\"\n[nightly]\ninbox = \"no-inbox\"\n\
                  [run]\nmetrics = \"nowhere/intake.prom\"\n[notify]\ncommand = [\"./nowhere\"]\n[rules]\nnone = \"off\"\n";
    put(place, "broken.toml", broken);
    for check in ["existing", "store", "inbox", "metrics", "notify"] {
        assert_eq!(health(place, &["--config", "broken.toml"], check).0, "problem", "{check}");
    }
    let ran = intake(place, &["doctor", "--config", "broken.toml"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("there is no rule `none`"), "{}", ran.stdout);

    put(place, "inbox/broken.xlsx", BROKEN);
    put(place, "fails.toml", &format!("{CONFIG}[partner]\ncountry = \"QQ\"\n"));
    assert_eq!(intake(place, &["run", "--config", "fails.toml"]).code, 2);
    assert_eq!(health(place, &[], "last-run").0, "warning");
}
