//! A sweep: one link under many seeds and settings, measured.
//!
//! A [`Plan`] says which runs there are, [`run`] makes one of them, [`Shown`] sums all of them up.
//! Whoever calls decides who makes which, and where: the result depends on the runs alone.

mod chart;
mod offer;
mod plan;
mod run;
mod shard;
mod shown;
mod summary;

pub use chart::{Plot, plot};
pub use check::measure::Summary;
pub use offer::{Offer, offered};
pub use plan::{Asked, Column, Plan, Planned, PlannedChart, Setting};
pub use run::{Outcome, Outcomes, run};
pub use shard::{Merge, MergeError, Shard, code, standing_of, written};
pub use shown::{Row, STANDINGS, Shown, Swept, SweptReading, SweptRow, SweptVerdict};
pub use summary::{Found, Worst, exact, rounded};

use crate::NoDiagram;

/// What cannot be swept, or not be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The link is not one of this program's.
    #[error(transparent)]
    NoDiagram(#[from] NoDiagram),
    /// All runs of the diagram are one.
    #[error("this diagram leaves nothing to chance: it has no seed")]
    NoSeed,
    /// A parameter that there is not.
    #[error("{diagram} has no parameter {key:?}")]
    NoParameter {
        /// Where it is not.
        diagram: &'static str,
        /// What was asked for.
        key: String,
    },
    /// The seed is varied by itself.
    #[error("seeds are not varied as a parameter is: every setting has the same")]
    VariesSeed,
    /// A value that cannot be taken.
    #[error("{key}: {wrong}")]
    Value {
        /// The parameter's id.
        key: &'static str,
        /// What is wrong with it.
        wrong: String,
    },
    /// A parameter is varied twice.
    #[error("{0} is given twice")]
    Twice(&'static str),
    /// None, or more than can be kept.
    #[error("this sweep has {runs} runs; it can have 1 to {most}")]
    Runs {
        /// So many it has.
        runs: u64,
        /// So many it can have.
        most: u64,
    },
    /// There is nothing to sum up.
    #[error("{0} has no readout to measure")]
    NothingToMeasure(String),
    /// A readout that there is not.
    #[error("these runs have no readout {id:?}")]
    NoReadout {
        /// What was asked for.
        id: String,
        /// What there is.
        there: Vec<String>,
    },
    /// Nothing that can be the worst.
    #[error("these runs have no verdict or readout {id:?}")]
    NoWorst {
        /// What was asked for.
        id: String,
        /// What there is.
        there: Vec<String>,
    },
    /// A verdict is no number.
    #[error("only a readout has a smallest value, {first} say")]
    LeastVerdict {
        /// The verdict.
        id: String,
        /// A readout.
        first: String,
    },
    /// More parameters than a picture has directions, or none.
    #[error("a plot is over one parameter or two; this sweep varies {0}")]
    Directions(usize),
}
