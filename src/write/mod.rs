//! Outcomes to files: the four lists, the error report, the requests and the manifest.
//!
//! A result is a folder. It is written aside and moved into place whole when everything in it is complete, so that a run
//! that fails or is killed leaves nothing half-written and never touches an earlier result.

mod csv;
pub mod excel;
mod file;
mod manifest;
mod request;
mod staging;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use staging::Staging;

pub use csv::CsvRows;
pub use manifest::{Counts, Durations, Existing, Input, InputTable, MANIFEST, Manifest, MatchingCost, Output};
pub use request::write_request;
pub use table::{CellSink, Layout, MatchNote, Table, Told, Wording};

use crate::error::{Error, Result};
use crate::model::TableFormat;
use file::{OutputFile, TableFile};

/// The file of create-customer requests.
pub const REQUESTS: &str = "accepted.jsonl";

/// Rows of one table, ready to be written.
#[derive(Debug)]
pub enum Rows {
    /// As text.
    Csv(CsvRows),
    /// As cells, for a workbook.
    Cells(CellRows),
}

impl Rows {
    /// No rows yet, for tables of this format.
    pub fn new(format: TableFormat) -> Self {
        match format {
            TableFormat::Csv => Rows::Csv(CsvRows::default()),
            TableFormat::Xlsx => Rows::Cells(CellRows::default()),
        }
    }
}

impl Rows {
    /// Makes room for this many bytes more.
    pub fn reserve(&mut self, bytes: usize) {
        match self {
            Rows::Csv(rows) => rows.bytes.reserve(bytes),
            Rows::Cells(rows) => rows.text.reserve(bytes),
        }
    }
}

impl CellSink for Rows {
    fn cell(&mut self, text: &str) {
        match self {
            Rows::Csv(rows) => rows.cell(text),
            Rows::Cells(rows) => rows.cell(text),
        }
    }

    fn end_row(&mut self) {
        match self {
            Rows::Csv(rows) => rows.end_row(),
            Rows::Cells(rows) => rows.end_row(),
        }
    }
}

/// Rows as cells: one text, and where cells and rows end in it.
#[derive(Debug, Default)]
pub struct CellRows {
    text: String,
    cell_ends: Vec<usize>,
    row_ends: Vec<usize>,
}

impl CellRows {
    /// The rows, each as its cells.
    pub fn rows(&self) -> impl Iterator<Item = impl Iterator<Item = &str>> {
        (0..self.row_ends.len()).map(move |row| {
            let first = if row == 0 { 0 } else { self.row_ends[row - 1] };
            (first..self.row_ends[row]).map(move |cell| {
                let start = if cell == 0 { 0 } else { self.cell_ends[cell - 1] };
                &self.text[start..self.cell_ends[cell]]
            })
        })
    }
}

impl CellSink for CellRows {
    fn cell(&mut self, text: &str) {
        self.text.push_str(text);
        self.cell_ends.push(self.text.len());
    }

    fn end_row(&mut self) {
        self.row_ends.push(self.cell_ends.len());
    }
}

/// What one batch gives to every file.
#[derive(Debug)]
pub struct Rendered {
    /// The rows of each table, in the order of [`Table::ALL`], and how many they are.
    pub tables: [(Rows, u64); Table::ALL.len()],
    /// Create-customer requests, and how many.
    pub requests: (Vec<u8>, u64),
}

/// Where a result goes, and how.
#[derive(Clone, Debug)]
pub struct Target {
    /// The result's folder.
    pub folder: PathBuf,
    /// Whether an earlier result there may be replaced.
    pub overwrite: bool,
    /// Whether CSV tables begin with a byte-order mark.
    pub byte_order_mark: bool,
}

/// A result being written.
#[derive(Debug)]
pub struct OutputSet {
    target: Target,
    staging: Staging,
    tables: Vec<TableFile>,
    requests: OutputFile,
}

impl OutputSet {
    /// Starts a result beside its place, with every table's header.
    pub fn create(mut target: Target, format: TableFormat, layout: &Layout) -> Result<Self> {
        // Where the folder is a link, the result belongs where that leads.
        if let Ok(folder) = target.folder.canonicalize() {
            target.folder = folder;
        }
        refuse_unless_free(&target)?;
        let staging = Staging::create(&target.folder)?;
        let tables = Table::ALL
            .iter()
            .map(|table| {
                TableFile::create(staging.path(), *table, format, &layout.header(*table), target.byte_order_mark)
            })
            .collect::<Result<_>>()?;
        let requests = OutputFile::create(staging.path(), REQUESTS)?;
        Ok(OutputSet { target, staging, tables, requests })
    }

    /// Adds what a batch gives. Batches must come in input order.
    pub fn write(&mut self, rendered: &Rendered) -> Result<()> {
        for (file, (rows, count)) in self.tables.iter_mut().zip(&rendered.tables) {
            file.write(rows, *count)?;
        }
        let (requests, count) = &rendered.requests;
        self.requests.write(requests, *count)
    }

    /// How many rows each table has so far, in the order of [`Table::ALL`].
    pub fn rows(&self) -> [u64; Table::ALL.len()] {
        std::array::from_fn(|table| self.tables[table].rows())
    }

    /// Completes every file, adds the manifest with what was written, and moves the result into place.
    pub fn publish(self, mut manifest: Manifest) -> Result<Manifest> {
        let OutputSet { target, staging, tables, requests } = self;
        for table in tables {
            manifest.outputs.push(table.finish()?);
        }
        manifest.outputs.insert(1, requests.finish()?);
        let mut file = OutputFile::create(staging.path(), MANIFEST)?;
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Error::failed("could not put the manifest into words").because(error))?;
        file.write(text.as_bytes(), 1)?;
        file.write(b"\n", 0)?;
        file.finish()?;
        staging.publish(&target)?;
        Ok(manifest)
    }
}

/// Checks ahead of the work that the result's place may be used.
pub fn refuse_unless_free(target: &Target) -> Result<()> {
    let folder = &target.folder;
    let entries = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(Error::could_not_run("the output folder cannot be used")
                .in_file(folder)
                .because(error)
                .with_hint("name a folder with `--out`"));
        }
    };
    let holds_result = folder.join(MANIFEST).is_file();
    match (entries, holds_result, target.overwrite) {
        (false, ..) | (true, true, true) => Ok(()),
        (true, true, false) => Err(holds_a_result(folder)),
        (true, false, _) => Err(Error::could_not_run("the output folder holds files that are no result of ours")
            .in_file(folder)
            .with_hint("name a new or empty folder with `--out`; nothing in this one was touched")),
    }
}

fn holds_a_result(folder: &Path) -> Error {
    Error::could_not_run("the output folder holds an earlier result")
        .in_file(folder)
        .with_hint("replace it with `--overwrite`, or name another folder with `--out`")
}

/// Whether a file of a result's folder is one that we write.
fn is_ours(name: &str) -> bool {
    name == MANIFEST
        || name == REQUESTS
        || Table::ALL.iter().any(|table| {
            [TableFormat::Csv, TableFormat::Xlsx].iter().any(|format| name == file::table_name(*table, *format))
        })
}
