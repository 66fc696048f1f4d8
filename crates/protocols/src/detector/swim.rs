//! SWIM: probes, some of them through others, and rumours that ride on them.
//!
//! After A. Das, I. Gupta and A. Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process
//! Group Membership Protocol" (DSN 2002): probing in turns (4.3), indirect probes (3.1), suspicion
//! with incarnations (4.2), rumours on probes (4.1). One thing differs: a process that was declared
//! failed is probed on and told so, and is believed when it answers with a higher incarnation. In
//! the paper it would have to join again, which comes to the same.

use machine::{NodeId, NodeSet, Time};

/// The configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swim {
    /// The protocol period: a process probes one other in each.
    pub period: Time,
    /// How long a probe may take before others are asked to probe, less than a third of a period.
    pub wait: Time,
    /// How many others are asked.
    pub proxies: u8,
    /// How long a suspect has to object before it counts as failed.
    pub objection: Time,
}

/// What a process is held to be; of the same incarnation a later one counts more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It answered, or says so.
    Alive,
    /// It did not answer; it may object.
    Suspect,
    /// It did not object.
    Failed,
}

/// Something said of a process: of two rumours the greater one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rumour {
    /// Of whom.
    pub node: NodeId,
    /// Counted up by that process alone, to object.
    pub incarnation: u32,
    /// What.
    pub status: Status,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Msg {
    /// What it is for.
    pub kind: Kind,
    /// The number of the probe it is part of.
    pub probe: u32,
    /// Who wants to know.
    pub origin: NodeId,
    /// Of whom.
    pub target: NodeId,
    /// What it carries along.
    pub rumours: Vec<Rumour>,
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Answer!
    Ping,
    /// Ping that one for me!
    Ask,
    /// It answers.
    Ack,
}

/// Rumours that a message carries at most.
const RUMOURS_MAX: usize = 6;
/// A rumour is passed on so often, times the logarithm of the number of processes (4.1).
const LAMBDA: u8 = 3;

/// What a process knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    draw: u64,
    order: Vec<NodeId>,
    turn: usize,
    probe: Option<Probe>,
    probes: u32,
    began: Time,
    members: Vec<Member>,
    incarnation: u32,
    news: Vec<(Rumour, u8)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Probe {
    target: NodeId,
    asked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Member {
    incarnation: u32,
    status: Status,
    since: Time,
}

/// Takes the messages that a step sends.
pub type Send<'a> = &'a mut dyn FnMut(NodeId, Msg);

impl State {
    /// Nobody is suspected; the first probe is due at once.
    #[must_use]
    pub fn new(me: NodeId, nodes: usize) -> Self {
        let alive = Member { incarnation: 0, status: Status::Alive, since: Time::ZERO };
        Self {
            draw: u64::from(me.0),
            order: NodeSet::first(nodes).iter().filter(|node| *node != me).collect(),
            turn: usize::MAX,
            probe: None,
            probes: 0,
            began: Time::ZERO,
            members: vec![alive; nodes],
            incarnation: 0,
            news: Vec::new(),
        }
    }

    /// All chance in it follows from this number.
    pub fn seed(&mut self, number: u32) {
        self.draw ^= u64::from(number) << 8;
    }

    /// Whom it holds to have failed.
    #[must_use]
    pub fn failed(&self) -> NodeSet {
        self.of(Status::Failed)
    }

    /// Whom it suspects, while they may still object.
    #[must_use]
    pub fn suspected(&self) -> NodeSet {
        self.of(Status::Suspect)
    }

    fn of(&self, status: Status) -> NodeSet {
        let members = self.members.iter().enumerate();
        members.filter(|(_, m)| m.status == status).map(|(node, _)| NodeId(node as u8)).collect()
    }

    /// Uniform below `of`. (Knuth's multiplier, the upper bits.)
    fn below(&mut self, of: usize) -> usize {
        self.draw = self
            .draw
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.draw >> 33) as usize % of.max(1)
    }

    fn shuffle(&mut self) {
        debug_assert!(self.order.len() < self.members.len(), "nobody probes itself");
        for end in (1..self.order.len()).rev() {
            let other = self.below(end + 1);
            self.order.swap(end, other);
        }
    }

    /// What is passed on next: of `about` first, then what was passed on least often.
    fn rumours(&mut self, about: NodeId) -> Vec<Rumour> {
        let told = self.members[about.index()];
        let rumour = Rumour { node: about, incarnation: told.incarnation, status: told.status };
        let mut out: Vec<Rumour> =
            Some(rumour).filter(|rumour| rumour.status > Status::Alive).into_iter().collect();
        let limit = LAMBDA * (usize::BITS - self.members.len().leading_zeros()) as u8;
        machine::sort_by_key(&mut self.news, |(_, times)| *times);
        for (rumour, times) in self.news.iter_mut().take(RUMOURS_MAX - out.len()) {
            out.push(*rumour);
            *times += 1;
        }
        debug_assert!(out.len() <= RUMOURS_MAX);
        self.news.retain(|(_, times)| *times < limit);
        out
    }

    /// A rumour is heard, or begun.
    fn hear(&mut self, me: NodeId, rumour: Rumour, now: Time) {
        if rumour.node == me {
            if rumour.status > Status::Alive && rumour.incarnation >= self.incarnation {
                self.incarnation = rumour.incarnation + 1;
                let (node, incarnation) = (me, self.incarnation);
                self.pass_on(Rumour { node, incarnation, status: Status::Alive });
            }
            return;
        }
        let Some(member) = self.members.get_mut(rumour.node.index()) else { return };
        if (rumour.incarnation, rumour.status) > (member.incarnation, member.status) {
            let Rumour { incarnation, status, .. } = rumour;
            debug_assert!(rumour.incarnation >= member.incarnation, "incarnations never fall");
            *member = Member { incarnation, status, since: now };
            self.pass_on(rumour);
        }
    }

    fn pass_on(&mut self, rumour: Rumour) {
        self.news.retain(|(old, _)| old.node != rumour.node);
        self.news.push((rumour, 0));
        debug_assert!(self.news.len() <= self.members.len(), "one rumour a process");
    }

    fn say(&mut self, me: NodeId, node: NodeId, status: Status, now: Time) {
        let incarnation = self.members[node.index()].incarnation;
        self.hear(me, Rumour { node, incarnation, status }, now);
    }
}

impl Swim {
    /// Time has passed.
    pub fn tick(&self, me: NodeId, state: &mut State, now: Time, send: Send<'_>) {
        debug_assert!(now >= state.began, "time ran backwards");
        for node in state.suspected().iter() {
            if now.saturating_sub(state.members[node.index()].since) >= self.objection {
                state.say(me, node, Status::Failed, now);
            }
        }
        let (first, elapsed) = (state.turn == usize::MAX, now.saturating_sub(state.began));
        if first || elapsed >= self.period {
            self.probe(me, state, now, send);
        } else if elapsed >= self.wait {
            self.ask_others(me, state, send);
        }
    }

    /// A period ends, and the next begins: whoever was probed in vain is suspected.
    fn probe(&self, me: NodeId, state: &mut State, now: Time, send: Send<'_>) {
        if let Some(probe) = state.probe.take() {
            state.say(me, probe.target, Status::Suspect, now);
        }
        state.turn = state.turn.wrapping_add(1);
        if state.turn >= state.order.len() || state.probes == 0 {
            state.shuffle();
            state.turn = 0;
        }
        state.began = now;
        state.probes += 1;
        let Some(&target) = state.order.get(state.turn) else { return };
        debug_assert!(target != me, "nobody probes itself");
        state.probe = Some(Probe { target, asked: false });
        let (probe, rumours) = (state.probes, state.rumours(target));
        send(target, Msg { kind: Kind::Ping, probe, origin: me, target, rumours });
    }

    /// No answer yet: others are asked to probe (3.1).
    fn ask_others(&self, me: NodeId, state: &mut State, send: Send<'_>) {
        let Some(probe) = state.probe.filter(|probe| !probe.asked) else { return };
        state.probe = Some(Probe { asked: true, ..probe });
        let held = state.failed().union(state.suspected());
        let mut others: Vec<NodeId> = state.order.clone();
        others.retain(|node| *node != probe.target && !held.contains(*node));
        debug_assert!(!others.contains(&me) && !others.contains(&probe.target));
        for _ in 0..self.proxies {
            if others.is_empty() {
                break;
            }
            let pick = state.below(others.len());
            let (number, rumours) = (state.probes, state.rumours(probe.target));
            let (kind, origin, target) = (Kind::Ask, me, probe.target);
            send(others.swap_remove(pick), Msg { kind, probe: number, origin, target, rumours });
        }
    }

    /// A message came at `now`; the answer and whom it is for, if there is one.
    pub fn receive(
        &self,
        (me, from): (NodeId, NodeId),
        state: &mut State,
        msg: &Msg,
        now: Time,
    ) -> Option<(NodeId, Msg)> {
        for rumour in &msg.rumours {
            state.hear(me, *rumour, now);
        }
        let Msg { kind, probe, origin, target, .. } = *msg;
        let (to, kind) = match kind {
            Kind::Ping => (from, Kind::Ack),
            Kind::Ask => (target, Kind::Ping),
            Kind::Ack if origin != me => (origin, Kind::Ack),
            Kind::Ack => {
                if probe == state.probes && state.probe.is_some_and(|p| p.target == target) {
                    state.probe = None;
                }
                return None;
            }
        };
        Some((to, Msg { kind, probe, origin, target, rumours: state.rumours(to) }))
    }
}
