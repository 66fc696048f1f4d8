//! How likely a run is still undecided, exactly, over a whole graph.

use crate::explore::Graph;

/// Who picks the next action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduler {
    /// Each action that can happen is as likely as any other.
    Random,
    /// An adversary who sees everything, coins included, and wants no decision.
    Adversary,
}

impl Graph {
    /// For 0 to `steps` actions, the chance that a run from `state` has not decided by then.
    ///
    /// The outcomes of a choice are equally likely, whoever schedules. None if the graph is not
    /// complete: the chance is a statement about all futures.
    #[must_use]
    pub fn undecided_after(&self, state: u32, steps: u32, by: Scheduler) -> Option<Vec<f64>> {
        if !self.is_complete() {
            return None;
        }
        let open = |state: u32| f64::from(u8::from(self.decided(state) == 0));
        let mut chance: Vec<f64> = (0..self.states()).map(open).collect();
        let mut result = vec![chance[state as usize]];
        for _ in 0..steps {
            let next =
                |state: u32| if open(state) == 0.0 { 0.0 } else { self.step(state, &chance, by) };
            chance = (0..self.states()).map(next).collect();
            result.push(chance[state as usize]);
        }
        Some(result)
    }

    /// The chance one action before.
    fn step(&self, state: u32, chance: &[f64], by: Scheduler) -> f64 {
        let (mut best, mut sum, mut actions) = (0.0f64, 0.0, 0u32);
        let mut edges = self.actions(state).peekable();
        while let Some(first) = edges.next() {
            let (mut total, mut outcomes) = (chance[first.to as usize], 1u32);
            while let Some(other) = edges.next_if(|edge| edge.by.is_outcome()) {
                total += chance[other.to as usize];
                outcomes += 1;
            }
            let mean = total / f64::from(outcomes);
            best = best.max(mean);
            sum += mean;
            actions += 1;
        }
        match (actions, by) {
            (0, _) => chance[state as usize], // It is stuck, and stays undecided.
            (_, Scheduler::Random) => sum / f64::from(actions),
            (_, Scheduler::Adversary) => best,
        }
    }
}
