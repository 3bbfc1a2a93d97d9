//! What stands before `.onmicrosoft.com`: what it may be, and one proposed for a company that asked for none.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::ops::Deref;

use super::LegalForms;
use crate::model::CountryCode;

/// The most characters a prefix may have.
///
/// Source: Microsoft's own client (Partner-Center-PowerShell, `NewPartnerCustomer`), 17 to 43 characters for the whole.
pub const LONGEST: usize = 27;

/// What is proposed when neither domain nor name holds a Latin letter or a digit.
const FALLBACK: &str = "customer";

/// What may be said of a company when a prefix is proposed for it. Texts may be empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Company<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its country, for the way its letters are written in ASCII.
    pub country: Option<CountryCode>,
    /// Its own domain, as [`own_domain_of_website`](super::domain::own_domain_of_website) gives it; may be empty.
    pub domain: &'a str,
}

/// A prefix that fits the rules: 1 to 27 ASCII lower-case letters and digits. Lies on the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DomainPrefix {
    bytes: [u8; LONGEST],
    len: u8,
}

/// Proposes a prefix: the company's own domain without its ending, or else its name without its legal form.
///
/// The same company always gets the same proposal. It says nothing about whether the prefix is still free.
pub fn propose(company: &Company<'_>, forms: &LegalForms) -> DomainPrefix {
    let by_domain = if company.domain.is_empty() { DomainPrefix::default() } else { of_domain(company.domain) };
    if by_domain.starts_with_letter() {
        return by_domain;
    }
    let by_name = of_name(company.name, company.country, forms);
    // A prefix that starts with a letter is the safer one where there is a choice.
    match (by_domain.is_empty(), by_name.is_empty()) {
        (false, _) if !by_name.starts_with_letter() => by_domain,
        (_, false) => by_name,
        _ => of_text(FALLBACK),
    }
}

/// The nearest prefix that fits the rules; empty when the text holds no letter and no digit.
///
/// Letters of other scripts are written in ASCII; a whole domain loses its `.onmicrosoft.com`.
pub fn clean(text: &str) -> DomainPrefix {
    let end = text.len().saturating_sub(".onmicrosoft.com".len());
    match text.get(end..) {
        Some(domain) if domain.eq_ignore_ascii_case(".onmicrosoft.com") => of_text(&text[..end]),
        _ => of_text(text),
    }
}

impl DomainPrefix {
    /// This prefix with a number behind it, cut so that both fit: for when the prefix is taken.
    #[must_use]
    pub fn numbered(&self, number: u32) -> DomainPrefix {
        let mut digits = DomainPrefix::default();
        // At most ten digits, so it cannot fail.
        let _ = write!(digits, "{number}");
        let mut numbered = DomainPrefix::default();
        numbered.push_all(&self[..self.len().min(LONGEST - digits.len())]);
        numbered.push_all(&digits);
        numbered
    }

    fn starts_with_letter(&self) -> bool {
        // Where there is no letter, there is a zero.
        self.bytes[0].is_ascii_lowercase()
    }

    /// Adds the letters and digits of an ASCII text; returns false once there is no room.
    fn push_all(&mut self, text: &str) -> bool {
        text.bytes().all(|byte| self.push(byte))
    }

    /// Adds an ASCII letter or digit, and nothing else; returns false once there is no room.
    fn push(&mut self, byte: u8) -> bool {
        if !byte.is_ascii_alphanumeric() {
            return true;
        }
        let Some(place) = self.bytes.get_mut(usize::from(self.len)) else { return false };
        *place = byte.to_ascii_lowercase();
        self.len += 1;
        true
    }

    fn push_letter(&mut self, letter: char) -> bool {
        if letter.is_ascii() {
            return self.push(letter as u8);
        }
        self.push_all(if letter.is_alphanumeric() { any_ascii::any_ascii_char(letter) } else { "" })
    }
}

impl Default for DomainPrefix {
    fn default() -> Self {
        DomainPrefix { bytes: [0; LONGEST], len: 0 }
    }
}

impl Deref for DomainPrefix {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }
}

impl fmt::Debug for DomainPrefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, out)
    }
}

impl Write for DomainPrefix {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.push_all(text) { Ok(()) } else { Err(fmt::Error) }
    }
}

fn of_domain(domain: &str) -> DomainPrefix {
    let label = &domain[..domain.bytes().position(|byte| byte == b'.').unwrap_or(domain.len())];
    // The ASCII form of an international label says nothing to people; the company's name will.
    if label.starts_with("xn--") { DomainPrefix::default() } else { of_text(label) }
}

fn of_text(text: &str) -> DomainPrefix {
    let mut prefix = DomainPrefix::default();
    let is_prefix = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let room = prefix.bytes.get_mut(..text.len()).filter(|_| text.bytes().all(is_prefix));
    if let (Some(room), Ok(len)) = (room, u8::try_from(text.len())) {
        room.copy_from_slice(text.as_bytes());
        prefix.len = len;
    } else {
        // Up to the first letter that there is no room for.
        let _ = text.chars().all(|letter| prefix.push_letter(letter));
    }
    prefix
}

/// The name without its legal form: whole words as long as they fit, and only a first word that is too long is cut.
fn of_name(name: &str, country: Option<CountryCode>, forms: &LegalForms) -> DomainPrefix {
    let mut core = String::new();
    forms.core_name(&letters_of(name, country), country, &mut core);
    let mut prefix = DomainPrefix::default();
    for word in core.split(' ') {
        let before = prefix;
        if !word.chars().all(|letter| prefix.push_letter(letter)) {
            return if before.is_empty() { prefix } else { before };
        }
    }
    prefix
}

/// The name without signs that are no letters, which have names in ASCII too; with the letters written in two where the
/// country does so: `Mueller`, which is `Muller` elsewhere.
fn letters_of(name: &str, country: Option<CountryCode>) -> Cow<'_, str> {
    if name.is_ascii() {
        return name.into();
    }
    let is_german = country.is_some_and(|code| matches!(code.as_str(), "DE" | "AT" | "CH" | "LI" | "LU"));
    let mut letters = String::with_capacity(name.len() + 8);
    for letter in name.chars() {
        match letter {
            'ä' | 'Ä' if is_german => letters.push_str("ae"),
            'ö' | 'Ö' if is_german => letters.push_str("oe"),
            'ü' | 'Ü' if is_german => letters.push_str("ue"),
            _ if letter.is_ascii() || letter.is_alphanumeric() => letters.push(letter),
            _ => letters.push(' '),
        }
    }
    letters.into()
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::super::domain::{own_domain_of_email, own_domain_of_website};
    use super::*;

    fn proposed(name: &str, country: &str, website: &str, email: &str) -> String {
        let domain = own_domain_of_website(website).or_else(|| own_domain_of_email(email)).unwrap_or_default();
        let company = Company { name, country: CountryCode::new(country), domain: &domain };
        propose(&company, Facts::builtin().legal_forms()).to_string()
    }

    #[test]
    fn the_own_domain_comes_first() {
        for (website, email, prefix) in [
            ("https://www.contoso-shop.com/", "", "contososhop"),
            ("", "jane@fabrikam.co.uk", "fabrikam"),
            ("facebook.com/contoso", "jane@fabrikam.co.uk", "fabrikam"),
            ("facebook.com/contoso", "jane@gmail.com", "northwindtraders"),
            ("", "jane@northwind.onmicrosoft.com", "northwind"),
            ("www.müller.de", "", "northwindtraders"),
            ("www.4711.de", "", "northwindtraders"),
        ] {
            assert_eq!(proposed("Northwind Traders Ltd", "GB", website, email), prefix, "{website} {email}");
        }
        assert_eq!(proposed("3M Deutschland GmbH", "DE", "www.3m.de", ""), "3m", "no letter to start with");
    }

    #[test]
    fn names_without_their_legal_form() {
        for (name, country, prefix) in [
            ("Müller & Söhne GmbH & Co. KG", "DE", "muellersoehne"),
            ("Müller & Fils S.A.", "FR", "mullerfils"),
            ("Иванов ООО", "RU", "ivanov"),
            ("Kowalski Sp. z o.o.", "PL", "kowalski"),
            ("ООО Иванов", "RU", "ivanov"),
            ("PT Maju Bersama Tbk", "ID", "majubersama"),
            ("株式会社アキラ", "JP", "akira"),
            ("Smith & Sons Pty. Ltd.", "AU", "smithsons"),
            ("GmbH", "DE", "gmbh"),
            ("1&1 IONOS SE", "DE", "11ionos"),
            ("☃", "", "customer"),
            ("", "", "customer"),
            ("The Very Long Name Of A Company That Goes On", "", "theverylongnameofacompany"),
            ("Donaudampfschifffahrtsgesellschaft", "AT", "donaudampfschifffahrtsgesel"),
        ] {
            assert_eq!(proposed(name, country, "", ""), prefix, "{name}");
        }
    }

    #[test]
    fn texts_made_to_fit() {
        for (text, prefix) in [
            ("Contoso-Ltd", "contosoltd"),
            ("contoso.onmicrosoft.com", "contoso"),
            ("CONTOSO.OnMicrosoft.com", "contoso"),
            ("café 24", "cafe24"),
            ("--", ""),
            ("abcdefghijklmnopqrstuvwxyz0123", "abcdefghijklmnopqrstuvwxyz0"),
        ] {
            assert_eq!(&*clean(text), prefix, "{text}");
        }
    }

    #[test]
    fn numbers_fit_behind() {
        assert_eq!(&*clean("contoso").numbered(2), "contoso2");
        let long = clean("abcdefghijklmnopqrstuvwxyz0").numbered(4_294_967_295);
        assert_eq!(&*long, "abcdefghijklmnopq4294967295");
    }
}
