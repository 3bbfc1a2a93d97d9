//! Outcomes to files: the four lists, the error report, the requests and the manifest.
//!
//! A result is a folder. It is written aside and moved into place whole when everything in it is complete, so that a run
//! that fails or is killed leaves nothing half-written and never touches an earlier result.

mod cells;
mod checkpoint;
mod csv;
pub mod document;
pub mod excel;
mod file;
mod manifest;
mod moving;
mod new_file;
mod place;
mod request;
mod source_cells;
mod space;
mod staging;
mod syncer;
mod table;
mod union;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use sha2::{Digest as _, Sha256};
use space::Watch;
use staging::Staging;
use syncer::Syncer;

pub use cells::{CellRows, CellSink, Faults, ReadyCells, Rows};
pub use checkpoint::{Checkpoint, Written};
pub use csv::CsvRows;
pub use file::table_name;
pub use manifest::{
    CountryRulesFolder, Counts, Durations, Existing, Input, InputTable, LeftOut, MANIFEST, Manifest, MatchingCost,
    Output,
};
pub use moving::move_aside;
pub use new_file::{NewFile, replace_file};
pub use request::write_request;
pub use space::{free, refuse_without_room};
pub use table::{Holds, Layout, MatchNote, Table, TableColumn, Told, Wording};

use crate::error::{Error, IoContext as _, Result};
use crate::model::TableFormat;
use document::Guide;
use file::{OutputFile, TableFile};

/// The file of create-customer requests.
pub const REQUESTS: &str = "accepted.jsonl";

/// The report's file.
pub const REPORT: &str = "report.html";

/// The folder of letters to customers, drafts of e-mails.
pub const LETTERS: &str = "relationship-requests";

/// What one batch gives to every file.
#[derive(Debug)]
pub struct Rendered {
    /// The rows of each table, in the order of [`Table::ALL`], and how many they are.
    pub tables: [(Rows, u64); Table::ALL.len()],
    /// Create-customer requests, and how many.
    pub requests: (Vec<u8>, u64),
    /// Letters to customers, a file each.
    pub letters: Vec<Vec<u8>>,
}

impl Rendered {
    /// Nothing yet, for tables of this format. With `raw`, text is for machines alone: [`CsvRows::new`].
    pub fn new(format: TableFormat, raw: bool) -> Self {
        Rendered {
            tables: std::array::from_fn(|_| (Rows::new(format, raw), 0)),
            requests: (Vec::new(), 0),
            letters: Vec::new(),
        }
    }

    /// Forgets what it holds, not the memory that it holds it in.
    pub fn clear(&mut self) {
        for (rows, count) in &mut self.tables {
            rows.clear();
            *count = 0;
        }
        self.requests.0.clear();
        self.requests.1 = 0;
        self.letters.clear();
    }
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
    /// Whether CSV tables are for machines alone, so that a cell that a spreadsheet would run is left as it is.
    pub raw: bool,
}

impl Target {
    /// Where the result is written until it is complete.
    pub fn staging_folder(&self) -> PathBuf {
        place::beside(&self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone()), "partial")
    }
}

/// A result being written.
#[derive(Debug)]
pub struct OutputSet {
    target: Target,
    staging: Staging,
    tables: Vec<TableFile>,
    requests: OutputFile,
    syncer: Syncer,
    /// Files that are complete already.
    finished: Vec<Output>,
    /// How many letters there are.
    letters: u64,
    watch: Watch,
}

impl OutputSet {
    /// Starts a result beside its place, with every table's header. The guide is made for workbooks alone. Where `left`
    /// finds in the folder that a killed run has left how much of the same result was written, that is gone on with.
    pub fn create(
        mut target: Target,
        format: TableFormat,
        layout: &Layout,
        guide: impl FnOnce() -> Arc<dyn Guide>,
        left: impl FnOnce(&Path) -> Option<Written>,
    ) -> Result<Self> {
        // Where the folder is a link, the result belongs where that leads.
        if let Ok(folder) = target.folder.canonicalize() {
            target.folder = folder;
        }
        let (staging, left) = Staging::create(&target, left)?;
        if let Some(left) = left {
            return OutputSet::go_on(target, staging, left);
        }
        let guide = (format == TableFormat::Xlsx).then(guide);
        let tables = Table::ALL
            .iter()
            .map(|table| match &guide {
                None => TableFile::csv(staging.path(), *table, layout, &target),
                Some(guide) => TableFile::xlsx(staging.path(), *table, layout, guide),
            })
            .collect::<Result<_>>()?;
        let requests = OutputFile::create(staging.path(), REQUESTS)?;
        let (syncer, finished, watch) = (Syncer::start()?, Vec::new(), Watch::default());
        Ok(OutputSet { target, staging, tables, requests, syncer, finished, letters: 0, watch })
    }

    fn go_on(target: Target, staging: Staging, written: Written) -> Result<Self> {
        let mut begun: Vec<String> = Table::ALL.map(|table| file::table_name(table, TableFormat::Csv)).to_vec();
        begun.push(REQUESTS.to_owned());
        checkpoint::keep_only(staging.path(), &begun, &written)?;
        let Written { files, finished, letters } = written;
        let tables = Table::ALL.iter().zip(&files);
        let tables = tables.map(|(table, length)| TableFile::go_on(staging.path(), *table, *length));
        let tables = tables.collect::<Result<_>>()?;
        let requests = OutputFile::go_on(staging.path(), REQUESTS, files.last().copied().unwrap_or_default())?;
        let (syncer, watch) = (Syncer::start()?, Watch::default());
        Ok(OutputSet { target, staging, tables, requests, syncer, finished, letters, watch })
    }

    /// Where the result is written until it is complete.
    pub fn folder(&self) -> &Path {
        self.staging.path()
    }

    /// Brings everything so far onto the disk; how much that is.
    pub fn sync(&mut self) -> Result<Written> {
        let mut files: Vec<_> = self.tables.iter_mut().map(TableFile::sync).collect::<Result<_>>()?;
        files.push(self.requests.sync()?);
        Ok(Written { files, finished: self.finished.clone(), letters: self.letters })
    }

    /// Adds what a batch gives. Batches must come in input order.
    pub fn write(&mut self, rendered: &Rendered) -> Result<()> {
        for (file, (rows, count)) in self.tables.iter_mut().zip(&rendered.tables) {
            file.write(rows, *count)?;
            file.sync_ahead(&self.syncer);
        }
        let (requests, count) = &rendered.requests;
        self.requests.write(requests, *count)?;
        self.requests.sync_ahead(&self.syncer);
        for letter in &rendered.letters {
            if self.letters == 0 {
                file::create_folder(&self.staging.path().join(LETTERS))?;
            }
            self.letters += 1;
            self.add(&format!("{LETTERS}/{:05}.eml", self.letters), |out| out.write_all(letter))?;
        }
        self.watch.written(&self.target.folder)
    }

    /// Adds a whole file beside the tables.
    pub fn add(&mut self, name: &str, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<()> {
        let mut file = OutputFile::create(self.staging.path(), name)?;
        file.write_with(write)?;
        self.finished.push(file.finish()?);
        Ok(())
    }

    /// How many rows each table has so far, in the order of [`Table::ALL`].
    pub fn rows(&self) -> [u64; Table::ALL.len()] {
        std::array::from_fn(|table| self.tables[table].rows())
    }

    /// Completes every file, adds the manifest with what was written, and moves the result into place. When all is
    /// written, and nothing yet in place, `announce` is told the manifest, its checksum and the place.
    ///
    /// An error means that nothing was published. Beside the manifest comes what failed afterwards, and is left for the
    /// next run to tidy.
    pub fn publish(
        self,
        mut manifest: Manifest,
        announce: impl FnOnce(&Manifest, &str, &Path) -> Result<()>,
    ) -> Result<(Manifest, Option<Error>)> {
        let OutputSet { target, staging, tables, requests, syncer, finished, letters, .. } = self;
        syncer.finish()?;
        if letters > 0 {
            file::sync_folder(&staging.path().join(LETTERS))?;
        }
        manifest.outputs = finish_all(tables, requests)?;
        manifest.outputs.extend(finished);
        let mut file = OutputFile::create(staging.path(), MANIFEST)?;
        let text = serde_json::to_string_pretty(&manifest)
            .map_err(|error| Error::failed("could not put the manifest into words").because(error))?;
        file.write(text.as_bytes(), 1)?;
        file.write(b"\n", 0)?;
        let complete = file.finish()?;
        announce(&manifest, &complete.sha256, &target.folder)?;
        let untidy = staging.publish(&target)?;
        Ok((manifest, untidy))
    }
}

/// Completes every file, side by side since the disk takes its time for each. The requests stand behind the accepted
/// rows.
fn finish_all(tables: Vec<TableFile>, requests: OutputFile) -> Result<Vec<Output>> {
    thread::scope(|scope| {
        let thread = || thread::Builder::new();
        let requests = thread().spawn_scoped(scope, || requests.finish()).map_err(Error::no_thread)?;
        let files = tables.into_iter().map(|table| thread().spawn_scoped(scope, || table.finish()));
        let mut files = files.collect::<io::Result<Vec<_>>>().map_err(Error::no_thread)?;
        files.insert(1, requests);
        let gave_up = |_| Err(Error::failed("a thread that completes files gave up"));
        files.into_iter().map(|file| file.join().unwrap_or_else(gave_up)).collect()
    })
}

/// Checks ahead of the work that the result's place may be used.
pub fn refuse_unless_free(target: &Target) -> Result<()> {
    place::refuse_if_held(&target.folder.canonicalize().unwrap_or_else(|_| target.folder.clone()))?;
    refuse_what_would_be_lost(target)
}

/// Keeps a result out of a folder that holds what it would replace.
fn refuse_what_would_be_lost(target: &Target) -> Result<()> {
    let folder = &target.folder;
    let entries = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
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

/// Removes what a run has written into a result's folder, and the folder with it unless a person has put something there;
/// returns whether it is gone. The manifest goes last: until then it is a result, and can be removed again.
pub fn remove_result(folder: &Path) -> Result<bool> {
    let mut ours = Vec::new();
    for entry in fs::read_dir(folder).reading(folder)? {
        let entry = entry.reading(folder)?;
        if is_ours(&entry.file_name().to_string_lossy()) {
            ours.push(entry.path());
        }
    }
    ours.sort_by_key(|path| path.ends_with(MANIFEST));
    for path in ours {
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.writing(&path)?;
    }
    Ok(fs::remove_dir(folder).is_ok())
}

/// Where a result's accepted rows are.
pub fn accepted_table(folder: &Path) -> PathBuf {
    let workbook = folder.join(file::table_name(Table::Accepted, TableFormat::Xlsx));
    if workbook.is_file() { workbook } else { folder.join(file::table_name(Table::Accepted, TableFormat::Csv)) }
}

/// The checksum of a whole file, as the manifest has it.
pub fn checksum(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
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
        || name == REPORT
        || name == LETTERS
        || Table::ALL.iter().any(|table| {
            [TableFormat::Csv, TableFormat::Xlsx].iter().any(|format| name == file::table_name(*table, *format))
        })
}
