//! From a link to the run it means.

use crate::text;
use anyhow::{Result, bail};
use diagrams::{ENTRIES, Entry, Figure};
use params::{Issue, Link};

/// Events computed at a time.
const SLICE: u32 = 65_536;

/// Longer runs are given up: some minutes, and about 2 GB.
const EVENTS_MAX: u64 = 200_000_000;

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

/// Computes and judges the whole run.
///
/// # Errors
/// It has more than [`EVENTS_MAX`] events.
pub fn complete(figure: &mut dyn Figure) -> Result<()> {
    while figure.work(SLICE) {
        if figure.events() > EVENTS_MAX {
            let (millions, now) = (EVENTS_MAX / 1_000_000, figure.computed());
            bail!("the run has {millions} million events in its first {now} s already: shorten it");
        }
    }
    Ok(())
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
