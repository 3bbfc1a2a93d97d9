//! The rules for the contact's mail address, `BillingProfile.Email`.
//!
//! Syntax is left to crates: `email_address` for the whole, `idna` and the public suffix list for the domain. The plain
//! address that nearly every row has is recognised by a scan before them, and costs a tenth.

use email_address::{EmailAddress, Options};

use super::{Reporter, Subject};
use crate::facts::Lists;
use crate::facts::domain::{email_domain, is_tenant_domain, is_within, registrable};
use crate::facts::mail_typo::{mistyped_domain, mistyped_ending};
use crate::model::Field;

/// No bare host, no IP address, no `Jane <jane@contoso.com>`: all of which the crate would take.
fn strict() -> Options {
    Options::default().with_required_tld().without_domain_literal().without_display_text()
}

/// There is no address.
pub fn email_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.text(Field::Email).is_empty() {
        report.fault(Field::Email);
    }
}

/// The address cannot be one. What was probably meant is suggested.
///
/// Unsure, with the hint `unknown-ending`, when its domain's ending is unknown: new ones come up. And with the hint
/// `letters-outside-ascii` when the part before the `@` is not ASCII, which Partner Center's own client refuses, though
/// mail can be sent to it.
pub fn email_syntax(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let address = subject.text(Field::Email);
    let own = subject.row.resolve(subject.reading.email_domain);
    if address.is_empty() || is_plain_under(address, own) || is_plain_with(address, subject.email_domain()) {
        return;
    }
    match judge(address) {
        Verdict::Good => {}
        // `email-domain-typo` reports it, and knows what was meant.
        Verdict::Doubtful(_) if mistyped_ending(email_domain(address)).is_some() => {}
        Verdict::Doubtful(doubt) => report.unsure().explain(Some(Field::Email), 0, doubt, ""),
        Verdict::Wrong => match repaired(address) {
            Some(repaired) => report.suggest(Field::Email, repaired.trim()),
            None => report.fault(Field::Email),
        },
    }
}

/// The address contains `@microsoft.com`.
pub fn email_microsoft_domain(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    const REFUSED: &[u8] = b"microsoft.com";
    let domain = subject.email_domain().as_bytes();
    if domain.get(..REFUSED.len()).is_some_and(|start| start.eq_ignore_ascii_case(REFUSED)) {
        report.fault(Field::Email);
    }
}

/// The address is under one of the partner's own domains.
pub fn email_partner_domain(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.partner.domains.is_empty() {
        return;
    }
    if super::partner::is_partners(subject.partner, subject.email_domain()) {
        report.fault(Field::Email);
    }
}

/// An education customer's address is under a free-mail domain or `onmicrosoft.com`.
pub fn email_education_domain(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if !subject.text(Field::Segment).starts_with("education-") {
        return;
    }
    let domain = subject.email_domain();
    if Lists::builtin().is_free_mail(domain) || is_tenant_domain(domain) {
        report.fault(Field::Email);
    }
}

/// The address's domain looks like a well-known one mistyped, or has an ending that does not exist.
pub fn email_domain_typo(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let address = subject.text(Field::Email);
    let domain = subject.email_domain();
    // What normalising took for a company's own domain is none that is mistyped.
    if domain == subject.row.resolve(subject.reading.email_domain) {
        return;
    }
    // A company that writes the same domain on its web site means it.
    if is_within(domain, subject.row.resolve(subject.reading.website_domain)) {
        return;
    }
    let Some(meant) = mistyped_domain(domain) else { return };
    let before = &address[..address.len() - domain.len()];
    report.suggest(Field::Email, &format!("{before}{meant}"));
}

/// Whether the address is surely good: a scan that accepts the usual ones and leaves all others to the crates.
fn is_plain(address: &str) -> bool {
    is_plain_with(address, email_domain(address))
}

fn is_plain_with(address: &str, domain: &str) -> bool {
    let Some(at) = address.len().checked_sub(domain.len() + 1) else { return false };
    is_plain_domain(domain) && is_plain_local_part(&address.as_bytes()[..at])
}

/// Whether the address is surely good, given a company's own domain: one that somebody registered, in lower case and
/// ASCII, with an ending that exists. Two hyphens may be a domain in ASCII form, which `idna` must see.
fn is_plain_under(address: &str, own: &str) -> bool {
    let (address, own) = (address.as_bytes(), own.as_bytes());
    let Some([local @ .., b'@']) = address.strip_suffix(own).filter(|_| !own.is_empty()) else { return false };
    is_plain_local_part(local) && !own.windows(2).any(|two| two == b"--")
}

fn is_plain_local_part(local: &[u8]) -> bool {
    let mut before = b'.';
    for byte in local {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'+' => {}
            b'.' if before != b'.' => {}
            _ => return false,
        }
        before = *byte;
    }
    before != b'.' && local.len() <= 64
}

/// Labels of letters, digits and single hyphens between them, and an ending on the list. Two hyphens may be a domain in
/// ASCII form, which `idna` must see.
fn is_plain_domain(domain: &str) -> bool {
    let mut follows_letter = false;
    let mut label = 0;
    for (place, byte) in domain.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => follows_letter = true,
            b'-' if follows_letter => follows_letter = false,
            b'.' if follows_letter && place - label <= 63 => {
                follows_letter = false;
                label = place + 1;
            }
            _ => return false,
        }
    }
    label > 0 && domain.len() <= 253 && Lists::builtin().plain_endings.contains(&domain[label..])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    /// It can be one; the hint says why not.
    Doubtful(&'static str),
    Wrong,
}

fn judge(address: &str) -> Verdict {
    if EmailAddress::parse_with_options(address, strict()).is_err() {
        return Verdict::Wrong;
    }
    let domain = email_domain(address);
    let Ok(ascii) = idna::domain_to_ascii_strict(domain) else { return Verdict::Wrong };
    // The public suffix list's own default takes any last label, and no ending has one letter or only digits.
    let ending = ascii.rsplit('.').next().unwrap_or_default();
    if ending.len() < 2 || ending.bytes().all(|byte| byte.is_ascii_digit()) || ascii.ends_with('.') {
        return Verdict::Wrong;
    }
    if !psl_knows(&ascii) {
        Verdict::Doubtful("unknown-ending")
    } else if !address[..address.len() - domain.len()].is_ascii() {
        Verdict::Doubtful("letters-outside-ascii")
    } else {
        Verdict::Good
    }
}

/// Whether the domain's ending exists. A public suffix by itself, such as `gov.uk`, has mail addresses too.
fn psl_knows(ascii: &str) -> bool {
    registrable(ascii).is_some() || registrable(&format!("a.{ascii}")).is_some()
}

/// The address in what was written, where it takes no guessing: without a name, brackets, spaces or a scheme beside it;
/// the first one of several.
fn repaired(address: &str) -> Option<String> {
    let inner = match (address.rfind('<'), address.rfind('>')) {
        (Some(open), Some(close)) if open < close => &address[open + 1..close],
        _ => address,
    };
    let first = inner.split([';', ',', '/', '|']).map(str::trim).find(|part| part.contains('@'))?;
    let first =
        if is_good(first) { first } else { first.split_whitespace().find(|part| is_good(part)).unwrap_or(first) };
    let bare: String = first.chars().filter(|character| !character.is_whitespace()).collect();
    let bare =
        bare.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:")).map_or(bare.as_str(), |_| &bare[7..]);
    let bare = bare.trim_matches(['.', '"', '\'', '(', ')', '[', ']', ':']);
    (bare != address && is_good(bare)).then(|| bare.to_owned())
}

fn is_good(address: &str) -> bool {
    is_plain(address) || judge(address) == Verdict::Good
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, expect, expect_suggestions, expect_unsure};
    use super::*;
    use crate::facts::domain::own_domain_of_email;
    use crate::model::Partner;

    const EMAIL: Field = Field::Email;

    const GOOD: [&str; 18] = [
        "jane@contoso.com",
        "Jane.Doe+x@Contoso.COM",
        "jane_doe@mail.contoso.co.uk",
        "o'brien@contoso.ie",
        "j@x.de",
        "info@contoso-shop.fr",
        "info@müller.de",
        "info@xn--mller-kva.de",
        "\"jane doe\"@contoso.com",
        "jane@contoso.onmicrosoft.com",
        "jane@contoso.museum",
        "jane@digital.cabinet-office.gov.uk",
        "jane@gov.uk",
        "jane!x@contoso.com",
        "1234@qq.com",
        "jane@a.b.c.contoso.com",
        "jane@3m.com",
        "info@пример.рф",
    ];

    const BAD: [&str; 24] = [
        "jane",
        "@contoso.com",
        "jane@",
        "jane@contoso",
        "jane@@contoso.com",
        "jane@contoso..com",
        "jane@.contoso.com",
        "jane@contoso.com.",
        ".jane@contoso.com",
        "jane.@contoso.com",
        "ja..ne@contoso.com",
        "jane@con_toso.com",
        "jane@-contoso.com",
        "jane@contoso-.com",
        "jane@contoso.c",
        "jane@contoso.123",
        "jane@[192.168.0.1]",
        "jane@192.168.0.1",
        "jane doe@contoso.com",
        "Jane <jane@contoso.com>",
        "jane@contoso.com; joe@contoso.com",
        "jane@contoso.com,joe@contoso.com",
        "jane@contoso.com jane",
        "n/a",
    ];

    #[test]
    fn missing() {
        expect(email_missing, EMAIL, &[""], &["jane@contoso.com", "jane"]);
    }

    #[test]
    fn syntax() {
        expect(email_syntax, EMAIL, &BAD, &GOOD);
        expect(email_syntax, EMAIL, &[], &["", "jane@contoso.con"]);
        expect_unsure(email_syntax, EMAIL, &["jane@contoso.zzzz", "jäne@contoso.com"]);
        for (address, doubt) in [("jane@contoso.zzzz", "unknown-ending"), ("jäne@contoso.com", "letters-outside-ascii")]
        {
            assert_eq!(Case::of(&[(EMAIL, address)]).run(email_syntax)[0].hint, doubt, "{address}");
        }
        let long = format!("{}@contoso.com", "a".repeat(65));
        expect(email_syntax, EMAIL, &[long.as_str()], &[&long[1..]]);
    }

    #[test]
    fn the_scan_accepts_nothing_that_the_crates_refuse() {
        for address in GOOD.into_iter().chain(BAD) {
            assert!(!is_plain(address) || judge(address) == Verdict::Good, "{address}");
            let own = own_domain_of_email(address).unwrap_or_default();
            assert!(!is_plain_under(address, &own) || judge(address) == Verdict::Good, "{address}");
        }
        assert!(is_plain_under("jane.doe@contoso.fr", "contoso.fr") && !is_plain_under("jane@contoso.fr", ""));
        assert!(is_plain("jane@contoso.com") && is_plain("Jane.Doe+x@mail.Contoso.co.uk"), "or it would be of no use");
    }

    #[test]
    fn syntax_repaired() {
        expect_suggestions(
            email_syntax,
            EMAIL,
            &[
                ("Jane Doe <jane@contoso.com>", "jane@contoso.com"),
                ("jane@contoso.com; joe@contoso.com", "jane@contoso.com"),
                ("jane @ contoso.com", "jane@contoso.com"),
                ("jane@contoso.com.", "jane@contoso.com"),
                ("mailto:jane@contoso.com", "jane@contoso.com"),
                ("Jane Doe jane@contoso.com", "jane@contoso.com"),
                ("jane@contoso", ""),
                ("n/a", ""),
            ],
        );
    }

    #[test]
    fn microsoft() {
        let passing =
            ["", "jane@contoso.com", "jane@contoso.onmicrosoft.com", "microsoft.com@contoso.com", "j@micro.com"];
        expect(email_microsoft_domain, EMAIL, &["jane@microsoft.com", "Jane@Microsoft.COM"], &passing);
    }

    #[test]
    fn partners_own() {
        let partner = Partner { domains: vec!["abc.com".into(), "xn--mller-kva.de".into()], ..Partner::default() };
        for (address, hits) in [
            ("jane@abc.com", 1),
            ("jane@ABC.com", 1),
            ("jane@mail.abc.com", 1),
            ("jane@müller.de", 1),
            ("jane@myabc.com", 0),
            ("jane@abc.com.br", 0),
            ("", 0),
        ] {
            let found = Case::of(&[(EMAIL, address)]).for_partner(&partner).run(email_partner_domain);
            assert_eq!(found.len(), hits, "{address}");
        }
        assert_eq!(Case::of(&[(EMAIL, "jane@abc.com")]).run(email_partner_domain), []);
    }

    #[test]
    fn education() {
        for (segment, address, hits) in [
            ("education-k12", "jane@gmail.com", 1),
            ("education-higher", "jane@school.onmicrosoft.com", 1),
            ("education-k12", "jane@school.edu", 0),
            ("commercial", "jane@gmail.com", 0),
            ("", "jane@gmail.com", 0),
        ] {
            let case = Case::of(&[(EMAIL, address), (Field::Segment, segment)]);
            assert_eq!(case.run(email_education_domain).len(), hits, "{segment} {address}");
        }
    }

    #[test]
    fn typos() {
        expect_suggestions(
            email_domain_typo,
            EMAIL,
            &[
                ("jane@gmial.com", "jane@gmail.com"),
                ("jane@gmai.com", "jane@gmail.com"),
                ("jane@gmaill.com", "jane@gmail.com"),
                ("jane@gmall.com", "jane@gmail.com"),
                ("jane@gmail.co", "jane@gmail.com"),
                ("jane@Hotmial.com", "jane@hotmail.com"),
                ("jane@outlok.com", "jane@outlook.com"),
                ("jane@yhaoo.com", "jane@yahoo.com"),
                ("jane@contoso.con", "jane@contoso.com"),
                ("jane@contoso.cmo", "jane@contoso.com"),
                ("jane@gmial.con", "jane@gmail.com"),
                ("jane@gmail.con", "jane@gmail.com"),
                ("jane@mail.con", "jane@mail.com"),
            ],
        );
        let real = [
            "",
            "jane",
            "jane@gmail.com",
            "jane@gmx.com",
            "jane@mail.com",
            "jane@ymail.com",
            "jane@email.com",
            "jane@contoso.com",
            "jane@hotmail.fr",
            "jane@hotmail.be",
            "jane@cloud.com",
            "jane@live.com",
            "jane@yahoo.co.jp",
            "jane@GMAIL.COM",
            "jane@contoso.co",
            "jane@contoso.info",
            "jane@gmail",
            "jane@é",
        ];
        expect(email_domain_typo, EMAIL, &[], &real);
        let own = Case::of(&[(EMAIL, "jane@gmai1.com"), (Field::Website, "https://www.gmai1.com")]);
        assert_eq!(own.run(email_domain_typo), [], "the web site says the same");
    }
}
