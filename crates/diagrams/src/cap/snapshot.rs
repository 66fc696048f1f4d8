//! One moment of a run, as plain data for the pictures: they are drawn without knowing the store.

use super::store::{Face, Kind};
use machine::{NodeId, NodeSet, Time};
use protocols::client::Op;
use sim::Cuts;

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
