//! Profiles made of rows.

use super::hash::{hash32, mix, narrow};
use super::name::{Name, NameReader, Word};
use super::profile::{Id, Profile, Profiles, Token};
use super::value::{pack, read_id, read_phone};
use crate::facts::{AddressWords, Facts, LegalClass, Street, fold_spelling, words_of};
use crate::model::{CountryCode, Field, Reading, Row};

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
