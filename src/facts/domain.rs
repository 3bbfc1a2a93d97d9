//! Internet domains: the part that somebody registered, out of a web site's address or a mail address.

use std::borrow::Cow;

use super::Lists;

/// What Microsoft puts behind a tenant's prefix.
pub const TENANT_SUFFIX: &str = ".onmicrosoft.com";

/// The domain that somebody registered, of a host name: `example.co.uk` of `www.Example.co.uk`.
///
/// In lower case and ASCII form. A tenant's `contoso.onmicrosoft.com` counts as registered. None for an IP address, a
/// single label, a public suffix itself, an ending that does not exist, and whatever is no host name.
pub fn registrable(host: &str) -> Option<Cow<'_, str>> {
    let host = host.strip_suffix('.').unwrap_or(host);
    if is_plain(host) {
        return registered_part(host).map(Cow::Borrowed);
    }
    let ascii = idna::domain_to_ascii_strict(host).ok()?;
    if !is_plain(&ascii) {
        return None;
    }
    registered_part(&ascii).map(|part| Cow::Owned(part.to_owned()))
}

/// The host name in a web site's address, however much of the address was given; as it was written.
///
/// Empty when there is none.
pub fn website_host(address: &str) -> &str {
    let address = address.trim_start();
    let address = &address[scheme(address)..];
    let mut roles = 0;
    let end = address.bytes().position(|byte| {
        roles |= ROLES[usize::from(byte)];
        roles & ENDS_HOST != 0
    });
    let mut host = &address[..end.unwrap_or(address.len())];
    // What stands before the host and behind it is seldom there.
    if roles & PARTS_HOST != 0 {
        host = &host[host.rfind('@').map_or(0, |at| at + 1)..];
        host = &host[..host.find(':').unwrap_or(host.len())];
    }
    host.strip_suffix('.').unwrap_or(host)
}

/// How long the scheme of an address is, with its slashes, which may stand alone too; 0 where there is none.
fn scheme(address: &str) -> usize {
    let bytes = address.as_bytes();
    match bytes.iter().position(|byte| ROLES[usize::from(*byte)] & ENDS_HOST != 0) {
        Some(slash) if bytes[slash..].starts_with(b"//") && (slash == 0 || bytes[slash - 1] == b':') => slash + 2,
        _ => 0,
    }
}

/// The role of a byte behind which there is no host any more.
const ENDS_HOST: u8 = 1;
/// The role of a byte that sets a user's name or a port off.
const PARTS_HOST: u8 = 2;

/// The role of each byte in the address of a site.
static ROLES: [u8; 256] = {
    let mut roles = [0; 256];
    let (mut ends, mut parts) = (b"/?#\\ ,;".as_slice(), b"@:".as_slice());
    while let [byte, rest @ ..] = ends {
        roles[*byte as usize] = ENDS_HOST;
        ends = rest;
    }
    while let [byte, rest @ ..] = parts {
        roles[*byte as usize] = PARTS_HOST;
        parts = rest;
    }
    roles
};

/// The domain in a mail address, as it was written; empty when there is none.
pub fn email_domain(address: &str) -> &str {
    match memchr::memrchr(b'@', address.as_bytes()) {
        Some(at) => &address[at + 1..],
        None => "",
    }
}

/// The company's own domain as its web site tells it: none for a page on a site that many companies share.
pub fn own_domain_of_website(address: &str) -> Option<Cow<'_, str>> {
    let host = website_host(address);
    if host.is_empty() {
        return None;
    }
    registrable(host).filter(|domain| !Lists::builtin().is_shared(domain))
}

/// The company's own domain as a mail address tells it: none for free mail.
pub fn own_domain_of_email(address: &str) -> Option<Cow<'_, str>> {
    let domain = email_domain(address);
    if domain.is_empty() || Lists::builtin().is_free_mail(domain) {
        return None;
    }
    registrable(domain).filter(|domain| !Lists::builtin().is_shared(domain))
}

/// Whether `domain` is `parent` or lies below it; ASCII case does not matter.
pub fn is_within(domain: &str, parent: &str) -> bool {
    let (domain, parent) = (domain.as_bytes(), parent.as_bytes());
    let Some(below) = domain.len().checked_sub(parent.len()) else { return false };
    !parent.is_empty() && domain[below..].eq_ignore_ascii_case(parent) && (below == 0 || domain[below - 1] == b'.')
}

/// Whether the domain is one that Microsoft gives to tenants, or lies below one: `contoso.onmicrosoft.com`.
pub fn is_tenant_domain(domain: &str) -> bool {
    Lists::builtin().tenant_parents.iter().any(|parent| is_within(domain, parent))
}

/// Whether the host is made of two or more labels of ASCII lower-case letters, digits and inner hyphens, and is no IP
/// address. The crate behind [`registered_part`] takes anything for a host, so this stands before it.
fn is_plain(host: &str) -> bool {
    if host.len() > 253 {
        return false;
    }
    let mut before = b'.';
    let (mut dots, mut label_start) = (0, 0);
    for (place, byte) in host.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => {}
            b'-' if before != b'.' => {}
            b'.' if before != b'.' && before != b'-' && place - label_start <= 63 => {
                dots += 1;
                label_start = place + 1;
            }
            _ => return false,
        }
        before = byte;
    }
    let last = &host.as_bytes()[label_start..];
    dots > 0 && (1..=63).contains(&last.len()) && before != b'-' && !last.iter().all(u8::is_ascii_digit)
}

fn registered_part(host: &str) -> Option<&str> {
    let domain = psl::domain(host.as_bytes())?;
    if !domain.suffix().is_known() {
        return None;
    }
    let start = host.len() - domain.as_bytes().len();
    if !host[start..].starts_with("onm") {
        return Some(&host[start..]);
    }
    for parent in &Lists::builtin().tenant_parents {
        if is_within(host, parent) {
            let tenant = host.len().checked_sub(parent.len() + 1)?;
            let label = host[..tenant].rfind('.').map_or(0, |dot| dot + 1);
            return Some(&host[label..]);
        }
    }
    Some(&host[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_registered() {
        for (host, domain) in [
            ("contoso.com", Some("contoso.com")),
            ("www.contoso.com", Some("contoso.com")),
            ("WWW.Example.CO.UK", Some("example.co.uk")),
            ("contoso.com.", Some("contoso.com")),
            ("shop.müller.de", Some("xn--mller-kva.de")),
            ("пример.рф", Some("xn--e1afmkfd.xn--p1ai")),
            ("contoso.github.io", Some("contoso.github.io")),
            ("contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("mail.contoso.onmicrosoft.com", Some("contoso.onmicrosoft.com")),
            ("contoso.partner.onmschina.cn", Some("contoso.partner.onmschina.cn")),
            ("onmicrosoft.com", None),
            ("co.uk", None),
            ("localhost", None),
            ("192.168.0.1", None),
            ("a..com", None),
            (".com", None),
            ("contoso.zzzz", None),
            ("my_site.example.com", None),
            ("-a.com", None),
            ("a-.com", None),
            ("", None),
            (".", None),
        ] {
            assert_eq!(registrable(host).as_deref(), domain, "{host}");
        }
    }

    #[test]
    fn hosts_of_addresses() {
        for (address, host) in [
            ("https://www.contoso.com/shop?x=1", "www.contoso.com"),
            ("HTTP://Contoso.com:8080", "Contoso.com"),
            ("contoso.com/a//b", "contoso.com"),
            ("//contoso.com", "contoso.com"),
            ("https://user:secret@contoso.com/", "contoso.com"),
            ("www.contoso.com, www.fabrikam.com", "www.contoso.com"),
            ("contoso.com.", "contoso.com"),
            ("", ""),
            ("https://", ""),
        ] {
            assert_eq!(website_host(address), host, "{address}");
        }
        assert_eq!(email_domain("jane@contoso.com"), "contoso.com");
        assert_eq!(email_domain("\"a@b\"@contoso.com"), "contoso.com");
        assert_eq!(email_domain("contoso.com"), "");
    }

    #[test]
    fn domains_that_are_a_companys_own() {
        assert_eq!(own_domain_of_website("https://www.facebook.com/contoso"), None);
        assert_eq!(own_domain_of_website("www.contoso.fr").as_deref(), Some("contoso.fr"));
        assert_eq!(own_domain_of_website("none"), None);
        assert_eq!(own_domain_of_email("jane@Gmail.com"), None);
        for certified in ["pec.it", "contoso.legalmail.it", "arubapec.it", "pec.libero.it"] {
            assert_eq!(own_domain_of_email(&format!("contoso@{certified}")), None, "{certified}");
        }
        assert_eq!(own_domain_of_email("jane@mail.contoso.fr").as_deref(), Some("contoso.fr"));
        assert_eq!(own_domain_of_email("jane"), None);
    }

    #[test]
    fn below_a_domain() {
        assert!(is_within("Contoso.com", "contoso.com"));
        assert!(is_within("mail.contoso.com", "contoso.com"));
        assert!(!is_within("mycontoso.com", "contoso.com"));
        assert!(!is_within("com", "contoso.com"));
        assert!(!is_within("contoso.com", ""));
        assert!(is_tenant_domain("contoso.onmicrosoft.com"));
        assert!(!is_tenant_domain("microsoft.com"));
    }
}
