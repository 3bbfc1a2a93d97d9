//! What must hold of the readers whatever they are given. The fuzz targets call it, and so do the tests of every run, with
//! fewer inputs.

use std::fs;
use std::io::{Cursor, Write as _};
use std::panic;

use partner_intake::error::is_guarded;
use partner_intake::model::Field;
use partner_intake::read::csv::{Blocks, Dialect};
use partner_intake::read::encoding::Look;
use partner_intake::read::excel::{Limits, RawRow, ReadError, Workbook};
use partner_intake::read::header::{Purpose, find_header_row, map_header, name_columns};
use partner_intake::read::{InputFile, ReadOptions, open};

/// Lets panics pass that the program expects of its libraries and makes errors of; the fuzzer would end at them. Called
/// once, when the fuzzer has put its own hook in place.
pub(crate) fn let_guarded_panics_pass() {
    let fuzzers_own = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        if !is_guarded() {
            fuzzers_own(about);
        }
    }));
}

/// A row as it was read: its line, what is wrong with it, and its cells.
pub(crate) type Row = (u32, String, Vec<String>);

/// The rows of a text, and how many were blank, read `block` bytes at a time.
pub(crate) fn rows(text: &str, dialect: Dialect, width: usize, block: usize) -> (Vec<Row>, u64) {
    let columns = vec![None::<Field>; width];
    let mut blocks = Blocks::new(text.as_bytes(), dialect, block, 1 << 20);
    blocks.expect_width(width);
    let (mut rows, mut blank) = (Vec::new(), 0);
    while let Some(block) = blocks.next_block().expect("memory is read without an error") {
        let batch = block.parse(0, dialect, width, &columns).expect("the text is UTF-8");
        blank += batch.blank;
        rows.extend(batch.rows().map(|row| {
            let fault = row.fault().map(|fault| format!("{fault:?}")).unwrap_or_default();
            (row.line(), fault, row.given().map(str::to_owned).collect())
        }));
    }
    (rows, blank)
}

/// Delimited text: nothing of it is lost, lines are counted, and it does not matter how it comes in. The first bytes
/// choose how it is cut.
pub(crate) fn delimited(data: &[u8]) {
    let [choice, width, block, text @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let dialect = Dialect {
        delimiter: [b',', b';', b'\t', b'|'][usize::from(choice & 3)],
        quote: if choice & 4 == 0 { b'"' } else { b'\'' },
        backslash: choice & 8 != 0,
        spaces: choice & 16 != 0,
    };
    let width = usize::from(width % 8) + 1;
    let (whole, blank) = rows(text, dialect, width, 1 << 20);
    assert_eq!((&whole, blank), (&rows(text, dialect, width, usize::from(*block) + 1).0, blank), "blocks differ");

    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let cells: String = whole.iter().flat_map(|(_, _, cells)| cells).map(|cell| letters(cell)).collect();
    assert_eq!(cells, letters(text), "text was lost, or came twice");
    assert!(whole.windows(2).all(|pair| pair[0].0 < pair[1].0), "lines are out of order");
}

/// Header rows: whatever the first rows of a table hold, the header is found or it is said that there is none.
pub(crate) fn header(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<(u32, Vec<String>)> = (1..).zip(text.lines().map(cells)).collect();
    for purpose in [Purpose::Prospects, Purpose::Customers] {
        if let Ok(header) = find_header_row(&rows, None, &[], purpose) {
            let mapping = map_header(&header.names, &rows[header.place + 1..], &[], purpose);
            assert_eq!(mapping.columns.len(), header.names.len());
            for field in Field::ALL {
                let holders = mapping.columns.iter().filter(|column| column.field() == Some(*field)).count();
                assert!(holders < 2, "two columns hold `{field}`");
            }
        }
        if let Some((_, cells)) = rows.first() {
            let told: Vec<_> = cells.iter().map(|cell| (cell.clone(), Some(Field::CompanyName))).collect();
            let (headers, mapping) = name_columns(cells.len(), &told, purpose);
            assert_eq!(mapping.columns.len(), headers.len());
        }
    }
}

/// A whole file of any kind: it is read or refused, without a panic and without a word of what it holds.
pub(crate) fn file(data: &[u8]) {
    let folder = tempfile::tempdir().expect("the machine has room for a file");
    let path = folder.path().join("list");
    fs::write(&path, data).expect("the machine has room for a file");
    let mut options = ReadOptions::new(Purpose::Prospects);
    options.no_header = data.len().is_multiple_of(4);
    options.columns = if options.no_header { vec![("1".to_owned(), Some(Field::CompanyName))] } else { Vec::new() };
    options.limits.unpacked = 16 << 20;
    options.block = 1 + data.len() % 300;
    let Ok(mut input) = open(InputFile::new(&path), &options, Look::Whole) else { return };
    let read = input.read(|chunk| chunk.parse(0).is_ok());
    drop(read);
}

/// What stands between the parts of a workbook in the input of [`workbook`].
pub(crate) const PART: &[u8] = b"\0=\0";

/// The parts of a workbook: changed at random as a whole file, it would nearly always be turned away for its checksums.
/// The archive is built around the parts: the first byte says of which format, then come the sheet, the shared texts, the
/// styles and the book itself; what is missing is left to be plain.
pub(crate) fn workbook(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let bytes = archive(*choice, &split(data));
    let limits = Limits { cells: 100_000, whole_bytes: 1 << 20, inflated_bytes: 4 << 20, ..Limits::default() };
    let whole = sheets(&bytes, &limits);
    let pieces = sheets(&bytes, &Limits { batch_bytes: 1 + usize::from(*choice), ..limits });
    assert_eq!(whole, pieces, "batches of another size hold something else");
    for rows in whole.iter().flatten() {
        assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0), "rows are out of order");
    }
}

fn split(data: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(PART.len()).position(|window| window == PART) {
        parts.push(&rest[..at]);
        rest = &rest[at + PART.len()..];
    }
    parts.push(rest);
    parts
}

/// The rows of a sheet with their numbers.
type SheetRows = Vec<(u32, Vec<String>)>;

/// Every row of every sheet, or nothing where a sheet or the book is turned away.
fn sheets(bytes: &[u8], limits: &Limits) -> Vec<Option<SheetRows>> {
    let open = || Workbook::from_bytes(Cursor::new(bytes.to_vec()), "fuzz".to_owned(), limits);
    let Ok(mut workbook) = open() else { return Vec::new() };
    let names: Vec<String> =
        workbook.sheets().iter().filter(|sheet| sheet.has_cells).map(|sheet| sheet.name.clone()).collect();
    names.iter().map(|name| sheet_rows(&mut workbook, name).ok()).collect()
}

fn sheet_rows(workbook: &mut Workbook, name: &str) -> Result<SheetRows, ReadError> {
    let by_row = {
        let (mut reader, mut row, mut rows) = (workbook.sheet(name)?, RawRow::default(), Vec::new());
        while reader.next_row(&mut row)? {
            rows.push((row.number(), row.cells().map(str::to_owned).collect::<Vec<_>>()));
        }
        rows
    };
    let width = by_row.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let columns = vec![None::<Field>; width];
    let (mut reader, mut rows) = (workbook.sheet(name)?, Vec::new());
    while let Some(batch) = reader.next_batch(0, &columns)? {
        rows.extend(batch.rows().map(|row| (row.line(), row.given().map(str::to_owned).collect::<Vec<_>>())));
    }
    assert_eq!(by_row, rows, "rows and batches differ");
    Ok(rows)
}

/// A workbook of these parts: an ods file, an xlsb file or, mostly, an xlsx file.
fn archive(choice: u8, parts: &[&[u8]]) -> Vec<u8> {
    let part = |place: usize, plain: &'static [u8]| parts.get(place).copied().unwrap_or(plain);
    let of_book = |ending: &str| {
        format!(
            "<Relationships><Relationship Id=\"s\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet1.{ending}\"/>\
             <Relationship Id=\"t\" Type=\"{RELATIONSHIPS}/sharedStrings\" Target=\"sharedStrings.{ending}\"/>\
             <Relationship Id=\"y\" Type=\"{RELATIONSHIPS}/styles\" Target=\"styles.{ending}\"/></Relationships>"
        )
    };
    let package = format!(
        "<Relationships><Relationship Id=\"r\" Type=\"{RELATIONSHIPS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let (xml, bin) = (of_book("xml"), of_book("bin"));
    let files: Vec<(&str, &[u8])> = match choice % 8 {
        0 => vec![("META-INF/manifest.xml", b"<manifest:manifest/>"), ("content.xml", part(0, b""))],
        1 => vec![
            ("xl/workbook.bin", part(3, b"")),
            ("xl/_rels/workbook.bin.rels", bin.as_bytes()),
            ("xl/worksheets/sheet1.bin", part(0, b"")),
            ("xl/sharedStrings.bin", part(1, b"")),
            ("xl/styles.bin", part(2, b"")),
        ],
        _ => vec![
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", package.as_bytes()),
            ("xl/_rels/workbook.xml.rels", xml.as_bytes()),
            ("xl/workbook.xml", part(3, b"<workbook><sheets><sheet name=\"S\" r:id=\"s\"/></sheets></workbook>")),
            ("xl/worksheets/sheet1.xml", part(0, b"")),
            ("xl/sharedStrings.xml", part(1, b"<sst><si><t>text</t></si></sst>")),
            ("xl/styles.xml", part(2, b"<styleSheet/>")),
        ],
    };
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory can be written");
        archive.write_all(content).expect("memory can be written");
    }
    archive.finish().expect("memory can be written").into_inner()
}

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
