//! Partner Center's answer to `GET /v1/customers`, as a script keeps it: put aside as a list like any other.
//!
//! Source: Partner Center REST reference, "Get a list of customers" (a `totalCount`, `items` of `id`, `companyProfile`
//! and `relationshipToPartner`, and `links` to the next page). PowerShell writes the same names with capital letters.

use std::io::{BufReader, BufWriter, Read as _};
use std::path::Path;

use serde::Deserialize;
use tempfile::{NamedTempFile, TempPath};

use super::encoding::{Kind, TextFormat, open_text};
use super::original::Original;
use super::refusal::cannot_open;
use crate::error::{Error, IoContext as _, Result};
use crate::model::Limits;

/// The headers of the list, which any list of existing customers may have.
const HEADERS: [&str; 14] = [
    "Microsoft ID",
    "Company name",
    "Primary domain name",
    "Relationship",
    "registration_id",
    "country",
    "address_line1",
    "city",
    "state",
    "postal_code",
    "first_name",
    "last_name",
    "email",
    "phone",
];

/// How many bytes tell whether a text is JSON.
const HEAD: u64 = 256;

/// An answer, put aside as a list.
pub(super) struct Answer {
    /// The list.
    pub(super) list: TempPath,
    /// Whether more pages follow.
    pub(super) has_more: bool,
}

#[derive(Deserialize)]
struct Page {
    #[serde(alias = "Items")]
    items: Vec<Customer>,
    #[serde(default, alias = "Links")]
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Links {
    #[serde(default, alias = "Next")]
    next: Option<serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Customer {
    #[serde(alias = "Id")]
    id: Option<String>,
    #[serde(alias = "CompanyProfile")]
    company_profile: Option<CompanyProfile>,
    #[serde(alias = "BillingProfile")]
    billing_profile: Option<BillingProfile>,
    #[serde(alias = "RelationshipToPartner")]
    relationship_to_partner: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct CompanyProfile {
    #[serde(alias = "TenantId")]
    tenant_id: Option<String>,
    #[serde(alias = "Domain")]
    domain: Option<String>,
    #[serde(alias = "CompanyName")]
    company_name: Option<String>,
    #[serde(alias = "OrganizationRegistrationNumber")]
    organization_registration_number: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct BillingProfile {
    #[serde(alias = "Email")]
    email: Option<String>,
    #[serde(alias = "DefaultAddress")]
    default_address: Option<Address>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Address {
    #[serde(alias = "Country")]
    country: Option<String>,
    #[serde(rename = "addressLine1", alias = "AddressLine1")]
    line1: Option<String>,
    #[serde(alias = "City")]
    city: Option<String>,
    #[serde(alias = "State")]
    state: Option<String>,
    #[serde(alias = "PostalCode")]
    postal_code: Option<String>,
    #[serde(alias = "FirstName")]
    first_name: Option<String>,
    #[serde(alias = "LastName")]
    last_name: Option<String>,
    #[serde(alias = "PhoneNumber")]
    phone_number: Option<String>,
}

/// The list that an answer holds; none if the file is no JSON.
pub(super) fn as_list(path: &Path, name: &str, kind: Kind, limits: &Limits) -> Result<Option<Answer>> {
    let Kind::Text(format) = kind else { return Ok(None) };
    let cannot_open = |error| cannot_open(name, error);
    let open = |format: TextFormat| open_text(Original::open(path)?, format, limits);
    let mut text = BufReader::new(open(format).map_err(cannot_open)?);
    let mut head = Vec::new();
    text.by_ref().take(HEAD).read_to_end(&mut head).map_err(cannot_open)?;
    let Some(first) = beginning(&head) else { return Ok(None) };
    let text = head.as_slice().chain(text);
    let read = match first {
        b'[' => serde_json::from_reader(text).map(|items| Page { items, links: None }),
        _ => serde_json::from_reader(text),
    };
    let page: Page = read.map_err(|error| {
        // What JSON's reader says of a fault may quote a value.
        let place = format!("line {}, column {}", error.line(), error.column());
        Error::could_not_run(format!("the file is JSON, but not Partner Center's list of customers ({place})"))
            .in_file(name)
            .with_hint("give the answer to `GET /v1/customers` as it came, or a list as CSV or as an Excel workbook")
    })?;
    let has_more = page.links.is_some_and(|links| links.next.is_some());
    Ok(Some(Answer { list: put_aside(page.items).reading(name)?, has_more }))
}

/// What the text begins with, if that is how JSON begins and no list does.
fn beginning(head: &[u8]) -> Option<u8> {
    let mut letters = head.iter().copied().filter(|letter| !letter.is_ascii_whitespace());
    match (letters.next(), letters.next()) {
        (Some(b'['), Some(b'{' | b']')) => Some(b'['),
        (Some(b'{'), Some(b'"' | b'}')) => Some(b'{'),
        _ => None,
    }
}

fn put_aside(items: Vec<Customer>) -> std::io::Result<TempPath> {
    let mut file = BufWriter::new(NamedTempFile::new()?);
    write_row(&mut file, HEADERS.into_iter())?;
    for item in items {
        let company = item.company_profile.unwrap_or_default();
        let billing = item.billing_profile.unwrap_or_default();
        let address = billing.default_address.unwrap_or_default();
        let cells: [Option<String>; HEADERS.len()] = [
            item.id.or(company.tenant_id),
            company.company_name,
            company.domain,
            item.relationship_to_partner,
            company.organization_registration_number,
            address.country,
            address.line1,
            address.city,
            address.state,
            address.postal_code,
            address.first_name,
            address.last_name,
            billing.email,
            address.phone_number,
        ];
        write_row(&mut file, cells.iter().map(|cell| cell.as_deref().unwrap_or_default()))?;
    }
    Ok(file.into_inner().map_err(std::io::IntoInnerError::into_error)?.into_temp_path())
}

/// Every cell in quotes, so that nothing in it is taken for more.
fn write_row<'a>(file: &mut impl std::io::Write, cells: impl Iterator<Item = &'a str>) -> std::io::Result<()> {
    for (place, cell) in cells.enumerate() {
        let comma = if place == 0 { "" } else { "," };
        write!(file, "{comma}\"{}\"", cell.replace('"', "\"\""))?;
    }
    file.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list_of(text: &str) -> Result<Option<(String, bool)>> {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path().join("customers.json");
        std::fs::write(&path, text).expect("the test's folder can be written");
        let (limits, look) = (Limits::default(), crate::read::encoding::Look::Whole);
        let survey = crate::read::encoding::survey(&path, None, &limits, look).expect("it can be looked at");
        let answer = as_list(&path, "customers.json", survey.kind, &limits)?;
        Ok(answer.map(|Answer { list, has_more }| (std::fs::read_to_string(list).expect("the list"), has_more)))
    }

    #[test]
    fn an_answer_becomes_a_list() {
        let item = r#"{"id":"6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903","companyProfile":{"domain":"bois.onmicrosoft.com",
            "companyName":"Bois \"A, B\"","email":null},"relationshipToPartner":"reseller","attributes":{}}"#;
        let row =
            "\"6d1f0c2a-58b3-4e0f-9a77-2c4b8e51d903\",\"Bois \"\"A, B\"\"\",\"bois.onmicrosoft.com\",\"reseller\",\"\"";
        let next = r#""links":{"next":{"uri":"/customers?size=1"}}"#;
        let cases = [
            (format!("[{item}]"), false),
            (format!("\u{feff}{{\n\n  \"totalCount\":1,\"items\":[{item}]}}"), false),
            (format!("{{\"items\":[{item}],{next}}}"), true),
            (format!("{{\"Items\":[{item}],\"Links\":null}}"), false),
        ];
        for (text, has_more) in cases {
            let (list, more) = list_of(&text).expect("it is understood").expect("it is JSON");
            assert!(list.lines().nth(1).is_some_and(|line| line.starts_with(row)), "{list}");
            assert_eq!(more, has_more, "{text}");
        }
    }

    #[test]
    fn what_is_no_answer_is_said_without_its_values() {
        assert_eq!(list_of("company_name\nBois\n").expect("a list"), None);
        assert_eq!(list_of("[sic] name,country\nBois,FR\n").expect("a list"), None);
        let error = list_of(r#"{"items":[{"id":"secret"},17]}"#).expect_err("no list of customers");
        let told = error.report().to_string();
        assert!(told.contains("line 1") && !told.contains("secret") && !told.contains("17]"), "{told}");
    }
}
