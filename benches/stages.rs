//! How fast each stage is, so that a loss shows where it happened: `cargo bench --bench stages`.
//!
//! Every stage is fed the same list. To add one, add a function and name it in `criterion_group!`.

mod support;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use support::{Options, write_prospects};

/// Rows of the list: about two megabytes, more than the processor's inner caches hold.
const ROWS: u64 = 10_000;

/// Cutting a list into cells and nothing else: what every other stage is measured against.
fn cells(criterion: &mut Criterion) {
    let mut list = Vec::new();
    write_prospects(&mut list, &Options::mixed(ROWS, 0)).expect("a list in memory");
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("cells", |bencher| bencher.iter(|| count_cells(black_box(&list))));
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

criterion_group!(stages, cells);
criterion_main!(stages);
