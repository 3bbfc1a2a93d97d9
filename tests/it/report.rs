//! `report.html`: one file that stands alone, holds any text, speaks the reader's language, and is part of the result.

use std::fs;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

use crate::support::{GOOD, SAMPLES, TODAY, intake, project, temporary};

fn page(folder: &Path, args: &[&str]) -> String {
    let place = temporary();
    let out = place.path().join("out").display().to_string();
    let ran = intake(folder, &[args, &["--today", TODAY, "--out", &out]].concat());
    assert!(ran.code <= 1, "{}", ran.stderr);
    fs::read_to_string(Path::new(&out).join("report.html")).expect("the report is written")
}

/// What the page's script reads.
fn data(page: &str) -> Value {
    let (_, from) = page.split_once(r#"<script type="application/json" id="data">"#).expect("the page holds data");
    let (json, _) = from.split_once("</script>").expect("the data end");
    serde_json::from_str(json).expect("the data are JSON")
}

/// The page as a person reads it: without styles, scripts and tags.
fn seen(page: &str) -> String {
    let unseen = Regex::new(r"(?s)<style>.*?</style>|<script.*?</script>|<[^>]*>").expect("a pattern");
    unseen.replace_all(page, " ").into_owned()
}

#[test]
fn it_is_in_the_manifest_and_audited() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), GOOD).expect("the file can be written");
    assert_eq!(intake(place.path(), &["run", "list.csv", "--out", "out"]).code, 0);
    assert_eq!(intake(place.path(), &["verify", "out"]).code, 0);
    let report = place.path().join("out/report.html");
    let text = fs::read_to_string(&report).expect("the report is written");
    fs::write(&report, text.replace("Kerouan", "Kerlouan")).expect("the file can be written");
    let ran = intake(place.path(), &["verify", "out"]);
    assert!(ran.code == 1 && ran.stdout.contains("report.html"), "{ran:?}");
}

#[test]
fn nothing_in_it_leads_outside() {
    let page = page(&project(""), &SAMPLES);
    assert!(page.contains("default-src 'none'"), "there is no policy");
    // The name of the language that pictures are written in is no address.
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in ["http://", "https://", "//cdn", "@import", "url(", "fetch(", "XMLHttp", "innerHTML", " style="] {
        assert!(!page.contains(outside), "the page holds `{outside}`");
    }
}

#[test]
fn any_text_is_only_text() {
    let place = temporary();
    let evil = r#"</script><script>alert(1)</script><img src=x onerror="alert(2)">`&amp;"#;
    let cell = evil.replace('"', "\"\"");
    let list = GOOD
        .replace("anne@kerouan-sample.fr", &format!("\"{cell}\""))
        .replace("Ateliers Kerouan", &format!("\"{cell}\""));
    fs::write(place.path().join("a<b>&.csv"), list).expect("the file can be written");
    let page = page(place.path(), &["run", "a<b>&.csv"]);
    assert_eq!(page.matches("<script").count(), 2, "a cell became an element");
    assert!(!page.contains("<img") && !page.contains("a<b>"), "a cell became an element");
    let data = data(&page);
    let row = &data["rows"][0];
    assert_eq!(row[2], evil, "the company’s name is not what was given");
    assert_eq!(data["sources"][0]["title"], "a<b>&.csv");
}

#[test]
fn it_tells_what_the_tables_hold() {
    let page = page(&project(""), &SAMPLES);
    let data = data(&page);
    let found: usize =
        data["rows"].as_array().expect("rows").iter().map(|row| row[4].as_array().expect("findings").len()).sum();
    let reports = fs::read_to_string(project("samples/expected/error-report.csv")).expect("it is there");
    let records = csv::Reader::from_reader(reports.as_bytes()).into_records().count();
    assert_eq!(found, records, "the page holds other findings than the error report");
    let count = |table: &str| {
        let text = fs::read_to_string(project(&format!("samples/expected/{table}.csv"))).expect("it is there");
        csv::Reader::from_reader(text.as_bytes()).into_records().count()
    };
    let matches = data["matches"].as_array().expect("matches").len();
    assert_eq!(matches, count("relationship-requests") + count("review"));
    let seen = seen(&page);
    for number in [count("accepted"), count("rejected")] {
        assert!(seen.contains(&format!(" {number} ")), "the page does not say {number}");
    }
}

#[test]
fn every_word_is_in_the_readers_language() {
    let french = page(&project(""), &[&SAMPLES[..], &["--lang", "fr"]].concat());
    assert!(french.contains("<html lang=\"fr\">"));
    let seen = seen(&french);
    for word in [" the ", " rows", "severity", "findings", "Search", "What ", "Country", " with "] {
        assert!(!seen.contains(word), "`{word}` is English:\n{seen}");
    }
    let data = data(&french);
    assert_eq!(data["texts"]["search"], "Rechercher");
    assert_eq!(data["severities"][3], "erreur");
}

#[test]
fn people_who_do_not_see_it_find_their_way() {
    let page = page(&project(""), &SAMPLES);
    for landmark in ["<header>", "<main>", "<footer>", "<h1>", "class=\"skip\""] {
        assert_eq!(page.matches(landmark).count(), 1, "{landmark}");
    }
    assert_eq!(page.matches("<table").count(), page.matches("<caption").count(), "a table has no caption");
    let sections = Regex::new(r#"<section[^>]*aria-labelledby="([^"]+)""#).expect("a pattern");
    for section in sections.captures_iter(&page) {
        assert!(page.contains(&format!("id=\"{}\"", &section[1])), "{} is not there", &section[1]);
    }
    assert_eq!(page.matches("<section").count(), sections.captures_iter(&page).count(), "a section has no name");
}
