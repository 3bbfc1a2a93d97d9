//! Business numbers of countries where Partner Center takes none: what a well-kept library thinks of them.
//!
//! The crate `stdnum` decides; `src/data/other_ids.tsv` says of which schemes. Its word is advice, and never more than a
//! warning: a text that none of the schemes has the form of is taken for a number we do not know.

use std::fmt;

use stdnum::{ErrorKind, Validator};

use super::table;

const SCHEMES: &str = include_str!("../data/other_ids.tsv");

/// No business number of these schemes is longer, with its separators.
const LONGEST: usize = 24;

/// The schemes of one country.
#[derive(Debug, Default)]
pub struct OtherIds(Vec<Scheme>);

/// One scheme.
pub struct Scheme {
    /// What the number is called: `SIREN`.
    pub name: &'static str,
    /// A number.
    pub example: &'static str,
    validator: &'static dyn Validator,
}

impl OtherIds {
    /// The schemes of a country, by its code.
    pub(super) fn of(country: &str) -> OtherIds {
        let rows = table::rows::<5>(SCHEMES).filter(|[code, ..]| *code == country);
        let schemes = rows.filter_map(|[_, name, scheme, _oracle, example]| {
            Some(Scheme { name, example, validator: stdnum::find(scheme)? })
        });
        OtherIds(schemes.collect())
    }

    /// The schemes.
    pub fn schemes(&self) -> &[Scheme] {
        &self.0
    }

    /// The scheme whose form a number has while its check digit is wrong; none when it is right in any scheme.
    pub fn wrong_digit(&self, number: &str) -> Option<&Scheme> {
        // Nobody writes these numbers in other letters, and the library need not show what it makes of them.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" .-/".contains(&byte);
        if self.0.is_empty() || number.len() > LONGEST || !number.bytes().all(is_plain) {
            return None;
        }
        let mut wrong = None;
        for scheme in &self.0 {
            match scheme.validator.validate(number) {
                Ok(_) => return None,
                Err(error) if error.kind() == ErrorKind::InvalidChecksum => wrong = wrong.or(Some(scheme)),
                Err(_) => {}
            }
        }
        wrong
    }
}

impl Scheme {
    /// Whether the number is one of the scheme's.
    pub fn accepts(&self, number: &str) -> bool {
        self.validator.validate(number).is_ok()
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Scheme({} {})", self.name, self.example)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn countries() -> Vec<&'static str> {
        let mut countries: Vec<_> = table::rows(SCHEMES).map(|[code, _, _, _, _]| code).collect();
        countries.dedup();
        countries
    }

    #[test]
    fn the_table_is_sound() {
        table::assert_sound::<5>("other_ids.tsv", SCHEMES);
        for [country, name, scheme, _, example] in table::rows(SCHEMES) {
            let validator = stdnum::find(scheme).unwrap_or_else(|| panic!("{scheme}: no such scheme"));
            assert!(validator.validate(example).is_ok(), "{country} {name} {example}");
        }
        assert!(countries().len() > 25);
    }

    #[test]
    fn a_wrong_digit_is_told_where_the_form_is_right() {
        for (country, number, wrong) in [
            ("FR", "732829320", None),
            ("FR", "732 829 321", Some("SIREN")),
            ("FR", "73282932000074", None),
            ("FR", "FR40303265045", None),
            ("FR", "RCS Lyon B 732 829 320", None),
            ("FR", "W751234567", None),
            ("BE", "BE 0403.019.262", Some("BTW/TVA")),
            ("GB", "OC301234", None),
            ("NL", "12345678", None),
            ("CH", "CHE-100.155.213", Some("UID")),
            ("DE", "HRB 12345", None),
            ("FR", "", None),
            ("FR", "\u{661}\u{662}", None),
        ] {
            let found = OtherIds::of(country);
            assert_eq!(found.wrong_digit(number).map(|scheme| scheme.name), wrong, "{country} {number}");
        }
    }

    proptest! {
        /// The library says that it never panics; it is held to that with what passes our own sieve, and with anything.
        #[test]
        fn no_text_makes_the_library_panic(text in "[0-9A-Za-z ./-]{0,24}|[A-Z]{0,3}[0-9]{0,15}[A-Z]{0,3}|(?s).{0,12}") {
            for country in countries() {
                let ids = OtherIds::of(country);
                let _ = ids.wrong_digit(&text);
                for scheme in ids.schemes() {
                    let _ = scheme.accepts(&text);
                }
            }
        }
    }
}
