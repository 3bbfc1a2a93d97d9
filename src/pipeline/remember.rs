//! What a run takes out of the store of known customers, and what it brings into it once its result is published.

use std::fs;
use std::path::Path;

use super::customers::read_into;
use super::notice::Notice;
use super::prepare::Job;
use crate::error::Result;
use crate::facts::Facts;
use crate::model::{Batch, Field};
use crate::read::encoding::Look;
use crate::read::header::Purpose;
use crate::read::{ReadOptions, expand, open};
use crate::store::{Imported, KEPT, Run, RunState, Store, Stored};
use crate::write::{Input, MANIFEST, Manifest, accepted_table, checksum};

/// How many customers of the store make a batch.
const AT_A_TIME: usize = 2_000;

/// Opens the job's store, and finishes what a killed run has left. A check makes no store where there is none.
pub(super) fn open_store(job: &Job<'_>) -> Result<Option<Store>> {
    let Some(address) = job.store else { return Ok(None) };
    if job.target.is_none() && !Store::is_there(address) {
        return Ok(None);
    }
    let mut store = Store::open(address)?;
    recover(&mut store, job.facts)?;
    Ok(Some(store))
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
    let accepted = format!("accepted {}, {}", stored.first_seen, stored.customer.place);
    for field in KEPT {
        let text = match field {
            Field::CompanyName => name,
            // Partner Center has not told its ID yet: say where it comes from.
            Field::CustomerId if !stored.customer.place.is_empty() => &accepted,
            _ => stored.customer.value(*field),
        };
        let cell = batch.push_text(text);
        batch.push_cell(cell);
    }
    batch.end_row(0, None, columns);
}

/// Finishes what killed runs have left: records the results that were published, and forgets the others.
fn recover(store: &mut Store, facts: &Facts) -> Result<()> {
    for run in store.runs()?.into_iter().filter(|run| run.state == RunState::Announced) {
        let manifest = Path::new(&run.folder).join(MANIFEST);
        let is_published = fs::read(manifest).is_ok_and(|bytes| checksum(&bytes) == run.id);
        if is_published {
            record(store, &run, facts)?;
        } else {
            store.withdraw(&run.id)?;
        }
    }
    Ok(())
}

/// What the store remembers of a run with this manifest; its result's checksum and place are told later.
pub(super) fn run_of(manifest: &Manifest) -> Run {
    let inputs: Vec<&str> = manifest.inputs.iter().map(|input| input.sha256.as_str()).collect();
    Run { day: manifest.date.clone(), inputs: inputs.join("\n"), ..Run::default() }
}

/// Brings what a published run accepted into the store.
pub(super) fn record(store: &mut Store, run: &Run, facts: &Facts) -> Result<Imported> {
    let table = accepted_table(Path::new(&run.folder));
    let options = ReadOptions::new(Purpose::Customers);
    let mut imported = Imported::default();
    for file in expand(&[table.to_string_lossy().into_owned()])?.0 {
        let input = open(file, &options, Look::Whole)?;
        imported += read_into(input, facts, |customers| store.record(run, customers))?.0;
    }
    Ok(imported)
}
