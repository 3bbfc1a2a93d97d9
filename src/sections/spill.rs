//! Records sorted into parts while more of them come than memory holds: each part is read back whole, later.

use super::{Sections, Span};
use crate::error::Result;

/// How many bytes of one part are written at a time.
const AT_A_TIME: usize = 64 * 1024;

/// Bytes in parts.
#[derive(Debug)]
pub struct Spill {
    /// Where full buffers go; in memory they only grow.
    to: Option<Sections>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, Default)]
struct Part {
    written: Vec<Span>,
    buffer: Vec<u8>,
}

impl Spill {
    /// So many empty parts, that go to a file where one is given.
    pub fn new(parts: usize, to: Option<Sections>) -> Self {
        Spill { to, parts: vec![Part::default(); parts] }
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// How many bytes a part has.
    pub fn length(&self, part: usize) -> u64 {
        let Part { written, buffer } = &self.parts[part];
        written.iter().map(|span| span.length).sum::<u64>() + buffer.len() as u64
    }

    /// Adds to a part: `write` appends the bytes.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add(&mut self, part: usize, write: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
        let Part { written, buffer } = &mut self.parts[part];
        write(buffer);
        if let Some(to) = &mut self.to
            && buffer.len() >= AT_A_TIME
        {
            let full = std::mem::replace(buffer, Vec::with_capacity(AT_A_TIME + AT_A_TIME / 8));
            written.push(to.append(full)?);
        }
        Ok(())
    }

    /// Takes a part out.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn take(&mut self, part: usize) -> Result<Vec<u8>> {
        let Part { written, buffer } = std::mem::take(&mut self.parts[part]);
        let Some(to) = self.to.as_ref().filter(|_| !written.is_empty()) else { return Ok(buffer) };
        let mut bytes = Vec::new();
        for span in written {
            bytes.extend_from_slice(&to.read(span)?);
        }
        bytes.extend_from_slice(&buffer);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sections::scratch;

    #[test]
    fn parts_come_back_whole_and_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        for to in [None, Some(scratch(folder.path()).expect("a file"))] {
            let mut spill = Spill::new(3, to);
            for number in 0..40_000_u32 {
                spill.add(number as usize % 2, |out| out.extend(number.to_le_bytes())).expect("it is written");
            }
            assert_eq!(spill.length(1), 80_000);
            let numbers: Vec<u32> = spill
                .take(1)
                .expect("it is there")
                .chunks_exact(4)
                .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
                .collect();
            assert!((1..40_000).step_by(2).eq(numbers));
            assert!(spill.take(2).expect("it is there").is_empty());
        }
    }
}
