//! Raft, as the diagram's consistent store.

use super::{Face, Kind, Of, Role, Rule, World};
use crate::cluster::record::{Broken, What};
use machine::{NodeId, NodeSet};
use protocols::client::Process;
use protocols::raft::invariants::{self, Ghost, Invariant, Servers};
use protocols::raft::{self, Message, Note, Raft, State};

/// The servers of a world, as its invariants want to see them.
struct Seen<'a>(&'a World, u8);

impl Servers for Seen<'_> {
    fn count(&self) -> u8 {
        self.1
    }

    fn get(&self, at: NodeId) -> Option<&State> {
        server(self.0, at)
    }
}

fn server(world: &World, at: NodeId) -> Option<&State> {
    match world.state(at) {
        Some(Process::Server(Of::Raft(state))) => Some(state),
        _ => None,
    }
}

const fn rule(invariant: &Invariant) -> Rule {
    Rule { id: invariant.id, name: invariant.name, sentence: invariant.sentence }
}

pub(super) const RULES: [Rule; 5] = [
    rule(&invariants::ELECTION_SAFETY),
    rule(&invariants::LEADER_APPEND_ONLY),
    rule(&invariants::LOG_MATCHING),
    rule(&invariants::LEADER_COMPLETENESS),
    rule(&invariants::STATE_MACHINE_SAFETY),
];

/// Checks the invariants after a step of `node`: all that are broken now.
pub(super) fn observe(store: &Raft, ghost: &mut Ghost, world: &World, node: NodeId) -> Vec<Broken> {
    if node.0 >= store.servers {
        return Vec::new();
    }
    let fallen = ghost.observe_at(node, &Seen(world, store.servers));
    fallen.into_iter().map(|it| Broken { id: it.invariant.id, why: it.why }).collect()
}

pub(super) fn face(state: &State) -> Face {
    let role = match state.role() {
        raft::Role::Follower => Role::Follower,
        raft::Role::PreCandidate | raft::Role::Candidate => Role::Candidate,
        raft::Role::Leader => Role::Leader,
    };
    let version = format!("term {}, #{}", state.term(), state.commit_index());
    Face { role, holds: true, value: state.value(0), siblings: 1, version }
}

pub(super) fn kind(peer: &Message) -> Kind {
    match peer {
        Message::RequestVote(_) | Message::RequestPreVote(_) => Kind::Ask,
        Message::Vote { .. } | Message::PreVote { .. } => Kind::Vote,
        Message::Append(append) if append.entries.as_slice().is_empty() => Kind::Heartbeat,
        Message::Append(_) | Message::InstallSnapshot { .. } => Kind::Append,
        Message::Appended { .. } | Message::Rejected { .. } => Kind::Ack,
        Message::Forward(_, protocols::client::Op::Read(_)) => Kind::Read,
        Message::Forward(..) => Kind::Write,
        Message::Relay(..) => Kind::Answer,
    }
}

pub(super) fn tell(note: &Note) -> Option<What> {
    Some(match note {
        Note::StartedElection { term } => What::Stood(*term),
        Note::BecameLeader { term } => What::Led(*term),
        Note::SteppedDown { .. } => What::SteppedDown,
        Note::StartedPreVote { term } => {
            What::Said(format!("asks whether it could win term {term}"))
        }
        Note::Truncated { from } => What::Said(format!("throws away its log from entry {from} on")),
        Note::InstalledSnapshot { index } => {
            What::Said(format!("takes over a snapshot up to entry {index}"))
        }
        Note::Restarted { .. }
        | Note::Voted { .. }
        | Note::BecameFollower { .. }
        | Note::Committed { .. }
        | Note::SentSnapshot { .. }
        | Note::Refused(_) => return None,
    })
}

pub(super) fn goal(store: &Raft, world: &World) -> raft::Index {
    let servers = NodeSet::first(store.servers.into());
    servers.iter().filter_map(|at| server(world, at)).map(State::commit_index).max().unwrap_or(0)
}

pub(super) fn reached(store: &Raft, goal: raft::Index, world: &World) -> bool {
    let servers = NodeSet::first(store.servers.into());
    servers.iter().filter_map(|at| server(world, at)).all(|state| state.commit_index() >= goal)
}

pub(super) fn leader(store: &Raft, world: &World) -> Option<NodeId> {
    let servers = NodeSet::first(store.servers.into());
    let leads =
        |at: &NodeId| server(world, *at).is_some_and(|state| state.role() == raft::Role::Leader);
    servers.iter().filter(leads).max_by_key(|at| server(world, *at).map(State::term))
}
