//! One country in words, as Markdown: `docs/countries.md`, and with its marks taken off, `intake countries PL`.

use std::fmt::Write as _;

use super::{Card, IdCard, KindCard};
use crate::facts::{Country, CountryRules};
use crate::messages::Messages;
use crate::model::Lang;

/// More states than this are counted and not named.
const MOST_STATES: usize = 60;

/// Everything that is known of a country, without a heading.
pub fn section(country: &Country, lang: Lang) -> String {
    let card = Card::of(country, lang);
    let mut page = Page { words: Messages::of(lang), text: String::new() };
    page.registration_id(&card);
    page.phone(&card);
    page.places(&card);
    page.line("country.market", &[card.market.unwrap_or(page.words.text("country.no-market"))]);
    page.line("country.cultures", &[&card.cultures.join(", ")]);
    if let Some(rules) = card.imported {
        page.imported(rules);
    }
    page.text
}

struct Page<'w> {
    words: &'w Messages,
    text: String,
}

impl Page<'_> {
    /// `**Name**: first; second` and so on; what is empty is left out.
    fn line(&mut self, key: &str, parts: &[&str]) {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        let between = self.words.text("punctuation.semicolon");
        let (name, colon) = (self.words.text(key), self.words.text("punctuation.colon"));
        let _ = writeln!(self.text, "- **{name}**{colon}{}", parts.join(between));
    }

    fn source(&self, source: &str) -> String {
        if source.is_empty() { String::new() } else { self.words.fill("country.source", &[("source", source)]) }
    }

    fn need(&self, need: &str) -> &str {
        match need {
            "required" => self.words.text("country.required"),
            "optional" => self.words.text("country.optional"),
            "not-taken" => self.words.text("country.not-taken"),
            "usual" => self.words.text("country.usual"),
            _ => self.words.text("country.not-asked-for"),
        }
    }

    fn registration_id(&mut self, card: &Card<'_>) {
        let need = self.need(card.registration_id_need).to_owned();
        let Some(id) = &card.registration_id else {
            let others = card.other_ids.iter().map(|other| format!("{} `{}`", other.name, other.example));
            let others = others.collect::<Vec<_>>().join(", ");
            let checked = self.words.fill("country.other-ids", &[("numbers", &others)]);
            self.line("field.registration_id", &[&need, if others.is_empty() { "" } else { &checked }]);
            return;
        };
        let local = if id.local_name.is_empty() { String::new() } else { format!(" ({})", id.local_name) };
        let by_microsoft = self.words.fill("country.by-microsoft", &[("name", id.microsoft_name)]);
        let name = format!("{}{local}", id.name);
        let source = self.source(id.source);
        self.line("field.registration_id", &[&need, &name, &by_microsoft, &source]);
        let mut kinds: Vec<&KindCard<'_>> = id.kinds.iter().collect();
        kinds.sort_by_key(|kind| ["company", "person", "registry"].iter().position(|holder| *holder == kind.holder));
        for kind in kinds {
            self.kind(kind, id, card.registration_id_need == "required");
        }
        let [least, most] = id.length.map(|length| length.to_string());
        let limits = [("least", least.as_str()), ("most", most.as_str())];
        let others = if id.certain { "country.others-refused" } else { "country.others-warn" };
        let others = if card.registration_id_need == "required" { others } else { "country.others-only-warn" };
        let others = self.words.fill(others, &limits);
        let _ = writeln!(self.text, "  - {others}");
        self.written(id);
    }

    fn kind(&mut self, kind: &KindCard<'_>, id: &IdCard<'_>, required: bool) {
        let words = self.words;
        let standing = words.text(match (kind.holder, kind.certain, required) {
            ("company", true, _) => "country.kind-company",
            ("company", false, _) => "country.kind-company-hint",
            ("person", true, true) => "country.kind-person",
            ("person", ..) => "country.kind-person-hint",
            (_, true, true) if id.certain => "country.kind-registry",
            (_, false, true) if id.certain => "country.kind-registry-by-hint",
            _ => "country.kind-registry-hint",
        });
        let local = if kind.local_name.is_empty() { String::new() } else { format!(" ({})", kind.local_name) };
        let form = words.fill("country.form", &[("example", kind.example), ("pattern", kind.pattern)]);
        let check_digit = match kind.check_digit {
            Some(name) => words.fill("country.check-digit", &[("name", name)]),
            None => words.text("country.no-check-digit").to_owned(),
        };
        let zeros = kind.zeros_restored_to.map(|length| length.to_string());
        let zeros = zeros.map_or_else(String::new, |length| words.fill("country.zeros", &[("length", &length)]));
        let (colon, between) = (words.text("punctuation.colon"), words.text("punctuation.semicolon"));
        let parts = [standing, &form, &check_digit, &zeros, &self.source(kind.source)];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(self.text, "  - **{}{local}**{colon}{}", kind.name, parts.join(between));
    }

    /// What is undone in the writing of a number.
    fn written(&mut self, id: &IdCard<'_>) {
        let words = self.words;
        let labels: Vec<String> = id.labels.iter().map(|label| format!("`{label}`")).collect();
        let mut text = words.fill("country.written", &[("labels", &labels.join(", "))]);
        let branch = id.branch_digits.to_string();
        for (said, key, value) in [
            (!id.keeps.is_empty(), "country.written-keeps", id.keeps),
            (id.cyrillic_look_alikes, "country.written-look-alikes", ""),
            (id.branch_digits > 0, "country.written-branch", &branch),
        ] {
            if said {
                let _ = write!(text, " {}", words.fill(key, &[("value", value)]));
            }
        }
        let _ = writeln!(self.text, "  - {text}");
    }

    fn phone(&mut self, card: &Card<'_>) {
        let words = self.words;
        let plus = if card.phone.plus { "" } else { words.text("country.without-plus") };
        let pattern = card.phone.pattern.map_or_else(String::new, |pattern| format!("`{pattern}`"));
        let source = self.source(card.phone.source);
        let need = self.need(card.phone.need).to_owned();
        self.line("field.phone", &[&need, plus, &pattern, &source]);
    }

    fn places(&mut self, card: &Card<'_>) {
        let words = self.words;
        let certainty = |certain| words.text(if certain { "country.certain" } else { "country.hint" });
        let city = self.need(card.city.need).to_owned();
        let source = if card.city.need == "no" { String::new() } else { self.source(card.city.source) };
        self.line("field.city", &[&city, &source]);

        let (state, need) = (&card.state, self.need(card.state.need).to_owned());
        let list = match state.values.len() {
            0 => String::new(),
            count if count > MOST_STATES => words.fill("country.so-many", &[("count", &count.to_string())]),
            _ => state.values.join(", "),
        };
        let (sure, source) = if list.is_empty() && state.need == "no" {
            ("", String::new())
        } else {
            (if list.is_empty() { "" } else { certainty(state.certain) }, self.source(state.source))
        };
        self.line("field.state", &[&need, sure, &source, &list]);

        let (codes, need) = (&card.postal_code, self.need(card.postal_code.need).to_owned());
        let form = codes.pattern.map_or_else(String::new, |pattern| {
            let example = codes.examples.first().map_or("", String::as_str);
            words.fill("country.form", &[("example", example), ("pattern", pattern)])
        });
        let sure = if form.is_empty() { "" } else { certainty(codes.certain) };
        let source = if codes.need == "no" && form.is_empty() { String::new() } else { self.source(codes.source) };
        self.line("field.postal_code", &[&need, &form, sure, &source]);
    }

    /// What Partner Center's own answer says beyond the lines above.
    fn imported(&mut self, rules: &CountryRules) {
        let words = self.words;
        let day = if rules.imported.is_empty() { words.text("country.no-date") } else { &rules.imported };
        let imported = words.fill("country.imported", &[("date", day)]);
        let mut parts = vec![imported];
        for (name, text) in [("taxIdFormat", &rules.tax_id_format), ("vatIdRegex", &rules.vat_id_regex)] {
            parts.extend(text.as_ref().map(|text| format!("`{name}` `{text}`")));
        }
        if !rules.languages.is_empty() {
            parts.push(words.fill("country.languages", &[("languages", &rules.languages.join(", "))]));
        }
        for (name, pattern) in rules.unusable_patterns() {
            let what = words.fill("country.unusable-pattern", &[("name", name), ("country", &rules.code)]);
            parts.push(format!("{what} (`{pattern}`)"));
        }
        self.line("country.answer", &parts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
