//! The model that a machine is.

mod run;
mod squeeze;
mod steps;

use super::model::{After, By, Look, Model, Property, Successors};
use super::view::{Fate, View};
use machine::{Machine, NodeId, NodeSet};
use std::hash::{Hash, Hasher};
use steps::{Envelope, Raw, Steps};

/// A system of processes that all run one machine, and messages between them in any order.
///
/// A configuration is one word of what may still go wrong, then one for each process, then one for
/// each message on its way, in order. The words are numbers of values that the system keeps once
/// each, and what a step of a process does is worked out once: searching costs little more for a
/// large state than for a small one.
#[derive(Clone)]
pub struct System<M: Machine, V> {
    steps: Steps<M, V>,
    nodes: usize,
    faults: Faults,
    stop_when_decided: bool,
    /// What was expanded last: its actions.
    actions: Vec<Raw>,
    scratch: Vec<u32>,
    sent: Vec<u32>,
}

/// What may go wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Who may crash.
    pub among: NodeSet,
    /// How many crashes there may be, at most 255.
    pub crashes: u8,
    /// Whether those who crashed may come back with their disks.
    pub recover: bool,
    /// How many messages may be lost, at most 255.
    pub losses: u8,
}

/// A process, up or down.
pub enum Process<M: Machine> {
    /// It runs, and so do these timers, in order.
    Up(M::State, Vec<M::Timer>),
    /// It has crashed; this is on its disk.
    Down(M::Disk),
}

/// Something that can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action<M: Machine> {
    /// A message arrives.
    Deliver {
        /// Whose.
        from: NodeId,
        /// At whom.
        to: NodeId,
        /// It.
        msg: M::Msg,
        /// Which of the outcomes, if the step makes choices.
        outcome: u32,
    },
    /// A timer runs out.
    Timeout {
        /// Whose.
        node: NodeId,
        /// Which.
        timer: M::Timer,
        /// Which of the outcomes, if the step makes choices.
        outcome: u32,
    },
    /// A process crashes.
    Crash(NodeId),
    /// A process that has done nothing yet, and of which nobody has heard, turns out to have been
    /// dead from the start: it never sent its first messages.
    Absent(NodeId),
    /// A process comes back.
    Recover {
        /// Which.
        node: NodeId,
        /// Which of the outcomes, if starting makes choices.
        outcome: u32,
    },
    /// A message is lost.
    Lose {
        /// Whose.
        from: NodeId,
        /// To whom.
        to: NodeId,
        /// It.
        msg: M::Msg,
    },
}

impl<M: Machine, V: View<M>> System<M, V> {
    /// `nodes` processes without faults, starting as each of the `starts` says, which are equal but
    /// for their inputs.
    pub fn new(starts: Vec<M>, nodes: usize, view: V) -> Self {
        assert!((1..=usize::from(By::PROCESSES_MAX)).contains(&nodes), "1 to 31 processes");
        assert!((1..=255).contains(&starts.len()), "1 to 255 starts");
        Self {
            steps: Steps::new(starts, view),
            nodes,
            faults: Faults::default(),
            stop_when_decided: false,
            actions: Vec::new(),
            scratch: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// With these faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self.steps.recovers(faults.recover);
        self
    }

    /// Nothing happens any more once a process has decided.
    #[must_use]
    pub fn until_decided(mut self) -> Self {
        self.stop_when_decided = true;
        self
    }

    /// What it is told about the machine.
    #[must_use]
    pub fn view(&self) -> &V {
        self.steps.view()
    }

    /// The processes of a configuration.
    #[must_use]
    pub fn processes(&self, words: &[u32]) -> Vec<&Process<M>> {
        words[1..=self.nodes].iter().map(|number| self.steps.process(*number)).collect()
    }

    /// The messages on their way in a configuration: sender, receiver, message, and what becomes of
    /// it if it arrives now.
    pub fn messages(&mut self, words: &[u32]) -> Vec<(NodeId, NodeId, M::Msg, Fate)> {
        let list = words[1 + self.nodes..].iter().map(|number| {
            let to = self.steps.envelope(*number).to;
            let fate = self.steps.deliver(words[1 + to.index()], *number).fate;
            let Envelope { from, to, msg } = self.steps.envelope(*number);
            (*from, *to, msg.clone(), fate)
        });
        list.collect()
    }

    /// An action of a configuration.
    pub fn action(&mut self, words: &[u32], action: u32) -> Action<M> {
        let mut out = Successors::default();
        self.expand(words, &mut out);
        debug_assert_eq!(self.actions.len(), out.len(), "each action has its successor");
        self.told(self.actions[action as usize])
    }

    fn told(&self, raw: Raw) -> Action<M> {
        match raw {
            Raw::Deliver { message, outcome } => {
                let Envelope { from, to, msg } = self.steps.envelope(message).clone();
                Action::Deliver { from, to, msg, outcome }
            }
            Raw::Timeout { node, timer, outcome } => {
                Action::Timeout { node, timer: self.steps.timer(timer), outcome }
            }
            Raw::Crash { node } => Action::Crash(node),
            Raw::Absent { node } => Action::Absent(node),
            Raw::Recover { node, outcome } => Action::Recover { node, outcome },
            Raw::Lose { message } => {
                let Envelope { from, to, msg } = self.steps.envelope(message).clone();
                Action::Lose { from, to, msg }
            }
        }
    }

    /// Pushes the configuration that a process's new state and messages make of `words`, without
    /// the message at `used`.
    fn push(&mut self, out: &mut Successors, change: Change<'_>) {
        let Change { words, head, node, process, used, sent, by } = change;
        let nodes = self.nodes;
        let next = &mut self.scratch;
        next.clear();
        next.extend_from_slice(&words[..=nodes]);
        next[0] = head;
        next[1 + node.index()] = process;
        // What was readable stays so, but for the process that moved; what nobody will read any more
        // is gone.
        for (at, message) in words[1 + nodes..].iter().enumerate() {
            let is_others = self.steps.receiver(*message) != node;
            let processes = &next[1..=nodes];
            if Some(at) != used && (is_others || self.steps.is_readable(*message, processes)) {
                next.push(*message);
            }
        }
        for message in sent {
            if self.steps.is_readable(*message, &next[1..=nodes]) {
                next.push(*message);
            }
        }
        let rounds = self.steps.surplus(&next[1..=nodes]);
        if rounds > 0 {
            let (processes, messages) = next[1..].split_at_mut(nodes);
            self.steps.shift(processes, messages, rounds);
        }
        debug_assert!(
            next[1..=nodes].iter().all(|at| self.steps.round(*at) > 0),
            "rounds begin at 1"
        );
        if self.steps.squeezes(&next[1 + nodes..]) {
            let mut messages = next.split_off(1 + nodes);
            self.steps.squeeze(&mut next[1..], &mut messages);
            next.extend(messages);
        }
        machine::sort_by_key(&mut next[1 + nodes..], |message| *message);
        debug_assert!(next.len() > nodes && next[0] == head);
        out.push(next, by.shifted(rounds.min(3)));
    }
}

/// What becomes of a configuration.
#[derive(Clone, Copy)]
struct Change<'a> {
    words: &'a [u32],
    head: u32,
    node: NodeId,
    process: u32,
    used: Option<usize>,
    sent: &'a [u32],
    by: By,
}

impl<M: Machine, V: View<M>> Model for System<M, V> {
    fn initial(&mut self, out: &mut Successors) {
        for start in 0..self.steps.machines() {
            self.boot_all(start, out);
        }
    }

    fn expand(&mut self, words: &[u32], out: &mut Successors) {
        self.actions.clear();
        if self.stop_when_decided && self.decided(words) != 0 {
            return;
        }
        self.deliveries(words, out);
        self.timeouts(words, out);
        self.crashes(words, out);
        self.losses(words, out);
        debug_assert!(self.actions.len() <= out.len(), "each action has its successor");
    }

    fn look(&mut self, words: &[u32]) -> Look {
        let decided = self.decided(words);
        let stopped = self.stop_when_decided && decided != 0;
        let end = stopped || words[1..=self.nodes].iter().all(|at| self.steps.facts(*at).may_end);
        debug_assert!(!stopped || decided != 0);
        let holds = if self.view().properties().is_empty() {
            0
        } else {
            self.view().holds(decided, end, &self.processes(words))
        };
        Look { decided, holds, end }
    }

    fn processes(&self) -> u8 {
        self.nodes as u8
    }

    fn properties(&self) -> &[Property] {
        self.steps.view().properties()
    }

    fn describe(&mut self, words: &[u32], action: u32) -> String {
        let told = self.action(words, action);
        let next = self.actions.get(action as usize + 1).map(|raw| self.told(*raw));
        let draws = |outcome: u32| {
            let others = matches!(next, Some(Action::Deliver { outcome: 1.., .. }));
            if outcome > 0 || others { format!(" and draws {outcome}") } else { String::new() }
        };
        let say = |msg| self.steps.view().say(msg);
        match &told {
            Action::Deliver { from, to, msg, outcome } => {
                format!("{to} receives {} from {from}{}", say(msg), draws(*outcome))
            }
            Action::Timeout { node, .. } => format!("a timer of {node} runs out"),
            Action::Crash(node) => format!("{node} crashes"),
            Action::Absent(node) => format!("{node} was dead from the start"),
            Action::Recover { node, .. } => format!("{node} comes back"),
            Action::Lose { from, to, msg } => format!("{} from {from} to {to} is lost", say(msg)),
        }
    }

    fn after(&mut self, words: &[u32], taken: u32, event: u32) -> After {
        self.what_becomes(words, taken, event)
    }
}

impl<M: Machine> Process<M> {
    /// What it knows, if it is up.
    #[must_use]
    pub fn state(&self) -> Option<&M::State> {
        match self {
            Self::Up(state, _) => Some(state),
            Self::Down(_) => None,
        }
    }
}

impl<M: Machine> Clone for Process<M> {
    fn clone(&self) -> Self {
        match self {
            Self::Up(state, timers) => Self::Up(state.clone(), timers.clone()),
            Self::Down(disk) => Self::Down(disk.clone()),
        }
    }
}

impl<M: Machine> PartialEq for Process<M> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Up(a, at), Self::Up(b, bt)) => a == b && at == bt,
            (Self::Down(a), Self::Down(b)) => a == b,
            _ => false,
        }
    }
}

impl<M: Machine> Eq for Process<M> {}

impl<M: Machine> Hash for Process<M> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        match self {
            Self::Up(state, timers) => (0u8, state, timers).hash(hasher),
            Self::Down(disk) => (1u8, disk).hash(hasher),
        }
    }
}
