//! What is known of a run at a moment: verdicts, measurements, marks, and the picture in words.

pub use crate::reading::{Amount, Reading};
use machine::Time;
use serde::Serialize;

/// Three-valued, always: what was searched, not what was hoped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Standing {
    /// It was checked and holds.
    Holds,
    /// It was checked and does not.
    Violated,
    /// It was not, or not to the end.
    Unknown,
}

impl Standing {
    /// By its name: `holds`, `violated`, `unknown`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Violated => "violated",
            Self::Unknown => "unknown",
        }
    }
}

/// One verdict chip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Verdict {
    /// Stable id.
    pub id: &'static str,
    /// A few words: "not linearizable".
    pub label: String,
    /// The verdict.
    pub standing: Standing,
    /// What was checked, and what was found: a sentence, with the witness.
    pub why: String,
    /// When it turned, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional, type = "number"))]
    pub since: Option<Time>,
}

/// What a timeline mark stands for; each has a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum MarkKind {
    /// The network was cut; ends with `Heal`.
    Cut,
    /// It was healed.
    Heal,
    /// A process crashed.
    Crash,
    /// It came back.
    Restart,
    /// A leader was elected.
    Election,
    /// A verdict turned.
    Verdict,
    /// The reader did something else.
    Act,
}

/// A mark on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Mark {
    /// When.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub at: Time,
    /// What.
    pub kind: MarkKind,
    /// In words.
    pub label: String,
}

/// All that is known at the playhead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Report {
    /// The chips.
    pub verdicts: Vec<Verdict>,
    /// The measurements.
    #[cfg_attr(feature = "types", ts(as = "Vec<crate::reading::Written<'static>>"))]
    pub readout: Vec<Reading>,
    /// Which of [`Entry::tasks`](crate::Entry::tasks) the run has achieved.
    pub tasks: Vec<(&'static str, bool)>,
    /// Marks of the whole run, as far as computed.
    pub marks: Vec<Mark>,
}

/// A table that says what the picture shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TextAlternative {
    /// What it is a table of.
    pub caption: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<String>>,
}
