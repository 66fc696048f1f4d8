//! Dynamo, as the diagram's available store.

use super::{Face, Kind, Of, Role, World};
use crate::cluster::record::What;
use crate::cluster::words;
use machine::{NodeId, NodeSet};
use protocols::client::{Key, OpId, Process, Value};
use protocols::dynamo::{Conflict, Disk, Dot, Dynamo, Note, Peer, State, Versions};

/// Which write got which dot, and which value it replaced where it was made.
#[derive(Clone, Default)]
pub struct Lineage {
    born: Vec<Born>,
    /// The value that each server held last.
    last: Vec<(NodeId, Key, Value)>,
}

#[derive(Clone, Copy)]
struct Born {
    value: Value,
    key: Key,
    dot: Dot,
    replaced: Value,
}

/// Writes remembered; what is older is not called lost.
const BORN_MAX: usize = 256;

impl Lineage {
    /// Looks at what a server has met after a step: a value seen for the first time was made there.
    fn look(&mut self, at: NodeId, key: Key, versions: &Versions) {
        let (value, _) = versions.read();
        let entry = self.last.iter().position(|(node, of, _)| (*node, *of) == (at, key));
        let replaced = entry.map_or(0, |index| self.last[index].2);
        if replaced == value {
            return;
        }
        for sibling in versions.siblings() {
            if self.born.iter().rev().all(|born| born.value != sibling.value) {
                if self.born.len() >= BORN_MAX {
                    self.born.remove(0);
                }
                self.born.push(Born { value: sibling.value, key, dot: sibling.dot, replaced });
            }
        }
        match entry {
            Some(index) => self.last[index].2 = value,
            None => self.last.push((at, key, value)),
        }
    }

    fn born(&self, value: Value) -> Option<Born> {
        self.born.iter().rev().find(|born| born.value == value).copied()
    }

    /// Whether the disk still holds the write, or one that has replaced it knowingly.
    pub fn held(&self, disk: &Disk, (_, key, value): (OpId, Key, Value)) -> bool {
        let Some(write) = self.born(value) else { return true };
        disk.kept(key).any(|versions| self.kept(versions, write))
    }

    /// Whether `versions` hold the write, or one that was made knowing it.
    fn kept(&self, versions: &Versions, write: Born) -> bool {
        let live = || versions.siblings().iter().map(|sibling| sibling.value);
        if live().any(|value| value == write.value) {
            return true;
        }
        // After a lost disk a dot may name two writes; then a context proves nothing.
        let twin = |born: &Born| {
            born.value != write.value && (born.key, born.dot) == (write.key, write.dot)
        };
        let met = versions.context().covers(write.dot) && !self.born.iter().any(twin);
        met || versions.context().dots().is_empty()
            && live().any(|value| self.descends(value, write.value))
    }

    /// Whether `value` was written over `ancestor`, or over one that was, and so on.
    fn descends(&self, value: Value, ancestor: Value) -> bool {
        let mut at = value;
        for _ in 0..BORN_MAX {
            match self.born(at) {
                Some(born) if born.replaced == ancestor => return true,
                Some(born) if born.replaced != 0 => at = born.replaced,
                Some(_) => return false,
                None => return true,
            }
        }
        true
    }
}

fn server(world: &World, at: NodeId) -> Option<&State> {
    match world.state(at) {
        Some(Process::Server(Of::Dynamo(state))) => Some(state),
        _ => None,
    }
}

/// For each key what was met anywhere when the network was whole again, and the live values.
#[derive(Clone)]
pub struct Goal(Vec<(Key, Versions)>);

/// Looks at what a server holds after its step.
pub(super) fn observe(store: &Dynamo, ghost: &mut Lineage, world: &World, node: NodeId) {
    let Some(state) = server(world, node) else { return };
    // After a lost disk it no longer knows what it held.
    ghost.last.retain(|(of, key, _)| *of != node || state.met(*key).is_some());
    for (key, versions) in state.all_met() {
        let mut same = state.all_met().filter(|(other, _)| *other == key).skip(1).peekable();
        if same.peek().is_none() {
            ghost.look(node, key, versions);
            continue;
        }
        let mut joined = versions.clone();
        same.for_each(|(_, more)| _ = joined.join(more, store.conflict));
        ghost.look(node, key, &joined);
    }
}

pub(super) fn face(state: &State) -> Face {
    let hint = state.hints().iter().find(|hint| hint.key == 0);
    let kept = state.versions(0).or(hint.map(|hint| &hint.versions));
    let Some(versions) = kept else { return Face::default() };
    let (value, siblings) = versions.read();
    let mut version = match versions.siblings() {
        [last] if versions.context().dots().is_empty() => last.dot.to_string(),
        _ => versions.context().to_string(),
    };
    if !version.is_empty() {
        version = format!("\u{27e8}{version}\u{27e9}");
    }
    if let (None, Some(hint)) = (state.versions(0), hint) {
        version = format!("hint for {}", hint.owner);
    }
    Face { role: Role::Peer, holds: true, value, siblings, version }
}

pub(super) fn kind(peer: &Peer) -> Kind {
    match peer {
        Peer::Get { .. } => Kind::Read,
        Peer::Put { .. } => Kind::Write,
        Peer::Got { .. } | Peer::PutAck { .. } => Kind::Answer,
        Peer::Repair { .. } | Peer::Handoff { .. } => Kind::Append,
        Peer::HandoffAck { .. } => Kind::Ack,
        Peer::Compare(_) | Peer::Exchange { .. } => Kind::Gossip,
    }
}

#[cfg(feature = "files")]
pub(super) fn describe(peer: &Peer) -> String {
    let value = |key: &Key, versions: &Versions| words::register(*key, versions.read().0);
    match peer {
        Peer::Put { key, versions, owner: None, .. } => format!("put {}", value(key, versions)),
        Peer::Put { key, versions, owner: Some(owner), .. } => {
            format!("put {} as a hint for {owner}", value(key, versions))
        }
        Peer::PutAck { key, .. } => format!("stored {}", words::key(*key)),
        Peer::Get { key, .. } => format!("get {}", words::key(*key)),
        Peer::Got { versions, .. } => format!("has {}", versions.read().0),
        Peer::Repair { key, versions } => format!("repair {}", value(key, versions)),
        Peer::Handoff { key, versions } => format!("hand over {}", value(key, versions)),
        Peer::HandoffAck { key, .. } => format!("taken {}", words::key(*key)),
        Peer::Compare(hashes) => format!("compare {} hashes", hashes.len()),
        Peer::Exchange { copies, .. } => format!("exchange {} keys", copies.len()),
    }
}

pub(super) fn tell(note: &Note) -> Option<What> {
    Some(What::Said(match note {
        Note::Suspected { server } => format!("suspects {server}"),
        Note::SiblingsFound { key, siblings } => {
            format!("holds {siblings} values of {} at once", words::key(*key))
        }
        Note::Merged { key, siblings } => {
            format!("replaces {siblings} values of {}", words::key(*key))
        }
        Note::ReadRepaired { key, replica } => {
            format!("repairs {} at {replica}", words::key(*key))
        }
        Note::HintStored { owner, key } => format!("keeps {} for {owner}", words::key(*key)),
        Note::HintRefused { owner, .. } => format!("has no room for a hint for {owner}"),
        Note::HandedOff { owner, key } => format!("hands {} over to {owner}", words::key(*key)),
        Note::AntiEntropySynced { partner, keys } => {
            format!("levels {keys} keys with {partner} by Merkle tree")
        }
        Note::CounterLost { key, .. } => {
            format!("has lost its disk and named writes of {} twice", words::key(*key))
        }
        Note::SiblingsRead { op, values } => return Some(What::Siblings(*op, *values)),
        Note::Unsuspected { .. } | Note::Refused { .. } => return None,
    }))
}

pub(super) fn goal(store: &Dynamo, world: &World) -> Goal {
    let mut goals: Vec<(Key, Versions)> = Vec::new();
    for at in NodeSet::first(store.servers.into()).iter() {
        let Some(state) = server(world, at) else { continue };
        for (key, versions) in state.disk().all_kept() {
            match goals.iter_mut().find(|(of, _)| *of == key) {
                Some((_, joined)) => _ = joined.join(versions, store.conflict),
                None => goals.push((key, versions.clone())),
            }
        }
    }
    Goal(goals)
}

pub(super) fn reached(store: &Dynamo, goal: &Goal, world: &World) -> bool {
    let newest =
        |versions: &Versions| versions.siblings().iter().map(|last| last.dot.stamp()).max();
    goal.0.iter().all(|(key, wanted)| {
        store.owners(*key).filter_map(|at| server(world, at)).all(|state| {
            let Some(versions) = state.versions(*key) else { return false };
            match store.conflict {
                Conflict::Siblings => versions.context().descends(wanted.context()),
                Conflict::LastWriterWins => newest(versions) >= newest(wanted),
            }
        })
    })
}
