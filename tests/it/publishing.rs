//! The result's folder: whole or not there, whatever happens to it or to the inputs meanwhile.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{GOOD, files_in, intake, lists, temporary};

#[test]
fn a_run_that_cannot_write_leaves_nothing_behind() {
    let place = lists();
    let before = files_in(place.path());
    for out in ["good.csv", "good.csv/out", "/proc/intake-out", "/dev/null"] {
        let ran = intake(place.path(), &["run", "good.csv", "--out", out]);
        assert!(matches!(ran.code, 2 | 3), "{out}: {}", ran.stderr);
        assert!(ran.stderr.contains("hint"), "{out}: {}", ran.stderr);
        assert!(files_in(place.path()) == before, "{out}: something was left behind");
    }
}

#[test]
fn an_earlier_result_stays_until_the_next_is_complete() {
    let place = lists();
    assert_eq!(intake(place.path(), &["run", "good.csv", "--out", "out"]).code, 0);
    fs::write(place.path().join("out/notes.txt"), "mine").expect("the file can be written");
    let before = files_in(place.path());
    for args in [&["run", "nowhere.csv", "--out", "out", "--overwrite"][..], &["run", "bad.csv", "--out", "out"]] {
        assert_eq!(intake(place.path(), args).code, 2);
        assert!(files_in(place.path()) == before, "{args:?} touched the earlier result");
    }
    assert_eq!(intake(place.path(), &["run", "bad.csv", "--out", "out", "--overwrite"]).code, 1);
    let rejected = fs::read_to_string(place.path().join("out/rejected.csv")).expect("a table");
    assert_eq!(rejected.lines().count(), 2);
    assert!(place.path().join("out/notes.txt").exists(), "what a person put there is gone");
    let entries = fs::read_dir(place.path()).expect("the folder can be read").count();
    assert_eq!(entries, 3, "something lies beside the result");
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_is_written_where_it_leads() {
    use std::os::unix::fs::symlink;

    let place = lists();
    fs::create_dir_all(place.path().join("disk/results")).expect("the folder can be made");
    symlink("disk/results", place.path().join("out")).expect("the link can be made");
    for (list, code) in [("good.csv", 0), ("bad.csv", 1)] {
        let ran = intake(place.path(), &["run", list, "--out", "out", "--overwrite"]);
        assert_eq!(ran.code, code, "{}", ran.stderr);
        assert!(place.path().join("out").is_symlink(), "the link gave way to the result");
        let rows = fs::read_to_string(place.path().join("disk/results/rejected.csv")).expect("a table");
        assert_eq!(rows.lines().count(), 1 + usize::try_from(code).expect("0 or 1"), "{list}");
    }
    assert_eq!(intake(place.path(), &["run", "good.csv", "--out", "out"]).code, 2, "there is a result behind it");
    let left = fs::read_dir(place.path().join("disk")).expect("the folder can be read").count();
    assert_eq!(left, 1, "something lies beside the result");
    // A link that leads nowhere is no place.
    symlink("nowhere/results", place.path().join("lost")).expect("the link can be made");
    let ran = intake(place.path(), &["run", "good.csv", "--out", "lost"]);
    assert!(matches!(ran.code, 2 | 3) && ran.stderr.contains("hint"), "{} {}", ran.code, ran.stderr);
    assert!(place.path().join("lost").is_symlink() && !place.path().join("nowhere").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn while_a_result_is_replaced_there_is_always_one() {
    use std::sync::atomic::{AtomicBool, Ordering};

    let place = lists();
    let manifest = place.path().join("out/manifest.json");
    assert_eq!(intake(place.path(), &["run", "good.csv", "--out", "out"]).code, 0);
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                // Whoever opens the earlier one at the moment of the swap may lose it, and finds the new one.
                let text = fs::read_to_string(&manifest).or_else(|_| fs::read_to_string(&manifest));
                let text = text.expect("there is a result at any moment");
                assert!(serde_json::from_str::<Value>(&text).is_ok(), "and a whole one");
            }
        });
        for (list, code) in [("bad.csv", 1), ("good.csv", 0)].repeat(5) {
            assert_eq!(intake(place.path(), &["run", list, "--out", "out", "--overwrite"]).code, code);
        }
        is_done.store(true, Ordering::Relaxed);
        watcher.join().expect("no moment without a result");
    });
    assert_eq!(intake(place.path(), &["verify", "out"]).code, 0);
}

#[test]
fn an_input_that_vanishes_before_it_is_read_is_named() {
    let place = lists();
    let mut child = Command::new(env!("CARGO_BIN_EXE_intake"))
        .args(["run", "good.csv", "-", "--out", "out"])
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program has been built");
    // Once more than a pipe holds has been taken, the inputs were looked for and the other one was there.
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(GOOD.as_bytes()).expect("the program reads");
    stdin.write_all("\n".repeat(1 << 20).as_bytes()).expect("the program reads");
    fs::remove_file(place.path().join("good.csv")).expect("the file can be removed");
    drop(stdin);
    let output = child.wait_with_output().expect("the program ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(2 | 3)), "{said}");
    assert!(said.contains("good.csv") && said.contains("hint"), "{said}");
    assert!(!place.path().join("out").exists(), "something was published");
}

#[test]
fn an_input_that_changes_while_it_is_read_gives_no_false_result() {
    let place = temporary();
    let list = place.path().join("list.csv");
    let (header, row) = GOOD.split_once('\n').expect("two lines");
    for round in 0..4_u64 {
        let rows = 4_000;
        fs::write(&list, format!("{header}\n{}", row.repeat(rows))).expect("the file can be written");
        let mut child = Command::new(env!("CARGO_BIN_EXE_intake"))
            .args(["run", "list.csv", "--out", "out", "--overwrite", "--quiet", "--threads", "1"])
            .current_dir(place.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program has been built");
        // At another moment of the run in each round; whichever it is, what is published has to be true.
        std::thread::sleep(Duration::from_millis(10 + 40 * round));
        let file = fs::OpenOptions::new().write(true).open(&list).expect("the file is there");
        file.set_len(file.metadata().expect("it has a length").len() / 2 + round).expect("the file can be cut");
        let status = child.wait().expect("the program ends");
        if matches!(status.code(), Some(2 | 3)) {
            continue;
        }
        assert!(matches!(status.code(), Some(0 | 1)), "{status}");
        let audit = intake(place.path(), &["verify", "out"]);
        assert_eq!(audit.code, 0, "{}", audit.stdout);
    }
}

/// Whether there is nothing in the folder but these.
fn holds_only(folder: &Path, wanted: &[&str]) -> bool {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let mut found: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
    found.sort();
    found == wanted
}

#[test]
fn the_second_of_two_runs_for_one_place_is_refused() {
    let place = lists();
    let lock = File::create(place.path().join(".out.lock")).expect("the file can be made");
    lock.lock().expect("it can be locked");
    for out in ["out", "./out"] {
        let ran = intake(place.path(), &["run", "good.csv", "--out", out]);
        assert!(ran.code == 2 && ran.stderr.contains("another run"), "{} {}", ran.code, ran.stderr);
    }
    assert_eq!(intake(place.path(), &["run", "good.csv", "--out", "other"]).code, 0, "another place is free");
    // What held it was killed: its lock is none, and what it had begun is tidied up.
    drop(lock);
    fs::create_dir(place.path().join(".out.partial")).expect("the folder can be made");
    fs::write(place.path().join(".out.partial/accepted.csv"), "half a r").expect("the file can be written");
    assert_eq!(intake(place.path(), &["run", "good.csv", "--out", "out"]).code, 0);
    assert!(holds_only(place.path(), &["bad.csv", "good.csv", "other", "out"]), "something was left behind");
}

#[cfg(unix)]
mod stopped {
    use std::process::Child;

    use rustix::process::{Pid, Signal, kill_process};

    use super::*;

    fn start(folder: &Path, args: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intake"));
        command.args(args).current_dir(folder).stdin(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program has been built")
    }

    fn stop(child: Child, signal: Signal) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&child), signal).expect("it runs");
        let output = child.wait_with_output().expect("the program ends");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    #[test]
    fn a_run_that_is_stopped_while_it_writes_leaves_nothing() {
        let place = temporary();
        let (header, row) = GOOD.split_once('\n').expect("two lines");
        fs::write(place.path().join("list.csv"), format!("{header}\n{}", row.repeat(60_000))).expect("it is written");
        for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
            let child =
                start(place.path(), &["run", "list.csv", "--out", "out", "--matching", "exact", "--threads", "1"]);
            while !place.path().join(".out.partial").exists() {
                std::thread::sleep(Duration::from_millis(1));
            }
            let (ended, said) = stop(child, signal);
            assert_eq!(ended, Some(code), "{said}");
            assert!(said.contains("stopped by") && said.lines().count() == 1, "{said}");
            assert!(holds_only(place.path(), &["list.csv"]), "something was left behind");
        }
    }

    #[test]
    fn a_run_that_waits_for_its_input_can_be_stopped() {
        let place = temporary();
        let mut child = start(place.path(), &["run", "-", "--out", "out"]);
        // Once more than a pipe holds has been taken, it listens to signals and reads.
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(&vec![b'\n'; 1 << 20]).expect("the program reads");
        let (ended, said) = stop(child, Signal::TERM);
        assert_eq!(ended, Some(143), "{said}");
        assert!(holds_only(place.path(), &[]), "something was left behind");
    }
}
