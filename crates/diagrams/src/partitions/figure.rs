//! Partitions in their shell: what a reader does to links and processes, and how she looks at them.

use super::ENTRY;
use super::draw::Picture;
use super::params::{Below, Params};
use super::report::Known;
use super::run::{self, Run};
use super::table::Table;
use super::truth::Truth;
use super::{own, text_alternative, words};
use crate::diagram::{At, Diagram, Keeps, Plan};
use crate::figure::{Action, Choice, Entry, Frame, Mark, Reading, TextAlternative, Verdict};
use crate::parts::{menu, words as common};
use machine::Time;
use params::{Declared, Issue};
use protocols::detector::estimate::Method;
use scene::Scene;
use sim::{Input, Intervention, Names};

/// What is kept beside the run.
#[derive(Default)]
pub struct Partitions {
    table: Table,
}

impl Partitions {
    fn picture<'a>(&'a self, at: At<'a, Self>) -> Picture<'a> {
        Picture { params: at.params, run: at.run, truth: truth(at.run), table: &self.table }
    }
}

fn truth(run: &Run) -> Truth<'_> {
    Truth { network: &run.setup().network, record: &run.record().record }
}

fn known(at: At<'_, Partitions>) -> Known<'_> {
    let record = &at.run.record().record;
    Known { params: at.params, record, truth: truth(at.run), now: at.now }
}

impl Diagram for Partitions {
    const ENTRY: &'static Entry = &ENTRY;
    type Params = Params;
    type Run = Run;

    fn notation(params: &Params) -> Names {
        params.names()
    }

    fn run(plan: Plan<'_, Self>) -> Run {
        run::open(plan.params, plan.inputs, plan.events)
    }

    fn new(_params: &Params) -> Self {
        Self::default()
    }

    /// Two percentiles that cross are read as one.
    fn settle(params: &mut Params) -> Vec<Issue> {
        let message = "No percentile is below a lower one: p99 is taken to be p50.".to_owned();
        let crossed = params.p99 < params.p50;
        crossed.then(|| Issue { key: "p99".to_owned(), message }).into_iter().collect()
    }

    fn keeps(before: &Params, after: &Params) -> Keeps {
        let (looked, below, prior) = (before.looked, before.below, before.prior);
        let same = Params { looked, below, prior, ..after.clone() } == *before;
        if same { Keeps::Run } else { Keeps::Inputs }
    }

    fn reset(&mut self, _params: &Params) {
        self.table = Table::default();
    }

    fn refine(&mut self, params: &Params, _run: &mut Run, events: u32) -> bool {
        params.below == Below::Table && self.table.work(params, events)
    }

    /// The links follow these latencies from now on.
    fn paste(params: &mut Params, text: &str) -> Result<String, String> {
        let found = own::fit(text);
        let Some((p50, p99)) = found.percentiles else {
            return Err(format!("There is no sample. {}", found.issues.join(" ")));
        };
        let mut left_out = found.issues;
        for (id, value) in [("p50", p50), ("p99", p99)] {
            let set = params.set_text(id, &format!("{}us", value.as_us()));
            left_out.extend(set.err().map(|issue| format!("{id}: {}", issue.message)));
        }
        if left_out.is_empty() {
            return Ok(format!("Samples taken: {}, all of them.", found.samples));
        }
        Err(format!("{} Samples taken: {}.", left_out.join(" "), found.samples))
    }

    fn label(params: &Params, input: &Input) -> String {
        common::intervention(params.names(), &input.what)
    }

    fn tell(&self, at: At<'_, Self>, (from, to): (Time, Time)) -> Vec<(Time, String)> {
        let (record, method) = (&at.run.record().record, at.params.method());
        let flips = record.flips_between(from + Time::us(1), to).iter();
        let flips = flips.filter(|flip| flip.note.method == method && !flip.forgot);
        let mut lines: Vec<_> = flips.map(|flip| (flip.at, words::flip(flip))).collect();
        let moments = record.until(to).iter().filter(|moment| moment.at > from);
        lines.extend(moments.map(|m| (m.at, words::what(m.node, &m.what))));
        lines
    }

    fn menu(&self, at: At<'_, Self>, target: &str) -> Vec<Choice> {
        let (names, world) = (at.params.names(), at.run.playhead());
        let whats: Vec<Intervention> = match target.split_once(':') {
            Some(("n", name)) => menu::process_named(names, name).map_or_else(Vec::new, |node| {
                let keeps_disk = |what: &Intervention| {
                    !matches!(what, Intervention::Restart { wiped: true, .. })
                };
                menu::of_process(world, node).into_iter().filter(keeps_disk).collect()
            }),
            Some(("l", pair)) => menu::of_link(world, names, pair),
            Some(("c", pair)) => return see(at.params, pair).into_iter().collect(),
            Some(("d", place)) => return detector(at.params, place).into_iter().collect(),
            _ if world.cuts().any() => vec![Intervention::Heal],
            _ => Vec::new(),
        };
        whats.iter().map(|what| menu::offer(names, what)).collect()
    }

    fn draw(&mut self, at: At<'_, Self>, frame: Frame, into: &mut Scene) {
        self.picture(at).draw(frame, into);
    }

    fn verdicts(&self, at: At<'_, Self>) -> Vec<Verdict> {
        known(at).verdicts()
    }

    fn readout(&self, at: At<'_, Self>) -> Vec<Reading> {
        known(at).readout()
    }

    fn tasks(&self, at: At<'_, Self>) -> Vec<(&'static str, bool)> {
        known(at).tasks()
    }

    fn marks(&self, at: At<'_, Self>) -> Vec<Mark> {
        known(at).marks()
    }

    fn text_alternative(&self, at: At<'_, Self>) -> TextAlternative {
        text_alternative::text_alternative(&self.picture(at))
    }

    #[cfg(feature = "files")]
    fn trace(&self, at: At<'_, Self>, each: &mut dyn FnMut(&crate::figure::TraceEvent)) {
        at.run.replay(&mut super::trace::Tracer { names: at.params.names(), each });
    }
}

/// Looks at one pair, given by its names: who watches, and whom.
fn see(params: &Params, pair: &str) -> Option<Choice> {
    let Ok(Intervention::CutOneWay(by, of)) = params.names().read(&format!("o{pair}")) else {
        return None;
    };
    let (by, of) = (u64::from(by.0) + 1, u64::from(of.0) + 1);
    let changed = Params { by, of, below: Below::Levels, ..params.clone() };
    let action = Action::Set(changed.change_from(params));
    Some(Choice::direct(action, "Show this suspicion over time"))
}

/// Looks at one detector, given by its place in [`Method::ALL`].
fn detector(params: &Params, place: &str) -> Option<Choice> {
    let place: usize = place.parse().ok().filter(|place| *place < Method::ALL.len())?;
    let index = Params::SPECS.iter().position(|spec| spec.id == "det")?;
    let mut changed = params.clone();
    changed.set(index, place as u64);
    let action = Action::Set(changed.change_from(params));
    Some(Choice::direct(action, "Look at this detector"))
}
