//! Bytes to batches of whole rows: what an input is, where its records end, what its columns mean.
//!
//! Nothing after this room knows whether a row came from text or from a workbook. It must not know rules or countries.
//!
//! * `inputs`: files, folders, globs and standard input
//! * `encoding`: what a file's bytes are, and its text
//! * `dialect`: how a text is delimited
//! * `csv`: records and cells of text
//! * `excel`: rows of sheets
//! * `header`: which row is the header, and what its columns hold
//! * `open`: all of that for one input

pub mod csv;
mod dialect;
pub mod encoding;
pub mod excel;
pub mod header;
mod inputs;
mod open;

pub use inputs::{InputFile, expand};
pub use open::{Chunk, OpenInput, ReadOptions, SkippedSheet, TableInfo, WhySkipped, look, open};
