//! Known customers in sections, of which only what is asked for is read: names and IDs by their places, keys by their hashes.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::super::keys::{KeyKind, Keys, Tags};
use super::KnownCustomer;
use crate::error::{Error, Result};
use crate::model::{Batch, CountryCode, Field};
use crate::sections::{Sections, Span, Spill};

/// So many customers stand in one section: their records, then their text.
const IN_BLOCK: usize = 4096;

/// A record: where its text begins, the lengths of ID and name, four tags; each four bytes.
const RECORD: usize = 28;

/// A key's hash, and whose it is.
const ENTRY: usize = 12;

/// Keys come into so many parts by their upper bits.
const PARTS: usize = 64;

/// The first hash of so many is held in memory.
const IN_GROUP: usize = 256;

/// Where everything stands in the sections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownContents {
    customers: usize,
    blocks: Vec<Span>,
    /// The keys, in order: a section for each part.
    keys: Vec<Span>,
    /// The first hash of each group of keys, part by part.
    firsts: Vec<Span>,
    anywhere: bool,
}

/// Writes known customers to sections.
#[derive(Debug)]
pub struct KnownWriter {
    contents: KnownContents,
    records: Vec<u8>,
    text: Vec<u8>,
    keys: Spill,
}

/// Known customers that were written to sections.
#[derive(Debug)]
pub struct StoredCustomers {
    sections: Arc<Sections>,
    contents: KnownContents,
    firsts: Vec<Vec<u64>>,
    failure: Mutex<Option<Error>>,
}

impl KnownWriter {
    /// With a place for what memory is not to hold.
    pub fn new(scratch: Option<Sections>) -> Self {
        let (records, text) = (Vec::new(), Vec::new());
        KnownWriter { contents: KnownContents::default(), records, text, keys: Spill::new(PARTS, scratch) }
    }

    /// Adds a batch of an existing-customers list, normalised, with its keys.
    ///
    /// # Errors
    /// The sections cannot be written.
    pub fn add(&mut self, batch: &Batch, keys: &Keys, sections: &mut Sections) -> Result<()> {
        let first = narrow(self.contents.customers);
        for (row, tags) in batch.rows().zip(&keys.tags) {
            let (id, name) = (row.field(Field::CustomerId), row.field(Field::CompanyName));
            let country = tags.country.map_or(0, |country| narrow(country.index()) + 1);
            let (start, id_length, name_length) = (narrow(self.text.len()), narrow(id.len()), narrow(name.len()));
            for number in
                [start, id_length, name_length, tags.bare_name, tags.postal_code, tags.registration_id, country]
            {
                self.records.extend(number.to_le_bytes());
            }
            self.text.extend_from_slice(id.as_bytes());
            self.text.extend_from_slice(name.as_bytes());
            self.contents.customers += 1;
            if self.contents.customers.is_multiple_of(IN_BLOCK) {
                self.write_block(sections)?;
            }
        }
        for key in &keys.list {
            self.contents.anywhere |= matches!(key.kind, KeyKind::NameAnywhere | KeyKind::RegistrationIdAnywhere);
            let owner = first + key.row;
            // Upper bits first, so that parts and bytes are in the order of the hashes.
            let part = usize::try_from(key.hash >> (u64::BITS - PARTS.ilog2())).unwrap_or(0);
            self.keys.add(part, |out| {
                out.extend(key.hash.to_be_bytes());
                out.extend(owner.to_be_bytes());
            })?;
        }
        Ok(())
    }

    fn write_block(&mut self, sections: &mut Sections) -> Result<()> {
        let mut block = std::mem::take(&mut self.records);
        block.append(&mut self.text);
        self.contents.blocks.push(sections.append(block)?);
        Ok(())
    }

    /// Writes what is left, and tells what stands where.
    ///
    /// # Errors
    /// The sections cannot be written.
    pub fn finish(mut self, sections: &mut Sections) -> Result<KnownContents> {
        self.write_block(sections)?;
        for part in 0..PARTS {
            let bytes = self.keys.take(part)?;
            let mut entries: Vec<[u8; ENTRY]> = bytes.as_chunks().0.to_vec();
            drop(bytes);
            entries.sort_unstable();
            entries.dedup();
            let firsts = entries.iter().step_by(IN_GROUP).flat_map(|entry| entry[..8].to_vec()).collect();
            self.contents.keys.push(sections.append(entries.into_flattened())?);
            self.contents.firsts.push(sections.append(firsts)?);
        }
        Ok(self.contents)
    }
}

impl StoredCustomers {
    /// Customers that were written before.
    ///
    /// # Errors
    /// The sections cannot be read.
    pub fn new(sections: Arc<Sections>, contents: KnownContents) -> Result<Self> {
        let hashes = |bytes: Vec<u8>| bytes.as_chunks().0.iter().map(|hash| u64::from_be_bytes(*hash)).collect();
        let firsts = contents.firsts.iter().map(|span| sections.read(*span).map(hashes)).collect::<Result<_>>()?;
        Ok(StoredCustomers { sections, contents, firsts, failure: Mutex::default() })
    }

    pub(super) fn len(&self) -> usize {
        self.contents.customers
    }

    pub(super) fn has_some_anywhere(&self) -> bool {
        self.contents.anywhere
    }

    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// What was read, or nothing, and why.
    fn noting<T: Default>(&self, read: Result<T>) -> T {
        read.unwrap_or_else(|error| {
            self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            T::default()
        })
    }

    pub(super) fn customer(&self, place: u32) -> KnownCustomer<'static> {
        self.noting(self.read_customer(place))
    }

    fn read_customer(&self, place: u32) -> Result<KnownCustomer<'static>> {
        let [start, id, name, ..] = self.record(place)?;
        let block = self.block(place)?;
        let records = (self.contents.customers - place as usize / IN_BLOCK * IN_BLOCK).min(IN_BLOCK) * RECORD;
        let start = block.start + records as u64 + u64::from(start);
        let mut bytes = self.sections.read(Span { start, length: u64::from(id) + u64::from(name) })?;
        let name = bytes.split_off((id as usize).min(bytes.len()));
        let text = |bytes| String::from_utf8(bytes).map_err(|_| lost());
        Ok(KnownCustomer { id: text(bytes)?.into(), company_name: text(name)?.into() })
    }

    pub(super) fn tags(&self, place: u32) -> Tags {
        let [.., bare_name, postal_code, registration_id, country] = self.noting(self.record(place));
        let country = (country as usize).checked_sub(1).and_then(CountryCode::from_index);
        Tags { bare_name, postal_code, registration_id, country }
    }

    fn record(&self, place: u32) -> Result<[u32; RECORD / 4]> {
        let block = self.block(place)?;
        let start = block.start + (place as usize % IN_BLOCK * RECORD) as u64;
        let bytes = self.sections.read(Span { start, length: RECORD as u64 })?;
        let (numbers, _) = bytes.as_chunks();
        Ok(std::array::from_fn(|place| numbers.get(place).map_or(0, |bytes| u32::from_le_bytes(*bytes))))
    }

    fn block(&self, place: u32) -> Result<Span> {
        self.contents.blocks.get(place as usize / IN_BLOCK).copied().ok_or_else(lost)
    }

    pub(super) fn owners_of(&self, hash: u64) -> Vec<u32> {
        self.noting(self.read_owners(hash))
    }

    fn read_owners(&self, hash: u64) -> Result<Vec<u32>> {
        let part = usize::try_from(hash >> (u64::BITS - PARTS.ilog2())).unwrap_or(0);
        let (Some(span), Some(firsts)) = (self.contents.keys.get(part), self.firsts.get(part)) else {
            return Ok(Vec::new());
        };
        // The hash may begin in the group before the first that begins with it.
        let from = firsts.partition_point(|first| *first < hash).saturating_sub(1);
        let to = firsts.partition_point(|first| *first <= hash);
        let group = (IN_GROUP * ENTRY) as u64;
        let start = from as u64 * group;
        let length = (to as u64 * group).min(span.length).saturating_sub(start);
        let bytes = self.sections.read(Span { start: span.start + start, length })?;
        let (entries, _) = bytes.as_chunks::<ENTRY>();
        let hash = hash.to_be_bytes();
        let same = entries[entries.partition_point(|entry| entry[..8] < hash[..])..].iter();
        let same = same.take_while(|entry| entry[..8] == hash[..]);
        Ok(same.map(|entry| u32::from_be_bytes([entry[8], entry[9], entry[10], entry[11]])).collect())
    }
}

fn lost() -> Error {
    Error::failed("the index of existing customers cannot be understood")
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 customers")
}
