//! A phone cell as people fill it: a label before or behind the number, a second number, a fax.
//!
//! The cell is cut into pieces that hold one number each, and each piece is read on its own.

use super::{Phone, number};
use crate::facts::phone_extension::without_extension;
use crate::facts::{PhoneLabel, phone_label};
use crate::model::{CountryCode, PhoneFault, PhoneKind, PhoneReading};

/// Longer texts, in bytes, are no phone cells.
const LONGEST: usize = 1000;

/// The fewest letters that the library reads as the digits they stand beside on a telephone.
const VANITY_LETTERS: usize = 3;

/// As [`super::read`], but for numbers that are only suggested.
pub(super) fn read(text: &str, country: Option<CountryCode>, out: &mut String) -> Phone {
    if text.len() > LONGEST {
        return Phone::invalid(PhoneFault::NotANumber);
    }
    let cutter = Cutter::cut(without_extension(text).unwrap_or(text));
    match cutter.pieces.as_slice() {
        [] => Phone::invalid(PhoneFault::NotANumber),
        [piece] => piece.read(country, out),
        pieces => several(pieces, &cutter, country, out),
    }
}

/// Reads the pieces of a cell. The cell is one number after all where fewer than two pieces are numbers of their own.
fn several(pieces: &[Piece<'_>], cutter: &Cutter<'_>, country: Option<CountryCode>, out: &mut String) -> Phone {
    let mut numbers: Vec<(Phone, String)> = Vec::new();
    let mut is_torn = false;
    for piece in pieces {
        let mut number = String::new();
        let mut phone = piece.read(country, &mut number);
        // What stands behind a slash may be the rest of the number before it, which is then wrong as a whole.
        if phone.is_valid() && piece.is_joined && is_torn {
            phone = Phone::invalid(PhoneFault::NotANumber);
        }
        is_torn = !phone.is_valid();
        numbers.push((phone, number));
    }
    if numbers.iter().filter(|(phone, _)| phone.is_valid()).count() < 2 && !cutter.has_labels {
        let whole = one(&cutter.text.replace('\n', " "), country, out);
        if whole.is_valid() || numbers.iter().all(|(phone, _)| !phone.is_valid()) {
            return whole;
        }
    }
    let valid = || numbers.iter().filter(|(phone, _)| phone.is_valid());
    match valid().find(|(phone, _)| phone.kind != PhoneKind::Fax).or_else(|| valid().next()) {
        Some((phone, number)) => {
            out.push_str(number);
            let is_one_of_several = numbers.iter().any(|(_, other)| other != number);
            Phone { is_one_of_several, ..*phone }
        }
        None => numbers.first().map_or_else(Phone::default, |(phone, _)| *phone),
    }
}

/// Reads a single number in whatever way it is written.
fn one(text: &str, country: Option<CountryCode>, out: &mut String) -> Phone {
    let letters = || without_extension(text).unwrap_or(text).chars().filter(|letter| letter.is_alphabetic());
    let has_letters = letters().next().is_some();
    // Letters that look like digits are digits that were mistyped, and not to be read as others.
    if has_letters && letters().all(super::meant::looks_like_digit) {
        return Phone::invalid(PhoneFault::NotANumber);
    }
    let start = out.len();
    let phone = number(text, country, out);
    if phone.is_valid() {
        // Words such as FLOWERS stand in numbers for everybody, and in North America. Elsewhere numbers differ in
        // length, and any name behind one would lengthen it.
        let may_have_words = phone.kind != PhoneKind::Usual || out[start..].starts_with("+1");
        if may_have_words || !has_letters || letters().count() < VANITY_LETTERS {
            return phone;
        }
        out.truncate(start);
        return Phone::invalid(PhoneFault::NotANumber);
    }
    redialled(text, country, out).unwrap_or(phone)
}

/// Reads an international number that nobody in the row's country could dial as it is written: with a `(0)` where there
/// is none to dial, or with the `00` or `011` of another country's way to dial abroad.
fn redialled(text: &str, country: Option<CountryCode>, out: &mut String) -> Option<Phone> {
    let without_zero = text.replacen("(0)", "", 1);
    let start = out.len();
    let phone = if without_zero.starts_with('+') && without_zero.len() < text.len() {
        number(&without_zero, country, out)
    } else if let Some(behind) = without_zero.strip_prefix("00") {
        number(&format!("+{behind}"), country, out)
    } else {
        // In many countries 011 is also an area code.
        let phone = number(&format!("+{}", without_zero.strip_prefix("011")?), country, out);
        if phone.reading != PhoneReading::Valid {
            out.truncate(start);
            return None;
        }
        phone
    };
    phone.is_valid().then_some(phone)
}

/// A part of a cell that holds one number.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'a> {
    /// The number, from its first digit or plus to the label behind it.
    number: &'a str,
    /// The same to the end of the piece: what looked like a label may be digits in letters.
    to_end: &'a str,
    /// Whether the labels say that it is a fax.
    is_fax: bool,
    /// Whether no more than a slash or a dash stands before it, as may be within a number.
    is_joined: bool,
}

impl Piece<'_> {
    fn read(&self, country: Option<CountryCode>, out: &mut String) -> Phone {
        let mut phone = one(self.number, country, out);
        if !phone.is_valid() && self.to_end.len() > self.number.len() {
            phone = one(self.to_end, country, out);
        }
        if phone.is_valid() && self.is_fax {
            phone.kind = PhoneKind::Fax;
        }
        phone
    }
}

/// How one piece ends and the next begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    /// With a sign or word that stands in no number.
    Sure,
    /// With a sign that may stand in a number too.
    Slash,
    /// With a label, which is the next piece's.
    Label(PhoneLabel),
}

/// Cuts a cell into pieces, sign by sign.
struct Cutter<'a> {
    text: &'a str,
    pieces: Vec<Piece<'a>>,
    has_labels: bool,
    /// Where the piece's number starts.
    start: Option<usize>,
    has_digit: bool,
    /// Where it ends, if a label stands behind it.
    end: Option<usize>,
    label: Option<PhoneLabel>,
    is_joined: bool,
}

impl<'a> Cutter<'a> {
    fn cut(text: &'a str) -> Self {
        let pieces = Vec::new();
        let mut cutter = Cutter {
            text,
            pieces,
            has_labels: false,
            start: None,
            has_digit: false,
            end: None,
            label: None,
            is_joined: false,
        };
        let mut at = 0;
        while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
            at += cutter.take(character, at);
        }
        cutter.close(at, Break::Sure);
        cutter
    }

    /// Takes the character at this place, or the word that it begins; how many bytes that were.
    fn take(&mut self, character: char, at: usize) -> usize {
        let rest = &self.text[at..];
        match character {
            _ if character.is_numeric() => {
                if self.end.is_some() {
                    self.close(at, Break::Sure);
                }
                self.start.get_or_insert(at);
                self.has_digit = true;
            }
            '+' | '\u{FF0B}' => {
                if self.has_digit {
                    self.close(at, Break::Sure);
                }
                self.start.get_or_insert(at);
            }
            ',' | ';' | '|' | '\n' | '\u{2022}' | '\u{3001}' | '\u{FF0C}' | '\u{FF1B}' => {
                self.close(at, Break::Sure);
            }
            '/' | '\\' | '&' | '\u{FF0F}' => self.close(at, Break::Slash),
            '-' | '\u{2013}' | '\u{2014}' if self.stands_between_blanks(at, at + character.len_utf8()) => {
                self.close(at, Break::Slash);
            }
            _ if character.is_alphabetic() => {
                let length = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
                self.word(at, at + length);
                return length;
            }
            _ if !character.is_ascii() => self.word(at, at + character.len_utf8()),
            _ => {}
        }
        character.len_utf8()
    }

    fn stands_between_blanks(&self, start: usize, end: usize) -> bool {
        self.text[..start].ends_with(' ') && self.text[end..].starts_with(' ')
    }

    /// Takes the word that stands here: a label of the number before or behind it, or a part of the number.
    fn word(&mut self, start: usize, end: usize) {
        let Some(label) = phone_label(&self.text[start..end]) else { return };
        let (before, after) = (&self.text[..start], &self.text[end..]);
        let is_letter = self.text[start..end].chars().nth(1).is_none() && self.text[start..end].is_ascii();
        if before.ends_with(|sign: char| sign == '-' || sign.is_alphanumeric())
            || (is_letter && !after.starts_with([' ', '.', ':']))
        {
            return;
        }
        if label == PhoneLabel::Between {
            if self.has_digit && self.stands_between_blanks(start, end) {
                self.close(start, Break::Sure);
            }
            return;
        }
        self.has_labels = true;
        if !self.has_digit {
            // Of `Tel./Fax` the number is both.
            self.label = self.label.filter(|label| *label == PhoneLabel::Phone).or(Some(label));
            self.start = None;
        } else if is_behind(before, after) {
            self.end.get_or_insert(start);
            self.label.get_or_insert(label);
        } else {
            self.close(start, Break::Label(label));
        }
    }

    /// Ends the piece here. Without a digit it is none.
    fn close(&mut self, end: usize, by: Break) {
        let start = self.start.take().filter(|_| self.has_digit);
        let label_before = match by {
            Break::Label(label) => Some(label),
            // `Tel. / Fax: 22 123 45 67`
            Break::Slash if start.is_none() => self.label,
            Break::Slash | Break::Sure => None,
        };
        if let Some(start) = start {
            let to = |end: usize| self.text[start..end].trim_end_matches(|sign: char| !sign.is_alphanumeric());
            self.pieces.push(Piece {
                number: to(self.end.unwrap_or(end)),
                to_end: to(end),
                is_fax: self.label == Some(PhoneLabel::Fax),
                is_joined: self.is_joined,
            });
            self.is_joined = by == Break::Slash;
        }
        self.label = label_before;
        self.end = None;
        self.has_digit = false;
    }
}

/// Whether a label between these texts belongs to the number before it: in brackets, or with no number behind it.
fn is_behind(before: &str, after: &str) -> bool {
    let rest = after.trim_start_matches(['.', ':']);
    let in_brackets = before.ends_with(['(', '[']) && rest.starts_with([')', ']']);
    let next = rest.trim_start_matches([' ', '\u{A0}']).chars().next();
    in_brackets || !next.is_some_and(|next| next.is_numeric() || matches!(next, '+' | '\u{FF0B}' | '('))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a cell, each behind `f` if it is a fax and `/` if it may belong to the one before.
    fn cut(text: &str) -> Vec<String> {
        let piece = |piece: &Piece<'_>| {
            let signs = [(piece.is_fax, "f "), (piece.is_joined, "/ ")];
            let signs: String = signs.into_iter().filter(|(is_set, _)| *is_set).map(|(_, sign)| sign).collect();
            signs + piece.number
        };
        Cutter::cut(text).pieces.iter().map(piece).collect()
    }

    #[test]
    fn a_cell_is_cut_at_signs_and_labels() {
        for (text, pieces) in [
            ("", &[][..]),
            ("ask Anna", &[]),
            ("22 123 45 67", &["22 123 45 67"]),
            ("Tel.: 22 123 45 67", &["22 123 45 67"]),
            ("☎ 22 123 45 67", &["22 123 45 67"]),
            ("22 123 45 67 (mob.)", &["22 123 45 67"]),
            ("fax 22 123 45 68", &["f 22 123 45 68"]),
            ("22 123 45 68 (fax)", &["f 22 123 45 68"]),
            ("Tel/Fax: 22 123 45 67", &["22 123 45 67"]),
            ("Tel. + Fax: 22 123 45 67", &["22 123 45 67"]),
            ("+48 22 123 45 67 / +48 601 234 567", &["+48 22 123 45 67", "/ +48 601 234 567"]),
            ("+48 22 123 45 67 +48 601 234 567", &["+48 22 123 45 67", "+48 601 234 567"]),
            ("tel. 22 123 45 67; fax 22 123 45 68", &["22 123 45 67", "f 22 123 45 68"]),
            ("tel. 22 123 45 67 fax 22 123 45 68", &["22 123 45 67", "f 22 123 45 68"]),
            ("22 123 45 67 (tel), 22 123 45 68 (fax)", &["22 123 45 67", "f 22 123 45 68"]),
            ("22 123 45 67 (fax) 22 123 45 68 (tel)", &["f 22 123 45 67", "22 123 45 68"]),
            ("Tel & Fax 22 123 45 67", &["22 123 45 67"]),
            ("T 22 123 45 67 F 22 123 45 68", &["22 123 45 67", "f 22 123 45 68"]),
            ("22 123 45 67\n601 234 567", &["22 123 45 67", "601 234 567"]),
            ("22 123 45 67 lub 601 234 567", &["22 123 45 67", "601 234 567"]),
            ("22 123 45 67/68", &["22 123 45 67", "/ 68"]),
            ("1-800-FLOWERS", &["1-800-FLOWERS"]),
            ("1-800-CALL-NOW", &["1-800-CALL-NOW"]),
        ] {
            assert_eq!(cut(text), pieces, "{text}");
        }
    }
}
