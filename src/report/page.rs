//! The page's parts, from top to bottom.

use maud::{Markup, html};

use super::Report;
use super::bar::bar;
use super::figures::{by_country, by_rule};
use super::kept::{Cost, Example, MOST_FINDINGS, MOST_MATCHES};
use super::steps::next_steps;
use super::text::rich;
use crate::model::{Disposition, RuleId};
use crate::write::{REQUESTS, Table, table_name};

/// How many of the rules that reject rows are shown with an example.
const MOST_COSTS: usize = 10;

/// The page's name, as a browser shows it.
pub(super) fn title(report: &Report<'_>) -> String {
    format!("{} – {}", report.words().text("summary.title"), report.manifest.date)
}

/// Everything that is seen, the data of its tables apart.
pub(super) fn body(report: &Report<'_>) -> Markup {
    html! {
        (header(report))
        main {
            (glance(report))
            (steps(report))
            @if report.manifest.counts.rows > 0 {
                div .pair { (by_country(report)) (by_rule(report)) }
                (costs(report))
                (findings(report))
                (matches(report))
            }
            (inputs(report))
        }
        (footer(report))
    }
}

/// The class that colours what goes there.
pub(super) const fn class(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Accepted => "accepted",
        Disposition::RelationshipRequest => "request",
        Disposition::Review => "review",
        Disposition::Rejected => "rejected",
    }
}

fn header(report: &Report<'_>) -> Markup {
    let (words, manifest) = (report.words(), report.manifest);
    let files = words.count("files", manifest.inputs.len() as u64);
    html! {
        header {
            p .eyebrow { "intake · " time datetime=(manifest.date) { (manifest.date) } }
            h1 { (words.text("summary.title")) }
            p .lead {
                (files) (words.text("punctuation.colon"))
                (words.count("rows-read", manifest.counts.rows)) ", "
                (words.count("rows-blank", manifest.counts.blank))
            }
        }
    }
}

/// The four lists: how many rows each has, which share that is, and where they are.
fn glance(report: &Report<'_>) -> Markup {
    let (words, counts) = (report.words(), &report.manifest.counts);
    let parts: Vec<_> = Disposition::ALL.iter().map(|of| (class(*of), counts.of(*of))).collect();
    html! {
        section .glance aria-labelledby="glance" {
            h2 #glance .unseen { (words.text("report.glance")) }
            (bar(&parts, counts.rows))
            ul .cards {
                @for of in Disposition::ALL {
                    li .{ "card " (class(*of)) } {
                        span .figure { (words.number(counts.of(*of))) }
                        span .label { (words.disposition(*of)) }
                        @if counts.rows > 0 { span .share { (words.percent(counts.of(*of), counts.rows)) } }
                        span .files {
                            @for file in files(*of, report) { a href=(file) { (file) } " " }
                        }
                    }
                }
            }
        }
    }
}

/// The files that hold the rows.
fn files(of: Disposition, report: &Report<'_>) -> Vec<String> {
    let named = |table| table_name(table, report.format);
    match of {
        Disposition::Accepted => vec![named(Table::Accepted), REQUESTS.to_owned()],
        Disposition::RelationshipRequest => vec![named(Table::RelationshipRequests)],
        Disposition::Review => vec![named(Table::Review)],
        Disposition::Rejected => vec![named(Table::Rejected)],
    }
}

fn steps(report: &Report<'_>) -> Markup {
    let words = report.words();
    let steps = next_steps(report.manifest, words);
    html! {
        section aria-labelledby="next" {
            h2 #next { (words.text("summary.next-steps")) }
            @if steps.is_empty() { p { (words.text("summary.no-rows")) } }
            ul .steps {
                @for steps in steps {
                    li .(class(steps.of)) {
                        strong { (words.number(report.manifest.counts.of(steps.of))) " " (words.disposition(steps.of)) }
                        ol { @for text in &steps.texts { li { (rich(text)) } } }
                    }
                }
            }
        }
    }
}

/// The rules that rejected most rows, each with the first row it did.
fn costs(report: &Report<'_>) -> Markup {
    let words = report.words();
    let mut costs: Vec<(RuleId, &Cost)> = report.kept.costs.iter().map(|(rule, cost)| (*rule, cost)).collect();
    costs.sort_by_key(|(_, cost)| std::cmp::Reverse(cost.rows));
    costs.truncate(MOST_COSTS);
    html! {
        @if !costs.is_empty() {
            section aria-labelledby="costs" {
                h2 #costs { (words.text("report.costs.title")) }
                p .about { (words.text("report.costs.about")) }
                ol .costs {
                    @for (id, cost) in costs {
                        @let rule = report.catalogue.rule(id);
                        @let texts = rule.texts(report.lang);
                        li {
                            h3 { a href="#findings" data-rule=(id.index()) { (texts.title) } }
                            p .rows { (words.count("rows", cost.rows)) }
                            (example(&cost.first, report))
                            p .fix { b { (words.text("page.fix")) (words.text("punctuation.colon")) } (rich(&texts.fix)) }
                        }
                    }
                }
            }
        }
    }
}

fn example(example: &Example, report: &Report<'_>) -> Markup {
    let words = report.words();
    let source = report.sources.get(example.source as usize);
    let column = example.field.map(|field| {
        let header = source.and_then(|source| Some(source.headers[source.column_behind(field)?].as_str()));
        header.unwrap_or_else(|| words.field(field))
    });
    html! {
        p .example {
            span .where {
                (source.map(crate::model::Source::title).unwrap_or_default()) ", "
                (words.text("column.row")) " " (example.line)
                @if let Some(column) = column { ", " (column) }
            }
            @if !example.value.is_empty() { q { (example.value) } }
            span { (rich(&example.message)) }
            @if !example.suggestion.is_empty() {
                span .suggestion { (words.text("report.table.suggestion")) (words.text("punctuation.colon")) (example.suggestion) }
            }
        }
    }
}

/// Where the script puts the findings. Without it, the page says where they are.
fn findings(report: &Report<'_>) -> Markup {
    let (words, manifest) = (report.words(), report.manifest);
    let all: u64 = manifest.rules.values().sum();
    let file = table_name(Table::ErrorReport, report.format);
    html! {
        section aria-labelledby="findings" {
            h2 #findings tabindex="-1" { (words.text("report.findings.title")) }
            @if all == 0 {
                p { (words.text("summary.no-findings")) }
            } @else {
                p .about {
                    @if all > MOST_FINDINGS as u64 {
                        (words.fill("report.findings.capped", &[
                            ("count", &words.number(MOST_FINDINGS as u64)), ("all", &words.number(all)),
                        ])) " "
                    }
                    (words.text("report.findings.about")) " " a href=(file) { (file) }
                }
                div .table data-table="findings" {}
                noscript { p { (words.text("report.findings.noscript")) } }
            }
        }
    }
}

/// Where the script puts whom rows were matched with.
fn matches(report: &Report<'_>) -> Markup {
    let (words, counts) = (report.words(), &report.manifest.counts);
    let all = counts.relationship_request + counts.review;
    let lists = [Table::RelationshipRequests, Table::Review].map(|table| table_name(table, report.format));
    html! {
        @if all > 0 {
            section aria-labelledby="matches" {
                h2 #matches { (words.text("report.matches.title")) }
                p .about {
                    @if all > MOST_MATCHES as u64 {
                        (words.fill("report.matches.capped", &[
                            ("count", &words.number(MOST_MATCHES as u64)), ("all", &words.number(all)),
                        ])) " "
                    }
                    (words.text("report.matches.about")) " "
                    a href=(lists[0]) { (lists[0]) } ", " a href=(lists[1]) { (lists[1]) }
                }
                div .table data-table="matches" {}
            }
        }
    }
}

/// What was read, and what is to be known of how.
fn inputs(report: &Report<'_>) -> Markup {
    let (words, manifest) = (report.words(), report.manifest);
    html! {
        section aria-labelledby="inputs" {
            h2 #inputs { (words.text("summary.inputs")) }
            @if !manifest.notices.is_empty() {
                ul .notices { @for notice in &manifest.notices { li { (rich(notice)) } } }
            }
            div .scroll tabindex="0" role="region" aria-labelledby="inputs" {
                table {
                    caption .unseen { (words.text("summary.inputs")) }
                    thead {
                        tr {
                            th scope="col" { (words.text("column.file")) }
                            th scope="col" { (words.text("column.sheet")) }
                            th scope="col" .number { (words.text("column.rows")) }
                        }
                    }
                    tbody {
                        @for input in &manifest.inputs {
                            @for table in &input.tables {
                                tr {
                                    td { (input.file) }
                                    td { (table.sheet) }
                                    td .number { (words.number(table.rows)) }
                                }
                            }
                        }
                        @for existing in &manifest.existing {
                            tr {
                                td { (existing.file) }
                                td { (words.text("report.existing")) }
                                td .number { (words.number(existing.rows)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn footer(report: &Report<'_>) -> Markup {
    html! {
        footer {
            p { (report.words().text("report.privacy")) }
            p { (report.manifest.version) }
        }
    }
}
