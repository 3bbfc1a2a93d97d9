//! The rules for what stands before `.onmicrosoft.com`, `CompanyProfile.Domain`.
//!
//! Whether a prefix is taken needs other rows, and is found where rows meet.

use super::{Reporter, Subject};
use crate::facts::domain_prefix::{Company, LONGEST, clean, propose};
use crate::model::Field;

/// The prefix is not 1 to 27 letters and digits. The nearest one that is, is suggested.
pub fn domain_prefix_format(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let prefix = subject.text(Field::DomainPrefix);
    if prefix.len() <= LONGEST && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return;
    }
    report.explain(Some(Field::DomainPrefix), 27, "", &clean(prefix));
}

/// The row asks for no prefix, so one is proposed; it can never be changed later.
pub fn domain_prefix_proposed(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if !subject.text(Field::DomainPrefix).is_empty() {
        return;
    }
    let proposed = propose(&Company {
        name: subject.text(Field::CompanyName),
        country: subject.reading.country.code(),
        website: subject.text(Field::Website),
        email: subject.text(Field::Email),
    });
    report.suggest(Field::DomainPrefix, &proposed);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, expect, expect_suggestions};
    use super::*;

    #[test]
    fn format() {
        let breaking =
            ["contoso ltd", "contoso-ltd", "müller", "contoso.onmicrosoft.com", "abcdefghijklmnopqrstuvwxyz01", "-"];
        let passing = ["", "c", "contoso", "Contoso2", "3m", "abcdefghijklmnopqrstuvwxyz0"];
        expect(domain_prefix_format, Field::DomainPrefix, &breaking, &passing);
        let suggestions = [
            ("contoso-ltd", "contosoltd"),
            ("contoso.onmicrosoft.com", "contoso"),
            ("abcdefghijklmnopqrstuvwxyz01", "abcdefghijklmnopqrstuvwxyz0"),
            ("--", ""),
        ];
        expect_suggestions(domain_prefix_format, Field::DomainPrefix, &suggestions);
    }

    #[test]
    fn proposed() {
        for (fields, proposal) in [
            (&[(Field::CompanyName, "Northwind Traders Ltd")][..], Some("northwindtraders")),
            (&[(Field::CompanyName, "Northwind"), (Field::Email, "jane@contoso.fr")], Some("contoso")),
            (&[(Field::CompanyName, "Northwind"), (Field::DomainPrefix, "nw")], None),
            (&[], Some("customer")),
        ] {
            let found = Case::of(fields).run(domain_prefix_proposed);
            assert_eq!(found.first().map(|found| found.suggestion.as_str()), proposal, "{fields:?}");
        }
    }
}
