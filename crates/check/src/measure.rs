//! Statistics, once for all that measures: means, intervals, percentiles, and the staleness of reads.

mod stale;
mod statistics;

pub use stale::{Stale, staleness};
pub use statistics::{Summary, Values, mean, percentile, student, wilson};
