//! The rows on their way, window by window: which thread does what, and what waits for what.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rayon::ThreadPool;
use rayon::prelude::*;

use super::prepare::Job;
use super::progress::Progress;
use super::remember;
use super::render::{Renderer, Words};
use super::tally::Tally;
use crate::error::{Error, Result};
use crate::examine::{Examined, Examiner};
use crate::matching::likeness::Links;
use crate::matching::{Collision, KnownCustomers};
use crate::model::{Batch, Source, TableFormat};
use crate::read::original::Checksum;
use crate::read::{Chunk, OpenInput};
use crate::report::Kept;
use crate::settle::{Settled, Settler};
use crate::store::PairDecision;
use crate::write::{Layout, OutputSet, Rendered};

/// How many batches a window holds for each thread: enough that threads rarely wait for each other, few enough that
/// the batches in flight stay small beside the index.
const BATCHES_A_THREAD: usize = 2;

/// What the threads of a run share.
pub(super) struct Run<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) sources: &'a [Source],
    pub(super) layout: &'a Layout,
    pub(super) customers: &'a KnownCustomers,
    pub(super) links: Option<&'a Links>,
    pub(super) format: TableFormat,
    pub(super) pool: &'a ThreadPool,
}

/// Some rows as they come from the reading thread: of which input's first table on they are numbered.
type Read = Result<(u32, Chunk)>;

/// What the threads have brought together.
pub(super) struct Streamed {
    pub(super) tally: Tally,
    pub(super) kept: Kept,
    pub(super) output: Option<OutputSet>,
    /// The inputs', in their order.
    pub(super) checksums: Vec<Checksum>,
    /// What people have decided in review files, if a store is to learn it.
    pub(super) decided: Vec<PairDecision>,
}

impl Run<'_> {
    /// Lets the rows pass: read on one thread, worked on here, written on another.
    pub(super) fn stream(&self, inputs: Vec<OpenInput>, output: Option<OutputSet>) -> Result<Streamed> {
        let window = BATCHES_A_THREAD * self.pool.current_num_threads();
        let total = inputs.iter().map(|input| input.bytes).sum();
        let progress = Progress::new(self.job.show_progress, total);
        let spare = Spare::default();
        thread::scope(|scope| {
            let (chunks_to, chunks) = sync_channel::<Read>(window);
            let thread = || thread::Builder::new();
            let reader =
                thread().spawn_scoped(scope, move || read_all(inputs, &chunks_to)).map_err(Error::no_thread)?;

            let (rendered_to, rendered) = sync_channel::<Rendered>(window);
            let writer =
                thread().spawn_scoped(scope, || write_all(output, rendered, &spare)).map_err(Error::no_thread)?;

            let worked = self.work(&chunks, window, &rendered_to, &spare, &progress);
            // The reader stops when nobody takes its chunks, the writer when nothing more comes.
            drop(chunks);
            drop(rendered_to);
            let written = writer.join().unwrap_or_else(|_| Err(Error::failed("the writing thread gave up")));
            let checksums = reader.join().map_err(|_| Error::failed("the reading thread gave up"));
            progress.finish();
            // When writing fails, working stops for that reason.
            let output = written?;
            let (tally, kept, decided) = worked?;
            Ok(Streamed { tally, kept, output, checksums: checksums?, decided })
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
    ) -> Result<(Tally, Kept, Vec<PairDecision>)> {
        let words = Words::new(self.job.catalogue, self.job.lang);
        let mut settler = Settler::new(self.sources, self.job.catalogue, self.customers, self.links);
        let mut tally = Tally::new(self.sources.len(), self.job.catalogue, self.job.show_values);
        let mut kept = Kept::default();
        let (mut examined, mut decided) = (Vec::new(), Vec::new());
        loop {
            self.job.stop.check()?;
            let read: Vec<Read> = chunks.iter().take(window).collect();
            if read.is_empty() && examined.is_empty() {
                return Ok((tally, kept, decided));
            }
            let before = std::mem::take(&mut examined);
            let (finished, looked_at) = self.pool.install(|| {
                rayon::join(
                    || {
                        let settled = settle(&mut settler, before);
                        let rendered = self.render(&settled, &settler, &words, spare, (&tally, &kept));
                        (settled, rendered)
                    },
                    || self.examine(read),
                )
            });
            let (settled, rendered) = finished;
            let mut pieces = Vec::with_capacity(rendered.len());
            for (piece, counted, kept_of_it) in rendered {
                tally.add(counted);
                kept.add(kept_of_it);
                pieces.push(piece);
            }
            for batch in settled.iter().filter(|_| self.job.store.is_some()) {
                let source = &self.sources[batch.batch.source as usize];
                remember::decided(&batch.batch, &batch.readings, source, &mut decided);
            }
            progress.advance(settled.iter().map(|batch| (batch.batch.len(), batch.batch.text_len())));
            if pieces.into_iter().any(|piece| rendered_to.send(piece).is_err()) {
                // The writer has given up and says why itself.
                return Ok((tally, kept, decided));
            }
            examined = looked_at?;
        }
    }

    /// Takes a window apart and looks at its rows one by one.
    fn examine(&self, read: Vec<Read>) -> Result<Vec<Examined>> {
        let examiner = Examiner {
            facts: self.job.facts,
            catalogue: self.job.catalogue,
            partner: self.job.partner,
            customers: self.customers,
            links: self.links,
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

    /// Makes a settled window into output, counts it, and keeps what the report shows of it.
    fn render(
        &self,
        settled: &[Settled],
        settler: &Settler<'_>,
        words: &Words<'_>,
        spare: &Spare,
        (tally, kept): (&Tally, &Kept),
    ) -> Vec<(Rendered, Tally, Kept)> {
        let renderer = Renderer {
            layout: self.layout,
            words,
            customers: self.customers,
            settler,
            links: self.links,
            sources: self.sources,
            format: self.job.target.as_ref().map(|_| self.format),
            raw: self.job.target.as_ref().is_some_and(|target| target.raw),
            kept,
            partner: self.job.partner,
            eml: self.job.eml,
        };
        settled
            .par_iter()
            .map(|batch| {
                let (piece, kept) = renderer.render(batch, spare.take());
                (piece, tally.part(batch, self.sources, self.job.catalogue), kept)
            })
            .collect()
    }
}

/// Enters a window's keys and gives its rows their places.
fn settle(settler: &mut Settler<'_>, mut examined: Vec<Examined>) -> Vec<Settled> {
    let firsts: Vec<u32> = examined.iter_mut().map(|batch| settler.number(batch)).collect();
    if let Some(links) = settler.links() {
        examined.par_iter_mut().for_each(|batch| batch.recall(links));
    }
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
