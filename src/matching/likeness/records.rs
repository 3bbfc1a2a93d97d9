//! A list's records in an order of their own: that of names and contents, so that the order of the list decides nothing.

use std::ops::Range;

use super::blocking::{Key, keys};
use super::key_index::{KeyIndex, PARTS, entry, part};
use super::profile::{Profiles, View};
use super::rarity::order_of;

/// A list's records, each known by its rank: its place in the order of names and contents.
#[derive(Debug, Default)]
pub struct Records {
    profiles: Profiles,
    index: KeyIndex,
    /// The place in the list of each rank.
    places: Vec<u32>,
    /// The ranks in the order of their places.
    by_place: Vec<u32>,
}

impl Records {
    /// The records of a list that was put in order ([`in_order`]), with the index of their keys.
    pub fn new(profiles: Profiles, places: Vec<u32>, index: KeyIndex) -> Self {
        let mut by_place: Vec<u32> = (0..).take(places.len()).collect();
        by_place.sort_unstable_by_key(|rank| places[*rank as usize]);
        Records { profiles, index, places, by_place }
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Gives the index's memory back.
    pub(super) fn drop_index(&mut self) {
        self.index = KeyIndex::default();
    }

    /// The index of their keys.
    pub fn index(&self) -> &KeyIndex {
        &self.index
    }

    pub(super) fn view(&self, rank: u32) -> View<'_> {
        self.profiles.view(rank)
    }

    pub(super) fn place(&self, rank: u32) -> u32 {
        self.places[rank as usize]
    }

    /// The rank of a place in the list; none for a record that is not among them.
    pub(super) fn rank(&self, place: u32) -> Option<u32> {
        let found = self.by_place.binary_search_by_key(&place, |rank| self.places[*rank as usize]);
        found.ok().map(|found| self.by_place[found])
    }
}

/// Puts a list in the order of its names and contents; of equal ones, of the `places` that they have elsewhere. Returns each
/// record's place in the list, too.
pub fn in_order(list: &Profiles, places: &[u32]) -> (Profiles, Vec<u32>) {
    let elsewhere = |place: u32| places.get(place as usize).copied().unwrap_or(place);
    let mut order: Vec<(u32, u64, u32, u32)> = (0..)
        .zip(&list.list)
        .map(|(place, profile)| (order_of(profile), profile.content, elsewhere(place), place))
        .collect();
    order.sort_unstable();
    let places: Vec<u32> = order.into_iter().map(|(.., place)| place).collect();
    (list.picked(&places), places)
}

/// How many keys some of a list's records have, part by part.
pub fn count_keys(list: &Profiles, range: Range<usize>) -> Vec<usize> {
    let mut counts = vec![0; PARTS];
    each_key(list, range, |key, _| counts[part(key.hash)] += 1);
    counts
}

/// Writes the keys of some of a list's records, as entries of an index: those of each part to its own place, which must be as
/// long as they are [many](count_keys).
pub fn write_keys(list: &Profiles, range: Range<usize>, parts: Vec<&mut [u64]>) {
    let mut parts: Vec<_> = parts.into_iter().map(<[u64]>::iter_mut).collect();
    each_key(list, range, |key, rank| {
        if let Some(place) = parts[part(key.hash)].next() {
            *place = entry(key, rank);
        }
    });
}

fn each_key(list: &Profiles, range: Range<usize>, mut take: impl FnMut(Key, u32)) {
    let mut own = Vec::new();
    for rank in range.filter_map(|rank| u32::try_from(rank).ok()) {
        keys(list.view(rank), &mut own);
        for key in &own {
            take(*key, rank);
        }
    }
}
