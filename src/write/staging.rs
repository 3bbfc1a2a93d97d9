//! The folder beside a result's place in which it is written, and the one step that puts it there.
//!
//! A staging folder is hidden and named after the result; a lock in it says that its run lives. What a killed run has
//! left is removed by the next run for the same place.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{MANIFEST, Target, file, holds_a_result, is_ours};
use crate::error::{IoContext as _, Result};

/// The file in a staging folder that its run holds locked.
const LOCK: &str = ".lock";

/// A staging folder. Dropped without being published, it is removed.
#[derive(Debug)]
pub(super) struct Staging {
    folder: TempDir,
    lock: File,
}

impl Staging {
    /// Makes a staging folder beside `target`, and removes those that killed runs have left there.
    pub(super) fn create(target: &Path) -> Result<Self> {
        let parent = parent(target);
        fs::create_dir_all(parent).writing(parent)?;
        let prefix = prefix(target);
        remove_left_overs(parent, &prefix);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix);
        #[cfg(unix)]
        {
            // Rows are people's data: nobody else may read them.
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o700));
        }
        let folder = builder.tempdir_in(parent).writing(parent)?;
        let path = folder.path().join(LOCK);
        let lock = File::create_new(&path).writing(&path)?;
        lock.lock().writing(&path)?;
        Ok(Staging { folder, lock })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Moves the complete result into place. An earlier one gives way only now, in the same step where the system can do
    /// that, and what a person has put beside it stays.
    pub(super) fn publish(self, target: &Target) -> Result<()> {
        let Staging { folder, lock } = self;
        let place = &target.folder;
        let parent = parent(place);
        fs::remove_file(folder.path().join(LOCK)).writing(folder.path())?;
        file::sync_folder(folder.path())?;
        if !place.join(MANIFEST).is_file() {
            // An empty folder gives way by itself; a result that came meanwhile does not.
            fs::rename(folder.path(), place).writing(place)?;
            let _published = folder.keep();
        } else if target.overwrite {
            let earlier = exchange(folder.path(), place).writing(place)?;
            keep_foreign_files(&earlier, place)?;
            fs::remove_dir_all(&earlier).writing(&earlier)?;
            let _published = folder.keep();
        } else {
            return Err(holds_a_result(place));
        }
        drop(lock);
        file::sync_folder(parent)
    }
}

/// Puts `new` where `old` is; returns where the old one is now.
fn exchange(new: &Path, old: &Path) -> io::Result<PathBuf> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        // In one step: at no moment is there no result.
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(new.to_path_buf());
        }
    }
    let mut aside = new.as_os_str().to_owned();
    aside.push("-earlier");
    let aside = PathBuf::from(aside);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        // Nothing may be lost: the earlier result goes back where it was.
        fs::rename(&aside, old)?;
        return Err(error);
    }
    Ok(aside)
}

/// What a person has put into the earlier result stays with the new one.
fn keep_foreign_files(earlier: &Path, place: &Path) -> Result<()> {
    for entry in fs::read_dir(earlier).reading(earlier)? {
        let entry = entry.reading(earlier)?;
        let kept = place.join(entry.file_name());
        if !is_ours(&entry.file_name().to_string_lossy()) && !kept.exists() {
            fs::rename(entry.path(), &kept).writing(&kept)?;
        }
    }
    Ok(())
}

/// Removes staging folders whose run has died: nobody holds their lock. What cannot be removed does no harm.
fn remove_left_overs(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        let is_dead = File::open(entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if is_dead {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn parent(folder: &Path) -> &Path {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn prefix(folder: &Path) -> String {
    let name = folder.file_name().map_or_else(|| "result".to_owned(), |name| name.to_string_lossy().into_owned());
    format!(".{name}.partial-")
}
