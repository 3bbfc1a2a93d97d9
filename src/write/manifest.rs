//! `manifest.json`: what a run read, what it counted and what it wrote, so that it can be audited from its files alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Disposition;

/// The manifest's file name. A folder that holds one holds a result.
pub const MANIFEST: &str = "manifest.json";

/// The audit record of one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program's name and version, `partner-intake 0.1.0`.
    pub version: String,
    /// The day of the run, ISO 8601.
    pub date: String,
    /// What was read, in reading order.
    pub inputs: Vec<Input>,
    /// Inputs that could not be read, and that the run went on without: nothing of them is in the result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// The lists of existing customers that rows were compared with.
    pub existing: Vec<Existing>,
    /// What a person should know of how the inputs were read, in the run's language.
    #[serde(default)]
    pub notices: Vec<String>,
    /// Partner Center's own answers about countries that the run obeyed, where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_rules: Option<CountryRulesFolder>,
    /// What became of the rows.
    pub counts: Counts,
    /// What persons decided of rows that were to review: how often each word was obeyed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub decisions: BTreeMap<String, u64>,
    /// How often each rule reported.
    pub rules: BTreeMap<String, u64>,
    /// How often each rule reported an error, which rejects its row; the rest of its findings only told.
    #[serde(default)]
    pub errors: BTreeMap<String, u64>,
    /// The rows of each country (ISO 3166-1 alpha-2, empty where it is not known), by what became of them.
    pub countries: BTreeMap<String, Counts>,
    /// What comparing companies by likeness cost, and what it passed over; none when only equal values counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matching: Option<MatchingCost>,
    /// How many of the accepted rows are schools and universities, which have a procedure of their own.
    #[serde(default)]
    pub education: u64,
    /// What was written, the manifest itself apart.
    pub outputs: Vec<Output>,
    /// How long it took, in seconds.
    pub durations: Durations,
}

/// What comparing companies by likeness cost, and what it passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchingCost {
    /// How many pairs of records were compared.
    pub pairs: u64,
    /// Of each kind of value, how many are shared by so many companies that they say nothing.
    pub generic_values: BTreeMap<String, u64>,
    /// Keys that so many records share that nothing was compared for them.
    pub skipped_keys: u64,
}

/// One input file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// As the user named it.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// The encoding it was read in, if it is text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// Its tables.
    pub tables: Vec<InputTable>,
}

/// An input that a run went on without, since it could not be opened or understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// As the user named it.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256, lower-case hexadecimal; empty if it could not be read at all.
    pub sha256: String,
    /// Why it could not be read, in words.
    pub reason: String,
    /// What to try; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
}

/// One table of an input: the only one of a text file, or a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputTable {
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// Its data rows.
    pub rows: u64,
    /// Its blank rows.
    pub blank: u64,
}

/// One list of existing customers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// As the user named it.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// How many customers it holds.
    pub rows: u64,
}

/// A folder of Partner Center's own answers about countries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryRulesFolder {
    /// As the user named it.
    pub folder: String,
    /// Of all its files: SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// The countries, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
}

/// How many rows there were, and where they went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Data rows.
    pub rows: u64,
    /// Blank rows, which are in no list.
    pub blank: u64,
    /// Ready for Partner Center.
    pub accepted: u64,
    /// Exist already.
    pub relationship_request: u64,
    /// To be decided by a person.
    pub review: u64,
    /// Back to the sender.
    pub rejected: u64,
}

impl Counts {
    /// Counts a row.
    pub fn add(&mut self, disposition: Disposition) {
        self.rows += 1;
        *self.of_mut(disposition) += 1;
    }

    /// How many went there.
    pub fn of(&self, disposition: Disposition) -> u64 {
        match disposition {
            Disposition::Accepted => self.accepted,
            Disposition::RelationshipRequest => self.relationship_request,
            Disposition::Review => self.review,
            Disposition::Rejected => self.rejected,
        }
    }

    fn of_mut(&mut self, disposition: Disposition) -> &mut u64 {
        match disposition {
            Disposition::Accepted => &mut self.accepted,
            Disposition::RelationshipRequest => &mut self.relationship_request,
            Disposition::Review => &mut self.review,
            Disposition::Rejected => &mut self.rejected,
        }
    }

    /// Whether every row is in exactly one list.
    pub fn balance(&self) -> bool {
        self.rows == Disposition::ALL.iter().map(|disposition| self.of(*disposition)).sum::<u64>()
    }

    /// Whether a person has something to do: rows rejected or in review.
    pub fn need_a_person(&self) -> bool {
        self.rejected + self.review > 0
    }
}

/// One output file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Its name in the result's folder.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Its rows, header apart.
    pub rows: u64,
}

/// How long the parts of a run took, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Durations {
    /// Looking at the inputs and reading the lists of existing customers.
    pub prepare: f64,
    /// Reading, checking, matching and writing.
    pub run: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_balance_by_construction() {
        let mut counts = Counts { blank: 3, ..Counts::default() };
        assert!(!counts.need_a_person());
        for disposition in Disposition::ALL {
            counts.add(*disposition);
        }
        assert!(counts.balance() && counts.need_a_person());
        counts.rows += 1;
        assert!(!counts.balance());
    }
}
