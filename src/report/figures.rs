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

/// How often each rule spoke, and how often as an error: what rejects rows first, then what is met most.
pub(super) fn by_rule(report: &Report<'_>) -> Markup {
    let (words, manifest, catalogue) = (report.words(), report.manifest, report.catalogue);
    let spoken = manifest.rules.iter().filter_map(|(name, count)| {
        let errors = manifest.errors.get(name).copied().unwrap_or_default();
        Some((catalogue.id(name)?, errors, *count))
    });
    let mut rules: Vec<(RuleId, u64, u64)> = spoken.collect();
    rules.sort_by_key(|(id, errors, count)| (Reverse((*errors, *count)), *id));
    // What is seen first is drawn to its own scale: warnings that every row has would leave nothing to see of errors.
    let most = |rules: &[(RuleId, u64, u64)]| rules.iter().map(|(_, _, count)| *count).max().unwrap_or_default();
    let (seen, folded) = rules.split_at(rules.len().min(SEEN));
    let scales = [most(seen), most(folded)];
    let head = html! {
        th scope="col" { (words.text("column.rule")) }
        th scope="col" .wide { (words.text("column.severity")) }
        th scope="col" .number { (words.text("report.by-rule.count")) }
    };
    let rows = rules.iter().enumerate().map(|(place, (id, errors, count))| {
        let rule = catalogue.rule(*id);
        let others = count.saturating_sub(*errors);
        let is_info = catalogue.severity(*id) == Severity::Info;
        let parts = [("rejected", *errors), (if is_info { "request" } else { "review" }, others)];
        let told = match (errors, others) {
            (0, _) if is_info => words.severity(Severity::Info).to_owned(),
            (0, _) => words.count("warnings", others),
            (_, 0) => words.count("errors", *errors),
            _ => format!("{}, {}", words.count("errors", *errors), words.count("warnings", others)),
        };
        html! {
            tr {
                th scope="row" { a href="#findings" data-rule=(id.index()) { (rule.texts(report.lang).title) } }
                td .wide title=(told) {
                    (bar(&parts, scales[usize::from(place >= SEEN)]))
                    span .unseen { (told) }
                }
                td .number { (words.number(*count)) }
            }
        }
    });
    figure(report, "by-rule", &head, rows.collect())
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
