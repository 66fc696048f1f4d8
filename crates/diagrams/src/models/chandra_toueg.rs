//! Chandra and Toueg's consensus as a model, with an adversary for a failure detector.
//!
//! A suspicion does nothing but make a process that waits for its coordinator's proposal give the
//! coordinator up. So all that a detector can do, however wrong and for however long, is a choice at
//! each moment of such a wait. The choice is a timer here: it may run out at any time, and while it
//! does not, nobody is suspected.
//!
//! ◇S is right in the end: some correct process is suspected by nobody any more, and who has crashed
//! is. Here that is so from one round on, for all; what a detector does that errs for longer is not
//! searched. With it every run is finite, and so is the graph.

use super::consensus;
use check::explore::{Fate, Process, Property, System, View};
use machine::{Effect, Effects, Event, Machine, NodeId, Time};
use protocols::chandra_toueg::{ChandraToueg, Message, Round, State};
use protocols::consensus::{Bit, Consensus, Crashed, Note};
use protocols::detector::{Detector, suspect, trust};
use std::cmp::Ordering;

/// The protocol with an adversary's whims instead of a failure detector.
#[derive(Clone)]
pub struct Suspecting(ChandraToueg);

impl Suspecting {
    /// From these inputs.
    #[must_use]
    pub fn new(inputs: Vec<Bit>) -> Self {
        Self(ChandraToueg { inputs, detector: Detector::Commanded })
    }

    /// One step of the protocol; the timer runs while there is a coordinator to suspect.
    fn pass(
        &self,
        me: NodeId,
        state: &mut State,
        event: Event<ChandraToueg>,
        out: &mut Effects<Self>,
    ) {
        let mut effects = Effects::default();
        self.0.step(me, state, event, &mut effects);
        hand_on(state, effects, out);
    }
}

fn hand_on(state: &State, mut effects: Effects<ChandraToueg>, out: &mut Effects<Suspecting>) {
    for effect in effects.drain() {
        match effect {
            Effect::Send { to, msg } => out.send(to, msg),
            Effect::Note(note) => out.note(note),
            // A detector that does what it is told sets no timers, and the protocol draws nothing.
            Effect::SetTimer(..) | Effect::CancelTimer(_) | Effect::Choose { .. } => {}
        }
    }
    if state.waits_for_coordinator() {
        out.set_timer((), Time::ZERO..=Time::ZERO);
    } else {
        out.cancel_timer(());
    }
}

impl Machine for Suspecting {
    type State = State;
    type Disk = Crashed;
    type Msg = Message;
    type Timer = ();
    type Note = Note;

    fn boot(&self, me: NodeId, crashed: Crashed, out: &mut Effects<Self>) -> State {
        let mut effects = Effects::default();
        let state = self.0.boot(me, crashed, &mut effects);
        hand_on(&state, effects, out);
        state
    }

    fn step(&self, me: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        match event {
            Event::Message { from, msg } => self.pass(me, state, Event::Message { from, msg }, out),
            // It suspects the coordinator for as long as it takes to give it up.
            Event::Timeout(()) => {
                let coordinator = self.0.coordinator(state.round());
                self.pass(me, state, Event::Command(suspect(coordinator)), out);
                self.pass(me, state, Event::Command(trust(coordinator)), out);
            }
            Event::Command(_) | Event::Chosen(_) => {}
        }
    }

    fn crash(&self, state: State) -> Crashed {
        self.0.crash(state)
    }
}

impl Consensus for Suspecting {
    fn inputs(&self) -> &[Bit] {
        &self.0.inputs
    }

    fn decision(state: &State) -> Option<Bit> {
        ChandraToueg::decision(state)
    }
}

/// What the explorer is told.
#[derive(Clone)]
pub struct SuspectingView {
    /// The protocol, for whose turn it is.
    pub machine: Suspecting,
    /// The last round in which anybody may be suspected; in later ones it must have crashed.
    pub unrest: Round,
}

/// The system from several vectors of inputs.
#[must_use]
pub fn system(starts: Vec<Suspecting>, unrest: Round) -> System<Suspecting, SuspectingView> {
    let (machine, nodes) = (starts[0].clone(), starts[0].inputs().len());
    System::new(starts, nodes, SuspectingView { machine, unrest })
}

impl View<Suspecting> for SuspectingView {
    fn steps_read_inputs(&self) -> bool {
        false
    }

    fn may_time_out(&self, _me: NodeId, state: &State, all: &[&Process<Suspecting>]) -> bool {
        let coordinator = self.machine.0.coordinator(state.round());
        state.round() <= self.unrest || all[coordinator.index()].state().is_none()
    }

    /// What comes early may as well come later: a batch leads nowhere that its first messages in
    /// some order do not.
    fn fate(&self, _me: NodeId, state: &State, _from: NodeId, msg: &Message) -> Fate {
        match state.when(msg) {
            Ordering::Less => Fate::Never,
            Ordering::Equal => Fate::Now,
            Ordering::Greater => Fate::Later,
        }
    }

    fn canonical(&self, state: &mut State, _rounds: u32) {
        state.forget();
    }

    fn decided(&self, _me: NodeId, state: &State) -> Option<u8> {
        Suspecting::decision(state)
    }

    fn properties(&self) -> &[Property] {
        &consensus::PROPERTIES
    }

    fn holds(&self, decided: u8, end: bool, _processes: &[&Process<Suspecting>]) -> u8 {
        consensus::holds(decided, end)
    }

    fn say(&self, msg: &Message) -> String {
        msg.to_string()
    }
}
