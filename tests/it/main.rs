//! The promises of the program, tested from outside. One binary, one file a promise.

mod architecture;
mod cases;
mod cli;
mod countries;
mod csv_oracle;
mod determinism;
mod every_row_once;
mod matching;
mod readme;
mod rules;
mod samples;
mod support;
mod xlsx;
