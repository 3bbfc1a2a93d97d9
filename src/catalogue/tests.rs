use super::*;
use crate::model::{Detail, Field};

fn id(name: &str) -> RuleId {
    Catalogue::builtin().id(name).expect("a rule of that name")
}

fn finding(rule: &str, certain: bool, detail: Detail) -> Finding {
    Finding { row: 0, rule: id(rule), field: Some(Field::CompanyName), certain, in_country: None, detail }
}

fn overrides(list: &[(&str, Severity)]) -> Result<Catalogue, UnknownRule> {
    let told =
        |(name, severity): &(&str, Severity)| Override { rule: (*name).to_owned(), country: None, severity: *severity };
    Catalogue::with_overrides(&list.iter().map(told).collect::<Vec<_>>())
}

/// A catalogue in which `rule` weighs so much everywhere, and so much in Poland.
fn in_poland(rule: &str, everywhere: Option<Severity>, poland: Severity) -> Result<Catalogue, UnknownRule> {
    let rule = rule.to_owned();
    let everywhere = everywhere.map(|severity| Override { rule: rule.clone(), country: None, severity });
    let poland = Override { rule, country: CountryCode::new("PL"), severity: poland };
    Catalogue::with_overrides(&everywhere.into_iter().chain([poland]).collect::<Vec<_>>())
}

#[test]
fn names_lead_to_rules() {
    let catalogue = Catalogue::builtin();
    for (place, rule) in catalogue.rules().iter().enumerate() {
        let id = catalogue.id(rule.name).expect("its own name");
        assert_eq!(id.index(), place);
        assert_eq!(catalogue.rule(id).name, rule.name);
    }
    assert_eq!(catalogue.id("Row-Malformed"), None);
}

#[test]
fn single_names_speak_after_all() {
    let catalogue = overrides(&[("email-domain-typo", Severity::Error), ("all", Severity::Off)]).expect("known names");
    assert_eq!(catalogue.severity(id("email-domain-typo")), Severity::Error);
    assert_eq!(catalogue.severity(id("company-name-missing")), Severity::Off);
    assert_eq!(catalogue.severity(id("existing-customer")), Severity::Info, "with all checks off a run still matches");
    let active: Vec<RuleId> = catalogue.checks().iter().map(|(rule, _)| *rule).collect();
    assert!(active.iter().all(|rule| *rule == id("email-domain-typo")), "{active:?}");
}

#[test]
fn a_country_may_weigh_a_rule_otherwise() {
    let rule = "registration-id-personal";
    // What is left of one certain finding in a country, and what it weighs.
    let weighed = |catalogue: &Catalogue, country: &str| {
        let mut findings = Findings::default();
        findings.push(finding("row-malformed", true, Detail::default()));
        findings.push(finding(rule, true, Detail::default()));
        catalogue.weigh_in_country(CountryCode::new(country), 1, &mut findings);
        assert_eq!(findings.as_slice()[0].in_country, None, "another row's");
        findings.as_slice().get(1).map(|finding| catalogue.weight(finding))
    };
    let is_run = |catalogue: &Catalogue| catalogue.checks().iter().any(|(ran, _)| *ran == id(rule));
    for (everywhere, poland, in_poland_it, elsewhere) in [
        (None, Severity::Warning, Some(Severity::Warning), Some(Severity::Error)),
        (None, Severity::Off, None, Some(Severity::Error)),
        (Some(Severity::Off), Severity::Error, Some(Severity::Error), None),
        (Some(Severity::Info), Severity::Error, Some(Severity::Error), Some(Severity::Info)),
    ] {
        let catalogue = in_poland(rule, everywhere, poland).expect("a known name");
        assert_eq!((weighed(&catalogue, "PL"), weighed(&catalogue, "RU")), (in_poland_it, elsewhere));
        assert!(is_run(&catalogue));
    }
    assert!(!is_run(&in_poland(rule, Some(Severity::Off), Severity::Off).expect("a known name")));
    let all = in_poland("all", None, Severity::Off).expect("every check");
    assert_eq!((weighed(&all, "PL"), weighed(&all, "RU")), (None, Some(Severity::Error)));
    let by_other_rows = in_poland("duplicate-in-batch", None, Severity::Off).expect_err("not a country's");
    assert_eq!(by_other_rows.country, CountryCode::new("PL"));
}

#[test]
fn a_slip_in_a_name_is_met_with_the_nearest() {
    let nearest = |name: &str| overrides(&[(name, Severity::Off)]).expect_err("no such rule").nearest;
    assert_eq!(nearest("company_name_to_short"), Some("company-name-too-short"));
    assert_eq!(nearest("existing-customers"), Some("existing-customer"));
    assert_eq!(nearest("colour"), None);
}

#[test]
fn a_hint_only_warns() {
    let catalogue = overrides(&[("segment-unknown", Severity::Info)]).expect("known names");
    let weight = |rule, certain| catalogue.weight(&finding(rule, certain, Detail::default()));
    assert_eq!(weight("postal-code-format", true), Severity::Error);
    assert_eq!(weight("postal-code-format", false), Severity::Warning);
    assert_eq!(weight("segment-unknown", false), Severity::Info);
}

#[test]
fn messages_name_what_the_finding_has() {
    let mut findings = Findings::default();
    let suggestion = findings.keep("marie@gmail.com");
    let said = |rule, detail| {
        let mut out = String::new();
        Catalogue::builtin().message(&finding(rule, true, detail), &findings, Lang::En, &mut out);
        out
    };
    let limit = Detail { limit: 255, ..Detail::default() };
    assert!(said("company-name-too-long", limit).contains("255"));
    assert!(!said("company-name-too-long", Detail::default()).contains('{'));
    let guess = Detail { suggestion, ..Detail::default() };
    assert!(said("email-domain-typo", guess).ends_with("did you mean `marie@gmail.com`?"));
    assert!(!said("domain-prefix-proposed", guess).contains("did you mean"), "it names the proposal itself");
}

#[test]
fn what_rests_on_a_hint_claims_less() {
    let said = |rule, certain| {
        let mut out = String::new();
        let findings = Findings::default();
        Catalogue::builtin().message(&finding(rule, certain, Detail::default()), &findings, Lang::En, &mut out);
        out
    };
    for rule in ["address-test", "company-name-test", "contact-name-placeholder", "customer-is-partner"] {
        assert!(said(rule, false).contains("looks like") && !said(rule, true).contains("looks like"), "{rule}");
    }
    assert_eq!(said("postal-code-format", false), said("postal-code-format", true), "where no other words are needed");
}

#[test]
fn a_hint_that_is_a_word_is_translated() {
    let mut findings = Findings::default();
    let hint = findings.keep("too-short");
    let finding = finding("phone-invalid", true, Detail { hint, ..Detail::default() });
    let mut out = String::new();
    Catalogue::builtin().message(&finding, &findings, Lang::Fr, &mut out);
    assert!(out.contains("trop court"), "{out}");
}

#[test]
fn what_rejects_is_counted_apart_from_what_only_tells() {
    let catalogue = Catalogue::builtin();
    let counts = |counts: &[(&str, u64)]| counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    let all = counts(&[("agreement-missing", 9), ("email-syntax", 1), ("postal-code-format", 7)]);
    let errors = counts(&[("email-syntax", 1), ("postal-code-format", 2)]);
    let weighed = catalogue.by_weight(&all, &errors);
    let named: Vec<_> =
        weighed.iter().map(|(id, severity, count)| (catalogue.rule(*id).name, *severity, *count)).collect();
    assert_eq!(
        named,
        [
            ("postal-code-format", Severity::Error, 2),
            ("email-syntax", Severity::Error, 1),
            ("agreement-missing", Severity::Warning, 9),
            ("postal-code-format", Severity::Warning, 5),
        ]
    );
}
