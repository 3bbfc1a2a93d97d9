//! What `intake countries` shows: pages that are current, JSON whose shape stays, and Partner Center's own answers, which
//! go before the rest once they are imported.

use std::fs;

use partner_intake::country_page::page;
use partner_intake::facts::Facts;
use partner_intake::model::Lang;
use serde_json::Value;

use crate::support::{assert_current, files_in, intake, project, temporary};

/// Real answers about the United States and Portugal (microsoft/Partner-Center-PowerShell), as they were recorded.
const RECORDED: &str = "tests/data/country_validation_rules.json";

#[test]
fn the_pages_of_countries_are_current() {
    for lang in Lang::ALL {
        let ending = if *lang == Lang::En { String::new() } else { format!(".{lang}") };
        assert_current(&format!("docs/countries{ending}.md"), &page(Facts::builtin(), *lang));
    }
}

/// Programs rely on it: members may be added, and no name or meaning changes.
#[test]
fn the_json_of_a_country_keeps_its_shape() {
    let shown = intake(&project("tests"), &["countries", "PL", "--json"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert_current("tests/data/country_PL.json", &shown.stdout);
    let all = intake(&project("tests"), &["countries", "--json"]);
    let all: Vec<Value> = serde_json::from_str(&all.stdout).expect("an array");
    assert_eq!(all.len(), Facts::builtin().countries().len());
    let poland = all.iter().find(|country| country["code"] == "PL").expect("Poland");
    assert_eq!(*poland, serde_json::from_str::<Value>(&shown.stdout).expect("an object"));
}

#[test]
fn a_country_is_shown_with_all_its_kinds() {
    for (lang, words) in
        [("en", ["PESEL", "a person’s number", "pl_nip"]), ("fr", ["PESEL", "numéro d’une personne", "pl_nip"])]
    {
        let shown = intake(&project("tests"), &["countries", "Pologne", "--lang", lang]);
        assert!(words.iter().all(|word| shown.stdout.contains(word)), "{}", shown.stdout);
    }
}

#[test]
fn imported_answers_go_before_what_the_program_knows() {
    let folder = temporary();
    let answers = "\u{feff}{\"iso2Code\":\"PL\",\"isStateRequired\":true,\"supportedStatesList\":[\"Mazowieckie\"],\"isPostalCodeRequired\":true,\"phoneNumberRegex\":\"^\\\\d{9}$\",\"countryCallingCodesList\":[\"48\"],\"postalCodeRegex\":\"^\\\\d{2}-\\\\d{3}$\"}\n";
    fs::write(folder.path().join("answers.json"), answers).expect("a file");
    fs::copy(project(RECORDED), folder.path().join("recorded.json")).expect("a copy");
    fs::write(folder.path().join("intake.toml"), "[input]\ncountry_rules = \"rules\"\n").expect("a configuration");
    let import = ["countries", "import", "answers.json", "recorded.json", "--today", "2026-11-22"];
    let imported = intake(folder.path(), &import);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert!(imported.stdout.contains("state or province: not asked for → required"), "{}", imported.stdout);
    assert!(imported.stdout.contains("Portugal (PT)\n  nothing new"), "{}", imported.stdout);
    let written = files_in(&folder.path().join("rules"));
    assert_eq!(written.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["PL.json", "PT.json", "US.json"]);
    intake(folder.path(), &import);
    assert_eq!(files_in(&folder.path().join("rules")), written, "the same day, the same files");

    let shown = intake(folder.path(), &["countries", "PL"]);
    assert!(shown.stdout.contains("imported: 2026-11-22"), "{}", shown.stdout);

    let list = "company_name,registration_id,country,address_line1,city,state,postal_code,phone,first_name,last_name,email\n\
        Młyn,7740001454,PL,ul. Długa 4,Płock,mazowieckie,09-400,+48 24 256 00 00,Anna,Nowak,anna@mlyn.pl\n\
        Młyn II,5260250995,PL,ul. Długa 5,Płock,Śląskie,9-400,+48 24 256 00 01,Anna,Nowak,anna@mlyn2.pl\n";
    fs::write(folder.path().join("list.csv"), list).expect("a list");
    let run = intake(folder.path(), &["run", "list.csv", "--quiet", "--today", "2026-11-22"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let read = |name: &str| fs::read_to_string(folder.path().join("intake-out").join(name)).expect("a result");
    assert!(read("accepted.csv").contains(",Mazowieckie,09-400,"), "{}", read("accepted.csv"));
    assert!(read("accepted.jsonl").contains("\"PhoneNumber\":\"242560000\""), "{}", read("accepted.jsonl"));
    let report = read("error-report.csv");
    assert!(report.contains("state-unknown,error") && report.contains("postal-code-format,error"), "{report}");
    let manifest: Value = serde_json::from_str(&read("manifest.json")).expect("JSON");
    assert_eq!(manifest["country_rules"]["countries"], serde_json::json!(["PL", "PT", "US"]));
    assert_eq!(manifest["country_rules"]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(intake(folder.path(), &["verify", "intake-out"]).code, 0);
}

#[test]
fn a_file_that_is_no_answer_is_told_and_nothing_is_written() {
    let folder = temporary();
    fs::write(folder.path().join("bad.json"), "{\"code\":800073}").expect("a file");
    let imported = intake(folder.path(), &["countries", "import", "bad.json", "--to", "rules"]);
    assert_eq!(imported.code, 2);
    assert!(imported.stderr.contains("`bad.json`: ") && imported.stderr.contains("hint: "), "{}", imported.stderr);
    assert!(!folder.path().join("rules").exists());
    let run = intake(folder.path(), &["check", "bad.json", "--country-rules", "rules"]);
    assert!(run.code == 2 && run.stderr.contains("rules"), "{}", run.stderr);
}
