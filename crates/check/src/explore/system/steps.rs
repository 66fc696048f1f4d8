//! What a step of one process does, worked out once and remembered.

use super::Process;
use crate::explore::intern::Interner;
use crate::explore::table::Table;
use crate::explore::view::{Fate, View};
use machine::{Effect, Effects, Event, Machine, NodeId};
use std::ops::Range;

/// The values that words stand for, and the steps known so far.
#[derive(Clone)]
pub struct Steps<M: Machine, V> {
    machine: M,
    view: V,
    processes: Interner<(NodeId, Process<M>)>,
    facts: Vec<Facts>,
    envelopes: Interner<Envelope<M::Msg>>,
    timers: Interner<M::Timer>,
    known: Memo<Known>,
    shifted: Memo<u32>,
    outcomes: Vec<Outcome>,
    sent: Vec<u32>,
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
}

const NO_ROUND: u32 = u32::MAX;

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
    pub fn new(machine: M, view: V) -> Self {
        Self {
            machine,
            view,
            processes: Interner::default(),
            facts: Vec::new(),
            envelopes: Interner::default(),
            timers: Interner::default(),
            known: Memo::default(),
            shifted: Memo::default(),
            outcomes: Vec::new(),
            sent: Vec::new(),
        }
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

    pub fn timer(&self, number: u32) -> M::Timer {
        *self.timers.value(number)
    }

    /// The numbers of a process's timers.
    pub fn timers(&mut self, process: u32) -> Vec<u32> {
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
        self.outcomes[known.first as usize].process
    }

    /// Starts a process as `machine` says, which may differ from the others in its inputs.
    pub fn boot(&mut self, machine: &M, node: NodeId) -> Known {
        let range = self.start(machine, node, M::Disk::default());
        Known { fate: Fate::Now, first: range.start, end: range.end }
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
        let to = processes[self.envelopes.value(message).to.index()];
        self.known(to, What::Deliver(message)).fate != Fate::Never
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

    /// Shifts back processes and messages.
    pub fn shift(&mut self, processes: &mut [u32], messages: &mut [u32], rounds: u32) {
        for process in processes {
            *process = self.shifted(*process, true, rounds);
        }
        for message in messages {
            *message = self.shifted(*message, false, rounds);
        }
    }

    fn shifted(&mut self, number: u32, is_process: bool, rounds: u32) -> u32 {
        let key = u64::from(number) << 32 | u64::from(rounds) << 1 | u64::from(is_process);
        if let Some(known) = self.shifted.get(key) {
            return known;
        }
        let result = if is_process {
            let (node, mut process) = self.processes.value(number).clone();
            if let Process::Up(state, _) = &mut process {
                self.view.canonical(state, rounds);
            }
            self.number(node, process)
        } else {
            let mut envelope = self.envelopes.value(number).clone();
            self.view.shift(&mut envelope.msg, rounds);
            self.envelopes.number(envelope).0
        };
        self.shifted.insert(key, result);
        result
    }

    fn known(&mut self, process: u32, what: What) -> Known {
        let code = match what {
            What::Deliver(message) => message << 2,
            What::Timeout(timer) => timer << 2 | 1,
            What::Boot => 2,
            What::Crash => 3,
        };
        let key = u64::from(process) << 32 | u64::from(code);
        if let Some(known) = self.known.get(key) {
            return known;
        }
        let known = self.work_out(process, what);
        self.known.insert(key, known);
        known
    }

    fn work_out(&mut self, number: u32, what: What) -> Known {
        let (node, process) = self.processes.value(number).clone();
        let mut fate = Fate::Now;
        let range = match (process, what) {
            (Process::Up(state, timers), What::Deliver(message)) => {
                let Envelope { from, msg, .. } = self.envelopes.value(message).clone();
                fate = self.view.fate(node, &state, from, &msg);
                match fate {
                    Fate::Now => self.run(node, (state, timers), Event::Message { from, msg }),
                    Fate::Later | Fate::Never => 0..0,
                }
            }
            (Process::Up(state, mut timers), What::Timeout(timer)) => {
                let timer = *self.timers.value(timer);
                timers.retain(|running| *running != timer);
                self.run(node, (state, timers), Event::Timeout(timer))
            }
            (Process::Up(state, _), What::Crash) => {
                let process = self.number(node, Process::Down(self.machine.crash(state)));
                self.ended(process, &[])
            }
            (Process::Down(disk), What::Boot) => {
                let machine = self.machine.clone();
                self.start(&machine, node, disk)
            }
            _ => {
                fate = Fate::Never;
                0..0
            }
        };
        Known { fate, first: range.start, end: range.end }
    }

    fn start(&mut self, machine: &M, node: NodeId, disk: M::Disk) -> Range<u32> {
        let mut effects = Effects::default();
        let state = machine.boot(node, disk, &mut effects);
        self.finish(node, (state, Vec::new()), effects)
    }

    fn run(
        &mut self,
        node: NodeId,
        process: (M::State, Vec<M::Timer>),
        event: Event<M>,
    ) -> Range<u32> {
        let (mut state, timers) = process;
        let mut effects = Effects::default();
        self.machine.step(node, &mut state, event, &mut effects);
        self.finish(node, (state, timers), effects)
    }

    /// Does what a step asks for, and makes its choices in every way there is.
    fn finish(
        &mut self,
        node: NodeId,
        process: (M::State, Vec<M::Timer>),
        mut effects: Effects<M>,
    ) -> Range<u32> {
        let first = self.outcomes.len() as u32;
        let mut open = Open { process, sent: Vec::new(), choices: Vec::new() };
        self.take(node, &mut open, &mut effects);
        // The first way last, so that it is taken first.
        let mut stack = vec![open];
        while let Some(mut open) = stack.pop() {
            if open.choices.is_empty() {
                let (state, timers) = open.process;
                let number = self.number(node, Process::Up(state, timers));
                self.ended(number, &open.sent);
                continue;
            }
            let of = open.choices.remove(0);
            let rest = std::mem::take(&mut open.choices);
            for chosen in (0..of).rev() {
                let (process, sent) = (open.process.clone(), open.sent.clone());
                let mut next = Open { process, sent, choices: Vec::new() };
                self.machine.step(node, &mut next.process.0, Event::Chosen(chosen), &mut effects);
                self.take(node, &mut next, &mut effects);
                // As in the simulator, what a choice asks for comes before the other choices.
                next.choices.extend_from_slice(&rest);
                stack.push(next);
            }
        }
        first..self.outcomes.len() as u32
    }

    fn take(&mut self, node: NodeId, open: &mut Open<M>, effects: &mut Effects<M>) {
        let timers = &mut open.process.1;
        for effect in effects.drain() {
            match effect {
                Effect::Send { to, msg } => {
                    let envelope = Envelope { from: node, to, msg };
                    open.sent.push(self.envelopes.number(envelope).0);
                }
                Effect::SetTimer(timer, _) => {
                    if let Err(at) = timers.binary_search(&timer) {
                        timers.insert(at, timer);
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
        self.outcomes.push(Outcome { process, first, end: self.sent.len() as u32 });
        let end = self.outcomes.len() as u32;
        end - 1..end
    }

    fn number(&mut self, node: NodeId, mut process: Process<M>) -> u32 {
        if let Process::Up(state, _) = &mut process {
            self.view.canonical(state, 0);
        }
        let mut facts =
            Facts { round: NO_ROUND, decided: 0, may_end: true, is_up: process.state().is_some() };
        if let Some(state) = process.state() {
            facts.round = self.view.round(state).unwrap_or(NO_ROUND);
            facts.decided = self.view.decided(node, state).map_or(0, |value| 1 << value);
            facts.may_end = self.view.may_end(node, state);
        }
        let (number, is_new) = self.processes.number((node, process));
        if is_new {
            self.facts.push(facts);
        }
        number
    }
}

/// Answers by the key of the question.
#[derive(Clone)]
struct Memo<T> {
    table: Table,
    keys: Vec<u64>,
    answers: Vec<T>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { table: Table::default(), keys: Vec::new(), answers: Vec::new() }
    }
}

impl<T: Copy> Memo<T> {
    fn get(&self, key: u64) -> Option<T> {
        let found = self.table.find(mixed(key), |at| self.keys[at as usize] == key);
        found.ok().map(|at| self.answers[at as usize])
    }

    fn insert(&mut self, key: u64, answer: T) {
        if let Err(slot) = self.table.find(mixed(key), |at| self.keys[at as usize] == key) {
            self.keys.push(key);
            self.answers.push(answer);
            self.table.insert(slot, mixed(key), |at| mixed(self.keys[at as usize]));
        }
    }
}

/// Spreads the bits of a key (the end of splitmix64, Steele, Lea and Flood 2014).
fn mixed(key: u64) -> u64 {
    let key = (key ^ key >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ key >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ key >> 31
}
