//! The data files of headers, a file a language: how people head the columns of their lists.
//!
//! To add a spelling: put it in the list of its field, in the file of its language. Write it as people do: case, accents,
//! spaces, punctuation, a number in front and a star behind do not count, so one way of writing it is enough. To add a
//! language: a file like the others, and its line in [`FILES`]. A word has one meaning in all languages together; a test
//! says where it has two. The canonical names (`company_name`) are known without being listed.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The file of the names that Partner Center itself uses, which are as sure as the canonical ones.
pub(super) const PARTNER_CENTER: &str = "partner_center";

macro_rules! files {
    ($($language:literal)*) => {
        &[$(($language, include_str!(concat!("../../data/headers/", $language, ".toml")))),*]
    };
}

/// Every file. Where a word stands in several, the first counts.
pub(super) const FILES: &[(&str, &str)] = files! {
    "partner_center" "en" "fr" "ar" "cs" "de" "es" "hu" "it" "ja" "ko" "nl" "pl" "pt" "ro" "ru" "sv" "tr" "uk" "vi" "zh"
};

/// The words of one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Where the words are from.
    #[allow(dead_code, reason = "said for readers, and demanded of each file")]
    pub(super) source: String,
    /// Said beside a name, in brackets or after a stroke, without changing what the column holds.
    #[serde(default)]
    pub(super) remarks: Vec<String>,
    /// Of each field, the spellings that say it.
    pub(super) spellings: BTreeMap<String, Vec<String>>,
    /// Of each field, the spellings that say it only when no other column does.
    #[serde(default)]
    pub(super) weak: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) shared: Shared,
    #[serde(default)]
    pub(super) affixes: Affixes,
}

/// Spellings whose field depends on the columns beside them, on the cells below, or on what kind of list it is.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Shared {
    /// A company's name or a person's last name.
    pub(super) name: Vec<String>,
    /// A first name beside a last name, and a name otherwise: `Nombre`, `Nome`.
    pub(super) given_name: Vec<String>,
    /// A contact's first and last name in one cell.
    pub(super) whole_name: Vec<String>,
    /// The same where the family name comes first.
    pub(super) whole_name_family_first: Vec<String>,
    /// Several parts of an address in one cell.
    pub(super) whole_address: Vec<String>,
    /// The number of a house in a column of its own, apart from its street.
    pub(super) house_number: Vec<String>,
    /// A state or a country: `Stato`.
    pub(super) state_or_country: Vec<String>,
    /// Among prospects: the onmicrosoft.com domain to create, as on the Add customer page. Of an existing customer: its
    /// primary domain, which is often one of its own (Customers.csv).
    pub(super) primary_domain: Vec<String>,
}

/// Words around a name that say whose it is: `Billing city`, `Ville de facturation`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Affixes {
    /// The company's: address, country, phone, e-mail, web site, registration ID and tax ID.
    pub(super) company_before: Vec<String>,
    pub(super) company_after: Vec<String>,
    /// The contact's: first, middle and last name, e-mail and phone.
    pub(super) contact_before: Vec<String>,
    pub(super) contact_after: Vec<String>,
}

/// Every file, read: its language and its words.
pub(super) fn read() -> impl Iterator<Item = (&'static str, File)> {
    FILES.iter().map(|(language, text)| {
        let file = toml::from_str(text).unwrap_or_else(|fault| panic!("src/data/headers/{language}.toml: {fault}"));
        (*language, file)
    })
}
