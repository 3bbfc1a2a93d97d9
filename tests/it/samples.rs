//! The samples give what `samples/expected` holds, and what the table in their README says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{LISTS, SAMPLES, TABLES, TODAY, TableText, assert_current, intake, project, temporary};

/// Warnings that nearly every row has; the README's table leaves them out.
const LEFT_OUT: [&str; 2] = ["agreement-missing", "domain-prefix-proposed"];

fn run_samples(out: &Path, more: &[&str]) {
    let out = out.display().to_string();
    let mut args = SAMPLES.to_vec();
    args.extend(["--format", "csv", "--today", TODAY, "--out", &out]);
    args.extend(more);
    let ran = intake(&project(""), &args);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_outputs_are_the_expected_ones() {
    let place = temporary();
    let out = place.path().join("out");
    run_samples(&out, &[]);
    fs::create_dir_all(project("samples/expected")).expect("the project can be written");
    for table in TABLES {
        assert_current(&format!("samples/expected/{table}.csv"), &read(&out.join(format!("{table}.csv"))));
    }
    assert_current("samples/expected/accepted.jsonl", &read(&out.join("accepted.jsonl")));
    let mut manifest: Value = serde_json::from_str(&read(&out.join("manifest.json"))).expect("the manifest is JSON");
    // What differs from run to run and from version to version.
    manifest["durations"] = Value::Null;
    manifest["version"] = Value::Null;
    let outputs = manifest["outputs"].as_array_mut().expect("a list of outputs");
    let report = outputs.iter_mut().find(|output| output["file"] == "report.html").expect("the report is listed");
    (report["bytes"], report["sha256"]) = (Value::Null, Value::Null);
    assert_current("samples/expected/manifest.json", &format!("{manifest:#}\n"));
}

/// What became of every row: by file and row, the disposition and the rules.
type Fates = BTreeMap<(String, String), (String, BTreeSet<String>)>;

fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

fn fates(out: &Path) -> Fates {
    let mut fates = Fates::new();
    for list in LISTS {
        let disposition = list.strip_suffix('s').unwrap_or(list);
        let table = TableText::read(&out.join(format!("{list}.csv")));
        for (file, row) in table.cells("source_file").zip(table.cells("source_row")) {
            let fate = (disposition.to_owned(), BTreeSet::new());
            let before = fates.insert((file_name(file), row.to_owned()), fate);
            assert!(before.is_none(), "{file} {row} is in two lists");
        }
    }
    let report = TableText::read(&out.join("error-report.csv"));
    for ((file, row), rule) in report.cells("source_file").zip(report.cells("source_row")).zip(report.cells("rule")) {
        let fate = fates.get_mut(&(file_name(file), row.to_owned())).expect("a finding is about a row");
        if !LEFT_OUT.contains(&rule) {
            fate.1.insert(rule.to_owned());
        }
    }
    fates
}

/// The same from the table in the README.
fn promised() -> Fates {
    let readme = read(&project("samples/README.md"));
    let rows = readme.lines().filter(|line| line.starts_with("| prospects."));
    rows.map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let rules = cells[4].split(',').map(str::trim).filter(|rule| !rule.is_empty());
        ((cells[1].to_owned(), cells[2].to_owned()), (cells[3].to_owned(), rules.map(str::to_owned).collect()))
    })
    .collect()
}

#[test]
fn the_readme_tells_what_becomes_of_every_row() {
    let place = temporary();
    let out = place.path().join("out");
    run_samples(&out, &[]);
    let (found, promised) = (fates(&out), promised());
    for (row, fate) in &promised {
        assert_eq!(found.get(row), Some(fate), "{row:?}: what became of it is not what the README says");
    }
    assert_eq!(found.len(), promised.len(), "the README's table lacks a row");
    assert!(found.values().any(|(disposition, _)| disposition == "review"));
}

#[test]
fn an_indirect_reseller_may_create_none_of_them() {
    let place = temporary();
    let out = place.path().join("out");
    run_samples(&out, &["--role", "indirect-reseller"]);
    let found = fates(&out);
    for (row, (disposition, rules)) in promised() {
        let (now, why) = &found[&row];
        if disposition == "accepted" {
            assert_eq!(now, "rejected", "{row:?}");
            assert!(why.contains("role-cannot-create"), "{row:?}");
        } else if rules.contains("existing-customer") {
            assert_eq!(now, "relationship-request", "{row:?}");
        }
    }
}

#[test]
fn the_readme_prints_the_command() {
    let readme = read(&project("samples/README.md"));
    let command = readme.split("```").nth(1).expect("a code block").replace("\\\n", " ");
    let words: Vec<&str> = command.split_whitespace().collect();
    let expected: Vec<&str> = ["sh", "intake"].into_iter().chain(SAMPLES).chain(["--format", "csv"]).collect();
    assert_eq!(words, expected);
}

#[test]
fn the_rejected_rows_of_both_lists_are_read_back_as_they_were() {
    let place = temporary();
    let (first, second) = (place.path().join("first"), place.path().join("second"));
    run_samples(&first, &[]);
    let rejected = first.join("rejected.csv").display().to_string();
    let out = second.display().to_string();
    let mut args = vec!["run", &rejected, "--format", "csv", "--today", TODAY, "--out", &out];
    args.extend(&SAMPLES[3..]);
    assert_eq!(intake(&project(""), &args).code, 1);

    let errors = |out: &Path| -> BTreeMap<String, String> {
        let table = TableText::read(&out.join("rejected.csv"));
        let names = table.cells("Company legal name").map(str::to_owned);
        names.zip(table.cells("errors").map(str::to_owned)).collect()
    };
    let (mut before, after) = (errors(&first), errors(&second));
    // Row 4 of the workbook, which has the prefix, is not among them.
    assert!(before.remove("Zonnebloem Kwekerij B.V.").is_some());
    assert_eq!(after, before);
}
