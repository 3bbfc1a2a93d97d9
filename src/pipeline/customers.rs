//! Between lists and the store of known customers: what comes into it, and what is written out of it.

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::notice::Notice;
use super::prepare::notices;
use crate::error::{Error, Result, Stop};
use crate::facts::{Facts, domain};
use crate::model::{Field, OwnColumn, Reading, Row, RowFault, Source};
use crate::normalise::normalise;
use crate::read::apart::Reader;
use crate::read::encoding::Look;
use crate::read::header::{Purpose, Told};
use crate::read::{OpenInput, ReadOptions, expand, open};
use crate::store::{Customer, Imported, KEPT, List, PairDecision, Store};
use crate::write::{CellSink as _, CsvRows};

/// Lists of customers that go into the store, and how they are to be read.
#[derive(Clone, Debug)]
pub struct CustomerList<'a> {
    /// Files, folders or patterns.
    pub files: &'a [String],
    /// What the list is called in the store, from one import to the next; the file's own name if it is not told.
    pub name: Option<&'a str>,
    /// Whether it has every customer, so that one it does not have any more is gone.
    pub is_full: bool,
    /// The day, ISO 8601.
    pub day: &'a str,
    /// What the user said of its columns.
    pub columns: &'a [Told],
    /// What is known of countries.
    pub facts: &'a Facts,
    /// Where workbooks are read.
    pub reader: Reader,
}

/// How many batches of customers wait for the database.
const WAITING: usize = 4;

/// How many bytes of an export are written at a time.
const WRITTEN_AT_A_TIME: usize = 256 * 1024;

/// Brings lists into the store, each file one. Returns what there is to know of how they were read as well.
pub fn import(store: &mut Store, list: &CustomerList<'_>) -> Result<(Imported, Vec<Notice>)> {
    let options = ReadOptions {
        columns: list.columns.to_vec(),
        reader: list.reader.clone(),
        ..ReadOptions::new(Purpose::Customers)
    };
    let (mut imported, mut told) = (Imported::default(), Vec::new());
    let (files, _) = expand(list.files, &Stop::default())?;
    if list.is_full && list.name.is_some() && files.len() > 1 {
        return Err(Error::could_not_run("several files under one name cannot each be the full list")
            .with_hint("leave out `--name`, or bring them together in one file"));
    }
    for file in files {
        let input = open(file, &options, Look::Whole)?;
        let name = input.name.clone();
        if list.is_full && input.has_more {
            return Err(Error::could_not_run("the file is one page of an answer, not the full list of customers")
                .in_file(&name)
                .with_hint("leave out `--full`, or bring the `items` of all pages together in one array"));
        }
        told.extend(notices(&input, None));
        let own_name = Path::new(&name).file_name().map(|name| name.to_string_lossy().into_owned());
        let list_name = list.name.map_or_else(|| own_name.unwrap_or_default(), str::to_owned);
        let into = List { name: &list_name, is_full: list.is_full, day: list.day };
        let (of_file, left_out) = read_into(input, list.facts, |customers| store.import(into, customers))?;
        imported += of_file;
        told.extend(left_out.notice(&name));
    }
    Ok((imported, told))
}

/// Gives every customer to `write` as comma-separated text that lists of existing customers are read from. Returns how
/// many there are.
pub fn export(store: &mut Store, write: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<u64> {
    let mut rows = CsvRows::default();
    let rest = ["customer", "former_names", "origin", "first_seen", "last_seen", "gone_since"];
    rows.cells(KEPT.iter().map(|field| field.name()).chain(rest));
    rows.end_row();
    let mut count = 0;
    store.each(&mut |stored| {
        let former_names = stored.former_names.join("; ");
        let rest = [
            &stored.identity,
            &former_names,
            &stored.origin,
            &stored.first_seen,
            &stored.last_seen,
            &stored.gone_since,
        ];
        rows.cells(stored.customer.values.iter().chain(rest).map(String::as_str));
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

/// Decisions as comma-separated text.
pub fn decisions_as_csv(decisions: &[PairDecision]) -> Vec<u8> {
    let mut rows = CsvRows::default();
    rows.cells(["company", "known", "decision", "day"].into_iter());
    rows.end_row();
    for PairDecision { company, known, decision, day } in decisions {
        rows.cells([company, known, decision.name(), day].into_iter());
        rows.end_row();
    }
    rows.bytes
}

/// The rows of a list that say of no customer who it is: they cannot be read properly, or hold neither a name nor an ID.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LeftOut {
    rows: u64,
    first: u32,
}

impl LeftOut {
    fn add(&mut self, line: u32) {
        if self.rows == 0 {
            self.first = line;
        }
        self.rows += 1;
    }

    fn notice(self, file: &str) -> Option<Notice> {
        let LeftOut { rows, first } = self;
        (rows > 0).then(|| Notice::CustomersLeftOut { file: file.to_owned(), rows, first })
    }
}

/// Lets one thread read an input while `take` uses its customers.
pub(super) fn read_into<T>(
    input: OpenInput,
    facts: &Facts,
    take: impl FnOnce(&mut dyn Iterator<Item = Result<Customer>>) -> Result<T>,
) -> Result<(T, LeftOut)> {
    let (to, customers) = sync_channel(WAITING);
    thread::scope(|scope| {
        let reader = thread::Builder::new()
            .spawn_scoped(scope, move || read_all(input, facts, &to))
            .map_err(Error::no_thread)?;
        let mut customers = customers.into_iter().flat_map(|read: Result<Vec<Customer>>| match read {
            Ok(customers) => customers.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(error) => vec![Err(error)],
        });
        let taken = take(&mut customers);
        // The reader stops when nobody takes its customers.
        drop(customers);
        let left_out = reader.join().map_err(|_| Error::failed("the reading thread gave up"))?;
        Ok((taken?, left_out))
    })
}

fn read_all(mut input: OpenInput, facts: &Facts, to: &SyncSender<Result<Vec<Customer>>>) -> LeftOut {
    let sources: Vec<Source> = input.tables.iter().map(|table| table.source.clone()).collect();
    let name = input.name.clone();
    let mut left_out = LeftOut::default();
    let read = input.read(|chunk| {
        let customers = chunk.parse(0).map_err(|error| error.in_file(&name)).map(|mut batch| {
            let readings = normalise(&mut batch, facts);
            let source = &sources[batch.source as usize];
            let mut customers = Vec::with_capacity(batch.len());
            for (row, reading) in batch.rows().zip(&readings) {
                match row.fault() {
                    Some(RowFault::HeaderAgain | RowFault::Totals) => {}
                    Some(_) => left_out.add(row.line()),
                    None if !says_who(row) => left_out.add(row.line()),
                    None => customers.push(customer(row, reading, source)),
                }
            }
            customers
        });
        let go_on = customers.is_ok();
        to.send(customers).is_ok() && go_on
    });
    if let Err(error) = read {
        // Where nobody takes it, the import has failed already.
        let _ = to.send(Err(error));
    }
    left_out
}

/// Whether a row says of some customer who it is.
fn says_who(row: Row<'_>) -> bool {
    [Field::CustomerId, Field::CompanyName, Field::RegistrationId, Field::DomainPrefix]
        .iter()
        .any(|field| !row.field(*field).is_empty())
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
