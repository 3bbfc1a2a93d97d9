//! The way of the data, from inputs to a result: the only room that knows order, threads and windows.
//!
//! One thread reads, one writes, and between them a window of batches at a time goes through the stages: looked at row
//! by row on all threads, entered in the index of rows shard by shard, settled in input order, and made into output on
//! all threads again. The result depends on the inputs alone: neither on threads nor on the size of a batch.

mod notice;
mod prepare;
mod progress;
mod render;
mod tally;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::examine::{Examined, Examiner};
use crate::facts::Facts;
use crate::matching::{Collision, KnownCustomers};
use crate::messages::Messages;
use crate::model::{Batch, Source, TableFormat};
use crate::read::original::Checksum;
use crate::read::{Chunk, OpenInput, is_not_utf8};
use crate::settle::{Settled, Settler};
use crate::write::{Counts, Durations, Input, Layout, Manifest, OutputSet, Rendered};

pub use notice::Notice;
pub use prepare::{Job, notices};
pub use tally::FirstFinding;

use prepare::{Opened, Prepared, prepare};
use progress::Progress;
use render::{Renderer, Words};
use tally::Tally;

/// How many batches a window holds for each thread: enough that threads rarely wait for each other, few enough that
/// the batches in flight stay small beside the index.
const BATCHES_A_THREAD: usize = 3;

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was read, counted and written.
    pub manifest: Manifest,
    /// What a person should know of how the inputs were read.
    pub notices: Vec<Notice>,
    /// The first findings, for a look on the terminal.
    pub first_findings: Vec<FirstFinding>,
}

/// Does the whole job: reads, validates, matches and routes every row, and publishes the result. With nothing to be
/// written, the same decisions are made and only counted.
pub fn run(job: &Job<'_>) -> Result<Outcome> {
    let started = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(job.threads)
        .build()
        .map_err(|error| Error::failed("could not start the threads").because(error))?;
    let (prepared, opened) = pool.install(|| prepare(job))?;
    let prepare_seconds = started.elapsed().as_secs_f64();
    let Passed { tally, output, inputs, notices } = match pass(job, &pool, &prepared, opened) {
        // A text that began as UTF-8 did not go on as such. Nothing has been published yet: all begins anew.
        Err(error) if is_not_utf8(&error) => {
            pass(job, &pool, &prepared, pool.install(|| prepared.open_for_sure(job))?)?
        }
        passed => passed?,
    };

    let mut manifest = Manifest { existing: prepared.existing, inputs, ..Manifest::default() };
    tally.fill(&mut manifest, job.catalogue);
    manifest.version = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    manifest.date.clone_from(&job.partner.today);
    let words = Messages::of(job.lang);
    manifest.notices = notices.iter().map(|notice| notice.text(words)).collect();
    manifest.durations = Durations { prepare: prepare_seconds, run: started.elapsed().as_secs_f64() - prepare_seconds };
    if let Some(output) = output {
        conserve(&manifest.counts, &output)?;
        manifest = output.publish(manifest)?;
    }
    Ok(Outcome { manifest, notices, first_findings: tally.first_findings() })
}

/// What is there when every row has passed, and nothing is published yet.
struct Passed {
    tally: Tally,
    output: Option<OutputSet>,
    inputs: Vec<Input>,
    notices: Vec<Notice>,
}

/// Lets every row of the inputs pass once.
fn pass(job: &Job<'_>, pool: &ThreadPool, prepared: &Prepared, opened: Opened) -> Result<Passed> {
    let layout = Layout::new(&opened.sources);
    let output = match &job.target {
        Some(target) => Some(OutputSet::create(target.clone(), opened.format, &layout)?),
        None => None,
    };
    let run = Run {
        job,
        sources: &opened.sources,
        layout: &layout,
        customers: &prepared.customers,
        format: opened.format,
        pool,
    };
    let Streamed { tally, output, checksums } = run.stream(opened.inputs, output)?;
    let mut inputs = opened.listed;
    for (input, checksum) in inputs.iter_mut().zip(checksums) {
        (input.bytes, input.sha256) = (checksum.bytes, checksum.sha256);
    }
    let mut notices = prepared.notices.clone();
    notices.extend(with_twins(&inputs, opened.notices));
    Ok(Passed { tally, output, inputs, notices })
}

/// Says of inputs that they are the same as one before, ahead of what there is to know of each.
fn with_twins(inputs: &[Input], of_inputs: Vec<Vec<Notice>>) -> Vec<Notice> {
    let mut notices = Vec::new();
    for ((place, input), of_input) in inputs.iter().enumerate().zip(of_inputs) {
        if let Some(twin) = inputs[..place].iter().find(|other| other.sha256 == input.sha256) {
            notices.push(Notice::SameContent { file: input.file.clone(), twin: twin.file.clone() });
        }
        notices.extend(of_input);
    }
    notices
}

/// Every row that was read must have been written, each once: readers and writers count apart.
fn conserve(counts: &Counts, output: &OutputSet) -> Result<()> {
    let [accepted, requests, review, rejected, _] = output.rows();
    let written = accepted + requests + review + rejected;
    if counts.rows == written && counts.balance() {
        return Ok(());
    }
    Err(Error::failed(format!("{} rows were read but {written} written; nothing was published", counts.rows))
        .with_hint("this is a fault of the program: please report it with the command you gave"))
}

/// What the threads of a run share.
struct Run<'a> {
    job: &'a Job<'a>,
    sources: &'a [Source],
    layout: &'a Layout,
    customers: &'a KnownCustomers,
    format: TableFormat,
    pool: &'a ThreadPool,
}

/// Some rows as they come from the reading thread: of which input's first table on they are numbered.
type Read = Result<(u32, Chunk)>;

/// What the threads have brought together.
struct Streamed {
    tally: Tally,
    output: Option<OutputSet>,
    /// The inputs', in their order.
    checksums: Vec<Checksum>,
}

impl Run<'_> {
    /// Lets the rows pass: read on one thread, worked on here, written on another.
    fn stream(&self, inputs: Vec<OpenInput>, output: Option<OutputSet>) -> Result<Streamed> {
        let window = BATCHES_A_THREAD * self.pool.current_num_threads();
        let total = inputs.iter().map(|input| input.bytes).sum();
        let progress = Progress::new(self.job.show_progress, total);
        let spare = Spare::default();
        thread::scope(|scope| {
            let (chunks_to, chunks) = sync_channel::<Read>(window);
            let reader = scope.spawn(move || read_all(inputs, &chunks_to));

            let (rendered_to, rendered) = sync_channel::<Rendered>(window);
            let writer = scope.spawn(|| write_all(output, rendered, &spare));

            let worked = self.work(&chunks, window, &rendered_to, &spare, &progress);
            // The reader stops when nobody takes its chunks, the writer when nothing more comes.
            drop(chunks);
            drop(rendered_to);
            let written = writer.join().unwrap_or_else(|_| Err(Error::failed("the writing thread gave up")));
            let checksums = reader.join().map_err(|_| Error::failed("the reading thread gave up"));
            progress.finish();
            // When writing fails, working stops for that reason.
            let output = written?;
            Ok(Streamed { tally: worked?, output, checksums: checksums? })
        })
    }

    /// Works on a window after the other: while the rows of one are looked at, those of the one before are settled and
    /// made into output.
    fn work(
        &self,
        chunks: &Receiver<Read>,
        window: usize,
        rendered_to: &SyncSender<Rendered>,
        spare: &Spare,
        progress: &Progress,
    ) -> Result<Tally> {
        let words = Words::new(self.job.catalogue, self.job.lang);
        let mut settler = Settler::new(self.sources, self.job.catalogue, self.customers);
        let mut tally = Tally::new(self.sources.len(), self.job.catalogue);
        let mut examined = Vec::new();
        loop {
            let read: Vec<Read> = chunks.iter().take(window).collect();
            if read.is_empty() && examined.is_empty() {
                return Ok(tally);
            }
            let before = std::mem::take(&mut examined);
            let (finished, looked_at) = self.pool.install(|| {
                rayon::join(
                    || {
                        let settled = settle(&mut settler, before);
                        let (pieces, parts) = self.render(&settled, &settler, &words, spare, &tally);
                        (settled, pieces, parts)
                    },
                    || self.examine(read),
                )
            });
            let (settled, pieces, parts) = finished;
            for part in parts {
                tally.add(part);
            }
            progress.advance(settled.iter().map(|batch| (batch.batch.len(), batch.batch.text_len())));
            if pieces.into_iter().any(|piece| rendered_to.send(piece).is_err()) {
                // The writer has given up and says why itself.
                return Ok(tally);
            }
            examined = looked_at?;
        }
    }

    /// Takes a window apart and looks at its rows one by one.
    fn examine(&self, read: Vec<Read>) -> Result<Vec<Examined>> {
        let examiner = Examiner {
            facts: Facts::builtin(),
            catalogue: self.job.catalogue,
            partner: self.job.partner,
            customers: self.customers,
        };
        read.into_par_iter()
            .map(|chunk| {
                let (first_source, chunk) = chunk?;
                let table = first_source + chunk.table();
                let source = &self.sources[table as usize];
                let in_table = |error: Error| error.in_file(&source.file).in_sheet(&source.sheet);
                let batch: Batch = chunk.parse(first_source).map_err(in_table)?;
                Ok(examiner.examine(batch, source))
            })
            .collect()
    }

    /// Makes a settled window into output, and counts it.
    fn render(
        &self,
        settled: &[Settled],
        settler: &Settler<'_>,
        words: &Words<'_>,
        spare: &Spare,
        tally: &Tally,
    ) -> (Vec<Rendered>, Vec<Tally>) {
        let renderer = Renderer {
            layout: self.layout,
            words,
            customers: self.customers,
            settler,
            sources: self.sources,
            format: self.job.target.as_ref().map(|_| self.format),
        };
        settled
            .par_iter()
            .map(|batch| {
                let rendered = renderer.render(batch, spare.take());
                (rendered, tally.part(batch, self.sources, self.job.catalogue))
            })
            .unzip()
    }
}

/// Enters a window's keys and gives its rows their places.
fn settle(settler: &mut Settler<'_>, mut examined: Vec<Examined>) -> Vec<Settled> {
    let firsts: Vec<u32> = examined.iter_mut().map(|batch| settler.number(batch)).collect();
    let mut collisions: Vec<Collision> = settler
        .index()
        .shards()
        .par_iter_mut()
        .flat_map_iter(|shard| {
            let mut collisions = Vec::new();
            for (batch, first) in examined.iter().zip(&firsts) {
                shard.enter(*first, &batch.keys, &mut collisions);
            }
            collisions
        })
        .collect();
    collisions.sort_unstable();
    let mut rest = collisions.as_slice();
    examined.into_iter().map(|batch| settler.settle(batch, &mut rest)).collect()
}

/// Output that has been written, for its memory to be used again.
#[derive(Default)]
struct Spare(Mutex<Vec<Rendered>>);

impl Spare {
    fn take(&self) -> Option<Rendered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give(&self, written: Rendered) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(written);
    }
}

/// Reads every input to its end; the checksums of those that were.
fn read_all(inputs: Vec<OpenInput>, chunks: &SyncSender<Read>) -> Vec<Checksum> {
    let mut first_source = 0;
    let mut checksums = Vec::with_capacity(inputs.len());
    for mut input in inputs {
        let mut wanted = true;
        let read = input.read(|chunk| {
            wanted = chunks.send(Ok((first_source, chunk))).is_ok();
            wanted
        });
        match read.and_then(|()| input.checksum()) {
            Ok(checksum) if wanted => checksums.push(checksum),
            Ok(_) => break,
            Err(error) => {
                // Where nobody takes it, the run has failed already.
                let _ = chunks.send(Err(error));
                break;
            }
        }
        first_source += u32::try_from(input.tables.len()).unwrap_or(u32::MAX);
    }
    checksums
}

fn write_all(mut output: Option<OutputSet>, rendered: Receiver<Rendered>, spare: &Spare) -> Result<Option<OutputSet>> {
    for batch in rendered {
        if let Some(output) = &mut output {
            output.write(&batch)?;
        }
        spare.give(batch);
    }
    Ok(output)
}
