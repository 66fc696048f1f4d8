//! Dynamo: a leaderless replicated store (DeCandia et al. 2007, SOSP).
//!
//! Every key has N owners, the next servers round a ring. Whichever server a client is at home at
//! coordinates its requests: it asks all owners and answers after R of them (a read) or W (a
//! write). Copies that differ are mended by read repair, by hints handed off and by anti-entropy.
//! Without stand-ins, R + W > N makes a read meet the latest write that completed, but no
//! linearizable register: of two reads during one write the first may return the new value and the
//! second the old one.
//!
//! Deviations from the paper:
//! - A client carries no context. A write replaces what its *coordinator* has met of the key: its
//!   own copy and the reads it answered. Concurrent writes through different coordinators are
//!   siblings; through one coordinator, the later replaces the earlier.
//! - Any server coordinates, owner or not, as in Cassandra; the paper forwards to an owner.
//! - A coordinator that knows that too few servers answer refuses at once and stores nothing, as
//!   Cassandra does. A write that was sent and gathered fewer than W may live on: its outcome is
//!   unknown.
//! - Suspicion is local, as in the paper (sec. 4.8.3); a suspected owner is asked along with its
//!   stand-in, where the paper tries it again from time to time.
//! - An owner that missed a write for which nobody stood in gets a hint at the coordinator; such a
//!   hint does not count for W.
//! - A client's retry of a write keeps its dot, and is no second write.
//! - Where the paper's last writer is that of the latest wall clock (sec. 6.1),
//!   [`Conflict::LastWriterWins`] uses Lamport timestamps, as machines have no clock. A write whose
//!   coordinator has heard of few others may lose to an earlier one.
//!
//! A server that loses its disk counts its writes from 1 again, as nothing in the paper prevents:
//! others take the new write for one they have met, and it vanishes though acknowledged. It is
//! noted when found ([`Note::CounterLost`]) and the counter is raised, for later writes only. The
//! paper's successors give such a server a new name (Riak's actor epochs).

pub mod merkle;

mod version;

mod coordinator;
mod replica;
mod state;
mod sync;

mod display;
mod few;

pub use state::{Disk, Hint, State};
pub use version::{Conflict, Dot, Sibling, VersionVector, Versions};

use crate::client::{Key, OpId, Out, Outcome, Server, ServerEvent, Value};
use machine::{NodeId, NodeSet, Time};
use merkle::Branch;
use std::ops::RangeInclusive;

/// The configuration, the same at every server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dynamo {
    /// How many servers stand round the ring; at least 1.
    pub servers: u8,
    /// N: how many of them own a key; more than there are means all.
    pub n: u8,
    /// R: how many must answer a read. A quorum that cannot be had refuses all reads.
    pub r: u8,
    /// W: how many must have stored a write.
    pub w: u8,
    /// What to do with concurrent writes.
    pub conflict: Conflict,
    /// Whether a read mends the stale copies it meets.
    pub read_repair: bool,
    /// Whether stand-ins for suspected owners count for R and W; needs `handoff`.
    pub sloppy: bool,
    /// How often hints are tried again; `None` keeps no hints.
    pub handoff: Option<Time>,
    /// The most hints a server keeps; one more is refused, and does not count for W.
    pub hints_max: u16,
    /// The mean time between two comparisons that a server begins; `None` for no anti-entropy.
    pub anti_entropy: Option<Time>,
    /// How long a server may leave a request unanswered before its coordinator suspects it: well
    /// above a round trip.
    pub suspect_after: Time,
    /// How long a coordinator tries before it gives a request up: less than a client's patience.
    pub request_timeout: Time,
}

/// The paper's usual settings: (N, R, W) = (3, 2, 2), all mechanisms on, for a local network.
impl Default for Dynamo {
    fn default() -> Self {
        Self {
            servers: 5,
            n: 3,
            r: 2,
            w: 2,
            conflict: Conflict::Siblings,
            read_repair: true,
            sloppy: true,
            handoff: Some(Time::ms(500)),
            hints_max: 256,
            anti_entropy: Some(Time::s(1)),
            suspect_after: Time::ms(100),
            request_timeout: Time::ms(400),
        }
    }
}

impl Dynamo {
    /// All servers in the order in which they are asked to hold `key`: the paper's preference
    /// list, its owners first (sec. 4.3). Key k begins at server k.
    pub fn ring(&self, key: Key) -> impl Iterator<Item = NodeId> {
        let servers = u16::from(self.servers.max(1));
        let first = u16::from(key) % servers;
        (0..servers).map(move |step| NodeId(((first + step) % servers) as u8))
    }

    /// The owners of `key`: the first N of its ring.
    pub fn owners(&self, key: Key) -> impl Iterator<Item = NodeId> {
        self.ring(key).take(self.copies())
    }

    /// Whether `server` is one of them.
    #[must_use]
    pub fn owns(&self, server: NodeId, key: Key) -> bool {
        let servers = self.servers.max(1);
        let distance = (u16::from(server.0) + u16::from(servers) - u16::from(key % servers))
            % u16::from(servers);
        usize::from(distance) < self.copies()
    }

    /// Whether all servers that are up agree and owe each other nothing: all owners of every key
    /// hold the same live versions, and no hint is left. `None` is a server that is down.
    #[must_use]
    pub fn converged(&self, states: &[Option<&State>]) -> bool {
        let up = |owner: NodeId| states.get(owner.index()).copied().flatten();
        states.iter().flatten().all(|state| {
            let agreed = |key| {
                let mut others = self.owners(key).filter_map(up);
                others.all(|other| other.siblings(key) == state.siblings(key))
            };
            state.hints().is_empty() && state.keys().all(agreed)
        })
    }

    /// How many copies of a key there are.
    fn copies(&self) -> usize {
        self.n.min(self.servers.max(1)).into()
    }

    /// Whether a stand-in counts.
    fn stand_ins_count(&self) -> bool {
        self.sloppy && self.handoff.is_some()
    }

    /// How many other servers own a key together with a given one.
    fn partners(&self) -> u8 {
        let reach = self.n.saturating_sub(1);
        self.servers.saturating_sub(1).min(reach.saturating_mul(2))
    }

    /// One of them: those clockwise first.
    fn partner(&self, me: NodeId, drawn: u32) -> NodeId {
        let (servers, drawn) = (u32::from(self.servers), drawn + 1);
        let ahead = u32::from(self.n) - 1;
        let step = if drawn <= ahead { drawn } else { servers - (drawn - ahead) };
        NodeId(((u32::from(me.0) + step) % servers) as u8)
    }
}

/// What servers say to each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    /// Store this.
    Put {
        /// The request it belongs to.
        op: OpId,
        /// Of which key.
        key: Key,
        /// The write, and what it replaces.
        versions: Versions,
        /// Keep it as a hint for this owner, who is suspected.
        owner: Option<NodeId>,
    },
    /// Stored.
    PutAck {
        /// The request it belongs to.
        op: OpId,
        /// Of which key.
        key: Key,
        /// The counter that the coordinator's next dot must exceed.
        floor: u32,
    },
    /// What do you know of this key?
    Get {
        /// The request it belongs to.
        op: OpId,
        /// Which.
        key: Key,
    },
    /// This.
    Got {
        /// The request it belongs to.
        op: OpId,
        /// All it knows.
        versions: Versions,
    },
    /// A read met newer versions than yours.
    Repair {
        /// Of which key.
        key: Key,
        /// All that replied, joined.
        versions: Versions,
    },
    /// A write that was kept for you.
    Handoff {
        /// Of which key.
        key: Key,
        /// What was kept.
        versions: Versions,
    },
    /// Taken.
    HandoffAck {
        /// Of which key.
        key: Key,
        /// The hash of what was handed over.
        digest: u64,
    },
    /// Anti-entropy: hashes of the keys that both own.
    Compare(Box<[(Branch, u64)]>),
    /// Anti-entropy: copies of the keys on which they differ.
    Exchange {
        /// By key.
        copies: Box<[(Key, Versions)]>,
        /// Whether the other's copies are wanted in return.
        answer: bool,
    },
}

/// The timers of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The servers asked for a request had their time. Requests in progress have the numbers 0, 1,
    /// ..., each the lowest free one: a driver keeps no more timers than there are at a time.
    Request(u16),
    /// Hints are tried again.
    Handoff,
    /// Copies are compared with another server's.
    AntiEntropy,
}

/// What a server tells whoever watches. Nothing is told of a plain read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Too few servers answer for a quorum: nothing was sent.
    Refused {
        /// What.
        op: OpId,
    },
    /// It left a request unanswered.
    Suspected {
        /// Who.
        server: NodeId,
    },
    /// It was heard from again.
    Unsuspected {
        /// Who.
        server: NodeId,
    },
    /// A read was answered with several concurrent values: these, or the first four of them.
    SiblingsRead {
        /// Whose.
        op: OpId,
        /// In the order of their dots; 0 where there are fewer.
        values: [Value; 4],
    },
    /// A copy here came to hold several concurrent values.
    SiblingsFound {
        /// Of which key.
        key: Key,
        /// How many.
        siblings: u8,
    },
    /// A write here replaced several siblings by one value.
    Merged {
        /// Of which key.
        key: Key,
        /// How many there were.
        siblings: u8,
    },
    /// A read met a stale copy and sent it what it lacked.
    ReadRepaired {
        /// Of which key.
        key: Key,
        /// Whose copy was stale.
        replica: NodeId,
    },
    /// A write is kept here for an owner that could not be reached.
    HintStored {
        /// Whose.
        owner: NodeId,
        /// Of which key.
        key: Key,
    },
    /// There was no room for it.
    HintRefused {
        /// Whose.
        owner: NodeId,
        /// Of which key.
        key: Key,
    },
    /// The owner has taken what was kept for it.
    HandedOff {
        /// Who.
        owner: NodeId,
        /// Of which key.
        key: Key,
    },
    /// Anti-entropy found keys that differed, and levelled them.
    AntiEntropySynced {
        /// With whom.
        partner: NodeId,
        /// How many keys.
        keys: u8,
    },
    /// Others know more writes of this server than it does: it lost its disk, and writes that it
    /// named anew may be lost.
    CounterLost {
        /// Of which key.
        key: Key,
        /// How many it knew.
        known: u32,
        /// How many others know.
        counter: u32,
    },
}

impl Server for Dynamo {
    type State = State;
    type Disk = Disk;
    type Peer = Peer;
    type Timer = Timer;
    type Note = Note;

    fn boot(&self, me: NodeId, disk: Disk, out: &mut dyn Out<Self>) -> State {
        let mut state = State { disk, suspected: NodeSet::default(), pending: Vec::new() };
        let mut turn = Turn { store: self, me, state: &mut state, out };
        turn.arm_anti_entropy();
        turn.arm_handoff();
        state
    }

    fn step(
        &self,
        me: NodeId,
        state: &mut State,
        event: ServerEvent<Self>,
        out: &mut dyn Out<Self>,
    ) {
        let mut turn = Turn { store: self, me, state, out };
        match event {
            ServerEvent::Request(op, what) => turn.request(op, what),
            ServerEvent::Peer(from, peer) => {
                turn.peer(from, peer);
                turn.heard_from(from);
            }
            ServerEvent::Timeout(Timer::Request(slot)) => turn.request_timeout(slot),
            ServerEvent::Timeout(Timer::Handoff) => turn.handoff_timeout(),
            ServerEvent::Timeout(Timer::AntiEntropy) => turn.anti_entropy_timeout(),
            ServerEvent::Chosen(drawn) => turn.compare_with(drawn),
        }
    }

    fn crash(&self, state: State) -> Disk {
        state.disk
    }
}

/// One step of one server.
struct Turn<'a> {
    store: &'a Dynamo,
    me: NodeId,
    state: &'a mut State,
    out: &'a mut dyn Out<Dynamo>,
}

impl Turn<'_> {
    fn peer(&mut self, from: NodeId, peer: Peer) {
        match peer {
            Peer::Put { op, key, versions, owner } => self.put(from, op, (key, &versions), owner),
            Peer::PutAck { op, key, floor } => self.acknowledged(from, op, key, floor),
            Peer::Get { op, key } => {
                let versions = self.known(key);
                self.send(from, Peer::Got { op, versions });
            }
            Peer::Got { op, versions } => self.got(from, op, &versions),
            Peer::Repair { key, versions } => self.join(key, &versions),
            Peer::Handoff { key, versions } => self.take_hint(from, key, &versions),
            Peer::HandoffAck { key, digest } => self.drop_hint(from, key, digest),
            Peer::Compare(hashes) => self.compare(from, &hashes),
            Peer::Exchange { copies, answer } => self.exchange(from, &copies, answer),
        }
    }

    fn send(&mut self, to: NodeId, peer: Peer) {
        self.out.send(to, peer);
    }

    fn respond(&mut self, op: OpId, outcome: Outcome) {
        self.out.answer(op, outcome);
    }

    fn set_timer(&mut self, timer: Timer, after: RangeInclusive<Time>) {
        self.out.set_timer(timer, after);
    }

    fn cancel_timer(&mut self, timer: Timer) {
        self.out.cancel_timer(timer);
    }

    fn note(&mut self, note: Note) {
        self.out.note(note);
    }
}

#[cfg(test)]
mod tests;
