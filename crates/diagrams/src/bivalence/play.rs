//! A run: who delivered what, and where it led.

use super::game::{Delivery, PROCESSES, event};
use super::live::Live;
use super::map::{Map, Move};
use super::params::{Params, Player};
use check::explore::{Schedule, Step};
use check::valency::Valency;
use machine::{NodeId, stable_hash};
use std::collections::VecDeque;

/// No run is longer.
pub const TURNS_MAX: u32 = 5_000;

/// What the reader chose, and before which delivery: they are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// How many deliveries there were before.
    pub at: u32,
    /// What was chosen.
    pub what: Choice,
}

/// What a reader can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// To deliver the message of one process to another; `12` in a link delivers to p1 from p2, and
    /// `25` makes p2 suspect p1, `36` p3 p2.
    /// After it the choice is the reader's again.
    Deliver(NodeId, NodeId),
    /// Who plays on: `a`, `c` or `h`.
    Play(Player),
    /// The shortest way to a decision: `d0` or `d1`.
    Decide(u8),
}

/// A delivery that happened.
#[derive(Clone)]
pub struct Turn {
    /// What could have happened instead, it among them.
    pub what: Delivery,
    /// Who chose it.
    pub by: By,
    /// The state it led to.
    pub to: u32,
    /// Whether from then on clocks, or detectors, can be trusted.
    pub settled: bool,
    /// By how many rounds the graph counts less than the machines, afterwards.
    pub shift: u32,
}

/// Who chose a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The reader.
    Hand,
    /// The adversary.
    Adversary,
    /// Chance.
    Chance,
    /// The reader, who asked for the shortest way to a decision.
    Shortcut,
}

/// A run as far as it goes.
pub struct Run {
    /// What the processes started with, as a number.
    pub inputs: u32,
    /// The initial state.
    pub start: u32,
    /// What was delivered.
    pub turns: Vec<Turn>,
    /// The machines before the first delivery and after each.
    pub lives: Vec<Live>,
    /// How many of the reader's choices were made; the next one was not possible.
    pub made: usize,
    /// Why the first choice that was not made could not be.
    pub refused: Option<String>,
    /// Whose turn it is at the end.
    pub turn: Player,
}

impl Run {
    /// The state after so many deliveries.
    #[must_use]
    pub fn state(&self, step: u32) -> u32 {
        step.checked_sub(1).map_or(self.start, |last| self.turns[last as usize].to)
    }

    /// How many deliveries there were.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.turns.len() as u32
    }

    /// How many rounds nobody is in any more, after so many.
    #[must_use]
    pub fn rounds(&self, map: &mut Map, step: u32) -> u32 {
        let shift = step.checked_sub(1).map_or(0, |last| self.turns[last as usize].shift);
        shift + map.ended(self.state(step))
    }

    /// For how many deliveries each process has not moved, after so many.
    #[must_use]
    pub fn waits(&self, step: u32) -> [u32; PROCESSES as usize] {
        let mut waits = [step; PROCESSES as usize];
        for (at, turn) in self.turns.iter().take(step as usize).enumerate() {
            if let Some(wait) = waits.get_mut(turn.what.to.index()) {
                *wait = step - at as u32 - 1;
            }
        }
        waits
    }

    /// With which delivery somebody decided first.
    #[must_use]
    pub fn decided_at(&self, map: &Map) -> Option<u32> {
        (0..=self.len()).find(|step| map.decided(self.state(*step)) != 0)
    }
}

/// Plays a run.
pub fn play(map: &mut Map, params: &Params, acts: &[Act]) -> Run {
    let inputs = params.inputs as u32;
    let start = map.start(inputs);
    let mut table = Table {
        run: Run {
            inputs,
            start,
            turns: Vec::new(),
            lives: vec![map.game().start(inputs)],
            made: 0,
            refused: None,
            turn: params.player,
        },
        map,
        seed: params.seed,
        gst: params.settles(),
        plan: VecDeque::new(),
        until: params.length as u32,
    };
    let mut acts = acts.iter().peekable();
    loop {
        let step = table.run.len();
        let own = acts.next_if(|act| act.at == step);
        if let Some(act) = own {
            if let Err(why) = table.take(act.what, params.length as u32) {
                table.run.refused = Some(format!("{} at delivery {step}: {why}", write(act.what)));
                break;
            }
            table.run.made += 1;
            continue;
        }
        // What is left of a link was chosen for later: until then somebody has to play.
        let goes_on = acts.peek().map_or(step < table.until, |_| step < TURNS_MAX);
        if !goes_on || !table.turn() {
            if let Some(act) = acts.peek() {
                let what = write(act.what);
                table.run.refused =
                    Some(format!("{what}@{}: the run has only {step} deliveries", act.at));
            }
            break;
        }
    }
    table.run
}

/// A run being played.
struct Table<'a> {
    run: Run,
    map: &'a mut Map,
    seed: u64,
    /// After how many deliveries clocks, or detectors, can be trusted.
    gst: Option<u32>,
    /// What is to be delivered next, and why.
    plan: VecDeque<(Step, By)>,
    /// So long adversary and chance play.
    until: u32,
}

impl Table<'_> {
    fn state(&self) -> u32 {
        self.run.state(self.run.len())
    }

    /// Does what the reader chose.
    fn take(&mut self, choice: Choice, length: u32) -> Result<(), String> {
        self.plan.clear();
        match choice {
            Choice::Deliver(to, from) => {
                let moves = self.map.moves(self.state());
                let found =
                    moves.into_iter().find(|one| (one.what.to, one.what.from) == (to, from));
                let Some(found) = found else {
                    return Err(format!("{} cannot happen there", event(to, from)));
                };
                self.deliver(&found, By::Hand);
                self.run.turn = Player::Hand;
            }
            Choice::Play(player) => {
                self.run.turn = player;
                self.until = self.run.len() + length;
            }
            Choice::Decide(value) => {
                let (state, graph) = (self.state(), self.map.search().graph());
                let known = self.map.valencies();
                let way = known.and_then(|known| known.to_decision(graph, state, value));
                let by_messages =
                    |way: &Schedule| way.steps.iter().all(|step| step.by.mover().is_some());
                let Some(way) = way.filter(by_messages) else {
                    return Err(format!("{value} cannot be decided any more"));
                };
                self.run.turn = Player::Hand;
                self.plan = way.steps.into_iter().map(|step| (step, By::Shortcut)).collect();
                self.until = self.run.len() + self.plan.len() as u32;
            }
        }
        Ok(())
    }

    /// Whoever's turn it is delivers something; false if there is nothing, or it is the reader's.
    fn turn(&mut self) -> bool {
        let state = self.state();
        if self.plan.is_empty() && self.run.turn == Player::Adversary {
            self.scheme(state);
        }
        if let Some((step, by)) = self.plan.pop_front() {
            let what = self.map.delivery(state, step);
            let edge = self.map.search().graph().action(state, step.action);
            self.go(what, edge.map_or((step.to, 0), |edge| (edge.to, edge.by.rounds())), by);
            return true;
        }
        let by = match self.run.turn {
            Player::Hand => return false,
            Player::Adversary => By::Adversary,
            Player::Chance => By::Chance,
        };
        let moves = self.map.moves(state);
        let Some(pick) = self.pick(&moves, by) else { return false };
        self.deliver(&moves[pick], by);
        true
    }

    /// The adversary's plan: who has waited longest moves, by the shortest schedule that stays
    /// bivalent (Fischer, Lynch and Paterson 1985, theorem 1). Against a coin there is no such plan.
    fn scheme(&mut self, state: u32) {
        if self.map.tosses() || self.map.valency(state) != Valency::Bivalent {
            return;
        }
        let waits = self.run.waits(self.run.len());
        let mut order: Vec<u8> = (0..PROCESSES).collect();
        machine::sort_by_key(&mut order, |process| u32::MAX - waits[usize::from(*process)]);
        let way = order.into_iter().find_map(|process| self.map.moving(state, process));
        let steps = way.into_iter().flat_map(|way| way.steps);
        self.plan = steps.map(|step| (step, By::Adversary)).collect();
    }

    /// The delivery that chance picks, or the adversary when there is nothing to plan.
    fn pick(&self, moves: &[Move], by: By) -> Option<usize> {
        if by == By::Chance {
            let drawn = stable_hash(&(self.seed, self.run.len(), 0u8));
            return (!moves.is_empty()).then(|| (drawn % moves.len() as u64) as usize);
        }
        let waits = self.run.waits(self.run.len());
        let mut best: Option<(usize, f64, u32)> = None;
        for (at, one) in moves.iter().enumerate() {
            let sum: f64 = one.edges.iter().map(|edge| self.map.undecided(edge.to)).sum();
            let chance = sum / one.edges.len() as f64;
            let wait = waits.get(one.what.to.index()).copied().unwrap_or(0);
            let better = best.is_none_or(|(_, most, longest)| {
                chance > most || (chance >= most && wait > longest)
            });
            if better {
                best = Some((at, chance, wait));
            }
        }
        best.map(|(at, ..)| at)
    }

    fn deliver(&mut self, one: &Move, by: By) {
        let drawn = stable_hash(&(self.seed, self.run.len(), 1u8));
        let outcome = (drawn % one.edges.len() as u64) as u32;
        let edge = one.edge(outcome);
        let what = Delivery { outcome, ..one.what.clone() };
        self.go(what, (edge.to, edge.by.rounds()), by);
    }

    fn go(&mut self, what: Delivery, (to, rounds): (u32, u32), by: By) {
        let before = self.run.turns.last().map_or(0, |turn| turn.shift);
        let mut live = self.run.lives[self.run.turns.len()].clone();
        let step = self.run.len() + 1;
        live.deliver(&what, before, step);
        let settled = self.gst == Some(step);
        let to = if settled { self.map.settled(to) } else { to };
        if settled {
            self.plan.clear();
            (0..PROCESSES).for_each(|node| live.deliver(&Delivery::clock(NodeId(node)), 0, step));
        }
        self.run.lives.push(live);
        self.run.turns.push(Turn { what, by, to, settled, shift: before + rounds });
    }
}

/// A choice as in a link.
#[must_use]
pub fn write(choice: Choice) -> String {
    let digit = |node: NodeId| char::from(b'1' + node.0);
    match choice {
        Choice::Deliver(to, from) => [digit(to), digit(from)].iter().collect(),
        Choice::Play(Player::Adversary) => "a".to_owned(),
        Choice::Play(Player::Chance) => "c".to_owned(),
        Choice::Play(Player::Hand) => "h".to_owned(),
        Choice::Decide(value) => format!("d{value}"),
    }
}

/// Reads a choice.
#[must_use]
pub fn read(code: &str) -> Option<Choice> {
    let node = |letter: &u8| (b'1'..=b'7').contains(letter).then(|| NodeId(letter - b'1'));
    match code.as_bytes() {
        b"a" => Some(Choice::Play(Player::Adversary)),
        b"c" => Some(Choice::Play(Player::Chance)),
        b"h" => Some(Choice::Play(Player::Hand)),
        b"d0" => Some(Choice::Decide(0)),
        b"d1" => Some(Choice::Decide(1)),
        [to, from] if to != from => Some(Choice::Deliver(node(to)?, node(from)?)),
        _ => None,
    }
}

/// A link's `ev`: what could be read, in order, and what could not.
#[must_use]
pub fn read_all(text: &str) -> (Vec<Act>, Vec<String>) {
    let (mut acts, mut bad) = (Vec::new(), Vec::new());
    for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let read = item.split_once('@').and_then(|(code, at)| {
            let at = at.parse::<u32>().ok().filter(|at| *at < TURNS_MAX)?;
            Some(Act { at, what: read(code)? })
        });
        match read {
            Some(act) if acts.len() < TURNS_MAX as usize => acts.push(act),
            _ => bad.push(item.to_owned()),
        }
    }
    machine::sort_by_key(&mut acts, |act| act.at);
    (acts, bad)
}

/// A link's `ev`.
#[must_use]
pub fn write_all(acts: &[Act]) -> String {
    let one = |act: &Act| format!("{}@{}", write(act.what), act.at);
    acts.iter().map(one).collect::<Vec<_>>().join(",")
}

/// A valency in words.
#[must_use]
pub fn words(valency: Valency) -> &'static str {
    match valency {
        Valency::Zero => "only 0 is left",
        Valency::One => "only 1 is left",
        Valency::Bivalent => "both decisions are possible",
        Valency::Undecidable => "no decision is possible",
        Valency::Unknown => "not known yet",
    }
}
