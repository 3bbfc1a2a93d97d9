//! What a single header says, as the data file `headers.toml` has it. Knows nothing of the columns beside it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold::{fold, parts};
use crate::model::Field;
use crate::nearest::nearest;

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The column holds this field.
    Field(Field),
    /// A company's name or a person's last name, which the other columns decide.
    Name,
    /// A person's first and last name together, for which there is no field.
    WholeName,
    /// The domain of the company's Microsoft tenant: one to create, or the one it has.
    PrimaryDomain,
}

/// How well a header says it; the least is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The user said so.
    Told,
    /// The field's own name, or Partner Center's.
    Canonical,
    /// Another name for it.
    Alias,
    /// A name with words around it, or several names side by side.
    Composed,
    /// A name that can mean something else.
    Weak,
}

/// Every spelling of the data file, folded.
#[derive(Debug)]
pub(super) struct Spellings {
    by_fold: BTreeMap<String, (Meaning, Rank)>,
    remarks: Vec<String>,
    company: Affixes,
    contact: Affixes,
}

/// Words around a name that say whose it is.
#[derive(Debug)]
struct Affixes {
    before: Vec<String>,
    after: Vec<String>,
}

/// What can be a company's own, as in `Billing city`.
const OF_COMPANY: &[Field] = &[
    Field::RegistrationId,
    Field::Country,
    Field::AddressLine1,
    Field::AddressLine2,
    Field::City,
    Field::State,
    Field::PostalCode,
    Field::Phone,
    Field::Email,
    Field::TaxId,
    Field::Website,
];

/// What can be a person's own, as in `Contact e-mail`.
const OF_CONTACT: &[Field] = &[Field::FirstName, Field::MiddleName, Field::LastName, Field::Phone, Field::Email];

/// Headers of fewer letters are not asked about: `Stage` is one letter from `State`, and both are common.
const SHORTEST_TO_ASK: usize = 6;

impl Spellings {
    /// The spellings that the program carries.
    pub(super) fn builtin() -> &'static Spellings {
        static BUILTIN: LazyLock<Spellings> = LazyLock::new(|| {
            let file = toml::from_str(include_str!("../../data/headers.toml"));
            Spellings::of_file(&file.expect("`headers.toml` is part of the program, and a test reads it"))
        });
        &BUILTIN
    }

    fn of_file(file: &File) -> Self {
        let mut by_fold = BTreeMap::new();
        for field in Field::ALL {
            by_fold.insert(fold(field.name()), (Meaning::Field(*field), Rank::Canonical));
        }
        for (meaning, best, languages) in file.tables() {
            for (language, spellings) in languages {
                let rank = if language == PARTNER_CENTER { Rank::Canonical } else { best };
                for spelling in spellings {
                    by_fold.entry(fold(spelling)).or_insert((meaning, rank));
                }
            }
        }
        Spellings {
            by_fold,
            remarks: folded(&file.remarks),
            company: Affixes::of_file(&file.affixes.company),
            contact: Affixes::of_file(&file.affixes.contact),
        }
    }

    /// What a header says, if it says anything.
    pub(super) fn read(&self, header: &str) -> Option<(Meaning, Rank)> {
        let folded = fold(header);
        if folded.is_empty() {
            return None;
        }
        self.read_name(&folded).or_else(|| self.read_parts(header))
    }

    /// The field that a header which says nothing was perhaps meant to name, if it is `wanted`.
    pub(super) fn nearest(&self, header: &str, wanted: impl Fn(Field) -> bool) -> Option<Field> {
        let folded = fold(header);
        if folded.len() < SHORTEST_TO_ASK {
            return None;
        }
        let candidates = self.by_fold.iter().filter(|(_, (_, rank))| *rank < Rank::Weak);
        let found = nearest(&folded, candidates.map(|(spelling, _)| spelling.as_str()))?;
        match self.by_fold.get(found) {
            Some((Meaning::Field(field), _)) if wanted(*field) => Some(*field),
            _ => None,
        }
    }

    fn read_name(&self, folded: &str) -> Option<(Meaning, Rank)> {
        let whole = self.by_fold.get(folded).copied();
        whole
            .or_else(|| self.read_affixed(folded, &self.company, OF_COMPANY))
            .or_else(|| self.read_affixed(folded, &self.contact, OF_CONTACT))
    }

    fn read_affixed(&self, folded: &str, affixes: &Affixes, fields: &[Field]) -> Option<(Meaning, Rank)> {
        let before = affixes.before.iter().filter_map(|word| folded.strip_prefix(word.as_str()));
        let after = affixes.after.iter().filter_map(|word| folded.strip_suffix(word.as_str()));
        before.chain(after).find_map(|name| match self.by_fold.get(name)? {
            (Meaning::Field(field), rank) if *rank < Rank::Weak && fields.contains(field) => {
                Some((Meaning::Field(*field), Rank::Composed))
            }
            _ => None,
        })
    }

    /// What the names say that a header puts side by side. One that is not understood, or says something else, makes
    /// the whole unclear: better to ask than to take `Company (size)` for the company's name.
    fn read_parts(&self, header: &str) -> Option<(Meaning, Rank)> {
        let mut meaning = None;
        let mut rank = Rank::Composed;
        for part in parts(header).map(fold) {
            if self.remarks.contains(&part) {
                continue;
            }
            let (says, how) = self.read_name(&part)?;
            if meaning.is_some_and(|before| before != says) {
                return None;
            }
            meaning = Some(says);
            rank = rank.max(how);
        }
        meaning.map(|meaning| (meaning, rank))
    }
}

impl Affixes {
    fn of_file(file: &AffixFile) -> Self {
        Affixes { before: folded(&file.before), after: folded(&file.after) }
    }
}

fn folded(languages: &Languages) -> Vec<String> {
    languages.values().flatten().map(|word| fold(word)).collect()
}

/// The key, beside the languages, of the names that Partner Center itself uses.
const PARTNER_CENTER: &str = "partner_center";

/// Language (or [`PARTNER_CENTER`]) to spellings.
type Languages = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code, reason = "said for readers, and demanded of the file")]
    source: String,
    remarks: Languages,
    spellings: BTreeMap<String, Languages>,
    weak: BTreeMap<String, Languages>,
    shared: SharedFile,
    affixes: AffixesFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFile {
    name: Languages,
    whole_name: Languages,
    primary_domain: Languages,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AffixesFile {
    company: AffixFile,
    contact: AffixFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AffixFile {
    before: Languages,
    after: Languages,
}

impl File {
    /// Every table of spellings: what they say, how well, and the spellings.
    fn tables(&self) -> impl Iterator<Item = (Meaning, Rank, &Languages)> {
        let strong = self.spellings.iter().map(|(name, languages)| (name, Rank::Alias, languages));
        let weak = self.weak.iter().map(|(name, languages)| (name, Rank::Weak, languages));
        let of_fields = strong.chain(weak).filter_map(|(name, rank, languages)| {
            Field::from_name(name).map(|field| (Meaning::Field(field), rank, languages))
        });
        let shared = [
            (Meaning::Name, Rank::Alias, &self.shared.name),
            (Meaning::WholeName, Rank::Alias, &self.shared.whole_name),
            (Meaning::PrimaryDomain, Rank::Alias, &self.shared.primary_domain),
        ];
        of_fields.chain(shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> File {
        toml::from_str(include_str!("../../data/headers.toml")).expect("headers.toml is read")
    }

    #[test]
    fn the_file_names_fields_only_and_every_one() {
        let file = file();
        for name in file.spellings.keys().chain(file.weak.keys()) {
            assert!(Field::from_name(name).is_some(), "`{name}` in headers.toml is no field");
        }
        for field in Field::ALL {
            let languages = file.spellings.get(field.name());
            let languages = languages.unwrap_or_else(|| panic!("headers.toml lacks [spellings.{field}]"));
            for language in ["en", "fr"] {
                assert!(languages.contains_key(language), "[spellings.{field}] of headers.toml lacks `{language}`");
            }
        }
        assert!(!file.source.is_empty());
    }

    #[test]
    fn a_spelling_stands_in_one_place_only() {
        let file = file();
        let mut seen: BTreeMap<String, (Meaning, &str)> = BTreeMap::new();
        let canonical = Field::ALL.iter().map(|field| (Meaning::Field(*field), field.name()));
        let listed = file.tables().flat_map(|(meaning, _, languages)| {
            languages.values().flatten().map(move |spelling| (meaning, spelling.as_str()))
        });
        let mut twice = Vec::new();
        for (meaning, spelling) in canonical.chain(listed) {
            if let Some(before) = seen.insert(fold(spelling), (meaning, spelling)) {
                twice.push(format!("{spelling:?} of {meaning:?} stands already as {before:?}"));
            }
        }
        assert!(twice.is_empty(), "take these out of headers.toml:\n{}", twice.join("\n"));
    }

    #[test]
    fn headers_say_fields() {
        use Field::{
            AddressLine1, AddressLine2, AgreementDate, City, CompanyName, Country, Email, FirstName, LastName, Phone,
            PostalCode, RegistrationId, State, TaxId, Website,
        };
        for (header, field) in [
            ("BillingProfile.CompanyName", CompanyName),
            ("Company / Organisation name", CompanyName),
            ("Nom de la société *", CompanyName),
            ("1. Raison sociale (obligatoire)", CompanyName),
            ("Company name\nRaison sociale", CompanyName),
            ("Organization registration number (INN)", RegistrationId),
            ("Registration number (CNPJ)", RegistrationId),
            ("N° SIRET", RegistrationId),
            ("Company #", RegistrationId),
            ("VAT No.", TaxId),
            ("N° TVA intracommunautaire", TaxId),
            ("Country (ISO 3166-1 alpha-2)", Country),
            ("Billing Country", Country),
            ("Billing Zip/Postal Code", PostalCode),
            ("Code postal de l'entreprise", PostalCode),
            ("Ville de facturation", City),
            ("City or town", City),
            ("Billing State/Province", State),
            ("Address 1: Street 1", AddressLine1),
            ("Billing Address Line 2", AddressLine2),
            ("Tél.", Phone),
            ("Contact phone number", Phone),
            ("Prénom du contact", FirstName),
            ("SURNAME", LastName),
            ("Contact E-mail Address", Email),
            ("E-MAIL (required)", Email),
            ("Company Website", Website),
            ("Date d’acceptation du Contrat client Microsoft", AgreementDate),
        ] {
            assert_eq!(Spellings::builtin().read(header).map(|says| says.0), Some(Meaning::Field(field)), "{header}");
        }
    }

    #[test]
    fn unclear_headers_say_nothing() {
        for header in [
            "",
            "Notes",
            "Company (size)",
            "Company / Contact",
            "Email - opt out",
            "Revenue (company)",
            "(Do Not Modify) Account",
            "(required)",
            "Account owner",
            "Name of the dog",
        ] {
            assert_eq!(Spellings::builtin().read(header), None, "{header}");
        }
    }

    #[test]
    fn near_misses_are_known_among_the_wanted_fields() {
        let nearest = |header| Spellings::builtin().nearest(header, |field| field != Field::Email);
        for (header, field) in [
            ("Compny", Some(Field::CompanyName)),
            ("Adresss line 1", Some(Field::AddressLine1)),
            ("Raison scoiale", Some(Field::CompanyName)),
            ("Emial address", None),
            ("Stage", None),
            ("Annual revenue", None),
        ] {
            assert_eq!(nearest(header), field, "{header}");
        }
    }
}
