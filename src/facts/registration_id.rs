//! What a country's registration IDs look like, as its data file says.

/// The kinds of ID that a country's file describes.
#[derive(Debug)]
pub struct RegistrationIds {}
