//! Linking: before any row is settled, all of them are compared with the known customers and with one another.
//!
//! How rare a word or a number is, and who is nearest, only all rows together can tell; so the inputs are read twice. The first
//! time each row leaves a profile of some two hundred bytes and nothing else.

use std::ops::Range;

use rayon::prelude::*;

use super::prepare::{Job, Prepared};
use crate::error::{Result, Stop};
use crate::facts::Facts;
use crate::matching::likeness::{
    self, Count, Counted, Counts, Customers, Found, Hit, KeyIndex, KeyPart, LinkReport, Linkage, Links, PARTS,
    ProfileMaker, Profiles, Records, Segment, Weights,
};
use crate::model::Batch;
use crate::normalise::normalise;
use crate::read::encoding::Look;
use crate::read::original::Checksum;
use crate::read::{Chunk, OpenInput};

/// How many records a task looks at at a time.
const AT_A_TIME: usize = 4096;

/// How many rows a task compares with one another at a time, at most: the more, the nearer to each other what it looks up;
/// the fewer, the less memory it holds.
const MOST_COMPARED: u32 = 8192;

/// How many rows are compared with all customers at a time, more or less: some hundred customers share a key with each.
const ROWS_AT_A_TIME: u32 = 1 << 15;

/// Reads all rows once and links them; the checksums of what was read, too. Runs on the pool of threads it is called in.
pub(super) fn link(job: &Job<'_>, prepared: &Prepared, look: Look) -> Result<(Links, Vec<Checksum>)> {
    let (mut rows, checksums) = read_rows(job, prepared.open(job, look)?.inputs)?;
    let customers = &prepared.known.alike;
    let weights = weights(job);
    let counts = count(customers, &rows)?;
    rows.pieces(AT_A_TIME).into_par_iter().for_each(|piece| likeness::apply(&counts, &weights, piece));
    let generic = generic(&counts, &weights);
    let rows = records(rows);
    let skipped_keys = customers.skipped_keys() + rows.index().too_large();
    let mut linkage = Linkage::new(weights.clone(), customers.len(), rows);
    let (of_rows, rows_compared) = compare_rows(&linkage, &job.stop)?;
    let (of_customers, customers_compared) = compare_customers(job, customers, (&counts, &weights), &mut linkage)?;
    drop(counts);
    let joined = likeness::join(&linkage, of_rows, of_customers);
    let pairs = rows_compared + customers_compared;
    Ok((Links::new(linkage, joined, LinkReport { pairs, generic, skipped_keys }), checksums))
}

/// Which other rows each row is like, and how many pairs were compared.
fn compare_rows(linkage: &Linkage, stop: &Stop) -> Result<(Found, u64)> {
    let rows = linkage.rows().len();
    let threads = u32::try_from(rayon::current_num_threads()).unwrap_or(1);
    // Some tasks for each thread, so that none waits long for another.
    let at_a_time = (rows / (4 * threads)).clamp(64, MOST_COMPARED);
    let starts: Vec<u32> = (0..rows).step_by(at_a_time as usize).collect();
    let found: Result<Vec<(Found, u64)>> = starts
        .into_par_iter()
        .map(|start| stop.check().map(|()| linkage.compare_rows_of(start..(start + at_a_time).min(rows))))
        .collect();
    let found = found?;
    let compared = found.iter().map(|(_, compared)| compared).sum();
    Ok((found.into_iter().flat_map(|(found, _)| found).collect(), compared))
}

/// Which customers each row is like, the best first, and how many pairs were compared. While one segment of the customers is
/// compared, the next is read.
fn compare_customers(
    job: &Job<'_>,
    customers: &Customers,
    (counts, weights): (&Counts, &Weights),
    linkage: &mut Linkage,
) -> Result<(Found, u64)> {
    let read = |number: usize| -> Result<Option<Segment>> {
        if number == customers.segments() {
            return Ok(None);
        }
        let mut segment = customers.segment(number)?;
        segment.pieces(AT_A_TIME).into_par_iter().for_each(|piece| likeness::apply(counts, weights, piece));
        Ok(Some(segment))
    };
    let (mut all, mut compared) = (Found::new(), 0);
    let rows_at_a_time = ROWS_AT_A_TIME.saturating_mul(u32::try_from(customers.segments()).unwrap_or(u32::MAX)).max(1);
    let mut next = read(0)?;
    for number in 1..=customers.segments() {
        let Some(segment) = next else { break };
        let with_segment = || -> Result<(Found, u64)> {
            let (mut found, mut compared) = (Found::new(), 0);
            for start in (0..linkage.rows().len()).step_by(rows_at_a_time as usize) {
                job.stop.check()?;
                let ranks = start..start.saturating_add(rows_at_a_time).min(linkage.rows().len());
                let hits = hits(&segment, linkage, &ranks);
                compared += hits.len() as u64;
                let tasks = hits.par_chunks(AT_A_TIME).map(|hits| linkage.compare_customers(&segment, hits));
                found.extend(tasks.collect::<Vec<_>>().into_iter().flatten());
            }
            Ok((found, compared))
        };
        let (read_next, compared_here) = rayon::join(|| read(number), with_segment);
        let (mut found, compared_here) = compared_here?;
        next = read_next?;
        compared += compared_here;
        linkage.keep(&segment, &mut found);
        all.append(&mut found);
    }
    linkage.drop_index();
    linkage.leave_best(&mut all);
    Ok((all, compared))
}

/// Which customers of a segment are worth comparing with the rows of these ranks, row by row.
fn hits(segment: &Segment, linkage: &Linkage, ranks: &Range<u32>) -> Vec<Hit> {
    let of_part = |part| segment.hits(part, linkage.rows().index(), ranks);
    let mut hits = (0..PARTS).into_par_iter().map(of_part).collect::<Vec<_>>().concat();
    hits.par_sort_unstable();
    likeness::likely(&mut hits);
    hits
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

/// Counts the values of customers and rows together, part by part. No more kinds at a time than there are threads.
fn count(customers: &Customers, rows: &Profiles) -> Result<Counts> {
    let of_kind = |(kind, counted): (usize, &Counted)| -> Result<Count> {
        let of_rows = likeness::pairs(*counted, rows).into_par_iter().enumerate();
        let parts = of_rows.map(|(part, mut of_rows)| {
            of_rows.append(&mut customers.pairs(kind, part)?);
            Ok(likeness::count(of_rows))
        });
        Ok(Count::new(parts.collect::<Result<_>>()?))
    };
    Ok(Counts(Counted::ALL.par_iter().enumerate().map(of_kind).collect::<Result<_>>()?))
}

fn generic(counts: &Counts, weights: &Weights) -> Vec<(&'static str, u64)> {
    let told = [Counted::Domains, Counted::Emails, Counted::Phones, Counted::Streets];
    let of_kind = Counted::ALL.iter().zip(&counts.0).filter(|(kind, _)| told.contains(kind));
    of_kind.map(|(kind, count)| (kind.name(), count.generic(weights.rarity.generic) as u64)).collect()
}

/// The rows in an order of their own, and the index of their keys.
fn records(list: Profiles) -> Records {
    let (ordered, places) = likeness::in_order(&list, &[]);
    drop(list);
    let parts = keys(&ordered);
    let index = KeyIndex::new(parts.into_par_iter().map(KeyPart::new).collect());
    Records::new(ordered, places, index)
}

/// The keys of a list's records, part by part, in no order. They are counted first: there are thirty of each record, and no
/// memory to grow in.
pub(super) fn keys(list: &Profiles) -> Vec<Vec<u64>> {
    let tasks: Vec<Range<usize>> = (0..list.len().div_ceil(AT_A_TIME))
        .map(|task| task * AT_A_TIME..((task + 1) * AT_A_TIME).min(list.len()))
        .collect();
    let counts: Vec<Vec<usize>> = tasks.par_iter().map(|range| likeness::count_keys(list, range.clone())).collect();
    let of_part = |part: usize| counts.iter().map(|counts| counts[part]).sum();
    let mut parts: Vec<Vec<u64>> = (0..PARTS).map(|part| vec![0; of_part(part)]).collect();
    let mut of_tasks: Vec<Vec<&mut [u64]>> = tasks.iter().map(|_| Vec::with_capacity(PARTS)).collect();
    for (part, entries) in parts.iter_mut().enumerate() {
        let mut rest = entries.as_mut_slice();
        for (of_task, counts) in of_tasks.iter_mut().zip(&counts) {
            let (own, others) = rest.split_at_mut(counts[part]);
            of_task.push(own);
            rest = others;
        }
    }
    let tasks = tasks.into_par_iter().zip(of_tasks);
    tasks.for_each(|(range, places)| likeness::write_keys(list, range, places));
    parts
}
