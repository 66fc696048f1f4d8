//! What a judgement says, and what it may cost.

use machine::Time;

/// What a judgement found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is an order that explains every result.
    Linearizable {
        /// The operations in such an order, each with a moment at which it can have taken effect.
        points: Vec<Point>,
    },
    /// There is none.
    NotLinearizable {
        /// Why not.
        witness: Witness,
    },
    /// The search was not finished.
    Unknown {
        /// What stopped it.
        limit: Limit,
    },
}

/// When an operation can have taken effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The operation.
    pub op: u32,
    /// A moment between its invocation and its return.
    pub at: Time,
}

/// A set of operations that no order explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// They, in order of invocation.
    pub ops: Vec<u32>,
    /// The return with which the history stopped being linearizable.
    pub turned_at: Time,
    /// Whether each of them is needed: false only if the budget for trying that ran out.
    pub minimal: bool,
}

/// What stopped a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// It has been given too few steps so far.
    Slice,
    /// [`Budget::steps`].
    Steps,
    /// [`Budget::configurations`].
    Memory,
}

/// How much a search of one key may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Steps: operations tried and events taken in.
    pub steps: u64,
    /// Configurations remembered, of about 30 bytes each.
    pub configurations: usize,
}

impl Default for Budget {
    /// Some seconds, and at most 120 MB.
    fn default() -> Self {
        Self { steps: 50_000_000, configurations: 4_000_000 }
    }
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Working,
    /// All that was pushed is judged, or a limit is reached.
    Done,
}
