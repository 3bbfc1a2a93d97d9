//! The states of a country: which there are, how they are spelled, which postal codes lie in each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::doubled::doubled;
use super::pattern::Masks;
use super::words::Names;
use crate::model::CountryCode;

/// The states, provinces or other subdivisions of a country that are part of an address.
#[derive(Debug)]
pub struct States {
    country: CountryCode,
    certain: bool,
    list: Vec<State>,
    names: Names<u16>,
    /// What people take for states, with its place among `reasons`.
    missing: Names<u16>,
    reasons: Vec<String>,
}

/// One state.
#[derive(Debug)]
pub struct State {
    value: String,
    postal_prefix: &'static str,
    masks: OnceLock<Option<Masks>>,
}

/// A row of the table of subdivisions: key, name, ISO 3166-2 code without the country, beginning of the postal codes.
pub(super) type Subdivision = [&'static str; 4];

impl States {
    /// The states that Partner Center accepts, with the spellings it does not.
    pub(super) fn accepted(
        country: CountryCode,
        accepted: &[String],
        spellings: &BTreeMap<String, Vec<String>>,
        subdivisions: &[Subdivision],
    ) -> States {
        let mut states = States::empty(country, true);
        for value in accepted {
            let subdivision = subdivisions.iter().find(|[key, name, ..]| value == key || value == name);
            let [key, name, iso, postal_prefix] = subdivision.copied().unwrap_or_default();
            states.push(value, postal_prefix, [key, name, iso]);
        }
        for (value, spellings) in spellings {
            if let Some(place) = accepted.iter().position(|state| state == value) {
                for spelling in spellings {
                    states.names.insert(spelling, to_place(place));
                }
            }
        }
        states
    }

    /// The states as an address convention has them.
    pub(super) fn by_convention(country: CountryCode, subdivisions: &[Subdivision]) -> States {
        let mut states = States::empty(country, false);
        for [key, name, iso, postal_prefix] in subdivisions {
            states.push(key, postal_prefix, [key, name, iso]);
        }
        states
    }

    fn empty(country: CountryCode, certain: bool) -> States {
        let (list, reasons) = (Vec::new(), Vec::new());
        States { country, certain, list, names: Names::default(), missing: Names::default(), reasons }
    }

    /// The same states, with what people take for states of the country, by the word for why it is none.
    pub(super) fn without(mut self, missing: &BTreeMap<String, Vec<String>>) -> States {
        for (reason, spellings) in missing {
            for spelling in spellings {
                self.missing.insert(spelling, to_place(self.reasons.len()));
            }
            self.reasons.push(reason.clone());
        }
        self
    }

    fn push(&mut self, value: &str, postal_prefix: &'static str, spellings: [&'static str; 3]) {
        let place = to_place(self.list.len());
        self.list.push(State { value: value.to_owned(), postal_prefix, masks: OnceLock::new() });
        for spelling in [value].into_iter().chain(spellings) {
            if !spelling.is_empty() {
                self.names.insert(spelling, place);
            }
        }
    }

    /// Whether the list is Partner Center's own: nothing else can pass.
    pub fn certain(&self) -> bool {
        self.certain
    }

    /// The state that a text names, by value, name or ISO 3166-2 code, in any case and with or without accents; also
    /// by two of them (`WA - Washington`), or beside the country's code (`US-WA`, `Washington, USA`).
    pub fn find(&self, text: &str) -> Option<&State> {
        let is_country = |text: &str| {
            text.eq_ignore_ascii_case(self.country.as_str())
                || rust_iso3166::from_alpha3(&text.to_ascii_uppercase())
                    .is_some_and(|iso| iso.alpha2 == self.country.as_str())
        };
        let named_twice = |first: &str, second: &str| match (self.names.get(first), self.names.get(second)) {
            (Some(place), Some(other)) if place == other => Some(place),
            (_, Some(place)) if is_country(first) => Some(place),
            (Some(place), _) if is_country(second) => Some(place),
            _ => None,
        };
        self.state(self.names.get(text).or_else(|| doubled(text, named_twice))?)
    }

    /// The state whose name an unknown text most likely was meant to be; none if no name or two states' are near.
    pub fn nearest(&self, text: &str) -> Option<&State> {
        self.state(self.names.nearest(text)?)
    }

    /// The state that a postal code lies in; none if it lies in none or in several.
    pub fn of_postal_code(&self, code: &str) -> Option<&State> {
        let mut states = self.list.iter().filter(|state| state.has_postal_code(code) == Some(true));
        states.next().filter(|_| states.next().is_none())
    }

    /// The word for why a text that people take for a state is none in Partner Center's list.
    pub fn why_missing(&self, text: &str) -> Option<&str> {
        self.reasons.get(usize::from(self.missing.get(text)?)).map(String::as_str)
    }

    fn state(&self, place: u16) -> Option<&State> {
        self.list.get(usize::from(place))
    }

    /// Every state, in the order of the data.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &State> {
        self.list.iter()
    }
}

impl State {
    /// How the state is written: as Partner Center has it, or as the address convention has it.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether a postal code lies in the state; none when we do not know which do.
    pub fn has_postal_code(&self, code: &str) -> Option<bool> {
        if self.postal_prefix.is_empty() {
            return None;
        }
        let masks = self.masks.get_or_init(|| Masks::of(self.postal_prefix)).as_ref()?;
        Some(masks.match_start(code))
    }
}

/// Countries have a hundred states at most.
fn to_place(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;

    fn states_of(country: &str) -> &'static States {
        Facts::builtin().country(CountryCode::new(country).unwrap()).unwrap().states.as_ref().unwrap()
    }

    #[test]
    fn every_beginning_of_postal_codes_is_understood() {
        for country in Facts::builtin().countries() {
            for state in country.states.iter().flat_map(States::iter).filter(|state| !state.postal_prefix.is_empty()) {
                assert!(
                    state.has_postal_code("").is_some(),
                    "{} {}: {}",
                    country.code,
                    state.value,
                    state.postal_prefix
                );
            }
        }
    }

    #[test]
    fn states_are_found_by_value_name_and_code() {
        for (country, text, value) in [
            ("US", "CA", Some("CA")),
            ("US", "Calif.", Some("CA")),
            ("US", "WEST VIRGINIA", Some("WV")),
            ("US", "Virginia", Some("VA")),
            ("US", "Cali", None),
            ("US", "US-WA", Some("WA")),
            ("US", "WA - Washington", Some("WA")),
            ("US", "Washington (WA)", Some("WA")),
            ("US", "Washington (OR)", None),
            ("US", "CA-WA", None),
            ("US", "California, USA", Some("CA")),
            ("US", "ny, usa", Some("NY")),
            ("US", "California, CAN", None),
            ("US", "CA, CA", Some("CA")),
            ("CA", "CA-ON", Some("ON")),
            ("US", "Wash. DC", Some("DC")),
            ("US", "Caroline du Nord", Some("NC")),
            ("US", "Nuevo Mexico", Some("NM")),
            ("CA", "Alta", Some("AB")),
            ("CA", "COLOMBIE BRITANNIQUE", Some("BC")),
            ("AU", "N.S.W.", Some("New South Wales")),
            ("AU", "AU-QLD", Some("Queensland")),
            ("AU", "Queensland (QLD)", Some("Queensland")),
            ("AU", "Australie occidentale", Some("Western Australia")),
            ("IT", "Milano (MI)", Some("MI")),
            ("US", "PR", None),
            ("US", "AE", None),
            ("CA", "Quebec", Some("QC")),
            ("CA", "Î.-P.-É.", Some("PE")),
            ("CA", "NF", Some("NL")),
            ("AU", "vic", Some("Victoria")),
            ("AU", "South Wales", None),
            ("BR", "Sao Paulo", Some("SP")),
            ("JP", "Tokyo", Some("東京都")),
            ("ES", "Alava", Some("VI")),
            ("IE", "Dublin", Some("Co. Dublin")),
        ] {
            assert_eq!(states_of(country).find(text).map(State::value), value, "{country} {text}");
        }
    }

    #[test]
    fn a_slip_of_the_keyboard_is_near_one_state() {
        for (text, value) in
            [("Californai", Some("CA")), ("Massachusets", Some("MA")), ("North Carolin", Some("NC")), ("Bavaria", None)]
        {
            assert_eq!(states_of("US").nearest(text).map(State::value), value, "{text}");
        }
    }

    #[test]
    fn what_is_taken_for_a_state_is_told_apart() {
        for (text, reason) in [
            ("PR", Some("own-country")),
            ("Puerto Rico", Some("own-country")),
            ("AE", Some("military")),
            ("APO", Some("military")),
            ("CA", None),
            ("Bavaria", None),
        ] {
            assert_eq!(states_of("US").why_missing(text), reason, "{text}");
        }
    }

    #[test]
    fn a_postal_code_tells_its_state() {
        for (country, code, value) in [
            ("US", "94105", Some("CA")),
            ("US", "06390", None),
            ("US", "00901", None),
            ("CA", "H3Z 2Y7", Some("QC")),
            ("CA", "K1A 0B1", None),
            ("AU", "6000", Some("Western Australia")),
            ("CN", "100096", None),
        ] {
            assert_eq!(states_of(country).of_postal_code(code).map(State::value), value, "{country} {code}");
        }
    }

    /// Every state of a list is found under its own value, so that no spelling of another hides it.
    #[test]
    fn no_state_hides_another() {
        for country in Facts::builtin().countries() {
            for state in country.states.iter().flat_map(States::iter) {
                let found = country.states.as_ref().and_then(|states| states.find(&state.value));
                assert_eq!(found.map(State::value), Some(state.value()), "{}", country.code);
            }
        }
    }

    #[test]
    fn postal_codes_lie_in_their_states() {
        for (country, state, code, lies) in [
            ("US", "CA", "94105", Some(true)),
            ("US", "NY", "94105", Some(false)),
            ("US", "NY", "06390", Some(true)),
            ("CA", "ON", "K1A 0B1", Some(true)),
            ("CA", "QC", "K1A 0B1", Some(true)),
            ("CA", "BC", "H3Z 2Y7", Some(false)),
            ("AU", "WA", "0872", Some(true)),
            ("JP", "Tokyo", "100-0001", Some(true)),
            ("CN", "北京市", "100096", None),
        ] {
            assert_eq!(states_of(country).find(state).unwrap().has_postal_code(code), lies, "{country} {state} {code}");
        }
    }
}
