//! Makes `src/data/upstream/country_names.tsv` from two packages of the npm registry:
//!
//! ```sh
//! npm pack cldr-localenames-full i18n-iso-countries      # unpack each; a package's files lie in its folder `package`
//! cargo run --example update_country_names -- CLDR_FOLDER ISO_FOLDER
//! ```
#![allow(clippy::print_stdout, reason = "an example tells what it did")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use partner_intake::facts::{Facts, name_key};
use partner_intake::model::{CountryCode, Lang};
use serde_json::Value;

/// Most languages that CLDR 48 covers at its level "modern", and Maltese, Luxembourgish and Tajik. Languages of few lists are
/// left out: with each come more names that are another country's in another language, or a misspelt one's.
const LANGUAGES: &[&str] = &[
    "af", "am", "ar", "as", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu",
    "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km",
    "kn", "ko", "ky", "lb", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "ne", "nl", "nn", "no",
    "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tk",
    "tr", "uk", "ur", "uz", "vi", "yue", "zh", "zu",
];

/// Scripts of the past and of learners.
const SCRIPTS_LEFT_OUT: &[&str] = &["Dsrt", "Shaw"];

/// Parts of countries that CLDR names under codes of their own.
const PARTS: &[(&str, &str)] = &[("AC", "SH"), ("CQ", "GG"), ("DG", "IO"), ("EA", "ES"), ("IC", "ES"), ("TA", "SH")];

/// Names by [`name_key`], each with the codes of the countries that it is a name of.
type Names = BTreeMap<String, BTreeSet<CountryCode>>;

fn main() -> Result<()> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [cldr, iso] = folders.as_slice() else { anyhow::bail!("give the folders of the two packages") };
    let mut names = Names::new();
    read_cldr(cldr, &mut names)?;
    read_iso(iso, &mut names)?;

    let mut table = format!(
        "# source: npm packages cldr-localenames-full {} (Unicode CLDR) and i18n-iso-countries {}\n\
         # date: of those releases\n\
         # licence: Unicode-3.0 (CLDR); MIT (i18n-iso-countries)\n\
         # trimmed: {} languages with their regional variants; see examples/update_country_names.rs, which made this file\n\
         # A name as it is looked up: folded (lower case, no accents, single blanks), in the order of its bytes.\n\
         # Several codes: the name is a country's in one language and another's in another, and is never guessed.\n\
         name\tcodes\n",
        version(cldr)?,
        version(iso)?,
        LANGUAGES.len()
    );
    for (name, codes) in &names {
        let codes: Vec<&str> = codes.iter().map(CountryCode::as_str).collect();
        writeln!(table, "{name}\t{}", codes.join(" "))?;
    }
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/data/upstream/country_names.tsv");
    fs::write(&target, table)?;
    println!("{} names in {}", names.len(), target.display());
    Ok(())
}

/// `main/<language>/territories.json`: names by code; `GB-alt-short` and such are further names of the same country.
fn read_cldr(package: &Path, names: &mut Names) -> Result<()> {
    for folder in fs::read_dir(package.join("main"))? {
        let folder = folder?.path();
        let locale = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let file = folder.join("territories.json");
        let (language, variant) = locale.split_once('-').unwrap_or((locale, ""));
        let is_wanted = LANGUAGES.contains(&language) && !SCRIPTS_LEFT_OUT.contains(&variant);
        if !is_wanted || !file.exists() {
            continue;
        }
        let json = read_json(&file)?;
        let territories = json.pointer(&format!("/main/{locale}/localeDisplayNames/territories"));
        for (code, name) in territories.and_then(Value::as_object).context("no territories")? {
            enter(code.split('-').next().unwrap_or(code), name, names);
        }
    }
    Ok(())
}

/// `langs/<language>.json`: a name or several by code.
fn read_iso(package: &Path, names: &mut Names) -> Result<()> {
    for language in LANGUAGES {
        let file = package.join(format!("langs/{language}.json"));
        if !file.exists() {
            continue;
        }
        let json = read_json(&file)?;
        for (code, name) in json.get("countries").and_then(Value::as_object).context("no countries")? {
            enter(code, name, names);
        }
    }
    Ok(())
}

/// Enters a country's name, or its names.
fn enter(code: &str, name: &Value, names: &mut Names) {
    if let Some(several) = name.as_array() {
        for name in several {
            enter(code, name, names);
        }
        return;
    }
    let code = PARTS.iter().find(|(part, _)| *part == code).map_or(code, |(_, country)| country);
    let country = CountryCode::new(code).filter(|code| Facts::builtin().country_name_in(*code, Lang::En).is_some());
    let (Some(code), Some(name)) = (country, name.as_str()) else { return };
    let key = name_key(name);
    // Two letters are read as a code. A name that has none of its own is left as the code in its package.
    if !(key.len() <= 2 && key.is_ascii()) && name != code.as_str() {
        names.entry(key).or_default().insert(code);
    }
}

fn version(package: &Path) -> Result<String> {
    let json = read_json(&package.join("package.json"))?;
    Ok(json.get("version").and_then(Value::as_str).context("a package without a version")?.to_owned())
}

fn read_json(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}
