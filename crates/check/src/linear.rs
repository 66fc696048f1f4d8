//! The search for a linearization.
//!
//! Wing and Gong's search (1993) with Lowe's memoisation (2017): try the operations that may come
//! next one by one, remember each configuration (which operations are in, and the state they
//! lead to), never enter one twice. Returns are taken in one at a time, and the search goes on
//! only until all that have returned are in (Lowe's just-in-time linearization). So it can
//! follow a growing history: a configuration from which the shorter history could not be
//! completed cannot complete the longer one either. And the return at which nothing is left to
//! try ends the shortest violating prefix.

use crate::history::{End, History, NEVER};
use crate::model::Model;
use crate::seen::{Seen, of_config, of_op};
use crate::verdict::{Budget, Limit, Point, Progress, Verdict, Witness};
use machine::Time;

/// Where an operation that is not in the linearization waits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// Nowhere: it failed, or it is a read whose result is not known.
    Nowhere,
    /// Among those that may take effect.
    Open,
    /// Among those that must, since they have returned.
    Todo,
}

#[derive(Clone, Copy)]
struct Slot {
    home: Home,
    /// In the linearization.
    done: bool,
}

/// One operation of the linearization so far, and how to take it back.
#[derive(Clone)]
struct Frame<S> {
    op: u32,
    /// The state before it.
    before: S,
    /// Where to go on among the candidates, as long as no event has been taken in since.
    next: usize,
    fed: usize,
    /// No other choice needs to be tried in its place.
    forced: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Violated,
    Limit(Limit),
}

/// A search on one object, which may still be in use.
///
/// Of an operation that is pending, only a read may learn its result later: all others must be
/// given at their return as they were at their invocation. (A history that is complete when the
/// search begins is free of this: results are known from the start.)
///
/// ```
/// use check::{History, Progress, Register, RegisterOp::{Read, Write}, Search};
/// use machine::Time;
/// let mut search = Search::new(Register::default(), History::default());
/// let write = search.invoke(Time(1), 0, Write(7));
/// search.ok(write, Time(2), Write(7));
/// let read = search.invoke(Time(3), 1, Read(0));
/// search.ok(read, Time(4), Read(0)); // the write is lost
/// while search.advance(1_000) == Progress::Working {}
/// assert_eq!(search.turned_at(), Some(Time(4)));
/// ```
#[derive(Clone)]
pub struct Search<M: Model> {
    model: M,
    history: History<M::Op>,
    budget: Budget,
    fed: usize,
    slots: Vec<Slot>,
    /// Descending, so that the earliest is at the end and a deep retreat moves little.
    todo: Vec<u32>,
    /// Ascending.
    open: Vec<u32>,
    stack: Vec<Frame<M::State>>,
    state: M::State,
    /// The fingerprint of the set of operations on the stack.
    set: u128,
    next: usize,
    /// What the candidates expect to find: scratch space.
    expected: Vec<u32>,
    seen: Seen,
    steps: u64,
    /// Steps when the last event was taken in.
    steps_fed: u64,
    stop: Option<Stop>,
}

impl<M: Model> Search<M> {
    /// A search on `history`, whose operations are all taken to be on one key.
    pub fn new(model: M, history: History<M::Op>) -> Self {
        let state = model.init();
        Self {
            model,
            history,
            budget: Budget::default(),
            fed: 0,
            slots: Vec::new(),
            todo: Vec::new(),
            open: Vec::new(),
            stack: Vec::new(),
            state,
            set: 0,
            next: 0,
            expected: Vec::new(),
            seen: Seen::default(),
            steps: 0,
            steps_fed: 0,
            stop: None,
        }
    }

    /// With this budget for the whole search.
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// Changes the budget; a limit that was reached stays reached.
    pub fn set_budget(&mut self, budget: Budget) {
        self.budget = budget;
    }

    /// As [`History::invoke`].
    pub fn invoke(&mut self, at: Time, process: u32, what: M::Op) -> u32 {
        self.history.invoke(at, process, 0, what)
    }

    /// As [`History::ok`].
    pub fn ok(&mut self, op: u32, at: Time, what: M::Op) {
        self.history.ok(op, at, what);
    }

    /// As [`History::fail`].
    pub fn fail(&mut self, op: u32, at: Time) {
        self.history.fail(op, at);
    }

    /// As [`History::info`].
    pub fn info(&mut self, op: u32, at: Time) {
        self.history.info(op, at);
    }

    /// Goes on for at most so many steps.
    pub fn advance(&mut self, steps: u64) -> Progress {
        let until = self.steps.saturating_add(steps);
        while self.stop.is_none() {
            if self.is_settled() {
                return Progress::Done;
            }
            if self.steps >= until {
                return Progress::Working;
            }
            self.steps += 1;
            if self.todo.is_empty() {
                self.feed();
            } else {
                self.step();
            }
            if self.steps >= self.budget.steps {
                self.stop.get_or_insert(Stop::Limit(Limit::Steps));
            } else if self.seen.len() >= self.budget.configurations {
                self.stop.get_or_insert(Stop::Limit(Limit::Memory));
            }
        }
        Progress::Done
    }

    /// What is known so far; a violation names the whole violating prefix, not a minimal set.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.stop {
            Some(Stop::Limit(limit)) => Verdict::Unknown { limit },
            Some(Stop::Violated) => Verdict::NotLinearizable {
                witness: Witness {
                    ops: (0..self.slots.len() as u32).collect(),
                    turned_at: self.judged(),
                    minimal: false,
                },
            },
            None if self.is_settled() => Verdict::Linearizable { points: self.points() },
            None => Verdict::Unknown { limit: Limit::Slice },
        }
    }

    /// The return that ends the shortest violating prefix, if the search found one.
    #[must_use]
    pub fn turned_at(&self) -> Option<Time> {
        (self.stop == Some(Stop::Violated)).then(|| self.judged())
    }

    /// The limit that stopped the search, if one did.
    #[must_use]
    pub fn limit(&self) -> Option<Limit> {
        if let Some(Stop::Limit(limit)) = self.stop { Some(limit) } else { None }
    }

    /// Whether there is nothing left to do.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.stop.is_some() || self.todo.is_empty() && self.fed == self.history.log().len()
    }

    /// How many operations have begun in what was taken in.
    #[must_use]
    pub fn begun(&self) -> usize {
        self.slots.len()
    }

    /// The last event taken in.
    #[must_use]
    pub fn judged(&self) -> Time {
        self.fed.checked_sub(1).map_or(Time::ZERO, |last| self.history.time(last))
    }

    /// How many events have been taken in.
    #[must_use]
    pub fn fed(&self) -> usize {
        self.fed
    }

    /// How many steps were taken since the last event was taken in.
    pub(crate) fn steps_on_event(&self) -> u64 {
        self.steps - self.steps_fed
    }

    /// Ends the search: somebody has found a contradiction in what was taken in.
    pub(crate) fn convict(&mut self) {
        debug_assert!(self.turned_at().is_some() || self.stop.is_none(), "a verdict is final");
        self.stop = Some(Stop::Violated);
    }

    /// How many steps were taken.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The history it judges.
    #[must_use]
    pub fn history(&self) -> &History<M::Op> {
        &self.history
    }

    /// The model it judges by.
    #[must_use]
    pub fn model(&self) -> &M {
        &self.model
    }

    /// A linearization of what has been judged, each operation half-way between the earliest and
    /// the latest moment that this order leaves it.
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        let ops = || self.stack.iter().map(|frame| frame.op);
        let mut earliest = Time::ZERO;
        let mut points: Vec<Point> = ops()
            .map(|op| {
                earliest = earliest.max(self.history.op(op).invoked);
                Point { op, at: earliest }
            })
            .collect();
        let mut latest = Time::MAX;
        for point in points.iter_mut().rev() {
            let op = self.history.op(point.op);
            if op.ret != NEVER {
                latest = latest.min(op.ended.unwrap_or(Time::MAX));
            }
            if latest < Time::MAX {
                point.at = Time(point.at.0 + (latest - point.at).0 / 2);
            }
        }
        points
    }

    /// Takes in one event, when all that has returned before is in the linearization.
    fn feed(&mut self) {
        let event = self.history.log()[self.fed];
        self.fed += 1;
        debug_assert!(self.todo.is_empty(), "all that returned before are in");
        self.steps_fed = self.steps;
        self.next = 0;
        let op = self.history.op(event.op);
        if !event.end {
            // A read helps to choose the order as soon as its result is known. That an operation
            // is going to fail is not used: what a prefix is worth must not hang on how late it is
            // judged.
            let unanswered = op.end != End::Ok && self.model.is_read(&op.what);
            let home = if unanswered { Home::Nowhere } else { Home::Open };
            debug_assert_eq!(
                self.slots.len(),
                event.op as usize,
                "operations are numbered as they begin"
            );
            self.slots.push(Slot { home, done: false });
            if home == Home::Open {
                self.open.push(event.op);
            }
        } else if op.end == End::Ok {
            self.rehome(event.op, Home::Todo);
        } else if op.end == End::Failed && self.slots[event.op as usize].home == Home::Open {
            while self.slots[event.op as usize].done {
                self.pop();
            }
            self.rehome(event.op, Home::Nowhere);
        }
    }

    fn rehome(&mut self, op: u32, home: Home) {
        let slot = self.slots[op as usize];
        if !slot.done {
            self.take(op);
        }
        debug_assert!(slot.home != home, "operation {op} is there already");
        self.slots[op as usize].home = home;
        if !slot.done {
            self.put_back(op);
        }
    }

    /// Removes `op` from where it waits.
    fn take(&mut self, op: u32) {
        match self.slots[op as usize].home {
            Home::Nowhere => {}
            Home::Open => {
                let at = self.open.partition_point(|&other| other < op);
                let taken = self.open.remove(at);
                debug_assert_eq!(taken, op, "it was open");
            }
            Home::Todo => {
                let at = self.todo.partition_point(|&other| other > op);
                let taken = self.todo.remove(at);
                debug_assert_eq!(taken, op, "it was to do");
            }
        }
    }

    fn put_back(&mut self, op: u32) {
        match self.slots[op as usize].home {
            Home::Nowhere => {}
            Home::Open => {
                let at = self.open.partition_point(|&other| other < op);
                self.open.insert(at, op);
                debug_assert!(self.open.is_sorted_by(|a, b| a < b), "each is open once");
            }
            Home::Todo => {
                let at = self.todo.partition_point(|&other| other > op);
                self.todo.insert(at, op);
                debug_assert!(self.todo.is_sorted_by(|a, b| a > b), "each is to do once");
            }
        }
    }

    /// Enters the next configuration that has not been seen, or retreats.
    fn step(&mut self) {
        let (todo, open) = self.candidates();
        if self.next == 0
            && let Some(op) = self.matching_read(todo, open)
        {
            // A read that finds its value may as well take effect now: this leaves all that
            // could follow possible. So nothing else needs to be tried.
            if !self.enter(op, self.state.clone(), true) {
                self.retreat();
            }
            return;
        }
        self.collect_expected(todo, open);
        while self.next < todo + open {
            let op = self.candidate(self.next, todo);
            debug_assert!(!self.slots[op as usize].done, "a candidate is not in yet");
            self.next += 1;
            if self.is_blind(op) {
                continue;
            }
            self.steps += 1;
            if let Some(state) = self.model.step(&self.state, &self.history.op(op).what)
                && !self.idle(op, &state)
                && self.enter(op, state, false)
            {
                return;
            }
        }
        self.retreat();
    }

    /// How many of `todo` and of `open` may come next: those that began before any other waiting
    /// operation had returned.
    fn candidates(&self) -> (usize, usize) {
        let mut first_return = NEVER;
        let mut todo = 0;
        for &op in self.todo.iter().rev() {
            let op = self.history.op(op);
            if op.call > first_return {
                break;
            }
            first_return = first_return.min(op.ret);
            todo += 1;
        }
        (todo, self.open.partition_point(|&op| self.history.op(op).call < first_return))
    }

    fn candidate(&self, index: usize, todo: usize) -> u32 {
        if index < todo { self.todo[self.todo.len() - 1 - index] } else { self.open[index - todo] }
    }

    fn matching_read(&self, todo: usize, open: usize) -> Option<u32> {
        (0..todo + open).map(|index| self.candidate(index, todo)).find(|&op| {
            let what = &self.history.op(op).what;
            self.model.is_read(what) && self.model.step(&self.state, what).is_some()
        })
    }

    fn collect_expected(&mut self, todo: usize, open: usize) {
        let mut expected = std::mem::take(&mut self.expected);
        expected.clear();
        let candidates = (0..todo + open).map(|index| self.candidate(index, todo));
        expected.extend(candidates.filter_map(|op| self.model.expects(&self.history.op(op).what)));
        self.expected = expected;
    }

    /// Whether `op` need not be in and no candidate would see its effect.
    fn is_blind(&self, op: u32) -> bool {
        let op = self.history.op(op);
        let seen = |value| self.expected.contains(&value);
        op.end == End::Unknown && self.model.leaves(&op.what).is_some_and(|value| !seen(value))
    }

    /// Whether putting `op` next, leading to `state`, is no better than leaving out an operation
    /// that need not be in: `op` itself if it changes nothing, or the one before it if nobody saw
    /// its effect.
    fn idle(&self, op: u32, state: &M::State) -> bool {
        if self.history.op(op).end == End::Unknown && *state == self.state {
            return true;
        }
        self.stack.last().is_some_and(|last| {
            self.history.op(last.op).end == End::Unknown
                && self.model.step(&last.before, &self.history.op(op).what).as_ref() == Some(state)
        })
    }

    /// Puts `op` next, unless the configuration that this leads to has been seen.
    fn enter(&mut self, op: u32, state: M::State, forced: bool) -> bool {
        let set = self.set.wrapping_add(of_op(op));
        if !self.seen.insert(of_config(&state, set)) {
            return false;
        }
        self.take(op);
        debug_assert!(!self.slots[op as usize].done, "operation {op} takes effect once");
        self.slots[op as usize].done = true;
        let before = std::mem::replace(&mut self.state, state);
        self.stack.push(Frame { op, before, next: self.next, fed: self.fed, forced });
        self.set = set;
        self.next = 0;
        true
    }

    /// Takes back the last choice that had an alternative.
    fn retreat(&mut self) {
        loop {
            match self.pop() {
                None => {
                    self.stop = Some(Stop::Violated);
                    return;
                }
                Some(true) => {}
                Some(false) => return,
            }
        }
    }

    /// Takes the last operation out again; says whether it was forced.
    fn pop(&mut self) -> Option<bool> {
        let frame = self.stack.pop()?;
        self.state = frame.before;
        self.set = self.set.wrapping_sub(of_op(frame.op));
        debug_assert!(self.slots[frame.op as usize].done && frame.fed <= self.fed);
        self.slots[frame.op as usize].done = false;
        self.put_back(frame.op);
        // What was taken in since may have changed the candidates: those tried are seen anyway.
        self.next = if frame.fed == self.fed { frame.next } else { 0 };
        Some(frame.forced)
    }
}
