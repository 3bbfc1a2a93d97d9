//! Our records are the `csv` crate's, on any bytes and for any size of block.

use partner_intake::model::Field;
use partner_intake::read::csv::Blocks;
use proptest::prelude::*;

const DELIMITER: u8 = b',';

/// Every record that the `csv` crate finds, but for blank ones, which we count instead.
fn by_the_crate(text: &str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.expect("text").iter().map(str::to_owned).collect::<Vec<_>>())
        .filter(|record| record.iter().any(|cell| !cell.trim().is_empty()))
        .collect()
}

fn by_us(text: &str, block: usize, width: usize) -> Vec<(u32, Vec<String>)> {
    let mut blocks = Blocks::new(text.as_bytes(), DELIMITER, block, 1 << 20);
    blocks.expect_width(width);
    let columns = vec![None::<Field>; 64];
    let mut rows = Vec::new();
    while let Some(block) = blocks.next_block().expect("memory") {
        let batch = block.parse(0, DELIMITER, 64, &columns).expect("UTF-8");
        rows.extend(batch.rows().map(|row| (row.line(), row.given().map(str::to_owned).collect())));
    }
    rows
}

fn cells(rows: Vec<(u32, Vec<String>)>) -> Vec<Vec<String>> {
    rows.into_iter().map(|(_, cells)| cells).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn records_are_the_crates(text in "[a,\"\n\r é]{0,60}", block in 1_usize..40) {
        prop_assert_eq!(cells(by_us(&text, block, 0)), by_the_crate(&text));
    }

    #[test]
    fn well_formed_records_are_the_crates_with_recovery_on(
        table in prop::collection::vec(prop::collection::vec("[a-c,\"\n\r é]{0,8}", 3..=3), 1..12),
        block in 1_usize..80,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in &table {
            writer.write_record(record).expect("memory");
        }
        let text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
        prop_assert_eq!(cells(by_us(&text, block, 3)), by_the_crate(&text));
    }

    #[test]
    fn nothing_is_lost_when_a_quote_stays_open(good in 1_usize..20, broken in 0_usize..20, block in 1_usize..200) {
        let broken = broken % good;
        let lines: Vec<String> = (0..good)
            .map(|line| if line == broken { format!("{line},\"open,x\n") } else { format!("{line},\"closed, it is\",x\n") })
            .collect();
        let rows = by_us(&lines.concat(), block, 3);
        prop_assert_eq!(rows.len(), good);
        for (place, (line, cells)) in rows.iter().enumerate() {
            prop_assert_eq!(*line as usize, place + 1);
            let wanted = if place == broken { "\"open" } else { "closed, it is" };
            prop_assert_eq!(&cells[1], wanted);
        }
    }
}

#[test]
fn lines_are_counted_as_a_person_sees_them() {
    let text = "a,b\r\n\r\n1,\"two\nlines\"\n\n3,4\r5,6\n";
    let rows = by_us(text, 7, 0);
    assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3, 6, 7]);
}

#[test]
fn an_overlong_line_becomes_one_broken_row() {
    let text = format!("1,a\n{},b\n3,c\n", "x".repeat(5000));
    let mut blocks = Blocks::new(text.as_bytes(), DELIMITER, 64, 1000);
    blocks.expect_width(2);
    let mut rows = Vec::new();
    while let Some(block) = blocks.next_block().expect("memory") {
        let batch = block.parse(0, DELIMITER, 2, &[None, None]).expect("UTF-8");
        rows.extend(batch.rows().map(|row| (row.line(), row.fault().is_some(), row.given_cell(0).len())));
    }
    assert_eq!(rows, [(1, false, 1), (2, true, 1000), (3, false, 1)]);
}
