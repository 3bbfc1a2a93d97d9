//! The folder beside a result's place in which it is written, and the one step that puts it there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::place::{Hold, beside, keep_foreign_files, make_folders, parent, tidy};
use super::{MANIFEST, Target, checkpoint, file, holds_a_result, refuse_what_would_be_lost};
use crate::error::{Error, IoContext as _, Result};

/// A staging folder, hidden and named after the result. Dropped, it is removed; published, there is nothing left to
/// remove.
#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
    /// Whether it holds what must not be lost, and is left to the next run.
    is_left: bool,
    // Given up last: until then nobody else may touch the folder.
    _hold: Hold,
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_left {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Staging {
    /// Takes the result's place, puts right what a killed run has left there, and makes a staging folder beside it. Where
    /// `goes_on` finds in a folder that was left what it can go on with, that folder is taken instead.
    pub(super) fn create<L>(target: &Target, goes_on: impl FnOnce(&Path) -> Option<L>) -> Result<(Self, Option<L>)> {
        let place = &target.folder;
        make_folders(parent(place))?;
        let hold = Hold::take(place)?;
        let folder = beside(place, "partial");
        let left = goes_on(&folder);
        if left.is_none() {
            tidy(place)?;
        }
        refuse_what_would_be_lost(target)?;
        if left.is_none() {
            file::create_folder(&folder)?;
        }
        Ok((Staging { folder, is_left: false, _hold: hold }, left))
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Moves the complete result into place. An earlier one gives way only now, in the same step where the system can do
    /// that, and what a person has put beside it stays.
    ///
    /// An error means that nothing has changed. What fails when the result stands already is given back: the next run
    /// for the same place puts that right.
    pub(super) fn publish(mut self, target: &Target) -> Result<Option<Error>> {
        let (new, place) = (self.folder.clone(), target.folder.as_path());
        checkpoint::remove_all(&new)?;
        file::sync_folder(&new)?;
        if !place.join(MANIFEST).is_file() {
            // An empty folder gives way by itself; a result that came meanwhile does not.
            fs::rename(&new, place).writing(place)?;
            return match file::sync_folder(parent(place)) {
                Err(error) if fs::rename(place, &new).is_ok() => Err(error),
                synced => Ok(synced.err()),
            };
        }
        if !target.overwrite {
            return Err(holds_a_result(place));
        }
        let earlier = exchange(&new, place).writing(place)?;
        if let Err(error) = file::sync_folder(parent(place)) {
            if put_back(&earlier, &new, place) {
                return Err(error);
            }
            self.is_left = true;
            return Ok(Some(error));
        }
        if let Err(error) = keep_foreign_files(&earlier, place) {
            self.is_left = true;
            return Ok(Some(error));
        }
        Ok(fs::remove_dir_all(&earlier).writing(&earlier).err())
    }
}

/// Puts `new` where `old` is; returns where the old one is now.
fn exchange(new: &Path, old: &Path) -> io::Result<PathBuf> {
    if swap(new, old) {
        return Ok(new.to_path_buf());
    }
    let aside = beside(old, "earlier");
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        // Nothing may be lost: the earlier result goes back where it was.
        fs::rename(&aside, old)?;
        return Err(error);
    }
    Ok(aside)
}

/// Undoes an exchange; false if that fails.
fn put_back(earlier: &Path, new: &Path, place: &Path) -> bool {
    if earlier == new {
        swap(new, place)
    } else {
        fs::rename(place, new).and_then(|()| fs::rename(earlier, place)).is_ok()
    }
}

/// Swaps two folders in one step, so that at no moment there is no result; false where the system cannot.
fn swap(one: &Path, other: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (one, other);
        false
    }
}
