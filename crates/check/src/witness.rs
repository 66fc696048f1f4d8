//! Why a history is not linearizable: as few operations as contradict each other, and in words.

use crate::history::{End, History, NEVER, Op};
use crate::linear::Search;
use crate::model::Model;
use crate::verdict::{Budget, Progress};
use machine::Time;

/// Steps that one trial may take before the operations in question are kept.
const TRIAL_STEPS_MAX: u64 = 500_000;

/// How many of the last operations are tried when it is not known that there is a contradiction.
const TAIL_MAX: usize = 128;

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
    /// What may still make a difference, and its numbers in the history.
    ops: Vec<Op<M::Op>>,
    ids: Vec<u32>,
    /// Indices into `ops`, ascending.
    kept: Vec<u32>,
    phase: Phase,
    trial: Option<Trial<M>>,
    proven: bool,
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
    /// Of a search that found a violation, or is at a loss: then this may find one first, since
    /// what is relaxed and still contradicts itself is no more linearizable than the whole.
    pub fn new(search: &Search<M>) -> Self {
        let mut ops = search.history().ops()[..search.begun()].to_vec();
        // What ended later had not ended then.
        for event in search.history().log()[search.fed()..].iter().filter(|event| event.end) {
            if let Some(op) = ops.get_mut(event.op as usize) {
                (op.end, op.ret) = (End::Unknown, NEVER);
            }
        }
        let constrains = |op: &Op<M::Op>| match op.end {
            End::Ok => true,
            End::Pending | End::Unknown => !search.model().is_read(&op.what),
            End::Failed => false,
        };
        let ids: Vec<u32> = (0..ops.len() as u32).collect();
        let kept = ids.iter().copied().filter(|&op| constrains(&ops[op as usize])).collect();
        let (model, phase) = (search.model().clone(), Phase::Tail(8));
        let proven = search.turned_at().is_some();
        Self { model, ops, ids, kept, phase, trial: None, proven, minimal: true, steps: 0 }
    }

    /// The operations of the contradiction, in order of invocation; minimal once done.
    #[must_use]
    pub fn kept(&self) -> Vec<u32> {
        self.kept.iter().map(|&op| self.ids[op as usize]).collect()
    }

    /// Whether there is a contradiction at all.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.proven
    }

    /// Whether each is known to be needed.
    #[must_use]
    pub fn is_minimal(&self) -> bool {
        self.proven && self.minimal && self.phase == Phase::Done
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
            debug_assert!(trial.kept.len() <= self.kept.len(), "a trial adds nothing");
            match progress {
                Progress::Working => self.trial = Some(trial),
                Progress::Done => self.conclude(&trial),
            }
        }
        Progress::Done
    }

    /// The next set to try; none if there is nothing to try in this phase, and on to the next.
    fn propose(&mut self) -> Option<Trial<M>> {
        let total = self.kept.len();
        let kept = match self.phase {
            Phase::Done => return None,
            Phase::Tail(len) if !self.proven && len > TAIL_MAX => {
                self.phase = Phase::Done;
                return None;
            }
            Phase::Tail(len) if len < total => self.tail(len),
            Phase::Tail(_) if !self.proven => {
                self.phase = Phase::Done;
                return None;
            }
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
        self.steps += self.ops.len() as u64;
        debug_assert!(kept.is_sorted_by(|a, b| a < b), "operations stay in order");
        let budget = Budget { steps: TRIAL_STEPS_MAX, ..Budget::default() };
        let relaxed = relax(&self.model, &self.ops, &kept);
        let search = Search::new(self.model.clone(), relaxed).with_budget(budget);
        Some(Trial { kept, search })
    }

    /// The last `len` operations, and those that left what the last one to return had found.
    fn tail(&self, len: usize) -> Vec<u32> {
        let op = |index: u32| &self.ops[index as usize];
        let returned = self.kept.iter().copied().filter(|&index| op(index).ret != NEVER);
        let last = returned.max_by_key(|&index| op(index).ret);
        let found = last.and_then(|index| self.model.expects(&op(index).what));
        let leaves = |index: u32| {
            let what = &op(index).what;
            found.is_some() && !self.model.is_read(what) && self.model.leaves(what) == found
        };
        let (early, tail) = self.kept.split_at(self.kept.len() - len);
        let early = early.iter().copied().filter(|&index| leaves(index));
        early.chain(tail.iter().copied()).collect()
    }

    fn conclude(&mut self, trial: &Trial<M>) {
        debug_assert!(trial.kept.len() <= self.kept.len());
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
            self.proven = true;
            self.keep(&trial.kept);
        }
    }

    /// Forgets all that makes no difference once only `kept` are bound to their intervals.
    fn keep(&mut self, kept: &[u32]) {
        let useful = useful(&self.model, &self.ops, kept);
        self.kept = kept
            .iter()
            .filter_map(|op| useful.binary_search(op).ok())
            .map(|at| at as u32)
            .collect();
        self.ids = useful.iter().map(|&op| self.ids[op as usize]).collect();
        self.ops = useful.iter().map(|&op| self.ops[op as usize].clone()).collect();
    }
}

/// Which of `ops` make a difference when only those in `kept` (ascending) are bound to their
/// intervals: these, and what leaves a value that somebody looks for.
fn useful<M: Model>(model: &M, ops: &[Op<M::Op>], kept: &[u32]) -> Vec<u32> {
    let is_kept = |index: u32| kept.binary_search(&index).is_ok();
    let is_free = |index: u32| {
        let op = &ops[index as usize];
        !is_kept(index) && op.end != End::Failed && !model.is_read(&op.what)
    };
    let all = || 0..ops.len() as u32;
    let mut wanted: Vec<u32> = all()
        .filter(|&index| is_kept(index) || is_free(index))
        .filter_map(|index| model.expects(&ops[index as usize].what))
        .collect();
    machine::heap_sort_by_key(&mut wanted, |&value| value);
    let is_wanted = |index: u32| {
        let value = model.leaves(&ops[index as usize].what);
        value.is_none_or(|value| wanted.binary_search(&value).is_ok())
    };
    all().filter(|&index| is_kept(index) || is_free(index) && is_wanted(index)).collect()
}

/// The history of `ops` in which only those in `kept` are bound to their intervals.
fn relax<M: Model>(model: &M, ops: &[Op<M::Op>], kept: &[u32]) -> History<M::Op> {
    let mut history = History::default();
    for index in useful(model, ops, kept) {
        if kept.binary_search(&index).is_err() {
            let op = &ops[index as usize];
            let new = history.invoke(Time::ZERO, op.process, op.key, op.what.clone());
            history.info(new, Time::ZERO);
        }
    }
    replay(kept.iter().map(|&index| &ops[index as usize]), &mut history);
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
    machine::heap_sort_by_key(&mut events, |&(rank, _)| rank);
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

/// The most operations whose contradiction is put in words: of more, nobody would follow it.
pub const EXPLAINED_MAX: usize = 12;

/// Why the operations of a witness contradict each other, in words: which began only after which
/// had returned; nothing of no witness. `describe` names an operation, as in "r x=4".
pub fn explain<I>(witness: &[&Op<I>], describe: &dyn Fn(&Op<I>) -> String) -> String {
    match witness.len() {
        0 => return String::new(),
        count if count > EXPLAINED_MAX => {
            return format!("the contradiction is among these {count} operations");
        }
        _ => {}
    }
    let mut order: Vec<&Op<I>> = witness.to_vec();
    machine::sort_by_key(&mut order, |op| std::cmp::Reverse(op.call));
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
