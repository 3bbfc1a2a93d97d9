//! The command line: exit codes, help, what is said where, and what is never said.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{GOOD, SAMPLES, TODAY, files_in, intake, intake_fed, lists, project, temporary};

#[test]
fn exit_codes_tell_how_it_ended() {
    let place = lists();
    fs::write(place.path().join("occupied"), "").expect("the file can be written");
    for (args, code) in [
        ("run good.csv --out a", 0),
        ("run bad.csv --out b", 1),
        ("run bad.csv --out c --exit-zero", 0),
        ("check bad.csv", 1),
        ("check bad.csv --exit-zero", 0),
        ("verify a", 0),
        ("rules", 0),
        ("rules email-syntax", 0),
        ("countries", 0),
        ("countries PL", 0),
        ("--version", 0),
        ("--help", 0),
        ("", 2),
        ("run", 2),
        ("run nowhere.csv", 2),
        ("run nothing-*.csv", 2),
        ("run good.csv --existing nowhere.csv --out d", 2),
        ("run good.csv --config nowhere.toml --out d", 2),
        ("run good.csv --role owner --out d", 2),
        ("run good.csv --format pdf --out d", 2),
        ("run good.csv --today yesterday --out d", 2),
        ("run good.csv --out a", 2),
        ("run good.csv --out occupied", 2),
        ("run good.csv --out occupied/below", 2),
        ("verify nowhere", 2),
        ("frobnicate", 2),
    ] {
        let ran = intake(place.path(), &args.split_whitespace().collect::<Vec<_>>());
        assert_eq!(ran.code, code, "intake {args}\n{}", ran.stderr);
        assert!(code != 2 || !ran.stderr.is_empty(), "intake {args}: nothing was said");
    }
    assert!(!place.path().join("d").exists(), "a run that could not start left something behind");
}

#[test]
fn a_changed_result_is_found_out() {
    let place = lists();
    assert_eq!(intake(place.path(), &["run", "good.csv", "bad.csv", "--out", "out"]).code, 1);
    let file = place.path().join("out/rejected.csv");
    let rows = fs::read_to_string(&file).expect("a table");
    fs::write(&file, rows.lines().next().expect("a header")).expect("the file can be written");
    let audit = intake(place.path(), &["verify", "out"]);
    assert_eq!(audit.code, 1);
    assert!(audit.stdout.contains("`rejected.csv` was changed"), "{}", audit.stdout);
    assert!(audit.stdout.contains("of `bad.csv` 1 rows were read, 0 are in the lists"), "{}", audit.stdout);
    let audit = intake(place.path(), &["verify", "out", "--lang", "fr"]);
    let english = ["was changed", "rows were read", "is not as it was", "holds"];
    assert!(audit.stdout.contains("`rejected.csv` a été modifié"), "{}", audit.stdout);
    assert!(!english.iter().any(|words| audit.stdout.contains(words)), "{}", audit.stdout);
}

#[test]
fn every_command_explains_itself() {
    let place = temporary();
    for (command, words) in [
        ("", &["Exit codes", "run", "check", "rules", "countries", "verify", "completions"][..]),
        (
            "run",
            &["Examples", "--existing", "--out", "--overwrite", "--format", "--role", "--map", "--lang", "--threads"],
        ),
        ("check", &["--existing", "--partner-country", "--partner-domain", "--sheet", "--header-row", "--exit-zero"]),
        ("rules", &["--lang", "--json"]),
        ("countries", &["--lang", "--json"]),
        ("verify", &["--json"]),
        ("completions", &["bash", "zsh", "fish", "powershell"]),
    ] {
        let mut args: Vec<&str> = command.split_whitespace().collect();
        args.push("--help");
        let ran = intake(place.path(), &args);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "intake {command} --help");
        for word in words {
            assert!(ran.stdout.contains(word), "`intake {command} --help` does not say `{word}`:\n{}", ran.stdout);
        }
        assert!(!ran.stdout.contains("batch-bytes"), "a switch of the tests is shown");
    }
}

#[test]
fn completions_are_there_for_every_shell() {
    let place = temporary();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = intake(place.path(), &["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains("partner-domain") && ran.stdout.lines().count() > 20, "{shell}:\n{}", ran.stdout);
    }
}

#[test]
fn unknown_names_are_answered_with_the_nearest() {
    let place = lists();
    fs::write(place.path().join("rule.toml"), "[rules]\nemail-sintax = \"off\"\n").expect("the file can be written");
    fs::write(place.path().join("key.toml"), "[output]\nformt = \"csv\"\n").expect("the file can be written");
    fs::write(place.path().join("value.toml"), "[output]\nformat = \"xls\"\n").expect("the file can be written");
    for (args, said) in [
        ("rules email-sintax", &["`email-syntax`"][..]),
        ("countries Polnd", &["Poland"]),
        ("run good.csv --partner-country Frence", &["France"]),
        ("run good.csv --config rule.toml", &["`rule.toml`, line 2", "`email-syntax`"]),
        ("run good.csv --config key.toml", &["`key.toml`, line 2", "`format`"]),
        ("run good.csv --config value.toml", &["`value.toml`, line 2", "`xlsx`"]),
        ("run good.csv --map Acme=compny_name", &["`company_name`"]),
        ("run good.csv --role direct-bil", &["direct-bill"]),
        ("chek good.csv", &["check"]),
    ] {
        let ran = intake(place.path(), &args.split_whitespace().collect::<Vec<_>>());
        assert_eq!(ran.code, 2, "intake {args}");
        for words in said {
            assert!(ran.stderr.contains(words), "`intake {args}` does not say {words}:\n{}", ran.stderr);
        }
    }
}

#[test]
fn check_decides_alike_and_writes_nothing() {
    let place = lists();
    let before = files_in(place.path());
    let checked = intake(place.path(), &["check", "good.csv", "bad.csv", "--json", "--quiet"]);
    assert!(files_in(place.path()) == before, "`check` wrote something");
    let ran = intake(place.path(), &["run", "good.csv", "bad.csv", "--json", "--quiet", "--out", "out"]);
    let [checked, ran] = [checked, ran].map(|ran| serde_json::from_str::<Value>(&ran.stdout).expect("JSON"));
    assert_eq!(checked["counts"], ran["counts"]);
    assert_eq!(checked["rules"], ran["rules"]);
    assert_eq!(checked["out"], Value::Null);
}

#[test]
fn json_is_the_manifest() {
    let place = lists();
    let ran = intake(place.path(), &["run", "good.csv", "bad.csv", "--json", "--out", "out"]);
    let mut told: Value = serde_json::from_str(&ran.stdout).expect("standard output is JSON and nothing else");
    let text = fs::read_to_string(place.path().join("out/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(told.as_object_mut().expect("an object").remove("out"), Some(Value::from("out")));
    assert_eq!(told, manifest);
    assert_eq!(manifest["counts"]["rows"], 2);
    for what in [
        &["rules", "--json"][..],
        &["rules", "email-syntax", "--json"],
        &["countries", "--json"],
        &["countries", "PL", "--json"],
        &["verify", "out", "--json"],
    ] {
        let ran = intake(place.path(), what);
        assert!(serde_json::from_str::<Value>(&ran.stdout).is_ok(), "{what:?}: {}", ran.stdout);
    }
}

#[test]
fn quiet_says_nothing_and_nobody_watching_sees_no_progress() {
    let place = lists();
    let quiet = intake(place.path(), &["run", "bad.csv", "--quiet", "--out", "a"]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let told = intake(place.path(), &["run", "bad.csv", "--out", "b"]);
    assert_eq!(told.stdout, "", "the summary is for people: standard error");
    assert!(told.stderr.contains("rejected.csv") && !told.stderr.contains(['\r', '\u{1b}']), "{:?}", told.stderr);
}

#[test]
fn standard_input_is_a_list() {
    let place = temporary();
    let ran = intake_fed(place.path(), &["run", "-", "--out", "out"], GOOD.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let accepted = fs::read_to_string(place.path().join("out/accepted.csv")).expect("a table");
    // Its name is `-`, which a spreadsheet would take for the beginning of a formula.
    assert!(accepted.lines().nth(1).is_some_and(|row| row.ends_with(",'-,,2")), "{accepted}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = lists();
    assert_eq!(intake(place.path(), &["run", "bad.csv", "--out", "changed"]).code, 1);
    fs::write(place.path().join("changed/rejected.csv"), "").expect("the file can be written");
    for (args, code) in [
        (&["rules"][..], 0),
        (&["completions", "bash"], 0),
        (&["run", "good.csv", "--json", "--quiet", "--out", "out"], 0),
        (&["run", "bad.csv", "--json", "--quiet", "--out", "bad"], 1),
        (&["check", "bad.csv", "--json", "--quiet"], 1),
        (&["verify", "out", "--json"], 0),
        (&["verify", "changed", "--json"], 1),
    ] {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_intake"))
            .args(args)
            .current_dir(place.path())
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .expect("the program has been built");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(code), "{args:?}");
    }
    assert!(place.path().join("out/accepted.csv").exists(), "the result is there although nobody heard of it");
}

/// Every value of the samples that says something of a company or a person: what is long enough not to be found by
/// chance.
fn values_of_the_samples() -> Vec<String> {
    let mut values = Vec::new();
    for (file, delimiter) in [("samples/prospects.csv", b';'), ("examples/make_samples/workbook.csv", b',')] {
        let text = fs::read(project(file)).expect("a sample");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_slice());
        for record in reader.records().skip(2) {
            let record = record.expect("a record");
            values.extend(record.iter().filter(|cell| cell.chars().count() >= 9).map(str::to_owned));
        }
    }
    values.retain(|value| !value.starts_with("Company legal name") && value != "commercial");
    assert!(values.len() > 200, "only {} values", values.len());
    values
}

#[test]
fn no_cell_is_told_to_the_terminal() {
    let place = temporary();
    let out = place.path().join("out").display().to_string();
    let mut run = SAMPLES.to_vec();
    run.extend(["--today", TODAY, "--out", &out]);
    let mut check = SAMPLES.to_vec();
    check[0] = "check";
    let said: Vec<String> = [run, check]
        .iter()
        .map(|args| intake(&project(""), args))
        .inspect(|ran| assert_eq!(ran.code, 1, "{}", ran.stderr))
        .map(|ran| ran.stderr + &ran.stdout)
        .collect();
    // The headers may be named; what stands below them may not.
    let header = fs::read_to_string(project("examples/make_samples/workbook.csv")).expect("a sample");
    let headers: Vec<&str> = header.lines().nth(2).expect("the header").split(',').collect();
    for value in values_of_the_samples() {
        if headers.contains(&value.as_str()) {
            continue;
        }
        assert!(said.iter().all(|said| !said.contains(&value)), "`{value}` was told");
    }
}

#[test]
fn help_and_summary_speak_of_what_the_folder_holds() {
    let place = lists();
    let ran = intake(place.path(), &["run", "good.csv", "bad.csv", "--out", "out"]);
    assert_eq!(ran.code, 1);
    for file in files_in(&place.path().join("out")) {
        assert!(Path::new(&file.0).extension().is_some(), "{}", file.0);
    }
    for words in ["2 files: 2 rows read", "accepted.csv, accepted.jsonl", "rejected.csv", "What to do next", "`out`"] {
        assert!(ran.stderr.contains(words), "the summary does not say {words}:\n{}", ran.stderr);
    }
}
