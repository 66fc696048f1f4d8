//! What a diagram asks of a replicated store, whichever it is.

mod dynamo;
mod raft;

use super::record::{Broken, What};
use machine::NodeId;
use protocols::client::{Key, OpId, Server, System, Value, Wire};
use sim::{Life, World};

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

/// The life of a server within a system.
pub type ServerLife<S> = Life<System<S>>;

/// A replicated store that the diagram can run and judge.
pub trait Store: Server + 'static {
    /// History variables of its invariants; bounded, and cloned with every checkpoint.
    type Ghost: Clone + Default;
    /// What all replicas must have reached to have converged.
    type Goal: Clone;

    /// Its invariants, in the order of their paper.
    const RULES: &'static [Rule];

    /// Checks the invariants after a step of `node`: all that are broken now.
    fn observe(
        &self,
        ghost: &mut Self::Ghost,
        world: &World<System<Self>>,
        node: NodeId,
    ) -> Vec<Broken>;
    /// What a server looks like.
    fn face(state: &Self::State) -> Face;
    /// What kind of message it is.
    fn kind(peer: &Self::Peer) -> Kind;
    /// The message in a few words, for the trace.
    #[cfg(feature = "files")]
    fn describe(peer: &Self::Peer) -> String;
    /// What a server's note means to a reader, if anything.
    fn tell(note: &Self::Note) -> Option<What>;
    /// What everybody must reach from here.
    fn goal(&self, world: &World<System<Self>>) -> Self::Goal;
    /// Whether everybody has.
    fn reached(&self, goal: &Self::Goal, world: &World<System<Self>>) -> bool;
    /// Whether a server, up or down, still holds that write or one that has replaced it knowingly.
    fn holds(ghost: &Self::Ghost, life: &ServerLife<Self>, write: (OpId, Key, Value)) -> bool;
    /// Who leads, if anybody does.
    fn leader(&self, world: &World<System<Self>>) -> Option<NodeId>;
}

/// The kind of any message of a system.
pub fn kind_of<S: Store>(msg: &Wire<S::Peer>) -> Kind {
    match msg {
        Wire::Request(_, protocols::client::Op::Read(_)) => Kind::Read,
        Wire::Request(_, protocols::client::Op::Write(..)) => Kind::Write,
        Wire::Response(..) => Kind::Answer,
        Wire::Peer(peer) => S::kind(peer),
    }
}
