//! What the two processes say to each other: a length, a kind, and the bytes of it.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Contents, FirstRow, Guard};
use crate::read::excel::{Limits, RowBlock};
use crate::read::refusal::Refusal;

/// What is asked of the process that reads a workbook.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Asked {
    /// First of all: open the workbook, within limits.
    Open {
        /// What the workbook may ask for.
        limits: Limits,
        /// What the process may take.
        guard: Guard,
    },
    /// The first rows of a sheet.
    FirstRows {
        /// Its name.
        sheet: String,
        /// How many at most.
        count: usize,
    },
    /// All rows of a sheet, as blocks and an end.
    Rows {
        /// Its name.
        sheet: String,
        /// The row behind which the table begins.
        after: u32,
        /// How many columns the table has.
        width: usize,
    },
}

/// What it answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The workbook is open.
    Opened(Contents),
    /// The first rows of a sheet.
    FirstRows(Vec<FirstRow>),
    /// Rows.
    Block(RowBlock),
    /// There are no more rows.
    End,
    /// The workbook, or one of its sheets, cannot be read.
    Refused(Refusal),
}

/// More is never sent at a time, and not believed: rows are cut off by their limits long before.
const LONGEST: u32 = 1 << 30;

const ASKED: u8 = b'?';
const OPENED: u8 = b'o';
const FIRST_ROWS: u8 = b'f';
const BLOCK: u8 = b'b';
const END: u8 = b'e';
const REFUSED: u8 = b'x';

impl Asked {
    /// Sends it.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write(out, ASKED, &json(self)?)?;
        out.flush()
    }

    /// Takes the next; none at the end.
    pub fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        match read(from)? {
            None => Ok(None),
            Some((ASKED, bytes)) => parse(&bytes).map(Some),
            Some(_) => Err(nonsense()),
        }
    }
}

impl Answer {
    /// Sends it; `scratch` is lent so that blocks need no memory each.
    pub fn write(&self, out: &mut impl Write, scratch: &mut Vec<u8>) -> io::Result<()> {
        scratch.clear();
        match self {
            Answer::Opened(contents) => write(out, OPENED, &json(contents)?)?,
            Answer::FirstRows(rows) => write(out, FIRST_ROWS, &json(rows)?)?,
            Answer::Block(block) => {
                block.write_to(scratch);
                write(out, BLOCK, scratch)?;
            }
            Answer::End => write(out, END, &[])?,
            Answer::Refused(refusal) => write(out, REFUSED, &json(refusal)?)?,
        }
        out.flush()
    }

    /// Takes the next; none at the end.
    pub fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let Some((kind, bytes)) = read(from)? else { return Ok(None) };
        let answer = match kind {
            OPENED => Answer::Opened(parse(&bytes)?),
            FIRST_ROWS => Answer::FirstRows(parse(&bytes)?),
            BLOCK => Answer::Block(RowBlock::from_bytes(bytes).map_err(|_| nonsense())?),
            END => Answer::End,
            REFUSED => Answer::Refused(parse(&bytes)?),
            _ => return Err(nonsense()),
        };
        Ok(Some(answer))
    }
}

fn write(out: &mut impl Write, kind: u8, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST).ok_or_else(nonsense)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&[kind])?;
    out.write_all(bytes)
}

fn read(from: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut head = [0; 5];
    match from.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let [a, b, c, d, kind] = head;
    let length = u32::from_le_bytes([a, b, c, d]);
    if length > LONGEST {
        return Err(nonsense());
    }
    // Room is made for what comes, not for what is announced.
    let mut bytes = Vec::with_capacity((length as usize).min(1 << 20));
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    Ok((bytes.len() == length as usize).then_some((kind, bytes)))
}

fn json(value: &impl Serialize) -> io::Result<Vec<u8>> {
    Ok(serde_json::to_vec(value)?)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    Ok(serde_json::from_slice(bytes)?)
}

fn nonsense() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the other process says what makes no sense")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_arrives_and_what_is_cut_off_is_the_end() {
        let rows = vec![(3, vec!["Contoso".to_owned(), String::new()])];
        for answer in [Answer::FirstRows(rows), Answer::Block(RowBlock::default()), Answer::End] {
            let mut bytes = Vec::new();
            answer.write(&mut bytes, &mut Vec::new()).expect("memory");
            assert_eq!(Answer::read(&mut bytes.as_slice()).expect("it is whole"), Some(answer));
            bytes.pop();
            assert_eq!(Answer::read(&mut bytes.as_slice()).expect("it is cut off"), None);
        }
    }

    #[test]
    fn nonsense_is_no_answer() {
        for bytes in [&b"\xFF\xFF\xFF\xFFb"[..], b"\0\0\0\0z", b"\x01\0\0\0b!", b"\x02\0\0\0o{}"] {
            assert!(Answer::read(&mut &*bytes).is_err(), "{bytes:?}");
        }
        assert!(Asked::read(&mut &b"\0\0\0\0e"[..]).is_err());
    }
}
