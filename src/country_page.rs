//! What is known and required in each country, for people and for programs: `intake countries`, `docs/countries.md`.
//!
//! Puts facts into words; decides nothing and knows no row. [`Card`] is the JSON that programs may rely on: members are
//! added, and none changes its meaning.

mod table;
mod text;

use serde::Serialize;

use crate::facts::registration_id::{Holder, Kind, RegistrationIds, length_limits};
use crate::facts::{Country, CountryRules, Need, PostalCodes, State, States};
use crate::model::Lang;

pub use table::{page, table};
pub use text::section;

/// One country, as JSON. What is not known is `null`; a list that is not known is empty.
#[derive(Clone, Debug, Serialize)]
pub struct Card<'a> {
    /// ISO 3166-1 alpha-2.
    pub code: &'a str,
    /// ISO 3166-1 alpha-3.
    pub alpha3: &'a str,
    /// The name in the language that was asked for.
    pub name: &'a str,
    /// The CSP market; none for countries that no partner can sell in.
    pub market: Option<&'a str>,
    /// Supported cultures, the default first.
    pub cultures: &'a [String],
    /// `required`, `optional` or `not-taken`.
    pub registration_id_need: &'static str,
    /// What registration IDs look like, where that is known.
    pub registration_id: Option<IdCard<'a>>,
    /// Numbers whose check digit is looked at though Partner Center takes none; a wrong one warns.
    pub other_ids: Vec<OtherIdCard<'a>>,
    /// The company's phone.
    pub phone: PhoneCard<'a>,
    /// The city.
    pub city: FieldCard<'a>,
    /// The state or province.
    pub state: StateCard<'a>,
    /// The postal code.
    pub postal_code: PostalCodeCard<'a>,
    /// Partner Center's own answer, where one was imported, with the day of the import.
    pub imported: Option<&'a CountryRules>,
}

/// A country's registration IDs.
#[derive(Clone, Debug, Serialize)]
pub struct IdCard<'a> {
    /// The name in English.
    pub name: &'a str,
    /// The name where it is given out.
    pub local_name: &'a str,
    /// What Microsoft's page calls it.
    pub microsoft_name: &'a str,
    /// Whether the kinds are all there are; if not, other forms only warn.
    pub certain: bool,
    /// Words that may stand before a number, in upper case.
    pub labels: &'a [String],
    /// The fewest and the most characters that Partner Center takes.
    pub length: [u32; 2],
    /// Separators that stay, out of ` .-/`.
    pub keeps: &'a str,
    /// Whether Cyrillic letters stand for Latin ones that look alike.
    pub cyrillic_look_alikes: bool,
    /// How many digits a branch's number behind it has, which is dropped; 0 for none.
    pub branch_digits: usize,
    /// Where this comes from.
    pub source: &'a str,
    /// The kinds of number that turn up, the likeliest first.
    pub kinds: Vec<KindCard<'a>>,
}

/// One kind of number.
#[derive(Clone, Debug, Serialize)]
pub struct KindCard<'a> {
    /// The name in Latin letters.
    pub name: &'a str,
    /// The name in the country's script; empty if that is the same.
    pub local_name: &'a str,
    /// `company`, `person` or `registry`.
    pub holder: &'static str,
    /// Whether a number of this form surely is one.
    pub certain: bool,
    /// The form of the number without separators, as a regular expression.
    pub pattern: &'a str,
    /// Numbers of that form that are never given out, likewise.
    pub never: Option<&'a str>,
    /// The check digit's algorithm, where it is official or proven by a library.
    pub check_digit: Option<&'a str>,
    /// The length up to which lost leading zeros are suggested.
    pub zeros_restored_to: Option<usize>,
    /// A number of this kind.
    pub example: &'a str,
    /// Where this comes from.
    pub source: &'a str,
}

/// A business number of a country where Partner Center takes none.
#[derive(Clone, Debug, Serialize)]
pub struct OtherIdCard<'a> {
    /// What it is called.
    pub name: &'a str,
    /// A number.
    pub example: &'a str,
}

/// Whether a field is needed: `required`, `usual` (an address convention, which only warns) or `no`.
#[derive(Clone, Debug, Serialize)]
pub struct FieldCard<'a> {
    /// The word.
    pub need: &'static str,
    /// Where this comes from.
    pub source: &'a str,
}

/// The state or province.
#[derive(Clone, Debug, Serialize)]
pub struct StateCard<'a> {
    /// As for [`FieldCard`].
    pub need: &'static str,
    /// Whether the list is Partner Center's own: nothing else is accepted.
    pub certain: bool,
    /// The states there are.
    pub values: Vec<&'a str>,
    /// Where this comes from.
    pub source: &'a str,
}

/// The postal code.
#[derive(Clone, Debug, Serialize)]
pub struct PostalCodeCard<'a> {
    /// As for [`FieldCard`].
    pub need: &'static str,
    /// Whether the pattern is Partner Center's own.
    pub certain: bool,
    /// What a whole code matches, letters in either case.
    pub pattern: Option<&'a str>,
    /// Codes that match.
    pub examples: &'a [String],
    /// Where this comes from.
    pub source: &'a str,
}

/// The company's phone.
#[derive(Clone, Debug, Serialize)]
pub struct PhoneCard<'a> {
    /// `required` or `no`.
    pub need: &'static str,
    /// Whether requests carry the leading `+` of E.164.
    pub plus: bool,
    /// What Partner Center wants it to match, where that was imported.
    pub pattern: Option<&'a str>,
    /// Where this comes from; empty when nothing special is known.
    pub source: &'a str,
}

impl<'a> Card<'a> {
    /// What is known of a country.
    pub fn of(country: &'a Country, lang: Lang) -> Card<'a> {
        let sources = &country.sources;
        let (states, codes) = (country.states.as_ref(), country.postal_codes.as_ref());
        let rules = country.rules.as_ref();
        Card {
            code: country.code.as_str(),
            alpha3: &country.alpha3,
            name: country.name(lang),
            market: country.market.as_deref(),
            cultures: &country.cultures,
            registration_id_need: id_need(country),
            registration_id: country.registration_id.as_ref().map(IdCard::of),
            other_ids: country
                .other_ids
                .schemes()
                .iter()
                .map(|one| OtherIdCard { name: one.name, example: one.example })
                .collect(),
            phone: PhoneCard {
                need: need(if country.requires_registration_id { Need::Certain } else { Need::No }),
                plus: country.phone_calling_code.is_none(),
                pattern: rules.and_then(|rules| rules.phone_number_regex.as_deref()),
                source: &sources.phone,
            },
            city: FieldCard { need: need(country.city), source: &sources.city },
            state: StateCard {
                need: need(country.state),
                certain: states.is_some_and(States::certain),
                values: states.into_iter().flat_map(States::iter).map(State::value).collect(),
                source: &sources.state,
            },
            postal_code: PostalCodeCard {
                need: need(country.postal_code),
                certain: codes.is_some_and(PostalCodes::certain),
                pattern: codes.map(PostalCodes::pattern),
                examples: codes.map_or(&[], PostalCodes::examples),
                source: &sources.postal_code,
            },
            imported: rules,
        }
    }
}

impl<'a> IdCard<'a> {
    fn of(ids: &'a RegistrationIds) -> IdCard<'a> {
        let section = ids.section();
        let (least, most) = length_limits();
        IdCard {
            name: &section.name,
            local_name: &section.local_name,
            microsoft_name: &section.microsoft_name,
            certain: section.certain,
            labels: ids.labels(),
            length: [least, most],
            keeps: &section.keep,
            cyrillic_look_alikes: section.cyrillic_look_alikes,
            branch_digits: section.branch.map_or(0, |branch| branch.length),
            source: &section.source,
            kinds: ids.kinds().iter().map(KindCard::of).collect(),
        }
    }
}

impl<'a> KindCard<'a> {
    fn of(kind: &'a Kind) -> KindCard<'a> {
        let section = kind.section();
        KindCard {
            name: &section.name,
            local_name: &section.local_name,
            holder: match section.holder {
                Holder::Company => "company",
                Holder::Person => "person",
                Holder::Registry => "registry",
            },
            certain: section.certain,
            pattern: &section.pattern,
            never: section.never.as_deref(),
            check_digit: section.check_digit.as_deref(),
            zeros_restored_to: section.pad_to,
            example: &section.example,
            source: &section.source,
        }
    }
}

/// The word for how sure a requirement is.
pub const fn need(need: Need) -> &'static str {
    match need {
        Need::No => "no",
        Need::Hint => "usual",
        Need::Certain => "required",
    }
}

const fn id_need(country: &Country) -> &'static str {
    match (country.requires_registration_id, country.takes_registration_id) {
        (true, _) => "required",
        (false, true) => "optional",
        (false, false) => "not-taken",
    }
}
