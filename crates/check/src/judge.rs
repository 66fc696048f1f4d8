//! Judges a history of several objects, key by key, while it grows.

use crate::history::{End, History, Op};
use crate::linear::Search;
use crate::model::{Model, Register};
use crate::verdict::{Budget, Limit, Point, Progress, Verdict, Witness};
use crate::witness::Shrink;
use machine::Time;

/// Judges the registers of a live run.
pub type LiveCheck = Judge<Register>;

/// Judges a history object by object (Herlihy and Wing 1990, Theorem 1), as it grows.
///
/// Nothing is judged when an event is pushed: that is for [`Judge::advance`], a slice at a time.
///
/// ```
/// use check::{LiveCheck, Progress, RegisterOp::{Read, Write}, Standing};
/// use machine::Time;
/// let mut check = LiveCheck::default();
/// let (x, y) = (0, 1);
/// let write = check.invoke(Time(1), 0, x, Write(7));
/// check.ok(write, Time(2), Write(7));
/// let read = check.invoke(Time(3), 1, x, Read(0));
/// let other = check.invoke(Time(3), 2, y, Write(8));
/// check.ok(read, Time(4), Read(0));
/// while check.advance(100) == Progress::Working {}
/// assert_eq!(check.standing(), Standing::Violated);
/// assert_eq!(check.violations()[0].witness.ops, [write, read]);
/// ```
#[derive(Clone)]
pub struct Judge<M: Model> {
    model: M,
    budget: Budget,
    /// Ascending by key.
    parts: Vec<Part<M>>,
    /// For each operation its key and its number there.
    ops: Vec<(u32, u32)>,
    last: Time,
}

#[derive(Clone)]
struct Part<M: Model> {
    key: u32,
    search: Search<M>,
    /// The numbers of its operations in the whole history.
    ids: Vec<u32>,
    shrink: Option<Shrink<M>>,
    /// Steps of reductions that found nothing.
    vain: u64,
    /// How many events the search had taken in when a reduction last found nothing.
    cleared: usize,
}

/// Steps that a search may take on one event before a contradiction is looked for directly: a
/// search that fails has to try all orders since the beginning, but most contradictions are about
/// the recent past.
const STEPS_ON_EVENT_MAX: u64 = 4_000;

/// How a history stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All that was pushed is judged, and linearizable.
    Holds,
    /// It is not linearizable.
    Violated,
    /// It is not judged to the end.
    Unknown(Limit),
}

/// A key whose history is not linearizable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The key.
    pub key: u32,
    /// Why, with operations numbered as in the whole history.
    pub witness: Witness,
}

impl Default for LiveCheck {
    fn default() -> Self {
        Self::new(Register::default())
    }
}

impl<M: Model> Judge<M> {
    /// Of a history that is still empty.
    pub fn new(model: M) -> Self {
        let budget = Budget::default();
        Self { model, budget, parts: Vec::new(), ops: Vec::new(), last: Time::ZERO }
    }

    /// Of a whole history to which nothing will be added.
    pub fn of(model: M, mut history: History<M::Op>) -> Self {
        history.close();
        let mut judge = Self::new(model);
        for (index, event) in history.log().iter().enumerate() {
            let (op, at) = (history.op(event.op), history.time(index));
            match op.end {
                _ if !event.end => _ = judge.invoke(at, op.process, op.key, op.what.clone()),
                End::Ok => judge.ok(event.op, at, op.what.clone()),
                End::Failed => judge.fail(event.op, at),
                End::Unknown | End::Pending => judge.info(event.op, at),
            }
        }
        judge
    }

    /// With this budget for each key.
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        for part in &mut self.parts {
            part.search.set_budget(budget);
        }
        self
    }

    /// As [`History::invoke`].
    pub fn invoke(&mut self, at: Time, process: u32, key: u32, what: M::Op) -> u32 {
        let at = self.clock(at);
        let id = self.ops.len() as u32;
        let index = match self.parts.binary_search_by_key(&key, |part| part.key) {
            Ok(index) => index,
            Err(index) => {
                let search = Search::new(self.model.clone(), History::default());
                let search = search.with_budget(self.budget);
                self.parts.insert(index, Part::new(key, search));
                index
            }
        };
        let part = &mut self.parts[index];
        debug_assert_eq!(part.key, key);
        let local = part.search.invoke(at, process, what);
        part.ids.push(id);
        debug_assert_eq!(local as usize + 1, part.ids.len(), "an id an operation");
        self.ops.push((key, local));
        id
    }

    /// As [`History::ok`].
    pub fn ok(&mut self, op: u32, at: Time, what: M::Op) {
        let at = self.clock(at);
        let (search, op) = self.part_of(op);
        search.ok(op, at, what);
    }

    /// As [`History::fail`].
    pub fn fail(&mut self, op: u32, at: Time) {
        let at = self.clock(at);
        let (search, op) = self.part_of(op);
        search.fail(op, at);
    }

    /// As [`History::info`].
    pub fn info(&mut self, op: u32, at: Time) {
        let at = self.clock(at);
        let (search, op) = self.part_of(op);
        search.info(op, at);
    }

    /// Judges on, for about so many steps.
    pub fn advance(&mut self, steps: u64) -> Progress {
        let mut left = steps;
        for part in &mut self.parts {
            let before = part.steps();
            let progress = part.advance(left);
            debug_assert!(part.steps() >= before, "work is never undone");
            left = left.saturating_sub(part.steps() - before);
            if progress == Progress::Working {
                return Progress::Working;
            }
        }
        Progress::Done
    }

    /// How the history stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if self.parts.iter().any(|part| part.search.turned_at().is_some()) {
            return Standing::Violated;
        }
        match self.limit() {
            Some(limit) => Standing::Unknown(limit),
            None if self.judged() == Time::MAX => Standing::Holds,
            None => Standing::Unknown(Limit::Slice),
        }
    }

    /// How each key stands, ascending by key.
    pub fn standings(&self) -> impl Iterator<Item = (u32, Standing)> {
        self.parts.iter().map(|part| (part.key, part.standing()))
    }

    /// What made the search of some key give up, if one did, however the others stand.
    #[must_use]
    pub fn limit(&self) -> Option<Limit> {
        self.parts.iter().find_map(|part| part.search.limit())
    }

    /// Up to when every key is judged; [`Time::MAX`] if that is all there is.
    ///
    /// A key that is found not to be linearizable is not judged further.
    #[must_use]
    pub fn judged(&self) -> Time {
        let open = self.parts.iter().filter(|part| !part.search.is_settled());
        open.map(|part| part.search.judged()).min().unwrap_or(Time::MAX)
    }

    /// The keys that are not linearizable, the first to turn first. A witness is the whole
    /// violating prefix until its reduction is under way, and minimal when it says so.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        let mut found: Vec<Violation> = self.parts.iter().filter_map(Part::violation).collect();
        machine::sort_by_key(&mut found, |violation| violation.witness.turned_at);
        found
    }

    /// A linearization of each key that has not been found to have none, key by key.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let of_part = |part: &Part<M>| -> Vec<Point> {
            let global = |point: Point| Point { op: part.ids[point.op as usize], ..point };
            part.search.points().into_iter().map(global).collect()
        };
        self.parts.iter().flat_map(of_part).collect()
    }

    /// What was found: the first violation, or the linearization points in order of time.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.standing() {
            Standing::Unknown(limit) => Verdict::Unknown { limit },
            Standing::Holds => {
                let mut points = self.points();
                points.sort_by_key(|point| point.at);
                Verdict::Linearizable { points }
            }
            Standing::Violated => {
                let witness = self.violations().swap_remove(0).witness;
                Verdict::NotLinearizable { witness }
            }
        }
    }

    /// An operation; its `call` and `ret` count the events of its key only.
    #[must_use]
    pub fn op(&self, op: u32) -> &Op<M::Op> {
        let (key, local) = self.ops[op as usize];
        self.parts[self.index(key)].search.history().op(local)
    }

    /// All operations in order of invocation; see [`Judge::op`].
    pub fn ops(&self) -> impl Iterator<Item = &Op<M::Op>> {
        (0..self.ops.len() as u32).map(|op| self.op(op))
    }

    /// How many operations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// How many steps were taken.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.parts.iter().map(Part::steps).sum()
    }

    fn clock(&mut self, at: Time) -> Time {
        self.last = self.last.max(at);
        debug_assert!(self.last >= at);
        self.last
    }

    fn index(&self, key: u32) -> usize {
        self.parts.partition_point(|part| part.key < key)
    }

    fn part_of(&mut self, op: u32) -> (&mut Search<M>, u32) {
        let (key, local) = self.ops[op as usize];
        let index = self.index(key);
        debug_assert!(
            self.parts[index].key == key && (local as usize) < self.parts[index].ids.len()
        );
        (&mut self.parts[index].search, local)
    }
}

impl<M: Model> Part<M> {
    fn new(key: u32, search: Search<M>) -> Self {
        Self { key, search, ids: Vec::new(), shrink: None, vain: 0, cleared: 0 }
    }

    fn steps(&self) -> u64 {
        self.search.steps() + self.vain + self.shrink.as_ref().map_or(0, Shrink::steps)
    }

    fn advance(&mut self, steps: u64) -> Progress {
        let until = self.steps().saturating_add(steps);
        loop {
            let left = until.saturating_sub(self.steps());
            if let Some(shrink) = &mut self.shrink {
                if shrink.advance(left) == Progress::Working {
                    return Progress::Working;
                }
                if shrink.is_proven() {
                    self.search.convict();
                    return Progress::Done;
                }
                self.vain += shrink.steps();
                debug_assert!(self.cleared < self.search.fed(), "an event is cleared once");
                self.cleared = self.search.fed();
                self.shrink = None;
                continue;
            }
            let progress = self.search.advance(left.min(STEPS_ON_EVENT_MAX));
            let lost = self.search.steps_on_event() >= STEPS_ON_EVENT_MAX
                && self.cleared < self.search.fed();
            if self.search.turned_at().is_some() || progress == Progress::Working && lost {
                self.shrink = Some(Shrink::new(&self.search));
            } else if progress == Progress::Done || self.steps() >= until {
                return progress;
            }
        }
    }

    fn standing(&self) -> Standing {
        match (self.search.turned_at(), self.search.limit()) {
            (Some(_), _) => Standing::Violated,
            (None, Some(limit)) => Standing::Unknown(limit),
            (None, None) if self.search.is_settled() => Standing::Holds,
            (None, None) => Standing::Unknown(Limit::Slice),
        }
    }

    fn violation(&self) -> Option<Violation> {
        let turned_at = self.search.turned_at()?;
        let (ops, minimal) = match &self.shrink {
            Some(shrink) => {
                let ops = shrink.kept().into_iter().map(|op| self.ids[op as usize]).collect();
                (ops, shrink.is_minimal())
            }
            None => (self.ids[..self.search.begun()].to_vec(), false),
        };
        Some(Violation { key: self.key, witness: Witness { ops, turned_at, minimal } })
    }
}

/// Judges a whole history, to the end of its budget.
///
/// ```
/// use check::{judge, Budget, History, Register, RegisterOp::{Read, Write}, Verdict};
/// use machine::Time;
/// let mut history = History::default();
/// let write = history.invoke(Time(0), 0, 0, Write(7));
/// let read = history.invoke(Time(10), 1, 0, Read(7));
/// history.ok(read, Time(20), Read(7)); // the write took effect before it was acknowledged
/// history.ok(write, Time(30), Write(7));
/// let Verdict::Linearizable { points } = judge(Register::default(), history, Budget::default())
/// else { panic!() };
/// assert_eq!(points.iter().map(|point| point.op).collect::<Vec<_>>(), [write, read]);
/// ```
pub fn judge<M: Model>(model: M, history: History<M::Op>, budget: Budget) -> Verdict {
    let mut judge = Judge::of(model, history).with_budget(budget);
    while judge.advance(u64::MAX) == Progress::Working {}
    judge.verdict()
}
