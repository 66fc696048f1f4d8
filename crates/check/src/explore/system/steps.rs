//! What a step of one process does, worked out once and remembered.

use super::Process;
use crate::explore::intern::{Interner, Memo};
use crate::explore::view::{Fate, View};
use machine::{Effect, Effects, Event, Machine, NodeId};
use std::ops::Range;

/// The values that words stand for, and the steps known so far.
#[derive(Clone)]
pub struct Steps<M: Machine, V> {
    machines: Vec<M>,
    view: V,
    processes: Interner<(Who, Process<M>)>,
    facts: Vec<Facts>,
    envelopes: Interner<Envelope<M::Msg>>,
    addresses: Vec<Address>,
    timers: Interner<M::Timer>,
    boots: Memo<Known>,
    known: Vec<Known>,
    /// For each process, by the code of an event, twice the number of what is known, and one if the
    /// event is [`Fate::Never`] read; [`UNKNOWN`] where nothing is. A search asks this for every
    /// message of every configuration that it makes.
    rows: Vec<Vec<u32>>,
    shifted: Memo<u32>,
    outcomes: Vec<Outcome>,
    sent: Vec<u32>,
    recovers: bool,
}

/// Which process, and by which of the machines it steps.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Who {
    pub node: NodeId,
    pub machine: u8,
}

/// A message with its address.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Envelope<Msg> {
    pub from: NodeId,
    pub to: NodeId,
    pub msg: Msg,
}

/// What is known of a process by itself.
#[derive(Clone, Copy)]
pub struct Facts {
    /// The round by which the configuration may be shifted; [`NO_ROUND`] if it does not mind.
    round: u32,
    /// The value decided, as a bit.
    pub decided: u8,
    pub may_end: bool,
    pub is_up: bool,
    has_timers: bool,
}

pub const NO_ROUND: u32 = u32::MAX;

/// Of an event of a process that was not asked about.
const UNKNOWN: u32 = u32::MAX;

/// What is asked of a message most often.
#[derive(Clone, Copy)]
struct Address {
    to: NodeId,
    /// Whether the view gives it a place.
    has_place: bool,
    /// Its number among those that go to the same process.
    number: u32,
}

/// What an event does to a process.
#[derive(Clone, Copy)]
pub struct Known {
    pub fate: Fate,
    first: u32,
    end: u32,
}

/// One way a step can go.
#[derive(Clone, Copy)]
pub struct Outcome {
    pub process: u32,
    first: u32,
    end: u32,
}

/// An action, as remembered while a configuration is expanded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Raw {
    Deliver { message: u32, outcome: u32 },
    Timeout { node: NodeId, timer: u32, outcome: u32 },
    Crash { node: NodeId },
    Absent { node: NodeId },
    Recover { node: NodeId, outcome: u32 },
    Lose { message: u32 },
}

/// What can happen to a process, as the key under which its step is remembered.
#[derive(Clone, Copy)]
enum What {
    Deliver(u32),
    Timeout(u32),
    Boot,
    Crash,
}

/// A step that is not finished: choices are to be made.
struct Open<M: Machine> {
    process: (M::State, Vec<M::Timer>),
    sent: Vec<u32>,
    choices: Vec<u32>,
}

impl<M: Machine, V: View<M>> Steps<M, V> {
    pub fn new(machines: Vec<M>, view: V) -> Self {
        Self {
            machines,
            view,
            processes: Interner::default(),
            facts: Vec::new(),
            envelopes: Interner::default(),
            addresses: Vec::new(),
            timers: Interner::default(),
            boots: Memo::default(),
            known: Vec::new(),
            rows: Vec::new(),
            shifted: Memo::default(),
            outcomes: Vec::new(),
            sent: Vec::new(),
            recovers: false,
        }
    }

    /// Whether who is down may come back, and then read what was sent before.
    pub fn recovers(&mut self, recovers: bool) {
        debug_assert!(self.known.is_empty(), "it is said before anything is worked out");
        self.recovers = recovers;
    }

    pub fn view(&self) -> &V {
        &self.view
    }

    pub fn process(&self, number: u32) -> &Process<M> {
        &self.processes.value(number).1
    }

    pub fn facts(&self, number: u32) -> Facts {
        self.facts[number as usize]
    }

    pub fn envelope(&self, number: u32) -> &Envelope<M::Msg> {
        self.envelopes.value(number)
    }

    /// Whom a message goes to.
    pub fn receiver(&self, message: u32) -> NodeId {
        self.addresses[message as usize].to
    }

    pub fn timer(&self, number: u32) -> M::Timer {
        *self.timers.value(number)
    }

    /// The numbers of a process's timers.
    pub fn timers(&mut self, process: u32) -> Vec<u32> {
        if !self.facts(process).has_timers {
            return Vec::new();
        }
        let Process::Up(_, timers) = &self.processes.value(process).1 else { return Vec::new() };
        timers.iter().map(|timer| self.timers.number(*timer).0).collect()
    }

    pub fn deliver(&mut self, process: u32, message: u32) -> Known {
        self.known(process, What::Deliver(message))
    }

    pub fn time_out(&mut self, process: u32, timer: u32) -> Known {
        self.known(process, What::Timeout(timer))
    }

    /// Starts a process that is down.
    pub fn recover(&mut self, process: u32) -> Known {
        self.known(process, What::Boot)
    }

    /// The process that a crash leaves.
    pub fn crash(&mut self, process: u32) -> u32 {
        let known = self.known(process, What::Crash);
        debug_assert_eq!(known.end, known.first + 1, "a crash has one outcome");
        self.outcomes[known.first as usize].process
    }

    /// How many machines there are to start by.
    pub fn machines(&self) -> u8 {
        self.machines.len() as u8
    }

    /// Starts a process by one of the machines.
    pub fn boot(&mut self, who: Who) -> Known {
        let key = u64::from(who.machine) << 8 | u64::from(who.node.0);
        if let Some(known) = self.boots.get(key) {
            return known;
        }
        let range = self.start(who, M::Disk::default());
        let known = Known { fate: Fate::Now, first: range.start, end: range.end };
        debug_assert!(known.first < known.end, "a boot has an outcome");
        self.boots.insert(key, known);
        known
    }

    pub fn outcome(&self, known: Known, index: u32) -> Option<Outcome> {
        let at = known.first + index;
        (at < known.end).then(|| self.outcomes[at as usize])
    }

    /// The messages that are sent.
    pub fn sent(&self, outcome: Outcome) -> &[u32] {
        &self.sent[outcome.first as usize..outcome.end as usize]
    }

    /// Whether somebody will read a message.
    pub fn is_readable(&mut self, message: u32, processes: &[u32]) -> bool {
        let to = processes[self.receiver(message).index()];
        let known = self.asked(to, self.code(What::Deliver(message)));
        if known == UNKNOWN {
            return self.deliver(to, message).fate != Fate::Never;
        }
        known & 1 == 0
    }

    /// By how many rounds a configuration with these processes is to be shifted back.
    pub fn surplus(&self, processes: &[u32]) -> u32 {
        let period = self.view.period();
        if period == 0 {
            return 0;
        }
        let first = processes.iter().map(|at| self.facts[*at as usize].round).min();
        match first {
            None | Some(NO_ROUND) => 0,
            Some(first) => (first - 1) / period * period,
        }
    }

    /// The round of a process; [`NO_ROUND`] if it does not mind.
    pub fn round(&self, process: u32) -> u32 {
        self.facts[process as usize].round
    }

    /// Whether configurations are squeezed.
    pub fn squeezes(&self, messages: &[u32]) -> bool {
        messages.first().is_some_and(|message| self.addresses[*message as usize].has_place)
    }

    /// The number of a message with its address.
    pub fn address(&mut self, envelope: Envelope<M::Msg>) -> u32 {
        let (to, has_place) = (envelope.to, self.view.place(&envelope.msg).is_some());
        let (at, is_new) = self.envelopes.number(envelope);
        if is_new {
            let number = self.addresses.iter().filter(|other| other.to == to).count() as u32;
            self.addresses.push(Address { to, has_place, number });
            debug_assert_eq!(at as usize + 1, self.addresses.len());
        }
        at
    }

    /// What a machine's start leaves of a process and its messages.
    pub fn is_fresh(&mut self, process: u32, messages: &[u32]) -> Option<Vec<u32>> {
        let who = self.processes.value(process).0;
        for machine in 0..self.machines() {
            let boot = self.boot(Who { machine, ..who });
            for index in 0.. {
                let Some(outcome) = self.outcome(boot, index) else { break };
                let sent = self.sent(outcome);
                if outcome.process == process && sent.iter().all(|sent| messages.contains(sent)) {
                    return Some(sent.to_vec());
                }
            }
        }
        None
    }

    /// Shifts back processes and messages.
    pub fn shift(&mut self, processes: &mut [u32], messages: &mut [u32], rounds: u32) {
        for process in processes {
            *process = self.shifted(*process, true, rounds);
        }
        for message in messages {
            *message = self.shifted(*message, false, rounds);
        }
    }

    pub fn shifted(&mut self, number: u32, is_process: bool, rounds: u32) -> u32 {
        let key = u64::from(number) << 32 | u64::from(rounds) << 1 | u64::from(is_process);
        if let Some(known) = self.shifted.get(key) {
            return known;
        }
        let result = if is_process {
            let (who, mut process) = self.processes.value(number).clone();
            if let Process::Up(state, _) = &mut process {
                self.view.canonical(state, rounds);
            }
            self.number(who, process)
        } else {
            let mut envelope = self.envelopes.value(number).clone();
            self.view.shift(&mut envelope.msg, rounds);
            self.address(envelope)
        };
        self.shifted.insert(key, result);
        result
    }

    fn known(&mut self, process: u32, what: What) -> Known {
        let code = self.code(what);
        let known = self.asked(process, code);
        if known != UNKNOWN {
            return self.known[(known >> 1) as usize];
        }
        let known = self.work_out(process, what);
        let row = &mut self.rows[process as usize];
        row.resize(row.len().max(code + 1), UNKNOWN);
        debug_assert_eq!(row[code], UNKNOWN, "worked out once");
        row[code] = (self.known.len() as u32) << 1 | u32::from(known.fate == Fate::Never);
        self.known.push(known);
        known
    }

    /// The place of an event in a process's row.
    fn code(&self, what: What) -> usize {
        match what {
            // What is up can crash, what is down can start.
            What::Boot | What::Crash => 0,
            What::Timeout(timer) => 2 * timer as usize + 1,
            What::Deliver(message) => 2 * self.addresses[message as usize].number as usize + 2,
        }
    }

    fn asked(&self, process: u32, code: usize) -> u32 {
        self.rows[process as usize].get(code).copied().unwrap_or(UNKNOWN)
    }

    fn work_out(&mut self, number: u32, what: What) -> Known {
        let (who, process) = self.processes.value(number).clone();
        let mut fate = Fate::Now;
        let range = match (process, what) {
            (Process::Up(state, timers), What::Deliver(message)) => {
                let Envelope { from, msg, .. } = self.envelopes.value(message).clone();
                fate = self.view.fate(who.node, &state, from, &msg);
                match fate {
                    Fate::Now => self.run(who, (state, timers), Event::Message { from, msg }),
                    Fate::Later | Fate::Never => 0..0,
                }
            }
            (Process::Up(state, mut timers), What::Timeout(timer)) => {
                let timer = *self.timers.value(timer);
                timers.retain(|running| *running != timer);
                self.run(who, (state, timers), Event::Timeout(timer))
            }
            (Process::Up(state, _), What::Crash) => {
                let disk = self.machine(who).crash(state);
                let process = self.number(who, Process::Down(disk));
                self.ended(process, &[])
            }
            (Process::Down(disk), What::Boot) => self.start(who, disk),
            (Process::Down(_), What::Deliver(_)) if self.recovers => {
                fate = Fate::Later;
                0..0
            }
            _ => {
                fate = Fate::Never;
                0..0
            }
        };
        Known { fate, first: range.start, end: range.end }
    }

    fn machine(&self, who: Who) -> &M {
        &self.machines[usize::from(who.machine)]
    }

    fn start(&mut self, who: Who, disk: M::Disk) -> Range<u32> {
        let mut effects = Effects::default();
        let state = self.machine(who).boot(who.node, disk, &mut effects);
        self.finish(who, (state, Vec::new()), effects)
    }

    fn run(&mut self, who: Who, process: (M::State, Vec<M::Timer>), event: Event<M>) -> Range<u32> {
        let (mut state, timers) = process;
        let mut effects = Effects::default();
        self.machine(who).step(who.node, &mut state, event, &mut effects);
        self.finish(who, (state, timers), effects)
    }

    /// Does what a step asks for, and makes its choices in every way there is.
    fn finish(
        &mut self,
        who: Who,
        process: (M::State, Vec<M::Timer>),
        mut effects: Effects<M>,
    ) -> Range<u32> {
        let first = self.outcomes.len() as u32;
        let mut open = Open { process, sent: Vec::new(), choices: Vec::new() };
        self.take(who.node, &mut open, &mut effects);
        // The first way last, so that it is taken first.
        let mut stack = vec![open];
        while let Some(mut open) = stack.pop() {
            if open.choices.is_empty() {
                let (state, timers) = open.process;
                let number = self.number(who, Process::Up(state, timers));
                self.ended(number, &open.sent);
                continue;
            }
            let of = open.choices.remove(0);
            let rest = std::mem::take(&mut open.choices);
            for chosen in (0..of).rev() {
                let (process, sent) = (open.process.clone(), open.sent.clone());
                let mut next = Open { process, sent, choices: Vec::new() };
                let event = Event::Chosen(chosen);
                self.machine(who).step(who.node, &mut next.process.0, event, &mut effects);
                self.take(who.node, &mut next, &mut effects);
                // As in the simulator, what a choice asks for comes before the other choices.
                next.choices.extend_from_slice(&rest);
                stack.push(next);
            }
        }
        debug_assert!(first < self.outcomes.len() as u32, "a step has an outcome");
        first..self.outcomes.len() as u32
    }

    fn take(&mut self, node: NodeId, open: &mut Open<M>, effects: &mut Effects<M>) {
        let timers = &mut open.process.1;
        for effect in effects.drain() {
            match effect {
                Effect::Send { to, msg } => {
                    let envelope = Envelope { from: node, to, msg };
                    open.sent.push(self.address(envelope));
                }
                Effect::SetTimer(timer, _) => {
                    if let Err(at) = timers.binary_search(&timer) {
                        timers.insert(at, timer);
                        debug_assert!(timers.is_sorted(), "equal timers, equal states");
                    }
                }
                Effect::CancelTimer(timer) => timers.retain(|running| *running != timer),
                Effect::Choose { of } => open.choices.push(of),
                Effect::Note(_) => {}
            }
        }
    }

    /// Remembers one way that a step ends.
    fn ended(&mut self, process: u32, sent: &[u32]) -> Range<u32> {
        let first = self.sent.len() as u32;
        self.sent.extend_from_slice(sent);
        debug_assert!((process as usize) < self.facts.len());
        self.outcomes.push(Outcome { process, first, end: self.sent.len() as u32 });
        let end = self.outcomes.len() as u32;
        end - 1..end
    }

    fn number(&mut self, mut who: Who, mut process: Process<M>) -> u32 {
        if !self.view.steps_read_inputs() {
            who.machine = 0;
        }
        if let Process::Up(state, _) = &mut process {
            self.view.canonical(state, 0);
        }
        let mut facts = Facts {
            round: NO_ROUND,
            decided: 0,
            may_end: true,
            is_up: process.state().is_some(),
            has_timers: matches!(&process, Process::Up(_, timers) if !timers.is_empty()),
        };
        if let Some(state) = process.state() {
            facts.round = self.view.round(state).unwrap_or(NO_ROUND);
            facts.decided = self.view.decided(who.node, state).map_or(0, |value| 1 << value);
            facts.may_end = self.view.may_end(who.node, state);
        }
        let (number, is_new) = self.processes.number((who, process));
        if is_new {
            self.facts.push(facts);
            self.rows.push(Vec::new());
            debug_assert_eq!(number as usize + 1, self.facts.len());
        }
        number
    }
}
