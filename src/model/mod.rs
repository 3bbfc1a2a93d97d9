//! Plain data that every room shares: what a column is, how rows are held, what can be said of a row.
//!
//! This room imports nothing of the crate and knows nothing of files, threads, rules' logic or countries' facts.

mod batch;
mod charset;
mod company;
pub mod eight;
mod field;
mod folder_pattern;
mod format;
pub mod formula;
mod lang;
mod limits;
mod marks;
mod matching;
mod outcome;
mod partner;
mod reading;
mod source;
pub mod terminal;

pub use batch::{Batch, Cell, Row, RowFault, Written};
pub use charset::Charset;
pub use company::{Company, reference, unconfirmed_id};
pub use field::Field;
pub use folder_pattern::{FolderPattern, PLACES, is_of_part};
pub use format::TableFormat;
pub use lang::Lang;
pub use limits::Limits;
pub use marks::{Mark, Marks};
pub use matching::{MatchMethod, Matching};
pub use outcome::{
    Certainty, Detail, Disposition, Evidence, Finding, Findings, Known, Reason, Reasons, RuleId, Severity,
};
pub use partner::{Partner, Role};
pub use reading::{
    CountryCode, CountryReading, CountryStates, DateReading, Decision, PhoneFault, PhoneForm, PhoneKind, PhoneReading,
    PostalCodeReading, Reading, StateReading,
};
pub use source::{
    Column, EXAMPLE_COMPANIES, EXAMPLE_MARK, NameOrder, OWN_SHEET_MARK, OriginColumns, OwnColumn, Source, WholeName,
};
