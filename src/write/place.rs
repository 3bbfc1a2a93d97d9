//! The place of a result: one run at a time works on it, and what killed runs have left there is tidied up.
//!
//! A run holds a locked file beside the place. The system gives the lock up when the run ends, however it does, so a file
//! that is there and not locked is one that a killed run has left.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{MANIFEST, file, is_ours};
use crate::error::{Error, IoContext as _, Result};

/// The place, held for one run until this is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    path: PathBuf,
    _locked: File,
}

impl Hold {
    /// Takes the place, and refuses to while another run has it.
    pub(super) fn take(place: &Path) -> Result<Self> {
        let path = beside(place, "lock");
        loop {
            let locked = file::create_options(false).open(&path).writing(&path)?;
            lock(place, &path, || locked.try_lock())?;
            // A run that ended just now has taken the file away that was opened here, and the next would make its own.
            if is_the_file(&locked, &path).writing(&path)? {
                return Ok(Hold { path, _locked: locked });
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Tells ahead of the work that another run has the place.
pub(super) fn refuse_if_held(place: &Path) -> Result<()> {
    let path = beside(place, "lock");
    // Where there is no such file, or none that we may look at, nobody has it or taking it will say why not.
    File::open(&path).map_or(Ok(()), |file| lock(place, &path, || file.try_lock_shared()))
}

fn lock(place: &Path, path: &Path, lock: impl FnOnce() -> Result<(), TryLockError>) -> Result<()> {
    match lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            Err(Error::could_not_run("another run is writing its result to this folder at this moment")
                .in_file(place)
                .with_hint("wait until it has ended, or name another folder with `--out`"))
        }
        Err(TryLockError::Error(error)) => Err(error).writing(path),
    }
}

/// Whether the path still leads to the open file.
fn is_the_file(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let number = |file: fs::Metadata| (file.dev(), file.ino());
        match fs::metadata(path) {
            Ok(named) => Ok(number(named) == number(file.metadata()?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
    #[cfg(not(unix))]
    {
        // Nobody can remove a file there that another has open.
        let _ = (file, path);
        Ok(true)
    }
}

/// Puts right what a killed run has left of its work on a place. Only whoever holds the place may do that.
pub(super) fn tidy(place: &Path) -> Result<()> {
    let (partial, earlier) = (beside(place, "partial"), beside(place, "earlier"));
    // Killed between two renames, where the system cannot swap folders: the earlier result still stands for itself.
    if earlier.is_dir() && !place.exists() {
        fs::rename(&earlier, place).writing(place)?;
    }
    for left in [partial, earlier] {
        if left.is_dir() {
            // With a manifest it may be the earlier result, and hold what a person has put there.
            if left.join(MANIFEST).is_file() && place.is_dir() {
                keep_foreign_files(&left, place)?;
            }
            fs::remove_dir_all(&left).writing(&left)?;
        }
    }
    Ok(())
}

/// What a person has put into the earlier result stays with the new one.
pub(super) fn keep_foreign_files(earlier: &Path, place: &Path) -> Result<()> {
    let mut any = false;
    for entry in fs::read_dir(earlier).reading(earlier)? {
        let entry = entry.reading(earlier)?;
        if is_ours(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let mut kept = place.join(entry.file_name());
        while kept.exists() {
            // Somebody has put one of the same name there meanwhile; neither gives way.
            kept.as_mut_os_string().push(".earlier");
        }
        fs::rename(entry.path(), &kept).writing(&kept)?;
        any = true;
    }
    if any { file::sync_folder(place) } else { Ok(()) }
}

/// Makes a folder and those above it, so that they are there after a power cut.
pub(super) fn make_folders(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = parent(folder);
    make_folders(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        made => made.writing(folder).and_then(|()| file::sync_folder(above)),
    }
}

/// The folder that another lies in.
pub(super) fn parent(folder: &Path) -> &Path {
    match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A hidden name beside the place, for what a run keeps there while it works.
pub(super) fn beside(place: &Path, what: &str) -> PathBuf {
    let name = place.file_name().map_or_else(|| "result".into(), |name| name.to_string_lossy());
    parent(place).join(format!(".{name}.{what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(parent(path)).expect("the test's folder can be written");
        fs::write(path, text).expect("the test's folder can be written");
    }

    #[test]
    fn a_place_is_held_by_one_and_a_killed_runs_lock_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("out");
        // As a killed run leaves it.
        write(&beside(&place, "lock"), "");
        refuse_if_held(&place).expect("nobody has it");
        let hold = Hold::take(&place).expect("nobody has it");
        for refused in [refuse_if_held(&place), Hold::take(&place).map(drop)] {
            let error = refused.expect_err("it is held");
            assert!(error.exit_code() == 2 && error.to_string().contains("another run"), "{error}");
        }
        drop(hold);
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "the lock is left behind");
        Hold::take(&place).expect("it was given up");
    }

    #[test]
    fn what_a_killed_run_has_left_is_put_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("out");
        // Killed after the swap: the earlier result is aside, with what a person has put there.
        write(&place.join(MANIFEST), "new");
        write(&place.join("notes.txt"), "later notes");
        write(&beside(&place, "partial").join(MANIFEST), "old");
        write(&beside(&place, "partial").join("notes.txt"), "notes");
        tidy(&place).expect("it can be put right");
        let text = |name: &str| fs::read_to_string(place.join(name)).expect("it is there");
        assert_eq!((text(MANIFEST), text("notes.txt")), ("new".to_owned(), "later notes".to_owned()));
        assert_eq!(text("notes.txt.earlier"), "notes");
        // Killed while it wrote: nothing of it is anybody's.
        write(&beside(&place, "partial").join("accepted.csv"), "half");
        tidy(&place).expect("it can be put right");
        // Killed between two renames.
        fs::rename(&place, beside(&place, "earlier")).expect("it can be moved");
        write(&beside(&place, "partial").join(MANIFEST), "newer");
        tidy(&place).expect("it can be put right");
        assert_eq!(text(MANIFEST), "new");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "something is left behind");
    }
}
