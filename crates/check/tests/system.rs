//! What can happen to a system besides deliveries, counted by hand: timers, losses, recoveries.

use check::explore::{Action, Faults, Limits, Model, Search, System, View};
use machine::{Effects, Event, Machine, NodeId, NodeSet, Time};

/// A machine that remembers what it has received, on disk, and lets two timers run.
#[derive(Clone)]
struct Counter {
    /// Whether it has timers; the second cancels the first.
    ticks: bool,
    /// What process A sends to B when it first starts.
    sends: &'static [u8],
}

impl Machine for Counter {
    type State = u8;
    type Disk = u8;
    type Msg = u8;
    type Timer = u8;
    type Note = ();

    fn boot(&self, me: NodeId, disk: u8, out: &mut Effects<Self>) -> u8 {
        if self.ticks {
            [0, 1].iter().for_each(|timer| out.set_timer(*timer, Time::ZERO..=Time::ZERO));
        }
        if me == NodeId(0) {
            self.sends.iter().for_each(|msg| out.send(NodeId(1), *msg));
        }
        disk
    }

    fn step(&self, _me: NodeId, state: &mut u8, event: Event<Self>, out: &mut Effects<Self>) {
        match event {
            Event::Message { msg, .. } => *state |= msg,
            Event::Timeout(1) => out.cancel_timer(0),
            Event::Timeout(_) | Event::Command(_) | Event::Chosen(_) => {}
        }
    }

    fn crash(&self, state: u8) -> u8 {
        state
    }
}

/// Timers of process B run out only when A has none left, if it is told so.
#[derive(Clone)]
struct Patient(bool);

impl View<Counter> for Patient {
    fn may_time_out(
        &self,
        me: NodeId,
        _state: &u8,
        all: &[&check::explore::Process<Counter>],
    ) -> bool {
        let waits = matches!(all[0], check::explore::Process::Up(_, timers) if !timers.is_empty());
        !self.0 || me == NodeId(0) || !waits
    }
}

/// States, edges and depth.
fn counted(machine: Counter, faults: Faults, patient: bool) -> (u32, u64, u32) {
    let system = System::new(vec![machine], 2, Patient(patient)).with_faults(faults);
    let search = Search::new(system, Limits::default()).finished();
    let graph = search.graph();
    assert!(graph.is_complete());
    (graph.states(), graph.edges(), graph.depth())
}

/// A process with timers 0 and 1 goes to one with 1 alone, or to one with none, since 1 cancels 0: three
/// states and three steps each, so two processes have 9 states and 18 edges, none farther than two steps.
#[test]
fn timers_run_out_in_any_order_and_can_be_cancelled() {
    let ticks = Counter { ticks: true, sends: &[] };
    assert_eq!(counted(ticks.clone(), Faults::default(), false), (9, 18, 2));
    // In turn: three states of A, then two more of B; three steps of A, then three of B.
    assert_eq!(counted(ticks, Faults::default(), true), (5, 6, 2));
}

/// Each of two messages is on its way, received or lost, and one of them may be lost: 9 - 1 states.
/// With both on their way there are 4 actions, with one 2, or 1 if the other was lost.
#[test]
fn as_many_messages_are_lost_as_may_be() {
    let sends = Counter { ticks: false, sends: &[1, 2] };
    let losing = |losses| Faults { losses, ..Faults::default() };
    assert_eq!(counted(sends.clone(), losing(0), false), (4, 4, 2));
    assert_eq!(counted(sends.clone(), losing(1), false), (8, 10, 2));
    // All of 3 x 3 states, told apart by how many were lost; 2 actions for each message on its way.
    assert_eq!(counted(sends, losing(2), false), (9, 12, 2));
}

/// B may crash once, before or after it receives, and come back with what it knew; a message that was
/// on its way when it crashed is there when it comes back.
#[test]
fn who_comes_back_has_its_disk_and_its_messages() {
    let sends = Counter { ticks: false, sends: &[1] };
    let among = [NodeId(1)].into_iter().collect::<NodeSet>();
    let faults = Faults { among, crashes: 1, recover: false, losses: 0 };
    assert_eq!(counted(sends.clone(), faults, false), (4, 3, 2));
    let faults = Faults { recover: true, ..faults };
    assert_eq!(counted(sends.clone(), faults, false), (6, 6, 3));

    let mut system = System::new(vec![sends], 2, Patient(false)).with_faults(faults);
    let mut out = check::explore::Successors::default();
    system.initial(&mut out);
    let mut words = out.state(0).to_vec();
    let mut told = Vec::new();
    for wanted in ["B crashes", "B comes back", "B receives a message from A", ""] {
        out.clear();
        system.expand(&words, &mut out);
        let at = (0..out.len()).find(|at| system.describe(&words, *at as u32) == wanted);
        let Some(at) = at else { break };
        told.push(system.action(&words, at as u32));
        words = out.state(at).to_vec();
    }
    assert!(matches!(told[0], Action::Crash(NodeId(1))));
    assert!(matches!(told[1], Action::Recover { node: NodeId(1), outcome: 0 }));
    assert!(matches!(told[2], Action::Deliver { msg: 1, .. }));
    assert_eq!(system.processes(&words)[1].state(), Some(&1));
}
