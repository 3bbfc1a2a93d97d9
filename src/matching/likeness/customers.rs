//! The index of customers: all that comparing takes of them, in sections, so that a list need not be in memory as a whole.
//!
//! Customers stand in an order of their own and are cut into segments; of each there are the profiles and the keys. Beside
//! them stand the values to be counted. A segment at a time is read and compared with all rows. The same bytes are made of
//! the same list and are read in the same way wherever they lie, so that an answer does not depend on it.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::hash::mix;
use super::hits::{Hit, among_customers};
use super::key_index::{KeyIndex, MOST_IN_BLOCK, PARTS, counted_from, key_of, record_of};
use super::packed::{pack, unpack};
use super::profile::{Piece, Profiles};
use super::rarity::{Counted, order_of};
use super::records::in_order;
use crate::error::{Error, Result};
use crate::sections::{Sections, Span, Spill};

/// Raised with every change of what stands in the sections, or how: an index of another version is made anew.
const VERSION: u32 = 1;

/// Customers come into so many parts, by their order, before they are cut into segments.
const ORDERED_PARTS: usize = 1024;

/// About so many bytes of profiles make a segment.
const SEGMENT: u64 = 10 << 20;

/// Where everything stands in the sections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    customers: u32,
    segments: Vec<SegmentContents>,
    /// Of each kind that is counted, the pairs of value and company: a section for each part of the values.
    pairs: Vec<Vec<Span>>,
    /// How many keys more customers have than are compared for one.
    skipped_keys: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct SegmentContents {
    first: u32,
    profiles: Span,
    /// A section for each part of the keys.
    keys: Vec<Span>,
}

/// The customers of a list, or of several.
#[derive(Debug, Default)]
pub struct Customers {
    sections: Arc<Sections>,
    contents: Contents,
}

/// Some of the customers, in memory.
#[derive(Debug)]
pub struct Segment {
    pub(super) list: Profiles,
    /// The place of each in the list.
    pub(super) places: Vec<u32>,
    keys: Vec<Vec<u64>>,
}

impl Customers {
    /// Customers that were written before.
    pub fn new(sections: Arc<Sections>, contents: Contents) -> Self {
        Customers { sections, contents }
    }

    /// How many there are.
    pub fn len(&self) -> u32 {
        self.contents.customers
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many segments there are.
    pub fn segments(&self) -> usize {
        self.contents.segments.len()
    }

    /// How many keys more customers have than are compared for one.
    pub fn skipped_keys(&self) -> u64 {
        self.contents.skipped_keys
    }

    /// Reads a segment.
    ///
    /// # Errors
    /// The sections cannot be read.
    pub fn segment(&self, number: usize) -> Result<Segment> {
        let contents = &self.contents.segments[number];
        let bytes = self.sections.read(contents.profiles)?;
        let end = self.contents.segments.get(number + 1).map_or(self.contents.customers, |next| next.first);
        let count = end.saturating_sub(contents.first) as usize;
        // Memory that grows leaves holes behind, segment after segment.
        let (mut list, mut places) = (Profiles::with_capacity(count), Vec::with_capacity(count));
        unpack_all(&bytes, &mut list, &mut places)?;
        drop(bytes);
        let keys = contents.keys.iter().map(|span| Ok(numbers(&self.sections.read(*span)?))).collect::<Result<_>>()?;
        Ok(Segment { list, places, keys })
    }

    /// The pairs of value and company of one part of a kind's values.
    ///
    /// # Errors
    /// The sections cannot be read.
    pub fn pairs(&self, kind: usize, part: usize) -> Result<Vec<u64>> {
        match self.contents.pairs.get(kind).and_then(|parts| parts.get(part)) {
            Some(span) => Ok(numbers(&self.sections.read(*span)?)),
            None => Ok(Vec::new()),
        }
    }
}

impl Segment {
    /// Its profiles in pieces, to be told how rare their values are.
    pub fn pieces(&mut self, at_a_time: usize) -> Vec<Piece<'_>> {
        self.list.pieces(at_a_time)
    }

    /// Which of its customers share a key of this part with the rows of these ranks.
    pub fn hits(&self, part: usize, rows: &KeyIndex, ranks: &Range<u32>) -> Vec<Hit> {
        match (self.keys.get(part), rows.part(part)) {
            (Some(keys), Some(rows)) => among_customers(keys, rows, ranks),
            _ => Vec::new(),
        }
    }
}

/// Takes customers in, as a list has them.
#[derive(Debug)]
pub struct CustomersBuilder {
    ordered: Spill,
    count: u32,
}

impl Default for CustomersBuilder {
    fn default() -> Self {
        CustomersBuilder::new(None)
    }
}

impl CustomersBuilder {
    /// With a place for what memory is not to hold, if it is not.
    pub fn new(scratch: Option<Sections>) -> Self {
        CustomersBuilder { ordered: Spill::new(ORDERED_PARTS, scratch), count: 0 }
    }

    /// Adds the customers that follow in the list.
    ///
    /// # Errors
    /// What memory does not hold cannot be written.
    pub fn add(&mut self, list: &Profiles) -> Result<()> {
        for place in (0..).take(list.len()) {
            let record = list.view(place);
            let number = self.count;
            let part = order_of(record.profile) as usize >> (u32::BITS - ORDERED_PARTS.ilog2());
            self.ordered.add(part, |out| pack(record, number, out))?;
            self.count += 1;
        }
        Ok(())
    }

    /// Which parts make a segment each.
    pub fn segments(&self) -> Vec<Range<usize>> {
        let (mut segments, mut start, mut length) = (Vec::new(), 0, 0);
        for part in 0..self.ordered.parts() {
            length += self.ordered.length(part);
            if length >= SEGMENT || part + 1 == self.ordered.parts() && length > 0 {
                segments.push(start..part + 1);
                (start, length) = (part + 1, 0);
            }
        }
        segments
    }

    /// Takes a segment's customers out, in order, and their places in the list.
    ///
    /// # Errors
    /// What memory does not hold cannot be read.
    pub fn take(&mut self, parts: Range<usize>) -> Result<(Profiles, Vec<u32>)> {
        let (mut list, mut places) = (Profiles::default(), Vec::new());
        for part in parts {
            unpack_all(&self.ordered.take(part)?, &mut list, &mut places)?;
        }
        let (ordered, order) = in_order(&list, &places);
        Ok((ordered, order.iter().map(|place| places[*place as usize]).collect()))
    }
}

/// Writes the sections of an index.
#[derive(Debug)]
pub struct CustomersWriter {
    sections: Sections,
    contents: Contents,
    keys: Spill,
    pairs: Vec<Spill>,
}

impl CustomersWriter {
    /// Writes to these sections; `scratch` makes a place for what memory is not to hold meanwhile.
    ///
    /// # Errors
    /// No such place can be made.
    pub fn new(sections: Sections, scratch: impl Fn() -> Result<Option<Sections>>) -> Result<Self> {
        let pairs = Counted::ALL.iter().map(|_| Ok(Spill::new(PARTS, scratch()?))).collect::<Result<_>>()?;
        Ok(CustomersWriter { sections, contents: Contents::default(), keys: Spill::new(PARTS, scratch()?), pairs })
    }

    /// How many customers were written.
    pub fn customers(&self) -> u32 {
        self.contents.customers
    }

    /// Adds a segment's profiles.
    ///
    /// # Errors
    /// The sections cannot be written.
    pub fn add_segment(&mut self, list: &Profiles, places: &[u32]) -> Result<()> {
        let mut bytes = Vec::new();
        for (rank, place) in (0..).zip(places) {
            pack(list.view(rank), *place, &mut bytes);
        }
        let profiles = self.sections.append(bytes)?;
        let keys = Vec::with_capacity(PARTS);
        self.contents.segments.push(SegmentContents { first: self.contents.customers, profiles, keys });
        self.contents.customers += u32::try_from(list.len()).unwrap_or(u32::MAX);
        Ok(())
    }

    /// Adds keys of customers, whose ranks are counted from `first`.
    ///
    /// # Errors
    /// What memory does not hold cannot be written.
    pub fn add_keys(&mut self, entries: &[Vec<u64>], first: u32) -> Result<()> {
        for (part, entries) in entries.iter().enumerate() {
            let from_first = u64::from(first) << 1;
            self.keys
                .add(part, |out| entries.iter().for_each(|entry| out.extend((entry + from_first).to_le_bytes())))?;
        }
        Ok(())
    }

    /// Adds a segment's pairs of value and company of one kind.
    ///
    /// # Errors
    /// What memory does not hold cannot be written.
    pub fn add_pairs(&mut self, kind: usize, pairs: &[Vec<u64>]) -> Result<()> {
        for (part, pairs) in pairs.iter().enumerate() {
            self.pairs[kind].add(part, |out| pairs.iter().for_each(|pair| out.extend(pair.to_le_bytes())))?;
        }
        Ok(())
    }

    /// Takes out the keys of a part, in any order.
    ///
    /// # Errors
    /// What memory does not hold cannot be read.
    pub fn take_keys(&mut self, part: usize) -> Result<Vec<u64>> {
        Ok(numbers(&self.keys.take(part)?))
    }

    /// Takes out the pairs of a part of a kind's values, in any order.
    ///
    /// # Errors
    /// What memory does not hold cannot be read.
    pub fn take_pairs(&mut self, kind: usize, part: usize) -> Result<Vec<u64>> {
        Ok(numbers(&self.pairs[kind].take(part)?))
    }

    /// Writes the keys of the next part, which are in order, without those that too many customers have.
    ///
    /// # Errors
    /// The sections cannot be written.
    pub fn write_keys(&mut self, entries: &[u64]) -> Result<()> {
        let firsts: Vec<u32> = self.contents.segments.iter().map(|segment| segment.first).collect();
        let mut of_segments = vec![Vec::new(); firsts.len()];
        for block in entries.chunk_by(|one, other| key_of(*one) == key_of(*other)) {
            if block.len() > MOST_IN_BLOCK {
                self.contents.skipped_keys += 1;
                continue;
            }
            for entry in block {
                let segment = firsts.partition_point(|first| *first <= record_of(*entry)) - 1;
                of_segments[segment].extend(counted_from(*entry, firsts[segment]).to_le_bytes());
            }
        }
        for (segment, bytes) in of_segments.into_iter().enumerate() {
            let span = self.sections.append(bytes)?;
            self.contents.segments[segment].keys.push(span);
        }
        Ok(())
    }

    /// Writes the pairs of the next part of a kind's values, which are in order.
    ///
    /// # Errors
    /// The sections cannot be written.
    pub fn write_pairs(&mut self, kind: usize, pairs: &[u64]) -> Result<()> {
        let bytes = pairs.iter().flat_map(|pair| pair.to_le_bytes()).collect();
        let span = self.sections.append(bytes)?;
        let kinds = &mut self.contents.pairs;
        kinds.resize(Counted::ALL.len().max(kinds.len()), Vec::new());
        kinds[kind].push(span);
        Ok(())
    }

    /// The sections, and what stands where.
    pub fn finish(self) -> (Sections, Contents) {
        (self.sections, self.contents)
    }
}

/// What decides what stands in an index, beside the list: our facts about words, and how they are used.
pub fn rules() -> String {
    let hash = crate::facts::texts().fold(0, |all, text| mix(all, xxhash_rust::xxh3::xxh3_64(text.as_bytes())));
    format!("{VERSION} {hash:016x}")
}

fn unpack_all(mut bytes: &[u8], list: &mut Profiles, places: &mut Vec<u32>) -> Result<()> {
    while !bytes.is_empty() {
        let place = unpack(&mut bytes, list);
        places.push(place.ok_or_else(|| Error::failed("the index of existing customers cannot be understood"))?);
    }
    Ok(())
}

fn numbers(bytes: &[u8]) -> Vec<u64> {
    let (numbers, _) = bytes.as_chunks();
    numbers.iter().map(|number| u64::from_le_bytes(*number)).collect()
}
