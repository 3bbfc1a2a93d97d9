//! Clusters: records that are one company, built from the surest pairs on, never across a contradiction.
//!
//! Likeness is not transitive: in a chain of records each may be like the next, and the first another company than the
//! last. So a pair joins two clusters only when no record of one contradicts a record of the other.

use std::collections::BTreeMap;

/// What records claim, as far as two can contradict each other.
pub(super) trait Claims {
    /// Whether two records cannot be one company.
    fn contradict(&self, one: u32, other: u32) -> bool;
    /// Whether two records claim the same, so that whatever contradicts one contradicts the other.
    fn are_equal(&self, one: u32, other: u32) -> bool;
}

/// Clusters of nodes, each a number.
#[derive(Clone, Debug)]
pub(super) struct Clusters {
    parents: Vec<u32>,
    /// The clusters of several nodes, by their roots.
    clusters: BTreeMap<u32, Cluster>,
}

#[derive(Clone, Debug)]
struct Cluster {
    nodes: Vec<u32>,
    /// Of those that claim the same, one.
    speakers: Vec<u32>,
}

impl Clusters {
    pub(super) fn new(nodes: u32) -> Self {
        Clusters { parents: (0..nodes).collect(), clusters: BTreeMap::new() }
    }

    pub(super) fn root(&self, node: u32) -> u32 {
        let mut node = node;
        while self.parents[node as usize] != node {
            node = self.parents[node as usize];
        }
        node
    }

    /// The nodes of a node's cluster, in order once they have been [sorted](Self::sort); none when it is alone.
    pub(super) fn members(&self, node: u32) -> &[u32] {
        self.clusters.get(&self.root(node)).map_or(&[], |cluster| &cluster.nodes)
    }

    /// Puts the nodes of each cluster in order.
    pub(super) fn sort(&mut self) {
        self.clusters.values_mut().for_each(|cluster| cluster.nodes.sort_unstable());
    }

    /// Joins the clusters of two nodes unless a record of one contradicts a record of the other. Returns whether they are
    /// one cluster now.
    pub(super) fn join(&mut self, one: u32, other: u32, claims: &impl Claims) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return true;
        }
        let speakers = |root| self.clusters.get(&root).map_or(vec![root], |cluster| cluster.speakers.clone());
        let (ours, theirs) = (speakers(one), speakers(other));
        if ours.iter().any(|ours| theirs.iter().any(|theirs| claims.contradict(*ours, *theirs))) {
            return false;
        }
        let alone = |node| Cluster { nodes: vec![node], speakers: vec![node] };
        let [one, other] = [one, other].map(|root| (root, self.clusters.remove(&root).unwrap_or_else(|| alone(root))));
        // The smaller is added to the larger, so that no node is moved often.
        let ((root, mut large), (added, small)) =
            if one.1.nodes.len() >= other.1.nodes.len() { (one, other) } else { (other, one) };
        self.parents[added as usize] = root;
        large.nodes.extend(small.nodes);
        for speaker in small.speakers {
            if !large.speakers.iter().any(|other| claims.are_equal(speaker, *other)) {
                large.speakers.push(speaker);
            }
        }
        self.clusters.insert(root, large);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two nodes apart is a contradiction.
    struct TwoApart;

    impl Claims for TwoApart {
        fn contradict(&self, one: u32, other: u32) -> bool {
            one.abs_diff(other) == 2
        }

        fn are_equal(&self, one: u32, other: u32) -> bool {
            one == other
        }
    }

    #[test]
    fn a_chain_does_not_join_what_contradicts() {
        let mut clusters = Clusters::new(4);
        assert!(clusters.join(1, 0, &TwoApart));
        assert!(!clusters.join(1, 2, &TwoApart), "0 contradicts 2");
        assert!(clusters.join(2, 3, &TwoApart));
        clusters.sort();
        assert_eq!(clusters.members(1), [0, 1]);
        assert_eq!(clusters.members(3), [2, 3]);
        assert_ne!(clusters.root(0), clusters.root(3));
    }

    #[test]
    fn a_contradiction_counts_however_many_records_a_cluster_has() {
        /// Node 99 contradicts node 50, which alone claims something.
        struct One;
        impl Claims for One {
            fn contradict(&self, one: u32, other: u32) -> bool {
                (one.min(other), one.max(other)) == (50, 99)
            }

            fn are_equal(&self, one: u32, other: u32) -> bool {
                (one == 50) == (other == 50)
            }
        }
        let mut clusters = Clusters::new(100);
        assert!((1..99).all(|node| clusters.join(0, node, &One)));
        assert!(!clusters.join(0, 99, &One));
        assert_eq!(clusters.members(7).len(), 99);
    }
}
