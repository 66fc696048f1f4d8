//! What is remembered of a run, to judge it by.

use super::{ALL, Invariant, Violation};
use crate::raft::{Index, Role, State, Term};
use machine::NodeId;
use std::collections::VecDeque;
use std::num::NonZeroU64;

/// How many terms, votes and committed entries are remembered at most. What every server has
/// compacted away is forgotten earlier.
const TERMS_MAX: usize = 64;
const ENTRIES_MAX: usize = 1024;
const VOTES_MAX: usize = 256;
const ENTRIES_TIDY: usize = 128;

/// The servers of a system at one moment.
pub trait Servers {
    /// How many there are.
    fn count(&self) -> u8;
    /// One server's state, while it is up.
    fn get(&self, at: NodeId) -> Option<&State>;
}

impl Servers for &[Option<&State>] {
    fn count(&self) -> u8 {
        self.len() as u8
    }

    fn get(&self, at: NodeId) -> Option<&State> {
        self.as_ref().get(at.index()).copied().flatten()
    }
}

/// The history variables of the five properties. Its size is bounded.
#[derive(Clone, Debug, Default)]
pub struct Ghost {
    seen: Vec<Seen>,
    leaders: VecDeque<(Term, NodeId)>,
    votes: VecDeque<Vote>,
    /// Checksums of the log up to each committed index from `start` on; none where the entry was
    /// compacted away in the step that committed it (a later one covers it).
    digests: VecDeque<Option<NonZeroU64>>,
    start: Index,
    /// Each term in which something was committed, and the first index committed in it.
    eras: VecDeque<(Term, Index)>,
}

/// A server as last seen.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    version: Option<u32>,
    term: Term,
    voted_for: Option<NodeId>,
    leads: bool,
    last: Index,
    digest: u64,
    base: Index,
    lost: Option<Lost>,
}

/// What was on a disk that was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) term: Term,
    pub(super) last: Index,
}

/// A vote, as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Vote {
    term: Term,
    voter: NodeId,
    candidate: NodeId,
}

impl Ghost {
    /// Shows it server `at` after a step, a crash or a restart of it alone. All properties that
    /// fall, in the thesis' order. Takes no time if nothing that matters has changed.
    pub fn observe_at(&mut self, at: NodeId, servers: &dyn Servers) -> Vec<Violation> {
        if self.seen.len() <= at.index() {
            self.seen.resize(at.index() + 1, Seen::default());
        }
        debug_assert!(at.0 < servers.count(), "{at} is no server");
        let seen = &mut self.seen[at.index()];
        let Some(state) = servers.get(at) else {
            (seen.version, seen.leads, seen.digest) = (None, false, 0);
            return Vec::new();
        };
        if seen.version == Some(state.version()) {
            return Vec::new();
        }
        seen.notice_lost_disk(state);
        let voted = (seen.term, seen.voted_for) != (state.term(), state.voted_for());
        (seen.version, seen.term, seen.voted_for) =
            (Some(state.version()), state.term(), state.voted_for());
        if voted {
            self.count_vote(at, state);
        }
        let fallen = self.judge(at, servers);
        self.remember(at, state);
        fallen
    }

    fn count_vote(&mut self, voter: NodeId, state: &State) {
        let Some(candidate) = state.voted_for() else { return };
        if !self.voted(voter, state.term(), candidate) {
            self.votes.push_back(Vote { term: state.term(), voter, candidate });
        }
        if self.votes.len() > VOTES_MAX {
            self.votes.pop_front();
        }
        debug_assert!(self.votes.len() <= VOTES_MAX);
    }

    fn judge(&self, at: NodeId, servers: &dyn Servers) -> Vec<Violation> {
        let falls = |invariant: &'static Invariant| {
            let why = (invariant.falls)(self, servers, at)?;
            Some(Violation { invariant, why })
        };
        ALL.into_iter().filter_map(falls).collect()
    }

    fn remember(&mut self, at: NodeId, state: &State) {
        let leads = state.role() == Role::Leader;
        if leads && self.leader_of(state.term()).is_none() {
            let after = self.leaders.partition_point(|&(term, _)| term < state.term());
            self.leaders.insert(after, (state.term(), at));
            if self.leaders.len() > TERMS_MAX {
                self.leaders.pop_front();
            }
            debug_assert!(self.leaders.iter().is_sorted_by(|a, b| a.0 < b.0), "one leader a term");
        }
        self.commit(state);
        let seen = &mut self.seen[at.index()];
        seen.leads = leads;
        seen.last = state.last_index();
        seen.digest = state.log().digest_at(seen.last).unwrap_or_default();
        seen.base = state.log().base();
    }

    fn commit(&mut self, state: &State) {
        let commit = state.commit_index().min(state.last_index());
        if commit <= self.committed_last() {
            return;
        }
        let first = self.committed_last() + 1;
        if self.eras.back().is_none_or(|&(term, _)| term != state.term()) {
            self.eras.push_back((state.term(), first));
        }
        if self.digests.is_empty() {
            self.start = first;
        }
        for index in first..=commit {
            self.digests.push_back(state.log().digest_at(index).and_then(NonZeroU64::new));
        }
        debug_assert_eq!(self.committed_last(), commit);
        if self.digests.len() > ENTRIES_TIDY {
            self.tidy();
        }
    }

    fn tidy(&mut self) {
        let held = self.seen.iter().map(|seen| seen.base).min().unwrap_or_default();
        let useless = held.saturating_sub(self.start) as usize;
        let drop = useless.max(self.digests.len().saturating_sub(ENTRIES_MAX));
        let drop = drop.min(self.digests.len() - 1);
        self.digests.drain(..drop);
        self.start += drop as Index;
        debug_assert!((1..=ENTRIES_MAX).contains(&self.digests.len()));
        while self.eras.len() > TERMS_MAX {
            self.eras.pop_front();
        }
    }

    /// How many facts it remembers.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.leaders.len() + self.votes.len() + self.digests.len() + self.eras.len()
    }

    /// The first server seen to lead `term`.
    pub(super) fn leader_of(&self, term: Term) -> Option<NodeId> {
        let found = self.leaders.binary_search_by_key(&term, |&(term, _)| term).ok()?;
        Some(self.leaders[found].1)
    }

    /// Index and checksum of the end of its log when `at` was last seen, leading `term`.
    pub(super) fn leaders_log(&self, at: NodeId, term: Term) -> Option<(Index, u64)> {
        let seen = &self.seen[at.index()];
        let led = self.leader_of(term) == Some(at);
        (seen.leads && seen.term == term && led).then_some((seen.last, seen.digest))
    }

    /// Whether the log of `at` is as it was when last seen up.
    pub(super) fn knows_log(&self, at: NodeId, state: &State) -> bool {
        let seen = &self.seen[at.index()];
        seen.last == state.last_index() && Some(seen.digest) == state.log().digest_at(seen.last)
    }

    /// The checksum of the log up to a committed index, if remembered.
    pub(super) fn committed(&self, index: Index) -> Option<u64> {
        self.digests
            .get(index.checked_sub(self.start)? as usize)
            .copied()
            .flatten()
            .map(NonZeroU64::get)
    }

    /// The first committed index that is remembered.
    pub(super) fn window_start(&self) -> Index {
        self.start
    }

    /// The last committed index, 0 if there is none.
    pub(super) fn committed_last(&self) -> Index {
        (self.start + self.digests.len() as Index).saturating_sub(1)
    }

    /// The last index committed in a term before `term`, and that term.
    pub(super) fn committed_before(&self, term: Term) -> Option<(Index, Term)> {
        let era = self.eras.iter().rposition(|&(era, _)| era < term)?;
        let end = self.eras.get(era + 1).map_or(self.committed_last(), |&(_, first)| first - 1);
        Some((end, self.eras[era].0))
    }

    /// The term in which an index was committed.
    pub(super) fn committed_in(&self, index: Index) -> Option<Term> {
        self.eras.iter().rev().find(|&&(_, first)| first <= index).map(|&(term, _)| term)
    }

    /// The servers that lost a disk, and what was on it.
    pub(super) fn lost(&self) -> impl Iterator<Item = (NodeId, Lost)> + '_ {
        (0..).zip(&self.seen).filter_map(|(at, seen)| Some((NodeId(at), seen.lost?)))
    }

    /// Whether `voter` has given its vote in `term` to `candidate`, lately.
    pub(super) fn voted(&self, voter: NodeId, term: Term, candidate: NodeId) -> bool {
        self.votes.contains(&Vote { term, voter, candidate })
    }
}

impl Seen {
    /// Terms never fall, and a vote once given stands, as long as the disk does.
    fn notice_lost_disk(&mut self, state: &State) {
        let moved = state.term() == self.term && state.voted_for() != self.voted_for;
        if state.term() < self.term || moved && self.voted_for.is_some() {
            // A disk lost twice had most on it the first time.
            let last = self.last.max(self.lost.map_or(0, |lost| lost.last));
            self.lost = Some(Lost { term: self.term, last });
        }
    }
}
