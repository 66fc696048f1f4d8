//! Single-decree Paxos: one value chosen by ballots.
//!
//! After L. Lamport, "Paxos Made Simple" (SIGACT News 32(4), 2001), called *the paper* here. Every
//! process is proposer, acceptor and learner. Acceptors keep their promise and their vote on disk
//! (section 2.5), so a crash is no more than a pause. Safe under any loss, delay and duplication;
//! it decides when one proposer alone is heard by a majority for long enough (section 2.4), and two
//! that keep outbidding each other can prevent that for ever.
//!
//! Messages have the paper's phases for names: `1a` prepare, `1b` promise, `2a` accept, `2b`
//! accepted. What a process sends to itself arrives at once. Votes go to the ballot's proposer, which
//! tells the others (a distinguished learner, section 2.3).

mod display;
mod propose;

use crate::consensus::{Bit, Consensus, Note};
use crate::detector::{self, Alive, Detector, Detects, Suspicions};
use machine::{Effects, Event, Machine, NodeId, NodeSet, Time};
use std::ops::RangeInclusive;

/// The number of a ballot; 0 is before all. Ballot `b` belongs to process `b - 1` modulo their
/// number, so that no two proposers use the same (section 2.5).
pub type Ballot = u32;

/// A vote: for what, in which ballot.
pub type Vote = (Ballot, Bit);

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paxos {
    /// What each process proposes.
    pub inputs: Vec<Bit>,
    /// Who begins ballots.
    pub proposers: Proposers,
    /// How long a proposer waits before it begins its first ballot, and before each next one.
    pub retry: RangeInclusive<Time>,
    /// How many ballots each process may begin (or ask for) while it is up. (For an explorer, which needs an end.)
    pub ballots_max: u32,
    /// Whether an acceptor tells a proposer of the higher ballot it has promised. Only speed needs
    /// it (section 2.5).
    pub nacks: bool,
}

/// Who begins ballots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposers {
    /// Each of these, whenever its retry timer has run out: they may duel.
    Any(NodeSet),
    /// Only who takes itself for the leader: no process with a lower name seems alive to it.
    Leader(Detector),
}

/// A message between two processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// 1a: promise to ignore all below this ballot.
    Prepare(Ballot),
    /// 1b: it is promised; my highest vote so far.
    Promise(Ballot, Option<Vote>),
    /// 2a: vote for this in this ballot.
    Accept(Ballot, Bit),
    /// 2b: I have.
    Accepted(Ballot, Bit),
    /// I have promised this higher ballot.
    Nack(Ballot),
    /// This is chosen.
    Chosen(Bit),
    /// Has anything been chosen?
    Ask,
    /// I am alive.
    Alive,
}

impl From<Alive> for Message {
    fn from(_: Alive) -> Self {
        Self::Alive
    }
}

/// The timers of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Begin a ballot; or ask the leader.
    Retry,
    /// One of the failure detector's.
    Detector(detector::Timer),
}

impl From<detector::Timer> for Timer {
    fn from(timer: detector::Timer) -> Self {
        Self::Detector(timer)
    }
}

/// What survives a crash (section 2.5), and the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disk {
    /// Below this ballot nothing is accepted. It is never below a ballot of one's own, so that no
    /// ballot is begun twice.
    promised: Ballot,
    vote: Option<Vote>,
    chosen: Option<Bit>,
}

/// A process while it is up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    me: NodeId,
    disk: Disk,
    /// The highest ballot that it has heard of.
    met: Ballot,
    begun: u32,
    attempt: Option<Attempt>,
    suspicions: Suspicions,
}

/// A ballot of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Attempt {
    ballot: Ballot,
    /// Who has promised, or in the second phase voted.
    quorum: NodeSet,
    /// The highest vote that a promise told of.
    best: Option<Vote>,
    /// What is proposed, in the second phase.
    value: Option<Bit>,
}

impl State {
    /// The ballot it has promised, 0 at first.
    #[must_use]
    pub fn promised(&self) -> Ballot {
        self.disk.promised
    }

    /// Its highest vote.
    #[must_use]
    pub fn vote(&self) -> Option<Vote> {
        self.disk.vote
    }

    /// Whom it suspects.
    #[must_use]
    pub fn suspected(&self) -> NodeSet {
        self.suspicions.suspected()
    }

    /// The ballot of its own that is under way, and its value in the second phase.
    #[must_use]
    pub fn attempt(&self) -> Option<(Ballot, Option<Bit>)> {
        self.attempt.as_ref().map(|attempt| (attempt.ballot, attempt.value))
    }
}

impl Paxos {
    /// Everybody may propose; timing for messages that take some ten milliseconds.
    #[must_use]
    pub fn new(inputs: Vec<Bit>) -> Self {
        let proposers = Proposers::Any(NodeSet::first(inputs.len()));
        let retry = Time::ms(100)..=Time::ms(200);
        Self { inputs, proposers, retry, ballots_max: u32::MAX, nacks: true }
    }

    fn majority(&self) -> usize {
        self.inputs.len() / 2 + 1
    }

    /// To whom a ballot belongs.
    fn owner(&self, ballot: Ballot) -> NodeId {
        NodeId(((ballot - 1) % self.inputs.len() as u32) as u8)
    }

    fn detector(&self) -> Detector {
        match self.proposers {
            Proposers::Any(_) => Detector::Commanded,
            Proposers::Leader(detector) => detector,
        }
    }

    /// Sends to all others.
    fn broadcast(&self, me: NodeId, msg: Message, out: &mut Effects<Self>) {
        let all = NodeSet::first(self.inputs.len()).iter();
        all.filter(|&to| to != me).for_each(|to| out.send(to, msg));
    }

    fn message(&self, state: &mut State, from: NodeId, msg: Message, out: &mut Effects<Self>) {
        // Who knows the outcome only says so; who asks has missed it.
        let asks = matches!(msg, Message::Prepare(_) | Message::Accept(..) | Message::Ask);
        if let (Some(value), true) = (state.disk.chosen, asks) {
            return out.send(from, Message::Chosen(value));
        }
        match msg {
            Message::Prepare(ballot) => {
                let answer = self.prepare(state, ballot);
                answer.into_iter().for_each(|answer| out.send(from, answer));
            }
            Message::Accept(ballot, value) => {
                let answer = self.accept(state, ballot, value);
                answer.into_iter().for_each(|answer| out.send(from, answer));
            }
            Message::Promise(ballot, vote) => self.promise(state, from, (ballot, vote), out),
            Message::Accepted(ballot, _) => self.accepted(state, from, ballot, out),
            Message::Nack(ballot) => self.nack(state, ballot),
            Message::Chosen(value) => Self::learn(state, value, out),
            Message::Ask => {}
            Message::Alive => {
                self.detector().alive(&mut state.suspicions, from, out);
                self.follow(state, out);
            }
        }
    }

    /// Phase 1b: the acceptor's promise.
    fn prepare(&self, state: &mut State, ballot: Ballot) -> Option<Message> {
        state.met = state.met.max(ballot);
        if ballot < state.disk.promised {
            return self.nacks.then_some(Message::Nack(state.disk.promised));
        }
        debug_assert!(
            state.disk.vote.is_none_or(|(voted, _)| voted <= ballot),
            "votes were promised"
        );
        state.disk.promised = ballot;
        Some(Message::Promise(ballot, state.disk.vote))
    }

    /// Phase 2b: the acceptor's vote.
    fn accept(&self, state: &mut State, ballot: Ballot, value: Bit) -> Option<Message> {
        state.met = state.met.max(ballot);
        if ballot < state.disk.promised {
            return self.nacks.then_some(Message::Nack(state.disk.promised));
        }
        state.disk.promised = ballot;
        debug_assert!(state.disk.vote.is_none_or(|(before, _)| before <= ballot), "votes rise");
        state.disk.vote = Some((ballot, value));
        Some(Message::Accepted(ballot, value))
    }

    /// A value is known to be chosen.
    fn learn(state: &mut State, value: Bit, out: &mut Effects<Self>) {
        if state.disk.chosen.is_none() {
            state.disk.chosen = Some(value);
            state.attempt = None;
            out.cancel_timer(Timer::Retry);
            out.note(Note::Decided(value));
        }
    }
}

impl Machine for Paxos {
    type State = State;
    type Disk = Disk;
    type Msg = Message;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, disk: Disk, out: &mut Effects<Self>) -> State {
        let suspicions = self.detector().boot(self, me, out);
        let met = disk.promised;
        let mut state = State { me, disk, met, begun: 0, attempt: None, suspicions };
        self.wait(&state, out);
        self.follow(&mut state, out);
        state
    }

    fn step(&self, me: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        let (promised, chosen) = (state.disk.promised, state.disk.chosen);
        match event {
            Event::Message { from, msg } => self.message(state, from, msg, out),
            Event::Timeout(Timer::Retry) => self.retry(state, out),
            Event::Timeout(Timer::Detector(timer)) => {
                self.detector().time_out(self, (me, &mut state.suspicions), timer, out);
                self.follow(state, out);
            }
            Event::Command(code) => {
                if self.detector().command(self, (me, &mut state.suspicions), code, out) {
                    self.follow(state, out);
                }
            }
            Event::Chosen(_) => {}
        }
        debug_assert!(state.disk.promised >= promised, "a promise is kept");
        debug_assert!(chosen.is_none() || state.disk.chosen == chosen, "a decision is final");
    }

    fn crash(&self, state: State) -> Disk {
        state.disk
    }
}

impl Detects for Paxos {
    fn processes(&self) -> usize {
        self.inputs.len()
    }
}

impl Consensus for Paxos {
    fn inputs(&self) -> &[Bit] {
        &self.inputs
    }

    fn decision(state: &State) -> Option<Bit> {
        state.disk.chosen
    }
}
