//! Zip archives that are no workbooks: the one list that such an archive holds, unpacked aside.
//!
//! The names in an archive are only ever shown; no file is made by them.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};
use zip::ZipArchive;

use super::inputs::shown;
use super::packed::{Fault, within};
use crate::error::{Error, IoContext as _, Result};
use crate::model::Limits;
use crate::nearest::quoted;

/// How many files of an archive are named where there are too many.
const SHOWN: usize = 5;

/// What workbooks and other office documents are made of.
const PARTS_OF_DOCUMENTS: [&str; 4] = ["[content_types].xml", "mimetype", "content.xml", "meta-inf/manifest.xml"];

/// What Mac and Windows put beside the files they pack.
const LITTER: [&str; 4] = ["__macosx/", ".ds_store", "thumbs.db", "desktop.ini"];

/// Unpacks the only file of an archive; none if the archive is a workbook, or damaged: then the reader of workbooks says
/// so.
pub(super) fn only_file(path: &Path, name: &str, limits: &Limits) -> Result<Option<TempPath>> {
    let Ok(mut archive) = ZipArchive::new(BufReader::new(File::open(path).reading(name)?)) else { return Ok(None) };
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(index) else { return Ok(None) };
        let inner = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        let folded = inner.to_ascii_lowercase();
        if PARTS_OF_DOCUMENTS.contains(&folded.as_str()) || folded.starts_with("xl/") {
            return Ok(None);
        }
        let is_litter = LITTER.iter().any(|litter| folded.starts_with(litter) || folded.ends_with(litter));
        if !entry.is_dir() && !is_litter {
            files.push((index, shown(&inner)));
        }
    }
    let refused = |what: String, hint: &str| Err(Error::could_not_run(what).in_file(name).with_hint(hint));
    let unpack = "unpack it and name the list, or the folder with the lists";
    match files.as_slice() {
        [] => refused("the zip archive holds no file".to_owned(), "there is nothing to import; send it again"),
        [(index, _)] => unpacked(&mut archive, *index, name, limits).map(Some),
        // What Apple's Numbers saves.
        files if files.iter().any(|(_, inner)| inner.starts_with("Index/")) => refused(
            "the file is an Apple Numbers document".to_owned(),
            "export it from Numbers as an Excel workbook or as CSV",
        ),
        files => {
            let named = quoted(files.iter().map(|(_, inner)| inner.as_str()).take(SHOWN));
            let more = if files.len() > SHOWN { ", …" } else { "" };
            refused(format!("the zip archive holds {} files, not one: {named}{more}", files.len()), unpack)
        }
    }
}

fn unpacked(archive: &mut ZipArchive<BufReader<File>>, index: usize, name: &str, limits: &Limits) -> Result<TempPath> {
    let refused = |what: String, hint: &str| Error::could_not_run(what).in_file(name).with_hint(hint);
    let unpack = "unpack it with the program that packed it, and name the list itself";
    let of_fault = |fault: Fault| refused(fault.to_string(), fault.hint());
    let encrypted = archive.by_index_raw(index).is_ok_and(|entry| entry.encrypted());
    if encrypted {
        return Err(refused("the zip archive has a password".to_owned(), unpack));
    }
    let entry = archive.by_index(index).map_err(|error| match error {
        zip::result::ZipError::UnsupportedArchive(_) => {
            refused("the zip archive is packed in a way that is not known here".to_owned(), unpack)
        }
        _ => of_fault(Fault::Damaged),
    })?;
    if entry.size() > limits.unpacked {
        return Err(of_fault(Fault::TooLarge(limits.unpacked)));
    }
    let packed_bytes = entry.compressed_size();
    let mut file = NamedTempFile::new().reading(name)?;
    io::copy(&mut within(entry, packed_bytes, limits), file.as_file_mut()).map_err(|error| {
        match Fault::of(&error) {
            Some(fault) => of_fault(fault),
            None => Error::failed("the zip archive could not be unpacked").in_file(name).because(error),
        }
    })?;
    Ok(file.into_temp_path())
}
