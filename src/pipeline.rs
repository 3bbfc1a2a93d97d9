//! The way of the data, from inputs to a result: the only room that knows order, threads and windows.
//!
//! One thread reads, one writes, and between them a window of batches at a time goes through the stages: looked at row
//! by row on all threads, entered in the index of rows shard by shard, settled in input order, and made into output on
//! all threads again. The result depends on the inputs alone: neither on threads nor on the size of a batch.

mod checkpoint;
pub mod customers;
mod existing;
mod explain;
mod guide;
mod indexing;
mod inputs;
mod link;
mod notice;
mod prepare;
mod progress;
mod remember;
mod render;
mod stream;
mod tally;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use rayon::ThreadPool;

use crate::error::{Error, Result};
use crate::messages::Messages;
use crate::model::{MatchMethod, Source, TableFormat};
use crate::read::encoding::Look;
use crate::read::original::Checksum;
use crate::read::{changed, is_not_utf8};
use crate::report::Report;
use crate::store::Recorded;
use crate::write::document::Guide;
use crate::write::{Counts, Durations, Input, Layout, Manifest, MatchingCost, OutputSet, REPORT, Table};

pub use explain::{Explanation, explain};
pub use notice::Notice;
pub use prepare::{Job, Night, notices};
pub use remember::{Keeps, machine, processed};
pub use tally::FirstFinding;

use checkpoint::{Checkpoints, Identity, Left};
use guide::WorkGuide;
use inputs::Inputs;
use notice::BegunAnew;
use prepare::{Opened, Prepared, prepare};
use stream::{CameIn, Run, SoFar, Streamed};

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// What was read, counted and written.
    pub manifest: Manifest,
    /// What a person should know of how the inputs were read.
    pub notices: Vec<Notice>,
    /// The first findings, for a look on the terminal.
    pub first_findings: Vec<FirstFinding>,
    /// What came into the store of known customers, where there is one and a result was published.
    pub stored: Option<Result<Recorded>>,
    /// What failed behind a result that was published, and is left for the next run to tidy.
    pub untidy: Option<Error>,
}

/// Does the whole job: reads, validates, matches and routes every row, and publishes the result. With nothing to be
/// written, the same decisions are made and only counted.
pub fn run(job: &Job<'_>) -> Result<Outcome> {
    let started = Instant::now();
    let pool = threads(job)?;
    let mut inputs = Inputs::find(job)?;
    loop {
        match run_with(job, &pool, &mut inputs, started) {
            // One input is at fault. Nothing has been published yet: all begins anew without it.
            Err(error) => inputs.leave_out(error)?,
            done => return done,
        }
    }
}

fn run_with(job: &Job<'_>, pool: &ThreadPool, found: &mut Inputs, started: Instant) -> Result<Outcome> {
    let (prepared, opened, mut store) = pool.install(|| prepare(job, found))?;
    let prepare_seconds = started.elapsed().as_secs_f64();
    let Passed { so_far, output, came_in, format, sources, inputs, mut notices, resumed, matching } =
        match pass(job, pool, &prepared, opened) {
            // A text that began as UTF-8 did not go on as such. Nothing has been published yet: all begins anew.
            Err(error) if is_not_utf8(&error) => {
                let opened = pool.install(|| prepared.open(job, Look::Whole))?;
                pass(job, pool, &prepared, opened)?
            }
            passed => passed?,
        };
    if let Some(store) = &mut store {
        notices.extend(remember::processed_before(store, &inputs)?);
    }

    notices.splice(0..0, job.night.map_or(&[][..], |night| night.notices).iter().cloned());
    let left_out = found.left_out.clone();
    let mut manifest = Manifest { existing: prepared.known.lists, inputs, left_out, ..Manifest::default() };
    so_far.tally.fill(&mut manifest, job.catalogue);
    manifest.matching = matching;
    manifest.version = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    manifest.date.clone_from(&job.partner.today);
    manifest.country_rules.clone_from(&job.country_rules);
    let words = Messages::of(job.lang);
    manifest.notices = notices.iter().map(|notice| notice.text(words)).collect();
    manifest.durations = Durations { prepare: prepare_seconds, run: started.elapsed().as_secs_f64() - prepare_seconds };
    let (mut stored, mut untidy) = (None, None);
    if let Some(mut output) = output {
        conserve(came_in.rows(), &manifest.counts, output.rows())?;
        let report = Report {
            manifest: &manifest,
            kept: &so_far.kept,
            sources: &sources,
            catalogue: job.catalogue,
            facts: job.facts,
            lang: job.lang,
            format,
        };
        output.add(REPORT, |out| report.write(out))?;
        let published = remember::publish(output, manifest, store.as_mut(), &so_far.decided, job)?;
        (manifest, stored, untidy) = (published.manifest, published.stored, published.untidy);
    }
    // What the result says does not depend on how often the run was stopped.
    notices.extend(resumed);
    Ok(Outcome { manifest, notices, first_findings: so_far.tally.first_findings(), stored, untidy })
}

/// What is there when every row has passed, and nothing is published yet.
struct Passed {
    so_far: SoFar,
    output: Option<OutputSet>,
    came_in: CameIn,
    format: TableFormat,
    sources: Vec<Source>,
    inputs: Vec<Input>,
    notices: Vec<Notice>,
    /// Whether it went on where another was stopped, if that was asked for.
    resumed: Option<Notice>,
    matching: Option<MatchingCost>,
}

/// Links the rows of the inputs, if likeness is looked at, and lets every row pass.
fn pass(job: &Job<'_>, pool: &ThreadPool, prepared: &Prepared, opened: Opened) -> Result<Passed> {
    let (links, linked) = match job.matching.method {
        MatchMethod::Exact => (None, None),
        MatchMethod::Full => {
            pool.install(|| link::link(job, prepared, opened.look)).map(|(links, of)| (Some(links), Some(of)))?
        }
    };
    let layout = Layout::new(&opened.sources).with_letters(!job.partner.relationship_link.is_empty());
    let identity = Identity::of(job, prepared, &opened);
    let mut left = Err(BegunAnew::NothingLeft);
    let output = match &job.target {
        Some(target) => {
            let guide = || -> Arc<dyn Guide> { Arc::new(WorkGuide::new(job.facts, job.lang)) };
            let goes_on = |folder: &Path| {
                left = match opened.format {
                    _ if !job.resume => Err(BegunAnew::NothingLeft),
                    TableFormat::Csv => Left::read(folder, &identity),
                    TableFormat::Xlsx => Err(BegunAnew::Workbooks),
                };
                left.as_ref().ok().map(|left| left.written.clone())
            };
            Some(OutputSet::create(target.clone(), opened.format, &layout, guide, goes_on)?)
        }
        None => None,
    };
    let resumed = job.resume.then_some(match &left {
        Ok(left) => Notice::WentOn { rows: left.came_in.0 },
        Err(why) => Notice::BegunAnew(*why),
    });
    let checkpoints = output.as_ref().filter(|_| opened.format == TableFormat::Csv);
    let checkpoints = checkpoints.map(|output| Checkpoints::new(job, output.folder(), identity));
    let run = Run {
        job,
        sources: &opened.sources,
        layout: &layout,
        customers: &prepared.known.customers,
        links: links.as_ref(),
        format: opened.format,
        pool,
    };
    let Streamed { so_far, output, came_in, checksums } = run.stream(opened.inputs, output, checkpoints, left.ok())?;
    let mut inputs = opened.listed;
    if let Some(linked) = linked {
        refuse_changed(&inputs, &linked, &checksums)?;
    }
    for (input, checksum) in inputs.iter_mut().zip(checksums) {
        (input.bytes, input.sha256) = (checksum.bytes, checksum.sha256);
    }
    let mut notices = prepared.notices.clone();
    notices.extend(with_twins(&inputs, opened.notices));
    let matching = links.map(|links| MatchingCost {
        pairs: links.report.pairs,
        generic_values: links.report.generic.into_iter().map(|(kind, count)| (kind.to_owned(), count)).collect(),
        skipped_keys: links.report.skipped_keys,
    });
    let Opened { format, sources, .. } = opened;
    Ok(Passed { so_far, output, came_in, format, sources, inputs, notices, resumed, matching })
}

/// What was linked must be what was settled: a file that changed in between would have its rows matched as others.
fn refuse_changed(inputs: &[Input], linked: &[Checksum], settled: &[Checksum]) -> Result<()> {
    match inputs.iter().zip(linked.iter().zip(settled)).find(|(_, (linked, settled))| linked != settled) {
        Some((input, _)) => Err(changed().in_file(&input.file)),
        None => Ok(()),
    }
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

/// The threads that a job works on.
fn threads(job: &Job<'_>) -> Result<ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(job.threads)
        .build()
        .map_err(|error| Error::no_thread(io::Error::other(error)))
}

/// Every row that came in must have its place and be written there, each once. Those who read, those who decide and those
/// who write count apart.
fn conserve(came_in: Option<(u64, u64)>, counts: &Counts, written: [u64; Table::ALL.len()]) -> Result<()> {
    let [accepted, requests, review, rejected, _] = written;
    let placed = [counts.accepted, counts.relationship_request, counts.review, counts.rejected];
    if came_in == Some((counts.rows, counts.blank))
        && counts.balance()
        && [accepted, requests, review, rejected] == placed
    {
        return Ok(());
    }
    let read = came_in.map_or_else(|| "not all".to_owned(), |(rows, _)| rows.to_string());
    let written = accepted + requests + review + rejected;
    Err(Error::failed(format!(
        "{read} rows were read, {} placed and {written} written; nothing was published",
        counts.rows
    ))
    .with_hint("this is a fault of the program: please report it with the command you gave"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_lost_or_doubled_anywhere_is_noticed() {
        let counts = Counts { rows: 4, blank: 1, accepted: 2, relationship_request: 1, review: 0, rejected: 1 };
        let written = [2, 1, 0, 1, 7];
        assert!(conserve(Some((4, 1)), &counts, written).is_ok());
        for (came_in, counts, written) in [
            (None, counts, written),
            (Some((5, 1)), counts, written),
            (Some((4, 0)), counts, written),
            (Some((4, 1)), Counts { rejected: 2, ..counts }, written),
            (Some((4, 1)), counts, [1, 1, 0, 1, 7]),
            (Some((4, 1)), counts, [2, 0, 1, 1, 7]),
        ] {
            assert_eq!(conserve(came_in, &counts, written).unwrap_err().exit_code(), 3);
        }
    }

    #[test]
    fn an_input_that_changed_between_the_two_readings_is_refused() {
        let inputs = [Input { file: "list.csv".to_owned(), ..Input::default() }];
        let checksum = |sha256: &str| [Checksum { bytes: 5, sha256: sha256.to_owned() }];
        assert!(refuse_changed(&inputs, &checksum("one"), &checksum("one")).is_ok());
        assert!(refuse_changed(&inputs, &checksum("one"), &checksum("other")).is_err());
    }
}
