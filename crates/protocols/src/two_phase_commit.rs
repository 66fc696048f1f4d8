//! Two-phase commit: a transaction commits everywhere or nowhere, and waits for its manager.
//!
//! After J. Gray and L. Lamport, "Consensus on Transaction Commit" (TODS 31(1), 2006), section 3, and
//! their specification `TwoPhase`, which stands in [`spec`] as it is. Process A is the transaction
//! manager, the others are resource managers. A resource manager that can commit is prepared and says
//! so; the manager commits once all are prepared, and may abort until then. One that is prepared must
//! wait for its word: while the manager is down, so does everybody ("blocking", section 3.2).
//!
//! The states are on disk, and what is asked again is answered again: so a crash is no more than a
//! pause, and messages may be lost. In terms of consensus, commit is 1 and abort is 0; but unlike
//! there, 0 may be decided when all propose 1.

pub mod spec;

use crate::consensus::{Bit, Consensus, Note};
use machine::{Effects, Event, Machine, NodeId, NodeSet, Time};
use std::fmt::{Display, Formatter, Result};

/// The transaction manager.
pub const MANAGER: NodeId = NodeId(0);

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoPhaseCommit {
    /// For each resource manager, B first, whether it can commit (1) or aborts by itself (0).
    pub votes: Vec<Bit>,
    /// How long the manager waits for all to be prepared before it aborts.
    pub patience: Time,
    /// How long a prepared resource manager waits before it says so once more.
    pub retry: Time,
}

/// A message. The specification's `Prepared` names its resource manager; here that is who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// To the manager: I can commit, and shall do what you say.
    Prepared,
    /// From the manager: commit.
    Commit,
    /// From the manager: abort.
    Abort,
}

impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Prepared => "prep",
            Self::Commit => "commit",
            Self::Abort => "abort",
        })
    }
}

/// What a process is, on disk as in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// A resource manager that has not started, or a manager that has not decided.
    #[default]
    Working,
    /// A resource manager that has promised.
    Prepared,
    /// For ever.
    Committed,
    /// For ever.
    Aborted,
}

/// A process while it is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    phase: Phase,
    /// The manager: who is prepared. It is not on its disk, for they will say so again.
    prepared: NodeSet,
}

impl State {
    /// What it is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }
}

/// `working`, `prepared`, `committed`, `aborted`; the manager's with those that are prepared.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self.phase {
            Phase::Working => "working",
            Phase::Prepared => "prepared",
            Phase::Committed => "committed",
            Phase::Aborted => "aborted",
        })?;
        if self.prepared.is_empty() {
            return Ok(());
        }
        f.write_str(" prep:")?;
        self.prepared.iter().try_for_each(|node| write!(f, "{node}"))
    }
}

/// The timers of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The manager: abort what is not prepared by now.
    Patience,
    /// A prepared resource manager: say so once more.
    Retry,
}

impl TwoPhaseCommit {
    /// Timing for messages that take some ten milliseconds.
    #[must_use]
    pub fn new(votes: Vec<Bit>) -> Self {
        Self { votes, patience: Time::ms(200), retry: Time::ms(100) }
    }

    /// How many processes there are.
    #[must_use]
    pub fn processes(&self) -> usize {
        self.votes.len() + 1
    }

    fn managers(&self) -> NodeSet {
        NodeSet::first(self.processes()).minus([MANAGER].into_iter().collect())
    }

    /// The manager's decision, told to all.
    fn decide(&self, state: &mut State, phase: Phase, out: &mut Effects<Self>) {
        debug_assert!(
            phase != Phase::Committed || state.prepared == self.managers(),
            "all are prepared"
        );
        enter(state, phase, out);
        out.cancel_timer(Timer::Patience);
        if let Some(outcome) = outcome(phase) {
            self.managers().iter().for_each(|to| out.send(to, outcome));
        }
    }

    fn say_prepared(&self, out: &mut Effects<Self>) {
        out.send(MANAGER, Message::Prepared);
        out.set_timer(Timer::Retry, self.retry..=self.retry);
    }

    /// A resource manager begins: it prepares, or aborts without a word.
    fn work(&self, me: NodeId, state: &mut State, out: &mut Effects<Self>) {
        debug_assert!(me != MANAGER, "the manager has no vote");
        if self.votes[me.index() - 1] == 1 {
            state.phase = Phase::Prepared;
            self.say_prepared(out);
        } else {
            enter(state, Phase::Aborted, out);
        }
    }

    fn message(&self, state: &mut State, from: NodeId, msg: Message, out: &mut Effects<Self>) {
        match (msg, state.phase) {
            (Message::Prepared, Phase::Working) => {
                state.prepared.insert(from);
                if state.prepared == self.managers() {
                    self.decide(state, Phase::Committed, out);
                }
            }
            // It has missed the outcome.
            (Message::Prepared, phase) => {
                outcome(phase).into_iter().for_each(|outcome| out.send(from, outcome));
            }
            (Message::Commit, Phase::Prepared) => learn(state, Phase::Committed, out),
            (Message::Abort, Phase::Prepared) => learn(state, Phase::Aborted, out),
            (Message::Commit | Message::Abort, _) => {}
        }
    }
}

fn outcome(phase: Phase) -> Option<Message> {
    match phase {
        Phase::Committed => Some(Message::Commit),
        Phase::Aborted => Some(Message::Abort),
        Phase::Working | Phase::Prepared => None,
    }
}

fn enter(state: &mut State, phase: Phase, out: &mut Effects<TwoPhaseCommit>) {
    debug_assert!(outcome(state.phase).is_none(), "an outcome is final");
    debug_assert!(outcome(phase).is_some(), "{phase:?} is no outcome");
    state.phase = phase;
    out.note(Note::Decided(Bit::from(phase == Phase::Committed)));
}

fn learn(state: &mut State, phase: Phase, out: &mut Effects<TwoPhaseCommit>) {
    debug_assert_eq!(state.phase, Phase::Prepared, "who is not prepared is not told");
    enter(state, phase, out);
    out.cancel_timer(Timer::Retry);
}

impl Machine for TwoPhaseCommit {
    type State = State;
    type Disk = Phase;
    type Msg = Message;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, phase: Phase, out: &mut Effects<Self>) -> State {
        let mut state = State { phase, prepared: NodeSet::default() };
        match phase {
            Phase::Working if me == MANAGER => {
                out.set_timer(Timer::Patience, self.patience..=self.patience);
            }
            Phase::Working => self.work(me, &mut state, out),
            Phase::Prepared => self.say_prepared(out),
            Phase::Committed | Phase::Aborted => {}
        }
        state
    }

    fn step(&self, _: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        match event {
            Event::Message { from, msg } => self.message(state, from, msg, out),
            Event::Timeout(Timer::Patience) => self.decide(state, Phase::Aborted, out),
            Event::Timeout(Timer::Retry) => self.say_prepared(out),
            Event::Command(_) | Event::Chosen(_) => {}
        }
    }

    fn crash(&self, state: State) -> Phase {
        state.phase
    }
}

impl Consensus for TwoPhaseCommit {
    fn inputs(&self) -> &[Bit] {
        &self.votes
    }

    fn decision(state: &State) -> Option<Bit> {
        match state.phase {
            Phase::Committed => Some(1),
            Phase::Aborted => Some(0),
            Phase::Working | Phase::Prepared => None,
        }
    }
}
