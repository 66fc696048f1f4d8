//! The detectors and Raft as one machine, so that both meet the same links.

use machine::{Effects, Event, Machine, NodeId};
use protocols::client::{self, ProcessDisk, System};
use protocols::detector::watch::{self, Watch};
use protocols::raft::{self, Raft};
use std::fmt::{Display, Formatter, Result};

type Servers = System<Raft>;

/// What every process runs.
#[derive(Clone)]
pub struct Cluster {
    /// The detectors.
    pub watch: Watch,
    /// Raft, if it is underneath.
    pub raft: Option<Servers>,
}

/// A process that is up.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// What its detectors know.
    pub watch: watch::State,
    /// What Raft knows.
    pub raft: Option<<Servers as Machine>::State>,
}

impl State {
    /// Raft's server.
    pub fn server(&self) -> Option<&raft::State> {
        match &self.raft {
            Some(client::Process::Server(server)) => Some(server),
            _ => None,
        }
    }
}

/// A message.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Msg {
    /// Between detectors.
    Watch(watch::Msg),
    /// Raft's.
    Raft(client::Wire<raft::Message>),
}

/// A message in a few letters.
impl Display for Msg {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Watch(msg) => msg.fmt(f),
            Self::Raft(client::Wire::Peer(msg)) => msg.fmt(f),
            Self::Raft(_) => f.write_str("client"),
        }
    }
}

/// A timer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The detectors' clock.
    Watch(watch::Tick),
    /// Raft's.
    Raft(<Servers as Machine>::Timer),
}

/// What a process says about itself.
#[derive(Clone, Copy)]
pub enum Note {
    /// A detector changed its mind.
    Watch(watch::Note),
    /// Raft's server said something.
    Raft(raft::Note),
}

impl Cluster {
    fn with_watch<T>(
        &self,
        out: &mut Effects<Self>,
        work: impl FnOnce(&mut Effects<Watch>) -> T,
    ) -> T {
        let mut inner = Effects::default();
        let made = work(&mut inner);
        inner.pass_on(out, Msg::Watch, Timer::Watch, |note| Some(Note::Watch(note)));
        made
    }

    fn with_raft<T>(
        &self,
        out: &mut Effects<Self>,
        work: impl FnOnce(&Servers, &mut Effects<Servers>) -> T,
    ) -> Option<T> {
        let mut inner = Effects::default();
        let made = self.raft.as_ref().map(|raft| work(raft, &mut inner));
        let note = |note| match note {
            client::Note::Server(note) => Some(Note::Raft(note)),
            client::Note::Client(_) => None,
        };
        inner.pass_on(out, Msg::Raft, Timer::Raft, note);
        made
    }
}

impl Machine for Cluster {
    type State = State;
    type Disk = ProcessDisk<raft::Disk>;
    type Msg = Msg;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, disk: Self::Disk, out: &mut Effects<Self>) -> State {
        let watch = self.with_watch(out, |out| self.watch.boot(me, (), out));
        State { watch, raft: self.with_raft(out, |raft, out| raft.boot(me, disk, out)) }
    }

    fn step(&self, me: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        let watch = match event {
            Event::Message { from, msg: Msg::Watch(msg) } => Event::Message { from, msg },
            Event::Timeout(Timer::Watch(tick)) => Event::Timeout(tick),
            Event::Chosen(number) => Event::Chosen(number),
            Event::Message { from, msg: Msg::Raft(msg) } => {
                return self.raft(me, state, Event::Message { from, msg }, out);
            }
            Event::Timeout(Timer::Raft(timer)) => {
                return self.raft(me, state, Event::Timeout(timer), out);
            }
            Event::Command(_) => return,
        };
        self.with_watch(out, |out| self.watch.step(me, &mut state.watch, watch, out));
    }

    fn crash(&self, state: State) -> Self::Disk {
        match (&self.raft, state.raft) {
            (Some(raft), Some(server)) => raft.crash(server),
            _ => ProcessDisk::default(),
        }
    }
}

impl Cluster {
    fn raft(&self, me: NodeId, state: &mut State, event: Event<Servers>, out: &mut Effects<Self>) {
        let server = &mut state.raft;
        self.with_raft(out, |raft, out| {
            if let Some(server) = server {
                raft.step(me, server, event, out);
            }
        });
    }
}
