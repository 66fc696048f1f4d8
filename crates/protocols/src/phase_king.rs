//! Phase king: a vote, and where it is close, a king's word; f + 1 kings in turn.
//!
//! The king algorithm of Berman, Garay and Perry, "Towards Optimal Distributed Consensus" (FOCS 1989),
//! in its simple form of two rounds a phase, as in Attiya and Welch, "Distributed Computing" (2nd ed.
//! 2004), section 5.2.5: n > 4f, 2(f + 1) rounds, messages of one bit. (A form of three rounds a phase
//! needs only n > 3f.) Of f + 1 kings one is correct; from its phase on all agree, and a vote that all
//! agree on is never close. What does not come counts as 0.

use crate::consensus::Bit;
use crate::rounds::{Inbox, Synchronous, Way};
use machine::{NodeId, NodeSet};
use std::fmt::{Display, Formatter, Result};

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseKing {
    /// What each process starts with.
    pub inputs: Vec<Bit>,
    /// How many liars it reckons with: a vote is close within so many.
    pub f: u32,
    /// How many phases of two rounds each, at least 1 and at most as many as processes: f + 1.
    pub phases: u32,
}

/// A message of a phase's first or second round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// What the sender prefers.
    Vote(Bit),
    /// What the king counted.
    King(Bit),
}

/// `x=1`, `K(1)`.
impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Vote(value) => write!(f, "x={value}"),
            Self::King(value) => write!(f, "K({value})"),
        }
    }
}

/// A process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// What it prefers; after a phase's first round what it counted.
    prefers: Bit,
    /// How many voted for that in this phase.
    votes: u32,
}

/// `1×4`: prefers 1, for which four have voted.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.votes == 0 {
            return write!(f, "{}", self.prefers);
        }
        write!(f, "{}×{}", self.prefers, self.votes)
    }
}

impl PhaseKing {
    /// The king of a round's phase.
    #[must_use]
    pub fn king(&self, round: u32) -> NodeId {
        NodeId(((round - 1) / 2) as u8)
    }
}

fn votes(round: u32) -> bool {
    round % 2 == 1
}

impl Synchronous for PhaseKing {
    type State = State;
    type Msg = Message;

    fn processes(&self) -> usize {
        self.inputs.len()
    }

    fn rounds(&self) -> u32 {
        2 * self.phases
    }

    fn inputs(&self) -> &[Bit] {
        &self.inputs
    }

    fn start(&self, me: NodeId) -> State {
        State { prefers: self.inputs[me.index()], votes: 0 }
    }

    fn send(&self, state: &State, way: Way) -> Option<Message> {
        if votes(way.round) {
            return Some(Message::Vote(state.prefers));
        }
        (way.from == self.king(way.round)).then_some(Message::King(state.prefers))
    }

    fn receive(&self, me: NodeId, state: &mut State, round: u32, inbox: Inbox<'_, Self>) {
        let n = self.inputs.len() as u32;
        if votes(round) {
            let one = |from| {
                from == me && state.prefers == 1 || inbox.from(from) == Some(&Message::Vote(1))
            };
            let ones = NodeSet::first(self.inputs.len()).iter().filter(|&from| one(from)).count();
            let ones = ones as u32;
            let prefers = Bit::from(2 * ones > n);
            *state = State { prefers, votes: if prefers == 1 { ones } else { n - ones } };
            debug_assert!(
                2 * state.votes >= n && state.votes <= n,
                "what is preferred has half the votes"
            );
            return;
        }
        let king = self.king(round);
        let close = 2 * state.votes <= n + 2 * self.f;
        if close && king != me {
            state.prefers = Bit::from(inbox.from(king) == Some(&Message::King(1)));
        }
        state.votes = 0;
    }

    fn decide(&self, _: NodeId, state: &State) -> Bit {
        state.prefers
    }

    /// Either value; silence is the same as 0.
    fn lies(&self, _: &State, way: Way) -> u32 {
        if votes(way.round) || way.from == self.king(way.round) { 2 } else { 1 }
    }

    fn lie(&self, state: &State, way: Way, pick: u32) -> Option<Message> {
        let pick = pick as Bit;
        self.send(state, way).map(|honest| match honest {
            Message::Vote(_) => Message::Vote(pick),
            Message::King(_) => Message::King(pick),
        })
    }
}
