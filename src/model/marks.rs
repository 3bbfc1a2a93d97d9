//! What a cell may hold, seen in one pass over its bytes.
//!
//! Nearly every cell is plain. Whoever asks for something rare looks again only at cells that carry its mark.

use std::ops::BitOr;

/// Something that a cell may hold.
#[derive(Clone, Copy, Debug)]
#[repr(u16)]
pub enum Mark {
    /// Anything but printable ASCII.
    NotPlain = 1,
    /// A control character: in ASCII, or behind the byte that half of those from U+0080 to U+00BF begin with.
    Control = 1 << 1,
    /// The ASCII blank.
    Blank = 1 << 2,
    /// A control character in ASCII, or a character that Unicode writes in more than one way, that joins with the one
    /// before it, that is white or that cannot be seen. Letters of most scripts are none of these.
    Rare = 1 << 3,
    /// The first byte of a character that is rare or not by the byte behind it: see [`Marks::of`].
    PerhapsRare = 1 << 4,
    /// A character of U+3000 or above, which Chinese, Japanese and Korean are written in.
    East = 1 << 5,
    /// `A` to `Z`.
    Capital = 1 << 6,
    /// A full stop.
    Dot = 1 << 7,
    /// The beginning of a spreadsheet's error value, `#` or the `Er` of `Err:502`.
    ErrorValue = 1 << 8,
    /// What garbled text has: the replacement character, or a letter from `À` to `ÿ` and a character that can stand
    /// behind it.
    Garbled = 1 << 9,
}

/// A letter from `À` to `ÿ`, and a character that Windows-1252 has between 0x80 and 0xbf: garbled text has both.
const GARBLED_FIRST: u16 = 1 << 14;
const GARBLED_SECOND: u16 = 1 << 15;

/// The marks of a cell or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u16);

/// The marks that each byte of UTF-8 gives a cell.
const OF_BYTE: [u16; 256] = {
    let mut marks = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        marks[byte] = match byte {
            0x20 => Mark::Blank as u16,
            0x2e => Mark::Dot as u16,
            0x41..=0x5a => Mark::Capital as u16,
            0x21..0x7f => 0,
            ..0x20 | 0x7f => Mark::NotPlain as u16 | Mark::Control as u16 | Mark::Rare as u16,
            0xc2 => Mark::NotPlain as u16 | Mark::Control as u16 | Mark::Rare as u16 | GARBLED_SECOND,
            0xc3 => Mark::NotPlain as u16 | GARBLED_FIRST,
            0xc5 | 0xc6 => Mark::NotPlain as u16 | GARBLED_SECOND,
            0xcb | 0xe2 => Mark::NotPlain as u16 | Mark::Rare as u16 | GARBLED_SECOND,
            // What follows a first byte; more of U+0100 to U+02BF; U+0400 to U+047F.
            0x80..0xc0 | 0xc4 | 0xc7..0xcb | 0xd0 | 0xd1 => Mark::NotPlain as u16,
            // U+0600 to U+067F; U+1000 to U+1FFF.
            0xd8 | 0xd9 | 0xe1 => Mark::NotPlain as u16 | Mark::PerhapsRare as u16,
            // U+4000 to U+9FFF; U+B000 to U+CFFF.
            0xe4..0xea | 0xeb | 0xec => Mark::NotPlain as u16 | Mark::East as u16,
            0xef => Mark::NotPlain as u16 | Mark::Rare as u16 | Mark::East as u16 | Mark::Garbled as u16,
            0xe3.. => Mark::NotPlain as u16 | Mark::Rare as u16 | Mark::East as u16,
            _ => Mark::NotPlain as u16 | Mark::Rare as u16,
        };
        byte += 1;
    }
    marks
};

impl Marks {
    /// All marks: what is known of a cell before it is looked at.
    pub const UNKNOWN: Marks = Marks(u16::MAX);

    /// The marks of a cell's text.
    #[inline]
    pub fn of(text: &str) -> Marks {
        let bytes = text.as_bytes();
        // The last bytes are looked at together with some of those before them, which changes nothing.
        let marks = match (bytes.last_chunk::<8>(), bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(last), ..) => {
                bytes.as_chunks::<8>().0.iter().fold(of_bytes(last), |marks, eight| marks | of_bytes(eight))
            }
            (None, Some(first), Some(last)) => of_bytes(first) | of_bytes(last),
            _ => of_bytes(bytes),
        };
        let begins_error = matches!(bytes, [b'#', ..] | [b'E' | b'e', b'r' | b'R', ..]);
        let marks = if begins_error { marks | Mark::ErrorValue as u16 } else { marks };
        if marks & Mark::NotPlain as u16 == 0 { Marks(marks) } else { Marks::of_letters(text, marks) }
    }

    /// The marks of a text beyond ASCII, whose bytes by themselves have these.
    fn of_letters(text: &str, mut marks: u16) -> Marks {
        if marks & (GARBLED_FIRST | GARBLED_SECOND) == GARBLED_FIRST | GARBLED_SECOND {
            marks |= Mark::Garbled as u16;
        }
        if marks & Mark::PerhapsRare as u16 != 0 && text.as_bytes().windows(2).any(is_rare) {
            marks |= Mark::Rare as u16;
        }
        Marks(marks)
    }

    /// Whether the mark is among them.
    #[inline]
    pub fn have(self, mark: Mark) -> bool {
        self.0 & mark as u16 != 0
    }
}

#[inline]
fn of_bytes(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |marks, byte| marks | OF_BYTE[usize::from(*byte)])
}

/// Whether two bytes begin a rare character. The letters of Arabic are not, its vowel marks and signs are; of U+1000 to
/// U+1FFF the letters of Vietnamese are not.
fn is_rare(pair: &[u8]) -> bool {
    match pair {
        [0xd8 | 0xd9, second] => matches!(second, 0x8b..0xa0),
        [0xe1, second] => !matches!(second, 0xba | 0xbb),
        _ => false,
    }
}

impl BitOr for Marks {
    type Output = Marks;

    #[inline]
    fn bitor(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_overlooked() {
        for character in '\0'..=char::MAX {
            let marks = Marks::of(character.encode_utf8(&mut [0; 4]));
            assert_eq!(marks.have(Mark::NotPlain), !matches!(character, ' '..='~'), "{character:?}");
            assert_eq!(marks.have(Mark::Blank), character == ' ', "{character:?}");
            assert_eq!(marks.have(Mark::Dot), character == '.', "{character:?}");
            assert_eq!(marks.have(Mark::Capital), character.is_ascii_uppercase(), "{character:?}");
            assert_eq!(marks.have(Mark::East), character >= '\u{3000}', "{character:?}");
            assert!(marks.have(Mark::Control) || !character.is_control(), "{character:?}");
            assert!(marks.have(Mark::Rare) || !character.is_control(), "{character:?}");
            assert!(marks.have(Mark::Rare) || character == ' ' || !character.is_whitespace(), "{character:?}");
        }
        assert!(Marks::of("M\u{fffd}ller").have(Mark::Garbled));
        assert!(Marks::of("#N/A").have(Mark::ErrorValue) && Marks::of("Err:502").have(Mark::ErrorValue));
    }

    #[test]
    fn every_byte_of_a_text_is_seen() {
        for (length, place) in (1..20).flat_map(|length| (0..length).map(move |place| (length, place))) {
            let text: String = (0..length).map(|at| if at == place { '.' } else { 'x' }).collect();
            assert!(Marks::of(&text).have(Mark::Dot), "{text}");
        }
    }
}
