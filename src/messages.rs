//! The words that people read in outputs, in every language, from `src/data/messages.toml`.
//!
//! A rule's own texts stand in the rule's file; here is the rest: summaries, next steps, reasons of a match, headings.
//! This room knows no row and no rule. To add a word: one entry in the data file, in every language; a test finds what
//! is missing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::{Disposition, Field, Lang, Reason, Reasons, Severity};

/// The words of one language.
#[derive(Debug)]
pub struct Messages {
    lang: Lang,
    texts: BTreeMap<String, String>,
    /// Of each reason, how it opens a phrase and how it goes on with one: every row that is matched has such a phrase.
    reasons: Vec<[String; 2]>,
}

impl Messages {
    /// The words of a language.
    pub fn of(lang: Lang) -> &'static Messages {
        static BUILTIN: LazyLock<Vec<Messages>> = LazyLock::new(|| {
            Messages::parse(include_str!("data/messages.toml"))
                .unwrap_or_else(|fault| panic!("src/data/messages.toml: {fault}"))
        });
        &BUILTIN[lang.index()]
    }

    /// The text of a key such as `disposition.accepted`; the key itself if there is no such text.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// What a list of rows is called.
    pub fn disposition(&self, disposition: Disposition) -> &str {
        self.named("disposition", disposition.name())
    }

    /// What a severity is called.
    pub fn severity(&self, severity: Severity) -> &str {
        self.named("severity", severity.name())
    }

    /// What a field is called.
    pub fn field(&self, field: Field) -> &str {
        self.named("field", field.name())
    }

    fn named(&self, group: &str, name: &str) -> &str {
        self.texts.get(&format!("{group}.{name}")).map_or("", String::as_str)
    }

    /// A text with its `{names}` filled in. A name that is not given stays as it is.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.text(key);
        let mut filled = String::with_capacity(rest.len() + 16);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let known = after.split_once('}').and_then(|(name, tail)| {
                values.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value, tail))
            });
            rest = if let Some((value, tail)) = known {
                filled.push_str(value);
                tail
            } else {
                filled.push('{');
                after
            };
        }
        filled.push_str(rest);
        filled
    }

    /// A number of things: the text `key.one` or `key.other`, with `{count}` filled in.
    pub fn count(&self, key: &str, count: u64) -> String {
        // CLDR's plural rules for these two languages: French counts nothing as one.
        let one = count == 1 || (count == 0 && self.lang == Lang::Fr);
        let key = format!("{key}.{}", if one { "one" } else { "other" });
        self.fill(&key, &[("count", &self.number(count))])
    }

    /// A number as people write it: `1,200,000` in English, `1 200 000` with narrow no-break spaces in French.
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let separator = self.text("number.thousands");
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (place, digit) in digits.char_indices() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push_str(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A share of a whole, to the percent; what is there is never told as none, and what is missing not as all.
    pub fn percent(&self, part: u64, whole: u64) -> String {
        let rounded = (part * 100 + whole / 2) / whole.max(1);
        let percent = match rounded {
            0 if part > 0 => "< 1".to_owned(),
            100 if part < whole => "> 99".to_owned(),
            rounded => self.number(rounded),
        };
        self.fill("number.percent", &[("number", &percent)])
    }

    /// Why two records were taken for the same company: `same registration ID and company name`.
    pub fn reasons(&self, reasons: Reasons, out: &mut String) {
        let mut started = false;
        for against in [false, true] {
            let side: Vec<Reason> = reasons.iter().filter(|reason| reason.is_against() == against).collect();
            for (place, reason) in side.iter().enumerate() {
                out.push_str(match place {
                    0 if !started => "",
                    0 => self.text("reason.but"),
                    _ if place + 1 < side.len() => self.text("reason.comma"),
                    _ => self.text("reason.and"),
                });
                out.push_str(&self.reasons[*reason as usize][usize::from(started)]);
                started = true;
            }
        }
    }

    /// Every key there is, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Reads the data file: tables of tables, down to one text a language. One entry of the result is one language.
    fn parse(text: &str) -> Result<Vec<Messages>, String> {
        let root: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let empty = |lang: &Lang| Messages { lang: *lang, texts: BTreeMap::new(), reasons: Vec::new() };
        let mut languages: Vec<Messages> = Lang::ALL.iter().map(empty).collect();
        collect(&root, "", &mut languages)?;
        for messages in &mut languages {
            let form = |reason: &Reason, form| messages.text(&format!("reason.{}.{form}", reason.name())).to_owned();
            messages.reasons = Reason::ALL.iter().map(|reason| [form(reason, "first"), form(reason, "next")]).collect();
        }
        Ok(languages)
    }
}

fn collect(table: &toml::Table, path: &str, languages: &mut [Messages]) -> Result<(), String> {
    for (key, value) in table {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let toml::Value::Table(inner) = value else {
            return Err(format!("`{path}` is neither a table nor a text with its languages"));
        };
        if !inner.values().any(toml::Value::is_str) {
            collect(inner, &path, languages)?;
            continue;
        }
        if let Some(other) = inner.keys().find(|name| Lang::from_name(name).is_none()) {
            return Err(format!("`{path}` has a text in `{other}`, which is no language of ours"));
        }
        for messages in &mut *languages {
            match inner.get(messages.lang.name()).and_then(toml::Value::as_str) {
                Some(text) if !text.is_empty() => messages.texts.insert(path.clone(), text.to_owned()),
                _ => return Err(format!("`{path}` has no text in `{}`", messages.lang)),
            };
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thing_that_has_a_name_has_words() {
        for lang in Lang::ALL {
            let messages = Messages::of(*lang);
            let mut keys: Vec<String> = Vec::new();
            keys.extend(Disposition::ALL.iter().map(|disposition| format!("disposition.{}", disposition.name())));
            keys.extend(Disposition::ALL.iter().map(|disposition| format!("next.{}", disposition.name())));
            keys.extend(Field::ALL.iter().map(|field| format!("field.{}", field.name())));
            keys.extend(
                [Severity::Off, Severity::Info, Severity::Warning, Severity::Error]
                    .map(|severity| format!("severity.{severity}")),
            );
            for form in ["first", "next"] {
                keys.extend(Reason::ALL.iter().map(|reason| format!("reason.{}.{form}", reason.name())));
            }
            for key in keys {
                assert_ne!(messages.text(&key), key, "src/data/messages.toml lacks `{key}` in `{lang}`");
            }
        }
    }

    #[test]
    fn a_text_is_there_in_every_language_or_the_file_is_refused() {
        let refused = |text: &str| Messages::parse(text).expect_err("a fault in the file");
        assert_eq!(refused("[a]\nb = { en = 'x' }"), "`a.b` has no text in `fr`");
        assert_eq!(refused("[a]\nb = { en = 'x', fr = '' }"), "`a.b` has no text in `fr`");
        assert!(refused("[a]\nb = { en = 'x', fr = 'y', de = 'z' }").contains("`de`"));
        assert!(refused("[a]\nb = 3").contains("`a.b`"));
    }

    #[test]
    fn reasons_join_into_one_phrase() {
        let phrase = |lang, reasons: &[Reason]| {
            let mut out = String::new();
            Messages::of(lang).reasons(Reasons::of(reasons), &mut out);
            out
        };
        let three = [Reason::Name, Reason::RegistrationId, Reason::Country];
        assert_eq!(phrase(Lang::En, &[]), "");
        assert_eq!(phrase(Lang::En, &three[..2]), "same registration ID and company name");
        assert_eq!(phrase(Lang::En, &three), "same registration ID, company name and country");
        assert_eq!(phrase(Lang::Fr, &three[..1]), "même nom d’entreprise");
        assert_eq!(phrase(Lang::Fr, &three), "même ID d’inscription, même nom d’entreprise et même pays");
    }

    #[test]
    fn numbers_are_grouped_and_counted() {
        let (en, fr) = (Messages::of(Lang::En), Messages::of(Lang::Fr));
        assert_eq!(en.number(999), "999");
        assert_eq!(en.number(1_200_000), "1,200,000");
        assert_eq!(fr.number(12_000), "12\u{202f}000");
        assert_eq!([en.count("rows", 0), en.count("rows", 1), en.count("rows", 2)], ["0 rows", "1 row", "2 rows"]);
        assert_eq!([fr.count("rows", 0), fr.count("rows", 1), fr.count("rows", 2)], ["0 ligne", "1 ligne", "2 lignes"]);
    }

    #[test]
    fn filling_leaves_what_it_does_not_know() {
        let messages = Messages {
            lang: Lang::En,
            texts: BTreeMap::from([("k".to_owned(), "{a} { {b}, {c} {".to_owned())]),
            reasons: Vec::new(),
        };
        assert_eq!(messages.fill("k", &[("a", "{c}"), ("c", "3")]), "{c} { {b}, 3 {");
        assert_eq!(messages.fill("none", &[]), "none");
    }
}
