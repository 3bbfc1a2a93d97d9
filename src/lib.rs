//! Reads lists of prospective customers, validates every row against Partner Center's rules, recognises customers that
//! exist already, and sorts the rows into four lists.
//!
//! The modules stand in reading order: the way of the data first, then what it needs to know.

pub mod model;

pub mod facts;

pub mod normalise;
pub mod validate;
