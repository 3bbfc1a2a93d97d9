//! What must hold of a whole run whatever it is given: every record of the inputs stands in exactly one list, or nothing is
//! published. The fuzz target calls it, and so do the tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use partner_intake::catalogue::Catalogue;
use partner_intake::error::{Result, Stop};
use partner_intake::facts::Facts;
use partner_intake::model::formula::own_value;
use partner_intake::model::{Lang, Limits, MatchMethod, Matching, Partner, TableFormat};
use partner_intake::pipeline::{self, Job};
use partner_intake::read::apart::Reader;
use partner_intake::read::encoding::Look;
use partner_intake::read::header::Purpose;
use partner_intake::read::{InputFile, ReadOptions, open};
use partner_intake::verify::verify;
use partner_intake::write::{Counts, Target};

/// The four lists; every row that was read is in one of them.
const LISTS: [&str; 4] = ["accepted", "relationship-requests", "review", "rejected"];

/// A run in this process, which spares the reading of all facts for each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'a> {
    pub(crate) inputs: &'a [PathBuf],
    pub(crate) existing: &'a [PathBuf],
    pub(crate) out: &'a Path,
    pub(crate) format: TableFormat,
    pub(crate) method: MatchMethod,
    pub(crate) batch_bytes: usize,
}

impl Run<'_> {
    /// What it came to.
    pub(crate) fn run(self) -> Result<Counts> {
        let names =
            |files: &[PathBuf]| -> Vec<String> { files.iter().map(|file| file.display().to_string()).collect() };
        let partner = Partner { today: "2026-11-22".to_owned(), ..Partner::default() };
        let target = Target { folder: self.out.to_owned(), overwrite: false, byte_order_mark: false, raw: false };
        let outcome = pipeline::run(&Job {
            facts: Facts::builtin(),
            country_rules: None,
            inputs: &names(self.inputs),
            existing: &names(self.existing),
            index: None,
            store: None,
            night: None,
            sheet: None,
            header_row: None,
            no_header: false,
            charset: None,
            delimiter: None,
            limits: limits(),
            reader: Reader::Here,
            columns: &[],
            catalogue: Catalogue::builtin(),
            partner: &partner,
            lang: Lang::default(),
            target: Some(target),
            format: Some(self.format),
            matching: Matching { method: self.method, ..Matching::default() },
            eml: false,
            threads: 2,
            batch_bytes: Some(self.batch_bytes),
            resume: false,
            checkpoint_every: None,
            show_values: false,
            stop: Stop::default(),
            show_progress: false,
        });
        outcome.map(|outcome| outcome.manifest.counts)
    }
}

fn limits() -> Limits {
    Limits { unpacked: 16 << 20, ..Limits::default() }
}

/// What stands between the files of [`whole_run`].
pub(crate) const FILE: &[u8] = b"\0==\0";

/// Lists of any kind. The first byte says how they are run, and whether the last of several is of existing customers.
pub(crate) fn whole_run(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let has = |bit: u8| choice & (1 << bit) != 0;
    let place = tempfile::tempdir().expect("the machine has room for some files");
    let mut files: Vec<PathBuf> = Vec::new();
    for (number, content) in split(data).into_iter().enumerate().take(4) {
        files.push(place.path().join(format!("list-{number}")));
        fs::write(&files[number], content).expect("the machine has room for some files");
    }
    let existing = if has(0) && files.len() > 1 { files.split_off(files.len() - 1) } else { Vec::new() };
    let out = place.path().join("out");
    let run = Run {
        inputs: &files,
        existing: &existing,
        out: &out,
        format: if has(1) { TableFormat::Xlsx } else { TableFormat::Csv },
        method: if has(2) { MatchMethod::Exact } else { MatchMethod::Full },
        batch_bytes: 1 + usize::from(choice >> 3) * 40,
    };
    let Ok(counts) = run.run() else {
        assert!(!out.exists(), "a run that failed has published something");
        return;
    };
    assert!(counts.balance(), "{counts:?}");
    let audit = verify(&out).expect("a result");
    assert_eq!((audit.problems, audit.rows), (Vec::new(), counts.rows));
    if run.format == TableFormat::Csv {
        assert_eq!(rows_written(&out), rows_read(&files), "the rows that were written are not those that were read");
    }
}

fn split(data: &[u8]) -> Vec<&[u8]> {
    let mut files = Vec::new();
    let mut rest = data;
    while let Some(end) = rest.windows(FILE.len()).position(|seam| seam == FILE) {
        files.push(&rest[..end]);
        rest = &rest[end + FILE.len()..];
    }
    files.push(rest);
    files
}

/// A row: its file, its sheet and its number.
type Place = (String, String, u32);

/// The rows of the inputs, read in another way than the run does: one after the other, in large pieces, and nothing else
/// done to them.
fn rows_read(files: &[PathBuf]) -> BTreeSet<Place> {
    let mut places = BTreeSet::new();
    for file in files {
        let options = ReadOptions { limits: limits(), ..ReadOptions::new(Purpose::Prospects) };
        let mut input = open(InputFile::new(file), &options, Look::Whole).expect("the run has read it");
        let sources: Vec<_> = input.tables.iter().map(|table| table.source.clone()).collect();
        let read = input.read(|chunk| {
            let batch = chunk.parse(0).expect("the run has read it");
            let source = &sources[batch.source as usize];
            for row in batch.rows() {
                let is_new = places.insert((source.file.clone(), source.sheet.clone(), row.line()));
                assert!(is_new, "two rows of one number");
            }
            true
        });
        read.expect("the run has read it");
    }
    places
}

/// The rows of the four lists, as the `csv` crate reads them.
fn rows_written(out: &Path) -> BTreeSet<Place> {
    let mut places = BTreeSet::new();
    for list in LISTS {
        let table = out.join(format!("{list}.csv"));
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(&table).expect("a table");
        let headers = reader.byte_headers().expect("a header").clone();
        let column = |name: &str| headers.iter().rposition(|header| header == name.as_bytes()).expect("a column");
        let columns = ["source_file", "source_sheet", "source_row"].map(column);
        for record in reader.byte_records() {
            let record = record.expect("a row");
            let [file, sheet, row] = columns.map(|column| String::from_utf8_lossy(&record[column]).into_owned());
            let row = row.parse().expect("a row's number");
            let place = (own_value(&file).into_owned(), own_value(&sheet).into_owned(), row);
            assert!(places.insert(place), "a row is in two lists");
        }
    }
    places
}
