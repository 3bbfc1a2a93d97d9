//! How fast each stage is, so that a loss shows where it happened: `cargo bench --bench stages`.
//!
//! Every stage is fed the same list, one thread at work. To add one, add a line to [`stages`].

mod support;

use std::hint::black_box;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use partner_intake::catalogue::Catalogue;
use partner_intake::examine::Examiner;
use partner_intake::facts::{Country, Facts};
use partner_intake::matching::{KeyMaker, Keys, KnownCustomers, KnownCustomersBuilder, Origin, RowIndex};
use partner_intake::model::{Batch, Column, CountryReading, Field, Partner, Reading, Source};
use partner_intake::normalise::{normalise, phone, registration_id};
use partner_intake::read::apart::Reader;
use partner_intake::read::csv::{BLOCK, Blocks};
use partner_intake::read::encoding::Look;
use partner_intake::read::excel::{Limits, Workbook};
use partner_intake::read::header::{Purpose, map_header};
use partner_intake::read::{InputFile, ReadOptions, open};
use partner_intake::validate::registration_id::judge;

use support::{Options, write_customers, write_prospects};

/// Rows of the list: about two megabytes, more than the processor's inner caches hold.
const ROWS: u64 = 10_000;

/// Customers that rows are matched with.
const CUSTOMERS: u64 = 100_000;

/// The list as its bytes, and what its columns hold.
struct List {
    bytes: Vec<u8>,
    source: Source,
    columns: Vec<Option<Field>>,
}

impl List {
    fn new() -> Self {
        let mut bytes = Vec::new();
        write_prospects(&mut bytes, &Options::mixed(ROWS, 0)).expect("a list in memory");
        Self::of(bytes, Purpose::Prospects)
    }

    fn of(bytes: Vec<u8>, purpose: Purpose) -> Self {
        let mut blocks = Blocks::new(bytes.as_slice(), b',', BLOCK, 1 << 20);
        let header = blocks.peek(BLOCK, 1).expect("memory").remove(0).1;
        let columns = map_header(&header, &[], &[], purpose).columns;
        let fields = columns.iter().map(|column| match column {
            Column::Field(field) => Some(*field),
            Column::Own(_) | Column::WholeName(_) | Column::Carried => None,
        });
        let fields = fields.collect();
        List { bytes, source: Source { headers: header, columns, ..Source::default() }, columns: fields }
    }

    /// Finds the records and takes them apart into cells.
    fn read(&self) -> Vec<Batch> {
        let mut blocks = Blocks::new(self.bytes.as_slice(), b',', BLOCK, 1 << 20);
        blocks.start_after(1);
        blocks.expect_width(self.columns.len());
        let mut batches = Vec::new();
        while let Some(block) = blocks.next_block().expect("memory") {
            batches.push(block.parse(0, b',', self.columns.len(), &self.columns).expect("UTF-8"));
        }
        batches
    }
}

fn stages(criterion: &mut Criterion) {
    let list = List::new();
    let batches = list.read();
    let (facts, partner, customers) = (Facts::builtin(), Partner::default(), KnownCustomers::default());
    let examiner =
        Examiner { facts, catalogue: Catalogue::builtin(), partner: &partner, customers: &customers, links: None };

    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Elements(ROWS));
    // Cutting a list into cells by the library and nothing else: what every other stage is measured against.
    group.bench_function("cells", |bencher| bencher.iter(|| count_cells(black_box(&list.bytes))));
    group.bench_function("read", |bencher| bencher.iter(|| black_box(&list).read()));
    group.bench_function("normalise", |bencher| {
        let normalise_all = |mut batches: Vec<Batch>| {
            for batch in &mut batches {
                black_box(normalise(batch, facts));
            }
            batches
        };
        bencher.iter_batched(|| batches.clone(), normalise_all, BatchSize::LargeInput);
    });
    // Normalising, every check, keys: all that is done for a row alone.
    group.bench_function("examine", |bencher| {
        let examine_all = |batches: Vec<Batch>| -> Vec<_> {
            batches.into_iter().map(|batch| examiner.examine(batch, &list.source)).collect()
        };
        bencher.iter_batched(|| batches.clone(), examine_all, BatchSize::LargeInput);
    });
    group.finish();
}

/// Reading a workbook: calamine's own loop over the cells, and ours, which measures each part before it trusts it.
fn workbook(criterion: &mut Criterion) {
    let list = tempfile::NamedTempFile::new().expect("room for a list");
    write_prospects(&mut list.as_file(), &Options::mixed(ROWS, 0)).expect("room for a list");
    let book = tempfile::NamedTempFile::new().expect("room for a workbook");
    support::workbook::from_csv(list.path(), book.path()).expect("room for a workbook");
    let book = std::fs::read(book.path()).expect("the workbook was just written");
    let columns = vec![None; support::COLUMNS.len()];

    let mut group = criterion.benchmark_group("workbook");
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("cells", |bencher| {
        bencher.iter(|| {
            let mut book = Xlsx::new(Cursor::new(book.as_slice())).expect("a workbook");
            let sheet = book.sheet_names().remove(0);
            let mut cells = book.worksheet_cells_reader(&sheet).expect("a sheet");
            let mut count = 0;
            while let Some(cell) = cells.next_cell().expect("a cell") {
                black_box(cell);
                count += 1;
            }
            count
        });
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            let bytes = Cursor::new(book.clone());
            let mut book = Workbook::from_bytes(bytes, String::new(), &Limits::default()).expect("a workbook");
            let sheet = book.sheets()[0].name.clone();
            let mut rows = book.sheet(&sheet).expect("a sheet");
            let mut count = 0;
            while let Some(batch) = rows.next_batch(0, &columns).expect("rows") {
                count += black_box(batch).rows().len();
            }
            count
        });
    });
    // As the command reads it: in a process of its own, started for each workbook.
    let list = tempfile::Builder::new().suffix(".xlsx").tempfile().expect("room for a workbook");
    std::fs::write(list.path(), &book).expect("room for a workbook");
    for (name, reader) in
        [("open-here", Reader::Here), ("open-apart", Reader::Apart(env!("CARGO_BIN_EXE_intake").into()))]
    {
        let options = ReadOptions { reader, ..ReadOptions::new(Purpose::Prospects) };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut input = open(InputFile::new(list.path()), &options, Look::Beginning).expect("a workbook");
                let mut count = 0;
                input
                    .try_read(|chunk| {
                        count += black_box(chunk.parse(0)?).rows().len();
                        Ok(())
                    })
                    .expect("rows");
                count
            });
        });
    }
    group.finish();
}

/// What exact matching costs a row: its keys, a look at the known customers, and its place in the index of rows so far.
fn matching(criterion: &mut Criterion) {
    let options = Options::mixed(ROWS, CUSTOMERS);
    let (mut rows, mut customers) = (Vec::new(), Vec::new());
    write_prospects(&mut rows, &options).expect("a list in memory");
    write_customers(&mut customers, &options).expect("a list in memory");
    let mut known = KnownCustomersBuilder::default();
    for (batch, readings) in normalised(&List::of(customers, Purpose::Customers)) {
        known.add(&batch, &keys(&batch, &readings, Origin::Customers));
    }
    let known = KnownCustomers::from(known);
    let rows = normalised(&List::of(rows, Purpose::Prospects));
    let origin = Origin::Run { anywhere: known.has_some_anywhere() };

    let mut group = criterion.benchmark_group("exact matching");
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("keys", |bencher| {
        bencher.iter(|| rows.iter().for_each(|(batch, readings)| drop(black_box(keys(batch, readings, origin)))));
    });
    let all_keys: Vec<Keys> = rows.iter().map(|(batch, readings)| keys(batch, readings, origin)).collect();
    group.bench_function("known customers", |bencher| {
        bencher.iter(|| {
            let mut found = Vec::new();
            for keys in &all_keys {
                for own in keys.list.chunk_by(|one, other| one.row == other.row) {
                    known.find(own, &keys.tags[own[0].row as usize], false, &mut found);
                    found.clear();
                }
            }
        });
    });
    group.bench_function("rows so far", |bencher| {
        bencher.iter_batched(
            || all_keys.clone(),
            |all_keys| {
                let (mut index, mut collisions, mut first) = (RowIndex::default(), Vec::new(), 0);
                for mut keys in all_keys {
                    keys.sort_into_shards();
                    index.shards().iter_mut().for_each(|shard| shard.enter(first, &keys, &mut collisions));
                    first += u32::try_from(keys.tags.len()).expect("few rows");
                }
                (index, collisions)
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn normalised(list: &List) -> Vec<(Batch, Vec<Reading>)> {
    let normalised = |mut batch: Batch| {
        let readings = normalise(&mut batch, Facts::builtin());
        (batch, readings)
    };
    list.read().into_iter().map(normalised).collect()
}

fn keys(batch: &Batch, readings: &[Reading], origin: Origin) -> Keys {
    let mut keys = Keys::default();
    let mut maker = KeyMaker::new(Facts::builtin(), origin);
    for (row, reading) in batch.rows().zip(readings) {
        maker.add(row, reading, &mut keys);
    }
    keys
}

/// A row's cells that depend on its country, which is read already.
struct Place {
    country: &'static Country,
    registration_id: String,
    phone: String,
    state: String,
    postal_code: String,
}

/// What the country's own rules cost a row: reading and judging registration ID, phone, state and postal code. Together
/// they are to stay below a microsecond.
fn checks(criterion: &mut Criterion) {
    let facts = Facts::builtin();
    let mut places = Vec::new();
    for batch in List::new().read() {
        for row in batch.rows() {
            let CountryReading::Known(code) = facts.read_country(row.field(Field::Country)) else { continue };
            let Some(country) = facts.country(code) else { continue };
            let cell = |field| row.field(field).trim().to_owned();
            places.push(Place {
                country,
                registration_id: cell(Field::RegistrationId),
                phone: cell(Field::Phone),
                state: cell(Field::State),
                postal_code: cell(Field::PostalCode),
            });
        }
    }
    let mut group = criterion.benchmark_group("checks");
    group.throughput(Throughput::Elements(places.len() as u64));
    let mut bench = |name: &str, check: fn(&Place, &mut String)| {
        let mut out = String::new();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for place in black_box(&places) {
                    out.clear();
                    check(place, &mut out);
                    black_box(&out);
                }
            });
        });
    };
    bench("registration-id", check_registration_id);
    bench("phone", check_phone);
    bench("state", check_state);
    bench("postal-code", check_postal_code);
    bench("all four", |place, out| {
        for check in [check_registration_id, check_phone, check_state, check_postal_code] {
            out.clear();
            check(place, out);
        }
    });
    group.finish();
}

fn check_registration_id(place: &Place, out: &mut String) {
    let ids = place.country.registration_id.as_ref();
    let changed = registration_id::compact(&place.registration_id, ids, out);
    let number = if changed { out.as_str() } else { &place.registration_id };
    match ids {
        Some(ids) => black_box(judge(number, ids).is_some()),
        None => black_box(!number.is_empty() && place.country.other_ids.wrong_digit(number).is_some()),
    };
}

fn check_phone(place: &Place, out: &mut String) {
    black_box(phone::read(&place.phone, Some(place.country.code), out));
}

fn check_state(place: &Place, _: &mut String) {
    if let Some(states) = place.country.states.as_ref().filter(|_| !place.state.is_empty()) {
        black_box(states.find(&place.state));
    }
}

fn check_postal_code(place: &Place, out: &mut String) {
    if let Some(codes) = place.country.postal_codes.as_ref().filter(|_| !place.postal_code.is_empty()) {
        let written = codes.write(place.country.code.as_str(), &place.postal_code, out);
        let code = if written { out.as_str() } else { &place.postal_code };
        black_box(codes.accepts(code));
        let state = place.country.states.as_ref().and_then(|states| states.find(&place.state));
        black_box(state.and_then(|state| state.has_postal_code(code)));
    }
}

fn count_cells(mut input: &[u8]) -> usize {
    let mut reader = csv_core::Reader::new();
    let mut cell = [0; 4096];
    let (mut cells, mut filled) = (0, 0);
    loop {
        let (result, read, written) = reader.read_field(input, &mut cell[filled..]);
        input = &input[read..];
        filled += written;
        match result {
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
            csv_core::ReadFieldResult::Field { .. } => (cells, filled) = (cells + 1, 0),
            csv_core::ReadFieldResult::End => return black_box(cells),
        }
    }
}

criterion_group!(benches, stages, matching, workbook, checks);
criterion_main!(benches);
