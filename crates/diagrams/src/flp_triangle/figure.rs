//! The triangle in its shell: what a reader does to the five assumptions and to a run of the witness.

use super::claim::{Assumption, Witness};
use super::draw::{CORNERS, Picture, Plate, Spot};
use super::params::Params;
use super::report::Known;
use super::run::{self, Run};
use super::{ENTRY, shows, text_alternative, words};
use crate::diagram::{At, Diagram, Plan};
use crate::figure::{Action, Choice, Entry, Frame, Mark, Reading, TextAlternative, Verdict};
use crate::parts::{menu, words as common};
use crate::run::Run as _;
use machine::{NodeId, Time};
use params::Declared;
use scene::{Point, Scene};
use sim::{Input, Intervention, Names};

/// How far from the handle's middle it can be taken hold of.
const GRIP: f32 = 28.0;

/// What is kept beside the run.
pub struct Triangle {
    plate: Plate,
    /// The assumptions that were seen to be the one that is dropped.
    ways: Vec<Assumption>,
}

impl Triangle {
    fn known<'a>(&'a self, at: At<'a, Self>) -> Known<'a> {
        Known { params: at.params, run: at.run, ways: &self.ways, now: at.now }
    }
}

impl Diagram for Triangle {
    const ENTRY: &'static Entry = &ENTRY;
    type Params = Params;
    type Run = Run;

    fn notation(params: &Params) -> Names {
        Names { servers: params.processes as u8, nodes: params.processes as u8 }
    }

    fn run(plan: Plan<'_, Self>) -> Run {
        run::open(plan.params, plan.inputs, plan.events)
    }

    fn new(_params: &Params) -> Self {
        Self { plate: Plate::default(), ways: Vec::new() }
    }

    /// Channels are reliable here, so processes are all that can be touched.
    fn allows(params: &Params, input: &Input) -> Result<(), String> {
        match input.what {
            Intervention::Crash(_) if !params.crash => {
                Err("Nobody crashes: that assumption is dropped.".to_owned())
            }
            Intervention::Crash(_) | Intervention::Restart { wiped: false, .. } => Ok(()),
            _ => Err("Processes can be crashed and restarted here, and nothing else.".to_owned()),
        }
    }

    /// Takes note of what the run has shown at the playhead.
    fn look(&mut self, params: &Params, run: &mut Run) {
        let at = At { params, run, now: run.now() };
        let mut dropped = Assumption::ALL.into_iter().filter(|one| !one.holds(at.params));
        let (Some(way), None) = (dropped.next(), dropped.next()) else { return };
        let seen = shows(&self.known(at)) && !self.ways.contains(&way);
        if seen {
            self.ways.push(way);
        }
    }

    fn label(params: &Params, input: &Input) -> String {
        common::intervention(Self::notation(params), &input.what)
    }

    fn tell(&self, at: At<'_, Self>, (from, to): (Time, Time)) -> Vec<(Time, String)> {
        let witness = Witness::of(at.params);
        let new = at.run.record().record.until(to).iter().filter(|moment| moment.at > from);
        new.map(|moment| (moment.at, words::what(witness, moment.node, &moment.what))).collect()
    }

    fn menu(&self, at: At<'_, Self>, target: &str) -> Vec<Choice> {
        let found = match target.split_once(':') {
            Some(("a", id)) => Assumption::ALL
                .into_iter()
                .find(|one| one.id() == id)
                .map(|one| flip(at.params, one)),
            Some(("s", spot)) => spot
                .parse()
                .ok()
                .map(|spot| Choice::direct(to(at.params, spot), Spot(spot).label())),
            Some(("n", name)) => menu::process_named(Self::notation(at.params), name)
                .and_then(|node| of_process(at, node)),
            _ => all_five(at.params),
        };
        found.into_iter().collect()
    }

    /// Where the handle was dragged to, if the trail begins at it.
    fn gesture(&self, at: At<'_, Self>, trail: &[Point]) -> Option<Action> {
        let (from, last) = (trail.first()?, trail.last()?);
        let held = from.distance(self.plate.handle) < GRIP;
        let spot = self.plate.nearest(*last).filter(|_| held)?;
        Some(to(at.params, spot.0))
    }

    fn draw(&mut self, at: At<'_, Self>, frame: Frame, into: &mut Scene) {
        let picture = Picture { params: at.params, run: at.run };
        if let Some(plate) = picture.draw(frame, into) {
            self.plate = plate;
        }
    }

    fn verdicts(&self, at: At<'_, Self>) -> Vec<Verdict> {
        self.known(at).verdicts()
    }

    fn readout(&self, at: At<'_, Self>) -> Vec<Reading> {
        self.known(at).readout()
    }

    fn tasks(&self, at: At<'_, Self>) -> Vec<(&'static str, bool)> {
        self.known(at).tasks()
    }

    fn marks(&self, at: At<'_, Self>) -> Vec<Mark> {
        self.known(at).marks()
    }

    fn text_alternative(&self, at: At<'_, Self>) -> TextAlternative {
        text_alternative::text_alternative(at.params, at.run)
    }

    #[cfg(feature = "files")]
    fn trace(&self, at: At<'_, Self>, each: &mut dyn FnMut(&crate::figure::TraceEvent)) {
        at.run.replay(&mut super::trace::Tracer {
            witness: Witness::of(at.params),
            names: Self::notation(at.params),
            each,
        });
    }
}

/// What makes these parameters what `change` makes of them.
fn set(params: &Params, change: impl FnOnce(&mut Params)) -> Action {
    let mut changed = params.clone();
    change(&mut changed);
    Action::Set(changed.change_from(params))
}

/// What puts the handle at a spot: each corner has a bit.
fn to(params: &Params, spot: u8) -> Action {
    set(params, |params| {
        for (bit, corner) in CORNERS.into_iter().enumerate() {
            corner.put(params, spot >> bit & 1 == 1);
        }
    })
}

fn flip(params: &Params, one: Assumption) -> Choice {
    let holds = one.holds(params);
    let verb = if holds { "Drop" } else { "Assume" };
    let action = set(params, |params| one.put(params, !holds));
    Choice::direct(action, format!("{verb} {}", one.label().to_lowercase()))
}

fn all_five(params: &Params) -> Option<Choice> {
    let missing = Assumption::ALL.into_iter().any(|one| !one.holds(params));
    let action = set(params, |params| {
        Assumption::ALL.into_iter().for_each(|one| one.put(params, true));
    });
    missing.then(|| Choice::direct(action, "Assume all five"))
}

/// What can be done to a process: one crash, and its end.
fn of_process(at: At<'_, Triangle>, node: NodeId) -> Option<Choice> {
    let (record, now) = (&at.run.record().record, at.now);
    let what = if record.down(now).contains(node) {
        Intervention::Restart { node, wiped: false }
    } else if at.params.crash && record.crashes(now) == 0 {
        Intervention::Crash(node)
    } else {
        return None;
    };
    Some(menu::offer(Triangle::notation(at.params), &what))
}
