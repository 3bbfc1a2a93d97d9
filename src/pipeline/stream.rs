//! The rows on their way, window by window: which thread does what, and what waits for what.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rayon::ThreadPool;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::checkpoint::{Checkpoints, Left, Seen};
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
use crate::write::{Layout, OutputSet, Rendered, Written};

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

/// What is known when some rows have passed, and only grows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SoFar {
    pub(super) tally: Tally,
    pub(super) kept: Kept,
    /// What people have decided in review files, if a store is to learn it.
    pub(super) decided: Vec<PairDecision>,
}

/// Some rows as they come from the reading thread: of which input's first table on they are numbered.
type Read = Result<(u32, Chunk)>;

/// What came from the inputs, counted where it comes in: apart from those who count what became of it.
#[derive(Debug, Default)]
pub(super) struct CameIn {
    /// Pieces of inputs that were handed out, and those that were taken apart.
    chunks: AtomicU64,
    parsed: AtomicU64,
    rows: AtomicU64,
    blank: AtomicU64,
}

impl CameIn {
    /// Goes on where so many rows and blank ones had come in.
    fn go_on((rows, blank): (u64, u64)) -> Self {
        CameIn { rows: rows.into(), blank: blank.into(), ..CameIn::default() }
    }

    /// How many rows and how many blank ones; none if a piece of an input went astray.
    pub(super) fn rows(&self) -> Option<(u64, u64)> {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (of(&self.chunks) == of(&self.parsed)).then(|| self.now())
    }

    /// A piece of an input that is passed over, its rows having been counted before.
    fn add_known(&self) {
        self.parsed.fetch_add(1, Ordering::Relaxed);
    }

    /// How many rows and blank ones there are by now.
    fn now(&self) -> (u64, u64) {
        (self.rows.load(Ordering::Relaxed), self.blank.load(Ordering::Relaxed))
    }

    fn add(&self, batch: &Batch) {
        self.parsed.fetch_add(1, Ordering::Relaxed);
        self.rows.fetch_add(batch.len() as u64, Ordering::Relaxed);
        self.blank.fetch_add(batch.blank, Ordering::Relaxed);
    }
}

/// What the threads have brought together.
pub(super) struct Streamed {
    pub(super) so_far: SoFar,
    pub(super) output: Option<OutputSet>,
    /// What came in.
    pub(super) came_in: CameIn,
    /// The inputs', in their order.
    pub(super) checksums: Vec<Checksum>,
}

/// What the writing thread is asked to do.
enum ToWrite {
    Rows(Box<Rendered>),
    /// Bring everything so far onto the disk, and say how much that is.
    Sync(SyncSender<Written>),
}

impl Run<'_> {
    /// Lets the rows pass: read on one thread, worked on here, written on another. Those that had passed when the run was
    /// stopped that left this behind are passed over.
    pub(super) fn stream(
        &self,
        inputs: Vec<OpenInput>,
        output: Option<OutputSet>,
        checkpoints: Option<Checkpoints>,
        left: Option<Left>,
    ) -> Result<Streamed> {
        let window = BATCHES_A_THREAD * self.pool.current_num_threads();
        let total = inputs.iter().map(|input| input.bytes).sum();
        let progress = Progress::new(self.job.show_progress, total);
        let spare = Spare::default();
        let came_in = left.as_ref().map_or_else(CameIn::default, |left| CameIn::go_on(left.came_in));
        let (so_far, output, checksums) = thread::scope(|scope| -> Result<_> {
            let (chunks_to, chunks) = sync_channel::<Read>(window);
            let handed_out = &came_in.chunks;
            let thread = || thread::Builder::new();
            let reader = thread()
                .spawn_scoped(scope, move || read_all(inputs, &chunks_to, handed_out))
                .map_err(Error::no_thread)?;

            let (to_writer, to_write) = sync_channel::<ToWrite>(window);
            let writer =
                thread().spawn_scoped(scope, || write_all(output, to_write, &spare)).map_err(Error::no_thread)?;

            let work = Work {
                run: self,
                chunks: &chunks,
                window,
                to_writer: &to_writer,
                spare: &spare,
                came_in: &came_in,
                progress: &progress,
            };
            let worked = work.work(checkpoints, left);
            // The reader stops when nobody takes its chunks, the writer when nothing more comes.
            drop(chunks);
            drop(to_writer);
            let written = writer.join().unwrap_or_else(|_| Err(Error::failed("the writing thread gave up")));
            let checksums = reader.join().map_err(|_| Error::failed("the reading thread gave up"));
            progress.finish();
            // When writing fails, working stops for that reason.
            let output = written?;
            Ok((worked?, output, checksums?))
        })?;
        Ok(Streamed { so_far, output, came_in, checksums })
    }

    /// Takes a window apart and looks at its rows one by one.
    fn examine(&self, read: Vec<Read>, came_in: &CameIn) -> Result<Vec<Examined>> {
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
                came_in.add(&batch);
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
        so_far: &SoFar,
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
            kept: &so_far.kept,
            partner: self.job.partner,
            eml: self.job.eml,
        };
        settled
            .par_iter()
            .map(|batch| {
                let (piece, kept) = renderer.render(batch, spare.take());
                (piece, so_far.tally.part(batch, self.sources, self.job.catalogue), kept)
            })
            .collect()
    }
}

/// The work on the rows of a run, between the threads that read and write.
struct Work<'a> {
    run: &'a Run<'a>,
    chunks: &'a Receiver<Read>,
    /// How many chunks are worked on at a time.
    window: usize,
    to_writer: &'a SyncSender<ToWrite>,
    spare: &'a Spare,
    came_in: &'a CameIn,
    progress: &'a Progress,
}

impl Work<'_> {
    /// Works on a window after the other: while the rows of one are looked at, those of the one before are settled and
    /// made into output.
    fn work(&self, mut checkpoints: Option<Checkpoints>, left: Option<Left>) -> Result<SoFar> {
        let Run { job, sources, .. } = *self.run;
        let words = Words::new(job.catalogue, job.lang);
        let mut settler = Settler::new(sources, job.catalogue, self.run.customers, self.run.links);
        let mut so_far = SoFar {
            tally: Tally::new(sources.len(), job.catalogue, job.show_values),
            kept: Kept::default(),
            decided: Vec::new(),
        };
        let mut seen = Seen::default();
        if let Some(left) = left {
            self.pass_over(&left, &mut seen)?;
            settler.recall(left.memory);
            so_far = left.so_far;
        }
        let mut examined = Vec::new();
        loop {
            job.stop.check()?;
            let settled_to = (seen, self.came_in.now());
            let read: Vec<Read> = self.chunks.iter().take(self.window).collect();
            if read.is_empty() && examined.is_empty() {
                return Ok(so_far);
            }
            if checkpoints.is_some() {
                read.iter().flatten().for_each(|(_, chunk)| seen.add(chunk));
            }
            let before = std::mem::take(&mut examined);
            let (finished, looked_at) = self.run.pool.install(|| {
                rayon::join(
                    || {
                        let settled = settle(&mut settler, before);
                        let rendered = self.run.render(&settled, &settler, &words, self.spare, &so_far);
                        (settled, rendered)
                    },
                    || self.run.examine(read, self.came_in),
                )
            });
            let (settled, rendered) = finished;
            let mut pieces = Vec::with_capacity(rendered.len());
            for (piece, counted, kept_of_it) in rendered {
                so_far.tally.add(counted);
                so_far.kept.add(kept_of_it);
                pieces.push(piece);
            }
            for batch in settled.iter().filter(|_| job.store.is_some()) {
                let source = &sources[batch.batch.source as usize];
                remember::decided(&batch.batch, &batch.readings, source, &mut so_far.decided);
            }
            self.progress.advance(settled.iter().map(|batch| (batch.batch.len(), batch.batch.text_len())));
            if pieces.into_iter().any(|piece| self.to_writer.send(ToWrite::Rows(Box::new(piece))).is_err()) {
                // The writer has given up and says why itself.
                return Ok(so_far);
            }
            if let Some(checkpoints) = checkpoints.as_mut().filter(|checkpoints| checkpoints.is_due())
                && let Some(written) = self.synced()
            {
                checkpoints.save(&written, settled_to, &settler, &so_far)?;
            }
            examined = looked_at?;
        }
    }

    /// Passes over what had passed before; refuses inputs that are not what they were then.
    fn pass_over(&self, left: &Left, seen: &mut Seen) -> Result<()> {
        for read in self.chunks.iter().take(usize::try_from(left.seen.chunks).unwrap_or(usize::MAX)) {
            let (_, chunk) = read?;
            seen.add(&chunk);
            self.came_in.add_known();
            self.progress.advance(std::iter::once((0, chunk.text().len())));
            self.run.job.stop.check()?;
        }
        if *seen == left.seen {
            return Ok(());
        }
        Err(Error::failed("the lists are not what they were when their run was stopped")
            .with_hint("run it again without `--resume`; nothing was published"))
    }

    /// How much has been written, once it is on the disk; none if the writer has given up.
    fn synced(&self) -> Option<Written> {
        let (to_us, answer) = sync_channel(1);
        self.to_writer.send(ToWrite::Sync(to_us)).ok()?;
        answer.recv().ok()
    }
}

/// Enters a window's keys and gives its rows their places.
fn settle(settler: &mut Settler<'_>, mut examined: Vec<Examined>) -> Vec<Settled> {
    let firsts: Vec<u32> = examined.iter_mut().map(|batch| settler.number(batch)).collect();
    if let Some(links) = settler.links() {
        examined.par_iter_mut().for_each(|batch| batch.recall(links));
    }
    let mut collisions: Vec<Collision> = settler
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
fn read_all(inputs: Vec<OpenInput>, chunks: &SyncSender<Read>, handed_out: &AtomicU64) -> Vec<Checksum> {
    let mut first_source = 0;
    let mut checksums = Vec::with_capacity(inputs.len());
    for mut input in inputs {
        let mut wanted = true;
        let read = input.read(|chunk| {
            handed_out.fetch_add(1, Ordering::Relaxed);
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

fn write_all(mut output: Option<OutputSet>, to_write: Receiver<ToWrite>, spare: &Spare) -> Result<Option<OutputSet>> {
    for order in to_write {
        match (order, &mut output) {
            (ToWrite::Rows(rendered), output) => {
                if let Some(output) = output {
                    output.write(&rendered)?;
                }
                spare.give(*rendered);
            }
            (ToWrite::Sync(answer), Some(output)) => {
                // Where nobody waits for it any more, the run has failed already.
                let _ = answer.send(output.sync()?);
            }
            (ToWrite::Sync(_), None) => {}
        }
    }
    Ok(output)
}
