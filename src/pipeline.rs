//! The way of the data, from inputs to a result: the only room that knows order, threads and windows.
//!
//! One thread reads, one writes, and between them a window of batches at a time goes through the stages: looked at row
//! by row on all threads, entered in the index of rows shard by shard, settled in input order, and made into output on
//! all threads again. The result depends on the inputs alone: neither on threads nor on the size of a batch.

mod explain;
mod link;
mod prepare;
mod progress;
mod render;
mod tally;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::examine::{Examined, Examiner};
use crate::facts::Facts;
use crate::matching::likeness::Links;
use crate::matching::{Collision, KnownCustomers};
use crate::model::{Batch, MatchMethod, Source, TableFormat};
use crate::read::{Chunk, OpenInput};
use crate::settle::{Settled, Settler};
use crate::write::{Counts, Durations, Layout, Manifest, MatchingCost, OutputSet, Rendered};

pub use explain::{Explanation, explain};
pub use prepare::{Job, Notice, Prepared, prepare};
pub use tally::FirstFinding;

use progress::Progress;
use render::Renderer;
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
    let mut prepared = pool.install(|| prepare(job))?;
    let layout = Layout::new(&prepared.sources);
    let output = match &job.target {
        Some(target) => Some(OutputSet::create(target.clone(), prepared.format, &layout)?),
        None => None,
    };
    let links = match job.matching.method {
        MatchMethod::Exact => None,
        MatchMethod::Full => {
            let profiles = std::mem::take(&mut prepared.profiles);
            Some(pool.install(|| link::link(job, &mut prepared.inputs, profiles))?)
        }
    };
    let prepare_seconds = started.elapsed().as_secs_f64();

    let run = Run {
        job,
        sources: &prepared.sources,
        layout: &layout,
        customers: &prepared.customers,
        links: links.as_ref(),
        format: prepared.format,
        pool: &pool,
    };
    let (tally, output) = run.stream(prepared.inputs, output)?;

    let mut manifest =
        Manifest { existing: prepared.existing, inputs: prepared.manifest_inputs, ..Manifest::default() };
    tally.fill(&mut manifest, job.catalogue);
    manifest.matching = links.as_ref().map(|links| MatchingCost {
        pairs: links.report.pairs,
        generic_values: links.report.generic.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect(),
        skipped_keys: links.report.skipped_keys,
    });
    manifest.version = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    manifest.date.clone_from(&job.partner.today);
    manifest.durations = Durations { prepare: prepare_seconds, run: started.elapsed().as_secs_f64() - prepare_seconds };
    if let Some(output) = output {
        conserve(&manifest.counts, &output)?;
        manifest = output.publish(manifest)?;
    }
    Ok(Outcome { manifest, notices: prepared.notices, first_findings: tally.first_findings() })
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
    links: Option<&'a Links>,
    format: TableFormat,
    pool: &'a ThreadPool,
}

/// Some rows as they come from the reading thread: of which input's first table on they are numbered.
type Read = Result<(u32, Chunk)>;

impl Run<'_> {
    /// Lets the rows pass: read on one thread, worked on here, written on another.
    fn stream(&self, inputs: Vec<OpenInput>, output: Option<OutputSet>) -> Result<(Tally, Option<OutputSet>)> {
        let window = BATCHES_A_THREAD * self.pool.current_num_threads();
        let total = inputs.iter().map(|input| input.survey.bytes).sum();
        let progress = Progress::new(self.job.show_progress, total);
        thread::scope(|scope| {
            let (chunks_to, chunks) = sync_channel::<Read>(window);
            scope.spawn(move || read_all(inputs, &chunks_to));

            let (rendered_to, rendered) = sync_channel::<Vec<Rendered>>(1);
            let writer = scope.spawn(move || write_all(output, &rendered));

            let worked = self.work(&chunks, window, &rendered_to, &progress);
            // The reader stops when nobody takes its chunks, the writer when nothing more comes.
            drop(chunks);
            drop(rendered_to);
            let written = writer.join().unwrap_or_else(|_| Err(Error::failed("the writing thread gave up")));
            progress.finish();
            // When writing fails, working stops for that reason.
            let output = written?;
            Ok((worked?, output))
        })
    }

    fn work(
        &self,
        chunks: &Receiver<Read>,
        window: usize,
        rendered_to: &SyncSender<Vec<Rendered>>,
        progress: &Progress,
    ) -> Result<Tally> {
        let examiner = Examiner {
            facts: Facts::builtin(),
            catalogue: self.job.catalogue,
            partner: self.job.partner,
            customers: self.customers,
            links: self.links,
        };
        let mut settler = Settler::new(self.sources, self.job.catalogue, self.customers, self.links);
        let mut tally = Tally::new(self.sources.len(), self.job.catalogue);
        loop {
            let read: Vec<Read> = chunks.iter().take(window).collect();
            if read.is_empty() {
                return Ok(tally);
            }
            let looked_at: Vec<Examined> = self.pool.install(|| {
                read.into_par_iter()
                    .map(|chunk| {
                        let (first_source, chunk) = chunk?;
                        let batch: Batch = chunk.parse(first_source)?;
                        let source = &self.sources[batch.source as usize];
                        Ok(examiner.examine(batch, source))
                    })
                    .collect::<Result<_>>()
            })?;
            let window_settled = self.settle(&mut settler, &examiner, looked_at);
            let renderer = Renderer {
                layout: self.layout,
                catalogue: self.job.catalogue,
                lang: self.job.lang,
                customers: self.customers,
                settler: &settler,
                links: self.links,
                sources: self.sources,
                format: self.job.target.as_ref().map(|_| self.format),
            };
            let (pieces, parts): (Vec<Rendered>, Vec<Tally>) = self.pool.install(|| {
                window_settled
                    .par_iter()
                    .map(|batch| (renderer.render(batch), tally.part(batch, self.sources, self.job.catalogue)))
                    .unzip()
            });
            for part in parts {
                tally.add(part);
            }
            progress.advance(window_settled.iter().map(|batch| (batch.batch.len(), batch.batch.text_len())));
            if rendered_to.send(pieces).is_err() {
                // The writer has given up and says why itself.
                return Ok(tally);
            }
        }
    }

    /// Enters a window's keys and gives its rows their places.
    fn settle(&self, settler: &mut Settler<'_>, examiner: &Examiner<'_>, mut window: Vec<Examined>) -> Vec<Settled> {
        let firsts: Vec<u32> = window.iter_mut().map(|batch| settler.number(batch)).collect();
        self.pool.install(|| window.par_iter_mut().for_each(|batch| examiner.recall(batch)));
        let mut collisions: Vec<Collision> = self.pool.install(|| {
            settler
                .index()
                .shards()
                .par_iter_mut()
                .flat_map_iter(|shard| {
                    let mut collisions = Vec::new();
                    for (batch, first) in window.iter().zip(&firsts) {
                        shard.enter(*first, &batch.keys, &mut collisions);
                    }
                    collisions
                })
                .collect()
        });
        collisions.sort_unstable();
        let mut rest = collisions.as_slice();
        window.into_iter().map(|batch| settler.settle(batch, &mut rest)).collect()
    }
}

fn read_all(inputs: Vec<OpenInput>, chunks: &SyncSender<Read>) {
    let mut first_source = 0;
    for mut input in inputs {
        let tables = u32::try_from(input.tables.len()).unwrap_or(u32::MAX);
        let mut wanted = true;
        let read = input.read(|chunk| {
            wanted = chunks.send(Ok((first_source, chunk))).is_ok();
            wanted
        });
        if let Err(error) = read {
            // Where nobody takes it, the run has failed already.
            let _ = chunks.send(Err(error));
            return;
        }
        if !wanted {
            return;
        }
        first_source += tables;
    }
}

fn write_all(mut output: Option<OutputSet>, rendered: &Receiver<Vec<Rendered>>) -> Result<Option<OutputSet>> {
    for batches in rendered {
        if let Some(output) = &mut output {
            batches.iter().try_for_each(|batch| output.write(batch))?;
        }
    }
    Ok(output)
}
