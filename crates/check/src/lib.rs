//! Judges what was done, and searches all that could be.
//!
//! A history is a list of operations with the moments of their invocation and return: this crate
//! decides whether it is linearizable, shows why not, and measures how stale its reads were. Of a
//! machine it searches every schedule ([`explore`]) and tells what each configuration can still
//! decide ([`valency`]). Of a failure detector it measures how good it was ([`quality`]). It never sees a protocol, reads no clock and draws no numbers.

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
pub mod quality;

#[cfg(feature = "outside")]
pub mod outside;

pub use history::{End, History, Op};
pub use judge::{Judge, LiveCheck, Standing, Violation, judge};
pub use linear::Search;
pub use model::{Model, Register, RegisterOp};
pub use verdict::{Budget, Limit, Point, Progress, Verdict, Witness};
