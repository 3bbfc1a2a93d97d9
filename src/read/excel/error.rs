//! Why a workbook could not be read: what, where, and what to try. Never a value of a cell.

use std::io;

use calamine::{OdsError, XlsError, XlsbError, XlsxError};

/// A workbook could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system would not give its bytes.
    #[error("could not read `{file}`: {source}")]
    Io {
        /// The file as the user named it.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// Something is wrong with the workbook as a whole.
    #[error("`{file}` {fault}")]
    File {
        /// The file as the user named it.
        file: String,
        /// What is wrong.
        fault: FileFault,
    },
    /// Something is wrong within one sheet.
    #[error("sheet `{sheet}` of `{file}` {fault}, after row {row}")]
    Sheet {
        /// The file as the user named it.
        file: String,
        /// The sheet's name.
        sheet: String,
        /// The last row that was read well, counted from 1; 0 when there was none.
        row: u32,
        /// What is wrong.
        fault: SheetFault,
    },
}

impl ReadError {
    /// What to try, in one sentence without a full stop.
    pub fn hint(&self) -> &'static str {
        match self {
            ReadError::Io { .. } => "check that the file exists and that no other program holds it open",
            ReadError::File { fault, .. } => fault.hint(),
            ReadError::Sheet { fault, .. } => fault.hint(),
        }
    }
}

/// What can be wrong with a workbook as a whole.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// Its bytes are those of something else.
    #[error("is not a workbook: it holds {0}")]
    NotAWorkbook(&'static str),
    /// It asks for a password.
    #[error("is protected by a password")]
    Encrypted,
    /// Its parts cannot be taken out, or are not what the format demands.
    #[error("is damaged: {0}")]
    Damaged(&'static str),
    /// It would take far more memory or time than its size lets expect; such files are made to do harm.
    #[error("is refused as unsafe: {0}")]
    Unsafe(&'static str),
    /// Its parts unpack to more bytes than the limit.
    #[error("unpacks to more than {0} bytes")]
    Unpacks(u64),
    /// One of its parts unpacks to more times its size than the limit.
    #[error("has a part that unpacks to more than {0} times its size; such files are made to take a machine down")]
    Ratio(u64),
    /// A part that has to be in memory as a whole, such as the shared texts, has more bytes than the limit.
    #[error("has a part of more than {0} bytes that has to be in memory at once")]
    Memory(u64),
    /// It is of a format that has to be read whole, and too large for that.
    #[error("is too large for its format: {bytes} bytes, at most {limit}")]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        limit: u64,
    },
    /// It has no sheet that holds cells.
    #[error("has no sheet with cells")]
    NoSheet,
    /// Two of its sheets have the same name, so that one would hide the other.
    #[error("has two sheets of the same name")]
    SheetNameTwice,
    /// It has no sheet of the name that was asked for.
    #[error("has no sheet `{0}`")]
    NoSuchSheet(String),
    /// The reading library gave up in a way it should not.
    #[error("could not be understood")]
    Crashed,
}

impl FileFault {
    fn hint(&self) -> &'static str {
        match self {
            FileFault::NotAWorkbook(_) => "open it in the program that made it and save it as .xlsx or .csv",
            FileFault::Encrypted => "open it in Excel, remove the password, save it and try again",
            FileFault::Damaged(_) | FileFault::Crashed => "get the file again, or open it in Excel and save it anew",
            FileFault::Unsafe(_) => {
                "ask the sender where the file comes from; opened in Excel and saved anew it may pass"
            }
            FileFault::Unpacks(_) => "if you trust the sender, allow it with `--limit unpacked=NUMBER`, such as 20G",
            FileFault::Ratio(_) => "if you trust the sender, allow it with `--limit ratio=NUMBER`",
            FileFault::Memory(_) => "split the list, or allow it with `--limit memory=NUMBER`, such as 2G",
            FileFault::TooLarge { .. } => {
                "save it as .xlsx, which is read piece by piece, or allow it with `--limit memory=NUMBER`, such as 2G"
            }
            FileFault::NoSheet => "check that the right file was sent",
            FileFault::SheetNameTwice => "open it in Excel, give every sheet its own name and save it",
            FileFault::NoSuchSheet(_) => "check the name given with `--sheet`; case and spaces count",
        }
    }
}

/// What can be wrong within one sheet.
#[derive(Debug, thiserror::Error)]
pub enum SheetFault {
    /// Its content cannot be taken out, or is not what the format demands.
    #[error("is damaged: {0}")]
    Damaged(&'static str),
    /// A cell comes at or before the place of an earlier one, so that one would hide the other.
    #[error("holds the same place twice")]
    OutOfOrder,
    /// A cell lies outside what a sheet can hold: 1,048,576 rows and 16,384 columns.
    #[error("holds a cell outside the sheet")]
    OutOfBounds,
    /// A single row has more text than the limit.
    #[error("holds a row of more than {0} bytes")]
    RowTooLong(usize),
    /// There are more cells, gaps between cells included, than the limit.
    #[error("holds more than {0} cells")]
    TooManyCells(u64),
    /// The reading library gave up in a way it should not.
    #[error("could not be understood")]
    Crashed,
}

impl SheetFault {
    fn hint(&self) -> &'static str {
        match self {
            SheetFault::TooManyCells(_) => {
                "delete the columns right of the list and the rows below it, then save; or allow it with \
                 `--limit cells=NUMBER`"
            }
            SheetFault::RowTooLong(_) => "delete the columns right of the list, then save",
            _ => "get the file again, or open it in Excel and save it anew",
        }
    }
}

const NOT_XML: &str = "one of its parts is not well-formed";
const CUT_OFF: &str = "one of its parts is cut off or changed";
const NOT_TO_FORMAT: &str = "one of its parts is not what the format demands";

/// What a reading error of calamine means for the user. Its own words are left out: they can quote cells.
pub(super) trait Reason {
    /// Whether the workbook wants a password.
    fn wants_password(&self) -> bool;
    /// What is damaged.
    fn words(&self) -> &'static str;
}

impl Reason for XlsxError {
    fn wants_password(&self) -> bool {
        matches!(self, XlsxError::Password)
    }

    fn words(&self) -> &'static str {
        match self {
            XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::XmlEof(_) => CUT_OFF,
            XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::Encoding(_) => NOT_XML,
            XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::WorksheetNotFound(_) => {
                "one of its parts is missing"
            }
            XlsxError::CellError(_) => "a cell holds an unknown error value",
            _ => NOT_TO_FORMAT,
        }
    }
}

impl Reason for XlsbError {
    fn wants_password(&self) -> bool {
        matches!(self, XlsbError::Password)
    }

    fn words(&self) -> &'static str {
        match self {
            XlsbError::Io(_) | XlsbError::Zip(_) => CUT_OFF,
            _ => NOT_TO_FORMAT,
        }
    }
}

impl Reason for XlsError {
    fn wants_password(&self) -> bool {
        matches!(self, XlsError::Password)
    }

    fn words(&self) -> &'static str {
        match self {
            XlsError::Io(_) | XlsError::Cfb(_) | XlsError::EoStream(_) => CUT_OFF,
            _ => NOT_TO_FORMAT,
        }
    }
}

impl Reason for OdsError {
    fn wants_password(&self) -> bool {
        matches!(self, OdsError::Password)
    }

    fn words(&self) -> &'static str {
        match self {
            OdsError::Io(_) | OdsError::Zip(_) => CUT_OFF,
            OdsError::Xml(_) => NOT_XML,
            _ => NOT_TO_FORMAT,
        }
    }
}

/// The fault of the file that an opening error of calamine stands for.
pub(super) fn file_fault(error: &impl Reason) -> FileFault {
    if error.wants_password() { FileFault::Encrypted } else { FileFault::Damaged(error.words()) }
}

/// The fault of the sheet that a reading error of calamine stands for.
pub(super) fn sheet_fault(error: &impl Reason) -> SheetFault {
    SheetFault::Damaged(error.words())
}
