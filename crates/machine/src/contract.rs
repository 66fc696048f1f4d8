//! The contract between a protocol and whatever drives it.

use crate::{NodeId, Time};
use std::hash::Hash;
use std::ops::RangeInclusive;

/// A protocol, as one pure state machine per process.
///
/// The same machine is driven by the simulator (virtual time, seeded draws), by an explorer (every
/// choice a branch) and by a script (a test or a reader names the next event). `self` is the
/// protocol's configuration, the same at every process, and never changes during a run.
///
/// A step is atomic: what it changed on the disk is durable before its messages leave
/// (write, sync, then send).
pub trait Machine: Clone {
    /// All a process knows while it is up.
    type State: Clone + Eq + Hash;
    /// What survives a crash. The default is an empty disk.
    type Disk: Clone + Eq + Hash + Default;
    /// A message between two processes.
    type Msg: Clone + Eq + Hash + Ord;
    /// The name of a timer: at most one of each name runs at a process.
    type Timer: Copy + Eq + Hash + Ord;
    /// What the process says about itself, for narrators, histories and judges.
    type Note: Clone;

    /// Starts a process from its disk: an empty one at first, the surviving one after a crash.
    fn boot(&self, me: NodeId, disk: Self::Disk, out: &mut Effects<Self>) -> Self::State;

    /// Handles one event.
    fn step(
        &self,
        me: NodeId,
        state: &mut Self::State,
        event: Event<Self>,
        out: &mut Effects<Self>,
    );

    /// What a crash leaves of `state`.
    fn crash(&self, state: Self::State) -> Self::Disk;
}

/// What happens to a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<M: Machine> {
    /// A message arrives.
    Message {
        /// Who sent it.
        from: NodeId,
        /// What it says.
        msg: M::Msg,
    },
    /// A timer that the process set has run out.
    Timeout(M::Timer),
    /// Somebody outside the system asks for something; each machine documents its codes.
    Command(u32),
    /// The answer to [`Effect::Choose`]: a number below `of`.
    Chosen(u32),
}

/// What a process asks of its driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect<M: Machine> {
    /// Hand `msg` to the network.
    Send {
        /// Whom to.
        to: NodeId,
        /// What it says.
        msg: M::Msg,
    },
    /// Start (or restart) a timer that runs out after a time drawn from the range.
    SetTimer(M::Timer, RangeInclusive<Time>),
    /// Stop a timer; stopping one that does not run is no error.
    CancelTimer(M::Timer),
    /// Draw a number below `of`; it comes back at once as [`Event::Chosen`].
    Choose {
        /// How many ways there are; at least 1.
        of: u32,
    },
    /// Tell whoever watches.
    Note(M::Note),
}

/// The effects of one step, in order. The driver empties it after every step.
pub struct Effects<M: Machine> {
    list: Vec<Effect<M>>,
}

impl<M: Machine> Default for Effects<M> {
    fn default() -> Self {
        Self { list: Vec::new() }
    }
}

impl<M: Machine> Clone for Effects<M> {
    fn clone(&self) -> Self {
        Self { list: self.list.clone() }
    }
}

impl<M: Machine> Effects<M> {
    /// Sends `msg` to `to`.
    pub fn send(&mut self, to: NodeId, msg: M::Msg) {
        self.list.push(Effect::Send { to, msg });
    }

    /// Starts (or restarts) `timer`, to run out after a time drawn from `after`.
    pub fn set_timer(&mut self, timer: M::Timer, after: RangeInclusive<Time>) {
        self.list.push(Effect::SetTimer(timer, after));
    }

    /// Stops `timer` if it runs.
    pub fn cancel_timer(&mut self, timer: M::Timer) {
        self.list.push(Effect::CancelTimer(timer));
    }

    /// Asks for a number below `of`.
    pub fn choose(&mut self, of: u32) {
        debug_assert!(of > 0, "a choice needs at least one way");
        self.list.push(Effect::Choose { of });
    }

    /// Tells whoever watches.
    pub fn note(&mut self, note: M::Note) {
        self.list.push(Effect::Note(note));
    }

    /// The effects so far.
    #[must_use]
    pub fn as_slice(&self) -> &[Effect<M>] {
        &self.list
    }

    /// Hands on what a machine within another asks for, in the words of the outer one.
    pub fn pass_on<P: Machine>(
        &mut self,
        out: &mut Effects<P>,
        msg: fn(M::Msg) -> P::Msg,
        timer: fn(M::Timer) -> P::Timer,
        note: impl Fn(M::Note) -> Option<P::Note>,
    ) {
        for effect in self.drain() {
            match effect {
                Effect::Send { to, msg: inner } => out.send(to, msg(inner)),
                Effect::SetTimer(name, after) => out.set_timer(timer(name), after),
                Effect::CancelTimer(name) => out.cancel_timer(timer(name)),
                Effect::Choose { of } => out.choose(of),
                Effect::Note(inner) => note(inner).into_iter().for_each(|note| out.note(note)),
            }
        }
    }

    /// Takes the effects out, keeping the buffer.
    pub fn drain(&mut self) -> std::vec::Drain<'_, Effect<M>> {
        self.list.drain(..)
    }
}
