//! A file as it lies on the disk: counted and hashed while its bytes pass, so that it need not be read once more.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

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
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Original {
    /// Opens a file.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Original(Arc::new(Mutex::new(Tally { file: File::open(path)?, hash: Sha256::new(), bytes: 0 }))))
    }

    /// The file's size in bytes, as the system tells it.
    pub fn size(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).file.metadata()?.len())
    }

    /// The checksum of the whole file; what nobody has read yet is read for it.
    pub fn checksum(mut self) -> io::Result<Checksum> {
        io::copy(&mut self, &mut io::sink())?;
        let tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Checksum { bytes: tally.bytes, sha256: format!("{:x}", tally.hash.clone().finalize()) })
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
}
