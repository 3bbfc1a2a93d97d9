//! What the machine gives: folders, rights, room on the disk, programs.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use super::{Check, Doctor, Health, problem};
use crate::error::Error;
use crate::nightly::{Inbox, next_folder};
use crate::write::free;

/// With less than this free, a larger list may not have room.
const LITTLE: u64 = 1_000_000_000;

impl Doctor<'_> {
    /// The folders of the inbox, of the archive and of results.
    pub(super) fn folders(&self) -> Vec<Check> {
        let nightly = &self.config.nightly;
        let mut checks = Vec::new();
        if let Some(folder) = &nightly.inbox {
            let inbox =
                Inbox { folder, archive: nightly.archive.as_deref(), quiet_time: nightly.quiet_time, store: None };
            checks.push(self.inbox(&inbox));
            checks.push(self.archive(&inbox));
        } else {
            checks.push(self.check("inbox", Health::Warning, "no-inbox", &[]));
        }
        checks.extend(self.results());
        checks
    }

    fn inbox(&self, inbox: &Inbox<'_>) -> Check {
        if let Err(error) = inbox.check() {
            return problem("inbox", &error);
        }
        let name = inbox.folder.to_string_lossy();
        if inbox.archive.is_some() && !can_write(inbox.folder) {
            return self.check("inbox", Health::Problem, "inbox-not-writable", &[("folder", &name)]);
        }
        match inbox.files() {
            Err(error) => problem("inbox", &error),
            Ok(files) => {
                let files = self.words.count("files", files.len() as u64);
                self.check("inbox", Health::Well, "inbox", &[("folder", &name), ("files", &files)])
            }
        }
    }

    fn archive(&self, inbox: &Inbox<'_>) -> Check {
        let Some(archive) = inbox.archive else {
            return self.check("archive", Health::Warning, "no-archive", &[]);
        };
        let key = if is_one_file_system(inbox.folder, archive) { "archive" } else { "archive-elsewhere" };
        self.writable("archive", archive, key, &archive.to_string_lossy())
    }

    /// Where the next result goes, and how much room there is.
    fn results(&self) -> Vec<Check> {
        let output = &self.config.output;
        let folder = match next_folder(&output.dir, &self.config.partner.today) {
            Ok(folder) => folder,
            Err(error) => return vec![problem("results", &error)],
        };
        let is_taken = !output.overwrite && fs::read_dir(&folder).is_ok_and(|mut files| files.next().is_some());
        let name = folder.to_string_lossy();
        if is_taken {
            return vec![self.check("results", Health::Problem, "results-taken", &[("folder", &name)])];
        }
        let place = folder.parent().unwrap_or(Path::new(""));
        let mut checks = vec![self.writable("results", place, "results", &name)];
        if let Some(free) = free(&folder) {
            let megabytes = self.words.number(free / 1_000_000);
            let (health, key) = if free < LITTLE { (Health::Warning, "little-space") } else { (Health::Well, "space") };
            checks.push(self.check("space", health, key, &[("megabytes", &megabytes), ("folder", &name)]));
        }
        checks
    }

    /// The folder of figures and the program that is called, where they are set.
    pub(super) fn listeners(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        if let Some(file) = &self.config.run.metrics {
            let place = file.parent().unwrap_or(Path::new(""));
            let exists = place.as_os_str().is_empty() || place.is_dir();
            let name = file.to_string_lossy();
            checks.push(if exists {
                self.writable("metrics", place, "metrics", &name)
            } else {
                self.check("metrics", Health::Problem, "not-writable", &[("folder", &place.to_string_lossy())])
            });
        }
        if let Some(program) = self.config.nightly.notify.command.first() {
            // A name alone is looked for by the system; a path is there or not.
            let is_there = !program.contains(std::path::is_separator) || Path::new(program).is_file();
            let (health, key) = if is_there { (Health::Well, "notify") } else { (Health::Problem, "no-notify") };
            checks.push(self.check("notify", health, key, &[("program", program)]));
        }
        checks
    }

    /// Says that a folder can be written to, by the text of this key with its `name`; or that it cannot.
    pub(super) fn writable(&self, what: &'static str, folder: &Path, key: &str, name: &str) -> Check {
        let nearest = nearest(folder);
        match tempfile::tempfile_in(&nearest) {
            Ok(_) => self.check(what, Health::Well, key, &[("folder", name), ("store", name), ("file", name)]),
            Err(error) => {
                let cause =
                    problem(what, &Error::failed("nothing can be written there").in_file(&nearest).because(error));
                let hint = self.words.fill("doctor.do-not-writable", &[("folder", &nearest.to_string_lossy())]);
                Check { hint, ..cause }
            }
        }
    }
}

fn can_write(folder: &Path) -> bool {
    tempfile::tempfile_in(folder).is_ok()
}

/// The folder itself, or the nearest one above it that is there: a run makes those below.
fn nearest(folder: &Path) -> PathBuf {
    let there = folder.ancestors().find(|folder| folder.is_dir());
    there.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Whether a file is renamed on its way from one to the other, and not copied.
fn is_one_file_system(from: &Path, to: &Path) -> bool {
    let of = |folder: &Path| fs::metadata(nearest(folder)).ok().as_ref().map(device);
    of(from) == of(to)
}

/// What tells file systems apart, where the system says it.
fn device(folder: &Metadata) -> u64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        folder.dev()
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        0
    }
}
