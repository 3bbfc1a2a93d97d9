//! The house stands as `ARCHITECTURE.md` says: who may import what, how long a file may be, and that each says what it is
//! for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::support::{files_in, project};

/// What each room may import from outside. What it may import of the crate is the table of `ARCHITECTURE.md`.
const CRATES: &[(&str, &str)] = &[
    ("model", "encoding_rs serde"),
    ("error", ""),
    ("nearest", "strsim"),
    ("messages", "icu_decimal icu_locale_core icu_plurals toml"),
    (
        "facts",
        "any_ascii foldhash hashbrown icu_normalizer idna memchr psl regex rust_iso3166 serde stdnum strsim thiserror toml",
    ),
    (
        "read",
        "any_ascii calamine chardetng csv_core encoding_rs encoding_rs_io flate2 glob memchr rustix ruzstd serde serde_json \
         sha2 simdutf8 tempfile thiserror toml zip",
    ),
    ("normalise", "icu_normalizer jiff memchr regex regex_automata rlibphonenumber toml uuid"),
    ("validate", "email_address idna memchr toml"),
    ("matching", "foldhash hashbrown serde toml xxhash_rust"),
    ("sections", "serde tempfile xxhash_rust"),
    ("route", ""),
    ("write", "fs4 memchr rust_xlsxwriter rustix serde serde_json sha2 tempfile thiserror"),
    ("catalogue", "serde thiserror toml"),
    ("config", "idna jiff serde toml"),
    ("examine", "uuid"),
    ("settle", "serde"),
    ("answers", "encoding_rs serde_json sha2"),
    ("country_page", "serde"),
    ("check_row", ""),
    ("fix", "csv tempfile"),
    ("template", "tempfile"),
    ("inspect", ""),
    ("verify", "csv serde serde_json sha2"),
    ("store", "postgres rusqlite rustls rustls_native_certs serde tokio_postgres_rustls uuid"),
    ("report", "base64 maud memchr serde serde_json sha2 svg toml"),
    ("letter", "jiff mail_builder serde sha2 toml"),
    ("pipeline", "indicatif rayon rmp_serde serde serde_json whoami xxhash_rust"),
    ("nightly", "serde_json"),
    ("doctor", "jiff tempfile"),
    ("cli", "clap clap_complete jiff rustix serde_json signal_hook"),
    ("main", ""),
];

/// What only one room knows: elsewhere it would be a second way of doing the same.
const ONLY: &[(&str, &str)] = &[
    ("rayon", "pipeline"),
    ("indicatif", "pipeline"),
    ("clap", "cli"),
    ("calamine", "read"),
    ("csv_core", "read"),
    ("rust_xlsxwriter", "write"),
    ("rusqlite", "store"),
    ("postgres", "store"),
    ("rlibphonenumber", "normalise"),
    ("stdnum", "facts"),
    ("maud", "report"),
    ("svg", "report"),
    ("mail_builder", "letter"),
];

/// The most lines of a file, its tests apart.
const LONGEST: usize = 400;

/// Files that may be longer, with the reason.
const LONGER: &[(&str, &str)] = &[];

/// Source files by their path below `src`, without their tests.
fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    for (path, bytes) in files_in(&project("src")) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_rust = Path::new(name).extension().is_some_and(|ending| ending == "rs");
        if !is_rust || matches!(name, "tests.rs" | "testing.rs") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("sources are UTF-8");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        sources.push((path, code.to_owned()));
    }
    assert!(sources.len() > 50, "only {} files were found", sources.len());
    sources
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The code alone: what comments say of other rooms is no import.
fn without_comments(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of the crate that a file names.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let one = Regex::new(r"\b(?:crate|partner_intake)::([a-z_]+)").expect("a pattern");
    let several = Regex::new(r"\b(?:crate|partner_intake)::\{([^}]*)\}").expect("a pattern");
    let lists = several.captures_iter(code).flat_map(|found| {
        found[1].split(',').map(|item| item.trim().split(':').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    });
    let names = one.captures_iter(code).map(|found| found[1].to_owned()).chain(lists);
    names
        .filter(|name| project(&format!("src/{name}.rs")).exists() || project(&format!("src/{name}")).is_dir())
        .collect()
}

/// The dependencies that a file names. A module of the room that has a dependency's name is none.
fn crates_named(code: &str, dependencies: &BTreeSet<String>, own_modules: &BTreeSet<String>) -> BTreeSet<String> {
    let path = Regex::new(r"(?:^|[^:\w])([a-z][a-z0-9_]*)::").expect("a pattern");
    let names = path.captures_iter(code).map(|found| found[1].to_owned());
    names.filter(|name| dependencies.contains(name) && !own_modules.contains(name)).collect()
}

fn dependencies() -> BTreeSet<String> {
    let text = fs::read_to_string(project("Cargo.toml")).expect("the package is there");
    let package: toml::Table = text.parse().expect("it is TOML");
    let table = package["dependencies"].as_table().expect("dependencies are a table");
    table.keys().map(|name| name.replace('-', "_")).collect()
}

/// Of each room, what it names: rooms and crates, each with a file that does.
fn imports() -> BTreeMap<String, BTreeMap<String, String>> {
    let (sources, dependencies) = (sources(), dependencies());
    let module = Regex::new(r"(?m)^\s*(?:pub(?:\(\w+\))? )?mod ([a-z_]+)").expect("a pattern");
    let mut imports: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (path, code) in &sources {
        let own = room(path);
        let modules: BTreeSet<String> = sources
            .iter()
            .filter(|(path, _)| room(path) == own)
            .flat_map(|(_, code)| module.captures_iter(code).map(|found| found[1].to_owned()).collect::<Vec<_>>())
            .collect();
        let code = without_comments(code);
        let named = rooms_named(&code).into_iter().filter(|name| name != own);
        let of_room = imports.entry(own.to_owned()).or_default();
        for name in named.chain(crates_named(&code, &dependencies, &modules)) {
            of_room.entry(name).or_insert_with(|| path.clone());
        }
    }
    imports
}

/// The rooms' table in `ARCHITECTURE.md`: of each room, the rooms it may import.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(project("ARCHITECTURE.md")).expect("it is there");
    let quoted = Regex::new("`([a-z_]+)`").expect("a pattern");
    let names = |cell: &str| quoted.captures_iter(cell).map(|found| found[1].to_owned()).collect::<BTreeSet<_>>();
    let mut rooms = BTreeMap::new();
    let table = text.lines().skip_while(|line| !line.starts_with("| room | is for | imports of the crate |"));
    for row in table.skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').collect();
        for room in names(cells[1]) {
            let imports = names(cells[3]);
            rooms.insert(room, imports);
        }
    }
    // The program's entry calls the command line, the library's lists the rooms.
    rooms.entry("main".to_owned()).or_default().insert("cli".to_owned());
    rooms.insert("lib".to_owned(), rooms.keys().cloned().collect());
    assert!(rooms.len() > 15, "the table of rooms was not found");
    rooms
}

#[test]
fn rooms_import_what_the_table_lets_them() {
    let rooms = documented();
    let mut problems = Vec::new();
    for (room, names) in imports() {
        let Some(allowed) = rooms.get(&room) else {
            problems.push(format!("the room `{room}` is not in the table of ARCHITECTURE.md"));
            continue;
        };
        let crates = CRATES.iter().find(|(name, _)| *name == room).map_or("", |(_, crates)| crates);
        for (name, file) in names {
            if !allowed.contains(&name) && !crates.split(' ').any(|allowed| allowed == name) {
                problems.push(format!("src/{file} names `{name}`, which `{room}` may not import"));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn what_one_room_knows_no_other_does() {
    let imports = imports();
    for (name, wanted) in ONLY {
        let rooms: Vec<&str> =
            imports.iter().filter(|(_, names)| names.contains_key(*name)).map(|(room, _)| room.as_str()).collect();
        assert_eq!(rooms, [*wanted], "`{name}`");
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut problems = Vec::new();
    for (path, code) in sources() {
        let lines = code.lines().count();
        if lines > LONGEST && !LONGER.iter().any(|(longer, _)| *longer == path) {
            problems.push(format!("src/{path} has {lines} lines, {LONGEST} are the most"));
        }
        if !code.starts_with("//!") {
            problems.push(format!("src/{path} does not say what it is for"));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
