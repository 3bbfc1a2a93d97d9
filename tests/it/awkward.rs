//! Small awkward files, each named by its trouble, and what must be understood from each.
//!
//! Beside `tests/data/awkward/<name>` stands `<name>.expected`. Its first line may give options. `UPDATE_EXPECTED=1`
//! rewrites the rest: read the difference.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use partner_intake::model::{Charset, Field};
use partner_intake::read::encoding::{Kind, Look};
use partner_intake::read::header::Purpose;
use partner_intake::read::{InputFile, ReadOptions, open};

use crate::support::{assert_current, files_in, project};

const FOLDER: &str = "tests/data/awkward";

/// What options begin with.
const OPTIONS: &str = "options:";

#[test]
fn awkward_files_are_understood_as_their_names_want() {
    let files = files_in(&project(FOLDER));
    let lists: Vec<&String> = files.iter().map(|(name, _)| name).filter(|name| !name.ends_with(".expected")).collect();
    assert!(lists.len() > 80, "only {} files", lists.len());
    for name in &lists {
        let expected = format!("{FOLDER}/{name}.expected");
        let before = fs::read_to_string(project(&expected)).unwrap_or_default();
        let options = before.lines().next().filter(|line| line.starts_with(OPTIONS)).unwrap_or_default();
        let mut text = if options.is_empty() { String::new() } else { format!("{options}\n") };
        text.push_str(&understood(name, options.trim_start_matches(OPTIONS)));
        assert_current(&expected, &text);
    }
    assert_eq!(files.len(), 2 * lists.len(), "a file is gone, and what was expected of it is still there");
}

/// How a file is read, in words.
fn understood(name: &str, options: &str) -> String {
    let path = project(FOLDER).join(name);
    let options = read_options(options);
    let mut input = match open(InputFile::new(&path), &options, Look::Whole) {
        Ok(input) => input,
        Err(error) => return format!("refused: {}\n", without_folder(&error.report().to_string(), &path)),
    };
    let mut text = String::new();
    if let Kind::Text(format) = input.kind {
        let mixed = if format.mixed { ", beside UTF-8" } else { "" };
        let _ = writeln!(text, "{} ({:?}){mixed}, {:?}", format.charset.name(), format.certainty, format.packed);
    }
    if let Some(dialect) = input.dialect {
        let _ = write!(text, "delimiter {:?}", char::from(dialect.delimiter));
        for (differs, what) in [
            (dialect.quote != b'"', ", single quotes"),
            (dialect.backslash, ", backslash before quotes"),
            (dialect.spaces, ", spaces round quotes"),
        ] {
            text.push_str(if differs { what } else { "" });
        }
        text.push('\n');
    }
    for table in &input.tables {
        let _ = writeln!(text, "header in row {}, {} rows above it", table.header_row, table.above.len());
        for (header, column) in table.source.headers.iter().zip(&table.source.columns) {
            let _ = writeln!(text, "  {header:?} is {}", column.field().map_or("carried", Field::name));
        }
    }
    let mut blank = 0;
    let mut rows = String::new();
    let read = input.read(|chunk| match chunk.parse(0) {
        Ok(batch) => {
            blank += batch.blank;
            for row in batch.rows() {
                let cells: Vec<String> = row.given().map(|cell| format!("{cell:?}")).collect();
                let fault = row.fault().map(|fault| format!(" {fault:?}")).unwrap_or_default();
                let _ = writeln!(rows, "row {}:{fault} {}", row.line(), cells.join(" "));
            }
            true
        }
        Err(error) => {
            let _ = writeln!(rows, "refused: {}", error.report());
            false
        }
    });
    text.push_str(&rows);
    if let Err(error) = read {
        let _ = writeln!(text, "refused: {}", without_folder(&error.report().to_string(), &path));
    }
    let _ = writeln!(text, "{blank} blank");
    text
}

/// Reads `encoding=NAME delimiter=CHAR no-header record=BYTES columns=N unpacked=BYTES map=HEADER=FIELD`.
fn read_options(words: &str) -> ReadOptions {
    let mut options = ReadOptions::new(Purpose::Prospects);
    for word in words.split_whitespace() {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        match key {
            "encoding" => options.charset = Some(Charset::from_name(value).expect("an encoding")),
            "delimiter" => options.delimiter = value.bytes().next(),
            "no-header" => options.no_header = true,
            "map" => {
                let (header, field) = value.split_once('=').expect("a header and a field");
                options.columns.push((header.to_owned(), Field::from_name(field)));
            }
            limit => *options.limits.of(limit).expect("an option") = value.parse().expect("a number"),
        }
    }
    options
}

/// A report that does not depend on where the project lies.
fn without_folder(report: &str, path: &Path) -> String {
    let folder = path.parent().map(|folder| format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR));
    report.replace(&folder.unwrap_or_default(), "")
}
