//! Profiles: what is compared of a record, in some two hundred bytes.

use super::hash::{hash32, mix, narrow};
use super::name::{Name, NameReader, Word};
use super::value::{Phone, pack, read_id, read_phone};
use crate::facts::{AddressWords, Facts, LegalClass, Street, fold_spelling, words_of};
use crate::model::{CountryCode, Field, Reading, Row};

/// A word of a profile's name, and how rare it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) hash: u32,
    /// In hundredths of a bit; known once all lists have been counted.
    pub(super) bits: u16,
    pub(super) start: u16,
    pub(super) length: u8,
    pub(super) kind: crate::facts::WordKind,
}

/// How rare a profile's values are, in hundredths of a bit; 0 for a value that says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rarities {
    pub(super) core: u16,
    /// In how many places the lists have the name, in a few steps.
    pub(super) homonyms: u16,
    pub(super) domains: [u16; 2],
    pub(super) email: u16,
    pub(super) phone: u16,
    pub(super) street: u16,
    pub(super) postal_code: u16,
    pub(super) city: u16,
    pub(super) person: u16,
}

/// A registration or tax ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Id {
    /// 0 when there is none.
    pub(super) hash: u32,
    /// Which characters are letters, and how many there are: numbers of one kind share it.
    pub(super) shape: u32,
    /// The length of its text.
    pub(super) length: u8,
    /// How many digits count.
    pub(super) digits: u8,
    /// How many companies have it, beyond one; more than a few make it say nothing.
    pub(super) shared: u16,
}

/// What is compared of one record. A hash of 0 says that there is nothing to compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Where its text begins: name, IDs, city, street.
    pub(super) text: u32,
    pub(super) first_token: u32,
    pub(super) tokens: u8,
    pub(super) city_length: u8,
    pub(super) street_length: u8,
    pub(super) class: u8,
    pub(super) name_length: u16,
    /// The country's index and one.
    pub(super) country: u16,
    /// The words in any order, and in their order without blanks.
    pub(super) core: u32,
    pub(super) glued: u32,
    pub(super) numbers: u32,
    pub(super) form: u32,
    pub(super) ids: [Id; 2],
    pub(super) domains: [u32; 2],
    pub(super) labels: [u32; 2],
    pub(super) email: u32,
    pub(super) house: u32,
    pub(super) phone: Phone,
    pub(super) postal_code: u64,
    pub(super) city: u32,
    pub(super) street: u32,
    pub(super) person: u32,
    pub(super) customer_id: u32,
    /// The domain prefix that the row asks for, or the tenant that its addresses tell.
    pub(super) prefix: u32,
    /// Of the whole record: decides between equals, so that the order of a list decides nothing.
    pub(super) content: u64,
    pub(super) rarities: Rarities,
}

/// Profiles of a list, and their text.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    pub(super) list: Vec<Profile>,
    pub(super) tokens: Vec<Token>,
    pub(super) text: String,
}

/// Some profiles that follow one another, and the words of their names, to be told how rare they are.
#[derive(Debug)]
pub struct Piece<'p> {
    pub(super) list: &'p mut [Profile],
    pub(super) tokens: &'p mut [Token],
    /// The place of the first of these words in their list.
    pub(super) first_token: u32,
}

/// One profile with its text at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'p> {
    pub(super) profile: &'p Profile,
    pub(super) tokens: &'p [Token],
    text: &'p str,
}

impl<'p> View<'p> {
    pub(super) fn word(self, token: &Token) -> &'p str {
        let start = usize::from(token.start);
        &self.text[start..start + usize::from(token.length)]
    }

    pub(super) fn id(self, place: usize) -> &'p str {
        let [first, second] = &self.profile.ids;
        let start = usize::from(self.profile.name_length);
        let middle = start + usize::from(first.length);
        if place == 0 { &self.text[start..middle] } else { &self.text[middle..middle + usize::from(second.length)] }
    }

    fn after_ids(self) -> usize {
        let [first, second] = &self.profile.ids;
        usize::from(self.profile.name_length) + usize::from(first.length) + usize::from(second.length)
    }

    pub(super) fn city(self) -> &'p str {
        let start = self.after_ids();
        &self.text[start..start + usize::from(self.profile.city_length)]
    }

    pub(super) fn street(self) -> &'p str {
        let start = self.after_ids() + usize::from(self.profile.city_length);
        &self.text[start..start + usize::from(self.profile.street_length)]
    }

    /// All of it: name, IDs, city, street.
    pub(super) fn own_text(self) -> &'p str {
        let length = self.after_ids() + usize::from(self.profile.city_length) + usize::from(self.profile.street_length);
        &self.text[..length]
    }

    /// Whether the name is in Chinese, Japanese or Korean characters.
    pub(super) fn is_in_characters(self) -> bool {
        self.name().chars().next().is_some_and(crate::facts::is_cjk)
    }

    /// The words without blanks, in their order.
    pub(super) fn name(self) -> &'p str {
        &self.text[..usize::from(self.profile.name_length)]
    }
}

impl Profiles {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds the profiles of the rows that follow.
    pub fn append(&mut self, mut other: Profiles) {
        let text = u32::try_from(self.text.len()).expect("less than 4 GiB of names and addresses");
        let tokens = u32::try_from(self.tokens.len()).expect("fewer than 2^32 words");
        for profile in &mut other.list {
            profile.text += text;
            profile.first_token += tokens;
        }
        self.list.append(&mut other.list);
        self.tokens.append(&mut other.tokens);
        self.text.push_str(&other.text);
    }

    /// The same in pieces of so many profiles, so that threads can share them.
    pub fn pieces(&mut self, at_a_time: usize) -> Vec<Piece<'_>> {
        let (mut tokens, mut first_token) = (self.tokens.as_mut_slice(), 0);
        let mut pieces = Vec::new();
        for list in self.list.chunks_mut(at_a_time) {
            let count: usize = list.iter().map(|profile| usize::from(profile.tokens)).sum();
            let (own, rest) = tokens.split_at_mut(count);
            tokens = rest;
            pieces.push(Piece { list, tokens: own, first_token });
            first_token += u32::try_from(count).unwrap_or(u32::MAX);
        }
        pieces
    }

    /// The profiles of these places, in this order.
    pub(super) fn picked(&self, places: &[u32]) -> Profiles {
        let mut picked = Profiles::default();
        picked.list.reserve_exact(places.len());
        if places.len() == self.list.len() {
            picked.tokens.reserve_exact(self.tokens.len());
            picked.text.reserve_exact(self.text.len());
        }
        for place in places {
            let view = self.view(*place);
            let profile = Profile {
                text: u32::try_from(picked.text.len()).unwrap_or(u32::MAX),
                first_token: u32::try_from(picked.tokens.len()).unwrap_or(u32::MAX),
                ..view.profile.clone()
            };
            picked.list.push(profile);
            picked.tokens.extend_from_slice(view.tokens);
            picked.text.push_str(view.own_text());
        }
        picked
    }

    pub(super) fn view(&self, place: u32) -> View<'_> {
        let profile = &self.list[place as usize];
        let first = profile.first_token as usize;
        View {
            profile,
            tokens: &self.tokens[first..first + usize::from(profile.tokens)],
            text: &self.text[profile.text as usize..],
        }
    }
}

/// Makes profiles of rows. Holds the buffers that this takes.
pub struct ProfileMaker<'f> {
    names: NameReader<'f>,
    address: &'static AddressWords,
    name: Name,
    street: Street,
    city: String,
    buffer: String,
    words: String,
}

impl<'f> ProfileMaker<'f> {
    /// A maker that knows legal forms from `facts`.
    pub fn new(facts: &'f Facts) -> Self {
        ProfileMaker {
            names: NameReader::new(facts),
            address: AddressWords::builtin(),
            name: Name::default(),
            street: Street::default(),
            city: String::new(),
            buffer: String::new(),
            words: String::new(),
        }
    }

    /// Adds a record of which nothing is to be compared.
    pub fn pass_over(&self, profiles: &mut Profiles) {
        let narrow = |length| u32::try_from(length).unwrap_or(u32::MAX);
        let (text, first_token) = (narrow(profiles.text.len()), narrow(profiles.tokens.len()));
        profiles.list.push(Profile { text, first_token, ..Profile::default() });
    }

    /// Adds the profile of one row, normalised. In a list of customers a domain prefix that is only our proposal is not
    /// theirs, nor is it in a run.
    pub fn add(&mut self, row: Row<'_>, reading: &Reading, profiles: &mut Profiles) {
        let country = reading.country.code();
        let mut profile = Profile {
            text: u32::try_from(profiles.text.len()).expect("a batch holds less than 4 GiB of text"),
            first_token: u32::try_from(profiles.tokens.len()).expect("a batch holds fewer than 2^32 words"),
            country: country.map_or(0, |code| u16::try_from(code.index()).unwrap_or(0) + 1),
            ..Profile::default()
        };
        self.address.city(row.field(Field::City), &mut self.city);
        profile.city = hash32(self.city.as_bytes());
        self.add_name(row.field(Field::CompanyName), country, &mut profile, profiles);
        self.add_ids(row, country, &mut profile, profiles);
        profile.city_length = push(&self.city, &mut profiles.text);
        self.add_street(row, &mut profile, profiles);
        self.add_addresses(row, reading, &mut profile);
        self.add_person(row, &mut profile);
        profile.phone = read_phone(row.field(Field::Phone));
        profile.postal_code = pack(row.field(Field::PostalCode));
        profile.customer_id = hash32(row.field(Field::CustomerId).as_bytes());
        if !reading.domain_prefix_proposed {
            profile.prefix = hash32(row.field(Field::DomainPrefix).as_bytes());
        }
        profile.content = content(row);
        profiles.list.push(profile);
    }

    fn add_name(&mut self, text: &str, country: Option<CountryCode>, profile: &mut Profile, profiles: &mut Profiles) {
        self.names.read(text, country, &self.city, &mut self.name);
        profile.numbers = self.name.numbers;
        profile.form = self.name.form;
        profile.class = class(self.name.class);
        profile.name_length = u16::try_from(self.name.text.len()).unwrap_or(0);
        profiles.text.push_str(&self.name.text);
        let mut hashes: [u32; super::name::MOST_WORDS] = Default::default();
        let mut count = 0;
        let counts = |word: &&Word| word.kind != crate::facts::WordKind::Legal;
        for word in self.name.words.iter().filter(counts) {
            hashes[count] = word.hash;
            count += 1;
        }
        hashes[..count].sort_unstable();
        let fold = |seed: u64, hashes: &[u32]| hashes.iter().fold(seed, |all, hash| mix(all, u64::from(*hash)));
        if count > 0 {
            profile.core = narrow(fold(1, &hashes[..count]));
            self.buffer.clear();
            for word in self.name.words.iter().filter(counts) {
                let start = usize::from(word.start);
                self.buffer.push_str(&self.name.text[start..start + usize::from(word.length)]);
            }
            profile.glued = hash32(self.buffer.as_bytes());
        }
        profile.tokens = u8::try_from(self.name.words.len()).unwrap_or(0);
        profiles.tokens.extend(self.name.words.iter().map(|word| Token {
            hash: word.hash,
            bits: 0,
            start: word.start,
            length: word.length,
            kind: word.kind,
        }));
    }

    fn add_ids(&mut self, row: Row<'_>, country: Option<CountryCode>, profile: &mut Profile, profiles: &mut Profiles) {
        for (slot, field) in [Field::RegistrationId, Field::TaxId].into_iter().enumerate() {
            let Some((shape, digits)) = read_id(row.field(field), country, &mut self.buffer) else { continue };
            let hash = hash32(self.buffer.as_bytes());
            if profile.ids.iter().any(|id| id.hash == hash) {
                continue;
            }
            let length = push(&self.buffer, &mut profiles.text);
            profile.ids[slot] = Id { hash, shape, length, digits, shared: 0 };
        }
    }

    fn add_street(&mut self, row: Row<'_>, profile: &mut Profile, profiles: &mut Profiles) {
        self.address.street(row.field(Field::AddressLine1), &mut self.street);
        profile.house = self.street.house;
        profile.street = hash32(self.street.name.as_bytes());
        profile.street_length = push(&self.street.name, &mut profiles.text);
    }

    fn add_addresses(&mut self, row: Row<'_>, reading: &Reading, profile: &mut Profile) {
        let mut count = 0;
        for cell in [reading.website_domain, reading.email_domain] {
            let domain = row.resolve(cell);
            if let Some(tenant) = domain.strip_suffix(crate::facts::domain::TENANT_SUFFIX) {
                let tenant = tenant.rsplit('.').next().unwrap_or(tenant);
                profile.prefix = hash32(tenant.as_bytes());
                continue;
            }
            let hash = hash32(domain.as_bytes());
            if hash != 0 && !profile.domains.contains(&hash) {
                profile.domains[count] = hash;
                let label = domain.split('.').next().unwrap_or_default();
                profile.labels[count] = if label.len() >= 4 { hash32(label.as_bytes()) } else { 0 };
                count += 1;
            }
        }
        let email = row.field(Field::Email);
        // An address at the company's own domain says no more than the domain.
        if email.contains('@') && row.resolve(reading.email_domain).is_empty() {
            self.buffer.clear();
            self.buffer.extend(email.chars().map(|letter| letter.to_ascii_lowercase()));
            profile.email = hash32(self.buffer.as_bytes());
        }
    }

    fn add_person(&mut self, row: Row<'_>, profile: &mut Profile) {
        let mut hashes = [0; 2];
        for (hash, field) in hashes.iter_mut().zip([Field::FirstName, Field::LastName]) {
            words_of(row.field(field), &mut self.words);
            self.buffer.clear();
            fold_spelling(&self.words, &mut self.buffer);
            *hash = hash32(self.buffer.as_bytes());
        }
        if !hashes.contains(&0) {
            hashes.sort_unstable();
            profile.person = narrow(mix(u64::from(hashes[0]), u64::from(hashes[1])));
        }
    }
}

/// Appends a short text and returns its length; longer texts are not compared letter by letter.
fn push(text: &str, out: &mut String) -> u8 {
    let Ok(length) = u8::try_from(text.len()) else { return 0 };
    out.push_str(text);
    length
}

fn class(class: Option<LegalClass>) -> u8 {
    match class {
        None | Some(LegalClass::Unknown) => 0,
        Some(class) => class as u8 + 1,
    }
}

fn content(row: Row<'_>) -> u64 {
    let mut all = 0;
    for (field, text) in row.filled() {
        // Our own proposal depends on what other rows have.
        if field != Field::DomainPrefix {
            all = mix(all ^ field.index() as u64, xxhash_rust::xxh3::xxh3_64(text.as_bytes()));
        }
    }
    all
}
