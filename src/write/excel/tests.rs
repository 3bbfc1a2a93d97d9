use std::io::{Cursor, Read};

use proptest::prelude::*;

use super::text::{CELL_UNITS, CUT_MARK, SHEET_NAME, unique_name};
use super::*;
use crate::read::excel::{Limits, RawRow, Workbook};

fn column(header: &str) -> TableColumn {
    TableColumn { header: header.to_owned(), holds: Holds::Other }
}

/// A workbook's bytes: `header` and `rows`, with a sheet of at most `sheet_rows` rows.
fn write(header: &[&str], rows: &[Vec<String>], sheet_rows: u32) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let columns: Vec<_> = header.iter().map(|header| column(header)).collect();
    let mut table = ExcelTable::with_sheet_rows(folder.path(), "accepted", &columns, None, sheet_rows).unwrap();
    for row in rows {
        table.push_row(row.iter().map(String::as_str), Faults::default()).unwrap();
    }
    let mut bytes = Vec::new();
    table.finish(&mut bytes).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left in the folder");
    bytes
}

type SheetRows = Vec<(u32, Vec<String>)>;

/// Each sheet's name and its rows that are not blank, with their numbers.
fn read(bytes: Vec<u8>) -> Vec<(String, SheetRows)> {
    let mut book = Workbook::from_bytes(Cursor::new(bytes), "test.xlsx".to_owned(), &Limits::default()).unwrap();
    let names: Vec<String> = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
    names
        .into_iter()
        .map(|name| {
            let mut reader = book.sheet(&name).unwrap();
            let (mut rows, mut row) = (Vec::new(), RawRow::default());
            while reader.next_row(&mut row).unwrap() {
                rows.push((row.number(), row.cells().map(str::to_owned).collect()));
            }
            (name, rows)
        })
        .collect()
}

fn strings(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn values_that_excel_would_change_are_read_back_as_they_were() {
    let rows = vec![
        strings(&["00123", "=1+1", "1.23E+13", "+48 22 123 45 67", "@SUM(A1)", "-5", "TRUE", "2024-02-29"]),
        strings(&["", "https://contoso.com", "mailto:a@b.c", "{=1}", "'quoted", "#N/A", " spaces ", "a\nb\tc\r\nd\re"]),
        strings(&[
            "_x0041_",
            "\u{b}\u{1}",
            "&amp;<b>",
            "\u{FFFE}",
            "株式会社",
            "𝔘𝔫𝔦",
            "\u{a0}",
            "12345678901234567890",
        ]),
    ];
    let header = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let sheets = read(write(&header, &rows, SHEET_ROWS));
    assert_eq!(sheets.len(), 1);
    assert_eq!(sheets[0].0, "accepted");
    let expected: Vec<_> = std::iter::once(strings(&header)).chain(rows).collect();
    assert_eq!(sheets[0].1, (1..).zip(expected).collect::<Vec<_>>());
}

#[test]
fn rows_beyond_a_sheet_continue_on_the_next() {
    let rows: Vec<_> = (1..=5).map(|number| vec![number.to_string()]).collect();
    let sheets = read(write(&["n"], &rows, 3));
    let expected = [("accepted", ["1", "2"]), ("accepted (2)", ["3", "4"]), ("accepted (3)", ["5", ""])];
    assert_eq!(sheets.len(), expected.len());
    for ((name, rows), (expected_name, values)) in sheets.iter().zip(expected) {
        assert_eq!(name, expected_name);
        let values = values.iter().filter(|value| !value.is_empty());
        let expected: Vec<_> = (1..).zip(std::iter::once(&"n").chain(values).map(|value| strings(&[value]))).collect();
        assert_eq!(*rows, expected);
    }
}

#[test]
fn a_table_without_rows_has_its_header() {
    assert_eq!(read(write(&["a", "b"], &[], SHEET_ROWS))[0].1, [(1, strings(&["a", "b"]))]);
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let rows = vec![strings(&["Contoso", "PL"]), strings(&["Fabrikam", "DE"])];
    let first = write(&["company_name", "country"], &rows, SHEET_ROWS);
    assert!(first == write(&["company_name", "country"], &rows, SHEET_ROWS));
    // The two were written within a second, so the date is looked at too.
    let mut archive = zip::ZipArchive::new(Cursor::new(first)).unwrap();
    let mut properties = String::new();
    archive.by_name("docProps/core.xml").unwrap().read_to_string(&mut properties).unwrap();
    assert_eq!(properties.matches(">2000-01-01T00:00:00Z<").count(), 2, "{properties}");
}

#[test]
fn texts_too_long_for_a_cell_are_cut_with_a_mark() {
    for character in ["x", "é", "𝔘"] {
        let units: usize = character.encode_utf16().count();
        let fits = character.repeat(CELL_UNITS / units);
        assert_eq!(fitting(&fits), fits);
        let long = character.repeat(CELL_UNITS / units + 1);
        let cut = fitting(&long);
        assert!(cut.ends_with(CUT_MARK) && cut.encode_utf16().count() > CELL_UNITS - 2);
        assert!(cut.encode_utf16().count() <= CELL_UNITS);
        assert_eq!(read(write(&["a"], &[vec![long.clone()]], SHEET_ROWS))[0].1[1].1, [cut.into_owned()]);
    }
}

#[test]
fn sheet_names_are_such_that_excel_takes_them() {
    for (name, number, expected) in [
        ("accepted", 1, "accepted"),
        ("relationship-requests", 2, "relationship-requests (2)"),
        ("a/b:c", 1, "a_b_c"),
        ("'quoted'", 1, "quoted"),
        ("", 1, "Sheet"),
        ("History", 1, "Sheet"),
        ("a name of more than thirty-one characters", 12, "a name of more than thirty (12)"),
        ("a name of exactly thirty chars's", 1, "a name of exactly thirty chars"),
    ] {
        let given = sheet_name(name, number);
        assert!(given.encode_utf16().count() <= SHEET_NAME);
        assert_eq!(given, expected);
    }
}

#[test]
fn sheets_beside_a_list_have_other_names() {
    assert_eq!(unique_name("About", &["Customers"]), "About");
    assert_eq!(unique_name("About", &["ABOUT", "about (2)"]), "About (3)");
}

#[test]
fn widths_show_the_longest_line() {
    for (text, width) in [("", 0), ("abc", 3), ("été", 3), ("株式会社", 8), ("a\nlonger\nb", 6)] {
        assert_eq!(shown_width(text), width, "{text}");
    }
}

#[test]
fn columns_are_text_with_a_frozen_header_and_a_filter() {
    let bytes = write(&["a", "b"], &[strings(&["0123", "x"])], SHEET_ROWS);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut content = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut content).unwrap();
        content
    };
    let styles = part("xl/styles.xml");
    let formats = styles.split("<cellXfs").nth(1).unwrap();
    assert!(formats.split("<xf ").nth(2).unwrap().starts_with("numFmtId=\"49\""), "{formats}");
    let sheet = part("xl/worksheets/sheet1.xml");
    for wanted in [
        "<col min=\"1\" max=\"2\" width=\"5.7109375\" style=\"1\"",
        "<c r=\"A2\" s=\"1\" t=\"inlineStr\"><is><t>0123</t>",
        "<pane ySplit=\"1\"",
        "state=\"frozen\"",
        "<autoFilter ref=\"A1:B2\"/>",
        "numberStoredAsText",
    ] {
        assert!(sheet.contains(wanted), "{wanted} in {sheet}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let missing = Path::new("/no/such/folder/for/this/test");
    assert!(matches!(
        ExcelTable::create(missing, Table::Accepted, "a", &[column("a")], None),
        Err(WriteError::Workbook(_))
    ));
}

fn odd_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[=+@-][0-9A-Z(),!.]{0,8}",
        "0{1,5}[0-9]{1,20}",
        "[0-9]\\.[0-9]{1,3}E\\+[0-9]{1,2}",
        "(_x[0-9A-Fa-f]{3,5}_?){1,3}",
        "[ \\t\\n]{0,3}[a-z&<>\"']{0,5}[ \\t\\n]{0,3}",
        "[\\x00-\\x1f\\u{7f}-\\u{9f}]{1,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(rows in prop::collection::vec(prop::collection::vec(odd_text(), 3), 1..20)) {
        let read = read(write(&["a", "b", "c"], &rows, SHEET_ROWS));
        let trimmed = |row: &Vec<String>| {
            let width = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            row[..width].to_vec()
        };
        let expected: Vec<_> = (2..)
            .zip(rows.iter().map(trimmed))
            .filter(|(_, row)| !row.concat().trim().is_empty())
            .collect();
        prop_assert_eq!(&read[0].1[1..], &expected[..]);
    }
}
