//! The places that prospects come from, read from `world.toml`. It knows nothing of rows.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::random::{Random, Stream};
use super::words::Script;

/// A country in one writing. What each member means is said at the top of `world.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    pub(crate) country: String,
    weight: u64,
    pub(crate) spellings: Vec<String>,
    pub(crate) script: Script,
    pub(crate) vowels: String,
    pub(crate) forms: Vec<String>,
    #[serde(default)]
    pub(crate) form_first: bool,
    pub(crate) sectors: Vec<String>,
    /// Name, state, postal code.
    pub(crate) cities: Vec<[String; 3]>,
    pub(crate) streets: Vec<String>,
    pub(crate) calling: String,
    pub(crate) trunk: String,
    pub(crate) phones: Vec<String>,
    people: String,
    pub(crate) tld: String,
}

/// What contacts are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) first: Vec<String>,
    pub(crate) last: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    place: Vec<Place>,
    people: BTreeMap<String, People>,
}

/// All places, and the order in which companies are dealt out to them.
#[derive(Debug)]
pub(crate) struct World {
    places: Vec<Place>,
    people: BTreeMap<String, People>,
    /// One slot a unit of weight: the place, and how many slots of the same country come before.
    wheel: Vec<(usize, u64)>,
    /// How many slots each country has.
    slots: BTreeMap<String, u64>,
}

impl World {
    /// The world of `world.toml`.
    pub(crate) fn load() -> anyhow::Result<World> {
        let File { place: places, people } = toml::from_str(include_str!("world.toml"))?;
        for place in &places {
            anyhow::ensure!(people.contains_key(&place.people), "no people called `{}`", place.people);
        }
        let weights = places.iter().enumerate().map(|(index, place)| (index, place.weight));
        let mut order: Vec<usize> = weights.flat_map(|(index, weight)| (0..weight).map(move |_| index)).collect();
        // Mixed once, always alike, so that neighbours come from different places.
        let mut random = Random::of(0, Stream::Company, 0);
        for end in (1..order.len()).rev() {
            order.swap(end, random.index(end + 1));
        }
        let mut slots = BTreeMap::new();
        let mut wheel = Vec::with_capacity(order.len());
        for index in order {
            let count = slots.entry(places[index].country.clone()).or_insert(0);
            wheel.push((index, *count));
            *count += 1;
        }
        Ok(World { places, people, wheel, slots })
    }

    /// Where a company is, and the how-manieth of its country it is. Two companies of a country never share an ordinal.
    pub(crate) fn place_of(&self, company: u64) -> (&Place, u64) {
        let length = self.wheel.len() as u64;
        let (index, before) = self.wheel[usize::try_from(company % length).unwrap_or(0)];
        let place = &self.places[index];
        (place, company / length * self.slots[&place.country] + before)
    }

    /// What contacts at that place are called.
    pub(crate) fn people_of(&self, place: &Place) -> &People {
        &self.people[&place.people]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn companies_of_a_country_are_counted_once_each() -> anyhow::Result<()> {
        let world = World::load()?;
        let mut seen = BTreeSet::new();
        for company in 0..5_000 {
            let (place, ordinal) = world.place_of(company);
            assert!(seen.insert((place.country.clone(), ordinal)), "{} {ordinal}", place.country);
        }
        assert!(world.slots.len() >= 35, "{} countries", world.slots.len());
        Ok(())
    }

    #[test]
    fn phones_are_open_enough_and_valid() -> anyhow::Result<()> {
        use rlibphonenumber::{PhoneNumberUtil, Region};
        let util = PhoneNumberUtil::new()?;
        for place in World::load()?.places {
            let region: Region = place.country.parse().map_err(|_| anyhow::anyhow!("no region {}", place.country))?;
            for pattern in &place.phones {
                for number in 0..200 {
                    let national = super::super::company::phone_digits(pattern, number);
                    let text = format!("+{}{national}", place.calling);
                    let parsed = util.parse(&text, Some(region))?;
                    assert!(util.is_valid_number_for_region(&parsed, region), "{text} from {pattern}");
                }
            }
        }
        Ok(())
    }
}
