//! The same list as a workbook. It knows nothing of what the cells mean.

use std::path::Path;

use rust_xlsxwriter::Workbook;

/// Data rows that fit on a sheet below the header.
pub(crate) const MOST_ROWS: u64 = 1_048_575;

/// Copies a CSV file into a workbook of one sheet, every cell as text, row by row.
pub(crate) fn from_csv(input: &Path, output: &Path) -> anyhow::Result<()> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(input)?;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record)? {
        for (column, cell) in (0_u16..).zip(&record) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell)?;
            }
        }
        row += 1;
    }
    workbook.save(output)?;
    Ok(())
}
