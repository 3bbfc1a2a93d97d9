//! What must hold of any records: it does not matter which of two comes first, nor in which order a list is.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use super::evidence;
use super::key_index::{KeyIndex, KeyPart, PARTS};
use super::{Count, Counted, Counts, Customers, CustomersBuilder, CustomersWriter, Found, LinkReport, Linkage, Links};
use super::{ProfileMaker, Profiles, Records, Weights};
use super::{apply, count, count_keys, in_order, join, likely, pairs, put_in_order, write_keys};
use crate::facts::Facts;
use crate::model::{Batch, Certainty, Evidence, Field, Known};
use crate::normalise::normalise;
use crate::sections::Sections;

const FIELDS: [Field; 10] = [
    Field::Reference,
    Field::CompanyName,
    Field::RegistrationId,
    Field::Country,
    Field::AddressLine1,
    Field::City,
    Field::PostalCode,
    Field::Phone,
    Field::Email,
    Field::Website,
];

const NAMES: [&str; 8] = [
    "Ateliers Kerouan SAS",
    "Kerouan Ateliers",
    "Atelier Kerouan",
    "Ateliers Kerouan 2",
    "Ateliers Kerouan II SARL",
    "Kerouan Bretagne",
    "Ateliers Nordane",
    "",
];

/// Records of a few companies that are alike, each value right, wrong, written otherwise or missing.
fn record() -> impl Strategy<Value = Vec<&'static str>> {
    (
        select(&NAMES[..]),
        select(&["552100554", "552 100 554", "552100553", "732829320", ""][..]),
        select(&["FR", "FR", "France", "BE", ""][..]),
        select(&["4 rue du Moulin", "Rue du Moulin 4", "9 rue du Port", ""][..]),
        select(&["Nantes", "NANTES", "Rennes", ""][..]),
        select(&["44000", "35000", ""][..]),
        select(&["+33 2 40 41 90 00", "0240419000", "+33 2 40 41 90 55", ""][..]),
        select(&["anne@kerouan-sample.fr", "kerouan@gmail.com", ""][..]),
        select(&["kerouan-sample.fr", "kerouan-sample.com", ""][..]),
    )
        .prop_map(|(name, id, country, street, city, code, phone, email, site)| {
            vec![name, id, country, street, city, code, phone, email, site]
        })
}

fn list(most: usize) -> impl Strategy<Value = Vec<(String, Vec<&'static str>)>> {
    let numbered = |list: Vec<_>| (1..).map(|number: u32| format!("R{number}")).zip(list).collect();
    prop::collection::vec(record(), 1..most).prop_map(numbered)
}

fn profiles(list: &[(String, Vec<&str>)]) -> Profiles {
    let columns = FIELDS.map(Some);
    let mut batch = Batch::new(0);
    for (line, (reference, cells)) in (2..).zip(list) {
        for cell in std::iter::once(reference.as_str()).chain(cells.iter().copied()) {
            let cell = batch.push_text(cell);
            batch.push_cell(cell);
        }
        batch.end_row(line, None, &columns);
    }
    let readings = normalise(&mut batch, Facts::builtin());
    let mut profiles = Profiles::default();
    let mut maker = ProfileMaker::new(Facts::builtin());
    for (row, reading) in batch.rows().zip(&readings) {
        maker.add(row, reading, &mut profiles);
    }
    profiles
}

fn records(profiles: &Profiles) -> Records {
    let (ordered, places) = in_order(profiles, &[]);
    let index = KeyIndex::new(keys(&ordered).into_iter().map(KeyPart::new).collect());
    Records::new(ordered, places, index)
}

fn keys(list: &Profiles) -> Vec<Vec<u64>> {
    let mut parts: Vec<Vec<u64>> = count_keys(list, 0..list.len()).into_iter().map(|count| vec![0; count]).collect();
    write_keys(list, 0..list.len(), parts.iter_mut().map(Vec::as_mut_slice).collect());
    parts
}

/// The index of customers, in so many segments that each list has several.
fn customers(list: &Profiles) -> Customers {
    let mut taken = CustomersBuilder::default();
    taken.add(list).expect("it stays in memory");
    let mut writer = CustomersWriter::new(Sections::in_memory(), || Ok(None)).expect("it stays in memory");
    for parts in [0..400, 400..800, 800..1024] {
        let (list, places) = taken.take(parts).expect("it stays in memory");
        let first = writer.customers();
        writer.add_segment(&list, &places).expect("it stays in memory");
        writer.add_keys(&keys(&list), first).expect("it stays in memory");
        for (kind, counted) in Counted::ALL.into_iter().enumerate() {
            writer.add_pairs(kind, &pairs(counted, &list)).expect("it stays in memory");
        }
    }
    for part in 0..PARTS {
        let mut keys = writer.take_keys(part).expect("it stays in memory");
        put_in_order(&mut keys);
        writer.write_keys(&keys).expect("it stays in memory");
        for kind in 0..Counted::ALL.len() {
            let pairs = writer.take_pairs(kind, part).expect("it stays in memory");
            writer.write_pairs(kind, &pairs).expect("it stays in memory");
        }
    }
    let (sections, contents) = writer.finish();
    Customers::new(Arc::new(sections), contents)
}

fn counts(customers: &Customers, rows: &Profiles) -> Counts {
    let of_kind = |(kind, counted): (usize, Counted)| {
        let parts = pairs(counted, rows).into_iter().enumerate().map(|(part, mut of_rows)| {
            of_rows.append(&mut customers.pairs(kind, part).expect("it stays in memory"));
            count(of_rows)
        });
        Count::new(parts.collect())
    };
    Counts(Counted::ALL.into_iter().enumerate().map(of_kind).collect())
}

fn counted(lists: [&mut Profiles; 2]) {
    let [one, other] = lists;
    let counts = counts(&customers(one), other);
    for list in [one, other] {
        list.pieces(2).into_iter().for_each(|piece| apply(&counts, Weights::builtin(), piece));
    }
}

/// What is told of each row, by references: certainty, whether it is a row, and which.
type Told = BTreeSet<(String, bool, bool, String)>;

fn told(customers: &[(String, Vec<&str>)], rows: &[(String, Vec<&str>)]) -> Told {
    let (of_customers, mut of_rows) = (self::customers(&profiles(customers)), profiles(rows));
    let (counts, weights) = (counts(&of_customers, &of_rows), Weights::builtin());
    of_rows.pieces(3).into_iter().for_each(|piece| apply(&counts, weights, piece));
    let mut linkage = Linkage::new(weights.clone(), of_customers.len(), records(&of_rows));
    let (found_rows, _) = linkage.compare_rows_of(0..linkage.rows().len());
    let mut found_customers = Found::new();
    for number in 0..of_customers.segments() {
        let mut segment = of_customers.segment(number).expect("it stays in memory");
        segment.pieces(2).into_iter().for_each(|piece| apply(&counts, weights, piece));
        let of_part = |part| segment.hits(part, linkage.rows().index(), &(0..linkage.rows().len()));
        let mut hits = (0..PARTS).flat_map(of_part).collect::<Vec<_>>();
        hits.sort_unstable();
        likely(&mut hits);
        let mut found = linkage.compare_customers(&segment, &hits);
        linkage.keep(&segment, &mut found);
        found_customers.append(&mut found);
    }
    linkage.leave_best(&mut found_customers);
    let joined = join(&linkage, found_rows, found_customers);
    let links = Links::new(linkage, joined, LinkReport::default());
    let mut told = Told::new();
    for (number, (row, _)) in (0..).zip(rows) {
        let mut tell = |evidence: Evidence| {
            let (is_row, list, place) = match evidence.of {
                Known::Row(place) => (true, rows, place),
                Known::Customer(place) => (false, customers, place),
                Known::Itself => return,
            };
            told.insert((row.clone(), evidence.certainty == Certainty::Sure, is_row, list[place as usize].0.clone()));
        };
        links.customers(number).for_each(&mut tell);
        links.possible(number).for_each(&mut tell);
        links.company(number).iter().for_each(|other| tell(links.of_company(number, *other)));
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_does_not_matter_which_record_comes_first(one in list(2), other in list(2)) {
        let (mut one, mut other) = (profiles(&one), profiles(&other));
        counted([&mut one, &mut other]);
        let (one, other) = (one.view(0), other.view(0));
        let weights = Weights::builtin();
        prop_assert_eq!(evidence::compare(one, other, weights), evidence::compare(other, one, weights));
        prop_assert_eq!(
            evidence::contradict(one, other, weights),
            evidence::contradict(other, one, weights)
        );
    }

    #[test]
    fn it_does_not_matter_in_which_order_lists_are(
        (customers, customers_shuffled) in list(9).prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        (rows, rows_shuffled) in list(9).prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
    ) {
        prop_assert_eq!(told(&customers, &rows), told(&customers_shuffled, &rows_shuffled));
    }
}
