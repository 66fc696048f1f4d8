//! What a search has found about its model's properties.

use super::graph::Graph;
use super::model::{Kind, Model, Property};
use super::path::{Bits, Schedule};
use super::search::Search;
use crate::verdict::Limit;

/// What was found about a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The property.
    pub property: Property,
    /// How it stands.
    pub outcome: Outcome,
    /// In how many states it is violated, of those found: where it does not hold, or from where it
    /// cannot come to hold, or may never.
    pub states: u32,
}

/// How a property stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every run has it.
    Holds,
    /// Not every run has it.
    Violated {
        /// A shortest run that shows it; for [`Kind::Eventually`] one to a cycle or a dead end.
        witness: Schedule,
    },
    /// The search was cut, and nothing was found so far.
    Unknown {
        /// What cut it.
        limit: Limit,
    },
}

impl<M: Model> Search<M> {
    /// How every property of the model stands.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let properties = self.model().properties().to_vec();
        let numbered = properties.into_iter().enumerate();
        numbered.map(|(at, property)| self.finding(at, property)).collect()
    }

    fn finding(&self, at: usize, property: Property) -> Finding {
        let graph = self.graph();
        let holds = |state: u32| graph.holds(state) >> at & 1 == 1;
        let (witness, states) = match property.kind {
            Kind::Always => (self.broken[at].0.map(|state| graph.way_to(state)), self.broken[at].1),
            Kind::Possible => impossible(graph, holds),
            Kind::Eventually => never(graph, self.model().processes(), holds),
        };
        let outcome = match (witness, self.limit()) {
            (Some(witness), _) => Outcome::Violated { witness },
            (None, Some(limit)) => Outcome::Unknown { limit },
            (None, None) => Outcome::Holds,
        };
        Finding { property, outcome, states }
    }
}

/// The states from which none that `holds` can be reached, and the way to the nearest of them. What
/// was not expanded might lead anywhere.
fn impossible(graph: &Graph, holds: impl Fn(u32) -> bool) -> (Option<Schedule>, u32) {
    let hope = |state| holds(state) || state >= graph.expanded();
    let can = graph.backward(hope);
    let mut cannot = (0..graph.states()).filter(|state| !can.contains(*state));
    let first = cannot.next();
    let count = cannot.count() as u32 + u32::from(first.is_some());
    (first.map(|state| graph.way_to(state)), count)
}

/// The states from which a fair run can go on for ever, or end, without coming to one that `holds`,
/// that they can go without passing one; and such a run.
fn never(graph: &Graph, processes: u8, holds: impl Fn(u32) -> bool) -> (Option<Schedule>, u32) {
    let dead = |state: u32| state < graph.expanded() && graph.actions(state).next().is_none();
    let cycles = super::fair::Cycles::new(graph, processes, |state| !holds(state));
    let bad = |state: u32| !holds(state) && (dead(state) || cycles.is_fair(state));
    let Some(nearest) = nearest_unpassed(graph, &holds, &bad) else { return (None, 0) };
    let doomed = graph.backward_through(bad, |state| !holds(state));
    let count = (0..graph.states()).filter(|state| doomed.contains(*state)).count() as u32;
    let end = nearest.end();
    (Some(if dead(end) { nearest } else { cycles.lasso(nearest) }), count)
}

/// A shortest way from an initial state to a `bad` one that passes none that `holds`.
fn nearest_unpassed(
    graph: &Graph,
    holds: &impl Fn(u32) -> bool,
    bad: &impl Fn(u32) -> bool,
) -> Option<Schedule> {
    let starts = (0..graph.initial()).filter(|state| !holds(*state));
    let ways = starts.filter_map(|start| graph.shortest(start, |state| !holds(state), bad));
    ways.min_by_key(|way| way.steps.len())
}

impl Graph {
    /// All states from which one of the `goals` can be reached, with the goals.
    pub(crate) fn backward(&self, goal: impl Fn(u32) -> bool) -> Bits {
        self.backward_through(goal, |_| true)
    }

    /// The same, with ways only through states that are `open`.
    pub(crate) fn backward_through(
        &self,
        goal: impl Fn(u32) -> bool,
        open: impl Fn(u32) -> bool,
    ) -> Bits {
        let mut reached = Bits::new(self.states());
        // Most edges lead from a state to one found later, so sweeping from the last to the first
        // needs few rounds, and no memory for edges turned round.
        for state in (0..self.states()).filter(|state| goal(*state)) {
            reached.insert(state);
        }
        let mut changed = true;
        while changed {
            changed = false;
            for state in (0..self.expanded()).rev() {
                if !reached.contains(state)
                    && open(state)
                    && self.actions(state).any(|edge| reached.contains(edge.to))
                {
                    reached.insert(state);
                    changed = true;
                }
            }
        }
        reached
    }
}
