//! Bytes to batches of whole rows.

pub mod excel;
