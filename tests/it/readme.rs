//! The README shows what is true: its commands are the two that set everything up, the summary is what the samples give,
//! and the program in it is one that compiles.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use crate::support::{project, updating};

const README: &str = "README.md";

/// Tests run side by side, and several may rewrite the README.
static REWRITING: Mutex<()> = Mutex::new(());

/// The content of the fenced block behind a marker such as `<!-- command: tests -->`, and where it stands.
fn block<'a>(readme: &'a str, marker: &str) -> (std::ops::Range<usize>, &'a str) {
    let marker = format!("<!-- {marker} -->\n```");
    let at = readme.find(&marker).unwrap_or_else(|| panic!("{README} lacks `{marker}`")) + marker.len();
    let start = at + readme[at..].find('\n').expect("a line behind the fence") + 1;
    let end = start + readme[start..].find("```").expect("the fence is closed");
    (start..end, &readme[start..end])
}

/// Holds a block of the README to the text it should have, or rewrites it.
fn assert_shows(marker: &str, text: &str) {
    let _alone = REWRITING.lock();
    let readme = fs::read_to_string(project(README)).expect("the README");
    let (range, shown) = block(&readme, marker);
    if updating() {
        let mut rewritten = readme.clone();
        rewritten.replace_range(range, text);
        fs::write(project(README), rewritten).expect("the README is written");
        return;
    }
    assert_eq!(shown, text, "{README} is not current at `{marker}`; run the tests with UPDATE_EXPECTED=1");
}

#[test]
fn two_commands_set_everything_up() {
    let readme = fs::read_to_string(project(README)).expect("the README");
    assert_eq!(readme.matches("<!-- command: ").count(), 2);
    assert_eq!(block(&readme, "command: tests").1, "cargo test\n");
    let script = fs::read_to_string(project(".ci/run")).expect("the script of the checks");
    for name in ["samples", "tests"] {
        assert_eq!(block(&readme, &format!("command: {name}")).1.lines().count(), 1, "one line, to be copied at once");
        assert!(script.contains(&format!("readme_command {name}")), ".ci/run should run `{name}` as the README has it");
    }
}

#[test]
fn the_summary_is_what_the_samples_give() {
    let readme = fs::read_to_string(project(README)).expect("the README");
    let command = block(&readme, "command: samples").1.trim();
    let arguments = command.strip_prefix("cargo run --release -- ").expect("a run of the program");
    let folder = tempfile::tempdir().expect("a folder for the run");
    copy_files(&project("samples"), &folder.path().join("samples"));
    let run = Command::new(env!("CARGO_BIN_EXE_intake"))
        .current_dir(folder.path())
        .args(arguments.split_whitespace())
        .output()
        .expect("the program starts");
    let summary = String::from_utf8(run.stderr).expect("text");
    assert!(run.status.success(), "{summary}");
    assert_shows("output: samples", &format!("{}\n", summary.trim_end()));
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder of files") {
        let path = entry.expect("its entries").path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
}

#[test]
fn the_program_in_it_is_the_example() {
    let example = fs::read_to_string(project("examples/library.rs")).expect("the example");
    let program = example.find("use partner_intake").map_or("", |start| &example[start..]);
    assert_shows("file: examples/library.rs", program);
}
