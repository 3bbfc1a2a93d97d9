//! Which well-known mail domain was meant by one that is a slip away from it.

use crate::facts::Lists;

/// The ending that was meant by one that does not exist.
pub(super) fn mistyped_ending(domain: &str) -> Option<&'static str> {
    let ending = domain.rsplit('.').next()?;
    // They have three or four letters, and "com", "net" and "org" are most of what comes here.
    if !(3..=4).contains(&ending.len()) || ["com", "net", "org"].contains(&ending) {
        return None;
    }
    let lists = Lists::builtin();
    let meant = lists.mistyped_endings.iter().find(|(wrong, _)| wrong.eq_ignore_ascii_case(ending))?;
    Some(&meant.1)
}

/// The domain that was meant by one that looks mistyped.
pub(super) fn mistyped_domain(domain: &str) -> Option<String> {
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
    if is_real(domain) {
        return None;
    }
    nearest(domain).map(str::to_owned)
}

/// The often mistyped domain that is one slip away, and is not the domain itself.
fn nearest(domain: &str) -> Option<&'static str> {
    // The longest on the list has fifteen bytes. The list is in order of length.
    let mut lower = [0; 24];
    let lower = lower.get_mut(..domain.len())?;
    lower.copy_from_slice(domain.as_bytes());
    lower.make_ascii_lowercase();
    let known = &Lists::builtin().often_mistyped;
    let shortest = known.partition_point(|known| known.len() + 1 < lower.len());
    let near = known[shortest..].iter().take_while(|known| known.len() <= lower.len() + 1);
    near.map(String::as_str).find(|known| is_one_slip(lower, known.as_bytes()))
}

/// Whether one letter more, one less, one other, or two neighbours changed about makes one text of the other.
fn is_one_slip(written: &[u8], meant: &[u8]) -> bool {
    if written.len().abs_diff(meant.len()) > 1 {
        return false;
    }
    let (longer, shorter) = if written.len() < meant.len() { (meant, written) } else { (written, meant) };
    let same = longer.iter().zip(shorter).take_while(|(left, right)| left == right).count();
    match (&longer[same..], &shorter[same..]) {
        ([], _) => false,
        ([_, rest @ ..], shorter) if rest.len() == shorter.len() => rest == shorter,
        ([first, second, rest @ ..], [third, fourth, other @ ..]) if first == fourth && second == third => {
            rest == other
        }
        (longer, shorter) => longer[1..] == shorter[1..],
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
        }
    }

    #[test]
    fn endings() {
        let longest = Lists::builtin().often_mistyped.iter().map(String::len).max();
        assert!(longest.is_some_and(|longest| longest < 24), "the search has room for 24 bytes");
        assert_eq!(mistyped_ending("contoso.CON"), Some("com"));
        assert_eq!(mistyped_ending("contoso.com"), None);
        assert_eq!(mistyped_ending(""), None);
    }
}
