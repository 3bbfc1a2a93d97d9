//! The e-mail that asks a company for a relationship: its text in the customer's language, and as a draft that a mail
//! program opens. Nothing is ever sent from here.
//!
//! To add a language: a section in `src/data/letters.toml`. This room knows no row and no file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mail_builder::MessageBuilder;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::model::Partner;

/// The language of those whose own has no text.
const OTHERWISE: &str = "en";

/// Whom a letter is for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Addressee<'a> {
    /// The company.
    pub company: &'a str,
    /// First and last name of the contact; empty when they are not known.
    pub contact: &'a str,
    /// The contact's address; empty when it is not known.
    pub email: &'a str,
    /// The customer's language, ISO 639-1 with or without a region: `fr`, `pt-BR`.
    pub language: &'a str,
}

/// A letter, ready to be sent by a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The text, its lines ended by line feeds.
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    subject: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Forms {
    #[allow(dead_code, reason = "for the readers of the data file")]
    source: String,
    #[serde(flatten)]
    languages: BTreeMap<String, Form>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    toml::from_str(include_str!("data/letters.toml")).unwrap_or_else(|fault| panic!("src/data/letters.toml: {fault}"))
});

impl Letter {
    /// The letter to a customer; none when the partner has no link to send.
    pub fn to(addressee: &Addressee<'_>, partner: &Partner) -> Option<Letter> {
        if partner.relationship_link.is_empty() {
            return None;
        }
        let language = addressee.language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let form = FORMS.languages.get(&language).or_else(|| FORMS.languages.get(OTHERWISE))?;
        let values = [
            ("{contact}", addressee.contact),
            ("{company}", addressee.company),
            ("{link}", partner.relationship_link.as_str()),
            ("{partner}", partner.company_name.as_str()),
        ];
        Some(Letter { subject: form.subject.clone(), text: filled(form.text.trim(), &values) })
    }

    /// The letter as a draft, RFC 5322: without a sender, whom the mail program adds. The same letter is the same
    /// bytes: its date is the run's day, and its ID is made of what it says.
    pub fn draft(&self, addressee: &Addressee<'_>, partner: &Partner) -> Vec<u8> {
        let of = format!("{}\n{}\n{}", addressee.email, self.subject, self.text);
        let id = format!("{:x}@intake.invalid", Sha256::digest(of));
        let day = partner.today.parse::<jiff::civil::Date>().and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC));
        let seconds = day.map(|day| day.timestamp().as_second()).unwrap_or_default();
        let mut message = MessageBuilder::new()
            .message_id(id)
            .date(Date::new(seconds))
            .header("X-Unsent", Raw::new("1"))
            .subject(self.subject.as_str())
            .text_body(self.text.as_str());
        if !addressee.email.is_empty() {
            message = message.to((addressee.contact, addressee.email));
        }
        // Memory can always be written.
        message.write_to_vec().unwrap_or_default()
    }
}

/// A text with its names filled in, in one pass: what is filled in is not looked at again. What is not known leaves no
/// gap behind.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut rest = text;
    let mut filled = String::with_capacity(text.len() + 256);
    while let Some(place) = rest.find('{') {
        let (before, from) = rest.split_at(place);
        filled.push_str(before);
        rest = from;
        let Some((name, value)) = values.iter().find(|(name, _)| from.starts_with(name)) else { break };
        if value.is_empty() {
            filled.truncate(filled.trim_end_matches([' ', ',']).len());
        }
        filled.push_str(value);
        rest = &from[name.len()..];
    }
    filled.push_str(rest);
    filled.truncate(filled.trim_end().len());
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partner() -> Partner {
        Partner {
            relationship_link: "https://admin.example/invite?partnerId=1".to_owned(),
            company_name: "Fabrikam".to_owned(),
            today: "2026-11-22".to_owned(),
            ..Partner::default()
        }
    }

    const ANNE: Addressee<'_> =
        Addressee {
            company: "Łódź {link}", contact: "Anne Moreau", email: "anne@contoso.example", language: "pl-PL"
        };

    #[test]
    fn every_language_says_all_there_is_to_say() {
        for (language, form) in &FORMS.languages {
            let letter = Letter::to(&Addressee { language, ..ANNE }, &partner()).expect("there is a link");
            assert_eq!(letter.subject, form.subject);
            for said in ["Anne Moreau", "Łódź {link}", "https://admin.example/invite?partnerId=1", "Fabrikam"] {
                assert!(letter.text.contains(said), "`{language}` does not say {said}:\n{}", letter.text);
            }
            for name in ["{contact}", "{company}", "{partner}"] {
                assert!(!letter.text.contains(name), "{name} is left in `{language}`");
            }
        }
    }

    #[test]
    fn it_speaks_the_customers_language_or_english() {
        let subject = |language| Letter::to(&Addressee { language, ..ANNE }, &partner()).expect("a letter").subject;
        assert_eq!(subject("pt-BR"), subject("pt"));
        assert_ne!(subject("FR"), subject("en"));
        assert_eq!(subject("ja"), subject("en"));
        assert_eq!(subject(""), subject("en"));
    }

    #[test]
    fn without_a_link_there_is_no_letter_and_without_names_no_gap() {
        assert_eq!(Letter::to(&ANNE, &Partner::default()), None);
        let nobody = Addressee { contact: "", language: "en", ..ANNE };
        let letter =
            Letter::to(&nobody, &Partner { company_name: String::new(), ..partner() }).expect("there is a link");
        assert!(letter.text.starts_with("Dear,\n") && letter.text.ends_with("Kind regards"), "{}", letter.text);
    }

    #[test]
    fn a_draft_is_the_same_every_time_and_plain_mail() {
        let letter = Letter::to(&ANNE, &partner()).expect("there is a link");
        let draft = letter.draft(&ANNE, &partner());
        assert_eq!(draft, letter.draft(&ANNE, &partner()));
        let text = String::from_utf8(draft).expect("mail is ASCII");
        assert!(text.is_ascii());
        for header in [
            "X-Unsent: 1\r\n",
            "Date: Sun, 22 Nov 2026 00:00:00 +0000\r\n",
            "To: \"Anne Moreau\" <anne@contoso.example>\r\n",
        ] {
            assert!(text.contains(header), "{header} is not in\n{text}");
        }
        assert!(!text.contains("From:"));
    }

    #[test]
    fn a_name_cannot_add_a_header() {
        let evil =
            Addressee { contact: "A\r\nBcc: all@evil.example", email: "a@b.example\r\nBcc: x@evil.example", ..ANNE };
        let letter = Letter::to(&evil, &partner()).expect("there is a link");
        let draft = String::from_utf8_lossy(&letter.draft(&evil, &partner())).into_owned();
        let (head, _) = draft.split_once("\r\n\r\n").expect("a head and a text");
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    }
}
