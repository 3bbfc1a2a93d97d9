//! Registration IDs with right check digits, and wrong ones. It knows countries by their code alone.
//!
//! Written from the published rules and kept apart from the program's own checks, so that neither can hide the other's
//! mistake. Countries whose check digit is not public get the right shape only.

use super::random::Random;

/// The ID of a country's `ordinal`-th company in one of its usual writings; `None` where no ID is asked for.
///
/// No two ordinals below a hundred thousand share an ID, and hardly any above.
pub(crate) fn registration_id(country: &str, ordinal: u64, random: &mut Random) -> Option<String> {
    let shape = match country {
        "AE" => "100#########003",
        "AM" => "0#######",
        "AZ" => "1#######?1",
        "BR" => "########0001??",
        "BY" => "1#######?",
        "HU" => "1######?-2-41",
        "IN" => "27AA@C@1###@1Z?",
        "IQ" => "#######-2",
        "KG" => "01506201######",
        "KZ" => "0#0640#####?",
        "MD" => "1#1#600#####?",
        "MM" => "1########",
        "PL" => "52#######?",
        "RU" => "77#######?",
        "SA" => "30########00003",
        "SS" => "2########",
        "TH" => "01055#######?",
        "TJ" => "02#######",
        "TR" => "4########?",
        "UA" => "3######?",
        "UZ" => "30#######",
        "VE" => "J-3#######-?",
        "VN" => "03#######?",
        "ZA" => "9########?",
        _ => return None,
    };
    // Some bodies have no check digit at all (the remainder 10 is not issued), and a number of few different digits
    // looks like a placeholder. Further tries are taken from the upper nine tenths of the numbers, where no other
    // ordinal begins, so that they stay different from one another.
    let digits = u32::try_from(shape.matches('#').count()).unwrap_or(0);
    let (tenth, hundredth) = (10_u64.pow(digits) / 10, 10_u64.pow(digits) / 100);
    let tries = (0..10).flat_map(|small| (0..10).map(move |large| large * tenth + small * hundredth));
    tries.map(|shift| fill(shape, ordinal + shift, random)).find_map(|body| {
        let different = body.bytes().fold(0_u64, |seen, byte| seen | 1 << (byte % 64)).count_ones();
        if different > 4 { complete(country, &body) } else { None }
    })
}

/// The same ID with one digit changed so that its check digit no longer holds; `None` where nothing public tells.
pub(crate) fn with_wrong_check_digit(country: &str, id: &str) -> Option<String> {
    id.char_indices().rev().filter(|(_, letter)| letter.is_ascii_digit()).find_map(|(place, digit)| {
        let other = digit.to_digit(10).and_then(|digit| char::from_digit((digit + 1) % 10, 10))?;
        let mut wrong = id.to_owned();
        wrong.replace_range(place..=place, other.encode_utf8(&mut [0; 4]));
        (check_holds(country, &wrong) == Some(false)).then_some(wrong)
    })
}

/// Whether the check digits are right; `None` for a country whose rule is not public, or an ID of another shape.
pub(crate) fn check_holds(country: &str, id: &str) -> Option<bool> {
    let compact: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let open = match country {
        "AZ" if compact.len() == 10 => with_open(&compact, 8..9),
        "BR" if compact.len() == 14 => with_open(&compact, 12..14),
        "HU" if compact.len() == 11 => with_open(&compact, 7..8),
        "IN" if compact.len() == 15 => with_open(&compact, 14..15),
        "BY" if compact.len() == 9 => with_open(&compact, 8..9),
        "KZ" if compact.len() == 12 => with_open(&compact, 11..12),
        "MD" | "TH" if compact.len() == 13 => with_open(&compact, 12..13),
        "PL" | "RU" | "TR" | "VE" | "VN" | "ZA" if compact.len() == 10 => with_open(&compact, 9..10),
        "UA" if compact.len() == 8 => with_open(&compact, 7..8),
        _ => return None,
    };
    Some(complete(country, &open).is_some_and(|right| right == compact))
}

fn with_open(compact: &str, places: std::ops::Range<usize>) -> String {
    compact.char_indices().map(|(place, letter)| if places.contains(&place) { '?' } else { letter }).collect()
}

/// The shape with the digits of a scattered `number` for `#` and capital letters for `@`; the rest stays.
///
/// Different numbers give different digits, as long as they are below ten to the power of how many `#` there are:
/// multiplying by a number without a factor in common with ten only changes their order.
pub(super) fn fill(shape: &str, number: u64, random: &mut Random) -> String {
    let mut left = number.wrapping_mul(7_654_321).wrapping_add(4_917_263);
    shape
        .chars()
        .map(|sign| match sign {
            '#' => {
                let digit = u8::try_from(left % 10).unwrap_or(0);
                left /= 10;
                char::from(b'0' + digit)
            }
            '@' => char::from(b'A' + u8::try_from(random.below(26)).unwrap_or(0)),
            other => other,
        })
        .collect()
}

/// The body with its check digits in the places marked `?`; `None` when the country issues no such number.
fn complete(country: &str, body: &str) -> Option<String> {
    let mut done = body.to_owned();
    while let Some(place) = done.find('?') {
        let before: Vec<u32> = done[..place].chars().filter_map(|sign| sign.to_digit(36)).collect();
        let check = char::from_digit(check_digit(country, &before)?, 36)?.to_ascii_uppercase();
        done.replace_range(place..=place, check.encode_utf8(&mut [0; 4]));
    }
    Some(done)
}

/// The check digit that follows these digits (letters count from A = 10). `None`: no such number is issued.
fn check_digit(country: &str, digits: &[u32]) -> Option<u32> {
    let issued = |check: u32| (check < 10).then_some(check);
    match country {
        "AZ" => issued(weighted(digits, &[4, 1, 8, 6, 2, 7, 5, 3]) % 11),
        "BR" => {
            // The value of a character is its ASCII code less 48: seven more than base 36 for a letter.
            let values: Vec<u32> = digits.iter().map(|&digit| if digit > 9 { digit + 7 } else { digit }).collect();
            let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
            Some((11 - weighted(&values, &weights[13 - values.len().min(13)..]) % 11) % 11 % 10)
        }
        "BY" => issued(weighted(digits, &[29, 23, 19, 17, 13, 7, 5, 3]) % 11),
        "HU" => Some((10 - weighted(digits, &[9, 7, 3, 1, 9, 7, 3]) % 10) % 10),
        "IN" => {
            let sum: u32 = digits.iter().rev().zip([2, 1].iter().cycle()).map(|(d, w)| d * w / 36 + d * w % 36).sum();
            Some((36 - sum % 36) % 36)
        }
        "KZ" => match weighted(digits, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11 {
            10 => issued(weighted(digits, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11),
            check => Some(check),
        },
        "MD" => Some(weighted(digits, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10),
        "PL" => issued(weighted(digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11),
        "RU" => Some(weighted(digits, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10),
        "TH" => Some((11 - weighted(digits, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10),
        "TR" => {
            let sum: u32 = digits.iter().rev().zip(1..).map(|(&digit, place)| vkn_share(digit, place)).sum();
            Some((10 - sum % 10) % 10)
        }
        "UA" => {
            let high = matches!(digits.first(), Some(3..=5));
            let weights: [u32; 7] = if high { [7, 1, 2, 3, 4, 5, 6] } else { [1, 2, 3, 4, 5, 6, 7] };
            match weighted(digits, &weights) % 11 {
                10 => Some(weighted(digits, &weights.map(|weight| weight + 2)) % 11 % 10),
                check => Some(check),
            }
        }
        "VE" => {
            let letter = match digits.first() {
                Some(19) => 12,
                Some(16) => 20,
                _ => return None,
            };
            let sum = letter + weighted(digits.get(1..)?, &[3, 2, 7, 6, 5, 4, 3, 2]);
            Some([0, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1][(sum % 11) as usize])
        }
        "VN" => issued(10 - weighted(digits, &[31, 29, 23, 19, 17, 13, 7, 5, 3]) % 11),
        "ZA" => {
            let sum: u32 = digits.iter().rev().zip([2, 1].iter().cycle()).map(|(d, w)| d * w / 10 + d * w % 10).sum();
            Some((10 - sum % 10) % 10)
        }
        _ => None,
    }
}

fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// One digit's share in a Turkish VKN's sum; places count from 1 at the right.
fn vkn_share(digit: u32, place: u32) -> u32 {
    match (digit + place) % 10 {
        0 => 0,
        shifted => match (shifted << place) % 9 {
            0 => 9,
            share => share,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Stream;
    use super::*;

    /// Numbers from public documents and of well-known public companies.
    const PUBLIC: &[(&str, &str)] = &[
        ("AZ", "3100073821"),
        ("AZ", "9900003871"),
        ("BR", "33.000.167/0001-01"),
        ("BR", "12.ABC.345/01DE-35"),
        ("BY", "100373962"),
        ("BY", "600124881"),
        ("HU", "28592822-2-43"),
        ("HU", "10625790-4-44"),
        ("IN", "27AAPFU0939F1ZV"),
        ("KZ", "950440001673"),
        ("KZ", "000640002067"),
        ("MD", "1003600158022"),
        ("MD", "1003600136646"),
        ("PL", "774-000-14-54"),
        ("PL", "8567346215"),
        ("RU", "7707083893"),
        ("TH", "0994000368968"),
        ("TH", "0107544000108"),
        ("TR", "4540536920"),
        ("UA", "38422948"),
        ("UA", "14360570"),
        ("VE", "J-07013380-5"),
        ("VE", "G-20009997-6"),
        ("VN", "0100109106"),
        ("VN", "0300588569"),
        ("ZA", "9415005603"),
        ("ZA", "9045478147"),
    ];

    #[test]
    fn public_numbers_hold() {
        for (country, id) in PUBLIC {
            assert_eq!(check_holds(country, id), Some(true), "{country} {id}");
        }
    }

    #[test]
    fn drawn_numbers_hold_and_spoilt_ones_do_not() {
        let with_check: Vec<&str> = PUBLIC.iter().map(|(country, _)| *country).collect();
        for country in with_check {
            for index in 0..200 {
                let mut random = Random::of(7, Stream::Company, index);
                let id = registration_id(country, index, &mut random).unwrap_or_default();
                assert_eq!(check_holds(country, &id), Some(true), "{country} {id}");
                let wrong = with_wrong_check_digit(country, &id).unwrap_or_default();
                assert_eq!(check_holds(country, &wrong), Some(false), "{country} {wrong}");
            }
        }
    }

    #[test]
    fn every_country_that_asks_for_an_id_gets_one() {
        let countries = "AE AM AZ BR BY HU IN IQ KG KZ MD MM PL RU SA SS TH TJ TR UA UZ VE VN ZA";
        for country in countries.split(' ') {
            let id = registration_id(country, 0, &mut Random::of(1, Stream::Company, 0));
            assert!(id.is_some_and(|id| id.len() >= 5), "{country}");
        }
        assert_eq!(registration_id("FR", 0, &mut Random::of(1, Stream::Company, 0)), None);
    }
}
