//! A process that watches all others, with several detectors over the same heartbeats.
//!
//! So what differs between them is how long they wait, not what they met. A machine has no clock: a
//! process counts the ticks of a timer of its own, [`TICKS`] to a beat, and sees nothing finer.

use super::estimate::{Estimate, Method, Tuning};
use super::swim::{self, Swim};
use machine::{Effects, Event, Machine, NodeId, NodeSet, Time};
use std::fmt::{Display, Formatter, Result};

/// Ticks of a process's clock to a beat.
pub const TICKS: u64 = 32;

/// Who sends heartbeats to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Each to all others: n (n - 1) messages a beat.
    All,
    /// Each to the next in a ring: n messages a beat. Whoever suspects the one before it asks the one
    /// before that, and what it thinks travels on with its own heartbeats (Larrea, Arévalo and
    /// Fernández 1999).
    Ring,
}

/// The configuration, the same at every process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// How many processes there are.
    pub nodes: u8,
    /// Beat and thresholds.
    pub tuning: Tuning,
    /// A suspect is trusted again only when it was heard from for so long without a silence.
    pub hold: Time,
    /// Who sends heartbeats to whom.
    pub spread: Spread,
    /// The probing detector.
    pub swim: Swim,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Msg {
    /// "I am alive", and on a ring whom each method suspects.
    Alive(Vec<NodeSet>),
    /// "Are you alive?", on a ring with suspects in it.
    Ask,
    /// SWIM's.
    Swim(swim::Msg),
}

/// `hb`, `hb?`, `ping B`, `ask B`, `ack B`.
impl Display for Msg {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (word, target) = match self {
            Self::Alive(_) => return f.write_str("hb"),
            Self::Ask => return f.write_str("hb?"),
            Self::Swim(msg) => (msg.kind, msg.target),
        };
        let word = match word {
            swim::Kind::Ping => "ping",
            swim::Kind::Ask => "ask",
            swim::Kind::Ack => "ack",
        };
        write!(f, "{word} {target}")
    }
}

/// The clock ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick;

/// What a process says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The detector that changes its mind.
    pub method: Method,
    /// About whom.
    pub node: NodeId,
    /// Whether it suspects now.
    pub suspects: bool,
}

/// What a process knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    ticks: u64,
    peers: Vec<Peer>,
    /// On a ring, whom the one before suspects, by method.
    told: [NodeSet; 5],
    /// What was said of each method.
    said: [NodeSet; 6],
    swim: swim::State,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Peer {
    /// The tick of its last heartbeat, once there is one.
    heard: Option<u64>,
    opinions: Vec<Opinion>,
}

/// What one method thinks of one process that it watches itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Opinion {
    estimate: Estimate,
    /// How long it waits, as the estimate says.
    patience: Time,
    /// From this tick on.
    since: u64,
    suspects: bool,
    /// The tick from which on a suspect has been heard without a silence.
    steady: Option<u64>,
}

impl State {
    /// Whom a method suspects.
    #[must_use]
    pub fn suspected(&self, method: Method) -> NodeSet {
        self.said[method as usize]
    }

    /// How sure a method is that `node` has crashed, in thousandths of its threshold.
    #[must_use]
    pub fn level_milli(&self, watch: &Watch, method: Method, node: NodeId) -> u32 {
        if method == Method::Swim {
            let failed = u32::from(self.swim.failed().contains(node));
            return 1_000 * failed + 500 * u32::from(self.swim.suspected().contains(node));
        }
        let opinion = &self.peers[node.index()].opinions[method as usize];
        let elapsed = watch.time(self.ticks.saturating_sub(opinion.since));
        opinion.estimate.level_milli(method, &watch.tuning, elapsed)
    }

    /// How long a method waits for a heartbeat of `node`; SWIM does not.
    #[must_use]
    pub fn patience(&self, method: Method, node: NodeId) -> Option<Time> {
        Some(self.peers[node.index()].opinions.get(method as usize)?.patience)
    }
}

impl Watch {
    fn time(&self, ticks: u64) -> Time {
        Time::us(ticks * self.tuning.tick().as_us())
    }

    fn others(&self, me: NodeId) -> NodeSet {
        NodeSet::first(self.nodes.into()).minus(NodeSet::from_iter([me]))
    }

    /// The process so many places before `me` on the ring.
    fn before(&self, me: NodeId, places: u8) -> NodeId {
        NodeId((me.0 + self.nodes - places) % self.nodes)
    }

    /// Whom `me` listens to itself, and on a ring the one whose list it takes over: the last.
    fn watched(&self, me: NodeId, state: &State, method: usize) -> (NodeSet, Option<NodeId>) {
        if self.spread == Spread::All {
            return (self.others(me), None);
        }
        let mut watched = NodeSet::default();
        for places in 1..self.nodes {
            let node = self.before(me, places);
            watched.insert(node);
            if !state.peers[node.index()].opinions[method].suspects {
                return (watched, Some(node));
            }
        }
        (watched, None)
    }

    fn beat(&self, me: NodeId, state: &State, out: &mut Effects<Self>) {
        if self.spread == Spread::All {
            self.others(me).iter().for_each(|to| out.send(to, Msg::Alive(Vec::new())));
            return;
        }
        out.send(self.before(me, self.nodes - 1), Msg::Alive(state.said[..5].to_vec()));
        let mut asked = NodeSet::from_iter([self.before(me, 1)]);
        for method in 0..5 {
            // Whoever is suspected may be alive all the same, and is the first to be trusted again.
            let (watched, _) = self.watched(me, state, method);
            for node in watched.minus(asked).iter() {
                asked.insert(node);
                out.send(node, Msg::Ask);
            }
        }
    }

    fn alive(&self, me: NodeId, state: &mut State, from: NodeId, lists: &[NodeSet]) {
        let now = state.ticks;
        let peer = &mut state.peers[from.index()];
        debug_assert!(from != me && peer.heard.is_none_or(|before| before <= now));
        let gap = peer.heard.map(|before| self.time(now - before));
        peer.heard = Some(now);
        for (opinion, method) in peer.opinions.iter_mut().zip(Method::BEATS) {
            if let Some(gap) = gap {
                opinion.estimate.gap(&self.tuning, gap);
            }
            opinion.since = now;
            if opinion.suspects {
                let steady = *opinion.steady.get_or_insert(now);
                if self.time(now - steady) >= self.hold {
                    opinion.suspects = false;
                    opinion.estimate.mistaken();
                }
            }
            opinion.patience = opinion.estimate.patience(method, &self.tuning);
        }
        for (method, list) in lists.iter().enumerate().take(5) {
            let (watched, last) = self.watched(me, state, method);
            if last == Some(from) {
                let told = list.minus(watched);
                state.told[method] = told.minus(NodeSet::from_iter([me]));
            }
        }
    }

    /// Whoever has been silent for longer than a method's patience is suspected.
    fn judge(&self, me: NodeId, state: &mut State) {
        for index in 0..5 {
            loop {
                let (watched, last) = self.watched(me, state, index);
                let now = state.ticks;
                for node in watched.iter() {
                    let opinion = &mut state.peers[node.index()].opinions[index];
                    if self.time(now - opinion.since) > opinion.patience {
                        opinion.suspects = true;
                        opinion.steady = None;
                    }
                }
                let (_, next) = self.watched(me, state, index);
                // On a ring the one before is watched from now on.
                match next.filter(|_| next != last) {
                    Some(next) => state.peers[next.index()].opinions[index].since = now,
                    None => break,
                }
            }
        }
    }

    /// Says what has changed.
    fn tell(&self, me: NodeId, state: &mut State, out: &mut Effects<Self>) {
        for method in Method::ALL {
            let index = method as usize;
            let now = if method == Method::Swim {
                state.swim.failed()
            } else {
                let (watched, _) = self.watched(me, state, index);
                let own = watched.iter();
                let own = own.filter(|node| state.peers[node.index()].opinions[index].suspects);
                own.collect::<NodeSet>().union(state.told[index].minus(watched))
            };
            debug_assert!(!now.contains(me), "nobody suspects itself");
            let before = std::mem::replace(&mut state.said[index], now);
            for node in now.minus(before).iter() {
                out.note(Note { method, node, suspects: true });
            }
            for node in before.minus(now).iter() {
                out.note(Note { method, node, suspects: false });
            }
        }
    }
}

impl Machine for Watch {
    type State = State;
    type Disk = ();
    type Msg = Msg;
    type Timer = Tick;
    type Note = Note;

    fn boot(&self, me: NodeId, (): (), out: &mut Effects<Self>) -> State {
        let opinion = |method| {
            let estimate = Estimate::new(method);
            let patience = estimate.patience(method, &self.tuning);
            Opinion { estimate, patience, since: 0, suspects: false, steady: None }
        };
        let peer = Peer { heard: None, opinions: Method::BEATS.map(opinion).into() };
        out.choose(1 << 24);
        // Clocks are not in step.
        out.set_timer(Tick, Time::ZERO..=self.tuning.beat);
        State {
            ticks: 0,
            peers: vec![peer; self.nodes.into()],
            told: [NodeSet::default(); 5],
            said: [NodeSet::default(); 6],
            swim: swim::State::new(me, self.nodes.into()),
        }
    }

    fn step(&self, me: NodeId, state: &mut State, event: Event<Self>, out: &mut Effects<Self>) {
        let now = self.time(state.ticks);
        match event {
            Event::Chosen(number) => state.swim.seed(number),
            Event::Timeout(Tick) => {
                out.set_timer(Tick, self.tuning.tick()..=self.tuning.tick());
                if state.ticks.is_multiple_of(TICKS) {
                    self.beat(me, state, out);
                }
                self.swim.tick(me, &mut state.swim, now, &mut |to, msg| {
                    out.send(to, Msg::Swim(msg));
                });
                state.ticks += 1;
                self.judge(me, state);
            }
            Event::Message { from, msg: Msg::Alive(lists) } => {
                self.alive(me, state, from, &lists);
            }
            Event::Message { from, msg: Msg::Ask } => {
                out.send(from, Msg::Alive(state.said[..5].to_vec()));
            }
            Event::Message { from, msg: Msg::Swim(msg) } => {
                let answer = self.swim.receive((me, from), &mut state.swim, &msg, now);
                if let Some((to, msg)) = answer {
                    out.send(to, Msg::Swim(msg));
                }
            }
            Event::Command(_) => {}
        }
        self.tell(me, state, out);
    }

    fn crash(&self, _: State) {}
}
