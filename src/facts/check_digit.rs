//! Check digits: the named algorithms that country files refer to, and the schemes they share.
//!
//! Every algorithm answers one question about a compact number: does its check digit hold? A number that is too short,
//! or holds a character that the scheme has no value for, does not. Lengths and letters are the patterns' business.
//!
//! To add one: a function in `national.rs` with its source, a line in [`ALGORITHMS`], known numbers in the test below.

mod national;

use national as country;

/// Whether the check digit of a compact number holds.
pub(super) type CheckDigit = fn(&[u8]) -> bool;

/// Every algorithm, by the name that country files use.
const ALGORITHMS: &[(&str, CheckDigit)] = &[
    ("az_voen", country::az_voen),
    ("br_cnpj", country::br_cnpj),
    ("br_cpf", country::br_cpf),
    ("by_unp", country::by_unp),
    ("cn_uscc", country::cn_uscc),
    ("hu_adoazonosito", country::hu_adoazonosito),
    ("hu_adoszam", country::hu_adoszam),
    ("kz_bin", country::kz_bin),
    ("luhn", luhn),
    ("luhn_36", luhn_36),
    ("md_idno", country::md_idno),
    ("pl_nip", country::pl_nip),
    ("pl_pesel", country::pl_pesel),
    ("ru_inn_10", country::ru_inn_10),
    ("ru_inn_12", country::ru_inn_12),
    ("th_tin", country::th_tin),
    ("tr_tckn", country::tr_tckn),
    ("tr_vkn", country::tr_vkn),
    ("ua_edrpou", country::ua_edrpou),
    ("ua_rnokpp", country::ua_rnokpp),
    ("ve_rif", country::ve_rif),
    ("verhoeff", verhoeff),
    ("vn_mst", country::vn_mst),
];

/// The algorithm of that name.
pub(super) fn named(name: &str) -> Option<CheckDigit> {
    ALGORITHMS.iter().find(|(known, _)| *known == name).map(|(_, algorithm)| *algorithm)
}

/// The value of an ASCII digit.
fn digit(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}

/// The value of a digit or an upper-case letter in base 36: `A` is 10, `Z` is 35.
fn base_36(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        _ => None,
    }
}

/// The sum of the first digits, each times its weight; none when there are fewer digits than weights.
fn weighted(number: &[u8], weights: &[u32]) -> Option<u32> {
    number.get(..weights.len())?.iter().zip(weights).map(|(byte, weight)| Some(digit(*byte)? * weight)).sum()
}

/// The digit at a place, counted from 0.
fn digit_at(number: &[u8], place: usize) -> Option<u32> {
    digit(*number.get(place)?)
}

/// ISO/IEC 7812-1, Annex B: every second digit from the right doubled, digits of products added, modulo 10.
fn luhn(number: &[u8]) -> bool {
    luhn_in_base(number, 10)
}

/// The Luhn scheme over digits and letters, modulo 36: the last character of an Indian GSTIN.
fn luhn_36(number: &[u8]) -> bool {
    luhn_in_base(number, 36)
}

fn luhn_in_base(number: &[u8], base: u32) -> bool {
    let sum: Option<u32> = (number.iter().rev().enumerate())
        .map(|(place, byte)| {
            let value = base_36(*byte).filter(|value| *value < base)?;
            let product = if place % 2 == 0 { value } else { value * 2 };
            Some(product / base + product % base)
        })
        .sum();
    sum.is_some_and(|sum| sum % base == 0)
}

/// Verhoeff, Error Detecting Decimal Codes (1969): products in the dihedral group of order 10. Used by Aadhaar.
fn verhoeff(number: &[u8]) -> bool {
    /// The permutation that is applied once more at every place from the right.
    const PERMUTATION: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0;
    for (place, byte) in number.iter().rev().enumerate() {
        let Some(value) = digit(*byte) else { return false };
        let permuted = (0..place % 8).fold(value as usize, |value, _| PERMUTATION[value]);
        check = dihedral_product(check, permuted);
    }
    check == 0
}

/// The product in the dihedral group of order 10: 0 to 4 are turns of a pentagon, 5 to 9 the same after a reflection.
fn dihedral_product(left: usize, right: usize) -> usize {
    match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => 5 + (left + right) % 5,
        (false, true) => 5 + (left - right) % 5,
        (false, false) => (left + 5 - right) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known numbers: of public companies, of authorities' own samples, or of python-stdnum's documentation.
    const KNOWN: &[(&str, &[&str])] = &[
        ("az_voen", &["3100073821", "9900003871", "1401555071", "1007151001"]),
        ("br_cnpj", &["33000167000101", "60701190000104", "00000000000191", "12ABC34501DE35", "12345678000195"]),
        ("br_cpf", &["39053344705", "39699290242", "07675178734"]),
        ("by_unp", &["100373962", "100281343", "600124881", "MT7821682", "CK6657943", "AT5844870"]),
        ("cn_uscc", &["91110000600037341L"]),
        ("hu_adoazonosito", &["8071592153", "8320628172", "8317964442"]),
        ("hu_adoszam", &["28592822243", "10625790444", "12892312"]),
        ("kz_bin", &["950440001673", "990940003030", "000640002067", "680901469814"]),
        ("luhn", &["9415005603", "9045478147", "0103093920082", "784196070471519", "1090873702"]),
        ("luhn_36", &["27AAPFU0939F1ZV", "29AAACI4798L1ZU", "15UGDCA2461S3ZG"]),
        ("md_idno", &["1003600158022", "1003600136646", "1003600005148", "2016603158022"]),
        ("pl_nip", &["7740001454", "5260250995", "8567346215"]),
        ("pl_pesel", &["74100119584", "65012961178", "02323066075"]),
        ("ru_inn_10", &["7723861614", "7707083893", "7725088527"]),
        ("ru_inn_12", &["683310869001", "442585989734", "173903768090"]),
        ("th_tin", &["0994000368968", "0107544000108", "0107542000011", "1422083195811"]),
        ("tr_tckn", &["98290785110", "35894443336", "68383474092"]),
        ("tr_vkn", &["4940457659", "4540536920", "2537057113"]),
        ("ua_edrpou", &["38422948", "19280108", "14360570", "00032129"]),
        ("ua_rnokpp", &["2564168030", "3733585340", "3455704725"]),
        ("ve_rif", &["J000029610", "J070133805", "G200099976", "V114702834"]),
        ("verhoeff", &["938030340769", "234123412346"]),
        ("vn_mst", &["0100109106", "0300588569", "0494055983030"]),
    ];

    #[test]
    fn known_numbers_pass() {
        assert_eq!(KNOWN.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names());
        for (name, numbers) in KNOWN {
            let holds = named(name).expect("the list names only algorithms that exist");
            for number in *numbers {
                assert!(holds(number.as_bytes()), "{name} refuses {number}");
            }
        }
    }

    /// Nearly any single wrong digit is caught. Thailand's scheme gives the third digit no weight, and some others give
    /// two remainders the same check digit.
    #[test]
    fn most_single_errors_are_caught() {
        for (name, numbers) in KNOWN {
            let holds = named(name).expect("the list names only algorithms that exist");
            let (mut tried, mut missed) = (0, 0);
            for number in *numbers {
                for place in 0..number.len().min(8) {
                    for other in b'0'..=b'9' {
                        let mut changed = number.as_bytes().to_vec();
                        if changed[place].is_ascii_digit() && changed[place] != other {
                            changed[place] = other;
                            tried += 1;
                            missed += usize::from(holds(&changed));
                        }
                    }
                }
            }
            assert!(missed * 5 <= tried, "{name} lets {missed} of {tried} wrong digits pass");
        }
    }

    #[test]
    fn no_text_makes_an_algorithm_panic() {
        for (name, algorithm) in ALGORITHMS {
            for text in ["", "0", "J", "ÄÖ", "/", "99999999999999999999999999999999", "ZZZZZZZZZZZZZZZZZZZZZZ"] {
                algorithm(text.as_bytes());
            }
            assert!(!algorithm("1234567é".as_bytes()), "{name} takes a letter that has no value");
        }
    }

    fn names() -> Vec<&'static str> {
        ALGORITHMS.iter().map(|(name, _)| *name).collect()
    }
}
