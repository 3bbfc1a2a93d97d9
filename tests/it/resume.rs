//! A run that was killed is gone on with, and its result is that of a run that was not.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::{TODAY, files_in, intake, project, temporary};

/// Lists of many rows, some of which repeat others, are wrong or exist already.
fn lists(rows: usize) -> TempDir {
    let place = temporary();
    let samples = fs::read_to_string(project("samples/prospects.csv")).expect("a sample");
    let (header, sample_rows) = samples.split_once('\n').expect("a header");
    let sample_rows: Vec<&str> = sample_rows.lines().collect();
    for (list, first) in [("one.csv", 0), ("two.csv", rows)] {
        let mut text = format!("{header}\n");
        for number in first..first + rows {
            let row = sample_rows[number % sample_rows.len()];
            // Most rows are companies of their own.
            let own = if number % 7 == 0 { String::new() } else { format!("{number} ") };
            text.push_str(&own);
            text.push_str(row);
            text.push('\n');
        }
        fs::write(place.path().join(list), text).expect("the list");
    }
    place
}

const RUN: [&str; 10] = [
    "run",
    "one.csv",
    "two.csv",
    "--today",
    TODAY,
    "--batch-bytes",
    "3000",
    "--checkpoint-seconds",
    "0",
    "--exit-zero",
];

fn start(place: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_intake"))
        .current_dir(place)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program is there")
}

/// Kills a run when it has made `checkpoints` checkpoints that it did not find there; false if it was done before.
fn kill_after(place: &Path, args: &[&str], checkpoints: usize) -> bool {
    let mut run = start(place, args);
    // A checkpoint grows with the rows that it knows of.
    let written = || fs::metadata(place.join(".out.partial/.rows")).map(|file| file.len()).ok();
    let (mut last, mut made, began) = (written(), 0, Instant::now());
    while made < checkpoints {
        if run.try_wait().expect("it is ours").is_some() {
            return false;
        }
        assert!(began.elapsed() < Duration::from_mins(2), "no checkpoint is made");
        let now = written();
        if now != last {
            (last, made) = (now, made + 1);
        }
        sleep(Duration::from_millis(1));
    }
    run.kill().expect("it is ours");
    run.wait().expect("it is ours");
    true
}

fn tables(out: &Path) -> Vec<(String, Vec<u8>)> {
    files_in(out).into_iter().filter(|(name, _)| name != "manifest.json").collect()
}

#[test]
fn a_killed_run_is_gone_on_with_to_the_same_bytes() {
    let place = lists(1000);
    let place = place.path();
    for matching in ["exact", "full"] {
        let common = [&RUN[..], &["--matching", matching]].concat();
        let whole = intake(place, &[&common[..], &["--out", "whole"]].concat());
        assert_eq!(whole.code, 0, "{}", whole.stderr);
        let resumed = [&common[..], &["--out", "out", "--resume"]].concat();
        // Killed early, killed again later, and then left alone.
        assert!(kill_after(place, &resumed[..resumed.len() - 1], 2), "the run is too short for the test");
        assert!(!place.join("out").exists());
        assert!(kill_after(place, &resumed, 3), "the run is too short for the test");
        let end = intake(place, &resumed);
        assert_eq!(end.code, 0, "{}", end.stderr);
        assert!(end.stderr.contains("this one goes on behind its first "), "{}", end.stderr);
        assert!(tables(&place.join("out")) == tables(&place.join("whole")), "{matching}: another result");
        let verified = intake(place, &["verify", "out"]);
        assert_eq!(verified.code, 0, "{}", verified.stdout);
        let left: Vec<String> = fs::read_dir(place)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with('.'))
            .collect();
        assert!(left.is_empty(), "{left:?}");
        for out in ["out", "whole"] {
            fs::remove_dir_all(place.join(out)).expect("it is there");
        }
    }
}

#[test]
fn another_run_begins_anew_and_says_why() {
    let place = lists(1000);
    let place = place.path();
    let begun = [&RUN[..], &["--matching", "exact", "--out", "out"]].concat();
    let anew = |change: &[&str], why: &str| {
        assert!(kill_after(place, &begun, 1), "the run is too short for the test");
        let ran = intake(place, &[&begun[..], &["--overwrite", "--resume"], change].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stderr.contains(why), "{change:?}: {}", ran.stderr);
        fs::remove_dir_all(place.join("out")).expect("a result");
    };
    anew(&["--bom"], "had other settings");
    anew(&["--partner-country", "FR"], "had other settings");
    anew(&["--existing", "two.csv"], "knew other existing customers");
    anew(&["--format", "xlsx"], "written at the end");
    assert!(kill_after(place, &begun, 1), "the run is too short for the test");
    fs::write(place.join(".out.partial/.rows"), b"no checkpoint").expect("it is there");
    let ran = intake(place, &[&begun[..], &["--resume"]].concat());
    assert!(ran.code == 0 && ran.stderr.contains("cannot be read"), "{}", ran.stderr);
    let ran = intake(place, &[&begun[..], &["--resume", "--overwrite"]].concat());
    assert!(ran.code == 0 && ran.stderr.contains("nothing to go on with"), "{}", ran.stderr);
    assert!(kill_after(place, &[&begun[..], &["--overwrite"]].concat(), 1), "the run is too short for the test");
    let text = fs::read_to_string(place.join("two.csv")).expect("a list");
    fs::write(place.join("two.csv"), text.replacen("1501 ", "1502 ", 1)).expect("a list");
    let ran = intake(place, &[&begun[..], &["--resume", "--overwrite"]].concat());
    assert!(ran.code == 0 && ran.stderr.contains("they have changed since"), "{}", ran.stderr);
}
