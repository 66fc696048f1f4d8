//! The machines of a run themselves, beside their configurations in the graph.

use super::game::{Delivery, PROCESSES, suspected};
use super::protocol::{Disk, Msg, Protocol, ProtocolView};
use super::silent::{Life, Silent, SilentView};
use check::explore::{Fate, View};
use machine::{Effect, Effects, Event, Machine, NodeId};
use protocols::consensus::{Consensus, Note, letter};
use std::hash::{Hash, Hasher};

/// How a process stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// `round 3, report`.
    pub phase: String,
    /// `R(3, 1)`.
    pub sent: String,
    /// `x = 1`.
    pub value: String,
    /// What it decided.
    pub decided: Option<u8>,
    /// Whether it has crashed.
    pub dead: bool,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Whose.
    pub from: NodeId,
    /// To whom.
    pub to: NodeId,
    /// What it says.
    pub says: String,
    /// The delivery with which it was sent.
    pub since: u32,
    /// Whether it would be read now.
    pub now: bool,
}

/// The machines of a run, and the messages between them.
#[derive(Clone)]
pub struct Live {
    machine: Silent<Protocol>,
    view: SilentView<ProtocolView>,
    states: Vec<Life<Protocol>>,
    sent: Vec<Option<Msg>>,
    letters: Vec<(NodeId, NodeId, Msg, u32)>,
    notes: Vec<(NodeId, Note)>,
}

impl Live {
    /// All of them, as they begin.
    pub fn start(machine: Silent<Protocol>, view: SilentView<ProtocolView>, nodes: usize) -> Self {
        let mut run = Self {
            view,
            states: Vec::new(),
            sent: vec![None; nodes],
            letters: Vec::new(),
            notes: Vec::new(),
            machine,
        };
        for node in (0..nodes as u8).map(NodeId) {
            let mut out = Effects::default();
            let state = run.machine.boot(node, Disk::default(), &mut out);
            run.states.push(state);
            run.follow(node, out, (0, 0));
        }
        run
    }

    /// The message of a delivery. If the graph counts rounds in another way, it is the one that would
    /// be read now.
    fn find(&self, what: &Delivery, shift: u32) -> Option<usize> {
        let own = |(from, to): (&NodeId, &NodeId)| (*from, *to) == (what.from, what.to);
        let said = self.letters.iter().position(|(from, to, msg, _)| {
            let mut shifted = msg.clone();
            if shift > 0 {
                self.view.shift(&mut shifted, shift);
            }
            own((from, to)) && self.view.say(&shifted) == what.says
        });
        let is_read = |to: &NodeId, from, msg: &Msg| {
            self.view.fate(*to, &self.states[to.index()], from, msg) == Fate::Now
        };
        said.filter(|at| {
            let (from, to, msg, _) = &self.letters[*at];
            is_read(to, *from, msg)
        })
        .or_else(|| {
            self.letters
                .iter()
                .position(|(from, to, msg, _)| own((from, to)) && is_read(to, *from, msg))
        })
    }

    /// Its detector makes a process give up whom it waits for.
    fn suspect(&mut self, me: NodeId, step: u32) {
        let alive = self.states[me.index()].as_ref();
        let commands = alive.map(|alive| self.machine.inner.suspicion(&alive.state));
        for code in commands.into_iter().flatten() {
            let mut out = Effects::default();
            self.machine.step(me, &mut self.states[me.index()], Event::Command(code), &mut out);
            self.follow(me, out, (0, step));
        }
    }

    /// Does what a process asked for, and lets all that came too late arrive: it changes nothing.
    fn follow(&mut self, me: NodeId, mut out: Effects<Silent<Protocol>>, at: (u32, u32)) {
        let (outcome, step) = at;
        let mut effects: Vec<_> = out.drain().collect();
        while !effects.is_empty() {
            for effect in std::mem::take(&mut effects) {
                match effect {
                    Effect::Send { to, msg } => {
                        self.sent[me.index()] = Some(msg.clone());
                        self.letters.push((me, to, msg, step));
                    }
                    Effect::Choose { .. } => {
                        let mut out = Effects::default();
                        let state = &mut self.states[me.index()];
                        self.machine.step(me, state, Event::Chosen(outcome), &mut out);
                        effects.extend(out.drain());
                    }
                    Effect::Note(note) => self.notes.push((me, note)),
                    Effect::SetTimer(..) | Effect::CancelTimer(_) => {}
                }
            }
        }
        let (view, states) = (&self.view, &self.states);
        self.letters.retain(|(from, to, msg, _)| {
            let state = states.get(to.index());
            state.is_none_or(|state| view.fate(*to, state, *from, msg) != Fate::Never)
        });
    }

    /// Delivers a message, the rounds of which are shifted by so many, at a step.
    pub fn deliver(&mut self, what: &Delivery, shift: u32, step: u32) {
        if what.is_clock() {
            let state = &mut self.states[what.to.index()];
            let mut out = Effects::default();
            return self.machine.step(what.to, state, Event::Timeout(()), &mut out);
        }
        self.notes.clear();
        if suspected(what.from).is_some() {
            return self.suspect(what.to, step);
        }
        let Some(at) = self.find(what, shift) else { return };
        let (from, to, msg, _) = self.letters.remove(at);
        let mut out = Effects::default();
        let state = &mut self.states[to.index()];
        self.machine.step(to, state, Event::Message { from, msg }, &mut out);
        self.follow(to, out, (what.outcome, step));
    }

    /// How the processes stand.
    pub fn faces(&self) -> Vec<Face> {
        let face = |(alive, sent): (&Life<Protocol>, &Option<Msg>)| {
            let Some(alive) = alive else { return Face { dead: true, ..Face::default() } };
            let (mut phase, value) = alive.state.show();
            if alive.patient {
                phase.push_str(alive.state.settled());
            }
            let sent = sent.as_ref().map_or_else(String::new, |msg| said(&self.view.say(msg)));
            Face { phase, sent, value, decided: Protocol::decision(&alive.state), dead: false }
        };
        self.states.iter().zip(&self.sent).take(usize::from(PROCESSES)).map(face).collect()
    }

    /// The messages that are still of use, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        let letter = |(from, to, msg, since): &(NodeId, NodeId, Msg, u32)| Letter {
            from: *from,
            to: *to,
            says: said(&self.view.say(msg)),
            since: *since,
            now: self.view.fate(*to, &self.states[to.index()], *from, msg) == Fate::Now,
        };
        self.letters.iter().map(letter).collect()
    }

    /// What the processes said of themselves in the last step.
    pub fn notes(&self) -> &[(NodeId, Note)] {
        &self.notes
    }

    /// A hash of all states, and of the messages on their way.
    pub fn hash(&self) -> u64 {
        let mut hasher = machine::StableHasher::default();
        self.states.hash(&mut hasher);
        // In which order they stand here, no process could tell.
        let mut letters = self.letters.clone();
        machine::sort_by_key(&mut letters, Clone::clone);
        letters.hash(&mut hasher);
        hasher.finish()
    }
}

/// A message as it is printed: nothing proposed is a bottom.
fn said(text: &str) -> String {
    text.replace("none", &letter(None).to_string())
}
