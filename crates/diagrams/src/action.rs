//! What a reader does to a figure.

use machine::Time;
use serde::Serialize;

/// Something that a reader can do, to the run or to how it is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "code", rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Action {
    /// Intervenes in the run at the playhead: a code as in a link's `ev`, without its time.
    Intervene(String),
    /// Sets parameters, and runs anew: pairs as in a link's query, `n=5&loss=2%`.
    Set(String),
    /// Changes what the picture shows, and nothing of the run: a code of the diagram's own.
    Look(String),
}

impl Action {
    /// The action of a kind by its name, in lower case, and its code or query.
    #[must_use]
    pub fn of(kind: &str, code: &str) -> Option<Self> {
        let code = code.to_owned();
        match kind {
            "intervene" => Some(Self::Intervene(code)),
            "set" => Some(Self::Set(code)),
            "look" => Some(Self::Look(code)),
            _ => None,
        }
    }
}

/// Something that can be done to a target in the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Choice {
    /// What it does.
    pub action: Action,
    /// On its button.
    pub label: String,
    /// Whether pointing at the target alone does it; the others are offered in a menu.
    pub direct: bool,
}

impl Choice {
    /// A choice that a menu offers.
    #[must_use]
    pub fn offered(action: Action, label: impl Into<String>) -> Self {
        Self { action, label: label.into(), direct: false }
    }

    /// A choice that is taken by pointing at its target.
    #[must_use]
    pub fn direct(action: Action, label: impl Into<String>) -> Self {
        Self { action, label: label.into(), direct: true }
    }
}

/// An intervention that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Intervened {
    /// When.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub at: Time,
    /// As in a link.
    pub code: String,
    /// In words.
    pub label: String,
}
