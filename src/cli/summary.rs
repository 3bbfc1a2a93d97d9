//! What a person, or a program, is told when a run has ended: counts, files and what to do next, never a cell's value.

use std::fmt::Write as _;
use std::path::Path;

use partner_intake::catalogue::Catalogue;
use partner_intake::config::{Config, Summary};
use partner_intake::messages::Messages;
use partner_intake::model::{Disposition, terminal};
use partner_intake::pipeline::Outcome;
use partner_intake::report::{Steps, next_steps};
use partner_intake::store::Recorded;
use partner_intake::write::Manifest;
use serde_json::json;

/// How many rules are listed with their counts.
const MOST_RULES: usize = 12;

/// The summary in words; `folder` is that of the result, if there is one.
pub(super) fn for_people(outcome: &Outcome, config: &Config, catalogue: &Catalogue, folder: Option<&Path>) -> String {
    if config.run.summary == Summary::Line {
        return in_a_line(outcome, config, folder);
    }
    let writes = folder.is_some();
    let lang = config.run.language;
    let words = Messages::of(lang);
    let manifest = &outcome.manifest;
    let counts = &manifest.counts;
    let mut text = String::new();
    if let Some(file) = &config.file {
        let file = file.display();
        let _ = writeln!(text, "{}{}`{file}`", words.text("summary.settings"), words.text("punctuation.colon"));
    }
    for notice in &outcome.notices {
        let _ = writeln!(text, "{}", words.warning(&notice.text(words)));
    }
    let files = words.count("files", manifest.inputs.len() as u64);
    let _ = writeln!(
        text,
        "\n{files}{}{}, {}\n",
        words.text("punctuation.colon"),
        words.count("rows-read", counts.rows),
        words.count("rows-blank", counts.blank),
    );
    for disposition in Disposition::ALL {
        let count = counts.of(*disposition);
        let name = words.disposition(*disposition);
        let files = if writes && count > 0 { files_of(*disposition, manifest) } else { String::new() };
        let line = format!("{:>12}  {name:<24}  {files}", words.number(count));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    rules(manifest, catalogue, config, &mut text);
    if !writes {
        first_findings(outcome, catalogue, config, &mut text);
    }
    write_next_steps(manifest, words, &mut text);
    if let Some(folder) = folder {
        let folder = folder.display().to_string();
        let _ = writeln!(text, "\n{}", words.fill("summary.written", &[("folder", &folder)]));
        stored(outcome, config, words, &mut text);
    } else {
        let _ = writeln!(text, "\n{}", words.text("summary.nothing-written"));
    }
    text
}

/// The summary in one line, for a mail or a log.
fn in_a_line(outcome: &Outcome, config: &Config, folder: Option<&Path>) -> String {
    let words = Messages::of(config.run.language);
    let manifest = &outcome.manifest;
    let mut text = words.count("files", manifest.inputs.len() as u64);
    let _ = write!(text, "{}{}", words.text("punctuation.colon"), words.count("rows-read", manifest.counts.rows));
    for disposition in Disposition::ALL {
        let count = words.number(manifest.counts.of(*disposition));
        let _ = write!(text, ", {count} {}", words.disposition(*disposition));
    }
    if !manifest.left_out.is_empty() {
        let _ = write!(text, ", {}", words.count("files-failed", manifest.left_out.len() as u64));
    }
    if let Some(folder) = folder {
        let folder = folder.display().to_string();
        let written = words.fill("summary.written", &[("folder", &folder)]);
        let _ = write!(text, ". {written}");
    }
    text.push('\n');
    text
}

/// What came into the store of known customers.
fn stored(outcome: &Outcome, config: &Config, words: &Messages, text: &mut String) {
    let (Some(stored), Some(store)) = (&outcome.stored, &config.input.store) else { return };
    let store = partner_intake::store::name_of(store);
    let line = match stored {
        Ok(Recorded { customers, .. }) if customers.added + customers.updated > 0 => {
            let (rows, added) = (words.number(customers.customers), words.number(customers.added));
            words.fill("store.run", &[("store", &store), ("customers", &rows), ("added", &added)])
        }
        Ok(Recorded { decisions: 0, .. }) => words.fill("store.run-nothing", &[("store", &store)]),
        Ok(_) => words.fill("store.run-no-customer", &[("store", &store)]),
        Err(error) => format!("{}\n{}", words.fill("store.run-later", &[("store", &store)]), error.report()),
    };
    let _ = writeln!(text, "{line}");
    if let Ok(Recorded { decisions: decisions @ 1.., .. }) = stored {
        let _ = writeln!(text, "{}", words.count("decisions-learnt", *decisions));
    }
}

/// The summary for a program: the manifest, and where the result is.
pub(super) fn as_json(outcome: &Outcome, folder: Option<&Path>) -> String {
    let mut summary = serde_json::to_value(&outcome.manifest).unwrap_or_default();
    if let Some(object) = summary.as_object_mut() {
        object.insert("out".to_owned(), json!(folder.map(|folder| folder.display().to_string())));
    }
    format!("{summary:#}\n")
}

fn files_of(disposition: Disposition, manifest: &Manifest) -> String {
    let stem = match disposition {
        Disposition::Accepted => "accepted.",
        Disposition::RelationshipRequest => "relationship-requests.",
        Disposition::Review => "review.",
        Disposition::Rejected => "rejected.",
    };
    let files = manifest.outputs.iter().map(|output| output.file.as_str());
    files.filter(|file| file.starts_with(stem)).collect::<Vec<_>>().join(", ")
}

fn rules(manifest: &Manifest, catalogue: &Catalogue, config: &Config, text: &mut String) {
    if manifest.rules.is_empty() {
        return;
    }
    let words = Messages::of(config.run.language);
    let rules = catalogue.by_weight(&manifest.rules, &manifest.errors);
    let _ = writeln!(text, "\n{}", words.text("summary.by-rule"));
    for (rule, severity, count) in rules.iter().take(MOST_RULES) {
        let rule = catalogue.rule(*rule);
        let title = &rule.texts(config.run.language).title;
        let severity = words.severity(*severity);
        let _ = writeln!(text, "{:>12}  {severity:<13}  {:<30}  {title}", words.number(*count), rule.name);
    }
    if let Some(more) = rules.len().checked_sub(MOST_RULES).filter(|more| *more > 0) {
        let _ = writeln!(text, "{:>12}  {}", "", words.fill("summary.more-findings", &[("count", &more.to_string())]));
    }
}

fn first_findings(outcome: &Outcome, catalogue: &Catalogue, config: &Config, text: &mut String) {
    let words = Messages::of(config.run.language);
    if outcome.first_findings.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", words.text("summary.first-findings"));
    for finding in &outcome.first_findings {
        let rule = catalogue.rule(finding.rule);
        let column = if finding.column.is_empty() { String::new() } else { format!(", `{}`", finding.column) };
        let value = finding.value.as_deref().map(|value| format!(" `{}`", terminal::one_line(value)));
        let _ = writeln!(
            text,
            "  {}, {} {}{column}{}{}{} ({})",
            finding.table,
            words.text("column.row"),
            finding.row,
            value.unwrap_or_default(),
            words.text("punctuation.colon"),
            rule.texts(config.run.language).title,
            rule.name,
        );
    }
    let all: u64 = outcome.manifest.rules.values().sum();
    if let Some(more) = all.checked_sub(outcome.first_findings.len() as u64).filter(|more| *more > 0) {
        let _ = writeln!(text, "  {}", words.fill("summary.more-findings", &[("count", &words.number(more))]));
    }
}

fn write_next_steps(manifest: &Manifest, words: &'static Messages, text: &mut String) {
    if manifest.counts.rows == 0 {
        let _ = writeln!(text, "\n{}", words.text("summary.no-rows"));
        return;
    }
    let _ = writeln!(text, "\n{}", words.text("summary.next-steps"));
    for Steps { of, texts } in next_steps(manifest, words) {
        let _ = writeln!(text, "  {}", words.disposition(of));
        for told in texts {
            step(text, told);
        }
    }
}

/// Adds a step, broken into lines that a terminal shows whole.
fn step(text: &mut String, words: &str) {
    const WIDTH: usize = 100;
    let mut line = String::from("    -");
    for word in words.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line = String::from("     ");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(text, "{line}");
}
