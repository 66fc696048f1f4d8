//! Hash trees over keys: two servers find the keys on which they differ without sending the rest
//! (Merkle 1987; DeCandia et al. 2007, sec. 4.7).

use crate::client::Key;
use machine::stable_hash;

/// The level of the leaves: the root is level 0, each leaf is one key.
pub const LEAVES: u8 = 2;
/// Half a key: each level looks at four more of a key's eight bits.
const BITS: u32 = 4;

/// The name of a node: the keys whose leading bits are `index`, four for each level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Branch {
    /// 0 at the root, [`LEAVES`] at the leaves.
    pub level: u8,
    /// The leading bits; at a leaf, the key.
    pub index: u8,
}

impl Branch {
    /// The whole tree.
    pub const ROOT: Self = Self { level: 0, index: 0 };

    /// The 16 nodes under a node that is no leaf.
    pub fn children(self) -> impl Iterator<Item = Self> {
        (0..1 << BITS)
            .map(move |low| Self { level: self.level + 1, index: self.index << BITS | low })
    }

    fn contains(self, key: Key) -> bool {
        let below = BITS * u32::from(LEAVES - self.level);
        u32::from(key) >> below == u32::from(self.index)
    }
}

/// A tree over some keys, given by the hashes of its leaves; inner nodes are computed when asked
/// for, as a tree of at most 256 keys is compared far more rarely than its keys are written.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    leaves: Vec<(Key, u64)>,
}

impl Tree {
    /// The hash of a node: 0 for one without keys, else of its children's hashes.
    #[must_use]
    pub fn hash(&self, branch: Branch) -> u64 {
        if branch.level == LEAVES {
            let leaf = self.leaves.binary_search_by_key(&branch.index, |leaf| leaf.0);
            return leaf.map_or(0, |at| self.leaves[at].1);
        }
        if !self.leaves.iter().any(|leaf| branch.contains(leaf.0)) {
            return 0;
        }
        let mut below = [0; 1 << BITS];
        for (slot, child) in below.iter_mut().zip(branch.children()) {
            *slot = self.hash(child);
        }
        stable_hash(&below)
    }

    /// One step of a comparison: given some nodes of another tree with their hashes, those that
    /// differ here.
    pub fn differing(&self, theirs: &[(Branch, u64)]) -> impl Iterator<Item = Branch> {
        theirs.iter().filter(|(branch, hash)| self.hash(*branch) != *hash).map(|it| it.0)
    }

    /// The children of nodes that differed, with their hashes here: the next step.
    pub fn expand(&self, differing: impl Iterator<Item = Branch>) -> Box<[(Branch, u64)]> {
        let children = differing.flat_map(Branch::children);
        children.map(|child| (child, self.hash(child))).collect()
    }
}

/// From keys in ascending order, each with the hash of what is known of it.
impl FromIterator<(Key, u64)> for Tree {
    fn from_iter<I: IntoIterator<Item = (Key, u64)>>(leaves: I) -> Self {
        let leaves: Vec<_> = leaves.into_iter().collect();
        debug_assert!(leaves.is_sorted_by(|a, b| a.0 < b.0), "keys ascend");
        Self { leaves }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// The keys found by the exchange, and how many hashes it took.
    fn compare(mine: &Tree, theirs: &Tree) -> (Vec<Key>, usize) {
        let (mut sent, mut here, mut there) = (0, mine, theirs);
        let mut hashes: Box<[(Branch, u64)]> = Box::new([(Branch::ROOT, there.hash(Branch::ROOT))]);
        for _ in 0..LEAVES {
            sent += hashes.len();
            let differing: Vec<_> = here.differing(&hashes).collect();
            hashes = here.expand(differing.into_iter());
            (here, there) = (there, here);
        }
        (here.differing(&hashes).map(|leaf| leaf.index).collect(), sent + hashes.len())
    }

    proptest! {
        #[test]
        fn a_comparison_finds_what_brute_force_finds(
            mine in prop::collection::btree_map(any::<Key>(), 1..4u64, 0..64),
            changes in prop::collection::vec((any::<Key>(), 0..4u64), 0..8),
        ) {
            let mut theirs = mine.clone();
            for (key, hash) in changes {
                if hash == 0 { theirs.remove(&key) } else { theirs.insert(key, hash) };
            }
            let differ = |key: &Key| mine.get(key) != theirs.get(key);
            let expected: Vec<_> = (0..=Key::MAX).filter(differ).collect();
            let tree = |leaves: &BTreeMap<Key, u64>| leaves.iter().map(|(k, h)| (*k, *h)).collect();
            let (found, sent) = compare(&tree(&mine), &tree(&theirs));
            prop_assert_eq!(&found, &expected);
            prop_assert!(sent <= 1 + 16 + 16 * expected.len(), "one bucket for each key at most");
        }
    }

    #[test]
    fn equal_trees_exchange_their_roots_only() {
        let tree: Tree = (0..64).map(|key| (key, u64::from(key) + 1)).collect();
        assert_eq!(compare(&tree, &tree.clone()), (vec![], 1));
    }
}
