//! From a link to the run it means.

use diagrams::{ENTRIES, Entry, Figure};
use params::{Issue, Link};

/// A link that names no diagram there is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDiagram {
    /// It names none.
    #[error("the link names no diagram: write {0}?seed=7, for instance")]
    Empty(&'static str),
    /// It names one that there is not.
    #[error("there is no diagram {0:?}")]
    Unknown(String),
}

/// Opens a link; with what of it could not be taken as it stood.
///
/// # Errors
/// It names no diagram that there is.
pub fn link(typed: &str) -> Result<(Box<dyn Figure>, Vec<Issue>), NoDiagram> {
    let (link, mut issues) = Link::parse(typed);
    let figure = entry(&link.diagram)?.open(&link);
    issues.extend_from_slice(figure.issues());
    Ok((figure, issues))
}

/// The diagram of this id.
///
/// # Errors
/// There is none.
pub fn entry(id: &str) -> Result<&'static Entry, NoDiagram> {
    let found = ENTRIES.iter().find(|entry| entry.id == id).copied();
    let none = || match ENTRIES.first() {
        Some(first) if id.is_empty() => NoDiagram::Empty(first.id),
        _ => NoDiagram::Unknown(id.to_owned()),
    };
    found.ok_or_else(none)
}
