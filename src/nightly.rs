//! Runs that nobody watches: what lies in the inbox, what becomes of it afterwards, how long it is kept.
//!
//! What was processed is told by content and by what the store remembers, never by a file's name or place: a run that is
//! killed between publishing and archiving has its files archived by the next one, and no file is processed twice.
//! This room knows files and days; it knows nothing of rows.

mod archive;
mod inbox;
mod purge;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, IoContext as _, Result};
use crate::facts::Facts;
use crate::model::FolderPattern;
use crate::pipeline::{Keeps, processed};

pub use archive::{Moved, archive};
pub use inbox::{Found, Looked};
pub use purge::{Purge, Removed, purge};

/// The folder that keeps what the nightly runs need themselves, in the archive or else in the inbox.
const OWN_FOLDER: &str = ".intake";

/// What remembers the runs of an inbox that has no store.
const HISTORY: &str = "history.db";

/// The file that a run holds locked while it works on an inbox.
const LOCK: &str = "inbox.lock";

/// What to try where a folder cannot be written.
const ABOUT_RIGHTS: &str =
    "give the user who runs `intake` the right to write there; `intake doctor` checks every folder";

/// How many runs a day may have.
const MOST_RUNS: u32 = 9_999;

/// An inbox and what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Inbox<'a> {
    /// The folder that lists are put into.
    pub folder: &'a Path,
    /// The folder that they are moved to when they have been processed.
    pub archive: Option<&'a Path>,
    /// How long nobody must have touched a file before it is taken.
    pub quiet_time: Duration,
    /// The store of known customers, which remembers the runs too.
    pub store: Option<&'a str>,
}

/// An inbox that is held: no other run works on it meanwhile.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "it is held, not used")] File);

impl Inbox<'_> {
    /// Where its runs are remembered when there is no store.
    pub fn own_history(&self) -> PathBuf {
        self.own_folder().join(HISTORY)
    }

    fn own_folder(&self) -> PathBuf {
        self.archive.unwrap_or(self.folder).join(OWN_FOLDER)
    }

    /// Fails if there is no such folder.
    pub fn check(&self) -> Result<()> {
        match fs::metadata(self.folder) {
            Ok(folder) if folder.is_dir() => Ok(()),
            Ok(_) => Err(Error::could_not_run("the inbox is a file, and must be a folder")
                .in_file(self.folder)
                .with_hint("name the folder that lists are put into: `inbox` in `[nightly]`")),
            Err(error) => Err(Error::could_not_run("the inbox cannot be looked into")
                .in_file(self.folder)
                .because(error)
                .with_hint("make the folder, or correct `inbox` in `[nightly]`; `intake doctor` checks all of it")),
        }
    }

    /// Takes the inbox. The lock goes with the process, whatever ends it.
    pub fn hold(&self) -> Result<Held> {
        self.check()?;
        let folder = self.own_folder();
        make_private_folder(&folder)?;
        let path = folder.join(LOCK);
        let open = OpenOptions::new().create(true).append(true).open(&path);
        let file = open.writing(&path).map_err(|error| error.with_hint_for_place(ABOUT_RIGHTS))?;
        match file.try_lock() {
            Ok(()) => Ok(Held(file)),
            Err(TryLockError::WouldBlock) => Err(Error::could_not_run("another run is working on the inbox")
                .in_file(self.folder)
                .with_hint("wait until it is done; it takes what has come meanwhile next time")),
            Err(TryLockError::Error(error)) => Err(error).writing(&path),
        }
    }

    /// The checksums of the content that was processed, each with its day, as far as is remembered anywhere: a store may
    /// have been named since.
    pub fn processed(&self, facts: &Facts) -> Result<BTreeMap<String, String>> {
        let own = self.own_history();
        let mut known = processed(&own.to_string_lossy(), Keeps::Runs, facts)?;
        if let Some(store) = self.store {
            known.extend(processed(store, Keeps::Customers, facts)?);
        }
        Ok(known)
    }
}

/// The folder of the next run of a day: the first number that is free.
pub fn next_folder(pattern: &FolderPattern, day: &str) -> Result<PathBuf> {
    if !pattern.has_number() {
        return Ok(pattern.folder(day, 1));
    }
    let folders = (1..=MOST_RUNS).map(|number| pattern.folder(day, number));
    folders.into_iter().find(|folder| fs::symlink_metadata(folder).is_err()).ok_or_else(|| {
        Error::could_not_run("the day has too many runs").in_file(pattern.as_path()).with_hint("remove old results")
    })
}

/// Makes a folder that only its owner may look into, and those it lies in as they come.
fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).writing(folder).map_err(|error| error.with_hint_for_place(ABOUT_RIGHTS))
}
