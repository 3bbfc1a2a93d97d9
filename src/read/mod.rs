//! Bytes to batches of whole rows: what an input is, where its records end, what its columns mean.
//!
//! Nothing after this room knows whether a row came from text or from a workbook. It must not know rules or countries.
//!
//! * `inputs`: files, folders, globs and standard input
//! * `original`: a file's bytes and its checksum
//! * `archive`: the one list in a zip archive
//! * `answer`: the list in Partner Center's answer
//! * `packed`: gzip and zstd
//! * `encoding`: what a file's bytes are, and its text
//! * `dialect`: how a text is delimited
//! * `csv`: records and cells of text
//! * `excel`: rows of sheets
//! * `apart`: the same in a process of its own
//! * `book`: a workbook, either way
//! * `header`: which row is the header, and what its columns hold
//! * `strays`: lines below the header that are no rows
//! * `refusal`: what is said of a file that cannot be read
//! * `table`: the tables of an input, by all of that
//! * `open`: an input, opened and read

mod answer;
pub mod apart;
mod archive;
mod book;
pub mod csv;
mod dialect;
pub mod encoding;
pub mod excel;
pub mod header;
mod inputs;
mod open;
pub mod original;
mod packed;
mod refusal;
mod strays;
mod table;

pub use inputs::{InputFile, expand, is_list_name, shown};
pub use open::{Chunk, OpenInput, ReadOptions, look_into, open};
pub use packed::Packed;
pub use refusal::{Fatal, changed, fatal, is_not_utf8};
pub use table::{SkippedSheet, TableInfo, WhySkipped};
