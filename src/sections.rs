//! Bytes that are written once, section by section, and read back a section at a time: in memory, or in a file where there
//! are more of them than memory holds.
//!
//! This room knows nothing of what the bytes mean. [`kept`] makes a file of them that is whole or not there.

pub mod kept;
mod spill;

use std::fs::File;
use std::io::Write as _;

use serde::{Deserialize, Serialize};

use crate::error::{Error, IoContext as _, Result};

pub use spill::Spill;

/// Where a section lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Where it begins, in bytes.
    pub start: u64,
    /// How long it is, in bytes.
    pub length: u64,
}

/// Sections, one behind the other.
#[derive(Debug)]
pub struct Sections {
    place: Place,
    length: u64,
}

#[derive(Debug)]
enum Place {
    /// Each section, and where it begins.
    Memory(Vec<(u64, Vec<u8>)>),
    File(File),
}

impl Default for Sections {
    fn default() -> Self {
        Sections::in_memory()
    }
}

impl Sections {
    /// Sections that stay in memory.
    pub fn in_memory() -> Self {
        Sections { place: Place::Memory(Vec::new()), length: 0 }
    }

    /// Sections of a file, which has so many bytes of them.
    pub fn in_file(file: File, length: u64) -> Self {
        Sections { place: Place::File(file), length }
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds a section behind the others.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn append(&mut self, bytes: Vec<u8>) -> Result<Span> {
        let span = Span { start: self.length, length: bytes.len() as u64 };
        self.length += span.length;
        match &mut self.place {
            Place::Memory(_) if bytes.is_empty() => {}
            Place::Memory(sections) => sections.push((span.start, bytes)),
            Place::File(file) => file.write_all(&bytes).map_err(could_not("written"))?,
        }
        Ok(span)
    }

    /// The bytes of a section, or of a part of one.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, span: Span) -> Result<Vec<u8>> {
        let length = usize::try_from(span.length).unwrap_or(usize::MAX);
        if length == 0 {
            return Ok(Vec::new());
        }
        match &self.place {
            Place::Memory(sections) => {
                let place = sections.partition_point(|(start, _)| *start <= span.start).saturating_sub(1);
                let section = sections.get(place).and_then(|(start, bytes)| {
                    let from = usize::try_from(span.start - start).ok()?;
                    bytes.get(from..from.checked_add(length)?)
                });
                section.map(<[u8]>::to_vec).ok_or_else(|| Error::failed("a section is not where it should be"))
            }
            Place::File(file) => {
                let mut bytes = vec![0; length];
                read_exact_at(file, &mut bytes, span.start).map_err(could_not("read"))?;
                Ok(bytes)
            }
        }
    }

    /// Takes the bytes of a section out: those in memory are given back.
    pub fn take(&mut self, span: Span) -> Result<Vec<u8>> {
        if let Place::Memory(sections) = &mut self.place
            && let Ok(place) = sections.binary_search_by_key(&span.start, |(start, _)| *start)
            && sections[place].1.len() as u64 == span.length
        {
            return Ok(std::mem::take(&mut sections[place].1));
        }
        self.read(span)
    }
}

fn could_not(done: &str) -> impl Fn(std::io::Error) -> Error + '_ {
    move |error| Error::failed(format!("the index of existing customers could not be {done}")).because(error)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> std::io::Result<()> {
    use std::os::windows::fs::FileExt as _;
    while !bytes.is_empty() {
        match file.seek_read(bytes, start)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            count => (bytes, start) = (&mut std::mem::take(&mut bytes)[count..], start + count as u64),
        }
    }
    Ok(())
}

/// A file without a name in a folder, for what memory does not hold meanwhile; it goes when it is closed.
///
/// # Errors
/// Nothing can be written there.
pub fn scratch(folder: &std::path::Path) -> Result<Sections> {
    Ok(Sections::in_file(tempfile::tempfile_in(folder).writing(folder)?, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().expect("a folder");
        for mut sections in [Sections::in_memory(), scratch(folder.path()).expect("a file")] {
            let one = sections.append(vec![1, 2, 3]).expect("it is written");
            let none = sections.append(Vec::new()).expect("it is written");
            let two = sections.append(vec![4, 5]).expect("it is written");
            assert_eq!(sections.length(), 5);
            assert_eq!(sections.read(two).expect("it is there"), [4, 5]);
            assert_eq!(sections.read(none).expect("it is there"), [0; 0]);
            let part = Span { start: one.start + 1, length: 2 };
            assert_eq!(sections.read(part).expect("it is there"), [2, 3]);
            assert!(sections.read(Span { start: 4, length: 2 }).is_err(), "behind the end");
            assert_eq!(sections.take(one).expect("it is there"), [1, 2, 3]);
        }
    }
}
