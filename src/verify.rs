//! Auditing a finished result from its files alone: every file is what the manifest says, and every row that was read
//! stands in exactly one of the four lists.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, IoContext as _, Result};
use crate::facts::read_own_header;
use crate::model::formula::own_value;
use crate::model::{OWN_SHEET_MARK, OwnColumn};
use crate::read::excel::{Limits, RawRow, Workbook};
use crate::write::{MANIFEST, Manifest, Output, REQUESTS, Table};

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// How many files were compared with the manifest.
    pub files: usize,
    /// How many rows of the four lists were accounted for.
    pub rows: u64,
    /// What does not agree, one sentence each; empty when everything does.
    pub problems: Vec<String>,
}

/// Audits the result in a folder. An error when there is none; what does not agree is in the answer.
pub fn verify(folder: &Path) -> Result<Audit> {
    let path = folder.join(MANIFEST);
    let text = fs::read(&path).map_err(|error| {
        Error::could_not_run("the folder holds no result")
            .in_file(folder)
            .because(error)
            .with_hint(format!("name a folder that `intake run` has written: it holds a `{MANIFEST}`"))
    })?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| Error::could_not_run("the manifest cannot be read").in_file(&path).because(error))?;
    let mut audit = Audit::default();
    let mut rows = Provenance::default();
    for output in &manifest.outputs {
        audit.files += 1;
        check_file(folder, output, &mut audit.problems)?;
        if let Some(table) = Table::ALL.into_iter().find(|table| output.file.starts_with(&format!("{}.", table.name())))
            && output.file != REQUESTS
            && folder.join(&output.file).is_file()
        {
            check_table(folder, output, table, &mut rows, &mut audit.problems);
        }
    }
    for table in Table::ALL {
        if !manifest.outputs.iter().any(|output| output.file.starts_with(&format!("{}.", table.name()))) {
            audit.problems.push(format!("the manifest lists no `{}` table", table.name()));
        }
    }
    audit.rows = rows.count();
    check_rows(&manifest, rows, &mut audit.problems);
    Ok(audit)
}

fn check_file(folder: &Path, output: &Output, problems: &mut Vec<String>) -> Result<()> {
    let path = folder.join(&output.file);
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            problems.push(format!("`{}` is missing", output.file));
            return Ok(());
        }
        Err(error) => return Err(error).reading(&path),
    };
    let mut hash = Sha256::new();
    let bytes = io::copy(&mut file, &mut hash).reading(&path)?;
    let sha256 = format!("{:x}", hash.finalize());
    if bytes != output.bytes || sha256 != output.sha256 {
        problems.push(format!("`{}` was changed after the run: its checksum is not the manifest's", output.file));
    }
    Ok(())
}

/// Where the rows of the four lists came from: for each input table, the rows' numbers.
#[derive(Default)]
struct Provenance {
    tables: BTreeMap<(String, String), Vec<u32>>,
}

impl Provenance {
    fn count(&self) -> u64 {
        self.tables.values().map(|rows| rows.len() as u64).sum()
    }
}

fn check_table(folder: &Path, output: &Output, table: Table, rows: &mut Provenance, problems: &mut Vec<String>) {
    let mut columns: Option<[usize; 3]> = None;
    let mut count = 0;
    let read = each_row(&folder.join(&output.file), |cells| {
        let Some([file, sheet, row]) = columns else {
            let place = |own: OwnColumn| cells.iter().rposition(|cell| read_own_header(cell) == Some(own));
            columns = match (place(OwnColumn::SourceFile), place(OwnColumn::SourceSheet), place(OwnColumn::SourceRow)) {
                (Some(file), Some(sheet), Some(row)) => Some([file, sheet, row]),
                _ => return Err("has no provenance columns".to_owned()),
            };
            return Ok(());
        };
        count += 1;
        if table == Table::ErrorReport {
            return Ok(());
        }
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let number: u32 = cell(row).parse().map_err(|_| format!("has no `source_row` in its row {count}"))?;
        let of = (own_value(cell(file)).into_owned(), own_value(cell(sheet)).into_owned());
        rows.tables.entry(of).or_default().push(number);
        Ok(())
    });
    if let Err(problem) = read {
        problems.push(format!("`{}` {problem}", output.file));
    } else if count != output.rows {
        problems.push(format!("`{}` holds {count} rows, the manifest says {}", output.file, output.rows));
    }
}

fn check_rows(manifest: &Manifest, mut rows: Provenance, problems: &mut Vec<String>) {
    for input in &manifest.inputs {
        for table in &input.tables {
            let found = rows.tables.remove(&(input.file.clone(), table.sheet.clone())).unwrap_or_default();
            let name = if table.sheet.is_empty() { &input.file } else { &table.sheet };
            if found.len() as u64 != table.rows {
                problems.push(format!("of `{name}` {} rows were read, {} are in the lists", table.rows, found.len()));
            }
            let mut numbers = found;
            numbers.sort_unstable();
            let twice = numbers.iter().zip(numbers.iter().skip(1)).find(|(one, next)| one == next);
            if let Some((row, _)) = twice {
                problems.push(format!("row {row} of `{name}` is in the lists more than once"));
            }
        }
    }
    for (file, _) in rows.tables.keys() {
        problems.push(format!("the lists hold rows of `{file}`, which is no input of the run"));
    }
    if !manifest.counts.balance() {
        problems.push("the manifest's own counts do not add up".to_owned());
    }
}

/// Calls `visit` for every row of a table, the header first.
fn each_row(path: &Path, mut visit: impl FnMut(&[&str]) -> Result<(), String>) -> Result<(), String> {
    if path.extension().is_some_and(|ending| ending == "csv") {
        let unreadable = |error: csv::Error| format!("cannot be read: {error}");
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).map_err(unreadable)?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(unreadable)? {
            visit(&record.iter().collect::<Vec<_>>())?;
        }
        return Ok(());
    }
    let mut workbook = Workbook::open(path, &Limits::default()).map_err(|error| error.to_string())?;
    let sheets: Vec<String> = workbook.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    let mut row = RawRow::default();
    for (place, sheet) in sheets.iter().enumerate() {
        let mut reader = workbook.sheet(sheet).map_err(|error| error.to_string())?;
        // A table that goes on in a further sheet repeats its header there.
        let mut header = place > 0;
        while reader.next_row(&mut row).map_err(|error| error.to_string())? {
            if row.number() == 1 && row.cells().next() == Some(OWN_SHEET_MARK) {
                break;
            }
            if !std::mem::take(&mut header) {
                visit(&row.cells().collect::<Vec<_>>())?;
            }
        }
    }
    Ok(())
}
