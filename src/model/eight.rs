//! Eight bytes looked at together, for texts that are too short for `memchr`, which is made for long ways.

const EACH: u64 = u64::from_le_bytes([1; 8]);
const LOW: u64 = EACH * 0x7f;

/// Where `wanted` stands among eight bytes: the highest bit of each byte that is it, the first byte lowest.
#[inline]
pub fn places_of(wanted: u8, eight: [u8; 8]) -> u64 {
    let difference = u64::from_le_bytes(eight) ^ (EACH * u64::from(wanted));
    // The highest bit of each byte that is zero.
    !(((difference & LOW) + LOW) | difference | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told_from_every_other() {
        for (wanted, other) in (0..=255).flat_map(|wanted| (0..=255).map(move |other| (wanted, other))) {
            let eight = [other, wanted, other, other, wanted, other, other, wanted];
            let expected = if wanted == other { 0x8080_8080_8080_8080 } else { 0x8000_0080_0000_8000 };
            assert_eq!(places_of(wanted, eight), expected, "{wanted} {other}");
        }
    }
}
