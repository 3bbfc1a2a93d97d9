//! The promises of the program, tested from outside. One binary, one file a promise.

mod apart;
mod architecture;
mod awkward;
mod cases;
mod cli;
mod correction;
mod countries;
mod country_pages;
mod csv_oracle;
mod determinism;
mod documents;
mod encodings;
mod every_row_once;
#[path = "../../fuzz/harness.rs"]
#[allow(dead_code, reason = "what only the fuzzer needs")]
mod harness;
mod index;
mod inspect;
mod letters;
mod matching;
mod nightly;
mod nightly_docs;
mod publishing;
mod readers;
mod readme;
mod report;
mod resume;
mod rules;
mod safety;
mod samples;
mod stdnum_oracle;
mod store;
mod support;
#[path = "../../fuzz/whole_run.rs"]
mod whole_run;
mod workbook_text;
mod workbooks;
mod xlsx;
