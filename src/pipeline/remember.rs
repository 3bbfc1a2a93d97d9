//! What a run takes out of the store of known customers, and what it brings into it once its result is published.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::customers::read_into;
use super::notice::Notice;
use super::prepare::Job;
use crate::error::{Error, IoContext as _, Result};
use crate::facts::Facts;
use crate::matching::{Decisions, company_of};
use crate::model::{Batch, Field, OwnColumn, Reading, Source, reference};
use crate::read::encoding::Look;
use crate::read::header::Purpose;
use crate::read::{InputFile, ReadOptions, open};
use crate::store::{KEPT, PairDecision, Recorded, Run, RunState, Store, Stored};
use crate::write::{Input, MANIFEST, Manifest, OutputSet, accepted_table, checksum};

/// How many customers of the store make a batch.
const AT_A_TIME: usize = 2_000;

/// Opens the job's store, or what remembers its runs where there is none, and finishes what a killed run has left. A check
/// makes no store where there is none.
pub(super) fn open_store(job: &Job<'_>) -> Result<Option<(Store, Vec<Notice>)>> {
    let Some(address) = job.store.or(job.night.map(|night| night.history)) else { return Ok(None) };
    if job.target.is_none() && !Store::is_there(address) {
        return Ok(None);
    }
    let mut store = Store::open(address)?;
    let notices = recover(&mut store, Keeps::of(job), job.facts)?;
    Ok(Some((store, notices)))
}

/// What comes into a store with a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// That it took place, and what it accepted.
    Customers,
    /// That it took place.
    Runs,
}

impl Keeps {
    fn of(job: &Job<'_>) -> Self {
        if job.store.is_some() { Keeps::Customers } else { Keeps::Runs }
    }
}

/// The checksums of all content that was processed, each with the day, when what a killed run has left is finished.
/// Nothing where there is no such store yet.
pub fn processed(address: &str, keeps: Keeps, facts: &Facts) -> Result<BTreeMap<String, String>> {
    let mut processed = BTreeMap::new();
    if !Store::is_there(address) {
        return Ok(processed);
    }
    let mut store = Store::open(address)?;
    recover(&mut store, keeps, facts)?;
    for run in store.runs()?.into_iter().filter(|run| run.state == RunState::Recorded) {
        processed.extend(run.inputs.lines().map(|sha256| (sha256.to_owned(), run.day.clone())));
    }
    Ok(processed)
}

/// Names the inputs whose content an earlier run has processed.
pub(super) fn processed_before(store: &mut Store, inputs: &[Input]) -> Result<Vec<Notice>> {
    let runs = store.runs()?;
    let mut notices = Vec::new();
    for input in inputs {
        let before = runs.iter().rfind(|run| run.inputs.lines().any(|sha256| sha256 == input.sha256));
        if let Some(run) = before {
            notices.push(Notice::ProcessedBefore { file: input.file.clone(), day: run.day.clone() });
        }
    }
    Ok(notices)
}

/// Visits the store's customers as batches of a list of existing customers, each name that a customer had as a row.
pub(super) fn each_batch(store: &mut Store, visit: &mut dyn FnMut(Batch) -> Result<()>) -> Result<()> {
    let columns: Vec<Option<Field>> = KEPT.iter().copied().map(Some).collect();
    let mut batch = Batch::default();
    store.each(&mut |stored| {
        let name = stored.customer.value(Field::CompanyName);
        for name in std::iter::once(name).chain(stored.former_names.iter().map(String::as_str)) {
            add(&mut batch, stored, name, &columns);
        }
        if batch.len() < AT_A_TIME { Ok(()) } else { visit(std::mem::take(&mut batch)) }
    })?;
    visit(batch)
}

fn add(batch: &mut Batch, stored: &Stored, name: &str, columns: &[Option<Field>]) {
    let id = stored.shown_id();
    for field in KEPT {
        let text = match field {
            Field::CompanyName => name,
            Field::CustomerId => &id,
            _ => stored.customer.value(*field),
        };
        let cell = batch.push_text(text);
        batch.push_cell(cell);
    }
    batch.end_row(0, None, columns);
}

/// What a result came to that stands in its place.
pub(super) struct Published {
    pub(super) manifest: Manifest,
    /// What failed behind it, and is left for the next run to tidy.
    pub(super) untidy: Option<Error>,
    /// What came into the store, where there is one.
    pub(super) stored: Option<Result<Recorded>>,
}

/// Publishes a result. What it accepted, and what people have decided, comes into the store then and not before.
pub(super) fn publish(
    output: OutputSet,
    manifest: Manifest,
    mut store: Option<&mut Store>,
    decided: &[PairDecision],
    job: &Job<'_>,
) -> Result<Published> {
    let mut run = None;
    let (manifest, untidy) = output.publish(manifest, |manifest, id, folder| {
        job.stop.check()?;
        let Some(store) = &mut store else { return Ok(()) };
        let announced = run.insert(run_of(manifest, id, folder)?);
        store.announce(announced, decided)
    })?;
    // What is published is published: if the store fails now, the next run that opens it does the rest.
    let stored = store.zip(run).map(|(store, run)| record(store, &run, Keeps::of(job), job.facts));
    Ok(Published { manifest, untidy, stored })
}

/// Finishes what killed runs have left: records the results that were published, and forgets the others. Of a run on
/// another machine nothing can be told here.
fn recover(store: &mut Store, keeps: Keeps, facts: &Facts) -> Result<Vec<Notice>> {
    let mut notices = Vec::new();
    let machine = machine();
    for run in store.runs()?.into_iter().filter(|run| run.state == RunState::Announced && run.machine == machine) {
        let manifest = Path::new(&run.folder).join(MANIFEST);
        let is_published = fs::read(manifest).is_ok_and(|bytes| checksum(&bytes) == run.id);
        match is_published.then(|| record(store, &run, keeps, facts)) {
            Some(Ok(_)) => {}
            // Somebody has taken the list away, or broken it. That must not stop all runs to come.
            Some(Err(error)) if error.exit_code() == 2 => {
                store.withdraw(&run.id)?;
                notices.push(Notice::RunNotRecorded { folder: run.folder, day: run.day });
            }
            Some(Err(error)) => return Err(error),
            None => store.withdraw(&run.id)?,
        }
    }
    Ok(notices)
}

/// What the store remembers of a run with this manifest, whose result is moved to this folder.
fn run_of(manifest: &Manifest, id: &str, folder: &Path) -> Result<Run> {
    let inputs: Vec<&str> = manifest.inputs.iter().map(|input| input.sha256.as_str()).collect();
    // The next run may be started elsewhere.
    let folder = std::path::absolute(folder).writing(folder)?;
    Ok(Run {
        id: id.to_owned(),
        day: manifest.date.clone(),
        machine: machine(),
        folder: folder.to_string_lossy().into_owned(),
        inputs: inputs.join("\n"),
        ..Run::default()
    })
}

/// What this machine is called in its network; nothing where it has no name.
pub fn machine() -> String {
    whoami::hostname().unwrap_or_default()
}

/// Brings what a published run accepted into the store.
fn record(store: &mut Store, run: &Run, keeps: Keeps, facts: &Facts) -> Result<Recorded> {
    if keeps == Keeps::Runs {
        return store.record(run, &mut std::iter::empty());
    }
    let table = accepted_table(Path::new(&run.folder));
    let input = open(InputFile::new(table), &ReadOptions::new(Purpose::Customers), Look::Whole)?;
    let (recorded, _) = read_into(input, facts, |customers| store.record(run, customers))?;
    Ok(recorded)
}

/// The decisions that people have written into a batch's rows, about the companies that they were shown there.
pub(super) fn decided(batch: &Batch, readings: &[Reading], source: &Source, out: &mut Vec<PairDecision>) {
    if source.own_column(OwnColumn::Decision).is_none() {
        return;
    }
    for (row, reading) in batch.rows().zip(readings) {
        let Some(decision) = reading.decision else { continue };
        let shown = |column| {
            let text = source.own_column(column).map_or("", |column| row.given_cell(column));
            text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>()
        };
        let (ids, names) = (shown(OwnColumn::MatchedCustomerId), shown(OwnColumn::MatchedCompanyName));
        let company = company_of(row, reading);
        for place in 0..if ids.is_empty() { names.len() } else { ids.len() } {
            let id = ids.get(place).copied().unwrap_or_default();
            // A name may hold a semicolon, or be missing: then it is not clear whose is whose.
            let of_both = ids.is_empty() || ids.len() == names.len();
            let name = names.get(place).copied().filter(|_| of_both).unwrap_or_default();
            let Some(known) = reference(id, name) else { continue };
            out.push(PairDecision { company: company.clone(), known, decision, day: String::new() });
        }
    }
}

/// The decisions that are in force, for the matcher.
pub(super) fn decisions(store: &mut Store) -> Result<Decisions> {
    let mut decisions = Decisions::default();
    for PairDecision { company, known, decision, .. } in store.decisions()? {
        decisions.add(company, known, decision);
    }
    Ok(decisions)
}
