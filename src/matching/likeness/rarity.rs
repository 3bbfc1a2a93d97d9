//! How rare values are, counted over the lists at hand.
//!
//! A value's *spread* is how many different companies have it, and a company is told by its name: ten rows of one company
//! do not make its telephone number common. Each kind of value is counted by itself, so that threads can count side by side.

use super::bits::{Bits, ONE, log2};
use super::hash::{mix, narrow};
use super::profile::{Profile, Profiles, Rarities};
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
        }
    }

    /// Every kind.
    pub const ALL: [Counted; 10] = [
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
    ];
}

/// How often the values of one kind are there: those that more than one company has.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// The values that several have, in order, and how many.
    shared: Vec<(u32, u32)>,
    /// How many different pairs of value and company there are.
    pairs: u64,
    /// How many companies have a value of the kind.
    companies: u64,
}

impl Count {
    fn of(&self, value: u32) -> u32 {
        self.shared.binary_search_by_key(&value, |(value, _)| *value).map_or(1, |place| self.shared[place].1)
    }

    /// How many values more than `limit` companies have.
    pub fn generic(&self, limit: u32) -> usize {
        self.shared.iter().filter(|(_, count)| *count > limit).count()
    }
}

/// The counts of every kind, in the order of [`Counted::ALL`].
#[derive(Clone, Debug, Default)]
pub struct Counts(pub Vec<Count>);

/// Counts the values of one kind in some lists.
pub fn count(kind: Counted, lists: &[&Profiles]) -> Count {
    let mut pairs: Vec<u64> = Vec::new();
    let mut companies: Vec<u32> = Vec::new();
    for list in lists {
        for (place, profile) in (0..).zip(&list.list) {
            let name = if profile.core == 0 { narrow(profile.content) } else { profile.core };
            if kind == Counted::Words || kind == Counted::Names {
                companies.push(name);
            }
            each(kind, list, place, profile, |value| {
                let is_placed = profile.city != 0 || profile.postal_code != 0;
                let by = if kind == Counted::Names { narrow(place_hash(profile)) } else { name };
                // A record without a place is no further company of its name.
                if value != 0 && (is_placed || kind != Counted::Names) {
                    pairs.push(u64::from(value) << 32 | u64::from(by));
                }
            });
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    companies.sort_unstable();
    companies.dedup();
    let mut shared = Vec::new();
    for group in pairs.chunk_by(|one, two| one >> 32 == two >> 32) {
        if let [first, _, ..] = group {
            shared.push((narrow(first >> 32), u32::try_from(group.len()).unwrap_or(u32::MAX)));
        }
    }
    Count { shared, pairs: pairs.len() as u64, companies: companies.len() as u64 }
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
    }
}

/// Tells every profile of a list how rare its values are.
pub fn apply(counts: &Counts, weights: &Weights, list: &mut Profiles) {
    let [words, names, domains, emails, phones, streets, postal_codes, cities, persons, ids] = counts.0.as_slice()
    else {
        return;
    };
    let rarity = &weights.rarity;
    for token in &mut list.tokens {
        token.bits = narrow_bits(match token.kind {
            WordKind::Legal => weights.name.legal,
            kind => word_bits(words.of(token.hash), words.companies, kind, weights),
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
    for place in 0..list.list.len() {
        let tokens: Bits = list.view(narrow_place(place)).tokens.iter().map(|token| Bits::from(token.bits)).sum();
        let profile = &mut list.list[place];
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

fn narrow_place(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than 2^32 records")
}
