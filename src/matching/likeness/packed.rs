//! Profiles as bytes: some hundred and fifty of them each, for the index of customers. What is 0 is left out.

use super::name::MOST_WORDS;
use super::profile::{Id, Profile, Profiles, Token, View};
use super::value::Phone;
use crate::facts::WordKind;

/// How many of a profile's numbers may be 0.
const NUMBERS: usize = 26;

/// Appends a record and its place in the list.
pub(super) fn pack(record: View<'_>, place: u32, out: &mut Vec<u8>) {
    let profile = record.profile;
    let numbers = numbers(profile, place);
    let given = numbers.iter().enumerate().filter(|(_, number)| **number != 0);
    let marks = given.fold(0_u32, |marks, (place, _)| marks | 1 << place);
    out.extend(marks.to_le_bytes());
    numbers.iter().filter(|number| **number != 0).for_each(|number| out.extend(number.to_le_bytes()));
    out.extend(profile.name_length.to_le_bytes());
    out.extend(profile.country.to_le_bytes());
    let [one, two] = profile.ids;
    out.extend([one.length, one.digits, two.length, two.digits, profile.phone.length]);
    out.extend([profile.city_length, profile.street_length, profile.class, profile.tokens]);
    for token in record.tokens {
        out.extend(token.hash.to_le_bytes());
        out.extend(token.start.to_le_bytes());
        out.extend([token.length, token.kind as u8]);
    }
    out.extend(record.own_text().as_bytes());
}

/// Takes the next record off the bytes and adds it. Returns its place; none where the bytes are no record.
pub(super) fn unpack(bytes: &mut &[u8], profiles: &mut Profiles) -> Option<u32> {
    let marks = u32::from_le_bytes(take(bytes)?);
    let mut numbers = [0; NUMBERS];
    for (place, number) in numbers.iter_mut().enumerate() {
        if marks & 1 << place != 0 {
            *number = u32::from_le_bytes(take(bytes)?);
        }
    }
    let (name_length, country) = (u16::from_le_bytes(take(bytes)?), u16::from_le_bytes(take(bytes)?));
    let [one_length, one_digits, two_length, two_digits, phone_length] = take(bytes)?;
    let [city_length, street_length, class, tokens] = take(bytes)?;
    let first_token = u32::try_from(profiles.tokens.len()).ok()?;
    if usize::from(tokens) > MOST_WORDS {
        return None;
    }
    for _ in 0..tokens {
        let (hash, start) = (u32::from_le_bytes(take(bytes)?), u16::from_le_bytes(take(bytes)?));
        let [length, kind] = take(bytes)?;
        profiles.tokens.push(Token { hash, bits: 0, start, length, kind: word_kind(kind)? });
    }
    let parts = [one_length, two_length, city_length, street_length];
    let length = usize::from(name_length) + parts.iter().map(|length| usize::from(*length)).sum::<usize>();
    let (own, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    let text = u32::try_from(profiles.text.len()).ok()?;
    profiles.text.push_str(std::str::from_utf8(own).ok()?);
    let (profile, place) = with_numbers(numbers);
    let [one, two] = profile.ids;
    profiles.list.push(Profile {
        text,
        first_token,
        tokens,
        city_length,
        street_length,
        class,
        name_length,
        country,
        ids: [
            Id { length: one_length, digits: one_digits, ..one },
            Id { length: two_length, digits: two_digits, ..two },
        ],
        phone: Phone { length: phone_length, ..profile.phone },
        ..profile
    });
    Some(place)
}

fn numbers(profile: &Profile, place: u32) -> [u32; NUMBERS] {
    let [id_one, id_two] = profile.ids;
    let [phone, upper_phone] = halves(profile.phone.digits);
    let [code, upper_code] = halves(profile.postal_code);
    let [content, upper_content] = halves(profile.content);
    [
        place,
        profile.core,
        profile.glued,
        profile.numbers,
        profile.form,
        id_one.hash,
        id_one.shape,
        id_two.hash,
        id_two.shape,
        profile.domains[0],
        profile.domains[1],
        profile.labels[0],
        profile.labels[1],
        profile.email,
        profile.house,
        phone,
        upper_phone,
        code,
        upper_code,
        profile.city,
        profile.street,
        profile.person,
        profile.customer_id,
        profile.prefix,
        content,
        upper_content,
    ]
}

/// The profile of these numbers, all else missing, and its place.
fn with_numbers(numbers: [u32; NUMBERS]) -> (Profile, u32) {
    let [place, core, glued, own_numbers, form, hash_one, shape_one, hash_two, shape_two, rest @ ..] = numbers;
    let [domain_one, domain_two, label_one, label_two, email, house, rest @ ..] = rest;
    let [phone, upper_phone, postal_code, upper_postal_code, rest @ ..] = rest;
    let [city, street, person, customer_id, prefix, content, upper_content] = rest;
    let profile = Profile {
        core,
        glued,
        numbers: own_numbers,
        form,
        ids: [
            Id { hash: hash_one, shape: shape_one, ..Id::default() },
            Id { hash: hash_two, shape: shape_two, ..Id::default() },
        ],
        domains: [domain_one, domain_two],
        labels: [label_one, label_two],
        email,
        house,
        phone: Phone { digits: whole(phone, upper_phone), length: 0 },
        postal_code: whole(postal_code, upper_postal_code),
        city,
        street,
        person,
        customer_id,
        prefix,
        content: whole(content, upper_content),
        ..Profile::default()
    };
    (profile, place)
}

fn halves(number: u64) -> [u32; 2] {
    #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
    let halves = [number as u32, (number >> 32) as u32];
    halves
}

fn whole(lower: u32, upper: u32) -> u64 {
    u64::from(upper) << 32 | u64::from(lower)
}

fn word_kind(kind: u8) -> Option<WordKind> {
    [WordKind::Plain, WordKind::Ordinary, WordKind::Common, WordKind::Legal]
        .into_iter()
        .find(|known| *known as u8 == kind)
}

fn take<const COUNT: usize>(bytes: &mut &[u8]) -> Option<[u8; COUNT]> {
    let (own, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*own)
}
