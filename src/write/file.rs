//! A single output file: what goes through it is counted and hashed, and it is on the disk before it is called done.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::checkpoint::Length;
use super::document::Guide;
use super::excel::ExcelTable;
use super::syncer::Syncer;
use super::table::{Layout, Table};
use super::{CellSink as _, CsvRows, Output, Rows, Target};
use crate::error::{Error, IoContext as _, Result};
use crate::model::TableFormat;

/// So much of a file is left to be synced at its end: little enough not to wait for long, and far more than it costs to ask.
const LEFT_TO_SYNC: u64 = 32 * 1024 * 1024;

/// Batches come in pieces of this order; smaller ones are collected.
const BUFFER: usize = 256 * 1024;

/// A file of bytes.
#[derive(Debug)]
pub(super) struct OutputFile {
    path: PathBuf,
    name: String,
    sink: BufWriter<Tally>,
    rows: u64,
    /// How much of it the disk has been asked to keep.
    synced: u64,
}

#[derive(Debug)]
struct Tally {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Tally {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl OutputFile {
    pub(super) fn create(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let file = create_options(true).open(&path).writing(&path)?;
        let sink = BufWriter::with_capacity(BUFFER, Tally { file, hash: Sha256::new(), bytes: 0 });
        Ok(OutputFile { path, name: name.to_owned(), sink, rows: 0, synced: 0 })
    }

    /// Goes on with a file of which so much was written; what is behind that is cut off.
    pub(super) fn go_on(folder: &Path, name: &str, written: Length) -> Result<Self> {
        let path = folder.join(name);
        let mut file = File::options().read(true).write(true).open(&path).writing(&path)?;
        let mut hash = Sha256::new();
        let bytes = io::copy(&mut (&file).take(written.bytes), &mut hash).reading(&path)?;
        if bytes != written.bytes {
            return Err(Error::failed("the file is shorter than it was when its run was stopped").in_file(&path));
        }
        file.set_len(bytes).and_then(|()| file.seek(SeekFrom::End(0))).writing(&path)?;
        let sink = BufWriter::with_capacity(BUFFER, Tally { file, hash, bytes });
        Ok(OutputFile { path, name: name.to_owned(), sink, rows: written.rows, synced: bytes })
    }

    /// Brings everything so far onto the disk; how much that is.
    pub(super) fn sync(&mut self) -> Result<Length> {
        self.sink.flush().writing(&self.path)?;
        let Tally { file, bytes, .. } = self.sink.get_ref();
        file.sync_data().writing(&self.path)?;
        self.synced = *bytes;
        Ok(Length { bytes: *bytes, rows: self.rows })
    }

    pub(super) fn write(&mut self, bytes: &[u8], rows: u64) -> Result<()> {
        self.rows += rows;
        self.sink.write_all(bytes).writing(&self.path)
    }

    /// Writes what is no rows.
    pub(super) fn write_with(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        write(&mut self.sink).writing(&self.path)
    }

    /// Lets the disk begin with what has been written, once there is enough of it.
    pub(super) fn sync_ahead(&mut self, syncer: &Syncer) {
        let Tally { file, bytes, .. } = self.sink.get_ref();
        if bytes - self.synced > LEFT_TO_SYNC && syncer.sync(&self.path, file) {
            self.synced = *bytes;
        }
    }

    pub(super) fn finish(self) -> Result<Output> {
        let tally = self.sink.into_inner().map_err(io::IntoInnerError::into_error).writing(&self.path)?;
        tally.file.sync_all().writing(&self.path)?;
        let sha256 = format!("{:x}", tally.hash.finalize());
        Ok(Output { file: self.name, bytes: tally.bytes, sha256, rows: self.rows })
    }
}

/// A table's file.
pub(super) struct TableFile {
    file: OutputFile,
    workbook: Option<ExcelTable>,
}

impl std::fmt::Debug for TableFile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.file.fmt(out)
    }
}

impl TableFile {
    /// A table as text, with its header.
    pub(super) fn csv(folder: &Path, table: Table, layout: &Layout, target: &Target) -> Result<Self> {
        let mut file = OutputFile::create(folder, &table_name(table, TableFormat::Csv))?;
        if target.byte_order_mark {
            file.write("\u{FEFF}".as_bytes(), 0)?;
        }
        let mut rows = CsvRows::new(target.raw);
        for column in layout.columns(table) {
            rows.cell(&column.header);
        }
        rows.end_row();
        file.write(&rows.bytes, 0)?;
        Ok(TableFile { file, workbook: None })
    }

    /// Goes on with a table as text.
    pub(super) fn go_on(folder: &Path, table: Table, written: Length) -> Result<Self> {
        let file = OutputFile::go_on(folder, &table_name(table, TableFormat::Csv), written)?;
        Ok(TableFile { file, workbook: None })
    }

    /// Brings everything so far onto the disk.
    pub(super) fn sync(&mut self) -> Result<Length> {
        self.file.sync()
    }

    /// A table as a workbook. What people work in bears the name that the sender's own sheet has.
    pub(super) fn xlsx(folder: &Path, table: Table, layout: &Layout, guide: &Arc<dyn Guide>) -> Result<Self> {
        let file = OutputFile::create(folder, &table_name(table, TableFormat::Xlsx))?;
        let guide = table.is_working_document().then(|| Arc::clone(guide));
        let sheet = layout.sheet().filter(|_| guide.is_some()).unwrap_or(table.name());
        let workbook = ExcelTable::create(folder, table, sheet, &layout.columns(table), guide)
            .map_err(|error| Error::failed("could not start the workbook").in_file(&file.path).because(error))?;
        Ok(TableFile { file, workbook: Some(workbook) })
    }

    pub(super) fn write(&mut self, rows: &Rows, count: u64) -> Result<()> {
        match (rows, &mut self.workbook) {
            (Rows::Csv(rows), _) => self.file.write(&rows.bytes, count),
            (Rows::Cells(rows), Some(workbook)) => {
                self.file.rows += count;
                for (cells, faults) in rows.rows() {
                    workbook.push_row(cells, faults).map_err(|error| {
                        Error::failed("could not write the workbook").in_file(&self.file.path).because(error)
                    })?;
                }
                Ok(())
            }
            (Rows::Cells(_), None) => Err(Error::failed("cells were written to a text file").in_file(&self.file.path)),
        }
    }

    pub(super) fn sync_ahead(&mut self, syncer: &Syncer) {
        self.file.sync_ahead(syncer);
    }

    pub(super) fn rows(&self) -> u64 {
        self.file.rows
    }

    pub(super) fn finish(mut self) -> Result<Output> {
        if let Some(workbook) = self.workbook {
            workbook.finish(&mut self.file.sink).map_err(|error| {
                Error::failed("could not write the workbook").in_file(&self.file.path).because(error)
            })?;
        }
        self.file.finish()
    }
}

/// A table's file name.
pub fn table_name(table: Table, format: TableFormat) -> String {
    format!("{}.{}", table.name(), format.name())
}

/// How a file is made that its owner alone may read: rows are people's data.
pub(super) fn create_options(must_be_new: bool) -> OpenOptions {
    let mut options = File::options();
    options.write(true).create(true).create_new(must_be_new);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Makes a folder that its owner alone may look into.
pub(super) fn create_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).writing(folder)
}

/// Makes sure that what was put into a folder is there after a power cut.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    // Only Unix can open a folder to sync it, and there not every file system can; elsewhere it is its own business.
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced.writing(folder),
    }
}
