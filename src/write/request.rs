//! `accepted.jsonl`: the body of Partner Center's "create customer" request, one a line.
//!
//! Source: Partner Center REST, "Create a customer", and what clients in the field found: Region is left out, since a
//! region with a US address fails as `StateInvalid`; a registration ID is only sent where the country takes one, since
//! elsewhere error 600002 refuses it.

use memchr::{memchr, memchr_iter};

use crate::model::{Field, PhoneForm, Reading, Row};

/// Writes the request that creates an accepted row's customer, and a line feed.
///
/// The body has twenty members at most, always in this order; those that are empty and not required are left out. It is
/// the largest of a run's outputs, and hardly a value of it has something to escape. So the values are copied as they
/// are and the body is looked at in one piece; if there is more in it than JSON's own quotes, it is taken back and the
/// values go through the JSON library.
pub fn write_request(row: Row<'_>, reading: &Reading, out: &mut Vec<u8>) {
    let start = out.len();
    let mut body = Body { out, strings: 0, put: put_plain };
    body.write(row, reading);
    let strings = body.strings;
    if !is_plain(&out[start..], strings) {
        out.truncate(start);
        Body { out, strings: 0, put: put_escaped }.write(row, reading);
    }
    out.push(b'\n');
}

/// A body being written. `put` writes a value between its quotes.
struct Body<'a, P> {
    out: &'a mut Vec<u8>,
    strings: usize,
    put: P,
}

impl<P: Fn(&mut Vec<u8>, &str)> Body<'_, P> {
    fn write(&mut self, row: Row<'_>, reading: &Reading) {
        let text = |field| row.field(field);
        let phone = match reading.phone_form {
            PhoneForm::International => text(Field::Phone),
            PhoneForm::WithoutPlus => text(Field::Phone).trim_start_matches('+'),
            PhoneForm::National(front) => text(Field::Phone).get(usize::from(front)..).unwrap_or_default(),
            PhoneForm::LeftOut => "",
        };
        let registration_id = if reading.takes_registration_id { text(Field::RegistrationId) } else { "" };

        let gdap: &[u8] = if text(Field::DefaultGdap) == "no" { b"false" } else { b"true" };
        self.out.extend_from_slice(br#"{"enableGDAPByDefault":"#);
        self.out.extend_from_slice(gdap);
        self.optional(br#","AssociatedPartnerId":""#, text(Field::ResellerId));

        self.domain(br#","CompanyProfile":{"Domain":""#, text(Field::DomainPrefix));
        self.optional(br#","OrganizationRegistrationNumber":""#, registration_id);

        self.required(br#"},"BillingProfile":{"Culture":""#, text(Field::Culture));
        self.required(br#","Language":""#, text(Field::Language));
        self.required(br#","Email":""#, text(Field::Email));
        self.required(br#","CompanyName":""#, text(Field::CompanyName));

        self.required(br#","DefaultAddress":{"FirstName":""#, text(Field::FirstName));
        self.optional(br#","MiddleName":""#, text(Field::MiddleName));
        self.required(br#","LastName":""#, text(Field::LastName));
        self.required(br#","AddressLine1":""#, text(Field::AddressLine1));
        self.optional(br#","AddressLine2":""#, text(Field::AddressLine2));
        self.required(br#","City":""#, text(Field::City));
        self.optional(br#","State":""#, text(Field::State));
        self.optional(br#","PostalCode":""#, text(Field::PostalCode));
        self.required(br#","Country":""#, text(Field::Country));
        self.optional(br#","PhoneNumber":""#, phone);
        self.out.extend_from_slice(b"}}}");
    }

    fn optional(&mut self, key: &[u8], value: &str) {
        if !value.is_empty() {
            self.required(key, value);
        }
    }

    fn required(&mut self, key: &[u8], value: &str) {
        self.out.extend_from_slice(key);
        (self.put)(self.out, value);
        self.out.push(b'"');
        self.strings += 1;
    }

    fn domain(&mut self, key: &[u8], prefix: &str) {
        self.out.extend_from_slice(key);
        if prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.out.extend_from_slice(prefix.as_bytes());
        } else {
            self.out.extend(prefix.bytes().filter(u8::is_ascii_alphanumeric));
        }
        self.out.extend_from_slice(br#".onmicrosoft.com""#);
        self.strings += 1;
    }
}

/// Whether a body of so many strings is JSON as it stands. Each string and its key have four quotes; the keys of the
/// three objects and of the one truth value have two.
fn is_plain(body: &[u8], strings: usize) -> bool {
    memchr_iter(b'"', body).count() == 4 * strings + 2 * 4
        && memchr(b'\\', body).is_none()
        && body.iter().fold(u8::MAX, |least, byte| least.min(*byte)) >= b' '
}

fn put_plain(out: &mut Vec<u8>, value: &str) {
    out.extend_from_slice(value.as_bytes());
}

fn put_escaped(out: &mut Vec<u8>, value: &str) {
    // A text always has a form in JSON; if it had none, an empty value would still be JSON.
    let quoted = serde_json::to_string(value).unwrap_or_default();
    let bare = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default();
    out.extend_from_slice(bare.as_bytes());
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
