//! Reads lists of prospective customers, validates every row against Partner Center's rules, recognises customers that
//! exist already, and sorts the rows into four lists.
//!
//! The modules stand in reading order: the way of the data first, then what it needs to know.

pub mod read;

pub mod normalise;

pub mod validate;

pub mod matching;

pub mod route;

pub mod examine;

pub mod write;

pub mod report;

pub mod letter;

pub mod settle;

pub mod pipeline;

pub mod nightly;

pub mod doctor;

pub mod inspect;

pub mod fix;

pub mod template;

pub mod verify;

pub mod store;

pub mod sections;

pub mod catalogue;

pub mod messages;

pub mod answers;

pub mod country_page;

pub mod config;

pub mod facts;

pub mod model;

pub mod error;

pub mod nearest;

mod check_row;

pub use check_row::check_row;
