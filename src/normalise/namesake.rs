//! Whether a row means a country or its namesake: Georgia beside Atlanta and 30303 is hardly the one in the Caucasus.

use std::cmp::Ordering;

use super::{phone, place};
use crate::facts::{Country, Facts, Namesake};
use crate::model::{Field, PhoneReading, Row};

/// Whether more in the row speaks for the namesake's other country than for the country that the name stands for.
pub(super) fn is_other_meant(row: Row<'_>, namesake: &Namesake, facts: &Facts) -> bool {
    let (Some(country), Some(other)) = (facts.country(namesake.country), facts.country(namesake.other)) else {
        return false;
    };
    let mut balance = i32::from(namesake.has_city(row.field(Field::City)));
    for tells in [has_state, has_postal_code] {
        balance += weigh(|country| tells(row, country), country, other);
    }
    if namesake.phone_tells {
        balance += weigh(|country| has_phone(row, country), country, other);
    }
    balance > 0
}

/// 1 when a sign is there of the other country alone, -1 when it is of the country alone.
fn weigh(is_sign_of: impl Fn(&Country) -> bool, country: &Country, other: &Country) -> i32 {
    match is_sign_of(other).cmp(&is_sign_of(country)) {
        Ordering::Greater => 1,
        Ordering::Equal => 0,
        Ordering::Less => -1,
    }
}

fn has_state(row: Row<'_>, country: &Country) -> bool {
    country.states.as_ref().is_some_and(|states| states.find(row.field(Field::State)).is_some())
}

fn has_postal_code(row: Row<'_>, country: &Country) -> bool {
    place::write_postal_code(country, row.field(Field::PostalCode), &mut String::new())
}

fn has_phone(row: Row<'_>, country: &Country) -> bool {
    let phone = phone::read(row.field(Field::Phone), Some(country.code), &mut String::new());
    phone.reading == PhoneReading::Valid
}
