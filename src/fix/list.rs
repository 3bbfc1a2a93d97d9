//! The files that fixing writes, each whole or not at all.

use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Change;
use crate::catalogue::Trust;
use crate::error::{Error, IoContext as _, Result};
use crate::model::{Source, formula};
use crate::read::TableInfo;
use crate::write::excel::PlainBook;

/// A file that appears in its place when it is complete.
pub(super) struct Aside {
    file: NamedTempFile,
    path: PathBuf,
}

impl Aside {
    fn create(path: &Path) -> Result<Aside> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Aside { file: NamedTempFile::new_in(folder).writing(path)?, path: path.to_owned() })
    }

    fn keep(self) -> Result<()> {
        self.file.as_file().sync_all().writing(&self.path)?;
        self.file.persist(&self.path).map(drop).map_err(|error| error.error).writing(&self.path)
    }
}

/// Writes records with the delimiter that the list has.
type Records = csv::Writer<Aside>;

impl io::Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn records(path: &Path, delimiter: u8) -> Result<Records> {
    Ok(csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(Aside::create(path)?))
}

/// Writes a record. What a spreadsheet would run is made harmless, as in every table of ours.
fn write_record<'c>(records: &mut Records, cells: impl Iterator<Item = &'c str>) -> Result<()> {
    let safe: Vec<String> = cells
        .map(|cell| if formula::needs_mark(cell) { format!("{}{cell}", formula::MARK) } else { cell.to_owned() })
        .collect();
    let path = records.get_ref().path.clone();
    records.write_record(&safe).map_err(|error| Error::failed("could not write").in_file(&path).because(error))
}

fn finish_records(records: Records) -> Result<()> {
    let path = records.get_ref().path.clone();
    let lost = |_| Error::failed("could not write").in_file(&path);
    records.into_inner().map_err(lost)?.keep()
}

/// The list with its values changed.
pub(super) enum FixedList {
    Text(Box<Records>),
    Workbook(Box<PlainBook>, Aside),
}

impl FixedList {
    pub(super) fn create(path: &Path, is_workbook: bool, delimiter: u8) -> Result<FixedList> {
        if !is_workbook {
            return Ok(FixedList::Text(Box::new(records(path, delimiter)?)));
        }
        let aside = Aside::create(path)?;
        let folder = aside.file.path().parent().unwrap_or(Path::new("."));
        let book = PlainBook::create(folder).map_err(|error| in_book(error, path))?;
        Ok(FixedList::Workbook(Box::new(book), aside))
    }

    /// Begins a table of the list with what stands above its header, all in their rows; of a text there is one table.
    pub(super) fn start_table(&mut self, table: &TableInfo) -> Result<()> {
        let headers = &table.source.headers;
        match self {
            FixedList::Text(records) => {
                let mut above = table.above.iter().peekable();
                for row in 1..table.header_row {
                    let title = above.next_if(|(number, _)| *number == row);
                    // A row without a title is one of empty cells.
                    let cell = |place: usize| title.and_then(|(_, cells)| cells.get(place)).map_or("", String::as_str);
                    let width = title.map_or(0, |(_, cells)| cells.len()).max(headers.len());
                    write_record(records, (0..width).map(cell))?;
                }
                write_record(records, headers.iter().map(String::as_str))
            }
            FixedList::Workbook(book, aside) => book
                .start_sheet(&table.source.sheet, &table.above, (table.header_row.max(1), headers))
                .map_err(|error| in_book(error, &aside.path)),
        }
    }

    pub(super) fn write(&mut self, row: &[String]) -> Result<()> {
        match self {
            FixedList::Text(records) => write_record(records, row.iter().map(String::as_str)),
            FixedList::Workbook(book, aside) => {
                book.push_row(row.iter().map(String::as_str)).map_err(|error| in_book(error, &aside.path))
            }
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        match self {
            FixedList::Text(records) => finish_records(*records),
            FixedList::Workbook(book, mut aside) => {
                let path = aside.path.clone();
                book.finish(&mut aside).map_err(|error| in_book(error, &path))?;
                aside.keep()
            }
        }
    }
}

fn in_book(error: crate::write::excel::WriteError, path: &Path) -> Error {
    Error::failed("could not write the workbook").in_file(path).because(error)
}

/// The list of what was changed and what could be.
pub(super) struct Changes(Records);

impl Changes {
    pub(super) fn create(path: &Path) -> Result<Changes> {
        let mut records = records(path, b',')?;
        let header = ["file", "sheet", "row", "column", "field", "rule", "old", "new", "trust", "applied"];
        write_record(&mut records, header.into_iter())?;
        Ok(Changes(records))
    }

    pub(super) fn write(&mut self, source: &Source, change: &Change) -> Result<()> {
        let trust = if change.trust == Trust::Safe { "safe" } else { "unsafe" };
        let applied = if change.applied { "yes" } else { "no" };
        let (row, header) = (change.row.to_string(), source.headers.get(change.column).map_or("", String::as_str));
        let cells = [&source.file, &source.sheet, row.as_str(), header, change.field.name(), change.rule];
        let values = [change.old.as_str(), &change.new, trust, applied];
        write_record(&mut self.0, cells.into_iter().chain(values))
    }

    pub(super) fn finish(self) -> Result<()> {
        finish_records(self.0)
    }
}
