//! Names of processes, and sets of them.

use std::fmt;

/// The most processes one system may have: a [`NodeSet`] is one machine word pair.
pub const NODES_MAX: usize = 128;

/// A process: servers come first (0, 1, ...), then clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u8);

impl NodeId {
    /// Its place in a list of all processes.
    #[must_use]
    #[inline(always)] // A call would cost the page more than the one instruction it is.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// `A` to `Z`, then `A1` to `Z1`, and so on: a letter, and digits from the second alphabet on.
impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = char::from(b'A' + self.0 % 26);
        match self.0 / 26 {
            0 => write!(f, "{letter}"),
            round => write!(f, "{letter}{round}"),
        }
    }
}

/// A set of processes.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeSet(u128);

impl NodeSet {
    /// The processes `0..count`.
    #[must_use]
    pub fn first(count: usize) -> Self {
        debug_assert!(count <= NODES_MAX);
        if count >= NODES_MAX { Self(u128::MAX) } else { Self((1 << count) - 1) }
    }

    /// How many it holds.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it holds `node`.
    #[must_use]
    pub fn contains(self, node: NodeId) -> bool {
        // In one word: shifting two is a call in wasm, and messages wait for it.
        let word = if node.0 < 64 { self.0 } else { self.0 >> 64 } as u64;
        word >> (node.0 & 63) & 1 == 1
    }

    /// Adds `node`; true if it was new.
    pub fn insert(&mut self, node: NodeId) -> bool {
        let new = !self.contains(node);
        self.0 |= 1 << node.0;
        new
    }

    /// Takes `node` out.
    pub fn remove(&mut self, node: NodeId) {
        self.0 &= !(1 << node.0);
    }

    /// Those in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in `self` and not in `other`.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Its processes in order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let at = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            (at < 128).then_some(NodeId(at as u8))
        })
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        let mut set = Self::default();
        for node in nodes {
            set.insert(node);
        }
        set
    }
}

impl fmt::Debug for NodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_past_the_alphabet() {
        let names: Vec<String> = [0, 25, 26, 27, 52, 100].map(|i| NodeId(i).to_string()).into();
        assert_eq!(names, ["A", "Z", "A1", "B1", "A2", "W3"]);
    }

    #[test]
    fn a_set_lists_what_was_put_in() {
        let set: NodeSet = [127, 0, 64].map(NodeId).into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 64, 127].map(NodeId));
        assert_eq!(NodeSet::first(3).minus(set).len(), 2);
        assert_eq!(NodeSet::first(128).len(), 128);
    }
}
