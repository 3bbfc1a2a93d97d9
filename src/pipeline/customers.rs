//! Between lists, results and the store of known customers: what comes into it, and what a run takes out of it.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use crate::error::Result;
use crate::facts::{Facts, domain};
use crate::model::{Batch, Field, OwnColumn, Reading, Row, Source};
use crate::normalise::normalise;
use crate::read::header::{Purpose, Told};
use crate::read::{OpenInput, ReadOptions, expand, open};
use crate::store::{Customer, Imported, KEPT, List, Run, RunState, Store, Stored};
use crate::write::{CellSink as _, CsvRows, MANIFEST, Manifest, accepted_table, checksum};

/// A list of customers that goes into the store, and how it is to be read.
#[derive(Clone, Debug)]
pub struct CustomerList<'a> {
    /// The file.
    pub file: &'a str,
    /// What it is called in the store, from one import to the next; the file's own name if it is not told.
    pub name: Option<&'a str>,
    /// Whether it has every customer, so that one it does not have any more is gone.
    pub is_full: bool,
    /// The day, ISO 8601.
    pub day: &'a str,
    /// What the user said of its columns.
    pub columns: &'a [Told],
}

/// How many batches of customers wait for the database.
const WAITING: usize = 4;

/// How many customers of the store make a batch.
const AT_A_TIME: usize = 2_000;

/// How many bytes of an export are written at a time.
const WRITTEN_AT_A_TIME: usize = 256 * 1024;

/// Brings a list into the store: a file, or every file of a folder or a pattern.
pub fn import(store: &mut Store, list: &CustomerList<'_>) -> Result<Imported> {
    let options = ReadOptions { columns: list.columns.to_vec(), ..ReadOptions::new(Purpose::Customers) };
    let mut imported = Imported::default();
    for file in expand(&[list.file.to_owned()])? {
        let input = open(file, &options)?;
        let own_name = Path::new(&input.name).file_name().map(|name| name.to_string_lossy().into_owned());
        let name = list.name.map_or_else(|| own_name.unwrap_or_default(), str::to_owned);
        let list = List { name: &name, is_full: list.is_full, day: list.day };
        imported += read_into(input, |customers| store.import(list, customers))?;
    }
    Ok(imported)
}

/// Gives every customer to `write` as comma-separated text that lists of existing customers are read from. Returns how
/// many there are.
pub fn export(store: &mut Store, write: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<u64> {
    let mut rows = CsvRows::default();
    KEPT.iter().for_each(|field| rows.cell(field.name()));
    ["customer", "former_names", "origin", "first_seen", "last_seen", "gone_since"]
        .iter()
        .for_each(|name| rows.cell(name));
    rows.end_row();
    let mut count = 0;
    store.each(&mut |stored| {
        stored.customer.values.iter().for_each(|value| rows.cell(value));
        rows.cell(&stored.identity);
        rows.cell(&stored.former_names.join("; "));
        [&stored.origin, &stored.first_seen, &stored.last_seen, &stored.gone_since]
            .iter()
            .for_each(|text| rows.cell(text));
        rows.end_row();
        count += 1;
        if rows.bytes.len() >= WRITTEN_AT_A_TIME {
            write(&rows.bytes)?;
            rows.bytes.clear();
        }
        Ok(())
    })?;
    write(&rows.bytes)?;
    Ok(count)
}

/// Lets one thread read an input while `take` uses its customers.
fn read_into<T>(
    input: OpenInput,
    take: impl FnOnce(&mut dyn Iterator<Item = Result<Customer>>) -> Result<T>,
) -> Result<T> {
    let (to, customers) = sync_channel(WAITING);
    thread::scope(|scope| {
        scope.spawn(move || read_all(input, &to));
        let mut customers = customers.into_iter().flat_map(|read: Result<Vec<Customer>>| match read {
            Ok(customers) => customers.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(error) => vec![Err(error)],
        });
        take(&mut customers)
    })
}

fn read_all(mut input: OpenInput, to: &SyncSender<Result<Vec<Customer>>>) {
    let sources: Vec<Source> = input.tables.iter().map(|table| table.source.clone()).collect();
    let name = input.name.clone();
    let read = input.read(|chunk| {
        let customers = chunk.parse(0).map_err(|error| error.in_file(&name)).map(|mut batch| {
            let readings = normalise(&mut batch, Facts::builtin());
            let source = &sources[batch.source as usize];
            let rows = batch.rows().zip(&readings).filter(|(row, _)| row.fault().is_none());
            rows.map(|(row, reading)| customer(row, reading, source)).collect()
        });
        let go_on = customers.is_ok();
        to.send(customers).is_ok() && go_on
    });
    if let Err(error) = read {
        // Where nobody takes it, the import has failed already.
        let _ = to.send(Err(error));
    }
}

/// What the store keeps of a row.
fn customer(row: Row<'_>, reading: &Reading, source: &Source) -> Customer {
    let own = |column| source.own_column(column).map_or("", |column| row.given_cell(column));
    let proposed = |field: Field| field == Field::DomainPrefix && reading.domain_prefix_proposed;
    let value = |field: Field| if proposed(field) { "" } else { row.field(field) };
    let place = match (own(OwnColumn::SourceFile), own(OwnColumn::SourceRow)) {
        ("", _) | (_, "") => String::new(),
        (file, line) => format!("{file}:{line}"),
    };
    let by_domain = [reading.website_domain, reading.email_domain]
        .into_iter()
        .find_map(|cell| row.resolve(cell).strip_suffix(domain::TENANT_SUFFIX));
    let tenant = if value(Field::DomainPrefix).is_empty() { by_domain } else { Some(row.field(Field::DomainPrefix)) };
    Customer {
        values: std::array::from_fn(|place| value(KEPT[place]).to_owned()),
        tenant: tenant.unwrap_or_default().to_owned(),
        place,
    }
}

/// Visits the store's customers as batches of a list of existing customers, each name that a customer had as a row.
pub(super) fn each_batch(store: &mut Store, visit: &mut dyn FnMut(Batch) -> Result<()>) -> Result<()> {
    let columns: Vec<Option<Field>> = KEPT.iter().copied().map(Some).collect();
    let mut batch = Batch::default();
    store.each(&mut |stored| {
        let name = stored.customer.value(Field::CompanyName);
        for name in std::iter::once(name).chain(stored.former_names.iter().map(String::as_str)) {
            add(&mut batch, stored, name, &columns);
        }
        if batch.len() < AT_A_TIME { Ok(()) } else { visit(std::mem::take(&mut batch)) }
    })?;
    visit(batch)
}

fn add(batch: &mut Batch, stored: &Stored, name: &str, columns: &[Option<Field>]) {
    let accepted = format!("accepted {}, {}", stored.first_seen, stored.customer.place);
    for field in KEPT {
        let text = match field {
            Field::CompanyName => name,
            // Partner Center has not told its ID yet: say where it comes from.
            Field::CustomerId if !stored.customer.place.is_empty() => &accepted,
            _ => stored.customer.value(*field),
        };
        let cell = batch.push_text(text);
        batch.push_cell(cell);
    }
    batch.end_row(0, None, columns);
}

/// Finishes what killed runs have left: records the results that were published, and forgets the others.
pub(super) fn recover(store: &mut Store) -> Result<()> {
    for run in store.runs()?.into_iter().filter(|run| run.state == RunState::Announced) {
        let manifest = Path::new(&run.folder).join(MANIFEST);
        let is_published = fs::read(manifest).is_ok_and(|bytes| checksum(&bytes) == run.id);
        if is_published {
            record(store, &run)?;
        } else {
            store.withdraw(&run.id)?;
        }
    }
    Ok(())
}

/// What the store remembers of a run with this manifest; its result's checksum and place are told later.
pub(super) fn run_of(manifest: &Manifest) -> Run {
    let inputs: Vec<&str> = manifest.inputs.iter().map(|input| input.sha256.as_str()).collect();
    Run { day: manifest.date.clone(), inputs: inputs.join("\n"), ..Run::default() }
}

/// Brings what a published run accepted into the store.
pub(super) fn record(store: &mut Store, run: &Run) -> Result<Imported> {
    let table = accepted_table(Path::new(&run.folder));
    let options = ReadOptions::new(Purpose::Customers);
    let mut imported = Imported::default();
    for file in expand(&[table.to_string_lossy().into_owned()])? {
        imported += read_into(open(file, &options)?, |customers| store.record(run, customers))?;
    }
    Ok(imported)
}
