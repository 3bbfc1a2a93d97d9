//! The promises of the program, tested from outside. One binary, one file a promise.

mod countries;
mod csv_oracle;
mod readme;
mod rules;
mod support;
