//! The protocols that run here as one machine, so that the page carries one simulator.

use machine::{Effect, Effects, Event, Machine, NodeId};
use protocols::ben_or::BenOr;
use protocols::consensus::{Consensus, Note};
use protocols::flood_set::FloodSet;
use protocols::naive::Naive;
use protocols::paxos::{self, Paxos};
use protocols::rounds::Rounds;
use std::fmt::{Display, Formatter, Result};

macro_rules! one_of {
    ($($name:ident($machine:ty)),+) => {
        /// A protocol, the same at every process.
        #[derive(Clone)]
        pub enum Protocol { $($name($machine)),+ }

        /// A process that is up.
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub enum State { $($name(<$machine as Machine>::State)),+ }

        /// What survives a crash.
        #[derive(Clone, PartialEq, Eq, Hash, Default)]
        pub enum Disk {
            /// Nothing was ever written.
            #[default]
            Empty,
            $($name(<$machine as Machine>::Disk)),+
        }

        /// A message.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Msg { $($name(<$machine as Machine>::Msg)),+ }

        /// A timer.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Timer { $($name(<$machine as Machine>::Timer)),+ }

        impl Machine for Protocol {
            type State = State;
            type Disk = Disk;
            type Msg = Msg;
            type Timer = Timer;
            type Note = Note;

            fn boot(&self, me: NodeId, disk: Disk, out: &mut Effects<Self>) -> State {
                match self {
                    $(Self::$name(machine) => {
                        let disk = if let Disk::$name(disk) = disk { disk } else { Default::default() };
                        let mut inner = Effects::default();
                        let state = machine.boot(me, disk, &mut inner);
                        pass::<$machine>(&mut inner, out, Msg::$name, Timer::$name);
                        State::$name(state)
                    })+
                }
            }

            fn step(&self, me: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
                match (self, state) {
                    $((Self::$name(machine), State::$name(state)) => {
                        let event = match event {
                            Event::Message { from, msg: Msg::$name(msg) } => Event::Message { from, msg },
                            Event::Timeout(Timer::$name(timer)) => Event::Timeout(timer),
                            Event::Command(code) => Event::Command(code),
                            Event::Chosen(pick) => Event::Chosen(pick),
                            // No other protocol is in the system.
                            _ => return,
                        };
                        let mut inner = Effects::default();
                        machine.step(me, state, event, &mut inner);
                        pass::<$machine>(&mut inner, out, Msg::$name, Timer::$name);
                    })+
                    _ => {}
                }
            }

            fn crash(&self, state: State) -> Disk {
                match (self, state) {
                    $((Self::$name(machine), State::$name(state)) => Disk::$name(machine.crash(state)),)+
                    _ => Disk::Empty,
                }
            }
        }

        /// A message in a few letters.
        impl Display for Msg {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                match self {
                    $(Self::$name(msg) => msg.fmt(f)),+
                }
            }
        }

        /// A process in a few words.
        impl Display for State {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                match self {
                    $(Self::$name(state) => state.fmt(f)),+
                }
            }
        }
    };
}

one_of!(Naive(Naive), Paxos(Paxos), FloodSet(Rounds<FloodSet>), BenOr(BenOr));

/// Passes what one machine asks for on to the driver of all.
fn pass<M: Consensus>(
    inner: &mut Effects<M>,
    out: &mut Effects<Protocol>,
    msg: fn(M::Msg) -> Msg,
    timer: fn(M::Timer) -> Timer,
) {
    for effect in inner.drain() {
        match effect {
            Effect::Send { to, msg: inner } => out.send(to, msg(inner)),
            Effect::SetTimer(name, after) => out.set_timer(timer(name), after),
            Effect::CancelTimer(name) => out.cancel_timer(timer(name)),
            Effect::Choose { of } => out.choose(of),
            Effect::Note(note) => out.note(note),
        }
    }
}

impl Msg {
    /// Whether it only says that its sender is alive.
    pub fn is_heartbeat(&self) -> bool {
        matches!(self, Self::Paxos(paxos::Message::Alive))
    }
}
