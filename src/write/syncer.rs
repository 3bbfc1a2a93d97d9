//! Brings output onto the disk while more of it is made, so that the end of a run need not wait for all of it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::error::{Error, IoContext as _, Result};

/// A thread that syncs files which are still being written. It is only a help: every file is synced once more when it is
/// complete.
#[derive(Debug)]
pub(super) struct Syncer {
    files: SyncSender<(PathBuf, File)>,
    thread: JoinHandle<Result<()>>,
}

impl Syncer {
    pub(super) fn start() -> Result<Self> {
        let (files, to_sync) = sync_channel::<(PathBuf, File)>(1);
        let thread = thread::Builder::new()
            .spawn(move || to_sync.iter().try_for_each(|(path, file)| file.sync_data().writing(path)))
            .map_err(Error::no_thread)?;
        Ok(Syncer { files, thread })
    }

    /// Begins to sync a file; false when the disk has enough to do already, or has failed, which [`finish`] tells.
    ///
    /// [`finish`]: Self::finish
    pub(super) fn sync(&self, path: &Path, file: &File) -> bool {
        file.try_clone().is_ok_and(|file| self.files.try_send((path.to_owned(), file)).is_ok())
    }

    /// Waits for what was begun. A failure must not get lost: the system tells it of a file only once.
    pub(super) fn finish(self) -> Result<()> {
        drop(self.files);
        self.thread.join().unwrap_or_else(|_| Err(Error::failed("the thread that syncs files gave up")))
    }
}
