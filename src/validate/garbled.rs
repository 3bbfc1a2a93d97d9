//! Text that was written as UTF-8 and read as Windows-1252: found, and read again.
//!
//! A character of two to four bytes then shows as two to four characters: `é` as `Ã©`, `’` as `â€™`. Turning them back
//! into bytes gives the text that was meant. Real names hold such neighbours too, though seldom: `SÃO`, `NESTLÉ®`,
//! `SMÅ’S`. So what comes out must be a letter or a mark that is in use, and one neat pair alone proves nothing when its
//! second half is a mark that people write behind a capital.

/// What the bytes 0x80 to 0x9f are in Windows-1252. Five are not used; decoders make control characters of them.
///
/// Source: WHATWG Encoding Standard, index windows-1252.
const HIGH_CONTROLS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text that was meant, if this one is garbled.
pub(super) fn repaired(text: &str) -> Option<String> {
    if !may_be_garbled(text.as_bytes()) {
        return None;
    }
    let characters: Vec<char> = text.chars().collect();
    let mut repaired = String::with_capacity(text.len());
    let (mut sure, mut doubtful) = (0, 0);
    let mut place = 0;
    while let Some(&character) = characters.get(place) {
        let Some((meant, length)) = sequence(&characters[place..]) else {
            repaired.push(character);
            place += 1;
            continue;
        };
        let after_small_letter = place > 0 && characters[place - 1].is_lowercase();
        if after_small_letter || !can_follow_a_capital(character, characters[place + 1]) {
            sure += 1;
        } else {
            doubtful += 1;
        }
        repaired.push(meant);
        place += length;
    }
    (sure > 0 || doubtful > 1).then_some(repaired)
}

/// A quick look for a character from `Â` to `ô` with one behind it that Windows-1252 has between 0x80 and 0xbf.
fn may_be_garbled(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| {
        three[0] == 0xc3 && (0x82..=0xb4).contains(&three[1]) && matches!(three[2], 0xc2 | 0xc5 | 0xc6 | 0xcb | 0xe2)
    })
}

/// The character that the first characters are the bytes of, and how many they are.
fn sequence(characters: &[char]) -> Option<(char, usize)> {
    let lead = byte_of(*characters.first()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [0; 4];
    for (byte, character) in bytes.iter_mut().zip(characters.get(..length)?) {
        *byte = byte_of(*character)?;
    }
    let meant = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    is_in_use(meant).then_some((meant, length))
}

fn byte_of(character: char) -> Option<u8> {
    // U+0080 to U+009F count as their bytes too: decoders for ISO 8859-1 leave them so.
    if let Ok(byte) = u8::try_from(u32::from(character)) {
        return Some(byte);
    }
    let place = HIGH_CONTROLS.iter().position(|other| *other == character)?;
    u8::try_from(0x80 + place).ok()
}

/// Whether names are written with the character. Phonetic and combining marks, which `É’` and `Ì±` would give, are out.
fn is_in_use(character: char) -> bool {
    matches!(character, '\u{a0}'..='\u{17f}' | '\u{218}'..='\u{21b}' | '\u{386}'..='\u{3ce}' | '\u{400}'..='\u{45f}'
        | '\u{490}'..='\u{4ff}' | '\u{531}'..='\u{586}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{6d3}'
        | '\u{900}'..='\u{e7f}' | '\u{10a0}'..='\u{10ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2026}'
        | '\u{20a0}'..='\u{20bf}' | '\u{2100}'..='\u{2122}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{feff}' | '\u{ff00}'..='\u{ffef}' | '\u{1f300}'..='\u{1faff}')
}

/// Whether people write the second behind the first: a capital letter, and a mark or ending that can follow a word.
fn can_follow_a_capital(first: char, second: char) -> bool {
    first.is_uppercase() && matches!(second, '’' | '‘' | '”' | '“' | '™' | '®' | '©' | '–' | '—' | '…' | '»' | '«' | 'º' | 'ª' | '°' | '·' | '\u{a0}')
        // "Ã©" is "é", the commonest of all, and no word ends in "Ã©".
        && !(first == 'Ã' && second == '©')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mark, Marks};

    #[test]
    fn what_was_meant() {
        for (garbled, meant) in [
            ("CafÃ© de Paris", "Café de Paris"),
            ("SociÃ©tÃ© GÃ©nÃ©rale", "Société Générale"),
            ("MÃ¼ller & SÃ¶hne", "Müller & Söhne"),
            ("Oâ€™Brien", "O’Brien"),
            ("WrocÅ‚aw", "Wrocław"),
            ("CzÄ™stochowa", "Częstochowa"),
            ("JoÃ£o Ltda", "João Ltda"),
            ("Ã‰cole", "École"),
            ("Ð¡Ð±ÐµÑ€Ð±Ð°Ð½Ðº", "Сбербанк"),
            ("Nguyá»…n", "Nguyễn"),
            ("Istanbul ÅžiÅŸli", "Istanbul Şişli"),
        ] {
            assert_eq!(repaired(garbled).as_deref(), Some(meant), "{garbled}");
            assert!(Marks::of(garbled).have(Mark::Garbled), "{garbled}");
            assert_eq!(repaired(meant), None, "{meant} is as it should be");
        }
    }

    #[test]
    fn the_middle_of_the_tables() {
        // Nothing but re-encoding makes these: each character of the text, written as UTF-8 and read as Windows-1252.
        for text in ["Łódź", "Žilina", "Đặng", "東京電力", "Παπαδόπουλος", "Ünal Şahin", "Ørsted", "“Contoso”"]
        {
            let garbled: String = text
                .bytes()
                .map(|byte| match byte {
                    0x80..=0x9f => HIGH_CONTROLS[usize::from(byte) - 0x80],
                    _ => char::from(byte),
                })
                .collect();
            assert_eq!(repaired(&garbled).as_deref(), Some(text), "{garbled}");
        }
    }

    #[test]
    fn real_names() {
        for name in [
            "",
            "Contoso",
            "SÃO PAULO",
            "IRMÃOS SILVA",
            "NESTLÉ®",
            "CAFÉ’S",
            "SMÅ’S",
            "ROSÉ™",
            "Pão de Açúcar",
            "ÂN NAM",
            "Đông Á",
            "“Zöe’s”",
            "Crédit Agricole – Île-de-France",
            "ESPAÑA",
            "Ångström",
            "ARLÄ®",
            "Mª José",
            "N° 5",
            "É",
            "Ã",
            "Malmö ”Å”",
            "東京",
        ] {
            assert_eq!(repaired(name), None, "{name}");
        }
    }
}
