//! What a row's cells may hold, seen in one pass over their bytes.
//!
//! The rules for any cell find nothing in nearly every row. They look again only at cells that carry their mark.

use std::ops::BitOrAssign;

/// Something that a cell may hold.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(super) enum Mark {
    /// Anything but printable ASCII.
    NotPlain = 1,
    /// A control character: in ASCII, or behind the byte that half of those from U+0080 to U+00BF begin with.
    Control = 2,
    /// What garbled text has: the replacement character, or a letter from `À` to `ÿ` and a character that can stand
    /// behind it.
    Garbled = 4,
    /// The beginning of a spreadsheet's error value, `#` or the `Er` of `Err:502`.
    ErrorValue = 8,
}

/// A letter from `À` to `ÿ`, and a character that Windows-1252 has between 0x80 and 0xbf: garbled text has both.
const GARBLED_FIRST: u8 = 16;
const GARBLED_SECOND: u8 = 32;

/// The marks of a cell or of several.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks(u8);

/// The marks that each byte gives a cell.
const OF_BYTE: [u8; 256] = {
    let mut marks = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        marks[byte] = match byte {
            ..0x20 | 0x7f => Mark::NotPlain as u8 | Mark::Control as u8,
            0xc2 => Mark::NotPlain as u8 | Mark::Control as u8 | GARBLED_SECOND,
            0xc3 => Mark::NotPlain as u8 | GARBLED_FIRST,
            0xc5 | 0xc6 | 0xcb | 0xe2 => Mark::NotPlain as u8 | GARBLED_SECOND,
            0xef => Mark::NotPlain as u8 | Mark::Garbled as u8,
            0x20..0x7f => 0,
            _ => Mark::NotPlain as u8,
        };
        byte += 1;
    }
    marks
};

impl Marks {
    /// The marks of a cell's text.
    pub(super) fn of(text: &str) -> Marks {
        let begins_error = matches!(text.as_bytes(), [b'#', ..] | [b'E' | b'e', b'r' | b'R', ..]);
        let first = if begins_error { Mark::ErrorValue as u8 } else { 0 };
        if is_plain(text.as_bytes()) {
            return Marks(first);
        }
        let marks = text.bytes().fold(first, |marks, byte| marks | OF_BYTE[usize::from(byte)]);
        let both = GARBLED_FIRST | GARBLED_SECOND;
        Marks(if marks & both == both { marks | Mark::Garbled as u8 } else { marks })
    }

    /// Whether the mark is among them.
    pub(super) fn have(self, mark: Mark) -> bool {
        self.0 & mark as u8 != 0
    }
}

/// Whether all bytes are printable ASCII. Eight bytes are looked at together: three in four cells are plain.
fn is_plain(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    // A byte's highest bit is set here when it is below 0x20, above 0x7e, or behind such a byte.
    let odd = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        (eight | eight.wrapping_sub(EACH * 0x20) | eight.wrapping_add(EACH)) & (EACH * 0x80)
    };
    let Some(last) = bytes.last_chunk() else { return bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) };
    let (chunks, _) = bytes.as_chunks();
    chunks.iter().fold(odd(last), |found, eight| found | odd(eight)) == 0
}

impl BitOrAssign for Marks {
    fn bitor_assign(&mut self, other: Marks) {
        self.0 |= other.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::garbled;

    #[test]
    fn no_character_is_overlooked() {
        for character in '\0'..=char::MAX {
            let marks = Marks::of(character.encode_utf8(&mut [0; 4]));
            assert_eq!(marks.have(Mark::NotPlain), !matches!(character, ' '..='~'), "{character:?}");
            assert!(marks.have(Mark::Control) || !character.is_control(), "{character:?}");
        }
        for place in 0..20 {
            for byte in [0_u8, 0x1f, b' ', b'~', 0x7f] {
                let mut cell = [b'x'; 20];
                cell[place] = byte;
                assert_eq!(is_plain(&cell), matches!(byte, b' '..=b'~'), "{byte} at {place}");
            }
        }
        assert!(Marks::of("M\u{fffd}ller").have(Mark::Garbled));
        for garbled in ["MÃ¼ller", "Oâ€™Brien", "SÃ©nivava", "â€œTorokisoâ€\u{9d}"] {
            assert!(garbled::repaired(garbled).is_some() && Marks::of(garbled).have(Mark::Garbled), "{garbled}");
        }
    }
}
