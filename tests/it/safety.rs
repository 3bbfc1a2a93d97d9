//! What a list may hold must not harm whoever reads the result: spreadsheets, terminals, the report, other users.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{GOOD, TABLES, intake, lists, temporary};

/// What OWASP and CWE-1236 name as the beginning of a formula, the full-width signs among them, alone and behind blanks,
/// quotes and separators of cells.
const FORMULAS: [&str; 24] = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "=HYPERLINK(\"http://x.example\",\"a\")",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1+A1",
    "－1+A1",
    "＠SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "a;=1+1",
    "a;@SUM(1)",
    "a|=1+1",
    "a\t=1+1",
    "a\n=1+1",
    "a;+1+A1",
    "a;-1+A1",
    "a;\"=1+1\"",
    "a;＝1+1",
    "=1+1;=2+2",
    "'=1+1",
];

/// A list with a dangerous cell in a field, a dangerous note, and a dangerous header, for each of the forms.
fn dangerous_list() -> String {
    let mut list = csv::Writer::from_writer(Vec::new());
    let mut header: Vec<&str> = GOOD.lines().next().expect("a header").split(',').collect();
    header.extend(["note", "=1+1", "＠x;=2"]);
    list.write_record(&header).expect("memory");
    let good: Vec<&str> = GOOD.lines().nth(1).expect("a row").split(',').collect();
    for formula in FORMULAS {
        let mut row = good.clone();
        (row[0], row[2]) = (formula, formula);
        row.extend([formula, "x", formula]);
        list.write_record(&row).expect("memory");
    }
    String::from_utf8(list.into_inner().expect("memory")).expect("UTF-8")
}

/// Whether a spreadsheet would run the cell.
fn is_dangerous(cell: &str) -> bool {
    let cell = cell.trim_start_matches([' ', '"']);
    let is_number =
        |cell: &str| cell.chars().skip(1).all(|letter| letter.is_ascii_digit() || " ()./-".contains(letter));
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']) && !is_number(cell)
}

fn cells_of(folder: &Path, table: &str, delimiter: u8) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(delimiter);
    let bytes = fs::read(folder.join(format!("out/{table}.csv"))).expect("a table");
    let records = reader.from_reader(bytes.as_slice()).into_byte_records();
    let records: Vec<csv::ByteRecord> = records.collect::<Result<_, _>>().expect("records");
    records.iter().flatten().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
}

#[test]
fn no_cell_of_a_table_runs_as_a_formula_wherever_a_program_cuts_it() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), dangerous_list()).expect("the list");
    let ran = intake(place.path(), &["run", "list.csv", "--format", "csv", "--out", "out", "--exit-zero"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut cells = 0;
    for table in TABLES {
        for delimiter in [b',', b';'] {
            for cell in cells_of(place.path(), table, delimiter) {
                assert!(!is_dangerous(&cell), "{table}, cut at `{}`: {cell:?}", char::from(delimiter));
                cells += 1;
            }
        }
    }
    assert!(cells > 1000, "only {cells} cells were looked at");
}

#[test]
fn machines_get_the_cells_themselves() {
    let place = temporary();
    fs::write(place.path().join("list.csv"), dangerous_list()).expect("the list");
    let ran = intake(place.path(), &["run", "list.csv", "--format", "csv", "--out", "out", "--raw", "--exit-zero"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let given: Vec<String> = TABLES.iter().flat_map(|table| cells_of(place.path(), table, b',')).collect();
    for formula in FORMULAS.iter().filter(|formula| !formula.starts_with('\'')) {
        assert!(given.iter().any(|cell| cell == formula), "{formula:?}");
    }
    let verified = intake(place.path(), &["verify", "out"]);
    assert_eq!(verified.code, 0, "{}", verified.stdout);
}

#[test]
fn names_from_outside_do_not_steer_the_terminal() {
    let place = temporary();
    let name = "list\u{1B}[2J\u{202E}vsc.csv";
    let header = "company_name\u{1B}]0;x\u{7},compny\u{9B}31m\u{2066},country\n";
    let mut list = header.to_owned();
    let _ = writeln!(list, "Contoso\u{1B}[31m,x,FR");
    fs::write(place.path().join(name), list).expect("the list");
    for args in [
        &["check", name, "--show-values"][..],
        &["inspect", name],
        &["run", name, "--out", "o\u{1B}ut"],
        &["run", "mis\u{1B}sing.csv"],
        &["verify", "mis\u{1B}sing"],
        &["fix", name],
    ] {
        let ran = intake(place.path(), args);
        let said = ran.stdout + &ran.stderr;
        let steers = |letter: char| (letter.is_control() && letter != '\n') || "\u{202E}\u{2066}".contains(letter);
        assert!(!said.contains(steers), "{args:?}: {said:?}");
    }
}

#[test]
fn a_cell_at_fault_is_shown_only_when_asked_for() {
    let place = lists();
    for (args, shown) in [(&["check", "bad.csv"][..], false), (&["check", "bad.csv", "--show-values"], true)] {
        let ran = intake(place.path(), args);
        assert_eq!(ran.stderr.contains("annekerouan-sample.fr"), shown, "{}", ran.stderr);
    }
}

/// Rows are people's data: nobody else on the machine may read them.
#[cfg(unix)]
#[test]
fn a_result_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = lists();
    let run = ["run", "good.csv", "--out", "out", "--overwrite", "--store", "customers.db", "--exit-zero"];
    for format in ["csv", "xlsx"] {
        let ran = intake(place.path(), &[&run[..], &["--format", format]].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode(&place.path().join("out")), 0o700);
        assert_eq!(mode(&place.path().join("customers.db")), 0o600);
        for entry in fs::read_dir(place.path().join("out")).expect("a result") {
            let path = entry.expect("an entry").path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}
