//! What becomes of the inbox's files once they have been processed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::inbox::Look;
use super::{Found, make_private_folder};
use crate::error::{Error, Result};
use crate::write::{LeftOut, NewFile, move_aside};

/// The folder of the archive for what could not be read.
pub(super) const FAILED: &str = "failed";

/// What was moved.
#[derive(Debug, Default)]
pub struct Moved {
    /// The folder of files that were processed, now or before, and how many they are.
    pub done: (PathBuf, u64),
    /// The folder of files that could not be read, and how many they are.
    pub failed: (PathBuf, u64),
    /// What could not be moved, and why: it stays in the inbox, and is known there by its content.
    pub problems: Vec<Error>,
}

/// Moves what was processed to the day's folder of an archive, and what failed to one of its own, each with the reason
/// beside it. A file that somebody has touched since it was looked at stays: it is another one.
pub fn archive(archive: &Path, day: &str, done: &[Found], failed: &[(Found, LeftOut)]) -> Moved {
    let folders = [archive.join(day), archive.join(FAILED).join(day)];
    let (mut of_done, mut of_failed, mut problems) = (0, 0, Vec::new());
    for found in done {
        match put(found, &folders[0]) {
            Ok(_) => of_done += 1,
            Err(error) => problems.push(error),
        }
    }
    for (found, failure) in failed {
        match put(found, &folders[1]).and_then(|name| write_reason(&folders[1], &name, failure, day)) {
            Ok(()) => of_failed += 1,
            Err(error) => problems.push(error),
        }
    }
    let [done, failed] = folders;
    Moved { done: (done, of_done), failed: (failed, of_failed), problems }
}

/// Moves a file into a folder; returns its name there.
fn put(found: &Found, folder: &Path) -> Result<String> {
    let was_touched =
        || Error::failed("the file was changed after it had been read; it stays for the next run").in_file(&found.path);
    if Look::at(&found.path) != Some(found.looked) {
        return Err(was_touched());
    }
    make_private_folder(folder)?;
    let place = move_aside(&found.path, folder)?;
    // Somebody may have put another file there at the last moment. That one has not been processed.
    let is_it = Look::at(&place).is_some_and(|look| look.is_of_the_same(found.looked));
    if !is_it && let Some(inbox) = found.path.parent() {
        move_aside(&place, inbox)?;
        return Err(was_touched());
    }
    Ok(place.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

fn write_reason(folder: &Path, name: &str, failure: &LeftOut, day: &str) -> Result<()> {
    let mut text = format!("{day}: {}\n", failure.reason);
    if !failure.hint.is_empty() {
        let _ = writeln!(text, "hint: {}", failure.hint);
    }
    let mut file = NewFile::create(&folder.join(format!("{name}.reason.txt")))?;
    file.write(text.as_bytes())?;
    file.finish()
}
