//! Likeness: whether two records are one company when no single value proves it.
//!
//! Each record becomes a [`Profile`]: its name as words in one spelling, and its other values as hashes. Records that may
//! have something in common are compared field by field; each field speaks for or against in *bits*, by how rare what they
//! share is. A verdict takes more than a sum: two independent pieces of evidence, and nothing that forbids.

mod alike;
mod bits;
mod blocking;
mod clusters;
mod evidence;
mod hash;
mod joining;
mod linkage;
mod links;
mod name;
mod profile;
mod rarity;
mod reasons;
mod value;
mod verdict;
mod weights;

pub use alike::Alike;
pub use bits::{Bits, score};
pub use blocking::{Entries, KeyIndex, MOST_IN_BLOCK};
pub use evidence::{Aspect, Comparison, Says};
pub use joining::{Joined, join};
pub use linkage::{Link, Linkage, RowLinks, Scratch, entries_of, in_bits, order_of};
pub use links::{LinkReport, Links};
pub use profile::{Profile, ProfileMaker, Profiles};
pub use rarity::{Count, Counted, Counts, apply, count};
pub use weights::Weights;
