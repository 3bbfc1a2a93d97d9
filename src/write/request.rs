//! `accepted.jsonl`: the body of Partner Center's "create customer" request, one a line.
//!
//! Source: Partner Center REST, "Create a customer", and what clients in the field found: Region is left out, since a
//! region with a US address fails as `StateInvalid`; a registration ID is only sent where the country takes one, since
//! elsewhere error 600002 refuses it.

use crate::model::{Field, PhoneForm, Reading, Row};

/// Writes the request that creates an accepted row's customer, and a line feed.
///
/// The body has twenty members at most, always in this order; those that are empty and not required are left out. It is
/// written piece by piece since it is the largest of a run's outputs; only values with something to escape go through
/// the JSON library.
pub fn write_request(row: Row<'_>, reading: &Reading, out: &mut Vec<u8>) {
    let text = |field| row.field(field);
    let phone = match reading.phone_form {
        PhoneForm::International => text(Field::Phone),
        PhoneForm::WithoutPlus => text(Field::Phone).trim_start_matches('+'),
        PhoneForm::LeftOut => "",
    };
    let registration_id = if reading.takes_registration_id { text(Field::RegistrationId) } else { "" };

    let gdap: &[u8] = if text(Field::DefaultGdap) == "no" { b"false" } else { b"true" };
    out.extend_from_slice(br#"{"enableGDAPByDefault":"#);
    out.extend_from_slice(gdap);
    optional(out, br#","AssociatedPartnerId":"#, text(Field::ResellerId));

    out.extend_from_slice(br#","CompanyProfile":{"Domain":""#);
    out.extend(text(Field::DomainPrefix).bytes().filter(u8::is_ascii_alphanumeric));
    out.extend_from_slice(br#".onmicrosoft.com""#);
    optional(out, br#","OrganizationRegistrationNumber":"#, registration_id);

    required(out, br#"},"BillingProfile":{"Culture":"#, text(Field::Culture));
    required(out, br#","Language":"#, text(Field::Language));
    required(out, br#","Email":"#, text(Field::Email));
    required(out, br#","CompanyName":"#, text(Field::CompanyName));

    required(out, br#","DefaultAddress":{"FirstName":"#, text(Field::FirstName));
    optional(out, br#","MiddleName":"#, text(Field::MiddleName));
    required(out, br#","LastName":"#, text(Field::LastName));
    required(out, br#","AddressLine1":"#, text(Field::AddressLine1));
    optional(out, br#","AddressLine2":"#, text(Field::AddressLine2));
    required(out, br#","City":"#, text(Field::City));
    optional(out, br#","State":"#, text(Field::State));
    optional(out, br#","PostalCode":"#, text(Field::PostalCode));
    required(out, br#","Country":"#, text(Field::Country));
    optional(out, br#","PhoneNumber":"#, phone);
    out.extend_from_slice(b"}}}\n");
}

fn optional(out: &mut Vec<u8>, key: &[u8], value: &str) {
    if !value.is_empty() {
        required(out, key, value);
    }
}

fn required(out: &mut Vec<u8>, key: &[u8], value: &str) {
    out.extend_from_slice(key);
    if value.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push(b'"');
        out.extend_from_slice(value.as_bytes());
        out.push(b'"');
    } else if serde_json::to_writer(&mut *out, value).is_err() {
        // Writing to memory can't fail; if it did, an empty value is still JSON.
        out.extend_from_slice(b"\"\"");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::Batch;

    fn request(cells: &[(Field, &str)], reading: &Reading) -> Value {
        let mut batch = Batch::new(0);
        let mut columns = Vec::new();
        for (field, text) in cells {
            let range = batch.push_text(text);
            batch.push_cell(range);
            columns.push(Some(*field));
        }
        batch.end_row(2, None, &columns);
        let mut out = Vec::new();
        write_request(batch.row(0), reading, &mut out);
        assert_eq!(out.pop(), Some(b'\n'));
        assert!(!out.contains(&b'\n'), "one request a line");
        serde_json::from_slice(&out).expect("JSON")
    }

    const CELLS: &[(Field, &str)] = &[
        (Field::CompanyName, "Société \"A\\B\" & fils\u{7}"),
        (Field::RegistrationId, "5260250995"),
        (Field::Country, "US"),
        (Field::Phone, "+14255550101"),
        (Field::DomainPrefix, "contoso"),
        (Field::State, "WA"),
    ];

    #[test]
    fn the_body_is_json_whatever_the_values() {
        let reading = Reading { takes_registration_id: true, ..Reading::default() };
        let body = request(CELLS, &reading);
        assert_eq!(body["enableGDAPByDefault"], true);
        assert_eq!(
            body["CompanyProfile"],
            json!({"Domain": "contoso.onmicrosoft.com", "OrganizationRegistrationNumber": "5260250995"})
        );
        assert_eq!(body["BillingProfile"]["CompanyName"], CELLS[0].1);
        let address = &body["BillingProfile"]["DefaultAddress"];
        assert_eq!((&address["State"], &address["PhoneNumber"]), (&json!("WA"), &json!("+14255550101")));
        assert_eq!(address.get("MiddleName"), None);
        assert_eq!(address.get("Region"), None);
    }

    #[test]
    fn what_partner_center_does_not_take_is_left_out() {
        let reading = Reading { phone_form: PhoneForm::WithoutPlus, ..Reading::default() };
        let cells = [CELLS, &[(Field::DefaultGdap, "no"), (Field::ResellerId, "r1")]].concat();
        let body = request(&cells, &reading);
        assert_eq!(body["enableGDAPByDefault"], false);
        assert_eq!(body["AssociatedPartnerId"], "r1");
        assert_eq!(body["CompanyProfile"].get("OrganizationRegistrationNumber"), None);
        assert_eq!(body["BillingProfile"]["DefaultAddress"]["PhoneNumber"], "14255550101");
        let body = request(&cells, &Reading { phone_form: PhoneForm::LeftOut, ..Reading::default() });
        assert_eq!(body["BillingProfile"]["DefaultAddress"].get("PhoneNumber"), None);
    }
}
