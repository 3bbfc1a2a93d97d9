//! The command line, as far as it says what the configuration says too.

use std::num::NonZeroU32;
use std::path::PathBuf;

/// The command line as it was typed. What is not given is empty, and is left to the configuration file.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Options {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// The inputs: files, folders, globs, or `-`.
    pub inputs: Vec<String>,
    /// `--existing`.
    pub existing: Vec<String>,
    /// `--index`.
    pub index: Option<PathBuf>,
    /// `--store`.
    pub store: Option<String>,
    /// `--sheet`.
    pub sheet: Option<String>,
    /// `--header-row`.
    pub header_row: Option<NonZeroU32>,
    /// `--no-header`.
    pub no_header: bool,
    /// `--encoding`.
    pub encoding: Option<String>,
    /// `--delimiter`.
    pub delimiter: Option<String>,
    /// `--limit`, as `NAME=VALUE`.
    pub limits: Vec<String>,
    /// `--country-rules`.
    pub country_rules: Option<PathBuf>,
    /// `--map`, as `HEADER=field`.
    pub maps: Vec<String>,
    /// `--out`.
    pub out: Option<PathBuf>,
    /// `--overwrite`.
    pub overwrite: bool,
    /// `--format`.
    pub format: Option<String>,
    /// `--bom`.
    pub bom: bool,
    /// `--raw`.
    pub raw: bool,
    /// `--eml`.
    pub eml: bool,
    /// `--role`.
    pub role: Option<String>,
    /// `--partner-country`.
    pub partner_country: Option<String>,
    /// `--partner-domain`.
    pub partner_domains: Vec<String>,
    /// `--threads`; 0 for as many as the machine has.
    pub threads: Option<usize>,
    /// `--matching`.
    pub matching: Option<String>,
    /// `--lang`.
    pub lang: Option<String>,
    /// `--today`.
    pub today: Option<String>,
    /// `--exit-zero`.
    pub exit_zero: bool,
    /// `--resume`.
    pub resume: bool,
    /// `--show-values`.
    pub show_values: bool,
    /// `--quiet`.
    pub quiet: bool,
    /// `--json`.
    pub json: bool,
    /// `--summary`.
    pub summary: Option<String>,
    /// `--log-format`.
    pub log_format: Option<String>,
    /// `--metrics`.
    pub metrics: Option<PathBuf>,
    /// `--keep`, of `purge`.
    pub keep: Option<String>,
}
