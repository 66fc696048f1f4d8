//! A machine of which one process may have crashed before its first step.

use check::explore::{Fate, View};
use machine::{Effect, Effects, Event, Machine, NodeId};

/// Any machine; the `dead` process never takes a step.
#[derive(Clone)]
pub struct Silent<M> {
    /// What the others run.
    pub inner: M,
    /// Who has crashed.
    pub dead: Option<NodeId>,
}

impl<M: Machine> Silent<M> {
    /// Hands on what the inner machine asks for.
    fn hand_on(from: &mut Effects<M>, to: &mut Effects<Self>) {
        for effect in from.drain() {
            match effect {
                Effect::Send { to: whom, msg } => to.send(whom, msg),
                Effect::SetTimer(timer, after) => to.set_timer(timer, after),
                Effect::CancelTimer(timer) => to.cancel_timer(timer),
                Effect::Choose { of } => to.choose(of),
                Effect::Note(note) => to.note(note),
            }
        }
    }
}

impl<M: Machine> Machine for Silent<M> {
    /// None for who is dead.
    type State = Option<M::State>;
    type Disk = M::Disk;
    type Msg = M::Msg;
    type Timer = M::Timer;
    type Note = M::Note;

    fn boot(&self, me: NodeId, disk: M::Disk, out: &mut Effects<Self>) -> Self::State {
        if self.dead == Some(me) {
            return None;
        }
        let mut effects = Effects::default();
        let state = self.inner.boot(me, disk, &mut effects);
        Self::hand_on(&mut effects, out);
        Some(state)
    }

    fn step(
        &self,
        me: NodeId,
        state: &mut Self::State,
        event: Event<Self>,
        out: &mut Effects<Self>,
    ) {
        let Some(state) = state else { return };
        let mut effects = Effects::default();
        let event = match event {
            Event::Message { from, msg } => Event::Message { from, msg },
            Event::Timeout(timer) => Event::Timeout(timer),
            Event::Command(code) => Event::Command(code),
            Event::Chosen(choice) => Event::Chosen(choice),
        };
        self.inner.step(me, state, event, &mut effects);
        Self::hand_on(&mut effects, out);
    }

    fn crash(&self, state: Self::State) -> M::Disk {
        state.map(|state| self.inner.crash(state)).unwrap_or_default()
    }
}

/// The view of the inner machine; who is dead reads nothing and decides nothing.
#[derive(Clone)]
pub struct SilentView<V>(pub V);

impl<M: Machine, V: View<M>> View<Silent<M>> for SilentView<V> {
    fn fate(&self, me: NodeId, state: &Option<M::State>, from: NodeId, msg: &M::Msg) -> Fate {
        state.as_ref().map_or(Fate::Never, |state| self.0.fate(me, state, from, msg))
    }

    fn round(&self, state: &Option<M::State>) -> Option<u32> {
        self.0.round(state.as_ref()?)
    }

    fn period(&self) -> u32 {
        self.0.period()
    }

    fn canonical(&self, state: &mut Option<M::State>, rounds: u32) {
        if let Some(state) = state {
            self.0.canonical(state, rounds);
        }
    }

    fn shift(&self, msg: &mut M::Msg, rounds: u32) {
        self.0.shift(msg, rounds);
    }

    fn decided(&self, me: NodeId, state: &Option<M::State>) -> Option<u8> {
        self.0.decided(me, state.as_ref()?)
    }

    fn may_end(&self, me: NodeId, state: &Option<M::State>) -> bool {
        state.as_ref().is_none_or(|state| self.0.may_end(me, state))
    }

    fn say(&self, msg: &M::Msg) -> String {
        self.0.say(msg)
    }
}
