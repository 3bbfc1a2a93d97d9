//! A file that appears whole or not at all, and never in place of another.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, IoContext as _, Result};

/// A file being written beside its place. Dropped unfinished, it is removed. Only its owner may read it.
#[derive(Debug)]
pub struct NewFile {
    place: PathBuf,
    file: NamedTempFile,
}

impl NewFile {
    /// Begins a file.
    ///
    /// # Errors
    /// Something is there already, or nothing can be written there.
    pub fn create(place: &Path) -> Result<Self> {
        if place.exists() {
            return Err(is_there(place));
        }
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).writing(place)?;
        Ok(NewFile { place: place.to_owned(), file })
    }

    /// Adds to it.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).writing(&self.place)
    }

    /// Adds all of a file; the new one is as old as that.
    pub fn write_all_of(&mut self, from: &mut File) -> Result<()> {
        std::io::copy(from, &mut self.file).writing(&self.place)?;
        let modified = from.metadata().and_then(|file| file.modified()).reading(&self.place)?;
        self.file.as_file().set_modified(modified).writing(&self.place)
    }

    /// Moves it into its place.
    pub fn finish(self) -> Result<()> {
        self.file.as_file().sync_all().writing(&self.place)?;
        match self.file.persist_noclobber(&self.place) {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(is_there(&self.place)),
            Err(error) => Err(error.error).writing(&self.place),
        }
    }
}

/// Puts a text in the place of a file, or of nothing: at any moment it is the old one or the new one. Everybody may read it.
pub fn replace_file(place: &Path, text: &str) -> Result<()> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).writing(place)?;
    file.write_all(text.as_bytes()).writing(place)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644)).writing(place)?;
    }
    file.as_file().sync_all().writing(place)?;
    file.persist(place).map_err(|error| error.error).writing(place)?;
    Ok(())
}

fn is_there(place: &Path) -> Error {
    Error::could_not_run("the file is there already").in_file(place).with_hint("name another one, or remove it first")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("list.csv");
        let mut dropped = NewFile::create(&place).expect("it begins");
        dropped.write(b"half").expect("it is written");
        drop(dropped);
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);

        let mut file = NewFile::create(&place).expect("it begins");
        file.write(b"whole").expect("it is written");
        file.finish().expect("it is moved");
        assert_eq!(std::fs::read(&place).expect("the file"), b"whole");
        assert_eq!(NewFile::create(&place).expect_err("it is there").exit_code(), 2);
        replace_file(&place, "other").expect("it is replaced");
        assert_eq!(std::fs::read(&place).expect("the file"), b"other");
    }
}
