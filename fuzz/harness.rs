//! What must hold of the readers whatever they are given. The fuzz targets call it, and so do the tests of every run, with
//! fewer inputs.

use std::fs;

use partner_intake::model::Field;
use partner_intake::read::csv::{Blocks, Dialect};
use partner_intake::read::encoding::Look;
use partner_intake::read::header::{Purpose, find_header_row, map_header, name_columns};
use partner_intake::read::{InputFile, ReadOptions, open};

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
        if let Ok(row) = find_header_row(&rows, None, &[], purpose) {
            let mapping = map_header(&rows[row].1, &[], purpose);
            assert_eq!(mapping.columns.len(), rows[row].1.len());
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
