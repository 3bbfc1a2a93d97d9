//! Single values of the configuration, checked: where each was set, and what it may be.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;

use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::model::{Charset, CountryCode, CountryReading, Field, Limits};
use crate::nearest;

/// What leaves a column without a field, beside nothing at all.
pub(super) const IGNORE: &str = "ignore";

/// A value as it was set, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    /// The option or key.
    pub(super) name: &'static str,
    /// What was set.
    pub(super) text: &'a str,
    /// The configuration file and its line; none on the command line.
    pub(super) place: Option<(&'a Path, u32)>,
}

impl<'a> Setting<'a> {
    /// A value of the command line.
    pub(super) fn option(name: &'static str, text: &'a str) -> Self {
        Setting { name, text, place: None }
    }

    /// A value of the command line, if it is given.
    pub(super) fn optional(name: &'static str, text: Option<&'a String>) -> Option<Self> {
        text.map(|text| Setting::option(name, text))
    }

    /// The one of `all` that the value names.
    pub(super) fn one_of<T: Copy>(&self, what: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
        all.iter().copied().find(|one| name(*one) == self.text).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
            self.wrong(&format!("is no {what}"), nearest::hint(self.text, &names))
        })
    }

    /// A field, or none for `ignore` and for nothing.
    pub(super) fn field(&self) -> Result<Option<Field>> {
        self.named_field(self.text)
    }

    /// `HEADER=field`. The header may hold equals signs, so the last one counts.
    pub(super) fn header_and_field(&self) -> Result<(String, Option<Field>)> {
        let parts = self.text.rsplit_once('=').filter(|(header, _)| !header.trim().is_empty());
        let (header, field) = parts.ok_or_else(|| {
            self.wrong("is not a header and a field", "write it as `--map \"HEADER=field\"`".to_owned())
        })?;
        Ok((header.to_owned(), self.named_field(field)?))
    }

    fn named_field(&self, name: &str) -> Result<Option<Field>> {
        let name = name.trim();
        if name.is_empty() || name == IGNORE {
            return Ok(None);
        }
        Field::from_name(name).map(Some).ok_or_else(|| {
            let names: Vec<&str> = Field::ALL.iter().map(|field| field.name()).chain([IGNORE]).collect();
            let setting = Setting { text: name, ..*self };
            setting.wrong("is no field", nearest::hint(name, &names))
        })
    }

    /// A country: its ISO code or its name. A code is taken as it stands, even of a country that no fact is known of.
    pub(super) fn country(&self) -> Result<CountryCode> {
        CountryCode::new(self.text.trim()).map_or_else(|| self.known_country(), Ok)
    }

    /// A country that Partner Center knows: its ISO code or its name.
    pub(super) fn known_country(&self) -> Result<CountryCode> {
        let text = self.text.trim();
        let facts = Facts::builtin();
        if let CountryReading::Known(code) = facts.read_country(text)
            && facts.country(code).is_some()
        {
            return Ok(code);
        }
        let countries = facts.countries();
        let known = countries.flat_map(|country| [country.name_en.as_str(), country.name_fr.as_str()]);
        let otherwise = "use its two-letter ISO code, such as `FR`; `intake countries` lists them";
        Err(self.wrong("is no country", nearest::hint_or(text, known, otherwise)))
    }

    /// A domain, lower case and in ASCII form. What people put around it, as in `https://www.contoso.com/`, is taken off.
    pub(super) fn domain(&self) -> Result<String> {
        let text = self.text.trim();
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        let text = text.split('/').next().unwrap_or_default().trim_start_matches('@').trim_end_matches('.');
        let domain = idna::domain_to_ascii(text).unwrap_or_default();
        let domain = domain.strip_prefix("www.").unwrap_or(&domain);
        let is_label =
            |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if domain.contains('.') && domain.split('.').all(is_label) {
            return Ok(domain.to_owned());
        }
        Err(self.wrong("is no domain", "write it like `contoso.com`".to_owned()))
    }

    /// An address on the web, as it was copied: it is written into letters and never opened.
    pub(super) fn link(&self) -> Result<String> {
        let text = self.text.trim();
        if text.starts_with("https://") && !text.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
            return Ok(text.to_owned());
        }
        Err(self.wrong("is no link", "copy the whole of it from Partner Center; it begins with `https://`".to_owned()))
    }

    /// An encoding.
    pub(super) fn charset(&self) -> Result<Charset> {
        Charset::from_name(self.text).ok_or_else(|| {
            let hint = nearest::hint_or(self.text, Charset::USUAL.iter().copied(), "such as `windows-1252` or `utf-8`");
            self.wrong("is no encoding that is known here", hint)
        })
    }

    /// A delimiter: the character, or what it is called.
    pub(super) fn delimiter(&self) -> Result<u8> {
        const NAMES: [(&str, u8); 6] =
            [("comma", b','), ("semicolon", b';'), ("tab", b'\t'), ("\\t", b'\t'), ("pipe", b'|'), ("space", b' ')];
        let named = NAMES.iter().find(|(name, _)| *name == self.text).map(|(_, delimiter)| *delimiter);
        let is_delimiter = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n\0".contains(byte);
        match (named, self.text.as_bytes()) {
            (Some(delimiter), _) => Ok(delimiter),
            (None, [delimiter]) if is_delimiter(delimiter) => Ok(*delimiter),
            _ => Err(self.wrong("is no delimiter", "write one character, or `tab`".to_owned())),
        }
    }

    /// A limit and its value, written as `NAME=VALUE`.
    pub(super) fn limit(&self) -> Result<(&'static str, u64)> {
        let (name, value) = self.text.split_once('=').unwrap_or((self.text, ""));
        let known = Limits::NAMES.iter().copied().find(|known| *known == name.trim()).ok_or_else(|| {
            let setting = Setting { text: name, ..*self };
            setting.wrong("is no limit", nearest::hint(name, Limits::NAMES))
        })?;
        Ok((known, Setting { text: value, ..*self }.size()?))
    }

    /// A number greater than zero; `K`, `M` and `G` behind it stand for 1,024 and its powers.
    pub(super) fn size(&self) -> Result<u64> {
        let text = self.text.trim();
        let (digits, factor) = match text.as_bytes().last().map(u8::to_ascii_uppercase) {
            Some(b'K') => (&text[..text.len() - 1], 1 << 10),
            Some(b'M') => (&text[..text.len() - 1], 1 << 20),
            Some(b'G') => (&text[..text.len() - 1], 1 << 30),
            _ => (text, 1),
        };
        let number = digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
        number.filter(|number| *number > 0).ok_or_else(|| {
            self.wrong("is no size", "write a number such as `5000000`, `512K`, `8M` or `20G`".to_owned())
        })
    }

    /// A date.
    pub(super) fn date(&self) -> Result<Date> {
        self.text.trim().parse().map_err(|_| self.wrong("is no date", "write it as `YYYY-MM-DD`".to_owned()))
    }

    /// A length of time, such as `90 seconds`.
    pub(super) fn duration(&self) -> Result<Duration> {
        let duration = self.text.trim().parse::<jiff::SignedDuration>().ok();
        duration
            .and_then(|duration| Duration::try_from(duration).ok())
            .ok_or_else(|| self.wrong("is no length of time", "write it like `30 seconds`, `5 minutes` or `1 hour`"))
    }

    /// The day that lies so far before another, such as `90 days`.
    pub(super) fn before(&self, day: &str) -> Result<Date> {
        let is_whole = |span: &jiff::Span| span.is_positive() && span.fieldwise() == days_of(*span).fieldwise();
        let span = self.text.trim().parse::<jiff::Span>().ok().filter(is_whole);
        let day = day.parse::<Date>().ok();
        span.zip(day)
            .and_then(|(span, day)| day.checked_sub(span).ok())
            .ok_or_else(|| self.wrong("is no time to keep results", "write it like `90 days`, `6 months` or `2 years`"))
    }

    /// A GUID, lower case.
    pub(super) fn guid(&self) -> Result<String> {
        let text = self.text.trim().to_ascii_lowercase();
        let groups = text.split('-').map(str::len);
        let is_guid = groups.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        if is_guid {
            return Ok(text);
        }
        Err(self.wrong("is no tenant ID", "it looks like `00000000-0000-0000-0000-000000000000`".to_owned()))
    }

    /// The error of a value that cannot be.
    pub(super) fn wrong(&self, why: &str, hint: impl Into<String>) -> Error {
        let error = Error::could_not_run(format!("`{}`: `{}` {why}", self.name, self.text)).with_hint(hint);
        match self.place {
            Some((file, line)) => error.in_file(file).at_line(line),
            None => error,
        }
    }
}

/// The years, months, weeks and days of a span: less than a day is no time to keep something.
fn days_of(span: jiff::Span) -> jiff::Span {
    let days = jiff::Span::new().years(span.get_years()).months(span.get_months());
    days.weeks(span.get_weeks()).days(span.get_days())
}
