//! Linking: before any row is settled, all of them are compared with the known customers and with one another.
//!
//! How rare a word or a number is, and who is nearest, only all rows together can tell; so the inputs are read twice. The first
//! time each row leaves a profile of some two hundred bytes and nothing else.

use rayon::prelude::*;

use super::prepare::{Job, Prepared};
use crate::error::{Result, Stop};
use crate::facts::Facts;
use crate::matching::likeness::{
    self, Counted, Counts, Entries, KeyIndex, KeyPart, LinkReport, Linkage, Links, PARTS, ProfileMaker, Profiles,
    Records, RowLinks, Weights,
};
use crate::model::Batch;
use crate::normalise::normalise;
use crate::read::encoding::Look;
use crate::read::original::Checksum;
use crate::read::{Chunk, OpenInput};

/// How many records a task indexes at a time.
const AT_A_TIME: usize = 4096;

/// How many rows a task compares at a time, at most: the more, the nearer to each other what it looks up; the fewer, the less
/// memory it holds.
const MOST_COMPARED: u32 = 8192;

/// Reads all rows once and links them; the checksums of what was read, too. Runs on the pool of threads it is called in.
pub(super) fn link(job: &Job<'_>, prepared: &mut Prepared, look: Look) -> Result<(Links, Vec<Checksum>)> {
    let (mut rows, checksums) = read_rows(job, prepared.open(job, look)?.inputs)?;
    let mut customers = std::mem::take(&mut prepared.profiles);
    let weights = weights(job);
    let counts = count(&[&customers, &rows]);
    rayon::join(
        || likeness::apply(&counts, &weights, &mut customers),
        || likeness::apply(&counts, &weights, &mut rows),
    );
    let generic = generic(&counts, &weights);
    drop(counts);
    // One list after the other: an index takes twice its memory while it is made.
    let (customers, rows) = (records(customers), records(rows));
    let skipped_keys = customers.index().too_large() + rows.index().too_large();
    let mut linkage = Linkage::new(weights, customers, rows);
    let found = compare(&linkage, &job.stop)?;
    linkage.drop_indices();
    let pairs = found.iter().map(|links| links.candidates).sum();
    let joined = likeness::join(&linkage, found);
    Ok((Links::new(linkage, joined, LinkReport { pairs, generic, skipped_keys }), checksums))
}

/// What each row is like, by their ranks.
fn compare(linkage: &Linkage, stop: &Stop) -> Result<Vec<RowLinks>> {
    let rows = linkage.rows();
    let threads = u32::try_from(rayon::current_num_threads()).unwrap_or(1);
    // Some tasks for each thread, so that none waits long for another.
    let at_a_time = (rows / (4 * threads)).clamp(64, MOST_COMPARED);
    let starts: Vec<u32> = (0..rows).step_by(at_a_time as usize).collect();
    let found: Result<Vec<_>> = starts
        .into_par_iter()
        .map(|start| stop.check().map(|()| linkage.compare(start..(start + at_a_time).min(rows))))
        .collect();
    Ok(found?.into_iter().flatten().collect())
}

fn weights(job: &Job<'_>) -> Weights {
    let mut weights = Weights::builtin().clone();
    weights.thresholds.sure = job.matching.sure_from.unwrap_or(weights.thresholds.sure);
    weights.thresholds.review = job.matching.review_from.unwrap_or(weights.thresholds.review);
    weights
}

/// The profiles of all rows, in reading order, and the checksums of the inputs.
fn read_rows(job: &Job<'_>, inputs: Vec<OpenInput>) -> Result<(Profiles, Vec<Checksum>)> {
    let (mut rows, mut checksums) = (Profiles::default(), Vec::with_capacity(inputs.len()));
    let most = 4 * rayon::current_num_threads();
    for mut input in inputs {
        let name = input.name.clone();
        let mut append = |window: &mut Vec<Chunk>| append(job, window, &mut rows).map_err(|error| error.in_file(&name));
        let mut window: Vec<Chunk> = Vec::new();
        input.try_read(|chunk| {
            window.push(chunk);
            job.stop.check()?;
            if window.len() < most { Ok(()) } else { append(&mut window) }
        })?;
        append(&mut window)?;
        checksums.push(input.checksum()?);
    }
    Ok((rows, checksums))
}

fn append(job: &Job<'_>, window: &mut Vec<Chunk>, rows: &mut Profiles) -> Result<()> {
    let made: Vec<Result<Profiles>> =
        std::mem::take(window).into_par_iter().map(|chunk| Ok(profiles(chunk.parse(0)?, job.facts))).collect();
    made.into_iter().try_for_each(|made| {
        rows.append(made?);
        Ok(())
    })
}

fn profiles(mut batch: Batch, facts: &Facts) -> Profiles {
    let readings = normalise(&mut batch, facts);
    let mut profiles = Profiles::default();
    let mut maker = ProfileMaker::new(facts);
    for (row, reading) in batch.rows().zip(&readings) {
        if row.fault().is_some() {
            maker.pass_over(&mut profiles);
        } else {
            maker.add(row, reading, &mut profiles);
        }
    }
    profiles
}

fn count(lists: &[&Profiles]) -> Counts {
    Counts(Counted::ALL.par_iter().map(|kind| likeness::count(*kind, lists)).collect())
}

fn generic(counts: &Counts, weights: &Weights) -> Vec<(&'static str, u64)> {
    let told = [Counted::Domains, Counted::Emails, Counted::Phones, Counted::Streets];
    let of_kind = Counted::ALL.iter().zip(&counts.0).filter(|(kind, _)| told.contains(kind));
    of_kind.map(|(kind, count)| (kind.name(), count.generic(weights.rarity.generic) as u64)).collect()
}

/// A list's records in an order of their own, and the index of their keys.
fn records(list: Profiles) -> Records {
    let (ordered, places) = likeness::in_order(&list);
    drop(list);
    let index = index(&ordered);
    Records::new(ordered, places, index)
}

fn index(list: &Profiles) -> KeyIndex {
    let entries: Vec<Entries> = (0..list.len().div_ceil(AT_A_TIME))
        .into_par_iter()
        .map(|task| likeness::entries_of(list, task * AT_A_TIME..((task + 1) * AT_A_TIME).min(list.len())))
        .collect();
    let mut parts: Vec<Entries> = vec![Entries::new(); PARTS];
    for entries in entries {
        parts.iter_mut().zip(entries).for_each(|(part, entries)| part.push(entries));
    }
    KeyIndex::new(parts.into_par_iter().map(KeyPart::new).collect())
}
