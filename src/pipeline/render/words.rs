//! Findings in words. What a rule always says is made ready once a run.

use crate::catalogue::Catalogue;
use crate::messages::Messages;
use crate::model::{Detail, Field, Finding, Findings, Lang, RuleId, Severity};
use crate::write::{MatchNote, ReadyCells, Wording};

/// The words of every rule in a run's language.
pub(in crate::pipeline) struct Words<'a> {
    catalogue: &'a Catalogue,
    pub(super) lang: Lang,
    rules: Vec<RuleWords>,
}

/// The words of one rule.
struct RuleWords {
    /// Its name and what a finding weighs: one that rests on a hint, one that is certain, and those of countries for which
    /// the configuration says what the rule weighs: off, info, warning, error.
    severities: [(Severity, ReadyCells); 6],
    /// What it says of a finding without details, of one that rests on a hint and one that is certain.
    messages: [ReadyCells; 2],
    names: Names,
}

/// What a message names beside the finding's own details.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Nothing,
    Customer,
    EarlierRow,
}

impl<'a> Words<'a> {
    pub(in crate::pipeline) fn new(catalogue: &'a Catalogue, lang: Lang) -> Self {
        let rules = (0..).map(RuleId).zip(catalogue.rules());
        Words {
            catalogue,
            lang,
            rules: rules.map(|(id, rule)| RuleWords::new(catalogue, lang, id, rule.name)).collect(),
        }
    }

    fn of(&self, finding: &Finding) -> &RuleWords {
        &self.rules[finding.rule.index()]
    }
}

impl RuleWords {
    fn new(catalogue: &Catalogue, lang: Lang, rule: RuleId, name: &str) -> Self {
        let finding =
            |certain, in_country| Finding { row: 0, rule, field: None, certain, in_country, detail: Detail::default() };
        RuleWords {
            severities: [
                (false, None),
                (true, None),
                (true, Some(Severity::Off)),
                (true, Some(Severity::Info)),
                (true, Some(Severity::Warning)),
                (true, Some(Severity::Error)),
            ]
            .map(|(certain, in_country)| {
                let severity = catalogue.weight(&finding(certain, in_country));
                (severity, ReadyCells::new(&[name, severity.name()]))
            }),
            messages: [false, true].map(|certain| {
                let mut message = String::new();
                catalogue.message(&finding(certain, None), &Findings::default(), lang, &mut message);
                ReadyCells::new(&[&message])
            }),
            names: match name {
                "existing-customer" | "possible-existing-customer" => Names::Customer,
                "duplicate-in-batch" | "possible-duplicate" => Names::EarlierRow,
                _ => Names::Nothing,
            },
        }
    }

    fn severity(&self, finding: &Finding) -> &(Severity, ReadyCells) {
        &self.severities[match finding.in_country {
            None => usize::from(finding.certain),
            Some(Severity::Off) => 2,
            Some(Severity::Info) => 3,
            Some(Severity::Warning) => 4,
            Some(Severity::Error) => 5,
        }]
    }

    /// Whom the row was matched with, as the message calls them; empty where it does not.
    fn named<'n>(&self, note: Option<&'n MatchNote>) -> &'n str {
        match (self.names, note) {
            (Names::Customer, Some(note)) => &note.customer,
            (Names::EarlierRow, Some(note)) => &note.row,
            (Names::Nothing, _) | (_, None) => "",
        }
    }
}

impl Wording for Words<'_> {
    fn rule_and_severity(&self, finding: &Finding) -> &ReadyCells {
        &self.of(finding).severity(finding).1
    }

    fn severity(&self, finding: &Finding) -> Severity {
        self.of(finding).severity(finding).0
    }

    fn ready_message(&self, finding: &Finding, note: Option<&MatchNote>) -> Option<&ReadyCells> {
        let words = self.of(finding);
        let says_nothing_more = finding.detail.is_empty() && words.named(note).is_empty();
        says_nothing_more.then_some(&words.messages[usize::from(finding.certain)])
    }

    fn message(&self, finding: &Finding, findings: &Findings, note: Option<&MatchNote>, out: &mut String) {
        let named = self.of(finding).named(note);
        if named.is_empty() {
            return self.catalogue.message(finding, findings, self.lang, out);
        }
        let mut words = Findings::default();
        let hint = words.keep(named);
        let finding = Finding { detail: Detail { hint, ..Detail::default() }, ..*finding };
        self.catalogue.message(&finding, &words, self.lang, out);
    }

    fn colon_and_semicolon(&self) -> [&str; 2] {
        let words = Messages::of(self.lang);
        [words.text("punctuation.colon"), words.text("punctuation.semicolon")]
    }

    fn field(&self, field: Field) -> &str {
        // Programs know fields by their names, and so do people who read English.
        if self.lang == Lang::En { field.name() } else { Messages::of(self.lang).field(field) }
    }

    fn note(&self, finding: &Finding, findings: &Findings, note: Option<&MatchNote>, out: &mut String) {
        let messages = Messages::of(self.lang);
        let severity = messages.text(&format!("severity.{}", self.severity(finding))).to_owned();
        push_capitalised(&severity, out);
        out.push_str(messages.text("punctuation.colon"));
        self.message(finding, findings, note, out);
        // The question whether another value was meant ends as a question does.
        out.push_str(if out.ends_with('?') { "\n" } else { ".\n" });
        out.push_str(&self.catalogue.rule(finding.rule).texts(self.lang).fix);
    }
}

fn push_capitalised(word: &str, out: &mut String) {
    let mut letters = word.chars();
    out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    out.push_str(letters.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: RuleId, certain: bool) -> Finding {
        Finding { row: 0, rule, field: None, certain, in_country: None, detail: Detail::default() }
    }

    #[test]
    fn what_was_made_ready_is_what_would_be_written() {
        let catalogue = Catalogue::builtin();
        for lang in Lang::ALL {
            let words = Words::new(catalogue, *lang);
            let rules = (0..).map(RuleId).take(catalogue.rules().len());
            for (rule, certain) in rules.flat_map(|rule| [(rule, false), (rule, true)]) {
                let plain = finding(rule, certain);
                for in_country in [None, Some(Severity::Info), Some(Severity::Error)] {
                    let finding = Finding { in_country, ..plain };
                    let weight = catalogue.weight(&finding);
                    let name = catalogue.rule(rule).name;
                    assert_eq!(words.rule_and_severity(&finding), &ReadyCells::new(&[name, weight.name()]));
                    assert_eq!(words.severity(&finding), weight);
                }
                let mut message = String::new();
                words.message(&plain, &Findings::default(), None, &mut message);
                assert_eq!(words.ready_message(&plain, None), Some(&ReadyCells::new(&[&message])));
            }
        }
    }

    #[test]
    fn a_match_is_named() {
        let words = Words::new(Catalogue::builtin(), Lang::En);
        let rule = words.catalogue.id("duplicate-in-batch").expect("the catalogue has it");
        let finding = finding(rule, true);
        let note = MatchNote { row: "17".to_owned(), ..MatchNote::default() };
        assert_eq!(words.ready_message(&finding, Some(&note)), None);
        let mut message = String::new();
        words.message(&finding, &Findings::default(), Some(&note), &mut message);
        assert!(message.contains("17"), "{message}");
    }
}
