//! Raft: a replicated log under one leader a term.
//!
//! After D. Ongaro, "Consensus: Bridging Theory and Practice" (2014), called *the thesis* here:
//! elections (3.4), replication (3.5), the commit rule (3.6.2; 5.4.2 of the paper), compaction and
//! InstallSnapshot (5), sessions (6.3), ReadIndex (6.4), a leader that steps down when it hears no
//! majority (6.2), and pre-vote (9.6) as an option. It replicates registers. Membership is fixed.
//!
//! Two things differ from the thesis, both because clients here talk to one home replica each:
//! a server that does not lead passes a request on to the leader it knows and relays the outcome,
//! and a home replica remembers on its disk which write it has refused, so that a copy which the
//! network made of the request cannot be executed after all (a TCP connection would see to that).

pub mod invariants;

mod display;
mod elect;
mod follow;
mod lead;
mod log;
mod message;
mod serve;
mod store;

pub use log::{Command, Entries, Entry, Log};
pub use message::{Append, Ballot, Index, Message, Snapshot, Term};
pub use store::Store;

use crate::client::{self, Key, OpId, Server, ServerEvent, Value};
use lead::{PendingRead, Progress, Waiting};
use machine::{NodeId, NodeSet, Time};
use serve::Gate;
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;

/// What Raft servers write their effects into.
pub(crate) type Out<'a> = dyn client::Out<Raft> + 'a;

/// The configuration, the same at every server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raft {
    /// How many servers there are.
    pub servers: u8,
    /// The election timeout, drawn anew each time it is set (thesis 3.4: 150 to 300 ms).
    pub election: RangeInclusive<Time>,
    /// The time between a leader's heartbeats, well below the election timeout.
    pub heartbeat: Time,
    /// Whether a server asks if it could win before it raises its term (thesis 9.6).
    pub pre_vote: bool,
    /// The most applied entries that a log keeps (thesis 5); at least 2.
    pub log_kept: u32,
    /// The most entries in one message.
    pub batch: u32,
}

impl Raft {
    /// The thesis' timing for so many servers.
    #[must_use]
    pub fn new(servers: u8) -> Self {
        Self {
            servers,
            election: Time::ms(150)..=Time::ms(300),
            heartbeat: Time::ms(50),
            pre_vote: false,
            log_kept: 64,
            batch: 64,
        }
    }

    /// How many servers are a majority.
    #[must_use]
    pub fn majority(&self) -> usize {
        usize::from(self.servers) / 2 + 1
    }

    /// All servers but `me`.
    fn others(&self, me: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.servers).map(NodeId).filter(move |&server| server != me)
    }
}

/// What a server is in its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Answers leaders and candidates.
    Follower,
    /// Asks whether it could win an election (thesis 9.6).
    PreCandidate,
    /// Asks for votes.
    Candidate,
    /// Replicates its log.
    Leader,
}

/// The timers of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A follower or candidate: begin an election. A leader: have I heard a majority?
    Election,
    /// A leader: assert yourself.
    Heartbeat,
    /// With pre-vote: the leader was heard from within the shortest election timeout until now.
    Lease,
}

/// What a server says about itself; nothing about plain heartbeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// It came back with its disk.
    Restarted {
        /// The term on the disk.
        term: Term,
    },
    /// It asks whether it could win an election.
    StartedPreVote {
        /// The term it would start.
        term: Term,
    },
    /// It stands for election.
    StartedElection {
        /// The term it started.
        term: Term,
    },
    /// It gave its vote away.
    Voted {
        /// The term.
        term: Term,
        /// To whom.
        candidate: NodeId,
    },
    /// It won an election.
    BecameLeader {
        /// The term.
        term: Term,
    },
    /// It follows in a newer term, or lost an election.
    BecameFollower {
        /// The term.
        term: Term,
    },
    /// It led, and heard no majority for an election timeout (thesis 6.2).
    SteppedDown {
        /// The term.
        term: Term,
    },
    /// A leader found one more entry on a majority.
    Committed {
        /// The highest committed index.
        index: Index,
    },
    /// A follower threw away entries that conflict with the leader's.
    Truncated {
        /// The first index thrown away.
        from: Index,
    },
    /// A leader no longer has the entries a follower lacks and sends its state instead.
    SentSnapshot {
        /// To whom.
        to: NodeId,
        /// The last index it covers.
        index: Index,
    },
    /// A follower replaced its state by the leader's.
    InstalledSnapshot {
        /// The last index it covers.
        index: Index,
    },
    /// A home replica that knows no leader turned an operation away.
    Refused(OpId),
}

/// What survives a crash (thesis figure 3.1, "persistent state", and figure 5.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disk {
    term: Term,
    voted_for: Option<NodeId>,
    log: Log,
    snapshot: Snapshot,
    gates: Vec<Gate>,
    version: Version,
}

/// A server while it is up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    me: NodeId,
    disk: Disk,
    role: Role,
    leader: Option<NodeId>,
    /// Whether the leader was heard from within the shortest election timeout; with pre-vote only.
    lease: bool,
    commit: Index,
    store: Store,
    /// Candidates: who granted. Leaders: who was heard from since the last look.
    heard: NodeSet,
    progress: Vec<Progress>,
    waiting: Vec<Waiting>,
    reads: Vec<PendingRead>,
    round: u32,
    round_acks: NodeSet,
    term_start: Index,
}

impl Disk {
    /// Whether a client's command, or a later one of it, is in the log or executed: without all
    /// disks that hold it, it is gone.
    #[must_use]
    pub fn holds(&self, id: OpId) -> bool {
        self.snapshot.store.executed(id) || self.log.holds(id)
    }
}

impl State {
    /// What would survive a crash.
    #[must_use]
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// What it is in its term.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Its current term.
    #[must_use]
    pub fn term(&self) -> Term {
        self.disk.term
    }

    /// Whom it voted for in its term.
    #[must_use]
    pub fn voted_for(&self) -> Option<NodeId> {
        self.disk.voted_for
    }

    /// The highest index it knows to be committed; all up to it is applied.
    #[must_use]
    pub fn commit_index(&self) -> Index {
        self.commit
    }

    /// The highest index in its log, 0 in an empty one.
    #[must_use]
    pub fn last_index(&self) -> Index {
        self.disk.log.last_index()
    }

    /// The entries it still holds; older ones are in its snapshot.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.disk.log
    }

    /// Its value of a register as of [`State::commit_index`], 0 if never written.
    #[must_use]
    pub fn value(&self, key: Key) -> Value {
        self.store.get(key)
    }

    /// Changes whenever term, vote, role, log or commit index do.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.disk.version.0
    }

    fn touch(&mut self) {
        self.disk.version.0 = self.disk.version.0.wrapping_add(1);
    }
}

/// A count of changes. It is no part of what a state is: states that differ in it alone are equal.
#[derive(Clone, Copy, Debug, Default)]
struct Version(u32);

impl PartialEq for Version {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Server for Raft {
    type State = State;
    type Disk = Disk;
    type Peer = Message;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, disk: Disk, out: &mut Out) -> State {
        if disk.term > 0 {
            out.note(Note::Restarted { term: disk.term });
        }
        let mut state = State {
            me,
            role: Role::Follower,
            leader: None,
            lease: false,
            commit: disk.snapshot.index,
            store: disk.snapshot.store.clone(),
            heard: NodeSet::default(),
            progress: Vec::new(),
            waiting: Vec::new(),
            reads: Vec::new(),
            round: 0,
            round_acks: NodeSet::default(),
            term_start: 0,
            disk,
        };
        state.touch();
        self.set_election_timer(out);
        state
    }

    fn step(&self, _me: NodeId, state: &mut State, event: ServerEvent<Self>, out: &mut Out) {
        let (term, voted_for, commit) = (state.disk.term, state.disk.voted_for, state.commit);
        match event {
            ServerEvent::Peer(from, msg) => self.receive(state, from, msg, out),
            ServerEvent::Request(id, op) => self.request(state, id, op, out),
            ServerEvent::Timeout(Timer::Election) if state.role == Role::Leader => {
                self.check_quorum(state, out);
            }
            ServerEvent::Timeout(Timer::Election) => self.election_timeout(state, out),
            ServerEvent::Timeout(Timer::Heartbeat) => self.heartbeat(state, out),
            ServerEvent::Timeout(Timer::Lease) => state.lease = false,
            ServerEvent::Chosen(_) => {}
        }
        debug_assert!(state.disk.term >= term, "a term never falls");
        debug_assert!(state.commit >= commit, "a commit index never falls");
        let kept = voted_for.is_none() || state.disk.voted_for == voted_for;
        debug_assert!(state.disk.term > term || kept, "a server votes once a term");
    }

    fn crash(&self, state: State) -> Disk {
        state.disk
    }
}

impl Raft {
    fn receive(&self, state: &mut State, from: NodeId, msg: Message, out: &mut Out) {
        if msg.term().is_some_and(|term| term > state.disk.term) {
            self.become_follower(state, msg.term().unwrap_or_default(), out);
        }
        debug_assert!(msg.term().is_none_or(|term| term <= state.disk.term), "it is adopted");
        match msg {
            Message::RequestVote(ballot) => self.request_vote(state, from, ballot, out),
            Message::Vote { term, granted } => {
                if granted && state.role == Role::Candidate && term == state.disk.term {
                    self.vote(state, from, out);
                }
            }
            Message::RequestPreVote(ballot) => self.request_pre_vote(state, from, ballot, out),
            Message::PreVote { term, granted } => {
                if granted && state.role == Role::PreCandidate && term == state.disk.term + 1 {
                    self.vote(state, from, out);
                }
            }
            Message::Append(append) => self.append(state, from, append, out),
            Message::Appended { term, round, matched } => {
                if state.role == Role::Leader && term == state.disk.term {
                    self.hear(state, from, round, out);
                    self.appended(state, from, matched, out);
                }
            }
            Message::Rejected { term, round, prev, hint } => {
                if state.role == Role::Leader && term == state.disk.term && prev > 0 {
                    self.hear(state, from, round, out);
                    self.rejected(state, from, (prev, hint), out);
                }
            }
            Message::InstallSnapshot { term, round, snapshot } => {
                self.install(state, from, (term, round, *snapshot), out);
            }
            Message::Forward(id, op) => self.forwarded(state, (from, id, op), out),
            Message::Relay(id, outcome) => out.answer(id, outcome),
        }
    }

    fn set_election_timer(&self, out: &mut Out) {
        out.set_timer(Timer::Election, self.election.clone());
    }
}
