//! What evidence weighs: the data file, in hundredths of a bit.

use std::sync::LazyLock;

use serde::{Deserialize, Deserializer};

use super::bits::Bits;

/// All weights. See the data file `src/data/matching.toml` for what each means, and why.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the data file says it")]
pub struct Weights {
    pub thresholds: Thresholds,
    pub prior: Prior,
    pub rarity: RarityWeights,
    pub name: NameWeights,
    pub id: IdWeights,
    pub web: WebWeights,
    pub email: EmailWeights,
    pub phone: PhoneWeights,
    pub street: StreetWeights,
    pub place: PlaceWeights,
    pub country: CountryWeights,
    pub form: FormWeights,
    pub person: PersonWeights,
    pub rules: RuleWeights,
}

macro_rules! weights {
    ($($(#[$doc:meta])* $name:ident { $($field:ident),* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
            #[allow(missing_docs, reason = "the data file says it")]
            pub struct $name {
                $(#[serde(deserialize_with = "hundredths")] pub $field: Bits,)*
            }
        )*
    };
}

weights! {
    /// From how many bits on.
    Thresholds { sure, review, ambiguous }
    /// Names.
    NameWeights { most, least, legal, misspelt, near, short, part, mixed, mixed_most, initials, other, number_other, number_one_sided }
    /// Registration and tax IDs.
    IdWeights { same, short, near, other }
    /// Domains.
    WebWeights { tenant, most, least, label, other }
    /// Addresses at mail providers.
    EmailWeights { most }
    /// Phones.
    PhoneWeights { most, least, near, other }
    /// Streets.
    StreetWeights { most, least, street_only, other }
    /// Postal codes and cities.
    PlaceWeights { postal_code, postal_code_near, postal_code_other, city, city_other }
    /// Countries.
    CountryWeights { same, other }
    /// Legal forms.
    FormWeights { same, other }
    /// Contact persons.
    PersonWeights { most }
    /// What makes a match sure beside its bits.
    RuleWeights { most_against, strong, rare_name, rare_place }
}

/// How likely a match is before anything is compared.
#[derive(Clone, Copy, Debug, Deserialize)]
#[allow(missing_docs, reason = "the data file says it")]
pub struct Prior {
    pub existing: f64,
    pub run: f64,
    pub at_least: u64,
}

/// How rare a value is taken to be.
#[derive(Clone, Copy, Debug, Deserialize)]
#[allow(missing_docs, reason = "the data file says it")]
pub struct RarityWeights {
    pub background: u64,
    pub plain: f64,
    pub ordinary: f64,
    pub common: f64,
    pub generic: u32,
}

impl Weights {
    /// The weights that the program carries.
    pub fn builtin() -> &'static Weights {
        static BUILTIN: LazyLock<Weights> = LazyLock::new(|| {
            toml::from_str(include_str!("../../data/matching.toml"))
                .expect("the file is part of the program, and a test holds that it can be read")
        });
        &BUILTIN
    }
}

/// The file says bits; here they are hundredths.
fn hundredths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bits, D::Error> {
    let bits = f64::deserialize(deserializer)?;
    #[expect(clippy::cast_possible_truncation, reason = "weights are small numbers")]
    let hundredths = (bits * 100.0).round() as Bits;
    Ok(hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_says_where_it_comes_from() {
        let weights = Weights::builtin();
        assert!(weights.thresholds.sure > weights.thresholds.review);
        assert!(include_str!("../../data/matching.toml").contains("\nsource = "));
    }
}
