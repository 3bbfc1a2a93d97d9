//! The corpus of awkward workbooks: each file of `tests/workbooks` is understood as the text beside it says.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use partner_intake::read::excel::{Limits, RawRow, ReadError, Workbook};

use crate::support::{assert_current, project};

/// The workbooks, in order.
pub(crate) fn workbooks() -> Vec<PathBuf> {
    let endings = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
    let mut files: Vec<PathBuf> = fs::read_dir(project("tests/workbooks"))
        .expect("the corpus is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)))
        .collect();
    files.sort();
    assert!(files.len() >= 50, "only {} workbooks", files.len());
    files
}

/// Everything that is read of a workbook, as text: its sheets, and their rows with `|` between the cells.
fn understood(path: &Path) -> String {
    let mut text = String::new();
    if let Err(error) = describe(path, &mut text) {
        let folder = format!("{}/", path.parent().expect("it lies in a folder").display());
        let _ = writeln!(text, "error: {}\nhint: {}", error.to_string().replace(&folder, ""), error.hint());
    }
    text
}

fn describe(path: &Path, text: &mut String) -> Result<(), ReadError> {
    let mut workbook = Workbook::open(path, &Limits::default())?;
    for warning in workbook.warnings() {
        let _ = writeln!(text, "warning: {warning:?}");
    }
    for sheet in workbook.sheets().to_vec() {
        let hidden = if sheet.visible { "" } else { ", hidden" };
        let cells = if sheet.has_cells { "" } else { ", without cells" };
        let _ = writeln!(text, "sheet `{}`{hidden}{cells}", sheet.name);
        if !sheet.has_cells {
            continue;
        }
        let mut reader = workbook.sheet(&sheet.name)?;
        let mut row = RawRow::default();
        while reader.next_row(&mut row)? {
            let cells: Vec<String> = row.cells().map(|cell| cell.escape_debug().to_string()).collect();
            // A cell in the last column has 16,383 before it.
            let line = cells.join("|").replace(&"|".repeat(1000), "…");
            let _ = writeln!(text, "{}: {line}", row.number());
        }
    }
    Ok(())
}

#[test]
fn every_workbook_is_understood_as_the_text_beside_it_says() {
    for path in workbooks() {
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        assert_current(&format!("tests/workbooks/{name}.txt"), &understood(&path));
    }
}
