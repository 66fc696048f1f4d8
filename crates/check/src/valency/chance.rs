//! How likely a run is still undecided, exactly, over a whole graph.

use crate::explore::{Edge, Graph};

/// Who picks the next action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduler {
    /// Each action that can happen is as likely as any other.
    Random,
    /// An adversary who sees everything, coins included, and wants no decision.
    Adversary,
}

/// When two values in a row differ by less, they count as the same.
const CLOSE: f64 = 1e-9;

/// For every state of a graph the chance that a run from it is undecided after some actions: none
/// at first. The outcomes of a choice are equally likely, whoever schedules.
pub struct Undecided<'a> {
    graph: &'a Graph,
    by: Scheduler,
    chances: Vec<f64>,
}

impl Undecided<'_> {
    /// After one action more.
    pub fn advance(&mut self) {
        let (graph, chances) = (self.graph, &self.chances);
        let next = |state| graph.undecided_before(state, self.by, |edge| chances[edge.to as usize]);
        self.chances = (0..graph.states()).map(next).collect();
        debug_assert!(self.chances.iter().all(|chance| (0.0..=1.0 + CLOSE).contains(chance)));
    }

    /// By the number of the state.
    #[must_use]
    pub fn chances(&self) -> &[f64] {
        &self.chances
    }
}

impl Graph {
    /// None if the graph is not complete: the chance is a statement about all futures.
    #[must_use]
    pub fn undecided(&self, by: Scheduler) -> Option<Undecided<'_>> {
        let open = |state| f64::from(u8::from(self.decided(state) == 0));
        let chances = (0..self.states()).map(open).collect();
        self.is_complete().then_some(Undecided { graph: self, by, chances })
    }

    /// For 0 to `rounds` rounds, the chance that when so many have ended a run from `state` has not
    /// decided; in a run where one never ends it counts as not decided. None if the graph is not
    /// complete.
    ///
    /// Rounds are counted by how far configurations are shifted back, and `ended` says how many
    /// have ended in a state besides.
    #[must_use]
    pub fn undecided_after_rounds(
        &self,
        (state, rounds): (u32, u32),
        by: Scheduler,
        ended: impl Fn(u32) -> u32,
    ) -> Option<Vec<f64>> {
        let mut after = vec![self.undecided(by)?.chances];
        for left in 1..=rounds {
            // From above: the more rounds, the less likely.
            let mut chances = after[left as usize - 1].clone();
            let mut change = 1.0;
            while change > CLOSE {
                change = 0.0;
                for state in (0..self.states()).rev().filter(|state| ended(*state) < left) {
                    let before = self.undecided_before(state, by, |edge| {
                        let then = match left.checked_sub(edge.by.rounds()) {
                            Some(same) if same == left => &chances,
                            then => &after[then.unwrap_or(0) as usize],
                        };
                        then[edge.to as usize]
                    });
                    change = f64::max(change, chances[state as usize] - before);
                    chances[state as usize] = before;
                }
            }
            after.push(chances);
        }
        Some(after.iter().map(|chances| chances[state as usize]).collect())
    }

    /// The chance before an action, from the chances after it.
    fn undecided_before(&self, state: u32, by: Scheduler, after: impl Fn(&Edge) -> f64) -> f64 {
        if self.decided(state) != 0 {
            return 0.0;
        }
        let (mut best, mut sum, mut actions) = (0.0f64, 0.0, 0u32);
        let mut edges = self.actions(state).peekable();
        while let Some(first) = edges.next() {
            let (mut total, mut outcomes) = (after(&first), 1u32);
            while let Some(other) = edges.next_if(|edge| edge.by.is_outcome()) {
                total += after(&other);
                outcomes += 1;
            }
            let mean = total / f64::from(outcomes);
            best = best.max(mean);
            sum += mean;
            actions += 1;
        }
        match (actions, by) {
            (0, _) => 1.0, // It is stuck, and stays undecided.
            (_, Scheduler::Random) => sum / f64::from(actions),
            (_, Scheduler::Adversary) => best,
        }
    }
}
