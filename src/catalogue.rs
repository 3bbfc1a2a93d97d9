//! The list of rules: each data file of `src/data/rules` paired with the check behind it, in the contract's order.
//!
//! This room knows what rules are called, weigh and say; it sees no row and no file of the user's.
//! To add a rule: its data file, its check in `validate`, and a line in `ENTRIES` below.

mod by_country;
mod page;
mod rule;
mod template;
mod translation;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use crate::model::{CountryCode, Finding, Findings, Lang, RuleId, Severity};
use crate::nearest;
use crate::validate::{Check, address, company_name, contact, domain_prefix, email, partner, registration_id, row};

pub use rule::{Example, ExamplePartner, Rule, Texts, Trust};

use by_country::ByCountry;

/// A rule's name, its data file, and its check.
struct Entry {
    name: &'static str,
    text: &'static str,
    check: Option<Check>,
}

/// Writes the list as `"name" => check,`; a rule that needs other rows has no check and is raised by the run itself.
macro_rules! entries {
    ($($name:literal $(=> $check:path)?,)*) => {
        &[$(Entry {
            name: $name,
            text: include_str!(concat!("data/rules/", $name, ".toml")),
            check: entries!(@check $($check)?),
        },)*]
    };
    (@check) => { None };
    (@check $check:path) => { Some($check) };
}

#[rustfmt::skip]
const ENTRIES: &[Entry] = entries! {
    "row-malformed" => row::row_malformed,
    "cell-error" => row::cell_error,
    "cell-damaged-number" => row::cell_damaged_number,
    "cell-control-character" => row::cell_control_character,
    "text-garbled" => row::text_garbled,
    "company-name-missing" => company_name::company_name_missing,
    "company-name-too-short" => company_name::company_name_too_short,
    "company-name-too-long" => company_name::company_name_too_long,
    "company-name-only-symbols" => company_name::company_name_only_symbols,
    "company-name-only-legal-form" => company_name::company_name_only_legal_form,
    "company-name-repeated-character" => company_name::company_name_repeated_character,
    "company-name-spaced-characters" => company_name::company_name_spaced_characters,
    "company-name-test" => company_name::company_name_test,
    "company-name-acronym" => company_name::company_name_acronym,
    "company-name-domain-ending" => company_name::company_name_domain_ending,
    "contact-name-missing" => contact::contact_name_missing,
    "contact-name-too-short" => contact::contact_name_too_short,
    "contact-name-too-long" => contact::contact_name_too_long,
    "contact-name-placeholder" => contact::contact_name_placeholder,
    "contact-name-characters" => contact::contact_name_characters,
    "email-missing" => email::email_missing,
    "email-syntax" => email::email_syntax,
    "email-microsoft-domain" => email::email_microsoft_domain,
    "email-partner-domain" => email::email_partner_domain,
    "email-education-domain" => email::email_education_domain,
    "email-domain-typo" => email::email_domain_typo,
    "country-missing" => address::country_missing,
    "country-unknown" => address::country_unknown,
    "country-outside-market" => address::country_outside_market,
    "address-line1-missing" => address::address_line1_missing,
    "address-too-long" => address::address_too_long,
    "address-test" => address::address_test,
    "city-missing" => address::city_missing,
    "state-missing" => address::state_missing,
    "state-unknown" => address::state_unknown,
    "postal-code-missing" => address::postal_code_missing,
    "postal-code-format" => address::postal_code_format,
    "postal-code-state-mismatch" => address::postal_code_state_mismatch,
    "registration-id-missing" => registration_id::registration_id_missing,
    "registration-id-format" => registration_id::registration_id_format,
    "registration-id-check-digit" => registration_id::registration_id_check_digit,
    "registration-id-personal" => registration_id::registration_id_personal,
    "registration-id-placeholder" => registration_id::registration_id_placeholder,
    "registration-id-not-expected" => registration_id::registration_id_not_expected,
    "phone-missing" => contact::phone_missing,
    "phone-invalid" => contact::phone_invalid,
    "phone-other-country" => contact::phone_other_country,
    "domain-prefix-format" => domain_prefix::domain_prefix_format,
    "domain-prefix-taken",
    "domain-prefix-proposed",
    "agreement-missing" => partner::agreement_missing,
    "agreement-date" => partner::agreement_date,
    "role-cannot-create" => partner::role_cannot_create,
    "customer-is-partner" => partner::customer_is_partner,
    "reseller-missing" => partner::reseller_missing,
    "default-gdap-choice" => partner::default_gdap_choice,
    "segment-unknown" => partner::segment_unknown,
    "education-unmarked" => partner::education_unmarked,
    "existing-customer",
    "duplicate-in-batch",
    "possible-existing-customer",
    "possible-duplicate",
};

/// The family whose rules tell where a row goes rather than what is wrong with it.
const MATCH_FAMILY: &str = "match";

/// Every rule, and how much each weighs in this run.
#[derive(Clone, Debug)]
pub struct Catalogue {
    rules: &'static [Rule],
    severities: Vec<Severity>,
    /// Whether the configuration says what the rule weighs.
    told: Vec<bool>,
    by_country: ByCountry,
    checks: Vec<(RuleId, Check)>,
}

/// What the configuration makes of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The rule's name, or `all`.
    pub rule: String,
    /// The only country it holds for.
    pub country: Option<CountryCode>,
    /// What the rule weighs.
    pub severity: Severity,
}

/// The configuration names a rule that there is not, or one that looks at other rows as if it could differ by country.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{name}`")]
pub struct UnknownRule {
    /// The name that was given.
    pub name: String,
    /// The country it was given for.
    pub country: Option<CountryCode>,
    /// The name that comes nearest, unless none is near.
    pub nearest: Option<&'static str>,
}

impl Catalogue {
    /// The rules as they are when the configuration says nothing of them.
    pub fn builtin() -> &'static Catalogue {
        static BUILTIN: LazyLock<Catalogue> = LazyLock::new(|| {
            let severities = rules().iter().map(|rule| rule.severity).collect();
            Catalogue::weighed(severities, vec![false; rules().len()], ByCountry::default())
        });
        &BUILTIN
    }

    /// The rules with the severities that the configuration gives them.
    ///
    /// `all` speaks first, wherever it stands in the list, then single names. It speaks of the checks only: the match
    /// rules tell where a row goes, and with all checks off a run is a matcher alone. What is said for a country goes
    /// before what is said for all of them.
    pub fn with_overrides(overrides: &[Override]) -> Result<Catalogue, UnknownRule> {
        let builtin = Catalogue::builtin();
        let mut severities = builtin.severities.clone();
        let mut told = builtin.told.clone();
        let mut by_country = ByCountry::default();
        for Override { rule: name, country, severity } in in_order(overrides) {
            let meant = |rule: &Rule| if name == "all" { rule.family != MATCH_FAMILY } else { rule.name == *name };
            // What other rows have to do with cannot differ by country.
            let may_differ = |rule: &Rule| country.is_none() || rule.check.is_some();
            let mut found = false;
            for (place, _) in builtin.rules.iter().enumerate().filter(|(_, rule)| meant(rule) && may_differ(rule)) {
                found = true;
                if let Some(country) = country {
                    by_country.set(*country, place, *severity);
                } else {
                    (severities[place], told[place]) = (*severity, true);
                }
            }
            if !found {
                return Err(UnknownRule { country: *country, ..builtin.unknown(name) });
            }
        }
        Ok(Catalogue::weighed(severities, told, by_country))
    }

    fn weighed(severities: Vec<Severity>, told: Vec<bool>, by_country: ByCountry) -> Catalogue {
        let rules = rules();
        let checks = rules.iter().zip(&severities).zip(0..).filter_map(|((rule, severity), place)| {
            let is_on = *severity != Severity::Off || by_country.switches_on(usize::from(place));
            Some((RuleId(place), rule.check.filter(|_| is_on)?))
        });
        Catalogue { rules, checks: checks.collect(), severities, told, by_country }
    }

    /// Every rule, in the contract's order: a rule's place is its [`RuleId`].
    pub fn rules(&self) -> &'static [Rule] {
        self.rules
    }

    /// One rule.
    pub fn rule(&self, id: RuleId) -> &'static Rule {
        &self.rules[id.index()]
    }

    /// The rule of that name.
    pub fn id(&self, name: &str) -> Option<RuleId> {
        (0..).map(RuleId).zip(self.rules).find(|(_, rule)| rule.name == name).map(|(id, _)| id)
    }

    /// The complaint that there is no rule of that name, with the nearest there is.
    pub fn unknown(&self, name: &str) -> UnknownRule {
        let nearest = nearest::nearest(name, self.rules.iter().map(|rule| rule.name));
        UnknownRule { name: name.to_owned(), country: None, nearest }
    }

    /// The checks to run on every row: those of rules that are not off everywhere, in the contract's order.
    pub fn checks(&self) -> &[(RuleId, Check)] {
        &self.checks
    }

    /// All that the configuration may say otherwise, to tell whether two catalogues are one.
    pub fn weights(&self) -> impl fmt::Debug + use<'_> {
        (&self.severities, &self.by_country)
    }

    /// How much a rule weighs in this run.
    pub fn severity(&self, id: RuleId) -> Severity {
        self.severities[id.index()]
    }

    /// Brings the findings of one row, those from `start` on, under what the configuration says of the row's country.
    pub fn weigh_in_country(&self, country: Option<CountryCode>, start: usize, findings: &mut Findings) {
        if self.by_country.is_empty() || findings.len() == start {
            return;
        }
        let told = country.and_then(|country| self.by_country.of(country));
        findings.retain_from(start, |finding| {
            finding.in_country = told.and_then(|told| told[finding.rule.index()]);
            finding.in_country.unwrap_or(self.severity(finding.rule)) != Severity::Off
        });
    }

    /// How much a finding weighs: what its rule does, but no more than a warning when it rests on a hint, unless the
    /// configuration has weighed the rule itself.
    pub fn weight(&self, finding: &Finding) -> Severity {
        if let Some(severity) = finding.in_country {
            return severity;
        }
        let severity = self.severity(finding.rule);
        if finding.certain || self.told[finding.rule.index()] { severity } else { severity.min(Severity::Warning) }
    }

    /// What was found, weighed: a rule, what its findings weigh and how many there are. What rejects comes first, then what
    /// is met most. `all` and `errors` count findings by the name of their rule; a finding that rests on a hint only tells,
    /// even where its rule rejects, so that a rule may stand here twice.
    pub fn by_weight(
        &self,
        all: &BTreeMap<String, u64>,
        errors: &BTreeMap<String, u64>,
    ) -> Vec<(RuleId, Severity, u64)> {
        let mut weighed = Vec::with_capacity(all.len());
        for (name, all) in all {
            let Some(id) = self.id(name) else { continue };
            let errors = errors.get(name).copied().unwrap_or(0);
            let others = (self.severity(id).min(Severity::Warning), all.saturating_sub(errors));
            let parts = [(Severity::Error, errors), others].into_iter().filter(|(_, count)| *count > 0);
            weighed.extend(parts.map(|(severity, count)| (id, severity, count)));
        }
        weighed.sort_by_key(|(id, severity, count)| (Reverse((*severity, *count)), self.rule(*id).name));
        weighed
    }

    /// Adds what a finding says to `out`: one clause, without a full stop.
    pub fn message(&self, finding: &Finding, findings: &Findings, lang: Lang, out: &mut String) {
        self.rule(finding.rule).message(finding, findings, lang, out);
    }
}

/// The overrides in the order they speak: `all` before single names.
fn in_order(overrides: &[Override]) -> impl Iterator<Item = &Override> {
    let all = overrides.iter().filter(|one| one.rule == "all");
    all.chain(overrides.iter().filter(|one| one.rule != "all"))
}

/// The data files, read once: about 3 ms without optimisation, too little to read the texts later than the rest.
fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let read = |entry: &Entry| {
            Rule::parse(entry.name, entry.text, entry.check)
                .unwrap_or_else(|fault| panic!("src/data/rules/{}.toml: {fault}", entry.name))
        };
        ENTRIES.iter().map(read).collect()
    });
    &RULES
}

#[cfg(test)]
mod tests;
