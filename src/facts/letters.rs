//! Whether a character is a letter, told by range for the scripts that names are written in.
//!
//! The answers are those of the standard library, whose tables cost some hundred instructions for every letter outside
//! ASCII: too much for a question that is asked of every letter of a name.

/// Whether the character is a letter of any script: what [`char::is_alphabetic`] says.
#[inline]
pub fn is_letter(character: char) -> bool {
    match character {
        ..='\x7f' => character.is_ascii_alphabetic(),
        _ if is_surely_letter(character) => true,
        _ if is_surely_mark(character) => false,
        _ => character.is_alphabetic(),
    }
}

/// Whether the character is a letter or a digit of any script: what [`char::is_alphanumeric`] says.
#[inline]
pub fn is_letter_or_digit(character: char) -> bool {
    match character {
        ..='\x7f' => character.is_ascii_alphanumeric(),
        _ if is_surely_letter(character) => true,
        _ if is_surely_mark(character) => false,
        _ => character.is_alphanumeric(),
    }
}

/// The words of a text: letters and digits that stand together. Between two separators there is an empty one.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let bytes = text.as_bytes();
        let mut place = 0;
        loop {
            match bytes.get(place) {
                Some(byte) if byte.is_ascii_alphanumeric() => place += 1,
                Some(byte) if byte.is_ascii() => {
                    rest = Some(&text[place + 1..]);
                    return Some(&text[..place]);
                }
                Some(_) => {
                    let character = text[place..].chars().next().unwrap_or_default();
                    let behind = place + character.len_utf8();
                    if !is_letter_or_digit(character) {
                        rest = Some(&text[behind..]);
                        return Some(&text[..place]);
                    }
                    place = behind;
                }
                None => {
                    rest = None;
                    return Some(text);
                }
            }
        }
    })
}

/// The accented Latin letters of names.
fn is_latin_beyond_ascii(character: char) -> bool {
    matches!(character, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// The letters of other scripts that most text in them is made of. None can be taken for a Latin one.
pub(super) fn is_of_other_script(character: char) -> bool {
    matches!(character, '\u{388}'..='\u{38a}' | '\u{38e}'..='\u{3a1}' | '\u{3a3}'..='\u{3cf}'
        | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{531}'..='\u{556}' | '\u{561}'..='\u{586}'
        | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{657}' | '\u{671}'..='\u{674}' | '\u{679}'..='\u{6d3}'
        | '\u{904}'..='\u{939}' | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e46}' | '\u{10d0}'..='\u{10fa}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

fn is_surely_letter(character: char) -> bool {
    is_latin_beyond_ascii(character) || is_of_other_script(character)
}

/// Punctuation and tone marks that are common in names, and neither letters nor digits.
fn is_surely_mark(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{a9}' | '\u{300}'..='\u{344}' | '\u{e47}'..='\u{e4c}' | '\u{2000}'..='\u{206f}'
        | '\u{3001}' | '\u{3002}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_where_the_standard_library_splits_them() {
        for text in ["", " ", "a", "École d'été", "—x—", "แม่ ค้า", "Kraków-Łódź 2", "大学·中", "\u{300}", "a\u{300}b"]
        {
            let split = text.split(|character: char| !character.is_alphanumeric());
            assert!(words(text).eq(split), "{text}");
        }
    }

    #[test]
    fn the_standard_library_says_the_same() {
        for character in '\0'..=char::MAX {
            assert_eq!(is_letter(character), character.is_alphabetic(), "{character:?}");
            assert_eq!(is_letter_or_digit(character), character.is_alphanumeric(), "{character:?}");
        }
    }
}
