//! Packed files, unpacked as a stream and no further than the limits let them.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::model::Limits;

/// Below this size a file does no harm, however well it was packed.
const RATIO_GRACE: u64 = 64 << 20;

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

impl Packed {
    /// What the first bytes of a file say.
    pub(super) fn of(head: &[u8]) -> Packed {
        match head {
            [0x1F, 0x8B, ..] => Packed::Gzip,
            // The second is a frame that is to be skipped, as `pzstd` writes it first.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Packed::Zstd,
            _ => Packed::Plain,
        }
    }
}

/// Why the bytes of a file are not read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It unpacks to more than this many bytes.
    TooLarge(u64),
    /// It unpacks to more than this many times its size.
    TooDense(u64),
    /// What it is packed with finds it damaged.
    Damaged,
    /// The user says that it is UTF-8, and it is not.
    NotUtf8,
}

impl Fault {
    /// The fault behind an error of reading, if it is one of these.
    pub(super) fn of(error: &io::Error) -> Option<Fault> {
        error.get_ref()?.downcast_ref::<Fault>().copied()
    }

    /// What to try.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Fault::TooLarge(_) => "if the list is that large, allow it with `--limit unpacked=BYTES`, such as `20G`",
            Fault::TooDense(_) => {
                "a list is never that repetitive; if this one is, allow it with `--limit ratio=NUMBER`"
            }
            Fault::Damaged => "it may not have been copied whole: ask for a new copy",
            Fault::NotUtf8 => "leave `--encoding` out to have the encoding guessed, or name the right one",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::TooLarge(limit) => write!(out, "the file unpacks to more than {limit} bytes"),
            Fault::TooDense(ratio) => write!(out, "the file unpacks to more than {ratio} times its size"),
            Fault::Damaged => out.write_str("the packed file is damaged or cut off"),
            Fault::NotUtf8 => out.write_str("the file is not in UTF-8, which `--encoding` names"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, fault)
    }
}

/// The unpacked content of a file of `packed_bytes`, within the limits.
pub(super) fn unpacked<'a>(
    file: impl Read + Send + 'a,
    packed: Packed,
    packed_bytes: u64,
    limits: &Limits,
) -> Box<dyn Read + Send + 'a> {
    match packed {
        Packed::Plain => Box::new(file),
        Packed::Gzip => Box::new(within(MultiGzDecoder::new(file), packed_bytes, limits)),
        Packed::Zstd => Box::new(within(ZstdFrames::new(BufReader::new(file)), packed_bytes, limits)),
    }
}

/// Lets an unpacked stream pass as far as the limits go.
pub(super) fn within<R: Read>(inner: R, packed_bytes: u64, limits: &Limits) -> Within<R> {
    let by_ratio = packed_bytes.saturating_mul(limits.ratio).max(RATIO_GRACE);
    let fault =
        if by_ratio < limits.unpacked { Fault::TooDense(limits.ratio) } else { Fault::TooLarge(limits.unpacked) };
    Within { inner, left: by_ratio.min(limits.unpacked), fault }
}

/// An unpacked stream that ends in an error where a limit is passed.
pub(super) struct Within<R> {
    inner: R,
    left: u64,
    fault: Fault,
}

impl<R: Read> Read for Within<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| match error.kind() {
            // The unpackers say it in several ways, none of them for people.
            io::ErrorKind::InvalidInput
            | io::ErrorKind::InvalidData
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other => Fault::Damaged.into(),
            _ => error,
        })?;
        self.left = self.left.checked_sub(count as u64).ok_or(self.fault)?;
        Ok(count)
    }
}

/// All frames of a zstd file, one after the other: `ruzstd` reads a single one, and does not look at its checksum.
struct ZstdFrames<R> {
    file: R,
    frame: FrameDecoder,
}

impl<R: BufRead> ZstdFrames<R> {
    fn new(file: R) -> Self {
        ZstdFrames { file, frame: FrameDecoder::new() }
    }

    /// Begins the next frame that holds something; false at the end of the file.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.file.fill_buf()?.is_empty() {
            match self.frame.init(&mut self.file) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let skipped = io::copy(&mut self.file.by_ref().take(length.into()), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(Fault::Damaged.into());
                    }
                }
                Err(_) => return Err(Fault::Damaged.into()),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            while self.frame.can_collect() == 0 && !self.frame.is_finished() {
                let block = self.frame.decode_blocks(&mut self.file, BlockDecodingStrategy::UptoBlocks(1));
                block.map_err(|_| Fault::Damaged)?;
            }
            let count = self.frame.read(buffer)?;
            if count > 0 {
                return Ok(count);
            }
            let said = self.frame.get_checksum_from_data();
            if said.is_some() && said != self.frame.get_calculated_checksum() {
                return Err(Fault::Damaged.into());
            }
            if !self.begin()? {
                break;
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    const LIMITS: Limits = Limits {
        record: 0,
        columns: 0,
        cells: 0,
        memory: 0,
        unpacked: 1 << 30,
        ratio: 100,
        workbook_memory: 0,
        workbook_seconds: 0,
    };

    fn text_of(file: &[u8], limits: &Limits) -> Result<Vec<u8>, Option<Fault>> {
        let mut text = Vec::new();
        let read = unpacked(file, Packed::of(file), file.len() as u64, limits).read_to_end(&mut text);
        read.map(|_| text).map_err(|error| Fault::of(&error))
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("memory");
        encoder.finish().expect("memory")
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    #[test]
    fn every_member_and_frame_is_read() {
        let skipped = b"\x50\x2A\x4D\x18\x03\0\0\0abc".to_vec();
        for parts in [
            vec![gzip(b"a;b\n"), gzip(b"c;d\n")],
            vec![zstd(b"a;b\n"), zstd(b""), zstd(b"c;d\n")],
            vec![skipped.clone(), zstd(b"a;b\nc;d\n"), skipped],
        ] {
            assert_eq!(text_of(&parts.concat(), &LIMITS).expect("it is whole"), b"a;b\nc;d\n");
        }
    }

    #[test]
    fn damage_is_noticed() {
        let text = "Contoso;PL\n".repeat(1000);
        for packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
            assert_eq!(text_of(&packed[..packed.len() - 1], &LIMITS), Err(Some(Fault::Damaged)), "cut off");
            let mut changed = packed.clone();
            let middle = changed.len() - 3;
            changed[middle] ^= 0x10;
            assert_eq!(text_of(&changed, &LIMITS), Err(Some(Fault::Damaged)), "changed");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![b'a'; 80 << 20]);
        assert_eq!(text_of(&bomb, &LIMITS), Err(Some(Fault::TooDense(100))));
        assert!(text_of(&bomb, &Limits { ratio: 10_000, ..LIMITS }).is_ok());
        let limits = Limits { ratio: 10_000, unpacked: 1000, ..LIMITS };
        assert_eq!(text_of(&bomb, &limits), Err(Some(Fault::TooLarge(1000))));
    }
}
