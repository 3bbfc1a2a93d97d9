//! Bytes to batches of whole rows: what an input is (told by its content), where its records end, what its columns mean.
pub mod csv;
pub mod encoding;
