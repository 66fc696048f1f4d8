//! Raft and Dynamo as one server, so that whoever runs both carries one simulator.

use crate::client::{OpId, Out, Outcome, Server, ServerEvent};
use crate::dynamo::{self, Dynamo};
use crate::raft::{self, Raft};
use machine::{NodeId, Time};
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;

/// What is Raft's, or the same thing of Dynamo's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of<R, D> {
    /// Raft's.
    Raft(R),
    /// Dynamo's.
    Dynamo(D),
}

/// As what it is of: a run's hash is that of the store alone.
impl<R: Hash, D: Hash> Hash for Of<R, D> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        match self {
            Self::Raft(it) => it.hash(hasher),
            Self::Dynamo(it) => it.hash(hasher),
        }
    }
}

/// Of an empty disk nobody can tell whose it is.
impl<R: Default, D> Default for Of<R, D> {
    fn default() -> Self {
        Self::Raft(R::default())
    }
}

/// Either store; every server of a system is of the same.
pub type Store = Of<Raft, Dynamo>;

/// What either takes in of the effects of all.
struct Part<'a>(&'a mut dyn Out<Store>);

macro_rules! either {
    ($($name:ident),+) => {
        impl Server for Store {
            type State = Of<raft::State, dynamo::State>;
            type Disk = Of<raft::Disk, dynamo::Disk>;
            type Peer = Of<raft::Message, dynamo::Peer>;
            type Timer = Of<raft::Timer, dynamo::Timer>;
            type Note = Of<raft::Note, dynamo::Note>;

            fn boot(&self, me: NodeId, disk: Self::Disk, out: &mut dyn Out<Self>) -> Self::State {
                match self {
                    $(Self::$name(store) => {
                        let disk = if let Of::$name(disk) = disk { disk } else { Default::default() };
                        Of::$name(store.boot(me, disk, &mut Part(out)))
                    })+
                }
            }

            fn step(
                &self,
                me: NodeId,
                state: &mut Self::State,
                event: ServerEvent<Self>,
                out: &mut dyn Out<Self>,
            ) {
                match (self, state) {
                    $((Self::$name(store), Of::$name(state)) => {
                        let event = match event {
                            ServerEvent::Request(id, op) => ServerEvent::Request(id, op),
                            ServerEvent::Peer(from, Of::$name(peer)) => ServerEvent::Peer(from, peer),
                            ServerEvent::Timeout(Of::$name(timer)) => ServerEvent::Timeout(timer),
                            ServerEvent::Chosen(pick) => ServerEvent::Chosen(pick),
                            // No server of the other is in the system.
                            _ => return,
                        };
                        store.step(me, state, event, &mut Part(out));
                    })+
                    _ => {}
                }
            }

            fn crash(&self, state: Self::State) -> Self::Disk {
                match (self, state) {
                    $((Self::$name(store), Of::$name(state)) => Of::$name(store.crash(state)),)+
                    _ => Of::default(),
                }
            }
        }

        $(impl Out<$name> for Part<'_> {
            fn send(&mut self, to: NodeId, peer: <$name as Server>::Peer) {
                self.0.send(to, Of::$name(peer));
            }

            fn answer(&mut self, id: OpId, outcome: Outcome) {
                self.0.answer(id, outcome);
            }

            fn set_timer(&mut self, timer: <$name as Server>::Timer, after: RangeInclusive<Time>) {
                self.0.set_timer(Of::$name(timer), after);
            }

            fn cancel_timer(&mut self, timer: <$name as Server>::Timer) {
                self.0.cancel_timer(Of::$name(timer));
            }

            fn choose(&mut self, of: u32) {
                self.0.choose(of);
            }

            fn note(&mut self, note: <$name as Server>::Note) {
                self.0.note(Of::$name(note));
            }
        })+
    };
}

either!(Raft, Dynamo);
