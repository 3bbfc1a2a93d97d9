//! Which well-known mail domain was meant by one that is a slip away from it.

use std::sync::LazyLock;

use super::Lists;

/// The ending that was meant by one that does not exist.
pub fn mistyped_ending(domain: &str) -> Option<&'static str> {
    let ending = &domain[domain.bytes().rposition(|byte| byte == b'.').map_or(0, |dot| dot + 1)..];
    // They have three or four letters, and "com", "net" and "org" are most of what comes here.
    if !(3..=4).contains(&ending.len()) || ["com", "net", "org"].contains(&ending) {
        return None;
    }
    let lists = Lists::builtin();
    let meant = lists.mistyped_endings.iter().find(|(wrong, _)| wrong.eq_ignore_ascii_case(ending))?;
    Some(&meant.1)
}

/// The domain that was meant by one that looks mistyped.
pub fn mistyped_domain(domain: &str) -> Option<String> {
    let is_real =
        |domain: &str| Lists::builtin().is_free_mail(domain) || Lists::builtin().not_mistyped.contains(domain);
    if let Some(ending) = mistyped_ending(domain) {
        let dot = domain.rfind('.')?;
        let whole = format!("{}.{ending}", &domain[..dot]);
        return match nearest(&whole) {
            Some(meant) if !is_real(&whole) => Some(meant.to_owned()),
            _ => Some(whole),
        };
    }
    if is_real(domain) { None } else { nearest(domain).map(str::to_owned) }
}

/// The often mistyped domain that is one slip away, and is not the domain itself.
fn nearest(domain: &str) -> Option<&'static str> {
    // Most domains are longer than any on the list, or have other letters than those near in length.
    if domain.len() > KNOWN.last()?.name.len() + 1 {
        return None;
    }
    let letters = letters(domain.as_bytes());
    let shortest = KNOWN.partition_point(|known| known.name.len() + 1 < domain.len());
    for known in &KNOWN[shortest..] {
        if known.name.len() > domain.len() + 1 {
            break;
        }
        if at_most_two(known.letters ^ letters) && is_one_slip(domain.as_bytes(), known.name.as_bytes()) {
            return Some(known.name);
        }
    }
    None
}

/// A domain that is often mistyped.
struct Known {
    name: &'static str,
    letters: u64,
}

/// All of them, the shortest first.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let names = Lists::builtin().often_mistyped.iter();
    names.map(|name| Known { name, letters: letters(name.as_bytes()) }).collect()
});

/// Which letters a domain has in any case, a bit each. A slip takes one away, adds one, or does both: see [`at_most_two`].
fn letters(domain: &[u8]) -> u64 {
    domain.iter().fold(0, |letters, byte| letters | 1 << ((byte | 0x20) & 63))
}

/// Whether at most two bits are set.
fn at_most_two(bits: u64) -> bool {
    let without_lowest = bits & bits.wrapping_sub(1);
    without_lowest & without_lowest.wrapping_sub(1) == 0
}

/// Whether, case aside, one letter more, one less, one other, or two neighbours changed about makes one text of the other.
fn is_one_slip(written: &[u8], meant: &[u8]) -> bool {
    if written.len().abs_diff(meant.len()) > 1 {
        return false;
    }
    let (longer, shorter) = if written.len() < meant.len() { (meant, written) } else { (written, meant) };
    let same = longer.iter().zip(shorter).take_while(|(left, right)| left.eq_ignore_ascii_case(right)).count();
    match (&longer[same..], &shorter[same..]) {
        ([], _) => false,
        ([_, rest @ ..], shorter) if rest.len() == shorter.len() => rest.eq_ignore_ascii_case(shorter),
        ([first, second, rest @ ..], [third, fourth, other @ ..])
            if first.eq_ignore_ascii_case(fourth) && second.eq_ignore_ascii_case(third) =>
        {
            rest.eq_ignore_ascii_case(other)
        }
        (longer, shorter) => longer[1..].eq_ignore_ascii_case(&shorter[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips() {
        for (written, meant, one) in [
            ("gmail.com", "gmail.com", false),
            ("gmai.com", "gmail.com", true),
            ("mail.com", "gmail.com", true),
            ("gmaill.com", "gmail.com", true),
            ("gmial.com", "gmail.com", true),
            ("gmall.com", "gmail.com", true),
            ("gmail.co", "gmail.com", true),
            ("gmail.comm", "gmail.com", true),
            ("gmali.con", "gmail.com", false),
            ("gamil.con", "gmail.com", false),
            ("", "g", true),
            ("", "", false),
            ("ab", "ba", true),
            ("ab", "cd", false),
        ] {
            assert_eq!(is_one_slip(written.as_bytes(), meant.as_bytes()), one, "{written} {meant}");
            assert_eq!(is_one_slip(meant.as_bytes(), written.as_bytes()), one, "{meant} {written}");
            assert!(!one || at_most_two(letters(written.as_bytes()) ^ letters(meant.as_bytes())), "{meant} {written}");
        }
    }

    #[test]
    fn domains_and_endings() {
        assert_eq!(mistyped_domain("GMIAL.COM").as_deref(), Some("gmail.com"));
        assert_eq!(mistyped_ending("contoso.CON"), Some("com"));
        assert_eq!(mistyped_ending("contoso.com"), None);
        assert_eq!(mistyped_ending(""), None);
    }
}
