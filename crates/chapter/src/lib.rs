//! The chapter's facts as typed data: what its plan says, what is right, and who showed it.
//!
//! Data only: it computes nothing and draws nothing.

pub mod errata;
pub mod glossary;

use serde::Serialize;

/// A correction that reaches the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Erratum {
    /// What the plan says.
    pub plan: &'static str,
    /// What is right.
    pub right: &'static str,
    /// The source.
    pub source: &'static str,
}
