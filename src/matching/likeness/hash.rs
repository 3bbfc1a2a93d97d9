//! Hashes of single values: equal for equal values, on every machine.

use xxhash_rust::xxh3::xxh3_64;

/// The hash of a value in 32 bits; never 0, which stands for no value.
pub(super) fn hash32(value: &[u8]) -> u32 {
    if value.is_empty() { 0 } else { narrow(xxh3_64(value)) }
}

/// A hash in 32 bits; never 0.
pub(super) fn narrow(hash: u64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "half of the hash is what is wanted")]
    let half = (hash ^ hash >> 32) as u32;
    half.max(1)
}

/// One hash of several: in this order.
pub(super) fn mix(one: u64, other: u64) -> u64 {
    let mixed = (one ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xff51_afd7_ed55_8ccd) ^ other;
    let mixed = (mixed ^ mixed >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ mixed >> 29
}
