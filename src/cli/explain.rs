//! `intake rules` and `intake countries`: what the program knows, for people and as JSON.

use std::fmt::Write as _;

use partner_intake::catalogue::{Catalogue, Rule};
use partner_intake::error::{Error, Result};
use partner_intake::facts::{Country, Facts, Need, PostalCodes, RegistrationIds};
use partner_intake::messages::Messages;
use partner_intake::model::{CountryCode, CountryReading, Lang};
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
fn plain(markdown: &str) -> String {
    markdown.replace("**", "")
}

/// Shows what one country requires, or the table of all.
pub(super) fn countries(wanted: Option<&str>, lang: Lang, as_json: bool) -> Result<u8> {
    let facts = Facts::builtin();
    let Some(wanted) = wanted else {
        if as_json {
            return print_json(&facts.countries().map(|country| country_json(country, lang)).collect());
        }
        return to_stdout(country_table(facts, lang).as_bytes());
    };
    let country = match facts.read_country(wanted) {
        CountryReading::Known(code) => facts.country(code),
        _ => CountryCode::new(wanted).and_then(|code| facts.country(code)),
    };
    let country = country.ok_or_else(|| {
        let names = facts.countries().flat_map(|country| [country.name_en.as_str(), country.name_fr.as_str()]);
        let otherwise = "give its ISO 3166-1 code or its name; `intake countries` lists them all";
        let hint = nearest::hint_or(wanted, names, otherwise);
        Error::could_not_run(format!("there is no country `{wanted}`")).with_hint(hint)
    })?;
    if as_json {
        return print_json(&country_json(country, lang));
    }
    to_stdout(country_page(country, lang).as_bytes())
}

fn name(country: &Country, lang: Lang) -> &str {
    match lang {
        Lang::En => &country.name_en,
        Lang::Fr => &country.name_fr,
    }
}

const fn need(need: Need) -> &'static str {
    match need {
        Need::No => "no",
        Need::Hint => "usual",
        Need::Certain => "required",
    }
}

fn country_json(country: &Country, lang: Lang) -> Value {
    json!({
        "code": country.code.as_str(),
        "name": name(country, lang),
        "market": country.market,
        "cultures": country.cultures,
        "city": need(country.city),
        "state": need(country.state),
        "postal_code": need(country.postal_code),
        "requires_registration_id_and_phone": country.requires_registration_id,
        "takes_registration_id": country.takes_registration_id,
        "registration_id_example": country.registration_id.as_ref().map(RegistrationIds::wanted),
        "postal_code_example": country.postal_codes.as_ref().map(PostalCodes::example),
    })
}

fn country_table(facts: &Facts, lang: Lang) -> String {
    let words = Messages::of(lang);
    let mut table = String::new();
    let mut row = |cells: [&str; 5]| {
        let [code, name, id, state, market] = cells;
        let _ = writeln!(table, "{code:<4}{name:<34}{id:<12}{state:<20}{market}");
    };
    row([
        "",
        words.text("column.country"),
        words.text("country.id-and-phone"),
        words.text("field.state"),
        words.text("country.market"),
    ]);
    for country in facts.countries() {
        let id = if country.requires_registration_id { need(Need::Certain) } else { "" };
        let state = if country.state == Need::No { "" } else { need(country.state) };
        row([country.code.as_str(), name(country, lang), id, state, country.market.as_deref().unwrap_or("-")]);
    }
    table
}

fn country_page(country: &Country, lang: Lang) -> String {
    let words = Messages::of(lang);
    let mut page = format!("{} ({})\n\n", name(country, lang), country.code);
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(page, "  {name:<34}  {value}");
    };
    line(words.text("country.market"), country.market.as_deref().unwrap_or("-"));
    line(words.text("country.cultures"), &country.cultures.join(", "));
    let required = if country.requires_registration_id { Need::Certain } else { Need::No };
    let such_as = |example: &str| words.fill("country.example", &[("example", example)]);
    let id = country.registration_id.as_ref().map(|ids| such_as(ids.wanted()));
    line(words.text("field.registration_id"), &joined(need(required), id));
    line(words.text("field.phone"), need(required));
    line(words.text("field.city"), need(country.city));
    line(words.text("field.state"), need(country.state));
    let postal_code = country.postal_codes.as_ref().map(|codes| such_as(codes.example()));
    line(words.text("field.postal_code"), &joined(need(country.postal_code), postal_code));
    page
}

fn joined(need: &str, more: Option<String>) -> String {
    more.map_or_else(|| need.to_owned(), |more| format!("{need}, {more}"))
}

fn print_json(value: &Value) -> Result<u8> {
    to_stdout(format!("{value:#}\n").as_bytes())
}
