//! Writes two labelled lists to measure matching on: existing customers, and incoming rows of which some are these.
//!
//! `cargo run --release --example make_matching_list -- --out DIR --existing 10000 --rows 3000`
//!
//! Each incoming row's `reference` says what it is: the row, the customer it is (`=C12`) or `-`, the company's number, and the
//! kind of row. The companies, the traps and the slips are this project's own: names of syllables and trades, neighbours on the
//! keyboard, letters that were heard wrong, values lost, written otherwise or in the wrong column.
#![allow(clippy::print_stdout, reason = "what was written is told to the person who asked for it")]

mod company;
mod slips;

use std::fs;
use std::path::PathBuf;

use clap::Parser;

#[path = "../../benches/support/random.rs"]
#[allow(dead_code, reason = "the benches use more of it")]
mod random;

use company::{Company, World};
use random::{Random, Stream};
use slips::{Care, spoil};

/// Write two labelled lists to measure matching on.
#[derive(Parser)]
struct Arguments {
    /// The folder to write `existing.csv` and `incoming.csv` to
    #[arg(long)]
    out: PathBuf,
    /// How many existing customers
    #[arg(long, default_value_t = 10_000)]
    existing: u32,
    /// How many incoming rows
    #[arg(long, default_value_t = 3_000)]
    rows: u32,
    /// Rows that are a trap, of a hundred: a company that looks like another
    #[arg(long, default_value_t = 25)]
    traps: u32,
    /// Lists of different seeds hold different companies
    #[arg(long, default_value_t = 20_261_122)]
    seed: u64,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut random = Random::of(arguments.seed, Stream::Company, 0);
    let mut world = World::default();
    let customers: Vec<Company> = (0..arguments.existing).map(|_| world.company(&mut random)).collect();
    fs::create_dir_all(&arguments.out)?;

    let mut existing = csv::Writer::from_path(arguments.out.join("existing.csv"))?;
    existing.write_record(["customer_id"].iter().chain(&company::HEADER))?;
    for (place, company) in customers.iter().enumerate() {
        let mut cells = vec![format!("C{place}")];
        cells.extend(spoil(company, Care::Kept, &mut random));
        existing.write_record(cells)?;
    }
    existing.flush()?;

    let mut rows: Vec<(String, Company)> = Vec::new();
    for _ in 0..arguments.rows {
        let of = usize::try_from(random.below(u64::from(arguments.existing)))?;
        let (label, company) = match random.below(100) {
            // The company of an earlier row once more.
            0..12 if !rows.is_empty() => {
                let earlier = usize::try_from(random.below(rows.len() as u64))?;
                rows[earlier].clone()
            }
            12..42 => (format!("=C{of} {} match", customers[of].number), customers[of].clone()),
            percent if percent >= 100 - u64::from(arguments.traps) => {
                let (kind, company) = world.trap(&customers[of], &mut random);
                (format!("- {} {kind}", company.number), company)
            }
            _ => {
                let company = world.company(&mut random);
                (format!("- {} ordinary", company.number), company)
            }
        };
        rows.push((label, company));
    }
    let mut incoming = csv::Writer::from_path(arguments.out.join("incoming.csv"))?;
    incoming.write_record(["reference"].iter().chain(&company::HEADER))?;
    for (place, (label, company)) in rows.iter().enumerate() {
        let mut cells = vec![format!("R{place} {label}")];
        cells.extend(spoil(company, Care::Typed, &mut random));
        incoming.write_record(cells)?;
    }
    incoming.flush()?;
    println!("{} customers, {} rows", customers.len(), rows.len());
    Ok(())
}
