//! Rewrites what people write to what Partner Center expects, field by field.

pub mod place;
