//! How likely a run is still undecided: exactly, and as measured over many runs.

use super::map::Map;
use check::valency::Scheduler;
use machine::stable_hash;

/// After so many deliveries it is asked.
pub const AFTER: u32 = 24;
/// And again after so many.
pub const LATER: u32 = 96;
/// Over so many runs it is measured.
pub const RUNS: u32 = 400;

/// The shares of runs that are undecided [`AFTER`] deliveries, from the run's initial state on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds {
    /// If chance picks each delivery, exactly.
    pub chance: Option<f64>,
    /// If an adversary does who sees everything, coins included, and whose one aim is delay.
    pub adversary: Option<f64>,
    /// The same after [`LATER`] deliveries.
    pub later: Option<f64>,
    /// Of [`RUNS`] runs in which chance picked, how many were undecided.
    pub measured: u32,
}

impl Odds {
    /// From a state on.
    pub fn of(map: &Map, start: u32, seed: u64) -> Self {
        let graph = map.search().graph();
        let exact = |by, steps| graph.undecided_after(start, steps, by);
        let chance = exact(Scheduler::Random, AFTER).and_then(|chances| chances.last().copied());
        let chances = exact(Scheduler::Adversary, LATER);
        let at =
            |steps: u32| chances.as_ref().and_then(|chances| chances.get(steps as usize).copied());
        let (adversary, later) = (at(AFTER), at(LATER));
        let undecided = |run: &u32| walk(map, start, (seed, *run));
        let measured = (0..RUNS).filter(undecided).count() as u32;
        Self { chance, adversary, later, measured }
    }
}

/// Whether a run in which chance picks is undecided at the end.
fn walk(map: &Map, start: u32, run: (u64, u32)) -> bool {
    let graph = map.search().graph();
    let mut state = start;
    for step in 0..AFTER {
        if graph.decided(state) != 0 {
            return false;
        }
        // Each delivery is as likely as any other; its outcomes are as likely as each other.
        let count = graph.actions(state).filter(|edge| !edge.by.is_outcome()).count() as u64;
        if count == 0 {
            return true;
        }
        let pick = stable_hash(&(run, step, 0u8)) % count;
        let mut outcomes = Vec::new();
        let mut at = 0;
        for edge in graph.actions(state) {
            at += u64::from(!edge.by.is_outcome());
            if at == pick + 1 {
                outcomes.push(edge.to);
            }
        }
        let drawn = stable_hash(&(run, step, 1u8)) % outcomes.len() as u64;
        state = outcomes[drawn as usize];
    }
    graph.decided(state) == 0
}
