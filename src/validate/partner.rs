//! The rules about who imports whom, and on what terms: the partner's role, the partner itself as a customer, segment,
//! agreement and delegated admin rights.

use std::borrow::Cow;

use super::{Reporter, Subject};
use crate::facts::domain::{is_tenant_domain, is_within, website_host};
use crate::facts::letters::words;
use crate::facts::{Lists, nearest_segment, read_segment, read_yes_no};
use crate::model::{DateReading, Field, Mark, Partner, Role};

/// Who accepted the agreement, and when. The phone is optional in the attestation.
const AGREEMENT: [Field; 4] =
    [Field::AgreementDate, Field::AgreementFirstName, Field::AgreementLastName, Field::AgreementEmail];

/// The partner is an indirect reseller, who may only ask existing customers for a relationship.
pub fn role_cannot_create(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.partner.role == Role::IndirectReseller {
        report.row_fault();
    }
}

/// The customer is the partner itself, by its Microsoft ID, domain prefix, web site or name.
///
/// The mail address is `email-partner-domain`'s. A hint where it can be another: a site below the partner's domain, or
/// the same name in another country.
pub fn customer_is_partner(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let partner = subject.partner;
    if !partner.tenant_id.is_empty() && is_same_id(subject.text(Field::CustomerId), &partner.tenant_id) {
        report.fault(Field::CustomerId);
    }
    if !partner.domains.is_empty() {
        let prefix = subject.text(Field::DomainPrefix);
        if partner.domains.iter().any(|domain| is_prefix_of(prefix, domain)) {
            report.fault(Field::DomainPrefix);
        }
        let host = website_host(subject.text(Field::Website));
        if is_partners(partner, host) {
            let host = host.strip_prefix("www.").unwrap_or(host);
            if host.is_ascii() && !partner.domains.iter().any(|domain| domain.eq_ignore_ascii_case(host)) {
                report.unsure();
            }
            report.fault(Field::Website);
        }
    }
    if !partner.company_name.is_empty() && is_same_text(subject.text(Field::CompanyName), &partner.company_name) {
        if partner.country.is_none() || subject.reading.country.code() != partner.country {
            report.unsure();
        }
        report.fault(Field::CompanyName);
    }
}

/// An indirect provider's customer names no reseller, and would become the provider's own.
pub fn reseller_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.partner.role == Role::IndirectProvider && subject.text(Field::ResellerId).is_empty() {
        report.fault(Field::ResellerId);
    }
}

/// The answer to "create the customer with default GDAP?" is neither yes nor no.
pub fn default_gdap_choice(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let answer = subject.text(Field::DefaultGdap);
    if !answer.is_empty() && read_yes_no(answer).is_none() {
        report.fault(Field::DefaultGdap);
    }
}

/// The segment is none of the four.
pub fn segment_unknown(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let segment = subject.text(Field::Segment);
    if !segment.is_empty() && read_segment(segment).is_none() {
        match nearest_segment(segment) {
            Some(meant) => report.suggest(Field::Segment, meant),
            None => report.fault(Field::Segment),
        }
    }
}

/// The customer looks like a school or a university, by its name or domain, and the row names no segment.
pub fn education_unmarked(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if !subject.text(Field::Segment).is_empty() {
        return;
    }
    let name = subject.text(Field::CompanyName);
    if is_school_name(name) || (subject.may_have(Field::CompanyName, Mark::East) && is_school_name_of_the_east(name)) {
        report.fault(Field::CompanyName);
    } else if is_school_domain(subject.email_domain()) {
        report.fault(Field::Email);
    } else if is_school_domain(website_host(subject.text(Field::Website))) {
        report.fault(Field::Website);
    }
}

/// There is nothing about the agreement, which is reported at its date; or there is something and not all, which is
/// reported at the first field that lacks, with all that lack as the hint.
pub fn agreement_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let is_missing = |field: &Field| subject.text(*field).is_empty();
    let Some(first) = AGREEMENT.into_iter().find(is_missing) else { return };
    if AGREEMENT.iter().all(is_missing) && is_missing(&Field::AgreementPhone) {
        report.fault(Field::AgreementDate);
        return;
    }
    let names: Vec<_> = AGREEMENT.iter().filter(|field| is_missing(field)).map(|field| field.name()).collect();
    report.explain(Some(first), 0, &names.join(", "), "");
}

/// The agreement's date is not a date, or is after the day of the run, which is then the hint.
pub fn agreement_date(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    match subject.reading.agreement_date {
        DateReading::Missing => {}
        DateReading::Unreadable => report.fault(Field::AgreementDate),
        DateReading::Date => {
            let today = subject.partner.today.as_str();
            // ISO 8601 dates are in order when their texts are; a time of day behind the date does not count.
            let day = subject.text(Field::AgreementDate).as_bytes();
            if !today.is_empty() && day[..day.len().min(today.len())] > *today.as_bytes() {
                report.explain(Some(Field::AgreementDate), 0, today, "");
            }
        }
    }
}

/// Whether the domain is one of the partner's own, or lies below one.
pub(super) fn is_partners(partner: &Partner, domain: &str) -> bool {
    if domain.is_empty() {
        return false;
    }
    let domain = if domain.is_ascii() {
        Cow::Borrowed(domain)
    } else {
        idna::domain_to_ascii(domain).map_or(Cow::Borrowed(domain), Cow::Owned)
    };
    partner.domains.iter().any(|own| is_within(&domain, own))
}

/// Whether the prefix is what stands before `.onmicrosoft.com` in one of the partner's domains.
fn is_prefix_of(prefix: &str, domain: &str) -> bool {
    !prefix.is_empty()
        && domain.split_once('.').is_some_and(|(label, _)| label.eq_ignore_ascii_case(prefix))
        && is_tenant_domain(domain)
}

/// GUIDs are the same in any case, with braces or without.
fn is_same_id(left: &str, right: &str) -> bool {
    left.trim_matches(['{', '}']).eq_ignore_ascii_case(right.trim_matches(['{', '}']))
}

fn is_same_text(left: &str, right: &str) -> bool {
    if left.is_ascii() {
        return left.eq_ignore_ascii_case(right);
    }
    left.chars().flat_map(char::to_lowercase).eq(right.chars().flat_map(char::to_lowercase))
}

fn is_school_name(name: &str) -> bool {
    let school_words = &Lists::builtin().school_words;
    words(name).any(|word| school_words.contains(word))
}

/// Chinese and Korean put no space between words.
fn is_school_name_of_the_east(name: &str) -> bool {
    Lists::builtin().school_words_anywhere.iter().any(|word| name.contains(word.as_str()))
}

/// Whether the host lies below `edu`, or below an academic second level of a country: `ac.uk`, `edu.au`, `k12.ca.us`.
fn is_school_domain(host: &str) -> bool {
    let (rest, ending) = last_label(host);
    if ending.eq_ignore_ascii_case("edu") {
        return rest.is_some();
    }
    let Some(rest) = rest.filter(|_| ending.len() == 2) else { return false };
    let (rest, second) = last_label(rest);
    if Lists::builtin().school_second_levels.contains(second) {
        return rest.is_some();
    }
    ending.eq_ignore_ascii_case("us") && rest.is_some_and(|rest| last_label(rest).1.eq_ignore_ascii_case("k12"))
}

/// The last label of a host, and what stands before its dot. Without the search for characters that `rsplit` is made
/// for: a label has some three bytes.
fn last_label(host: &str) -> (Option<&str>, &str) {
    match host.bytes().rposition(|byte| byte == b'.') {
        Some(dot) => (Some(&host[..dot]), &host[dot + 1..]),
        None => (None, host),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, expect};
    use super::*;
    use crate::model::{CountryCode, CountryReading, Reading};

    fn contoso() -> Partner {
        Partner {
            country: CountryCode::new("FR"),
            domains: vec!["contoso.com".into(), "contosofr.onmicrosoft.com".into()],
            company_name: "Contoso Société".into(),
            tenant_id: "11111111-AAAA-4bbb-8ccc-222222222222".into(),
            today: "2026-11-22".into(),
            ..Partner::default()
        }
    }

    #[test]
    fn roles() {
        for (role, creates, names_resellers) in [
            (Role::DirectBill, true, false),
            (Role::IndirectProvider, true, true),
            (Role::IndirectReseller, false, false),
        ] {
            let case = Case::of(&[]).for_partner(&Partner { role, ..Partner::default() });
            assert_eq!(case.run(role_cannot_create).is_empty(), creates, "{role}");
            assert_eq!(case.run(reseller_missing).len(), usize::from(names_resellers), "{role}");
            let case = Case::of(&[(Field::ResellerId, "x")]).for_partner(&Partner { role, ..Partner::default() });
            assert_eq!(case.run(reseller_missing), [], "{role}");
        }
    }

    #[test]
    fn the_partner_as_customer() {
        for (field, value, certain) in [
            (Field::CustomerId, "{11111111-aaaa-4BBB-8ccc-222222222222}", Some(true)),
            (Field::CustomerId, "11111111-aaaa-4bbb-8ccc-222222222223", None),
            (Field::DomainPrefix, "ContosoFR", Some(true)),
            (Field::DomainPrefix, "contoso", None),
            (Field::Website, "https://www.contoso.com/fr", Some(true)),
            (Field::Website, "shop.contoso.com", Some(false)),
            (Field::Website, "contoso.com.br", None),
            (Field::CompanyName, "CONTOSO SOCIÉTÉ", Some(true)),
            (Field::CompanyName, "Contoso", None),
            (Field::Email, "jane@contoso.com", None),
        ] {
            let mut case = Case::of(&[(field, value)]).for_partner(&contoso());
            case.reading.country = CountryReading::Known(CountryCode::new("FR").expect("two letters"));
            let found = case.run(customer_is_partner);
            assert_eq!(found.iter().map(|found| found.certain).next(), certain, "{value}");
            assert!(found.iter().all(|found| found.field == Some(field)), "{value}");
            assert_eq!(Case::of(&[(field, value)]).run(customer_is_partner), [], "nothing is told of the partner");
        }
        let abroad = Case::of(&[(Field::CompanyName, "Contoso Société")]).for_partner(&contoso());
        assert!(!abroad.run(customer_is_partner)[0].certain, "the same name elsewhere is a hint");
    }

    #[test]
    fn choices() {
        expect(
            default_gdap_choice,
            Field::DefaultGdap,
            &["maybe", "later", "2"],
            &["", "yes", "no", "Oui", "NON", "TRUE"],
        );
        let passing =
            ["", "commercial", "education-k12", "education-higher", "government", "Université", "Secteur public"];
        expect(segment_unknown, Field::Segment, &["retail", "edu", "?"], &passing);
    }

    #[test]
    fn schools() {
        let names = [
            "Springfield Elementary School",
            "Universität Wien",
            "ÉCOLE POLYTECHNIQUE",
            "Université de Lyon",
            "Goethe-Gymnasium",
            "Uniwersytet Warszawski",
            "東京大学",
            "Средняя школа № 5",
            "Oxford University Press",
        ];
        let passing =
            ["", "Contoso", "Schoolcraft Ltd", "Universal Exports", "Old Universe", "Collegium Bau", "大田商事"];
        expect(education_unmarked, Field::CompanyName, &names, &passing);
        let domains =
            ["jane@harvard.edu", "jane@ox.ac.uk", "jane@unsw.edu.au", "jane@cs.ox.ac.uk", "jane@lausd.k12.ca.us"];
        let passing =
            ["", "jane@contoso.com", "jane@edu.com", "jane@education.de", "jane@ac.uk", "jane@contoso.us", "jane@edu"];
        expect(education_unmarked, Field::Email, &domains, &passing);
        expect(education_unmarked, Field::Website, &["https://www.harvard.edu/x"], &["www.contoso.com"]);
        let marked = Case::of(&[(Field::CompanyName, "Universität Wien"), (Field::Segment, "commercial")]);
        assert_eq!(marked.run(education_unmarked), []);
    }

    #[test]
    fn agreements() {
        let nothing = Case::of(&[]).run(agreement_missing);
        assert_eq!(nothing.iter().map(|found| found.field).collect::<Vec<_>>(), [Some(Field::AgreementDate)]);
        let whole = AGREEMENT.map(|field| (field, "x"));
        assert_eq!(Case::of(&whole).run(agreement_missing), []);
        for lacking in 0..AGREEMENT.len() {
            let mut part = whole.to_vec();
            let (field, _) = part.remove(lacking);
            let found = Case::of(&part).run(agreement_missing);
            assert_eq!(found.iter().map(|found| found.field).collect::<Vec<_>>(), [Some(field)]);
        }
        let phone_alone = Case::of(&[(Field::AgreementPhone, "x")]).run(agreement_missing);
        let hints: Vec<_> = phone_alone.iter().map(|found| found.hint.as_str()).collect();
        assert_eq!(hints, ["agreement_date, agreement_first_name, agreement_last_name, agreement_email"]);
    }

    #[test]
    fn agreement_dates() {
        for (reading, text, found) in [
            (DateReading::Missing, "", None),
            (DateReading::Unreadable, "03/04/2026", Some("")),
            (DateReading::Date, "2026-11-22", None),
            (DateReading::Date, "2026-11-22T23:59:00Z", None),
            (DateReading::Date, "2026-11-23", Some("2026-11-22")),
            (DateReading::Date, "2025-12-31", None),
        ] {
            let mut case = Case::of(&[(Field::AgreementDate, text)]).for_partner(&contoso());
            case.reading = Reading { agreement_date: reading, ..Reading::default() };
            let hints: Vec<String> = case.run(agreement_date).into_iter().map(|found| found.hint).collect();
            assert_eq!(hints.first().map(String::as_str), found, "{text}");
        }
        let mut case = Case::of(&[(Field::AgreementDate, "2999-01-01")]);
        case.reading.agreement_date = DateReading::Date;
        assert_eq!(case.run(agreement_date), [], "the day of the run is not told");
    }
}
