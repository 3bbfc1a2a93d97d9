//! What a run leaves beside its result while it works, so that it can be gone on with when it is killed.
//!
//! A checkpoint is replaced whole or not at all, and says how much of every file was on the disk when it was made. What is
//! in a file beyond that is cut off. What a checkpoint holds beside is the pipeline's.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::file;
use super::manifest::Output;
use crate::error::{IoContext as _, Result};

/// How much of a file's rows is on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Length {
    pub(super) bytes: u64,
    pub(super) rows: u64,
}

/// How much of a result is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Of each table, and of the requests behind them.
    pub(super) files: Vec<Length>,
    /// Files that are complete.
    pub(super) finished: Vec<Output>,
    pub(super) letters: u64,
}

/// A checkpoint in a staging folder.
#[derive(Clone, Debug)]
pub struct Checkpoint(PathBuf);

/// The names of checkpoints.
const NAMES: [&str; 2] = [".links", ".rows"];

impl Checkpoint {
    /// What linking came to, which does not change while rows pass.
    pub fn of_links(folder: &Path) -> Self {
        Checkpoint(folder.join(NAMES[0]))
    }

    /// How far the rows have come.
    pub fn of_rows(folder: &Path) -> Self {
        Checkpoint(folder.join(NAMES[1]))
    }

    /// Replaces the checkpoint.
    pub fn save(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let new = self.0.with_added_extension("new");
        let _ = fs::remove_file(&new);
        let file = file::create_options(true).open(&new).writing(&new)?;
        let mut sink = BufWriter::with_capacity(1 << 18, file);
        write(&mut sink).writing(&new)?;
        let file = sink.into_inner().map_err(io::IntoInnerError::into_error).writing(&new)?;
        file.sync_all().writing(&new)?;
        fs::rename(&new, &self.0).writing(&self.0)
    }

    /// The checkpoint, to be read; none if there is none.
    pub fn open(&self) -> Option<BufReader<File>> {
        File::open(&self.0).ok().map(|file| BufReader::with_capacity(1 << 18, file))
    }
}

/// Leaves nothing in a folder but its checkpoints, the files that are gone on with, and those that were complete.
pub(super) fn keep_only(folder: &Path, begun: &[String], written: &Written) -> Result<()> {
    let mut wanted: BTreeSet<&str> = begun.iter().map(String::as_str).chain(NAMES).collect();
    wanted.extend(written.finished.iter().map(|output| output.file.as_str()));
    let is_wanted = |name: &str| wanted.contains(name);
    for entry in fs::read_dir(folder).reading(folder)? {
        let path = entry.reading(folder)?.path();
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        if path.is_dir() {
            for letter in fs::read_dir(&path).reading(&path)? {
                let letter = letter.reading(&path)?;
                if !is_wanted(&format!("{name}/{}", letter.file_name().to_string_lossy())) {
                    fs::remove_file(letter.path()).writing(letter.path())?;
                }
            }
        } else if !is_wanted(&name) {
            fs::remove_file(&path).writing(&path)?;
        }
    }
    Ok(())
}

/// Removes the checkpoints from a result that is complete.
pub(super) fn remove_all(folder: &Path) -> Result<()> {
    for name in NAMES {
        for path in [folder.join(name), folder.join(format!("{name}.new"))] {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error).writing(&path),
                _ => {}
            }
        }
    }
    Ok(())
}
