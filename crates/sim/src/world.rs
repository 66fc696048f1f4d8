//! One moment of a run, and how the next follows from it.

mod act;

use crate::bottleneck::Wire;
use crate::queue::{Due, Queue, Turn};
use crate::{Cuts, Flight, Intervention, Loss, MsgId, Rng, Setup};
use machine::{Effect, Effects, Event, Machine, NodeId, NodeSet, Time};
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};

/// All that exists at one moment of a run. Cloning it is what makes time travel possible.
#[derive(Clone)]
pub struct World<M: Machine> {
    now: Time,
    events: u64,
    order: u32,
    digest: u64,
    rng: Rng,
    wires: Vec<Wire>,
    queue: Queue<M::Msg>,
    cuts: Cuts,
    nodes: Vec<Node<M>>,
    planned: usize,
    inputs: usize,
    effects: Effects<M>,
}

/// A process, up or down.
#[derive(Clone)]
pub enum Life<M: Machine> {
    /// It runs.
    Up(M::State),
    /// It has crashed; this is on its disk.
    Down(M::Disk),
}

impl<M: Machine> Hash for Life<M> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        match self {
            Self::Up(state) => (0u8, state).hash(hasher),
            Self::Down(disk) => (1u8, disk).hash(hasher),
        }
    }
}

/// What happens in a run, as it happens.
pub enum Happening<'a, M: Machine> {
    /// A message was sent; it may be doomed already.
    Sent(&'a Flight<M::Msg>),
    /// A message arrived, or is held for a paused process.
    Arrived(&'a Flight<M::Msg>),
    /// A message died.
    Lost(&'a Flight<M::Msg>, Loss),
    /// A timer ran out.
    TimedOut(NodeId, M::Timer),
    /// A process said something.
    Noted(NodeId, &'a M::Note),
    /// A process crashed.
    Crashed(NodeId),
    /// A process came back, with its disk or without.
    Restarted(NodeId, bool),
    /// A process stood still.
    Paused(NodeId),
    /// A process went on.
    Resumed(NodeId),
    /// The network changed: this is cut now.
    Rewired(&'a Cuts),
    /// An intervention could not be done: its message or process was not there.
    Missed(&'a Intervention),
}

/// Somebody who watches a run go by. It cannot touch it.
pub trait Observer<M: Machine> {
    /// Something happened at `at`.
    fn see(&mut self, at: Time, what: &Happening<'_, M>);
    /// A process has finished a step, or started, or crashed.
    fn stepped(&mut self, _world: &World<M>, _node: NodeId) {}
}

/// Nobody watches.
impl<M: Machine> Observer<M> for () {
    fn see(&mut self, _at: Time, _what: &Happening<'_, M>) {}
}

#[derive(Clone)]
struct Node<M: Machine> {
    life: Life<M>,
    timers: Vec<Timer<M::Timer>>,
    paused: bool,
    held: VecDeque<Held<M>>,
    /// When it comes back from a random crash.
    repair: Option<Turn>,
}

/// What waits for a paused process.
#[derive(Clone)]
enum Held<M: Machine> {
    Message(Flight<M::Msg>),
    Timeout(M::Timer),
    Command(u32),
}

/// A timer. Setting it later than it is queued moves only `due`: the entry in the queue comes up
/// early, finds that, and is queued again. So a timer that is reset at every message costs nothing.
#[derive(Clone)]
struct Timer<Name> {
    name: Name,
    due: Option<Turn>,
    queued: Option<Turn>,
}

impl<M: Machine> World<M> {
    /// The first moment: every process has started.
    pub fn new(setup: &Setup<M>, watch: &mut dyn Observer<M>) -> Self {
        let down = Node {
            life: Life::Down(M::Disk::default()),
            timers: Vec::new(),
            paused: false,
            held: VecDeque::new(),
            repair: None,
        };
        let mut world = Self {
            now: Time::ZERO,
            events: 0,
            order: 0,
            digest: setup.seed,
            rng: Rng::new(setup.seed),
            wires: vec![Wire::new(setup.seed); setup.bottlenecks.len()],
            queue: Queue::new(),
            cuts: Cuts::none(setup.nodes),
            nodes: vec![down; setup.nodes],
            planned: 0,
            inputs: 0,
            effects: Effects::default(),
        };
        for node in NodeSet::first(setup.nodes).iter() {
            world.boot(setup, node, M::Disk::default(), watch);
        }
        world.await_next_crash(setup);
        world
    }

    /// The time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// How many events it took to get here.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// How many processes there are.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// A process, up or down.
    pub fn life(&self, node: NodeId) -> &Life<M> {
        &self.nodes[node.index()].life
    }

    /// Whether the run has had all the events it may have: time stands still.
    pub fn exhausted(&self, setup: &Setup<M>) -> bool {
        self.events >= setup.limits.events
    }

    /// What a process knows, if it is up.
    pub fn state(&self, node: NodeId) -> Option<&M::State> {
        match self.life(node) {
            Life::Up(state) => Some(state),
            Life::Down(_) => None,
        }
    }

    /// Whether a process stands still.
    pub fn paused(&self, node: NodeId) -> bool {
        self.nodes[node.index()].paused
    }

    /// What is cut.
    pub fn cuts(&self) -> &Cuts {
        &self.cuts
    }

    /// The messages in flight, in no particular order.
    pub fn flights(&self) -> impl Iterator<Item = &Flight<M::Msg>> {
        self.queue.flights()
    }

    /// Roughly how much memory a copy of it takes, in messages.
    pub(crate) fn weight(&self) -> usize {
        self.queue.in_flight() + 16 * self.nodes.len()
    }

    /// How many messages are in flight.
    pub fn in_flight(&self) -> usize {
        self.queue.in_flight()
    }

    /// When a running timer of a process runs out.
    pub fn timer(&self, node: NodeId, name: M::Timer) -> Option<Time> {
        let timers = &self.nodes[node.index()].timers;
        timers.iter().find(|timer| timer.name == name)?.due.map(|(time, _)| time)
    }

    /// The run's hash up to here: every event that happened and every state it led to.
    pub fn hash(&self) -> u64 {
        let mut hasher = machine::StableHasher::default();
        (self.now, self.events, self.digest, &self.cuts).hash(&mut hasher);
        for node in &self.nodes {
            node.life.hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Lets the next thing happen that is due by `until`; false, and the time is `until`, if there
    /// is none. Events of one moment come before interventions at that moment.
    pub fn next(&mut self, setup: &Setup<M>, until: Time, watch: &mut dyn Observer<M>) -> bool {
        loop {
            let (due, script_due) = (self.queue.next_time(), self.script_due(setup));
            if self.exhausted(setup) {
                return false;
            }
            if due.min(script_due) > until {
                self.now = self.now.max(until);
                return false;
            }
            let happened = if due > script_due {
                self.play_script(setup, script_due, watch);
                true
            } else {
                self.pop(setup, watch)
            };
            if happened {
                self.events += 1;
                return true;
            }
        }
    }

    /// Lets everything happen that is due by `until`.
    pub fn run(&mut self, setup: &Setup<M>, until: Time, watch: &mut dyn Observer<M>) {
        while self.next(setup, until, watch) {}
    }

    /// Handles the next entry of the queue; false if it was stale.
    fn pop(&mut self, setup: &Setup<M>, watch: &mut dyn Observer<M>) -> bool {
        let Some((turn, due)) = self.queue.pop() else { return false };
        match due {
            Due::Message(slot) => {
                let Some(flight) = self.queue.land(slot, turn) else { return false };
                self.tick(turn);
                self.arrive(setup, flight, watch);
            }
            Due::Timer(node, timer) => {
                let Some(name) = self.ring(node, usize::from(timer), turn) else { return false };
                self.tick(turn);
                self.time_out(setup, node, name, watch);
            }
            Due::Crash => {
                self.tick(turn);
                self.crash_somebody(setup, watch);
            }
            Due::Repair(node) => {
                if self.nodes[node.index()].repair != Some(turn) {
                    return false;
                }
                self.tick(turn);
                self.restart(setup, node, false, watch);
            }
        }
        true
    }

    /// Moves the clock and folds the event into the run's digest.
    fn tick(&mut self, (time, order): Turn) {
        debug_assert!(time >= self.now, "time ran backwards");
        self.now = time;
        self.digest = (self.digest.rotate_left(5) ^ time.as_us() ^ u64::from(order) << 40)
            .wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn arrive(&mut self, setup: &Setup<M>, flight: Flight<M::Msg>, watch: &mut dyn Observer<M>) {
        debug_assert_eq!(flight.due, self.now, "a message arrives when it is due");
        let cut = self.cuts.cut(flight.from, flight.to).then_some(Loss::Cut);
        let node = &mut self.nodes[flight.to.index()];
        let down = matches!(node.life, Life::Down(_)).then_some(Loss::Down);
        let full = (node.held.len() >= setup.limits.backlog).then_some(Loss::Full);
        if let Some(loss) = flight.doomed.or(cut).or(down).or(full) {
            watch.see(self.now, &Happening::Lost(&flight, loss));
            return;
        }
        watch.see(self.now, &Happening::Arrived(&flight));
        if node.paused {
            node.held.push_back(Held::Message(flight));
            return;
        }
        let event = Event::Message { from: flight.from, msg: flight.msg };
        self.step(setup, flight.to, event, watch);
    }

    fn time_out(
        &mut self,
        setup: &Setup<M>,
        node: NodeId,
        name: M::Timer,
        watch: &mut dyn Observer<M>,
    ) {
        if self.nodes[node.index()].paused {
            self.nodes[node.index()].held.push_back(Held::Timeout(name));
            return;
        }
        debug_assert!(self.state(node).is_some(), "a timer of {node}, which is down, ran out");
        watch.see(self.now, &Happening::TimedOut(node, name));
        self.step(setup, node, Event::Timeout(name), watch);
    }

    fn step(&mut self, setup: &Setup<M>, me: NodeId, event: Event<M>, watch: &mut dyn Observer<M>) {
        let Life::Up(state) = &mut self.nodes[me.index()].life else { return };
        setup.machine.step(me, state, event, &mut self.effects);
        self.carry_out(setup, me, watch);
        watch.stepped(self, me);
    }

    fn boot(&mut self, setup: &Setup<M>, me: NodeId, disk: M::Disk, watch: &mut dyn Observer<M>) {
        debug_assert!(self.state(me).is_none(), "{me} starts while it runs");
        let state = setup.machine.boot(me, disk, &mut self.effects);
        self.nodes[me.index()].life = Life::Up(state);
        self.carry_out(setup, me, watch);
        watch.stepped(self, me);
    }

    /// Carries out what a step asked for; a choice is made at once and is a step of its own.
    fn carry_out(&mut self, setup: &Setup<M>, me: NodeId, watch: &mut dyn Observer<M>) {
        let mut effects = std::mem::take(&mut self.effects);
        let mut choices = Vec::new();
        for effect in effects.drain() {
            match effect {
                Effect::Send { to, msg } => self.send(setup, (me, to), msg, watch),
                Effect::SetTimer(name, after) => {
                    let due = self.now + self.rng.time(&after);
                    self.set_timer(me, name, due);
                }
                Effect::CancelTimer(name) => self.cancel_timer(me, name),
                Effect::Choose { of } => choices.push(self.rng.below(of.max(1))),
                Effect::Note(note) => watch.see(self.now, &Happening::Noted(me, &note)),
            }
        }
        debug_assert!(effects.as_slice().is_empty(), "every effect is carried out");
        self.effects = effects;
        for chosen in choices {
            self.step(setup, me, Event::Chosen(chosen), watch);
        }
    }

    fn send(
        &mut self,
        setup: &Setup<M>,
        (from, to): (NodeId, NodeId),
        msg: M::Msg,
        watch: &mut dyn Observer<M>,
    ) {
        debug_assert!(to.index() < self.nodes.len(), "{to} is not in the system");
        if self.rng.chance(setup.network.duplication) {
            self.launch(setup, (from, to), msg.clone(), watch);
        }
        self.launch(setup, (from, to), msg, watch);
    }

    /// Puts one copy of a message in flight. One that is lost dies half-way, where it can be seen.
    fn launch(
        &mut self,
        setup: &Setup<M>,
        (from, to): (NodeId, NodeId),
        msg: M::Msg,
        watch: &mut dyn Observer<M>,
    ) {
        let nodes = self.nodes.len();
        let delay = setup.network.draw((from, to), nodes, self.now, &mut self.rng);
        let chance = setup.network.loss((from, to), self.now);
        let lost = self.rng.chance(chance).then_some(Loss::Chance);
        let bottleneck = setup
            .bottlenecks
            .iter()
            .position(|bottleneck| (bottleneck.from, bottleneck.to) == (from, to));
        let (leaves, dropped) = bottleneck.map_or((Time::ZERO, None), |index| {
            self.wires[index].take(&setup.bottlenecks[index], self.now, &msg)
        });
        let doomed = self.cuts.cut(from, to).then_some(Loss::Cut).or(dropped).or(lost);
        let flown = if doomed.is_some() { Time::us(delay.as_us() / 2) } else { delay };
        let way = if doomed == Some(Loss::Queue) { Time::ZERO } else { leaves + flown };
        let id = MsgId(self.next_order());
        let flight = Flight { id, from, to, sent: self.now, due: self.now + way, doomed, msg };
        watch.see(self.now, &Happening::Sent(&flight));
        if self.queue.in_flight() >= setup.limits.in_flight {
            watch.see(self.now, &Happening::Lost(&flight, Loss::Full));
        } else {
            self.queue.launch(flight);
        }
    }

    fn next_order(&mut self) -> u32 {
        self.order += 1;
        self.order
    }

    fn set_timer(&mut self, node: NodeId, name: M::Timer, time: Time) {
        debug_assert!(time >= self.now, "no timer runs out in the past");
        let turn = (time, self.next_order());
        self.take_back(node, name);
        let timers = &mut self.nodes[node.index()].timers;
        let same = timers.iter().position(|timer| timer.name == name);
        let idle = || timers.iter().position(|timer| timer.due.is_none() && timer.queued.is_none());
        let index = same.or_else(idle).unwrap_or(timers.len());
        if index == timers.len() {
            timers.push(Timer { name, due: None, queued: None });
        }
        let timer = &mut timers[index];
        timer.name = name;
        timer.due = Some(turn);
        if timer.queued.is_none_or(|queued| queued > turn) {
            timer.queued = Some(turn);
            self.queue.push(turn, Due::Timer(node, index as u16));
        }
    }

    /// A timeout that waits for a paused process is taken back with its timer.
    fn take_back(&mut self, node: NodeId, name: M::Timer) {
        let held = &mut self.nodes[node.index()].held;
        if !held.is_empty() {
            held.retain(|held| !matches!(held, Held::Timeout(other) if *other == name));
        }
    }

    fn cancel_timer(&mut self, node: NodeId, name: M::Timer) {
        self.take_back(node, name);
        let timers = &mut self.nodes[node.index()].timers;
        if let Some(timer) = timers.iter_mut().find(|timer| timer.name == name) {
            timer.due = None;
        }
    }

    /// A timer's entry has come up: its name if it runs out now.
    fn ring(&mut self, node: NodeId, index: usize, turn: Turn) -> Option<M::Timer> {
        let timer = &mut self.nodes[node.index()].timers[index];
        if timer.queued != Some(turn) {
            return None;
        }
        timer.queued = None;
        let due = timer.due?;
        debug_assert!(due >= turn, "a timer comes up in time");
        if due > turn {
            timer.queued = Some(due);
            self.queue.push(due, Due::Timer(node, index as u16));
            return None;
        }
        timer.due = None;
        Some(timer.name)
    }

    /// When the plan, or else the reader, does something next.
    fn script_due(&self, setup: &Setup<M>) -> Time {
        let planned = setup.plan.get(self.planned).map_or(Time::MAX, |planned| planned.at);
        let input = setup.inputs.get(self.inputs).map_or(Time::MAX, |input| input.at);
        planned.min(input)
    }

    /// Does what the plan, or else the reader, has for this moment.
    fn play_script(&mut self, setup: &Setup<M>, at: Time, watch: &mut dyn Observer<M>) {
        self.tick((at.max(self.now), 0));
        let planned = setup.plan.get(self.planned).filter(|planned| planned.at == at);
        let rewired = if let Some(planned) = planned {
            self.planned += 1;
            let mut rewired = false;
            for intervention in (planned.what)(self, setup) {
                rewired |= self.intervene(setup, &intervention, watch);
            }
            rewired
        } else if let Some(input) = setup.inputs.get(self.inputs) {
            self.inputs += 1;
            self.intervene(setup, &input.what, watch)
        } else {
            false
        };
        if rewired {
            watch.see(self.now, &Happening::Rewired(&self.cuts));
        }
    }
}
