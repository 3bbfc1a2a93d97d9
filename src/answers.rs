//! Partner Center's own answers about countries: read from files, kept in a folder, and obeyed by later runs.
//!
//! An answer is what `GET /v1/countryvalidationrules/{iso}` gives. The folder holds one file a country; answers that
//! somebody puts there as they came are read as well as those that were imported. What an answer means for a country is
//! decided in `facts`; this room knows files, and no row.

mod import;
mod parse;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

pub use import::{Change, Imported, Said, changes, import};

use crate::error::{Error, IoContext, Result};
use crate::facts::CountryRules;

/// The answers of a folder.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where they are.
    pub path: PathBuf,
    /// One a country, by code.
    pub rules: Vec<CountryRules>,
    /// Of the names and contents of all its files: SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// Reads every answer of a folder.
pub fn read_folder(folder: &Path) -> Result<Folder> {
    let mut files = Vec::new();
    for entry in folder.read_dir().reading(folder)? {
        let path = entry.reading(folder)?.path();
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            files.push(path);
        }
    }
    // A folder has no order of its own.
    files.sort();
    let mut hasher = Sha256::new();
    let mut rules: Vec<CountryRules> = Vec::new();
    for path in &files {
        let bytes = std::fs::read(path).reading(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        hasher.update(format!("{name}\n{}\n", bytes.len()));
        hasher.update(&bytes);
        for answer in parse::answers(&bytes).map_err(|error| error.in_file(path))? {
            if rules.iter().any(|earlier| earlier.code == answer.code) {
                return Err(Error::could_not_run(format!("there is a second answer about `{}`", answer.code))
                    .in_file(path)
                    .with_hint("keep one file a country in this folder"));
            }
            rules.push(answer);
        }
    }
    if rules.is_empty() {
        return Err(Error::could_not_run(format!("`{}` holds no answer of Partner Center", folder.display()))
            .with_hint("`intake countries import FILE` writes answers there"));
    }
    rules.sort_by(|left, right| left.code.cmp(&right.code));
    let sha256 = format!("{:x}", hasher.finalize());
    Ok(Folder { path: folder.to_owned(), rules, sha256 })
}
