//! One moment of a run, as plain data for the pictures: they are drawn without knowing the store.

use super::design::Run;
use super::store::{self, Face, Kind};
use machine::{NodeId, NodeSet, Time};
use protocols::client::{Op, Process};
use sim::{Cuts, Life};

/// One moment.
pub struct Snapshot {
    /// When.
    pub at: Time,
    /// How many of the processes are servers; they come first.
    pub servers: usize,
    /// All processes.
    pub nodes: Vec<Node>,
    /// What is cut.
    pub cuts: Cuts,
    /// Messages on their way, in no particular order.
    pub flights: Vec<Flight>,
    /// Messages whose way ended within the window behind the moment.
    pub crossings: Vec<Crossing>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            at: Time::ZERO,
            servers: 0,
            nodes: Vec::new(),
            cuts: Cuts::none(0),
            flights: Vec::new(),
            crossings: Vec::new(),
        }
    }
}

impl Snapshot {
    /// Copies what the pictures show at a run's playhead.
    pub fn take(&mut self, run: &Run) {
        let world = run.playhead();
        self.at = world.now();
        self.servers = usize::from(run.setup().machine.workload.servers);
        self.nodes.clear();
        self.nodes.extend(NodeSet::first(world.size()).iter().map(|id| node(run, id)));
        self.cuts.clone_from(world.cuts());
        self.flights.clear();
        self.flights.extend(world.flights().map(|flight| Flight {
            id: flight.id.0,
            ends: (flight.from, flight.to),
            sent: flight.sent,
            due: flight.due,
            doomed: flight.doomed.is_some(),
            kind: store::kind(&flight.msg),
        }));
        self.crossings.clear();
        self.crossings.extend(run.trail().crossings().map(|crossing| Crossing {
            id: crossing.id.0,
            ends: (crossing.from, crossing.to),
            sent: crossing.sent,
            ended: crossing.ended,
            lost: crossing.lost.is_some(),
            kind: store::kind(&crossing.msg),
        }));
    }

    /// All servers.
    pub fn all_servers(&self) -> NodeSet {
        NodeSet::first(self.servers)
    }
}

/// Whether a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Up {
    /// It does.
    Running,
    /// It stands still.
    Paused,
    /// It has crashed.
    Crashed,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Whether it runs.
    pub up: Up,
    /// What a server shows.
    pub face: Face,
    /// What a client waits for.
    pub asks: Option<Op>,
    /// The server it is at home at: itself, if it is one.
    pub home: NodeId,
}

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// Its number.
    pub id: u32,
    /// From and to.
    pub ends: (NodeId, NodeId),
    /// When it was sent.
    pub sent: Time,
    /// When it arrives, or dies half-way.
    pub due: Time,
    /// Whether it will die.
    pub doomed: bool,
    /// Its kind.
    pub kind: Kind,
}

/// A message whose way has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Its number.
    pub id: u32,
    /// From and to.
    pub ends: (NodeId, NodeId),
    /// When it was sent.
    pub sent: Time,
    /// When it arrived, or died.
    pub ended: Time,
    /// Whether it died.
    pub lost: bool,
    /// Its kind.
    pub kind: Kind,
}

fn node(run: &Run, id: NodeId) -> Node {
    let world = run.playhead();
    let up = match world.life(id) {
        Life::Down(_) => Up::Crashed,
        Life::Up(_) if world.paused(id) => Up::Paused,
        Life::Up(_) => Up::Running,
    };
    let (mut face, mut asks) = (Face::default(), None);
    match world.state(id) {
        Some(Process::Server(state)) => face = store::face(state),
        Some(Process::Client(client)) => asks = client.pending().map(|(op, _)| op),
        None => {}
    }
    Node { up, face, asks, home: run.setup().places[id.index()] }
}
