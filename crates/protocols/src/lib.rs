//! The protocols, each a pure machine, written from the papers.
//!
//! Nothing here knows who drives it: no clock, no randomness, no simulator, no checker.

pub mod ben_or;
pub mod chandra_toueg;
pub mod client;
pub mod consensus;
pub mod detector;
pub mod dolev_strong;
pub mod dynamo;
pub mod flood_set;
pub mod naive;
pub mod oral_messages;
pub mod paxos;
pub mod phase_king;
pub mod quic;
pub mod raft;
pub mod rounds;
pub mod store;
pub mod tcp;
pub mod transport;
pub mod two_phase_commit;
