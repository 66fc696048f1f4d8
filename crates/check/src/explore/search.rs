//! The search.

use super::graph::Graph;
use super::model::{Kind, Model, Successors};
use super::queue::Queue;
use crate::verdict::{Limit, Progress};
use machine::hash_words;

/// How far a search may go, and what it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many states it may find: of less than 100 bytes each while about ten things
    /// can happen in each.
    pub states: u32,
    /// Whether it keeps every configuration. Then it tells them apart by themselves, and
    /// [`Search::state`] is immediate; otherwise by fingerprints of 64 bits, of which two among a
    /// million states are equal with a chance of 3 in 10^8, and [`Search::state`] replays the way.
    pub keep: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { states: 2_000_000, keep: false }
    }
}

impl Limits {
    /// Keeping every configuration, for a small graph that somebody walks about in.
    #[must_use]
    pub fn keeping(states: u32) -> Self {
        Self { states, keep: true }
    }
}

/// A breadth-first search, worked on in slices.
#[derive(Clone)]
pub struct Search<M> {
    model: M,
    limits: Limits,
    graph: Graph,
    starts: Vec<u32>,
    /// All configurations, if they are kept; otherwise those that are not expanded yet.
    kept: Successors,
    waiting: Queue,
    /// The configuration that is being expanded, and what can happen in it.
    words: Vec<u32>,
    out: Successors,
    hashes: Vec<u64>,
    deadlocks: u32,
    first_deadlock: Option<u32>,
    /// For each property that must always hold: where it does not first, and how often.
    pub(super) broken: [(Option<u32>, u32); 8],
    bytes_max: usize,
}

impl<M: Model> Search<M> {
    /// Of a model, from its initial configurations; they are found at once.
    pub fn new(model: M, limits: Limits) -> Self {
        let mut search = Self {
            model,
            limits,
            graph: Graph::default(),
            starts: Vec::new(),
            kept: Successors::default(),
            waiting: Queue::default(),
            words: Vec::new(),
            out: Successors::default(),
            hashes: Vec::new(),
            deadlocks: 0,
            first_deadlock: None,
            broken: [(None, 0); 8],
            bytes_max: 0,
        };
        search.graph.level();
        search.out.clear();
        search.model.initial(&mut search.out);
        for index in 0..search.out.len() {
            let state = search.find(index, hash_words(search.out.state(index)));
            search.starts.push(state);
        }
        search.graph.level();
        search
    }

    /// Expands so many states more; done when all are, or when the budget is spent.
    pub fn work(&mut self, states: u32) -> Progress {
        for _ in 0..states {
            let state = self.graph.expanded();
            if self.graph.is_complete() || self.is_cut() {
                return Progress::Done;
            }
            self.expand(state);
            debug_assert_eq!(self.graph.expanded(), state + 1, "one is expanded at a time");
            if self.graph.levels().last() == Some(&self.graph.expanded()) {
                self.advance_level();
            }
        }
        if self.graph.is_complete() || self.is_cut() { Progress::Done } else { Progress::Working }
    }

    /// Works to the end, or the end of the budget.
    #[must_use]
    pub fn finished(mut self) -> Self {
        while self.work(1 << 16) == Progress::Working {}
        self
    }

    /// What was found.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The number of each initial configuration, in the order in which the model pushed them; two
    /// may have the same.
    #[must_use]
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The model, to ask it something.
    pub fn model_mut(&mut self) -> &mut M {
        &mut self.model
    }

    /// Why the graph is not complete, if it is not.
    #[must_use]
    pub fn limit(&self) -> Option<Limit> {
        match () {
            () if self.graph.is_complete() => None,
            () if self.is_cut() => Some(Limit::Memory),
            () => Some(Limit::Slice),
        }
    }

    /// How many states were found and not yet expanded.
    #[must_use]
    pub fn frontier(&self) -> u32 {
        self.graph.states() - self.graph.expanded()
    }

    /// How many expanded states are stuck: nothing can happen, and it is not the end.
    #[must_use]
    pub fn deadlocks(&self) -> u32 {
        self.deadlocks
    }

    /// The nearest of them.
    #[must_use]
    pub fn first_deadlock(&self) -> Option<u32> {
        self.first_deadlock
    }

    /// The most memory that was taken so far.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes_max.max(self.bytes_now())
    }

    /// A configuration, in the model's words.
    pub fn state(&mut self, state: u32) -> Vec<u32> {
        if self.limits.keep {
            return self.kept.state(state as usize).to_vec();
        }
        let mut way = vec![state];
        while let Some(parent) = self.graph.parent(way[way.len() - 1]) {
            way.push(parent);
        }
        let start = way.pop().expect("the state itself, or an ancestor");
        let mut out = Successors::default();
        self.model.initial(&mut out);
        let first = self.starts.iter().position(|state| *state == start);
        let mut words = out.state(first.expect("an initial state")).to_vec();
        let mut from = start;
        while let Some(to) = way.pop() {
            let edge = self.graph.actions(from).find(|edge| edge.to == to).expect("its parent");
            out.clear();
            self.model.expand(&words, &mut out);
            words = out.state(edge.action as usize).to_vec();
            debug_assert_eq!(self.number(&words), Some(to), "the way is the one that was found");
            from = to;
        }
        words
    }

    /// The action of a state in words.
    pub fn describe(&mut self, state: u32, action: u32) -> String {
        let words = self.state(state);
        self.model.describe(&words, action)
    }

    /// The number of a configuration, if it was found.
    #[must_use]
    pub fn number(&self, words: &[u32]) -> Option<u32> {
        self.graph.find(hash_words(words), |at| self.is_same(at, words)).ok()
    }

    fn is_cut(&self) -> bool {
        self.graph.states() >= self.limits.states || self.graph.edges() > u64::from(u32::MAX) / 2
    }

    fn expand(&mut self, state: u32) {
        self.out.clear();
        if self.limits.keep {
            self.model.expand(self.kept.state(state as usize), &mut self.out);
        } else {
            let is_there = self.waiting.pop(&mut self.words);
            debug_assert!(is_there, "what is not expanded waits");
            self.model.expand(&self.words, &mut self.out);
        }
        let hashes = (0..self.out.len()).map(|index| hash_words(self.out.state(index)));
        self.hashes.clear();
        self.hashes.extend(hashes);
        self.graph.touch(&self.hashes);
        for index in 0..self.out.len() {
            let to = self.find(index, self.hashes[index]);
            self.graph.link(to, self.out.by(index));
        }
        debug_assert_eq!(self.hashes.len(), self.out.len());
        self.graph.close();
        if self.out.is_empty() && !self.graph.may_end(state) {
            self.first_deadlock.get_or_insert(state);
            self.deadlocks += 1;
            debug_assert!(
                self.deadlocks <= self.graph.expanded(),
                "only what is expanded is stuck"
            );
        }
    }

    /// Goes on to the level that was found while the one before it was expanded.
    fn advance_level(&mut self) {
        self.bytes_max = self.bytes();
        debug_assert!(
            self.bytes_max >= self.bytes_now(),
            "the most is no less than what is in use"
        );
        if !self.graph.is_complete() {
            self.graph.level();
        }
    }

    fn bytes_now(&self) -> usize {
        self.graph.bytes() + self.waiting.bytes() + self.kept.bytes()
    }

    /// The number of a configuration that the model pushed; it is kept if it is new.
    fn find(&mut self, index: usize, hash: u64) -> u32 {
        let words = self.out.state(index);
        let slot = match self.graph.find(hash, |at| self.is_same(at, words)) {
            Ok(number) => return number,
            Err(slot) => slot,
        };
        let number = self.graph.add(slot, hash);
        let look = self.model.look(words);
        debug_assert_eq!(number + 1, self.graph.states(), "states are numbered as they are found");
        self.graph.note(look);
        for (at, property) in self.model.properties().iter().enumerate() {
            if property.kind == Kind::Always && look.holds >> at & 1 == 0 {
                let (first, count) = &mut self.broken[at];
                first.get_or_insert(number);
                *count += 1;
            }
        }
        if self.limits.keep {
            self.kept.push(words, self.out.by(index));
        } else {
            self.waiting.push(words);
        }
        number
    }

    fn is_same(&self, state: u32, words: &[u32]) -> bool {
        !self.limits.keep || self.kept.state(state as usize) == words
    }
}
