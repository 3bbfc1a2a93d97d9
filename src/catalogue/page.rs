//! The rules as a page to read: `docs/rules.md`, and one rule explained.

use std::fmt::Write as _;

use super::rule::Example;
use super::{Catalogue, Rule};
use crate::messages::Messages;
use crate::model::{Field, Lang, Severity};

impl Catalogue {
    /// Every rule explained, as Markdown: an overview by family, then a section a rule.
    pub fn page(&self, lang: Lang) -> String {
        let words = Messages::of(lang);
        let mut page = format!("# {}\n\n{}\n", words.text("page.title"), words.text("page.lead"));
        for (place, rule) in self.rules().iter().enumerate() {
            if place == 0 || self.rules()[place - 1].family != rule.family {
                let _ = write!(
                    page,
                    "\n**{}**\n\n| {} | {} | |\n|---|---|---|\n",
                    words.text(&format!("family.{}", rule.family.replace(' ', "-"))),
                    words.text("page.rule"),
                    words.text("page.severity"),
                );
            }
            let severity = words.text(rule.severity_key());
            let title = &rule.texts(lang).title;
            let _ = writeln!(page, "| [`{name}`](#{name}) | {severity} | {title} |", name = rule.name);
        }
        for rule in self.rules() {
            let _ = write!(page, "\n## {}\n\n{}", rule.name, rule.section(lang));
        }
        page
    }
}

impl Rule {
    /// The rule explained, as Markdown without a heading: what it checks, why, an example, how to correct it, its source.
    pub fn section(&self, lang: Lang) -> String {
        let words = Messages::of(lang);
        let texts = self.texts(lang);
        let mut section = format!("{} · {}", texts.title, words.text(self.severity_key()));
        if self.fields.len() == Field::COUNT {
            let _ = write!(section, " · {}", words.text("page.every-field"));
        } else {
            for (place, field) in self.fields.iter().enumerate() {
                let _ = write!(section, "{}`{field}`", if place == 0 { " · " } else { ", " });
            }
        }
        section.push('\n');
        let heading = |key: &str, section: &mut String| {
            let _ = write!(section, "\n**{}.** ", words.text(key));
        };
        for (key, text) in [("page.what", &texts.what), ("page.why", &texts.why)] {
            heading(key, &mut section);
            section.push_str(text);
            section.push('\n');
        }
        let _ = writeln!(section, "\n**{}.**", words.text("page.example"));
        for (key, examples) in [("page.breaks", &self.breaks), ("page.passes", &self.passes)] {
            for example in examples {
                let _ = write!(section, "\n- {}", words.text(key));
                example.describe(words, &mut section);
            }
        }
        section.truncate(section.trim_end().len());
        section.push('\n');
        for (key, text) in [("page.fix", &texts.fix), ("page.source", &self.source)] {
            heading(key, &mut section);
            section.push_str(text);
            section.push('\n');
        }
        section
    }

    fn severity_key(&self) -> &'static str {
        match self.severity {
            Severity::Off => "severity.off",
            Severity::Info => "severity.info",
            Severity::Warning => "severity.warning",
            Severity::Error => "severity.error",
        }
    }
}

impl Example {
    fn describe(&self, words: &Messages, out: &mut String) {
        if let Some(input) = &self.input {
            out.push_str("\n\n  ```csv\n");
            for line in input.lines() {
                let _ = writeln!(out, "  {line}");
            }
            out.push_str("  ```\n");
            return;
        }
        let partner = &self.partner;
        let said = [
            ("partner.role", partner.role.as_deref()),
            ("partner.country", partner.country.as_deref()),
            ("partner.domain", partner.domains.first().map(String::as_str)),
            ("partner.company_name", partner.company_name.as_deref()),
            ("partner.tenant_id", partner.tenant_id.as_deref()),
            ("partner.today", partner.today.as_deref()),
        ];
        let mut before = " ";
        if !self.row.is_empty() || said.iter().all(|(_, told)| told.is_none()) {
            describe_cells(&self.row, words, before, out);
            before = " · ";
        }
        for (key, told) in said {
            if let Some(told) = told {
                let _ = write!(out, "{before}{} `{told}`", words.text(key));
                before = " · ";
            }
        }
        for (key, cells) in [("page.earlier", &self.earlier), ("page.customer", &self.customer)] {
            if let Some(cells) = cells {
                let _ = write!(out, "{before}{}", words.text(key));
                describe_cells(cells, words, " ", out);
            }
        }
    }
}

fn describe_cells(cells: &[(Field, String)], words: &Messages, before: &str, out: &mut String) {
    out.push_str(before);
    if cells.is_empty() {
        out.push_str(words.text("page.good-row"));
    }
    for (place, (field, text)) in cells.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        if text.is_empty() {
            let _ = write!(out, "{comma}`{field}` {}", words.text("page.empty"));
        } else {
            // Escaped, so that a character nobody sees can be seen; shortened, so that a long text stays a line.
            let shown: String = text.chars().take(SHOWN).flat_map(visible).collect();
            let more = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
            let _ = write!(out, "{comma}`{field}` = `{shown}{more}`");
        }
    }
}

/// How many characters of an example's text are shown: more than any address or name that is not about length.
const SHOWN: usize = 60;

fn visible(character: char) -> impl Iterator<Item = char> {
    let hidden = character.is_control() || (character.is_whitespace() && character != ' ');
    let escaped = hidden.then(|| character.escape_unicode());
    let plain = (!hidden).then_some(character);
    escaped.into_iter().flatten().chain(plain)
}
