//! One live triangle: parameters, a run, and what the reader does to them.

use super::ENTRY;
use super::claim::{Assumption, Witness};
use super::draw::{CORNERS, Picture, Plate, Spot};
use super::params::Params;
use super::report::Known;
use super::run::{self, Run};
use super::{twin, words};
use crate::figure::{Choice, Entry, Figure, Frame, Intervened, Report, Twin};
use machine::{NodeId, Time};
use params::{Declared, Issue, Link};
use scene::{Point, Scene, number};
use sim::{INPUTS_MAX, Input, Intervention, Names};

/// One live instance.
pub struct Triangle {
    params: Params,
    /// What its link asked for and did not get, and then what became clear as it ran.
    issues: Vec<Issue>,
    /// How many of them are the link's.
    link_issues: usize,
    run: Run,
    plate: Plate,
    said: Time,
    /// Where the playhead is to be as soon as that is computed.
    wanted: Option<Time>,
    /// The assumptions that were seen to be the one that is dropped.
    ways: Vec<Assumption>,
}

/// Opens a link.
pub fn open(link: &Link) -> Box<dyn Figure> {
    let (params, mut issues) = Params::from_pairs(&link.pairs);
    let (inputs, bad) = names(&params).read_inputs(&link.ev);
    issues.extend(bad.iter().map(|bad| issue(format!("{bad}: left out."))));
    let (inputs, others): (Vec<Input>, Vec<Input>) =
        inputs.into_iter().partition(|input| is_possible(&input.what));
    issues.extend(others.iter().map(|other| {
        let code = names(&params).write(&other.what);
        issue(format!("{code}: processes can be crashed and restarted here, and nothing else."))
    }));
    let mut triangle = Triangle {
        run: run::open(&params, inputs),
        params,
        link_issues: issues.len(),
        issues,
        plate: Plate::default(),
        said: Time::ZERO,
        wanted: None,
        ways: Vec::new(),
    };
    triangle.want(link.moment.map_or(Time::ZERO, Time::us));
    Box::new(triangle)
}

fn names(params: &Params) -> Names {
    Names { servers: params.processes as u8, nodes: params.processes as u8 }
}

/// Channels are reliable here, so processes are all that can be touched.
fn is_possible(what: &Intervention) -> bool {
    matches!(what, Intervention::Crash(_) | Intervention::Restart { wiped: false, .. })
}

fn issue(message: String) -> Issue {
    Issue { key: "ev".to_owned(), message }
}

/// How far from the handle's middle it can be taken hold of.
const GRIP: f32 = 28.0;
/// Events computed in one go.
const SLICE: u32 = 4_096;
/// Slices computed at once for a moment that is wanted.
const AT_ONCE: u32 = 8;

impl Triangle {
    /// Puts the playhead at `moment`: at once if that is computed soon, otherwise as soon as it is.
    fn want(&mut self, moment: Time) {
        let moment = moment.min(self.end());
        (self.wanted, self.said) = (Some(moment), moment);
        let mut slices = AT_ONCE;
        while self.wanted.is_some() && slices > 0 && self.run.work(SLICE) {
            self.arrive();
            slices -= 1;
        }
        self.arrive();
    }

    /// Goes to the wanted moment if it is computed.
    fn arrive(&mut self) {
        let (computed, stopped) = (self.run.computed(), self.run.exhausted());
        if let Some(wanted) = self.wanted.filter(|wanted| *wanted <= computed || stopped) {
            self.wanted = None;
            self.run.seek(wanted);
        }
        self.look();
    }

    /// Takes note of what the run has shown at the playhead.
    fn look(&mut self) {
        let mut dropped = Assumption::ALL.into_iter().filter(|one| !one.holds(&self.params));
        let (Some(way), None) = (dropped.next(), dropped.next()) else { return };
        let seen = super::shows(&self.known()) && !self.ways.contains(&way);
        if seen {
            self.ways.push(way);
        }
    }

    /// Runs anew with other parameters; the playhead is to be where it was.
    fn rerun(&mut self, params: Params) {
        let now = self.now();
        // Processes that are gone take their interventions with them.
        let written = names(&self.params).write_inputs(&self.run.setup().inputs);
        let inputs = names(&params).read_inputs(&written).0;
        self.issues.truncate(self.link_issues);
        self.params = params;
        self.run = run::open(&self.params, inputs);
        self.want(now);
    }

    /// Something done to the run that did nothing.
    fn run_issues(&self) -> Vec<Issue> {
        let record = &self.run.record().record;
        let missed = record.moments.iter().filter_map(|moment| match &moment.what {
            super::record::What::Missed(what) => {
                let code = names(&self.params).write(what);
                Some(issue(format!("{code}@{} did nothing then.", moment.at)))
            }
            _ => None,
        });
        missed.collect()
    }

    fn known(&self) -> Known<'_> {
        let now = self.run.playhead().now();
        Known { params: &self.params, run: &self.run, ways: &self.ways, now }
    }

    /// What codes that begin with `go:` make of the parameters: `flip:async`, `at:5`, `all`.
    fn change(&self, code: &str) -> Option<Params> {
        let mut params = self.params.clone();
        if code == "all" {
            Assumption::ALL.into_iter().for_each(|one| one.put(&mut params, true));
        } else if let Some(id) = code.strip_prefix("flip:") {
            let one = Assumption::ALL.into_iter().find(|one| one.id() == id)?;
            let on = !one.holds(&params);
            one.put(&mut params, on);
        } else {
            let spot: u8 = code.strip_prefix("at:")?.parse().ok()?;
            for (bit, corner) in CORNERS.into_iter().enumerate() {
                corner.put(&mut params, spot >> bit & 1 == 1);
            }
        }
        Some(params)
    }

    /// What can be done to a process.
    fn of_process(&self, node: NodeId) -> Option<Choice> {
        let record = &self.run.record().record;
        let now = self.now();
        let down = record.down(now);
        let what = if down.contains(node) {
            Intervention::Restart { node, wiped: false }
        } else if self.params.crash && record.crashes(now) == 0 {
            Intervention::Crash(node)
        } else {
            return None;
        };
        Some(Choice {
            code: names(&self.params).write(&what),
            label: capital(&words::intervention(&what)),
        })
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

impl Figure for Triangle {
    fn entry(&self) -> &'static Entry {
        &ENTRY
    }

    fn value(&self, id: &str) -> Option<String> {
        self.params.text(id)
    }

    fn set(&mut self, id: &str, text: &str) -> Result<(), Issue> {
        let mut params = self.params.clone();
        let set = params.set_text(id, text);
        if params != self.params {
            self.rerun(params);
        }
        set
    }

    fn link(&self, with_moment: bool) -> Link {
        Link {
            diagram: ENTRY.id.to_owned(),
            pairs: self.params.to_pairs(),
            ev: names(&self.params).write_inputs(&self.run.setup().inputs),
            moment: with_moment.then(|| self.now().as_us()),
            play: false,
        }
    }

    fn issues(&self) -> &[Issue] {
        &self.issues
    }

    fn work(&mut self, events: u32) -> bool {
        let running = self.run.work(events);
        self.arrive();
        if !running && self.issues.len() == self.link_issues {
            self.issues.extend(self.run_issues());
        }
        running
    }

    fn now(&self) -> Time {
        self.run.playhead().now()
    }

    fn end(&self) -> Time {
        self.run.end()
    }

    fn computed(&self) -> Time {
        self.run.computed()
    }

    fn seek(&mut self, to: Time) {
        self.wanted = None;
        self.run.seek(to);
        self.said = self.said.min(to);
        self.look();
    }

    fn step(&mut self, forward: bool) {
        let event = self.run.playhead().events();
        self.run.seek_event(if forward { event + 1 } else { event.saturating_sub(1) });
        self.said = self.said.min(self.now());
        self.look();
    }

    fn hash(&mut self) -> u64 {
        while self.run.work(SLICE) {}
        self.run.frontier().hash()
    }

    fn events(&self) -> u64 {
        self.run.events()
    }

    fn act(&mut self, code: &str) -> Result<(), Issue> {
        if let Some(code) = code.strip_prefix("go:") {
            let params = self.change(code).ok_or_else(|| issue(format!("There is no {code}.")))?;
            self.rerun(params);
            return Ok(());
        }
        let what = names(&self.params).read(code).map_err(|bad| issue(format!("{bad}.")))?;
        if !is_possible(&what) {
            return Err(issue(
                "Processes can be crashed and restarted here, and nothing else.".to_owned(),
            ));
        }
        if !self.params.crash && matches!(what, Intervention::Crash(_)) {
            return Err(issue("Nobody crashes: that assumption is dropped.".to_owned()));
        }
        if self.run.setup().inputs.len() >= INPUTS_MAX {
            return Err(issue(format!("A run holds at most {INPUTS_MAX} interventions.")));
        }
        self.issues.truncate(self.link_issues);
        self.run.intervene(what);
        self.look();
        Ok(())
    }

    fn interventions(&self) -> Vec<Intervened> {
        let one = |input: &Input| Intervened {
            at: input.at,
            code: names(&self.params).write(&input.what),
            label: words::intervention(&input.what),
        };
        self.run.setup().inputs.iter().map(one).collect()
    }

    fn forget(&mut self, index: usize) {
        let now = self.now();
        self.issues.truncate(self.link_issues);
        self.run.forget(index);
        self.want(now);
    }

    fn menu(&self, target: &str) -> Vec<Choice> {
        let choice = |code: String, label: String| Choice { code, label };
        let found = match target.split_once(':') {
            Some(("a", id)) => Assumption::ALL.into_iter().find(|one| one.id() == id).map(|one| {
                let verb = if one.holds(&self.params) { "Drop" } else { "Assume" };
                choice(format!("go:flip:{id}"), format!("{verb} {}", one.label().to_lowercase()))
            }),
            Some(("s", spot)) => spot
                .parse()
                .ok()
                .map(|spot| choice(format!("go:at:{spot}"), Spot(spot).label().to_owned())),
            Some(("n", name)) => {
                let all = (0..self.params.processes as u8).map(NodeId);
                all.into_iter()
                    .find(|node| node.to_string() == name)
                    .and_then(|node| self.of_process(node))
            }
            _ => {
                let all = Assumption::ALL.into_iter().all(|one| one.holds(&self.params));
                (!all).then(|| choice("go:all".to_owned(), "Assume all five".to_owned()))
            }
        };
        found.into_iter().collect()
    }

    /// Where the handle was dragged to, if the trail begins at it.
    fn drawn(&self, trail: &[Point]) -> Option<String> {
        let (from, to) = (trail.first()?, trail.last()?);
        let spot = self.plate.nearest(*to).filter(|_| from.distance(self.plate.handle) < GRIP)?;
        Some(format!("go:at:{}", spot.0))
    }

    fn scene(&mut self, frame: Frame, into: &mut Scene) {
        into.clear(frame.width, frame.height);
        let picture = Picture { params: &self.params, run: &self.run };
        if let Some(plate) = picture.draw(frame, into) {
            self.plate = plate;
        }
    }

    fn report(&self) -> Report {
        self.known().report()
    }

    fn say(&mut self) -> Vec<String> {
        let (from, to) = (self.said, self.now());
        self.said = to;
        let (record, witness) = (&self.run.record().record, Witness::of(&self.params));
        let new = record.until(to).iter().filter(|moment| moment.at > from);
        let seconds = |at: Time| number::seconds(at.as_us(), 3);
        new.map(|moment| {
            format!("{} s: {}", seconds(moment.at), words::what(witness, moment.node, &moment.what))
        })
        .collect()
    }

    fn twin(&self) -> Twin {
        twin::twin(&self.params, &self.run)
    }

    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&crate::figure::Traced)) {
        self.run.replay(&mut super::trace::Tracer { witness: Witness::of(&self.params), each });
    }

    #[cfg(feature = "files")]
    fn history(&self) -> Vec<crate::figure::Happened> {
        Vec::new()
    }
}
