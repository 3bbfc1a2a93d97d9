//! What a single header says, as the data files have it. Knows nothing of the columns beside it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::files::{self, PARTNER_CENTER, Shared};
use super::fold::{fold, parts};
use crate::model::{Field, NameOrder};
use crate::nearest::{nearest, swapped};

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The column holds this field.
    Field(Field),
    /// A company's name or a person's last name, which the other columns decide.
    Name,
    /// A person's first name, or a name, which the other columns decide.
    GivenName,
    /// A person's first and last name together, for which there is no field.
    WholeName(NameOrder),
    /// Several parts of an address together.
    WholeAddress,
    /// The number of a house, apart from its street.
    HouseNumber,
    /// A state or a country, which the cells decide.
    StateOrCountry,
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

/// Every spelling of the data files, folded.
#[derive(Debug)]
pub(super) struct Spellings {
    by_fold: BTreeMap<String, (Meaning, Rank)>,
    remarks: Vec<String>,
    company: Affixes,
    contact: Affixes,
}

/// Words around a name that say whose it is, by the letter that they begin or end with.
#[derive(Debug, Default)]
struct Affixes {
    before: BTreeMap<u8, Vec<String>>,
    after: BTreeMap<u8, Vec<String>>,
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

/// Headers of fewer letters are asked about only if two neighbours are swapped: `Stage` is one letter from `State`, and
/// both are common.
const SHORTEST_TO_ASK: usize = 6;

impl Spellings {
    /// The spellings that the program carries.
    pub(super) fn builtin() -> &'static Spellings {
        static BUILTIN: LazyLock<Spellings> = LazyLock::new(|| Spellings::of_files(files::read()));
        &BUILTIN
    }

    fn of_files(files: impl Iterator<Item = (&'static str, files::File)>) -> Self {
        let mut spellings = Spellings {
            by_fold: BTreeMap::new(),
            remarks: Vec::new(),
            company: Affixes::default(),
            contact: Affixes::default(),
        };
        for field in Field::ALL {
            spellings.by_fold.insert(fold(field.name()), (Meaning::Field(*field), Rank::Canonical));
        }
        for (language, file) in files {
            for (meaning, rank, words) in tables(language, &file) {
                for word in words {
                    spellings.by_fold.entry(fold(word)).or_insert((meaning, rank));
                }
            }
            spellings.remarks.extend(file.remarks.iter().map(|word| fold(word)));
            spellings.company.add(&file.affixes.company_before, &file.affixes.company_after);
            spellings.contact.add(&file.affixes.contact_before, &file.affixes.contact_after);
        }
        spellings
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
        let mut candidates =
            self.by_fold.iter().filter(|(_, (_, rank))| *rank < Rank::Weak).map(|(spelling, _)| spelling.as_str());
        let found = if folded.len() < SHORTEST_TO_ASK {
            candidates.find(|candidate| swapped(&folded, candidate))?
        } else {
            nearest(&folded, candidates)?
        };
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
        affixes.around(folded).find_map(|name| match self.by_fold.get(name)? {
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
            meaning = Some(match meaning {
                None => says,
                Some(before) => together(before, says)?,
            });
            rank = rank.max(how);
        }
        meaning.map(|meaning| (meaning, rank))
    }
}

/// What two names side by side say: the same, or the one that is clear, as in `Name (company)`.
fn together(one: Meaning, other: Meaning) -> Option<Meaning> {
    let company = Meaning::Field(Field::CompanyName);
    match (one, other) {
        _ if one == other => Some(one),
        (Meaning::Name | Meaning::GivenName, clear) | (clear, Meaning::Name | Meaning::GivenName)
            if clear == company || matches!(clear, Meaning::WholeName(_) | Meaning::Name) =>
        {
            Some(clear)
        }
        _ => None,
    }
}

impl Affixes {
    fn add(&mut self, before: &[String], after: &[String]) {
        for word in before.iter().map(|word| fold(word)) {
            if let Some(first) = word.bytes().next() {
                self.before.entry(first).or_default().push(word);
            }
        }
        for word in after.iter().map(|word| fold(word)) {
            if let Some(last) = word.bytes().last() {
                self.after.entry(last).or_default().push(word);
            }
        }
    }

    /// What is left of a folded header without a word before or after it.
    fn around<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = &'a str> {
        let of = |words: &'a BTreeMap<u8, Vec<String>>, letter: Option<u8>| {
            letter.and_then(|letter| words.get(&letter)).into_iter().flatten()
        };
        let before = of(&self.before, folded.bytes().next()).filter_map(|word| folded.strip_prefix(word.as_str()));
        let after = of(&self.after, folded.bytes().last()).filter_map(|word| folded.strip_suffix(word.as_str()));
        before.chain(after)
    }
}

/// Every list of a file: what its words say, and how well.
fn tables<'a>(language: &str, file: &'a files::File) -> impl Iterator<Item = (Meaning, Rank, &'a Vec<String>)> {
    let best = if language == PARTNER_CENTER { Rank::Canonical } else { Rank::Alias };
    let strong = file.spellings.iter().map(move |(name, words)| (name, best, words));
    let weak = file.weak.iter().map(|(name, words)| (name, Rank::Weak, words));
    let of_fields = strong
        .chain(weak)
        .filter_map(|(name, rank, words)| Field::from_name(name).map(|field| (Meaning::Field(field), rank, words)));
    let Shared { name, given_name, whole_name, whole_name_family_first, whole_address, .. } = &file.shared;
    let shared = [
        (Meaning::Name, name),
        (Meaning::GivenName, given_name),
        (Meaning::WholeName(NameOrder::GivenFirst), whole_name),
        (Meaning::WholeName(NameOrder::FamilyFirst), whole_name_family_first),
        (Meaning::WholeAddress, whole_address),
        (Meaning::HouseNumber, &file.shared.house_number),
        (Meaning::StateOrCountry, &file.shared.state_or_country),
        (Meaning::PrimaryDomain, &file.shared.primary_domain),
    ];
    of_fields.chain(shared.into_iter().map(move |(meaning, words)| (meaning, best, words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_name_fields_only_and_every_one() {
        for (language, file) in files::read() {
            for name in file.spellings.keys().chain(file.weak.keys()) {
                assert!(Field::from_name(name).is_some(), "`{name}` in {language}.toml is no field");
            }
            let wanted: &[Field] = match language {
                "en" | "fr" => Field::ALL,
                PARTNER_CENTER => &[],
                _ => &[
                    Field::CompanyName,
                    Field::RegistrationId,
                    Field::Country,
                    Field::AddressLine1,
                    Field::City,
                    Field::PostalCode,
                    Field::Phone,
                    Field::LastName,
                    Field::Email,
                    Field::Website,
                ],
            };
            for field in wanted {
                assert!(file.spellings.contains_key(field.name()), "{language}.toml lacks `{field}`");
            }
            assert!(!file.source.is_empty());
        }
    }

    #[test]
    fn a_word_has_one_meaning_in_all_languages() {
        let mut seen: BTreeMap<String, (Meaning, Rank, String)> = BTreeMap::new();
        for field in Field::ALL {
            let place = format!("the canonical {field}");
            seen.insert(fold(field.name()), (Meaning::Field(*field), Rank::Canonical, place));
        }
        let mut faults = Vec::new();
        for (language, file) in files::read() {
            for (meaning, rank, words) in tables(language, &file) {
                for word in words {
                    let place = format!("{word:?} of {meaning:?}, {rank:?}, in {language}.toml");
                    match seen.get(&fold(word)) {
                        Some((before, how, where_before)) => {
                            let same = *before == meaning && (*how == Rank::Weak) == (rank == Rank::Weak);
                            let twice = where_before.ends_with(&format!("in {language}.toml"));
                            if !same || twice {
                                faults.push(format!("{place} stands already as {where_before}"));
                            }
                        }
                        None => {
                            seen.insert(fold(word), (meaning, rank, place));
                        }
                    }
                }
            }
        }
        assert!(faults.is_empty(), "take these out of src/data/headers:\n{}", faults.join("\n"));
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
