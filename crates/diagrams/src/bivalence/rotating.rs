//! Chandra and Toueg's protocol with a failure detector of class ◇S, as a game: who picks the next
//! message also says when a process gives up the coordinator that it waits for.
//!
//! A process asks its detector only while it waits for a proposal, so all that a detector can do is
//! to make it give up then. Until it is accurate it may do so to anybody at any time. From then on one
//! process that has not crashed, the first, is given up by nobody, and that is all that ◇S promises
//! (Chandra and Toueg 1996, section 2.4: strong completeness, eventual weak accuracy).
//!
//! Configurations are kept as they were found, and numbered by what of them counts: see [`key`].

use super::game::{Delivery, Game, PROCESSES, detector, name};
use super::live::Live;
use super::protocol::{Protocol, ProtocolView, fate, suspicion};
use super::silent::{Life, Silent, SilentView};
use crate::models;
use check::explore::{After, By, Fate, Look, Model, Successors};
use machine::{Effect, Effects, Event, Machine, NodeId};
use protocols::chandra_toueg::{ChandraToueg, Message, State};
use protocols::consensus::Consensus;
use protocols::detector::Detector;
use std::collections::BTreeMap;

/// Two processes can go through rounds without the third for ever. The schedules are searched in
/// which nobody gets more rounds ahead than this; what their configurations can still decide, they
/// can in all schedules (a test in this file). Of two alone nobody gets far ahead.
const AHEAD: u32 = 1;

/// The protocol as a game.
pub struct Rotating {
    starts: Vec<Silent<ChandraToueg>>,
    dead: Option<NodeId>,
    ahead: Option<u32>,
    found: BTreeMap<Vec<u32>, Config>,
}

/// Who has sent what to whom.
type Sent = (NodeId, NodeId, Message);

/// A configuration.
#[derive(Clone)]
struct Config {
    processes: Vec<Life<ChandraToueg>>,
    /// What somebody may still read, in order.
    letters: Vec<Sent>,
    /// Whether the detector is accurate.
    accurate: bool,
}

/// What can happen to a process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Happens {
    /// A message arrives.
    Arrives(Sent),
    /// It gives the coordinator up.
    GivesUp(NodeId),
}

impl Happens {
    fn to(self) -> NodeId {
        match self {
            Self::Arrives((_, to, _)) | Self::GivesUp(to) => to,
        }
    }
}

impl Config {
    fn state(&self, node: NodeId) -> Option<&State> {
        self.processes[node.index()].as_ref().map(|alive| &alive.state)
    }

    fn states(&self) -> impl Iterator<Item = &State> + Clone {
        self.processes.iter().flatten().map(|alive| &alive.state)
    }

    /// The values decided, as bits.
    fn decided(&self) -> u8 {
        let decided = self.states().filter_map(ChandraToueg::decision);
        decided.fold(0, |all, value| all | 1 << value)
    }

    /// By how many rounds the first is ahead of the last.
    fn spread(&self) -> u32 {
        let rounds = self.states().map(State::round);
        let (least, most) = (rounds.clone().min(), rounds.max());
        least.zip(most).map_or(0, |(least, most)| most - least)
    }

    fn fate(&self, (_, to, msg): &Sent) -> Fate {
        self.state(*to).map_or(Fate::Never, |state| fate(state, msg))
    }
}

impl Rotating {
    /// The games of every vector of inputs.
    #[must_use]
    pub fn new(dead: Option<NodeId>) -> Self {
        let start = |inputs| {
            let inner = ChandraToueg { inputs, detector: Detector::Commanded };
            Silent { inner, patient: None, dead }
        };
        let starts = models::inputs(PROCESSES).into_iter().map(start).collect();
        let ahead = dead.is_none().then_some(AHEAD);
        Self { starts, dead, ahead, found: BTreeMap::new() }
    }

    /// Inputs are read when processes start, and never again: after that any will do.
    fn machine(&self) -> &Silent<ChandraToueg> {
        &self.starts[0]
    }

    /// Whom nobody suspects once the detector is accurate.
    fn trusted(&self) -> Option<NodeId> {
        (0..PROCESSES).map(NodeId).find(|node| Some(*node) != self.dead)
    }

    /// What can happen in a configuration, among all schedules.
    fn happens(&self, config: &Config) -> Vec<Happens> {
        if config.decided() != 0 {
            return Vec::new();
        }
        let now = config.letters.iter().filter(|sent| config.fate(sent) == Fate::Now);
        let mut all: Vec<Happens> = now.copied().map(Happens::Arrives).collect();
        let trusted = self.trusted();
        for node in (0..PROCESSES).map(NodeId) {
            let Some(state) = config.state(node) else { continue };
            let coordinator = self.machine().inner.coordinator(state.round());
            let is_safe = config.accurate && Some(coordinator) == trusted;
            if state.waits_for_coordinator() && !is_safe {
                all.push(Happens::GivesUp(node));
            }
        }
        all
    }

    /// The same where nobody may be too far ahead.
    fn allowed(&self, config: &Config) -> Vec<(Happens, Config)> {
        let each = self.happens(config).into_iter();
        let each = each.map(|what| (what, self.made(config, what)));
        let is_close = |next: &Config| self.ahead.is_none_or(|ahead| next.spread() <= ahead);
        each.filter(|(_, next)| is_close(next)).collect()
    }

    fn made(&self, config: &Config, what: Happens) -> Config {
        let mut next = config.clone();
        let me = what.to();
        let mut events = Vec::new();
        match what {
            Happens::Arrives(sent) => {
                next.letters.retain(|other| *other != sent);
                events.push(Event::Message { from: sent.0, msg: sent.2 });
            }
            Happens::GivesUp(_) => {
                let commands =
                    config.state(me).map(|state| suspicion(&self.machine().inner, state));
                events.extend(commands.into_iter().flatten().map(Event::Command));
            }
        }
        for event in events {
            let mut out = Effects::default();
            self.machine().step(me, &mut next.processes[me.index()], event, &mut out);
            send(&mut next, me, out);
        }
        next
    }

    /// Numbers a configuration.
    fn push(&mut self, config: Config, by: By, out: &mut Successors) {
        let key = key(&config);
        out.push(&key, by);
        self.found.entry(key).or_insert(config);
    }
}

/// What a step sends is on its way, and what nobody will read any more is gone.
fn send(config: &mut Config, me: NodeId, mut out: Effects<Silent<ChandraToueg>>) {
    for effect in out.drain() {
        if let Effect::Send { to, msg } = effect {
            config.letters.push((me, to, msg));
        }
    }
    let letters = std::mem::take(&mut config.letters);
    let kept = letters.into_iter().filter(|sent| config.fate(sent) != Fate::Never);
    config.letters = kept.collect();
    machine::sort_by_key(&mut config.letters, |sent| *sent);
}

/// What of a configuration counts: two with equal keys go on alike.
///
/// Rounds count from the slowest process on, but for whose turn it is; of when an estimate was
/// adopted only the order counts, against other estimates and against rounds to come.
fn key(config: &Config) -> Vec<u32> {
    let decided = u32::from(config.decided());
    if decided != 0 {
        return vec![decided];
    }
    let least = config.states().map(State::round).min().unwrap_or(1);
    let base = (least - 1) / u32::from(PROCESSES) * u32::from(PROCESSES);
    let stamps = config.states().map(|state| state.estimate().1);
    let sent = config.letters.iter().filter_map(|(_, _, msg)| match msg {
        Message::Estimate(_, _, since) => Some(*since),
        _ => None,
    });
    let mut old: Vec<u32> = stamps.chain(sent).filter(|since| *since <= base).collect();
    machine::sort_by_key(&mut old, |since| *since);
    old.dedup();
    // There are at most three processes and six letters to have one.
    let stamp = |since: u32| match old.iter().position(|own| *own == since) {
        Some(rank) => rank as u32,
        None => since - base + 16,
    };
    let process = |life: &Life<ChandraToueg>| {
        let Some(alive) = life else { return 0 };
        let (value, since) = alive.state.estimate();
        let phase = alive.state.phase() as u32 + 1;
        (alive.state.round() - base) << 16 | stamp(since) << 8 | phase << 4 | u32::from(value)
    };
    let letter = |(from, to, msg): &Sent| {
        let (kind, round, value, since) = match msg {
            Message::Estimate(round, value, since) => (0, *round, *value, stamp(*since)),
            Message::Propose(round, value) => (1, *round, *value, 0),
            Message::Ack(round) => (2, *round, 0, 0),
            Message::Nack(round) => (3, *round, 0, 0),
            Message::Decide(_) | Message::Alive => (4, base, 0, 0),
        };
        let pair = u32::from(from.0) << 2 | u32::from(to.0);
        (round - base) << 16 | since << 8 | pair << 4 | kind << 1 | u32::from(value)
    };
    let mut words = vec![8 | u32::from(config.accurate)];
    words.extend(config.processes.iter().map(process));
    words.extend(config.letters.iter().map(letter));
    machine::sort_by_key(&mut words[1 + usize::from(PROCESSES)..], |word| *word);
    words
}

impl Model for Rotating {
    fn initial(&mut self, out: &mut Successors) {
        for machine in self.starts.clone() {
            let mut config = Config { processes: Vec::new(), letters: Vec::new(), accurate: false };
            let mut sent = Vec::new();
            for node in (0..PROCESSES).map(NodeId) {
                let mut effects = Effects::default();
                config.processes.push(machine.boot(node, Default::default(), &mut effects));
                sent.push((node, effects));
            }
            sent.into_iter().for_each(|(node, effects)| send(&mut config, node, effects));
            self.push(config, By::ENVIRONMENT, out);
        }
    }

    fn expand(&mut self, words: &[u32], out: &mut Successors) {
        let config = self.found[words].clone();
        for (what, next) in self.allowed(&config) {
            self.push(next, By::process(what.to().0), out);
        }
        if !config.accurate && config.decided() == 0 {
            self.push(Config { accurate: true, ..config }, By::ENVIRONMENT, out);
        }
    }

    fn look(&mut self, words: &[u32]) -> Look {
        let decided = self.found[words].decided();
        Look { decided, holds: 0, end: decided != 0 }
    }

    fn processes(&self) -> u8 {
        PROCESSES
    }

    fn describe(&mut self, words: &[u32], action: u32) -> String {
        self.delivery(words, action).says
    }

    fn after(&mut self, words: &[u32], taken: u32, event: u32) -> After {
        let config = self.found[words].clone();
        let allowed = self.allowed(&config);
        let (Some((taken, next)), Some((event, _))) =
            (allowed.get(taken as usize), allowed.get(event as usize))
        else {
            return After::Unknown;
        };
        let is_there = |what: &Happens| match what {
            Happens::Arrives(sent) => next.letters.contains(sent),
            // It would be another coordinator that a process gives up once it has moved.
            Happens::GivesUp(node) => taken.to() != *node,
        };
        match self.allowed(next).iter().position(|(what, _)| what == event) {
            _ if taken == event => After::Unknown,
            _ if !is_there(event) => After::Void,
            Some(action) => After::Pending(action as u32),
            None => After::Unknown,
        }
    }
}

impl Game for Rotating {
    fn delivery(&mut self, words: &[u32], action: u32) -> Delivery {
        let config = &self.found[words];
        let clock = || Delivery::clock(NodeId(0));
        self.allowed(config).get(action as usize).map_or_else(clock, |(what, _)| match what {
            Happens::Arrives((from, to, msg)) => {
                Delivery { to: *to, from: *from, outcome: 0, says: msg.to_string() }
            }
            Happens::GivesUp(to) => {
                let round = config.state(*to).map_or(1, State::round);
                let whom = self.machine().inner.coordinator(round);
                let has = if self.dead == Some(whom) { "has crashed" } else { "has not crashed" };
                let says = format!("{} {has}", name(whom));
                Delivery { to: *to, from: detector(whom), outcome: 0, says }
            }
        })
    }

    fn ended(&mut self, _words: &[u32]) -> u32 {
        0
    }

    fn ahead(&self) -> Option<u32> {
        self.ahead
    }

    fn helped_by(&self) -> String {
        let whom = self.trusted().map_or_else(String::new, name);
        format!("what detectors say of {whom}")
    }

    fn start(&self, inputs: u32) -> Live {
        let inner = Protocol::ChandraToueg(self.starts[inputs as usize].inner.clone());
        let machine = Silent { inner, patient: None, dead: self.dead };
        Live::start(machine, SilentView(ProtocolView::ChandraToueg), usize::from(PROCESSES))
    }
}

#[cfg(test)]
mod tests;
