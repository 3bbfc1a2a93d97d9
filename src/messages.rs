//! The words that people read in outputs, in every language, from `src/data/messages.toml`.
//!
//! A rule's own texts stand in the rule's file; here is the rest: summaries, next steps, reasons of a match, headings.
//! This room knows no row and no rule. To add a word: one entry in the data file in English and French, and one in the
//! file of each other language, `src/data/texts`; tests find what is missing. Until then the English word is shown.

mod errors;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use crate::model::{Disposition, Field, Lang, Reason, Reasons, Severity};

/// The languages whose words stand beside each other in the data file, for whoever adds one.
const TOGETHER: [Lang; 2] = [Lang::En, Lang::Fr];

/// The languages that have a file of their own.
const TRANSLATED: &[(Lang, &str)] = &[
    (Lang::De, include_str!("data/texts/de/messages.toml")),
    (Lang::Es, include_str!("data/texts/es/messages.toml")),
    (Lang::Pt, include_str!("data/texts/pt/messages.toml")),
    (Lang::Pl, include_str!("data/texts/pl/messages.toml")),
    (Lang::Tr, include_str!("data/texts/tr/messages.toml")),
];

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
            Messages::parse(include_str!("data/messages.toml"), TRANSLATED)
                .unwrap_or_else(|fault| panic!("src/data/messages.toml or src/data/texts: {fault}"))
        });
        &BUILTIN[lang.index()]
    }

    /// The text of a key such as `disposition.accepted`; the key itself if there is no such text.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// A sentence as a warning.
    pub fn warning(&self, what: &str) -> String {
        format!("{}{}{what}", self.text("severity.warning"), self.text("punctuation.colon"))
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

    /// What a segment is called where it is offered; read as that segment, whatever the language.
    pub fn segment(&self, name: &str) -> &str {
        self.named("segment", name)
    }

    /// The text `group.name`; nothing if there is no such text.
    pub fn named(&self, group: &str, name: &str) -> &str {
        self.texts.get(&format!("{group}.{name}")).map_or("", String::as_str)
    }

    /// A text with its `{names}` filled in. A name that is not given stays as it is.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.text(key), values)
    }

    /// A number of things: the text `key.one` or `key.other`, with `{count}` filled in.
    pub fn count(&self, key: &str, count: u64) -> String {
        let form = match PluralRules::try_new_cardinal(self.locale().into()).map(|rules| rules.category_for(count)) {
            Ok(PluralCategory::One) => "one",
            Ok(PluralCategory::Few) => "few",
            Ok(PluralCategory::Many) => "many",
            _ => "other",
        };
        // A language that says a form of numbers like any other has no text for it.
        let of = |form: &str| format!("{key}.{form}");
        let key = Some(of(form)).filter(|key| self.texts.contains_key(key)).unwrap_or_else(|| of("other"));
        self.fill(&key, &[("count", &self.number(count))])
    }

    /// A number as people write it: `1,200,000` in English, `1 200 000` with narrow no-break spaces in French.
    pub fn number(&self, number: u64) -> String {
        let formatter =
            DecimalFormatter::try_new(self.locale().into(), icu_decimal::options::DecimalFormatterOptions::default());
        formatter.map_or_else(|_| number.to_string(), |formatter| formatter.format(&Decimal::from(number)).to_string())
    }

    fn locale(&self) -> Locale {
        self.lang.name().parse().unwrap_or(Locale::UNKNOWN)
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

    /// Reads the data files: tables of tables, down to one text a language. One entry of the result is one language.
    fn parse(text: &str, translated: &[(Lang, &str)]) -> Result<Vec<Messages>, String> {
        let root: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let empty = |lang: &Lang| Messages { lang: *lang, texts: BTreeMap::new(), reasons: Vec::new() };
        let mut languages: Vec<Messages> = TOGETHER.iter().map(empty).collect();
        collect(&root, "", &mut languages)?;
        for (lang, text) in translated {
            let mut texts = languages[0].texts.clone();
            texts.extend(translation(text)?);
            languages.push(Messages { texts, ..empty(lang) });
        }
        for messages in &mut languages {
            let form = |reason: &Reason, form| messages.text(&format!("reason.{}.{form}", reason.name())).to_owned();
            messages.reasons = Reason::ALL.iter().map(|reason| [form(reason, "first"), form(reason, "next")]).collect();
        }
        Ok(languages)
    }
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut rest = text;
    let mut filled = String::with_capacity(rest.len() + 16);
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after
            .split_once('}')
            .and_then(|(name, tail)| values.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value, tail)));
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

/// The texts of one language's own file, by their keys.
fn translation(text: &str) -> Result<BTreeMap<String, String>, String> {
    let root: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut texts = BTreeMap::new();
    let mut tables = vec![(String::new(), &root)];
    while let Some((path, table)) = tables.pop() {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => tables.push((format!("{path}{key}."), inner)),
                toml::Value::String(text) if !text.is_empty() => {
                    texts.insert(format!("{path}{key}"), text.clone());
                }
                _ => return Err(format!("`{path}{key}` is neither a table nor a text")),
            }
        }
    }
    Ok(texts)
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
        let is_here = |name: &str| TOGETHER.iter().any(|lang| lang.name() == name);
        if let Some(other) = inner.keys().find(|name| !is_here(name)) {
            return Err(format!("`{path}` has a text in `{other}`, which does not stand here"));
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
    use std::collections::BTreeSet;

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
        let refused = |text: &str| Messages::parse(text, &[]).expect_err("a fault in the file");
        assert_eq!(refused("[a]\nb = { en = 'x' }"), "`a.b` has no text in `fr`");
        assert_eq!(refused("[a]\nb = { en = 'x', fr = '' }"), "`a.b` has no text in `fr`");
        assert!(refused("[a]\nb = { en = 'x', fr = 'y', de = 'z' }").contains("`de`"));
        assert!(refused("[a]\nb = 3").contains("`a.b`"));
    }

    /// The forms of number that a text can have.
    const FORMS: [&str; 4] = ["one", "few", "many", "other"];

    #[test]
    fn every_language_has_every_text_and_fills_in_the_same() {
        let names = |text: &str| -> BTreeSet<String> {
            let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            inner.map(|(name, _)| name.to_owned()).collect()
        };
        let english = Messages::of(Lang::En);
        let mut problems = Vec::new();
        for (lang, text) in TRANSLATED {
            let own = translation(text).expect("a good file");
            for (key, wanted) in &english.texts {
                match own.get(key) {
                    None => problems.push(format!("src/data/texts/{lang}/messages.toml lacks `{key}`")),
                    Some(text) if names(text) != names(wanted) && key.rsplit('.').next() != Some("one") => {
                        problems.push(format!(
                            "`{key}` in `{lang}` fills in {:?}, not {:?}",
                            names(text),
                            names(wanted)
                        ));
                    }
                    Some(_) => {}
                }
            }
            for key in own.keys() {
                let is_form = key.rsplit_once('.').is_some_and(|(stem, form)| {
                    FORMS.contains(&form) && english.texts.contains_key(&format!("{stem}.other"))
                });
                if !is_form && !english.texts.contains_key(key) {
                    problems.push(format!("`{key}` in `{lang}` is no text of the program"));
                }
            }
        }
        assert!(problems.is_empty(), "\n{}", problems.join("\n"));
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
