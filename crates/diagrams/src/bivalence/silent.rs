//! A machine of which one process may have crashed before its first step, and all may have clocks.

use check::explore::{Fate, View};
use machine::{Effect, Effects, Event, Machine, NodeId, Time};

/// Any machine; the `dead` process never takes a step.
#[derive(Clone)]
pub struct Silent<M> {
    /// What the others run.
    pub inner: M,
    /// What they run once they can trust their clocks, if they have any: from then on they can wait
    /// for everybody, since who is not heard in time has crashed.
    ///
    /// Before that a timeout may come as early as the adversary likes, which is as if nobody waited
    /// (Dwork, Lynch and Stockmeyer 1988: after the global stabilization time messages are timely).
    pub patient: Option<M>,
    /// Who has crashed.
    pub dead: Option<NodeId>,
}

/// A process that has not crashed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alive<S> {
    /// Whether it can trust its clock.
    pub patient: bool,
    /// What it knows.
    pub state: S,
}

impl<M: Machine> Silent<M> {
    /// Hands on what the inner machine asks for; it has no timers of its own.
    fn hand_on(from: &mut Effects<M>, to: &mut Effects<Self>) {
        for effect in from.drain() {
            match effect {
                Effect::Send { to: whom, msg } => to.send(whom, msg),
                Effect::Choose { of } => to.choose(of),
                Effect::Note(note) => to.note(note),
                Effect::SetTimer(..) | Effect::CancelTimer(_) => {}
            }
        }
    }
}

impl<M: Machine> Machine for Silent<M> {
    /// None for who is dead.
    type State = Option<Alive<M::State>>;
    type Disk = M::Disk;
    type Msg = M::Msg;
    /// It runs out when the clock can be trusted.
    type Timer = ();
    type Note = M::Note;

    fn boot(&self, me: NodeId, disk: M::Disk, out: &mut Effects<Self>) -> Self::State {
        if self.dead == Some(me) {
            return None;
        }
        if self.patient.is_some() {
            out.set_timer((), Time::ZERO..=Time::MAX);
        }
        let mut effects = Effects::default();
        let state = self.inner.boot(me, disk, &mut effects);
        Self::hand_on(&mut effects, out);
        Some(Alive { patient: false, state })
    }

    fn step(
        &self,
        me: NodeId,
        state: &mut Self::State,
        event: Event<Self>,
        out: &mut Effects<Self>,
    ) {
        let Some(alive) = state else { return };
        let event = match event {
            Event::Timeout(()) => {
                alive.patient = true;
                return;
            }
            Event::Message { from, msg } => Event::Message { from, msg },
            Event::Command(code) => Event::Command(code),
            Event::Chosen(choice) => Event::Chosen(choice),
        };
        let mut effects = Effects::default();
        let machine = self.patient.as_ref().filter(|_| alive.patient).unwrap_or(&self.inner);
        machine.step(me, &mut alive.state, event, &mut effects);
        Self::hand_on(&mut effects, out);
    }

    fn crash(&self, state: Self::State) -> M::Disk {
        state.map(|alive| self.inner.crash(alive.state)).unwrap_or_default()
    }
}

/// The view of the inner machine; who is dead reads nothing and decides nothing.
#[derive(Clone)]
pub struct SilentView<V>(pub V);

impl<M: Machine, V: View<M>> View<Silent<M>> for SilentView<V> {
    fn steps_read_inputs(&self) -> bool {
        self.0.steps_read_inputs()
    }

    fn fate(&self, me: NodeId, state: &Life<M>, from: NodeId, msg: &M::Msg) -> Fate {
        state.as_ref().map_or(Fate::Never, |alive| self.0.fate(me, &alive.state, from, msg))
    }

    fn round(&self, state: &Life<M>) -> Option<u32> {
        self.0.round(&state.as_ref()?.state)
    }

    fn period(&self) -> u32 {
        self.0.period()
    }

    fn canonical(&self, state: &mut Life<M>, rounds: u32) {
        if let Some(alive) = state {
            self.0.canonical(&mut alive.state, rounds);
        }
    }

    fn shift(&self, msg: &mut M::Msg, rounds: u32) {
        self.0.shift(msg, rounds);
    }

    fn decided(&self, me: NodeId, state: &Life<M>) -> Option<u8> {
        self.0.decided(me, &state.as_ref()?.state)
    }

    fn may_end(&self, me: NodeId, state: &Life<M>) -> bool {
        state.as_ref().is_none_or(|alive| self.0.may_end(me, &alive.state))
    }

    fn say(&self, msg: &M::Msg) -> String {
        self.0.say(msg)
    }
}

/// The state of a process.
pub type Life<M> = Option<Alive<<M as Machine>::State>>;
