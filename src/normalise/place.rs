//! Country, state and postal code, written as Partner Center expects them.
//!
//! Nothing is guessed: what cannot be understood for certain stays as it was given, and the checks tell.

use super::namesake;
use crate::facts::spreadsheet::without_decimals;
use crate::facts::{Country, CountryReader};
use crate::model::{Batch, CountryReading, Field, PostalCodeReading, StateReading, Written};

/// Reads the country and writes its ISO 3166-1 alpha-2 code. A name stays that may be another country's.
pub fn country(batch: &mut Batch, row: usize, reader: &mut CountryReader<'_>) -> CountryReading {
    let cells = batch.row(row);
    let text = cells.field(Field::Country);
    let mut reading = reader.read(text);
    let facts = reader.facts();
    if let Some(code) = reading.code()
        && facts.namesake(code, text).is_some_and(|namesake| namesake::is_other_meant(cells, namesake, facts))
    {
        reading = CountryReading::Ambiguous;
    }
    batch.rewrite(row, Field::Country, |text, out| match reading {
        CountryReading::Known(code) if code.as_str() != text => {
            out.push_str(code.as_str());
            Written::New
        }
        _ => Written::AsIs,
    });
    reading
}

/// Reads the state. Where Partner Center has a list of its own, the state is written as the list has it: `California`
/// becomes `CA`, `NSW` becomes `New South Wales`. Elsewhere any spelling passes, so the sender's stays.
pub fn state(batch: &mut Batch, row: usize, country: Option<&Country>) -> StateReading {
    let Some(states) = country.and_then(|country| country.states.as_ref()) else { return StateReading::NotChecked };
    let mut reading = StateReading::NotChecked;
    batch.rewrite(row, Field::State, |text, out| {
        if text.is_empty() {
            return Written::AsIs;
        }
        let Some(state) = states.find(text) else {
            reading = StateReading::Unknown;
            return Written::AsIs;
        };
        reading = StateReading::Known;
        if !states.certain() || state.value() == text {
            return Written::AsIs;
        }
        out.push_str(state.value());
        Written::New
    });
    reading
}

/// Writes the postal code as the country writes it: upper case, ASCII digits, and the blank or dash in its place.
///
/// A code that does not fit the country stays as it was given, but for full-width characters and case.
pub fn postal_code(batch: &mut Batch, row: usize, country: Option<&Country>) -> PostalCodeReading {
    let mut reading = PostalCodeReading::NotChecked;
    batch.rewrite(row, Field::PostalCode, |text, out| {
        if country.and_then(|country| country.postal_codes.as_ref()).is_some_and(|codes| codes.is_as_written(text)) {
            reading = PostalCodeReading::Fits;
            return Written::AsIs;
        }
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return if text.is_empty() { Written::AsIs } else { Written::Part(0..0) };
        }
        let plain;
        let given = if trimmed.is_ascii() {
            trimmed
        } else {
            plain = to_ascii(trimmed);
            &plain
        };
        // Otherwise the decimal could pass for a last digit.
        let given = without_decimals(given).unwrap_or(given);
        if country.is_some_and(|country| write_postal_code(country, given, out)) {
            reading = PostalCodeReading::Fits;
        } else {
            out.clear();
            out.extend(given.chars().map(|letter| letter.to_ascii_uppercase()));
        }
        if out == text { Written::AsIs } else { Written::New }
    });
    reading
}

/// Writes a code that fits the country, perhaps behind a prefix that says the country or the state.
pub(super) fn write_postal_code(country: &Country, given: &str, out: &mut String) -> bool {
    let Some(codes) = &country.postal_codes else { return false };
    let is_state =
        |text: &str| country.states.as_ref().is_some_and(|states| states.certain() && states.find(text).is_some());
    let code = country.code.as_str();
    codes.write(code, given, out) || codes.write_without_prefix(code, given, is_state, out)
}

/// Full-width letters and digits, as East Asian keyboards write them, and unusual blanks and dashes, in ASCII.
fn to_ascii(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' => '-',
            _ => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::model::CountryCode;

    fn batch(field: Field, text: &str) -> Batch {
        let mut batch = Batch::new(0);
        let cell = batch.push_text(text);
        batch.push_cell(cell);
        batch.end_row(2, None, &[Some(field)]);
        batch
    }

    fn facts_of(code: &str) -> Option<&'static Country> {
        CountryCode::new(code).and_then(|code| Facts::builtin().country(code))
    }

    #[test]
    fn countries_become_codes() {
        for (text, written) in [
            ("FR", "FR"),
            ("fr", "FR"),
            ("France", "FR"),
            ("FRA", "FR"),
            ("Royaume-Uni", "GB"),
            ("Atlantis", "Atlantis"),
            ("Congo", "Congo"),
            ("", ""),
        ] {
            let mut batch = batch(Field::Country, text);
            let reading = country(&mut batch, 0, &mut CountryReader::new(Facts::builtin()));
            assert_eq!(batch.row(0).field(Field::Country), written);
            assert_eq!(reading.code().is_some(), written.len() == 2, "{text}: {reading:?}");
        }
    }

    #[test]
    fn a_namesake_is_told_by_the_rest_of_the_row() {
        const ASKS: CountryReading = CountryReading::Ambiguous;
        let stands = |code| CountryReading::Known(CountryCode::new(code).unwrap());
        // Country, city, state, postal code, phone.
        for (row, reading) in [
            (["Georgia", "", "", "", ""], stands("GE")),
            (["Georgia", "Tbilisi", "", "0105", "+995 32 212 34 56"], stands("GE")),
            (["Georgia", "Tbilisi", "", "0105", "+1 404 521 1234"], stands("GE")),
            (["Georgia", "Atlanta", "", "", ""], ASKS),
            (["Georgia", "Somewhere", "GA", "", ""], ASKS),
            (["GÉORGIE", "", "", "30303", ""], ASKS),
            (["Georgia", "", "", "30303-1234", "(404) 521-1234"], ASKS),
            (["Georgia", "", "", "", "404-521-1234"], ASKS),
            // Codes stay countries, though they are states of the United States as well.
            (["CA", "San Francisco", "CA", "94105", ""], stands("CA")),
            (["ga", "Atlanta", "GA", "30303", ""], stands("GA")),
            (["DE", "Dover", "DE", "19901", ""], stands("DE")),
            (["IN", "Indianapolis", "Indiana", "46201", ""], stands("IN")),
            (["AL", "Mobile", "Alabama", "36601", ""], stands("AL")),
            // A code says which one is meant, and so does a name that only the country has.
            (["GE", "Atlanta", "GA", "30303", ""], stands("GE")),
            (["GEO", "Atlanta", "GA", "30303", ""], stands("GE")),
            (["Georgien", "Atlanta", "GA", "30303", ""], stands("GE")),
            (["Ireland", "Dublin", "", "D02 X285", ""], stands("IE")),
            (["Ireland", "Dublin", "", "", "+44 20 7946 0958"], stands("IE")),
            (["Ireland", "Belfast", "", "BT1 5GS", ""], ASKS),
            (["Irlande", "", "", "bt15gs", ""], ASKS),
        ] {
            let mut batch = Batch::new(0);
            for text in row {
                let cell = batch.push_text(text);
                batch.push_cell(cell);
            }
            let columns = [Field::Country, Field::City, Field::State, Field::PostalCode, Field::Phone].map(Some);
            batch.end_row(2, None, &columns);
            assert_eq!(country(&mut batch, 0, &mut CountryReader::new(Facts::builtin())), reading, "{row:?}");
        }
    }

    #[test]
    fn states_become_what_partner_center_accepts() {
        for (code, text, written, reading) in [
            ("US", "CA", "CA", StateReading::Known),
            ("US", "ca", "CA", StateReading::Known),
            ("US", "California", "CA", StateReading::Known),
            ("US", "CALIF.", "CA", StateReading::Known),
            ("US", "N.Y.", "NY", StateReading::Known),
            ("US", "Washington, D.C.", "DC", StateReading::Known),
            ("US", "Californai", "Californai", StateReading::Unknown),
            ("US", "Puerto Rico", "Puerto Rico", StateReading::Unknown),
            ("US", "", "", StateReading::NotChecked),
            ("CA", "Québec", "QC", StateReading::Known),
            ("CA", "Colombie-Britannique", "BC", StateReading::Known),
            ("CA", "Newfoundland & Labrador", "NL", StateReading::Known),
            ("AU", "NSW", "New South Wales", StateReading::Known),
            ("AU", "new south wales", "New South Wales", StateReading::Known),
            // A convention's list recognises, and leaves the sender's spelling: Partner Center takes any.
            ("IT", "Milano", "Milano", StateReading::Known),
            ("IT", "MI", "MI", StateReading::Known),
            ("BR", "São Paulo", "São Paulo", StateReading::Known),
            ("JP", "Tokyo", "Tokyo", StateReading::Known),
            ("IT", "Lombardia", "Lombardia", StateReading::Unknown),
            // No list, nothing to say.
            ("FR", "Bretagne", "Bretagne", StateReading::NotChecked),
            ("", "CA", "CA", StateReading::NotChecked),
        ] {
            let mut batch = batch(Field::State, text);
            assert_eq!(state(&mut batch, 0, facts_of(code)), reading, "{code} {text}");
            assert_eq!(batch.row(0).field(Field::State), written, "{code} {text}");
        }
    }

    #[test]
    fn postal_codes_are_written_as_the_country_writes_them() {
        for (code, text, written) in [
            ("GB", "sw1a1aa", "SW1A 1AA"),
            ("GB", "M1 1AE", "M1 1AE"),
            ("GB", "m11ae", "M1 1AE"),
            ("CA", "h3z2y7", "H3Z 2Y7"),
            ("CA", "H3Z-2Y7", "H3Z 2Y7"),
            ("PL", "00950", "00-950"),
            ("PL", "00 950", "00-950"),
            ("PT", "1250096", "1250-096"),
            ("PT", "1250", "1250"),
            ("NL", "1234ab", "1234 AB"),
            ("SE", "11455", "114 55"),
            ("SE", "SE-114 55", "114 55"),
            ("BR", "40301110", "40301-110"),
            ("JP", "１５４００２３", "154-0023"),
            ("IN", "560 001", "560001"),
            ("US", "941051234", "94105-1234"),
            ("US", "94105 1234", "94105-1234"),
            ("US", " 94105 ", "94105"),
            ("DE", "DE-10115", "10115"),
            ("AZ", "AZ1001", "1001"),
            ("AZ", "az 1001", "1001"),
            ("LV", "1073", "LV-1073"),
            ("LV", "lv1073", "LV-1073"),
            ("LV", "LV-1073", "LV-1073"),
            ("AD", "ad500", "AD500"),
            ("IE", "d02x285", "D02 X285"),
            ("IE", "D6WXY12", "D6W XY12"),
            ("FR", "F-69003", "69003"),
            ("DE", "D-10115", "10115"),
            ("AT", "A-1010", "1010"),
            ("BE", "B-1000", "1000"),
            ("IT", "I-20121", "20121"),
            ("SE", "S-11455", "114 55"),
            ("LU", "L-1234", "1234"),
            ("CH", "CH-8001", "8001"),
            ("CH", "CH 8001", "8001"),
            ("FI", "FIN-00550", "00550"),
            ("JP", "〒100-0005", "100-0005"),
            ("US", "WA 98052", "98052"),
            ("US", "98052.0", "98052"),
            ("RO", "10023.0", "10023"),
            // What does not fit stays.
            ("FR", "D-69003", "D-69003"),
            ("US", "XY 98052", "XY 98052"),
            ("FR", "F-690", "F-690"),
            ("PL", "0095", "0095"),
            ("US", "2108", "2108"),
            ("GB", "London", "LONDON"),
            ("DE", "1011 5a", "1011 5A"),
            ("CH", "CH-8001-x", "CH-8001-X"),
            ("AE", "12 34", "12 34"),
            ("", "ab 12", "AB 12"),
            ("", "  ", ""),
        ] {
            let mut batch = batch(Field::PostalCode, text);
            postal_code(&mut batch, 0, facts_of(code));
            assert_eq!(batch.row(0).field(Field::PostalCode), written, "{code} {text}");
        }
    }
}
