//! What a protocol is: a pure state machine `(state, event) -> (state, effects)`.
//!
//! This crate holds the contract and the few values it is written in. It never reads a clock,
//! draws a random number, opens a file or sends a message: whoever drives a machine does.

mod contract;
mod hash;
mod node;
mod sort;
mod time;

pub use contract::{Effect, Effects, Event, Machine};
pub use hash::{StableHasher, hash_words, stable_hash};
pub use node::{NODES_MAX, NodeId, NodeSet};
pub use sort::{heap_sort_by_key, sort_by_key};
pub use time::{Ratio, Time};
