//! Two records compared: what each field says, in bits.

use super::alike::{self, Alike};
use super::bits::Bits;
use super::profile::{Profile, View};
use super::reasons::Place;
use super::value::{SamePhone, is_near};
use super::weights::Weights;
use crate::facts::edits;

/// The fields that give evidence, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Aspect {
    Name,
    Numbers,
    Id,
    Web,
    Email,
    Phone,
    Street,
    Place,
    Country,
    Form,
    Person,
    DomainPrefix,
    CustomerId,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Aspect; 13] = [
        Aspect::Name,
        Aspect::Numbers,
        Aspect::Id,
        Aspect::Web,
        Aspect::Email,
        Aspect::Phone,
        Aspect::Street,
        Aspect::Place,
        Aspect::Country,
        Aspect::Form,
        Aspect::Person,
        Aspect::DomainPrefix,
        Aspect::CustomerId,
    ];

    /// The key of its words in the data files.
    pub const fn name(self) -> &'static str {
        match self {
            Aspect::Name => "name",
            Aspect::Numbers => "numbers",
            Aspect::Id => "id",
            Aspect::Web => "web",
            Aspect::Email => "email",
            Aspect::Phone => "phone",
            Aspect::Street => "street",
            Aspect::Place => "place",
            Aspect::Country => "country",
            Aspect::Form => "form",
            Aspect::Person => "person",
            Aspect::DomainPrefix => "domain_prefix",
            Aspect::CustomerId => "customer_id",
        }
    }
}

impl Aspect {
    /// The key of its words for people.
    pub const fn key(self) -> &'static str {
        match self {
            Aspect::Name => "aspect.name",
            Aspect::Numbers => "aspect.numbers",
            Aspect::Id => "aspect.id",
            Aspect::Web => "aspect.web",
            Aspect::Email => "aspect.email",
            Aspect::Phone => "aspect.phone",
            Aspect::Street => "aspect.street",
            Aspect::Place => "aspect.place",
            Aspect::Country => "aspect.country",
            Aspect::Form => "aspect.form",
            Aspect::Person => "aspect.person",
            Aspect::DomainPrefix => "aspect.domain_prefix",
            Aspect::CustomerId => "aspect.customer_id",
        }
    }
}

impl Says {
    /// The key of its words for people.
    pub const fn key(self) -> &'static str {
        match self {
            Says::Missing => "says.missing",
            Says::Forbids => "says.forbids",
            Says::Differs => "says.differs",
            Says::Near => "says.near",
            Says::Agrees => "says.agrees",
        }
    }
}

/// What one field says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Says {
    /// Nothing: one of the records has no such value.
    #[default]
    Missing,
    /// They differ, and the records cannot be one company.
    Forbids,
    /// They differ.
    Differs,
    /// They agree in part.
    Near,
    /// They agree.
    Agrees,
}

/// What each field of two records says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How alike the names are.
    pub alike: Alike,
    /// How rare the name is, when it is the same.
    pub(super) rarity: i16,
    /// What they have in common of where they are.
    pub(super) place: Place,
    /// Whether the lists have the name in several places, and nothing tells whether these two are in the same.
    pub(super) is_ambiguous: bool,
    bits: [i16; Aspect::ALL.len()],
    says: [Says; Aspect::ALL.len()],
}

impl Comparison {
    /// What a field says.
    pub fn says(&self, aspect: Aspect) -> Says {
        self.says[aspect as usize]
    }

    /// What a field weighs.
    pub fn bits(&self, aspect: Aspect) -> Bits {
        Bits::from(self.bits[aspect as usize])
    }

    /// What all fields weigh together. What merely differs counts up to a limit.
    pub(super) fn sum(&self, weights: &Weights) -> Bits {
        // A name and its number are what the company is, not where it is.
        let of_name = |aspect: Aspect| matches!(aspect, Aspect::Name | Aspect::Numbers);
        let differs = |aspect: &&Aspect| self.says(**aspect) == Says::Differs && !of_name(**aspect);
        let all: Bits = self.bits.iter().map(|bits| Bits::from(*bits)).sum();
        let against: Bits = Aspect::ALL.iter().filter(differs).map(|aspect| self.bits(*aspect)).sum();
        all - against + against.max(weights.rules.most_against)
    }

    fn set(&mut self, aspect: Aspect, says: Says, bits: Bits) {
        self.says[aspect as usize] = says;
        self.bits[aspect as usize] = i16::try_from(bits.clamp(-9999, 9999)).unwrap_or(0);
    }

    /// Takes from another comparison what it says better: for a company of which there are several records. What forbids,
    /// forbids.
    pub(super) fn take_better(&mut self, other: &Comparison) {
        for place in 0..self.bits.len() {
            let forbidden = [self.says[place], other.says[place]].contains(&Says::Forbids);
            if forbidden && other.says[place] != Says::Forbids {
                continue;
            }
            let better = other.says[place] == Says::Forbids && self.says[place] != Says::Forbids
                || (other.says[place], other.bits[place]) > (self.says[place], self.bits[place]);
            if better {
                self.bits[place] = other.bits[place];
                self.says[place] = other.says[place];
                if place == Aspect::Place as usize {
                    self.place = other.place;
                }
                if place == Aspect::Name as usize {
                    self.alike = other.alike;
                    self.rarity = other.rarity;
                    self.is_ambiguous &= other.is_ambiguous;
                }
            }
        }
    }
}

/// Compares two records. It does not matter which comes first.
pub(super) fn compare(one: View<'_>, other: View<'_>, weights: &Weights) -> Comparison {
    let (one, other) = if one.profile.content <= other.profile.content { (one, other) } else { (other, one) };
    let mut found = Comparison::default();
    compare_country(one, other, weights, &mut found);
    compare_ids(one, other, weights, &mut found);
    compare_addresses(one.profile, other.profile, weights, &mut found);
    compare_place(one, other, weights, &mut found);
    compare_names(one, other, weights, &mut found);
    found
}

/// Whether two records cannot be one company: two countries, two IDs, two numbers in the name.
pub(super) fn contradict(one: View<'_>, other: View<'_>, weights: &Weights) -> bool {
    let mut found = Comparison::default();
    compare_country(one, other, weights, &mut found);
    compare_ids(one, other, weights, &mut found);
    let (one, other) = (one.profile.numbers, other.profile.numbers);
    found.says.contains(&Says::Forbids) || one != 0 && other != 0 && one != other
}

/// Whether two records say the same of all that can contradict.
pub(super) fn claim_the_same(one: &Profile, other: &Profile) -> bool {
    (one.country, one.numbers, one.ids) == (other.country, other.numbers, other.ids)
}

fn compare_country(one: View<'_>, other: View<'_>, weights: &Weights, found: &mut Comparison) {
    match (one.profile.country, other.profile.country) {
        (0, _) | (_, 0) => {}
        (a, b) if a == b => found.set(Aspect::Country, Says::Agrees, weights.country.same),
        _ => found.set(Aspect::Country, Says::Forbids, weights.country.other),
    }
}

fn compare_ids(one: View<'_>, other: View<'_>, weights: &Weights, found: &mut Comparison) {
    let (mut near, mut differs) = (false, false);
    for (i, a) in one.profile.ids.iter().enumerate().filter(|(_, id)| id.hash != 0) {
        for (j, b) in other.profile.ids.iter().enumerate().filter(|(_, id)| id.hash != 0) {
            if a.hash == b.hash {
                let whole = if a.digits < 7 { weights.id.short } else { weights.id.same };
                let shared = Bits::from(a.shared.min(10).saturating_sub(2)) * 200;
                found.set(Aspect::Id, Says::Agrees, (whole - shared).max(0));
                return;
            }
            near |= a.digits >= 6 && edits(one.id(i).as_bytes(), other.id(j).as_bytes(), 1) <= 1;
            // Another number in the same column; across columns they may be two of one company.
            differs |= i == j && a.shape == b.shape;
        }
    }
    if near {
        found.set(Aspect::Id, Says::Near, weights.id.near);
    } else if differs {
        found.set(Aspect::Id, Says::Forbids, weights.id.other);
    }
}

fn compare_addresses(one: &Profile, other: &Profile, weights: &Weights, found: &mut Comparison) {
    let shared = |a: &[u32; 2], b: &[u32; 2]| a.iter().position(|hash| *hash != 0 && b.contains(hash));
    if one.domains[0] != 0 && other.domains[0] != 0 {
        let equal = one
            .domains
            .iter()
            .zip(one.rarities.domains)
            .filter(|(hash, _)| **hash != 0 && other.domains.contains(hash));
        if let Some(bits) = equal.map(|(_, bits)| Bits::from(bits)).max() {
            found.set(Aspect::Web, Says::Agrees, bits);
        } else if shared(&one.labels, &other.labels).is_some() {
            found.set(Aspect::Web, Says::Near, weights.web.label);
        } else {
            found.set(Aspect::Web, Says::Differs, weights.web.other);
        }
    }
    if one.customer_id != 0 && one.customer_id == other.customer_id {
        found.set(Aspect::CustomerId, Says::Agrees, 2 * weights.id.same);
    }
    if one.email != 0 && one.email == other.email {
        found.set(Aspect::Email, Says::Agrees, Bits::from(one.rarities.email));
    }
    if one.prefix != 0 && one.prefix == other.prefix {
        found.set(Aspect::DomainPrefix, Says::Agrees, weights.web.tenant);
    }
    if one.person != 0 && one.person == other.person {
        found.set(Aspect::Person, Says::Agrees, Bits::from(one.rarities.person.min(other.rarities.person)));
    }
    if !one.phone.is_missing() && !other.phone.is_missing() {
        match one.phone.compare(other.phone) {
            SamePhone::Same => {
                let bits = one.rarities.phone.min(other.rarities.phone);
                found.set(Aspect::Phone, Says::Agrees, Bits::from(bits));
            }
            SamePhone::SameSwitchboard => found.set(Aspect::Phone, Says::Near, weights.phone.near),
            SamePhone::Other => found.set(Aspect::Phone, Says::Differs, weights.phone.other),
        }
    }
}

/// The most precise thing that both records tell of where they are: house, postal code or city.
fn compare_place(one: View<'_>, other: View<'_>, weights: &Weights, found: &mut Comparison) {
    let (a, b) = (one.profile, other.profile);
    let place = &weights.place;
    let same_city = (a.city != 0 && b.city != 0).then(|| a.city == b.city || is_same_city(one.city(), other.city()));
    let both_coded = a.postal_code != 0 && b.postal_code != 0;
    let same_code = both_coded && a.postal_code == b.postal_code;
    let near_code = both_coded && !same_code && is_near(a.postal_code, b.postal_code);
    let elsewhere = same_city == Some(false) && !same_code;
    if a.street != 0 && b.street != 0 {
        let same_street = a.street == b.street || is_same_street(one.street(), other.street());
        let same_house = a.house != 0 && a.house == b.house;
        if same_street && same_house && !elsewhere {
            let bits = a.rarities.street.min(b.rarities.street);
            found.set(Aspect::Street, Says::Agrees, Bits::from(bits));
        } else if same_street && !elsewhere && (a.house == 0 || b.house == 0) {
            found.set(Aspect::Street, Says::Near, weights.street.street_only);
        } else {
            found.set(Aspect::Street, Says::Differs, weights.street.other);
        }
    }
    let by_street = found.says(Aspect::Street) == Says::Agrees;
    let code = a.rarities.postal_code.min(b.rarities.postal_code);
    let city = a.rarities.city.min(b.rarities.city);
    found.place = match same_city {
        _ if same_code => Place::PostalCode,
        Some(true) => Place::City,
        _ => Place::Unknown,
    };
    if same_code {
        // The house lies in it: its postal code says nothing new.
        found.set(Aspect::Place, Says::Agrees, if by_street { 0 } else { Bits::from(code) });
    } else if elsewhere {
        found.set(Aspect::Place, Says::Differs, place.city_other);
    } else if same_city == Some(true) {
        let against = if both_coded && !near_code { place.postal_code_other } else { 0 };
        let says = if against < 0 { Says::Near } else { Says::Agrees };
        found.set(Aspect::Place, says, against + if by_street { 0 } else { Bits::from(city) });
    } else if near_code {
        found.set(Aspect::Place, Says::Near, place.postal_code_near);
    } else if both_coded {
        found.set(Aspect::Place, Says::Differs, place.postal_code_other);
    }
}

/// Whether one city's name is the other's, misspelt or cut short.
fn is_same_city(one: &str, other: &str) -> bool {
    let shortest = one.len().min(other.len());
    shortest >= 4
        && (one.starts_with(other)
            || other.starts_with(one)
            || shortest >= 5 && edits(one.as_bytes(), other.as_bytes(), 1) <= 1)
}

fn is_same_street(one: &str, other: &str) -> bool {
    let shortest = one.len().min(other.len());
    let most = if shortest >= 9 { 2 } else { 1 };
    shortest >= 4 && edits(one.as_bytes(), other.as_bytes(), most) <= most
}

fn compare_names(one: View<'_>, other: View<'_>, weights: &Weights, found: &mut Comparison) {
    let (a, b) = (one.profile, other.profile);
    let (alike, bits) = alike::compare(one, other, &weights.name);
    let says = match alike {
        Alike::Missing => Says::Missing,
        Alike::Other => Says::Differs,
        Alike::Mixed | Alike::Initials | Alike::Part => Says::Near,
        Alike::Misspelt | Alike::Same => Says::Agrees,
    };
    found.alike = alike;
    let is_placed = |profile: &Profile| profile.city != 0 || profile.postal_code != 0;
    found.is_ambiguous = a.rarities.homonyms.max(b.rarities.homonyms) > 1
        && is_placed(a)
        && is_placed(b)
        && found.says(Aspect::Place) < Says::Near
        && found.says(Aspect::Street) != Says::Agrees;
    found.rarity = i16::try_from(bits).unwrap_or(0);
    found.set(Aspect::Name, says, bits);
    match (a.numbers, b.numbers) {
        (one, other) if one == other => {}
        (0, _) | (_, 0) if alike != Alike::Missing => {
            found.set(Aspect::Numbers, Says::Differs, weights.name.number_one_sided);
        }
        (0, _) | (_, 0) => {}
        _ => found.set(Aspect::Numbers, Says::Forbids, weights.name.number_other),
    }
    let is_same_form = a.form != 0 && a.form == b.form;
    if is_same_form || a.class != 0 && a.class == b.class {
        found.set(Aspect::Form, Says::Agrees, weights.form.same);
    } else if a.class != 0 && b.class != 0 {
        found.set(Aspect::Form, Says::Differs, weights.form.other);
    }
}
