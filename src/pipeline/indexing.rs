//! The index of existing customers: made in memory for one run, or kept in a folder from run to run.
//!
//! An index that is kept says what it was made of: the lists by their checksums, and the rules that made it. It is used where
//! both are the same, and made anew where anything else stands there.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::existing::{List, OfList, Taker, To};
use super::link::keys;
use super::notice::Notice;
use super::prepare::Job;
use crate::error::{Error, Result};
use crate::matching::likeness::{
    self, Contents, Counted, Customers, CustomersBuilder, CustomersWriter, PARTS, put_in_order,
};
use crate::matching::{KnownContents, KnownCustomers, StoredCustomers};
use crate::read::encoding::Look;
use crate::sections::kept::{Folder, Kept as InPlace};
use crate::sections::{Sections, scratch};

/// The customers of an index.
pub(super) struct Kept {
    pub(super) customers: KnownCustomers,
    pub(super) alike: Customers,
    pub(super) lists: Vec<List>,
    pub(super) of_lists: Vec<OfList>,
    /// Whether it was made, and why.
    pub(super) notices: Vec<Notice>,
}

/// What stands behind the sections of an index that is kept.
#[derive(Serialize, Deserialize)]
struct Index {
    /// What it was made by: another program or other rules would make another.
    rules: String,
    lists: Vec<IndexedList>,
    known: KnownContents,
    alike: Contents,
}

/// What an index says of a list.
#[derive(Serialize, Deserialize)]
struct IndexedList {
    bytes: u64,
    sha256: String,
    rows: u64,
    malformed: u64,
    first_malformed: u32,
    /// Whether it takes a look at all of the list to tell its encoding.
    look_whole: bool,
}

/// The index of these lists: the one that is kept in the folder, or a new one that is kept there from now on.
pub(super) fn kept(job: &Job<'_>, folder: &Path, lists: Vec<List>) -> Result<Kept> {
    let place = Folder::open(folder)?;
    let name = format!("existing-{}.index", job.matching.method.name());
    let file = place.path().join(&name).to_string_lossy().into_owned();
    let before = match place.read(&name)? {
        InPlace::Nothing => None,
        InPlace::Damaged => Some(Err(Notice::IndexDamaged { file: file.clone() })),
        InPlace::Whole(sections, contents) => {
            Some(reused(job, sections, &contents, &lists)?.ok_or_else(|| Notice::IndexOutdated { file: file.clone() }))
        }
    };
    match before {
        Some(Ok(kept)) => Ok(Kept { lists, ..kept }),
        Some(Err(notice)) => make(job, &place, &name, lists, vec![notice]),
        None => make(job, &place, &name, lists, Vec::new()),
    }
}

/// The customers of an index that is there; none if it was made of other lists, or by other rules.
fn reused(job: &Job<'_>, sections: Sections, contents: &[u8], lists: &[List]) -> Result<Option<Kept>> {
    let Ok(index) = serde_json::from_slice::<Index>(contents) else { return Ok(None) };
    if index.rules != rules(job) || index.lists.len() != lists.len() {
        return Ok(None);
    }
    // What a list holds tells its checksum alone: times can lie.
    let checked = lists.par_iter().zip(&index.lists).map(|(list, indexed)| -> Result<Option<OfList>> {
        let look = if indexed.look_whole { Look::Whole } else { Look::Beginning };
        let (input, notices) = list.open(job, look)?;
        let (checksum, first) = (input.checksum()?, indexed.first_malformed);
        let is_same = (checksum.bytes, &checksum.sha256) == (indexed.bytes, &indexed.sha256);
        let (rows, malformed) = (indexed.rows, indexed.malformed);
        Ok(is_same.then_some(OfList { checksum, rows, malformed, first, look, notices }))
    });
    let Some(of_lists) = checked.collect::<Result<Vec<_>>>()?.into_iter().collect() else { return Ok(None) };
    customers(sections, index.known, index.alike, of_lists).map(Some)
}

fn make(job: &Job<'_>, place: &Folder, name: &str, mut lists: Vec<List>, notices: Vec<Notice>) -> Result<Kept> {
    let (taker, of_lists) = loop {
        let mut taker = Taker::to_sections(job, place.begin()?, scratch(place.path())?, scratch(place.path())?);
        if let Some(of_lists) = taker.take_lists(&mut lists)? {
            break (taker, of_lists);
        }
    };
    let (To::Sections(known, mut sections), alike) = taker.taken() else {
        return Err(Error::failed("the index was made in memory"));
    };
    let known = known.finish(&mut sections)?;
    let (sections, alike) = write(alike, sections, &|| scratch(place.path()).map(Some))?;
    let listed = of_lists.iter().map(|list| IndexedList {
        bytes: list.checksum.bytes,
        sha256: list.checksum.sha256.clone(),
        rows: list.rows,
        malformed: list.malformed,
        first_malformed: list.first,
        look_whole: list.look == Look::Whole,
    });
    let index = Index { rules: rules(job), lists: listed.collect(), known, alike };
    let contents =
        serde_json::to_vec(&index).map_err(|error| Error::failed("no index could be made").because(error))?;
    let sections = place.finish(sections, contents, name)?;
    let kept = customers(sections, index.known, index.alike, of_lists)?;
    Ok(Kept { lists, notices, ..kept })
}

fn customers(sections: Sections, known: KnownContents, alike: Contents, of_lists: Vec<OfList>) -> Result<Kept> {
    let sections = Arc::new(sections);
    Ok(Kept {
        customers: StoredCustomers::new(Arc::clone(&sections), known)?.into(),
        alike: Customers::new(sections, alike),
        lists: Vec::new(),
        of_lists,
        notices: Vec::new(),
    })
}

/// What decides how a list becomes an index, beside the list.
fn rules(job: &Job<'_>) -> String {
    let mut rules = format!("{} {}", env!("CARGO_PKG_VERSION"), likeness::rules());
    let answers = job.country_rules.as_ref().map_or("", |folder| folder.sha256.as_str());
    // Writing to a string cannot fail.
    let _ = write!(rules, " {answers} {:?} {:?}", job.charset, job.limits);
    rules
}

/// Writes the sections of what was taken in; `scratch` makes a place for what memory is not to hold meanwhile.
pub(super) fn write(
    mut taken: CustomersBuilder,
    sections: Sections,
    scratch: &dyn Fn() -> Result<Option<Sections>>,
) -> Result<(Sections, Contents)> {
    let mut writer = CustomersWriter::new(sections, scratch)?;
    for parts in taken.segments() {
        let (list, places) = taken.take(parts)?;
        let first = writer.customers();
        writer.add_segment(&list, &places)?;
        writer.add_keys(&keys(&list), first)?;
        let pairs: Vec<Vec<Vec<u64>>> = Counted::ALL.par_iter().map(|kind| likeness::pairs(*kind, &list)).collect();
        pairs.iter().enumerate().try_for_each(|(kind, pairs)| writer.add_pairs(kind, pairs))?;
    }
    drop(taken);
    in_parts(&mut writer, PARTS, CustomersWriter::take_keys, CustomersWriter::write_keys)?;
    for kind in 0..Counted::ALL.len() {
        let take = |writer: &mut CustomersWriter, part| writer.take_pairs(kind, part);
        in_parts(&mut writer, PARTS, take, |writer, pairs| writer.write_pairs(kind, pairs))?;
    }
    Ok(writer.finish())
}

/// Puts parts in order, as many at a time as there are threads, so that memory holds no more.
fn in_parts(
    writer: &mut CustomersWriter,
    parts: usize,
    take: impl Fn(&mut CustomersWriter, usize) -> Result<Vec<u64>>,
    write: impl Fn(&mut CustomersWriter, &[u64]) -> Result<()>,
) -> Result<()> {
    let at_a_time = rayon::current_num_threads();
    for start in (0..parts).step_by(at_a_time) {
        let parts = start..(start + at_a_time).min(parts);
        let mut taken = parts.map(|part| take(writer, part)).collect::<Result<Vec<_>>>()?;
        taken.par_iter_mut().for_each(put_in_order);
        taken.iter().try_for_each(|part| write(writer, part))?;
    }
    Ok(())
}
