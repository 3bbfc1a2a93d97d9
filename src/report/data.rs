//! What the page's script reads: words, tables, rules and rows, as JSON that can stand in a page.

use std::io::{self, Write};

use serde_json::json;

use super::Report;
use crate::model::{Detail, Disposition, Field, Finding, Findings, RuleId, Severity, Source};

/// Writes the data of a page.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let words = report.words();
    let texts: serde_json::Map<_, _> = words
        .keys()
        .filter_map(|key| Some((key.strip_prefix("report.table.")?.to_owned(), json!(words.text(key)))))
        .collect();
    let sources: Vec<_> = report
        .sources
        .iter()
        .map(|source| {
            let header =
                |field: &Field| source.column_behind(*field).map_or("", |column| source.headers[column].as_str());
            json!({"title": short(source, report.sources), "columns": Field::ALL.iter().map(header).collect::<Vec<_>>()})
        })
        .collect();
    let rules: Vec<_> = (0..)
        .map(RuleId)
        .zip(report.catalogue.rules())
        .map(|(id, rule)| {
            let message = |certain| {
                let finding =
                    Finding { row: 0, rule: id, field: None, certain, in_country: None, detail: Detail::default() };
                let mut message = String::new();
                report.catalogue.message(&finding, &Findings::default(), report.lang, &mut message);
                message
            };
            json!([rule.name, rule.texts(report.lang).title, message(false), message(true)])
        })
        .collect();
    let severities =
        [Severity::Off, Severity::Info, Severity::Warning, Severity::Error].map(|severity| words.severity(severity));
    let head = json!({
        "lang": report.lang.name(),
        "texts": texts,
        "fields": Field::ALL.iter().map(|field| words.field(*field)).collect::<Vec<_>>(),
        "severities": severities,
        "dispositions": Disposition::ALL.iter().map(|disposition| words.disposition(*disposition)).collect::<Vec<_>>(),
        "sources": sources,
        "rules": rules,
    });
    let head = head.to_string();
    escape(head.strip_suffix('}').unwrap_or(&head).as_bytes(), out)?;
    out.write_all(b",\n\"rows\":[")?;
    list(report.kept.rows(), out)?;
    out.write_all(b"],\n\"matches\":[")?;
    list(report.kept.matches.rows().map(|(_, json)| json), out)?;
    out.write_all(b"]}")
}

/// A table's name without the folders of its file, where that is name enough.
fn short(source: &Source, sources: &[Source]) -> String {
    let last = |source: &Source| source.file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let name = last(source);
    let is_taken = sources.iter().any(|other| other.file != source.file && last(other) == name);
    if is_taken { source.title() } else { Source { file: name, ..source.clone() }.title() }
}

fn list<'a>(rows: impl Iterator<Item = &'a [u8]>, out: &mut dyn Write) -> io::Result<()> {
    for (place, row) in rows.enumerate() {
        out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        escape(row, out)?;
    }
    Ok(())
}

/// Writes JSON so that no text in it can end the script element it stands in: a `<` is written by its number, and so
/// are the two line ends that are none in JSON. All of them can only stand in texts.
fn escape(json: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let mut rest = json;
    while let Some(place) = memchr::memchr2(b'<', 0xE2, rest) {
        let (before, from) = rest.split_at(place);
        out.write_all(before)?;
        let (written, length): (&[u8], usize) = match from {
            [b'<', ..] => (b"\\u003c", 1),
            [0xE2, 0x80, 0xA8, ..] => (b"\\u2028", 3),
            [0xE2, 0x80, 0xA9, ..] => (b"\\u2029", 3),
            _ => (&from[..1], 1),
        };
        out.write_all(written)?;
        rest = &from[length..];
    }
    out.write_all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_the_script_it_stands_in() {
        for text in ["</script><script>alert(1)", "<!--<script>", "a\u{2028}b\u{2029}c", "€ – ’ plain", "<", ""] {
            let mut out = Vec::new();
            escape(json!(text).to_string().as_bytes(), &mut out).expect("memory can be written");
            let written = String::from_utf8(out).expect("it stays text");
            assert!(!written.contains(['<', '\u{2028}', '\u{2029}']), "{written}");
            assert_eq!(serde_json::from_str::<String>(&written).expect("it stays JSON"), text);
        }
    }
}
