//! Writes an invented prospect list, to try the program or to measure it:
//!
//! `cargo run --release --example make_list -- --rows 1000000 --out list.csv --existing 100000 --existing-out customers.csv`
#![allow(clippy::print_stdout, reason = "what was written is told to the person who asked for it")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

#[path = "../benches/support/mod.rs"]
mod support;

use support::{Options, workbook, write_customers, write_prospects};

/// Write an invented prospect list.
#[derive(Parser)]
struct Arguments {
    /// Rows below the header
    #[arg(long, default_value_t = 10_000)]
    rows: u64,
    /// The list to write; CSV, or a workbook when it ends in .xlsx
    #[arg(long)]
    out: PathBuf,
    /// Existing customers, of whom some prospects are
    #[arg(long, default_value_t = 0)]
    existing: u64,
    /// The list of existing customers to write, as CSV
    #[arg(long, requires = "existing")]
    existing_out: Option<PathBuf>,
    /// How good the list is
    #[arg(long, value_enum, default_value_t = Quality::Mixed)]
    quality: Quality,
    /// Lists of different seeds hold different companies
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Rows with an error, of a thousand [default: as the quality has it]
    #[arg(long)]
    faulty: Option<u64>,
    /// Rows whose company came before, of a thousand [default: as the quality has it]
    #[arg(long)]
    repeated: Option<u64>,
    /// Rows whose company is an existing customer, of a thousand [default: as the quality has it]
    #[arg(long)]
    known: Option<u64>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Quality {
    /// Every row is accepted or becomes a relationship request
    Clean,
    /// Like lists in the field
    Mixed,
    /// An error in every row
    Dirty,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let quality = match arguments.quality {
        Quality::Clean => Options::clean(arguments.rows, arguments.existing),
        Quality::Mixed => Options::mixed(arguments.rows, arguments.existing),
        Quality::Dirty => Options { customers: arguments.existing, ..Options::dirty(arguments.rows) },
    };
    let options = Options {
        seed: arguments.seed,
        faulty: arguments.faulty.unwrap_or(quality.faulty),
        repeated: arguments.repeated.unwrap_or(quality.repeated),
        known: arguments.known.unwrap_or(quality.known),
        ..quality
    };
    let as_workbook = arguments.out.extension().is_some_and(|ending| ending == "xlsx");
    anyhow::ensure!(!as_workbook || options.rows <= workbook::MOST_ROWS, "a sheet holds {} rows", workbook::MOST_ROWS);
    let tally = if as_workbook {
        let mut rows = tempfile::NamedTempFile::new()?;
        let tally = {
            let mut out = BufWriter::new(&mut rows);
            let tally = write_prospects(&mut out, &options)?;
            out.flush()?;
            tally
        };
        workbook::from_csv(rows.path(), &arguments.out)?;
        tally
    } else {
        let mut out = BufWriter::new(File::create(&arguments.out)?);
        let tally = write_prospects(&mut out, &options)?;
        out.flush()?;
        tally
    };
    if let Some(path) = &arguments.existing_out {
        let mut out = BufWriter::new(File::create(path)?);
        write_customers(&mut out, &options)?;
        out.flush()?;
    }
    let faulty: u64 = tally.faulty.values().sum();
    println!(
        "{}: {} rows, {faulty} faulty, {} repeated, {} known",
        arguments.out.display(),
        tally.rows,
        tally.repeated,
        tally.known
    );
    for (rule, count) in &tally.faulty {
        println!("  {rule} {count}");
    }
    Ok(())
}
