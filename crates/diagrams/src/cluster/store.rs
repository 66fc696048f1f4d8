//! What a diagram asks of a replicated store, whichever it is.

mod dynamo;
mod raft;

use super::record::{Broken, What};
use dynamo::Lineage;
use machine::{Machine, NodeId};
use protocols::client::{Key, Op, OpId, Process, ProcessDisk, Server, System, Value, Wire};
use protocols::raft::{Index, invariants};
pub use protocols::store::{Of, Store};
use sim::Life;

/// A part a server plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// A peer among peers.
    #[default]
    Peer,
    /// It follows a leader.
    Follower,
    /// It stands for election.
    Candidate,
    /// It leads.
    Leader,
}

/// Kinds of message, each with a mark of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A client's read, or a read of a copy.
    Read,
    /// A client's write, or a write of a copy.
    Write,
    /// The answer to either.
    Answer,
    /// A request for a vote.
    Ask,
    /// A vote, or a refusal.
    Vote,
    /// New entries of the log.
    Append,
    /// Their acknowledgement.
    Ack,
    /// A sign of life.
    Heartbeat,
    /// Replicas comparing notes behind the clients' backs.
    Gossip,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Heartbeat,
        Self::Gossip,
        Self::Ask,
        Self::Vote,
        Self::Append,
        Self::Ack,
        Self::Read,
        Self::Write,
        Self::Answer,
    ];
}

/// A server as the picture shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// The part it plays.
    pub role: Role,
    /// Whether it holds a copy of the first register at all.
    pub holds: bool,
    /// The value of the first register, 0 if never written.
    pub value: Value,
    /// How many values it holds at once.
    pub siblings: u8,
    /// Its version, in the protocol's own notation.
    pub version: String,
}

/// An invariant, as its chip shows it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Stable id.
    pub id: &'static str,
    /// Its name in its paper.
    pub name: &'static str,
    /// What it says.
    pub sentence: &'static str,
}

/// What the diagram runs: either store and its clients.
pub type Cluster = System<Store>;
/// A moment of its run.
pub type World = sim::World<Cluster>;

/// History variables of the invariants; bounded, and cloned with every checkpoint.
pub type Ghost = Of<invariants::Ghost, Lineage>;
/// What all replicas must have reached to have converged.
pub type Goal = Of<Index, dynamo::Goal>;

/// The invariants of the store, in the order of their paper.
pub fn rules(store: &Store) -> &'static [Rule] {
    match store {
        Of::Raft(_) => &raft::RULES,
        Of::Dynamo(_) => &[],
    }
}

/// No history yet.
pub fn ghost(store: &Store) -> Ghost {
    match store {
        Of::Raft(_) => Of::Raft(invariants::Ghost::default()),
        Of::Dynamo(_) => Of::Dynamo(Lineage::default()),
    }
}

/// Checks the invariants after a step of `node`: all that are broken now.
pub fn observe(store: &Store, ghost: &mut Ghost, world: &World, node: NodeId) -> Vec<Broken> {
    match (store, ghost) {
        (Of::Raft(store), Of::Raft(ghost)) => raft::observe(store, ghost, world, node),
        (Of::Dynamo(store), Of::Dynamo(ghost)) => {
            dynamo::observe(store, ghost, world, node);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// What a server looks like.
pub fn face(state: &<Store as Server>::State) -> Face {
    match state {
        Of::Raft(state) => raft::face(state),
        Of::Dynamo(state) => dynamo::face(state),
    }
}

/// What a server's note means to a reader, if anything.
pub fn tell(note: &<Store as Server>::Note) -> Option<What> {
    match note {
        Of::Raft(note) => raft::tell(note),
        Of::Dynamo(note) => dynamo::tell(note),
    }
}

/// What everybody must reach from here.
pub fn goal(store: &Store, world: &World) -> Goal {
    match store {
        Of::Raft(store) => Of::Raft(raft::goal(store, world)),
        Of::Dynamo(store) => Of::Dynamo(dynamo::goal(store, world)),
    }
}

/// Whether everybody has.
pub fn reached(store: &Store, goal: &Goal, world: &World) -> bool {
    match (store, goal) {
        (Of::Raft(store), Of::Raft(goal)) => raft::reached(store, *goal, world),
        (Of::Dynamo(store), Of::Dynamo(goal)) => dynamo::reached(store, goal, world),
        _ => false,
    }
}

/// Whether a server, up or down, still holds that write or one that has replaced it knowingly.
pub fn holds(ghost: &Ghost, life: &Life<Cluster>, write: (OpId, Key, Value)) -> bool {
    let disk = match life {
        Life::Up(Process::Server(Of::Raft(state))) => Of::Raft(state.disk()),
        Life::Up(Process::Server(Of::Dynamo(state))) => Of::Dynamo(state.disk()),
        Life::Down(ProcessDisk::Server(Of::Raft(disk))) => Of::Raft(disk),
        Life::Down(ProcessDisk::Server(Of::Dynamo(disk))) => Of::Dynamo(disk),
        _ => return false,
    };
    match (disk, ghost) {
        (Of::Raft(disk), _) => disk.holds(write.0),
        (Of::Dynamo(disk), Of::Dynamo(ghost)) => ghost.held(disk, write),
        (Of::Dynamo(_), _) => false,
    }
}

/// Who leads, if anybody does.
pub fn leader(store: &Store, world: &World) -> Option<NodeId> {
    match store {
        Of::Raft(store) => raft::leader(store, world),
        Of::Dynamo(_) => None,
    }
}

/// The kind of any message of a system.
pub fn kind(msg: &<Cluster as Machine>::Msg) -> Kind {
    match msg {
        Wire::Request(_, Op::Read(_)) => Kind::Read,
        Wire::Request(_, Op::Write(..)) => Kind::Write,
        Wire::Response(..) => Kind::Answer,
        Wire::Peer(Of::Raft(peer)) => raft::kind(peer),
        Wire::Peer(Of::Dynamo(peer)) => dynamo::kind(peer),
    }
}

/// What servers say to each other in a few words, for the trace.
#[cfg(feature = "files")]
pub fn describe(peer: &<Store as Server>::Peer) -> String {
    match peer {
        Of::Raft(peer) => peer.to_string(),
        Of::Dynamo(peer) => dynamo::describe(peer),
    }
}
