//! What can be said of a row: findings, evidence that it is known already, and where it goes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Cell, Field};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rule is switched off.
    Off,
    /// Only tells.
    Info,
    /// Only tells, and asks for a look.
    Warning,
    /// Rejects the row.
    Error,
}

impl Severity {
    /// The word used in reports and in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Severity> {
        [Severity::Off, Severity::Info, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|severity| severity.name() == name)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A rule's place in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub u8);

impl RuleId {
    /// The rule's index in the catalogue's list.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a rule found in a row: facts, no sentence. Sentences are made when a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The row's place in its batch.
    pub row: u32,
    /// The rule that reports.
    pub rule: RuleId,
    /// The field at fault, if it is one.
    pub field: Option<Field>,
    /// Whether the fact behind it is certain. A mere hint never weighs more than a warning.
    pub certain: bool,
    /// What the configuration makes of the rule in the row's country, if it says something of it there.
    pub in_country: Option<Severity>,
    /// What the message can name.
    pub detail: Detail,
}

/// The facts that a finding's message names. The cells lie in the [`Findings`](super::Findings) they belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// The limit that was passed, `{limit}` in messages; 0 when there is none.
    pub limit: u32,
    /// A name that needs no translation, such as the ID that a country wants; `{hint}` in messages.
    pub hint: Cell,
    /// The value that would be right, for the report's `suggestion` column; `{suggestion}` in messages.
    pub suggestion: Cell,
}

impl Detail {
    /// Whether there is nothing to name.
    pub const fn is_empty(&self) -> bool {
        self.limit == 0 && self.hint.is_empty() && self.suggestion.is_empty()
    }
}

/// The findings of a batch, in row order, and the text that their details name.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    text: String,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Looks once more at the findings from `start` on, and keeps those that `keep` does.
    pub fn retain_from(&mut self, start: usize, keep: impl FnMut(&mut Finding) -> bool) {
        let mut tail = self.list.split_off(start);
        tail.retain_mut(keep);
        self.list.append(&mut tail);
    }

    /// Keeps a text for a detail.
    pub fn keep(&mut self, text: &str) -> Cell {
        let start = self.text.len();
        self.text.push_str(text);
        Cell::of_text(start..self.text.len())
    }

    /// The text of a detail's cell.
    pub fn text(&self, cell: Cell) -> &str {
        cell.within(&self.text)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All findings; those of a row stand together, rows in order, once [`sort`](Self::sort) was called.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Finding> + '_ {
        self.list.iter()
    }

    /// The findings as a slice.
    pub fn as_slice(&self) -> &[Finding] {
        &self.list
    }

    /// Brings the findings into row order; those of one row into the catalogue's.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|finding| (finding.row, finding.rule));
    }
}

/// How much evidence there is that a row is known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// A person has to decide.
    Possible,
    /// It is the same company.
    Sure,
}

/// Whom a row was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A known customer: its place in the list of known customers.
    Customer(u32),
    /// A customer by its own word: the row carries a Microsoft customer ID, or a person decided so.
    Itself,
    /// An earlier row of this run, by its number.
    Row(u32),
}

/// One reason to take two records for the same company, or not to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// A person wrote `existing` in the review file's `decision` column.
    Decision,
    /// Both were one row of the list that was first given, corrected twice.
    Origin,
    /// The same Microsoft customer ID.
    CustomerId,
    /// The same registration ID within a country.
    RegistrationId,
    /// The row asks for a domain prefix that the customer has.
    DomainPrefix,
    /// The same company domain, from web site, e-mail or primary domain.
    Domain,
    /// The same address at a mail provider.
    Email,
    /// The same telephone number.
    Phone,
    /// The same house in the same street.
    Street,
    /// The same company name, legal form apart.
    Name,
    /// The same company name, with another legal form.
    NameForm,
    /// The same words in the name, some misspelt or shortened.
    NameMisspelt,
    /// One name has words that the other lacks.
    NamePart,
    /// One name is the other's initials.
    NameInitials,
    /// The names have rare words in common, and each has others.
    NameMixed,
    /// The same country.
    Country,
    /// The same postal code.
    PostalCode,
    /// The same city.
    City,
    /// The same contact person.
    Person,
    /// Registration IDs one keystroke apart.
    NearRegistrationId,
    /// The same domain with another ending.
    NearDomain,
    /// Telephone numbers of one switchboard.
    NearPhone,
    /// By way of other rows of the same company.
    Together,
    /// Speaks against it: each has a registration ID, and they differ.
    OtherRegistrationId,
    /// Speaks against it: another number in the name.
    OtherNumber,
    /// Speaks against it: another country.
    OtherCountry,
    /// Speaks against it: another name.
    OtherName,
    /// Speaks against it: another domain.
    OtherDomain,
    /// Speaks against it: another telephone number.
    OtherPhone,
    /// Speaks against it: another address.
    OtherPlace,
}

impl Reason {
    /// Every reason, strongest first; those that speak against it last.
    pub const ALL: &'static [Reason] = &[
        Reason::Decision,
        Reason::Origin,
        Reason::CustomerId,
        Reason::RegistrationId,
        Reason::DomainPrefix,
        Reason::Domain,
        Reason::Email,
        Reason::Phone,
        Reason::Street,
        Reason::Name,
        Reason::NameForm,
        Reason::NameMisspelt,
        Reason::NamePart,
        Reason::NameInitials,
        Reason::NameMixed,
        Reason::Country,
        Reason::PostalCode,
        Reason::City,
        Reason::Person,
        Reason::NearRegistrationId,
        Reason::NearDomain,
        Reason::NearPhone,
        Reason::Together,
        Reason::OtherRegistrationId,
        Reason::OtherNumber,
        Reason::OtherCountry,
        Reason::OtherName,
        Reason::OtherDomain,
        Reason::OtherPhone,
        Reason::OtherPlace,
    ];

    /// Whether it speaks against the match.
    pub const fn is_against(self) -> bool {
        self as u8 >= Reason::OtherRegistrationId as u8
    }

    /// The key of its words in the data file.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Decision => "decision",
            Reason::Origin => "origin",
            Reason::CustomerId => "customer_id",
            Reason::RegistrationId => "registration_id",
            Reason::DomainPrefix => "domain_prefix",
            Reason::Domain => "domain",
            Reason::Email => "email",
            Reason::Phone => "phone",
            Reason::Street => "street",
            Reason::Name => "name",
            Reason::NameForm => "name_form",
            Reason::NameMisspelt => "name_misspelt",
            Reason::NamePart => "name_part",
            Reason::NameInitials => "name_initials",
            Reason::NameMixed => "name_mixed",
            Reason::Country => "country",
            Reason::PostalCode => "postal_code",
            Reason::City => "city",
            Reason::Person => "person",
            Reason::NearRegistrationId => "near_registration_id",
            Reason::NearDomain => "near_domain",
            Reason::NearPhone => "near_phone",
            Reason::Together => "together",
            Reason::OtherRegistrationId => "other_registration_id",
            Reason::OtherNumber => "other_number",
            Reason::OtherCountry => "other_country",
            Reason::OtherName => "other_name",
            Reason::OtherDomain => "other_domain",
            Reason::OtherPhone => "other_phone",
            Reason::OtherPlace => "other_place",
        }
    }
}

/// A set of reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reasons(u32);

impl Reasons {
    /// The set that holds these.
    pub fn of(reasons: &[Reason]) -> Self {
        reasons.iter().fold(Reasons::default(), |set, reason| set.with(*reason))
    }

    /// The set with one more.
    #[must_use]
    pub const fn with(self, reason: Reason) -> Self {
        Reasons(self.0 | 1 << reason as u32)
    }

    /// The reasons of both sets.
    #[must_use]
    pub const fn and(self, other: Reasons) -> Self {
        Reasons(self.0 | other.0)
    }

    /// Whether the reason is in the set.
    pub const fn has(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u32) != 0
    }

    /// The reasons in the set, strongest first.
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::ALL.iter().copied().filter(move |reason| self.has(*reason))
    }
}

/// Evidence that a row is a company that is known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Whom the row was recognised as.
    pub of: Known,
    /// Whether that is sure.
    pub certainty: Certainty,
    /// What speaks for it.
    pub reasons: Reasons,
    /// Its weight, 0 to 100.
    pub score: u8,
}

/// Where a row goes. Every data row has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// Ready for Partner Center.
    Accepted,
    /// Exists already: ask for a relationship instead.
    RelationshipRequest,
    /// A person decides.
    Review,
    /// Goes back to the sender.
    Rejected,
}

impl Disposition {
    /// Every disposition, in the order in which summaries show them.
    pub const ALL: &'static [Disposition] =
        &[Disposition::Accepted, Disposition::RelationshipRequest, Disposition::Review, Disposition::Rejected];

    /// The key in the manifest's `counts`.
    pub const fn name(self) -> &'static str {
        match self {
            Disposition::Accepted => "accepted",
            Disposition::RelationshipRequest => "relationship_request",
            Disposition::Review => "review",
            Disposition::Rejected => "rejected",
        }
    }
}
