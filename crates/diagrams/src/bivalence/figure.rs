//! The undecided run in its shell: what the reader chooses, and how she looks at it.

use super::ENTRY;
use super::draw::{Ground, Lens, Picture, Sight};
use super::odds::Odds;
use super::params::Params;
use super::play::{self, Act, Choice};
use super::report::Known;
use super::schedule::{Acts, Schedule, step_of};
use super::snapshot::{Pair, Snapshot};
use super::tasks::Tasks;
use super::words;
use crate::diagram::{At, Diagram, Keeps, Plan};
use crate::figure::{self, Action, Entry, Frame, Mark, Reading, TextAlternative, Verdict};
use crate::run::Run as _;
use machine::Time;
use scene::{Point, Scene};

/// Runs measured between two pictures.
const RUNS_AT_ONCE: usize = 20;
/// How many levels of the path are shown at first.
const LEVELS: u32 = 5;

/// What is kept beside the run.
pub struct Bivalence {
    snapshot: Snapshot,
    view: View,
    ground: Ground,
}

/// How the reader looks at the run.
#[derive(Clone, Copy)]
struct View {
    levels: u32,
    siblings: bool,
    /// None was chosen: the figure chooses.
    lens: Option<Lens>,
    sight: Sight,
    /// The event that is asked about, before the delivery at which it is.
    picked: Option<(u32, Pair)>,
}

impl Bivalence {
    fn known<'a>(&'a self, at: At<'a, Self>) -> Option<Known<'a>> {
        let known = at.run.known()?;
        Some(Known {
            map: &at.run.map,
            params: at.params,
            run: &known.run,
            odds: known.odds.as_ref(),
            snapshot: &self.snapshot,
            now: step_of(at.now),
        })
    }
}

impl Diagram for Bivalence {
    const ENTRY: &'static Entry = &ENTRY;
    type Params = Params;
    type Run = Schedule;

    fn notation(_params: &Params) -> Acts {
        Acts
    }

    fn run(plan: Plan<'_, Self>) -> Schedule {
        Schedule::open(plan.params, plan.inputs)
    }

    fn rerun(plan: Plan<'_, Self>, run: &mut Schedule) {
        run.change(plan.params, plan.inputs);
    }

    fn new(_params: &Params) -> Self {
        let sight = Sight::default();
        let view = View { levels: LEVELS, siblings: true, lens: None, sight, picked: None };
        Self { snapshot: Snapshot::default(), view, ground: Ground::default() }
    }

    /// Choices that another game does not offer go with it.
    fn keeps(before: &Params, after: &Params) -> Keeps {
        let game = |params: &Params| {
            let Params { protocol, toss, crashed, clocks, .. } = *params;
            (protocol, toss, crashed, clocks, params.seed, params.inputs, params.player)
        };
        if game(before) == game(after) { Keeps::Inputs } else { Keeps::Nothing }
    }

    fn look(&mut self, _params: &Params, run: &mut Schedule) {
        let step = run.step_now();
        self.view.picked = self.view.picked.filter(|(at, _)| *at == step);
        let shown = (self.view.levels, self.view.picked.map(|(_, pair)| pair));
        if let Some((map, known, _)) = run.parts() {
            self.snapshot = map.look(&known.run, step, shown);
        }
    }

    fn refine(&mut self, params: &Params, run: &mut Schedule, _events: u32) -> bool {
        let Some((map, known, _)) = run.parts() else { return false };
        if known.odds.is_none() {
            known.odds = Odds::of(map, &known.layers, params);
        }
        let measured = known.odds.as_mut();
        measured.is_some_and(|odds| odds.measure(map, params, RUNS_AT_ONCE))
    }

    /// `at:3`, `why:12`, `lens:diamond`, `levels:more`, `zoom:in`, `pan:12,-3`, `siblings`.
    fn turn(&mut self, run: &mut Schedule, code: &str) -> Result<(), String> {
        let (what, which) = code.split_once(':').unwrap_or((code, ""));
        let view = &mut self.view;
        match (what, which) {
            ("at", step) => run.seek(Time::s(step.parse().unwrap_or(0))),
            ("why", code) => {
                if let Some(Choice::Deliver(to, from)) = play::read(code) {
                    view.picked = Some((run.step_now(), (to, from)));
                    view.lens = Some(Lens::Waits);
                }
            }
            ("lens", name) => view.lens = Some(Lens::named(name)),
            ("levels", "more") => view.levels = (view.levels * 2).min(40),
            ("levels", "less") => view.levels = (view.levels / 2).max(3),
            ("zoom", way) => view.sight = view.sight.zoomed(way == "in"),
            ("pan", by) => view.sight = self.ground.panned(view.sight, by),
            ("siblings", _) => view.siblings = !view.siblings,
            _ => return Err(format!("There is no {code}.")),
        }
        Ok(())
    }

    fn acted(&mut self) {
        self.view.picked = None;
    }

    fn label(_params: &Params, act: &Act) -> String {
        words::choice(act.what)
    }

    fn tell(&self, at: At<'_, Self>, (from, to): (Time, Time)) -> Vec<(Time, String)> {
        let Some(known) = at.run.known() else { return Vec::new() };
        let turn =
            |step| (Time::s(u64::from(step) + 1), words::turn(&at.run.map, &known.run, step));
        (step_of(from)..step_of(to)).map(turn).collect()
    }

    fn menu(&self, at: At<'_, Self>, target: &str) -> Vec<figure::Choice> {
        if at.run.known().is_none() {
            return Vec::new();
        }
        let shown = (self.view.levels, self.view.siblings);
        super::menu::choices(&self.snapshot, shown, target)
    }

    fn gesture(&self, at: At<'_, Self>, trail: &[Point]) -> Option<Action> {
        self.ground.dragged(step_of(at.now), trail).map(Action::Look)
    }

    fn draw(&mut self, at: At<'_, Self>, frame: Frame, into: &mut Scene) {
        let Some(known) = at.run.known() else {
            super::draw::waiting(frame, at.run.map.search().graph().states(), into);
            return;
        };
        // Where the theorem does not hold, what counts is how soon.
        let first = if at.params.has_way_out() { Lens::Odds } else { Lens::Waits };
        let picture = Picture {
            snapshot: &self.snapshot,
            odds: known.odds.as_ref(),
            has_rounds: at.params.has_rounds(),
            map: &at.run.map,
            layers: &known.layers,
            lens: self.view.lens.unwrap_or(first),
            sight: self.view.sight,
            siblings: self.view.siblings,
            hand: at.run.is_hands(),
        };
        self.ground = picture.draw(frame, into);
    }

    fn verdicts(&self, at: At<'_, Self>) -> Vec<Verdict> {
        self.known(at).map_or_else(Vec::new, |known| known.verdicts())
    }

    fn readout(&self, at: At<'_, Self>) -> Vec<Reading> {
        self.known(at).map_or_else(Vec::new, |known| known.readout())
    }

    fn tasks(&self, at: At<'_, Self>) -> Vec<(&'static str, bool)> {
        let Some(known) = at.run.known() else { return Vec::new() };
        let now = step_of(at.now);
        let tasks = Tasks { map: &at.run.map, params: at.params, run: &known.run, now };
        let touched = at.run.acts() > 0;
        tasks.all().map(|(id, done)| (id, touched && done)).to_vec()
    }

    fn marks(&self, at: At<'_, Self>) -> Vec<Mark> {
        self.known(at).map_or_else(Vec::new, |known| known.marks())
    }

    /// The deliveries that the reader chose: those of an act that lets somebody play are not hers.
    fn marks_of_inputs(&self, at: At<'_, Self>) -> Vec<Mark> {
        self.known(at).map_or_else(Vec::new, |known| known.chosen())
    }

    fn text_alternative(&self, at: At<'_, Self>) -> TextAlternative {
        let alternative = |known: &super::schedule::Known| {
            super::text_alternative::text_alternative(&self.snapshot, known.odds.as_ref())
        };
        at.run.known().map_or_else(TextAlternative::default, alternative)
    }

    #[cfg(feature = "files")]
    fn trace(&self, at: At<'_, Self>, each: &mut dyn FnMut(&figure::TraceEvent)) {
        if let Some(known) = at.run.known() {
            super::trace::trace(&at.run.map, &known.run, each);
        }
    }
}
