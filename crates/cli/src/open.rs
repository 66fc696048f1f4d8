//! From a link to the run it means.

use crate::text;
use anyhow::{Result, anyhow};
use diagrams::{ENTRIES, Figure, still};
use lab::NoDiagram;
use params::Issue;

/// Opens a link; what of it could not be taken as it stood is said on standard error.
///
/// # Errors
/// It names no diagram that there is.
pub fn link(typed: &str) -> Result<(Box<dyn Figure>, Vec<Issue>)> {
    let (figure, issues) = lab::open::link(typed).map_err(|error| match &error {
        NoDiagram::Unknown(id) => {
            anyhow!("{error}{}", text::meant(id, ENTRIES.iter().map(|entry| entry.id)))
        }
        NoDiagram::Empty(_) => error.into(),
    })?;
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
