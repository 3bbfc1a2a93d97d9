//! What a person should know of how the inputs were read. Names files, sheets and headers, never a cell's value.

use crate::messages::Messages;
use crate::read::excel::Warning;
use crate::read::header::Note;

/// Why a run that was to go on where another was stopped begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BegunAnew {
    /// No run has left anything.
    NothingLeft,
    /// What was left was made by another version of the program.
    Program,
    /// The inputs are others.
    Inputs,
    /// The existing customers are others.
    Customers,
    /// The settings are others, or the day.
    Settings,
    /// What was left cannot be read.
    Damaged,
    /// Tables are workbooks, which are written at the end.
    Workbooks,
}

impl BegunAnew {
    const fn key(self) -> &'static str {
        match self {
            BegunAnew::NothingLeft => "notice.begun-anew.nothing-left",
            BegunAnew::Program => "notice.begun-anew.program",
            BegunAnew::Inputs => "notice.begun-anew.inputs",
            BegunAnew::Customers => "notice.begun-anew.customers",
            BegunAnew::Settings => "notice.begun-anew.settings",
            BegunAnew::Damaged => "notice.begun-anew.damaged",
            BegunAnew::Workbooks => "notice.begun-anew.workbooks",
        }
    }
}

/// Something a person should know of how an input was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Of a table's columns.
    Columns {
        /// The table.
        table: String,
        /// What there is to know.
        note: Note,
    },
    /// Two inputs are the same, byte for byte.
    SameContent {
        /// The later one.
        file: String,
        /// The one before.
        twin: String,
    },
    /// A run that the store knows has processed the same content.
    ProcessedBefore {
        /// The file.
        file: String,
        /// The day of that run.
        day: String,
    },
    /// The run goes on where a killed one was stopped.
    WentOn {
        /// How many rows were done.
        rows: u64,
    },
    /// The run was to go on with another, and begins anew.
    BegunAnew(BegunAnew),
    /// A file of the inbox has the content of one that was processed, and is not processed again.
    NotAgain {
        /// The file.
        file: String,
        /// The day of the run that did.
        day: String,
    },
    /// A file of the inbox has the content of another one.
    SameInInbox {
        /// The file.
        file: String,
        /// The other, which is processed.
        twin: String,
    },
    /// A file of the inbox may still be written, and is left for the next run.
    StillWritten {
        /// The file.
        file: String,
    },
    /// Something in the inbox is no list, and is left there.
    NoList {
        /// The file.
        file: String,
    },
    /// An input cannot be read; the run went on without it.
    LeftOut {
        /// Which, and what is wrong with it.
        why: String,
    },
    /// An input could not be read this time; the run went on without it.
    Postponed {
        /// Which, and what happened.
        why: String,
    },
    /// What an earlier run accepted could not be read any more, so the store does not know it.
    RunNotRecorded {
        /// The folder of its result.
        folder: String,
        /// Its day.
        day: String,
    },
    /// A list is one page of an answer of Partner Center, and others follow.
    MorePages {
        /// The file.
        file: String,
    },
    /// An input was named more than once, and is read once.
    NamedAgain {
        /// The file.
        file: String,
    },
    /// The encoding was guessed.
    Encoding {
        /// The file.
        file: String,
        /// The encoding's name.
        encoding: &'static str,
        /// Whether it may as well be another.
        doubtful: bool,
    },
    /// Some lines are UTF-8, the others in another encoding.
    MixedEncodings {
        /// The file.
        file: String,
        /// The other encoding's name.
        encoding: &'static str,
    },
    /// The user names an encoding, and the file proves to be in another.
    EncodingProven {
        /// The file.
        file: String,
        /// What it proves to be.
        encoding: &'static str,
    },
    /// Rows above the header hold something.
    RowsAbove {
        /// The table.
        table: String,
        /// How many.
        rows: u32,
        /// The header's row.
        header_row: u32,
    },
    /// Rows that only show how the workbook to fill in is meant were left in, and are passed over.
    Examples {
        /// The table.
        table: String,
        /// How many.
        rows: u64,
    },
    /// Cells of a workbook are lost in reading it.
    Lost {
        /// The file.
        file: String,
        /// What is lost.
        warning: Warning,
    },
    /// A sheet was not read.
    SheetSkipped {
        /// The file.
        file: String,
        /// The sheet.
        sheet: String,
        /// Whether because it is hidden; otherwise it holds no list.
        hidden: bool,
    },
    /// Rows of a list did not come into the store: they cannot be read properly, or say of no company who it is.
    CustomersLeftOut {
        /// The list.
        file: String,
        /// How many rows.
        rows: u64,
        /// The first of them, as a person counts rows.
        first: u32,
    },
    /// The index of existing customers was damaged, and has been made anew.
    IndexDamaged {
        /// The file.
        file: String,
    },
    /// The index of existing customers was of other lists or by other rules, and has been made anew.
    IndexOutdated {
        /// The file.
        file: String,
    },
    /// Rows of a list of existing customers are malformed, so the customers in them may not be recognised.
    ExistingMalformed {
        /// The list.
        file: String,
        /// How many rows.
        rows: u64,
        /// The first of them, as a person counts rows.
        first: u32,
    },
}

impl Notice {
    /// The notice in words.
    pub fn text(&self, words: &Messages) -> String {
        match self {
            Notice::Columns { table, note } => {
                format!("{table}{}{}", words.text("punctuation.colon"), note_text(note, words))
            }
            Notice::SameContent { file, twin } => words.fill("notice.same-content", &[("file", file), ("twin", twin)]),
            Notice::WentOn { rows } => words.fill("notice.went-on", &[("rows", &words.number(*rows))]),
            Notice::BegunAnew(why) => words.text(why.key()).to_owned(),
            Notice::ProcessedBefore { file, day } => {
                words.fill("notice.processed-before", &[("file", file), ("day", day)])
            }
            Notice::NotAgain { file, day } => words.fill("notice.not-again", &[("file", file), ("day", day)]),
            Notice::SameInInbox { file, twin } => words.fill("notice.same-in-inbox", &[("file", file), ("twin", twin)]),
            Notice::StillWritten { file } => words.fill("notice.still-written", &[("file", file)]),
            Notice::NoList { file } => words.fill("notice.no-list", &[("file", file)]),
            Notice::LeftOut { why } => words.fill("notice.left-out", &[("why", why)]),
            Notice::Postponed { why } => words.fill("notice.postponed", &[("why", why)]),
            Notice::RunNotRecorded { folder, day } => {
                words.fill("notice.run-not-recorded", &[("folder", folder), ("day", day)])
            }
            Notice::MorePages { file } => words.fill("notice.more-pages", &[("file", file)]),
            Notice::NamedAgain { file } => words.fill("notice.named-again", &[("file", file)]),
            Notice::Encoding { file, encoding, doubtful } => {
                let key = if *doubtful { "notice.encoding-doubtful" } else { "notice.encoding" };
                words.fill(key, &[("file", file), ("encoding", encoding)])
            }
            Notice::MixedEncodings { file, encoding } => {
                words.fill("notice.encoding-mixed", &[("file", file), ("encoding", encoding)])
            }
            Notice::EncodingProven { file, encoding } => {
                words.fill("notice.encoding-proven", &[("file", file), ("encoding", encoding)])
            }
            Notice::RowsAbove { table, rows, header_row } => {
                let (rows, row) = (words.count("rows", u64::from(*rows)), header_row.to_string());
                words.fill("notice.rows-above", &[("table", table), ("rows", &rows), ("row", &row)])
            }
            Notice::Examples { table, rows } => {
                words.fill("notice.examples", &[("table", table), ("rows", &words.count("rows", *rows))])
            }
            Notice::Lost { file, warning } => {
                format!("{file}{}{}", words.text("punctuation.colon"), loss_text(*warning, words))
            }
            Notice::SheetSkipped { file, sheet, hidden } => {
                let key = if *hidden { "notice.sheet-hidden" } else { "notice.sheet-without-list" };
                words.fill(key, &[("file", file), ("sheet", sheet)])
            }
            Notice::CustomersLeftOut { file, rows, first } => {
                let (rows, first) = (words.count("rows", *rows), first.to_string());
                words.fill("notice.customers-left-out", &[("file", file), ("rows", &rows), ("first", &first)])
            }
            Notice::IndexDamaged { file } => words.fill("notice.index-damaged", &[("file", file)]),
            Notice::IndexOutdated { file } => words.fill("notice.index-outdated", &[("file", file)]),
            Notice::ExistingMalformed { file, rows, first } => {
                let (rows, first) = (words.count("rows", *rows), first.to_string());
                words.fill("notice.existing-malformed", &[("file", file), ("rows", &rows), ("first", &first)])
            }
        }
    }
}

/// What there is to know of a column, in words.
fn note_text(note: &Note, words: &Messages) -> String {
    let values = note.values();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.fill(note.key(), &values)
}

/// What is lost in reading a workbook, in words.
fn loss_text(warning: Warning, words: &Messages) -> String {
    match warning {
        Warning::FormulasWithoutResult(count) => words.count("notice.formulas-without-result", count),
        Warning::ValuesUnseen(count) => words.count("notice.values-unseen", count),
        Warning::NumberFormatsUnseen => words.text("notice.number-formats-unseen").to_owned(),
    }
}
