//! The graph beside the explorer's, which has all schedules; and beside the machines themselves.

use super::*;
use crate::bivalence::game::{self, PROCESSES, detector};
use crate::bivalence::live::{Face, Live};
use crate::bivalence::params::{Crashed, Params, Protocol, Toss};
use crate::bivalence::snapshot::Pair;
use crate::models::ben_or;
use check::explore::{Action, View};
use machine::NodeId;
use protocols::ben_or::Coin;
use std::collections::{BTreeMap, BTreeSet};

fn searched(params: &Params) -> Map {
    let mut map = Map::new(game::open(params));
    while map.work(10_000) {}
    map
}

/// Where coins are tossed apart the game keeps processes within a round of each other. What it
/// says of a configuration must hold for all schedules, so it is walked beside the explorer's
/// graph, which has them all.
#[test]
fn what_schedules_one_round_apart_can_decide_all_schedules_can() {
    for (toss, coin) in [(Toss::Local, Coin::Local), (Toss::Own, Coin::Own), (Toss::Pid, Coin::Pid)]
    {
        let params = Params { toss, ..Params::default() };
        let mut map = Map::new(game::open(&params));
        while map.work(10_000) {}
        let system = ben_or::system(3, 1, coin).until_decided();
        let view = system.view().clone();
        let mut all = Search::new(system, Limits::keeping(STATES_MAX)).finished();
        let known = Valencies::of(all.graph());
        let starts = map.search.starts().iter().copied().zip(all.starts().iter().copied());
        let mut pairs: Vec<(u32, u32)> = starts.collect();
        let mut seen: BTreeSet<(u32, u32)> = pairs.iter().copied().collect();
        let mut differ = 0;
        while let Some((near, far)) = pairs.pop() {
            differ += u32::from(map.valency(near) != known.of_state(far));
            let words = all.state(far);
            let edges: Vec<Edge> = all.graph().actions(far).collect();
            for one in map.moves(near) {
                for (outcome, edge) in one.edges.iter().enumerate() {
                    // Who said it is put in order where a process is behind: what counts is said.
                    let same = edges.iter().filter(|edge| {
                        matches!(all.model_mut().action(&words, edge.action),
                            Action::Deliver { to, msg, outcome: other, .. }
                                if to == one.what.to
                                    && other as usize == outcome
                                    && view.say(&msg) == one.what.says)
                    });
                    let same: Vec<u32> = same.map(|edge| edge.to).collect();
                    assert!(!same.is_empty(), "{coin:?}: {:?} cannot happen", one.what);
                    if seen.insert((edge.to, same[0])) {
                        pairs.push((edge.to, same[0]));
                    }
                }
            }
        }
        assert_eq!(differ, 0, "{coin:?}, of {} pairs", seen.len());
        let near: BTreeSet<u32> = seen.iter().map(|(near, _)| *near).collect();
        assert_eq!(near.len() as u32, map.search.graph().states(), "every state was met");
    }
}

/// The values that processes have decided, as bits.
fn decided(faces: &[Face]) -> u8 {
    faces.iter().filter_map(|face| face.decided).fold(0, |all, value| all | 1 << value)
}

/// The rounds that processes are in.
fn rounds(faces: &[Face]) -> impl Iterator<Item = u32> {
    let round = |face: &Face| face.phase.strip_prefix("round ")?.split(',').next()?.parse().ok();
    faces.iter().filter_map(round)
}

/// A second, naive method beside the graph: the machines themselves, with nothing forgotten, renamed
/// or shifted, each after some deliveries. Of what the graph is made of it has only that the machines
/// say which messages they read now.
struct Raw {
    live: Live,
    /// By how many rounds the graph counts less.
    shift: u32,
    /// The state of the graph that the same deliveries lead to.
    state: u32,
    depth: u32,
    /// Whom nobody suspects any more.
    trusted: Option<NodeId>,
    next: Vec<usize>,
    /// What can be decided from here, by the deliveries that were tried.
    bits: u8,
}

impl Raw {
    fn after(&self, one: &Move, edge: Edge) -> Self {
        let outcome = one.edges.iter().position(|own| *own == edge).unwrap_or(0) as u32;
        let mut live = self.live.clone();
        live.deliver(&Delivery { outcome, ..one.what.clone() }, self.shift, 0);
        let (shift, bits) = (self.shift + edge.by.rounds(), decided(&live.faces()));
        let (state, depth, next) = (edge.to, self.depth + 1, Vec::new());
        Self { live, shift, state, depth, next, bits, ..*self }
    }

    /// From here on the detector is accurate.
    fn settled(&self, to: u32) -> Self {
        let is_up = |node: &NodeId| !self.live.faces()[node.index()].dead;
        let trusted = (0..PROCESSES).map(NodeId).find(is_up);
        let (live, depth) = (self.live.clone(), self.depth + 1);
        Self { live, state: to, depth, trusted, next: Vec::new(), ..*self }
    }

    /// What can happen, by receiver and sender.
    fn events(&self, protocol: Protocol) -> BTreeSet<Pair> {
        let faces = self.live.faces();
        let stops = matches!(protocol, Protocol::BenOr | Protocol::ChandraToueg);
        if stops && decided(&faces) != 0 {
            return BTreeSet::new();
        }
        let letters = self.live.letters().into_iter().filter(|letter| letter.now);
        let mut pairs: BTreeSet<Pair> = letters.map(|letter| (letter.to, letter.from)).collect();
        for (node, face) in (0..).map(NodeId).zip(&faces) {
            // The coordinators take turns; who waits for one may suspect it.
            let round = rounds(std::slice::from_ref(face)).next();
            let round = round.filter(|_| face.phase.ends_with("wants a proposal"));
            let whom = round.map(|round| NodeId(((round - 1) % u32::from(PROCESSES)) as u8));
            let whom = whom.filter(|whom| self.trusted != Some(*whom));
            pairs.extend(whom.map(|whom| (node, detector(whom))));
        }
        pairs
    }

    /// Whether an event that the game does not offer leads somebody too far ahead.
    fn is_too_far(&self, (to, from): Pair, ahead: u32) -> bool {
        let mut letters = self.live.letters().into_iter();
        let letter = letters.find(|letter| (letter.to, letter.from) == (to, from) && letter.now);
        let says = letter.map_or_else(String::new, |letter| letter.says);
        (0..2).any(|outcome| {
            let mut live = self.live.clone();
            live.deliver(&Delivery { to, from, outcome, says: says.clone() }, 0, 0);
            let faces = live.faces();
            rounds(&faces).max().zip(rounds(&faces).min()).is_some_and(|(a, b)| a - b > ahead)
        })
    }
}

/// All that the machines can do from every start, in so many deliveries.
#[derive(Default)]
struct Naive {
    all: Vec<Raw>,
    known: BTreeMap<(u64, u32), usize>,
}

impl Naive {
    fn new(map: &mut Map, protocol: Protocol, depth: u32) -> Self {
        let mut naive = Self::default();
        for inputs in 0..1 << PROCESSES {
            let (live, state) = (map.game().start(inputs), map.start(inputs));
            let (bits, next) = (decided(&live.faces()), Vec::new());
            naive.number(Raw { live, shift: 0, state, depth: 0, trusted: None, next, bits });
        }
        let mut at = 0;
        while at < naive.all.len() && naive.all[at].depth < depth {
            naive.check(map, protocol, at);
            let (raw, state) = (&naive.all[at], naive.all[at].state);
            let moves = map.moves(state);
            let each = moves.iter().flat_map(|one| one.edges.iter().map(move |edge| (one, edge)));
            let mut next: Vec<Raw> = each.map(|(one, edge)| raw.after(one, *edge)).collect();
            let settle = map.search.graph().actions(state).filter(|edge| edge.by.mover().is_none());
            next.extend(settle.map(|edge| raw.settled(edge.to)));
            naive.all[at].next = next.into_iter().map(|raw| naive.number(raw)).collect();
            at += 1;
        }
        naive.go_back();
        naive
    }

    fn number(&mut self, raw: Raw) -> usize {
        let at = self.all.len();
        let number = *self.known.entry((raw.live.hash(), raw.state)).or_insert(at);
        if number == at {
            self.all.push(raw);
        }
        number
    }

    /// The graph offers what can happen, but for what leads somebody too far ahead.
    fn check(&self, map: &mut Map, protocol: Protocol, at: usize) {
        let raw = &self.all[at];
        assert_eq!(decided(&raw.live.faces()), map.decided(raw.state));
        let offered = map.moves(raw.state).into_iter().map(|one| (one.what.to, one.what.from));
        let (offered, events) = (offered.collect::<BTreeSet<Pair>>(), raw.events(protocol));
        assert!(offered.is_subset(&events), "{offered:?}, {events:?}");
        for left_out in events.difference(&offered) {
            let ahead = map.game().ahead();
            assert!(ahead.is_some_and(|ahead| raw.is_too_far(*left_out, ahead)), "{left_out:?}");
        }
    }

    fn go_back(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..self.all.len()).rev() {
                let next = &self.all[at].next;
                let bits =
                    next.iter().fold(self.all[at].bits, |all, next| all | self.all[*next].bits);
                changed |= bits != self.all[at].bits;
                self.all[at].bits = bits;
            }
        }
    }
}

/// How many deliveries lead from any state of the graph to any decision that it has, at most.
fn farthest(map: &Map) -> u32 {
    let graph = map.search().graph();
    let far = |value: u8| {
        let is = |state: u32| graph.decided(state) >> value & 1 == 1;
        let mut near: Vec<bool> = (0..graph.states()).map(is).collect();
        for steps in 0.. {
            let leads = |state: u32| {
                near[state as usize] || graph.actions(state).any(|edge| near[edge.to as usize])
            };
            let next: Vec<bool> = (0..graph.states()).map(leads).collect();
            if next == near {
                return steps;
            }
            near = next;
        }
        0
    };
    far(0).max(far(1))
}

/// What the graph says can be decided from a state, the machines there can, and nothing else in any
/// schedule that was tried: those that lead to every state, and on from there for as long as the
/// longest way to a decision is. Where the machines have an end, that is all.
///
/// The coin that is shown early is left out: a dealer hears the earliest of a process's questions first,
/// so that not every state of that graph is met in a game.
#[test]
fn a_naive_search_of_the_machines_finds_the_same_valencies() {
    let rules =
        [Protocol::WaitAll, Protocol::WaitOne, Protocol::AlwaysZero, Protocol::ChandraToueg];
    let coins = [Toss::Zero, Toss::Parity, Toss::Own, Toss::Pid, Toss::Local, Toss::Common];
    let rules = rules.map(|protocol| Params { protocol, ..Params::default() });
    let coins = coins.map(|toss| Params { toss, ..Params::default() });
    for game in rules.into_iter().chain(coins) {
        for crashed in [Crashed::Nobody, Crashed::P1, Crashed::P3] {
            let params = Params { crashed, ..game.clone() };
            let name = format!("{:?} {:?} {crashed:?}", params.protocol, params.toss);
            let mut map = searched(&params);
            let (far, deep) = (farthest(&map), map.search.graph().depth());
            let naive = Naive::new(&mut map, params.protocol, far + deep);
            let mut confirmed = BTreeSet::new();
            for raw in &naive.all {
                let bits = map.valencies().map_or(0, |known| known.reachable(raw.state));
                assert_eq!(raw.bits & !bits, 0, "{name}: {:?}", raw.live.faces());
                if raw.depth <= deep {
                    assert_eq!(raw.bits, bits, "{name}: {:?}", raw.live.faces());
                    confirmed.insert(raw.state);
                }
            }
            assert_eq!(confirmed.len() as u32, map.search.graph().states(), "{name}");
        }
    }
}
