//! Partner Center's own pattern of a country's phone numbers, and how a number must be written to match it.

use regex::Regex;

use super::country_rules::CountryRules;
use crate::model::PhoneForm;

/// The pattern of an imported answer.
#[derive(Debug)]
pub struct PhonePattern {
    regex: Regex,
    calling_codes: Vec<String>,
}

impl PhonePattern {
    /// The pattern, if the answer has one that can be used.
    pub(super) fn of(rules: &CountryRules) -> Option<PhonePattern> {
        let regex = Regex::new(rules.phone_number_regex.as_deref()?).ok()?;
        let digits = |code: &String| code.trim_start_matches('+').to_owned();
        Some(PhonePattern { regex, calling_codes: rules.calling_codes.iter().map(digits).collect() })
    }

    /// How a number in E.164 is written for the pattern to take it.
    pub(super) fn form(&self, number: &str) -> PhoneForm {
        let digits = number.strip_prefix('+').unwrap_or(number);
        let codes = self.calling_codes.iter().filter(|code| digits.starts_with(code.as_str()));
        let fronts = [0, 1].into_iter().chain(codes.map(|code| code.len() + 1));
        let mut fronts = fronts.filter(|front| number.get(*front..).is_some_and(|rest| self.regex.is_match(rest)));
        match fronts.next() {
            Some(0) => PhoneForm::International,
            Some(1) => PhoneForm::WithoutPlus,
            Some(front) => u8::try_from(front).map_or(PhoneForm::LeftOut, PhoneForm::National),
            None => PhoneForm::LeftOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_the_pattern_wants_it() {
        let us = r"^(1[ \-\/\.]?)?(\((\d{3})\)|(\d{3}))[ \-\/\.]?(\d{3})[ \-\/\.]?(\d{4})$";
        for (pattern, code, number, form) in [
            (us, "1", "+14255550101", PhoneForm::WithoutPlus),
            (us, "1", "+48221234567", PhoneForm::LeftOut),
            (r"^\d{9}$", "48", "+48221234567", PhoneForm::National(3)),
            (r"^\d{9}$", "+48", "+48221234567", PhoneForm::National(3)),
            (r"^\+48\d{9}$", "48", "+48221234567", PhoneForm::International),
            (r"^\d{9}$", "48", "+33472103030", PhoneForm::LeftOut),
            (r"^\d{9}$", "48", "", PhoneForm::LeftOut),
        ] {
            let rules = CountryRules {
                phone_number_regex: Some(pattern.to_owned()),
                calling_codes: vec![code.to_owned()],
                ..CountryRules::default()
            };
            assert_eq!(PhonePattern::of(&rules).expect("a pattern").form(number), form, "{pattern} {number}");
        }
    }
}
