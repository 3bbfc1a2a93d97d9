//! The rules for what stands before `.onmicrosoft.com`, `CompanyProfile.Domain`.
//!
//! Whether a prefix is taken, and which is proposed where none is given, needs other rows: that is told where rows meet.

use super::{Reporter, Subject};
use crate::facts::domain_prefix::{LONGEST, clean};
use crate::model::Field;

/// The prefix is not 1 to 27 letters and digits. The nearest one that is, is suggested.
pub fn domain_prefix_format(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.reading.domain_prefix_proposed {
        return;
    }
    let prefix = subject.text(Field::DomainPrefix);
    if prefix.len() <= LONGEST && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return;
    }
    report.explain(Some(Field::DomainPrefix), 27, "", &clean(prefix));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{expect, expect_suggestions};
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
}
