//! One rule as its data file describes it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::template::{Template, Values};
use super::translation;
use crate::messages::Messages;
use crate::model::{CountryCode, Field, Finding, Findings, Lang, Partner, Role, Severity};
use crate::validate::Check;

/// One rule: what it is called, what it says, and the check behind it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, stable and never used again for another: `company-name-too-short`.
    pub name: &'static str,
    /// The family it stands in: `company name`.
    pub family: String,
    /// How much it weighs unless the configuration says otherwise.
    pub severity: Severity,
    /// The fields it may report; empty when it speaks of the row as a whole.
    pub fields: Vec<Field>,
    /// How far what it suggests may be trusted; none if it suggests nothing.
    pub suggestion: Option<Trust>,
    /// Where the rule comes from: a public source in words, or its address.
    pub source: String,
    /// Rows that break it, each over a row that is good.
    pub breaks: Vec<Example>,
    /// Rows that come near and do not break it.
    pub passes: Vec<Example>,
    /// The function that checks a row; none for rules that need other rows and are raised by the run.
    pub check: Option<Check>,
    texts: [Texts; Lang::COUNT],
    messages: [MessageForms; Lang::COUNT],
}

/// How far a suggested value may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// It follows from what is there: nobody who looks at the row would write another.
    Safe,
    /// It is what was probably meant; a person should look at it.
    Unsafe,
}

/// What a rule says about itself in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// A short phrase.
    pub title: String,
    /// What a finding says: one clause without a full stop, which stands without any value filled in.
    pub message: String,
    /// The same with values: `{limit}`, `{hint}`, `{suggestion}`, or `{countries}` for a hint that is codes of countries. Used when the finding has all those it names.
    pub message_hint: Option<String>,
    /// The same for a finding that rests on a hint, where the message would claim too much.
    pub message_unsure: Option<String>,
    /// The words that the check gives as hints, such as `too-short`, in this language; they can name the suggestion. Other
    /// hints are names, and stay.
    #[serde(default)]
    pub hints: BTreeMap<String, String>,
    /// What the rule checks.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// How to correct it.
    pub fix: String,
}

/// The forms of a message, ready to be filled in, what is added where they do not name the suggestion, and the words for
/// hints.
#[derive(Clone, Debug)]
struct MessageForms {
    plain: Template,
    filled: Option<Template>,
    unsure: Option<Template>,
    hints: BTreeMap<String, Template>,
    clause: Template,
}

/// A row, or a small input, that breaks a rule or comes near.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// What differs from a good row, in output order.
    pub row: Vec<(Field, String)>,
    /// What differs from a usual partner.
    pub partner: ExamplePartner,
    /// An earlier row of the same input, over the good row. For rules that look at other rows.
    pub earlier: Option<Vec<(Field, String)>>,
    /// A known customer: all its fields. For rules that look at known customers.
    pub customer: Option<Vec<(Field, String)>>,
    /// A whole CSV input instead of a row. For rules about the way a row is written.
    pub input: Option<String>,
}

/// What an example needs of its partner.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExamplePartner {
    /// The word of [`Role::name`].
    pub role: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The partner's own domains.
    pub domains: Vec<String>,
    /// The partner's own company name.
    pub company_name: Option<String>,
    /// The partner's own Microsoft tenant.
    pub tenant_id: Option<String>,
    /// The day of the run, ISO 8601.
    pub today: Option<String>,
}

impl Example {
    /// Whether one row alone shows it: no other row, no known customer, no file.
    pub fn is_one_row(&self) -> bool {
        self.earlier.is_none() && self.customer.is_none() && self.input.is_none()
    }

    /// `usual` with what the example says of its partner.
    pub fn partner(&self, usual: &Partner) -> Partner {
        let mut partner = usual.clone();
        let said = &self.partner;
        if let Some(role) = said.role.as_deref().and_then(role_of_name) {
            partner.role = role;
        }
        if let Some(country) = said.country.as_deref().and_then(CountryCode::new) {
            partner.country = Some(country);
        }
        if !said.domains.is_empty() {
            partner.domains.clone_from(&said.domains);
        }
        for (told, slot) in [
            (&said.company_name, &mut partner.company_name),
            (&said.tenant_id, &mut partner.tenant_id),
            (&said.today, &mut partner.today),
        ] {
            if let Some(told) = told {
                slot.clone_from(told);
            }
        }
        partner
    }
}

impl Rule {
    /// What the rule says about itself.
    pub fn texts(&self, lang: Lang) -> &Texts {
        &self.texts[lang.index()]
    }

    /// Adds what a finding says to `out`: one clause, without a full stop.
    pub fn message(&self, finding: &Finding, findings: &Findings, lang: Lang, out: &mut String) {
        let forms = &self.messages[lang.index()];
        let hint = findings.text(finding.detail.hint);
        let values = Values {
            lang,
            limit: finding.detail.limit,
            hint,
            hint_in_words: forms.hints.get(hint),
            suggestion: findings.text(finding.detail.suggestion),
        };
        let unsure = forms.unsure.as_ref().filter(|_| !finding.certain);
        let template = [unsure, forms.filled.as_ref()].into_iter().flatten().find(|form| form.is_filled_by(&values));
        let template = template.unwrap_or(&forms.plain);
        template.write(&values, out);
        if !values.suggestion.is_empty() && !template.names_suggestion(&values) {
            forms.clause.write(&values, out);
        }
    }

    /// Reads a rule's file. The error says what is wrong with it.
    pub(super) fn parse(name: &'static str, text: &str, check: Option<Check>) -> Result<Rule, String> {
        let file: RuleFile = toml::from_str(text).map_err(|error| error.to_string())?;
        if file.name != name {
            return Err(format!("the file calls itself `{}`", file.name));
        }
        let severity = Severity::from_name(&file.severity).ok_or(format!("no severity `{}`", file.severity))?;
        let fields = match file.fields.as_slice() {
            [all] if all == "*" => Field::ALL.to_vec(),
            names => names.iter().map(|field| field_of_name(field)).collect::<Result<_, _>>()?,
        };
        let texts: [Texts; Lang::COUNT] = std::array::from_fn(|place| match Lang::ALL[place] {
            Lang::En => file.en.clone(),
            Lang::Fr => file.fr.clone(),
            // What a language does not have yet is said in English; a test names it.
            other => translation::of(other, name).unwrap_or(&file.en).clone(),
        });
        let forms: Vec<MessageForms> = Lang::ALL
            .iter()
            .zip(&texts)
            .map(|(lang, texts)| MessageForms::of(*lang, texts))
            .collect::<Result<_, _>>()?;
        let messages = forms.try_into().map_err(|_| "one message for each language".to_owned())?;
        let examples =
            |list: Vec<ExampleFile>| list.into_iter().map(ExampleFile::read).collect::<Result<Vec<_>, String>>();
        Ok(Rule {
            name,
            family: file.family,
            severity,
            fields,
            source: file.source,
            suggestion: file.suggestion,
            breaks: examples(file.breaks)?,
            passes: examples(file.passes)?,
            check,
            texts,
            messages,
        })
    }
}

impl MessageForms {
    fn of(lang: Lang, texts: &Texts) -> Result<Self, String> {
        let parse = |text: &str| Template::parse(text).map_err(|name| format!("a message cannot name `{name}`"));
        Ok(MessageForms {
            plain: parse(&texts.message)?,
            filled: texts.message_hint.as_deref().map(parse).transpose()?,
            unsure: texts.message_unsure.as_deref().map(parse).transpose()?,
            hints: texts
                .hints
                .iter()
                .map(|(hint, words)| Ok((hint.clone(), parse(words)?)))
                .collect::<Result<_, String>>()?,
            clause: parse(Messages::of(lang).text("suggestion.clause"))?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    name: String,
    family: String,
    severity: String,
    fields: Vec<String>,
    source: String,
    suggestion: Option<Trust>,
    en: Texts,
    fr: Texts,
    breaks: Vec<ExampleFile>,
    passes: Vec<ExampleFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    #[serde(default)]
    row: BTreeMap<String, String>,
    #[serde(default)]
    partner: ExamplePartner,
    earlier: Option<BTreeMap<String, String>>,
    customer: Option<BTreeMap<String, String>>,
    input: Option<String>,
}

impl ExampleFile {
    fn read(self) -> Result<Example, String> {
        if let Some(role) = self.partner.role.as_deref().filter(|role| role_of_name(role).is_none()) {
            return Err(format!("no role `{role}`"));
        }
        if let Some(country) = self.partner.country.as_deref().filter(|country| CountryCode::new(country).is_none()) {
            return Err(format!("`{country}` is no country code"));
        }
        Ok(Example {
            row: cells(self.row)?,
            partner: self.partner,
            earlier: self.earlier.map(cells).transpose()?,
            customer: self.customer.map(cells).transpose()?,
            input: self.input,
        })
    }
}

fn cells(row: BTreeMap<String, String>) -> Result<Vec<(Field, String)>, String> {
    let read = |(name, text): (String, String)| Ok((field_of_name(&name)?, text));
    let mut cells = row.into_iter().map(read).collect::<Result<Vec<_>, String>>()?;
    cells.sort_by_key(|(field, _)| *field);
    Ok(cells)
}

fn field_of_name(name: &str) -> Result<Field, String> {
    Field::from_name(name).ok_or_else(|| format!("no field `{name}`"))
}

fn role_of_name(name: &str) -> Option<Role> {
    Role::ALL.iter().copied().find(|role| role.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
name = "some-rule"
family = "row"
severity = "error"
fields = ["city", "state"]
source = "somewhere"
en = { title = "T", message = "m", message_hint = "m, {hint}", what = "W.", why = "Y.", fix = "F." }
fr = { title = "T", message = "m", what = "W.", why = "Y.", fix = "F." }
breaks = [{ row = { state = "S", city = "C" }, partner = { role = "indirect-reseller", country = "FR" } }]
passes = [{ input = "city" }]
"#;

    #[test]
    fn a_file_becomes_a_rule() {
        let rule = Rule::parse("some-rule", FILE, None).expect("a good file");
        assert_eq!((rule.severity, rule.fields.as_slice()), (Severity::Error, &[Field::City, Field::State][..]));
        assert_eq!(rule.breaks[0].row, [(Field::City, "C".to_owned()), (Field::State, "S".to_owned())]);
        let partner = rule.breaks[0].partner(&Partner { today: "2026-06-30".to_owned(), ..Partner::default() });
        assert_eq!((partner.role, partner.today.as_str()), (Role::IndirectReseller, "2026-06-30"));
        assert_eq!(partner.country, CountryCode::new("FR"));
        assert!(rule.breaks[0].is_one_row() && !rule.passes[0].is_one_row());
    }

    #[test]
    fn a_star_stands_for_every_field() {
        let file = FILE.replace(r#"["city", "state"]"#, r#"["*"]"#);
        assert_eq!(Rule::parse("some-rule", &file, None).expect("a good file").fields, Field::ALL);
    }

    #[test]
    fn slips_in_a_file_are_named() {
        for (right, wrong, fault) in [
            ("\"some-rule\"", "\"other\"", "calls itself `other`"),
            ("\"error\"", "\"fatal\"", "no severity `fatal`"),
            ("\"city\",", "\"town\",", "no field `town`"),
            ("city = ", "town = ", "no field `town`"),
            ("{hint}", "{value}", "cannot name `{value}`"),
            ("indirect-reseller", "reseller", "no role `reseller`"),
            ("country = \"FR\"", "country = \"France\"", "`France` is no country code"),
            ("why = \"Y.\", ", "", "missing field `why`"),
            ("source", "sauce", "unknown field `sauce`"),
        ] {
            let found = Rule::parse("some-rule", &FILE.replace(right, wrong), None).expect_err("a fault in the file");
            assert!(found.contains(fault), "{found}");
        }
    }
}
