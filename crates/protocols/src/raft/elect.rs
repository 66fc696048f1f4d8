//! Elections (thesis 3.4, 9.6) and the end of a leadership (6.2).

use super::{Ballot, Message, Note, Out, Raft, Role, State, Term, Timer};
use crate::client::Outcome;
use machine::{NodeId, NodeSet};

impl Raft {
    /// No leader was heard from for an election timeout, or an election came to nothing.
    pub(super) fn election_timeout(&self, state: &mut State, out: &mut Out) {
        if self.pre_vote {
            self.stand(state, Role::PreCandidate, out);
        } else {
            self.campaign(state, out);
        }
    }

    fn campaign(&self, state: &mut State, out: &mut Out) {
        debug_assert!(state.role != Role::Leader, "a leader does not stand against itself");
        state.disk.term += 1;
        state.disk.voted_for = Some(state.me);
        self.stand(state, Role::Candidate, out);
    }

    /// Asks all servers for their vote, its own being certain.
    fn stand(&self, state: &mut State, role: Role, out: &mut Out) {
        debug_assert!(matches!(role, Role::PreCandidate | Role::Candidate));
        state.role = role;
        state.leader = None;
        state.lease = false;
        state.heard = NodeSet::default();
        state.touch();
        let log = &state.disk.log;
        let (last_index, last_term) = (log.last_index(), log.last_term());
        let pre = role == Role::PreCandidate;
        let term = state.disk.term + u32::from(pre);
        let ballot = Ballot { term, last_index, last_term };
        out.note(if pre { Note::StartedPreVote { term } } else { Note::StartedElection { term } });
        self.set_election_timer(out);
        for to in self.others(state.me) {
            out.send(
                to,
                if pre { Message::RequestPreVote(ballot) } else { Message::RequestVote(ballot) },
            );
        }
        self.vote(state, state.me, out);
    }

    /// Counts a vote for itself.
    pub(super) fn vote(&self, state: &mut State, from: NodeId, out: &mut Out) {
        debug_assert!(matches!(state.role, Role::PreCandidate | Role::Candidate));
        debug_assert!(
            2 * self.majority() > usize::from(self.servers),
            "two majorities share a server"
        );
        state.heard.insert(from);
        if state.heard.len() < self.majority() {
            return;
        }
        if state.role == Role::PreCandidate {
            self.campaign(state, out);
        } else {
            self.become_leader(state, out);
        }
    }

    /// A candidate asks: one vote a term, and only for a log at least as up to date (3.6.1).
    pub(super) fn request_vote(
        &self,
        state: &mut State,
        from: NodeId,
        ballot: Ballot,
        out: &mut Out,
    ) {
        let free = state.disk.voted_for.is_none_or(|candidate| candidate == from);
        let granted = ballot.term == state.disk.term && free && up_to_date(state, ballot);
        if granted {
            debug_assert!(
                !matches!(state.role, Role::Leader | Role::Candidate),
                "its vote is its own"
            );
            if state.disk.voted_for.is_none() {
                out.note(Note::Voted { term: ballot.term, candidate: from });
                state.disk.voted_for = Some(from);
                state.touch();
            }
            self.set_election_timer(out);
        }
        out.send(from, Message::Vote { term: state.disk.term, granted });
    }

    /// A server asks whether it could win. Not while a leader is heard from: so a server that was
    /// cut off, and comes back, does not depose it (9.6).
    pub(super) fn request_pre_vote(
        &self,
        state: &State,
        from: NodeId,
        ballot: Ballot,
        out: &mut Out,
    ) {
        let led = state.role == Role::Leader || state.lease;
        let granted = ballot.term > state.disk.term && !led && up_to_date(state, ballot);
        let term = if granted { ballot.term } else { state.disk.term };
        out.send(from, Message::PreVote { term, granted });
    }

    /// Follows from now on, in `term`, which is its own or a newer one.
    pub(super) fn become_follower(&self, state: &mut State, term: Term, out: &mut Out) {
        debug_assert!(term >= state.disk.term, "nobody follows into an older term");
        if term > state.disk.term {
            state.disk.term = term;
            state.disk.voted_for = None;
        }
        if state.role == Role::Leader {
            self.retire(state, out);
        }
        state.role = Role::Follower;
        state.leader = None;
        state.heard = NodeSet::default();
        state.touch();
        out.note(Note::BecameFollower { term });
    }

    /// A leader looks whether a majority still hears it; one that does not steps down, so that its
    /// clients are not kept waiting (6.2).
    pub(super) fn check_quorum(&self, state: &mut State, out: &mut Out) {
        debug_assert!(
            state.heard.len() < usize::from(self.servers),
            "a leader does not hear itself"
        );
        self.set_election_timer(out);
        if state.heard.len() + 1 >= self.majority() {
            state.heard = NodeSet::default();
            return;
        }
        out.note(Note::SteppedDown { term: state.disk.term });
        self.become_follower(state, state.disk.term, out);
    }

    /// A leader no longer leads. Reads it has not answered had no effect and are refused; writes
    /// may yet be committed by another leader, and nobody can say.
    fn retire(&self, state: &mut State, out: &mut Out) {
        debug_assert_eq!(state.role, Role::Leader);
        for read in std::mem::take(&mut state.reads) {
            super::lead::reply(out, read.via, read.id, Outcome::Refused);
        }
        state.waiting.clear();
        state.progress.clear();
        out.cancel_timer(Timer::Heartbeat);
        self.set_election_timer(out);
    }
}

/// Whether the ballot's log is at least as up to date as the state's: a later last term, or the
/// same and no shorter (thesis 3.6.1).
fn up_to_date(state: &State, ballot: Ballot) -> bool {
    let log = &state.disk.log;
    (ballot.last_term, ballot.last_index) >= (log.last_term(), log.last_index())
}
