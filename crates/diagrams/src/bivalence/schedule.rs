//! The run of a game: its graph, searched once, and a schedule in it that the reader may change.

use super::game;
use super::layers::Layers;
use super::map::Map;
use super::odds::Odds;
use super::params::{Params, Player};
use super::play::{self, Act, Choice, Run};
use crate::run::{Notation, Run as Driven};
use machine::{StableHasher, Time};
use params::Issue;
use std::hash::{Hash, Hasher};

/// States searched before the first picture: all of a game without coins.
const AT_ONCE: u32 = 12_000;

/// A run, and what it is a run of. Its playhead counts deliveries, one a second.
pub struct Schedule {
    /// The graph.
    pub map: Map,
    params: Params,
    acts: Vec<Act>,
    known: Option<Known>,
    at: Time,
}

/// What is there once the graph is complete.
pub struct Known {
    /// What was delivered.
    pub run: Run,
    /// Where the graph's states stand in its picture.
    pub layers: Layers,
    /// Worked out after the first picture.
    pub odds: Option<Odds>,
}

impl Schedule {
    /// A game's graph, and the run that these choices make in it.
    pub fn open(params: &Params, acts: Vec<Act>) -> Self {
        let mut schedule = Self {
            map: Map::new(game::open(params)),
            params: params.clone(),
            acts,
            known: None,
            at: Time::ZERO,
        };
        schedule.explore(AT_ONCE);
        schedule
    }

    /// The same game under other parameters; another game is another schedule.
    pub fn change(&mut self, params: &Params, acts: Vec<Act>) {
        let game = |params: &Params| (params.protocol, params.toss, params.crashed, params.clocks);
        if game(params) != game(&self.params) || params.seed != self.params.seed {
            *self = Self::open(params, acts);
            return;
        }
        let settles_as_before = params.settles() == self.params.settles();
        (self.params, self.acts) = (params.clone(), acts);
        if let Some(known) = &mut self.known {
            known.odds = known.odds.take().filter(|_| settles_as_before);
            self.play();
        }
    }

    /// The run and its picture's ground, once the graph is complete.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// The graph, what is known, and the parameters, to measure on.
    pub fn parts(&mut self) -> Option<(&mut Map, &mut Known, &Params)> {
        Some((&mut self.map, self.known.as_mut()?, &self.params))
    }

    /// How many choices the reader made.
    pub fn acts(&self) -> usize {
        self.acts.len()
    }

    /// The playhead, in deliveries.
    pub fn step_now(&self) -> u32 {
        step_of(self.at)
    }

    /// Whether the reader is to choose the next delivery.
    pub fn is_hands(&self) -> bool {
        let hand =
            |known: &Known| known.run.turn == Player::Hand && self.step_now() == known.run.len();
        self.known.as_ref().is_some_and(hand)
    }

    /// Searches so many states more; true while there are others.
    fn explore(&mut self, states: u32) -> bool {
        if self.known.is_some() {
            return false;
        }
        if self.map.work(states) {
            return true;
        }
        self.play();
        false
    }

    /// Plays the run anew; the playhead stays where it is, if that is still there.
    fn play(&mut self) {
        let run = play::play(&mut self.map, &self.params, &self.acts);
        self.at = self.at.min(Time::s(run.len().into()));
        let (layers, odds) = match self.known.take() {
            Some(known) if known.run.inputs == run.inputs => (known.layers, known.odds),
            _ => (Layers::of(&self.map, run.start), None),
        };
        self.known = Some(Known { run, layers, odds });
    }

    fn refused(&self) -> Option<&String> {
        self.known.as_ref()?.run.refused.as_ref()
    }
}

/// A moment in deliveries.
pub fn step_of(at: Time) -> u32 {
    (at.as_us() / Time::s(1).as_us()) as u32
}

impl Driven for Schedule {
    type Notation = Acts;

    fn work(&mut self, states: u32) -> bool {
        self.explore(states)
    }

    fn now(&self) -> Time {
        self.at
    }

    fn known_end(&self) -> Option<Time> {
        self.known.as_ref().map(|known| Time::s(known.run.len().into()))
    }

    fn computed(&self) -> Time {
        self.known_end().unwrap_or_default()
    }

    fn events(&self) -> u64 {
        match &self.known {
            Some(known) => known.run.len().into(),
            None => self.map.search().graph().states().into(),
        }
    }

    fn seek(&mut self, to: Time) {
        self.at = to.min(self.computed());
    }

    fn step(&mut self, forward: bool) {
        let step = u64::from(self.step_now());
        self.seek(Time::s(if forward { step + 1 } else { step.saturating_sub(1) }));
    }

    fn hash(&self) -> u64 {
        let mut hasher = StableHasher::default();
        self.params.seed.hash(&mut hasher);
        for live in self.known.iter().flat_map(|known| &known.run.lives) {
            live.hash().hash(&mut hasher);
        }
        hasher.finish()
    }

    fn inputs(&self) -> &[Act] {
        &self.acts
    }

    /// Makes a choice before a delivery: what was to come is played anew.
    fn intervene(&mut self, Act { at, what }: Act) -> Result<(), String> {
        if self.known.is_none() {
            return Err("The graph is still being searched.".to_owned());
        }
        let delivers = matches!(what, Choice::Deliver(..));
        let (before, moment) = (self.acts.clone(), self.at);
        self.acts.retain(|act| {
            act.at < at || (delivers && act.at == at && matches!(act.what, Choice::Play(_)))
        });
        self.acts.push(Act { at, what });
        self.at = Time::s(at.into());
        self.play();
        if let Some(why) = self.refused().cloned() {
            (self.acts, self.at) = (before, moment);
            self.play();
            return Err(format!("{why}."));
        }
        if delivers {
            self.seek(Time::s(u64::from(at) + 1));
        }
        Ok(())
    }

    /// What came after it was chosen in a run that is gone.
    fn forget(&mut self, index: usize) {
        self.acts.truncate(index);
        if self.known.is_some() {
            self.play();
        }
    }

    fn issues(&self, _notation: &Acts) -> Vec<Issue> {
        let refused = self.refused().map(|why| {
            let message = format!("{why}. The run is shown up to there.");
            Issue { key: "ev".to_owned(), message }
        });
        refused.into_iter().collect()
    }
}

/// How choices are written: `12@3`, to p1 from p2 before delivery 3.
pub struct Acts;

impl Notation for Acts {
    type Input = Act;

    fn read_all(&self, ev: &str) -> (Vec<Act>, Vec<String>) {
        let (acts, bad) = play::read_all(ev);
        let told =
            |item: String| format!("\"{item}\" is no choice before a delivery, such as 12@3");
        (acts, bad.into_iter().map(told).collect())
    }

    fn write_all(&self, acts: &[Act]) -> String {
        play::write_all(acts)
    }

    fn read(&self, code: &str, now: Time) -> Result<Act, String> {
        let (what, at) = code.split_once('@').unwrap_or((code, ""));
        let now = step_of(now);
        let at = at.parse().unwrap_or(now).min(now);
        let what = play::read(what).ok_or_else(|| format!("\"{code}\" cannot be done now"))?;
        Ok(Act { at, what })
    }

    fn write(&self, act: &Act) -> String {
        play::write(act.what)
    }

    fn at(&self, act: &Act) -> Time {
        Time::s(act.at.into())
    }
}
