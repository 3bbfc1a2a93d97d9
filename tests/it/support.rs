//! What several tests need: the project's files, the program run as a person runs it, and tables read back.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The four lists, in the order of the contract.
pub(crate) const LISTS: [&str; 4] = ["accepted", "relationship-requests", "review", "rejected"];

/// Every table.
pub(crate) const TABLES: [&str; 5] = ["accepted", "relationship-requests", "review", "rejected", "error-report"];

/// The day of every run whose result is compared.
pub(crate) const TODAY: &str = "2026-11-22";

/// The main command of `samples/README.md`, without what it says of output.
pub(crate) const SAMPLES: [&str; 9] = [
    "run",
    "samples/prospects.xlsx",
    "samples/prospects.csv",
    "--existing",
    "samples/existing.csv",
    "--existing",
    "samples/customers-crm.csv",
    "--partner-domain",
    "alize-cloud-sample.fr",
];

/// A path in the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether expected texts are to be rewritten instead of compared: set `UPDATE_EXPECTED` and read the difference.
pub(crate) fn updating() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the one switch of the tests; no run reads it")]
    std::env::var("UPDATE_EXPECTED").is_ok_and(|value| !value.is_empty())
}

/// Holds a file of the project to the text it should have, or rewrites it.
pub(crate) fn assert_current(path: &str, text: &str) {
    let file = project(path);
    if updating() {
        fs::write(&file, text).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is not current; run the tests with UPDATE_EXPECTED=1 and look at what changed");
}

/// A folder of its own for a test, gone when it ends.
pub(crate) fn temporary() -> TempDir {
    tempfile::tempdir().expect("the machine has room for a test's files")
}

/// A list of one row that is all right.
pub(crate) const GOOD: &str = "company_name,country,address_line1,city,postal_code,first_name,last_name,email\n\
                    Ateliers Kerouan,FR,4 rue du Moulin,Nantes,44000,Anne,Moreau,anne@kerouan-sample.fr\n";

/// A folder with a list that is all right, `good.csv`, and one that is not, `bad.csv`.
pub(crate) fn lists() -> TempDir {
    let place = temporary();
    fs::write(place.path().join("good.csv"), GOOD).expect("the file can be written");
    fs::write(
        place.path().join("bad.csv"),
        GOOD.replace("Ateliers Kerouan", "Bois de Sologne").replace("anne@", "anne"),
    )
    .expect("the file can be written");
    place
}

/// How the program ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the program in a folder.
pub(crate) fn intake(folder: &Path, args: &[impl AsRef<str>]) -> Ran {
    intake_fed(folder, args, b"")
}

/// Runs the program in a folder with something on its standard input.
pub(crate) fn intake_fed(folder: &Path, args: &[impl AsRef<str>], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_intake"))
        .args(args.iter().map(AsRef::as_ref))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program has been built");
    // Where the program reads nothing, its end is closed before ours is written.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Ran { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A table read back: its header, and its rows by the columns' names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableText {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl TableText {
    /// Reads a CSV table with the `csv` crate, as another program would.
    pub(crate) fn read(path: &Path) -> TableText {
        let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_slice());
        let mut records = reader.records().map(|record| {
            let record = record.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            record.iter().map(str::to_owned).collect::<Vec<_>>()
        });
        let header = records.next().unwrap_or_else(|| panic!("{} has no header", path.display()));
        TableText { header, rows: records.collect() }
    }

    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> usize {
        self.header.iter().position(|header| header == name).unwrap_or_else(|| panic!("there is no column `{name}`"))
    }

    /// The cells of one column.
    pub(crate) fn cells(&self, name: &str) -> impl Iterator<Item = &str> {
        let column = self.column(name);
        self.rows.iter().map(move |row| row.get(column).map_or("", String::as_str))
    }
}

/// A CSV text of these rows.
pub(crate) fn csv_of(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("memory can be written");
    }
    writer.into_inner().expect("memory can be written")
}

/// Every file below a folder, by its path from there, with its bytes.
pub(crate) fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies below").to_string_lossy().replace('\\', "/");
                files.push((name, fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))));
            }
        }
    }
    files.sort();
    files
}
