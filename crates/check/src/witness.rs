//! Why a history is not linearizable: as few operations as contradict each other, and in words.

use crate::history::{End, History, NEVER, Op};
use crate::linear::{Budget, Limit, Progress, Search, Verdict};
use crate::model::Model;
use machine::Time;

/// Steps that one trial may take before the operations in question are kept.
const TRIAL_STEPS_MAX: u64 = 500_000;

/// Reduces a violating prefix to a minimal contradiction, a slice at a time.
///
/// An operation that is not needed is relaxed rather than deleted: a read is dropped, anything
/// else may take effect at any moment, or never. So a deleted write never turns the reads of its
/// value into a contradiction of their own. What is left is minimal: relax any one operation more,
/// and the rest is linearizable. Since relaxing more never brings a contradiction back, one pass
/// that tries each operation once is enough; trying large blocks first (Zeller and Hildebrandt's
/// ddmin, 2002) makes it short.
#[derive(Clone)]
pub struct Shrink<M: Model> {
    model: M,
    prefix: Vec<Op<M::Op>>,
    kept: Vec<u32>,
    phase: Phase,
    trial: Option<Trial<M>>,
    minimal: bool,
    steps: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Keep only so many of the last operations: contradictions are mostly about the recent past.
    Tail(usize),
    /// Relax blocks of this length, from this place on.
    Block {
        len: usize,
        at: usize,
    },
    Done,
}

#[derive(Clone)]
struct Trial<M: Model> {
    kept: Vec<u32>,
    search: Search<M>,
}

impl<M: Model> Shrink<M> {
    /// Of a search that found a violation.
    pub fn new(search: &Search<M>) -> Self {
        let events = search.fed() as u32;
        let begun = search.history().ops().iter().take_while(|op| op.call < events);
        let prefix: Vec<_> = begun.map(|op| as_of(op, events)).collect();
        let constrains = |op: &Op<M::Op>| match op.end {
            End::Ok => true,
            End::Pending | End::Unknown => !search.model().is_read(&op.what),
            End::Failed => false,
        };
        let kept =
            (0..prefix.len() as u32).filter(|&op| constrains(&prefix[op as usize])).collect();
        let (model, phase) = (search.model().clone(), Phase::Tail(8));
        Self { model, prefix, kept, phase, trial: None, minimal: true, steps: 0 }
    }

    /// The operations of the contradiction, in order of invocation; minimal once done.
    #[must_use]
    pub fn kept(&self) -> &[u32] {
        &self.kept
    }

    /// Whether each is known to be needed.
    #[must_use]
    pub fn is_minimal(&self) -> bool {
        self.minimal && self.phase == Phase::Done
    }

    /// How many steps were taken.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Goes on for about so many steps.
    pub fn advance(&mut self, steps: u64) -> Progress {
        let until = self.steps.saturating_add(steps);
        while self.phase != Phase::Done {
            if self.steps >= until {
                return Progress::Working;
            }
            let Some(mut trial) = self.trial.take() else {
                self.trial = self.propose();
                continue;
            };
            let before = trial.search.steps();
            let progress = trial.search.advance(until - self.steps);
            self.steps += trial.search.steps() - before;
            match progress {
                Progress::Working => self.trial = Some(trial),
                Progress::Done => self.conclude(trial),
            }
        }
        Progress::Done
    }

    /// The next set to try; none if there is nothing to try in this phase, and on to the next.
    fn propose(&mut self) -> Option<Trial<M>> {
        let total = self.kept.len();
        let kept = match self.phase {
            Phase::Done => return None,
            Phase::Tail(len) if len < total => self.kept[total - len..].to_vec(),
            Phase::Tail(_) => {
                self.phase = Phase::Block { len: total.div_ceil(2).max(1), at: 0 };
                return None;
            }
            Phase::Block { len, at } if at < total => {
                let end = total.min(at + len);
                [&self.kept[..at], &self.kept[end..]].concat()
            }
            Phase::Block { len: 1, .. } => {
                self.phase = Phase::Done;
                return None;
            }
            Phase::Block { len, .. } => {
                self.phase = Phase::Block { len: len.div_ceil(2), at: 0 };
                return None;
            }
        };
        self.steps += kept.len() as u64;
        let budget = Budget { steps: TRIAL_STEPS_MAX, ..Budget::default() };
        let relaxed = relax(&self.model, &self.prefix, &kept);
        let search = Search::new(self.model.clone(), relaxed).with_budget(budget);
        Some(Trial { kept, search })
    }

    fn conclude(&mut self, trial: Trial<M>) {
        let violated = trial.search.turned_at().is_some();
        self.minimal &= trial.search.limit().is_none() || matches!(self.phase, Phase::Tail(_));
        match (&mut self.phase, violated) {
            (Phase::Tail(_), true) => {
                self.phase = Phase::Block { len: trial.kept.len().div_ceil(2), at: 0 };
            }
            (Phase::Tail(len), false) => *len *= 4,
            (Phase::Block { len, at }, false) => *at += *len,
            (Phase::Block { .. } | Phase::Done, _) => {}
        }
        if violated {
            self.kept = trial.kept;
        }
    }
}

/// `op` as it stood after so many events.
fn as_of<I: Clone>(op: &Op<I>, events: u32) -> Op<I> {
    let mut op = op.clone();
    if op.end == End::Ok && op.ret >= events {
        (op.end, op.ret) = (End::Unknown, NEVER);
    }
    op
}

/// The history of `ops` in which only those in `kept` (ascending) are bound to their intervals.
///
/// # Panics
/// If `kept` names an operation that `ops` has not.
pub fn relax<M: Model>(model: &M, ops: &[Op<M::Op>], kept: &[u32]) -> History<M::Op> {
    let free = |index: &u32| kept.binary_search(index).is_err();
    let free: Vec<&Op<M::Op>> = (0..ops.len() as u32)
        .filter(free)
        .map(|index| &ops[index as usize])
        .filter(|op| op.end != End::Failed && !model.is_read(&op.what))
        .collect();
    let bound = || kept.iter().map(|&index| &ops[index as usize]);
    let wants = bound().chain(free.iter().copied());
    let mut wanted: Vec<u32> = wants.filter_map(|op| model.expects(&op.what)).collect();
    wanted.sort_unstable();

    let mut history = History::default();
    for op in free {
        // A value that nobody looks for makes no difference.
        if model.leaves(&op.what).is_none_or(|value| wanted.binary_search(&value).is_ok()) {
            let new = history.invoke(Time::ZERO, op.process, op.key, op.what.clone());
            history.info(new, Time::ZERO);
        }
    }
    replay(bound(), &mut history);
    history
}

/// Adds the events of `ops` in their order.
fn replay<'a, I: Clone + 'a>(ops: impl Iterator<Item = &'a Op<I>>, into: &mut History<I>) {
    let mut events: Vec<(u32, &Op<I>)> = Vec::new();
    for op in ops {
        events.push((op.call, op));
        if op.ret != NEVER {
            events.push((op.ret, op));
        }
    }
    events.sort_unstable_by_key(|&(rank, _)| rank);
    let mut begun: Vec<(u32, u32)> = Vec::new();
    for (rank, op) in events {
        if rank == op.call {
            begun.push((rank, into.invoke(op.invoked, op.process, op.key, op.what.clone())));
        } else if let Ok(at) = begun.binary_search_by_key(&op.call, |&(call, _)| call) {
            into.ok(begun[at].1, op.ended.unwrap_or(op.invoked), op.what.clone());
        }
    }
    into.close();
}

/// Whether `kept` alone contradict each other: nothing if a trial of this size does not end.
pub fn contradict<M: Model>(model: &M, ops: &[Op<M::Op>], kept: &[u32]) -> Option<bool> {
    let mut search = Search::new(model.clone(), relax(model, ops, kept));
    search.advance(u64::MAX);
    match search.verdict() {
        Verdict::NotLinearizable { .. } => Some(true),
        Verdict::Linearizable { .. } => Some(false),
        Verdict::Unknown { limit: Limit::Slice | Limit::Steps | Limit::Memory } => None,
    }
}

/// Why the operations of a witness contradict each other, in words: which began only after which
/// had returned. `describe` names an operation, as in "r x=4".
pub fn explain<I>(witness: &[&Op<I>], describe: &dyn Fn(&Op<I>) -> String) -> String {
    let mut order: Vec<&Op<I>> = witness.to_vec();
    order.sort_unstable_by_key(|op| std::cmp::Reverse(op.call));
    let mut parts = Vec::new();
    for later in &order {
        for earlier in order.iter().filter(|op| op.precedes(later)) {
            // What follows from two others goes without saying.
            if !order.iter().any(|between| earlier.precedes(between) && between.precedes(later)) {
                let (later, earlier) = (describe(later), describe(earlier));
                parts.push(later + " began after " + &earlier + " had returned");
            }
        }
    }
    if !parts.is_empty() {
        return parts.join("; ");
    }
    order.reverse();
    let names: Vec<String> = order.into_iter().map(describe).collect();
    match names.as_slice() {
        [only] => "nothing that had begun explains ".to_string() + only,
        all => "no order explains ".to_string() + &all.join(", "),
    }
}
