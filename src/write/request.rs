//! `accepted.jsonl`: the body of Partner Center's "create customer" request, one a line.
//!
//! Source: Partner Center REST, "Create a customer", and what clients in the field found: Region is left out, since a
//! region with a US address fails as `StateInvalid`; a registration ID is only sent where the country takes one, since
//! elsewhere error 600002 refuses it.

use serde::Serialize;

use crate::model::{Field, Reading, Row};

#[derive(Serialize)]
struct CreateCustomer<'a> {
    #[serde(rename = "enableGDAPByDefault")]
    enable_gdap_by_default: bool,
    #[serde(rename = "AssociatedPartnerId", skip_serializing_if = "str::is_empty")]
    associated_partner_id: &'a str,
    #[serde(rename = "CompanyProfile")]
    company_profile: CompanyProfile<'a>,
    #[serde(rename = "BillingProfile")]
    billing_profile: BillingProfile<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CompanyProfile<'a> {
    domain: Domain<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    organization_registration_number: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct BillingProfile<'a> {
    culture: &'a str,
    language: &'a str,
    email: &'a str,
    company_name: &'a str,
    default_address: DefaultAddress<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DefaultAddress<'a> {
    first_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    middle_name: &'a str,
    last_name: &'a str,
    address_line1: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    address_line2: &'a str,
    city: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    state: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    postal_code: &'a str,
    country: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    phone_number: &'a str,
}

/// A prefix, written with Microsoft's domain behind it.
struct Domain<'a>(&'a str);

impl Serialize for Domain<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}.onmicrosoft.com", self.0))
    }
}

/// Writes the request that creates an accepted row's customer, and a line feed.
pub fn write_request(row: Row<'_>, reading: &Reading, out: &mut Vec<u8>) {
    let text = |field| row.field(field);
    let phone = text(Field::Phone);
    let request = CreateCustomer {
        enable_gdap_by_default: text(Field::DefaultGdap) != "no",
        associated_partner_id: text(Field::ResellerId),
        company_profile: CompanyProfile {
            domain: Domain(text(Field::DomainPrefix)),
            organization_registration_number: if reading.takes_registration_id {
                text(Field::RegistrationId)
            } else {
                ""
            },
        },
        billing_profile: BillingProfile {
            culture: text(Field::Culture),
            language: text(Field::Language),
            email: text(Field::Email),
            company_name: text(Field::CompanyName),
            default_address: DefaultAddress {
                first_name: text(Field::FirstName),
                middle_name: text(Field::MiddleName),
                last_name: text(Field::LastName),
                address_line1: text(Field::AddressLine1),
                address_line2: text(Field::AddressLine2),
                city: text(Field::City),
                state: text(Field::State),
                postal_code: text(Field::PostalCode),
                country: text(Field::Country),
                phone_number: if reading.phone_without_plus { phone.trim_start_matches('+') } else { phone },
            },
        },
    };
    // Writing strings to memory can't fail.
    if serde_json::to_writer(&mut *out, &request).is_ok() {
        out.push(b'\n');
    }
}
