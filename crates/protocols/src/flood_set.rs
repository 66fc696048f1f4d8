//! FloodSet: everybody tells everybody all values they know, f + 1 times.
//!
//! After N. Lynch, "Distributed Algorithms" (1996), section 6.2.1: synchronous rounds, at most f
//! crashes. In one of f + 1 rounds nobody crashes, and after that round all know the same; with one
//! round fewer, one crash in each can hide a value from some until the end, if two are left to differ:
//! for n >= f + 2 no protocol has fewer rounds (M. Aguilera and S. Toueg, "A Simple Bivalency Proof that
//! t-Resilient Consensus Requires t + 1 Rounds", IPL 71, 1999).

use crate::consensus::Bit;
use crate::rounds::{Inbox, Synchronous, Way};
use machine::NodeId;
use std::fmt::{Display, Formatter, Result};

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloodSet {
    /// What each process starts with.
    pub inputs: Vec<Bit>,
    /// How many rounds, at least 1: f + 1 for f crashes.
    pub rounds: u32,
}

/// The values that a process knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Values {
    known: [bool; 2],
}

impl Values {
    /// Adds a value; true if it was new.
    pub(crate) fn insert(&mut self, value: Bit) -> bool {
        !std::mem::replace(&mut self.known[usize::from(value)], true)
    }

    /// The only value, or the default 0 among several or none.
    #[must_use]
    pub(crate) fn only(self) -> Bit {
        Bit::from(self.known == [false, true])
    }

    /// Whether it is known.
    #[must_use]
    pub fn contains(self, value: Bit) -> bool {
        self.known[usize::from(value)]
    }
}

/// `{0}`, `{1}`, `{0,1}`.
impl Display for Values {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self.known {
            [false, false] => "{}",
            [true, false] => "{0}",
            [false, true] => "{1}",
            [true, true] => "{0,1}",
        })
    }
}

impl Synchronous for FloodSet {
    type State = Values;
    type Msg = Values;

    fn processes(&self) -> usize {
        self.inputs.len()
    }

    fn rounds(&self) -> u32 {
        self.rounds
    }

    fn inputs(&self) -> &[Bit] {
        &self.inputs
    }

    fn start(&self, me: NodeId) -> Values {
        let mut values = Values::default();
        values.insert(self.inputs[me.index()]);
        values
    }

    fn send(&self, state: &Values, _: Way) -> Option<Values> {
        Some(*state)
    }

    fn receive(&self, _: NodeId, state: &mut Values, _: u32, inbox: Inbox<'_, Self>) {
        let before = *state;
        for (_, values) in inbox.iter() {
            [0, 1].into_iter().filter(|&value| values.contains(value)).for_each(|value| {
                state.insert(value);
            });
        }
        debug_assert!([0, 1].iter().all(|&value| state.contains(value) || !before.contains(value)));
    }

    fn decide(&self, _: NodeId, state: &Values) -> Bit {
        state.only()
    }

    /// Any set of values, or none at all.
    fn lies(&self, _: &Values, _: Way) -> u32 {
        4
    }

    fn lie(&self, _: &Values, _: Way, pick: u32) -> Option<Values> {
        (pick > 0).then_some(Values { known: [pick & 1 == 1, pick & 2 == 2] })
    }
}
