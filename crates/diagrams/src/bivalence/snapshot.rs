//! What the pictures show of one moment.

use super::game::{Delivery, PROCESSES};
use super::live::{Face, Letter};
use super::map::{Map, Move};
use super::play::{By, Run};
use check::valency::Valency;
use machine::NodeId;

/// A delivery by receiver and sender.
pub type Pair = (NodeId, NodeId);

/// One moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// How many deliveries there were.
    pub step: u32,
    /// The latest levels of the path, oldest first; the last is the present.
    pub levels: Vec<Level>,
    /// How every configuration so far stood, the initial one first.
    pub trail: Vec<Valency>,
    /// The processes.
    pub faces: Vec<Face>,
    /// The messages that are still of use, oldest first.
    pub letters: Vec<Letter>,
    /// For how many deliveries each process has not moved.
    pub waits: [u32; PROCESSES as usize],
    /// The pending delivery that is looked into.
    pub why: Option<Why>,
    /// Two deliveries that commute.
    pub diamond: Option<Diamond>,
    /// What can be decided from each of the eight inputs.
    pub inputs: Vec<Valency>,
    /// The inputs of the run, as a number.
    pub start: u32,
    /// If the run can go on for ever from here, bivalent and fair: how many deliveries lead round.
    pub endless: Option<u32>,
}

/// A configuration of the path, and what could happen in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// After how many deliveries.
    pub step: u32,
    /// The state in the graph.
    pub state: u32,
    /// How it stands.
    pub stand: Stand,
    /// What could be delivered.
    pub branches: Vec<Branch>,
    /// Which of that was, and who chose it.
    pub taken: Option<(usize, By)>,
}

/// How a configuration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// What can be decided.
    pub valency: Valency,
    /// What was decided, as bits.
    pub decided: u8,
}

/// A delivery that could happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// It.
    pub what: Delivery,
    /// How things stand after it.
    pub stand: Stand,
    /// Whether a coin is tossed in it.
    pub tossed: bool,
}

impl Branch {
    /// It, by receiver and sender.
    #[must_use]
    pub fn pair(&self) -> Pair {
        (self.what.to, self.what.from)
    }
}

/// Why an event may have to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The event.
    pub pair: Pair,
    /// How things would stand if it happened now.
    pub now: Stand,
    /// What goes first, each with how things then stand. If the event itself is not late, it is the
    /// last of them.
    pub way: Vec<(Pair, Stand)>,
    /// Whether the event then comes too late to be read.
    pub late: bool,
}

/// Two events at different processes: in either order they lead to the same configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diamond {
    /// The events.
    pub events: [Pair; 2],
    /// After the first alone, and after the second alone.
    pub sides: [Stand; 2],
    /// After both.
    pub end: Stand,
    /// Whether the two ways were found to lead to the same state of the graph.
    pub same: bool,
}

impl Map {
    /// How a state stands.
    #[must_use]
    pub fn stand(&self, state: u32) -> Stand {
        Stand { valency: self.valency(state), decided: self.decided(state) }
    }

    /// What can happen in a state.
    pub fn branches(&mut self, state: u32) -> Vec<Branch> {
        let moves = self.moves(state);
        let branch = |one: Move| Branch {
            stand: Stand {
                valency: self.effect(&one),
                decided: if one.edges.len() == 1 { self.decided(one.edges[0].to) } else { 0 },
            },
            tossed: one.edges.len() > 1,
            what: one.what,
        };
        moves.into_iter().map(branch).collect()
    }

    /// Looks at a run after `step` deliveries: the last `levels` configurations of its path, and
    /// the `picked` event, or else the first that has to wait.
    pub fn look(
        &mut self,
        run: &Run,
        step: u32,
        (levels, picked): (u32, Option<Pair>),
    ) -> Snapshot {
        let first = (step + 1).saturating_sub(levels);
        let levels: Vec<Level> = (first..=step).map(|at| self.level(run, at, at == step)).collect();
        let live = &run.lives[step as usize];
        let state = run.state(step);
        let pending = levels.last().map_or(&[][..], |level| &level.branches);
        let why = self.why(state, pending, picked);
        let around = why.as_ref().map(|why| why.pair);
        Snapshot {
            step,
            trail: (0..=step).map(|at| self.valency(run.state(at))).collect(),
            faces: live.faces(),
            letters: live.letters(),
            waits: run.waits(step),
            diamond: self.diamond(state, around),
            inputs: (0..1 << PROCESSES).map(|inputs| self.valency(self.start(inputs))).collect(),
            start: run.inputs,
            endless: self.endless(state),
            why,
            levels,
        }
    }

    /// How many deliveries lead round a fair bivalent cycle that can be reached.
    fn endless(&self, state: u32) -> Option<u32> {
        let way = self.valencies()?.endless(self.search().graph(), state, PROCESSES)?;
        Some((way.steps.len() - way.cycle?) as u32)
    }

    fn level(&mut self, run: &Run, step: u32, last: bool) -> Level {
        let state = run.state(step);
        let branches = self.branches(state);
        let turn = run.turns.get(step as usize).filter(|_| !last);
        let taken = turn.and_then(|turn| {
            let pair = (turn.what.to, turn.what.from);
            branches.iter().position(|branch| branch.pair() == pair).map(|at| (at, turn.by))
        });
        Level { step, state, stand: self.stand(state), branches, taken }
    }

    fn why(&mut self, state: u32, pending: &[Branch], picked: Option<Pair>) -> Option<Why> {
        let waits = |branch: &&Branch| branch.stand.valency != Valency::Bivalent;
        let own = picked.and_then(|pair| pending.iter().find(|branch| branch.pair() == pair));
        let branch = own.or_else(|| pending.iter().find(waits)).or_else(|| pending.first())?;
        let pair = branch.pair();
        let mut why = Why { pair, now: branch.stand, way: Vec::new(), late: false };
        if !waits(&branch) || self.valency(state) != Valency::Bivalent || branch.tossed {
            return Some(why);
        }
        let event = self.find(state, &branch.what)?.edges[0].action;
        let waits = self.waits(state, event)?;
        for (from, step) in waits.schedule.moves().collect::<Vec<_>>() {
            let what = self.delivery(from, step);
            why.way.push(((what.to, what.from), self.stand(step.to)));
        }
        // A clock that can be trusted is no message that could go first.
        let kept =
            |(pair, stand): &(Pair, Stand)| pair.0 != pair.1 && stand.valency == Valency::Bivalent;
        if !why.way.iter().all(kept) {
            why.way.clear();
        }
        why.late = waits.late;
        Some(why)
    }

    /// Two events that commute, `around` one of them if possible.
    fn diamond(&mut self, state: u32, around: Option<Pair>) -> Option<Diamond> {
        let moves = self.moves(state);
        let plain: Vec<&Move> = moves.iter().filter(|one| one.edges.len() == 1).collect();
        let is = |one: &&&Move| around == Some((one.what.to, one.what.from));
        let firsts = plain.iter().filter(is).chain(plain.iter().filter(|one| !is(one)));
        let pairs = firsts.flat_map(|a| plain.iter().map(move |b| (*a, *b)));
        for (a, b) in pairs.filter(|(a, b)| a.what.to != b.what.to) {
            let (left, right) = (a.edges[0].to, b.edges[0].to);
            let (Some(then_b), Some(then_a)) =
                (self.find(left, &b.what), self.find(right, &a.what))
            else {
                continue;
            };
            if then_a.edges.len() > 1 || then_b.edges.len() > 1 {
                continue;
            }
            return Some(Diamond {
                events: [(a.what.to, a.what.from), (b.what.to, b.what.from)],
                sides: [self.stand(left), self.stand(right)],
                end: self.stand(then_b.edges[0].to),
                same: then_b.edges[0].to == then_a.edges[0].to,
            });
        }
        None
    }
}
