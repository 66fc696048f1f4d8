//! The five properties that Raft guarantees at all times (thesis figure 3.2), as functions that
//! judge a run while it goes on.
//!
//! A [`Ghost`] remembers of the past what they need (which server led a term, what was committed)
//! and is shown each server after each of its steps. The properties rest on disks that keep what
//! was written; where a server lost its disk, the ghost knows what was on it, and says so.

mod ghost;

pub use ghost::{Ghost, Servers};

use super::{Index, Role, State, Term};
use machine::NodeId;

/// One of the five properties.
#[derive(Debug)]
pub struct Invariant {
    /// Stable id.
    pub id: &'static str,
    /// Its name in the thesis.
    pub name: &'static str,
    /// What it says.
    pub sentence: &'static str,
    /// Whether server `at` breaks it now, and why.
    pub falls: fn(&Ghost, &dyn Servers, NodeId) -> Option<String>,
}

/// At most one leader a term.
pub const ELECTION_SAFETY: Invariant = Invariant {
    id: "election-safety",
    name: "Election Safety",
    sentence: "At most one leader can be elected in a given term.",
    falls: election_safety,
};

/// Leaders only append.
pub const LEADER_APPEND_ONLY: Invariant = Invariant {
    id: "leader-append-only",
    name: "Leader Append-Only",
    sentence: "A leader never overwrites or deletes entries in its log; it only appends new ones.",
    falls: leader_append_only,
};

/// Equal index and term mean equal logs up to there.
pub const LOG_MATCHING: Invariant = Invariant {
    id: "log-matching",
    name: "Log Matching",
    sentence: "If two logs hold an entry with the same index and term, they are identical in all \
               entries up to that index.",
    falls: log_matching,
};

/// What is committed stays.
pub const LEADER_COMPLETENESS: Invariant = Invariant {
    id: "leader-completeness",
    name: "Leader Completeness",
    sentence: "An entry committed in a term is in the log of the leader of every later term.",
    falls: leader_completeness,
};

/// All apply the same.
pub const STATE_MACHINE_SAFETY: Invariant = Invariant {
    id: "state-machine-safety",
    name: "State Machine Safety",
    sentence: "If a server has applied an entry at an index, no other server ever applies a \
               different entry at that index.",
    falls: state_machine_safety,
};

/// All five, in the thesis' order.
pub const ALL: [&Invariant; 5] = [
    &ELECTION_SAFETY,
    &LEADER_APPEND_ONLY,
    &LOG_MATCHING,
    &LEADER_COMPLETENESS,
    &STATE_MACHINE_SAFETY,
];

/// A property that has fallen.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Which.
    pub invariant: &'static Invariant,
    /// What happened, in words.
    pub why: String,
}

/// [`ELECTION_SAFETY`]: has another server led the term that `at` leads?
pub fn election_safety(ghost: &Ghost, servers: &dyn Servers, at: NodeId) -> Option<String> {
    let state = leading(servers, at)?;
    let term = state.term();
    let first = ghost.leader_of(term).filter(|&first| first != at)?;
    let mut why = format!("{first} and {at} were both elected in term {term}");
    let twice = ghost
        .lost()
        .find(|(voter, _)| ghost.voted(*voter, term, first) && ghost.voted(*voter, term, at));
    if let Some((voter, _)) = twice {
        let whom = if voter == first { "itself".into() } else { first.to_string() };
        why += &format!(
            ": {voter} had voted for {whom} in term {term}, lost its disk and voted for {at}"
        );
    }
    Some(why)
}

/// [`LEADER_APPEND_ONLY`]: does the leader `at` still hold what it held a step ago?
pub fn leader_append_only(ghost: &Ghost, servers: &dyn Servers, at: NodeId) -> Option<String> {
    let state = leading(servers, at)?;
    let (last, digest) = ghost.leaders_log(at, state.term())?;
    let gone = state.last_index() < last;
    let changed = state.log().digest_at(last).is_some_and(|now| now != digest);
    (gone || changed).then(|| {
        let term = state.term();
        format!("{at} leads term {term} and no longer holds the log up to {last} that it held")
    })
}

/// [`LOG_MATCHING`]: does the log of `at`, if it has changed, match those of all others?
pub fn log_matching(ghost: &Ghost, servers: &dyn Servers, at: NodeId) -> Option<String> {
    let mine = servers.get(at).filter(|state| !ghost.knows_log(at, state))?;
    for other in (0..servers.count()).map(NodeId).filter(|&other| other != at) {
        let Some(theirs) = servers.get(other) else { continue };
        let Some((index, term)) = last_common(mine, theirs) else { continue };
        if mine.log().digest_at(index) != theirs.log().digest_at(index) {
            let mut why = format!(
                "{at} and {other} both hold an entry {index} of term {term}, but their logs differ \
                 there or before"
            );
            for (server, lost) in ghost.lost().filter(|(_, lost)| lost.term >= term) {
                why += &format!("; {server} has lost its disk in term {}", lost.term);
            }
            return Some(why);
        }
    }
    None
}

/// [`LEADER_COMPLETENESS`]: does the leader `at` hold all that was committed before its term?
pub fn leader_completeness(ghost: &Ghost, servers: &dyn Servers, at: NodeId) -> Option<String> {
    let state = leading(servers, at)?;
    let term = state.term();
    let lacks = |index: Index| {
        index > state.last_index()
            || ghost.committed(index).is_some_and(|digest| {
                state.log().digest_at(index).is_some_and(|mine| mine != digest)
            })
    };
    let (last, _) = ghost.committed_before(term).filter(|&(last, _)| lacks(last))?;
    let first = (ghost.window_start()..=last).find(|&index| lacks(index)).unwrap_or(last);
    let since = ghost.committed_in(first).unwrap_or_default();
    let what = entry_in_words(ghost, servers, first);
    let mut why =
        format!("{at} leads term {term} without entry {first}{what}, committed in term {since}");
    let forgot = ghost.lost().find(|(voter, lost)| {
        lost.last >= first && (*voter == at || ghost.voted(*voter, term, at))
    });
    if let Some((voter, _)) = forgot {
        why += &format!(": {voter} had stored it and lost its disk");
        if voter != at {
            why += &format!(", then voted for {at}");
        }
    }
    Some(why)
}

/// [`STATE_MACHINE_SAFETY`]: has `at` applied what others have applied?
pub fn state_machine_safety(ghost: &Ghost, servers: &dyn Servers, at: NodeId) -> Option<String> {
    let state = servers.get(at)?;
    let agrees = |index: Index| match (ghost.committed(index), state.log().digest_at(index)) {
        (Some(theirs), Some(mine)) => theirs == mine,
        _ => true,
    };
    let commit = state.commit_index().min(ghost.committed_last());
    if agrees(commit) {
        return None;
    }
    let index = (ghost.window_start()..=commit).find(|&index| !agrees(index)).unwrap_or(commit);
    let what = entry_in_words(ghost, servers, index);
    let mut why = format!("{at} applies an entry {index} other than the one{what} applied before");
    for (server, lost) in ghost.lost().filter(|(_, lost)| lost.last >= index) {
        why += &format!("; {server} had stored that one in term {} and lost its disk", lost.term);
    }
    Some(why)
}

fn leading(servers: &dyn Servers, at: NodeId) -> Option<&State> {
    servers.get(at).filter(|state| state.role() == Role::Leader)
}

/// The last index at which both logs hold an entry of the same term.
fn last_common(a: &State, b: &State) -> Option<(Index, Term)> {
    let mut index = a.last_index().min(b.last_index());
    while index > 0 {
        let (a, b) = (a.log().term_at(index)?, b.log().term_at(index)?);
        if a == b {
            return Some((index, a));
        }
        index -= 1;
    }
    None
}

/// ` (F#3 k0=5)`, from any server that still holds the committed entry.
fn entry_in_words(ghost: &Ghost, servers: &dyn Servers, index: Index) -> String {
    let digest = ghost.committed(index);
    (0..servers.count())
        .filter_map(|at| servers.get(NodeId(at)))
        .filter(|state| state.log().digest_at(index) == digest)
        .find_map(|state| state.log().entry(index)?.command)
        .map_or_else(String::new, |c| format!(" ({} k{}={})", c.id, c.key, c.value))
}

#[cfg(test)]
mod tests;
