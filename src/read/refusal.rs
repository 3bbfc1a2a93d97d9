//! What is said of a file that cannot be read: one sentence, and what to do. Never what the file holds.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::encoding::NotUtf8;
use super::excel::{FileFault, ReadError, SheetFault};
use super::packed::Fault;
use crate::error::{Error, Result};

/// Tells apart what only looks like a list without a header.
pub(super) fn refuse_what_is_no_list(file: &str, text: &[u8], without_rows: bool) -> Result<()> {
    let beginning = text.trim_ascii_start();
    let is_page = [&b"<!doctype"[..], b"<html", b"<table", b"<?xml"]
        .iter()
        .any(|tag| beginning.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag)));
    if is_page {
        let hint = "open it in a spreadsheet program and save it as an Excel workbook or as CSV UTF-8";
        return Err(unreadable(file, "the file is a web page or an XML document, whatever its name says", hint));
    }
    if without_rows && !beginning.contains(&b'"') && !beginning.is_empty() {
        let hint = "it may be no list; if it is one, allow longer lines with `--limit record=BYTES`";
        return Err(unreadable(file, &format!("the first line is longer than {} bytes", text.len()), hint));
    }
    if without_rows && !beginning.is_empty() {
        let hint = "look at the first lines for a quotation mark that has no partner";
        return Err(unreadable(file, "the header cannot be read: a quote opens in it and is not closed", hint));
    }
    Ok(())
}

pub(super) fn cannot_open(file: &str, error: io::Error) -> Error {
    if let Some(fault) = Fault::of(&error) {
        return unreadable(file, &fault.to_string(), fault.hint());
    }
    Error::could_not_run("the file cannot be read")
        .in_file(file)
        .because(error)
        .with_hint("check the name and that you may read it")
}

pub(super) fn lost(file: &str, error: io::Error) -> Error {
    if Fault::of(&error).is_some() {
        return cannot_open(file, error);
    }
    if is_not_utf8(&error) {
        return changed().in_file(file).because(error);
    }
    Error::failed("the file could not be read to its end").in_file(file).because(error)
}

/// A file is not what it was when it was read before.
pub fn changed() -> Error {
    Error::failed("the file was changed while it was read")
        .with_hint("let the program that writes it finish, then run again")
}

/// Whether an error comes of a text that was taken for UTF-8 and is none.
pub fn is_not_utf8(error: &(dyn StdError + 'static)) -> bool {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    inner.is_some_and(<dyn StdError + Send + Sync>::is::<NotUtf8>) || error.source().is_some_and(is_not_utf8)
}

pub(super) fn unreadable(file: &str, what: &str, hint: &str) -> Error {
    Error::could_not_run(what).in_file(file).with_hint(hint)
}

/// Why a workbook cannot be read, as it is told between processes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    what: String,
    sheet: String,
    row: Option<u32>,
    hint: String,
    /// Whether it made the reader fail.
    is_crash: bool,
}

impl Refusal {
    /// What is told of an error.
    pub(super) fn of(error: ReadError) -> Self {
        let is_crash = matches!(
            error,
            ReadError::File { fault: FileFault::Crashed, .. } | ReadError::Sheet { fault: SheetFault::Crashed, .. }
        );
        let hint = error.hint().to_owned();
        let (what, sheet, row) = match error {
            ReadError::Io { source, .. } => (format!("the file cannot be read: {source}"), String::new(), None),
            ReadError::File { fault, .. } => (format!("the workbook {fault}"), String::new(), None),
            ReadError::Sheet { sheet, row, fault, .. } => (format!("the sheet {fault}"), sheet, Some(row)),
        };
        Refusal { what, sheet, row, hint, is_crash }
    }

    /// The same as an error of the file that the user calls `name`, and that lies at `path`.
    pub(super) fn into_error(self, name: &str, path: &Path) -> Error {
        let mut error = Error::could_not_run(self.what).in_file(name).in_sheet(&self.sheet).with_hint(self.hint);
        if let Some(row) = self.row {
            error = error.at_row(row);
        }
        if self.is_crash { error.because(Fatal::new(path, Why::Failed)) } else { error }
    }
}

/// What made the reader of a workbook fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Why {
    /// It asked for more memory than this many bytes.
    #[error("it takes more than {0} bytes of memory")]
    Memory(u64),
    /// It took longer than this many seconds.
    #[error("it takes more than {0} seconds of a processor’s time")]
    Time(u64),
    /// Somebody ended the process that read it, or the system did.
    #[error("the process that read it was ended from outside")]
    Killed,
    /// It gave up in a way it should not.
    #[error("its content made the reader fail")]
    Failed,
}

impl Why {
    fn hint(self) -> &'static str {
        match self {
            Why::Memory(_) => "split the list, or allow it with `--limit workbook-memory=NUMBER`, such as 8G",
            Why::Time(_) => "split the list, or allow it with `--limit workbook-seconds=NUMBER`",
            Why::Killed => "the machine may have run out of memory: run again, or split the list",
            Why::Failed => "get the file again, or open it in Excel and save it anew",
        }
    }
}

/// A workbook that made its reader fail. It is the one reason for which a run goes on without an input.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{why}")]
pub struct Fatal {
    path: PathBuf,
    why: Why,
}

impl Fatal {
    pub(super) fn new(path: &Path, why: Why) -> Self {
        Fatal { path: path.to_owned(), why }
    }

    pub(super) fn into_error(self, name: &str) -> Error {
        let hint = self.why.hint();
        Error::could_not_run("the workbook could not be read").in_file(name).because(self).with_hint(hint)
    }
}

/// Where the workbook lies that made its reader fail, if that is what the error comes of.
pub fn fatal<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e Path> {
    match error.downcast_ref::<Fatal>() {
        Some(fatal) => Some(&fatal.path),
        None => error.source().and_then(fatal),
    }
}

/// What is said of a workbook that this process cannot read.
pub(super) fn of_workbook(name: &str, path: &Path, error: ReadError) -> Error {
    match error {
        ReadError::Io { source, .. } => cannot_open(name, source),
        error => Refusal::of(error).into_error(name, path),
    }
}
