//! Dates as people write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::facts::read_month;
use crate::model::{CountryCode, DateReading};

/// Reads a date and writes it in ISO 8601. `3/4/2026` is the fourth of March in the United States and the third of April
/// elsewhere; where only one reading exists, that one is taken. Months may have names. Of a moment with its offset the day in
/// UTC is taken.
pub(super) fn read(text: &str, country: Option<CountryCode>, out: &mut String) -> DateReading {
    if text.is_empty() {
        return DateReading::Missing;
    }
    let month_first = country.is_some_and(|country| country.as_str() == "US");
    match parse(text, month_first) {
        Some(date) => {
            out.push_str(&date.to_string());
            DateReading::Date
        }
        None => DateReading::Unreadable,
    }
}

fn parse(text: &str, month_first: bool) -> Option<Date> {
    // With an offset from UTC the moment counts: Partner Center keeps dates in UTC.
    if let Some(moment) = Some(text).filter(|text| text.contains(':')).and_then(|text| text.parse::<Timestamp>().ok()) {
        return plausible(TimeZone::UTC.to_datetime(moment).date());
    }
    if let Some(date) = with_month_name(text) {
        return plausible(date);
    }
    // Without one, a time of day behind the date says nothing more.
    let day = text.split(['T', ' ']).next()?;
    if let Ok(date) = day.parse::<Date>() {
        return plausible(date);
    }
    let mut parts = day.split(['/', '.', '-']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if first.len() == 4 {
        return date(first, second, third);
    }
    if third.len() != 4 {
        return None;
    }
    let (day_first, month_first_reading) = (date(third, second, first), date(third, first, second));
    if month_first && day.contains('/') { month_first_reading.or(day_first) } else { day_first.or(month_first_reading) }
}

/// `5 Jan 2025`, `January 5th, 2025`, `1er janvier 2025`: a month by its name, a year of four digits, and a day.
fn with_month_name(text: &str) -> Option<Date> {
    // No writing in digits gets further.
    if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '.', '/']).filter(|word| !word.is_empty()) {
        let letters = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = &word[..word.len() - letters.len()];
        let part = match (digits.len(), letters) {
            (0, name) => month.replace(read_month(name)?).map(i16::from),
            (4, "") => year.replace(digits.parse::<i16>().ok()?),
            (1 | 2, "" | "st" | "nd" | "rd" | "th" | "er") => day.replace(digits.parse::<i8>().ok()?).map(i16::from),
            _ => return None,
        };
        // Given twice.
        if part.is_some() {
            return None;
        }
    }
    Date::new(year?, month?, day?).ok()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok()).flatten();
    let (month, day) = (i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?);
    plausible(Date::new(number(year)?, month, day).ok()?)
}

/// There was no such agreement in another century; one in the next is in the future, which is for a check to say.
fn plausible(date: Date) -> Option<Date> {
    (2000..=9999).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str, country: &str) -> Option<String> {
        let mut out = String::new();
        (read(text, CountryCode::new(country), &mut out) == DateReading::Date).then_some(out)
    }

    #[test]
    fn the_usual_writings_are_read() {
        for text in [
            "2026-01-15",
            "2026-01-15T10:00:00Z",
            "2026-01-15 00:00:00",
            "15/01/2026",
            "15.01.2026",
            "15.1.2026",
            "15-01-2026",
            "2026/01/15",
            "20260115",
            "01/15/2026",
            "Jan 15, 2026",
            "15 Jan 2026",
            "15-Jan-2026",
            "January 15th, 2026",
            "15 janvier 2026",
            "15 janv. 2026",
            "2026-01-15T23:30:00-00:00",
            "2026-01-16T00:30:00+02:00",
            "2026-01-16 00:30:00+02:00",
        ] {
            assert_eq!(reading(text, "FR").as_deref(), Some("2026-01-15"), "{text}");
        }
        assert_eq!(reading("1er août 2026", "FR").as_deref(), Some("2026-08-01"));
        assert_eq!(reading("03/04/2026", "US").as_deref(), Some("2026-03-04"));
        assert_eq!(reading("03/04/2026", "FR").as_deref(), Some("2026-04-03"));
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "yes",
            "2026",
            "31/02/2026",
            "15/01/26",
            "1/2/3/2026",
            "46037",
            "0026-01-15",
            "2026-13-01",
            "5.1.25",
            "5 Jan 25",
            "5 Jan 2025 2026",
            "Jan 2026",
            "31 février 2026",
            "5 Foo 2026",
        ] {
            assert_eq!(reading(text, "FR"), None, "{text}");
        }
    }
}
