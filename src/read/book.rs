//! A workbook, whether it is read in this process or in one of its own.

use std::path::{Path, PathBuf};

use super::apart::{Apart, FirstRow};
use super::excel::{RowBlock, Sheet, Warning, Workbook};
use super::refusal::of_workbook;
use crate::error::Result;

/// An open workbook.
pub(super) enum Book {
    /// In this process.
    Here {
        /// As the user named it, and where it lies.
        file: (String, PathBuf),
        workbook: Box<Workbook>,
    },
    /// In a process of its own.
    Apart(Box<Apart>),
}

impl Book {
    /// A workbook that this process has opened, or why it could not.
    pub(super) fn here(name: &str, path: &Path, opened: Result<Workbook, super::excel::ReadError>) -> Result<Self> {
        let workbook = Box::new(opened.map_err(|error| of_workbook(name, path, error))?);
        Ok(Book::Here { file: (name.to_owned(), path.to_owned()), workbook })
    }

    /// Every sheet, in the order of the tabs.
    pub(super) fn sheets(&self) -> &[Sheet] {
        match self {
            Book::Here { workbook, .. } => workbook.sheets(),
            Book::Apart(apart) => apart.sheets(),
        }
    }

    /// Its format, as its file's ending should say it.
    pub(super) fn format(&self) -> &'static str {
        match self {
            Book::Here { workbook, .. } => workbook.format(),
            Book::Apart(apart) => apart.format(),
        }
    }

    /// What is lost in reading it.
    pub(super) fn warnings(&self) -> &[Warning] {
        match self {
            Book::Here { workbook, .. } => workbook.warnings(),
            Book::Apart(apart) => apart.warnings(),
        }
    }

    /// The first rows of a sheet that are not blank, with their numbers.
    pub(super) fn first_rows(&mut self, sheet: &str, count: usize) -> Result<Vec<FirstRow>> {
        match self {
            Book::Here { workbook, file: (name, path) } => {
                workbook.first_rows(sheet, count).map_err(|error| of_workbook(name, path, error))
            }
            Book::Apart(apart) => apart.first_rows(sheet, count),
        }
    }

    /// The rows of a sheet behind the row `after`, of a table with so many columns, until `take` says to stop by
    /// returning false.
    pub(super) fn rows(
        &mut self,
        sheet: &str,
        after: u32,
        width: usize,
        take: impl FnMut(RowBlock) -> bool,
    ) -> Result<()> {
        match self {
            Book::Here { workbook, file: (name, path) } => {
                workbook.rows(sheet, after, width, take).map_err(|error| of_workbook(name, path, error))
            }
            Book::Apart(apart) => apart.rows(sheet, after, width, take),
        }
    }
}
