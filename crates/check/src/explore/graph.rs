//! What a search has found, as a graph.

use super::model::{By, Look};
use super::table::Table;

/// The configurations found so far, by number in the order in which they were found, and the edges
/// between them.
#[derive(Clone, Default)]
pub struct Graph {
    fingerprints: Vec<u64>,
    table: Table,
    /// The values decided; what holds, and whether a run may end there.
    decided: Vec<u8>,
    holds: Vec<u8>,
    /// Where the edges of each expanded state end.
    ends: Vec<u32>,
    targets: Vec<u32>,
    by: Vec<By>,
    /// How many states there were after every so many were expanded: see [`Graph::parent`].
    found: Vec<u32>,
    /// The first state of each level.
    levels: Vec<u32>,
    initial: u32,
}

/// How many states are expanded between two looks at how many were found.
const BETWEEN: usize = 64;

/// Among the properties that hold.
const MAY_END: u8 = 128;

/// An action, and where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Its place among the actions of its state.
    pub action: u32,
    /// Who does it.
    pub by: By,
    /// The state it leads to.
    pub to: u32,
}

impl Graph {
    /// How many states were found.
    #[must_use]
    pub fn states(&self) -> u32 {
        self.fingerprints.len() as u32
    }

    /// How many edges were found: actions of the expanded states.
    #[must_use]
    pub fn edges(&self) -> u64 {
        self.targets.len() as u64
    }

    /// How many states were expanded, in order of their numbers.
    #[must_use]
    pub fn expanded(&self) -> u32 {
        self.ends.len() as u32
    }

    /// Whether every state was expanded.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.expanded() == self.states()
    }

    /// How many actions the farthest state is away from an initial one.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.levels.partition_point(|first| *first < self.states()).saturating_sub(1) as u32
    }

    /// The first state of each depth; the last depth may have none yet.
    #[must_use]
    pub fn levels(&self) -> &[u32] {
        &self.levels
    }

    /// How many actions a state is away from an initial one.
    #[must_use]
    pub fn depth_of(&self, state: u32) -> u32 {
        self.levels.partition_point(|first| *first <= state) as u32 - 1
    }

    /// How many of the first states are initial.
    #[must_use]
    pub fn initial(&self) -> u32 {
        self.initial
    }

    /// The state from which a state was first reached; none for an initial one.
    #[must_use]
    pub fn parent(&self, state: u32) -> Option<u32> {
        // States are numbered as they are found, and expanded by number, so the parent is the first
        // with an edge to it, and among the few that were expanded since there were fewer states.
        let before = self.found.partition_point(|found| *found <= state) * BETWEEN;
        let mut parents = before as u32..self.expanded();
        let leads = |parent: &u32| self.targets[self.range(*parent)].contains(&state);
        if state < self.initial { None } else { parents.find(leads) }
    }

    /// The values decided in a state, as bits.
    #[must_use]
    pub fn decided(&self, state: u32) -> u8 {
        self.decided[state as usize]
    }

    /// The properties that hold in a state, as bits.
    #[must_use]
    pub fn holds(&self, state: u32) -> u8 {
        self.holds[state as usize] & !MAY_END
    }

    /// Whether a run may end in a state.
    #[must_use]
    pub fn may_end(&self, state: u32) -> bool {
        self.holds[state as usize] & MAY_END != 0
    }

    /// The actions of a state, in order; none if it was not expanded.
    pub fn actions(&self, state: u32) -> impl DoubleEndedIterator<Item = Edge> + '_ {
        let range = self.range(state);
        let first = range.start;
        range.map(move |at| Edge {
            action: (at - first) as u32,
            by: self.by[at],
            to: self.targets[at],
        })
    }

    /// What one action of a state does.
    #[must_use]
    pub fn action(&self, state: u32, action: u32) -> Option<Edge> {
        self.actions(state).nth(action as usize)
    }

    /// How much memory the graph takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.table.bytes()
            + self.fingerprints.capacity() * 8
            + (self.ends.capacity() + self.targets.capacity() + self.found.capacity()) * 4
            + self.decided.capacity()
            + self.holds.capacity()
            + self.by.capacity()
    }

    /// The state with this fingerprint that is the `same`, or a slot for it.
    pub(super) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Result<u32, usize> {
        self.table.find(hash, |at| self.fingerprints[at as usize] == hash && same(at))
    }

    /// Looks where [`Graph::find`] will look for each of these: together they wait for memory once,
    /// one by one each would.
    pub(super) fn touch(&self, hashes: &[u64]) {
        let looked = hashes.iter().map(|hash| {
            let number = self.table.first(*hash) as usize;
            self.fingerprints.get(number).copied().unwrap_or_default()
        });
        std::hint::black_box(looked.fold(0, |all, fingerprint| all ^ fingerprint));
    }

    /// Adds a state in the slot that [`Graph::find`] answered.
    pub(super) fn add(&mut self, slot: usize, hash: u64) -> u32 {
        push(&mut self.fingerprints, hash);
        self.table.insert(slot, hash, |at| self.fingerprints[at as usize]);
        // Those of the first level are initial.
        self.initial += u32::from(self.levels.len() == 1);
        debug_assert!(self.initial <= self.states(), "states at the start are states");
        self.states() - 1
    }

    /// Says what is known about the state added last.
    pub(super) fn note(&mut self, look: Look) {
        push(&mut self.decided, look.decided);
        push(&mut self.holds, look.holds & !MAY_END | if look.end { MAY_END } else { 0 });
        debug_assert!(
            self.holds.len() == self.decided.len() && self.holds.len() <= self.fingerprints.len()
        );
    }

    /// Adds an edge of the state that is being expanded.
    pub(super) fn link(&mut self, to: u32, by: By) {
        push(&mut self.targets, to);
        push(&mut self.by, by);
        debug_assert!(to < self.states() && self.by.len() == self.targets.len());
    }

    /// Ends the expansion of a state.
    pub(super) fn close(&mut self) {
        debug_assert!(self.expanded() < self.states(), "only what was found is expanded");
        debug_assert!(self.ends.last().is_none_or(|end| *end as usize <= self.targets.len()));
        push(&mut self.ends, self.targets.len() as u32);
        if self.ends.len().is_multiple_of(BETWEEN) {
            self.found.push(self.states());
        }
    }

    /// Begins a level with the next state.
    pub(super) fn level(&mut self) {
        self.levels.push(self.states());
        debug_assert!(self.levels.is_sorted(), "levels are found one after another");
    }

    fn range(&self, state: u32) -> std::ops::Range<usize> {
        let end = |at: usize| self.ends.get(at).map_or(self.targets.len(), |end| *end as usize);
        let start = if state == 0 { 0 } else { end(state as usize - 1) };
        if state < self.expanded() { start..end(state as usize) } else { start..start }
    }
}

/// Pushes, growing by an eighth: doubling would hold half of a large search's memory idle.
fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() == list.capacity() {
        list.reserve_exact((list.len() / 8).max(64));
    }
    list.push(value);
}
