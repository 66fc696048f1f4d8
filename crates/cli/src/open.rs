//! From a link to the run it means.

use crate::text;
use anyhow::{Result, bail};
use diagrams::{ENTRIES, Entry, Figure, still};
use params::{Issue, Link};

/// Opens a link; what of it could not be taken as it stood is said on standard error.
///
/// # Errors
/// It names no diagram that there is.
pub fn link(typed: &str) -> Result<(Box<dyn Figure>, Vec<Issue>)> {
    let (link, mut issues) = Link::parse(typed);
    let figure = (entry(&link.diagram)?.open)(&link);
    issues.extend_from_slice(figure.issues());
    issues.iter().for_each(note);
    Ok((figure, issues))
}

/// Computes and judges the whole run; if its limits end it early, that is said.
pub fn complete(figure: &mut dyn Figure) -> Option<Issue> {
    let issue = still::complete(figure);
    issue.iter().for_each(note);
    issue
}

/// Says what was changed.
pub fn note(issue: &Issue) {
    eprintln!("note: {}", issue.message);
}

fn entry(id: &str) -> Result<&'static Entry> {
    if let Some(entry) = ENTRIES.iter().find(|entry| entry.id == id) {
        return Ok(entry);
    }
    let ids = ENTRIES.iter().map(|entry| entry.id);
    if id.is_empty() {
        let first = ids.clone().next().unwrap_or_default();
        bail!("the link names no diagram: write {first}?seed=7, for instance");
    }
    bail!("there is no diagram {id:?}{}", text::meant(id, ids));
}
