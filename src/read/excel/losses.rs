//! What a sheet holds and the reading library passes over in silence: formulas whose results were never stored, as
//! programs leave them that cannot calculate; values behind a comment or in a CDATA section; and in xlsb files error
//! values that formulas gave. All would read as empty cells, so they are counted while a part is measured, and told.

use memchr::memmem;

/// Counts the formulas of a worksheet part that have no stored result. Fed piece by piece.
#[derive(Default)]
pub(super) struct FormulasWithoutResult {
    pub(super) count: u64,
    /// The end of what was fed.
    held: Vec<u8>,
    /// How much of it was looked at already, and is kept for the cell's tag before a formula.
    seen: usize,
}

/// A formula may have 8,192 characters; what goes on for longer is none.
const LONGEST_FORMULA: usize = 64 << 10;

/// The start tag of a cell, which stands before its formula, is shorter than this.
const LONGEST_CELL_TAG: usize = 256;

impl FormulasWithoutResult {
    pub(super) fn feed(&mut self, piece: &[u8]) {
        self.held.extend_from_slice(piece);
        let mut at = self.seen;
        while let Some(found) = next_formula(&self.held, at) {
            match has_result(&self.held, found) {
                Some(has_result) => self.count += u64::from(!has_result),
                None if self.held.len() - found > LONGEST_FORMULA => {}
                // It goes on in the next piece.
                None => return self.keep_from(found),
            }
            at = found + 2;
        }
        // A tag such as `<x:f` may be cut in two.
        self.keep_from(self.held.len().saturating_sub(2).max(at.min(self.held.len())));
    }

    /// Forgets what lies before a place, but for the tag before it.
    fn keep_from(&mut self, place: usize) {
        let from = place.saturating_sub(LONGEST_CELL_TAG);
        self.held.drain(..from);
        self.seen = place - from;
    }
}

/// Where the next start tag of a formula stands, from a place on: the `<f` of `<f>` and `<f t="shared"/>`, the `:f` of
/// `<x:f>`.
fn next_formula(text: &[u8], from: usize) -> Option<usize> {
    let places = |name: &'static [u8]| memmem::find_iter(&text[from..], name).map(move |at| from + at);
    let plain = places(b"<f").find(|at| ends_name(text, at + 2));
    let prefixed = places(b":f").find(|at| ends_name(text, at + 2) && opens_tag(&text[..*at]));
    match (plain, prefixed) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Whether a tag's name ends there; at the end of the text it may.
fn ends_name(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether a text ends with `<` and a prefix.
fn opens_tag(text: &[u8]) -> bool {
    let prefix = text.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    prefix > 0 && text.len().checked_sub(prefix + 1).is_some_and(|at| text[at] == b'<')
}

/// Whether the formula that starts there has a stored result; none if the text ends before that is known.
fn has_result(text: &[u8], start: usize) -> Option<bool> {
    let tag_end = start + memchr::memchr(b'>', text.get(start..)?)?;
    let after = if text[tag_end - 1] == b'/' {
        tag_end + 1
    } else {
        // The end tag: `</f>` or `</x:f>`. A formula's own `<` is written `&lt;`.
        let close = tag_end + memmem::find(&text[tag_end..], b"</")?;
        close + memchr::memchr(b'>', &text[close..])? + 1
    };
    let rest = text.get(after..)?;
    let rest = rest.trim_ascii_start();
    let tag = rest.get(..=memchr::memchr(b'>', rest)?)?;
    let next = rest.get(tag.len()..)?;
    let is_value = tag.starts_with(b"<v") || memmem::find(tag, b":v").is_some();
    if !is_value {
        return Some(false);
    }
    let is_empty = tag.ends_with(b"/>") || next.first()? == &b'<';
    Some(!is_empty || is_text(text, start))
}

/// Whether the cell of a formula is one of text, which may be empty.
fn is_text(text: &[u8], formula: usize) -> bool {
    let tag = memchr::memrchr(b'<', &text[..=formula]).unwrap_or(formula);
    let before = &text[..tag];
    let Some(open) = memchr::memrchr(b'<', before) else { return false };
    memmem::find(&before[open..], b"t=\"str\"").is_some() || memmem::find(&before[open..], b"t='str'").is_some()
}

/// Counts the values of a worksheet part that begin with a comment or a CDATA section: `<v><![CDATA[7]]></v>`.
#[derive(Default)]
pub(super) struct OddValues {
    pub(super) count: u64,
    /// The last bytes of what was fed.
    last: [u8; 3],
}

impl OddValues {
    pub(super) fn feed(&mut self, piece: &[u8]) {
        const ODD: &[u8] = b"v><!";
        self.count += memmem::find_iter(piece, ODD).count() as u64;
        let seam: Vec<u8> = self.last.iter().chain(piece.iter().take(ODD.len() - 1)).copied().collect();
        self.count += memmem::find_iter(&seam, ODD).count() as u64;
        for byte in piece.iter().skip(piece.len().saturating_sub(self.last.len())) {
            self.last.rotate_left(1);
            self.last[2] = *byte;
        }
    }
}

/// Counts the error values that formulas gave in a worksheet part of an xlsb file. Fed piece by piece.
#[derive(Default)]
pub(super) struct FormulaErrors {
    pub(super) count: u64,
    state: State,
}

/// Where in a record the last piece ended.
#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Type,
    /// The second byte of a type, with what the first said.
    MoreType(u16),
    /// A byte of the length: its place, the length so far.
    Length(u8, u32),
    /// Within the body, so many bytes to go.
    Body(u32),
}

/// `BrtFmlaError`, [MS-XLSB] 2.4.664.
const FORMULA_ERROR: u16 = 0x000B;

impl FormulaErrors {
    pub(super) fn feed(&mut self, piece: &[u8]) {
        let mut rest = piece;
        while let Some((&byte, tail)) = rest.split_first() {
            let low = byte & 0x7F;
            let goes_on = byte & 0x80 != 0;
            match self.state {
                State::Type if goes_on => self.state = State::MoreType(u16::from(low)),
                State::Type => self.begin(u16::from(byte)),
                State::MoreType(first) => self.begin(first | u16::from(byte & 0x7F) << 7),
                State::Length(place, length) => {
                    let length = length | u32::from(low) << (7 * u32::from(place));
                    self.state =
                        if goes_on && place < 3 { State::Length(place + 1, length) } else { State::Body(length) };
                }
                State::Body(0) => {
                    self.state = State::Type;
                    continue;
                }
                State::Body(left) => {
                    let taken = rest.len().min(left as usize);
                    self.state = State::Body(left - u32::try_from(taken).unwrap_or(left));
                    rest = &rest[taken..];
                    continue;
                }
            }
            rest = tail;
        }
    }

    fn begin(&mut self, kind: u16) {
        self.count += u64::from(kind == FORMULA_ERROR);
        self.state = State::Length(0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_result(xml: &str, piece: usize) -> u64 {
        let mut formulas = FormulasWithoutResult::default();
        xml.as_bytes().chunks(piece).for_each(|piece| formulas.feed(piece));
        formulas.count
    }

    #[test]
    fn formulas_without_a_result_are_counted_however_the_text_is_cut() {
        for (xml, expected) in [
            ("<c r=\"A1\"><f>1+1</f><v>2</v></c>", 0),
            ("<c r=\"A1\"><f>1+1</f></c><c r=\"B1\"><v>3</v></c>", 1),
            ("<c r=\"A1\"><f>1+1</f><v></v></c><c><f>1</f><v/></c>", 2),
            ("<c r=\"A1\"><f>1+1</f><v /></c>", 1),
            ("<c r=\"A1\" t=\"str\"><f>\"\"</f><v></v></c>", 0),
            ("<c r=\"A1\"><f t=\"shared\" si=\"0\"/></c><c><f t=\"shared\" si=\"0\"/><v>4</v></c>", 1),
            ("<x:c r=\"A1\"><x:f>A2&lt;3</x:f></x:c><x:c r=\"B1\"><x:f>1</x:f><x:v>1</x:v></x:c>", 1),
            ("<x:c r=\"A1\" t=\"str\"><x:f>1</x:f><x:v></x:v></x:c>", 0),
            ("<row><font/><c><v>1</v></c></row><filters/>", 0),
            ("<c><v>1</v></c>", 0),
        ] {
            let xml = format!("<sheetData>{xml}</sheetData>");
            for piece in [1, 2, 3, 7, 64, 4096] {
                assert_eq!(without_result(&xml, piece), expected, "{xml} in pieces of {piece}");
            }
        }
    }

    #[test]
    fn odd_values_are_counted_however_the_text_is_cut() {
        let xml = b"<c><v><![CDATA[7]]></v></c><c><v>1</v></c><c><x:v><!-- a -->7</x:v></c>";
        for piece in [1, 2, 3, 4, 5, 64, 4096] {
            let mut values = OddValues::default();
            xml.chunks(piece).for_each(|piece| values.feed(piece));
            assert_eq!(values.count, 2, "in pieces of {piece}");
        }
    }

    #[test]
    fn errors_of_formulas_are_counted_however_the_part_is_cut() {
        let record = |kind: &[u8], body: &[u8]| [kind, &[u8::try_from(body.len()).unwrap_or(0)], body].concat();
        let long = [&[0x91_u8, 0x01, 0x84, 0x01][..], &[0x0B; 132]].concat();
        let part =
            [record(&[0], &[0x0B; 9]), record(&[0x0B], &[0; 12]), long, record(&[0x0B], &[]), record(&[0x09], &[0; 8])];
        for piece in [1, 2, 3, 64] {
            let mut errors = FormulaErrors::default();
            part.concat().chunks(piece).for_each(|piece| errors.feed(piece));
            assert_eq!(errors.count, 2, "in pieces of {piece}");
        }
    }
}
