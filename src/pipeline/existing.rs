//! The known customers: those of the store, and the lists of existing customers, read and indexed before the first row.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::prelude::*;

use super::indexing::{self, Kept};
use super::inputs::find;
use super::notice::Notice;
use super::prepare::{Job, read_options, tell};
use super::remember;
use crate::error::{Error, Result};
use crate::facts::Facts;
use crate::matching::likeness::{Customers, CustomersBuilder, ProfileMaker, Profiles};
use crate::matching::{KeyMaker, Keys, KnownCustomers, KnownCustomersBuilder, KnownWriter, Origin};
use crate::model::{Batch, MatchMethod, Row, RowFault};
use crate::normalise::normalise;
use crate::read::encoding::Look;
use crate::read::header::Purpose;
use crate::read::original::Checksum;
use crate::read::{Chunk, InputFile, OpenInput, is_not_utf8, open};
use crate::sections::Sections;
use crate::store::Store;
use crate::write::Existing;

/// What is known of customers.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Each of them, by its keys.
    pub(super) customers: KnownCustomers,
    /// What is compared of them, if likeness is looked at.
    pub(super) alike: Customers,
    /// The lists that they come from.
    pub(super) lists: Vec<Existing>,
    /// What a person should know of those lists.
    pub(super) notices: Vec<Notice>,
}

/// A list of existing customers, and how much of it must be looked at to tell its encoding.
#[derive(Clone, Debug)]
pub(super) struct List {
    file: InputFile,
    look: Look,
}

/// What a list came to.
#[derive(Clone, Debug)]
pub(super) struct OfList {
    pub(super) checksum: Checksum,
    pub(super) rows: u64,
    pub(super) malformed: u64,
    /// The first malformed row, as a person counts rows.
    pub(super) first: u32,
    /// How much of it must be looked at to tell its encoding.
    pub(super) look: Look,
    /// What a person should know of how it is read.
    pub(super) notices: Vec<Notice>,
}

/// Takes customers in.
pub(super) struct Taker<'a, 'j> {
    job: &'a Job<'j>,
    to: To,
    pub(super) alike: CustomersBuilder,
}

/// Where their names and keys go.
pub(super) enum To {
    Memory(KnownCustomersBuilder),
    Sections(KnownWriter, Sections),
}

/// Reads the store and every list of existing customers, and indexes them.
pub(super) fn read(job: &Job<'_>, store: Option<&mut Store>) -> Result<Known> {
    let mut lists: Vec<List> = Vec::new();
    if !job.existing.is_empty() {
        lists.extend(find(job.existing, &job.stop)?.0.into_iter().map(|file| List { file, look: Look::Beginning }));
    }
    // The history of an inbox holds no customers.
    let store = store.filter(|_| job.store.is_some());
    match job.index {
        Some(_) if store.is_some() => Err(Error::could_not_run("an index is kept of lists, not of a store")
            .with_hint("leave out `--index`, or bring the lists into the store with `intake customers import`")),
        Some(folder) if !lists.is_empty() => {
            let Kept { customers, alike, lists, of_lists, notices } = indexing::kept(job, folder, lists)?;
            let (lists, told) = told(&lists, of_lists);
            Ok(Known { customers, alike, lists, notices: notices.into_iter().chain(told).collect() })
        }
        _ => read_into_memory(job, store, lists),
    }
}

fn read_into_memory(job: &Job<'_>, mut store: Option<&mut Store>, mut lists: Vec<List>) -> Result<Known> {
    let (of_lists, taker, decisions) = loop {
        let to = To::Memory(KnownCustomersBuilder::default());
        let mut taker = Taker { job, to, alike: CustomersBuilder::default() };
        let mut decisions = None;
        if let Some(store) = store.as_deref_mut() {
            taker.take_store(store)?;
            decisions = Some(remember::decisions(store)?);
        }
        if let Some(of_lists) = taker.take_lists(&mut lists)? {
            break (of_lists, taker, decisions.unwrap_or_default());
        }
    };
    let To::Memory(builder) = taker.to else { return Ok(Known::default()) };
    let (sections, contents) = indexing::write(taker.alike, Sections::in_memory(), &|| Ok(None))?;
    let (lists, notices) = told(&lists, of_lists);
    let customers = KnownCustomers::from(builder).decided(decisions);
    Ok(Known { customers, alike: Customers::new(Arc::new(sections), contents), lists, notices })
}

/// The lists as the manifest has them, and what a person should know of them.
fn told(lists: &[List], of_lists: Vec<OfList>) -> (Vec<Existing>, Vec<Notice>) {
    let (mut existing, mut notices) = (Vec::new(), Vec::new());
    for (list, mut of_list) in lists.iter().zip(of_lists) {
        let file = &list.file.name;
        notices.append(&mut of_list.notices);
        if of_list.malformed > 0 {
            let (rows, first) = (of_list.malformed, of_list.first);
            notices.push(Notice::ExistingMalformed { file: file.clone(), rows, first });
        }
        let Checksum { bytes, sha256 } = of_list.checksum;
        existing.push(Existing { file: file.clone(), bytes, sha256, rows: of_list.rows });
    }
    (existing, notices)
}

impl List {
    /// Opens it, with such a look, and tells what a person should know of it.
    pub(super) fn open(&self, job: &Job<'_>, look: Look) -> Result<(OpenInput, Vec<Notice>)> {
        let input = open(self.file.clone(), &read_options(job, Purpose::Customers), look)?;
        let mut notices = Vec::new();
        tell(&input, job.charset, &mut notices);
        Ok((input, notices))
    }
}

impl<'a, 'j> Taker<'a, 'j> {
    /// Takes customers in whose names and keys go to a file, and with them what memory is not to hold.
    pub(super) fn to_sections(job: &'a Job<'j>, sections: Sections, known: Sections, alike: Sections) -> Self {
        let to = To::Sections(KnownWriter::new(Some(known)), sections);
        Taker { job, to, alike: CustomersBuilder::new(Some(alike)) }
    }

    /// What was taken in.
    pub(super) fn taken(self) -> (To, CustomersBuilder) {
        (self.to, self.alike)
    }

    /// Takes the store's customers in. One thread reads them, since the store answers one at a time, and all others look at
    /// what it has read.
    fn take_store(&mut self, store: &mut Store) -> Result<()> {
        let most = 4 * rayon::current_num_threads();
        let (to, batches) = sync_channel(most);
        thread::scope(|scope| {
            let reader = scope.spawn(move || {
                remember::each_batch(store, &mut |batch| {
                    to.send(batch).map_err(|_| Error::failed("nobody takes the customers of the store"))
                })
            });
            let taken = loop {
                let window: Vec<Batch> = batches.iter().take(most).collect();
                if window.is_empty() {
                    break Ok(());
                }
                if let Err(error) = self.take_window(window, Ok, |_| {}) {
                    break Err(error);
                }
            };
            // The reader stops when nobody takes its customers.
            drop(batches);
            let read = reader.join().map_err(|_| Error::failed("the reading thread gave up"));
            taken?;
            read?
        })
    }

    /// Takes all lists in, and tells what each came to. None when one of them is not the UTF-8 that it began as: it is noted
    /// so, and all must be taken anew.
    pub(super) fn take_lists(&mut self, lists: &mut [List]) -> Result<Option<Vec<OfList>>> {
        let mut of_lists = Vec::with_capacity(lists.len());
        for list in lists {
            let (checksum, look) = (Checksum::default(), list.look);
            let mut of_list = OfList { checksum, rows: 0, malformed: 0, first: 0, look, notices: Vec::new() };
            match self.take_list(list, &mut of_list) {
                Err(error) if is_not_utf8(&error) && list.look == Look::Beginning => {
                    list.look = Look::Whole;
                    return Ok(None);
                }
                taken => taken?,
            }
            of_lists.push(of_list);
        }
        Ok(Some(of_lists))
    }

    fn take_list(&mut self, list: &List, of_list: &mut OfList) -> Result<()> {
        let mut input;
        (input, of_list.notices) = list.open(self.job, list.look)?;
        let most = 4 * rayon::current_num_threads();
        let mut window: Vec<Chunk> = Vec::new();
        let mut count = |batch: &Batch| {
            of_list.rows += batch.len() as u64;
            for row in batch.rows().filter(|row| row.fault().is_some() && !is_stray(*row)) {
                if of_list.malformed == 0 {
                    of_list.first = row.line();
                }
                of_list.malformed += 1;
            }
        };
        let mut take = |window: &mut Vec<Chunk>| {
            let taken = self.take_window(std::mem::take(window), |chunk| chunk.parse(0), &mut count);
            taken.map_err(|error| error.in_file(&list.file.name))
        };
        input.try_read(|chunk| {
            window.push(chunk);
            if window.len() < most { Ok(()) } else { take(&mut window) }
        })?;
        take(&mut window)?;
        of_list.checksum = input.checksum()?;
        Ok(())
    }

    /// Looks at some batches side by side, and takes them in in their order.
    fn take_window<T: Send>(
        &mut self,
        window: Vec<T>,
        parse: impl Fn(T) -> Result<Batch> + Sync,
        mut count: impl FnMut(&Batch),
    ) -> Result<()> {
        let Job { facts, matching, stop, .. } = self.job;
        stop.check()?;
        let read: Vec<Result<LookedAt>> =
            window.into_par_iter().map(|batch| Ok(look_at(parse(batch)?, facts, matching.method))).collect();
        for read in read {
            let looked_at = read?;
            count(&looked_at.batch);
            self.add(&looked_at)?;
        }
        Ok(())
    }

    fn add(&mut self, LookedAt { batch, keys, profiles }: &LookedAt) -> Result<()> {
        match &mut self.to {
            To::Memory(builder) => builder.add(batch, keys),
            To::Sections(writer, sections) => writer.add(batch, keys, sections)?,
        }
        self.alike.add(profiles)
    }
}

/// Customers, normalised; their keys, and their profiles if likeness is looked at.
struct LookedAt {
    batch: Batch,
    keys: Keys,
    profiles: Profiles,
}

fn look_at(mut batch: Batch, facts: &Facts, method: MatchMethod) -> LookedAt {
    let readings = normalise(&mut batch, facts);
    let (mut keys, mut profiles) = (Keys::default(), Profiles::default());
    let origin = match method {
        MatchMethod::Exact => Origin::Customers,
        MatchMethod::Full => Origin::Prefixes { of_customers: true },
    };
    let mut maker = KeyMaker::new(facts, origin);
    let mut profile_maker = ProfileMaker::new(facts);
    for (row, reading) in batch.rows().zip(&readings) {
        let before = keys.list.len();
        maker.add(row, reading, &mut keys);
        if is_stray(row) {
            keys.list.truncate(before);
        }
        match method {
            MatchMethod::Exact => {}
            MatchMethod::Full if is_stray(row) => profile_maker.pass_over(&mut profiles),
            MatchMethod::Full => profile_maker.add(row, reading, &mut profiles),
        }
    }
    LookedAt { batch, keys, profiles }
}

/// Whether the line is nobody's: a header or a sum.
fn is_stray(row: Row<'_>) -> bool {
    matches!(row.fault(), Some(RowFault::HeaderAgain | RowFault::Totals))
}
