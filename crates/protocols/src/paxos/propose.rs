//! The proposer: phases 1a and 2a, and who may be one.

use super::{Attempt, Ballot, Message, Paxos, Proposers, State, Timer, Vote};
use crate::consensus::Note;
use machine::{Effects, NodeId, NodeSet};

impl Paxos {
    /// The retry timer has run out: a ballot, if it may begin one. Who follows a leader asks it for
    /// the outcome, which it may have missed.
    pub(super) fn retry(&self, state: &mut State, out: &mut Effects<Self>) {
        if self.leads(state) {
            return self.begin(state, out);
        }
        state.begun += 1;
        if let Some(leader) = state.suspicions.leader(self.inputs.len()) {
            out.send(leader, Message::Ask);
        }
        self.wait(state, out);
    }

    /// Phase 1a: a ballot above all it has heard of.
    fn begin(&self, state: &mut State, out: &mut Effects<Self>) {
        if state.disk.chosen.is_some() || state.begun >= self.ballots_max {
            return;
        }
        state.begun += 1;
        let ballot = self.next_ballot(state);
        debug_assert!(ballot > state.disk.promised, "a new ballot is above all that were met");
        let quorum = NodeSet::default();
        state.attempt = Some(Attempt { ballot, quorum, best: None, value: None });
        out.note(Note::Began(ballot));
        self.wait(state, out);
        self.broadcast(state.me, Message::Prepare(ballot), out);
        if let Some(Message::Promise(_, vote)) = self.prepare(state, ballot) {
            self.promise(state, state.me, (ballot, vote), out);
        }
    }

    /// Runs the retry timer, if there is something to do when that has run out.
    pub(super) fn wait(&self, state: &State, out: &mut Effects<Self>) {
        let may = match self.proposers {
            Proposers::Any(set) => set.contains(state.me),
            Proposers::Leader(_) => true,
        };
        if may && state.disk.chosen.is_none() && state.begun < self.ballots_max {
            out.set_timer(Timer::Retry, self.retry.clone());
        }
    }

    /// What it thinks of the others may have changed: a new leader begins at once, one that is none
    /// any more stops.
    pub(super) fn follow(&self, state: &mut State, out: &mut Effects<Self>) {
        let Proposers::Leader(_) = self.proposers else { return };
        if !self.leads(state) {
            debug_assert!(state.suspicions.leader(self.inputs.len()) != Some(state.me));
            state.attempt = None;
        } else if state.attempt.is_none() {
            self.begin(state, out);
        }
    }

    /// Phase 1b arrives; with a majority of promises, phase 2a: the value of the highest vote among
    /// them, or its own input where nobody has voted.
    pub(super) fn promise(
        &self,
        state: &mut State,
        from: NodeId,
        (ballot, vote): (Ballot, Option<Vote>),
        out: &mut Effects<Self>,
    ) {
        let Some(attempt) = &mut state.attempt else { return };
        if attempt.ballot != ballot || attempt.value.is_some() {
            return;
        }
        attempt.quorum.insert(from);
        attempt.best = attempt.best.max(vote);
        debug_assert!(
            attempt.best.is_none_or(|(voted, _)| voted < ballot),
            "votes are of earlier ballots"
        );
        debug_assert!(2 * self.majority() > self.inputs.len(), "two majorities share a process");
        if attempt.quorum.len() < self.majority() {
            return;
        }
        let value = attempt.best.map_or(self.inputs[state.me.index()], |(_, value)| value);
        attempt.value = Some(value);
        attempt.quorum = NodeSet::default();
        out.note(Note::Adopted(value));
        self.broadcast(state.me, Message::Accept(ballot, value), out);
        if let Some(Message::Accepted(..)) = self.accept(state, ballot, value) {
            self.accepted(state, state.me, ballot, out);
        }
    }

    /// Phase 2b arrives; what a majority has accepted is chosen.
    pub(super) fn accepted(
        &self,
        state: &mut State,
        from: NodeId,
        ballot: Ballot,
        out: &mut Effects<Self>,
    ) {
        let Some(attempt) = &mut state.attempt else { return };
        let Some(value) = attempt.value.filter(|_| attempt.ballot == ballot) else { return };
        debug_assert!(from.index() < self.inputs.len(), "{from} is no acceptor");
        attempt.quorum.insert(from);
        if attempt.quorum.len() >= self.majority() {
            self.broadcast(state.me, Message::Chosen(value), out);
            Self::learn(state, value, out);
        }
    }

    /// Somebody has promised a higher ballot: this one is given up, the next will be above that.
    pub(super) fn nack(&self, state: &mut State, ballot: Ballot) {
        state.met = state.met.max(ballot);
        if state.attempt.as_ref().is_some_and(|attempt| attempt.ballot < ballot) {
            state.attempt = None;
        }
    }

    fn leads(&self, state: &State) -> bool {
        match self.proposers {
            Proposers::Any(set) => set.contains(state.me),
            Proposers::Leader(_) => state.suspicions.leader(self.inputs.len()) == Some(state.me),
        }
    }

    fn next_ballot(&self, state: &State) -> Ballot {
        let n = self.inputs.len() as u32;
        let own = Ballot::from(state.me.0) + 1;
        let round = (state.met.max(state.disk.promised) + n).saturating_sub(own) / n;
        let ballot = round * n + own;
        debug_assert!(ballot > state.met && self.owner(ballot) == state.me);
        ballot
    }
}
