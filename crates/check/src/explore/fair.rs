//! Cycles that go on for ever without starving a process.

use super::graph::{Edge, Graph};
use super::path::Schedule;

/// The strongly connected parts of some states of a graph, and which of them a fair run can stay in.
pub(crate) struct Cycles<'a> {
    graph: &'a Graph,
    /// The part of each state; [`OUTSIDE`] for those that do not belong.
    part: Vec<u32>,
    /// For each part, who must move in a fair run that stays there, or none if none can.
    fair: Vec<Option<u32>>,
}

const OUTSIDE: u32 = u32::MAX;

impl<'a> Cycles<'a> {
    /// Of the states that are `inside`.
    pub(crate) fn new(graph: &'a Graph, processes: u8, inside: impl Fn(u32) -> bool) -> Self {
        let (part, count) = parts(graph, &inside);
        // Who moves within each part; who can always move there.
        let mut moves = vec![0u32; count];
        let mut always = vec![(1u32 << processes) - 1; count];
        let mut circles = vec![false; count];
        for state in (0..graph.expanded()).filter(|state| part[*state as usize] != OUTSIDE) {
            let own = part[state as usize];
            let mut can = 0;
            for edge in graph.actions(state) {
                let mover = edge.by.mover().map_or(0, |process| 1 << process);
                can |= mover;
                if part[edge.to as usize] == own {
                    moves[own as usize] |= mover;
                    circles[own as usize] = true;
                }
            }
            always[own as usize] &= can;
        }
        let starves = |part: usize| always[part] & !moves[part] != 0 || !circles[part];
        let fair = (0..count).map(|part| (!starves(part)).then_some(moves[part])).collect();
        Self { graph, part, fair }
    }

    /// Whether a fair run can stay for ever in the part of a state.
    pub(crate) fn is_fair(&self, state: u32) -> bool {
        self.movers(state).is_some()
    }

    /// Who moves in the part of a state, as bits, if a fair run can stay there.
    pub(crate) fn movers(&self, state: u32) -> Option<u32> {
        let part = self.part[state as usize];
        if part == OUTSIDE { None } else { self.fair[part as usize] }
    }

    /// A way that ends in a fair part, and then for ever round a cycle in which everybody moves who
    /// moves in that part.
    pub(crate) fn lasso(&self, mut way: Schedule) -> Schedule {
        let entry = way.end();
        let inside = |state: u32| self.part[state as usize] == self.part[entry as usize];
        let mut left = self.movers(entry).unwrap_or(0);
        way.cycle = Some(way.steps.len());
        let mut at = entry;
        while left != 0 {
            let wanted = |from: u32, edge: Edge| {
                let mover = edge.by.mover().is_some_and(|process| left >> process & 1 == 1);
                inside(from) && inside(edge.to) && mover
            };
            let Some(leg) = self.graph.shortest_move(at, inside, wanted) else { break };
            for step in &leg.steps {
                left &= !step.by.mover().map_or(0, |process| 1 << process);
            }
            at = leg.end();
            way.steps.extend(leg.steps);
        }
        // Back to where the cycle began, or once round if nobody has to move.
        let close = |from: u32, edge: Edge| inside(from) && edge.to == entry;
        if at != entry || way.cycle == Some(way.steps.len()) {
            let leg = self.graph.shortest_move(at, inside, close);
            way.steps.extend(leg.into_iter().flat_map(|leg| leg.steps));
        }
        way
    }
}

/// The strongly connected part of each state that is `inside`, and how many there are (Tarjan 1972,
/// with a stack of our own).
fn parts(graph: &Graph, inside: &impl Fn(u32) -> bool) -> (Vec<u32>, usize) {
    let states = graph.states() as usize;
    let mut part = vec![OUTSIDE; states];
    let (mut index, mut low) = (vec![0u32; states], vec![0u32; states]);
    let (mut stack, mut count, mut clock) = (Vec::new(), 0, 0);
    for root in (0..graph.states()).filter(|state| inside(*state)) {
        if index[root as usize] != 0 {
            continue;
        }
        // Each call with the next action to look at.
        let mut calls = vec![(root, 0u32)];
        while let Some((state, next)) = calls.pop() {
            if next == 0 {
                clock += 1;
                index[state as usize] = clock;
                low[state as usize] = clock;
                stack.push(state);
            }
            let mut edges = graph.actions(state).skip(next as usize);
            let deeper = edges.find(|edge| inside(edge.to) && index[edge.to as usize] == 0);
            let seen = deeper.map_or(u32::MAX, |edge| edge.action);
            for edge in graph.actions(state).skip(next as usize) {
                let is_open = part[edge.to as usize] == OUTSIDE && index[edge.to as usize] != 0;
                if edge.action < seen && is_open {
                    low[state as usize] = low[state as usize].min(index[edge.to as usize]);
                }
            }
            if let Some(edge) = deeper {
                calls.push((state, edge.action + 1));
                calls.push((edge.to, 0));
                continue;
            }
            if let Some((caller, _)) = calls.last() {
                low[*caller as usize] = low[*caller as usize].min(low[state as usize]);
            }
            if low[state as usize] == index[state as usize] {
                while let Some(member) = stack.pop() {
                    part[member as usize] = count as u32;
                    if member == state {
                        break;
                    }
                }
                count += 1;
            }
        }
    }
    (part, count)
}
