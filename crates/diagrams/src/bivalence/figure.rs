//! One live instance: a game's graph, a run in it, and what the reader does to them.

use super::ENTRY;
use super::draw::{Ground, Lens, Picture, Sight};
use super::game;
use super::layers::Layers;
use super::map::Map;
use super::odds::Odds;
use super::params::{Params, Player};
use super::play::{self, Act, Choice, Run};
use super::report::Known;
use super::snapshot::Snapshot;
use super::words;
use crate::figure::{self, Entry, Figure, Frame, Intervened, Report, Twin};
use machine::{StableHasher, Time};
use params::{Declared, Issue, Link};
use scene::{Point, Scene};
use std::hash::{Hash, Hasher};

/// States searched before the first picture: all of a game without coins.
const AT_ONCE: u32 = 12_000;
/// Runs measured between two pictures.
const RUNS_AT_ONCE: usize = 20;
/// How many levels of the path are shown at first.
const LEVELS: u32 = 5;

/// One live instance.
pub struct Bivalence {
    params: Params,
    issues: Vec<Issue>,
    /// How many of them are the link's.
    link_issues: usize,
    acts: Vec<Act>,
    map: Map,
    known: Option<Ready>,
    at: Time,
    said: u32,
    wanted: Option<Time>,
    look: Look,
    ground: Ground,
}

/// What is there once the graph is complete.
struct Ready {
    run: Run,
    snapshot: Snapshot,
    layers: Layers,
    /// Worked out after the first picture.
    odds: Option<Odds>,
}

/// How the reader looks at the run.
#[derive(Clone, Copy)]
struct Look {
    levels: u32,
    siblings: bool,
    /// None was chosen: the figure chooses.
    lens: Option<Lens>,
    sight: Sight,
    picked: Option<super::snapshot::Pair>,
}

/// Opens a link.
pub fn open(link: &Link) -> Box<dyn Figure> {
    let (params, mut issues) = Params::from_pairs(&link.pairs);
    let (acts, bad) = play::read_all(&link.ev);
    issues.extend(bad.into_iter().map(|item| Issue {
        key: "ev".to_owned(),
        message: format!("\"{item}\" is no choice before a delivery, such as 12@3: left out."),
    }));
    let mut figure = Bivalence {
        map: Map::new(game::open(&params)),
        params,
        link_issues: issues.len(),
        issues,
        acts,
        known: None,
        at: Time::ZERO,
        said: 0,
        wanted: link.moment.map(Time::us),
        look: Look {
            levels: LEVELS,
            siblings: true,
            lens: None,
            sight: Sight::default(),
            picked: None,
        },
        ground: Ground::default(),
    };
    figure.explore(AT_ONCE);
    Box::new(figure)
}

impl Bivalence {
    /// Searches so many states more; true while there are others.
    fn explore(&mut self, states: u32) -> bool {
        if self.known.is_some() {
            return false;
        }
        if self.map.work(states) {
            return true;
        }
        self.play();
        if let Some(at) = self.wanted.take() {
            if at > self.end() {
                let message = format!(
                    "Delivery {} is after the end of the run: {} is shown.",
                    at.as_us() / SECOND,
                    self.end().as_us() / SECOND
                );
                self.issues.push(Issue { key: "t".to_owned(), message });
                self.link_issues += 1;
            }
            self.seek(at);
            self.said = self.step_now();
        }
        false
    }

    /// Plays the run anew; the playhead stays where it is, if that is still there.
    fn play(&mut self) {
        self.issues.truncate(self.link_issues);
        let run = play::play(&mut self.map, &self.params, &self.acts);
        if let Some(why) = &run.refused {
            let message = format!("{why}. The run is shown up to there.");
            self.issues.push(Issue { key: "ev".to_owned(), message });
        }
        self.at = self.at.min(Time::s(run.len().into()));
        let (layers, odds) = match self.known.take() {
            Some(known) if known.run.inputs == run.inputs => (known.layers, known.odds),
            _ => (Layers::of(&self.map, run.start), None),
        };
        let snapshot = Snapshot::default();
        self.known = Some(Ready { run, snapshot, layers, odds });
        self.look_again();
    }

    /// Another game.
    fn reopen(&mut self) {
        self.map = Map::new(game::open(&self.params));
        self.known = None;
        self.issues.truncate(self.link_issues);
        self.wanted = Some(self.at).filter(|at| *at > Time::ZERO);
        self.explore(AT_ONCE);
    }

    fn step_now(&self) -> u32 {
        (self.at.as_us() / SECOND) as u32
    }

    fn look_again(&mut self) {
        let (step, look) = (self.step_now(), (self.look.levels, self.look.picked));
        if let Some(known) = &mut self.known {
            known.snapshot = self.map.look(&known.run, step, look);
        }
    }

    /// Makes a choice before delivery `step`: what was to come is played anew.
    fn choose(&mut self, step: u32, what: Choice) -> Result<(), Issue> {
        let mut acts = self.acts.clone();
        acts.retain(|act| act.at < step || (act.at == step && matches!(act.what, Choice::Play(_))));
        if !matches!(what, Choice::Deliver(..)) {
            acts.retain(|act| act.at < step);
        }
        acts.push(Act { at: step, what });
        let before = std::mem::replace(&mut self.acts, acts);
        self.at = Time::s(step.into());
        self.look.picked = None;
        self.play();
        let refused = self.known.as_ref().and_then(|known| known.run.refused.clone());
        if let Some(why) = refused {
            self.acts = before;
            self.play();
            return Err(Issue { key: "ev".to_owned(), message: format!("{why}.") });
        }
        if matches!(what, Choice::Deliver(..)) {
            self.seek(Time::s(u64::from(step) + 1));
        }
        Ok(())
    }

    /// Codes that change how the run is looked at: `ui:at:3`, `ui:why:12`, `ui:lens:diamond`.
    fn turn_to(&mut self, code: &str) -> Result<(), Issue> {
        let (what, which) = code.split_once(':').unwrap_or((code, ""));
        match (what, which) {
            ("at", step) => {
                let step: u64 = step.parse().unwrap_or(0);
                self.seek(Time::s(step));
            }
            ("why", code) => {
                if let Some(Choice::Deliver(to, from)) = play::read(code) {
                    self.look.picked = Some((to, from));
                    self.look.lens = Some(Lens::Waits);
                }
            }
            ("lens", name) => self.look.lens = Some(Lens::named(name)),
            ("levels", "more") => self.look.levels = (self.look.levels * 2).min(40),
            ("levels", "less") => self.look.levels = (self.look.levels / 2).max(3),
            ("zoom", way) => self.look.sight = self.look.sight.zoomed(way == "in"),
            ("pan", by) => self.look.sight = self.ground.panned(self.look.sight, by),
            ("siblings", _) => self.look.siblings = !self.look.siblings,
            ("inputs", inputs) => return self.set("inputs", inputs),
            _ => {
                let message = format!("There is no {code}.");
                return Err(Issue { key: "ev".to_owned(), message });
            }
        }
        self.look_again();
        Ok(())
    }
}

/// Steps are a second of the run's time each.
const SECOND: u64 = 1_000_000;

impl Figure for Bivalence {
    fn entry(&self) -> &'static Entry {
        &ENTRY
    }

    fn value(&self, id: &str) -> Option<String> {
        self.params.text(id)
    }

    fn set(&mut self, id: &str, text: &str) -> Result<(), Issue> {
        let before = self.params.clone();
        let set = self.params.set_text(id, text);
        let (new, old) = (&self.params, &before);
        let game = |params: &Params| (params.protocol, params.toss, params.crashed, params.clocks);
        if game(new) != game(old) || new.seed != old.seed {
            // Choices that another game does not offer go with it.
            self.acts.clear();
            self.at = Time::ZERO;
            self.reopen();
        } else if new != old {
            if new.inputs != old.inputs || new.player != old.player {
                self.acts.clear();
                self.at = Time::ZERO;
            }
            let settles_as_before = new.settles() == old.settles();
            if let Some(known) = &mut self.known {
                known.odds = known.odds.take().filter(|_| settles_as_before);
                self.play();
            }
        }
        self.said = self.said.min(self.step_now());
        set
    }

    fn link(&self, with_moment: bool) -> Link {
        Link {
            diagram: ENTRY.id.to_owned(),
            pairs: self.params.to_pairs(),
            ev: play::write_all(&self.acts),
            moment: with_moment.then(|| self.at.as_us()),
            play: false,
        }
    }

    fn issues(&self) -> &[Issue] {
        &self.issues
    }

    fn work(&mut self, events: u32) -> bool {
        self.explore(events)
    }

    fn refine(&mut self, _events: u32) -> bool {
        let Some(known) = &mut self.known else { return false };
        if known.odds.is_none() {
            known.odds = Odds::of(&mut self.map, &known.layers, &self.params);
        }
        let measured = known.odds.as_mut();
        measured.is_some_and(|odds| odds.measure(&mut self.map, &self.params, RUNS_AT_ONCE))
    }

    fn now(&self) -> Time {
        self.at
    }

    fn end(&self) -> Time {
        let length = self.known.as_ref().map_or(self.params.length as u32, |known| known.run.len());
        Time::s(length.into())
    }

    fn computed(&self) -> Time {
        if self.known.is_some() { self.end() } else { Time::ZERO }
    }

    fn seek(&mut self, to: Time) {
        let before = self.step_now();
        self.at = to.min(self.computed());
        if self.step_now() != before {
            self.look.picked = None;
            self.look_again();
        }
        self.said = self.said.min(self.step_now());
    }

    fn step(&mut self, forward: bool) {
        let step = u64::from(self.step_now());
        self.seek(Time::s(if forward { step + 1 } else { step.saturating_sub(1) }));
    }

    fn hash(&mut self) -> u64 {
        while self.explore(AT_ONCE) {}
        let mut hasher = StableHasher::default();
        self.params.seed.hash(&mut hasher);
        for live in self.known.iter().flat_map(|known| &known.run.lives) {
            live.hash().hash(&mut hasher);
        }
        hasher.finish()
    }

    fn events(&self) -> u64 {
        match &self.known {
            Some(known) => known.run.len().into(),
            None => self.map.search().graph().states().into(),
        }
    }

    fn act(&mut self, code: &str) -> Result<(), Issue> {
        let code = code.strip_prefix("go:").unwrap_or(code);
        if let Some(code) = code.strip_prefix("ui:") {
            return self.turn_to(code);
        }
        let (code, step) = code.split_once('@').unwrap_or((code, ""));
        let step = step.parse().unwrap_or(self.step_now()).min(self.step_now());
        match play::read(code) {
            Some(what) if self.known.is_some() => self.choose(step, what),
            _ => {
                let message = format!("\"{code}\" cannot be done now.");
                Err(Issue { key: "ev".to_owned(), message })
            }
        }
    }

    fn interventions(&self) -> Vec<Intervened> {
        let one = |act: &Act| Intervened {
            at: Time::s(act.at.into()),
            code: play::write(act.what),
            label: words::choice(act.what),
        };
        self.acts.iter().map(one).collect()
    }

    fn forget(&mut self, index: usize) {
        // What came after it was chosen in a run that is gone.
        self.acts.truncate(index);
        if self.known.is_some() {
            self.play();
        }
    }

    fn menu(&self, target: &str) -> Vec<figure::Choice> {
        let Some(known) = &self.known else { return Vec::new() };
        super::menu::choices(&known.snapshot, (self.look.levels, self.look.siblings), target)
    }

    fn drawn(&self, trail: &[Point]) -> Option<String> {
        self.ground.dragged(self.step_now(), trail)
    }

    fn scene(&mut self, frame: Frame, into: &mut Scene) {
        into.clear(frame.width, frame.height);
        let Some(known) = &self.known else {
            super::draw::waiting(frame, self.map.search().graph().states(), into);
            return;
        };
        // Where the theorem does not hold, what counts is how soon.
        let first = if self.params.has_way_out() { Lens::Odds } else { Lens::Waits };
        let picture = Picture {
            snapshot: &known.snapshot,
            odds: known.odds.as_ref(),
            has_rounds: self.params.has_rounds(),
            map: &self.map,
            layers: &known.layers,
            lens: self.look.lens.unwrap_or(first),
            sight: self.look.sight,
            siblings: self.look.siblings,
            hand: known.run.turn == Player::Hand && self.step_now() == known.run.len(),
        };
        self.ground = picture.draw(frame, into);
    }

    fn report(&self) -> Report {
        let Some(known) = &self.known else { return Report::default() };
        let (map, params) = (&self.map, &self.params);
        let (run, odds, acts) = (&known.run, known.odds.as_ref(), self.acts.len());
        Known { map, params, run, odds, acts, snapshot: &known.snapshot, now: self.step_now() }
            .report()
    }

    fn say(&mut self) -> Vec<String> {
        let (from, to) = (self.said, self.step_now());
        self.said = to;
        let Some(known) = &self.known else { return Vec::new() };
        (from..to).map(|step| words::turn(&self.map, &known.run, step)).collect()
    }

    fn twin(&self) -> Twin {
        let twin = |known: &Ready| super::twin::twin(&known.snapshot, known.odds.as_ref());
        self.known.as_ref().map_or_else(Twin::default, twin)
    }

    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&figure::Traced)) {
        let Some(known) = &self.known else { return };
        for step in 0..known.run.len() {
            let what = &known.run.turns[step as usize].what;
            let (at, to) = (Time::s(u64::from(step) + 1), game::name(what.to));
            let text = words::turn(&self.map, &known.run, step);
            if game::suspected(what.from).is_some() {
                each(&figure::Traced::of_suspicion(at, to, text));
                continue;
            }
            let (process, from) = (Some(to.clone()), game::name(what.from));
            // A message is named by the delivery it arrives with.
            let message = Some(figure::Carried { id: u64::from(step) + 1, from, to });
            let kind = figure::TraceKind::Arrived;
            each(&figure::Traced { at, kind, process, message, text });
        }
    }

    #[cfg(feature = "files")]
    fn history(&self) -> Vec<figure::Happened> {
        Vec::new()
    }
}
