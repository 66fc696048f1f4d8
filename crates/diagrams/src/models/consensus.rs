//! What all consensus machines have in common as models.

use super::explore::{Inputs, Model};
use check::explore::{Fate, Faults, Kind, Process, Property, System, View};
use machine::NodeId;
use protocols::consensus::{Bit, Consensus};
use std::fmt::Display;

/// Agreement in every configuration, and in which sense there is an end. In the order of their bits.
pub static PROPERTIES: [Property; 3] = [
    Property { name: "agreement", kind: Kind::Always },
    Property { name: "a decision stays possible", kind: Kind::Possible },
    Property { name: "every fair run decides", kind: Kind::Eventually },
];

/// Which properties hold where these values were decided, and whether this is an end.
#[must_use]
pub fn holds(decided: u8, is_end: bool) -> u8 {
    u8::from(decided != 3) | if is_end { 6 } else { 0 }
}

/// A machine that needs no further explanation: every message counts until its receiver is deaf.
#[derive(Clone)]
pub struct Plain<M: Consensus> {
    /// Whether nothing that arrives at a process changes anything any more.
    pub is_deaf: fn(&M::State) -> bool,
    /// Whether a process reads its input after its start.
    pub reads_input: bool,
    /// What of [`PROPERTIES`] is asked: so many of the first. If it is agreement alone, a run may
    /// end without a decision.
    pub asked: usize,
}

impl<M: Consensus> View<M> for Plain<M>
where
    M::Msg: Display,
{
    fn steps_read_inputs(&self) -> bool {
        self.reads_input
    }

    fn fate(&self, _me: NodeId, state: &M::State, _from: NodeId, _msg: &M::Msg) -> Fate {
        if (self.is_deaf)(state) { Fate::Never } else { Fate::Now }
    }

    fn decided(&self, _me: NodeId, state: &M::State) -> Option<u8> {
        M::decision(state)
    }

    fn may_end(&self, _me: NodeId, state: &M::State) -> bool {
        self.asked == 1 || M::decision(state).is_some()
    }

    fn properties(&self) -> &[Property] {
        &PROPERTIES[..self.asked]
    }

    fn holds(&self, decided: u8, end: bool, _processes: &[&Process<M>]) -> u8 {
        holds(decided, end)
    }

    fn say(&self, msg: &M::Msg) -> String {
        msg.to_string()
    }
}

/// A system from several vectors of inputs, with crashes, as a model of the catalogue.
pub fn model<M: Consensus + 'static>(
    starts: Vec<M>,
    view: Plain<M>,
    faults: Faults,
    until_decided: bool,
) -> Model
where
    M::Msg: Display,
{
    let inputs: Vec<Vec<Bit>> = starts.iter().map(|start| start.inputs().to_vec()).collect();
    let nodes = inputs[0].len();
    let mut system = System::new(starts, nodes, view).with_faults(faults);
    if until_decided {
        system = system.until_decided();
    }
    Model {
        search: Box::new(system),
        inputs: Inputs::of(&inputs),
        valency: true,
        leaves_out: String::new(),
    }
}
