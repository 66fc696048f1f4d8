//! All that a run is made from.

use crate::{Bottleneck, Input, Intervention, Network, World};
use machine::{Machine, NodeId, NodeSet, Time};
use std::ops::RangeInclusive;

/// All that a run is made from: equal set-ups give equal runs.
#[derive(Clone)]
pub struct Setup<M: Machine> {
    /// The protocol.
    pub machine: M,
    /// How many processes, at most [`machine::NODES_MAX`].
    pub nodes: usize,
    /// For each process the one whose side of a partition it is always on; empty if each is on its
    /// own. (A client stays with its home replica.)
    pub places: Vec<NodeId>,
    /// The seed of every draw.
    pub seed: u64,
    /// The network.
    pub network: Network,
    /// The links with bandwidth and a queue, each at most once; the others take any number of messages.
    pub bottlenecks: Vec<Bottleneck<M::Msg>>,
    /// Random crashes.
    pub crashes: Option<Crashes>,
    /// What happens anyway, in order of time.
    pub plan: Vec<Planned<M>>,
    /// What the reader does, in order of time.
    pub inputs: Vec<Input>,
    /// How far a run may go.
    pub limits: Limits,
}

impl<M: Machine> Setup<M> {
    /// A run of `nodes` processes without faults.
    pub fn new(machine: M, nodes: usize, seed: u64, network: Network) -> Self {
        assert!((1..=machine::NODES_MAX).contains(&nodes), "1 to 128 processes, not {nodes}");
        Self {
            machine,
            nodes,
            places: Vec::new(),
            seed,
            network,
            bottlenecks: Vec::new(),
            crashes: None,
            plan: Vec::new(),
            inputs: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// `servers`, and all who are always on their side.
    pub fn with_guests(&self, servers: NodeSet) -> NodeSet {
        let guests = self.places.iter().enumerate().filter(|(_, place)| servers.contains(**place));
        servers.union(guests.map(|(guest, _)| NodeId(guest as u8)).collect())
    }
}

/// Crashes at random moments: a Poisson process over those that may crash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crashes {
    /// Who may crash.
    pub among: NodeSet,
    /// Mean time between two crashes of the whole system.
    pub every: Time,
    /// How long a crashed process stays down.
    pub down: RangeInclusive<Time>,
}

/// An intervention that is part of the set-up.
#[derive(Clone)]
pub struct Planned<M: Machine> {
    /// When.
    pub at: Time,
    /// What, decided by what is seen then (who leads, say).
    pub what: fn(&World<M>, &Setup<M>) -> Vec<Intervention>,
}

/// Every run is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Messages in flight; those beyond are lost, and said to be.
    pub in_flight: usize,
    /// Messages held for a paused process; those beyond are lost.
    pub backlog: usize,
    /// Events in a whole run; time stands still there.
    pub events: u64,
    /// What a timeline's checkpoints may weigh together, in messages of about 100 bytes.
    pub checkpoints: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { in_flight: 65_536, backlog: 4_096, events: 20_000_000, checkpoints: 1_000_000 }
    }
}
