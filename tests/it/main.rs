//! The promises of the program, tested from outside. One binary, one file a promise.

mod csv_oracle;
