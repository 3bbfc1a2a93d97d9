//! Companies by number: a pure function of the seed and the number, so that a list of any length needs no memory and a
//! company met twice is the same. It knows nothing of rows and errors.

use super::random::{Random, Stream};
use super::registration_ids::{fill, registration_id};
use super::words::{self, Script};
use super::world::{Place, World};

/// One invented company, as its own papers have it.
pub(crate) struct Company<'w> {
    pub(crate) place: &'w Place,
    pub(crate) name: String,
    /// The name without its legal form, as people shorten it.
    pub(crate) short_name: String,
    pub(crate) registration_id: Option<String>,
    pub(crate) address: String,
    pub(crate) city: &'w str,
    pub(crate) state: &'w str,
    pub(crate) postal_code: String,
    /// The national significant number with its groups: `22 612 34 56`.
    pub(crate) phone: String,
    pub(crate) first_name: &'w str,
    pub(crate) last_name: &'w str,
    /// Who the contact's mailbox is: the part before the `@`.
    pub(crate) mailbox: String,
    pub(crate) domain: String,
}

const FREE_MAIL: [&str; 4] = ["gmail.com", "outlook.com", "yahoo.com", "hotmail.com"];

/// Where `00` is not the prefix of international calls (libphonenumber 9.0), so that nobody writes it.
const DIALS_OTHERWISE: [&str; 10] = ["AU", "BR", "BY", "CA", "JP", "KZ", "RU", "TH", "TJ", "US"];

impl<'w> Company<'w> {
    /// The company of that number.
    pub(crate) fn new(world: &'w World, seed: u64, number: u64) -> Company<'w> {
        let random = &mut Random::of(seed, Stream::Company, number);
        let (place, ordinal) = world.place_of(number);
        let people = world.people_of(place);
        // The seed moves the words, so that two lists hold different companies.
        let syllables = words::syllables(number.wrapping_add(seed.wrapping_mul(0x5851_F42D)));
        let short_name = short_name(place, &words::name(syllables, place.script, &place.vowels), random);
        let [city, state, postal_code] = &place.cities[random.index(place.cities.len())];
        let house = 1 + random.below(180);
        Company {
            place,
            name: with_form(place, &short_name, random.pick(&place.forms)),
            short_name,
            registration_id: registration_id(&place.country, ordinal, random),
            address: random.pick::<str, _>(&place.streets).replace("{n}", &house.to_string()),
            city,
            state,
            postal_code: fill(postal_code, random.next() >> 8, random),
            phone: grouped_phone(random.pick(&place.phones), ordinal),
            first_name: random.pick(&people.first),
            last_name: random.pick(&people.last),
            mailbox: format!("{}.{}", words::short_word(random.next()), words::short_word(random.next())),
            domain: format!("{}.{}", words::plain(syllables), place.tld),
        }
    }

    /// An address at the company's own domain, or at a free-mail provider for one company in five.
    pub(crate) fn email(&self, random: &mut Random) -> String {
        if random.chance(200) {
            format!("{}{}@{}", self.mailbox, 1 + random.below(99), random.pick::<str, _>(&FREE_MAIL))
        } else {
            format!("{}@{}", self.mailbox, self.domain)
        }
    }

    /// The phone number as people write it: four in five plainly, the others in the ways that lists show.
    pub(crate) fn phone(&self, random: &mut Random) -> String {
        let Place { calling, trunk, .. } = self.place;
        let digits = digits(&self.phone);
        match random.below(100) {
            0..55 => format!("+{calling}{digits}"),
            55..80 => format!("+{calling} {}", self.phone),
            80..88 => format!("{trunk}{}", self.phone),
            88..93 if !DIALS_OTHERWISE.contains(&self.place.country.as_str()) => format!("00{calling}{digits}"),
            93..97 if trunk == "0" => format!("+{calling} (0){}", self.phone),
            _ => format!("+{calling}.{}", self.phone.replace([' ', '-'], ".")),
        }
    }
}

fn short_name(place: &Place, word: &str, random: &mut Random) -> String {
    if random.chance(150) {
        return word.to_owned();
    }
    let sector: &str = random.pick(&place.sectors);
    let gap = if place.script == Script::Japanese { "" } else { " " };
    format!("{word}{gap}{sector}")
}

/// The name with its legal form where the place puts it; Japanese and Thai take no blank between.
fn with_form(place: &Place, name: &str, form: &str) -> String {
    match place.script {
        Script::Japanese => format!("{form}{name}"),
        Script::Thai => format!("บริษัท {name} {form}"),
        _ if place.form_first => format!("{form} {name}"),
        _ => format!("{name} {form}"),
    }
}

/// A phone pattern of `world.toml` with its open digits filled from a number.
fn grouped_phone(pattern: &str, number: u64) -> String {
    let mut left = number.wrapping_mul(7_654_321).wrapping_add(8_302_957);
    let mut next_below = |end: u64| {
        let value = left % end;
        left /= end;
        value
    };
    pattern
        .chars()
        .map(|sign| match sign {
            '#' => char::from_digit(u32::try_from(next_below(10)).unwrap_or(0), 10).unwrap_or('0'),
            'N' => char::from_digit(u32::try_from(2 + next_below(8)).unwrap_or(2), 10).unwrap_or('2'),
            other => other,
        })
        .collect()
}

/// The digits alone of a number of that pattern.
#[cfg(test)]
pub(super) fn phone_digits(pattern: &str, number: u64) -> String {
    digits(&grouped_phone(pattern, number))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
