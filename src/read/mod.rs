//! Bytes to batches of whole records.

pub mod header;
