//! Invented prospect lists of any length for benchmarks and trials: `cargo run --release --example make_list`.
//!
//! A list is a pure function of its [`Options`]: row by row, without memory of what was written, so that a list of ten
//! million rows takes no more than one of ten. Rows look like those of real lists in what costs time: scripts, lengths,
//! quoting, the share of rows with an error, of repeated companies and of companies known already. Companies are
//! invented, their registration IDs and phone numbers well-formed.
//!
//! It is built into benches and examples by path and must not use the program's own code: what checks a list must not
//! have made it.

#![allow(dead_code, reason = "each bench and example uses its part of this room")]
#![cfg_attr(
    test,
    allow(unused_imports, reason = "a bench without a harness drops the test functions and keeps their imports")
)]

mod company;
mod fault;
mod random;
mod registration_ids;
mod words;
pub(crate) mod workbook;
mod world;

use std::collections::BTreeMap;
use std::io::{self, Write};

use company::Company;
use fault::{Cells, Fault};
use random::{Random, Stream, mix};
use world::World;

/// The columns of a prospect list.
pub(crate) const COLUMNS: [&str; 14] = [
    "company_name",
    "registration_id",
    "country",
    "address_line1",
    "city",
    "state",
    "postal_code",
    "phone",
    "first_name",
    "last_name",
    "email",
    "website",
    "segment",
    "reference",
];

/// The columns of a list of existing customers.
pub(crate) const CUSTOMER_COLUMNS: [&str; 6] =
    ["customer_id", "company_name", "country", "postal_code", "registration_id", "domain"];

/// What to write.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Rows below the header of the prospect list.
    pub(crate) rows: u64,
    /// Rows below the header of the list of existing customers.
    pub(crate) customers: u64,
    /// Lists of different seeds hold different companies.
    pub(crate) seed: u64,
    /// Rows with an error, of a thousand.
    pub(crate) faulty: u64,
    /// Rows whose company came before, of a thousand.
    pub(crate) repeated: u64,
    /// Rows whose company is an existing customer, of a thousand. None when there are no customers.
    pub(crate) known: u64,
}

impl Options {
    /// Like lists in the field: 8 % with an error, 3 % repeated, 5 % known.
    pub(crate) fn mixed(rows: u64, customers: u64) -> Options {
        Options { rows, customers, seed: 1, faulty: 80, repeated: 30, known: 50 }
    }

    /// Without errors: every row is accepted or becomes a relationship request.
    pub(crate) fn clean(rows: u64, customers: u64) -> Options {
        Options { faulty: 0, ..Options::mixed(rows, customers) }
    }

    /// One error in every row and no company twice: every row is rejected.
    pub(crate) fn dirty(rows: u64) -> Options {
        Options { faulty: 1000, repeated: 0, known: 0, ..Options::mixed(rows, 0) }
    }
}

/// What was written. A row may count in several members: a repeated one may be faulty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) rows: u64,
    pub(crate) repeated: u64,
    pub(crate) known: u64,
    /// Faulty rows by the rule they break.
    pub(crate) faulty: BTreeMap<&'static str, u64>,
}

/// Writes a prospect list as CSV: UTF-8, commas, line feeds, quotes where needed.
pub(crate) fn write_prospects(out: &mut impl Write, options: &Options) -> anyhow::Result<Tally> {
    let world = World::load()?;
    let mut tally = Tally::default();
    let mut cells = Cells::default();
    write_record(out, COLUMNS)?;
    for row in 0..options.rows {
        let (number, kind) = company_of(options, row);
        let company = Company::new(&world, options.seed, number);
        let random = &mut Random::of(options.seed, Stream::Writing, row);
        fill_cells(&mut cells, &company, kind, row, random);
        tally.rows += 1;
        tally.repeated += u64::from(kind == Kind::Repeated);
        tally.known += u64::from(kind == Kind::Known);
        let fault = if random.chance(options.faulty) { Fault::make(&mut cells, &company, random) } else { None };
        if let Some(fault) = fault {
            *tally.faulty.entry(fault.rule).or_insert(0) += 1;
        }
        let surplus = fault.is_some_and(|fault| fault.rule == "row-malformed").then(|| "one cell too many".to_owned());
        write_record(out, cells.iter().chain(&surplus))?;
    }
    Ok(tally)
}

/// Writes the list of existing customers that the prospects of the same options may be among.
pub(crate) fn write_customers(out: &mut impl Write, options: &Options) -> anyhow::Result<()> {
    let world = World::load()?;
    write_record(out, CUSTOMER_COLUMNS)?;
    for number in 0..options.customers {
        let company = Company::new(&world, options.seed, number);
        let registration_id = company.registration_id.unwrap_or_default();
        let id = customer_id(options.seed, number);
        let country = &company.place.country;
        write_record(out, [&id, &company.name, country, &company.postal_code, &registration_id, &company.domain])?;
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    New,
    Known,
    Repeated,
}

/// The company a row is about. The first numbers are the customers', then comes one for each row.
fn company_of(options: &Options, row: u64) -> (u64, Kind) {
    let random = &mut Random::of(options.seed, Stream::Kind, row);
    if options.customers > 0 && random.chance(options.known) {
        (random.below(options.customers), Kind::Known)
    } else if row > 0 && random.chance(options.repeated) {
        // The earlier row may itself be a repetition; a chain of them ends at the first row at the latest.
        (company_of(options, random.below(row)).0, Kind::Repeated)
    } else {
        (options.customers + row, Kind::New)
    }
}

fn fill_cells(cells: &mut Cells, company: &Company<'_>, kind: Kind, row: u64, random: &mut Random) {
    let asked = company.registration_id.is_some();
    cells.iter_mut().for_each(String::clear);
    // A company met again is seldom written the same.
    match random.below(4) {
        0 if kind != Kind::New => cells[0].push_str(&company.name.to_uppercase()),
        1 if kind != Kind::New => cells[0].push_str(&company.short_name),
        _ => cells[0].push_str(&company.name),
    }
    cells[1].push_str(company.registration_id.as_deref().unwrap_or_default());
    // The code in half of the rows.
    cells[2].push_str(if random.chance(400) { &company.place.country } else { random.pick(&company.place.spellings) });
    cells[3].push_str(&company.address);
    if random.chance(30) {
        cells[3].push_str(", 2/F");
    }
    cells[4].push_str(company.city);
    cells[5].push_str(company.state);
    cells[6].push_str(&company.postal_code);
    if asked || random.chance(700) {
        cells[7].push_str(&company.phone(random));
    }
    cells[8].push_str(company.first_name);
    cells[9].push_str(company.last_name);
    cells[10].push_str(&company.email(random));
    if random.chance(850) {
        cells[11].push_str("https://www.");
        cells[11].push_str(&company.domain);
    }
    if random.chance(400) {
        cells[12].push_str("commercial");
    }
    cells[13] = format!("PROSPECT-{row:07}");
}

/// A GUID of the customer's own, of the random kind.
fn customer_id(seed: u64, number: u64) -> String {
    let (high, low) = (mix(seed ^ mix(number)), mix(mix(number) ^ !seed));
    let (a, b, c) = (high >> 32, high >> 16 & 0xFFFF, high & 0xFFF);
    format!("{a:08x}-{b:04x}-4{c:03x}-{:04x}-{:012x}", 0x8000 | low >> 50, low & 0xFFFF_FFFF_FFFF)
}

fn write_record<S: AsRef<str>>(out: &mut impl Write, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
    for (place, cell) in cells.into_iter().enumerate() {
        let cell = cell.as_ref();
        if place > 0 {
            out.write_all(b",")?;
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prospects(options: &Options) -> anyhow::Result<(Vec<u8>, Tally)> {
        let mut out = Vec::new();
        let tally = write_prospects(&mut out, options)?;
        Ok((out, tally))
    }

    fn records(bytes: &[u8]) -> Result<Vec<csv::StringRecord>, csv::Error> {
        csv::ReaderBuilder::new().flexible(true).from_reader(bytes).into_records().collect()
    }

    #[test]
    fn a_list_depends_on_its_options_alone() -> anyhow::Result<()> {
        let options = Options::mixed(500, 100);
        let (first, _) = prospects(&options)?;
        assert_eq!(first, prospects(&options)?.0);
        assert_ne!(first, prospects(&Options { seed: 2, ..options.clone() })?.0);
        // A longer list begins as the shorter one.
        assert!(prospects(&Options { rows: 600, ..options })?.0.starts_with(&first));
        Ok(())
    }

    #[test]
    fn rows_have_the_width_and_the_shares_that_are_promised() -> anyhow::Result<()> {
        let (bytes, tally) = prospects(&Options::mixed(20_000, 1_000))?;
        let rows = records(&bytes)?;
        let surplus = tally.faulty["row-malformed"];
        assert_eq!(rows.iter().filter(|row| row.len() == COLUMNS.len()).count() as u64, tally.rows - surplus);
        assert_eq!(rows.iter().filter(|row| row.len() == COLUMNS.len() + 1).count() as u64, surplus);
        let near = |count: u64, permille: u64| count.abs_diff(permille * 20) < 120;
        assert!(near(tally.known, 50) && near(tally.repeated, 29), "{tally:?}");
        assert!(near(tally.faulty.values().sum(), 80), "{tally:?}");
        assert!((170..200).contains(&(bytes.len() / 20_000)), "{} bytes a row", bytes.len() / 20_000);
        let quoted = bytes.split(|&byte| byte == b'\n').filter(|line| line.contains(&b'"')).count() as u64;
        assert!(near(quoted, 35), "{quoted} rows with quotes");
        Ok(())
    }

    #[test]
    fn clean_ids_hold_and_companies_are_told_apart_by_them() -> anyhow::Result<()> {
        let (bytes, tally) = prospects(&Options { repeated: 0, ..Options::clean(30_000, 0) })?;
        assert!(tally.faulty.is_empty());
        let mut ids = std::collections::BTreeSet::new();
        let mut judged = 0;
        let world = World::load()?;
        for (number, row) in (0..).zip(records(&bytes)?) {
            let country = &world.place_of(number).0.country;
            assert_ne!(registration_ids::check_holds(country, &row[1]), Some(false), "{country} {}", &row[1]);
            judged += u64::from(registration_ids::check_holds(country, &row[1]).is_some());
            assert!(row[1].is_empty() || ids.insert((country.clone(), row[1].to_owned())), "{country} {}", &row[1]);
        }
        assert!(judged > 10_000, "only {judged} IDs with a check digit");
        Ok(())
    }

    #[test]
    fn every_row_of_a_dirty_list_has_a_fault_and_every_fault_occurs() -> anyhow::Result<()> {
        let (_, tally) = prospects(&Options::dirty(5_000))?;
        assert_eq!(tally.faulty.values().sum::<u64>(), 5_000);
        assert_eq!(tally.faulty.len(), 27, "{tally:?}");
        Ok(())
    }

    #[test]
    fn known_prospects_are_in_the_list_of_customers() -> anyhow::Result<()> {
        let options = Options { known: 1000, ..Options::clean(200, 50) };
        let mut out = Vec::new();
        write_customers(&mut out, &options)?;
        let customers = records(&out)?;
        assert_eq!(customers.len(), 50);
        assert!(customers.iter().all(|customer| customer[0].len() == 36), "a GUID has 36 characters");
        for row in records(&prospects(&options)?.0)? {
            let met = customers.iter().any(|customer| row[1] == customer[4] && row[6] == customer[3]);
            assert!(met, "{row:?}");
        }
        Ok(())
    }

    #[test]
    fn written_phone_numbers_are_read_in_their_country() -> anyhow::Result<()> {
        use rlibphonenumber::{PhoneNumberUtil, Region};
        let (util, world) = (PhoneNumberUtil::new()?, World::load()?);
        let (bytes, _) = prospects(&Options { repeated: 0, ..Options::clean(10_000, 0) })?;
        let mut refused = std::collections::BTreeMap::new();
        for (number, row) in (0..).zip(records(&bytes)?).filter(|(_, row)| !row[7].is_empty()) {
            let country = &world.place_of(number).0.country;
            let region: Region = country.parse().map_err(|_| anyhow::anyhow!("no region {country}"))?;
            let valid = util.parse(&row[7], Some(region)).is_ok_and(|phone| util.is_valid_number(&phone));
            if !valid {
                refused.insert(country.clone(), row[7].to_owned());
            }
        }
        assert!(refused.is_empty(), "{refused:?}");
        Ok(())
    }
}
