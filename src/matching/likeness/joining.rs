//! Joining: from links between pairs to the companies of a run, and what each row is told.

use std::cmp::Reverse;

use super::bits::Bits;
use super::clusters::Clusters;
use super::evidence::Comparison;
use super::linkage::{Link, Linkage, MOST_CANDIDATES, RowLinks, contradict};
use super::profile::View;
use super::verdict::verdict;
use crate::model::Certainty;

/// What was found of every row of a run, by its number.
#[derive(Debug, Default)]
pub struct Joined {
    /// Customers that rows may be, best first; rows in order.
    pub customers: Vec<(u32, Link)>,
    /// The rows that are one company, in order, company after company.
    members: Vec<u32>,
    /// For each row, where its company begins and ends among the members; nothing when it is alone.
    companies: Vec<(u32, u32)>,
    /// Rows that may be one company: each pair from both sides, in order.
    pub possible: Vec<(u32, Link)>,
}

impl Joined {
    /// The rows that are surely one company with a row, itself among them, in order; none when it is alone.
    pub fn company(&self, row: u32) -> &[u32] {
        let (start, end) = self.companies.get(row as usize).copied().unwrap_or_default();
        &self.members[start as usize..end as usize]
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

/// A pair of nodes: rows by their numbers, customers behind them.
#[derive(Clone, Copy, Debug)]
struct Pair {
    one: u32,
    other: u32,
    link: Link,
}

/// Joins what was found for the rows, in the linkage's order of rows.
pub fn join(linkage: &Linkage, found: Vec<RowLinks>) -> Joined {
    let mut joiner = Joiner::new(linkage, found);
    joiner.join_sure();
    joiner.join_pooled();
    joiner.tell()
}

struct Joiner<'l> {
    linkage: &'l Linkage,
    pairs: Vec<Pair>,
    clusters: Clusters,
    /// The rank of each row in the order that does not depend on the list's.
    ranks: Vec<u32>,
}

impl<'l> Joiner<'l> {
    fn new(linkage: &'l Linkage, found: Vec<RowLinks>) -> Self {
        let mut ranks = vec![0; linkage.order.len()];
        let mut pairs = Vec::new();
        let rows = u32::try_from(linkage.order.len()).expect("fewer than 2^32 rows");
        for ((rank, row), links) in (0..).zip(&linkage.order).zip(found) {
            ranks[*row as usize] = rank;
            pairs.extend(links.rows.iter().map(|link| Pair { one: *row, other: link.other, link: *link }));
            pairs.extend(links.customers.iter().map(|link| Pair { one: *row, other: rows + link.other, link: *link }));
        }
        let clusters = Clusters::new(linkage.order.len() + linkage.customers.len());
        Joiner { linkage, pairs, clusters, ranks }
    }

    fn rows(&self) -> u32 {
        u32::try_from(self.ranks.len()).unwrap_or(u32::MAX)
    }

    fn view(&self, node: u32) -> View<'l> {
        match node.checked_sub(self.rows()) {
            Some(customer) => self.linkage.customers.view(customer),
            None => self.linkage.rows.view(node),
        }
    }

    /// What decides between equals: no place in a list.
    fn key(&self, pair: &Pair) -> (Reverse<Bits>, u64, u64) {
        let content = |node| self.view(node).profile.content;
        (Reverse(pair.link.total), content(pair.one), content(pair.other))
    }

    fn join_sure(&mut self) {
        let mut sure: Vec<Pair> =
            self.pairs.iter().filter(|pair| pair.link.certainty == Certainty::Sure).copied().collect();
        sure.sort_by_cached_key(|pair| self.key(pair));
        for pair in sure {
            self.join(&pair);
        }
    }

    fn join(&mut self, pair: &Pair) -> bool {
        let mut clusters = std::mem::replace(&mut self.clusters, Clusters::new(0));
        let joined = clusters.join(pair.one, pair.other, |one, other| self.contradict(one, other));
        self.clusters = clusters;
        joined
    }

    fn contradict(&self, one: u32, other: u32) -> bool {
        let rows = self.rows();
        if one >= rows && other >= rows && !self.linkage.is_one_customer(one - rows, other - rows) {
            return true;
        }
        contradict(self.view(one), self.view(other), &self.linkage.weights)
    }

    /// Looks at what is only possible once more, with all that the records of a company say together.
    fn join_pooled(&mut self) {
        let mut pooled: Vec<Pair> = Vec::new();
        for pair in self.pairs.iter().filter(|pair| pair.link.certainty == Certainty::Possible) {
            let (ours, theirs) = (self.clusters.asked(pair.one), self.clusters.asked(pair.other));
            if ours.len() + theirs.len() < 3 || self.clusters.root(pair.one) == self.clusters.root(pair.other) {
                continue;
            }
            let comparison = self.pool(&ours, &theirs);
            let with_customer = ours.iter().chain(&theirs).any(|node| *node >= self.rows());
            let prior = if with_customer { self.linkage.prior_existing } else { self.linkage.prior_run };
            if verdict(&comparison, prior, &self.linkage.weights) == Some(Certainty::Sure) {
                let link = Link {
                    total: prior + comparison.sum(&self.linkage.weights),
                    certainty: Certainty::Sure,
                    comparison,
                    ..pair.link
                };
                pooled.push(Pair { link, ..*pair });
            }
        }
        pooled.sort_by_cached_key(|pair| self.key(pair));
        for pair in pooled {
            self.join(&pair);
        }
    }

    fn pool(&self, ours: &[u32], theirs: &[u32]) -> Comparison {
        let mut all: Option<Comparison> = None;
        for one in ours {
            for other in theirs {
                let found = super::evidence::compare(self.view(*one), self.view(*other), &self.linkage.weights);
                match &mut all {
                    None => all = Some(found),
                    Some(all) => all.take_better(&found),
                }
            }
        }
        all.unwrap_or_default()
    }

    fn tell(self) -> Joined {
        let rows = self.rows();
        let mut joined = Joined { companies: vec![(0, 0); rows as usize], ..Joined::default() };
        let mut customers: Vec<(u32, Link)> = Vec::new();
        for row in 0..rows {
            let members = self.clusters.members(row);
            let of_rows = members.partition_point(|node| *node < rows);
            if of_rows > 1 && members[0] == row {
                let start = joined.members.len();
                joined.members.extend_from_slice(&members[..of_rows]);
                let span = (narrow(start), narrow(joined.members.len()));
                for member in &members[..of_rows] {
                    joined.companies[*member as usize] = span;
                }
            }
            // The company's customers, whichever of its rows showed it.
            for node in &members[of_rows..] {
                let (comparison, total) = self.linkage.compare_customer(row, node - rows);
                let by_itself = self.linkage.is_sure(&comparison, total);
                let total = total.max(self.linkage.weights.thresholds.sure);
                let (other, certainty) = (node - rows, Certainty::Sure);
                customers.push((row, Link { other, certainty, total, comparison, by_itself }));
            }
        }
        for pair in &self.pairs {
            let is_one = self.clusters.root(pair.one) == self.clusters.root(pair.other);
            let link = Link { certainty: Certainty::Possible, ..pair.link };
            match pair.other.checked_sub(rows) {
                _ if is_one => {}
                Some(customer) => customers.push((pair.one, Link { other: customer, ..link })),
                None => {
                    joined.possible.push((pair.one, Link { other: pair.other, ..link }));
                    joined.possible.push((pair.other, Link { other: pair.one, ..link }));
                }
            }
        }
        joined.possible.sort_by_key(|(row, link)| (*row, Reverse(link.total), link.other));
        customers.sort_by_cached_key(|(row, link)| {
            let content = self.linkage.customers.list[link.other as usize].content;
            (*row, Reverse(link.certainty), Reverse(link.total), content, link.other)
        });
        let mut last = (u32::MAX, 0);
        customers.retain(|(row, _)| {
            last = if last.0 == *row { (*row, last.1 + 1) } else { (*row, 0) };
            last.1 < MOST_CANDIDATES
        });
        joined.customers = customers;
        joined
    }
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).expect("fewer than 2^32 rows")
}
