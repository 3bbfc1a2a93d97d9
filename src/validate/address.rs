//! Rules on country, address, city, state and postal code.
//!
//! What Partner Center's own rules ask for is certain; what an address convention asks for is reported as unsure, so that
//! it only warns. Postal code and state are not judged where the country is not known.

use super::{Reporter, Subject};
use crate::facts::{Country, Need, PostalCodes, State, Sure, fillers, spreadsheet};
use crate::model::{CountryCode, CountryReading, Field, PostalCodeReading, StateReading};

/// Longest address line, in characters. Source: Partner Center, "Utility resources", `Address` (REST, 2023).
pub const ADDRESS_LINE_LIMIT: u32 = 200;

/// `country-missing`: every customer has a country.
pub fn country_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.reading.country == CountryReading::Missing {
        report.fault(Field::Country);
    }
}

/// `country-unknown`: no country that there is, or a name that several share, whose codes are then the hint.
/// Of a name with a slip in it the country that was meant is suggested.
pub fn country_unknown(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let text = subject.text(Field::Country);
    match subject.reading.country {
        CountryReading::Unknown => {
            let nearest = subject.facts.nearest_country(text);
            report.suggest(Field::Country, nearest.as_ref().map_or("", CountryCode::as_str));
        }
        CountryReading::Ambiguous => {
            let candidates = subject.facts.country_candidates(text);
            let codes: Vec<&str> = candidates.iter().map(CountryCode::as_str).collect();
            report.explain(Some(Field::Country), 0, &codes.join(" "), "");
        }
        CountryReading::Missing | CountryReading::Known(_) => {}
    }
}

/// The hint of `country-outside-market` where there is no market at all.
const NO_MARKET: &str = "none";

/// `country-outside-market`: a partner may only create customers in its own market. The hint is the partner's market.
///
/// A country that Partner Center does not have is outside every market, whoever the partner is. Of the others nothing is
/// said where the partner's market is not known; one that is in no market is outside every one that is.
pub fn country_outside_market(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let Some(country) = subject.country else {
        if subject.reading.country.code().is_some() {
            report.explain(Some(Field::Country), 0, NO_MARKET, "");
        }
        return;
    };
    let Some(partner) = subject.partner.country.filter(|partner| *partner != country.code) else { return };
    let Some(market) = subject.facts.country(partner).and_then(|partner| partner.market.as_deref()) else { return };
    if country.market.as_deref() != Some(market) {
        report.explain(Some(Field::Country), 0, market, "");
    }
}

/// `address-line1-missing`: every customer has an address.
pub fn address_line1_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.text(Field::AddressLine1).is_empty() {
        report.fault(Field::AddressLine1);
    }
}

/// `address-too-long`: an address line of more than 200 characters.
pub fn address_too_long(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for field in [Field::AddressLine1, Field::AddressLine2] {
        let text = subject.text(field);
        let limit = ADDRESS_LINE_LIMIT as usize;
        // No text has more characters than bytes.
        if text.len() > limit && text.chars().count() > limit {
            report.over_limit(field, ADDRESS_LINE_LIMIT);
        }
    }
}

/// `address-test`: an address or a city that only fills its place. A hint where a place may be called so.
pub fn address_test(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    // An error value of a spreadsheet has a rule of its own.
    let address = subject.text(Field::AddressLine1);
    if subject.facts.is_address_placeholder(address) && !spreadsheet::is_error_value(address) {
        report.fault(Field::AddressLine1);
    }
    let city = subject.text(Field::City);
    match fillers::no_city(city).filter(|_| !spreadsheet::is_error_value(city)) {
        Some(Sure::Yes) => report.fault(Field::City),
        Some(Sure::Maybe) => report.unsure().fault(Field::City),
        None => {}
    }
}

/// `city-missing`: where the country asks for one.
pub fn city_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    missing(subject, report, Field::City, |country| country.city);
}

/// `state-missing`: where the country asks for one. The suggestion is the state that the postal code lies in.
pub fn state_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    missing(subject, report, Field::State, |country| country.state);
}

/// `postal-code-missing`: where the country asks for one. The hint is an example.
pub fn postal_code_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    missing(subject, report, Field::PostalCode, |country| country.postal_code);
}

fn missing(subject: &Subject<'_>, report: &mut Reporter<'_>, field: Field, need: fn(&Country) -> Need) {
    let Some(country) = subject.country else { return };
    if !subject.text(field).is_empty() {
        return;
    }
    match need(country) {
        Need::No => return,
        Need::Hint => report.unsure(),
        Need::Certain => report,
    };
    let (mut example, mut suggestion) = ("", "");
    match field {
        Field::PostalCode => example = country.postal_codes.as_ref().map_or("", PostalCodes::example),
        Field::State => suggestion = state_of_postal_code(subject, country),
        _ => {}
    }
    report.explain(Some(field), 0, example, suggestion);
}

/// The longest list of states that is worth reading in a message: Canada's.
const MOST_STATES_TO_NAME: usize = 13;

/// `state-unknown`: not in the country's list. The hint is that list, where it is short, or why the list lacks what is
/// taken for a state; the suggestion is the state that a name with a slip in it was meant to be, or else the one that
/// the postal code lies in.
pub fn state_unknown(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.reading.state != StateReading::Unknown {
        return;
    }
    let Some(country) = subject.country else { return };
    let Some(states) = &country.states else { return };
    let text = subject.text(Field::State);
    if let Some(reason) = states.why_missing(text) {
        return report.explain(Some(Field::State), 0, reason, "");
    }
    let suggestion = states.nearest(text).map_or_else(|| state_of_postal_code(subject, country), State::value);
    if !states.certain() {
        report.unsure().suggest(Field::State, suggestion);
        return;
    }
    let mut names = Vec::new();
    if states.iter().len() <= MOST_STATES_TO_NAME {
        names.extend(states.iter().map(State::value));
    }
    report.explain(Some(Field::State), 0, &names.join(", "), suggestion);
}

/// The state that the row's postal code lies in; empty when that does not tell.
fn state_of_postal_code<'a>(subject: &Subject<'a>, country: &'a Country) -> &'a str {
    let code = subject.text(Field::PostalCode);
    let is_sound = country.postal_codes.as_ref().is_some_and(|codes| !code.is_empty() && codes.accepts(code));
    let state = country.states.as_ref().filter(|_| is_sound).and_then(|states| states.of_postal_code(code));
    state.map_or("", State::value)
}

/// `postal-code-format`: not what the country's postal codes look like. The hint is an example; where a spreadsheet took
/// the zeros before the code away, the suggestion has them.
pub fn postal_code_format(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.reading.postal_code == PostalCodeReading::Fits {
        return;
    }
    let Some((country, codes)) = postal_codes(subject) else { return };
    let code = subject.text(Field::PostalCode);
    if code.is_empty() || codes.accepts(code) {
        return;
    }
    let mut suggestion = String::new();
    if !codes.write_lost_zeros(code, &mut suggestion) || lies_in_state(subject, country, &suggestion) == Some(false) {
        suggestion.clear();
    }
    if !codes.certain() {
        report.unsure();
    }
    report.explain(Some(Field::PostalCode), 0, codes.example(), &suggestion);
}

/// `postal-code-state-mismatch`: the postal code lies in another state. The hint is the state where it lies.
pub fn postal_code_state_mismatch(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    if subject.reading.state != StateReading::Known {
        return;
    }
    let Some((country, codes)) = postal_codes(subject) else { return };
    let code = subject.text(Field::PostalCode);
    if code.is_empty() || lies_in_state(subject, country, code) != Some(false) || !codes.accepts(code) {
        return;
    }
    let Some(states) = &country.states else { return };
    let right = states.iter().find(|state| state.has_postal_code(code) == Some(true));
    if !states.certain() {
        report.unsure();
    }
    report.explain(Some(Field::PostalCode), 0, right.map_or("", |state| state.value()), "");
}

fn postal_codes<'a>(subject: &Subject<'a>) -> Option<(&'a Country, &'a PostalCodes)> {
    let country = subject.country?;
    Some((country, country.postal_codes.as_ref()?))
}

/// Whether a postal code lies in the row's state; none when there is none or we do not know.
fn lies_in_state(subject: &Subject<'_>, country: &Country, code: &str) -> Option<bool> {
    let state = country.states.as_ref()?.find(subject.text(Field::State))?;
    state.has_postal_code(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{CountryReader, Facts};
    use crate::model::{Batch, Findings, Partner, Reading, RuleId};
    use crate::normalise::place;
    use crate::validate::Check;

    const CHECKS: [(&str, Check); 12] = [
        ("country-missing", country_missing),
        ("country-unknown", country_unknown),
        ("country-outside-market", country_outside_market),
        ("address-line1-missing", address_line1_missing),
        ("address-too-long", address_too_long),
        ("address-test", address_test),
        ("city-missing", city_missing),
        ("state-missing", state_missing),
        ("state-unknown", state_unknown),
        ("postal-code-missing", postal_code_missing),
        ("postal-code-format", postal_code_format),
        ("postal-code-state-mismatch", postal_code_state_mismatch),
    ];

    /// What all checks find in a row: `rule`, with `?` when unsure, then hint and suggestion if there are any.
    fn findings(row: &[(Field, &str)], partner_country: &str) -> Vec<String> {
        let facts = Facts::builtin();
        let mut batch = Batch::new(0);
        let columns: Vec<_> = row.iter().map(|(field, _)| Some(*field)).collect();
        for (_, text) in row {
            let cell = batch.push_text(text);
            batch.push_cell(cell);
        }
        batch.end_row(2, None, &columns);
        let mut countries = CountryReader::new(facts);
        let mut reading = Reading { country: place::country(&mut batch, 0, &mut countries), ..Reading::default() };
        let country = reading.country.code().and_then(|code| facts.country(code));
        reading.state = place::state(&mut batch, 0, country);
        place::postal_code(&mut batch, 0, country);
        let partner = Partner { country: CountryCode::new(partner_country), ..Partner::default() };
        let subject = Subject::new(&batch, 0, &reading, facts, &partner);

        let mut findings = Findings::default();
        for (id, (_, check)) in (0..).zip(CHECKS) {
            check(&subject, &mut Reporter::new(&mut findings, RuleId(id), 0));
        }
        let text = |finding: &crate::model::Finding| {
            let parts = [
                CHECKS[finding.rule.index()].0,
                if finding.certain { "" } else { "?" },
                if finding.detail.hint.is_empty() { "" } else { " hint " },
                findings.text(finding.detail.hint),
                if finding.detail.suggestion.is_empty() { "" } else { " suggestion " },
                findings.text(finding.detail.suggestion),
            ];
            parts.concat()
        };
        findings.iter().map(text).collect()
    }

    #[track_caller]
    fn assert_finds(row: &[(Field, &str)], partner_country: &str, expected: &[&str]) {
        assert_eq!(findings(row, partner_country), expected, "{row:?}");
    }

    /// A sound address with some fields replaced.
    fn address<'a>(replaced: &[(Field, &'a str)]) -> Vec<(Field, &'a str)> {
        let mut row = vec![
            (Field::Country, "US"),
            (Field::AddressLine1, "1 Market Street"),
            (Field::City, "San Francisco"),
            (Field::State, "CA"),
            (Field::PostalCode, "94105"),
        ];
        for (field, text) in replaced {
            row.retain(|(kept, _)| kept != field);
            row.push((*field, text));
        }
        row
    }

    #[test]
    fn a_sound_address_has_no_findings() {
        for (country, state, postal_code) in [
            ("US", "California", "94105-1234"),
            ("France", "", "75001"),
            ("FR", "Île-de-France", "75 001"),
            ("Allemagne", "Bayern", "80331"),
            ("GB", "", "sw1a 1aa"),
            ("CA", "Québec", "h3z2y7"),
            ("AU", "NSW", "2000"),
            ("PT", "", "1250"),
            ("Hong Kong", "Kowloon", ""),
            ("AE", "Dubai", ""),
            ("XK", "", "10000"),
            ("BR", "SP", "01310-100"),
            ("IT", "MI", "20121"),
            ("JP", "東京都", "100-0001"),
        ] {
            let row = address(&[
                (Field::Country, country),
                (Field::State, state),
                (Field::PostalCode, postal_code),
                (Field::City, "Somewhere"),
            ]);
            assert_finds(&row, "", &[]);
        }
    }

    #[test]
    fn the_country_must_be_there_and_be_one() {
        let with = |country| address(&[(Field::Country, country)]);
        assert_finds(&with(""), "", &["country-missing"]);
        assert_finds(&with("Atlantis"), "", &["country-unknown"]);
        assert_finds(&with("AN"), "", &["country-unknown"]);
        assert_finds(&with("Frnace"), "", &["country-unknown suggestion FR"]);
        assert_finds(&address(&[(Field::State, "Californai")]), "", &["state-unknown suggestion CA"]);
        assert_finds(&with("Congo"), "", &["country-unknown hint CD CG"]);
        assert_finds(&with("Corée"), "", &["country-unknown hint KP KR"]);
        assert_finds(&with("Georgia"), "", &["country-unknown hint GE US"]);
        assert_finds(&with("Tchécoslovaquie"), "", &["country-unknown hint CZ SK"]);
    }

    #[test]
    fn the_country_must_be_in_the_partners_market() {
        for (partner, country, outside) in [
            ("FR", "FR", false),
            ("FR", "DE", false),
            ("FR", "GB", false),
            ("FR", "CH", false),
            ("FR", "US", true),
            ("FR", "RE", true),
            ("FR", "MQ", true),
            ("FR", "TR", true),
            ("FR", "BY", true),
            ("US", "GU", false),
            ("US", "PR", true),
            ("CA", "PM", false),
            ("RU", "US", false),
            ("RU", "RU", false),
            ("", "RU", false),
            ("", "US", false),
        ] {
            let row = [(Field::Country, country), (Field::AddressLine1, "1 Market Street")];
            let found = findings(&row, partner).iter().any(|finding| finding.starts_with("country-outside-market"));
            assert_eq!(found, outside, "{partner} selling in {country}");
        }
        assert_finds(&address(&[]), "FR", &["country-outside-market hint Europe"]);
        for nowhere in ["Iran", "IR", "Corée du Nord", "Куба"] {
            assert_finds(&address(&[(Field::Country, nowhere)]), "", &["country-outside-market hint none"]);
        }
    }

    #[test]
    fn the_address_must_be_one() {
        let long = "a1 ".repeat(67);
        let wide = "é ".repeat(100);
        assert_finds(&address(&[(Field::AddressLine1, "")]), "", &["address-line1-missing"]);
        assert_finds(&address(&[(Field::AddressLine1, &long)]), "", &["address-too-long"]);
        assert_finds(&address(&[(Field::AddressLine2, &long)]), "", &["address-too-long"]);
        assert_finds(&address(&[(Field::AddressLine1, &wide)]), "", &[]);
        assert_finds(&address(&[(Field::AddressLine1, "Test")]), "", &["address-test"]);
        assert_finds(&address(&[(Field::City, "xxx")]), "", &["address-test"]);
        assert_finds(&address(&[(Field::City, "n/a")]), "", &["address-test"]);
        // Two towns: one in Piedmont, one in Somerset.
        assert_finds(&address(&[(Field::City, "None")]), "", &["address-test?"]);
        assert_finds(&address(&[(Field::City, "Street")]), "", &[]);
        assert_finds(&address(&[(Field::City, "########")]), "", &[]);
        assert_finds(&address(&[(Field::AddressLine1, "123 Main Street")]), "", &[]);
        assert_finds(&address(&[(Field::AddressLine2, "-")]), "", &[]);
    }

    #[test]
    fn what_is_certain_rejects_and_what_is_a_hint_warns() {
        assert_finds(&address(&[(Field::City, "")]), "", &["city-missing"]);
        assert_finds(&address(&[(Field::State, ""), (Field::PostalCode, "06390")]), "", &["state-missing"]);
        assert_finds(&address(&[(Field::PostalCode, "")]), "", &["postal-code-missing hint 95014"]);
        assert_finds(&address(&[(Field::State, "Bavaria"), (Field::PostalCode, "06390")]), "", &["state-unknown"]);
        let france = |field, text| address(&[(Field::Country, "FR"), (Field::PostalCode, "75001"), (field, text)]);
        assert_finds(&france(Field::City, ""), "", &["city-missing?"]);
        assert_finds(&france(Field::PostalCode, ""), "", &["postal-code-missing? hint 33380"]);
        assert_finds(&france(Field::PostalCode, "7500"), "", &["postal-code-format? hint 33380 suggestion 07500"]);
        assert_finds(&france(Field::PostalCode, "Paris"), "", &["postal-code-format? hint 33380"]);
        let italy = address(&[(Field::Country, "IT"), (Field::State, "Lombardia"), (Field::PostalCode, "20121")]);
        assert_finds(&italy, "", &["state-unknown? suggestion MI"]);
    }

    #[test]
    fn a_state_that_is_none_says_what_it_may_be() {
        let with = |state, code| address(&[(Field::State, state), (Field::PostalCode, code)]);
        assert_finds(&with("", "94105"), "", &["state-missing suggestion CA"]);
        assert_finds(&with("Seattle", "98109"), "", &["state-unknown suggestion WA"]);
        assert_finds(
            &with("Seattle", "9810"),
            "",
            &["state-unknown", "postal-code-format hint 95014 suggestion 09810"],
        );
        assert_finds(&with("Puerto Rico", "00901"), "", &["state-unknown hint own-country"]);
        assert_finds(&with("AE", "09012"), "", &["state-unknown hint military"]);
        // The name with a slip in it tells more than the postal code.
        assert_finds(&with("Californai", "10001"), "", &["state-unknown suggestion CA"]);
    }

    #[test]
    fn the_zero_that_a_spreadsheet_dropped_is_suggested() {
        let boston = |state, code| address(&[(Field::State, state), (Field::PostalCode, code)]);
        let lost = "postal-code-format hint 95014 suggestion 02108";
        assert_finds(&boston("MA", "2108"), "", &[lost]);
        // A Californian address cannot have lost that zero.
        assert_finds(&boston("CA", "2108"), "", &["postal-code-format hint 95014"]);
    }

    #[test]
    fn postal_code_and_state_must_agree() {
        assert_finds(&address(&[(Field::State, "NY")]), "", &["postal-code-state-mismatch hint CA"]);
        let milan = |code| address(&[(Field::Country, "IT"), (Field::State, "Milano"), (Field::PostalCode, code)]);
        assert_finds(&milan("20121"), "", &[]);
        assert_finds(&milan("00118"), "", &["postal-code-state-mismatch? hint RM"]);
    }

    /// The examples in the countries' own files that are about addresses.
    #[test]
    fn examples_of_the_countries_files_hold() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/data/countries");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let file: toml::Table = std::fs::read_to_string(entry.unwrap().path()).unwrap().parse().unwrap();
            let code = file["code"].as_str().unwrap();
            for kind in ["valid", "invalid"] {
                for example in file.get(kind).and_then(toml::Value::as_array).into_iter().flatten() {
                    let text = |field: Field| example.get(field.name()).and_then(toml::Value::as_str);
                    let expected = example.get("rule").and_then(toml::Value::as_str);
                    let fields = [Field::City, Field::State, Field::PostalCode];
                    let elsewhere = expected.is_some_and(|rule| CHECKS.iter().all(|(name, _)| *name != rule));
                    if elsewhere || fields.iter().all(|field| text(*field).is_none()) {
                        continue;
                    }
                    let given = fields.map(|field| (field, text(field).unwrap_or_default()));
                    let row = [(Field::Country, code), (Field::AddressLine1, "1 Market Street")];
                    let found = findings(&[row.as_slice(), &given].concat(), "");
                    let rules: Vec<_> = found.iter().filter_map(|one| one.split([' ', '?']).next()).collect();
                    assert_eq!(rules, expected.into_iter().collect::<Vec<_>>(), "{code}.toml: {example}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 20, "the files have lost their examples");
    }
}
