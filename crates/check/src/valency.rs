//! Which decisions a configuration can still come to (Fischer, Lynch and Paterson 1985, section 3).
//!
//! A configuration is 0-valent if only 0 can be decided from it, 1-valent if only 1, bivalent if
//! both. That is a statement about all futures, so it is made only where all of them were searched:
//! where some were not, a configuration from which both values were found to be reachable is
//! bivalent all the same, and every other is unknown.
//!
//! ```
//! use check::explore::{By, Limits, Look, Model, Search, Successors};
//! use check::valency::{Valencies, Valency};
//!
//! /// The scheduler lets one of two processes go first, and what it has is decided.
//! struct FirstWins;
//! impl Model for FirstWins {
//!     fn initial(&mut self, out: &mut Successors) {
//!         out.push(&[2], By::ENVIRONMENT);
//!     }
//!     fn expand(&mut self, state: &[u32], out: &mut Successors) {
//!         for value in (0..2).filter(|_| state == [2]) {
//!             out.push(&[value], By::process(value as u8));
//!         }
//!     }
//!     fn look(&mut self, state: &[u32]) -> Look {
//!         Look { decided: if state == [2] { 0 } else { 1 << state[0] }, end: true, holds: 0 }
//!     }
//!     fn processes(&self) -> u8 {
//!         2
//!     }
//!     fn describe(&mut self, _state: &[u32], action: u32) -> String {
//!         format!("{action} goes first")
//!     }
//! }
//!
//! let search = Search::new(FirstWins, Limits::default()).finished();
//! let graph = search.graph();
//! let valencies = Valencies::of(graph);
//! assert_eq!(valencies.of_state(0), Valency::Bivalent);
//! let effects: Vec<Valency> = graph.actions(0).map(|edge| valencies.of_state(edge.to)).collect();
//! assert_eq!(effects, [Valency::Zero, Valency::One]);
//! assert_eq!(valencies.to_decision(graph, 0, 1).map(|way| way.steps.len()), Some(1));
//! ```

mod chance;
mod lemma;

pub use chance::{Scheduler, Undecided};
pub use lemma::Waits;

use serde::Serialize;

use crate::explore::{Cycles, Edge, Graph, Schedule};

/// Which of the values 0 and 1 can still be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Valency {
    /// Only 0.
    Zero,
    /// Only 1.
    One,
    /// Both.
    Bivalent,
    /// None: no decision is reachable.
    Undecidable,
    /// Not all futures were searched.
    Unknown,
}

/// How many states have which valency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Counts {
    /// 0-valent.
    pub zero: u32,
    /// 1-valent.
    pub one: u32,
    /// Bivalent.
    pub bivalent: u32,
    /// Without a reachable decision.
    pub undecidable: u32,
    /// Not searched to the end.
    pub unknown: u32,
}

/// The valency of every state of a graph.
#[derive(Clone)]
pub struct Valencies {
    /// For each state the values that can be reached, as bits 0 and 1, and [`OPEN`].
    reach: Vec<u8>,
    counts: Counts,
}

/// A state was found and not expanded: anything may be reached through it.
const OPEN: u8 = 4;

impl Valencies {
    /// Of a graph, by going backward from its decisions.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        let own = |state: u32| {
            graph.decided(state) & 3 | if state >= graph.expanded() { OPEN } else { 0 }
        };
        let mut reach: Vec<u8> = (0..graph.states()).map(own).collect();
        // Most edges lead from a state to one found later, so sweeping from the last to the first
        // needs few rounds, and no memory for edges turned round.
        let mut changed = true;
        while changed {
            changed = false;
            for state in (0..graph.expanded()).rev() {
                let before = reach[state as usize];
                let after =
                    graph.actions(state).fold(before, |all, edge| all | reach[edge.to as usize]);
                reach[state as usize] = after;
                changed |= after != before;
            }
        }
        let mut counts = Counts::default();
        for reached in &reach {
            *counts.of(valency(*reached)) += 1;
        }
        Self { reach, counts }
    }

    /// The valency of a state.
    #[must_use]
    pub fn of_state(&self, state: u32) -> Valency {
        valency(self.reach[state as usize])
    }

    /// How many states have which.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether both values can be decided from a state.
    #[must_use]
    pub fn is_bivalent(&self, state: u32) -> bool {
        self.of_state(state) == Valency::Bivalent
    }

    /// The values decided in states that can be reached, as bits, as far as was searched.
    #[must_use]
    pub fn reachable(&self, state: u32) -> u8 {
        self.reach[state as usize] & 3
    }

    /// A shortest schedule from a state to one where `value` is decided.
    #[must_use]
    pub fn to_decision(&self, graph: &Graph, state: u32, value: u8) -> Option<Schedule> {
        let can = |state: u32| self.reach[state as usize] >> value & 1 == 1;
        if !can(state) {
            return None;
        }
        graph.shortest(state, can, |state| graph.decided(state) >> value & 1 == 1)
    }

    /// For a bivalent state, a shortest schedule that ends with a move of `process` and stays
    /// bivalent all the way.
    #[must_use]
    pub fn moving(&self, graph: &Graph, state: u32, process: u8) -> Option<Schedule> {
        let moves =
            |_: u32, edge: Edge| edge.by.mover() == Some(process) && self.is_bivalent(edge.to);
        graph.shortest_move(state, |state| self.is_bivalent(state), moves)
    }

    /// A run from `state` that stays bivalent for ever and in which every one of `processes` moves
    /// again and again: a shortest way to a cycle, and the cycle.
    ///
    /// A process that moves again and again has read one message of each phase, after which the
    /// others of that phase may arrive and change nothing: so no message is delayed for ever.
    #[must_use]
    pub fn endless(&self, graph: &Graph, state: u32, processes: u8) -> Option<Schedule> {
        let cycles = Cycles::new(graph, processes, |state| self.is_bivalent(state));
        let all = (1u32 << processes) - 1;
        let goal = |state: u32| cycles.movers(state).is_some_and(|movers| movers & all == all);
        let way = graph.shortest(state, |state| self.is_bivalent(state), goal)?;
        self.is_bivalent(state).then(|| cycles.lasso(way))
    }

    /// The bivalent states.
    #[must_use]
    pub fn bivalent(&self) -> Vec<u32> {
        (0..self.reach.len() as u32).filter(|state| self.is_bivalent(*state)).collect()
    }

    /// The bivalent states that are on a cycle of bivalent states in which all `processes` move.
    #[must_use]
    pub fn endless_states(&self, graph: &Graph, processes: u8) -> u32 {
        let cycles = Cycles::new(graph, processes, |state| self.is_bivalent(state));
        let all = (1u32 << processes) - 1;
        let stays = |state: &u32| cycles.movers(*state).is_some_and(|movers| movers & all == all);
        (0..graph.states()).filter(stays).count() as u32
    }
}

impl Counts {
    fn of(&mut self, valency: Valency) -> &mut u32 {
        match valency {
            Valency::Zero => &mut self.zero,
            Valency::One => &mut self.one,
            Valency::Bivalent => &mut self.bivalent,
            Valency::Undecidable => &mut self.undecidable,
            Valency::Unknown => &mut self.unknown,
        }
    }
}

fn valency(reached: u8) -> Valency {
    match reached {
        3 | 7 => Valency::Bivalent,
        OPEN.. => Valency::Unknown,
        2 => Valency::One,
        1 => Valency::Zero,
        0 => Valency::Undecidable,
    }
}
