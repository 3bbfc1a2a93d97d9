//! How many rows of each country went where, and how often each rule spoke: tables whose numbers are drawn as bars.

use std::cmp::Reverse;

use maud::{Markup, html};

use super::Report;
use super::bar::bar;
use super::page::class;
use crate::model::{CountryCode, Disposition, RuleId, Severity};
use crate::write::Counts;

/// So many rows of a figure are seen at once; the others are folded away.
const SEEN: usize = 10;

/// The rows of each country, most first.
pub(super) fn by_country(report: &Report<'_>) -> Markup {
    let words = report.words();
    let mut countries: Vec<(&str, &Counts)> =
        report.manifest.countries.iter().map(|(code, counts)| (code.as_str(), counts)).collect();
    countries.sort_by_key(|(code, counts)| (Reverse(counts.rows), *code));
    let most = countries.first().map_or(0, |(_, counts)| counts.rows);
    let head = html! {
        th scope="col" { (words.text("column.country")) }
        th scope="col" .wide { (words.text("report.by-country.share")) }
        th scope="col" .number { (words.text("column.rows")) }
    };
    let rows = countries.iter().map(|(code, counts)| {
        let parts: Vec<_> = Disposition::ALL.iter().map(|of| (class(*of), counts.of(*of))).collect();
        let told = Disposition::ALL.iter().filter(|of| counts.of(**of) > 0);
        let told = told.map(|of| format!("{} {}", words.number(counts.of(*of)), words.disposition(*of)));
        let told = told.collect::<Vec<_>>().join(", ");
        html! {
            tr {
                th scope="row" { (name(code, report)) }
                td .wide title=(told) { (bar(&parts, most)) span .unseen { (told) } }
                td .number { (words.number(counts.rows)) }
            }
        }
    });
    figure(report, "by-country", &head, rows.collect())
}

/// How often each rule spoke: what rejects rows first, then what is met most.
pub(super) fn by_rule(report: &Report<'_>) -> Markup {
    let words = report.words();
    let catalogue = report.catalogue;
    let rules = catalogue.by_weight(&report.manifest.rules, &report.manifest.errors);
    // What is seen first is drawn to its own scale: warnings that every row has would leave nothing to see of errors.
    let most = |rules: &[(RuleId, Severity, u64)]| rules.iter().map(|(.., count)| *count).max().unwrap_or_default();
    let scales = [most(&rules[..rules.len().min(SEEN)]), most(&rules[rules.len().min(SEEN)..])];
    let head = html! {
        th scope="col" { (words.text("column.rule")) }
        th scope="col" .wide { (words.text("column.severity")) }
        th scope="col" .number { (words.text("report.by-rule.count")) }
    };
    let rows = rules.iter().enumerate().map(|(place, (id, severity, count))| {
        let rule = catalogue.rule(*id);
        html! {
            tr {
                th scope="row" { a href="#findings" data-rule=(id.index()) { (rule.texts(report.lang).title) } }
                td .wide title=(words.severity(*severity)) {
                    (bar(&[(severity_class(*severity), *count)], scales[usize::from(place >= SEEN)]))
                    span .unseen { (words.severity(*severity)) }
                }
                td .number { (words.number(*count)) }
            }
        }
    });
    figure(report, "by-rule", &head, rows.collect())
}

const fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "rejected",
        Severity::Warning => "review",
        Severity::Info | Severity::Off => "request",
    }
}

fn name(code: &str, report: &Report<'_>) -> String {
    let known = CountryCode::new(code).and_then(|code| report.facts.country_name_in(code, report.lang));
    match known {
        Some(name) => name.to_owned(),
        None if code.is_empty() => report.words().text("summary.no-country").to_owned(),
        None => code.to_owned(),
    }
}

/// A table of bars; what is behind its first rows can be unfolded.
fn figure(report: &Report<'_>, name: &str, head: &Markup, mut rows: Vec<Markup>) -> Markup {
    let words = report.words();
    let title_key = format!("summary.{name}");
    let title = words.text(&title_key);
    let folded = rows.split_off(rows.len().min(SEEN));
    let table = |rows: Vec<Markup>| {
        html! {
            table .bars {
                caption .unseen { (title) }
                thead { tr { (head) } }
                tbody { @for row in rows { (row) } }
            }
        }
    };
    html! {
        section aria-labelledby=(name) {
            h2 id=(name) { (title) }
            @if rows.is_empty() { p { (words.text("summary.no-findings")) } } @else { (table(rows)) }
            @if !folded.is_empty() {
                details {
                    summary { (words.fill("summary.more-findings", &[("count", &words.number(folded.len() as u64))])) }
                    (table(folded))
                }
            }
        }
    }
}
