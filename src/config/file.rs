//! The configuration file's keys, and the lines they stand on.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::RuleSetting;
use super::value::Setting;
use crate::error::{Error, Result};
use crate::model::{CountryCode, Severity};
use crate::nearest;

/// The name in `[rules]` that stands for every rule.
const ALL_RULES: &str = "all";

/// A configuration file: its keys, and what is needed to say where they stand.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) path: Option<PathBuf>,
    text: String,
    pub(super) keys: Keys,
}

/// Rules and the severity that each is given.
type Severities = BTreeMap<Spanned<String>, Spanned<String>>;

/// The sections.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Keys {
    pub(super) input: InputKeys,
    pub(super) limits: LimitKeys,
    pub(super) output: OutputKeys,
    pub(super) partner: PartnerKeys,
    rules: Severities,
    countries: BTreeMap<Spanned<String>, Severities>,
    pub(super) run: RunKeys,
    pub(super) matching: MatchingKeys,
    pub(super) nightly: NightlyKeys,
    pub(super) notify: NotifyKeys,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct InputKeys {
    pub(super) paths: Vec<String>,
    pub(super) existing: Vec<String>,
    pub(super) index: Option<String>,
    pub(super) store: Option<String>,
    pub(super) sheet: Option<String>,
    pub(super) header_row: Option<NonZeroU32>,
    pub(super) no_header: bool,
    pub(super) encoding: Option<Spanned<String>>,
    pub(super) delimiter: Option<Spanned<String>>,
    pub(super) country_rules: Option<String>,
    pub(super) columns: BTreeMap<String, Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitKeys {
    #[serde(deserialize_with = "text")]
    record: Option<Spanned<String>>,
    #[serde(deserialize_with = "text")]
    columns: Option<Spanned<String>>,
    #[serde(deserialize_with = "text")]
    cells: Option<Spanned<String>>,
    #[serde(deserialize_with = "text")]
    memory: Option<Spanned<String>>,
    #[serde(deserialize_with = "text")]
    unpacked: Option<Spanned<String>>,
    #[serde(deserialize_with = "text")]
    ratio: Option<Spanned<String>>,
    #[serde(deserialize_with = "text", rename = "workbook-memory")]
    workbook_memory: Option<Spanned<String>>,
    #[serde(deserialize_with = "text", rename = "workbook-seconds")]
    workbook_seconds: Option<Spanned<String>>,
}

impl LimitKeys {
    /// Every limit by its name.
    pub(super) fn all(&self) -> [(&'static str, Option<&Spanned<String>>); 8] {
        [
            ("record", self.record.as_ref()),
            ("columns", self.columns.as_ref()),
            ("cells", self.cells.as_ref()),
            ("memory", self.memory.as_ref()),
            ("unpacked", self.unpacked.as_ref()),
            ("ratio", self.ratio.as_ref()),
            ("workbook-memory", self.workbook_memory.as_ref()),
            ("workbook-seconds", self.workbook_seconds.as_ref()),
        ]
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(super) struct OutputKeys {
    pub(super) dir: Option<Spanned<String>>,
    pub(super) overwrite: bool,
    pub(super) format: Option<Spanned<String>>,
    pub(super) bom: bool,
    pub(super) raw: bool,
    pub(super) eml: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PartnerKeys {
    pub(super) role: Option<Spanned<String>>,
    pub(super) country: Option<Spanned<String>>,
    pub(super) domains: Vec<Spanned<String>>,
    pub(super) company_name: Option<String>,
    pub(super) tenant_id: Option<Spanned<String>>,
    pub(super) relationship_link: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub(super) struct RunKeys {
    pub(super) threads: Option<usize>,
    pub(super) lang: Option<Spanned<String>>,
    #[serde(deserialize_with = "text")]
    pub(super) today: Option<Spanned<String>>,
    pub(super) exit_zero: bool,
    pub(super) resume: bool,
    pub(super) show_values: bool,
    pub(super) quiet: bool,
    pub(super) json: bool,
    pub(super) summary: Option<Spanned<String>>,
    pub(super) log_format: Option<Spanned<String>>,
    pub(super) metrics: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NightlyKeys {
    pub(super) inbox: Option<Spanned<String>>,
    pub(super) archive: Option<Spanned<String>>,
    pub(super) quiet_time: Option<Spanned<String>>,
    pub(super) keep: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NotifyKeys {
    pub(super) command: Vec<String>,
    pub(super) timeout: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MatchingKeys {
    pub(super) method: Option<Spanned<String>>,
    pub(super) sure_from: Option<f64>,
    pub(super) review_from: Option<f64>,
}

impl File {
    /// Reads a configuration file's text.
    pub(super) fn parse(path: &Path, text: &str) -> Result<File> {
        let file = File { path: Some(path.to_owned()), text: text.to_owned(), keys: Keys::default() };
        match toml::from_str(text) {
            Ok(keys) => Ok(File { keys, ..file }),
            Err(error) => Err(file.explain(&error)),
        }
    }

    /// A value with the line it stands on.
    pub(super) fn setting<'a>(&'a self, key: &'static str, value: Option<&'a Spanned<String>>) -> Option<Setting<'a>> {
        value.map(|value| self.setting_of(key, value))
    }

    /// A value with the line it stands on.
    pub(super) fn setting_of<'a>(&'a self, key: &'static str, value: &'a Spanned<String>) -> Setting<'a> {
        let place = self.path.as_deref().map(|path| (path, self.line_of(value.span().start)));
        Setting { name: key, text: value.get_ref(), place }
    }

    /// What `[rules]` says, then what `[countries.XX]` do; of each, `all` first whatever its place: it would undo the
    /// others.
    pub(super) fn rules(&self) -> Result<Vec<RuleSetting>> {
        let mut settings = self.severities(None, "rules", &self.keys.rules)?;
        for (country, severities) in &self.keys.countries {
            let code = self.setting_of("countries", country).known_country()?;
            settings.extend(self.severities(Some(code), "countries", severities)?);
        }
        Ok(settings)
    }

    fn severities(
        &self,
        country: Option<CountryCode>,
        section: &'static str,
        severities: &Severities,
    ) -> Result<Vec<RuleSetting>> {
        let mut rules: Vec<_> = severities.iter().collect();
        rules.sort_by_key(|(rule, _)| (rule.get_ref() != ALL_RULES, rule.span().start));
        let all = [Severity::Off, Severity::Info, Severity::Warning, Severity::Error];
        rules
            .into_iter()
            .map(|(rule, value)| {
                let severity = self.setting_of(section, value).one_of("severity", &all, Severity::name)?;
                let line = self.line_of(rule.span().start);
                Ok(RuleSetting { rule: rule.get_ref().clone(), country, severity, line })
            })
            .collect()
    }

    /// A path of the file, which is taken from the file's own folder.
    pub(super) fn beside(&self, path: &str) -> PathBuf {
        match self.path.as_deref().and_then(Path::parent) {
            // The current folder needs no name: reports show paths as they are given.
            Some(folder) if path != "-" && folder != Path::new(".") => folder.join(path),
            _ => PathBuf::from(path),
        }
    }

    /// Paths and globs of the file, which are taken from the file's own folder.
    pub(super) fn paths(&self, paths: &[String]) -> Vec<String> {
        paths.iter().map(|path| self.beside(path).to_string_lossy().into_owned()).collect()
    }

    /// A store of the file: a path like the others, or a server's address, which stands for itself.
    pub(super) fn store(&self, store: &str) -> String {
        if store.contains("://") { store.to_owned() } else { self.beside(store).to_string_lossy().into_owned() }
    }

    fn line_of(&self, offset: usize) -> u32 {
        let before = self.text.as_bytes().iter().take(offset);
        u32::try_from(before.filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
    }

    /// Says what is wrong with the file, and which key was meant.
    fn explain(&self, error: &toml::de::Error) -> Error {
        let explained = if let Some((key, known)) = unknown_key(error.message()) {
            let hint = match section_of(key) {
                Some(section) => format!("`{key}` belongs into the section `[{section}]`"),
                None => nearest::hint(key, &known),
            };
            Error::could_not_run(format!("there is no key `{key}` here")).with_hint(hint)
        } else {
            let what = error.message().trim().replace('\n', "; ").replace("a sequence", "a list");
            let hint = mending(&what);
            Error::could_not_run(what).with_hint(hint)
        };
        let explained = explained.in_file(self.path.as_deref().unwrap_or(Path::new("")));
        match error.span() {
            Some(span) => explained.at_line(self.line_of(span.start)),
            None => explained,
        }
    }
}

/// The key that serde does not know, and those it does, from its message: unknown field `a`, expected `b` or `c`.
///
/// serde hands them over in no other form. If its wording changes, its message is shown as it is; a test tells us.
pub(super) fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let mut words = message.strip_prefix("unknown field `")?.split('`');
    let key = words.next()?;
    // Between the words in backticks stand the others: every second piece is a word.
    Some((key, words.skip(1).step_by(2).collect()))
}

/// The section that has a key of this name, for whoever wrote it into another.
fn section_of(key: &str) -> Option<String> {
    let explained = |text: &str| toml::from_str::<Keys>(text).err().map(|error| error.message().to_owned());
    // serde tells the sections when it meets one that is none.
    let told = explained("none = 0")?;
    let (_, sections) = unknown_key(&told)?;
    let has_any_key = |section: &str| ["rules", "countries"].contains(&section);
    let has_it = |section: &&str| {
        let error = explained(&format!("[{section}]\n{key:?} = 0"));
        error.is_none_or(|message| unknown_key(&message).is_none())
    };
    sections.into_iter().filter(|section| !has_any_key(section)).find(has_it).map(str::to_owned)
}

/// How to write what is written in another form than it has to be.
fn mending(what: &str) -> &'static str {
    match what {
        _ if what.contains("expected a list") => "write it in brackets, as `[\"one\", \"two\"]`",
        _ if what.contains("expected a string") => "write it in quotes",
        _ if what.contains("expected a boolean") => "write `true` or `false`, without quotes",
        _ if what.contains("escape") => "write a path with `/`, or in single quotes: 'C:\\lists'",
        _ if what.contains("duplicate key") => "each key stands once in its section, and each section once",
        _ => "`docs/intake.toml` shows every key with an example",
    }
}

/// A date or a number as TOML writes them, or in quotes.
fn text<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Spanned<String>>, D::Error> {
    let value = Spanned::<toml::Value>::deserialize(value)?;
    let text = match value.get_ref() {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(Some(Spanned::new(value.span(), text)))
}
