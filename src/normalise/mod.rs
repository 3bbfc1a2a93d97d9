//! Turns what was typed into one writing for each kind of field.

pub mod registration_id;
