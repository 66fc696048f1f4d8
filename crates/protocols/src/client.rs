//! Clients of a replicated store, and the words in which they speak to any of its servers.

use machine::NodeId;

/// The key of a register.
pub type Key = u8;
/// The value of a register. Writers never write the same value twice; 0 means "never written".
pub type Value = u32;

/// One operation of one client; a retry keeps it, so that a server can tell it from a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// Whose.
    pub client: NodeId,
    /// The client's own count, from 1.
    pub number: u32,
}

/// What a client asks of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// Read a register.
    Read(Key),
    /// Write a register.
    Write(Key, Value),
}

/// How an attempt ended, as its server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The write is acknowledged.
    Written,
    /// The value read, 0 if never written, and how many siblings it was chosen from (1: none).
    Read(Value, u8),
    /// Certainly not executed: the server has no leader or no quorum and says so.
    Refused,
    /// May or may not have been executed: the server gave up waiting for its quorum.
    Unknown,
}

/// A message of a system of servers and clients; `P` is what servers say to each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire<P> {
    /// From a client to its home replica.
    Request(OpId, Op),
    /// And back.
    Response(OpId, Outcome),
    /// Between servers.
    Peer(P),
}

/// What a client tells whoever watches: its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientNote {
    /// The client began an operation.
    Invoked(OpId, Op),
    /// It ended; `Unknown` also when every attempt went unanswered.
    Returned(OpId, Outcome),
}
