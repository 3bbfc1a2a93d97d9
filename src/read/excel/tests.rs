//! Workbooks made by other programs lie in `tests/data/workbooks`, named by their trouble; what no program would make
//! is put together here from its parts.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::model::RowFault;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/workbooks")).join(name)
}

/// Every row of a sheet, as `number: cell|cell`.
fn try_rows(book: &mut Workbook, sheet: &str) -> Result<Vec<String>, ReadError> {
    let mut reader = book.sheet(sheet)?;
    let (mut rows, mut row) = (Vec::new(), RawRow::default());
    while reader.next_row(&mut row)? {
        rows.push(format!("{}: {}", row.number(), row.cells().collect::<Vec<_>>().join("|")));
    }
    Ok(rows)
}

fn rows(book: &mut Workbook, sheet: &str) -> Vec<String> {
    try_rows(book, sheet).unwrap()
}

fn rows_of(name: &str, sheet: &str) -> Vec<String> {
    rows(&mut Workbook::open(&fixture(name), &Limits::default()).unwrap(), sheet)
}

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        archive.start_file(*name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a workbook with one sheet named `S`, whose rows are this XML, and further parts.
fn workbook_with(sheet_data: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>");
    let packages = format!(
        "<Relationships><Relationship Id=\"r\" Type=\"{RELATIONSHIPS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let sheets = format!(
        "<Relationships><Relationship Id=\"s\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", packages.as_bytes()),
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"S\" r:id=\"s\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(further);
    archive(&parts)
}

fn open(bytes: Vec<u8>) -> Result<Workbook, ReadError> {
    Workbook::from_bytes(Cursor::new(bytes), "test.xlsx".to_owned(), &Limits::default())
}

fn message(bytes: Vec<u8>) -> String {
    open(bytes).err().map_or_else(|| "opened".to_owned(), |error| error.to_string())
}

/// The rows of a sheet made of this XML, or the error that reading it gives.
fn rows_of_xml(sheet_data: &str) -> Result<Vec<String>, String> {
    let mut book = open(workbook_with(sheet_data, &[])).unwrap();
    try_rows(&mut book, "S").map_err(|error| error.to_string())
}

const KINDS: [&str; 14] = [
    "1: kind|value",
    "2: text|Contoso",
    "3: text of digits|00123",
    "4: whole number|12345678901234",
    "5: decimal|0.1",
    "6: large number|1.23456789012345E+17",
    "7: boolean|TRUE",
    "8: date|2025-10-13",
    "9: date and time|2025-10-13 12:00:00",
    "10: error|#N/A",
    "11: zeros by format|01234",
    "12: postal code by format|01-234",
    "13: rich text|Contoso",
    "14: line feed|a\nb",
];

#[test]
fn every_kind_of_cell_is_read_as_a_person_sees_it() {
    let mut expected = KINDS.map(str::to_owned).to_vec();
    expected.push("16: after a blank row|  kept  ".to_owned());
    for name in ["every-kind.xlsx", "shared-strings.xlsx"] {
        assert_eq!(rows_of(name, "Kinds"), expected, "{name}");
    }
}

#[test]
fn old_workbooks_are_read_alike() {
    let expected = [
        "1: kind|value",
        "2: text of digits|00123",
        "3: whole number|12345678901",
        "4: decimal|0.1",
        "5: boolean|TRUE",
        "7: date after a blank row|2025-10-13",
    ];
    assert_eq!(rows_of("every-kind.xls", "Kinds"), expected);
    let book = Workbook::open(&fixture("every-kind.xls"), &Limits::default()).unwrap();
    assert_eq!(book.sheets().iter().map(|sheet| sheet.visible).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn open_document_sheets_are_read_alike_but_for_formats() {
    let rows = rows_of("every-kind.ods", "Kinds");
    assert_eq!(rows[..5], KINDS[..5]);
    // LibreOffice, which made the file, wrote the boolean as a formula with the value 1.
    assert_eq!(rows[7], KINDS[7]);
    assert_eq!(rows[10], "11: zeros by format|1234");
    assert_eq!(rows.last().map(String::as_str), Some("16: after a blank row|  kept  "));
}

/// A record of an xlsb part: its type and length, seven bits a byte, and its body.
fn record(kind: u16, body: &[&[u8]]) -> Vec<u8> {
    let body = body.concat();
    let kind = if kind < 128 {
        vec![kind.to_le_bytes()[0]]
    } else {
        vec![kind.to_le_bytes()[0] | 128, (kind >> 7).to_le_bytes()[0]]
    };
    [kind, vec![u8::try_from(body.len()).unwrap()], body].concat()
}

#[test]
fn binary_workbooks_are_read_alike() {
    let wide = |text: &str| -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        [
            u32::try_from(units.len()).unwrap().to_le_bytes().to_vec(),
            units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        ]
        .concat()
    };
    let bundle = record(0x9C, &[&[0; 8], &wide("s"), &wide("S")]);
    let book = [bundle, record(0x90, &[]), record(0x9D, &[])].concat();
    let cell = |kind, column: u32, value: &[u8]| record(kind, &[&column.to_le_bytes(), &[0; 4], value]);
    let row = |number: u32| record(0, &[&number.to_le_bytes()]);
    let sheet = [
        record(0x94, &[&[0; 16]]),
        record(0x91, &[]),
        row(0),
        cell(6, 0, &wide("00123")),
        cell(5, 2, &12_345_678_901_234.0_f64.to_le_bytes()),
        row(4),
        cell(4, 1, &[1]),
        cell(3, 2, &[0x2A]),
        record(0x92, &[]),
    ];
    let relationships = "<Relationships><Relationship Id=\"s\" Target=\"worksheets/sheet1.bin\"/></Relationships>";
    let bytes = archive(&[
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", relationships.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet.concat()),
    ]);
    assert_eq!(rows(&mut open(bytes).unwrap(), "S"), ["1: 00123||12345678901234", "5: |TRUE|#N/A"]);
}

#[test]
fn dates_of_the_mac_calendar_are_read() {
    let expected = ["1: date|date and time|time|duration", "2: 2025-10-13|2025-10-13 12:59:02|06:30:00|36:00:00"];
    assert_eq!(rows_of("dates-1904.xlsx", "Dates"), expected);
}

#[test]
fn sheets_are_listed_in_order_with_what_they_are() {
    let mut book = Workbook::open(&fixture("hidden-sheets.xlsx"), &Limits::default()).unwrap();
    let listed: Vec<_> =
        book.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.visible, sheet.has_cells)).collect();
    let expected = [("Notes", false, true), ("Secret", false, true), ("Customers", true, true), ("Chart", true, false)];
    assert_eq!(listed, expected);
    assert_eq!(rows(&mut book, "Customers"), ["1: company_name", "2: Contoso"]);
    for missing in ["Chart", "customers"] {
        let error = book.sheet(missing).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.ends_with(&format!("has no sheet `{missing}`")), "{error}");
    }
}

#[test]
fn rows_are_peeked_at_and_then_come_in_batches() {
    let limits = Limits { batch_bytes: 1, ..Limits::default() };
    let mut book = Workbook::open(&fixture("titles-and-far-away-cell.xlsx"), &limits).unwrap();
    let mut reader = book.sheet("Customers").unwrap();
    let peeked: Vec<_> = reader.peek_rows(3).unwrap().iter().map(RawRow::number).collect();
    assert_eq!(peeked, [1, 2, 4]);
    reader.start_after(4);
    let columns = [None, Some(Field::CompanyName), Some(Field::Country)];
    let batch = reader.next_batch(7, &columns).unwrap().unwrap();
    assert_eq!((batch.source, batch.blank, batch.len()), (7, 0, 1));
    let row = batch.row(0);
    assert_eq!((row.line(), row.field(Field::CompanyName), row.field(Field::Country)), (5, "Contoso", "PL"));
    assert_eq!(row.fault(), None);
    let far = reader.next_batch(7, &columns).unwrap().unwrap();
    assert_eq!((far.row(0).line(), far.row(0).given().len(), far.blank), (1_048_576, 16_384, 1_048_570));
    assert_eq!(far.row(0).fault(), Some(RowFault::Surplus(16_381)));
    assert!(reader.next_batch(7, &columns).unwrap().is_none());
}

#[test]
fn batches_do_not_depend_on_their_size() {
    let read = |batch_bytes: usize| {
        let mut book =
            Workbook::open(&fixture("every-kind.xlsx"), &Limits { batch_bytes, ..Limits::default() }).unwrap();
        let mut reader = book.sheet("Kinds").unwrap();
        let (mut rows, mut blank) = (Vec::new(), 0);
        while let Some(batch) = reader.next_batch(0, &[None, Some(Field::CompanyName)]).unwrap() {
            blank += batch.blank;
            rows.extend(batch.rows().map(|row| (row.line(), row.field(Field::CompanyName).to_owned())));
        }
        (rows, blank)
    };
    let whole = read(1 << 20);
    assert_eq!((whole.0.len(), whole.1), (15, 1));
    for size in [1, 7, 64] {
        assert_eq!(read(size), whole);
    }
}

#[test]
fn surplus_cells_count_when_they_are_not_blank() {
    let inline = |cell: &str, text: &str| {
        format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
    };
    let sheet = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row>",
        inline("A1", "Contoso"),
        inline("D1", "  "),
        inline("A2", "Fabrikam"),
        inline("C2", "stray"),
    );
    let mut book = open(workbook_with(&sheet, &[])).unwrap();
    let batch = book.sheet("S").unwrap().next_batch(0, &[Some(Field::CompanyName)]).unwrap().unwrap();
    assert_eq!(batch.row(0).fault(), None);
    assert_eq!(batch.row(0).given().collect::<Vec<_>>(), ["Contoso"]);
    assert_eq!(batch.row(1).fault(), Some(RowFault::Surplus(2)));
    assert_eq!(batch.row(1).given().collect::<Vec<_>>(), ["Fabrikam", "", "stray"]);
}

#[test]
fn cells_without_references_and_cached_values_are_read() {
    let sheet = "<row><c><v>1</v></c><c t=\"str\"><f>A1&amp;\"x\"</f><v>1x</v></c></row><row/>\
                 <row><c t=\"b\"><v>0</v></c><c/><c t=\"d\"><v>2024-02-29T00:00:00</v></c><c t=\"e\"><v>#REF!</v></c></row>\
                 <row r=\"9\"><c r=\"B9\"><f>1/3</f><v>0.33333333333333331</v></c><c r=\"D9\" s=\"99\"/></row>";
    assert_eq!(rows_of_xml(sheet).unwrap(), ["1: 1|1x", "3: FALSE||2024-02-29|#REF!", "9: |0.333333333333333"]);
}

#[test]
fn places_that_would_hide_or_overflow_are_errors_that_name_the_row() {
    let cell = |reference: &str| format!("<c r=\"{reference}\"><v>1</v></c>");
    for (cells, expected) in [
        (["A1", "A2", "A1"], "holds the same place twice, after row 2"),
        (["A1", "B1", "B1"], "holds the same place twice, after row 1"),
        (["B1", "A1", "A2"], "holds the same place twice, after row 1"),
        (["A1", "A2", "A1048577"], "holds a cell outside the sheet, after row 2"),
        (["A1", "A2", "XFE2"], "holds a cell outside the sheet, after row 2"),
        (["A1", "A2", "A4294967295"], "holds a cell outside the sheet, after row 2"),
        (["A1", "A2", "1"], "is damaged: one of its parts is not what the format demands, after row 2"),
    ] {
        let error = rows_of_xml(&cells.map(cell).concat()).unwrap_err();
        assert_eq!(error, format!("sheet `S` of `test.xlsx` {expected}"), "{cells:?}");
    }
}

#[test]
fn limits_hold_within_a_sheet() {
    let sheet = "<row><c r=\"P1\"><v>123456</v></c></row><row><c r=\"P2\"><v>1</v></c></row>";
    for (limits, expected) in [
        (Limits { cells: 31, ..Limits::default() }, "more than 31 cells"),
        (Limits { row_bytes: 5, ..Limits::default() }, "a row of more than 5 bytes"),
    ] {
        let bytes = Cursor::new(workbook_with(sheet, &[]));
        let mut book = Workbook::from_bytes(bytes, "test.xlsx".to_owned(), &limits).unwrap();
        let mut reader = book.sheet("S").unwrap();
        let error = reader.peek_rows(9).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        // After an error there is nothing more.
        assert_eq!(reader.peek_rows(9).unwrap().len() + usize::from(limits.row_bytes == 5), 1);
    }
}

#[test]
fn lies_and_traps_are_refused_before_they_cost_anything() {
    let strings = |attributes: &str| format!("<sst {attributes}><si><t>a</t></si></sst>").into_bytes();
    let opened = |name: &str, content: &[u8]| message(workbook_with("", &[(name, content)]));
    let lie = "`test.xlsx` is refused as unsafe: it claims to hold more texts than it does";
    assert_eq!(opened("xl/sharedStrings.xml", &strings("uniqueCount=\"4294967295\"")), lie);
    assert_eq!(opened("xl/SharedStrings.xml", &strings("uniqueCount=\"99999999999999999999\"")), lie);
    assert_eq!(opened("xl/sharedStrings.xml", &strings("uniqueCount=\"40\"")), "opened");
    assert_eq!(
        opened("XL\\Workbook.xml", b"<workbook/>"),
        "`test.xlsx` is refused as unsafe: two of its parts have the same name"
    );
    assert_eq!(
        opened("xl/styles.xml", b"<?xml version=\"1.0\"?><!DOCTYPE s [<!ENTITY a \"aaaa\">]><styleSheet/>"),
        "`test.xlsx` is refused as unsafe: one of its parts brings a document type, with which texts can be multiplied"
    );
    let spaces = vec![b' '; 20 << 20];
    assert_eq!(
        opened("xl/styles.xml", &[b"<styleSheet>".as_slice(), &spaces].concat()),
        "`test.xlsx` is refused as unsafe: one of its texts is longer than a cell can be"
    );
    let tags = b"<xf/>".repeat(4 << 20);
    assert_eq!(
        opened("xl/styles.xml", &tags),
        "`test.xlsx` has a part that unpacks to more than 100 times its size; such files are made to take a machine down"
    );
    // What is not read does no harm: a picture of one colour, say.
    assert_eq!(opened("xl/media/image1.bmp", &spaces), "opened");
}

#[test]
fn sizes_have_limits() {
    let bytes = workbook_with("<row><c><v>1</v></c></row>", &[]);
    for (limits, expected) in [
        (Limits { parts: 4, ..Limits::default() }, "too many parts"),
        (Limits { inflated_bytes: 300, ..Limits::default() }, "unpacks to more than 300 bytes"),
        (Limits { whole_bytes: 10, ..Limits::default() }, "more than 10 bytes that has to be in memory"),
    ] {
        let error = Workbook::from_bytes(Cursor::new(bytes.clone()), "test.xlsx".to_owned(), &limits).err();
        let error = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(expected), "{error}");
    }
    for name in ["every-kind.xls", "every-kind.ods"] {
        let error = Workbook::open(&fixture(name), &Limits { whole_bytes: 3000, ..Limits::default() }).err();
        let error = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("is too large for its format"), "{error}");
    }
}

#[test]
fn two_sheets_of_one_name_and_no_sheet_are_errors() {
    let sheets = |sheets: &str| {
        let relationships = format!(
            "<Relationships><Relationship Id=\"s\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
        );
        let package = format!(
            "<Relationships><Relationship Id=\"r\" Type=\"{RELATIONSHIPS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        message(archive(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", package.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relationships.as_bytes()),
            ("xl/workbook.xml", format!("<workbook><sheets>{sheets}</sheets></workbook>").as_bytes()),
        ]))
    };
    let sheet = "<sheet name=\"S\" r:id=\"s\"/>";
    assert_eq!(sheets(&sheet.repeat(2)), "`test.xlsx` has two sheets of the same name");
    assert_eq!(sheets(""), "`test.xlsx` has no sheet with cells");
}

#[test]
fn what_is_not_a_workbook_is_said_so() {
    let error = |name: &str| Workbook::open(&fixture(name), &Limits::default()).err().unwrap();
    assert!(error("password.xlsx").to_string().ends_with("is protected by a password"));
    assert!(error("password.xlsx").hint().contains("remove the password"));
    assert!(error("web-page.xls").to_string().ends_with("is not a workbook: it holds a web page (HTML)"));
    assert!(matches!(error("no-such-file.xlsx"), ReadError::Io { .. }));
    assert_eq!(message(Vec::new()), "`test.xlsx` is not a workbook: it holds nothing");
    assert_eq!(
        message(archive(&[("word/document.xml", b"<a/>")])),
        "`test.xlsx` is not a workbook: it holds a Word document"
    );
    assert_eq!(message(archive(&[("a.txt", b"a")])), "`test.xlsx` is not a workbook: it holds a zip archive");
}

#[test]
fn archives_cut_off_or_changed_anywhere_are_refused_or_read_as_they_were() {
    for name in ["every-kind.xlsx", "every-kind.ods"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        let expected = rows_of(name, "Kinds");
        for at in (0..whole.len()).step_by(61) {
            assert_ne!(message(whole[..at].to_vec()), "opened", "{name} cut off at {at}");
            let mut changed = whole.clone();
            changed[at] ^= 0x10;
            if let Ok(read) = open(changed).and_then(|mut book| try_rows(&mut book, "Kinds")) {
                assert_eq!(read, expected, "{name} with a bit changed at {at}");
            }
        }
    }
}

#[test]
fn changed_old_workbooks_do_not_panic() {
    // Nothing in an xls file tells that a cell was changed, so that what is read cannot be held against anything.
    let whole = std::fs::read(fixture("every-kind.xls")).unwrap();
    for at in (0..whole.len()).step_by(97) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        let _ = open(changed).and_then(|mut book| try_rows(&mut book, "Kinds"));
        let _ = open(whole[..at].to_vec()).and_then(|mut book| try_rows(&mut book, "Kinds"));
    }
}
