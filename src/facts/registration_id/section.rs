//! The `[registration_id]` section of a country's file, as it is written.

use std::fmt;

use serde::Deserialize;

/// The `[registration_id]` section of a country's file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What the ID is called, in English.
    pub name: String,
    /// What it is called where it is given out.
    pub local_name: String,
    /// What Microsoft's page of registration IDs calls it.
    pub microsoft_name: String,
    /// Whether Partner Center refuses a customer without it: the 24 countries of "Add a new customer". Where it does not,
    /// it takes the number all the same, by "Registration ID number information": China and the United States.
    pub required: bool,
    /// Whether it is certain that every company's number is of a kind below: if not, another shape only warns.
    #[serde(default = "yes")]
    pub certain: bool,
    /// Words that are written before the number and are no part of it, beside the names of the kinds.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Separators that stay, out of ` .-/`.
    #[serde(default)]
    pub keep: String,
    /// Whether Cyrillic letters stand for the Latin ones that look alike.
    #[serde(default)]
    pub cyrillic_look_alikes: bool,
    /// A branch's number that may follow, set off by a separator, and that is dropped.
    pub branch: Option<Branch>,
    /// Where this comes from.
    pub source: String,
    /// The kinds of number that turn up in the column, the likeliest first: the first that fits is taken.
    pub kinds: Vec<KindSection>,
}

/// A branch's number behind the company's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// How many characters the company's number has.
    pub after: usize,
    /// How many the branch's number has.
    pub length: usize,
}

/// Where a number of another register holds the company's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyPart {
    /// How many characters stand before it.
    pub skip: usize,
    /// How many it has.
    pub length: usize,
}

/// One kind of number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindSection {
    /// Its short name in Latin letters, for messages: `NIP`.
    pub name: String,
    /// Its short name in the country's own script, if that is another: `ИНН`.
    #[serde(default)]
    pub local_name: String,
    /// Whom it is given to.
    pub holder: Holder,
    /// The shape of its compact form.
    pub pattern: String,
    /// Numbers of that shape that are never given out.
    pub never: Option<String>,
    /// The algorithm of its check digit, if that is official or proven by a library.
    pub check_digit: Option<String>,
    /// Whether a number of this shape surely is one. If not, a finding that rests on it only warns; of a number of
    /// another register it only gives the name, unless no company's number looks like it.
    #[serde(default = "yes")]
    pub certain: bool,
    /// Where it holds the company's number, which is then suggested.
    pub company_part: Option<CompanyPart>,
    /// Its length, where spreadsheets cut leading zeros off.
    pub pad_to: Option<usize>,
    /// A number of this kind.
    pub example: String,
    /// Where this comes from.
    pub source: String,
}

/// Whom a kind of number is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holder {
    /// A company: what Partner Center asks for.
    Company,
    /// A person.
    Person,
    /// A company, but in another register than the one that Partner Center asks for.
    Registry,
}

/// Why a section cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionFault {
    /// A pattern is not in the language of shapes.
    Pattern(String, &'static str),
    /// There is no such algorithm.
    CheckDigit(String),
    /// Nothing would be right.
    NoCompany,
}

impl fmt::Display for SectionFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SectionFault::Pattern(pattern, why) => write!(out, "the pattern `{pattern}` cannot be used: {why}"),
            SectionFault::CheckDigit(name) => write!(out, "there is no check digit algorithm called `{name}`"),
            SectionFault::NoCompany => out.write_str("no kind of number has the holder `company`"),
        }
    }
}

impl std::error::Error for SectionFault {}

fn yes() -> bool {
    true
}
