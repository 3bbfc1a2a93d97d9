//! What a country's registration IDs look like, as its data file says.

use serde::Deserialize;

/// The kinds of ID that a country's file describes.
#[derive(Debug)]
pub struct RegistrationIds {}

/// `[registration_id]` of a country's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {}

/// Why a section cannot be used.
#[derive(Debug)]
pub struct SectionFault;

impl RegistrationIds {
    /// Makes a section ready for use.
    pub fn compile(_: Section) -> Result<Self, SectionFault> {
        Ok(RegistrationIds {})
    }
}
