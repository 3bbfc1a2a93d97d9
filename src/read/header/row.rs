//! Which row is the header: sales sheets have titles, dates and groups of columns above it.

use super::settled::Settled;
use super::spelling::{Rank, Spellings};
use super::{Purpose, Told};
use crate::error::{Error, Result};
use crate::model::Column;

/// A header further down is not looked for. Titles and logos above a header take a few rows; thirty leaves room.
pub const ROWS_LOOKED_AT: usize = 30;

/// The header of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderRow {
    /// Its place among the rows that were looked at; of two rows, the first.
    pub first: usize,
    /// The same; of two rows, the second.
    pub place: usize,
    /// The names of the columns, those of two rows put together.
    pub names: Vec<String>,
}

/// The header among `rows`.
///
/// `rows` are the table's first rows with their numbers as a person sees them, at least [`ROWS_LOOKED_AT`] of them if
/// there are as many, and as far as `header_row` if that is given. Rows above the header are titles, and no data.
///
/// The header is the first row of which two columns are understood. If the next row says more, that one is: the first
/// only groups the columns; if both together say more than either, as merged headings do, the header is both. Where no
/// row has two, one is enough, but only of the first row that is about as wide as the table: the rows above a header are
/// lost to the run, so they must be no more than titles.
pub fn find_header_row(
    rows: &[(u32, Vec<String>)],
    header_row: Option<u32>,
    told: &[Told],
    purpose: Purpose,
) -> Result<HeaderRow> {
    let header = |place: usize| HeaderRow { first: place, place, names: rows[place].1.clone() };
    if let Some(wanted) = header_row {
        let place = rows.iter().position(|(number, cells)| *number == wanted && width(cells) > 0);
        return place.map(header).ok_or_else(|| no_such_row(wanted));
    }
    let looked_at = &rows[..rows.len().min(ROWS_LOOKED_AT)];
    let understood = |row: usize| looked_at.get(row).map_or(0, |(_, cells)| understood(cells, told, purpose));
    if let Some(first) = (0..looked_at.len()).find(|row| understood(*row) >= 2) {
        let mut place = first;
        while understood(place + 1) > understood(place) {
            place += 1;
        }
        let alone = understood(place);
        let pairs = [place.checked_sub(1), Some(place)].into_iter().flatten();
        let pair = pairs.filter_map(|upper| Some((upper + 1, grouped(looked_at, upper, told, purpose)?)));
        let best = pair.max_by_key(|(_, names)| self::understood(names, told, purpose));
        return Ok(match best {
            Some((place, names)) if self::understood(&names, told, purpose) > alone => {
                HeaderRow { first: place - 1, place, names }
            }
            _ => header(place),
        });
    }
    let widest = looked_at.iter().map(|(_, cells)| width(cells)).max().unwrap_or(0);
    let first =
        looked_at.iter().position(|(_, cells)| width(cells) * 2 >= widest && widest > 0).ok_or_else(nothing_there)?;
    if is_lonely_header(&rows[first].1, widest, told, purpose) { Ok(header(first)) } else { Err(no_header()) }
}

/// Two rows read as one header, as merged headings stand: `Company` over two rows beside `Address` over the columns
/// `Street` and `City`. None where the lower row is not made of names, but of data.
fn grouped(rows: &[(u32, Vec<String>)], upper: usize, told: &[Told], purpose: Purpose) -> Option<Vec<String>> {
    let ((above, groups), (below, names)) = (rows.get(upper)?, rows.get(upper + 1)?);
    let is_next = above + 1 == *below;
    let how_many = understood(names, told, purpose);
    if !is_next || how_many < 2 || how_many * 2 < width(names) {
        return None;
    }
    let cell = |cells: &[String], column: usize| cells.get(column).map_or("", |cell| cell.trim()).to_owned();
    let stands_twice = |name: &str| names.iter().filter(|other| other.trim() == name).count() > 1;
    let mut group = String::new();
    let columns = 0..groups.len().max(names.len());
    Some(
        columns
            .map(|column| {
                let (over, name) = (cell(groups, column), cell(names, column));
                if !over.is_empty() {
                    group.clone_from(&over);
                }
                let both = format!("{group} {name}");
                if name.is_empty() {
                    over
                } else if group.is_empty() {
                    name
                } else if stands_twice(&name) || Spellings::builtin().read(&both).is_some() {
                    both
                } else {
                    name
                }
            })
            .collect(),
    )
}

/// Whether one column is understood, and so well that it is no cell of data: `Customer` is also a word of data, so it
/// counts only where there is no other column.
fn is_lonely_header(cells: &[String], widest: usize, told: &[Told], purpose: Purpose) -> bool {
    let settled = Settled::new(Spellings::builtin(), cells, &[], told, purpose);
    let mut columns = settled.columns.iter().zip(&settled.says).filter(|(column, _)| **column != Column::Carried);
    columns.any(|(_, says)| widest == 1 || says.is_none_or(|(_, rank)| rank < Rank::Weak))
}

/// How many columns of a row are understood, were it the header.
fn understood(cells: &[String], told: &[Told], purpose: Purpose) -> usize {
    let settled = Settled::new(Spellings::builtin(), cells, &[], told, purpose);
    settled.columns.iter().filter(|column| **column != Column::Carried).count()
}

fn width(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

fn no_such_row(wanted: u32) -> Error {
    Error::could_not_run(format!("`--header-row {wanted}` names a row that is empty or not there"))
        .with_hint("count the rows as the spreadsheet shows them, from 1")
}

fn nothing_there() -> Error {
    Error::could_not_run("there is no row, not even a header").with_hint("the first row must name the columns")
}

fn no_header() -> Error {
    Error::could_not_run("no row of column names was found: the first rows hold nothing that is understood as one").with_hint(
        "say which row it is with `--header-row N` and what its columns are with `--map \"HEADER=field\"`; if there is \
         none, say so with `--no-header`, and what the columns are with `--map \"1=company_name\"` and so on",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn find(rows: &[&str], header_row: Option<u32>) -> Result<usize> {
        find_told(rows, header_row, &[])
    }

    fn find_told(rows: &[&str], header_row: Option<u32>, told: &[Told]) -> Result<usize> {
        let cells = |row: &&str| row.split(',').map(str::to_owned).collect();
        let rows: Vec<(u32, Vec<String>)> = (1..).zip(rows.iter().map(cells)).collect();
        find_header_row(&rows, header_row, told, Purpose::Prospects).map(|header| header.place)
    }

    fn names(rows: &[&str]) -> String {
        let cells = |row: &&str| row.split(',').map(str::to_owned).collect();
        let rows: Vec<(u32, Vec<String>)> = (1..).zip(rows.iter().map(cells)).collect();
        find_header_row(&rows, None, &[], Purpose::Prospects).expect("there is a header").names.join(",")
    }

    #[test]
    fn merged_headings_of_two_rows_are_read_together() {
        for (rows, expected) in [
            (
                &[
                    "Company,Country,Address,,,E-mail",
                    ",,Street,City,Zip,",
                    "Contoso,PL,Prosta 1,Warszawa,00-950,a@b.pl",
                ][..],
                "Company,Country,Address Street,Address City,Address Zip,E-mail",
            ),
            (
                &["Company,,Contact,", "Name,Country,Name,E-mail", "Contoso,PL,Anna Nowak,a@b.pl"],
                "Company Name,Company Country,Contact Name,Contact E-mail",
            ),
            (&["Company,Country", "Customer,City", "Contoso,PL"], "Company,Country"),
            (&["Company,Country", "Contoso,PL", "Fabrikam,FR"], "Company,Country"),
        ] {
            assert_eq!(names(rows), expected, "{rows:?}");
        }
    }

    #[test]
    fn titles_and_groups_above_the_header_are_passed_over() {
        for (rows, expected) in [
            (&["Company name,Country,City", "Contoso,France,Paris"][..], 0),
            (&["Customers to add,,", ",,", "Company,Country,E-mail", "Contoso,FR,a@b.fr"], 2),
            (&["Company,Address,", "Name,Street,City,Zip,First name,Surname", "Contoso,1 rue X,Paris"], 1),
            (&["Company name,Country", "Company name,Country", "Contoso,FR"], 0),
            (&["Company name,Notes", "Contoso,good"], 0),
            (&["Company", "Contoso", "Fabrikam"], 0),
            (&["Customer,,,", "Company,x,y,z", "a,b,c,d"], 1),
            (&["Customer", "Contoso"], 0),
        ] {
            assert_eq!(find(rows, None).expect("there is a header"), expected, "{rows:?}");
        }
    }

    #[test]
    fn a_table_without_a_header_is_refused_without_naming_its_cells() {
        let error = find(&["Contoso,France,Paris", "Fabrikam,France,Lyon"], None).expect_err("there is no header");
        assert_eq!(error.exit_code(), 2);
        let report = error.report().to_string();
        assert!(report.contains("--header-row N") && !report.contains("Contoso"), "{report}");
        for rows in [["a,b,c", "Company,x,y"], ["Contoso,Customer,FR", "Fabrikam,Customer,FR"]] {
            assert!(find(&rows, None).is_err(), "the first row of {rows:?} would be lost");
        }
        let error = find(&["", ""], None).expect_err("there is nothing");
        assert_eq!(error.to_string(), "there is no row, not even a header");
        assert!(find(&[], None).is_err());
    }

    #[test]
    fn the_user_can_say_which_row_it_is() {
        let rows = ["Company name,Country", "x,y", "", "Contoso,FR"];
        assert_eq!(find(&rows, Some(2)).expect("the row is there"), 1);
        for row in [0, 3, 9] {
            let error = find(&rows, Some(row)).expect_err("no such row");
            assert!(error.to_string().contains(&format!("--header-row {row}")), "{error}");
        }
    }

    #[test]
    fn what_the_user_said_of_headers_helps_to_find_them() {
        let told = [("Firma X".to_owned(), Some(Field::CompanyName)), ("Land X".to_owned(), Some(Field::Country))];
        assert_eq!(find_told(&["a title", "Firma X,Land X"], None, &told).expect("there is a header"), 1);
    }
}
