//! Runs every folder of `tests/cases` and compares what comes out with what its `out` holds.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{TABLES, TODAY, files_in, intake, project, temporary, updating};

#[test]
fn every_case_gives_what_its_folder_says() {
    let mut folders: Vec<PathBuf> = fs::read_dir(project("tests/cases"))
        .expect("the cases are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 30, "only {} cases", folders.len());
    let problems: Vec<String> = folders.iter().flat_map(|folder| problems(folder)).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// What is not as the case's folder says.
fn problems(case: &Path) -> Vec<String> {
    let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let place = temporary();
    for (file, bytes) in files_in(&case.join("in")) {
        let path = place.path().join(&file);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
    let before = files_in(place.path());
    let ran = intake(place.path(), &arguments(case));

    let mut problems = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            problems.push(format!("{name}: {what}"));
        }
    };
    let code = fs::read_to_string(case.join("exit")).unwrap_or_default();
    expect(code.trim() == ran.code.to_string(), format!("exit code {}, expected {}{}", ran.code, code, ran.stderr));
    for line in fs::read_to_string(case.join("stderr")).unwrap_or_default().lines() {
        expect(ran.stderr.contains(line), format!("standard error does not say `{line}`:\n{}", ran.stderr));
    }
    if ran.code > 1 {
        expect(files_in(place.path()) == before, "something was written although nothing was published".to_owned());
        return problems;
    }
    for table in TABLES {
        let written = fs::read_to_string(place.path().join(format!("out/{table}.csv"))).unwrap_or_default();
        let header_alone = written.lines().count() == 1;
        let file = case.join(format!("out/{table}.csv"));
        if updating() {
            update(&file, (!header_alone).then_some(&written));
            continue;
        }
        match fs::read_to_string(&file) {
            Ok(expected) => expect(expected == written, format!("`{table}` is not as expected:\n{written}")),
            Err(_) => expect(header_alone, format!("`{table}` was to hold its header alone:\n{written}")),
        }
    }
    problems
}

/// The case's arguments, and those that every case has.
fn arguments(case: &Path) -> Vec<String> {
    let args = fs::read_to_string(case.join("args")).unwrap_or_default();
    let mut args: Vec<String> = args.lines().map(str::to_owned).collect();
    let config = project("tests/cases/intake.toml").display().to_string();
    for (option, value) in [("--out", "out"), ("--today", TODAY), ("--format", "csv"), ("--config", config.as_str())] {
        if !args.iter().any(|arg| arg == option) {
            args.extend([option.to_owned(), value.to_owned()]);
        }
    }
    args
}

fn update(file: &Path, text: Option<&String>) {
    let done = match text {
        Some(text) => {
            fs::create_dir_all(file.parent().expect("it lies in a folder")).and_then(|()| fs::write(file, text))
        }
        None if file.exists() => fs::remove_file(file),
        None => Ok(()),
    };
    done.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}
