//! The replica's side: copies, hints for others, and handing them off.

use super::Turn;
use super::state::{Hint, Slot};
use super::version::{Conflict, Versions};
use super::{Note, Peer, Timer};
use crate::client::{Key, OpId};
use machine::{NodeId, stable_hash};

impl Turn<'_> {
    /// A coordinator writes; `owner` is whom this server stands in for.
    pub(super) fn put(
        &mut self,
        from: NodeId,
        op: OpId,
        put: (Key, &Versions),
        owner: Option<NodeId>,
    ) {
        let (key, versions) = put;
        let floor = match owner {
            None => {
                self.join(key, versions);
                let slot = self.state.disk.copies.slot(key);
                match self.store.conflict {
                    // The slot's floor is about this server's own dots, not the coordinator's.
                    Conflict::Siblings => slot.versions.counter(from),
                    Conflict::LastWriterWins => slot.counter(from),
                }
            }
            Some(owner) => {
                if !self.keep_hint(owner, key, versions) {
                    return;
                }
                versions.counter(from)
            }
        };
        self.send(from, Peer::PutAck { op, key, floor });
    }

    /// All this server knows of `key`: its own copy and what it keeps for others.
    pub(super) fn known(&self, key: Key) -> Versions {
        let mut known = self.state.versions(key).cloned().unwrap_or_default();
        for hint in self.state.disk.hints.iter().filter(|hint| hint.key == key) {
            known.join(&hint.versions, self.store.conflict);
        }
        known
    }

    /// Takes versions into its own copy of `key`.
    pub(super) fn join(&mut self, key: Key, versions: &Versions) {
        self.raise_own(key, versions.context().get(self.me));
        let slot = self.state.disk.copies.slot(key);
        let before = slot.versions.siblings().len();
        slot.versions.join(versions, self.store.conflict);
        debug_assert!(slot.versions.context().descends(versions.context()), "versions only grow");
        let after = slot.versions.siblings().len();
        if after > before.max(1) {
            self.note(Note::SiblingsFound { key, siblings: after as u8 });
        }
    }

    /// Another server's clock of `key`: this server's next dot must exceed it.
    pub(super) fn raise(&mut self, key: Key, floor: u32) {
        match self.store.conflict {
            Conflict::Siblings => self.raise_own(key, floor),
            Conflict::LastWriterWins => {
                let slot = self.clock(key);
                slot.floor = slot.floor.max(floor);
            }
        }
    }

    /// Others know `counter` writes of this server. More than it knows itself: it lost its disk,
    /// and may have used a dot twice.
    fn raise_own(&mut self, key: Key, counter: u32) {
        let me = self.me;
        if counter == 0 || counter <= self.clock(key).counter(me) {
            return;
        }
        let slot = self.clock(key);
        let known = slot.counter(me);
        debug_assert!(counter > known.max(slot.floor), "a counter never falls");
        slot.floor = counter;
        self.note(Note::CounterLost { key, known, counter });
    }

    /// Where this server counts its writes of `key`.
    fn clock(&mut self, key: Key) -> &mut Slot {
        let owns = self.store.owns(self.me, key);
        let disk = &mut self.state.disk;
        if owns { disk.copies.slot(key) } else { disk.seen.slot(key) }
    }

    /// Keeps a write for `owner`; false if there is no room, or hints are off.
    pub(super) fn keep_hint(&mut self, owner: NodeId, key: Key, versions: &Versions) -> bool {
        if self.store.handoff.is_none() {
            return false;
        }
        let hints = &mut self.state.disk.hints;
        match hints.binary_search_by_key(&(owner, key), |hint| (hint.owner, hint.key)) {
            Ok(at) => {
                hints[at].versions.join(versions, self.store.conflict);
            }
            Err(_) if hints.len() >= usize::from(self.store.hints_max) => {
                self.note(Note::HintRefused { owner, key });
                return false;
            }
            Err(at) => {
                debug_assert!(
                    hints.len() < usize::from(self.store.hints_max),
                    "hints have a limit"
                );
                hints.insert(at, Hint { owner, key, versions: versions.clone() });
                if hints.len() == 1 {
                    self.arm_handoff();
                }
                self.note(Note::HintStored { owner, key });
            }
        }
        let hints = &self.state.disk.hints;
        debug_assert!(hints.is_sorted_by(|a, b| (a.owner, a.key) < (b.owner, b.key)), "one a key");
        true
    }

    /// A sign of life.
    pub(super) fn heard_from(&mut self, from: NodeId) {
        if self.state.suspected.contains(from) {
            self.state.suspected.remove(from);
            debug_assert!(!self.state.suspected.contains(from));
            self.note(Note::Unsuspected { server: from });
            self.hand_off(|owner| owner == from);
        }
    }

    /// Tries all hints again.
    pub(super) fn handoff_timeout(&mut self) {
        self.hand_off(|_| true);
        self.arm_handoff();
    }

    /// Runs the timer anew while there are hints.
    pub(super) fn arm_handoff(&mut self) {
        if let Some(retry) = self.store.handoff.filter(|_| !self.state.disk.hints.is_empty()) {
            self.set_timer(Timer::Handoff, retry..=retry);
        }
    }

    fn hand_off(&mut self, to: impl Fn(NodeId) -> bool) {
        for at in 0..self.state.disk.hints.len() {
            let hint = &self.state.disk.hints[at];
            debug_assert!(hint.owner.0 < self.store.servers);
            if to(hint.owner) {
                let (owner, key, versions) = (hint.owner, hint.key, hint.versions.clone());
                self.send(owner, Peer::Handoff { key, versions });
            }
        }
    }

    /// The owner takes what was kept for it.
    pub(super) fn take_hint(&mut self, from: NodeId, key: Key, versions: &Versions) {
        self.join(key, versions);
        self.send(from, Peer::HandoffAck { key, digest: stable_hash(versions) });
    }

    /// The owner has it: the hint can go, unless it has grown since.
    pub(super) fn drop_hint(&mut self, owner: NodeId, key: Key, digest: u64) {
        let hints = &mut self.state.disk.hints;
        let found = hints.binary_search_by_key(&(owner, key), |hint| (hint.owner, hint.key));
        if let Ok(at) = found
            && stable_hash(&hints[at].versions) == digest
        {
            hints.remove(at);
            debug_assert!(hints.get(at).is_none_or(|next| (next.owner, next.key) > (owner, key)));
            self.note(Note::HandedOff { owner, key });
        }
    }
}
