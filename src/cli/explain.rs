//! `intake rules`: the rules, for people and as JSON.

use std::fmt::Write as _;

use partner_intake::catalogue::{Catalogue, Rule};
use partner_intake::error::{Error, Result};
use partner_intake::messages::Messages;
use partner_intake::model::Lang;
use partner_intake::nearest;
use serde_json::{Value, json};

use super::to_stdout;

/// Lists the rules, or explains one.
pub(super) fn rules(name: Option<&str>, lang: Lang, as_json: bool) -> Result<u8> {
    let catalogue = Catalogue::builtin();
    let Some(name) = name else {
        if as_json {
            let rules: Vec<Value> = catalogue.rules().iter().map(|rule| rule_json(rule, lang)).collect();
            return print_json(&Value::from(rules));
        }
        return to_stdout(rule_list(catalogue, lang).as_bytes());
    };
    let Some(id) = catalogue.id(name) else {
        let names = catalogue.rules().iter().map(|rule| rule.name);
        let hint = nearest::hint_or(name, names, "`intake rules` lists them all");
        return Err(Error::could_not_run(format!("there is no rule `{name}`")).with_hint(hint));
    };
    let rule = catalogue.rule(id);
    if as_json {
        return print_json(&rule_json(rule, lang));
    }
    to_stdout(format!("{}\n\n{}", rule.name, plain(&rule.section(lang))).as_bytes())
}

fn rule_list(catalogue: &Catalogue, lang: Lang) -> String {
    let words = Messages::of(lang);
    let mut list = String::new();
    let mut family = "";
    for rule in catalogue.rules() {
        if rule.family != family {
            family = &rule.family;
            let _ = writeln!(list, "\n{}", words.text(&format!("family.{}", family.replace(' ', "-"))));
        }
        let _ = writeln!(list, "  {:<32} {:<8} {}", rule.name, rule.severity.name(), rule.texts(lang).title);
    }
    list.trim_start().to_owned()
}

fn rule_json(rule: &Rule, lang: Lang) -> Value {
    let texts = rule.texts(lang);
    json!({
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.name(),
        "fields": rule.fields.iter().map(|field| field.name()).collect::<Vec<_>>(),
        "title": texts.title,
        "what": texts.what,
        "why": texts.why,
        "fix": texts.fix,
        "source": rule.source,
    })
}

/// Markdown's bold marks say nothing on a terminal.
pub(super) fn plain(markdown: &str) -> String {
    markdown.replace("**", "")
}

pub(super) fn print_json(value: &Value) -> Result<u8> {
    to_stdout(format!("{value:#}\n").as_bytes())
}
