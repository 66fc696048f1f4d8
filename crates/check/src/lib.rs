//! Judges histories: is this what one copy of the object could have answered?
//!
//! A history is a list of operations with the moments of their invocation and return. This crate
//! decides whether it is linearizable, shows why not, and measures how stale its reads were. It
//! never sees the protocol that made the history, reads no clock and draws no numbers.

pub mod explore;
pub mod valency;

pub mod history;
pub mod model;

pub mod linear;
mod seen;
pub mod verdict;

pub mod judge;
pub mod witness;

pub mod measure;

#[cfg(feature = "outside")]
pub mod outside;

pub use history::{End, History, Op};
pub use judge::{Judge, LiveCheck, Standing, Violation, judge};
pub use linear::Search;
pub use model::{Model, Register, RegisterOp};
pub use verdict::{Budget, Limit, Point, Progress, Verdict, Witness};
