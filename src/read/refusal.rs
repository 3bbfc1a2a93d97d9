//! What is said of a file that cannot be read: one sentence, and what to do. Never what the file holds.

use std::error::Error as StdError;
use std::io;

use super::encoding::NotUtf8;
use super::excel::ReadError;
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

pub(super) fn of_workbook(file: &str, error: ReadError) -> Error {
    let hint = error.hint();
    match error {
        ReadError::Io { source, .. } => cannot_open(file, source),
        ReadError::File { fault, .. } => Error::could_not_run(format!("the workbook {fault}")).in_file(file),
        ReadError::Sheet { sheet, row, fault, .. } => {
            Error::could_not_run(format!("the sheet {fault}")).in_file(file).in_sheet(&sheet).at_row(row)
        }
    }
    .with_hint(hint)
}
