//! How rare values are, counted over the lists at hand.
//!
//! A value's *spread* is how many different companies have it, and a company is told by its name: ten rows of one company
//! do not make its telephone number common. Each kind of value is counted by itself, so that threads can count side by side.

use super::bits::{Bits, ONE, log2};
use super::hash::{mix, narrow};
use super::key_index::{PARTS, part};
use super::profile::{Piece, Profile, Profiles, Rarities};
use super::value::phone_hash;
use super::weights::Weights;
use crate::facts::WordKind;

/// The kinds of values that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Words of names, over different names.
    Words,
    /// Names, over different places.
    Names,
    /// Domains of companies' own.
    Domains,
    /// Addresses at mail providers.
    Emails,
    /// Telephone numbers.
    Phones,
    /// Houses in streets.
    Streets,
    /// Postal codes.
    PostalCodes,
    /// Cities.
    Cities,
    /// Contact persons.
    Persons,
    /// Registration and tax IDs.
    Ids,
    /// Companies, by their names: only how many there are counts.
    Companies,
}

impl Counted {
    /// The key in the manifest.
    pub const fn name(self) -> &'static str {
        match self {
            Counted::Words => "words",
            Counted::Names => "names",
            Counted::Domains => "domains",
            Counted::Emails => "email_addresses",
            Counted::Phones => "phones",
            Counted::Streets => "addresses",
            Counted::PostalCodes => "postal_codes",
            Counted::Cities => "cities",
            Counted::Persons => "persons",
            Counted::Ids => "registration_ids",
            Counted::Companies => "companies",
        }
    }

    /// Every kind.
    pub const ALL: [Counted; 11] = [
        Counted::Words,
        Counted::Names,
        Counted::Domains,
        Counted::Emails,
        Counted::Phones,
        Counted::Streets,
        Counted::PostalCodes,
        Counted::Cities,
        Counted::Persons,
        Counted::Ids,
        Counted::Companies,
    ];
}

/// How often the values of one kind are there: those that more than one company has.
#[derive(Clone, Debug)]
pub struct Count {
    /// The values that several have, in order, and how many.
    shared: Vec<(u32, u32)>,
    /// Where the values with these upper bits begin.
    starts: Vec<u32>,
    shift: u32,
    /// How many different pairs of value and company there are.
    pairs: u64,
}

impl Count {
    /// The counts of a kind's values, from those of its parts in order.
    pub fn new(parts: Vec<PartCount>) -> Self {
        let pairs = parts.iter().map(|part| part.pairs).sum();
        let mut shared = Vec::with_capacity(parts.iter().map(|part| part.shared.len()).sum());
        for part in parts {
            shared.extend(part.shared);
        }
        // Two values or so to a bucket.
        let bits = (usize::BITS - (shared.len() / 2).leading_zeros()).clamp(1, 24);
        let shift = u32::BITS - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (value, _) in &shared {
            starts[(value >> shift) as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        Count { shared, starts, shift, pairs }
    }

    fn of(&self, value: u32) -> u32 {
        let bucket = (value >> self.shift) as usize;
        let shared = &self.shared[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        shared.iter().find(|(other, _)| *other == value).map_or(1, |(_, count)| *count)
    }

    /// How many values more than `limit` companies have.
    pub fn generic(&self, limit: u32) -> usize {
        self.shared.iter().filter(|(_, count)| *count > limit).count()
    }
}

/// The counts of every kind, in the order of [`Counted::ALL`].
#[derive(Clone, Debug)]
pub struct Counts(pub Vec<Count>);

/// The counts of those values of a kind whose hashes have the same upper bits.
#[derive(Clone, Debug)]
pub struct PartCount {
    shared: Vec<(u32, u32)>,
    pairs: u64,
}

/// Counts the values of a part, from its pairs of value and company in any order.
pub fn count(mut pairs: Vec<u64>) -> PartCount {
    put_in_order(&mut pairs);
    let mut shared = Vec::new();
    for group in pairs.chunk_by(|one, two| one >> 32 == two >> 32) {
        if let [first, _, ..] = group {
            shared.push((narrow(first >> 32), u32::try_from(group.len()).unwrap_or(u32::MAX)));
        }
    }
    PartCount { shared, pairs: pairs.len() as u64 }
}

/// Each pair once, in order. What is in order for the most part costs little.
pub fn put_in_order(pairs: &mut Vec<u64>) {
    pairs.sort_unstable();
    pairs.dedup();
}

/// The pairs of value and company of one kind in a list, in the parts of their values, each once and in order.
pub fn pairs(kind: Counted, list: &Profiles) -> Vec<Vec<u64>> {
    let mut parts = vec![Vec::new(); PARTS];
    for (place, profile) in (0..).zip(&list.list) {
        let name = order_of(profile);
        each(kind, list, place, profile, |value| {
            let is_placed = profile.city != 0 || profile.postal_code != 0;
            let by = match kind {
                Counted::Names => narrow(place_hash(profile)),
                Counted::Companies => 0,
                _ => name,
            };
            // A record without a place is no further company of its name.
            if value != 0 && (is_placed || kind != Counted::Names) {
                parts[part(value)].push(u64::from(value) << 32 | u64::from(by));
            }
        });
    }
    parts.iter_mut().for_each(put_in_order);
    parts
}

/// What tells a record's company in counting: its name, or all of it where it has none.
pub(super) fn order_of(profile: &Profile) -> u32 {
    if profile.core == 0 { narrow(profile.content) } else { profile.core }
}

/// Where a company is, as far as it is known: companies of one name are told apart by it.
fn place_hash(profile: &Profile) -> u64 {
    let place = if profile.city == 0 { profile.postal_code } else { u64::from(profile.city) };
    mix(u64::from(profile.country), place)
}

fn street_hash(profile: &Profile) -> u32 {
    if profile.street == 0 || profile.house == 0 {
        return 0;
    }
    let place = if profile.city == 0 { profile.postal_code } else { u64::from(profile.city) };
    narrow(mix(mix(u64::from(profile.street), u64::from(profile.house)), place))
}

fn postal_hash(profile: &Profile) -> u32 {
    if profile.postal_code == 0 { 0 } else { narrow(mix(profile.postal_code, u64::from(profile.country))) }
}

fn each(kind: Counted, list: &Profiles, place: u32, profile: &Profile, mut add: impl FnMut(u32)) {
    match kind {
        Counted::Words => list.view(place).tokens.iter().for_each(|token| add(token.hash)),
        Counted::Names => add(profile.core),
        Counted::Domains => profile.domains.iter().for_each(|domain| add(*domain)),
        Counted::Emails => add(profile.email),
        Counted::Phones => add(phone_hash(profile.phone)),
        Counted::Streets => add(street_hash(profile)),
        Counted::PostalCodes => add(postal_hash(profile)),
        Counted::Cities => add(profile.city),
        Counted::Persons => add(profile.person),
        Counted::Ids => profile.ids.iter().for_each(|id| add(id.hash)),
        Counted::Companies => add(order_of(profile)),
    }
}

/// Tells profiles how rare their values are.
pub fn apply(counts: &Counts, weights: &Weights, piece: Piece<'_>) {
    let [words, names, domains, emails, phones, streets, postal_codes, cities, persons, ids, companies] =
        counts.0.as_slice()
    else {
        return;
    };
    let rarity = &weights.rarity;
    let Piece { list, tokens: all_tokens, first_token } = piece;
    for token in &mut *all_tokens {
        token.bits = narrow_bits(match token.kind {
            WordKind::Legal => weights.name.legal,
            kind => word_bits(words.of(token.hash), companies.pairs, kind, weights),
        });
    }
    let spread_bits = |count: &Count, value: u32, most: Bits, least: Bits| match count.of(value) {
        _ if value == 0 => 0,
        spread if spread > rarity.generic => 0,
        spread => narrow_bits((most - log2(u64::from(spread)) * 12 / 10).max(least)),
    };
    // Of postal codes and cities, what counts is how large they are.
    let share_bits = |count: &Count, value: u32, most: Bits| {
        let (all, with) = (count.pairs + rarity.background / 10, u64::from(count.of(value)) + 4);
        if value == 0 { 0 } else { narrow_bits((log2(all) - log2(with)).clamp(0, most)) }
    };
    for profile in list {
        let own = (profile.first_token - first_token) as usize;
        let own = &all_tokens[own..own + usize::from(profile.tokens)];
        let tokens: Bits = own.iter().map(|token| Bits::from(token.bits)).sum();
        let spread = u64::from(names.of(profile.core));
        let seen = log2(names.pairs + rarity.background) - log2(spread);
        let (web, phone, street) = (&weights.web, &weights.phone, &weights.street);
        profile.rarities = Rarities {
            core: narrow_bits(seen.min(tokens).clamp(weights.name.least, weights.name.most)),
            homonyms: u16::try_from(spread).unwrap_or(u16::MAX),
            domains: profile.domains.map(|domain| spread_bits(domains, domain, web.most, web.least)),
            email: spread_bits(emails, profile.email, weights.email.most, 0),
            phone: spread_bits(phones, phone_hash(profile.phone), phone.most, phone.least),
            street: spread_bits(streets, street_hash(profile), street.most, street.least),
            postal_code: share_bits(postal_codes, postal_hash(profile), weights.place.postal_code),
            city: share_bits(cities, profile.city, weights.place.city),
            person: spread_bits(persons, profile.person, weights.person.most, 0),
        };
        for id in &mut profile.ids {
            id.shared = if id.hash == 0 { 0 } else { u16::try_from(ids.of(id.hash) - 1).unwrap_or(u16::MAX) };
        }
    }
}

/// How much it says that two companies share a word, by how many of the names have it.
fn word_bits(names: u32, all: u64, kind: WordKind, weights: &Weights) -> Bits {
    let rarity = &weights.rarity;
    let usual = match kind {
        WordKind::Common => rarity.common,
        WordKind::Ordinary => rarity.ordinary,
        WordKind::Plain | WordKind::Legal => rarity.plain,
    };
    // Sixteenths, so that a fraction of a name counts.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
    let expected = (usual * rarity.background as f64 * 16.0).round() as u64;
    log2((all + rarity.background) * 16) - log2(u64::from(names) * 16 + expected)
}

fn narrow_bits(bits: Bits) -> u16 {
    u16::try_from(bits.clamp(0, 40 * ONE)).unwrap_or(0)
}
