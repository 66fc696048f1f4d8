//! The coordinator's side: a request goes to the owners of its key and is answered after R or W of
//! them (DeCandia et al. 2007, sec. 4.5 and 5).

use super::Turn;
use super::few::Few;
use super::state::{Pending, Session, Work};
use super::version::{Dot, Versions};
use super::{Note, Peer, Timer};
use crate::client::{Key, Op, OpId, Outcome, Value};
use machine::{NodeId, NodeSet, Time};

impl Turn<'_> {
    /// A client asks, or asks again.
    pub(super) fn request(&mut self, op: OpId, what: Op) {
        let sessions = &mut self.state.disk.sessions;
        let fresh = Session { op, write: None, outcome: None };
        match sessions.binary_search_by_key(&op.client, |session| session.op.client) {
            Err(at) => sessions.insert(at, fresh),
            Ok(at) if sessions[at].op.number < op.number => sessions[at] = fresh,
            Ok(at) if sessions[at].op.number > op.number => return,
            Ok(at) => {
                if let Some(outcome) = sessions[at].outcome {
                    return self.respond(op, outcome);
                }
                if self.find(op).is_ok() {
                    return;
                }
            }
        }
        debug_assert!(self.state.disk.sessions.is_sorted_by(|a, b| a.op.client < b.op.client));
        let (key, need) = match what {
            Op::Read(key) => (key, self.store.r),
            Op::Write(key, _) => (key, self.store.w),
        };
        if self.healthy(key) < usize::from(need) {
            return self.refuse(op, key);
        }
        let work = match what {
            Op::Read(_) => Work::Read { merged: Versions::default(), current: NodeSet::default() },
            Op::Write(_, value) => Work::Write(self.write_once(op, key, value)),
        };
        self.begin(op, key, work);
    }

    /// A replica acknowledges a write; `floor` is what its own clock of the key says.
    pub(super) fn acknowledged(&mut self, from: NodeId, op: OpId, key: Key, floor: u32) {
        self.raise(key, floor);
        if let Ok(at) = self.find(op) {
            let mut pending = self.state.pending.remove(at);
            pending.heard.insert(from);
            self.settle(pending);
        }
    }

    /// A replica answers a read.
    pub(super) fn got(&mut self, from: NodeId, op: OpId, versions: &Versions) {
        if let Ok(at) = self.find(op) {
            let mut pending = self.state.pending.remove(at);
            self.gather(&mut pending, from, versions);
            self.settle(pending);
        }
    }

    /// The replicas of a request had their time: who is silent is suspected, and somebody stands in
    /// for it while time is left.
    pub(super) fn request_timeout(&mut self, slot: u16) {
        let found = self.state.pending.iter().position(|pending| pending.slot == slot);
        let Some(at) = found else { return };
        let mut pending = self.state.pending.remove(at);
        for silent in pending.asked.minus(pending.heard).iter() {
            if self.state.suspected.insert(silent) {
                self.note(Note::Suspected { server: silent });
            }
        }
        if pending.left == Time::ZERO {
            return self.close(pending);
        }
        self.stand_in(&mut pending);
        self.arm(&mut pending);
        self.settle(pending);
    }

    fn find(&self, op: OpId) -> Result<usize, usize> {
        self.state.pending.binary_search_by_key(&op, |pending| pending.op)
    }

    /// How many servers may take part in a quorum and are not suspected.
    fn healthy(&self, key: Key) -> usize {
        let all = self.store.servers.into();
        let count = if self.store.stand_ins_count() { all } else { self.store.copies() };
        self.store.ring(key).take(count).filter(|&it| !self.state.suspected.contains(it)).count()
    }

    /// Refuses without sending the request on; only asks whether the suspected are back.
    fn refuse(&mut self, op: OpId, key: Key) {
        let started = self.session(op).is_some_and(|session| session.write.is_some());
        self.end(op, if started { Outcome::Unknown } else { Outcome::Refused });
        self.note(Note::Refused { op });
        let suspected = self.state.suspected;
        for owner in self.store.owners(key).filter(|&it| suspected.contains(it)) {
            self.send(owner, Peer::Get { op, key });
        }
    }

    /// Gives a write its dot, before anything is sent; a retry finds the one it was given.
    fn write_once(&mut self, op: OpId, key: Key, value: Value) -> Versions {
        if let Some(versions) = self.session(op).and_then(|session| session.write.clone()) {
            return versions;
        }
        let conflict = self.store.conflict;
        let disk = &mut self.state.disk;
        let mut versions =
            disk.copies.get(key).map_or_else(Versions::default, |it| it.versions.clone());
        if let Some(seen) = disk.seen.get(key) {
            versions.join(&seen.versions, conflict);
        }
        let (me, owns) = (self.me, self.store.owns(self.me, key));
        let replaced = versions.siblings().len();
        let slot = if owns { disk.copies.slot(key) } else { disk.seen.slot(key) };
        let counter = slot.counter(me).max(versions.counter(me)) + 1;
        debug_assert!(versions.counter(me) < counter, "a dot is given once");
        versions.write(Dot { node: me, counter }, value, conflict);
        debug_assert_eq!(
            versions.siblings().len(),
            1,
            "a write replaces all that its coordinator met"
        );
        slot.versions = versions.clone();
        if let Some(session) = self.session(op) {
            session.write = Some(versions.clone());
        }
        if replaced > 1 {
            self.note(Note::Merged { key, siblings: replaced as u8 });
        }
        versions
    }

    fn begin(&mut self, op: OpId, key: Key, work: Work) {
        debug_assert!(self.find(op).is_err(), "{op} is being coordinated");
        let used = |slot: &u16| self.state.pending.iter().any(|other| other.slot == *slot);
        let mut pending = Pending {
            op,
            slot: (0..u16::MAX).find(|slot| !used(slot)).unwrap_or(u16::MAX),
            key,
            work,
            asked: NodeSet::default(),
            heard: NodeSet::default(),
            stand_ins: Few::default(),
            answered: false,
            left: self.store.request_timeout,
        };
        // A suspected owner is asked as well: to be heard from is its only way off the list.
        for owner in self.store.owners(key) {
            self.ask(&mut pending, owner, None);
        }
        self.stand_in(&mut pending);
        self.arm(&mut pending);
        self.settle(pending);
    }

    /// Sends the request to `to`; `owner` is whom it stands in for.
    fn ask(&mut self, pending: &mut Pending, to: NodeId, owner: Option<NodeId>) {
        let (op, key) = (pending.op, pending.key);
        debug_assert!(to.0 < self.store.servers, "{to} is no server");
        pending.asked.insert(to);
        match (&pending.work, to == self.me) {
            (Work::Read { .. }, false) => self.send(to, Peer::Get { op, key }),
            (Work::Read { .. }, true) => {
                let versions = self.known(key);
                self.gather(pending, to, &versions);
            }
            (Work::Write(versions), false) => {
                self.send(to, Peer::Put { op, key, versions: versions.clone(), owner });
            }
            (Work::Write(versions), true) => {
                // Its own copy was written when the write got its dot.
                if owner.is_none_or(|owner| self.keep_hint(owner, key, versions)) {
                    pending.heard.insert(to);
                }
            }
        }
    }

    /// With a sloppy quorum, the next healthy server round the ring stands in for each suspected
    /// owner (sec. 4.6).
    fn stand_in(&mut self, pending: &mut Pending) {
        if !self.store.stand_ins_count() {
            return;
        }
        let silent = self.state.suspected.minus(pending.heard);
        for owner in self.store.owners(pending.key).filter(|&it| silent.contains(it)) {
            let old = pending.stand_ins.iter().position(|pair| pair.0 == owner);
            if old.is_some_and(|at| !silent.contains(pending.stand_ins[at].1)) {
                continue;
            }
            let free = |it: &NodeId| !pending.asked.contains(*it) && !silent.contains(*it);
            let Some(next) = self.store.ring(pending.key).find(free) else { return };
            debug_assert!(owner != next, "nobody stands in for itself");
            match old {
                Some(at) => pending.stand_ins.as_mut_slice()[at].1 = next,
                None => pending.stand_ins.push((owner, next)),
            }
            self.ask(pending, next, Some(owner));
        }
    }

    fn gather(&mut self, pending: &mut Pending, from: NodeId, reply: &Versions) {
        let Work::Read { merged, current } = &mut pending.work else { return };
        if !pending.heard.insert(from) {
            return;
        }
        if merged.join(reply, self.store.conflict) {
            *current = NodeSet::default();
        }
        debug_assert!(current.minus(pending.heard).is_empty(), "only who answered is current");
        if merged == reply {
            current.insert(from);
        }
    }

    fn arm(&mut self, pending: &mut Pending) {
        let wait = self.store.suspect_after.max(Time::us(1)).min(pending.left);
        debug_assert!(wait <= pending.left, "nobody is waited for beyond the end");
        pending.left = pending.left - wait;
        self.set_timer(Timer::Request(pending.slot), wait..=wait);
    }

    /// Answers the client as soon as enough replied; closes when nobody more is awaited.
    fn settle(&mut self, mut pending: Pending) {
        let need = match &pending.work {
            Work::Read { .. } => self.store.r,
            Work::Write(_) => self.store.w,
        };
        if !pending.answered && pending.heard.len() >= usize::from(need) {
            pending.answered = true;
            let outcome = match &pending.work {
                Work::Read { merged, .. } => {
                    self.met(pending.key, merged);
                    let (value, siblings) = merged.read();
                    if siblings > 1 {
                        let mut values = [0; 4];
                        for (place, sibling) in values.iter_mut().zip(merged.siblings()) {
                            *place = sibling.value;
                        }
                        self.note(Note::SiblingsRead { op: pending.op, values });
                    }
                    Outcome::Read(value, siblings)
                }
                Work::Write(_) => Outcome::Written,
            };
            self.end(pending.op, outcome);
        }
        let awaited = pending.asked.minus(pending.heard).minus(self.state.suspected);
        if pending.answered && awaited.is_empty() {
            return self.close(pending);
        }
        let at = self.state.pending.partition_point(|other| other.op < pending.op);
        self.state.pending.insert(at, pending);
        debug_assert!(self.state.pending.is_sorted_by(|a, b| a.op < b.op));
    }

    /// Gives up what is missing, then mends it: stale replicas get the newest versions (sec. 5),
    /// owners that missed a write a hint here.
    fn close(&mut self, pending: Pending) {
        self.cancel_timer(Timer::Request(pending.slot));
        let key = pending.key;
        debug_assert!(self.find(pending.op).is_err(), "what is closed is not pending");
        match pending.work {
            Work::Read { merged, current } => {
                if !pending.answered {
                    self.end(pending.op, Outcome::Refused);
                }
                if self.store.read_repair {
                    self.met(key, &merged);
                    self.repair(key, &merged, pending.heard.minus(current));
                }
            }
            Work::Write(versions) => {
                if !pending.answered {
                    self.end(pending.op, Outcome::Unknown);
                }
                let missed = |owner: &NodeId| {
                    let stands_in = |pair: &&(NodeId, NodeId)| pair.0 == *owner;
                    let stand_in = pending.stand_ins.iter().find(stands_in);
                    let kept = stand_in.is_some_and(|pair| pending.heard.contains(pair.1));
                    !kept && !pending.heard.contains(*owner)
                };
                for owner in self.store.owners(key).filter(missed) {
                    self.keep_hint(owner, key, &versions);
                }
            }
        }
    }

    fn repair(&mut self, key: Key, newest: &Versions, stale: NodeSet) {
        for owner in self.store.owners(key).filter(|&it| stale.contains(it)) {
            // Its own copy has met the newest already.
            if owner != self.me {
                self.send(owner, Peer::Repair { key, versions: newest.clone() });
            }
            self.note(Note::ReadRepaired { key, replica: owner });
        }
    }

    /// What a read of a client here has met is the context of the next write from here. An owner
    /// repairs its own copy by it, if read repair is on.
    fn met(&mut self, key: Key, merged: &Versions) {
        if self.store.read_repair && self.store.owns(self.me, key) {
            self.join(key, merged);
        } else {
            let slot = self.state.disk.seen.slot(key);
            slot.versions.join(merged, self.store.conflict);
            debug_assert!(slot.versions.context().descends(merged.context()), "versions only grow");
        }
    }

    fn session(&mut self, op: OpId) -> Option<&mut Session> {
        self.state.disk.sessions.iter_mut().find(|session| session.op == op)
    }

    /// Answers a client, unless it has gone on to another operation.
    fn end(&mut self, op: OpId, outcome: Outcome) {
        if let Some(session) = self.session(op) {
            debug_assert!(session.outcome.is_none(), "{op} is answered once");
            session.write = None;
            session.outcome = Some(outcome);
            self.respond(op, outcome);
        }
    }
}
