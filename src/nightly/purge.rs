//! Removing what is older than it is to be kept: results, archived files, the history. Nothing else, ever.
//!
//! A result is a folder where the pattern of results has one, with a manifest of ours in it that says its day. Of it, what
//! we write is removed; what a person has put beside it stays, and so does the folder then. Archived files are those in
//! a folder of the archive that is called by a day.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{IoContext as _, Result};
use crate::model::{FolderPattern, is_of_part};
use crate::store::Store;
use crate::write::{MANIFEST, Manifest, remove_result};

use super::archive::FAILED;

/// What is to be looked through.
#[derive(Clone, Copy, Debug)]
pub struct Purge<'a> {
    /// Where results are.
    pub results: &'a FolderPattern,
    /// The archive.
    pub archive: Option<&'a Path>,
    /// The store that has the history, if there is one.
    pub history: Option<&'a str>,
    /// The first day that is kept, ISO 8601.
    pub keep_from: &'a str,
    /// Whether nothing is removed, only told.
    pub dry: bool,
}

/// What was removed, or would be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Results.
    pub results: Vec<PathBuf>,
    /// Archived files.
    pub files: Vec<PathBuf>,
    /// Runs of the history.
    pub runs: u64,
    /// Folders of results in which a person has put something, which stays.
    pub kept: Vec<PathBuf>,
}

/// Removes what is older.
pub fn purge(purge: &Purge<'_>) -> Result<Removed> {
    let mut removed = Removed::default();
    let (base, parts) = purge.results.parts();
    // Where all runs have one folder, that is the newest result, however old.
    if !parts.is_empty() {
        results(&base, &parts, purge, &mut removed)?;
    }
    if let Some(archive) = purge.archive {
        days(archive, purge, &mut removed)?;
        days(&archive.join(FAILED), purge, &mut removed)?;
    }
    if let Some(history) = purge.history.filter(|history| Store::is_there(history)) {
        let mut store = Store::open(history)?;
        removed.runs = if purge.dry {
            store.history_before(purge.keep_from)?
        } else {
            store.forget_history_before(purge.keep_from)?
        };
    }
    Ok(removed)
}

/// Looks through the folders that have names which the pattern gives.
fn results(folder: &Path, parts: &[String], purge: &Purge<'_>, removed: &mut Removed) -> Result<()> {
    let Some((part, below)) = parts.split_first() else {
        return result(folder, purge, removed);
    };
    for inner in folders(folder)? {
        if inner.file_name().is_some_and(|name| is_of_part(&name.to_string_lossy(), part)) {
            results(&inner, below, purge, removed)?;
            if !purge.dry && !below.is_empty() {
                // Only an empty one goes.
                let _ = fs::remove_dir(&inner);
            }
        }
    }
    Ok(())
}

fn result(folder: &Path, purge: &Purge<'_>, removed: &mut Removed) -> Result<()> {
    let manifest = fs::read(folder.join(MANIFEST)).ok().and_then(|text| serde_json::from_slice::<Manifest>(&text).ok());
    let is_old = |manifest: &Manifest| {
        manifest.version.starts_with(env!("CARGO_PKG_NAME"))
            && is_day(&manifest.date)
            && *manifest.date < *purge.keep_from
    };
    if !manifest.is_some_and(|manifest| is_old(&manifest)) {
        return Ok(());
    }
    if !purge.dry && !remove_result(folder)? {
        removed.kept.push(folder.to_owned());
    }
    removed.results.push(folder.to_owned());
    Ok(())
}

/// Looks through the folders of an archive that are called by a day.
fn days(archive: &Path, purge: &Purge<'_>, removed: &mut Removed) -> Result<()> {
    for folder in folders(archive)? {
        let day = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !is_day(&day) || *day >= *purge.keep_from {
            continue;
        }
        for entry in fs::read_dir(&folder).reading(&folder)? {
            let entry = entry.reading(&folder)?;
            if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                if !purge.dry {
                    fs::remove_file(entry.path()).writing(entry.path())?;
                }
                removed.files.push(entry.path());
            }
        }
        if !purge.dry {
            let _ = fs::remove_dir(&folder);
        }
    }
    removed.files.sort();
    Ok(())
}

/// The folders in a folder by name, links not among them; none where there is no such folder.
fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).reading(folder)? {
        let entry = entry.reading(folder)?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

fn is_day(text: &str) -> bool {
    is_of_part(text, "{date}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: PathBuf, text: &str) {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    #[test]
    fn only_what_is_ours_and_old_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let manifest = |day: &str| {
            let version = "partner-intake 0.1.0".to_owned();
            serde_json::to_string(&Manifest { version, date: day.to_owned(), ..Manifest::default() }).expect("JSON")
        };
        for day in ["2026-01-01", "2026-11-01"] {
            file(at(&format!("out/{day}/001/manifest.json")), &manifest(day));
            file(at(&format!("out/{day}/001/accepted.csv")), "a");
            file(at(&format!("archive/{day}/list.csv")), "a");
            file(at(&format!("archive/failed/{day}/bad.csv")), "a");
        }
        file(at("out/2026-01-02/001/manifest.json"), &manifest("2026-01-02"));
        file(at("out/2026-01-02/001/my notes.txt"), "mine");
        file(at("out/2026-01-03/001/accepted.csv"), "no manifest");
        file(at("out/other/001/manifest.json"), &manifest("2026-01-01"));
        file(at("archive/2026-01-01-kept/list.csv"), "a");
        file(at("archive/2026-01-01/mine/list.csv"), "a");

        let results = FolderPattern::new(at("out/{date}/{run}")).expect("a pattern");
        let archive = at("archive");
        let what =
            Purge { results: &results, archive: Some(&archive), history: None, keep_from: "2026-06-01", dry: true };
        let told = purge(&what).expect("it can be looked through");
        assert_eq!(told.results, [at("out/2026-01-01/001"), at("out/2026-01-02/001")]);
        assert_eq!(told.files, [at("archive/2026-01-01/list.csv"), at("archive/failed/2026-01-01/bad.csv")]);
        assert!(at("out/2026-01-01/001/accepted.csv").exists());

        let done = purge(&Purge { dry: false, ..what }).expect("it can be removed");
        assert_eq!((&done.results, &done.files), (&told.results, &told.files));
        assert_eq!(done.kept, [at("out/2026-01-02/001")]);
        for (name, is_there) in [
            ("out/2026-01-01", false),
            ("out/2026-11-01/001/accepted.csv", true),
            ("out/2026-01-02/001/my notes.txt", true),
            ("out/2026-01-02/001/manifest.json", false),
            ("out/2026-01-03/001/accepted.csv", true),
            ("out/other/001/manifest.json", true),
            ("archive/2026-01-01/list.csv", false),
            ("archive/2026-01-01/mine/list.csv", true),
            ("archive/2026-01-01-kept/list.csv", true),
            ("archive/failed/2026-01-01", false),
            ("archive/2026-11-01/list.csv", true),
        ] {
            assert_eq!(at(name).exists(), is_there, "{name}");
        }
    }
}
