//! What is left of a header when everything that people vary is taken away.

/// Headers longer than this many bytes are prose, and say no column's name.
const LONGEST: usize = 300;

/// The header's letters and digits in lower-case ASCII: `N° d'identification` and `no_dIdentification` are the same.
///
/// Case, accents, spaces and punctuation go; so do `camelCase` and `snake_case`, which only replace spaces. Other scripts
/// are spelled in ASCII, which serves to compare them as well as any other spelling.
pub(in crate::read) fn fold(header: &str) -> String {
    if header.len() > LONGEST {
        return String::new();
    }
    let mut folded = String::with_capacity(header.len());
    for letter in unnumbered(header).chars() {
        match letter {
            _ if letter.is_ascii_alphanumeric() => folded.push(letter.to_ascii_lowercase()),
            // `N°`, `Nº` and `Reg #` all stand for "number".
            '°' | 'º' => folded.push('o'),
            '#' => folded.push_str("no"),
            '&' | '+' => folded.push_str("and"),
            _ if letter.is_ascii() => {}
            _ => {
                let ascii = any_ascii::any_ascii_char(letter).bytes().filter(u8::is_ascii_alphanumeric);
                folded.extend(ascii.map(|byte| char::from(byte.to_ascii_lowercase())));
            }
        }
    }
    folded
}

/// The names that a header puts side by side: `Company / Raison sociale`, `Country (required)`, `City or town`.
pub(super) fn parts(header: &str) -> impl Iterator<Item = &str> {
    let header = if header.len() > LONGEST { "" } else { unnumbered(header) };
    header
        .split(['/', '|', '\n', '\r', '(', ')', '[', ']', '{', '}', ';', ',', '–', '—'])
        .flat_map(|part| part.split(['／', '｜', '（', '）', '【', '】', '、', '，', '・', '：', '\u{60c}']))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" or "))
        .flat_map(|part| part.split(" ou "))
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// The header without the number of its question in a form, `1.` or `12)`, and without Salesforce's mark of a custom
/// field, `__c`.
fn unnumbered(header: &str) -> &str {
    let header = header.trim().trim_start_matches('\u{feff}');
    let header = header.strip_suffix("__c").unwrap_or(header);
    let unnumbered = header.trim_start_matches(|letter: char| letter.is_ascii_digit());
    match unnumbered.strip_prefix(['.', ')', ':']) {
        Some(rest) if unnumbered.len() < header.len() => rest,
        _ => header,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_vary_does_not_count() {
        for (folded, headers) in [
            (
                "companyname",
                &[
                    "company_name",
                    "Company Name",
                    "COMPANY-NAME",
                    "CompanyName",
                    " company.name * ",
                    "\u{feff}Company\u{a0}name:",
                    "1. Company name",
                    "12) Company name",
                    "CompanyName__c",
                    "Ｃｏｍｐａｎｙ　ｎａｍｅ",
                ][..],
            ),
            ("prenom", &["Prénom", "PRÉNOM", "Pre\u{301}nom", "prenom"]),
            ("nodetva", &["N° de TVA", "Nº de TVA", "№ de TVA", "No. de TVA", "# de TVA"]),
            ("ladresse", &["l'adresse", "l’adresse", "L ADRESSE"]),
            ("address1", &["Address 1", "address_1"]),
            ("streetandnumber", &["Street and number", "Street & Number", "STREET + NUMBER"]),
            ("2ndaddress", &["2nd address"]),
            ("", &["", " ", "***", "\u{200b}", "1."]),
        ] {
            for header in headers {
                assert_eq!(fold(header), folded, "{header:?}");
            }
        }
    }

    #[test]
    fn prose_says_no_name() {
        assert_eq!(fold(&"Company ".repeat(100)), "");
        assert_eq!(parts(&"Company / ".repeat(100)).count(), 0);
    }

    #[test]
    fn names_side_by_side_are_told_apart() {
        for (header, expected) in [
            ("Company / Organisation name", &["Company", "Organisation name"][..]),
            ("Company name\nRaison sociale", &["Company name", "Raison sociale"]),
            ("3. Country (required)", &["Country", "required"]),
            ("City or town", &["City", "town"]),
            ("E-mail", &["E-mail"]),
            ("Oregon - Mail", &["Oregon", "Mail"]),
            (" / ", &[]),
        ] {
            let parts: Vec<&str> = parts(header).map(str::trim).collect();
            assert_eq!(parts, expected, "{header}");
        }
    }
}
