//! A text as UTF-8, whatever it was, as a stream.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use memchr::memrchr2;

use super::{CHUNK, NotUtf8, TextFormat, fill};
use crate::model::Charset;

/// The text without a byte-order mark. What the encoding has no character for becomes U+FFFD; text that is proven to be
/// UTF-8 passes as it is, and fails with [`NotUtf8`] where it is none.
pub(super) fn decoded(bytes: impl Read + Send + 'static, format: TextFormat) -> Box<dyn Read + Send> {
    match format.charset {
        Charset::Web(encoding) if format.mixed => {
            let lines = ByLine { encoding };
            Box::new(Converted::new(WithoutMark { inner: bytes, pending: None }, lines))
        }
        charset if charset.is_utf8() => {
            Box::new(OnlyUtf8 { inner: WithoutMark { inner: bytes, pending: None }, begun: Vec::new() })
        }
        Charset::Web(encoding) => {
            Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(bytes))
        }
        Charset::Utf32Le => Box::new(Converted::new(bytes, Utf32 { unit: u32::from_le_bytes })),
        Charset::Utf32Be => Box::new(Converted::new(bytes, Utf32 { unit: u32::from_be_bytes })),
    }
}

/// Turns a piece of text into UTF-8.
trait Convert {
    /// How much of the beginning of `bytes` can be converted before more is known; 0 for none of it.
    fn whole(&self, bytes: &[u8]) -> usize;

    /// Adds that much as UTF-8.
    fn convert(&self, bytes: &[u8], text: &mut Vec<u8>);
}

/// Lines that are valid UTF-8 as they are, the others out of an encoding.
struct ByLine {
    encoding: &'static Encoding,
}

impl Convert for ByLine {
    fn whole(&self, bytes: &[u8]) -> usize {
        memrchr2(b'\n', b'\r', bytes).map_or(0, |end| end + 1)
    }

    fn convert(&self, bytes: &[u8], text: &mut Vec<u8>) {
        for line in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            if Encoding::utf8_valid_up_to(line) == line.len() {
                text.extend_from_slice(line);
            } else {
                text.extend_from_slice(self.encoding.decode_without_bom_handling(line).0.as_bytes());
            }
        }
    }
}

/// UTF-32, the bytes of a character in either order.
struct Utf32 {
    unit: fn([u8; 4]) -> u32,
}

impl Convert for Utf32 {
    fn whole(&self, bytes: &[u8]) -> usize {
        bytes.len() / 4 * 4
    }

    fn convert(&self, bytes: &[u8], text: &mut Vec<u8>) {
        let mut letters = [0; 4];
        for unit in bytes.chunks(4) {
            let code = unit.try_into().map_or(u32::MAX, self.unit);
            let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            if letter != '\u{feff}' {
                text.extend_from_slice(letter.encode_utf8(&mut letters).as_bytes());
            }
        }
    }
}

/// A stream converted piece by piece.
struct Converted<R, C> {
    inner: R,
    convert: C,
    /// What was read and is not converted yet.
    raw: Vec<u8>,
    text: Vec<u8>,
    taken: usize,
    at_end: bool,
}

/// A piece without an end is converted at this length: no record is longer.
const LONGEST_PIECE: usize = 16 * CHUNK;

impl<R: Read, C: Convert> Converted<R, C> {
    fn new(inner: R, convert: C) -> Self {
        Converted { inner, convert, raw: Vec::new(), text: Vec::new(), taken: 0, at_end: false }
    }

    /// Converts the next piece. There is text then, or the end is reached.
    fn advance(&mut self) -> io::Result<()> {
        self.text.clear();
        self.taken = 0;
        while self.text.is_empty() && !(self.at_end && self.raw.is_empty()) {
            let kept = self.raw.len();
            self.raw.resize(kept + CHUNK, 0);
            let filled = kept + fill(&mut self.inner, &mut self.raw[kept..])?;
            self.at_end = filled < self.raw.len();
            self.raw.truncate(filled);
            let whole = if self.at_end || filled > LONGEST_PIECE { filled } else { self.convert.whole(&self.raw) };
            self.convert.convert(&self.raw[..whole], &mut self.text);
            self.raw.drain(..whole);
        }
        Ok(())
    }
}

impl<R: Read, C: Convert> Read for Converted<R, C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.text.len() {
            self.advance()?;
        }
        let count = buffer.len().min(self.text.len() - self.taken);
        buffer[..count].copy_from_slice(&self.text[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

/// Passes UTF-8 on, and fails at what is none.
struct OnlyUtf8<R> {
    inner: R,
    /// The first bytes of a character whose others have not come yet.
    begun: Vec<u8>,
}

impl<R: Read> Read for OnlyUtf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let is_utf8 = if count == 0 { self.begun.is_empty() } else { self.take(&buffer[..count]) };
        if is_utf8 { Ok(count) } else { Err(io::Error::other(NotUtf8)) }
    }
}

impl<R> OnlyUtf8<R> {
    /// Whether these bytes go on as UTF-8.
    fn take(&mut self, mut bytes: &[u8]) -> bool {
        while let ([_, ..], [next, rest @ ..]) = (self.begun.as_slice(), bytes) {
            self.begun.push(*next);
            bytes = rest;
            match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_some() => return false,
                Err(_) => {}
            }
        }
        match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) => {
                self.begun.extend_from_slice(&bytes[error.valid_up_to()..]);
                error.error_len().is_none()
            }
        }
    }
}

/// Takes the byte-order mark off the beginning of UTF-8 text.
struct WithoutMark<R> {
    inner: R,
    pending: Option<(Vec<u8>, usize)>,
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (head, taken) = match &mut self.pending {
            Some(pending) => pending,
            pending @ None => {
                let mut head = vec![0; 3];
                let filled = fill(&mut self.inner, &mut head)?;
                head.truncate(filled);
                if Encoding::for_bom(&head).is_some_and(|(encoding, _)| encoding == UTF_8) {
                    head.clear();
                }
                pending.insert((head, 0))
            }
        };
        if *taken == head.len() {
            return self.inner.read(buffer);
        }
        let count = buffer.len().min(head.len() - *taken);
        buffer[..count].copy_from_slice(&head[*taken..*taken + count]);
        *taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf8_is_not_passed_on() {
        // However the bytes come: all at once, or by the piece.
        let read = |bytes: &[u8], piece: usize| {
            let mut reader = OnlyUtf8 { inner: bytes, begun: Vec::new() };
            let mut buffer = vec![0; piece];
            loop {
                match reader.read(&mut buffer) {
                    Ok(0) => return true,
                    Ok(_) => {}
                    Err(error) => {
                        assert!(error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<NotUtf8>));
                        return false;
                    }
                }
            }
        };
        for piece in 1..9 {
            assert!(read("aé€𝄞b€".as_bytes(), piece), "{piece}");
            for wrong in
                [&b"a\xE9"[..], b"ab\xE9c", "a€".as_bytes().split_last().expect("bytes").1, b"\x80", b"\xF0\x9D\x84a"]
            {
                assert!(!read(wrong, piece), "{wrong:?} {piece}");
            }
        }
    }
}
