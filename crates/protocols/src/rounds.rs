//! Synchronous rounds, and the faults that may happen in them.
//!
//! The model is that of N. Lynch, "Distributed Algorithms" (1996), chapter 2: in each round every
//! process sends, then receives what was sent to it in that round, then moves on. Here a round is a
//! timer of one length for all, and what arrives before it runs out counts as received in that round;
//! what comes later is ignored. So the model holds as long as messages take less than a round, and
//! one can watch a protocol fall when they do not.
//!
//! A faulty process is a machine like the others. Each liberty that the fault model gives it is a
//! choice ([`machine::Effect::Choose`]): a simulator draws it, an explorer branches on it, a script
//! names it, and [`census`] takes every way of it in turn.

pub mod census;

use crate::consensus::{Bit, Consensus, Crashed, Note};
use machine::{Effects, Event, Machine, NodeId, NodeSet, Time};
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::hash::Hash;

/// A message's place: from whom, to whom, in which round (the first is 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The round.
    pub round: u32,
    /// Who sends.
    pub from: NodeId,
    /// Who receives.
    pub to: NodeId,
}

/// A protocol for synchronous rounds.
pub trait Synchronous: Clone {
    /// What a process knows.
    type State: Clone + Eq + Hash;
    /// What it sends.
    type Msg: Clone + Eq + Hash + Ord;

    /// How many processes there are.
    fn processes(&self) -> usize;
    /// How many rounds it takes; then everybody decides.
    fn rounds(&self) -> u32;
    /// What is proposed: by each process, or in a broadcast by the sender alone.
    fn inputs(&self) -> &[Bit];
    /// Whose value the others should decide, in a broadcast.
    fn sender(&self) -> Option<NodeId> {
        None
    }
    /// Whether it can matter what one liar tells another. Where all that a liar may send is open to
    /// it anyway, it cannot.
    fn liars_confide(&self) -> bool {
        false
    }
    /// A process before the first round.
    fn start(&self, me: NodeId) -> Self::State;
    /// What it sends to another in a round.
    fn send(&self, state: &Self::State, way: Way) -> Option<Self::Msg>;
    /// What came in a round, by sender; its own place is empty.
    fn receive(&self, me: NodeId, state: &mut Self::State, round: u32, inbox: Inbox<'_, Self>);
    /// What it decides after the last round.
    fn decide(&self, me: NodeId, state: &Self::State) -> Bit;
    /// How many different messages a liar could send instead, silence included where that can
    /// matter; at least 1.
    fn lies(&self, state: &Self::State, way: Way) -> u32;
    /// One of them.
    fn lie(&self, state: &Self::State, way: Way, pick: u32) -> Option<Self::Msg>;
}

/// A message of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InRound<Msg> {
    round: u32,
    msg: Msg,
}

/// What is said, without the round, which its place in a picture shows.
impl<Msg: Display> Display for InRound<Msg> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.msg.fmt(f)
    }
}

/// The messages of one round to one process.
pub struct Inbox<'a, P: Synchronous> {
    all: &'a BTreeMap<(u32, NodeId), P::Msg>,
    round: u32,
}

impl<'a, P: Synchronous> Inbox<'a, P> {
    /// What `from` sent.
    #[must_use]
    pub fn from(&self, from: NodeId) -> Option<&'a P::Msg> {
        self.all.get(&(self.round, from))
    }

    /// All that came, with their senders.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, &'a P::Msg)> + use<'a, P> {
        let round = (self.round, NodeId(0))..=(self.round, NodeId(u8::MAX));
        self.all.range(round).map(|((_, from), msg)| (*from, msg))
    }
}

/// Who may be faulty, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Faults {
    /// These may each stop in some round, with only some of that round's messages sent.
    Crash(NodeSet),
    /// These may send anything to anybody, as far as nobody else's signature is needed for it.
    Byzantine(NodeSet),
}

impl Faults {
    /// Who.
    #[must_use]
    pub fn who(self) -> NodeSet {
        match self {
            Self::Crash(who) | Self::Byzantine(who) => who,
        }
    }
}

/// A protocol, run in rounds: the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounds<P> {
    /// The protocol.
    pub protocol: P,
    /// Who may be faulty.
    pub faults: Faults,
    /// How long a round is: longer than a message takes.
    pub length: Time,
}

/// A process while it is up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State<S, Msg> {
    part: Part,
    /// The round that it is in, from 1; beyond the last one at the end.
    round: u32,
    inner: S,
    /// What has come for this round or, from a process that is ahead, for a later one.
    inbox: BTreeMap<(u32, NodeId), Msg>,
    decided: Option<Bit>,
}

/// How a process takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Correct,
    /// It may crash: it chooses first whether, in this round.
    Mortal,
    /// It crashes in this round: it chooses which of its messages still leave.
    Dying,
    Dead,
    /// It lies: it chooses what to tell this one, then those after it.
    Liar(NodeId),
}

impl<S, Msg> State<S, Msg> {
    /// What the protocol knows.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// The round it is in, from 1; one more than there are at the end.
    pub fn round(&self) -> u32 {
        self.round
    }

    /// Whether it has crashed, by its own choice or by another's.
    pub fn crashed(&self) -> bool {
        self.part == Part::Dead
    }
}

/// `r2 {0,1}`, then `, decided 0`.
impl<S: Display, Msg> Display for State<S, Msg> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.part {
            Part::Dead => return write!(f, "crashed in r{}", self.round),
            Part::Liar(_) => write!(f, "liar ")?,
            _ => {}
        }
        match self.decided {
            Some(value) => write!(f, "{}, decided {value}", self.inner),
            None => write!(f, "r{} {}", self.round, self.inner),
        }
    }
}

/// What processes in rounds write their effects into.
type Out<P> = Effects<Rounds<P>>;
/// A process of a protocol.
pub type StateOf<P> = State<<P as Synchronous>::State, <P as Synchronous>::Msg>;

impl<P: Synchronous> Rounds<P> {
    /// Without faults, in rounds of a tenth of a second.
    pub fn new(protocol: P) -> Self {
        Self { protocol, faults: Faults::Crash(NodeSet::default()), length: Time::ms(100) }
    }

    /// The inputs that a decision may stem from: see [`crate::consensus::broken`].
    pub fn proposed(&self) -> Vec<Bit> {
        let liars = match self.faults {
            Faults::Byzantine(who) => who,
            Faults::Crash(_) => NodeSet::default(),
        };
        let inputs = self.protocol.inputs();
        match self.protocol.sender() {
            Some(sender) if self.faults.who().contains(sender) => vec![0, 1],
            Some(_) => inputs.to_vec(),
            None => {
                let correct = (0..inputs.len()).filter(|&at| !liars.contains(NodeId(at as u8)));
                correct.map(|at| inputs[at]).collect()
            }
        }
    }

    /// The messages that `me` should send in its round.
    fn letters(&self, me: NodeId, state: &StateOf<P>) -> Vec<(NodeId, P::Msg)> {
        let others = NodeSet::first(self.protocol.processes()).iter().filter(|&to| to != me);
        let send = |to| {
            let way = Way { round: state.round, from: me, to };
            self.protocol.send(&state.inner, way).map(|msg| (to, msg))
        };
        others.filter_map(send).collect()
    }

    fn begin(&self, me: NodeId, state: &mut StateOf<P>, out: &mut Out<P>) {
        debug_assert!((1..=self.protocol.rounds()).contains(&state.round), "no such round");
        out.note(Note::Began(state.round));
        out.set_timer((), self.length..=self.length);
        match state.part {
            Part::Correct => self.send_some(me, state, u32::MAX, out),
            Part::Mortal => out.choose(2),
            Part::Liar(_) => self.lie_from(me, state, NodeId(0), out),
            Part::Dying | Part::Dead => {}
        }
    }

    /// Sends those of the round's messages whose bit is set.
    fn send_some(&self, me: NodeId, state: &StateOf<P>, which: u32, out: &mut Out<P>) {
        for (at, (to, msg)) in self.letters(me, state).into_iter().enumerate() {
            if which == u32::MAX || which >> at & 1 == 1 {
                out.send(to, InRound { round: state.round, msg });
            }
        }
    }

    /// Asks for the next lie that leaves a choice, sending those before it that leave none.
    fn lie_from(&self, me: NodeId, state: &mut StateOf<P>, to: NodeId, out: &mut Out<P>) {
        debug_assert!(matches!(state.part, Part::Liar(_)), "only a liar lies");
        for to in (to.0..self.protocol.processes() as u8).map(NodeId).filter(|&to| to != me) {
            let way = Way { round: state.round, from: me, to };
            let matters = self.protocol.liars_confide() || !self.faults.who().contains(to);
            let ways = if matters { self.protocol.lies(&state.inner, way) } else { 1 };
            if ways > 1 {
                state.part = Part::Liar(to);
                return out.choose(ways);
            }
            self.lie(state, way, 0, out);
        }
        // Nobody is left to lie to; an answer that nobody asked for will find no one.
        state.part = Part::Liar(NodeId(self.protocol.processes() as u8));
    }

    fn lie(&self, state: &StateOf<P>, way: Way, pick: u32, out: &mut Out<P>) {
        if let Some(msg) = self.protocol.lie(&state.inner, way, pick) {
            out.send(way.to, InRound { round: way.round, msg });
        }
    }

    fn chosen(&self, me: NodeId, state: &mut StateOf<P>, pick: u32, out: &mut Out<P>) {
        match state.part {
            Part::Mortal if pick == 0 => self.send_some(me, state, u32::MAX, out),
            Part::Mortal => {
                // All of them would be no crash in this round, but one in the next.
                let letters = self.letters(me, state).len();
                assert!(letters < 32, "a crash among at most 32 messages");
                state.part = Part::Dying;
                out.choose(((1u64 << letters) - 1).max(1) as u32);
            }
            Part::Dying => {
                self.send_some(me, state, pick, out);
                state.part = Part::Dead;
                out.cancel_timer(());
            }
            Part::Liar(to) if to.index() < self.protocol.processes() => {
                self.lie(state, Way { round: state.round, from: me, to }, pick, out);
                self.lie_from(me, state, NodeId(to.0 + 1), out);
            }
            Part::Liar(_) | Part::Correct | Part::Dead => {}
        }
    }

    fn end(&self, me: NodeId, state: &mut StateOf<P>, out: &mut Out<P>) {
        debug_assert!(state.decided.is_none(), "who has decided is done");
        let inbox = Inbox { all: &state.inbox, round: state.round };
        self.protocol.receive(me, &mut state.inner, state.round, inbox);
        state.round += 1;
        state.inbox.retain(|(round, _), _| *round >= state.round);
        if state.round <= self.protocol.rounds() {
            return self.begin(me, state, out);
        }
        if !matches!(state.part, Part::Liar(_)) {
            let value = self.protocol.decide(me, &state.inner);
            state.decided = Some(value);
            out.note(Note::Decided(value));
        }
    }
}

impl<P: Synchronous> Machine for Rounds<P> {
    type State = StateOf<P>;
    type Disk = Crashed;
    type Msg = InRound<P::Msg>;
    type Timer = ();
    type Note = Note;

    fn boot(&self, me: NodeId, crashed: Crashed, out: &mut Effects<Self>) -> Self::State {
        let part = match self.faults {
            _ if crashed.0 => Part::Dead,
            Faults::Crash(who) if who.contains(me) => Part::Mortal,
            Faults::Byzantine(who) if who.contains(me) => Part::Liar(NodeId(0)),
            _ => Part::Correct,
        };
        let inner = self.protocol.start(me);
        let mut state = State { part, round: 1, inner, inbox: BTreeMap::new(), decided: None };
        if !crashed.0 {
            self.begin(me, &mut state, out);
        }
        state
    }

    fn step(
        &self,
        me: NodeId,
        state: &mut Self::State,
        event: Event<Self>,
        out: &mut Effects<Self>,
    ) {
        if state.part == Part::Dead || state.round > self.protocol.rounds() {
            return;
        }
        match event {
            Event::Message { from, msg: InRound { round, msg } } => {
                if round >= state.round {
                    state.inbox.insert((round, from), msg);
                }
            }
            Event::Timeout(()) => self.end(me, state, out),
            Event::Chosen(pick) => self.chosen(me, state, pick, out),
            Event::Command(_) => {}
        }
    }

    fn crash(&self, _: Self::State) -> Crashed {
        Crashed(true)
    }
}

impl<P: Synchronous> Consensus for Rounds<P> {
    fn inputs(&self) -> &[Bit] {
        self.protocol.inputs()
    }

    fn decision(state: &Self::State) -> Option<Bit> {
        state.decided
    }
}

#[cfg(test)]
mod tests;
