//! Anti-entropy: from time to time two servers compare the keys they both own, level by level of a
//! hash tree, and exchange the versions of those that differ (DeCandia et al. 2007, sec. 4.7).
//!
//! No step needs the one before: each answers a message from what the server holds by then.

use super::Turn;
use super::merkle::{Branch, LEAVES, Tree};
use super::version::Versions;
use super::{Note, Peer, Timer};
use crate::client::Key;
use machine::{NodeId, Time, stable_hash};

impl Turn<'_> {
    /// Runs the timer anew, spread out so that servers do not act in step.
    pub(super) fn arm_anti_entropy(&mut self) {
        if let Some(interval) = self.store.anti_entropy.filter(|_| self.store.partners() > 0) {
            let half = Time::us(interval.as_us() / 2);
            self.set_timer(Timer::AntiEntropy, half..=interval + half);
        }
    }

    /// Time to compare with somebody; the answer to the choice is whom.
    pub(super) fn anti_entropy_timeout(&mut self) {
        self.arm_anti_entropy();
        self.out.choose(self.store.partners().into());
    }

    /// Sends the root to the partner that was drawn.
    pub(super) fn compare_with(&mut self, drawn: u32) {
        let partner = self.store.partner(self.me, drawn);
        debug_assert!(partner != self.me && partner.0 < self.store.servers);
        let root = (Branch::ROOT, self.tree(partner).hash(Branch::ROOT));
        self.send(partner, Peer::Compare(Box::new([root])));
    }

    /// Some of a partner's hashes: answers with the hashes one level down where they differ, with
    /// versions at the leaves, and with nothing if all are equal.
    pub(super) fn compare(&mut self, from: NodeId, theirs: &[(Branch, u64)]) {
        let tree = self.tree(from);
        let (leaves, inner): (Vec<_>, Vec<_>) =
            tree.differing(theirs).partition(|branch| branch.level == LEAVES);
        if !inner.is_empty() {
            self.send(from, Peer::Compare(tree.expand(inner.into_iter())));
        }
        if !leaves.is_empty() {
            let copy = |key| (key, self.state.versions(key).cloned().unwrap_or_default());
            let copies = leaves.into_iter().map(|leaf| copy(leaf.index)).collect();
            self.send(from, Peer::Exchange { copies, answer: true });
        }
    }

    /// A partner's versions of keys that differ; answers with what it lacks, if that was asked for.
    pub(super) fn exchange(&mut self, from: NodeId, theirs: &[(Key, Versions)], answer: bool) {
        let mut newer = Vec::new();
        for (key, versions) in theirs {
            debug_assert!(self.store.owns(from, *key), "{from} does not own key {key}");
            self.join(*key, versions);
            let mine = self.state.versions(*key);
            if let Some(mine) = mine.filter(|mine| *mine != versions) {
                newer.push((*key, mine.clone()));
            }
        }
        if answer {
            self.note(Note::AntiEntropySynced { partner: from, keys: theirs.len() as u8 });
            if !newer.is_empty() {
                self.send(from, Peer::Exchange { copies: newer.into(), answer: false });
            }
        }
    }

    /// The tree over the keys that this server and `partner` both own.
    fn tree(&self, partner: NodeId) -> Tree {
        let common = self
            .state
            .disk
            .copies
            .0
            .iter()
            .filter(|slot| self.store.owns(partner, slot.key) && !slot.versions.is_empty());
        common.map(|slot| (slot.key, stable_hash(&slot.versions))).collect()
    }
}
