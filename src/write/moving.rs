//! Moving a person's file out of the way: it is never lost, and nothing is ever in its place overwritten.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::NewFile;
use super::file::sync_folder;
use crate::error::{Error, IoContext as _, Result};

/// How many files of one name a folder may hold.
const MOST: u32 = 10_000;

/// Moves a file into a folder under its own name, or that name with a number where it is taken; returns where it is now.
///
/// Within a file system it is renamed. Across it is copied, and removed once the copy is on the disk: a crash in between
/// leaves two.
pub fn move_aside(file: &Path, folder: &Path) -> Result<PathBuf> {
    let Some(name) = file.file_name() else {
        return Err(Error::could_not_run("it has no name").in_file(file));
    };
    let name = Path::new(name);
    for number in 1..MOST {
        let place = folder.join(numbered(name, number));
        match rename(file, &place) {
            Ok(()) => {
                sync_folder(folder)?;
                sync_folder(file.parent().unwrap_or(Path::new(".")))?;
                return Ok(place);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // Another file system, or one that cannot rename so.
            Err(error) if must_be_copied(&error) && place.exists() => {}
            Err(error) if must_be_copied(&error) => {
                copy(file, &place)?;
                return Ok(place);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error).reading(file),
            Err(error) => return Err(cannot_move(file, error)),
        }
    }
    Err(Error::failed("the folder holds too many files of one name").in_file(folder))
}

/// Renames a file, unless something is there.
fn rename(file: &Path, place: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, file, CWD, place, RenameFlags::NOREPLACE)?;
        Ok(())
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    {
        let _ = (file, place);
        Err(io::ErrorKind::Unsupported.into())
    }
}

fn must_be_copied(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::CrossesDevices | io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

fn cannot_move(file: &Path, cause: io::Error) -> Error {
    Error::failed("the file cannot be moved away")
        .in_file(file)
        .because(cause)
        .with_hint("give the user who runs `intake` the right to write in its folder and where it goes")
}

fn copy(file: &Path, place: &Path) -> Result<()> {
    let mut from = File::open(file).reading(file)?;
    let mut copy = NewFile::create(place)?;
    copy.write_all_of(&mut from)?;
    copy.finish()?;
    sync_folder(place.parent().unwrap_or(Path::new(".")))?;
    fs::remove_file(file).map_err(|error| {
        // One of the two is enough, or every night there would be one more.
        let _ = fs::remove_file(place);
        cannot_move(file, error)
    })
}

/// `list.csv`, then `list-2.csv`. What is behind the first dot is the ending, as in `list.csv.gz`.
fn numbered(name: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return name.to_owned();
    }
    let name = name.to_string_lossy();
    match name.split_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, ending)) => PathBuf::from(format!("{stem}-{number}.{ending}")),
        None => PathBuf::from(format!("{name}-{number}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten_and_nothing_lost() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inbox, archive) = (folder.path().join("inbox"), folder.path().join("archive"));
        fs::create_dir(&inbox).expect("a folder");
        fs::create_dir(&archive).expect("a folder");
        for (name, content) in
            [("list.csv.gz", "one"), ("list.csv.gz", "two"), ("-rf *\n", "three"), ("-rf *\n", "four")]
        {
            fs::write(inbox.join(name), content).expect("a file");
            let place = move_aside(&inbox.join(name), &archive).expect("it is moved");
            assert_eq!(fs::read_to_string(place).expect("it is there"), content);
        }
        let mut names: Vec<_> = fs::read_dir(&archive)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        assert_eq!(names, ["-rf *\n", "-rf *\n-2", "list-2.csv.gz", "list.csv.gz"]);
        assert_eq!(fs::read_dir(&inbox).expect("the folder").count(), 0);
        assert_eq!(move_aside(&inbox.join("gone"), &archive).expect_err("it is not there").exit_code(), 2);
    }

    #[test]
    fn across_file_systems_a_copy_takes_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, place) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&file, "content").expect("a file");
        copy(&file, &place).expect("it is copied");
        assert_eq!(fs::read_to_string(&place).expect("it is there"), "content");
        assert!(!file.exists());
        fs::write(&file, "other").expect("a file");
        copy(&file, &place).expect_err("something is there");
        assert_eq!(fs::read_to_string(&file).expect("it is still there"), "other");
    }
}
