//! A file as it lies on the disk: counted and hashed while its bytes pass, so that it need not be read once more.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

/// What tells a file from any other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checksum {
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

/// An open file. Its clones read on where any of them has stopped, so that one can be given away to be read and another
/// kept to be asked for the checksum.
#[derive(Clone, Debug)]
pub struct Original(Arc<Mutex<Tally>>);

#[derive(Debug)]
struct Tally {
    path: PathBuf,
    /// What it looked like when it was opened.
    began: Stamp,
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Original {
    /// Opens a file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let began = Stamp::of(&file.metadata()?);
        let tally = Tally { path: path.to_owned(), began, file, hash: Sha256::new(), bytes: 0 };
        Ok(Original(Arc::new(Mutex::new(tally))))
    }

    /// The file's size in bytes, as the system tells it.
    pub fn size(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).file.metadata()?.len())
    }

    /// Whether the path still leads to the file that was opened, and nobody has written to that since.
    pub fn is_as_it_was(&self) -> io::Result<bool> {
        let tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Stamp::of(&fs::metadata(&tally.path)?) == tally.began)
    }

    /// The checksum of the whole file; what nobody has read yet is read for it.
    pub fn checksum(mut self) -> io::Result<Checksum> {
        io::copy(&mut self, &mut io::sink())?;
        let tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Checksum { bytes: tally.bytes, sha256: format!("{:x}", tally.hash.clone().finalize()) })
    }
}

/// What changes when a file is written to, or another takes its name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    written: Option<SystemTime>,
    /// The device and the number of the file on it, where the system has such.
    number: (u64, u64),
}

impl Stamp {
    fn of(file: &Metadata) -> Self {
        #[cfg(unix)]
        let number = {
            use std::os::unix::fs::MetadataExt as _;
            (file.dev(), file.ino())
        };
        #[cfg(not(unix))]
        let number = (0, 0);
        Stamp { bytes: file.len(), written: file.modified().ok(), number }
    }
}

impl Read for Original {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = tally.file.read(buffer)?;
        tally.hash.update(&buffer[..count]);
        tally.bytes += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_of_the_whole_file_whatever_was_read_of_it() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("list.csv");
        std::fs::write(&path, "company_name\nContoso\n").expect("the test's folder can be written");
        let original = Original::open(&path).expect("it is there");
        original.clone().read_exact(&mut [0; 5]).expect("it is longer");
        let checksum = original.checksum().expect("it can be read");
        let sha256 = format!("{:x}", Sha256::digest("company_name\nContoso\n"));
        assert_eq!(checksum, Checksum { bytes: 21, sha256 });
    }
    #[test]
    fn a_file_that_is_written_to_or_replaced_is_not_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("list.csv");
        let write = |path: &Path, text: &str| fs::write(path, text).expect("the test's folder can be written");
        write(&path, "Contoso\n");
        let original = Original::open(&path).expect("it is there");
        let is_as_it_was = || original.is_as_it_was().expect("it is there");
        assert!(is_as_it_was());
        let written = fs::metadata(&path).and_then(|file| file.modified()).expect("it has a date");
        write(&path, "Contoso\nFabrikam\n");
        assert!(!is_as_it_was(), "it is longer");
        // Of the same size and date, but another file.
        let other = folder.path().join("other.csv");
        write(&other, "Cantoso\n");
        File::options().write(true).open(&other).and_then(|file| file.set_modified(written)).expect("a date is set");
        fs::rename(&other, &path).expect("it is moved");
        assert_eq!(is_as_it_was(), cfg!(not(unix)));
        fs::remove_file(&path).expect("it is there");
        original.is_as_it_was().expect_err("it is gone");
    }
}
