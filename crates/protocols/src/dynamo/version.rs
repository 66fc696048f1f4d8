//! Versions of a key: dots, version vectors, siblings, and how two copies are joined.

use super::few::Few;
use crate::client::Value;
use machine::NodeId;
use std::fmt;

/// The name of one write: the `counter`-th that `node` coordinated for its key.
///
/// Under [`Conflict::LastWriterWins`] it is a Lamport timestamp instead (Lamport 1978): `counter`
/// is greater than every one its coordinator has met, and `node` breaks ties. No clock is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dot {
    /// The coordinator.
    pub node: NodeId,
    /// Its count, from 1.
    pub counter: u32,
}

impl Dot {
    /// The order of Lamport timestamps.
    #[must_use]
    pub fn stamp(self) -> (u32, NodeId) {
        (self.counter, self.node)
    }
}

/// As in the papers: `B9`.
impl fmt::Display for Dot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.node, self.counter)
    }
}

/// What to do with concurrent writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// Keep all of them until a write that has seen them replaces them (DeCandia et al. 2007,
    /// sec. 4.4).
    Siblings,
    /// Keep the one with the greatest Lamport timestamp; the others, acknowledged or not, are lost.
    LastWriterWins,
}

/// How many writes of each coordinator are known: all up to the counter. Sorted by coordinator,
/// each at most once, none with counter 0 (Parker et al. 1983).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionVector(Few<Dot, 4>);

impl VersionVector {
    /// The counter of `node`; 0 when none of its writes is known.
    #[must_use]
    pub fn get(&self, node: NodeId) -> u32 {
        self.0.iter().find(|dot| dot.node == node).map_or(0, |dot| dot.counter)
    }

    /// Whether the write `dot` is known.
    #[must_use]
    pub fn covers(&self, dot: Dot) -> bool {
        dot.counter <= self.get(dot.node)
    }

    /// Whether every write that `other` knows is known.
    #[must_use]
    pub fn descends(&self, other: &Self) -> bool {
        other.0.iter().all(|&dot| self.covers(dot))
    }

    /// Adds what `other` knows: the least upper bound of the two.
    pub fn join(&mut self, other: &Self) {
        for &dot in other.0.iter() {
            self.add(dot);
        }
        debug_assert!(self.descends(other), "a joined version vector descends both");
    }

    /// Adds all writes of `dot.node` up to `dot`.
    pub fn add(&mut self, dot: Dot) {
        let at = self.0.partition_point(|known| known.node < dot.node);
        match self.0.as_mut_slice().get_mut(at) {
            Some(known) if known.node == dot.node => known.counter = known.counter.max(dot.counter),
            _ if dot.counter == 0 => {}
            _ => {
                self.0.push(dot);
                self.0.as_mut_slice()[at..].rotate_right(1);
            }
        }
        debug_assert!(self.covers(dot) && self.0.is_sorted_by(|a, b| a.node < b.node));
    }

    /// One dot a coordinator, sorted.
    #[must_use]
    pub fn dots(&self) -> &[Dot] {
        &self.0
    }
}

/// As in the papers, without brackets: `B9 C2`; nothing for the empty one.
impl fmt::Display for VersionVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, dot) in self.0.iter().enumerate() {
            write!(f, "{}{dot}", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// One value that no known write has replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sibling {
    /// The write that brought it.
    pub dot: Dot,
    /// What it wrote.
    pub value: Value,
}

/// All a server knows of one key: its live values, and which writes it has met.
///
/// A dotted version vector in the form of a set (Preguica et al. 2010, "Dotted Version Vectors";
/// Almeida et al. 2014, DAIS): one context for all siblings, and the dot of each. Next to a plain
/// version vector for each sibling it is smaller, and it would stay right if clients carried
/// contexts of their own: then two writes through one coordinator can be concurrent, and plain
/// vectors order them. Under [`Conflict::LastWriterWins`] there is at most one sibling and no
/// context.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Versions {
    context: VersionVector,
    siblings: Few<Sibling, 2>,
}

impl Versions {
    /// The live values, sorted by dot.
    #[must_use]
    pub fn siblings(&self) -> &[Sibling] {
        &self.siblings
    }

    /// The writes met, live or replaced; empty under [`Conflict::LastWriterWins`].
    #[must_use]
    pub fn context(&self) -> &VersionVector {
        &self.context
    }

    /// What a read returns: the greatest live value, 0 if there is none, and how many there are
    /// (at least 1, as a register never written holds 0).
    #[must_use]
    pub fn read(&self) -> (Value, u8) {
        let value = self.siblings.iter().map(|sibling| sibling.value).max().unwrap_or(0);
        (value, self.siblings.len().clamp(1, 255) as u8)
    }

    /// Whether nothing was ever written, as far as is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.siblings.is_empty()
    }

    /// The counter that the next write of `node` must exceed.
    #[must_use]
    pub fn counter(&self, node: NodeId) -> u32 {
        // Under last-writer-wins there is no context and every counter met counts.
        let stamp = |sibling: &Sibling| {
            let counts = sibling.dot.node == node || self.context.dots().is_empty();
            if counts { sibling.dot.counter } else { 0 }
        };
        self.siblings.iter().map(stamp).max().unwrap_or(0).max(self.context.get(node))
    }

    /// A write of `value` named `dot` that has met all of `self` replaces it.
    pub fn write(&mut self, dot: Dot, value: Value, conflict: Conflict) {
        if conflict == Conflict::Siblings {
            self.context.add(dot);
        }
        self.siblings = [Sibling { dot, value }].into_iter().collect();
        debug_assert!(conflict == Conflict::LastWriterWins || self.context.covers(dot));
    }

    /// Takes in what another copy knows; true if that changed this one.
    ///
    /// Associative, commutative and idempotent, so that copies agree in whatever order and however
    /// often they hear of each other.
    pub fn join(&mut self, other: &Self, conflict: Conflict) -> bool {
        if self == other {
            return false;
        }
        match conflict {
            Conflict::Siblings => self.join_siblings(other),
            Conflict::LastWriterWins => {
                // Equal stamps with unequal values follow a lost disk; the value then decides.
                let rank = |versions: &Self| {
                    versions.siblings.first().map(|last| (last.dot.stamp(), last.value))
                };
                let newer = rank(other) > rank(self);
                if newer {
                    self.siblings = other.siblings.clone();
                }
                newer
            }
        }
    }

    /// A sibling lives on if both hold it, or if one holds it and the other has not met it: a
    /// context that covers a dot without holding its value says that the value was replaced.
    fn join_siblings(&mut self, other: &Self) -> bool {
        let mut merged: Few<Sibling, 2> = Few::default();
        let (mut mine, mut theirs) = (self.siblings.iter(), other.siblings.iter());
        let (mut left, mut right) = (mine.next(), theirs.next());
        loop {
            let order = match (left, right) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(a), Some(b)) => a.dot.cmp(&b.dot),
            };
            // One dot with two values follows a lost disk; the greater stays, on all sides.
            let both = order.is_eq();
            let a = left.filter(|_| order.is_le());
            let b = right.filter(|_| order.is_ge());
            let live_a = a.filter(|a| both || !other.context.covers(a.dot));
            let live_b = b.filter(|b| both || !self.context.covers(b.dot));
            if let Some(&live) = live_a.max(live_b) {
                merged.push(live);
            }
            left = if a.is_some() { mine.next() } else { left };
            right = if b.is_some() { theirs.next() } else { right };
        }
        let changed = merged != self.siblings || !self.context.descends(&other.context);
        debug_assert!(merged.is_sorted_by(|a, b| a.dot < b.dot), "one sibling a dot");
        self.siblings = merged;
        self.context.join(&other.context);
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vectors() -> impl Strategy<Value = VersionVector> {
        prop::collection::vec((0..7u8, 0..5u32), 0..9).prop_map(|dots| {
            let mut vector = VersionVector::default();
            for (node, counter) in dots {
                vector.add(Dot { node: NodeId(node), counter });
            }
            vector
        })
    }

    /// Copies as they come about: writes at four replicas, with copies sent between them.
    fn copies(conflict: Conflict) -> impl Strategy<Value = Vec<Versions>> {
        prop::collection::vec((0..4usize, 0..4usize), 0..24).prop_map(move |steps| {
            let mut copies = vec![Versions::default(); 4];
            for (value, (at, from)) in (1..).zip(steps) {
                if at == from {
                    let node = NodeId(at as u8);
                    let counter = copies[at].counter(node) + 1;
                    copies[at].write(Dot { node, counter }, value, conflict);
                } else {
                    let sent = copies[from].clone();
                    copies[at].join(&sent, conflict);
                }
            }
            copies
        })
    }

    fn both() -> impl Strategy<Value = (Conflict, Vec<Versions>)> {
        prop_oneof![Just(Conflict::Siblings), Just(Conflict::LastWriterWins)]
            .prop_flat_map(|conflict| copies(conflict).prop_map(move |copies| (conflict, copies)))
    }

    fn joined(a: &Versions, b: &Versions, conflict: Conflict) -> Versions {
        let mut joined = a.clone();
        let changed = joined.join(b, conflict);
        assert_eq!(changed, joined != *a, "a join says whether it changed anything");
        joined
    }

    proptest! {
        #[test]
        fn version_vectors_are_a_lattice(a in vectors(), b in vectors(), c in vectors()) {
            let join = |a: &VersionVector, b: &VersionVector| {
                let mut joined = a.clone();
                joined.join(b);
                joined
            };
            prop_assert_eq!(join(&a, &a), a.clone());
            prop_assert_eq!(join(&a, &b), join(&b, &a));
            prop_assert_eq!(join(&join(&a, &b), &c), join(&a, &join(&b, &c)));
            prop_assert!(join(&a, &b).descends(&a) && join(&a, &b).descends(&b));
            prop_assert_eq!(a.descends(&b), join(&a, &b) == a);
            let least = |node| a.get(node).max(b.get(node));
            prop_assert!((0..7).map(NodeId).all(|node| join(&a, &b).get(node) == least(node)));
            prop_assert!(a.dots().is_sorted_by(|x, y| x.node < y.node));
        }

        #[test]
        fn copies_are_a_lattice((conflict, copies) in both()) {
            let [a, b, c] = [&copies[0], &copies[1], &copies[2]];
            let join = |a: &Versions, b: &Versions| joined(a, b, conflict);
            prop_assert_eq!(&join(a, a), a);
            prop_assert_eq!(join(a, b), join(b, a));
            prop_assert_eq!(join(&join(a, b), c), join(a, &join(b, c)));
            prop_assert_eq!(&join(&join(a, b), a), &join(a, b));
        }

        /// Against the definition: each write remembers all writes it has met, and a value lives
        /// until one that has met it is known.
        #[test]
        fn a_value_lives_until_one_that_has_met_it(
            steps in prop::collection::vec((0..4usize, 0..4usize), 0..24)
        ) {
            let mut copies = vec![Versions::default(); 4];
            let mut known: Vec<Vec<u32>> = vec![Vec::new(); 4];
            let mut met_by: Vec<Vec<u32>> = vec![Vec::new()];
            for (value, (at, from)) in (1..).zip(steps) {
                met_by.push(Vec::new());
                if at == from {
                    let node = NodeId(at as u8);
                    let counter = copies[at].counter(node) + 1;
                    copies[at].write(Dot { node, counter }, value, Conflict::Siblings);
                    met_by[value as usize] = known[at].clone();
                    known[at].push(value);
                } else {
                    let (sent, heard) = (copies[from].clone(), known[from].clone());
                    copies[at].join(&sent, Conflict::Siblings);
                    known[at].extend(heard);
                }
                let replaced = |value: &u32| {
                    known[at].iter().any(|later| met_by[*later as usize].contains(value))
                };
                let mut live: Vec<_> = known[at].iter().filter(|it| !replaced(it)).collect();
                live.sort_unstable();
                live.dedup();
                let mut held: Vec<_> = copies[at].siblings().iter().map(|it| &it.value).collect();
                held.sort_unstable();
                prop_assert_eq!(held, live);
            }
        }
    }

    #[test]
    fn vectors_are_written_as_in_the_papers() {
        let mut vector = VersionVector::default();
        assert_eq!(vector.to_string(), "");
        vector.add(Dot { node: NodeId(2), counter: 2 });
        vector.add(Dot { node: NodeId(1), counter: 9 });
        assert_eq!(vector.to_string(), "B9 C2");
    }
}
