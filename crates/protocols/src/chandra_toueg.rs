//! Chandra and Toueg's consensus with a rotating coordinator.
//!
//! After T. D. Chandra and S. Toueg, "Unreliable Failure Detectors for Reliable Distributed Systems"
//! (JACM 43(2), 1996), section 6.2, figure 6, called *figure 6* here: asynchronous messages, reliable
//! channels, f < n/2 crashes, a failure detector of class ◇S. Safe whatever the detector says; it ends
//! once some correct process is suspected by nobody any more and takes its turn as coordinator.
//!
//! What a process sends to itself arrives at once, and it does not suspect itself. A coordinator that
//! has several newest estimates takes the one of the first process among them.

use crate::consensus::{Bit, Consensus, Crashed, Note};
use crate::detector::{self, Alive, Detector, Detects, Suspicions};
use machine::{Effects, Event, Machine, NodeId, NodeSet};
use std::cmp::Ordering;
use std::fmt::{Display, Formatter};

/// An asynchronous round, from 1. Its coordinator is process `round - 1` modulo their number.
pub type Round = u32;

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChandraToueg {
    /// What each process starts with.
    pub inputs: Vec<Bit>,
    /// Its failure detector.
    pub detector: Detector,
}

/// A message between two processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Phase 1, to the coordinator: what I estimate, and since which round.
    Estimate(Round, Bit, Round),
    /// Phase 2, from the coordinator: adopt this.
    Propose(Round, Bit),
    /// Phase 3, to the coordinator: adopted.
    Ack(Round),
    /// Phase 3, to the coordinator: you seem to have crashed.
    Nack(Round),
    /// Phase 4: this is decided. Who first hears it tells all others (reliable broadcast).
    Decide(Bit),
    /// I am alive.
    Alive,
}

/// `E(2,1@0)`, `P(2,1)`, `ack(2)`, `nack(2)`, `D(1)`, `hb`.
impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Estimate(round, value, since) => write!(f, "E({round},{value}@{since})"),
            Self::Propose(round, value) => write!(f, "P({round},{value})"),
            Self::Ack(round) => write!(f, "ack({round})"),
            Self::Nack(round) => write!(f, "nack({round})"),
            Self::Decide(value) => write!(f, "D({value})"),
            Self::Alive => f.write_str("hb"),
        }
    }
}

impl From<Alive> for Message {
    fn from(_: Alive) -> Self {
        Self::Alive
    }
}

/// What a process waits for in its round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The coordinator, in phase 2: a majority of estimates.
    Estimates,
    /// The others, in phase 3: the coordinator's proposal, or its suspicion.
    Proposal,
    /// The coordinator, in phase 4: a majority of answers.
    Answers,
}

/// A process while it is up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    me: NodeId,
    crashed: Crashed,
    round: Round,
    phase: Phase,
    estimate: Bit,
    /// The round in which it last adopted a proposal (the paper's `ts`).
    since: Round,
    /// Estimates for this round and later ones, for which it is the coordinator.
    estimates: Said<(Bit, Round)>,
    /// Proposals of this round and later ones.
    proposals: Said<Bit>,
    /// Answers to its proposals of this round and later ones: whether they adopted it. Who suspects
    /// it may have given up a round that it has not come to.
    answers: Said<bool>,
    suspicions: Suspicions,
    decided: Option<Bit>,
}

/// What was said in each round, by whom; in that order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Said<T>(Vec<(Round, NodeId, T)>);

impl<T> Default for Said<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Said<T> {
    fn put(&mut self, round: Round, by: NodeId, what: T) {
        match self.0.binary_search_by_key(&(round, by), |&(of, by, _)| (of, by)) {
            Ok(at) => self.0[at].2 = what,
            Err(at) => self.0.insert(at, (round, by, what)),
        }
        debug_assert!(self.0.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)), "one word each a round");
    }

    fn of(&self, round: Round) -> impl Iterator<Item = T> {
        self.0.iter().filter(move |(of, ..)| *of == round).map(|(.., what)| *what)
    }

    fn forget_before(&mut self, round: Round) {
        self.0.retain(|(of, ..)| *of >= round);
    }
}

impl State {
    /// The round that it is in.
    #[must_use]
    pub fn round(&self) -> Round {
        self.round
    }

    /// What it waits for there.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Whom it suspects.
    #[must_use]
    pub fn suspected(&self) -> NodeSet {
        self.suspicions.suspected()
    }

    /// Whether it waits for the proposal of its round's coordinator, which it can suspect instead.
    #[must_use]
    pub fn waits_for_coordinator(&self) -> bool {
        self.phase == Phase::Proposal && self.decided.is_none() && !self.crashed.0
    }

    /// When a message counts: it is too late, or it is read now, or in a later phase.
    #[must_use]
    pub fn when(&self, msg: &Message) -> Ordering {
        let stage = match msg {
            _ if self.decided.is_some() || self.crashed.0 => return Ordering::Less,
            Message::Estimate(round, ..) => (*round, Phase::Estimates),
            Message::Propose(round, _) => (*round, Phase::Proposal),
            Message::Ack(round) | Message::Nack(round) => (*round, Phase::Answers),
            Message::Decide(_) | Message::Alive => return Ordering::Equal,
        };
        stage.cmp(&(self.round, self.phase))
    }

    /// Forgets what no later step reads.
    pub fn forget(&mut self) {
        if self.phase != Phase::Estimates {
            self.estimates.forget_before(self.round + 1);
        }
        if self.decided.is_some() {
            (self.round, self.phase, self.estimate, self.since) = (0, Phase::Proposal, 0, 0);
            self.estimates = Said::default();
            self.proposals = Said::default();
            self.answers = Said::default();
        }
    }

    /// What it estimates, and since which round.
    #[must_use]
    pub fn estimate(&self) -> (Bit, Round) {
        (self.estimate, self.since)
    }
}

/// `r2 1@1 waits for P`, whom it suspects, and what it has decided.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        if self.crashed.0 {
            return f.write_str("crashed");
        }
        let phase = match self.phase {
            Phase::Estimates => "E",
            Phase::Proposal => "P",
            Phase::Answers => "ack",
        };
        write!(f, "r{} {}@{}", self.round, self.estimate, self.since)?;
        match self.decided {
            Some(value) => write!(f, ", decided {value}"),
            None => write!(f, " waits for {phase}{}", self.suspicions),
        }
    }
}

impl ChandraToueg {
    fn majority(&self) -> usize {
        self.inputs.len() / 2 + 1
    }

    /// Whose turn a round is.
    #[must_use]
    pub fn coordinator(&self, round: Round) -> NodeId {
        NodeId(((round - 1) % self.inputs.len() as u32) as u8)
    }

    fn broadcast(&self, me: NodeId, msg: Message, out: &mut Effects<Self>) {
        let all = NodeSet::first(self.inputs.len()).iter();
        all.filter(|&to| to != me).for_each(|to| out.send(to, msg));
    }

    /// Phase 1 of the next round.
    fn next_round(&self, state: &mut State, out: &mut Effects<Self>) {
        debug_assert!(state.decided.is_none() && !state.crashed.0);
        state.round += 1;
        let round = state.round;
        state.estimates.forget_before(round);
        state.proposals.forget_before(round);
        state.answers.forget_before(round);
        out.note(Note::Began(round));
        let coordinator = self.coordinator(round);
        if coordinator == state.me {
            state.phase = Phase::Estimates;
            state.estimates.put(round, state.me, (state.estimate, state.since));
        } else {
            state.phase = Phase::Proposal;
            out.send(coordinator, Message::Estimate(round, state.estimate, state.since));
        }
    }

    /// Goes on for as long as what a process waits for is there. Never for ever: in its own turn it
    /// waits for others.
    fn go_on(&self, state: &mut State, out: &mut Effects<Self>) {
        while state.decided.is_none() && !state.crashed.0 {
            let went_on = match state.phase {
                Phase::Estimates => self.propose(state, out),
                Phase::Proposal => self.answer(state, out),
                Phase::Answers => self.count(state, out),
            };
            if !went_on {
                return;
            }
        }
    }

    /// Phase 2: the newest of a majority's estimates, and its own ack in phase 3.
    fn propose(&self, state: &mut State, out: &mut Effects<Self>) -> bool {
        let round = state.round;
        let estimates = || state.estimates.of(round);
        if estimates().count() < self.majority() {
            return false;
        }
        debug_assert_eq!(self.coordinator(round), state.me, "only the coordinator proposes");
        let newest = estimates().map(|(_, since)| since).max();
        let chosen = estimates().find(|(_, since)| Some(*since) == newest);
        let Some((value, _)) = chosen else { return false };
        self.broadcast(state.me, Message::Propose(round, value), out);
        adopt(state, value, out);
        state.answers.put(round, state.me, true);
        state.phase = Phase::Answers;
        true
    }

    /// Phase 3: adopts the proposal, or gives the coordinator up.
    fn answer(&self, state: &mut State, out: &mut Effects<Self>) -> bool {
        let (round, coordinator) = (state.round, self.coordinator(state.round));
        let proposal = state.proposals.of(round).next();
        debug_assert!(coordinator != state.me, "a coordinator does not answer itself");
        if let Some(value) = proposal {
            adopt(state, value, out);
            out.send(coordinator, Message::Ack(round));
        } else if state.suspicions.suspected().contains(coordinator) {
            out.send(coordinator, Message::Nack(round));
        } else {
            return false;
        }
        self.next_round(state, out);
        true
    }

    /// Phase 4: once a majority has answered; if a majority has adopted, that is the decision.
    fn count(&self, state: &mut State, out: &mut Effects<Self>) -> bool {
        let answers = || state.answers.of(state.round);
        if answers().count() < self.majority() {
            return false;
        }
        debug_assert!(answers().count() <= self.inputs.len(), "one answer each");
        if answers().filter(|adopted| *adopted).count() >= self.majority() {
            self.decide(state, state.estimate, out);
        } else {
            self.next_round(state, out);
        }
        true
    }

    /// The first time it hears of the decision, it tells all others, then decides.
    fn decide(&self, state: &mut State, value: Bit, out: &mut Effects<Self>) {
        self.broadcast(state.me, Message::Decide(value), out);
        debug_assert!(state.decided.is_none(), "a decision is final");
        state.decided = Some(value);
        out.note(Note::Decided(value));
    }

    fn message(&self, state: &mut State, from: NodeId, msg: Message, out: &mut Effects<Self>) {
        let now = state.round;
        match msg {
            Message::Estimate(round, value, since) if round >= now => {
                state.estimates.put(round, from, (value, since));
            }
            Message::Propose(round, value) if round >= now => {
                state.proposals.put(round, from, value);
            }
            Message::Ack(round) if round >= now => {
                state.answers.put(round, from, true);
            }
            Message::Nack(round) if round >= now => {
                state.answers.put(round, from, false);
            }
            Message::Decide(value) => self.decide(state, value, out),
            // Of a round that is over; and signs of life are seen to elsewhere.
            _ => {}
        }
    }
}

fn adopt(state: &mut State, value: Bit, out: &mut Effects<ChandraToueg>) {
    debug_assert!(state.since <= state.round, "an estimate is of no later round");
    (state.estimate, state.since) = (value, state.round);
    out.note(Note::Adopted(value));
}

/// A timer of the failure detector's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timer(pub detector::Timer);

impl From<detector::Timer> for Timer {
    fn from(timer: detector::Timer) -> Self {
        Self(timer)
    }
}

impl Machine for ChandraToueg {
    type State = State;
    type Disk = Crashed;
    type Msg = Message;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, crashed: Crashed, out: &mut Effects<Self>) -> State {
        let mut state = State {
            me,
            crashed,
            round: 0,
            phase: Phase::Proposal,
            estimate: self.inputs[me.index()],
            since: 0,
            estimates: Said::default(),
            proposals: Said::default(),
            answers: Said::default(),
            suspicions: Suspicions::default(),
            decided: None,
        };
        if !crashed.0 {
            state.suspicions = self.detector.boot(self, me, out);
            self.next_round(&mut state, out);
            self.go_on(&mut state, out);
        }
        state
    }

    fn step(&self, me: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        if state.crashed.0 {
            return;
        }
        let suspicions = &mut state.suspicions;
        match event {
            // Its detector goes on for the others' sake; the rest is done with.
            Event::Timeout(Timer(timer)) => {
                self.detector.time_out(self, (me, suspicions), timer, out);
            }
            Event::Command(code) => {
                self.detector.command(self, (me, suspicions), code, out);
            }
            Event::Message { msg: Message::Alive, from } => {
                self.detector.alive(suspicions, from, out);
            }
            Event::Message { from, msg } if state.decided.is_none() => {
                self.message(state, from, msg, out);
            }
            Event::Message { .. } | Event::Chosen(_) => {}
        }
        self.go_on(state, out);
    }

    fn crash(&self, _: State) -> Crashed {
        Crashed(true)
    }
}

impl Detects for ChandraToueg {
    fn processes(&self) -> usize {
        self.inputs.len()
    }
}

impl Consensus for ChandraToueg {
    fn inputs(&self) -> &[Bit] {
        &self.inputs
    }

    fn decision(state: &State) -> Option<Bit> {
        state.decided
    }
}
