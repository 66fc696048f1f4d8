//! What a reader can achieve, judged from the run.

use super::game::PROCESSES;
use super::map::Map;
use super::params::{Params, Protocol};
use super::play::{By, Run};
use check::valency::Valency;

/// So many deliveries of the reader's own without a decision.
const OWN: usize = 12;

/// A run up to a moment.
pub struct Tasks<'a> {
    /// The game's graph.
    pub map: &'a Map,
    /// What was set.
    pub params: &'a Params,
    /// The run.
    pub run: &'a Run,
    /// How far it is looked at.
    pub now: u32,
}

impl Tasks<'_> {
    /// All of them, and whether they are achieved.
    #[must_use]
    pub fn all(&self) -> [(&'static str, bool); 5] {
        [
            ("twelve", self.twelve()),
            ("endless", self.endless()),
            ("shortest", self.shortest()),
            ("wait", self.made_wait()),
            ("beat", self.beaten()),
        ]
    }

    fn bivalent(&self, step: u32) -> bool {
        self.map.valency(self.run.state(step)) == Valency::Bivalent
    }

    /// Deliveries up to the first decision.
    fn open(&self) -> u32 {
        self.run.decided_at(self.map).map_or(self.now, |at| self.now.min(at.saturating_sub(1)))
    }

    fn twelve(&self) -> bool {
        let turns = self.run.turns.iter().take(self.open() as usize);
        turns.filter(|turn| turn.by == By::Hand).count() >= OWN
    }

    /// The run comes back to a configuration through bivalent ones alone, and every process has
    /// moved in between: that can be done again for ever.
    fn endless(&self) -> bool {
        let mut from = self.now;
        // The longest stretch of bivalent configurations that ends at each moment is looked at.
        for end in (0..=self.now).rev().filter(|end| self.bivalent(*end)) {
            from = from.min(end);
            while from > 0 && self.bivalent(from - 1) {
                from -= 1;
            }
            let mut movers = 0u32;
            for start in (from..end).rev() {
                movers |= 1 << self.run.turns[start as usize].what.to.0;
                let all = (1u32 << PROCESSES) - 1;
                if self.run.state(start) == self.run.state(end) && movers & all == all {
                    return true;
                }
            }
        }
        false
    }

    /// The reader decided by hand in as few deliveries as there can be.
    fn shortest(&self) -> bool {
        let Some(at) = self.run.decided_at(self.map).filter(|at| *at > 0 && *at <= self.now) else {
            return false;
        };
        let graph = self.map.search().graph();
        let way = graph.shortest(self.run.start, |_| true, |state| graph.decided(state) != 0);
        let by_hand = self.run.turns.iter().take(at as usize).all(|turn| turn.by == By::Hand);
        by_hand && way.is_some_and(|way| way.steps.len() == at as usize)
    }

    /// A message that would have settled the future was made to wait by the reader, and has
    /// arrived, in time or too late, while both decisions are still possible.
    fn made_wait(&self) -> bool {
        let graph = self.map.search().graph();
        for at in (0..self.now).filter(|at| self.bivalent(*at)) {
            if self.run.turns[at as usize].by != By::Hand {
                continue;
            }
            let state = self.run.state(at);
            // Which messages settle it: those of the edges that lead out of bivalence.
            for edge in graph.actions(state).filter(|edge| {
                !self.map.valencies().is_some_and(|known| known.is_bivalent(edge.to))
            }) {
                let Some(receiver) = edge.by.mover() else { continue };
                // Its receiver has moved by another message, so it has come too late or was read.
                for later in at..self.now {
                    if !self.bivalent(later + 1) {
                        break;
                    }
                    let turn = &self.run.turns[later as usize];
                    if turn.what.to.0 == receiver {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Two processes that wait for one other alone decided differently, by the reader's hand.
    fn beaten(&self) -> bool {
        let own = self.run.turns.iter().take(self.now as usize).any(|turn| turn.by == By::Hand);
        let split = self.map.decided(self.run.state(self.now)) == 3;
        self.params.protocol == Protocol::WaitOne && own && split
    }
}
