//! A workbook that is read in a process of its own: the same program, started again, with limits on memory and time.
//!
//! The parser of workbooks is the one part that others wrote and that a file can make abort, hang or take all memory.
//! Where that happens to another process, it is an error of that one file. Rows come over a pipe in large blocks, and
//! nothing is believed of them that does not agree.

pub mod frame;
mod process;
pub mod serve;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::excel::{self, RowBlock, Sheet, Warning, Workbook};
use super::inputs::InputFile;
use super::refusal::{Fatal, Why};
use crate::error::{Error, Result, Stop};
use frame::{Answer, Asked};
use process::Process;

/// The hidden command by which the program reads a workbook for another run of itself.
pub const COMMAND: &str = "read-workbook";

/// The formats, as [`Workbook::format`] names them.
const FORMATS: &[&str] = &["xlsx", "xlsb", "xls", "ods"];

/// Where workbooks are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// In this process.
    #[default]
    Here,
    /// In a process of its own: this program, which must know the command [`COMMAND`].
    Apart(PathBuf),
}

/// What the process may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Bytes of address space.
    pub memory: u64,
    /// Seconds of a processor's time.
    pub seconds: u64,
}

/// What is told of a workbook before its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    format: String,
    sheets: Vec<Sheet>,
    warnings: Vec<Warning>,
}

impl Contents {
    fn of(workbook: &Workbook) -> Self {
        Contents {
            format: workbook.format().to_owned(),
            sheets: workbook.sheets().to_vec(),
            warnings: workbook.warnings().to_vec(),
        }
    }
}

/// A row as it is looked at to find the header: its number, and its cells.
pub type FirstRow = (u32, Vec<String>);

/// A workbook, open in a process of its own.
#[derive(Debug)]
pub struct Apart {
    file: InputFile,
    workbook: PathBuf,
    program: PathBuf,
    opening: Asked,
    guard: Guard,
    stop: Stop,
    contents: Contents,
    process: Option<Process>,
}

impl Apart {
    /// Opens the workbook at `workbook`, which is the list in the user's file or that file itself.
    pub fn open(
        file: &InputFile,
        workbook: &Path,
        program: &Path,
        limits: &excel::Limits,
        guard: Guard,
        stop: &Stop,
    ) -> Result<Self> {
        let contents = Contents { format: String::new(), sheets: Vec::new(), warnings: Vec::new() };
        let mut apart = Apart {
            file: file.clone(),
            workbook: workbook.to_owned(),
            program: program.to_owned(),
            opening: Asked::Open { limits: limits.clone(), guard },
            guard,
            stop: stop.clone(),
            contents,
            process: None,
        };
        apart.contents = apart.start()?;
        Ok(apart)
    }

    /// Ends the process until something more is asked: of many workbooks that are open, few are read at a time.
    pub fn rest(&mut self) {
        self.process = None;
    }

    /// Every sheet, in the order of the tabs.
    pub fn sheets(&self) -> &[Sheet] {
        &self.contents.sheets
    }

    /// What is lost in reading it.
    pub fn warnings(&self) -> &[Warning] {
        &self.contents.warnings
    }

    /// Its format, as its file's ending should say it.
    pub fn format(&self) -> &'static str {
        FORMATS.iter().find(|format| **format == self.contents.format).unwrap_or(&FORMATS[0])
    }

    /// The first rows of a sheet that are not blank.
    pub fn first_rows(&mut self, sheet: &str, count: usize) -> Result<Vec<FirstRow>> {
        match self.ask(&Asked::FirstRows { sheet: sheet.to_owned(), count })? {
            Answer::FirstRows(rows) => Ok(rows),
            _ => Err(self.failed()),
        }
    }

    /// The rows of a sheet behind the row `after`, of a table with so many columns, until `take` says to stop by
    /// returning false.
    pub fn rows(
        &mut self,
        sheet: &str,
        after: u32,
        width: usize,
        mut take: impl FnMut(RowBlock) -> bool,
    ) -> Result<()> {
        let mut answer = self.ask(&Asked::Rows { sheet: sheet.to_owned(), after, width })?;
        while let Answer::Block(block) = answer {
            if !take(block) {
                // What is still on its way would be taken for the answer to the next question.
                self.rest();
                return Ok(());
            }
            answer = self.next()?;
        }
        if answer == Answer::End { Ok(()) } else { Err(self.failed()) }
    }

    fn start(&mut self) -> Result<Contents> {
        let mut process = Process::start(&self.program, &self.workbook)?;
        // Where it has died, what it leaves behind tells why.
        let _ = process.ask(&self.opening);
        self.process = Some(process);
        match self.next()? {
            Answer::Opened(contents) => Ok(contents),
            _ => Err(self.failed()),
        }
    }

    fn ask(&mut self, asked: &Asked) -> Result<Answer> {
        if self.process.is_none() && self.start()? != self.contents {
            return Err(super::changed().in_file(&self.file.name));
        }
        let _ = self.process.as_mut().map(|process| process.ask(asked));
        self.next()
    }

    /// What comes next. A refusal is an error, and so is the end of the process.
    fn next(&mut self) -> Result<Answer> {
        let Some(process) = &mut self.process else { return Err(self.failed()) };
        match process.next(&self.stop)? {
            Some(Answer::Refused(refusal)) => {
                self.process = None;
                Err(refusal.into_error(&self.file.name, &self.file.path))
            }
            Some(answer) => Ok(answer),
            None => {
                let why = process.why_it_ended(self.guard, &self.stop)?;
                self.process = None;
                Err(self.fatal(why))
            }
        }
    }

    /// It says what was not asked.
    fn failed(&mut self) -> Error {
        self.process = None;
        self.fatal(Why::Failed)
    }

    fn fatal(&self, why: Why) -> Error {
        Fatal::new(&self.file.path, why).into_error(&self.file.name)
    }
}
