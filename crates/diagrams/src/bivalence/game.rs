//! The protocols as games: who can be given which message next, in the explorer's graph and in the
//! machines themselves.

use super::params::{Crashed, Params, Protocol, Toss};
use super::silent::{Alive, Silent, SilentView};
use crate::models::{self, ben_or};
use check::explore::{Action, By, Fate, Model, Process, Successors, System, View};
use machine::{Effect, Effects, Event, Machine, NodeId};
use protocols::ben_or::{BenOr, Coin, Phase};
use protocols::consensus::{Consensus, Note, letter};
use protocols::naive::{Naive, Rule};
use std::hash::{Hash, Hasher};

/// How many processes there are to decide.
pub const PROCESSES: u8 = 3;

/// A protocol that is played.
pub trait Game: Model {
    /// What an action delivers.
    fn delivery(&mut self, words: &[u32], action: u32) -> Delivery;

    /// How many rounds a process may be ahead of the slowest, if not all schedules are played.
    fn ahead(&self) -> Option<u32>;
    /// The machines at the beginning, with the inputs of a number.
    fn start(&self, inputs: u32) -> Box<dyn Live>;
}

/// A message that is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// To whom.
    pub to: NodeId,
    /// Whose.
    pub from: NodeId,
    /// Which of the coin's sides then shows.
    pub outcome: u32,
    /// What it says, rounds counted as in the graph.
    pub says: String,
}

impl Delivery {
    /// None at all: from now on a process can trust its clock.
    #[must_use]
    pub fn clock(node: NodeId) -> Self {
        Self { to: node, from: node, outcome: 0, says: String::new() }
    }

    /// Whether it is that.
    #[must_use]
    pub fn is_clock(&self) -> bool {
        self.to == self.from
    }
}

/// The machines of a run, and the messages between them.
pub trait Live {
    /// Another of the same.
    fn twin(&self) -> Box<dyn Live>;
    /// Delivers a message, the rounds of which are shifted by so many, at a step.
    fn deliver(&mut self, what: &Delivery, shift: u32, step: u32);
    /// How the processes stand.
    fn faces(&self) -> Vec<Face>;
    /// The messages that are still of use, oldest first.
    fn letters(&self) -> Vec<Letter>;
    /// What the processes said of themselves in the last step.
    fn notes(&self) -> &[(NodeId, Note)];
    /// A hash of all states.
    fn hash(&self) -> u64;
}

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

/// A machine that shows what it knows.
pub trait Shown: Consensus {
    /// The phase it is in, and its value.
    fn show(state: &Self::State) -> (String, String);
}

impl Shown for BenOr {
    fn show(state: &Self::State) -> (String, String) {
        let phase = match state.phase {
            Phase::Report => "report",
            Phase::Propose => "propose",
            Phase::Flip => "coin",
            Phase::Stop => "done",
        };
        (format!("round {}, {phase}", state.round), format!("x = {}", state.value))
    }
}

impl Shown for Naive {
    fn show(state: &Self::State) -> (String, String) {
        let heard: Vec<String> = state.heard().iter().map(name).collect();
        (format!("heard {}", heard.join(" ")), String::new())
    }
}

/// What a process is called: `p1`; whoever comes after the processes deals the coin.
#[must_use]
pub fn name(node: NodeId) -> String {
    if node.0 < PROCESSES { format!("p{}", node.0 + 1) } else { "coin".to_owned() }
}

/// `p1 ← p2`.
#[must_use]
pub fn event(to: NodeId, from: NodeId) -> String {
    format!("{} \u{2190} {}", name(to), name(from))
}

/// The game that was chosen.
pub fn open(params: &Params) -> Box<dyn Game> {
    let dead = match params.crashed {
        Crashed::Nobody => None,
        Crashed::P1 => Some(NodeId(0)),
        Crashed::P2 => Some(NodeId(1)),
        Crashed::P3 => Some(NodeId(2)),
    };
    let inputs = models::inputs(PROCESSES).into_iter();
    let rule = match params.protocol {
        Protocol::BenOr => {
            let coin = coin(params.toss);
            let starts: Vec<BenOr> = inputs.map(|inputs| BenOr::new(inputs, 1, coin)).collect();
            // Who has crashed is known to have, once clocks can be trusted.
            let wait = PROCESSES - u8::from(dead.is_some());
            let patient = |start: &BenOr| BenOr { wait, ..start.clone() };
            let patient = params.clocks.then_some(patient);
            let (nodes, view) =
                (starts[0].nodes(), ben_or::system(PROCESSES, 1, coin).view().clone());
            return Box::new(
                Played::new(starts, nodes, view, dead)
                    .with_clocks(patient)
                    .until_decided()
                    .bounded(unbounded(params.toss).then_some(AHEAD)),
            );
        }
        Protocol::WaitAll => Rule::WaitAll,
        Protocol::WaitOne => Rule::WaitOne,
        Protocol::AlwaysZero => Rule::AlwaysZero,
    };
    let starts = inputs.map(|inputs| Naive { rule, inputs }).collect();
    Box::new(Played::new(starts, usize::from(PROCESSES), NaiveView, dead))
}

fn coin(toss: Toss) -> Coin {
    match toss {
        Toss::Zero => Coin::Zero,
        Toss::Parity => Coin::Parity,
        Toss::Own => Coin::Own,
        Toss::Pid => Coin::Pid,
        Toss::Local => Coin::Local,
        Toss::Common => Coin::Common,
        Toss::Early => Coin::CommonEarly,
    }
}

/// Whether the graph of a coin has no end, unless it is made to have one.
fn unbounded(toss: Toss) -> bool {
    matches!(toss, Toss::Local | Toss::Own | Toss::Pid)
}

/// The simple rules: every message counts until its receiver has decided.
#[derive(Clone)]
struct NaiveView;

impl View<Naive> for NaiveView {
    fn fate(
        &self,
        _me: NodeId,
        state: &protocols::naive::State,
        _from: NodeId,
        _msg: &protocols::naive::Input,
    ) -> Fate {
        if Naive::decision(state).is_some() { Fate::Never } else { Fate::Now }
    }

    fn decided(&self, _me: NodeId, state: &protocols::naive::State) -> Option<u8> {
        Naive::decision(state)
    }

    fn say(&self, msg: &protocols::naive::Input) -> String {
        msg.to_string()
    }
}

/// Where coins are tossed apart, two processes can be unlucky for ever while the third falls behind
/// without bound. Then the schedules are searched in which nobody gets more rounds ahead than this;
/// what their configurations can still decide, they can in all schedules (a test in `map`).
const AHEAD: u32 = 1;

/// A machine as a game.
struct Played<M: Machine, V> {
    system: System<Silent<M>, SilentView<V>>,
    /// How many rounds a process may be ahead of the slowest, if that is bounded.
    ahead: Option<u32>,
    starts: Vec<Silent<M>>,
    nodes: usize,
    view: SilentView<V>,
}

impl<M: Shown, V: View<M> + Clone> Played<M, V> {
    fn new(starts: Vec<M>, nodes: usize, view: V, dead: Option<NodeId>) -> Self {
        let start = |inner| Silent { inner, patient: None, dead };
        let starts: Vec<_> = starts.into_iter().map(start).collect();
        let view = SilentView(view);
        let system = System::new(starts.clone(), nodes, view.clone());
        Self { system, ahead: None, starts, nodes, view }
    }

    /// Everybody has a clock, and once it can be trusted runs the patient machine.
    fn with_clocks(mut self, patient: Option<impl Fn(&M) -> M>) -> Self {
        if let Some(patient) = patient {
            for start in &mut self.starts {
                start.patient = Some(patient(&start.inner));
            }
            self.system = System::new(self.starts.clone(), self.nodes, self.view.clone());
        }
        self
    }

    fn bounded(mut self, ahead: Option<u32>) -> Self {
        self.ahead = ahead;
        self
    }

    fn until_decided(mut self) -> Self {
        self.system = self.system.until_decided();
        self
    }
}

impl<M: Machine, V: View<M>> Played<M, V> {
    /// How many clocks cannot be trusted yet: that they can is the last that can happen.
    fn clocks(&self, words: &[u32]) -> usize {
        let timers = |process: &Process<Silent<M>>| match process {
            Process::Up(_, timers) => timers.len(),
            Process::Down(_) => 0,
        };
        self.system.processes(words).into_iter().map(timers).sum()
    }

    /// Whether nobody is too many rounds ahead in a configuration.
    fn is_close(&self, words: &[u32], ahead: u32) -> bool {
        let processes = self.system.processes(words);
        let states = processes.into_iter().filter_map(|process| process.state());
        let rounds: Vec<u32> = states.filter_map(|state| self.view.round(state)).collect();
        let (least, most) = (rounds.iter().min(), rounds.iter().max());
        least.zip(most).is_none_or(|(least, most)| most - least <= ahead)
    }

    /// The actions of the system that the game allows, by their numbers there.
    fn allowed(&mut self, words: &[u32], out: &mut Successors) -> Vec<u32> {
        out.clear();
        self.system.expand(words, out);
        let mut allowed: Vec<u32> = Vec::new();
        let mut first = 0;
        while first < out.len() {
            let mut end = first + 1;
            while end < out.len() && out.by(end).is_outcome() {
                end += 1;
            }
            let close = |at| self.ahead.is_none_or(|ahead| self.is_close(out.state(at), ahead));
            if (first..end).all(close) {
                allowed.extend(first as u32..end as u32);
            }
            first = end;
        }
        allowed
    }
}

impl<M: Machine, V: View<M>> Model for Played<M, V> {
    fn initial(&mut self, out: &mut Successors) {
        self.system.initial(out);
    }

    fn expand(&mut self, state: &[u32], out: &mut Successors) {
        let clocks = self.clocks(state);
        if self.ahead.is_none() && clocks == 0 {
            return self.system.expand(state, out);
        }
        let mut all = Successors::default();
        for action in self.allowed(state, &mut all) {
            let action = action as usize;
            let is_clock = action + clocks >= all.len();
            out.push(all.state(action), if is_clock { By::ENVIRONMENT } else { all.by(action) });
        }
    }

    fn look(&mut self, state: &[u32]) -> check::explore::Look {
        self.system.look(state)
    }

    fn processes(&self) -> u8 {
        Model::processes(&self.system)
    }

    fn describe(&mut self, state: &[u32], action: u32) -> String {
        self.system.describe(state, action)
    }

    fn after(&mut self, state: &[u32], taken: u32, event: u32) -> check::explore::After {
        if self.ahead.is_some() {
            return check::explore::After::Unknown;
        }
        self.system.after(state, taken, event)
    }
}

impl<M: Shown + 'static, V: View<M> + Clone + 'static> Game for Played<M, V> {
    fn delivery(&mut self, words: &[u32], action: u32) -> Delivery {
        let action = match self.ahead {
            None => action,
            Some(_) => self.allowed(words, &mut Successors::default())[action as usize],
        };
        match self.system.action(words, action) {
            Action::Deliver { from, to, msg, outcome } => {
                Delivery { to, from, outcome, says: self.view.say(&msg) }
            }
            Action::Timeout { node, .. } => Delivery::clock(node),
            // Nothing is lost in a run, and who crashes has crashed before.
            _ => unreachable!("deliveries and clocks are all that happens"),
        }
    }

    fn ahead(&self) -> Option<u32> {
        self.ahead
    }

    fn start(&self, inputs: u32) -> Box<dyn Live> {
        let machine = self.starts[inputs as usize].clone();
        let mut run = Machines {
            view: self.view.clone(),
            states: Vec::new(),
            sent: vec![None; self.nodes],
            letters: Vec::new(),
            notes: Vec::new(),
            machine,
        };
        for node in (0..self.nodes as u8).map(NodeId) {
            let mut out = Effects::default();
            let state = run.machine.boot(node, M::Disk::default(), &mut out);
            run.states.push(state);
            run.follow(node, out, (0, 0));
        }
        Box::new(run)
    }
}

/// The machines of a run.
struct Machines<M: Machine, V> {
    machine: Silent<M>,
    view: SilentView<V>,
    states: Vec<Option<Alive<M::State>>>,
    sent: Vec<Option<M::Msg>>,
    letters: Vec<(NodeId, NodeId, M::Msg, u32)>,
    notes: Vec<(NodeId, M::Note)>,
}

impl<M: Shown, V: View<M>> Machines<M, V> {
    /// Does what a process asked for, and lets all that came too late arrive: it changes nothing.
    fn follow(&mut self, me: NodeId, mut out: Effects<Silent<M>>, at: (u32, u32)) {
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
}

impl<M: Shown + 'static, V: View<M> + Clone + 'static> Live for Machines<M, V> {
    fn twin(&self) -> Box<dyn Live> {
        Box::new(Self {
            machine: self.machine.clone(),
            view: self.view.clone(),
            states: self.states.clone(),
            sent: self.sent.clone(),
            letters: self.letters.clone(),
            notes: self.notes.clone(),
        })
    }

    fn deliver(&mut self, what: &Delivery, shift: u32, step: u32) {
        if what.is_clock() {
            let state = &mut self.states[what.to.index()];
            let mut out = Effects::default();
            return self.machine.step(what.to, state, Event::Timeout(()), &mut out);
        }
        self.notes.clear();
        let found = self.letters.iter().position(|(from, to, msg, _)| {
            let mut shifted = msg.clone();
            if shift > 0 {
                self.view.shift(&mut shifted, shift);
            }
            (*from, *to) == (what.from, what.to) && self.view.say(&shifted) == what.says
        });
        let Some(at) = found else { return };
        let (from, to, msg, _) = self.letters.remove(at);
        let mut out = Effects::default();
        let state = &mut self.states[to.index()];
        self.machine.step(to, state, Event::Message { from, msg }, &mut out);
        self.follow(to, out, (what.outcome, step));
    }

    fn faces(&self) -> Vec<Face> {
        let face = |(alive, sent): (&Option<Alive<M::State>>, &Option<M::Msg>)| {
            let Some(alive) = alive else { return Face { dead: true, ..Face::default() } };
            let (mut phase, value) = M::show(&alive.state);
            if alive.patient {
                phase.push_str(", waits for all");
            }
            let sent = sent.as_ref().map_or_else(String::new, |msg| said(&self.view.say(msg)));
            Face { phase, sent, value, decided: M::decision(&alive.state), dead: false }
        };
        self.states.iter().zip(&self.sent).take(usize::from(PROCESSES)).map(face).collect()
    }

    fn letters(&self) -> Vec<Letter> {
        let letter = |(from, to, msg, since): &(NodeId, NodeId, M::Msg, u32)| Letter {
            from: *from,
            to: *to,
            says: said(&self.view.say(msg)),
            since: *since,
            now: self.view.fate(*to, &self.states[to.index()], *from, msg) == Fate::Now,
        };
        self.letters.iter().map(letter).collect()
    }

    fn notes(&self) -> &[(NodeId, Note)] {
        &self.notes
    }

    fn hash(&self) -> u64 {
        let mut hasher = machine::StableHasher::default();
        self.states.hash(&mut hasher);
        for (from, to, msg, since) in &self.letters {
            (from, to, msg, since).hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// A message as it is printed: nothing proposed is a bottom.
fn said(text: &str) -> String {
    text.replace("none", &letter(None).to_string())
}
