//! What a file's bytes are, told by content: how it is packed, and the encoding of its text.
//!
//! A byte-order mark and valid UTF-8 are proof. Everything else is a guess, and the guess says how far it is to be
//! trusted; what the user says takes its place.
//!
//! Only the last byte proves that a text is UTF-8. Nearly all are, so one that begins like it is read as UTF-8, and the
//! reading stops with [`NotUtf8`] where it is not; then the text has to be read anew, after a look at all of it.
//!
//! * `guess`: which of the old encodings a text is in
//! * `decode`: a text as UTF-8

mod decode;
mod guess;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::original::Original;
use super::packed::{Fault, Packed, unpacked};
use crate::model::{Charset, Limits};

/// How much is read at a time. Larger buffers gain nothing: the time goes into the bytes themselves.
const CHUNK: usize = 256 * 1024;

/// How many bytes at the beginning are looked at for what no text has.
const HEAD: usize = 4096;

/// So many zero bytes in every other place are no accident. A header has as many delimiters and line ends.
const SIGNS: usize = 3;

/// How much of a file is looked at to tell what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As much as is read at a time.
    Beginning,
    /// All of it, if it takes all.
    Whole,
}

/// What a look at a file tells, before any of it is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Survey {
    /// What kind of file its content says it is.
    pub kind: Kind,
    /// Whether that is sure: a text may still turn out not to be the UTF-8 that it began as.
    pub proven: bool,
}

/// A text was taken for UTF-8, and it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not UTF-8 to its end")]
pub struct NotUtf8;

/// A kind of file, told by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing at all, or only a byte-order mark.
    Empty,
    /// Text, perhaps compressed.
    Text(TextFormat),
    /// A zip archive, which is what xlsx, xlsm, xlsb and ods files are.
    Zip,
    /// An OLE compound file: xls, or a workbook with a password.
    Ole,
    /// Something else, by its name if it is a kind that is often met.
    Other(Option<&'static str>),
}

/// How a text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFormat {
    /// Its encoding.
    pub charset: Charset,
    /// How that is known.
    pub certainty: Certainty,
    /// Whether lines that are valid UTF-8 are read as such, and only the others in the encoding: lists pasted together.
    pub mixed: bool,
    /// How it is packed.
    pub packed: Packed,
}

/// How the encoding of a text is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// A byte-order mark says it, or all of the text is valid UTF-8.
    Proven,
    /// The user says it.
    Told,
    /// It was guessed, and nothing speaks against it.
    Guessed,
    /// It was guessed, and may as well be another.
    Doubtful,
}

/// Looks at a file to tell what it is. `told` is the encoding that the user names for text that does not prove to be
/// UTF-8.
pub fn survey(path: &Path, told: Option<Charset>, limits: &Limits, look: Look) -> io::Result<Survey> {
    let mut file = File::open(path)?;
    let packed_bytes = file.metadata()?.len();
    let mut head = [0; 8];
    let filled = fill(&mut file, &mut head)?;
    let head = &head[..filled];
    if let Some(kind) = container(head) {
        return Ok(Survey { kind, proven: true });
    }
    let packed = Packed::of(head);
    let first = unpacked(head.chain(file), packed, packed_bytes, limits);
    let again = || Ok(unpacked(File::open(path)?, packed, packed_bytes, limits));
    // What is told is only set aside by the proof of something else.
    let look = if told.is_some() { Look::Whole } else { look };
    survey_text(first, told, packed, look, again)
}

/// The file's text as UTF-8, without a byte-order mark. Reading fails with [`NotUtf8`] where it was taken for UTF-8 and
/// is none.
pub fn open_text(file: Original, format: TextFormat, limits: &Limits) -> io::Result<Box<dyn Read + Send>> {
    let packed_bytes = file.size()?;
    if format.packed == Packed::Plain {
        return Ok(decode::decoded(file, format));
    }
    let file = BufReader::with_capacity(CHUNK, file);
    Ok(decode::decoded(unpacked(file, format.packed, packed_bytes, limits), format))
}

/// What a file is whose first bytes leave no doubt, and which is not to be read as text.
fn container(head: &[u8]) -> Option<Kind> {
    const KINDS: [(&[u8], Kind); 9] = [
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Ole),
        (b"%PDF", Kind::Other(Some("a PDF document"))),
        (b"\x89PNG", Kind::Other(Some("a picture"))),
        (b"\xFF\xD8\xFF", Kind::Other(Some("a picture"))),
        (b"\xFD7zXZ\0", Kind::Other(Some("an xz archive"))),
        (b"7z\xBC\xAF\x27\x1C", Kind::Other(Some("a 7-Zip archive"))),
        (b"Rar!\x1A\x07", Kind::Other(Some("a RAR archive"))),
    ];
    KINDS.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind)
}

fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Tells UTF-8 from everything else. Only a look at all of it is sure: a first megabyte of plain ASCII proves nothing.
/// `again` gives the text from its beginning, for a guess.
fn survey_text<R: Read>(
    mut reader: impl Read,
    told: Option<Charset>,
    packed: Packed,
    look: Look,
    again: impl FnOnce() -> io::Result<R>,
) -> io::Result<Survey> {
    let sure = |kind| Ok(Survey { kind, proven: true });
    let format = |charset, certainty| Kind::Text(TextFormat { charset, certainty, mixed: false, packed });
    let text = |charset, certainty| sure(format(charset, certainty));
    let mut buffer = vec![0; CHUNK];
    let filled = fill(&mut reader, &mut buffer)?;
    let (charset, mark) = marked(&buffer[..filled]);
    match charset {
        _ if filled == mark => return sure(Kind::Empty),
        None => {}
        Some(charset) if charset.is_utf8() => {}
        Some(charset) => return text(charset, Certainty::Proven),
    }
    let head = &buffer[mark..filled];
    if charset.is_none() {
        match told {
            Some(told) if !is_one_byte_ascii(told) => return text(told, Certainty::Told),
            _ => {}
        }
        if let Some(charset) = unmarked_unicode(head) {
            return text(charset, Certainty::Guessed);
        }
    }
    if looks_binary(head) {
        return sure(Kind::Other(None));
    }
    match valid_utf8(&mut reader, &mut buffer, mark, filled, look)? {
        Utf8::SoFar => Ok(Survey { kind: format(Charset::Web(UTF_8), Certainty::Proven), proven: false }),
        // The user's word counts for ASCII too, where ISO-2022-JP hides.
        Utf8::Ascii if charset.is_none() => match told {
            Some(told) => text(told, Certainty::Told),
            None => text(Charset::Web(UTF_8), Certainty::Proven),
        },
        Utf8::Ascii | Utf8::Valid => text(Charset::Web(UTF_8), Certainty::Proven),
        Utf8::Not => match told {
            Some(told) if told.is_utf8() => Err(Fault::NotUtf8.into()),
            Some(told) if charset.is_none() => text(told, Certainty::Told),
            _ => {
                let guess = guess::guess(again()?)?;
                // What a mark calls UTF-8 is that as far as it goes.
                let mixed = guess.mostly_utf8 || charset.is_some();
                let charset = told.unwrap_or(Charset::Web(guess.encoding));
                sure(Kind::Text(TextFormat { charset, certainty: guess.certainty, mixed, packed }))
            }
        },
    }
}

/// What was found of a text that may be UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Utf8 {
    Ascii,
    Valid,
    /// As far as was to be looked.
    SoFar,
    Not,
}

/// Reads on to the end or to the first byte that is not UTF-8. The buffer's first `filled` bytes are read already, the
/// text begins at `from`.
fn valid_utf8(reader: &mut impl Read, buffer: &mut [u8], from: usize, filled: usize, look: Look) -> io::Result<Utf8> {
    let (mut from, mut filled, mut ascii) = (from, filled, true);
    loop {
        let data = &buffer[from..filled];
        let at_end = filled < buffer.len();
        let valid = Encoding::utf8_valid_up_to(data);
        ascii = ascii && Encoding::ascii_valid_up_to(&data[..valid]) == valid;
        let rest = data.len() - valid;
        if rest > 0 && (at_end || rest > 3 || starts_wrong(&data[valid..])) {
            return Ok(Utf8::Not);
        }
        if at_end {
            return Ok(if ascii { Utf8::Ascii } else { Utf8::Valid });
        }
        if look == Look::Beginning {
            return Ok(Utf8::SoFar);
        }
        buffer.copy_within(filled - rest..filled, 0);
        filled = rest + fill(reader, &mut buffer[rest..])?;
        from = 0;
    }
}

/// Whether these last bytes of a chunk can't be the beginning of a character whose end comes with the next chunk.
fn starts_wrong(tail: &[u8]) -> bool {
    std::str::from_utf8(tail).is_err_and(|error| error.error_len().is_some())
}

/// The encoding that a byte-order mark says, and the mark's length.
fn marked(data: &[u8]) -> (Option<Charset>, usize) {
    if data.starts_with(b"\xFF\xFE\0\0") {
        return (Some(Charset::Utf32Le), 4);
    }
    if data.starts_with(b"\0\0\xFE\xFF") {
        return (Some(Charset::Utf32Be), 4);
    }
    match Encoding::for_bom(data) {
        Some((encoding, mark)) => (Some(Charset::Web(encoding)), mark),
        None => (None, 0),
    }
}

/// Whether text in it may be looked at for UTF-8: ASCII letters are ASCII bytes.
fn is_one_byte_ascii(charset: Charset) -> bool {
    match charset {
        Charset::Web(encoding) => encoding != UTF_16LE && encoding != UTF_16BE,
        Charset::Utf32Le | Charset::Utf32Be => false,
    }
}

/// UTF-16 and UTF-32 without a mark: whatever the script, a list has delimiters, digits and line ends, whose zero bytes
/// stand in every other place, or in three of four.
fn unmarked_unicode(data: &[u8]) -> Option<Charset> {
    let sample = &data[..data.len().min(HEAD) / 4 * 4];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(4).filter(|byte| **byte == 0).count();
    let [first, second, third, fourth] = [zeros(0), zeros(1), zeros(2), zeros(3)];
    let quarter = sample.len() / 4;
    // No character needs the fourth byte, and hardly any the third.
    if fourth == quarter && third * 10 > quarter * 9 && first * 10 < quarter {
        return Some(Charset::Utf32Le);
    }
    if first == quarter && second * 10 > quarter * 9 && fourth * 10 < quarter {
        return Some(Charset::Utf32Be);
    }
    let (even, odd) = (first + third, second + fourth);
    let encoding = match () {
        () if odd >= SIGNS && odd * 10 > quarter && even * 10 < odd => UTF_16LE,
        () if even >= SIGNS && even * 10 > quarter && odd * 10 < even => UTF_16BE,
        () => return None,
    };
    is_utf16_text(sample, encoding).then_some(Charset::Web(encoding))
}

/// Whether the bytes are UTF-16 without a fault, and where they are ASCII, printable: zeros in other text make no such
/// characters.
fn is_utf16_text(sample: &[u8], encoding: &'static Encoding) -> bool {
    let unit = |pair: &[u8]| match pair {
        [low, high] if encoding == UTF_16LE => u16::from_le_bytes([*low, *high]),
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    };
    let units: Vec<u16> = sample.chunks_exact(2).map(unit).collect();
    // A pair of surrogates may be cut in two at the end.
    let whole = &units[..units.len() - 1];
    let printable = |letter: char| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r' | '\u{1}' | '\u{1f}');
    char::decode_utf16(whole.iter().copied()).enumerate().all(|(place, letter)| match letter {
        Ok(letter) => printable(letter),
        Err(_) => place + 1 == whole.len(),
    })
}

/// Text has no more than a stray control character; pictures and programs have many. Two that some exports delimit with
/// do not count.
fn looks_binary(data: &[u8]) -> bool {
    let sample = &data[..data.len().min(HEAD)];
    let controls = sample.iter().filter(|byte| matches!(byte, 0 | 2..=8 | 14..=26 | 28..=30)).count();
    controls * 20 > sample.len()
}

#[cfg(test)]
mod tests;
