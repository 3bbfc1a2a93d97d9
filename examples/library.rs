//! `intake` as a library: one row checked on its own, and a whole list decided without writing anything.
//!
//! The README shows this program; a test keeps the two alike.
#![allow(clippy::print_stdout, reason = "an example tells what it found")]

use partner_intake::catalogue::Catalogue;
use partner_intake::error::{Result, Stop};
use partner_intake::facts::Facts;
use partner_intake::model::{Field, Lang, Limits, Partner};
use partner_intake::pipeline::{self, Job};
use partner_intake::read::apart::Reader;

fn main() -> Result<()> {
    let partner = Partner { today: "2026-11-22".to_owned(), ..Partner::default() };

    // One row: the rules that speak, and the field each found at fault.
    let row = [(Field::CompanyName, "LLC"), (Field::Country, "Poland"), (Field::RegistrationId, "1747083211")];
    for (rule, field) in partner_intake::check_row(&row, &partner) {
        println!("{rule} {}", field.map_or("", Field::name));
    }

    // A whole list: every decision is made and counted. With a `target`, the result is written too.
    let outcome = pipeline::run(&Job {
        inputs: &["samples/prospects.csv".to_owned()],
        existing: &["samples/existing.csv".to_owned()],
        index: None,
        store: None,
        night: None,
        sheet: None,
        header_row: None,
        no_header: false,
        charset: None,
        delimiter: None,
        limits: Limits::default(),
        reader: Reader::Here,
        columns: &[],
        catalogue: Catalogue::builtin(),
        facts: Facts::builtin(),
        country_rules: None,
        partner: &partner,
        lang: Lang::En,
        target: None,
        format: None,
        matching: partner_intake::model::Matching::default(),
        eml: false,
        threads: 0,
        batch_bytes: None,
        resume: false,
        checkpoint_every: None,
        show_values: false,
        show_progress: false,
        stop: Stop::default(),
    })?;
    let counts = outcome.manifest.counts;
    println!("{} rows, {} accepted, {} rejected", counts.rows, counts.accepted, counts.rejected);
    Ok(())
}
