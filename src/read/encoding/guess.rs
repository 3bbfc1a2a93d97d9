//! Which of the old encodings a text is in, and whether that may as well be another.
//!
//! `chardetng` guesses, as browsers do. It reads some 50 MB/s, so it is shown only the lines that tell something: those
//! that are not valid UTF-8, from all over the text. Whether to believe it is found by asking it again: about every other
//! of the lines alone. If an answer differs, and the text would read differently with it, the guess is doubtful; so it is
//! where the lines are too few to ask.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use memchr::{memchr2, memrchr2};

use super::{CHUNK, Certainty, fill};

/// How much the detector is shown.
const EVIDENCE: usize = 1024 * 1024;

/// How much is read in two ways to see whether they differ.
const SAMPLE: usize = 64 * 1024;

/// Fewer lines tell too little to believe them.
const FEWEST: u64 = 3;

/// What was guessed.
pub(super) struct Guess {
    pub(super) encoding: &'static Encoding,
    pub(super) certainty: Certainty,
    /// Whether most lines with other letters than ASCII are valid UTF-8.
    pub(super) mostly_utf8: bool,
}

/// Guesses the encoding of a text that is not UTF-8 as a whole.
pub(super) fn guess(reader: impl Read) -> io::Result<Guess> {
    let mut evidence = Evidence::new();
    evidence.gather(reader)?;
    Ok(evidence.guess())
}

struct Evidence {
    whole: EncodingDetector,
    halves: [EncodingDetector; 2],
    fed: usize,
    sample: Vec<u8>,
    /// Lines with other letters than ASCII, by whether they are valid UTF-8.
    valid: u64,
    invalid: u64,
}

impl Evidence {
    fn new() -> Self {
        let detector = || EncodingDetector::new(Iso2022JpDetection::Deny);
        let halves = [detector(), detector()];
        Evidence { whole: detector(), halves, fed: 0, sample: Vec::new(), valid: 0, invalid: 0 }
    }

    fn gather(&mut self, mut reader: impl Read) -> io::Result<()> {
        let mut buffer = vec![0; CHUNK];
        let mut kept = 0;
        loop {
            let filled = kept + fill(&mut reader, &mut buffer[kept..])?;
            let at_end = filled < buffer.len();
            // A line without an end is looked at in pieces.
            let whole = if at_end { filled } else { memrchr2(b'\n', b'\r', &buffer).map_or(filled, |end| end + 1) };
            self.look_at(&buffer[..whole]);
            if at_end {
                return Ok(());
            }
            buffer.copy_within(whole..filled, 0);
            kept = filled - whole;
        }
    }

    fn look_at(&mut self, lines: &[u8]) {
        let mut at = 0;
        loop {
            at += Encoding::ascii_valid_up_to(&lines[at..]);
            if at == lines.len() {
                return;
            }
            let start = memrchr2(b'\n', b'\r', &lines[..at]).map_or(0, |end| end + 1);
            let end = memchr2(b'\n', b'\r', &lines[at..]).map_or(lines.len(), |end| at + end + 1);
            self.weigh(&lines[start..end]);
            at = end;
        }
    }

    fn weigh(&mut self, line: &[u8]) {
        if Encoding::utf8_valid_up_to(line) == line.len() {
            self.valid += 1;
            return;
        }
        self.invalid += 1;
        if self.fed > EVIDENCE {
            return;
        }
        self.fed += line.len();
        self.whole.feed(line, false);
        self.halves[usize::from(self.invalid.is_multiple_of(2))].feed(line, false);
        if self.sample.len() < SAMPLE {
            self.sample.extend_from_slice(line);
        }
    }

    fn guess(mut self) -> Guess {
        let of = |detector: &mut EncodingDetector| {
            detector.feed(b"", true);
            detector.guess(None, Utf8Detection::Deny)
        };
        let encoding = of(&mut self.whole);
        let halves = self.halves.each_mut().map(of);
        let text = encoding.decode_without_bom_handling(&self.sample).0;
        let reads_badly = text.contains(|letter| matches!(letter, '\u{80}'..='\u{9f}' | char::REPLACEMENT_CHARACTER));
        let reads_otherwise = |other: &'static Encoding| other.decode_without_bom_handling(&self.sample).0 != text;
        let doubtful = self.invalid < FEWEST || reads_badly || halves.into_iter().any(reads_otherwise);
        Guess {
            encoding,
            certainty: if doubtful { Certainty::Doubtful } else { Certainty::Guessed },
            mostly_utf8: self.valid > self.invalid,
        }
    }
}
