//! Operations of processes, each with its invocation and its end, if it had one.

use machine::Time;

/// How an operation ended. The words and their meaning are Jepsen's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has not: it may take effect at any moment after its invocation, or never.
    Pending,
    /// It took effect between its invocation and its return.
    Ok,
    /// It certainly did not take effect.
    Failed,
    /// Nobody knows: it may take effect at any moment after its invocation, or never.
    Unknown,
}

/// One operation of one process on one key; `I` is the model's operation, with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op<I> {
    /// Who asked.
    pub process: u32,
    /// The object it is about. Objects are judged apart: linearizability is local
    /// (Herlihy and Wing 1990, Theorem 1).
    pub key: u32,
    /// What was asked and, once it is [`End::Ok`], what was answered.
    pub what: I,
    /// How it ended.
    pub end: End,
    /// When it was invoked.
    pub invoked: Time,
    /// When it ended, in whichever way.
    pub ended: Option<Time>,
    /// The place of its invocation among all events of its history: the order that counts, since
    /// several events may fall into one microsecond.
    pub call: u32,
    /// The place of its return, or [`NEVER`] unless it is [`End::Ok`].
    pub ret: u32,
}

impl<I> Op<I> {
    /// Whether it had returned before `other` began.
    #[must_use]
    pub fn precedes(&self, other: &Self) -> bool {
        self.ret < other.call
    }
}

/// The return of an operation that has none.
pub const NEVER: u32 = u32::MAX;

/// An invocation or an end, in the order in which they happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Index of the operation.
    pub op: u32,
    /// Its end; otherwise its invocation.
    pub end: bool,
}

/// What processes asked of an object and what they were answered, in order of time.
///
/// ```
/// use check::{History, RegisterOp::{Read, Write}};
/// use machine::Time;
/// let mut history = History::default();
/// let write = history.invoke(Time(10), 0, 0, Write(7));
/// let read = history.invoke(Time(20), 1, 0, Read(0)); // the result is not known yet
/// history.ok(read, Time(30), Read(7));
/// history.info(write, Time(40)); // its client gave up waiting
/// assert_eq!(history.ops().len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct History<I> {
    ops: Vec<Op<I>>,
    log: Vec<Event>,
}

impl<I> Default for History<I> {
    fn default() -> Self {
        Self { ops: Vec::new(), log: Vec::new() }
    }
}

impl<I> History<I> {
    /// An operation begins; the number that comes back names it from now on, counted from 0.
    ///
    /// Events come in order of time: an earlier time than the last one counts as the last one.
    pub fn invoke(&mut self, at: Time, process: u32, key: u32, what: I) -> u32 {
        let op = self.ops.len() as u32;
        let (invoked, call) = (at.max(self.last()), self.log.len() as u32);
        let (end, ended, ret) = (End::Pending, None, NEVER);
        self.ops.push(Op { process, key, what, end, invoked, ended, call, ret });
        self.log.push(Event { op, end: false });
        debug_assert_eq!(self.last(), invoked, "a log is in the order of time");
        op
    }

    /// It returned; `what` is the operation with its result.
    pub fn ok(&mut self, op: u32, at: Time, what: I) {
        debug_assert!((op as usize) < self.ops.len(), "no operation {op}");
        self.ops[op as usize].ret = self.log.len() as u32;
        self.ops[op as usize].what = what;
        self.end(op, at, End::Ok);
    }

    /// It certainly did not happen.
    pub fn fail(&mut self, op: u32, at: Time) {
        self.end(op, at, End::Failed);
    }

    /// Its process gave up on it: it may still happen.
    pub fn info(&mut self, op: u32, at: Time) {
        self.end(op, at, End::Unknown);
    }

    fn end(&mut self, op: u32, at: Time, end: End) {
        let ended = at.max(self.last());
        let this = &mut self.ops[op as usize];
        debug_assert_eq!(this.end, End::Pending, "operation {op} ends twice");
        this.end = end;
        debug_assert!(ended >= this.invoked, "operation {op} ends before it begins");
        this.ended = Some(ended);
        self.log.push(Event { op, end: true });
    }

    /// Nothing will be added: what is pending now will never be answered.
    pub fn close(&mut self) {
        let at = self.last();
        for op in 0..self.ops.len() {
            if self.ops[op].end == End::Pending {
                self.end(op as u32, at, End::Unknown);
            }
        }
        debug_assert!(self.log.len() == 2 * self.ops.len(), "every operation ends once");
    }

    /// Its operations, in order of invocation.
    #[must_use]
    pub fn ops(&self) -> &[Op<I>] {
        &self.ops
    }

    /// One of them.
    #[must_use]
    pub fn op(&self, op: u32) -> &Op<I> {
        &self.ops[op as usize]
    }

    /// Its events, in order.
    #[must_use]
    pub fn log(&self) -> &[Event] {
        &self.log
    }

    /// When event number `event` happened.
    #[must_use]
    pub fn time(&self, event: usize) -> Time {
        let Event { op, end } = self.log[event];
        let op = &self.ops[op as usize];
        if end { op.ended.unwrap_or(op.invoked) } else { op.invoked }
    }

    /// When the last event happened.
    #[must_use]
    pub fn last(&self) -> Time {
        self.log.len().checked_sub(1).map_or(Time::ZERO, |last| self.time(last))
    }
}
