//! What of a machine's configurations counts.

use super::model::Property;
use super::system::Process;
use machine::{Machine, NodeId};

/// What a [`super::System`] has to be told about a machine: what its configurations come to, which
/// of them are the same, and what is to be checked. Every method has a default that tells nothing.
pub trait View<M: Machine> {
    /// What becomes of a message if it arrives now.
    fn fate(&self, _me: NodeId, _state: &M::State, _from: NodeId, _msg: &M::Msg) -> Fate {
        Fate::Now
    }

    /// Whether a timer of a process may run out while the others are like this. By default it may
    /// at any time: nothing is known about clocks.
    fn may_time_out(&self, _me: NodeId, _state: &M::State, _all: &[&Process<M>]) -> bool {
        true
    }

    /// Whether a machine reads its inputs in its steps, not only when it starts. If not,
    /// configurations that differ in inputs alone are the same.
    fn steps_read_inputs(&self) -> bool {
        true
    }

    /// The round a process is in, the first being 1; none if it does not mind which it is.
    ///
    /// If every process is beyond round 1, the configuration is shifted back: see
    /// [`View::period`].
    fn round(&self, _state: &M::State) -> Option<u32> {
        None
    }

    /// After how many rounds the machine does the same again: configurations are shifted back by
    /// multiples of that. 0 if never.
    fn period(&self) -> u32 {
        0
    }

    /// Shifts a process back by so many rounds, perhaps none, and makes it forget what none of its
    /// later steps reads.
    fn canonical(&self, _state: &mut M::State, _rounds: u32) {}

    /// Shifts a message back by so many rounds.
    fn shift(&self, _msg: &mut M::Msg, _rounds: u32) {}

    /// For a machine that may leave one process behind by any number of rounds: where a message
    /// belongs, as its round and its place in it, if all that matters to a receiver who is behind is
    /// what was said at each place, not by whom, and if a round that repeats itself changes nothing
    /// more from its third repetition on. Then configurations are kept finite: in the rounds that
    /// everybody else has left, what was said is put in order, and repetitions are cut to three.
    fn place(&self, _msg: &M::Msg) -> Option<(u32, u32)> {
        None
    }

    /// The value below eight that a process has decided.
    fn decided(&self, _me: NodeId, _state: &M::State) -> Option<u8> {
        None
    }

    /// Whether it is in order if nothing ever happens to a process again.
    fn may_end(&self, me: NodeId, state: &M::State) -> bool {
        self.decided(me, state).is_some()
    }

    /// What is to be checked.
    fn properties(&self) -> &[Property] {
        &[]
    }

    /// Which of the properties hold, as bits in their order, where these values were decided, and
    /// where a run may end or may not.
    fn holds(&self, _decided: u8, _end: bool, _processes: &[&Process<M>]) -> u8 {
        0
    }

    /// A message in words.
    fn say(&self, _msg: &M::Msg) -> String {
        "a message".to_owned()
    }
}

/// What becomes of a message if it arrives now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is read.
    Now,
    /// It would be laid aside until the process is so far: it may as well arrive then.
    Later,
    /// It is ignored, now and ever: it may as well not be there.
    Never,
}
