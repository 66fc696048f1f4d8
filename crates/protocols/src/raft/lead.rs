//! What a leader does: replication (thesis 3.5, 3.6.2, 10.2.2) and reads (6.4).

use super::message::Append;
use super::{Command, Entries, Entry, Index, Message, Note, Out, Raft, Role, State, Timer};
use crate::client::{Key, OpId, Outcome};
use machine::{NodeId, NodeSet};

/// What a leader knows of a follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Progress {
    /// The highest index known to be in its log.
    pub(super) matched: Index,
    /// The next index to send, if all goes well (pipelining, thesis 10.2.2).
    next: Index,
    /// Whether it refused, and nothing more is sent until it agrees.
    probing: bool,
}

/// A write that is in the log, and whom its outcome goes to: the client or its home replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Waiting {
    index: Index,
    via: NodeId,
}

/// A read that waits for a round of heartbeats begun after it came, and for the commit index
/// of then to be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PendingRead {
    round: u32,
    index: Index,
    key: Key,
    pub(super) id: OpId,
    pub(super) via: NodeId,
}

impl Raft {
    pub(super) fn become_leader(&self, state: &mut State, out: &mut Out) {
        debug_assert_eq!(state.disk.voted_for, Some(state.me), "a leader voted for itself");
        debug_assert!(state.disk.log.last_term() <= state.disk.term, "no entry is of a later term");
        let last = state.disk.log.last_index();
        state.role = Role::Leader;
        state.leader = Some(state.me);
        state.heard = NodeSet::default();
        state.progress.clear();
        let unknown = Progress { matched: 0, next: last + 1, probing: false };
        state.progress.resize(usize::from(self.servers), unknown);
        state.round = 0;
        state.round_acks = NodeSet::first(usize::from(self.servers));
        state.term_start = last + 1;
        out.note(Note::BecameLeader { term: state.disk.term });
        self.set_election_timer(out);
        out.set_timer(Timer::Heartbeat, self.heartbeat..=self.heartbeat);
        // It learns what is committed by committing an entry of its own term (3.6.2, 6.4).
        self.propose(state, None, out);
    }

    /// Adds an entry to its log and sends it to all who have what comes before.
    fn propose(&self, state: &mut State, command: Option<Command>, out: &mut Out) {
        debug_assert_eq!(state.role, Role::Leader, "only a leader appends of its own accord");
        let index = state.disk.log.last_index() + 1;
        state.disk.log.push(Entry { term: state.disk.term, command });
        state.touch();
        state.progress[state.me.index()].matched = index;
        for to in self.others(state.me) {
            let progress = state.progress[to.index()];
            if !progress.probing && progress.next == index {
                self.send_entries(state, to, out);
            }
        }
        self.advance_commit(state, index, out);
    }

    pub(super) fn propose_write(
        &self,
        state: &mut State,
        (via, command): (NodeId, Command),
        out: &mut Out,
    ) {
        let index = state.disk.log.last_index() + 1;
        debug_assert!(state.waiting.last().is_none_or(|last| last.index < index), "in log order");
        state.waiting.push(Waiting { index, via });
        self.propose(state, Some(command), out);
    }

    /// Sends what `to` lacks, or the snapshot when that is no longer in the log.
    fn send_entries(&self, state: &mut State, to: NodeId, out: &mut Out) {
        let State { disk, progress, round, commit, .. } = state;
        let progress = &mut progress[to.index()];
        debug_assert!(progress.matched < progress.next, "what it has is not sent again");
        if progress.next <= disk.log.base() {
            let snapshot = Box::new(disk.snapshot.clone());
            progress.next = snapshot.index + 1;
            progress.probing = true;
            out.note(Note::SentSnapshot { to, index: snapshot.index });
            out.send(to, Message::InstallSnapshot { term: disk.term, round: *round, snapshot });
            return;
        }
        let entries = disk.log.entries(progress.next, self.batch);
        let prev = progress.next - 1;
        // What a probe carries may well be refused: `next` stays, and tells its answer from older.
        if !progress.probing {
            progress.next += entries.as_slice().len() as Index;
        }
        let prev_term = disk.log.term_at(prev).unwrap_or_default();
        let append =
            Append { term: disk.term, prev, prev_term, commit: *commit, round: *round, entries };
        out.send(to, Message::Append(append));
    }

    /// A heartbeat claims what the last message promised, so a follower that lost it will object.
    fn send_heartbeats(&self, state: &mut State, out: &mut Out) {
        let State { me, disk, progress, round, commit, .. } = state;
        let (term, commit, round) = (disk.term, *commit, *round);
        for to in self.others(*me) {
            let progress = &mut progress[to.index()];
            if progress.next <= disk.log.base() {
                progress.next = disk.snapshot.index + 1;
                progress.probing = true;
            }
            let prev = progress.next - 1;
            let prev_term = disk.log.term_at(prev).unwrap_or_default();
            let entries = Entries::None;
            out.send(to, Message::Append(Append { term, prev, prev_term, commit, round, entries }));
        }
    }

    pub(super) fn heartbeat(&self, state: &mut State, out: &mut Out) {
        if state.role == Role::Leader {
            out.set_timer(Timer::Heartbeat, self.heartbeat..=self.heartbeat);
            self.send_heartbeats(state, out);
        }
    }

    /// A follower answered in this term: it still held this server for its leader then.
    pub(super) fn hear(&self, state: &mut State, from: NodeId, round: u32, out: &mut Out) {
        debug_assert!(from != state.me && from.0 < self.servers, "{from} is no follower");
        state.heard.insert(from);
        if round == state.round && state.round_acks.insert(from) && !state.reads.is_empty() {
            self.serve_reads(state, out);
        }
    }

    pub(super) fn appended(&self, state: &mut State, from: NodeId, matched: Index, out: &mut Out) {
        let progress = &mut state.progress[from.index()];
        // It cannot have more than was sent, unless a lost disk has broken what Raft assumes.
        let matched = matched.min(state.disk.log.last_index());
        progress.next = progress.next.max(matched + 1);
        let agreed = std::mem::take(&mut progress.probing);
        let more = progress.next <= state.disk.log.last_index();
        let news = matched > progress.matched;
        progress.matched = progress.matched.max(matched);
        debug_assert!(progress.matched < progress.next);
        if news && self.advance_commit(state, matched, out) && !state.reads.is_empty() {
            self.serve_reads(state, out);
        }
        if more && (agreed || news) {
            self.send_entries(state, from, out);
        }
    }

    /// A follower has another entry, or none, at `prev`: goes back to where the logs may agree. A
    /// hint below what it once acknowledged means that it lost its disk; it is served anew.
    pub(super) fn rejected(
        &self,
        state: &mut State,
        from: NodeId,
        (prev, hint): (Index, Index),
        out: &mut Out,
    ) {
        let progress = &mut state.progress[from.index()];
        let stale = prev < progress.matched || progress.probing && prev + 1 != progress.next;
        if stale {
            return;
        }
        debug_assert!(hint < prev, "a hint leads back");
        progress.matched = progress.matched.min(hint);
        progress.next = hint + 1;
        progress.probing = true;
        self.send_entries(state, from, out);
    }

    /// Commits what a majority holds, if the last of it is of this term (3.6.2); true if that is
    /// more than before. `matched` is an index that one more server holds now.
    fn advance_commit(&self, state: &mut State, matched: Index, out: &mut Out) -> bool {
        let best = self.held_by_majority(state, matched);
        if best <= state.commit || state.disk.log.term_at(best) != Some(state.disk.term) {
            return false;
        }
        debug_assert!(best <= state.disk.log.last_index(), "what is committed is in the log");
        out.note(Note::Committed { index: best });
        let written = state.waiting.partition_point(|waiting| waiting.index <= best);
        for Waiting { index, via } in state.waiting.drain(..written) {
            if let Some(command) = state.disk.log.entry(index).and_then(|entry| entry.command) {
                reply(out, via, command.id, Outcome::Written);
            }
        }
        self.commit_to(state, best);
        true
    }

    /// The highest index, at most `matched`, that a majority holds; or one already committed.
    fn held_by_majority(&self, state: &State, matched: Index) -> Index {
        let holders = |index| state.progress.iter().filter(|p| p.matched >= index).count();
        let mut best = state.commit;
        if matched <= best || holders(best + 1) < self.majority() {
            return best;
        }
        for progress in &state.progress {
            let index = progress.matched.min(matched);
            if index > best && holders(index) >= self.majority() {
                best = index;
            }
        }
        best
    }

    /// Takes a read in. Reads that come while a round is under way share the next one (6.4).
    pub(super) fn read(
        &self,
        state: &mut State,
        (via, id, key): (NodeId, OpId, Key),
        out: &mut Out,
    ) {
        debug_assert_eq!(state.role, Role::Leader, "only a leader reads");
        let index = state.commit.max(state.term_start);
        state.reads.push(PendingRead { round: state.round + 1, index, key, id, via });
        if self.confirmed(state) {
            self.begin_round(state, out);
        }
    }

    /// Whether a majority has answered the current round, its own vote included.
    fn confirmed(&self, state: &State) -> bool {
        state.round_acks.len() >= self.majority()
    }

    fn begin_round(&self, state: &mut State, out: &mut Out) {
        state.round += 1;
        state.round_acks = [state.me].into_iter().collect();
        debug_assert!(state.round_acks.contains(state.me), "a leader confirms itself");
        self.send_heartbeats(state, out);
        if self.confirmed(state) {
            self.serve_reads(state, out);
        }
    }

    /// Answers the reads whose round is confirmed and whose index is applied.
    fn serve_reads(&self, state: &mut State, out: &mut Out) {
        if !self.confirmed(state) {
            return;
        }
        let State { reads, store, commit, round, .. } = state;
        reads.retain(|read| {
            let ready = read.round <= *round && read.index <= *commit;
            if ready {
                reply(out, read.via, read.id, Outcome::Read(store.get(read.key), 1));
            }
            !ready
        });
        if reads.iter().any(|read| read.round > *round) {
            self.begin_round(state, out);
        }
    }
}

/// Sends an outcome to the client, or to the home replica that passed its request on.
pub(super) fn reply(out: &mut Out, via: NodeId, id: OpId, outcome: Outcome) {
    if via == id.client {
        out.answer(id, outcome);
    } else {
        out.send(via, Message::Relay(id, outcome));
    }
}
