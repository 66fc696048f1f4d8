//! The protocols, each a pure machine, written from the papers.
//!
//! Nothing here knows who drives it: no clock, no randomness, no simulator, no checker.

pub mod client;
pub mod consensus;
pub mod detector;
pub mod dynamo;
pub mod naive;
pub mod paxos;
pub mod raft;
