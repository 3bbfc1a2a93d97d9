//! Joining: from links between pairs to the companies of a run, and what each row is told.

use std::cmp::Reverse;

use super::clusters::{Claims, Clusters};
use super::evidence::{Comparison, claim_the_same, compare, contradict};
use super::linkage::{Found, Link, Linkage, MOST_CANDIDATES};
use super::profile::View;
use super::verdict::verdict;
use crate::model::Certainty;

/// Of how many records of a company what they say is put together.
const MOST_POOLED: usize = 12;

/// What was found of every row of a run. Here rows and customers are known by their places in the lists again.
#[derive(Debug, Default)]
pub struct Joined {
    /// Customers that rows may be, best first; rows in order.
    customers: Vec<(u32, Link)>,
    /// The rows that are one company, in order, company after company.
    members: Vec<u32>,
    /// For each row, where its company begins and ends among the members; nothing when it is alone.
    companies: Vec<(u32, u32)>,
    /// Rows that may be one company: each pair from both sides, in order.
    possible: Vec<(u32, Link)>,
}

impl Joined {
    /// The rows that are surely one company with a row, itself among them, in order; none when it is alone.
    pub fn company(&self, row: u32) -> &[u32] {
        let (start, end) = self.companies.get(row as usize).copied().unwrap_or_default();
        &self.members[start as usize..end as usize]
    }

    /// Notes that these rows are one company.
    fn add_company(&mut self, rows: impl Iterator<Item = u32>) {
        let start = self.members.len();
        self.members.extend(rows);
        self.members[start..].sort_unstable();
        let narrow = |place| u32::try_from(place).unwrap_or(u32::MAX);
        let span = (narrow(start), narrow(self.members.len()));
        for row in &self.members[start..] {
            self.companies[*row as usize] = span;
        }
    }

    /// The customers that a row may be, best first.
    pub fn customers(&self, row: u32) -> &[(u32, Link)] {
        of_row(&self.customers, row)
    }

    /// The rows that a row may repeat or be repeated by.
    pub fn possible(&self, row: u32) -> &[(u32, Link)] {
        of_row(&self.possible, row)
    }
}

fn of_row(list: &[(u32, Link)], row: u32) -> &[(u32, Link)] {
    let start = list.partition_point(|(of, _)| *of < row);
    let length = list[start..].partition_point(|(of, _)| *of == row);
    &list[start..start + length]
}

/// A pair of nodes: rows by their ranks, customers behind them.
#[derive(Clone, Copy, Debug)]
struct Pair {
    one: u32,
    other: u32,
    link: Link,
}

/// Joins what was found for the rows, by their ranks: other rows, and customers, of which the best were left.
pub fn join(linkage: &Linkage, rows: Found, customers: Found) -> Joined {
    let mut joiner = Joiner::new(linkage, rows, customers);
    joiner.join_sure();
    joiner.join_pooled();
    joiner.tell()
}

struct Joiner<'l> {
    nodes: Nodes<'l>,
    pairs: Vec<Pair>,
    clusters: Clusters,
}

/// What is known of the nodes.
#[derive(Clone, Copy)]
struct Nodes<'l>(&'l Linkage);

impl<'l> Nodes<'l> {
    fn customer(self, node: u32) -> Option<u32> {
        node.checked_sub(self.0.rows.len())
    }

    fn view(self, node: u32) -> View<'l> {
        self.customer(node).map_or_else(|| self.0.rows.view(node), |customer| self.0.customers.view(customer))
    }
}

impl Claims for Nodes<'_> {
    fn contradict(&self, one: u32, other: u32) -> bool {
        match (self.customer(one), self.customer(other)) {
            (Some(one), Some(other)) => !self.0.is_one_customer(one, other),
            _ => contradict(self.view(one), self.view(other), &self.0.weights),
        }
    }

    fn are_equal(&self, one: u32, other: u32) -> bool {
        one == other
            || self.customer(one).is_none()
                && self.customer(other).is_none()
                && claim_the_same(self.view(one).profile, self.view(other).profile)
    }
}

impl<'l> Joiner<'l> {
    fn new(linkage: &'l Linkage, of_rows: Found, of_customers: Found) -> Self {
        let rows = linkage.rows.len();
        let mut pairs = Vec::with_capacity(of_rows.len() + of_customers.len());
        pairs.extend(of_rows.into_iter().map(|(one, link)| Pair { one, other: link.other, link }));
        pairs.extend(of_customers.into_iter().map(|(one, link)| Pair { one, other: rows + link.other, link }));
        let clusters = Clusters::new(rows + linkage.customers.len());
        Joiner { nodes: Nodes(linkage), pairs, clusters }
    }

    /// Joins pairs, the surest first. Ranks decide between equals.
    fn join_all(&mut self, mut pairs: Vec<Pair>) {
        pairs.sort_unstable_by_key(|pair| (Reverse(pair.link.total), pair.one, pair.other));
        for pair in pairs {
            self.clusters.join(pair.one, pair.other, &self.nodes);
        }
        self.clusters.sort();
    }

    fn join_sure(&mut self) {
        let sure = self.pairs.iter().filter(|pair| pair.link.certainty == Certainty::Sure).copied().collect();
        self.join_all(sure);
    }

    /// Looks at what is only possible once more, with all that the records of a company say together.
    fn join_pooled(&mut self) {
        let mut pooled: Vec<(u32, Pair)> = Vec::new();
        for pair in self.pairs.iter().filter(|pair| pair.link.certainty == Certainty::Possible) {
            let (ours, theirs) = (self.pooled(&pair.one), self.pooled(&pair.other));
            let company = self.clusters.root(pair.one);
            if ours.len() + theirs.len() < 3 || company == self.clusters.root(pair.other) {
                continue;
            }
            let comparison = self.pool(ours, theirs);
            let with_customer = ours.iter().chain(theirs).any(|node| self.nodes.customer(*node).is_some());
            let Linkage { prior_existing, prior_run, weights, .. } = self.nodes.0;
            let prior = if with_customer { *prior_existing } else { *prior_run };
            if let Some(certainty) = verdict(&comparison, prior, weights) {
                let total = prior + comparison.sum(weights);
                pooled.push((company, Pair { link: Link { certainty, total, comparison, ..pair.link }, ..*pair }));
            }
        }
        self.doubt(&mut pooled);
        let sure = pooled.into_iter().map(|(_, pair)| pair).filter(|pair| pair.link.certainty == Certainty::Sure);
        self.join_all(sure.collect());
    }

    /// A company that fits two customers nearly as well is surely neither.
    fn doubt(&self, pooled: &mut [(u32, Pair)]) {
        let is_customer = |pair: &Pair| self.nodes.customer(pair.other).is_some();
        pooled.sort_unstable_by_key(|(company, pair)| {
            (*company, !is_customer(pair), Reverse((pair.link.certainty, pair.link.total)), pair.one, pair.other)
        });
        for of_company in pooled.chunk_by_mut(|(one, _), (other, _)| one == other) {
            let customers = of_company.partition_point(|(_, pair)| is_customer(pair));
            let mut links: Found = of_company[..customers].iter().map(|(_, pair)| (pair.one, pair.link)).collect();
            self.nodes.0.doubt(&mut links);
            for ((_, pair), (_, link)) in of_company.iter_mut().zip(links) {
                pair.link.certainty = link.certainty;
            }
        }
    }

    /// The nodes that speak for a node's company.
    fn pooled<'a>(&'a self, node: &'a u32) -> &'a [u32] {
        match self.clusters.members(*node) {
            [] => std::slice::from_ref(node),
            members => &members[..members.len().min(MOST_POOLED)],
        }
    }

    fn pool(&self, ours: &[u32], theirs: &[u32]) -> Comparison {
        let pairs = ours.iter().flat_map(|one| theirs.iter().map(move |other| (*one, *other)));
        pairs
            .map(|(one, other)| compare(self.nodes.view(one), self.nodes.view(other), &self.nodes.0.weights))
            .reduce(|mut all, found| {
                all.take_better(&found);
                all
            })
            .unwrap_or_default()
    }

    fn tell(self) -> Joined {
        let Nodes(linkage) = self.nodes;
        let rows = linkage.rows.len();
        let mut joined = Joined { companies: vec![(0, 0); rows as usize], ..Joined::default() };
        let mut customers: Vec<(u32, Link)> = Vec::new();
        for rank in 0..rows {
            let members = self.clusters.members(rank);
            let of_rows = members.partition_point(|node| *node < rows);
            if of_rows > 1 && members[0] == rank {
                joined.add_company(members[..of_rows].iter().map(|rank| linkage.rows.place(*rank)));
            }
            // The company's customers, whichever of its rows showed it.
            for customer in members[of_rows..].iter().map(|node| node - rows) {
                let (comparison, total) = linkage.compare_customer(rank, customer);
                let by_itself = linkage.is_sure(&comparison, total);
                let total = total.max(linkage.weights.thresholds.sure);
                let link = Link { other: customer, certainty: Certainty::Sure, total, comparison, by_itself };
                customers.push((linkage.rows.place(rank), link));
            }
        }
        for pair in &self.pairs {
            if self.clusters.root(pair.one) == self.clusters.root(pair.other) {
                continue;
            }
            let link = Link { certainty: Certainty::Possible, ..pair.link };
            let one = linkage.rows.place(pair.one);
            if self.nodes.customer(pair.other).is_some() {
                customers.push((one, link));
            } else {
                let other = linkage.rows.place(pair.other);
                joined.possible.push((one, Link { other, ..link }));
                joined.possible.push((other, Link { other: one, ..link }));
            }
        }
        joined.possible.sort_unstable_by_key(|(row, link)| (*row, Reverse(link.total), link.other));
        customers.sort_unstable_by_key(|(row, link)| (*row, Reverse((link.certainty, link.total)), link.other));
        for of_row in customers.chunk_by(|(one, _), (other, _)| one == other) {
            let best = of_row.iter().take(MOST_CANDIDATES);
            joined
                .customers
                .extend(best.map(|(row, link)| (*row, Link { other: linkage.customers.place(link.other), ..*link })));
        }
        joined
    }
}
