//! The plain loops that a run is held against: the least that reading and writing the same file takes with the same
//! crates. Each runs in a process of its own, as the program does.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use calamine::{Data, Reader, Xlsx};
use clap::ValueEnum;

use crate::support::workbook;

/// One plain loop.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Loop {
    /// Read a CSV file record by record and write it again.
    CsvCopy,
    /// Read every cell of a workbook's first sheet and write them as CSV.
    ReadWorkbook,
    /// Read a CSV file and write it as a workbook.
    WriteWorkbook,
}

impl Loop {
    /// Runs the loop.
    pub(crate) fn run(self, input: &Path, output: &Path) -> anyhow::Result<()> {
        match self {
            Loop::CsvCopy => csv_copy(input, output),
            Loop::ReadWorkbook => read_workbook(input, output),
            Loop::WriteWorkbook => workbook::from_csv(input, output),
        }
    }
}

/// As large as pays: larger ones bring nothing.
const BUFFER: usize = 256 * 1024;

fn csv_copy(input: &Path, output: &Path) -> anyhow::Result<()> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(BUFFER).from_path(input)?;
    let mut writer = csv::WriterBuilder::new().flexible(true).buffer_capacity(BUFFER).from_path(output)?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        writer.write_byte_record(&record)?;
    }
    writer.flush()?;
    Ok(())
}

fn read_workbook(input: &Path, output: &Path) -> anyhow::Result<()> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(BufReader::new(File::open(input)?))?;
    let sheet = book.sheet_names().into_iter().next().context("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&sheet)?;
    let mut out = BufWriter::with_capacity(BUFFER, File::create(output)?);
    let mut row = 0;
    while let Some(cell) = cells.next_cell()? {
        let (at, _) = cell.get_position();
        out.write_all(if at == row { b"," } else { b"\n" })?;
        row = at;
        write!(out, "{}", Data::from(cell.get_value().clone()))?;
    }
    out.flush()?;
    Ok(())
}
