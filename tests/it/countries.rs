//! The countries' files: each is sound, and each of its examples of a registration ID gives the finding it names.
//!
//! `tests/data/registration_ids.csv` holds the numbers that were collected beside the files: real ones of public
//! companies and authorities' samples, and numbers made by python-stdnum 2.2 and idnumbers 1.22.

use std::path::Path;

use partner_intake::facts::registration_id::{Holder, RegistrationIds, Section, Verdict};
use partner_intake::normalise::registration_id::compact;
use partner_intake::validate::registration_id::{Fault, judge};
use serde::Deserialize;

/// What a country's file says of registration IDs; the rest of it is the business of other tests.
#[derive(Deserialize)]
struct File {
    code: String,
    registration_id: Option<Section>,
    #[serde(default)]
    valid: Vec<Example>,
    #[serde(default)]
    invalid: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    registration_id: Option<String>,
    rule: Option<String>,
}

/// Every country whose file describes registration IDs, by code.
fn countries() -> Vec<(File, RegistrationIds)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/data/countries");
    let mut countries = Vec::new();
    for entry in folder.read_dir().expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let mut file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(format!("{}.toml", file.code).as_str()));
        if let Some(section) = file.registration_id.take() {
            let ids = RegistrationIds::compile(section).unwrap_or_else(|fault| panic!("{}: {fault}", file.code));
            countries.push((file, ids));
        }
    }
    countries.sort_by(|left, right| left.0.code.cmp(&right.0.code));
    countries
}

/// The rule that a number breaks, ` (warning)` behind it when it rests on a hint, or `accept`.
fn outcome(given: &str, ids: &RegistrationIds) -> String {
    let mut buffer = String::new();
    let number = if compact(given, Some(ids), &mut buffer) { buffer.as_str() } else { given };
    let Some(judgement) = judge(number, ids) else { return "accept".to_owned() };
    let rule = match judgement.fault {
        Fault::Placeholder => "registration-id-placeholder",
        Fault::Format => "registration-id-format",
        Fault::CheckDigit => "registration-id-check-digit",
        Fault::Personal => "registration-id-personal",
    };
    if judgement.certain { rule.to_owned() } else { format!("{rule} (warning)") }
}

#[test]
fn the_24_countries_and_china_are_described() {
    let countries = countries();
    let required = countries.iter().filter(|(_, ids)| ids.section().required).map(|(file, _)| file.code.as_str());
    let expected = [
        "AE", "AM", "AZ", "BR", "BY", "HU", "IN", "IQ", "KG", "KZ", "MD", "MM", "PL", "RU", "SA", "SS", "TH", "TJ",
        "TR", "UA", "UZ", "VE", "VN", "ZA",
    ];
    assert_eq!(required.collect::<Vec<_>>(), expected);
    assert!(countries.iter().any(|(file, ids)| file.code == "CN" && !ids.section().required));
}

#[test]
fn every_example_of_a_country_gives_the_rule_it_names() {
    for (file, ids) in countries() {
        let code = &file.code;
        let given = |example: &Example| example.registration_id.clone();
        let valid: Vec<String> = file.valid.iter().filter_map(given).collect();
        let invalid = file.invalid.iter().filter_map(|example| Some((given(example)?, example.rule.clone()?)));
        let invalid: Vec<(String, String)> = invalid.collect();
        assert!(!valid.is_empty(), "{code}: add a [[valid]] registration_id");
        assert!(!invalid.is_empty(), "{code}: add an [[invalid]] registration_id and its rule");
        for number in valid {
            assert_eq!(outcome(&number, &ids), "accept", "{code} {number}");
        }
        for (number, rule) in invalid {
            let outcome = outcome(&number, &ids);
            assert_eq!(outcome.trim_end_matches(" (warning)"), rule, "{code} {number}");
        }
    }
}

#[test]
fn every_kind_recognises_its_own_example() {
    for (file, ids) in countries() {
        for kind in ids.kinds() {
            let section = kind.section();
            let place = format!("{} {} {}", file.code, section.name, section.example);
            assert!(!section.source.is_empty(), "{place}: add a source");
            let mut buffer = String::new();
            let changed = compact(&section.example, Some(&ids), &mut buffer);
            assert!(!changed, "{place}: write the example in compact form, {buffer}");
            let (Verdict::Company(found) | Verdict::Person(found) | Verdict::Registry(found)) =
                ids.judge(&section.example)
            else {
                panic!("{place} is recognised as nothing")
            };
            assert!(std::ptr::eq(found, kind), "{place} is taken for {}", found.title());
            assert_eq!(section.pad_to.unwrap_or(section.example.len()), section.example.len(), "{place}: pad_to");
            assert!(
                section.pad_to.is_none() || section.holder == Holder::Company,
                "{place}: only companies' are padded"
            );
        }
    }
}

/// Numbers that only a hint speaks against: a finding, but no error. Any number that joins them has to be put here.
const ONLY_WARNED: &[&str] = &[
    // Iraq: twelve digits are a National Card by validators' tables only.
    "IQ 119608569049",
    "IQ 119866999329",
    // No authority's text gives the length: Kyrgyzstan, South Sudan, Tajikistan, Uzbekistan.
    "KG 1507201783856",
    "KG 605200468030",
    // Saudi Arabia: a commercial registration can look like a national ID.
    "SA 1090873702",
    "SA 2747531081",
    "SA 1865884975",
    "SA 2059508677",
    "SS 12334567",
    "TJ 02002578",
    "TJ Р19281352",
    "UZ 20083635",
    "UZ 27070844",
    // South Africa: a tax reference from 0 to 3 is a person's, who may be a sole proprietor.
    "ZA 1702890292",
];

#[test]
fn collected_numbers_are_judged_as_they_were_collected() {
    let countries = countries();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/registration_ids.csv");
    let mut reader = csv::Reader::from_path(path).expect("the list can be read");
    let (mut wrong, mut warned, mut seen) = (Vec::new(), Vec::new(), 0);
    for record in reader.records() {
        let record = record.expect("the list is well written");
        let (country, number, expected) = (&record[0], &record[1], &record[2]);
        let (_, ids) = countries.iter().find(|(file, _)| file.code == country).expect("the country has a file");
        let outcome = outcome(number, ids);
        match outcome.strip_suffix(" (warning)") {
            Some(rule) if rule == expected => warned.push(format!("{country} {number}")),
            None if outcome == expected => {}
            _ => wrong.push(format!("{country} {number}: {outcome} instead of {expected}")),
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{} of {seen} are judged otherwise:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(warned, ONLY_WARNED);
    assert!(seen > 300, "the list was cut short: {seen} rows");
}
