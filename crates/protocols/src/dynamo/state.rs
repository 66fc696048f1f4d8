//! What a server of the store keeps: its copies, its hints, and the requests it coordinates.

use super::few::Few;
use super::version::{Sibling, VersionVector, Versions};
use crate::client::{Key, OpId, Outcome};
use machine::{NodeId, NodeSet, Time};

/// A server that is up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    pub(super) disk: Disk,
    pub(super) suspected: NodeSet,
    /// By operation.
    pub(super) pending: Vec<Pending>,
}

impl State {
    /// What this server holds of `key` as one of its owners.
    #[must_use]
    pub fn versions(&self, key: Key) -> Option<&Versions> {
        self.disk.copies.get(key).map(|slot| &slot.versions)
    }

    /// The live values of `key` here, sorted by dot: none if never written, several if siblings.
    #[must_use]
    pub fn siblings(&self, key: Key) -> &[Sibling] {
        self.versions(key).map_or(&[], Versions::siblings)
    }

    /// The version vector of `key` here, `B9 C2`; none under last-writer-wins, whose stamp is the
    /// sibling's dot.
    #[must_use]
    pub fn version_vector(&self, key: Key) -> Option<&VersionVector> {
        self.versions(key).map(Versions::context)
    }

    /// The keys this server holds a copy of, in ascending order.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        let written = self.disk.copies.0.iter().filter(|slot| !slot.versions.is_empty());
        written.map(|slot| slot.key)
    }

    /// All this server has met of `key`: as one of its owners, or as a coordinator.
    #[must_use]
    pub fn met(&self, key: Key) -> Option<&Versions> {
        self.all_met().find(|(of, _)| *of == key).map(|(_, versions)| versions)
    }

    /// All it has met of each key.
    pub fn all_met(&self) -> impl Iterator<Item = (Key, &Versions)> {
        let slots = self.disk.copies.0.iter().chain(&self.disk.seen.0);
        slots.map(|slot| (slot.key, &slot.versions))
    }

    /// What would survive a crash.
    #[must_use]
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// The writes it keeps for others, by owner and key.
    #[must_use]
    pub fn hints(&self) -> &[Hint] {
        &self.disk.hints
    }

    /// The servers that left a request of its unanswered and were not heard from since.
    #[must_use]
    pub fn suspected(&self) -> NodeSet {
        self.suspected
    }

    /// How many requests it coordinates at the moment, or gathers late answers for.
    #[must_use]
    pub fn in_progress(&self) -> usize {
        self.pending.len()
    }
}

/// What survives a crash: copies, hints, and what became of each client's latest request.
///
/// Suspicions and requests in progress do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disk {
    /// The keys it owns.
    pub(super) copies: Store,
    /// What it met of other keys as their coordinator: the context of its next write.
    pub(super) seen: Store,
    /// By owner and key.
    pub(super) hints: Vec<Hint>,
    /// By client.
    pub(super) sessions: Vec<Session>,
}

impl Disk {
    /// All versions kept here, as an owner's copy or for an owner.
    pub fn all_kept(&self) -> impl Iterator<Item = (Key, &Versions)> {
        let copies = self.copies.0.iter().map(|slot| (slot.key, &slot.versions));
        copies.chain(self.hints.iter().map(|hint| (hint.key, &hint.versions)))
    }

    /// Those of `key`.
    pub fn kept(&self, key: Key) -> impl Iterator<Item = &Versions> {
        self.all_kept().filter(move |(of, _)| *of == key).map(|(_, versions)| versions)
    }
}

/// Keys and what is known of them, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Store(pub(super) Vec<Slot>);

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    pub(super) key: Key,
    /// The next dot's counter must exceed it: what others acknowledged with, though this copy may
    /// not have it (under last-writer-wins, this key's Lamport clock).
    pub(super) floor: u32,
    pub(super) versions: Versions,
}

impl Slot {
    /// The counter that this server's next write must exceed.
    pub(super) fn counter(&self, me: NodeId) -> u32 {
        self.floor.max(self.versions.counter(me))
    }
}

impl Store {
    pub(super) fn get(&self, key: Key) -> Option<&Slot> {
        let at = self.0.binary_search_by_key(&key, |slot| slot.key).ok()?;
        Some(&self.0[at])
    }

    /// The slot of `key`, made if missing.
    pub(super) fn slot(&mut self, key: Key) -> &mut Slot {
        let at = match self.0.binary_search_by_key(&key, |slot| slot.key) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, Slot { key, floor: 0, versions: Versions::default() });
                debug_assert!(self.0.is_sorted_by(|a, b| a.key < b.key), "one slot a key");
                at
            }
        };
        &mut self.0[at]
    }
}

/// A write kept for an owner that could not be reached (DeCandia et al. 2007, sec. 4.6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hint {
    /// Whom it is for.
    pub owner: NodeId,
    /// Of which key.
    pub key: Key,
    /// What to hand over.
    pub versions: Versions,
}

/// The latest request of a client that is at home here, so that a retry is no second write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Session {
    pub(super) op: OpId,
    /// The write under way: a retry after a crash sends it again under the same dot.
    pub(super) write: Option<Versions>,
    /// How it ended.
    pub(super) outcome: Option<Outcome>,
}

/// A request that this server coordinates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pending {
    pub(super) op: OpId,
    /// The number of its timer.
    pub(super) slot: u16,
    pub(super) key: Key,
    pub(super) work: Work,
    pub(super) asked: NodeSet,
    pub(super) heard: NodeSet,
    /// Each suspected owner and the server that stands in for it.
    pub(super) stand_ins: Few<(NodeId, NodeId), 2>,
    /// Whether the client has its answer; late replies then still serve read repair and handoff.
    pub(super) answered: bool,
    /// The time to wait after the timer that runs.
    pub(super) left: Time,
}

/// What is asked of the replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Work {
    Read {
        /// All replies joined.
        merged: Versions,
        /// Who replied with just that: the others are stale.
        current: NodeSet,
    },
    Write(Versions),
}
