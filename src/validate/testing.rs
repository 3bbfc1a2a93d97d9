//! What the tests of the checks share: rows of a few fields, and tables of values that break a rule and values that do not.

use super::{Check, Reporter, Subject};
use crate::facts::domain::own_domain_of_website;
use crate::facts::{Country, Facts};
use crate::model::{Batch, CountryCode, Field, Findings, Partner, Reading, RowFault, RuleId};

/// A row, what normalising understood of it, and who imports it.
#[derive(Default)]
pub(super) struct Case {
    pub(super) fields: Vec<(Field, String)>,
    pub(super) fault: Option<RowFault>,
    pub(super) reading: Reading,
    pub(super) partner: Partner,
    pub(super) country: Option<&'static Country>,
}

/// One finding, its detail resolved to text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) field: Option<Field>,
    pub(super) certain: bool,
    pub(super) limit: u32,
    pub(super) hint: String,
    pub(super) suggestion: String,
}

impl Case {
    /// A row of these fields.
    pub(super) fn of(fields: &[(Field, &str)]) -> Self {
        Case { fields: fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect(), ..Case::default() }
    }

    /// The case with this partner.
    pub(super) fn for_partner(mut self, partner: &Partner) -> Self {
        self.partner = partner.clone();
        self
    }

    /// What the check finds.
    pub(super) fn run(&self, check: Check) -> Vec<Found> {
        let mut batch = Batch::new(0);
        batch.set_text(String::new());
        let columns: Vec<Option<Field>> = self.fields.iter().map(|(field, _)| Some(*field)).collect();
        for (_, text) in &self.fields {
            let range = batch.push_text(text);
            batch.push_cell(range);
        }
        batch.end_row(2, self.fault, &columns);
        batch.mark_fields(0);
        let mut reading = self.reading;
        reading.website_domain = batch.derive(0, Field::Website, |address, out| {
            out.push_str(&own_domain_of_website(address).unwrap_or_default());
        });
        let mut subject = Subject::new(&batch, 0, &reading, Facts::builtin(), &self.partner);
        if self.country.is_some() {
            subject.country = self.country;
        }
        let mut findings = Findings::default();
        check(&subject, &mut Reporter::new(&mut findings, RuleId(0), 0));
        findings
            .iter()
            .map(|finding| Found {
                field: finding.field,
                certain: finding.certain,
                limit: finding.detail.limit,
                hint: findings.text(finding.detail.hint).to_owned(),
                suggestion: findings.text(finding.detail.suggestion).to_owned(),
            })
            .collect()
    }
}

/// A country as the data files have it.
pub(super) fn country(code: &str) -> &'static Country {
    let code = CountryCode::new(code).expect("two letters");
    Facts::builtin().country(code).expect("the country is known")
}

/// Every breaking value gives one certain finding at the field, every passing one none.
pub(super) fn expect(check: Check, field: Field, breaking: &[&str], passing: &[&str]) {
    for value in breaking {
        let found = Case::of(&[(field, value)]).run(check);
        assert_eq!(found.len(), 1, "`{value}` breaks the rule once: {found:?}");
        assert_eq!((found[0].field, found[0].certain), (Some(field), true), "`{value}`");
    }
    for value in passing {
        assert_eq!(Case::of(&[(field, value)]).run(check), [], "`{value}` does not break the rule");
    }
}

/// Every value gives one finding at the field that is a hint only.
pub(super) fn expect_unsure(check: Check, field: Field, values: &[&str]) {
    for value in values {
        let found = Case::of(&[(field, value)]).run(check);
        assert_eq!(found.len(), 1, "`{value}` breaks the rule once: {found:?}");
        assert_eq!((found[0].field, found[0].certain), (Some(field), false), "`{value}`");
    }
}

/// Every value gives one finding at the field with this suggestion.
pub(super) fn expect_suggestions(check: Check, field: Field, values: &[(&str, &str)]) {
    for (value, suggestion) in values {
        let found = Case::of(&[(field, value)]).run(check);
        assert_eq!(found.len(), 1, "`{value}` breaks the rule once: {found:?}");
        assert_eq!((found[0].field, found[0].suggestion.as_str()), (Some(field), *suggestion), "`{value}`");
    }
}

/// What a cell can hold is anybody's guess: no check may panic on it.
mod any_text {
    use proptest::prelude::*;

    use super::super::{company_name, contact, domain_prefix, email, partner, row};
    use super::{Case, Check, Field, Partner};

    const CHECKS: [Check; 18] = [
        row::cell_error,
        row::cell_damaged_number,
        row::cell_control_character,
        row::text_garbled,
        company_name::company_name_only_symbols,
        company_name::company_name_spaced_characters,
        company_name::company_name_test,
        company_name::company_name_acronym,
        company_name::company_name_domain_ending,
        contact::contact_name_too_short,
        contact::contact_name_placeholder,
        contact::contact_name_characters,
        email::email_syntax,
        email::email_partner_domain,
        email::email_domain_typo,
        domain_prefix::domain_prefix_format,
        partner::customer_is_partner,
        partner::education_unmarked,
    ];

    proptest! {
        #[test]
        fn is_no_trouble(text in "(?s).{0,40}|[ÃÅâ€™©a@.:/<>+E1 -]{0,12}|[a-z@.<>;/: é]{0,60}") {
            let fields: Vec<(Field, &str)> = Field::ALL
                .iter()
                .filter(|field| !matches!(field, Field::DomainPrefix | Field::Segment))
                .map(|field| (*field, text.as_str()))
                .collect();
            let partner = Partner {
                domains: vec!["contoso.com".to_owned(), "contoso.onmicrosoft.com".to_owned()],
                company_name: text.clone(),
                ..Partner::default()
            };
            let case = Case::of(&fields).for_partner(&partner);
            for check in CHECKS {
                case.run(check);
            }
            Case::of(&[(Field::DomainPrefix, &text)]).run(domain_prefix::domain_prefix_format);
        }
    }
}
