//! A file of sections that is kept from one run to the next: whole, checksummed, and replaced in one step.
//!
//! Behind the sections stand the contents, in words of whoever keeps the file, and a trailer: how long they are, the checksum of all
//! before it, and a mark. What was cut short, or changed since, has no trailer that fits.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use super::{Sections, Span};
use crate::error::{Error, IoContext as _, Result};

/// Ends every such file; another number for another form.
const MARK: &[u8; 8] = b"intakei1";

/// Length, checksum, mark.
const TRAILER: u64 = 24;

/// How many bytes are checked at a time.
const AT_A_TIME: u64 = 1 << 20;

/// A folder of such files, which one program at a time may change.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

/// What lies in a file's place.
#[derive(Debug)]
pub enum Kept {
    /// Nothing.
    Nothing,
    /// A file that is cut short, damaged, or none of ours.
    Damaged,
    /// The sections, and the contents that stand behind them.
    Whole(Sections, Vec<u8>),
}

impl Folder {
    /// Opens a folder, or makes it: nobody but its owner may look into it. Waits while another program changes its files.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn open(path: &Path) -> Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let elsewhere = |error: Error| error.with_hint("choose another folder with `--index DIR`");
        builder.create(path).writing(path).map_err(elsewhere)?;
        let lock_path = path.join("lock");
        let lock = options().create(true).append(true).open(&lock_path).writing(&lock_path).map_err(elsewhere)?;
        lock.lock().writing(&lock_path)?;
        Ok(Folder { path: path.to_owned(), _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the file of this name and checks all of it.
    ///
    /// # Errors
    /// It cannot be read, though it is there.
    pub fn read(&self, name: &str) -> Result<Kept> {
        let path = self.path.join(name);
        let file = match File::open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Kept::Nothing),
            opened => opened.reading(&path)?,
        };
        let length = file.metadata().reading(&path)?.len();
        let Some(before) = length.checked_sub(TRAILER) else { return Ok(Kept::Damaged) };
        let all = Sections::in_file(file, length);
        let trailer = all.read(Span { start: before, length: TRAILER })?;
        let number = |from: usize| u64::from_le_bytes(std::array::from_fn(|place| trailer[from + place]));
        let contents = number(0);
        if &trailer[16..] != MARK || contents > before || checksum(&all, before)? != number(8) {
            return Ok(Kept::Damaged);
        }
        let contents = all.read(Span { start: before - contents, length: contents })?;
        Ok(Kept::Whole(all, contents))
    }

    /// Begins a file, beside the one that it will replace. What a killed program left there is overwritten.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn begin(&self) -> Result<Sections> {
        let path = self.beginning();
        let file = options().create(true).write(true).read(true).truncate(true).open(&path).writing(&path)?;
        Ok(Sections::in_file(file, 0))
    }

    /// Completes the file that was begun, and puts it in the place of the one of this name. Returns it, open.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(&self, mut sections: Sections, contents: Vec<u8>, name: &str) -> Result<Sections> {
        let path = self.beginning();
        let length = contents.len() as u64;
        sections.append(contents)?;
        let checksum = checksum(&sections, sections.length())?;
        let trailer = [&length.to_le_bytes()[..], &checksum.to_le_bytes(), MARK].concat();
        sections.append(trailer)?;
        File::open(&path).and_then(|file| file.sync_all()).writing(&path)?;
        fs::rename(&path, self.path.join(name)).writing(&path)?;
        Ok(sections)
    }

    fn beginning(&self) -> PathBuf {
        self.path.join("new")
    }
}

impl Drop for Folder {
    /// What was begun and not completed is in nobody's way.
    fn drop(&mut self) {
        let _ = fs::remove_file(self.beginning());
    }
}

/// Files that nobody but their owner may read.
fn options() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only there are permissions set"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The checksum of so many bytes from the beginning.
fn checksum(sections: &Sections, length: u64) -> Result<u64> {
    let mut hash = Xxh3::new();
    let mut start = 0;
    while start < length {
        let part = Span { start, length: AT_A_TIME.min(length - start) };
        hash.update(&sections.read(part)?);
        start += part.length;
    }
    Ok(hash.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(folder: &Path) -> Option<(Vec<u8>, Vec<u8>)> {
        match Folder::open(folder).expect("a folder").read("list").expect("it can be read") {
            Kept::Whole(sections, contents) => {
                Some((sections.read(Span { start: 0, length: 3 }).expect("a section"), contents))
            }
            Kept::Nothing | Kept::Damaged => None,
        }
    }

    #[test]
    fn a_file_is_whole_or_not_taken() {
        let outer = tempfile::tempdir().expect("a folder");
        let place = outer.path().join("of/indices");
        assert_eq!(kept(&place), None);
        for bytes in [vec![1, 2, 3], vec![4, 5, 6]] {
            let folder = Folder::open(&place).expect("a folder");
            let mut sections = folder.begin().expect("a file");
            sections.append(bytes.clone()).expect("it is written");
            folder.finish(sections, b"contents".to_vec(), "list").expect("it is complete");
            drop(folder);
            assert_eq!(kept(&place), Some((bytes, b"contents".to_vec())));
        }
        let path = place.join("list");
        let whole = fs::read(&path).expect("it is there");
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 4;
            fs::write(&path, &damaged).expect("it is written");
            assert_eq!(kept(path.parent().expect("a folder")), None, "byte {place}");
            fs::write(&path, &whole[..place]).expect("it is written");
            assert_eq!(kept(path.parent().expect("a folder")), None, "cut at {place}");
        }
    }

    #[test]
    fn what_is_not_completed_does_not_stay() {
        let outer = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(outer.path()).expect("a folder");
        let mut sections = folder.begin().expect("a file");
        sections.append(vec![1; 1000]).expect("it is written");
        drop((sections, folder));
        let left = fs::read_dir(outer.path()).expect("a folder").map(|entry| entry.expect("a file").file_name());
        assert_eq!(left.collect::<Vec<_>>(), ["lock"]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let outer = tempfile::tempdir().expect("a folder");
        let place = outer.path().join("indices");
        let folder = Folder::open(&place).expect("a folder");
        let sections = folder.begin().expect("a file");
        folder.finish(sections, Vec::new(), "list").expect("it is complete");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&place), mode(&place.join("list"))), (0o700, 0o600));
    }
}
