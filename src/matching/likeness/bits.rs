//! Bits: the unit of evidence, in whole hundredths, so that every machine counts alike.

/// Evidence in hundredths of a bit.
pub type Bits = i32;

/// Hundredths in a bit.
pub(super) const ONE: Bits = 100;

/// The logarithm of a whole number to the base 2, in hundredths; 0 for 0. Counted in whole numbers, since machines differ in
/// the last place of logarithms.
pub(super) fn log2(number: u64) -> Bits {
    if number == 0 {
        return 0;
    }
    let whole = number.ilog2();
    // The number between 1 and 2 in 31 binary places; squaring it brings out one place of the logarithm each time.
    let mut rest = if whole > 31 { number >> (whole - 31) } else { number << (31 - whole) };
    let mut fraction = 0;
    for _ in 0..10 {
        rest = (rest * rest) >> 31;
        fraction *= 2;
        if rest >= 1 << 32 {
            rest >>= 1;
            fraction += 1;
        }
    }
    let whole = Bits::try_from(whole).unwrap_or(0);
    whole * ONE + (fraction * ONE + 512) / 1024
}

/// The weight of evidence as people read it: 0 to 100, half for as likely as not.
pub fn score(bits: Bits) -> u8 {
    /// The fourth root of two.
    const QUARTER: f64 = 1.189_207_115_002_721;
    let quarters = (bits / (ONE / 4)).clamp(-48, 48);
    let odds = (0..quarters.abs()).fold(1.0, |odds, _| odds * QUARTER);
    let odds = if quarters < 0 { 1.0 / odds } else { odds };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let score = (100.0 * odds / (1.0 + odds)).round() as u8;
    score.min(99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_to_a_hundredth() {
        assert_eq!([0, 1, 2, 1024, 1 << 40].map(log2), [0, 0, 100, 1000, 4000]);
        for number in [3_u64, 5, 7, 10, 1000, 123_456_789] {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let wanted = (number as f64).log2() * 100.0;
            assert!((f64::from(log2(number)) - wanted).abs() < 1.0, "{number}: {}", log2(number));
        }
    }

    #[test]
    fn scores_rise_with_the_evidence() {
        assert_eq!([-5000, -100, 0, 100, 600, 5000].map(score), [0, 33, 50, 67, 98, 99]);
    }
}
