//! Whether a workbook of a format whose number formats the reading library does not give (xlsb, xls, ods) has some that
//! add zeros or characters to whole numbers: `00000` shows 01234 where 1234 will be read.
//!
//! It is enough to know that there is such a format: a person then saves the file as xlsx, where formats are applied.

use memchr::memmem;

use super::cell_text::Mask;

/// Whether the styles of an ods file have a format of at least two whole digits.
pub(super) fn in_ods(part: &[u8]) -> bool {
    const DIGITS: &[u8] = b"number:min-integer-digits=\"";
    memmem::find_iter(part, DIGITS).any(|at| {
        let digits = part[at + DIGITS.len()..].iter().take_while(|byte| byte.is_ascii_digit());
        let digits =
            digits.fold(0_u32, |number, byte| number.saturating_mul(10).saturating_add(u32::from(byte - b'0')));
        digits >= 2 && is_of_a_number(&part[..at])
    })
}

/// Whether the tag that goes on behind the text is one of plain digits: fractions and exponents have the attribute too.
fn is_of_a_number(before: &[u8]) -> bool {
    let open = memchr::memrchr(b'<', before).unwrap_or(0);
    before[open..].starts_with(b"<number:number ")
}

/// Whether the styles part of an xlsb file has one: `BrtFmt`, [MS-XLSB] 2.4.657, an identifier and a text.
pub(super) fn in_xlsb(part: &[u8]) -> bool {
    const FORMAT: &[u8] = &[0x2C];
    // The records are not walked: a record that only looks like one must hold a format's text to count.
    memmem::find_iter(part, FORMAT).any(|at| {
        let body = part.get(at + 1..).and_then(|rest| {
            // Its length, of one byte or two.
            let first = *rest.first()?;
            rest.get(if first & 0x80 == 0 { 1 } else { 2 }..)
        });
        body.and_then(|body| wide_text(body.get(6..)?, u32_at(body, 2)? as usize)).is_some_and(|code| adds(&code))
    })
}

/// Whether an xls file has one: `Format`, [MS-XLS] 2.4.126, an identifier and a text of one or two bytes a letter.
pub(super) fn in_xls(file: &[u8]) -> bool {
    const FORMAT: &[u8] = &[0x1E, 0x04];
    memmem::find_iter(file, FORMAT).any(|at| {
        let code = file.get(at..).and_then(|record| {
            let length = usize::from(u16_at(record, 2)?);
            let letters = usize::from(u16_at(record, 6)?);
            let text = record.get(9..)?;
            match record.get(8)? {
                0 if length == letters + 5 => Some(text.get(..letters)?.iter().map(|byte| char::from(*byte)).collect()),
                1 if length == letters * 2 + 5 => wide_text(text, letters),
                _ => None,
            }
        });
        code.is_some_and(|code: String| adds(&code))
    })
}

fn adds(code: &str) -> bool {
    Mask::of_format(code).is_some()
}

/// A format code has 255 letters at most.
const LONGEST_CODE: usize = 255;

fn wide_text(bytes: &[u8], letters: usize) -> Option<String> {
    if letters > LONGEST_CODE {
        return None;
    }
    let units: Vec<u16> =
        bytes.get(..letters * 2)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_add_zeros_are_found() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let xlsb = |code: &str| {
            let letters = u8::try_from(code.len()).unwrap_or(0);
            [&[9, 0x2C, letters * 2 + 6, 164, 0, letters, 0, 0, 0][..], &wide(code), &[7]].concat()
        };
        let xls = |code: &str| {
            let letters = u8::try_from(code.len()).unwrap_or(0);
            [&[9, 0x1E, 0x04, letters + 5, 0, 164, 0, letters, 0, 0][..], code.as_bytes(), &[7]].concat()
        };
        for (code, expected) in [("00000", true), ("00\\-000", true), ("0.00", false), ("General", false), ("0", false)]
        {
            assert_eq!((in_xlsb(&xlsb(code)), in_xls(&xls(code))), (expected, expected), "{code}");
        }
        for (style, expected) in [
            ("<number:number number:min-integer-digits=\"5\"/>", true),
            ("<number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\"/>", false),
            ("<number:fraction number:min-integer-digits=\"2\"/>", false),
        ] {
            assert_eq!(in_ods(style.as_bytes()), expected, "{style}");
        }
    }
}
