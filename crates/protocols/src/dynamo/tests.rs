//! Each mechanism as an example, with messages delivered in a chosen order.

use super::*;
use crate::client::{self, Op, System, Value, Wire};
use machine::{Effect, Effects};
use std::collections::{BTreeSet, VecDeque};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);
const D: NodeId = NodeId(3);
const E: NodeId = NodeId(4);

/// Servers, and everything between them, moved by hand. The client of server s is process 100 + s.
struct Cluster {
    store: Dynamo,
    states: Vec<Option<State>>,
    disks: Vec<Disk>,
    wires: VecDeque<(NodeId, NodeId, Peer)>,
    timers: BTreeSet<(NodeId, Timer)>,
    answers: Vec<(OpId, Outcome)>,
    notes: Vec<(NodeId, Note)>,
    /// A server inside and one outside do not hear each other.
    cut: NodeSet,
    /// Who asked for a choice, and of how many.
    choices: Vec<(NodeId, u32)>,
    operations: u32,
    sent: u32,
}

/// Five servers, N = 3, R = W = 2, and no mechanism but the quorums.
fn bare() -> Dynamo {
    Dynamo {
        read_repair: false,
        sloppy: false,
        handoff: None,
        anti_entropy: None,
        ..Dynamo::default()
    }
}

impl Cluster {
    fn new(store: Dynamo) -> Self {
        let servers = usize::from(store.servers);
        let mut new = Self {
            store,
            states: vec![None; servers],
            disks: vec![Disk::default(); servers],
            wires: VecDeque::new(),
            timers: BTreeSet::new(),
            answers: Vec::new(),
            notes: Vec::new(),
            cut: NodeSet::default(),
            choices: Vec::new(),
            operations: 0,
            sent: 0,
        };
        (0..servers as u8).for_each(|it| new.boot(NodeId(it)));
        new
    }

    fn boot(&mut self, me: NodeId) {
        let mut out = Effects::default();
        let disk = std::mem::take(&mut self.disks[me.index()]);
        self.states[me.index()] = Some(self.store.boot(me, disk, &mut out));
        self.carry_out(me, out);
    }

    fn crash(&mut self, me: NodeId) {
        let state = self.states[me.index()].take().expect("it was up");
        self.disks[me.index()] = self.store.crash(state);
        self.timers.retain(|timer| timer.0 != me);
    }

    fn wipe(&mut self, me: NodeId) {
        self.crash(me);
        self.disks[me.index()] = Disk::default();
        self.boot(me);
    }

    fn step(&mut self, me: NodeId, event: ServerEvent<Dynamo>) {
        let mut out = Effects::default();
        let Some(state) = &mut self.states[me.index()] else { return };
        self.store.step(me, state, event, &mut out);
        self.carry_out(me, out);
    }

    fn carry_out(&mut self, me: NodeId, mut out: Effects<System<Dynamo>>) {
        for effect in out.drain() {
            match effect {
                Effect::Send { to, msg: Wire::Peer(peer) } => {
                    assert_ne!(me, to, "nobody writes to itself");
                    self.sent += 1;
                    self.wires.push_back((me, to, peer));
                }
                Effect::Send { msg: Wire::Response(op, outcome), .. } => {
                    self.answers.push((op, outcome));
                }
                Effect::SetTimer(client::Timer::Server(timer), _) => {
                    self.timers.insert((me, timer));
                }
                Effect::CancelTimer(client::Timer::Server(timer)) => {
                    self.timers.remove(&(me, timer));
                }
                Effect::Note(client::Note::Server(note)) => self.notes.push((me, note)),
                Effect::Choose { of } => self.choices.push((me, of)),
                other => panic!("no server asks for {other:?}"),
            }
        }
    }

    fn ask(&mut self, server: NodeId, what: Op) -> OpId {
        self.operations += 1;
        let op = OpId { client: NodeId(100 + server.0), number: self.operations };
        self.step(server, ServerEvent::Request(op, what));
        op
    }

    /// Hands over the oldest message from one server to another.
    fn deliver(&mut self, from: NodeId, to: NodeId) {
        let at = self.wires.iter().position(|wire| (wire.0, wire.1) == (from, to));
        let (_, _, peer) = self.wires.remove(at.expect("a message is under way")).expect("there");
        if self.cut.contains(from) == self.cut.contains(to) {
            self.step(to, ServerEvent::Peer(from, peer));
        }
    }

    /// Hands over everything, oldest first, until nothing is under way.
    fn settle(&mut self) {
        while let Some(&(from, to, _)) = self.wires.front() {
            self.deliver(from, to);
        }
    }

    /// Timers run out until every request has ended one way or the other.
    fn give_up(&mut self) {
        self.settle();
        let request = |it: &&(NodeId, Timer)| matches!(it.1, Timer::Request(_));
        while let Some(&(me, timer)) = self.timers.iter().find(request) {
            self.timers.remove(&(me, timer));
            self.step(me, ServerEvent::Timeout(timer));
            self.settle();
        }
    }

    fn time_out(&mut self, me: NodeId, timer: Timer) {
        assert!(self.timers.remove(&(me, timer)), "the timer runs");
        self.step(me, ServerEvent::Timeout(timer));
    }

    fn run(&mut self, server: NodeId, what: Op) -> Outcome {
        let op = self.ask(server, what);
        self.give_up();
        self.answer(op).expect("answered")
    }

    fn write(&mut self, server: NodeId, value: Value) -> Outcome {
        self.run(server, Op::Write(0, value))
    }

    fn read(&mut self, server: NodeId) -> Outcome {
        self.run(server, Op::Read(0))
    }

    fn answer(&self, op: OpId) -> Option<Outcome> {
        self.answers.iter().find(|answer| answer.0 == op).map(|answer| answer.1)
    }

    fn state(&self, server: NodeId) -> &State {
        self.states[server.index()].as_ref().expect("it is up")
    }

    /// What a server holds of key 0: its vector, then its values.
    fn shown(&self, server: NodeId) -> String {
        let state = self.state(server);
        let vector = state.version_vector(0).map(ToString::to_string).unwrap_or_default();
        let values: Vec<_> = state.siblings(0).iter().map(|it| it.value).collect();
        format!("{vector} {values:?}")
    }

    fn noted(&self, note: Note) -> bool {
        self.notes.iter().any(|it| it.1 == note)
    }

    fn converged(&self) -> bool {
        let states: Vec<_> = self.states.iter().map(Option::as_ref).collect();
        self.store.converged(&states)
    }
}

fn set(nodes: &[NodeId]) -> NodeSet {
    nodes.iter().copied().collect()
}

#[test]
fn a_key_has_its_owners_round_the_ring() {
    let store = Dynamo::default();
    assert_eq!(store.owners(0).collect::<Vec<_>>(), [A, B, C]);
    assert_eq!(store.owners(4).collect::<Vec<_>>(), [E, A, B]);
    assert_eq!(store.owners(8).collect::<Vec<_>>(), [D, E, A]);
    for key in 0..=255 {
        for server in (0..5).map(NodeId) {
            assert_eq!(store.owns(server, key), store.owners(key).any(|it| it == server));
        }
    }
    let large = Dynamo { servers: 101, n: 3, ..Dynamo::default() };
    let partners: Vec<_> = (0..4).map(|drawn| large.partner(A, drawn)).collect();
    assert_eq!(partners, [1, 2, 100, 99].map(NodeId));
    let small = Dynamo { servers: 3, n: 5, ..Dynamo::default() };
    let partners: BTreeSet<_> = (0..2).map(|drawn| small.partner(B, drawn)).collect();
    assert_eq!(partners, BTreeSet::from([A, C]));
}

#[test]
fn a_write_is_answered_after_w_and_a_read_after_r() {
    let mut it = Cluster::new(bare());
    // D owns no copy of key 0: it needs two of A, B and C.
    let write = it.ask(D, Op::Write(0, 7));
    it.deliver(D, A);
    it.deliver(A, D);
    assert_eq!(it.answer(write), None);
    it.deliver(D, B);
    it.deliver(B, D);
    assert_eq!(it.answer(write), Some(Outcome::Written));
    assert_eq!([A, B, C].map(|server| it.shown(server)), ["D1 [7]", "D1 [7]", " []"]);
    // C is an owner: itself and one more.
    let read = it.ask(C, Op::Read(0));
    assert_eq!(it.answer(read), None);
    it.deliver(C, B);
    it.deliver(B, C);
    assert_eq!(it.answer(read), Some(Outcome::Read(7, 1)));
}

#[test]
fn a_register_never_written_holds_0() {
    assert_eq!(Cluster::new(bare()).read(E), Outcome::Read(0, 1));
}

#[test]
fn concurrent_writes_make_siblings_and_a_later_one_merges_them() {
    let mut it = Cluster::new(bare());
    it.ask(A, Op::Write(0, 1));
    it.ask(B, Op::Write(0, 2));
    it.give_up();
    assert_eq!([A, B, C].map(|server| it.shown(server)), ["A1 B1 [1, 2]"; 3]);
    assert!(it.noted(Note::SiblingsFound { key: 0, siblings: 2 }));
    assert_eq!(it.read(C), Outcome::Read(2, 2));
    it.write(C, 3);
    assert!(it.noted(Note::Merged { key: 0, siblings: 2 }));
    assert_eq!([A, B, C].map(|server| it.shown(server)), ["A1 B1 C1 [3]"; 3]);
}

#[test]
fn a_coordinator_without_a_copy_replaces_what_it_has_read() {
    let mut it = Cluster::new(bare());
    it.write(A, 1);
    it.write(D, 2);
    assert_eq!(it.shown(B), "A1 D1 [1, 2]", "D had not met the first write");
    it.read(D);
    it.write(D, 3);
    assert_eq!(it.shown(B), "A1 D2 [3]");
}

#[test]
fn last_writer_wins_loses_an_acknowledged_write() {
    let mut it = Cluster::new(Dynamo { conflict: Conflict::LastWriterWins, ..bare() });
    let first = it.ask(B, Op::Write(0, 2));
    let second = it.ask(A, Op::Write(0, 1));
    it.give_up();
    assert_eq!([first, second].map(|op| it.answer(op)), [Some(Outcome::Written); 2]);
    assert_eq!([A, B, C].map(|server| it.shown(server)), [" [2]"; 3], "(1, B) beats (1, A)");
    // The clock has moved on: the next write from A is later than what it has met.
    it.write(A, 3);
    assert_eq!(it.state(C).siblings(0), [Sibling { dot: Dot { node: A, counter: 2 }, value: 3 }]);
}

#[test]
fn under_last_writer_wins_an_acknowledgement_moves_the_clock() {
    let mut it = Cluster::new(Dynamo { conflict: Conflict::LastWriterWins, ..bare() });
    (1..=3).for_each(|value| _ = it.write(A, value));
    it.write(D, 4);
    assert_eq!(it.read(C), Outcome::Read(3, 1), "D knew of no write: its stamp was (1, D)");
    it.write(D, 5);
    assert_eq!(it.read(C), Outcome::Read(5, 1), "now its stamp is (4, D)");
}

#[test]
fn a_read_repairs_the_stale_copy_it_met() {
    let mut it = Cluster::new(Dynamo { read_repair: true, ..bare() });
    it.cut = set(&[C]);
    it.write(A, 1);
    it.cut = NodeSet::default();
    assert_eq!(it.shown(C), " []");
    assert_eq!(it.read(D), Outcome::Read(1, 1));
    assert!(it.noted(Note::ReadRepaired { key: 0, replica: C }));
    assert_eq!(it.shown(C), "A1 [1]");
    assert!(it.converged());

    let mut without = Cluster::new(bare());
    without.cut = set(&[C]);
    without.write(A, 1);
    without.cut = NodeSet::default();
    without.read(D);
    assert_eq!(without.shown(C), " []");
    assert!(!without.converged());
}

#[test]
fn without_a_quorum_the_outcome_is_unknown_and_then_refused() {
    let mut it = Cluster::new(bare());
    it.cut = set(&[A]);
    assert_eq!(it.write(A, 1), Outcome::Unknown, "A had stored it when B and C kept silent");
    assert_eq!(it.state(A).suspected(), set(&[B, C]));
    assert_eq!(it.write(A, 2), Outcome::Refused, "by now it knows better");
    assert_eq!(it.read(A), Outcome::Refused);
    assert_eq!(it.shown(A), "A1 [1]");
    it.cut = NodeSet::default();
    // The refusal asks the suspected whether they are back.
    it.read(A);
    assert_eq!(it.state(A).suspected(), NodeSet::default());
    assert_eq!(it.read(A), Outcome::Read(1, 1));
}

#[test]
fn r_plus_w_above_n_still_reads_new_then_old() {
    let mut it = Cluster::new(Dynamo { read_repair: true, ..bare() });
    it.write(A, 1);
    it.read(E);
    let write = it.ask(E, Op::Write(0, 2));
    it.deliver(E, A);
    // Two reads, one after the other, while the write is under way: the first meets A and B, the
    // second C and B. Read repair comes after the answer, too late for the second.
    let first = it.ask(D, Op::Read(0));
    it.deliver(D, A);
    it.deliver(A, D);
    it.deliver(D, B);
    it.deliver(B, D);
    assert_eq!(it.answer(first), Some(Outcome::Read(2, 1)));
    let second = it.ask(C, Op::Read(0));
    it.deliver(C, B);
    it.deliver(B, C);
    assert_eq!(it.answer(second), Some(Outcome::Read(1, 1)));
    it.give_up();
    assert_eq!(it.answer(write), Some(Outcome::Written));
    assert!(it.converged());
}

#[test]
fn a_stand_in_keeps_a_write_and_hands_it_off() {
    let mut it =
        Cluster::new(Dynamo { handoff: Some(Time::ms(500)), sloppy: true, w: 3, ..bare() });
    it.crash(B);
    assert_eq!(it.write(A, 1), Outcome::Written, "A, C and D, the next round the ring");
    assert!(it.noted(Note::HintStored { owner: B, key: 0 }));
    assert_eq!(it.state(D).hints().len(), 1);
    assert!(it.state(D).versions(0).is_none(), "a hint is no copy");
    assert!(!it.converged());
    it.boot(B);
    it.time_out(D, Timer::Handoff);
    it.settle();
    assert!(it.noted(Note::HandedOff { owner: B, key: 0 }));
    assert_eq!(it.shown(B), "A1 [1]");
    assert!(it.converged());
    assert!(it.state(A).suspected().contains(B));
    it.read(A);
    assert!(it.noted(Note::Unsuspected { server: B }));
}

#[test]
fn a_sloppy_quorum_accepts_writes_on_both_sides() {
    let sides = |sloppy| {
        let mut it = Cluster::new(Dynamo { handoff: Some(Time::ms(500)), sloppy, ..bare() });
        it.cut = set(&[D, E]);
        it.write(D, 1);
        let outcomes = [it.write(A, 2), it.write(D, 3)];
        it.cut = NodeSet::default();
        for server in [A, D, E] {
            if it.timers.contains(&(server, Timer::Handoff)) {
                it.time_out(server, Timer::Handoff);
            }
        }
        it.settle();
        assert!(it.converged());
        (outcomes, it.shown(B))
    };
    assert_eq!(sides(true), ([Outcome::Written, Outcome::Written], "A1 D2 [2, 3]".into()));
    // With a strict one the minority's first write is handed on all the same: it was not refused.
    assert_eq!(sides(false), ([Outcome::Written, Outcome::Refused], "A1 D1 [2, 1]".into()));
}

#[test]
fn a_read_meets_what_stand_ins_keep() {
    let mut it = Cluster::new(Dynamo { handoff: Some(Time::ms(500)), sloppy: true, ..bare() });
    it.cut = set(&[D, E]);
    it.write(D, 1);
    assert!([A, B, C].iter().all(|&owner| it.state(owner).siblings(0).is_empty()));
    assert_eq!(it.read(E), Outcome::Read(1, 1));
}

#[test]
fn a_silent_stand_in_is_replaced() {
    let hints = Dynamo { handoff: Some(Time::ms(500)), sloppy: true, w: 3, ..bare() };
    let mut it = Cluster::new(hints);
    [B, D].into_iter().for_each(|server| it.crash(server));
    assert_eq!(it.write(A, 1), Outcome::Written, "A, C, and E after D");
    assert_eq!(it.state(A).suspected(), set(&[B, D]));
    assert_eq!(it.state(E).hints().len(), 1);
}

#[test]
fn a_hint_that_has_grown_is_handed_off_again() {
    let mut it = Cluster::new(Dynamo { handoff: Some(Time::ms(500)), sloppy: true, ..bare() });
    it.crash(B);
    it.write(A, 1);
    it.boot(B);
    it.time_out(D, Timer::Handoff);
    it.deliver(D, B);
    // Before B's acknowledgement comes, A writes again, and its write to B is lost.
    let write = it.ask(A, Op::Write(0, 2));
    it.deliver(A, D);
    it.wires.retain(|wire| (wire.0, wire.1) != (A, B));
    it.settle();
    assert_eq!(it.answer(write), Some(Outcome::Written));
    assert_eq!((it.shown(B), it.state(D).hints().len()), ("A1 [1]".into(), 1));
    it.time_out(D, Timer::Handoff);
    it.settle();
    assert_eq!((it.shown(B), it.state(D).hints().len()), ("A2 [2]".into(), 0));
}

#[test]
fn a_full_hint_store_does_not_count() {
    let hints = Dynamo { handoff: Some(Time::ms(500)), sloppy: true, w: 3, hints_max: 1, ..bare() };
    let mut it = Cluster::new(Dynamo { servers: 4, ..hints });
    it.crash(B);
    assert_eq!(it.write(A, 1), Outcome::Written);
    assert_eq!(it.run(A, Op::Write(4, 2)), Outcome::Unknown, "key 4 has the same owners");
    assert!(it.noted(Note::HintRefused { owner: B, key: 4 }));
    assert_eq!(it.state(D).hints().len(), 1);
}

#[test]
fn anti_entropy_sends_only_what_differs() {
    let mut it = Cluster::new(Dynamo { anti_entropy: Some(Time::s(1)), ..bare() });
    for key in (0..60).step_by(5) {
        it.run(A, Op::Write(key, u32::from(key) + 1));
    }
    it.cut = set(&[C]);
    it.run(A, Op::Write(20, 100));
    it.run(B, Op::Write(35, 101));
    it.cut = NodeSet::default();
    // C draws B: its partners are D and E ahead of it, then B and A behind.
    it.step(C, ServerEvent::Chosen(2));
    let mut exchanged = Vec::new();
    while let Some((from, to, peer)) = it.wires.front().cloned() {
        if let Peer::Exchange { copies, .. } = &peer {
            exchanged.push(copies.iter().map(|copy| copy.0).collect::<Vec<_>>());
        }
        it.deliver(from, to);
    }
    assert_eq!(exchanged, [[20, 35]], "B's copies; C had nothing newer to return");
    assert!(it.noted(Note::AntiEntropySynced { partner: B, keys: 2 }));
    assert!(it.converged());
    let before = it.sent;
    it.step(C, ServerEvent::Chosen(2));
    it.settle();
    assert_eq!(it.sent - before, 1, "equal roots: nothing more is said");
}

#[test]
fn anti_entropy_carries_both_ways() {
    let mut it = Cluster::new(Dynamo { anti_entropy: Some(Time::s(1)), w: 1, ..bare() });
    it.ask(A, Op::Write(0, 1));
    it.ask(B, Op::Write(5, 2));
    it.ask(A, Op::Write(10, 3));
    it.ask(B, Op::Write(10, 4));
    it.wires.clear();
    it.time_out(A, Timer::AntiEntropy);
    assert_eq!(it.choices, [(A, 4)]);
    it.step(A, ServerEvent::Chosen(0));
    it.settle();
    for key in [0, 5, 10] {
        assert_eq!(it.state(A).versions(key), it.state(B).versions(key));
    }
    assert_eq!(it.state(A).siblings(10).len(), 2);
    assert!(it.timers.contains(&(A, Timer::AntiEntropy)), "and again");
}

#[test]
fn copies_and_hints_survive_a_crash_and_suspicions_do_not() {
    let mut it = Cluster::new(Dynamo { handoff: Some(Time::ms(500)), sloppy: true, ..bare() });
    it.crash(B);
    it.write(A, 1);
    assert!(it.state(A).suspected().contains(B));
    [A, D].into_iter().for_each(|server| it.crash(server));
    [A, B, D].into_iter().for_each(|server| it.boot(server));
    assert_eq!(it.state(A).suspected(), NodeSet::default());
    assert_eq!(it.shown(A), "A1 [1]");
    it.time_out(D, Timer::Handoff);
    it.settle();
    assert!(it.converged());
    it.write(A, 2);
    assert_eq!(it.shown(B), "A2 [2]", "the count of writes goes on");
}

#[test]
fn a_retry_is_no_second_write() {
    let mut it = Cluster::new(bare());
    let op = it.ask(A, Op::Write(0, 1));
    it.wires.clear();
    it.crash(A);
    it.boot(A);
    it.write(B, 2);
    // The client asks again: the same write under the same dot.
    it.step(A, ServerEvent::Request(op, Op::Write(0, 1)));
    it.give_up();
    assert_eq!(it.answer(op), Some(Outcome::Written));
    assert_eq!(it.shown(C), "A1 B1 [1, 2]");
    // And again, its answer having got lost: it is told, and nothing is sent.
    let sent = it.sent;
    it.step(A, ServerEvent::Request(op, Op::Write(0, 1)));
    assert_eq!(it.answers.len(), 3);
    assert_eq!(it.sent, sent);
}

#[test]
fn a_write_once_begun_is_never_refused() {
    let mut it = Cluster::new(bare());
    it.cut = set(&[A]);
    let first = it.ask(A, Op::Write(0, 1));
    it.crash(A);
    it.boot(A);
    // Another client's request tells A that nobody answers; then the first client asks again.
    let other = OpId { client: NodeId(120), number: 1 };
    it.step(A, ServerEvent::Request(other, Op::Read(0)));
    it.give_up();
    assert_eq!(it.answer(other), Some(Outcome::Refused));
    it.step(A, ServerEvent::Request(first, Op::Write(0, 1)));
    assert_eq!(it.answer(first), Some(Outcome::Unknown), "A still has it on its disk");
}

#[test]
fn a_lost_disk_loses_an_acknowledged_write() {
    let mut it = Cluster::new(bare());
    it.write(A, 1);
    it.write(A, 2);
    it.wipe(A);
    assert_eq!(it.write(A, 3), Outcome::Written);
    assert!(it.noted(Note::CounterLost { key: 0, known: 1, counter: 2 }));
    assert_eq!(it.shown(C), "A2 [2]", "A1 was taken for the old one");
    assert_eq!(it.read(D), Outcome::Read(2, 1));
    // From then on it counts where it had stopped.
    it.write(A, 4);
    assert_eq!(it.read(D), Outcome::Read(4, 1));
}
