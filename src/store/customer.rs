//! One customer as the store keeps it, and how it is told from all others.

use std::fmt::Write as _;

use crate::model::{Company, Field, reference, unconfirmed_id};

/// The fields that are kept: what a customer can be recognised by.
pub const KEPT: &[Field] = &[
    Field::CustomerId,
    Field::CompanyName,
    Field::RegistrationId,
    Field::TaxId,
    Field::Country,
    Field::AddressLine1,
    Field::City,
    Field::State,
    Field::PostalCode,
    Field::Phone,
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::DomainPrefix,
    Field::Website,
];

/// Those of them that are a person's.
pub(super) const PERSONAL: &[Field] = &[Field::FirstName, Field::LastName, Field::Email, Field::Phone];

/// A customer as a list or a run gives it. Values are normalised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// The kept fields' values, in the order of [`KEPT`].
    pub values: [String; KEPT.len()],
    /// What stands before `.onmicrosoft.com`, if anything of the customer tells: its tenant is then known for certain.
    pub tenant: String,
    /// For a row that a run accepted: the file and the row, such as `prospects.csv:12`. Empty for a list's own.
    pub place: String,
}

/// A customer in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// What tells it from all others: its Microsoft ID, or else the surest thing that is known of it.
    pub identity: String,
    /// What is known of it.
    pub customer: Customer,
    /// The list or run that it was last seen in.
    pub origin: String,
    /// The day it came into the store, ISO 8601.
    pub first_seen: String,
    /// The day it was last seen.
    pub last_seen: String,
    /// Since when a full list has not had it any more; empty while it is there.
    pub gone_since: String,
    /// Names that it had before.
    pub former_names: Vec<String>,
}

impl Customer {
    /// The value of a kept field; empty for one that is not kept.
    pub fn value(&self, field: Field) -> &str {
        KEPT.iter().position(|kept| *kept == field).map_or("", |place| &self.values[place])
    }

    /// What tells the customer from all others: the surest thing that is known of it. `list` is the list that it comes
    /// from, whose own keys mean nothing elsewhere.
    pub(super) fn identity(&self, list: &str) -> String {
        let id = self.value(Field::CustomerId);
        if uuid::Uuid::try_parse(id).is_ok() {
            format!("id:{id}")
        } else if !id.is_empty() {
            format!("key:{list}:{id}")
        } else {
            self.company(&self.tenant).identity()
        }
    }

    /// The registration ID with its country, or nothing if one of them is missing.
    pub(super) fn registered(&self) -> String {
        self.company(&self.tenant).registered()
    }

    /// What is known of the customer as a company, with its tenant or without.
    pub(super) fn company<'a>(&'a self, tenant: &'a str) -> Company<'a> {
        Company {
            country: self.value(Field::Country),
            registration_id: self.value(Field::RegistrationId),
            tenant,
            name: self.value(Field::CompanyName),
            postal_code: self.value(Field::PostalCode),
        }
    }

    /// Whether a run accepted it, and no list has told its ID yet.
    pub fn is_unconfirmed(&self) -> bool {
        self.value(Field::CustomerId).is_empty() && !self.place.is_empty()
    }
}

impl Stored {
    /// The columns that [`from_row`](Self::from_row) takes, of the table that is called `table`.
    pub(super) fn columns(table: &str) -> String {
        let fields = listed(&format!("{table}."));
        let rest = ["origin", "place", "tenant", "first_seen", "last_seen", "gone_since"]
            .map(|column| format!("{table}.{column}"));
        format!("{table}.identity, {}, {fields}", rest.join(", "))
    }

    /// A customer of the first columns of a row.
    pub(super) fn from_row(row: &[String]) -> Self {
        let text = |place: usize| row[place].clone();
        Stored {
            identity: text(0),
            origin: text(1),
            customer: Customer {
                place: text(2),
                tenant: text(3),
                values: std::array::from_fn(|field| text(Self::FIRST_FIELD + field)),
            },
            first_seen: text(4),
            last_seen: text(5),
            gone_since: text(6),
            former_names: Vec::new(),
        }
    }

    /// What stands for the customer's ID: for one that a run accepted, where it comes from.
    pub fn shown_id(&self) -> String {
        if self.customer.is_unconfirmed() {
            unconfirmed_id(&self.first_seen, &self.customer.place)
        } else {
            self.customer.value(Field::CustomerId).to_owned()
        }
    }

    /// How decisions about pairs of companies may name it, on either side.
    pub(super) fn in_decisions(&self) -> Vec<String> {
        let company = |tenant| self.customer.company(tenant).identity();
        let mut names = vec![company(&self.customer.tenant), company("")];
        names.extend(reference(&self.shown_id(), self.customer.value(Field::CompanyName)));
        names
    }

    const FIRST_FIELD: usize = 7;
}

/// The kept fields as columns of a table, each with this type.
pub(super) fn columns(kind: &str) -> String {
    joined(|field, out| write!(out, "{} {kind}", field.name()))
}

/// The kept fields as a list, each with this in front.
pub(super) fn listed(prefix: &str) -> String {
    joined(|field, out| write!(out, "{prefix}{}", field.name()))
}

/// Something said of each kept field, with commas between.
pub(super) fn joined(say: impl Fn(Field, &mut String) -> std::fmt::Result) -> String {
    let mut out = String::new();
    for field in KEPT {
        if !out.is_empty() {
            out.push_str(", ");
        }
        // Writing to a string cannot fail.
        let _ = say(*field, &mut out);
    }
    out
}
