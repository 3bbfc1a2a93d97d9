//! Keys: what two records of the same company have in common, as hashes.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::index::{SHARDS, shard_of};
use crate::facts::{Facts, domain};
use crate::model::{CountryCode, Field, Reading, Reason, Reasons, Row};

/// What a key was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// Microsoft's customer ID.
    CustomerId,
    /// A registration or tax ID within a country.
    RegistrationId,
    /// A registration or tax ID whose country is not known.
    RegistrationIdAnywhere,
    /// A company's own domain.
    Domain,
    /// What stands before `.onmicrosoft.com` in the prefix that a row asks for, or that is proposed for it.
    DomainPrefix,
    /// The same in a web site's or a mail address's domain: that tenant exists.
    TenantDomain,
    /// A company's name, legal form apart, within a country.
    Name,
    /// The same with a postal code.
    NameAndPostalCode,
    /// A company's name whose country is not known.
    NameAnywhere,
}

/// One key of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The row's place in its batch.
    pub row: u32,
    /// What it was made from.
    pub kind: KeyKind,
    /// The hash of kind and value: equal for equal values, on every machine and in every version that has this kind.
    pub hash: u64,
}

/// What comparing two records takes beside their keys. A tag is 0 when there is nothing to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// The name without its legal form.
    pub bare_name: u32,
    /// The postal code.
    pub postal_code: u32,
    /// The registration ID: its length in the lowest bits.
    pub registration_id: u32,
    /// The country.
    pub country: Option<CountryCode>,
}

/// The keys of a batch and each row's tags.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The keys: in row order as they are made, and within their shard once they are sorted for the index.
    pub list: Vec<Key>,
    /// One entry a row.
    pub tags: Vec<Tags>,
    /// Where each shard's keys begin in the list, and where the last ends; empty before they are sorted.
    shards: Vec<usize>,
}

impl Keys {
    /// Sorts the keys by the shard of the index that each belongs to, those of a shard still in row order.
    pub fn sort_into_shards(&mut self) {
        let mut starts = vec![0; SHARDS + 1];
        for key in &self.list {
            starts[shard_of(key.hash) + 1] += 1;
        }
        for shard in 0..SHARDS {
            starts[shard + 1] += starts[shard];
        }
        let mut next = starts.clone();
        let mut sorted = self.list.clone();
        for key in &self.list {
            let place = &mut next[shard_of(key.hash)];
            sorted[*place] = *key;
            *place += 1;
        }
        (self.list, self.shards) = (sorted, starts);
    }

    /// The keys of one shard, in row order.
    pub(super) fn of_shard(&self, shard: usize) -> &[Key] {
        match (self.shards.get(shard), self.shards.get(shard + 1)) {
            (Some(start), Some(end)) => &self.list[*start..*end],
            _ => &[],
        }
    }
}

/// Where the rows come from that keys are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A list of existing customers. A domain prefix that is only our proposal is not theirs.
    Customers,
    /// The run. With `anywhere`, rows that have a country also get the keys of customers that have none.
    Run {
        /// Whether there are such customers.
        anywhere: bool,
    },
    /// Either, where likeness is looked at apart: only the domain prefixes that are asked for, of which each can be given
    /// away once.
    Prefixes {
        /// Whether it is a list of customers.
        of_customers: bool,
    },
}

/// Makes keys. Holds the buffers that this takes, so that a row costs no allocation.
pub struct KeyMaker<'f> {
    facts: &'f Facts,
    origin: Origin,
    core: String,
    identifier: String,
}

impl<'f> KeyMaker<'f> {
    /// A maker that knows legal forms from `facts`.
    pub fn new(facts: &'f Facts, origin: Origin) -> Self {
        KeyMaker { facts, origin, core: String::new(), identifier: String::new() }
    }

    /// Adds a row that has no keys, since it could not be read.
    pub fn pass_over(&self, keys: &mut Keys) {
        keys.tags.push(Tags::default());
    }

    /// Adds the keys and tags of one row, which must be the one after the last that was added.
    pub fn add(&mut self, row: Row<'_>, reading: &Reading, keys: &mut Keys) {
        let place = u32::try_from(row.index()).expect("a batch holds fewer than 2^32 rows");
        let list = &mut keys.list;
        let mut push = |kind, hash| list.push(Key { row: place, kind, hash });
        let country = reading.country.code();
        let of_customers = matches!(self.origin, Origin::Customers | Origin::Prefixes { of_customers: true });
        let prefix_counts = !of_customers || !reading.domain_prefix_proposed;
        if prefix_counts && !row.field(Field::DomainPrefix).is_empty() {
            push(KeyKind::DomainPrefix, prefix_key(row.field(Field::DomainPrefix)));
        }
        if matches!(self.origin, Origin::Prefixes { .. }) {
            keys.tags.push(Tags::default());
            return;
        }

        let customer_id = row.field(Field::CustomerId);
        if comparable_id(customer_id, None, &mut self.identifier) {
            push(KeyKind::CustomerId, hash(KeyKind::CustomerId, None, customer_id));
        }
        let mut registration_id = 0;
        for field in [Field::RegistrationId, Field::TaxId] {
            if comparable_id(row.field(field), country, &mut self.identifier) {
                if field == Field::RegistrationId {
                    registration_id = id_tag(&self.identifier);
                }
                if country.is_some() {
                    push(KeyKind::RegistrationId, hash(KeyKind::RegistrationId, country, &self.identifier));
                }
                if country.is_none() || self.origin == (Origin::Run { anywhere: true }) {
                    let kind = KeyKind::RegistrationIdAnywhere;
                    push(kind, hash(kind, None, &self.identifier));
                }
            }
        }
        Self::add_domains(row, reading, &mut push);
        let tags = self.add_name(row, country, &mut push);
        keys.tags.push(Tags { registration_id, ..tags });
    }

    fn add_domains(row: Row<'_>, reading: &Reading, push: &mut impl FnMut(KeyKind, u64)) {
        let mut before = None;
        for cell in [reading.website_domain, reading.email_domain] {
            let own = row.resolve(cell);
            if own.is_empty() {
                continue;
            }
            if let Some(prefix) = own.strip_suffix(domain::TENANT_SUFFIX) {
                push(KeyKind::TenantDomain, prefix_key(prefix));
                continue;
            }
            let key = hash(KeyKind::Domain, None, own);
            if before.replace(key) != Some(key) {
                push(KeyKind::Domain, key);
            }
        }
    }

    fn add_name(&mut self, row: Row<'_>, country: Option<CountryCode>, push: &mut impl FnMut(KeyKind, u64)) -> Tags {
        let mut tags = Tags { country, postal_code: postal_tag(row.field(Field::PostalCode)), ..Tags::default() };
        self.core.clear();
        self.facts.legal_forms().core_name(row.field(Field::CompanyName), country, &mut self.core);
        if self.core.is_empty() {
            return tags;
        }
        let anywhere = hash(KeyKind::NameAnywhere, None, &self.core);
        tags.bare_name = fold(anywhere);
        if country.is_none() || self.origin == (Origin::Run { anywhere: true }) {
            push(KeyKind::NameAnywhere, anywhere);
        }
        if country.is_some() {
            push(KeyKind::Name, hash(KeyKind::Name, country, &self.core));
        }
        tags
    }
}

impl Key {
    /// The key of the same name with the row's postal code; none for other kinds and without a postal code.
    pub fn with_postal_code(self, tags: &Tags) -> Option<u64> {
        (self.kind == KeyKind::Name && tags.postal_code != 0)
            .then(|| xxh3_64_with_seed(&tags.postal_code.to_le_bytes(), self.hash))
    }
}

impl Tags {
    /// What the pair shares beside a key: name, country, postal code. Names only count where countries do not differ.
    pub fn shared_with(&self, other: &Tags) -> Reasons {
        let mut shared = Reasons::default();
        let same_country = match (self.country, other.country) {
            (Some(one), Some(two)) if one != two => return shared,
            (Some(_), Some(_)) => true,
            _ => false,
        };
        if same_country {
            shared = shared.with(Reason::Country);
            // Numbers of different length may be two numbers of one company, such as a PAN and the GSTIN round it.
            let (one, two) = (self.registration_id, other.registration_id);
            if one != 0 && two != 0 && one != two && one % ID_LENGTHS == two % ID_LENGTHS {
                shared = shared.with(Reason::OtherRegistrationId);
            }
            if self.postal_code != 0 && self.postal_code == other.postal_code {
                shared = shared.with(Reason::PostalCode);
            }
        }
        if self.bare_name != 0 && self.bare_name == other.bare_name {
            shared = shared.with(Reason::Name);
        }
        shared
    }
}

/// The key of a domain prefix.
pub fn prefix_key(prefix: &str) -> u64 {
    hash(KeyKind::DomainPrefix, None, prefix)
}

fn hash(kind: KeyKind, country: Option<CountryCode>, value: &str) -> u64 {
    let country = country.map_or(0, |code| code.index() as u64 + 1);
    xxh3_64_with_seed(value.as_bytes(), country << 8 | kind as u64)
}

/// The upper and the lower half of a hash.
pub(super) fn halves(hash: u64) -> (u32, u32) {
    #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
    let halves = ((hash >> 32) as u32, hash as u32);
    halves
}

/// A hash in 32 bits, for comparing one pair; never 0.
fn fold(hash: u64) -> u32 {
    let (upper, lower) = halves(hash);
    (upper ^ lower).max(1)
}

/// An identifier as it is compared: letters and digits, upper case, without the country's code before the digits and
/// without leading zeros, which spreadsheets lose. False when there is nothing in it worth comparing.
fn comparable_id(text: &str, country: Option<CountryCode>, out: &mut String) -> bool {
    out.clear();
    out.extend(text.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| letter.to_ascii_uppercase()));
    if let Some(country) = country
        && let Some(rest) = out.strip_prefix(country.as_str())
        && rest.starts_with(|first: char| first.is_ascii_digit())
    {
        out.drain(..2);
    }
    let zeros = out.len() - out.trim_start_matches('0').len();
    out.drain(..zeros);
    out.len() >= SHORTEST_ID && out.bytes().any(|byte| byte.is_ascii_digit()) && !is_placeholder(out.as_bytes())
}

/// Lengths up to this one are told apart in an ID's tag.
const ID_LENGTHS: u32 = 32;

/// An identifier's hash, and its length in the lowest bits, for comparing one pair; never 0.
fn id_tag(identifier: &str) -> u32 {
    let hash = fold(xxh3_64_with_seed(identifier.as_bytes(), 0));
    let length = u32::try_from(identifier.len()).unwrap_or(0) % ID_LENGTHS;
    (hash - hash % ID_LENGTHS + length).max(1)
}

/// Shorter numbers are counters, not registrations: Partner Center asks for five characters at least.
const SHORTEST_ID: usize = 5;

/// Whether it has fewer than three different characters, or only counts up: `99999`, `10101`, `123456789`.
pub(super) fn is_placeholder(id: &[u8]) -> bool {
    let mut seen = [0; 3];
    let mut distinct = 0;
    for byte in id {
        if distinct < 3 && !seen[..distinct].contains(byte) {
            seen[distinct] = *byte;
            distinct += 1;
        }
    }
    distinct < 3 || id.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]) || pair == b"90")
}

/// The postal code's letters and digits in upper case, as a number to compare.
fn postal_tag(text: &str) -> u32 {
    let mut compact = [0_u8; 16];
    let mut len = 0;
    for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
        if len == 0 && byte == b'0' || len == compact.len() {
            continue;
        }
        compact[len] = byte.to_ascii_uppercase();
        len += 1;
    }
    if len == 0 { 0 } else { fold(xxh3_64_with_seed(&compact[..len], 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_compared_by_what_counts() {
        let poland = CountryCode::new("PL");
        let compare = |text: &str| {
            let mut out = String::new();
            comparable_id(text, poland, &mut out).then_some(out)
        };
        assert_eq!(compare("PL 526-025-09-95").as_deref(), Some("5260250995"));
        assert_eq!(compare("0012345679"), compare("12345679"));
        for placeholder in ["", "0", "000000", "123456789", "1234567890", "N/A", "none", "99999", "1234", "ABCDEF"] {
            assert_eq!(compare(placeholder), None, "{placeholder}");
        }
    }

    #[test]
    fn postal_codes_are_compared_without_separators_and_leading_zeros() {
        assert_eq!(postal_tag("00-950"), postal_tag("950"));
        assert_eq!(postal_tag("sw1a 1aa"), postal_tag("SW1A1AA"));
        assert_ne!(postal_tag("10115"), postal_tag("10117"));
        assert_eq!(postal_tag(" - "), 0);
    }

    #[test]
    fn registration_ids_contradict_only_where_both_are_of_one_kind() {
        let tags = |id: &str| Tags {
            bare_name: 7,
            registration_id: id_tag(id),
            country: CountryCode::new("IN"),
            ..Tags::default()
        };
        let contradict = |one: &str, two: &str| tags(one).shared_with(&tags(two)).has(Reason::OtherRegistrationId);
        assert!(contradict("AAACR4849R", "AAACV7757J"));
        assert!(!contradict("AAACR4849R", "AAACR4849R"));
        assert!(!contradict("AAPFU0939F", "27AAPFU0939F1ZV"), "a PAN and a GSTIN");
    }

    #[test]
    fn different_countries_share_nothing() {
        let tags = |country: &str| Tags {
            bare_name: 7,
            postal_code: 9,
            registration_id: 0,
            country: CountryCode::new(country),
        };
        assert_eq!(tags("PL").shared_with(&tags("DE")), Reasons::default());
        assert_eq!(
            tags("PL").shared_with(&tags("PL")),
            Reasons::of(&[Reason::Country, Reason::PostalCode, Reason::Name])
        );
        assert_eq!(tags("PL").shared_with(&tags("")), Reasons::of(&[Reason::Name]));
    }
}
