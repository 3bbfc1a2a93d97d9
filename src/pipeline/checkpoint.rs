//! Going on where a killed run stopped: what a long run notes beside its result from time to time, and who may use it.
//!
//! A checkpoint is made between two windows. It holds what later rows need to know of the rows so far, and how much of every
//! file was written. A run that goes on with it cuts its inputs into the same chunks, passes over those that are done, and
//! from there on is the run that was stopped: its result is the same to the byte. Another run begins anew.
//!
//! Only tables as text can be gone on with: a workbook is written at its end.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rmp_serde::{decode, encode};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::notice::BegunAnew;
use super::prepare::{Job, Opened, Prepared};
use super::stream::SoFar;
use crate::error::Result;
use crate::read::Chunk;
use crate::read::encoding::Look;
use crate::settle::{Memory, Settler};
use crate::write::{self, Checkpoint, Written};

/// So long a run takes at least before it makes its first checkpoint, and then between two. What is done faster is done again
/// faster than anybody asks for it.
const EVERY: Duration = Duration::from_secs(10);

/// Making checkpoints takes at most this part of the time.
const SHARE: u32 = 20;

/// What two runs have in common that give the same result: a checksum of each thing that it depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    program: String,
    inputs: String,
    customers: String,
    settings: String,
    /// Whether all of the inputs was looked at to tell how they are written.
    looked_at_all: bool,
}

impl Identity {
    /// What tells this run from others.
    pub(super) fn of(job: &Job<'_>, prepared: &Prepared, opened: &Opened) -> Self {
        let written = |file: &str| std::fs::metadata(file).and_then(|file| file.modified()).ok();
        let inputs: Vec<_> =
            opened.inputs.iter().map(|input| (&input.name, input.bytes, written(&input.name))).collect();
        let Job { partner, lang, matching, eml, limits, charset, country_rules, batch_bytes, .. } = job;
        let weights = job.catalogue.weights();
        let bytes = job.target.as_ref().map(|target| (target.byte_order_mark, target.raw));
        Identity {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            inputs: checksum(&(inputs, &opened.sources)),
            customers: checksum(&(&prepared.known.lists, prepared.known.customers.digest())),
            settings: checksum(&(
                (partner, lang, matching, eml, limits),
                (charset, country_rules, batch_bytes, weights, bytes),
            )),
            looked_at_all: opened.look == Look::Whole,
        }
    }

    /// Why a run that left this behind is another than this one.
    fn differs(&self, other: &Identity) -> Option<BegunAnew> {
        let parts = |of: &Identity| [of.program.clone(), of.inputs.clone(), of.customers.clone(), of.settings.clone()];
        let reasons = [BegunAnew::Program, BegunAnew::Inputs, BegunAnew::Customers, BegunAnew::Settings];
        let differing = reasons.into_iter().zip(parts(self)).zip(parts(other));
        differing.into_iter().find(|((_, one), other)| one != other).map(|((reason, _), _)| reason)
    }
}

fn checksum(of: &impl std::fmt::Debug) -> String {
    write::checksum(format!("{of:?}").as_bytes())
}

/// How much of the inputs has passed, and what it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    pub(super) chunks: u64,
    /// A checksum of the chunks, each with those before.
    digest: u64,
}

impl Seen {
    /// Counts a chunk.
    pub(super) fn add(&mut self, chunk: &Chunk) {
        self.chunks += 1;
        self.digest = xxh3_64_with_seed(chunk.text(), self.digest);
    }
}

/// What a killed run left, as far as the rows have come.
#[derive(Debug, Deserialize)]
pub(super) struct Left {
    pub(super) written: Written,
    pub(super) seen: Seen,
    /// Rows and blank rows that have come in.
    pub(super) came_in: (u64, u64),
    pub(super) memory: Memory,
    pub(super) so_far: SoFar,
}

impl Left {
    /// What is left in a staging folder that this run can go on with, or why there is nothing.
    pub(super) fn read(folder: &Path, identity: &Identity) -> Result<Left, BegunAnew> {
        let mut file = Checkpoint::of_rows(folder).open().ok_or(BegunAnew::NothingLeft)?;
        let left: Identity = decode::from_read(&mut file).map_err(|_| BegunAnew::Damaged)?;
        if left != *identity {
            return Err(left.differs(identity).unwrap_or(BegunAnew::Inputs));
        }
        decode::from_read(&mut file).map_err(|_| BegunAnew::Damaged)
    }
}

/// How much of the inputs a job looks at first: all, if the run that it is to go on with had to.
pub(super) fn first_look(job: &Job<'_>) -> Look {
    let left = job.target.as_ref().filter(|_| job.resume).and_then(|target| {
        let mut file = Checkpoint::of_rows(&target.staging_folder()).open()?;
        decode::from_read::<_, Identity>(&mut file).ok()
    });
    if left.is_some_and(|left| left.looked_at_all) { Look::Whole } else { Look::Beginning }
}

/// The checkpoints of one run.
#[derive(Debug)]
pub(super) struct Checkpoints {
    folder: PathBuf,
    identity: Identity,
    every: Duration,
    due: Instant,
}

impl Checkpoints {
    /// Of a run that writes to this staging folder.
    pub(super) fn new(job: &Job<'_>, folder: &Path, identity: Identity) -> Self {
        let every = job.checkpoint_every.unwrap_or(EVERY);
        Checkpoints { folder: folder.to_owned(), identity, every, due: Instant::now() + every }
    }

    /// Whether it is time for the next.
    pub(super) fn is_due(&self) -> bool {
        Instant::now() >= self.due
    }

    /// Replaces the last checkpoint.
    pub(super) fn save(
        &mut self,
        written: &Written,
        (seen, came_in): (Seen, (u64, u64)),
        settler: &Settler<'_>,
        so_far: &SoFar,
    ) -> Result<()> {
        let started = Instant::now();
        Checkpoint::of_rows(&self.folder).save(|file| {
            put(file, &self.identity)?;
            put(file, &(written, seen, came_in, settler.memory(), so_far))
        })?;
        // None at all is asked for where every window is to have one.
        let least = if self.every.is_zero() { Duration::ZERO } else { started.elapsed() * SHARE };
        self.due = Instant::now() + self.every.max(least);
        Ok(())
    }
}

fn put(file: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut file = file;
    encode::write(&mut file, value).map_err(io::Error::other)
}
