//! Likeness: whether two records are one company when no single value proves it.
//!
//! Each record becomes a [`Profile`]: its name as words in one spelling, and its other values as hashes. Records that may
//! have something in common are compared field by field; each field speaks for or against in *bits*, by how rare what they
//! share is. A verdict takes more than a sum: two independent pieces of evidence, and nothing that forbids.

mod alike;
mod bits;
mod blocking;
mod clusters;
mod customers;
mod evidence;
mod hash;
mod hits;
mod joining;
mod key_index;
mod linkage;
mod links;
mod maker;
mod name;
mod packed;
mod profile;
mod rarity;
mod reasons;
mod records;
#[cfg(test)]
mod tests;
mod value;
mod verdict;
mod weights;

pub use alike::Alike;
pub use bits::{Bits, score};
pub use customers::{Contents, Customers, CustomersBuilder, CustomersWriter, Segment, rules};
pub use evidence::{Aspect, Comparison, Says};
pub use hits::{Hit, likely};
pub use joining::{Joined, join};
pub use key_index::{KeyIndex, KeyPart, PARTS};
pub use linkage::{Found, Link, Linkage, in_bits};
pub use links::{LinkReport, Links};
pub use maker::ProfileMaker;
pub use profile::{Piece, Profile, Profiles};
pub use rarity::{Count, Counted, Counts, PartCount, apply, count, pairs, put_in_order};
pub use records::{Records, count_keys, in_order, write_keys};
pub use weights::Weights;
