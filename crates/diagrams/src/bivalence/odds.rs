//! How likely a run is still undecided: exactly, and as measured over many runs.

use super::layers::Layers;
use super::map::Map;
use super::params::{Params, Player};
use super::play;
use super::words;
use check::valency::Scheduler;
use machine::stable_hash;

/// Over so many runs it is measured.
pub const RUNS: usize = 400;
/// So many rounds it is followed.
const ROUNDS: u32 = 8;
/// No measured run is longer: in eight rounds, of two or three phases each, no more is read.
const LENGTH: u64 = 200;
/// Whatever can be trusted, nothing takes so many deliveries then.
const SETTLED_MAX: u32 = 200;

/// The shares of runs that are undecided after 0, 1, 2 and so on of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Odds {
    /// Of what.
    pub after: After,
    /// If chance picks each delivery, exactly.
    pub chance: Vec<f64>,
    /// If an adversary does who sees everything, coins included, and whose one aim is delay.
    pub adversary: Vec<f64>,
    /// For each run in which chance picked, after how many it had first decided.
    measured: Vec<u32>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Rounds of the slowest process, from the beginning.
    Rounds,
    /// Deliveries after clocks, or detectors, came to be trusted; in the adversary's runs in
    /// whichever configuration is best for it.
    Settled,
}

impl Odds {
    /// Of a game that goes by rounds, in the part of it that the run is in; nothing is measured yet.
    pub fn of(map: &mut Map, layers: &Layers, params: &Params) -> Option<Self> {
        let start = map.start(params.inputs as u32);
        let (after, (chance, adversary)) = match params.settles() {
            _ if !params.has_rounds() => return None,
            None => (After::Rounds, by_rounds(map, start)?),
            Some(gst) => (After::Settled, since_settled(map, (layers, start), gst)?),
        };
        Some(Self { after, chance, adversary, measured: Vec::new() })
    }

    /// Measures so many runs more, of the machines themselves; true while there are others.
    pub fn measure(&mut self, map: &mut Map, params: &Params, runs: usize) -> bool {
        let from = self.measured.len();
        let gst = params.settles();
        for index in from..(from + runs).min(RUNS) {
            let seed = stable_hash(&(params.seed, index));
            let length = gst.map_or(LENGTH, |gst| u64::from(gst + SETTLED_MAX));
            let params = Params { player: Player::Chance, seed, length, ..params.clone() };
            let run = play::play(map, &params, &[]);
            let decided = run.decided_at(map);
            self.measured.push(match (decided, gst) {
                (None, _) => u32::MAX,
                (Some(at), Some(gst)) => at.saturating_sub(gst),
                (Some(at), None) => run.rounds(map, at.saturating_sub(1)) + 1,
            });
        }
        self.measured.len() < RUNS
    }

    /// How many runs were measured.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.measured.len()
    }

    /// How many of them were undecided after so many.
    #[must_use]
    pub fn undecided(&self, after: usize) -> usize {
        self.measured.iter().filter(|first| **first as usize > after).count()
    }

    /// What is known after so many, as a row of a table.
    #[must_use]
    pub fn row(&self, after: usize) -> Vec<String> {
        let what = match self.after {
            After::Rounds => format!("undecided after {after} rounds"),
            After::Settled => format!("undecided {} after trust", words::deliveries(after as u32)),
        };
        let chance = words::percent(self.chance[after]);
        let measured = format!("measured {} of {}", self.undecided(after), self.runs());
        let adversary = words::percent(self.adversary[after]);
        vec![what, format!("chance {chance}"), format!("adversary {adversary}"), measured]
    }

    /// After how many all have decided, if all do: whoever picks, and as measured.
    #[must_use]
    pub fn at_most(&self) -> Option<(usize, u32)> {
        let most = self.adversary.iter().position(|chance| *chance == 0.0)?;
        Some((most, self.measured.iter().copied().max().unwrap_or(0)))
    }
}

/// Chance's and the adversary's shares.
type Shares = (Vec<f64>, Vec<f64>);

fn by_rounds(map: &mut Map, start: u32) -> Option<Shares> {
    let ended: Vec<u32> =
        (0..map.search().graph().states()).map(|state| map.ended(state)).collect();
    let graph = map.search().graph();
    let exact =
        |by| graph.undecided_after_rounds((start, ROUNDS), by, |state| ended[state as usize]);
    Some((exact(Scheduler::Random)?, exact(Scheduler::Adversary)?))
}

/// From the moment on from which something can be trusted, until all have decided.
fn since_settled(map: &Map, (layers, start): (&Layers, u32), gst: u32) -> Option<Shares> {
    let graph = map.search().graph();
    let mut undecided = graph.undecided(Scheduler::Adversary)?;
    let before = |state: &u32| map.clocks(*state) == map.clocks(start);
    let states = layers.layers.iter().flatten().copied().filter(before);
    let ends: Vec<u32> = states.map(|state| map.settled(state)).collect();
    let mut adversary = Vec::new();
    while adversary.last() != Some(&0.0) && adversary.len() <= SETTLED_MAX as usize {
        let chances = undecided.chances();
        adversary.push(ends.iter().map(|end| chances[*end as usize]).fold(0.0, f64::max));
        undecided.advance();
    }
    let mut spread = Spread::at(map, start);
    (0..gst).for_each(|_| spread.advance());
    spread.settle();
    let mut chance = vec![spread.undecided()];
    while chance.len() < adversary.len() {
        spread.advance();
        chance.push(spread.undecided());
    }
    Some((chance, adversary))
}

/// How likely a run is in each state, if chance picks.
struct Spread<'a> {
    map: &'a Map,
    shares: Vec<f64>,
}

impl<'a> Spread<'a> {
    fn at(map: &'a Map, start: u32) -> Self {
        let mut shares = vec![0.0; map.search().graph().states() as usize];
        shares[start as usize] = 1.0;
        Self { map, shares }
    }

    /// One delivery later.
    fn advance(&mut self) {
        let graph = self.map.search().graph();
        let mut next = vec![0.0; self.shares.len()];
        for (state, share) in self.shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let edges = graph.actions(state as u32).filter(|edge| edge.by.mover().is_some());
            let edges: Vec<_> = edges.collect();
            let moves = edges.iter().filter(|edge| !edge.by.is_outcome()).count();
            if self.map.decided(state as u32) != 0 || moves == 0 {
                next[state] += share; // Nothing changes that any more.
                continue;
            }
            for outcomes in edges.chunk_by(|_, next| next.by.is_outcome()) {
                let each = share / (moves * outcomes.len()) as f64;
                outcomes.iter().for_each(|edge| next[edge.to as usize] += each);
            }
        }
        self.shares = next;
    }

    /// From here on clocks, or detectors, can be trusted.
    fn settle(&mut self) {
        let shares = std::mem::take(&mut self.shares);
        self.shares = vec![0.0; shares.len()];
        for (state, share) in shares.into_iter().enumerate() {
            self.shares[self.map.settled(state as u32) as usize] += share;
        }
    }

    fn undecided(&self) -> f64 {
        let open = |(state, share): (usize, &f64)| {
            if self.map.decided(state as u32) == 0 { *share } else { 0.0 }
        };
        self.shares.iter().enumerate().map(open).sum()
    }
}
