//! A look into the inbox: what is to be processed, what was already, what is left for another time.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Inbox;
use crate::error::{IoContext as _, Result};
use crate::pipeline::Notice;
use crate::read::original::Original;
use crate::read::{is_list_name, shown};

/// A file of the inbox.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// What its content is known by: SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// How it looked when it was looked at.
    pub(super) looked: Look,
}

/// What tells whether somebody has touched a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    bytes: u64,
    modified: Option<SystemTime>,
}

/// What lies in an inbox.
#[derive(Debug, Default)]
pub struct Looked {
    /// To be processed, in the order of their names.
    pub new: Vec<Found>,
    /// Processed before, or the same as one that is new: nothing is to be done but to clear them away.
    pub done: Vec<Found>,
    /// How many are left for another time, or for a person.
    pub left: u64,
    /// What a person should know of it.
    pub notices: Vec<Notice>,
}

impl Look {
    fn of(file: &Metadata) -> Self {
        Look { bytes: file.len(), modified: file.modified().ok() }
    }

    /// How a file looks now; none if it is gone or is no file any more.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().filter(Metadata::is_file).map(|file| Look::of(&file))
    }

    /// Whether it is the same file in another place. Not every file system knows times to less than two seconds.
    pub(super) fn is_of_the_same(self, other: Look) -> bool {
        let apart = |one: SystemTime, other| one.duration_since(other).unwrap_or_else(|ahead| ahead.duration());
        let times = self.modified.zip(other.modified);
        self.bytes == other.bytes && times.is_none_or(|(one, other)| apart(one, other) <= Duration::from_secs(2))
    }

    /// Whether the file was touched so shortly before that it may still be written. A clock that goes some seconds ahead on
    /// the machine that writes counts as just now.
    fn is_fresh(self, now: SystemTime, quiet_time: Duration) -> bool {
        let Some(modified) = self.modified else { return false };
        let age = now.duration_since(modified).unwrap_or_else(|ahead| ahead.duration());
        age < quiet_time
    }
}

impl Inbox<'_> {
    /// Looks at every file. `processed` is what [`Inbox::processed`] says.
    pub fn look(&self, processed: &BTreeMap<String, String>, now: SystemTime) -> Result<Looked> {
        self.check()?;
        let mut looked = Looked::default();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for path in self.files()? {
            let name = || shown(&path.to_string_lossy());
            let left = |looked: &mut Looked, notice| {
                looked.left += 1;
                looked.notices.push(notice);
            };
            // A link may lead anywhere, and a name that is no text cannot be told: both are for a person.
            let Some(look) = Look::at(&path).filter(|_| path.to_str().is_some_and(is_list_name)) else {
                left(&mut looked, Notice::NoList { file: name() });
                continue;
            };
            if look.is_fresh(now, self.quiet_time) {
                left(&mut looked, Notice::StillWritten { file: name() });
                continue;
            }
            let checksum = Original::open(&path).and_then(Original::checksum);
            if Look::at(&path) != Some(look) {
                left(&mut looked, Notice::StillWritten { file: name() });
                continue;
            }
            // What cannot be read now fails when it is opened, and is told there.
            let sha256 = checksum.map(|checksum| checksum.sha256).unwrap_or_default();
            let found = Found { path: path.clone(), sha256: sha256.clone(), looked: look };
            if let Some(day) = processed.get(&sha256) {
                looked.notices.push(Notice::NotAgain { file: name(), day: day.clone() });
                looked.done.push(found);
            } else if let Some(twin) = taken.get(&sha256) {
                looked.notices.push(Notice::SameInInbox { file: name(), twin: twin.clone() });
                looked.done.push(found);
            } else {
                taken.extend((!sha256.is_empty()).then(|| (sha256, name())));
                looked.new.push(found);
            }
        }
        Ok(looked)
    }

    /// Everything in the inbox that is no folder and not hidden, by name.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(self.folder).reading(self.folder)? {
            let entry = entry.reading(self.folder)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            // Hidden files, and those that a spreadsheet program lays beside a workbook that is open.
            if !is_folder && !name.starts_with('.') && !name.starts_with("~$") {
                files.push(entry.path());
            }
        }
        files.sort();
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(folder: &Path, quiet_time: u64, now: SystemTime, processed: &[(&str, &str)]) -> Looked {
        let inbox = Inbox { folder, archive: None, quiet_time: Duration::from_secs(quiet_time), store: None };
        let processed = processed.iter().map(|(sha, day)| ((*sha).to_owned(), (*day).to_owned())).collect();
        inbox.look(&processed, now).expect("the inbox can be looked into")
    }

    fn names(found: &[Found]) -> Vec<String> {
        found.iter().map(|found| found.path.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn what_is_new_is_told_from_what_was_done_and_what_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, content) in [
            ("b.csv", "b"),
            ("a.csv", "a"),
            ("twin.csv", "a"),
            (".hidden.csv", "c"),
            ("~$a.xlsx", "d"),
            ("notes.pdf", "e"),
        ] {
            fs::write(folder.path().join(name), content).expect("a file");
        }
        fs::create_dir(folder.path().join("sub.csv")).expect("a folder");
        let later = Look::at(&folder.path().join("a.csv")).and_then(|look| look.modified).expect("a time")
            + Duration::from_secs(100);
        let looked = look(folder.path(), 60, later, &[]);
        assert_eq!(
            (names(&looked.new), names(&looked.done)),
            (vec!["a.csv".into(), "b.csv".into()], vec!["twin.csv".into()])
        );
        assert_eq!((looked.left, looked.notices.len()), (1, 2), "{:?}", looked.notices);
        let known = look(folder.path(), 60, later, &[(&looked.new[0].sha256, "2026-11-22")]);
        assert_eq!(
            (names(&known.new), names(&known.done)),
            (vec!["b.csv".into()], vec!["a.csv".into(), "twin.csv".into()])
        );
    }

    #[test]
    fn what_was_just_touched_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.csv"), "a").expect("a file");
        let touched = Look::at(&folder.path().join("a.csv")).and_then(|look| look.modified).expect("a time");
        for (now, quiet_time, is_left) in [
            (touched + Duration::from_secs(59), 60, true),
            (touched + Duration::from_mins(1), 60, false),
            (touched - Duration::from_secs(5), 60, true),
            (touched - Duration::from_hours(1), 60, false),
            (touched, 0, false),
        ] {
            assert_eq!(look(folder.path(), quiet_time, now, &[]).left == 1, is_left, "{quiet_time}");
        }
    }
}
