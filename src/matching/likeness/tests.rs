//! What must hold of any records: it does not matter which of two comes first, nor in which order a list is.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::evidence;
use super::key_index::{Entries, KeyIndex, KeyPart, PARTS};
use super::{Counted, Counts, LinkReport, Linkage, Links, ProfileMaker, Profiles, Records, Weights};
use super::{apply, count, entries_of, in_order, join};
use crate::facts::Facts;
use crate::model::{Batch, Certainty, Evidence, Field, Known};
use crate::normalise::normalise;

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
    let (ordered, places) = in_order(profiles);
    let mut parts = vec![Entries::new(); PARTS];
    for (part, entries) in parts.iter_mut().zip(entries_of(&ordered, 0..ordered.len())) {
        part.push(entries);
    }
    let index = KeyIndex::new(parts.into_iter().map(KeyPart::new).collect());
    Records::new(ordered, places, index)
}

fn counted(lists: [&mut Profiles; 2]) {
    let [one, other] = lists;
    let counts = Counts(Counted::ALL.iter().map(|kind| count(*kind, &[one, other])).collect());
    apply(&counts, Weights::builtin(), one);
    apply(&counts, Weights::builtin(), other);
}

/// What is told of each row, by references: certainty, whether it is a row, and which.
type Told = BTreeSet<(String, bool, bool, String)>;

fn told(customers: &[(String, Vec<&str>)], rows: &[(String, Vec<&str>)]) -> Told {
    let (mut of_customers, mut of_rows) = (profiles(customers), profiles(rows));
    counted([&mut of_customers, &mut of_rows]);
    let linkage = Linkage::new(Weights::builtin().clone(), records(&of_customers), records(&of_rows));
    let found = linkage.compare(0..linkage.rows());
    let joined = join(&linkage, found);
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
