//! Ben-Or's randomized consensus (Ben-Or, PODC 1983, Protocol A for crashes), with the coin as a
//! parameter: a random one, or one that is none.
//!
//! In each round every process reports its value, waits for `n - f` reports, proposes a value that
//! more than half of all processes reported (or none), waits for `n - f` proposals, decides a value
//! that more than `f` proposed, adopts one that anybody proposed, or takes the coin's.
//!
//! With `n = 3` and `f = 1` a process waits for one report and one proposal besides its own. With a
//! deterministic coin that is the protocol on which the page plays Fischer, Lynch and Paterson's
//! adversary; with a random one the adversary loses with probability 1.
//!
//! Agreement and validity do not depend on the coin: two different values proposed in one round
//! would each need more than half of all processes; if a value is decided, more than `f` proposed
//! it, so everybody hears of it and adopts it; and equal inputs never come to the coin.
//!
//! Deviation from the paper: a process that decided in round `r` takes part in round `r + 1` and
//! then stops. Nobody needs more: whoever finishes round `r` has adopted the value, so whoever
//! finishes round `r + 1` has decided.

use crate::consensus::{Bit, Consensus, Crashed, Note, letter};
use machine::{Effects, Event, Machine, NodeId, NodeSet};
use std::fmt::{Display, Formatter, Result};

/// The protocol's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenOr {
    /// What each process starts with.
    pub inputs: Vec<Bit>,
    /// How many processes may crash: fewer than half.
    pub f: u8,
    /// How many reports, and proposals, a process waits for, its own included: `n - f`, so that
    /// nobody who has crashed is waited for. With clocks that can be trusted it may wait for all.
    pub wait: u8,
    /// What a process does that saw no proposal.
    pub coin: Coin,
}

/// What a process takes for its value when it saw no proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coin {
    /// 0.
    Zero,
    /// The round's number modulo 2.
    Parity,
    /// The value it has.
    Own,
    /// Its own number modulo 2.
    Pid,
    /// A random bit of its own, as in the paper.
    Local,
    /// One random bit for all in each round, revealed by the [`BenOr::dealer`] when the first
    /// process begins the round: before the proposals are bound.
    CommonEarly,
    /// The same, revealed when `n - f` processes have seen their proposals.
    Common,
}

/// A message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Msg {
    /// The round, from 1 on.
    pub round: u32,
    /// What it says.
    pub says: Says,
}

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Says {
    /// The sender's value: phase 1.
    Report(Bit),
    /// The value the sender proposes, if any: phase 2.
    Proposal(Option<Bit>),
    /// To the dealer: reveal the coin as far as I am concerned.
    Ask,
    /// From the dealer: the coin.
    Coin(Bit),
}

/// What a process waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Reports.
    Report,
    /// Proposals.
    Propose,
    /// The coin.
    Flip,
    /// Nothing: it decided a round ago.
    Stop,
}

/// What one process knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// The round it is in, from 1 on.
    pub round: u32,
    /// What it waits for.
    pub phase: Phase,
    /// Its value.
    pub value: Bit,
    /// How many said 0, 1 and nothing in this phase, itself included.
    pub heard: [u8; 3],
    /// What it decided.
    pub decided: Option<Bit>,
    /// Messages from later phases, in order.
    pub early: Vec<Msg>,
    /// At the dealer: how many asked in each round, as (round, count), and the last round revealed.
    pub asked: Vec<(u32, u8)>,
}

impl BenOr {
    /// As many processes as there are inputs, of which `f` may crash.
    ///
    /// # Panics
    /// If it could not work: `f` must be less than half of them, and somebody else must be heard.
    #[must_use]
    pub fn new(inputs: Vec<Bit>, f: u8, coin: Coin) -> Self {
        let (n, few) = (inputs.len(), usize::from(f));
        assert!(2 * few < n && n - few >= 2, "of {n} processes {f} cannot be allowed to crash");
        assert!(n < machine::NODES_MAX && inputs.iter().all(|input| *input < 2));
        Self { inputs, f, wait: (n - few) as u8, coin }
    }

    /// How many processes agree.
    #[must_use]
    pub fn n(&self) -> u8 {
        self.inputs.len() as u8
    }

    /// How many processes run, the dealer included.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.inputs.len() + usize::from(self.has_dealer())
    }

    /// Who deals the common coin: one process more, which does nothing else and does not crash. It
    /// stands for a coin agreed on beforehand and shared out (Rabin 1983).
    #[must_use]
    pub fn dealer(&self) -> Option<NodeId> {
        self.has_dealer().then_some(NodeId(self.n()))
    }

    fn has_dealer(&self) -> bool {
        matches!(self.coin, Coin::Common | Coin::CommonEarly)
    }

    fn quorum(&self) -> u8 {
        self.n() - self.f
    }
}

/// Where a message belongs: nothing before it is waited for any more once that phase has passed.
#[must_use]
pub fn stage(msg: &Msg) -> (u32, Phase) {
    let phase = match msg.says {
        Says::Report(_) => Phase::Report,
        Says::Proposal(_) => Phase::Propose,
        Says::Ask | Says::Coin(_) => Phase::Flip,
    };
    (msg.round, phase)
}

impl Machine for BenOr {
    type State = State;
    type Disk = Crashed;
    type Msg = Msg;
    type Timer = ();
    type Note = Note;

    fn boot(&self, me: NodeId, crashed: Crashed, out: &mut Effects<Self>) -> State {
        let mut state = State {
            round: 1,
            phase: if crashed.0 { Phase::Stop } else { Phase::Report },
            value: self.inputs.get(me.index()).copied().unwrap_or(0),
            heard: [0; 3],
            decided: None,
            early: Vec::new(),
            asked: Vec::new(),
        };
        if !crashed.0 && Some(me) != self.dealer() {
            self.report(me, &mut state, out);
        }
        state
    }

    fn step(&self, me: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        match event {
            Event::Message { msg, .. } if Some(me) == self.dealer() => self.deal(state, msg, out),
            Event::Message { msg, .. } => self.receive(me, state, msg, out),
            Event::Chosen(bit) if Some(me) == self.dealer() => {
                let msg = Msg { round: state.round, says: Says::Coin(bit as Bit) };
                self.broadcast(me, msg, out);
                state.round += 1;
                self.reveal(state, out);
            }
            Event::Chosen(bit) => self.begin(me, state, bit as Bit, out),
            // Nobody sets a timer, and inputs are there from the start.
            Event::Timeout(()) | Event::Command(_) => {}
        }
    }

    fn crash(&self, _: State) -> Crashed {
        Crashed(true)
    }
}

impl BenOr {
    /// A message: read, laid aside, or ignored because it comes too late.
    fn receive(&self, me: NodeId, state: &mut State, msg: Msg, out: &mut Effects<Self>) {
        let now = (state.round, state.phase);
        if stage(&msg) > now && state.phase != Phase::Stop {
            let at = state.early.partition_point(|early| *early <= msg);
            state.early.insert(at, msg);
            debug_assert!(state.early.is_sorted());
        }
        if stage(&msg) != now {
            return;
        }
        match msg.says {
            Says::Report(value) | Says::Proposal(Some(value)) => {
                state.heard[usize::from(value)] += 1;
            }
            Says::Proposal(None) => state.heard[2] += 1,
            Says::Ask => {}
            Says::Coin(value) => return self.begin(me, state, value, out),
        }
        debug_assert!(state.heard.iter().sum::<u8>() <= self.wait, "nobody is waited for twice");
        if state.heard.iter().sum::<u8>() == self.wait {
            match state.phase {
                Phase::Report => self.propose(me, state, out),
                Phase::Propose => self.conclude(me, state, out),
                Phase::Flip | Phase::Stop => {}
            }
        }
    }

    fn report(&self, me: NodeId, state: &mut State, out: &mut Effects<Self>) {
        out.note(Note::Began(state.round));
        self.broadcast(me, Msg { round: state.round, says: Says::Report(state.value) }, out);
        if let (Coin::CommonEarly, Some(dealer)) = (self.coin, self.dealer()) {
            out.send(dealer, Msg { round: state.round, says: Says::Ask });
        }
        state.phase = Phase::Report;
        state.heard = [0; 3];
        state.heard[usize::from(state.value)] = 1;
        self.catch_up(me, state, out);
    }

    fn propose(&self, me: NodeId, state: &mut State, out: &mut Effects<Self>) {
        let most = [0, 1].into_iter().find(|v: &Bit| 2 * state.heard[usize::from(*v)] > self.n());
        self.broadcast(me, Msg { round: state.round, says: Says::Proposal(most) }, out);
        state.phase = Phase::Propose;
        state.heard = [0; 3];
        state.heard[most.map_or(2, usize::from)] = 1;
        self.catch_up(me, state, out);
    }

    fn conclude(&self, me: NodeId, state: &mut State, out: &mut Effects<Self>) {
        if let (Coin::Common, Some(dealer)) = (self.coin, self.dealer()) {
            out.send(dealer, Msg { round: state.round, says: Says::Ask });
        }
        if state.decided.is_some() {
            state.phase = Phase::Stop;
            state.heard = [0; 3];
            state.early.clear();
            return;
        }
        let heard = std::mem::take(&mut state.heard);
        debug_assert!(heard[0] == 0 || heard[1] == 0, "two values were proposed in one round");
        let seen = [0, 1].into_iter().find(|v: &Bit| heard[usize::from(*v)] > 0);
        let Some(value) = seen else { return self.flip(me, state, out) };
        if heard[usize::from(value)] > self.f {
            state.decided = Some(value);
            out.note(Note::Decided(value));
        }
        self.enter(me, state, value, out);
    }

    fn flip(&self, me: NodeId, state: &mut State, out: &mut Effects<Self>) {
        match self.coin {
            Coin::Zero => self.begin(me, state, 0, out),
            Coin::Parity => self.begin(me, state, (state.round % 2) as Bit, out),
            Coin::Own => self.begin(me, state, state.value, out),
            Coin::Pid => self.begin(me, state, me.0 % 2, out),
            Coin::Local => {
                state.phase = Phase::Flip;
                out.choose(2);
            }
            Coin::Common | Coin::CommonEarly => {
                state.phase = Phase::Flip;
                self.catch_up(me, state, out);
            }
        }
    }

    /// Takes the coin's value.
    fn begin(&self, me: NodeId, state: &mut State, value: Bit, out: &mut Effects<Self>) {
        out.note(Note::Flipped(value));
        self.enter(me, state, value, out);
    }

    /// Enters the next round with a value.
    fn enter(&self, me: NodeId, state: &mut State, value: Bit, out: &mut Effects<Self>) {
        out.note(Note::Adopted(value));
        debug_assert!(value < 2);
        state.value = value;
        state.round += 1;
        self.report(me, state, out);
    }

    /// Reads what came early for the phase that has begun; what came early for a phase that was
    /// left without reading it is dropped.
    fn catch_up(&self, me: NodeId, state: &mut State, out: &mut Effects<Self>) {
        let now = (state.round, state.phase);
        state.early.retain(|msg| stage(msg) >= now);
        // A message that ends the phase begins another, in which the rest is looked at anew.
        while now == (state.round, state.phase)
            && let Some(at) = state.early.iter().position(|msg| stage(msg) == now)
        {
            let msg = state.early.remove(at);
            self.receive(me, state, msg, out);
        }
    }

    /// The dealer counts who asked.
    fn deal(&self, state: &mut State, msg: Msg, out: &mut Effects<Self>) {
        if msg.says != Says::Ask || msg.round < state.round {
            return;
        }
        match state.asked.binary_search_by_key(&msg.round, |(round, _)| *round) {
            Ok(at) => state.asked[at].1 += 1,
            Err(at) => state.asked.insert(at, (msg.round, 1)),
        }
        debug_assert!(state.asked.is_sorted_by(|a, b| a.0 < b.0), "one count a round");
        self.reveal(state, out);
    }

    /// The dealer flips its coin if enough asked for it; coins are revealed in the rounds' order.
    fn reveal(&self, state: &mut State, out: &mut Effects<Self>) {
        let needed = if self.coin == Coin::CommonEarly { 1 } else { self.quorum() };
        state.asked.retain(|(round, _)| *round >= state.round);
        if state
            .asked
            .first()
            .is_some_and(|(round, count)| *round == state.round && *count >= needed)
        {
            out.choose(2);
        }
    }

    fn broadcast(&self, me: NodeId, msg: Msg, out: &mut Effects<Self>) {
        for to in NodeSet::first(self.inputs.len()).iter().filter(|to| *to != me) {
            out.send(to, msg);
        }
    }
}

impl Consensus for BenOr {
    fn inputs(&self) -> &[Bit] {
        &self.inputs
    }

    fn decision(state: &State) -> Option<Bit> {
        state.decided
    }
}

/// `R(1, 0)`, `P(1, ⊥)`, `ask(1)`, `coin(1, 0)`: in the order round, value.
impl Display for Msg {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let round = self.round;
        match self.says {
            Says::Report(value) => write!(f, "R({round}, {value})"),
            Says::Proposal(value) => write!(f, "P({round}, {})", letter(value)),
            Says::Ask => write!(f, "ask({round})"),
            Says::Coin(value) => write!(f, "coin({round}, {value})"),
        }
    }
}

/// `round 2, reports 1`, then `, decided 1`.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let [zeros, ones, none] = self.heard;
        match self.phase {
            Phase::Report => {
                write!(f, "round {}, reports {}, heard {zeros}/{ones}", self.round, self.value)?;
            }
            Phase::Propose => {
                write!(f, "round {}, proposals {zeros}/{ones}/{none}", self.round)?;
            }
            Phase::Flip => write!(f, "round {}, waits for the coin", self.round)?,
            Phase::Stop => f.write_str("stopped")?,
        }
        self.decided.map_or(Ok(()), |value| write!(f, ", decided {value}"))
    }
}
