//! Ways through a graph.

use super::graph::{Edge, Graph};

/// Actions one after another, from a state on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Where it starts.
    pub start: u32,
    /// What happens.
    pub steps: Vec<Step>,
    /// The step with which a cycle begins that goes on for ever, if the run is endless.
    pub cycle: Option<usize>,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The action's place among those of its state.
    pub action: u32,
    /// Who does it.
    pub by: super::By,
    /// The state it leads to.
    pub to: u32,
}

impl Schedule {
    /// Where it ends.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.steps.last().map_or(self.start, |step| step.to)
    }

    /// Its actions, each with the state in which it happens.
    pub fn moves(&self) -> impl Iterator<Item = (u32, Step)> + '_ {
        let froms = std::iter::once(self.start).chain(self.steps.iter().map(|step| step.to));
        froms.zip(self.steps.iter().copied())
    }
}

impl From<Edge> for Step {
    fn from(edge: Edge) -> Self {
        Self { action: edge.action, by: edge.by, to: edge.to }
    }
}

/// How many runs there are, in a graph without cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Executions {
    /// From an initial state to one where nothing more can happen.
    pub all: u128,
    /// Those of them that end where not all of some properties hold.
    pub violating: u128,
}

impl Graph {
    /// The way on which a state was found: a shortest one.
    #[must_use]
    pub fn way_to(&self, state: u32) -> Schedule {
        let mut schedule = Schedule { start: state, ..Schedule::default() };
        while let Some(parent) = self.parent(schedule.start) {
            let step = self.actions(parent).find(|edge| edge.to == schedule.start);
            schedule.steps.push(step.expect("an edge from the parent").into());
            schedule.start = parent;
        }
        schedule.steps.reverse();
        schedule
    }

    /// A shortest way from a state to one of the `goals`, through those that are `open`.
    ///
    /// It may be empty, if the state is a goal itself.
    pub fn shortest(
        &self,
        from: u32,
        open: impl Fn(u32) -> bool,
        goal: impl Fn(u32) -> bool,
    ) -> Option<Schedule> {
        if goal(from) {
            return Some(Schedule { start: from, ..Schedule::default() });
        }
        self.shortest_move(from, open, |_, edge| goal(edge.to))
    }

    /// A shortest way from a state that ends with an action that is the `last`, and before it leads
    /// through states that are `open`.
    pub fn shortest_move(
        &self,
        from: u32,
        open: impl Fn(u32) -> bool,
        last: impl Fn(u32, Edge) -> bool,
    ) -> Option<Schedule> {
        // What was reached, each with the place of its predecessor and the step that led to it.
        let mut reached: Vec<(u32, usize, Option<Step>)> = vec![(from, 0, None)];
        let mut seen = Bits::new(self.states());
        seen.insert(from);
        let mut at = 0;
        while at < reached.len() {
            let state = reached[at].0;
            for edge in self.actions(state) {
                if last(state, edge) {
                    let mut steps = vec![edge.into()];
                    let mut back = at;
                    while let (_, before, Some(step)) = reached[back] {
                        steps.push(step);
                        back = before;
                    }
                    steps.reverse();
                    return Some(Schedule { start: from, steps, cycle: None });
                }
                if open(edge.to) && seen.insert(edge.to) {
                    reached.push((edge.to, at, Some(edge.into())));
                }
            }
            at += 1;
        }
        None
    }

    /// How many runs there are, and how many of them end where not all properties in `mask` hold;
    /// none if a run can go in a circle, or if the graph is not complete.
    #[must_use]
    pub fn executions(&self, mask: u8) -> Option<Executions> {
        let order = self.topological()?;
        let mut ways = vec![0u128; self.states() as usize];
        let mut found = Executions { all: 0, violating: 0 };
        ways[..self.initial() as usize].fill(1);
        for state in order {
            let so_far = ways[state as usize];
            let mut ends = true;
            for edge in self.actions(state) {
                ends = false;
                ways[edge.to as usize] += so_far;
            }
            if ends {
                found.all += so_far;
                found.violating += if self.holds(state) & mask == mask { 0 } else { so_far };
            }
        }
        Some(found)
    }

    /// All states, each before those it leads to; none if there is a cycle or the graph was cut.
    fn topological(&self) -> Option<Vec<u32>> {
        let mut entries = vec![0u32; self.states() as usize];
        for state in 0..self.states() {
            self.actions(state).for_each(|edge| entries[edge.to as usize] += 1);
        }
        let free = (0..self.states()).filter(|state| entries[*state as usize] == 0);
        let mut order: Vec<u32> = free.collect();
        let mut at = 0;
        while at < order.len() {
            for edge in self.actions(order[at]) {
                let left = &mut entries[edge.to as usize];
                *left -= 1;
                if *left == 0 {
                    order.push(edge.to);
                }
            }
            at += 1;
        }
        (order.len() == self.states() as usize && self.is_complete()).then_some(order)
    }
}

/// A set of states.
#[derive(Clone)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn new(states: u32) -> Self {
        Self(vec![0; states as usize / 64 + 1])
    }

    pub(crate) fn contains(&self, state: u32) -> bool {
        self.0[state as usize / 64] >> (state % 64) & 1 == 1
    }

    /// Adds a state; true if it is new.
    pub(crate) fn insert(&mut self, state: u32) -> bool {
        let new = !self.contains(state);
        self.0[state as usize / 64] |= 1 << (state % 64);
        debug_assert!(self.contains(state));
        new
    }
}
