//! Dates as people write them.

use jiff::civil::Date;

use crate::model::{CountryCode, DateReading};

/// Reads a date and writes it in ISO 8601. `3/4/2026` is the fourth of March in the United States and the third of April
/// elsewhere; where only one reading exists, that one is taken.
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
    // A time of day behind the date says nothing more.
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

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok()).flatten();
    let (month, day) = (i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?);
    plausible(Date::new(number(year)?, month, day).ok()?)
}

/// There was no such agreement in another century.
fn plausible(date: Date) -> Option<Date> {
    (2000..2100).contains(&date.year()).then_some(date)
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
        ] {
            assert_eq!(reading(text, "FR").as_deref(), Some("2026-01-15"), "{text}");
        }
        assert_eq!(reading("03/04/2026", "US").as_deref(), Some("2026-03-04"));
        assert_eq!(reading("03/04/2026", "FR").as_deref(), Some("2026-04-03"));
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in ["yes", "2026", "31/02/2026", "15/01/26", "1/2/3/2026", "46037", "0026-01-15", "2026-13-01"] {
            assert_eq!(reading(text, "FR"), None, "{text}");
        }
    }
}
