//! The log: the entries after a base, each with a checksum of all up to it.

use super::{Index, Term};
use crate::client::{Key, OpId, Value};

/// One entry of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The term of the leader that made it.
    pub term: Term,
    /// What it does; nothing in the entry with which a leader begins its term (thesis 6.4).
    pub command: Option<Command>,
}

/// A write by a client; reads do not go through the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Command {
    /// Whose, and which.
    pub id: OpId,
    /// The register.
    pub key: Key,
    /// What to write.
    pub value: Value,
}

/// The entries of a message. One is the common case and takes no memory of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entries {
    /// A heartbeat.
    None,
    /// One.
    One(Entry),
    /// At least two.
    Many(Box<[Entry]>),
}

impl Entries {
    /// The entries in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Entry] {
        match self {
            Self::None => &[],
            Self::One(entry) => std::slice::from_ref(entry),
            Self::Many(entries) => entries,
        }
    }
}

/// A log whose oldest entries may have been dropped (thesis 5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Log {
    base: Mark,
    slots: Vec<Slot>,
}

/// A point in a log: all that later entries need to know of what came before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Mark {
    pub(super) index: Index,
    pub(super) term: Term,
    pub(super) digest: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Slot {
    entry: Entry,
    digest: u64,
}

impl Log {
    /// The index just before the first entry still held.
    #[must_use]
    pub fn base(&self) -> Index {
        self.base.index
    }

    /// The index of the last entry.
    #[must_use]
    pub fn last_index(&self) -> Index {
        self.base.index + self.slots.len() as Index
    }

    /// The term of the last entry, 0 in an empty log.
    #[must_use]
    pub fn last_term(&self) -> Term {
        self.slots.last().map_or(self.base.term, |slot| slot.entry.term)
    }

    /// The term of the entry at `index`, if that is known.
    #[must_use]
    pub fn term_at(&self, index: Index) -> Option<Term> {
        if index == self.base.index {
            return Some(self.base.term);
        }
        self.slot(index).map(|slot| slot.entry.term)
    }

    /// A checksum of all entries up to `index`, if that is known. The protocol never reads it:
    /// it lets two logs be compared at one place.
    #[must_use]
    pub fn digest_at(&self, index: Index) -> Option<u64> {
        if index == self.base.index {
            return Some(self.base.digest);
        }
        self.slot(index).map(|slot| slot.digest)
    }

    /// The entry at `index`, if it is still held.
    #[must_use]
    pub fn entry(&self, index: Index) -> Option<Entry> {
        self.slot(index).map(|slot| slot.entry)
    }

    /// Index and term of each entry still held.
    pub fn terms(&self) -> impl Iterator<Item = (Index, Term)> + '_ {
        (self.base.index + 1..).zip(&self.slots).map(|(index, slot)| (index, slot.entry.term))
    }

    /// Whether it still holds a client's command.
    pub(super) fn holds(&self, id: OpId) -> bool {
        let of_id = |slot: &Slot| slot.entry.command.is_some_and(|command| command.id == id);
        self.slots.iter().rev().any(of_id)
    }

    pub(super) fn push(&mut self, entry: Entry) {
        let before = self.slots.last().map_or(self.base.digest, |slot| slot.digest);
        self.slots.push(Slot { entry, digest: chain(before, entry) });
    }

    /// At most `most` entries, from `first` on.
    pub(super) fn entries(&self, first: Index, most: u32) -> Entries {
        let start = (first - self.base.index - 1) as usize;
        let slots = self.slots.get(start..).unwrap_or_default();
        match &slots[..slots.len().min(most.max(1) as usize)] {
            [] => Entries::None,
            [slot] => Entries::One(slot.entry),
            slots => Entries::Many(slots.iter().map(|slot| slot.entry).collect()),
        }
    }

    /// Throws away all entries from `first` on.
    pub(super) fn truncate(&mut self, first: Index) {
        debug_assert!(
            (self.base.index + 1..=self.last_index()).contains(&first),
            "no entry {first}"
        );
        self.slots.truncate((first - self.base.index - 1) as usize);
    }

    /// Drops all entries up to `index`, which it must hold.
    pub(super) fn compact(&mut self, index: Index) {
        let Some(slot) = self.slot(index) else { return };
        let base = Mark { index, term: slot.entry.term, digest: slot.digest };
        let last = self.last_index();
        self.slots.drain(..(index - self.base.index) as usize);
        self.base = base;
        debug_assert_eq!(self.last_index(), last, "compaction renumbers nothing");
    }

    /// Drops everything and starts anew after `base`.
    pub(super) fn reset(&mut self, base: Mark) {
        debug_assert!(base.index >= self.base.index, "a log never begins earlier than it did");
        self.slots.clear();
        self.base = base;
    }

    fn slot(&self, index: Index) -> Option<&Slot> {
        self.slots.get((index.checked_sub(self.base.index + 1)?) as usize)
    }
}

/// The checksum of a log of checksum `before` with `entry` added.
fn chain(before: u64, entry: Entry) -> u64 {
    let mix =
        |sum: u64, word: u64| (sum.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let sum = mix(before ^ 0x5851_F42D_4C95_7F2D, u64::from(entry.term));
    let Some(Command { id, key, value }) = entry.command else { return sum ^ sum >> 32 };
    let who = u64::from(id.client.0) << 40 | u64::from(key) << 32 | u64::from(id.number);
    let sum = mix(mix(sum, who + 1), u64::from(value));
    sum ^ sum >> 32
}
