//! Candidates: which records are worth comparing, found by what they may have in common.
//!
//! Every record gives some thirty keys, most of them of parts of its values, so that no single slip hides a pair. A key that
//! too many records share is passed over as a whole: taking some of them would depend on the order of the list, and the
//! finer keys find the right ones.

use super::hash::{mix, narrow};
use super::profile::View;
use crate::facts::WordKind;

/// What a key was made from.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Kind {
    Id,
    Phone,
    PhoneStart,
    Domain,
    Label,
    Email,
    Core,
    Glued,
    TokenCountry,
    TokenCity,
    TokenPostal,
    Beginning,
    End,
    BeginningCity,
    BeginningPostal,
    Deletion,
    House,
    Street,
    Customer,
    Prefix,
    TokenPair,
}

impl Kind {
    /// Whether two records that share such a key are compared for it alone. Of the others they must share two: a pair that is
    /// one company shares several, and most that share one by chance share no other.
    const fn is_strong(self) -> bool {
        matches!(
            self,
            Kind::Id
                | Kind::Phone
                | Kind::Domain
                | Kind::Email
                | Kind::Customer
                | Kind::Prefix
                | Kind::Core
                | Kind::Glued
        )
    }
}

/// A key of a record, and whether it is reason enough to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) hash: u32,
    pub(super) is_strong: bool,
}

/// Writes a record's keys to `keys`, each once and in order.
pub(super) fn keys(record: View<'_>, keys: &mut Vec<Key>) {
    keys.clear();
    add_keys(record, keys);
    keys.sort_unstable();
    keys.dedup_by_key(|key| key.hash);
}

fn add_keys(record: View<'_>, keys: &mut Vec<Key>) {
    let profile = record.profile;
    let mut push = |kind: Kind, one: u64, other: u64| {
        if one != 0 {
            let hash = narrow(mix(mix(kind as u64 + 1, one), other));
            keys.push(Key { hash, is_strong: kind.is_strong() });
        }
    };
    let (country, city) = (u64::from(profile.country), u64::from(profile.city));
    for id in profile.ids {
        push(Kind::Id, u64::from(id.hash), 0);
    }
    if !profile.phone.is_missing() {
        push(Kind::Phone, profile.phone.last(7) + 1, 0);
        push(Kind::PhoneStart, profile.phone.last(9) / 100 + 1, 0);
    }
    for (domain, label) in profile.domains.into_iter().zip(profile.labels) {
        push(Kind::Domain, u64::from(domain), 0);
        push(Kind::Label, u64::from(label), 0);
    }
    push(Kind::Email, u64::from(profile.email), 0);
    push(Kind::Customer, u64::from(profile.customer_id), 0);
    push(Kind::Prefix, u64::from(profile.prefix), 0);
    if profile.house != 0 {
        push(Kind::House, profile.postal_code, u64::from(profile.house));
        push(Kind::Street, u64::from(profile.street), mix(u64::from(profile.house), city));
    }
    if profile.core == 0 {
        return;
    }
    push(Kind::Core, u64::from(profile.core), 0);
    push(Kind::Core, u64::from(profile.core), mix(country, 1));
    push(Kind::Core, u64::from(profile.core), mix(city, 2));
    push(Kind::Core, u64::from(profile.core), mix(profile.postal_code, 3));
    push(Kind::Glued, u64::from(profile.glued), 0);

    let name = record.name().as_bytes();
    let part = |bytes: &[u8]| bytes.iter().fold(1_u64, |all, byte| mix(all, u64::from(*byte)));
    push(Kind::Beginning, part(&name[..name.len().min(5)]), country);
    push(Kind::End, part(&name[name.len().saturating_sub(6)..]), country);
    if city != 0 {
        push(Kind::BeginningCity, part(&name[..name.len().min(3)]), city);
    }
    if profile.postal_code != 0 {
        push(Kind::BeginningPostal, part(&name[..name.len().min(3)]), profile.postal_code);
    }
    let mut rarest: [Option<(u16, u32, usize)>; 2] = [None; 2];
    for (place, token) in record.tokens.iter().enumerate().filter(|(_, token)| token.kind != WordKind::Legal) {
        let this = Some((token.bits, token.hash, place));
        if this > rarest[0] {
            rarest = [this, rarest[0]];
        } else if this > rarest[1] {
            rarest[1] = this;
        }
    }
    for (_, hash, place) in rarest.into_iter().flatten() {
        let token = u64::from(hash);
        push(Kind::TokenCountry, token, country);
        push(Kind::TokenCity, token, city);
        push(Kind::TokenPostal, token, profile.postal_code);
        let word = record.word(&record.tokens[place]).as_bytes();
        if word.len() >= 4 && word.len() <= 24 {
            push(Kind::Deletion, part(word), city);
            for left_out in 0..word.len() {
                let letters = word.iter().enumerate().filter(|(at, _)| *at != left_out);
                let rest = letters.fold(1_u64, |all, (_, byte)| mix(all, u64::from(*byte)));
                push(Kind::Deletion, rest, city);
            }
        }
    }
    if let [Some((_, one, _)), Some((_, other, _))] = rarest {
        push(Kind::TokenPair, u64::from(one.min(other)), u64::from(one.max(other)));
    }
}
