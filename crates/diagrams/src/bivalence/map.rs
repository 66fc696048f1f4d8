//! Where a run can go: the whole graph of a game, and what can be decided from each of its states.

use super::game::{Delivery, Game};
use check::Progress;
use check::explore::{Edge, Graph, Limits, Schedule, Search, Step};
use check::valency::{Scheduler, Valencies, Valency, Waits};

/// No graph of the games is larger.
const STATES_MAX: u32 = 400_000;

/// How far ahead the adversary looks where coins are tossed, in deliveries.
const AHEAD: u32 = 48;

/// A game's graph, once it is complete.
pub struct Map {
    search: Search<Box<dyn Game>>,
    valencies: Option<Valencies>,
    /// Where there are clocks: what can be decided while they stay as they are, as bits.
    reach: Vec<u8>,
    /// Where coins are tossed: how likely each state is still undecided far ahead. Otherwise, where
    /// there are clocks: for how many deliveries at most, up to [`AHEAD`], as long as they stay as
    /// they are.
    chances: Vec<f64>,
}

/// A delivery that can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The message.
    pub what: Delivery,
    /// Where it leads, by the coin's outcome: one place if no coin is tossed.
    pub edges: Vec<Edge>,
}

impl Move {
    /// The edge of a coin's outcome.
    #[must_use]
    pub fn edge(&self, outcome: u32) -> Edge {
        self.edges[outcome as usize % self.edges.len()]
    }
}

impl Map {
    /// Of a game; nothing of it is searched yet.
    pub fn new(game: Box<dyn Game>) -> Self {
        let search = Search::new(game, Limits::keeping(STATES_MAX));
        Self { search, valencies: None, reach: Vec::new(), chances: Vec::new() }
    }

    /// Searches so many states more; true while there are others.
    pub fn work(&mut self, states: u32) -> bool {
        if self.valencies.is_some() {
            return false;
        }
        if self.search.work(states) == Progress::Working {
            return true;
        }
        self.valencies = Some(Valencies::of(self.search.graph()));
        if self.has_clocks() {
            self.reach = reach_by_messages(self.search.graph());
        }
        if self.tosses() {
            self.chances = far_ahead(self.search.graph());
        } else if self.has_clocks() {
            self.chances = longest(self.search.graph());
        }
        false
    }

    /// The search.
    #[must_use]
    pub fn search(&self) -> &Search<Box<dyn Game>> {
        &self.search
    }

    /// The game.
    #[must_use]
    pub fn game(&self) -> &dyn Game {
        self.search.model().as_ref()
    }

    /// The initial state of a vector of inputs. Those that differ in a dead process's are one.
    #[must_use]
    pub fn start(&self, inputs: u32) -> u32 {
        self.search.starts()[inputs as usize]
    }

    /// What can be decided from a state. Where there are clocks, or detectors, they may come to be
    /// trusted at any time: nobody knows when.
    #[must_use]
    pub fn valency(&self, state: u32) -> Valency {
        self.valencies.as_ref().map_or(Valency::Unknown, |known| known.of_state(state))
    }

    /// The valencies of all states, whatever clocks do.
    #[must_use]
    pub fn valencies(&self) -> Option<&Valencies> {
        self.valencies.as_ref()
    }

    /// What can be decided after a delivery, whatever the coin shows.
    #[must_use]
    pub fn effect(&self, one: &Move) -> Valency {
        let outcomes = one.edges.iter().map(|edge| self.valency(edge.to));
        outcomes
            .reduce(|all, one| if all == one { all } else { both(all, one) })
            .unwrap_or(Valency::Unknown)
    }

    /// The values decided in a state, as bits.
    #[must_use]
    pub fn decided(&self, state: u32) -> u8 {
        self.search.graph().decided(state)
    }

    /// How many rounds nobody is in any more in a state, beyond what the graph counts.
    pub fn ended(&mut self, state: u32) -> u32 {
        let words = self.search.state(state);
        self.search.model_mut().ended(&words)
    }

    /// The deliveries that can happen in a state, in order of receiver and sender.
    pub fn moves(&mut self, state: u32) -> Vec<Move> {
        let words = self.search.state(state);
        let edges: Vec<Edge> = self.search.graph().actions(state).collect();
        let mut moves: Vec<Move> = Vec::new();
        for edge in edges {
            if edge.by.mover().is_none() {
                continue; // A clock, which nobody delivers.
            }
            if edge.by.is_outcome() {
                if let Some(last) = moves.last_mut() {
                    last.edges.push(edge);
                }
                continue;
            }
            let what = self.search.model_mut().delivery(&words, edge.action);
            moves.push(Move { what, edges: vec![edge] });
        }
        machine::sort_by_key(&mut moves, |one| (one.what.to, one.what.from));
        // Of several messages to the dealer of the common coin, the earliest goes first.
        moves.dedup_by_key(|one| (one.what.to, one.what.from));
        moves
    }

    /// For a bivalent state, the shortest schedule of deliveries that ends with a move of `process`
    /// and stays bivalent all the way.
    #[must_use]
    pub fn moving(&self, state: u32, process: u8) -> Option<Schedule> {
        let (known, graph) = (self.valencies.as_ref()?, self.search.graph());
        if self.reach.is_empty() {
            return known.moving(graph, state, process);
        }
        let own = self.clocks(state);
        let open = |to: u32| self.reach[to as usize] == 3 && self.clocks(to) == own;
        graph
            .shortest_move(state, open, |_, edge| edge.by.mover() == Some(process) && open(edge.to))
    }

    /// Whether there are clocks that may come to be trusted.
    #[must_use]
    pub fn has_clocks(&self) -> bool {
        self.clocks(0) > 0
    }

    /// How many clocks, or detectors, cannot be trusted yet.
    #[must_use]
    pub fn clocks(&self, state: u32) -> usize {
        let actions = self.search.graph().actions(state);
        actions.filter(|edge| edge.by.mover().is_none()).count()
    }

    /// Where a state leads when from now on all clocks can be trusted.
    #[must_use]
    pub fn settled(&self, mut state: u32) -> u32 {
        let graph = self.search.graph();
        while let Some(edge) = graph.actions(state).find(|edge| edge.by.mover().is_none()) {
            state = edge.to;
        }
        state
    }

    /// Whether any coin is tossed.
    #[must_use]
    pub fn tosses(&self) -> bool {
        let graph = self.search.graph();
        (0..graph.expanded()).any(|state| graph.actions(state).any(|edge| edge.by.is_outcome()))
    }

    /// How likely the run is still undecided far ahead of a state if an adversary who sees all
    /// schedules it, or for how long it can be; without coins and clocks only whether it is undecided.
    #[must_use]
    pub fn undecided(&self, state: u32) -> f64 {
        let open = f64::from(u8::from(self.decided(state) == 0));
        self.chances.get(state as usize).copied().unwrap_or(open)
    }

    /// What goes before an event so that both decisions stay possible after it (Lemma 3).
    pub fn waits(&mut self, state: u32, event: u32) -> Option<Waits> {
        self.valencies.as_ref()?.waiting(&mut self.search, state, event)
    }

    /// The delivery of a step of a schedule.
    pub fn delivery(&mut self, from: u32, step: Step) -> Delivery {
        let words = self.search.state(from);
        self.search.model_mut().delivery(&words, step.action)
    }

    /// Where a delivery leads from another state than the one it was found in.
    pub fn find(&mut self, state: u32, like: &Delivery) -> Option<Move> {
        self.moves(state)
            .into_iter()
            .find(|one| (one.what.to, one.what.from) == (like.to, like.from))
    }
}

/// For how many deliveries the run can stay undecided from each state, up to [`AHEAD`].
fn longest(graph: &Graph) -> Vec<f64> {
    let mut longest = vec![0.0; graph.states() as usize];
    for _ in 0..AHEAD {
        let after = |state: u32| {
            let edges = graph.actions(state).filter(|edge| edge.by.mover().is_some());
            let most = edges.map(|edge| longest[edge.to as usize]).reduce(f64::max);
            // Where nothing can happen, nothing is decided.
            if graph.decided(state) != 0 {
                0.0
            } else {
                most.map_or(f64::from(AHEAD), |most| most + 1.0)
            }
        };
        longest = (0..graph.states()).map(after).collect();
    }
    longest
}

/// What is decided in states that messages alone lead to.
fn reach_by_messages(graph: &Graph) -> Vec<u8> {
    let mut reach: Vec<u8> = (0..graph.states()).map(|state| graph.decided(state) & 3).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for state in (0..graph.expanded()).rev() {
            let before = reach[state as usize];
            let edges = graph.actions(state).filter(|edge| edge.by.mover().is_some());
            let after = edges.fold(before, |all, edge| all | reach[edge.to as usize]);
            changed |= after != before;
            reach[state as usize] = after;
        }
    }
    reach
}

/// What is possible if one or the other is.
fn both(a: Valency, b: Valency) -> Valency {
    match (a, b) {
        (Valency::Unknown, _) | (_, Valency::Unknown) => Valency::Unknown,
        (Valency::Undecidable, known) | (known, Valency::Undecidable) => known,
        _ => Valency::Bivalent,
    }
}

/// How likely each state is still undecided [`AHEAD`] deliveries later, if an adversary schedules.
fn far_ahead(graph: &Graph) -> Vec<f64> {
    let mut undecided = graph.undecided(Scheduler::Adversary).expect("the graph is complete");
    (0..AHEAD).for_each(|_| undecided.advance());
    undecided.chances().to_vec()
}

#[cfg(test)]
mod tests;
