//! Lines below the header that are no rows of the list: the header once more, where files were pasted together, and
//! sums. They are marked as such, so that they go back to the sender instead of becoming companies.
//!
//! Every row passes here, so each question begins with one that nearly no row answers with yes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::header::{Purpose, Told, fold, map_header};
use crate::error::{Error, Result};
use crate::model::{Batch, Column, EXAMPLE_COMPANIES, EXAMPLE_MARK, Field, Row, RowFault};

/// A field, and what its text holds in every row that a person filled in, and its header does not: by that a header
/// gives itself away.
type Witness = (Field, fn(&str) -> bool);

const WITNESSES: [Witness; 4] = [
    (Field::Email, |text| text.contains('@')),
    (Field::Website, |text| text.contains('.')),
    (Field::PostalCode, |text| text.contains(|letter: char| letter.is_ascii_digit())),
    (Field::Phone, |text| text.contains(|letter: char| letter.is_ascii_digit())),
];

/// What a line of sums leaves empty.
const EMPTY_IN_TOTALS: [Field; 4] = [Field::Email, Field::Country, Field::AddressLine1, Field::CustomerId];

/// So many columns have to be understood before a row that is not the header is taken for another one.
const COLUMNS_OF_A_HEADER: usize = 3;

/// What is known of one table.
#[derive(Clone, Debug)]
pub(super) struct Strays {
    headers: Vec<String>,
    columns: Vec<Column>,
    told: Vec<Told>,
    purpose: Purpose,
    /// The column by which the header is recognised: the first with a name that is mapped, else the first with one.
    telling: Option<usize>,
    witnesses: Vec<Witness>,
}

impl Strays {
    pub(super) fn new(headers: &[String], columns: &[Column], told: &[Told], purpose: Purpose) -> Self {
        let has = |field: Field| columns.contains(&Column::Field(field));
        let named = |place: &usize| !headers[*place].trim().is_empty();
        let mapped = (0..columns.len()).filter(named).find(|place| columns[*place].field().is_some());
        Strays {
            headers: headers.to_vec(),
            columns: columns.to_vec(),
            told: told.to_vec(),
            purpose,
            telling: mapped.or_else(|| (0..headers.len()).find(named)),
            witnesses: WITNESSES.into_iter().filter(|(field, _)| has(*field)).collect(),
        }
    }

    /// Marks what is no row of the list.
    ///
    /// A header that says something else than the first one ends the run: what stands below it would be read wrongly.
    pub(super) fn mark(&self, batch: &mut Batch) -> Result<()> {
        let mut found = Vec::new();
        let examples: Vec<usize> = batch.rows().filter(|row| is_example(*row)).map(Row::index).collect();
        batch.drop_rows(&examples);
        for (place, row) in batch.rows().enumerate() {
            if self.is_header(row) || self.is_other_header(row)? {
                found.push((place, RowFault::HeaderAgain));
            } else if self.is_totals(row) {
                found.push((place, RowFault::Totals));
            }
        }
        for (place, fault) in found {
            batch.set_fault(place, fault);
        }
        Ok(())
    }

    fn is_header(&self, row: Row<'_>) -> bool {
        let same = |place: usize| row.given_cell(place).trim() == self.headers[place].trim();
        self.telling.is_some_and(same) && (0..self.headers.len()).all(|place| self.is_ours(place) || same(place))
    }

    /// Whether an earlier run wrote the column, so that it is filled in every row that comes back.
    fn is_ours(&self, place: usize) -> bool {
        matches!(self.columns.get(place), Some(Column::Own(_)))
    }

    /// Whether the row adds up others: a word that says so, and beside it nothing but numbers.
    fn is_totals(&self, row: Row<'_>) -> bool {
        if EMPTY_IN_TOTALS.iter().any(|field| !row.field(*field).is_empty()) {
            return false;
        }
        let is_given = |(place, cell): &(usize, &str)| !cell.is_empty() && !self.is_ours(*place);
        let mut cells = row.given().map(str::trim).enumerate().filter(is_given).map(|(_, cell)| cell);
        let Some(first) = cells.next() else { return false };
        totals().contains(without_number(&fold(first))) && cells.all(is_number)
    }

    /// Whether the row is the header of another list. If its columns hold something else, that is an error.
    fn is_other_header(&self, row: Row<'_>) -> Result<bool> {
        let mut filled = self.witnesses.iter().filter(|(field, _)| !row.field(*field).is_empty()).peekable();
        if filled.peek().is_none() || filled.any(|(field, holds)| holds(row.field(*field))) {
            return Ok(false);
        }
        let cells: Vec<String> = row.given().map(str::to_owned).collect();
        let columns = map_header(&cells, &[], &self.told, self.purpose).columns;
        let understood = columns.iter().filter(|column| column.field().is_some()).count();
        let named = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        if understood < COLUMNS_OF_A_HEADER || understood * 2 < named {
            return Ok(false);
        }
        let fields = |columns: &[Column]| -> Vec<(usize, Column)> {
            columns.iter().copied().enumerate().filter(|(_, column)| column.field().is_some()).collect()
        };
        if fields(&columns) == fields(&self.columns) {
            return Ok(true);
        }
        Err(Error::could_not_run("this row is a second header, and its columns are others than the first one's")
            .at_row(row.line())
            .with_hint("split the list there into two files, and give both to `intake`"))
    }
}

/// Whether the row only shows how the workbook to fill in is meant, and stands there as we wrote it.
fn is_example(row: Row<'_>) -> bool {
    row.field(Field::Reference) == EXAMPLE_MARK && EXAMPLE_COMPANIES.contains(&row.field(Field::CompanyName))
}

/// A folded cell such as `total12` without its number.
fn without_number(folded: &str) -> &str {
    folded.trim_matches(|letter: char| letter.is_ascii_digit())
}

fn is_number(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    digits > 0 && cell.chars().filter(|letter| letter.is_alphabetic()).count() <= 3
}

/// The words of `totals.toml`, folded.
fn totals() -> &'static BTreeSet<String> {
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../data/totals.toml"))
            .expect("`totals.toml` is part of the program, and a test reads it");
        file.words.values().flatten().map(|word| fold(word)).collect()
    });
    &WORDS
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code, reason = "said for readers, and demanded of the file")]
    source: String,
    words: BTreeMap<String, Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The faults of these rows below a header.
    fn faults(header: &str, rows: &[&str]) -> Result<Vec<Option<RowFault>>> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let columns = map_header(&cells(header), &[], &[], Purpose::Prospects).columns;
        let fields: Vec<Option<Field>> = columns.iter().map(|column| column.field()).collect();
        let mut batch = Batch::new(0);
        for (line, row) in (2..).zip(rows) {
            for cell in cells(row) {
                let range = batch.push_text(&cell);
                batch.push_cell(range);
            }
            batch.end_row(line, None, &fields);
        }
        Strays::new(&cells(header), &columns, &[], Purpose::Prospects).mark(&mut batch)?;
        Ok(batch.rows().map(Row::fault).collect())
    }

    #[test]
    fn the_header_again_is_no_company() {
        let header = "Company,Country,E-mail,Note";
        let rows = ["Contoso,FR,a@b.fr,x", "Company,Country,E-mail,Note", "Company name,Land,Mail,", "Company,FR,,"];
        let again = Some(RowFault::HeaderAgain);
        assert_eq!(faults(header, &rows).expect("no other header"), [None, again, again, None]);
    }

    #[test]
    fn a_header_of_another_order_ends_the_run() {
        let error = faults("Company,Country,E-mail", &["Country,Company,E-mail"]).expect_err("rows would be shifted");
        assert!(error.to_string().starts_with("row 2: ") && error.exit_code() == 2, "{error}");
    }

    #[test]
    fn sums_are_no_companies() {
        let header = "Company,Country,Turnover,E-mail";
        for row in
            ["Total,,12 500,", "TOTAL: 3,,,", "Итого,,1,", "Nombre de lignes : 4,,,", "合計,,€ 5.00,", ",,Total,"]
        {
            assert_eq!(faults(header, &[row]).expect("no header"), [Some(RowFault::Totals)], "{row}");
        }
        for row in ["Total,FR,12,a@b.fr", "TotalEnergies,,12,", "Summe GmbH,,,", "Total,,see below,", "Contoso,,,"] {
            assert_eq!(faults(header, &[row]).expect("no header"), [None], "{row}");
        }
    }
}
