//! A tiny seeded random source. It knows nothing of lists.
//!
//! `SplitMix64` (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). Chosen over a crate because
//! a list must stay the same for a seed for as long as figures are compared, whatever a crate's next version does.

/// What is drawn for: each purpose has its own numbers, so that changing one leaves the others as they were.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(crate) enum Stream {
    /// What a company is.
    Company = 1,
    /// What kind of row a row is: new, known or repeated.
    Kind = 2,
    /// How a row is written, and what is wrong with it.
    Writing = 3,
}

/// A sequence of numbers that depends on its start alone.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The sequence of one thing: the same seed, stream and index give the same numbers, in whatever order they are asked for.
    pub(crate) fn of(seed: u64, stream: Stream, index: u64) -> Random {
        Random(mix(mix(seed ^ ((stream as u64) << 56)).wrapping_add(index)))
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number below `end`, which is at least 1. The bias of the plain remainder is below one in four billion here.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// True in `permille` of a thousand cases.
    pub(crate) fn chance(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    /// One of the choices, all equally likely.
    pub(crate) fn pick<'a, T: ?Sized, S: AsRef<T> + 'a>(&mut self, choices: &'a [S]) -> &'a T {
        choices[self.index(choices.len())].as_ref()
    }

    /// A place in a list of that length, which is at least 1.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// A decimal digit.
    pub(crate) fn digit(&mut self) -> u8 {
        u8::try_from(self.below(10)).unwrap_or(0)
    }
}

/// `SplitMix64`'s finaliser: every bit of the input changes about half the bits of the result.
pub(crate) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // SplitMix64 from state 0: the first numbers of the reference implementation.
        let mut random = Random(0);
        assert_eq!(random.next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.next(), 0x6E78_9E6A_A1B9_65F4);
    }
}
