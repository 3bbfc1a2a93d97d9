//! Files of answers -> answers: one object or many, an array or its `items`, a line each, flat or nested lists.

use encoding_rs::{Encoding, UTF_8};
use serde_json::{Deserializer, Map, Value};

use crate::error::{Error, Result};
use crate::facts::CountryRules;

/// Every answer in a file, in its order. Fails when there is none, and when a part of one is not what it should be.
pub(super) fn answers(bytes: &[u8]) -> Result<Vec<CountryRules>> {
    // Partner Center begins its answers with a byte-order mark, and PowerShell may write them in UTF-16.
    let encoding = Encoding::for_bom(bytes).map_or(UTF_8, |(encoding, _)| encoding);
    let (text, _, has_errors) = encoding.decode(bytes);
    if has_errors {
        return Err(not_an_answer("this is no text in UTF-8"));
    }
    // Where files were put together, marks stand between answers too.
    let text = text.replace('\u{feff}', " ");
    let mut answers = Vec::new();
    for value in Deserializer::from_str(&text).into_iter::<Value>() {
        let value = value.map_err(|error| {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            not_an_answer("this is no JSON").at_line(line).because(error)
        })?;
        collect(&value, &mut answers)?;
    }
    if answers.is_empty() {
        return Err(not_an_answer("there is no object with an `iso2Code` in it"));
    }
    Ok(answers)
}

fn not_an_answer(what: &str) -> Error {
    Error::could_not_run(what).with_hint("give it what `GET /v1/countryvalidationrules/{iso}` answers, as it came")
}

/// An object that names a country is an answer; whatever else there is may hold some.
fn collect(value: &Value, answers: &mut Vec<CountryRules>) -> Result<()> {
    match value {
        Value::Object(object) => match member(object, "iso2Code").and_then(Value::as_str) {
            Some(code) => {
                answers.push(answer(code, object)?);
                Ok(())
            }
            None => object.values().try_for_each(|inner| collect(inner, answers)),
        },
        Value::Array(values) => values.iter().try_for_each(|inner| collect(inner, answers)),
        _ => Ok(()),
    }
}

fn answer(code: &str, object: &Map<String, Value>) -> Result<CountryRules> {
    let code = code.trim().to_ascii_uppercase();
    if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(not_an_answer("an `iso2Code` is not two letters"));
    }
    let wrong = |name: &str, what: &str| not_an_answer(&format!("`{name}` of {code} {what}"));
    let flag = |name: &str| match member(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Some(_) => Err(wrong(name, "is neither true nor false")),
    };
    let text = |name: &str| match member(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Some(_) => Err(wrong(name, "is no text")),
    };
    let list = |name: &str| {
        let mut texts = Vec::new();
        let is_list = member(object, name).is_none_or(|value| flatten(value, false, &mut texts));
        if is_list { Ok(texts) } else { Err(wrong(name, "is no list of texts")) }
    };
    Ok(CountryRules {
        imported: text("imported")?.unwrap_or_default(),
        cultures: default_first(list("supportedCulturesList")?, text("defaultCulture")?.as_deref()),
        languages: list("supportedLanguagesList")?,
        is_city_required: flag("isCityRequired")?,
        is_state_required: flag("isStateRequired")?,
        states: list("supportedStatesList")?,
        is_postal_code_required: flag("isPostalCodeRequired")?,
        postal_code_regex: text("postalCodeRegex")?,
        phone_number_regex: text("phoneNumberRegex")?,
        calling_codes: list("countryCallingCodesList")?,
        is_registration_number_supported: flag("isRegistrationNumberSupported")?,
        is_tax_id_supported: flag("isTaxIdSupported")?,
        is_tax_id_optional: flag("isTaxIdOptional")?,
        tax_id_format: text("taxIdFormat")?,
        tax_id_sample: text("taxIdSample")?,
        is_vat_id_supported: flag("isVatIdSupported")?,
        vat_id_regex: text("vatIdRegex")?,
        code,
    })
}

/// A member, its name in any case: serialisers of other languages write `Iso2Code`.
fn member<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// The texts of a list, however deep it is nested: `["AK"]`, `{"states": {"value": ["AK"]}}`. Whether it is such a list.
fn flatten(value: &Value, in_list: bool, texts: &mut Vec<String>) -> bool {
    match value {
        Value::Null => !in_list,
        Value::Array(values) => values.iter().all(|inner| flatten(inner, true, texts)),
        Value::Object(object) => object.values().all(|inner| flatten(inner, in_list, texts)),
        Value::String(text) if in_list => {
            let text = text.trim();
            if !text.is_empty() && !texts.iter().any(|earlier| earlier == text) {
                texts.push(text.to_owned());
            }
            true
        }
        _ => false,
    }
}

/// The cultures with the default in front. Without a list the default alone says too little.
fn default_first(mut cultures: Vec<String>, default: Option<&str>) -> Vec<String> {
    if let Some(place) = cultures.iter().position(|culture| Some(culture.as_str()) == default) {
        cultures[..=place].rotate_right(1);
    }
    cultures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        let answers = answers(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {}", error.report()));
        answers.into_iter().map(|answer| answer.code).collect()
    }

    #[test]
    fn answers_are_found_however_they_were_put_together() {
        for text in [
            r#"{"iso2Code":"PT"}"#,
            "\u{feff}{\"iso2Code\":\"PT\"}",
            r#"[{"iso2Code":"PT"}]"#,
            r#"{"totalCount":1,"items":[{"iso2Code":"PT"}]}"#,
            r#"{"_source":{"PT":"an issue"},"PT":{"iso2Code":"PT"}}"#,
            r#"{"Iso2Code":"pt"}"#,
        ] {
            assert_eq!(codes(text), ["PT"], "{text}");
        }
        let lines = "\u{feff}{\"iso2Code\":\"PT\"}\r\n\u{feff}{\"iso2Code\":\"US\"}\r\n\r\n";
        assert_eq!(codes(lines), ["PT", "US"]);
        let utf_16: Vec<u8> = "\u{feff}{\"iso2Code\":\"PT\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(answers(&utf_16).expect("PowerShell's encoding")[0].code, "PT");
    }

    #[test]
    fn lists_are_flat_or_nested_and_what_is_left_out_is_left_out() {
        let flat = r#"{"iso2Code":"US","defaultCulture":"es-US","supportedCulturesList":["en-US","es-US"],
            "isStateRequired":true,"supportedStatesList":["AK","AL"],"postalCodeRegex":"^\\d{5}$","taxIdFormat":null}"#;
        let nested = r#"{"Iso2Code":"US","DefaultCulture":"es-US","SupportedCulturesList":{"cultures":{"value":["en-US","es-US"]}},
            "IsStateRequired":"True","SupportedStatesList":{"states":{"value":["AK","AL","AK",""]}},"PostalCodeRegex":"^\\d{5}$"}"#;
        let expected = CountryRules {
            code: "US".into(),
            cultures: vec!["es-US".into(), "en-US".into()],
            is_state_required: Some(true),
            states: vec!["AK".into(), "AL".into()],
            postal_code_regex: Some(r"^\d{5}$".into()),
            ..CountryRules::default()
        };
        for text in [flat, nested] {
            assert_eq!(answers(text.as_bytes()).expect("an answer"), std::slice::from_ref(&expected));
        }
        let written = serde_json::to_string(&expected).expect("it can be written");
        // In our own form the default needs no member of its own: it stands first.
        assert_eq!(answers(written.as_bytes()).expect("our own form"), [expected]);
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for (text, what) in [
            ("", "there is no object with an `iso2Code` in it"),
            ("{}", "there is no object with an `iso2Code` in it"),
            (r#"{"code":800073,"description":"Account under review"}"#, "there is no object with an `iso2Code` in it"),
            ("{\n\"iso2Code\":", "line 2: this is no JSON"),
            (r#"{"iso2Code":"USA"}"#, "an `iso2Code` is not two letters"),
            (r#"{"iso2Code":"US","isStateRequired":1}"#, "`isStateRequired` of US is neither true nor false"),
            (r#"{"iso2Code":"US","postalCodeRegex":[]}"#, "`postalCodeRegex` of US is no text"),
            (r#"{"iso2Code":"US","supportedStatesList":"AK"}"#, "`supportedStatesList` of US is no list of texts"),
        ] {
            let error = answers(text.as_bytes()).expect_err("it is wrong");
            assert_eq!(error.to_string(), what);
            assert!(error.hint().is_some_and(|hint| hint.contains("countryvalidationrules")), "{text}");
        }
        assert_eq!(answers(b"\xff{}").expect_err("no text").to_string(), "this is no text in UTF-8");
    }
}
