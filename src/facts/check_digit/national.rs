//! The check digits of single countries, exactly as their authorities or python-stdnum 2.2 compute them.
//!
//! Weights are applied from the left to the digits before the check digit unless a function says otherwise.

use super::{base_36, digit, digit_at, weighted};

/// Azerbaijan, VÖEN: the ninth of ten digits; the tenth tells the holder. OECD, tax identification numbers, Azerbaijan.
pub(super) fn az_voen(number: &[u8]) -> bool {
    let sum = weighted(number, &[4, 1, 8, 6, 2, 7, 5, 3]);
    sum.is_some_and(|sum| digit_at(number, 8) == Some(sum % 11))
}

/// Brazil, CNPJ: two digits over characters valued by their ASCII code less 48. IN RFB 2.229/2024.
pub(super) fn br_cnpj(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let check = |length: usize| -> Option<u32> {
        let weights = &WEIGHTS[WEIGHTS.len() - length..];
        let values = number.get(..length)?.iter().map(|byte| base_36(*byte).map(|_| u32::from(byte - b'0')));
        let sum: u32 = values.zip(weights).map(|(value, weight)| Some(value? * weight)).sum::<Option<u32>>()?;
        Some((11 - sum % 11) % 11 % 10)
    };
    number.len() == 14
        && [12, 13].iter().all(|&place| check(place).is_some_and(|it| digit_at(number, place) == Some(it)))
}

/// Brazil, CPF: two digits, weights 10 to 2 and 11 to 2. Receita Federal.
pub(super) fn br_cpf(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 10] = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let holds = |place: usize| {
        let sum = weighted(number, &WEIGHTS[WEIGHTS.len() - place..]);
        sum.is_some_and(|sum| digit_at(number, place) == Some((11 - sum % 11) % 11 % 10))
    };
    number.len() == 11 && holds(9) && holds(10)
}

/// Belarus, UNP: the ninth character. A person's number has two letters first, which are valued by their place in the
/// alphabet and in the list of letters in use. python-stdnum 2.2, by.unp.
pub(super) fn by_unp(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 8] = [29, 23, 19, 17, 13, 7, 5, 3];
    const LETTERS: &[u8] = b"ABCEHKMOPT";
    let value = |place: usize, byte: u8| match (place, byte) {
        (0, b'A'..=b'Z') => base_36(byte),
        (1, b'A'..=b'Z') => LETTERS.iter().zip(0..).find(|(letter, _)| **letter == byte).map(|(_, index)| index),
        _ => digit(byte),
    };
    let values =
        number.iter().zip(WEIGHTS).enumerate().map(|(place, (byte, weight))| Some(value(place, *byte)? * weight));
    let sum: Option<u32> = values.sum();
    sum.is_some_and(|sum| digit_at(number, 8) == Some(sum % 11))
}

/// China, unified social credit code: 3 to the power of each place, modulo 31. GB 32100-2015.
pub(super) fn cn_uscc(number: &[u8]) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |byte: u8| ALPHABET.iter().zip(0u32..).find(|(known, _)| **known == byte).map(|(_, index)| index);
    let Some((last, body)) = number.split_last() else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for byte in body {
        let Some(value) = value(*byte) else { return false };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    value(*last) == Some((31 - sum % 31) % 31)
}

/// Hungary, adóazonosító jel of a person: each digit times its place, modulo 11. Act XX of 1996.
pub(super) fn hu_adoazonosito(number: &[u8]) -> bool {
    let sum = weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    sum.is_some_and(|sum| digit_at(number, 9) == Some(sum % 11))
}

/// Hungary, adószám: the eighth digit; what follows (VAT code, county) is not covered. python-stdnum 2.2, hu.anum.
pub(super) fn hu_adoszam(number: &[u8]) -> bool {
    weighted(number, &[9, 7, 3, 1, 9, 7, 3, 1]).is_some_and(|sum| sum % 10 == 0)
}

/// Kazakhstan, BIN and IIN: the twelfth digit, with a second pass when the first gives 10. Resolution 406 of 2007.
pub(super) fn kz_bin(number: &[u8]) -> bool {
    let Some(first) = weighted(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) else { return false };
    let check = match first % 11 {
        10 => weighted(number, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]).map(|second| second % 11),
        once => Some(once),
    };
    digit_at(number, 11) == check
}

/// Moldova, IDNO and IDNP: weights 7, 3, 1 repeated, modulo 10. python-stdnum 2.2, md.idno; Government Decision 333.
pub(super) fn md_idno(number: &[u8]) -> bool {
    let sum = weighted(number, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]);
    sum.is_some_and(|sum| digit_at(number, 12) == Some(sum % 10))
}

/// Poland, NIP: modulo 11. Ministry of Finance; python-stdnum 2.2, pl.nip.
pub(super) fn pl_nip(number: &[u8]) -> bool {
    let sum = weighted(number, &[6, 5, 7, 2, 3, 4, 5, 6, 7]);
    sum.is_some_and(|sum| digit_at(number, 9) == Some(sum % 11))
}

/// Poland, PESEL of a person: modulo 10. Ministry of the Interior; python-stdnum 2.2, pl.pesel.
pub(super) fn pl_pesel(number: &[u8]) -> bool {
    let sum = weighted(number, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    sum.is_some_and(|sum| digit_at(number, 10) == Some((10 - sum % 10) % 10))
}

/// Russia, INN of an organisation. Federal Tax Service; python-stdnum 2.2, ru.inn.
pub(super) fn ru_inn_10(number: &[u8]) -> bool {
    let sum = weighted(number, &[2, 4, 10, 3, 5, 9, 4, 6, 8]);
    sum.is_some_and(|sum| digit_at(number, 9) == Some(sum % 11 % 10))
}

/// Russia, INN of a person: two check digits. Federal Tax Service; python-stdnum 2.2, ru.inn.
pub(super) fn ru_inn_12(number: &[u8]) -> bool {
    let first = weighted(number, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]).map(|sum| sum % 11 % 10);
    let second = weighted(number, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]).map(|sum| sum % 11 % 10);
    first.is_some() && digit_at(number, 10) == first && digit_at(number, 11) == second
}

/// Thailand, tax number of a firm and identity number of a person alike. python-stdnum 2.2, th.moa and th.pin.
pub(super) fn th_tin(number: &[u8]) -> bool {
    // The remainder of Σ(2−i)·d modulo 11 may be negative; 13−i are the same weights, shifted by 11.
    let sum = weighted(number, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    sum.is_some_and(|sum| digit_at(number, 12) == Some((11 - sum % 11) % 10))
}

/// Türkiye, identity number of a person: two check digits. python-stdnum 2.2, tr.tckimlik.
pub(super) fn tr_tckn(number: &[u8]) -> bool {
    let odd = weighted(number, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = weighted(number, &[0, 1, 0, 1, 0, 1, 0, 1, 0]);
    let (Some(odd), Some(even)) = (odd, even) else { return false };
    // 9·even is −even modulo 10, without leaving the unsigned numbers.
    let tenth = (7 * odd + 9 * even) % 10;
    digit_at(number, 9) == Some(tenth) && digit_at(number, 10) == Some((odd + even + tenth) % 10)
}

/// Türkiye, VKN: each digit shifted by its place from the right, then multiplied by a power of two modulo 9.
/// python-stdnum 2.2, tr.vkn.
pub(super) fn tr_vkn(number: &[u8]) -> bool {
    let mut sum = 0;
    for place in 1..=9u32 {
        let Some(value) = digit_at(number, 9 - place as usize) else { return false };
        let shifted = (value + place) % 10;
        if shifted != 0 {
            let product = (shifted << place) % 9;
            sum += if product == 0 { 9 } else { product };
        }
    }
    digit_at(number, 9) == Some((10 - sum % 10) % 10)
}

/// Ukraine, EDRPOU: the weights depend on the first digit; a second pass when the first gives 10.
/// python-stdnum 2.2, ua.edrpou.
pub(super) fn ua_edrpou(number: &[u8]) -> bool {
    let mut weights = match number.first() {
        Some(b'3'..=b'5') => [7, 1, 2, 3, 4, 5, 6],
        _ => [1, 2, 3, 4, 5, 6, 7],
    };
    let Some(first) = weighted(number, &weights) else { return false };
    let check = match first % 11 {
        10 => {
            weights = weights.map(|weight| weight + 2);
            weighted(number, &weights).map(|second| second % 11 % 10)
        }
        once => Some(once),
    };
    digit_at(number, 7) == check
}

/// Ukraine, RNOKPP of a person. python-stdnum 2.2, ua.rntrc.
pub(super) fn ua_rnokpp(number: &[u8]) -> bool {
    // The first weight is −1; 10 is the same modulo 11.
    let sum = weighted(number, &[10, 5, 7, 9, 4, 6, 10, 5, 7]);
    sum.is_some_and(|sum| digit_at(number, 9) == Some(sum % 11 % 10))
}

/// Venezuela, RIF: the letter counts as a digit of its own. python-stdnum 2.2, ve.rif.
pub(super) fn ve_rif(number: &[u8]) -> bool {
    let letter = match number.first() {
        Some(b'V') => 4,
        Some(b'E') => 8,
        Some(b'J') => 12,
        Some(b'P') => 16,
        Some(b'G') => 20,
        _ => return false,
    };
    let sum = weighted(&number[1..], &[3, 2, 7, 6, 5, 4, 3, 2]);
    sum.is_some_and(|sum| number.get(9) == Some(&b"00987654321"[((letter + sum) % 11) as usize]))
}

/// Viet Nam, MST: the tenth digit; a branch's three digits after it are not covered. python-stdnum 2.2, vn.mst.
pub(super) fn vn_mst(number: &[u8]) -> bool {
    let sum = weighted(number, &[31, 29, 23, 19, 17, 13, 7, 5, 3]);
    sum.is_some_and(|sum| digit_at(number, 9) == Some(10 - sum % 11))
}
