//! Linking: before any row is settled, all of them are compared with the known customers and with one another.
//!
//! How rare a word or a number is, and who is nearest, only all rows together can tell; so the inputs are read twice. The first
//! time each row leaves a profile of some two hundred bytes and nothing else.

use rayon::prelude::*;

use super::prepare::{Job, Prepared};
use crate::error::Result;
use crate::facts::Facts;
use crate::matching::likeness::{
    self, Counted, Counts, Entries, KeyIndex, LinkReport, Linkage, Links, ProfileMaker, Profiles, RowLinks, Scratch,
    Weights,
};
use crate::model::Batch;
use crate::normalise::normalise;
use crate::read::encoding::Look;
use crate::read::{Chunk, OpenInput};

/// How many records a task takes at a time.
const AT_A_TIME: usize = 4096;

/// Into how many parts keys are sorted side by side: by their upper bits.
const PARTS: usize = 64;

/// Reads all rows once and links them. Runs on the pool of threads it is called in.
pub(super) fn link(job: &Job<'_>, prepared: &mut Prepared, look: Look) -> Result<Links> {
    let mut rows = read_rows(job, prepared.open(job, look)?.inputs)?;
    let mut customers = std::mem::take(&mut prepared.profiles);
    let weights = weights(job);
    let counts = count(&[&customers, &rows]);
    rayon::join(
        || likeness::apply(&counts, &weights, &mut customers),
        || likeness::apply(&counts, &weights, &mut rows),
    );
    let order = likeness::order_of(&rows);
    let ranks = ranks(&order);
    let customer_index = index(&customers, |place| place);
    let row_index = index(&rows, |place| ranks.get(place as usize).copied().unwrap_or(place));
    let mut report = LinkReport {
        pairs: 0,
        generic: generic(&counts, &weights),
        skipped_keys: customer_index.too_large() + row_index.too_large(),
    };
    let linkage = Linkage::new(weights, (customers, customer_index), (rows, row_index, order));
    let found: Vec<RowLinks> = (0..linkage.rows())
        .into_par_iter()
        .with_min_len(64)
        .map_init(Scratch::default, |scratch, rank| linkage.compare_row(rank, scratch))
        .collect();
    report.pairs = found.iter().map(|links| u64::from(links.candidates)).sum();
    let joined = likeness::join(&linkage, found);
    Ok(Links::new(linkage, joined, report))
}

fn weights(job: &Job<'_>) -> Weights {
    let mut weights = Weights::builtin().clone();
    weights.thresholds.sure = job.matching.sure_from.unwrap_or(weights.thresholds.sure);
    weights.thresholds.review = job.matching.review_from.unwrap_or(weights.thresholds.review);
    weights
}

/// The profiles of all rows, in reading order.
fn read_rows(job: &Job<'_>, inputs: Vec<OpenInput>) -> Result<Profiles> {
    let mut rows = Profiles::default();
    let most = 4 * rayon::current_num_threads();
    for mut input in inputs {
        let mut window: Vec<Chunk> = Vec::new();
        let mut failed = None;
        input.read(|chunk| {
            window.push(chunk);
            if window.len() == most {
                failed = append(job, &mut window, &mut rows).err();
            }
            failed.is_none()
        })?;
        let appended = failed.map_or_else(|| append(job, &mut window, &mut rows), Err);
        appended.map_err(|error| error.in_file(&input.name))?;
    }
    Ok(rows)
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

fn ranks(order: &[u32]) -> Vec<u32> {
    let mut ranks = vec![0; order.len()];
    for (rank, row) in (0..).zip(order) {
        ranks[*row as usize] = rank;
    }
    ranks
}

/// The index of a list's keys, sorted part by part.
fn index(list: &Profiles, number: impl Fn(u32) -> u32 + Sync) -> KeyIndex {
    let entries: Vec<Entries> = (0..list.len().div_ceil(AT_A_TIME))
        .into_par_iter()
        .map(|part| {
            let range = part * AT_A_TIME..((part + 1) * AT_A_TIME).min(list.len());
            likeness::entries_of(list, range, &number)
        })
        .collect();
    let parts: Vec<Entries> = (0..PARTS)
        .into_par_iter()
        .map(|part| {
            let of_part = |entry: &&u64| usize::try_from(**entry >> 58).is_ok_and(|upper| upper == part);
            let mut sorted: Entries = entries.iter().flatten().filter(of_part).copied().collect();
            sorted.sort_unstable();
            sorted
        })
        .collect();
    drop(entries);
    KeyIndex::of_sorted(parts.concat())
}
