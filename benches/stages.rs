//! How fast each stage is, so that a loss shows where it happened: `cargo bench --bench stages`.
//!
//! Every stage is fed the same list, one thread at work. To add one, add a line to [`stages`].

mod support;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use partner_intake::catalogue::Catalogue;
use partner_intake::examine::Examiner;
use partner_intake::facts::Facts;
use partner_intake::matching::KnownCustomers;
use partner_intake::model::{Batch, Column, Field, Partner, Source};
use partner_intake::normalise::normalise;
use partner_intake::read::csv::{BLOCK, Blocks, LONGEST_RECORD};
use partner_intake::read::header::{Purpose, map_header};

use support::{Options, write_prospects};

/// Rows of the list: about two megabytes, more than the processor's inner caches hold.
const ROWS: u64 = 10_000;

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
        let mut blocks = Blocks::new(bytes.as_slice(), b',', BLOCK, LONGEST_RECORD);
        let header = blocks.peek(BLOCK, 1).expect("memory").remove(0).1;
        let columns = map_header(&header, &[], Purpose::Prospects).columns;
        let fields = columns.iter().map(|column| match column {
            Column::Field(field) => Some(*field),
            Column::Own(_) | Column::Carried => None,
        });
        let fields = fields.collect();
        List { bytes, source: Source { headers: header, columns, ..Source::default() }, columns: fields }
    }

    /// Finds the records and takes them apart into cells.
    fn read(&self) -> Vec<Batch> {
        let mut blocks = Blocks::new(self.bytes.as_slice(), b',', BLOCK, LONGEST_RECORD);
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

criterion_group!(benches, stages);
criterion_main!(benches);
