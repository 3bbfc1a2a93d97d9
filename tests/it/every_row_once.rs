//! Every row that is read is in exactly one list, a row that comes back comes back as it was given, and corrected it is
//! taken.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use partner_intake::model::{MatchMethod, TableFormat, formula};
use partner_intake::verify::verify;
use partner_intake::write::Counts;
use proptest::prelude::*;

use crate::support::{LISTS, TableText, csv_of, temporary};
use crate::whole_run::Run;

const HEADER: [&str; 9] =
    ["company_name", "country", "address_line1", "city", "postal_code", "first_name", "last_name", "email", "Note"];
const WIDTH: usize = HEADER.len();

/// Runs in this process, which spares the reading of all facts for each run.
fn run(inputs: &[&Path], out: &Path, batch_bytes: usize) -> Result<Counts, TestCaseError> {
    let inputs: Vec<PathBuf> = inputs.iter().map(|input| input.to_path_buf()).collect();
    let (format, method) = (TableFormat::Csv, MatchMethod::Full);
    let run = Run { inputs: &inputs, existing: &[], out, format, method, batch_bytes };
    run.run().map_err(|error| TestCaseError::fail(error.report().to_string()))
}

type Rows = Vec<Vec<String>>;

fn owned(cells: [&str; WIDTH]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// A row without a fault, of one of many companies.
fn good(number: usize) -> Vec<String> {
    let name = format!(
        "Ateliers Kerouan {}",
        "ABCDEFGHJKLMNPQRSTUVWXYZ".chars().cycle().skip(number).take(3).collect::<String>()
    );
    let email = format!("anne@kerouan{number}-sample.fr");
    owned([&name, "FR", "4 rue du Moulin", "Nantes", "44000", "Anne", "Moreau", &email, ""])
}

/// What people and programs put into cells.
fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z \"',;|=+@\t-]{0,10}",
        "[a;|]['=+@\"]{0,3}[;=a1]{0,3}",
        "['=+@\"-]{1,4}",
        "[é日🙂\u{a0}\u{200b}\u{fffd}]{0,4}",
        Just("  ".to_owned()),
        Just("#N/A".to_owned()),
        Just("=HYPERLINK(\"x\";1)".to_owned()),
        Just("\u{1b}[0m".to_owned()),
    ]
}

/// Rows of every kind. Line breaks stand only in rows that are as wide as the header: elsewhere a line with a quotation
/// mark that stays open is taken for a row of its own.
fn table() -> impl Strategy<Value = Rows> {
    let with_one_nasty_cell = (0_usize..12, 0..WIDTH, nasty()).prop_map(|(number, column, cell)| {
        let mut row = good(number);
        row[column] = cell;
        row
    });
    let over_lines = (0_usize..12, 0..WIDTH, "[a\"\r\n=' ]{1,8}").prop_map(|(number, column, cell)| {
        let mut row = good(number);
        row[column] = cell;
        row
    });
    let row = prop_oneof![
        3 => (0_usize..12).prop_map(good),
        3 => with_one_nasty_cell,
        1 => over_lines,
        2 => prop::collection::vec(nasty(), 1..WIDTH + 3),
        1 => (1_usize..4).prop_map(|cells| vec![" ".to_owned(); cells]),
    ];
    prop::collection::vec(row, 0..30)
}

/// A list as CSV, and its rows by the line that a person sees them begin on.
fn written(table: &Rows) -> (Vec<u8>, BTreeMap<u32, Vec<String>>) {
    let mut text = csv_of(&[owned(HEADER)]);
    let (mut line, mut lines) = (2, BTreeMap::new());
    for row in table {
        let record = csv_of(std::slice::from_ref(row));
        lines.insert(line, row.clone());
        let breaks = String::from_utf8_lossy(&record).replace("\r\n", "\n").replace('\r', "\n");
        line += u32::try_from(breaks.matches('\n').count()).expect("a short record");
        text.extend(record);
    }
    (text, lines)
}

fn is_blank(row: &[String]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

/// The values of cells of a file that we wrote, or of any file.
fn own_values(cells: &[String]) -> Vec<Cow<'_, str>> {
    cells.iter().map(|cell| formula::own_value(cell)).collect()
}

fn values(cells: &[String]) -> Vec<Cow<'_, str>> {
    cells.iter().map(|cell| formula::strip_mark(cell).into()).collect()
}

/// The row as a list gives it back must be the row as it was given; cells that it lacked are empty.
fn assert_as_given(back: &[String], given: &[String]) -> Result<(), TestCaseError> {
    let mut wanted = values(&given[..given.len().min(WIDTH)]);
    wanted.resize(WIDTH, "".into());
    prop_assert_eq!(own_values(&back[..WIDTH]), wanted);
    Ok(())
}

fn line_of(table: &TableText, row: &[String]) -> u32 {
    row[table.column("source_row")].parse().expect("a row's number")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn every_row_is_in_exactly_one_list_as_it_was_given(table in table(), batch_bytes in 1_usize..4000) {
        let place = temporary();
        let (list, out) = (place.path().join("list.csv"), place.path().join("out"));
        let (text, given) = written(&table);
        fs::write(&list, text)?;
        let counts = run(&[&list], &out, batch_bytes)?;

        let mut seen = BTreeSet::new();
        for name in LISTS {
            let table = TableText::read(&out.join(format!("{name}.csv")));
            for row in &table.rows {
                let line = line_of(&table, row);
                prop_assert!(seen.insert(line), "line {} is in two lists", line);
                let Some(given) = given.get(&line) else {
                    return Err(TestCaseError::fail(format!("no row begins on line {line}")));
                };
                if name == "rejected" || name == "review" {
                    assert_as_given(row, given)?;
                }
                if name == "rejected" {
                    // What was too much stands behind our own columns.
                    let surplus = given.get(WIDTH..).unwrap_or_default();
                    prop_assert_eq!(own_values(&row[table.header.len()..]), values(surplus));
                }
            }
        }
        let (blank, rows): (Vec<_>, Vec<_>) = given.iter().partition(|(_, row)| is_blank(row));
        prop_assert_eq!(seen, rows.iter().map(|(line, _)| **line).collect::<BTreeSet<_>>());
        prop_assert_eq!((counts.rows, counts.blank), (rows.len() as u64, blank.len() as u64));
        prop_assert!(counts.balance());
        let audit = verify(&out).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(audit.problems, Vec::<String>::new());
        prop_assert_eq!(audit.rows, counts.rows);
    }

    #[test]
    fn corrected_rows_are_taken_and_none_is_lost(
        faults in prop::collection::vec((0..WIDTH + 1, nasty()), 1..12),
        batch_bytes in 1_usize..4000,
    ) {
        let place = temporary();
        let truth: Rows = (0..faults.len()).map(good).collect();
        let mut table = truth.clone();
        for (row, (column, cell)) in table.iter_mut().zip(&faults) {
            match row.get_mut(*column) {
                Some(place) => place.clone_from(cell),
                None => row.push(cell.clone()),
            }
        }
        let (text, _) = written(&table);
        let (list, first) = (place.path().join("list.csv"), place.path().join("first"));
        fs::write(&list, text)?;
        let before = run(&[&list], &first, batch_bytes)?;

        let mut rejected = TableText::read(&first.join("rejected.csv"));
        let width = rejected.header.len();
        let mut rows = vec![rejected.header.clone()];
        let source_row = rejected.column("source_row");
        for row in &mut rejected.rows {
            let line: usize = row[source_row].parse().expect("a row's number");
            row.splice(..WIDTH, truth[line - 2].iter().cloned());
            row.truncate(width);
            rows.push(row.clone());
        }
        let (corrected, second) = (place.path().join("corrected.csv"), place.path().join("second"));
        fs::write(&corrected, csv_of(&rows))?;
        let after = run(&[&corrected], &second, batch_bytes)?;
        prop_assert_eq!(after.rows, before.rejected);
        prop_assert_eq!(after.accepted, before.rejected, "a corrected row was not accepted");
        let emails: BTreeSet<String> = ["first", "second"]
            .iter()
            .flat_map(|run| {
                let table = TableText::read(&place.path().join(run).join("accepted.csv"));
                table.cells("email").map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        // The same rows corrected by two people are no more customers.
        let (copy, third) = (place.path().join("copy.csv"), place.path().join("third"));
        fs::copy(&corrected, &copy)?;
        let twice = run(&[&corrected, &copy], &third, batch_bytes)?;
        prop_assert_eq!((twice.accepted, twice.relationship_request), (before.rejected, before.rejected));
        let elsewhere = before.relationship_request + before.review;
        prop_assert_eq!(emails.len() as u64 + elsewhere, truth.len() as u64);
    }
}
