//! What a person, or a program, is told of the store: customers, counts, decisions.

use std::fmt::Write as _;

use partner_intake::error::Result;
use partner_intake::messages::Messages;
use partner_intake::model::{Field, Lang};
use partner_intake::pipeline::Notice;
use partner_intake::store::{KEPT, PairDecision, Store, Stored};
use serde_json::{Value, json};

use crate::cli::{WordArgs, to_stderr, to_stdout};

pub(super) fn warn(notices: &[Notice], lang: Lang) {
    let words = Messages::of(lang);
    for notice in notices {
        to_stderr(&format!("{}\n", words.warning(&notice.text(words))));
    }
}

pub(super) fn figures(figures: &[(&str, u64)], words: &WordArgs, store: &Store) -> Result<u8> {
    if words.json {
        let figures: serde_json::Map<String, Value> =
            figures.iter().map(|(name, count)| ((*name).to_owned(), Value::from(*count))).collect();
        return to_stdout(format!("{:#}\n", Value::from(figures)).as_bytes());
    }
    let messages = Messages::of(words.lang());
    let mut text = counted(figures, messages);
    let _ = writeln!(text, "{}", messages.fill("store.in", &[("store", &store.name())]));
    to_stdout(text.as_bytes())
}

/// Counts with what they count, a line each.
fn counted(figures: &[(&str, u64)], messages: &Messages) -> String {
    let mut text = String::new();
    for (name, count) in figures {
        let key = format!("store.{}", name.replace('_', "-"));
        let _ = writeln!(text, "{:>12}  {}", messages.number(*count), messages.text(&key));
    }
    text
}

pub(super) fn one_line(stored: &Stored, lang: Lang, out: &mut String) {
    let messages = Messages::of(lang);
    let customer = &stored.customer;
    let _ = write!(out, "{}  {}", stored.identity, customer.value(Field::CompanyName));
    if !customer.value(Field::Country).is_empty() {
        let _ = write!(out, " ({})", customer.value(Field::Country));
    }
    let details = [
        ("store.formerly", stored.former_names.join(", ")),
        ("store.accepted-from", customer.place.clone()),
        ("store.gone-since", stored.gone_since.clone()),
    ];
    for (key, detail) in details.iter().filter(|(_, detail)| !detail.is_empty()) {
        let _ = write!(out, ", {}", messages.fill(key, &[("detail", detail)]));
    }
    out.push('\n');
}

pub(super) fn as_json(stored: &Stored) -> Value {
    let mut value = json!({ "customer": stored.identity });
    for field in KEPT {
        if !stored.customer.value(*field).is_empty() {
            value[field.name()] = Value::from(stored.customer.value(*field));
        }
    }
    value["former_names"] = Value::from(stored.former_names.clone());
    value["origin"] = Value::from(stored.origin.clone());
    value["place"] = Value::from(stored.customer.place.clone());
    value["first_seen"] = Value::from(stored.first_seen.clone());
    value["last_seen"] = Value::from(stored.last_seen.clone());
    value["gone_since"] = Value::from(stored.gone_since.clone());
    value
}

pub(super) fn stats(store: &mut Store, words: &WordArgs) -> Result<u8> {
    let stats = store.stats()?;
    let figures = [
        ("customers", stats.customers),
        ("accepted", stats.accepted),
        ("gone", stats.gone),
        ("former_names", stats.former_names),
    ];
    if words.json {
        let mut value = json!({});
        for (name, count) in figures {
            value[name] = Value::from(count);
        }
        let counts = |counts: &[(String, u64)]| -> Value {
            counts.iter().map(|(name, count)| (name.clone(), Value::from(*count))).collect()
        };
        value["origins"] = counts(&stats.origins);
        value["countries"] = counts(&stats.countries);
        return to_stdout(format!("{value:#}\n").as_bytes());
    }
    let messages = Messages::of(words.lang());
    let mut text = counted(&figures, messages);
    for (heading, counts) in [("store.origins", &stats.origins), ("store.countries", &stats.countries)] {
        let _ = writeln!(text, "\n{}", messages.text(heading));
        for (name, count) in counts {
            let name = if name.is_empty() { "-" } else { name };
            let _ = writeln!(text, "{:>12}  {name}", messages.number(*count));
        }
    }
    to_stdout(text.as_bytes())
}

/// Decisions, a line each.
pub(super) fn pairs(decisions: &[PairDecision], words: &WordArgs) -> Result<u8> {
    if words.json {
        let as_json = |pair: &PairDecision| {
            json!({
                "company": pair.company, "known": pair.known, "decision": pair.decision.name(), "day": pair.day,
            })
        };
        let all: Vec<Value> = decisions.iter().map(as_json).collect();
        return to_stdout(format!("{:#}\n", Value::from(all)).as_bytes());
    }
    let mut text = String::new();
    for PairDecision { company, known, decision, day } in decisions {
        let _ = writeln!(text, "{day}  {:<8}  {company}  {known}", decision.name());
    }
    to_stdout(text.as_bytes())
}
