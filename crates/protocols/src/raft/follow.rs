//! What a follower does with a leader's entries and snapshots (thesis 3.5, 5).

use super::log::Mark;
use super::message::{Append, Snapshot};
use super::{Entry, Index, Message, Note, Out, Raft, Role, State, Term, Timer};
use machine::NodeId;

impl Raft {
    /// Takes a leader's entries in, if its log agrees with the leader's just before them.
    #[expect(clippy::needless_pass_by_value, reason = "a message is used up by its receiver")]
    pub(super) fn append(&self, state: &mut State, from: NodeId, append: Append, out: &mut Out) {
        let Append { prev, round, .. } = append;
        let term = state.disk.term;
        if append.term < term {
            out.send(from, refusal(term));
            return;
        }
        if !self.hear_leader(state, from, out) {
            return;
        }
        debug_assert_eq!(append.term, term, "a newer term was adopted on receipt");
        let log = &state.disk.log;
        // Entries up to the base are committed and so agree.
        let agrees = prev < log.base() || log.term_at(prev) == Some(append.prev_term);
        if !agrees {
            let hint = hint(state, prev);
            out.send(from, Message::Rejected { term, round, prev, hint });
            return;
        }
        let entries = append.entries.as_slice();
        let matched = prev + entries.len() as Index;
        take(state, prev, entries, out);
        debug_assert!(state.disk.log.last_index() >= matched, "it holds what it acknowledges");
        debug_assert!(
            agrees_at_end(state, matched, entries),
            "logs match where they were appended to"
        );
        self.commit_to(state, append.commit.min(matched));
        out.send(from, Message::Appended { term, round, matched });
    }

    /// Replaces its state by the leader's, unless it has come further itself (figure 5.3).
    pub(super) fn install(
        &self,
        state: &mut State,
        from: NodeId,
        (leader_term, round, snapshot): (Term, u32, Snapshot),
        out: &mut Out,
    ) {
        let term = state.disk.term;
        if leader_term < term {
            out.send(from, refusal(term));
            return;
        }
        if !self.hear_leader(state, from, out) {
            return;
        }
        let matched = snapshot.index;
        if matched > state.commit {
            let Snapshot { index, term, digest, .. } = snapshot;
            if state.disk.log.term_at(index) != Some(term) {
                state.disk.log.reset(Mark { index, term, digest });
            }
            state.commit = index;
            debug_assert!(
                state.disk.log.last_index() >= index,
                "the log reaches to what is committed"
            );
            state.store = snapshot.store.clone();
            state.disk.snapshot = snapshot;
            state.touch();
            out.note(Note::InstalledSnapshot { index });
        }
        out.send(from, Message::Appended { term, round, matched });
    }

    /// Notes a sign of life of its term's leader. False if it leads that term itself: that takes a
    /// vote forgotten with a lost disk, and a leader only ever appends.
    fn hear_leader(&self, state: &mut State, from: NodeId, out: &mut Out) -> bool {
        match state.role {
            Role::Follower => {}
            Role::Candidate | Role::PreCandidate => {
                self.become_follower(state, state.disk.term, out);
            }
            Role::Leader => return false,
        }
        debug_assert!(from != state.me && state.role == Role::Follower);
        state.leader = Some(from);
        self.set_election_timer(out);
        if self.pre_vote {
            let shortest = *self.election.start();
            state.lease = true;
            out.set_timer(Timer::Lease, shortest..=shortest);
        }
        true
    }

    /// Applies what is now known to be committed.
    pub(super) fn commit_to(&self, state: &mut State, commit: Index) {
        if commit <= state.commit {
            return;
        }
        debug_assert!(
            state.disk.snapshot.index <= state.commit,
            "a snapshot is of what is committed"
        );
        for index in state.commit + 1..=commit {
            let entry = state.disk.log.entry(index);
            if let Some(command) = entry.and_then(|entry| entry.command) {
                state.store.apply(&command);
            }
        }
        state.commit = commit;
        state.touch();
        self.compact(state);
    }

    /// Keeps the log short: half of what may be kept stays for followers that lag a little.
    pub(super) fn compact(&self, state: &mut State) {
        let log = &mut state.disk.log;
        let Some(term) = log.term_at(state.commit) else { return };
        if state.commit - log.base() <= self.log_kept.max(2) {
            return;
        }
        let snapshot = &mut state.disk.snapshot;
        snapshot.index = state.commit;
        snapshot.term = term;
        snapshot.digest = log.digest_at(state.commit).unwrap_or_default();
        snapshot.store = state.store.clone();
        debug_assert!(snapshot.index >= log.base(), "a snapshot reaches to where the log begins");
        log.compact(state.commit - self.log_kept / 2);
    }
}

/// The answer to a leader of an older term. It may lead again, in this term, when it hears this: so
/// it names no round and no index, which are those of the leadership that ended.
fn refusal(term: Term) -> Message {
    Message::Rejected { term, round: 0, prev: 0, hint: 0 }
}

/// The highest index below `prev` where the logs may agree: the end of a log that is too short,
/// else the entry before the conflicting term's first (thesis 3.5, last paragraph).
fn hint(state: &State, prev: Index) -> Index {
    let log = &state.disk.log;
    let Some(term) = log.term_at(prev) else { return log.last_index().min(prev - 1) };
    let mut index = prev - 1;
    while index > log.base() && log.term_at(index) == Some(term) {
        index -= 1;
    }
    index
}

/// Adds the entries after `prev` that are new; one that conflicts takes all after it away (3.5).
fn take(state: &mut State, prev: Index, entries: &[Entry], out: &mut Out) {
    let log = &mut state.disk.log;
    let mut changed = false;
    debug_assert!(prev <= log.last_index(), "entries leave no gap");
    for (index, entry) in (prev + 1..).zip(entries) {
        if index <= log.base() || log.term_at(index) == Some(entry.term) {
            continue;
        }
        if index <= log.last_index() {
            log.truncate(index);
            out.note(Note::Truncated { from: index });
        }
        log.push(*entry);
        changed = true;
    }
    if changed {
        state.touch();
    }
}

/// Whether the log holds the last of the entries it was just given.
fn agrees_at_end(state: &State, matched: Index, entries: &[Entry]) -> bool {
    let log = &state.disk.log;
    let same = |last: &Entry| matched <= log.base() || log.term_at(matched) == Some(last.term);
    entries.last().is_none_or(same)
}
