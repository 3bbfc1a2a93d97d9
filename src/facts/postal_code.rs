//! What a country's postal codes look like, and how they are written.

use std::sync::OnceLock;

use regex::Regex;

use super::pattern::Masks;
use super::table;

/// A country's postal codes.
#[derive(Debug)]
pub struct PostalCodes {
    pattern: String,
    certain: bool,
    examples: Vec<String>,
    /// The masks that codes are written by: digits are `#`, letters `@`, either `*`.
    written: Vec<&'static str>,
    /// The pattern as masks, on first use; none when it is not that simple.
    masks: OnceLock<Option<Masks>>,
    /// The pattern as a regex, on first use where masks will not do. None if it does not compile, which a test excludes.
    regex: OnceLock<Option<Regex>>,
}

/// Longest postal code that is brought into its written form, in bytes. The longest mask has ten.
const LONGEST: usize = 16;

impl PostalCodes {
    pub(super) fn new(pattern: &str, certain: bool, examples: Vec<String>, written: &'static str) -> Self {
        PostalCodes {
            pattern: pattern.to_owned(),
            certain,
            examples,
            written: written.split('|').filter(|mask| !mask.is_empty()).collect(),
            masks: OnceLock::new(),
            regex: OnceLock::new(),
        }
    }

    /// Lets go of examples of an earlier pattern that this one does not accept.
    pub(super) fn keep_examples_that_match(&mut self) {
        let mut examples = std::mem::take(&mut self.examples);
        examples.retain(|example| self.accepts(example));
        self.examples = examples;
    }

    /// Whether the pattern is Partner Center's own. If not, a code that does not match is worth a warning at most.
    pub fn certain(&self) -> bool {
        self.certain
    }

    /// The pattern, for people: it is anchored, and letters match in either case.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// A code that matches.
    pub fn example(&self) -> &str {
        self.examples.first().map_or("", String::as_str)
    }

    /// Codes that match.
    pub fn examples(&self) -> &[String] {
        &self.examples
    }

    /// Whether a code looks right.
    pub fn accepts(&self, code: &str) -> bool {
        match self.masks.get_or_init(|| Masks::of(&self.pattern)) {
            Some(masks) => masks.match_all(code),
            None => self.regex().is_none_or(|regex| regex.is_match(code)),
        }
    }

    /// Whether a code looks right and is surely what [`write`](Self::write) would write: it fits the first mask as it is.
    pub fn is_as_written(&self, code: &str) -> bool {
        self.written.first().is_some_and(|mask| fits(mask, code)) && self.accepts(code)
    }

    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| Regex::new(&format!("^(?i:{})$", self.pattern)).ok()).as_ref()
    }

    /// Writes a code as the country writes it, adding only what stands between letters and digits: `00950` as `00-950`,
    /// `sw1a1aa` as `SW1A 1AA`. The country's own code before it goes (`SE-114 55`) or comes (`LV-1073`) as the country
    /// has it.
    ///
    /// Returns whether it could; if not, or if the result would not look right, nothing is written.
    pub fn write(&self, country: &str, code: &str, out: &mut String) -> bool {
        let mut buffer = [0; LONGEST + 2];
        let Some(len) = compact(country, code, &mut buffer) else { return false };
        let [with_country, compact] =
            [0, country.len()].map(|start| std::str::from_utf8(&buffer[start..len]).unwrap_or_default());
        // `AZ1001` and `AZ 1001` like `AZ-1001`; a letter behind it would make it something else.
        let without_country = compact
            .strip_prefix(country)
            .filter(|_| code.as_bytes().get(country.len()).is_some_and(|next| !next.is_ascii_alphabetic()));
        // As given first: Andorra's codes do begin with the country's.
        for candidate in [Some(compact), without_country, Some(with_country)].into_iter().flatten() {
            for mask in &self.written {
                if fill(mask, candidate, out) && self.accepts(out) {
                    return true;
                }
                out.clear();
            }
        }
        false
    }

    /// As [`write`](Self::write), without what people write before a code: the country's code or its sign on vehicles
    /// (`F-69003`), a postal mark (`〒100-0005`), or the name of a state, of which `is_state` decides (`WA 98052`).
    pub fn write_without_prefix(
        &self,
        country: &str,
        code: &str,
        is_state: impl Fn(&str) -> bool,
        out: &mut String,
    ) -> bool {
        let unmarked = code.trim_start_matches(['〒', ' ']);
        let rest = unmarked.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        let prefix = &unmarked[..unmarked.len() - rest.len()];
        let is_sign = || {
            let mut signs = table::rows(super::POSTAL_CODE_PREFIXES);
            prefix.eq_ignore_ascii_case(country)
                || signs.any(|[code, sign]| code == country && prefix.eq_ignore_ascii_case(sign))
        };
        let is_known = if prefix.is_empty() { unmarked != code } else { is_sign() || is_state(prefix) };
        is_known && self.write(country, rest.trim_start_matches(['-', ' ', '.']), out)
    }

    /// The code with the zeros before it that a spreadsheet drops, written to `out`. Returns whether that is what it
    /// lacks: the country's codes are digits, all of one length, and at most two are missing.
    pub fn write_lost_zeros(&self, code: &str, out: &mut String) -> bool {
        let Some(digits) =
            self.written.iter().map(|mask| mask.len()).min().filter(|_| code.bytes().all(|byte| byte.is_ascii_digit()))
        else {
            return false;
        };
        let only_digits =
            self.written.iter().any(|mask| mask.len() == digits && mask.bytes().all(|place| place == b'#'));
        if !only_digits || !(1..=2).contains(&digits.saturating_sub(code.len())) || code.len() < 2 {
            return false;
        }
        out.clear();
        out.extend(std::iter::repeat_n('0', digits - code.len()));
        out.push_str(code);
        self.accepts(out)
    }
}

/// The mask of a pattern that is so many digits and nothing else.
pub(super) fn digits_mask(pattern: &str) -> &'static str {
    match pattern {
        r"\d{3}" => "###",
        r"\d{4}" => "####",
        r"\d{5}" => "#####",
        r"\d{6}" => "######",
        r"\d{7}" => "#######",
        _ => "",
    }
}

/// Writes the country's code, then letters and digits of the postal code in upper case, without blanks, dots and dashes.
/// Returns how many bytes that is; none when there is anything else in it, or too much.
fn compact(country: &str, code: &str, buffer: &mut [u8; LONGEST + 2]) -> Option<usize> {
    let mut len = 0;
    for byte in country.bytes().chain(code.bytes()) {
        match byte {
            b' ' | b'-' | b'.' => {}
            _ if byte.is_ascii_alphanumeric() => {
                *buffer.get_mut(len)? = byte.to_ascii_uppercase();
                len += 1;
            }
            _ => return None,
        }
    }
    Some(len)
}

/// Whether a code fills a mask exactly, with what stands between letters and digits.
fn fits(mask: &str, code: &str) -> bool {
    let may_stand = |(place, byte): (u8, u8)| match place {
        b'#' => byte.is_ascii_digit(),
        b'@' => byte.is_ascii_uppercase(),
        b'*' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        literal => byte == literal,
    };
    mask.len() == code.len() && mask.bytes().zip(code.bytes()).all(may_stand)
}

/// Writes the letters and digits into the places of a mask. Returns whether they fill it exactly.
fn fill(mask: &str, letters: &str, out: &mut String) -> bool {
    let mut letters = letters.chars();
    for place in mask.chars() {
        match place {
            '#' | '@' | '*' => match letters.next() {
                Some(letter)
                    if letter.is_ascii_digit() && place != '@' || letter.is_ascii_uppercase() && place != '#' =>
                {
                    out.push(letter);
                }
                _ => return false,
            },
            ' ' | '-' => out.push(place),
            literal => match letters.next() {
                Some(letter) if letter == literal => out.push(letter),
                _ => return false,
            },
        }
    }
    letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, PostalCodes};
    use crate::model::CountryCode;

    fn codes_of(country: &str) -> &'static PostalCodes {
        let code = CountryCode::new(country).unwrap();
        Facts::builtin().country(code).unwrap().postal_codes.as_ref().unwrap()
    }

    #[test]
    fn every_pattern_compiles_and_accepts_its_examples() {
        for country in Facts::builtin().countries() {
            let Some(codes) = &country.postal_codes else { continue };
            assert!(codes.regex().is_some(), "{country:?}: {}", codes.pattern());
            assert!(!codes.example().is_empty(), "{}: no example", country.code);
            for example in codes.examples() {
                assert!(codes.accepts(example), "{}: {example}", country.code);
                let mut written = String::new();
                let could = codes.write(country.code.as_str(), example, &mut written);
                assert!(could || codes.written.is_empty(), "{}: no mask for {example}", country.code);
            }
        }
    }

    #[test]
    fn what_is_as_written_would_be_written_so() {
        let mut seen = 0;
        for country in Facts::builtin().countries() {
            let Some(codes) = &country.postal_codes else { continue };
            for code in codes.examples().iter().filter(|code| codes.is_as_written(code)) {
                let mut written = String::new();
                assert!(codes.write(country.code.as_str(), code, &mut written) && written == *code, "{code}");
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen}");
        assert!(!codes_of("PL").is_as_written("00950") && !codes_of("GB").is_as_written("sw1a 1aa"));
    }

    #[test]
    fn masks_say_what_the_regex_says() {
        let samples =
            ["", "1", "12345", "123456", "1234-567", "A1B 2C3", "AB12", "LV-1073", "12 345", "00-950", "1234AB"];
        for country in Facts::builtin().countries() {
            let Some(codes) = &country.postal_codes else { continue };
            for sample in samples.iter().copied().chain(codes.examples().iter().map(String::as_str)) {
                let regex = codes.regex().unwrap().is_match(sample);
                assert_eq!(codes.accepts(sample), regex, "{}: {sample}", country.code);
            }
        }
    }

    #[test]
    fn codes_are_told_from_what_is_none() {
        for (country, good, bad) in [
            ("US", "94105-1518", "94105 1518"),
            ("PT", "1250", "125"),
            ("DE", "01067", "1067"),
            ("GB", "SW1A 1AA", "SW1A 1A"),
            ("CA", "K1A 0B1", "D1A 0B1"),
            ("NL", "1234 AB", "1234 SS"),
            ("PL", "00-950", "00950"),
            ("BH", "317", "1399"),
        ] {
            assert!(codes_of(country).accepts(good), "{country} {good}");
            assert!(!codes_of(country).accepts(bad), "{country} {bad}");
        }
        assert!(codes_of("US").certain() && codes_of("PT").certain());
        assert!(!codes_of("DE").certain(), "an address convention is a hint");
    }

    #[test]
    fn zeros_that_a_spreadsheet_dropped_come_back() {
        for (country, given, whole) in [
            ("US", "2108", Some("02108")),
            ("US", "601", Some("00601")),
            ("DE", "1067", Some("01067")),
            ("AU", "800", Some("0800")),
            ("ES", "8001", Some("08001")),
            ("IT", "184", Some("00184")),
            ("FR", "1000", Some("01000")),
            ("PR", "926", Some("00926")),
            ("US", "94105", None),
            ("US", "1", None),
            ("US", "210a", None),
            ("GB", "123", None),
            ("PL", "0950", None),
        ] {
            let mut out = String::new();
            let lost = codes_of(country).write_lost_zeros(given, &mut out);
            assert_eq!(lost.then_some(out.as_str()), whole, "{country} {given}");
        }
    }
}
