//! Legal forms that Partner Center refuses as a whole company name.

use any_ascii::any_ascii_char;

use super::Lists;

/// Longer names are none of them, however they are written.
const LONGEST: usize = 24;

/// Whether a name is one of the legal forms on Partner Center's list and nothing else, in any case, with other dots,
/// accents or brackets than the list has: `LLC`, `(LLC)`, `Sdn. Bhd.`, `Sàrl`.
pub fn is_restricted_form(name: &str) -> bool {
    let forms = &Lists::builtin().restricted_forms;
    if forms.contains(name) {
        return true;
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
    if name.len() > LONGEST || name.bytes().all(is_plain) {
        return false;
    }
    let mut bare = String::with_capacity(LONGEST * 2);
    for letter in name.chars() {
        match letter {
            '.' | ',' | '(' | ')' | '[' | ']' | '"' => {}
            ' ' if bare.is_empty() || bare.ends_with(' ') => {}
            'À'..='ÿ' => bare.push_str(any_ascii_char(letter)),
            _ => bare.push(letter),
        }
    }
    forms.contains(bare.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_forms_are_found() {
        for name in ["LLC", "(LLC)", "Sdn. Bhd.", "Sàrl", "SÀRL", "S.A.R.L.", "ltd .", "Inc.", "[Pty] Ltd.", "L. L. C."]
        {
            assert!(is_restricted_form(name), "{name}");
        }
        for name in ["", ".", "()", "SA", "Contoso LLC", "Lté", "In C", "Ltd & Co", "Limited Brands"] {
            assert!(!is_restricted_form(name), "{name}");
        }
    }
}
