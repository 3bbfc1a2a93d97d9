//! The data files that decide how a record is understood, as they are: whoever keeps what was understood of one, to use it
//! later, keeps their checksum beside it.

use super::country_names::{COUNTRY_NAMES, COUNTRY_NAMES_IN, NAMES_BY_LANGUAGE};
use super::files::COUNTRIES;
use super::legal_form::LEGAL_FORMS;

/// The texts of these files, always in the same order.
pub fn texts() -> impl Iterator<Item = &'static str> {
    let of_all = [
        LEGAL_FORMS,
        COUNTRY_NAMES,
        COUNTRY_NAMES_IN,
        NAMES_BY_LANGUAGE,
        super::ADDRESSES,
        super::POSTAL_CODE_MASKS,
        super::SUBDIVISIONS,
        super::WORDS,
        include_str!("../data/company_words.toml"),
        include_str!("../data/domains.toml"),
        include_str!("../data/fillers.toml"),
        include_str!("../data/id_labels.toml"),
        include_str!("../data/mail_domains.txt"),
        include_str!("../data/names.toml"),
        include_str!("../data/phone_extensions.toml"),
        include_str!("../data/phone_labels.toml"),
        include_str!("../data/places.toml"),
        include_str!("../data/registration_id.toml"),
    ];
    of_all.into_iter().chain(COUNTRIES.iter().map(|(_, text)| *text))
}
