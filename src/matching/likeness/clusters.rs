//! Clusters: records that are one company, built from the surest pairs on, never across a contradiction.
//!
//! Likeness is not transitive: in a chain of records each may be like the next, and the first another company than the
//! last. So a pair joins two clusters only when no record of one contradicts a record of the other.

use std::collections::BTreeMap;

/// Beyond so many records of a cluster, further ones are not asked whether they contradict: they are alike by then.
const MOST_ASKED: usize = 12;

/// Clusters of nodes, each a number.
#[derive(Clone, Debug)]
pub(super) struct Clusters {
    parents: Vec<u32>,
    /// The nodes of each cluster of several, by its root, in order.
    members: BTreeMap<u32, Vec<u32>>,
}

impl Clusters {
    pub(super) fn new(nodes: usize) -> Self {
        let nodes = u32::try_from(nodes).expect("fewer than 2^32 records");
        Clusters { parents: (0..nodes).collect(), members: BTreeMap::new() }
    }

    pub(super) fn root(&self, node: u32) -> u32 {
        let mut node = node;
        while self.parents[node as usize] != node {
            node = self.parents[node as usize];
        }
        node
    }

    /// The nodes of a node's cluster, in order; none when it is alone.
    pub(super) fn members(&self, node: u32) -> &[u32] {
        self.members.get(&self.root(node)).map_or(&[], Vec::as_slice)
    }

    /// The nodes that are asked for a node's cluster.
    pub(super) fn asked(&self, node: u32) -> Vec<u32> {
        let members = self.members(node);
        if members.is_empty() { vec![node] } else { members.iter().copied().take(MOST_ASKED).collect() }
    }

    /// Joins the clusters of two nodes unless a record of one contradicts a record of the other. Returns whether they are
    /// one cluster now.
    pub(super) fn join(&mut self, one: u32, other: u32, contradict: impl Fn(u32, u32) -> bool) -> bool {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return true;
        }
        let (ours, theirs) = (self.asked(a), self.asked(b));
        if ours.iter().any(|ours| theirs.iter().any(|theirs| contradict(*ours, *theirs))) {
            return false;
        }
        let mut all = self.members.remove(&a).unwrap_or_else(|| vec![a]);
        all.extend(self.members.remove(&b).unwrap_or_else(|| vec![b]));
        all.sort_unstable();
        let root = all[0];
        for node in &all {
            self.parents[*node as usize] = root;
        }
        self.members.insert(root, all);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_does_not_join_what_contradicts() {
        let contradict = |one: u32, other: u32| one.abs_diff(other) == 2;
        let mut clusters = Clusters::new(4);
        assert!(clusters.join(0, 1, contradict));
        assert!(!clusters.join(1, 2, contradict), "0 contradicts 2");
        assert!(clusters.join(2, 3, contradict));
        assert_eq!(clusters.members(1), [0, 1]);
        assert_eq!(clusters.members(3), [2, 3]);
        assert!(clusters.members(0).len() == 2 && clusters.root(0) != clusters.root(3));
    }
}
