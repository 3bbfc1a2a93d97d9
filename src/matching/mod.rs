//! Record linkage: whether a row is a company that is known already, and how sure that is.
//!
//! Every record gives a few *keys*; records that share one are *candidates* for each other, and the reasons that speak
//! for a pair decide what it is worth. This room knows companies, not files: what becomes of a row is not its business.

mod compare;
mod decisions;
mod index;
mod keys;
mod known;
pub mod likeness;
mod rows;

pub use compare::{certainty, score};
pub use decisions::{Decided, Decisions, company_of};
pub use index::{Collision, RowIndex, Shard};
pub use keys::{Key, KeyKind, KeyMaker, Keys, Origin, Tags, prefix_key};
pub use known::{
    KnownContents, KnownCustomer, KnownCustomers, KnownCustomersBuilder, KnownWriter, StoredCustomers, reason,
};
pub use rows::RowsSoFar;
