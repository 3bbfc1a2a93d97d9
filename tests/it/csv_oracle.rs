//! Our records are the `csv` crate's wherever text is well formed, for every way of quoting and any size of block.

use partner_intake::model::formula;
use partner_intake::read::csv::{Blocks, Dialect};
use proptest::prelude::*;

use crate::harness::rows;

const COMMA: Dialect = Dialect { delimiter: b',', quote: b'"', backslash: false, spaces: false };

/// Every record that the `csv` crate finds, but for blank ones, which we count instead.
fn by_the_crate(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .quote(dialect.quote)
        .escape(dialect.backslash.then_some(b'\\'))
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.expect("text"))
        .filter(|record| record.iter().any(|cell| !cell.trim().is_empty()))
        .map(|record| record.iter().map(|cell| formula::strip_mark(cell).to_owned()).collect())
        .collect()
}

fn by_us(text: &str, dialect: Dialect, block: usize, width: usize) -> Vec<Vec<String>> {
    let (rows, _) = rows(text, dialect, width, block);
    rows.into_iter().inspect(|(_, fault, _)| assert_eq!(fault, "")).map(|(_, _, cells)| cells).collect()
}

/// A table as text, written by the `csv` crate.
fn text_of(table: &[Vec<String>], dialect: Dialect, always: bool, ends: csv::Terminator) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(dialect.delimiter)
        .quote(dialect.quote)
        .escape(b'\\')
        .double_quote(!dialect.backslash)
        .quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
        .terminator(ends)
        .from_writer(Vec::new());
    for record in table {
        writer.write_record(record).expect("memory");
    }
    String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn plain_lines_are_the_crates(text in "[a,;\n\r é]{0,60}", block in 1_usize..40) {
        prop_assert_eq!(by_us(&text, COMMA, block, 64), by_the_crate(&text, COMMA));
    }

    #[test]
    fn well_formed_records_are_the_crates(
        table in prop::collection::vec(prop::collection::vec("[a-c,;|\t^'\"\n\r é]{0,8}", 3..=3), 1..12),
        delimiter in prop::sample::select(b",;|\t^~:\x01".to_vec()),
        quote in prop::sample::select(b"\"'".to_vec()),
        backslash: bool,
        always: bool,
        ends in prop::sample::select(vec![b'\n', b'\r', 0]),
        block in 1_usize..80,
    ) {
        let ends = if ends == 0 { csv::Terminator::CRLF } else { csv::Terminator::Any(ends) };
        let dialect = Dialect { delimiter, quote, backslash, spaces: false };
        let text = text_of(&table, dialect, always, ends);
        prop_assert_eq!(by_us(&text, dialect, block, 3), by_the_crate(&text, dialect));
    }

    #[test]
    fn nothing_is_lost_when_a_quote_stays_open(good in 1_usize..20, broken in 0_usize..20, block in 1_usize..200) {
        let broken = broken % good;
        let lines: Vec<String> = (0..good)
            .map(|line| if line == broken { format!("{line},\"open,x\n") } else { format!("{line},\"closed, it is\",x\n") })
            .collect();
        let (rows, _) = rows(&lines.concat(), COMMA, 3, block);
        prop_assert_eq!(rows.len(), good);
        for (place, (line, fault, cells)) in rows.iter().enumerate() {
            prop_assert_eq!(*line as usize, place + 1);
            prop_assert_eq!(fault.is_empty(), place != broken);
            let wanted = if place == broken { "\"open" } else { "closed, it is" };
            prop_assert_eq!(&cells[1], wanted);
        }
    }
}

#[test]
fn lines_are_counted_as_a_person_sees_them() {
    let text = "a,b\r\n\r\n1,\"two\nlines\"\n\n3,4\r5,6\n";
    let lines: Vec<u32> = rows(text, COMMA, 2, 7).0.into_iter().map(|(line, _, _)| line).collect();
    assert_eq!(lines, [1, 3, 6, 7]);
}

#[test]
fn an_overlong_line_becomes_one_broken_row() {
    let text = format!("1,a\n{},b\n3,c\n", "x".repeat(5000));
    let mut blocks = Blocks::new(text.as_bytes(), COMMA, 64, 1000);
    blocks.expect_width(2);
    let mut rows = Vec::new();
    while let Some(block) = blocks.next_block().expect("memory") {
        let batch = block.parse(0, COMMA, 2, &[None, None]).expect("UTF-8");
        rows.extend(batch.rows().map(|row| (row.line(), row.fault().is_some(), row.given_cell(0).len())));
    }
    assert_eq!(rows, [(1, false, 1), (2, true, 1000), (3, false, 1)]);
}

/// A file in which every line is broken must not cost more than one in which none is.
#[test]
fn many_broken_lines_are_read_in_few_blocks() {
    for line in ["\"a,b\n", "x,\"a\"b\"\n", "a,\"\"b\n", "\"a\",b\n\"c,d\n"] {
        let text = line.repeat(20_000);
        for dialect in [COMMA, Dialect { backslash: true, ..COMMA }] {
            let mut blocks = Blocks::new(text.as_bytes(), dialect, 64 * 1024, 1 << 20);
            blocks.expect_width(2);
            let mut count = 0;
            while blocks.next_block().expect("memory").is_some() {
                count += 1;
            }
            assert!(count < 20, "{count} blocks for {line:?}");
        }
    }
}
