//! What the program as a whole promises, one file a promise.

mod rules;
mod support;
