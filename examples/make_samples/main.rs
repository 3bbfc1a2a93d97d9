//! Makes `samples/prospects.xlsx` from `workbook.csv` beside this file: `cargo run --example make_samples`.
//!
//! The cells of a workbook have types that CSV has not: `number:44000`, `date:2026-10-14` and `error:#N/A` say them
//! here. Everything else is text.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet};

const CELLS: &str = include_str!("workbook.csv");

fn main() -> anyhow::Result<()> {
    make_workbook(&samples().join("prospects.xlsx"))
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn make_workbook(path: &Path) -> anyhow::Result<()> {
    let mut workbook = Workbook::new();
    // Otherwise the time of making would be in the file, and no two would be alike.
    let made = ExcelDateTime::from_ymd(2026, 11, 20)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet().set_name("Prospects")?;
    // Blank lines are rows of the sheet; a CSV reader would skip them.
    for (row, line) in (0..).zip(CELLS.lines()) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        for record in reader.records() {
            for (column, cell) in (0..).zip(&record?) {
                write_cell(sheet, row, column, cell)?;
            }
        }
    }
    workbook.save(path)?;
    Ok(())
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &str) -> anyhow::Result<()> {
    if let Some(number) = cell.strip_prefix("number:") {
        sheet.write_number(row, column, number.parse::<f64>()?)?;
    } else if let Some(date) = cell.strip_prefix("date:") {
        let format = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write_datetime_with_format(row, column, ExcelDateTime::parse_from_str(date)?, &format)?;
    } else if let Some(error) = cell.strip_prefix("error:") {
        sheet.write_formula(row, column, Formula::new("=NA()").set_result(error))?;
    } else if !cell.is_empty() {
        sheet.write_string(row, column, cell)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(dead_code, reason = "the check digits are wanted here, not the drawing of IDs")]
#[path = "../../benches/support/random.rs"]
mod random;
#[cfg(test)]
#[allow(dead_code, reason = "the check digits are wanted here, not the drawing of IDs")]
#[path = "../../benches/support/registration_ids.rs"]
mod registration_ids;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use calamine::{Data, DataType, Reader, Xlsx};
    use rlibphonenumber::{PhoneNumberUtil, Region};

    use super::*;

    type Sheet = calamine::Range<Data>;

    fn sheet(path: &Path) -> anyhow::Result<Sheet> {
        let mut book: Xlsx<_> = calamine::open_workbook(path)?;
        Ok(book.worksheet_range("Prospects")?)
    }

    #[test]
    fn the_workbook_is_what_its_source_says() -> anyhow::Result<()> {
        let made = tempfile::NamedTempFile::with_suffix(".xlsx")?;
        make_workbook(made.path())?;
        let kept = sheet(&samples().join("prospects.xlsx"))?;
        assert_eq!(sheet(made.path())?, kept, "run `cargo run --example make_samples`");
        let types = |wanted: fn(&Data) -> bool| kept.cells().filter(|(_, _, cell)| wanted(cell)).count();
        assert_eq!(types(Data::is_error), 1);
        assert!(types(Data::is_datetime) >= 3 && types(Data::is_float) >= 5);
        Ok(())
    }

    /// File, row, disposition and findings of the table in `samples/README.md`.
    fn expected() -> anyhow::Result<Vec<[String; 4]>> {
        let text = fs::read_to_string(samples().join("README.md"))?;
        let lines = text.lines().filter(|line| line.starts_with("| prospects."));
        let cells = lines.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
        Ok(cells.map(|cells| [1, 2, 3, 4].map(|column| cells[column].clone())).collect())
    }

    /// File, row, registration ID, country and phone number of every data row.
    fn rows() -> anyhow::Result<Vec<[String; 5]>> {
        let mut rows = Vec::new();
        for (row, cells) in sheet(&samples().join("prospects.xlsx"))?.rows().enumerate().skip(3) {
            if cells.iter().any(|cell| !cell.is_empty()) {
                let [id, country, phone] = [1, 2, 7].map(|column| cells[column].to_string());
                rows.push(["prospects.xlsx".to_owned(), (row + 1).to_string(), id, country, phone]);
            }
        }
        for (row, line) in fs::read_to_string(samples().join("prospects.csv"))?.lines().enumerate().skip(1) {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(b';').from_reader(line.as_bytes());
            let record = reader.records().next().transpose()?.unwrap_or_default();
            let [id, country, phone] = [1, 2, 8].map(|column| record.get(column).unwrap_or_default().to_owned());
            rows.push(["prospects.csv".to_owned(), (row + 1).to_string(), id, country, phone]);
        }
        Ok(rows)
    }

    #[test]
    fn every_row_is_in_the_table_and_every_disposition_occurs() -> anyhow::Result<()> {
        let named: Vec<[String; 2]> = expected()?.into_iter().map(|[file, row, ..]| [file, row]).collect();
        let present: Vec<[String; 2]> = rows()?.into_iter().map(|[file, row, ..]| [file, row]).collect();
        assert_eq!(named, present);
        let dispositions: BTreeSet<String> =
            expected()?.into_iter().map(|[_, _, disposition, _]| disposition).collect();
        assert_eq!(
            dispositions.into_iter().collect::<Vec<_>>(),
            ["accepted", "rejected", "relationship-request", "review"]
        );
        Ok(())
    }

    #[test]
    fn only_the_phone_numbers_said_to_be_wrong_are() -> anyhow::Result<()> {
        let util = PhoneNumberUtil::new()?;
        for ([file, row, _, country, phone], [_, _, _, findings]) in rows()?.into_iter().zip(expected()?) {
            if phone.is_empty() || findings.contains("row-malformed") {
                continue;
            }
            let region: Region = code(&country).parse().map_err(|_| anyhow::anyhow!("no region for {country}"))?;
            let valid = util.parse(&phone, Some(region)).is_ok_and(|phone| util.is_valid_number(&phone));
            assert_eq!(valid, !findings.contains("phone-invalid"), "{file} {row} {phone}");
        }
        Ok(())
    }

    #[test]
    fn only_the_check_digits_said_to_be_wrong_are() -> anyhow::Result<()> {
        let mut judged = 0;
        for ([file, row, id, country, _], [_, _, _, findings]) in rows()?.into_iter().zip(expected()?) {
            let holds = registration_ids::check_holds(code(&country), &id);
            judged += u32::from(holds.is_some());
            assert_eq!(holds == Some(false), findings.contains("registration-id-check-digit"), "{file} {row} {id}");
        }
        assert!(judged >= 10, "only {judged} IDs with a check digit");
        Ok(())
    }

    /// The country as these files write it.
    fn code(country: &str) -> &str {
        const CODES: &[(&str, &str)] = &[
            ("France", "FR"),
            ("Poland", "PL"),
            ("Polska", "PL"),
            ("Magyarország", "HU"),
            ("Brésil", "BR"),
            ("Brazil", "BR"),
            ("India", "IN"),
            ("USA", "US"),
            ("United States", "US"),
            ("États-Unis", "US"),
            ("United Kingdom", "GB"),
            ("UK", "GB"),
            ("Royaume-Uni", "GB"),
            ("日本", "JP"),
            ("Việt Nam", "VN"),
            ("Deutschland", "DE"),
            ("Allemagne", "DE"),
            ("Türkiye", "TR"),
            ("Espagne", "ES"),
            ("Italie", "IT"),
            ("Україна", "UA"),
            ("Portugal", "PT"),
            ("Pays-Bas", "NL"),
            ("السعودية", "SA"),
            ("ประเทศไทย", "TH"),
            ("Kazakhstan", "KZ"),
            ("Afrique du Sud", "ZA"),
            ("Émirats arabes unis", "AE"),
            ("Moldavie", "MD"),
            ("Arménie", "AM"),
            ("Ouzbékistan", "UZ"),
            ("Azerbaïdjan", "AZ"),
        ];
        CODES.iter().find(|(name, _)| *name == country).map_or(country, |(_, code)| code)
    }
}
