//! Histories made elsewhere: Jepsen's operation maps and log lines, a JSON form, a table in CSV.
//!
//! The JSON form is an array of events, or one event a line, in the order in which they happened:
//!
//! ```json
//! {"process": 0, "type": "invoke", "f": "write", "key": "x", "value": 3, "time": 12}
//! {"process": 1, "type": "invoke", "f": "read",  "key": "x", "time": 13}
//! {"process": 0, "type": "ok",     "f": "write", "key": "x", "value": 3, "time": 20}
//! {"process": 1, "type": "ok",     "f": "read",  "key": "x", "value": 3, "time": 25}
//! ```
//!
//! - `process`: a number; events of Jepsen's nemesis are skipped.
//! - `type`: `invoke`; then `ok` (it happened), `fail` (it certainly did not) or `info` (nobody
//!   knows). After `info` a process may go on with its next operation.
//! - `f`: register: `read`, `write`; cas-register: also `cas` with the value `[old, new]`;
//!   multi-register: `txn` with the value `[["r", "x", 1], ["w", "y", 2]]`; kv: `get`, `put`,
//!   `append` of strings; mutex: `acquire`, `release`.
//! - `key`: which register or key, if there are several; left away there is one. Objects of a
//!   `txn` are named in its value.
//! - `value`: what was written, or read (at the `ok`); `null` stands for nothing written yet.
//! - `time`: microseconds, for display; the order of lines is what counts. Left away, events are
//!   numbered.
//!
//! In Jepsen's forms times are nanoseconds, and a key may also come as `[key value]` in `:value`.
//!
//! A table in CSV has a head that names its columns, of which `process`, `type` and `f` must be
//! there: `time_us,process,type,f,key,value`, say. An empty cell is nothing.
//!
//! ```
//! use check::outside::{judge, parse, Format, ModelName};
//! let events = parse("0 :invoke :write 3\n0 :ok :write 3\n1 :invoke :read nil\n1 :ok :read nil", Format::Auto)?;
//! let mut judged = judge(&events, ModelName::Register, None, Default::default())?;
//! while judged.advance(10_000) == check::Progress::Working {}
//! assert_eq!(judged.report().why, "process 1: read nil (line 3) began after process 0: write 3 (line 1) had returned");
//! # Ok::<(), check::outside::ParseError>(())
//! ```

mod csv;
mod datum;
mod event;
mod load;

pub use datum::Datum;
pub use event::{Format, Kind, RawEvent, parse};
pub use load::{Judgement, Judging, ModelName, Named, judge};

/// What is wrong with a history, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What was expected, and what was found.
    pub message: String,
}
