//! Outcomes to files.

pub mod excel;
