//! Tables as workbooks: the same rows and cells as CSV has, as text, with a header that stays in sight and filters.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use partner_intake::model::formula;
use partner_intake::read::excel::{Limits, RawRow, Workbook};

use crate::support::{SAMPLES, TABLES, TODAY, TableText, intake, project, temporary};

fn run_samples(out: &Path, format: &str) {
    let out = out.display().to_string();
    let mut args = SAMPLES.to_vec();
    args.extend(["--format", format, "--today", TODAY, "--out", &out]);
    let ran = intake(&project(""), &args);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
}

/// Every row of a workbook's first sheet. What people work in has others behind it.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut workbook = Workbook::open(path, &Limits::default()).expect("a workbook");
    let sheets: Vec<String> = workbook.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    let table = path.file_stem().expect("a name").to_string_lossy();
    let wanted: &[&str] = if is_document(&table) { &[&table, "About", "lists"] } else { &[&table] };
    assert_eq!(sheets, wanted, "the sheet has the table's name");
    let mut sheet = workbook.sheet(&sheets[0]).expect("a sheet");
    let (mut row, mut rows) = (RawRow::default(), Vec::new());
    while sheet.next_row(&mut row).expect("a row") {
        rows.push(row.cells().map(str::to_owned).collect());
    }
    rows
}

fn is_document(table: &str) -> bool {
    table == "rejected" || table == "review"
}

fn without_blank_end(cells: &[String]) -> Vec<&str> {
    let mut cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    while cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    cells
}

fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("XML");
    text
}

#[test]
fn workbooks_hold_what_the_csv_tables_hold() {
    let place = temporary();
    let (books, texts) = (place.path().join("books"), place.path().join("texts"));
    run_samples(&books, "xlsx");
    run_samples(&texts, "csv");
    for table in TABLES {
        let found = cells(&books.join(format!("{table}.xlsx")));
        let wanted = TableText::read(&texts.join(format!("{table}.csv")));
        assert_eq!(found[0], wanted.header, "{table}");
        assert_eq!(found.len() - 1, wanted.rows.len(), "{table}");
        for (found, wanted) in found[1..].iter().zip(&wanted.rows) {
            let wanted: Vec<String> = wanted.iter().map(|cell| formula::own_value(cell).into_owned()).collect();
            assert_eq!(without_blank_end(found), without_blank_end(&wanted), "{table}");
        }
    }
}

#[test]
fn the_header_stays_in_sight_has_filters_and_every_cell_is_text() {
    let place = temporary();
    let out = place.path().join("out");
    run_samples(&out, "xlsx");
    for table in TABLES {
        let sheet = part(&out.join(format!("{table}.xlsx")), "xl/worksheets/sheet1.xml");
        assert!(
            sheet.contains(r#"<pane ySplit="1""#) && sheet.contains(r#"state="frozen""#),
            "{table}: no frozen header"
        );
        assert!(sheet.contains("<autoFilter "), "{table}: no filter");
        assert!(!sheet.contains("<f>"), "{table}: a formula");
        let texts = sheet.matches(r#"t="inlineStr""#).count() + sheet.matches(r#"t="s""#).count();
        let values = sheet.matches("<v>").count() + sheet.matches("<is>").count();
        assert!(texts > 10 && texts == values, "{table}: {values} values, {texts} texts");
    }
}

#[test]
fn corrected_workbooks_are_inputs_and_verify_reads_them() {
    let place = temporary();
    let out = place.path().join("out");
    run_samples(&out, "xlsx");
    let audit = intake(place.path(), &["verify", "out"]);
    assert_eq!(audit.code, 0, "{}{}", audit.stdout, audit.stderr);
    let again = intake(place.path(), &["run", "out/review.xlsx", "--out", "again", "--quiet"]);
    assert!(again.code <= 1, "{}", again.stderr);
    let rows = cells(&out.join("review.xlsx")).len() - 1;
    let lists = ["accepted", "relationship-requests", "review", "rejected"];
    let found: usize = lists.iter().map(|list| cells(&place.path().join(format!("again/{list}.xlsx"))).len() - 1).sum();
    assert_eq!(found, rows);
}
