//! Bytes to UTF-8: gzip, byte-order marks, and the encodings that spreadsheets still write.
//!
//! Only the last byte proves that a text is UTF-8. Nearly all are, so one that begins like it is read as UTF-8, and the
//! reading stops with [`NotUtf8`] where it is not; then the text has to be read anew, after a look at all of it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;

use super::original::Original;

/// How much is read at a time. Larger buffers gain nothing: the time goes into the bytes themselves.
const CHUNK: usize = 256 * 1024;

/// How much around the first byte that is not UTF-8 the detector is shown: it reads only about 50 MB/s.
const SAMPLE: usize = 256 * 1024;

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
    /// Text in this encoding, perhaps compressed.
    Text {
        /// The encoding, without its byte-order mark.
        encoding: &'static Encoding,
        /// Whether the encoding was guessed, not marked or proven.
        guessed: bool,
        /// How the text is packed.
        packed: Packed,
    },
    /// A zip archive, which is what xlsx, xlsm, xlsb and ods files are.
    Zip,
    /// An OLE compound file: xls, or a workbook with a password.
    Ole,
    /// Something else that holds bytes no text has.
    Binary,
}

/// How a text is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packed {
    /// Not at all.
    Plain,
    /// With gzip.
    Gzip,
    /// With zstd.
    Zstd,
}

/// Looks at a file to tell what it is.
pub fn survey(path: &Path, look: Look) -> io::Result<Survey> {
    let mut file = File::open(path)?;
    let mut head = [0; 8];
    let filled = fill(&mut file, &mut head)?;
    let head = &head[..filled];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Ok(Survey { kind: Kind::Zip, proven: true })
    } else if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        Ok(Survey { kind: Kind::Ole, proven: true })
    } else if head.starts_with(&[0x1F, 0x8B]) {
        survey_text(MultiGzDecoder::new(head.chain(file)), Packed::Gzip, look)
    } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        survey_text(unpacked_zstd(head.chain(file))?, Packed::Zstd, look)
    } else {
        survey_text(head.chain(file), Packed::Plain, look)
    }
}

/// The file's text as UTF-8, without a byte-order mark. Reading fails with [`NotUtf8`] where it was taken for UTF-8 and
/// is none.
pub fn open_text(file: Original, encoding: &'static Encoding, packed: Packed) -> io::Result<Box<dyn Read + Send>> {
    let bytes: Box<dyn Read + Send> = match packed {
        Packed::Plain => Box::new(file),
        Packed::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, file))),
        Packed::Zstd => Box::new(unpacked_zstd(BufReader::with_capacity(CHUNK, file))?),
    };
    if encoding == UTF_8 {
        return Ok(Box::new(OnlyUtf8 { inner: WithoutMark { inner: bytes, pending: None }, begun: Vec::new() }));
    }
    let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(bytes);
    Ok(Box::new(decoder))
}

fn unpacked_zstd<R: Read>(packed: R) -> io::Result<impl Read> {
    ruzstd::decoding::StreamingDecoder::new(packed).map_err(io::Error::other)
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
fn survey_text(mut reader: impl Read, packed: Packed, look: Look) -> io::Result<Survey> {
    let sure = |kind| Ok(Survey { kind, proven: true });
    let text = |encoding, guessed| sure(Kind::Text { encoding, guessed, packed });
    let mut buffer = vec![0; CHUNK];
    let mut kept = 0;
    let mut first = true;
    loop {
        let filled = kept + fill(&mut reader, &mut buffer[kept..])?;
        let mut data = &buffer[..filled];
        if std::mem::take(&mut first) {
            match Encoding::for_bom(data) {
                Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => return text(encoding, false),
                Some((_, mark)) => data = &data[mark..],
                None => {}
            }
            if data.is_empty() {
                return sure(Kind::Empty);
            }
            if let Some(encoding) = unmarked_utf16(data) {
                return text(encoding, true);
            }
            if looks_binary(data) {
                return sure(Kind::Binary);
            }
        }
        let at_end = filled < buffer.len();
        let valid = Encoding::utf8_valid_up_to(data);
        let rest = data.len() - valid;
        if rest > 0 && (at_end || rest > 3 || starts_wrong(&data[valid..])) {
            return text(detect(&data[valid.saturating_sub(SAMPLE / 2)..], &mut reader)?, true);
        }
        if at_end || look == Look::Beginning {
            let kind = Kind::Text { encoding: UTF_8, guessed: false, packed };
            return Ok(Survey { kind, proven: at_end });
        }
        buffer.copy_within(filled - rest..filled, 0);
        kept = rest;
    }
}

/// Whether these last bytes of a chunk can't be the beginning of a character whose end comes with the next chunk.
fn starts_wrong(tail: &[u8]) -> bool {
    std::str::from_utf8(tail).is_err_and(|error| error.error_len().is_some())
}

/// UTF-16 without a mark has a zero byte in every other place of its ASCII text.
fn unmarked_utf16(data: &[u8]) -> Option<&'static Encoding> {
    let sample = &data[..data.len().min(512)];
    let pairs = sample.len() / 2;
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    if pairs < 4 {
        return None;
    }
    match (zeros(0), zeros(1)) {
        (even, odd) if odd * 10 > pairs * 7 && even * 10 < pairs => Some(UTF_16LE),
        (even, odd) if even * 10 > pairs * 7 && odd * 10 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// Text has no more than a stray control character; pictures, PDFs and programs have many.
fn looks_binary(data: &[u8]) -> bool {
    let sample = &data[..data.len().min(4096)];
    let controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    sample.starts_with(b"%PDF") || controls * 20 > sample.len()
}

/// Guesses the encoding of text that is not UTF-8, from a sample that begins shortly before the proof of that.
fn detect(found: &[u8], reader: &mut impl Read) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut more = vec![0; SAMPLE.saturating_sub(found.len())];
    let filled = fill(reader, &mut more)?;
    detector.feed(found, filled == 0);
    if filled > 0 {
        detector.feed(&more[..filled], true);
    }
    Ok(detector.guess(None, Utf8Detection::Deny))
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
                if head == b"\xEF\xBB\xBF" {
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
    use std::io::Write as _;

    use super::*;

    fn kind_of(bytes: &[u8]) -> Kind {
        survey_text(bytes, Packed::Plain, Look::Whole).expect("reading from memory does not fail").kind
    }

    fn encoding_of(bytes: &[u8]) -> &'static str {
        match kind_of(bytes) {
            Kind::Text { encoding, .. } => encoding.name(),
            other => panic!("{other:?} is no text"),
        }
    }

    #[test]
    fn utf8_is_proven_over_the_whole_text() {
        let mut late = vec![b'a'; CHUNK * 2 + 5];
        assert_eq!(encoding_of(&late), "UTF-8");
        late.extend_from_slice("é;ö".as_bytes());
        assert_eq!(encoding_of(&late), "UTF-8");
        late.extend_from_slice(b"Soci\xE9t\xE9 g\xE9n\xE9rale;Angoul\xEAme\n");
        assert_eq!(encoding_of(&late), "windows-1252");
    }

    #[test]
    fn characters_may_lie_across_chunks() {
        for shift in 0..4 {
            let mut text = "x".repeat(CHUNK - shift);
            text.push_str("€€€€");
            assert_eq!(encoding_of(text.as_bytes()), "UTF-8", "shift {shift}");
        }
    }

    #[test]
    fn marks_and_their_absence_are_understood() {
        assert_eq!(encoding_of(b"\xFF\xFEa\0;\0"), "UTF-16LE");
        assert_eq!(encoding_of(b"c\0o\0m\0p\0a\0n\0y\0;\0"), "UTF-16LE");
        assert_eq!(kind_of(b"\xEF\xBB\xBF"), Kind::Empty);
        assert_eq!(kind_of(b""), Kind::Empty);
        assert_eq!(kind_of(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"), Kind::Binary);
    }

    #[test]
    fn text_comes_out_as_utf8_without_its_mark() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let cases: [(&[u8], &str); 4] = [
            (b"\xEF\xBB\xBFa;b", "a;b"),
            (b"ab", "ab"),
            (b"\xFF\xFEa\0\xE9\0", "aé"),
            (b"Soci\xE9t\xE9 g\xE9n\xE9rale;Angoul\xEAme", "Société générale;Angoulême"),
        ];
        for (bytes, wanted) in cases {
            let path = folder.path().join("list.csv");
            std::fs::write(&path, bytes).expect("the test's folder can be written");
            let Kind::Text { encoding, packed, .. } = survey(&path, Look::Whole).expect("it is there").kind else {
                panic!("{wanted}")
            };
            let mut text = String::new();
            let original = Original::open(&path).expect("it is there");
            open_text(original, encoding, packed)
                .and_then(|mut reader| reader.read_to_string(&mut text))
                .expect("text");
            assert_eq!(text, wanted);
        }
    }

    #[test]
    fn gzip_is_looked_into() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("list.csv.gz");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"company_name\nContoso\n").expect("writing to memory");
        let bytes = encoder.finish().expect("writing to memory");
        std::fs::write(&path, &bytes).expect("the test's folder can be written");
        let kind = Kind::Text { encoding: UTF_8, guessed: false, packed: Packed::Gzip };
        assert_eq!(survey(&path, Look::Beginning).expect("it is there"), Survey { kind, proven: true });
    }

    #[test]
    fn a_beginning_proves_only_what_it_refutes() {
        let look = |bytes: &[u8]| survey_text(bytes, Packed::Plain, Look::Beginning).expect("bytes in memory");
        let long = vec![b'a'; CHUNK + 1];
        assert!(!look(&long).proven && look(&long[..CHUNK - 1]).proven);
        assert_eq!(look(&[b"Angoul\xEAme;", long.as_slice()].concat()).kind, kind_of(b"Angoul\xEAme;"));
    }

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
                        assert!(error.get_ref().is_some_and(|error| error.is::<NotUtf8>()));
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
