//! Three rules that almost solve consensus: each keeps two of agreement, validity and termination
//! with one crash, and gives up the third.
//!
//! They are the usual first answers to "why is consensus hard?", beside which the theorem of
//! Fischer, Lynch and Paterson ("Impossibility of Distributed Consensus with One Faulty Process",
//! JACM 1985) says that no deterministic rule keeps all three in an asynchronous system.

use crate::consensus::{Bit, Consensus, Crashed, Note};
use machine::{Effects, Event, Machine, NodeId, NodeSet};
use std::fmt::{Display, Formatter, Result};

/// Which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Wait for the inputs of all, decide the least: blocks for ever when one process has crashed.
    WaitAll,
    /// Wait for the input of one other, decide the lesser: always ends, and two may differ.
    WaitOne,
    /// Decide 0 at once: always ends, nobody differs, and nobody need have proposed it.
    AlwaysZero,
}

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naive {
    /// The rule.
    pub rule: Rule,
    /// What each process starts with.
    pub inputs: Vec<Bit>,
}

/// The sender's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Input(pub Bit);

/// `x=1`.
impl Display for Input {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "x={}", self.0)
    }
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    crashed: Crashed,
    heard: NodeSet,
    least: Bit,
    decided: Option<Bit>,
}

impl State {
    /// Whose inputs it knows, its own among them.
    #[must_use]
    pub fn heard(&self) -> NodeSet {
        self.heard
    }
}

/// `min 0 of AC`, then `, decided 0`.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.crashed.0 {
            return f.write_str("crashed");
        }
        write!(f, "min {} of ", self.least)?;
        self.heard.iter().try_for_each(|node| write!(f, "{node}"))?;
        self.decided.map_or(Ok(()), |value| write!(f, ", decided {value}"))
    }
}

impl Naive {
    /// How many inputs a process waits for.
    fn wanted(&self) -> usize {
        match self.rule {
            Rule::WaitAll => self.inputs.len(),
            Rule::WaitOne => 2,
            Rule::AlwaysZero => 0,
        }
    }

    fn hear(&self, state: &mut State, from: NodeId, value: Bit, out: &mut Effects<Self>) {
        debug_assert!(value < 2 && from.index() < self.inputs.len());
        state.heard.insert(from);
        state.least = state.least.min(value);
        if state.decided.is_none() && state.heard.len() >= self.wanted() {
            let value = if self.rule == Rule::AlwaysZero { 0 } else { state.least };
            state.decided = Some(value);
            out.note(Note::Decided(value));
        }
    }
}

impl Machine for Naive {
    type State = State;
    type Disk = Crashed;
    type Msg = Input;
    type Timer = ();
    type Note = Note;

    fn boot(&self, me: NodeId, crashed: Crashed, out: &mut Effects<Self>) -> State {
        let mut state = State { crashed, heard: NodeSet::default(), least: 1, decided: None };
        if !crashed.0 {
            let input = self.inputs[me.index()];
            if self.rule != Rule::AlwaysZero {
                let all = NodeSet::first(self.inputs.len()).iter();
                all.filter(|&to| to != me).for_each(|to| out.send(to, Input(input)));
            }
            self.hear(&mut state, me, input, out);
        }
        state
    }

    fn step(&self, _: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        if let (Event::Message { from, msg }, false) = (event, state.crashed.0) {
            // A process that has decided is done: what comes later changes nothing.
            if state.decided.is_none() {
                self.hear(state, from, msg.0, out);
            }
        }
    }

    fn crash(&self, _: State) -> Crashed {
        Crashed(true)
    }
}

impl Consensus for Naive {
    fn inputs(&self) -> &[Bit] {
        &self.inputs
    }

    fn decision(state: &State) -> Option<Bit> {
        state.decided
    }
}
