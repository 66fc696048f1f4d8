//! One live diagram of partitions: parameters, a run, and what the reader does to it.

use super::ENTRY;
use super::draw::Picture;
use super::params::{Below, Params};
use super::record::{What, shown};
use super::report::Known;
use super::run::{self, Run};
use super::table::Table;
use super::truth::Truth;
use super::{own, twin, words};
use crate::figure::{Choice, Entry, Figure, Frame, Intervened, Report, Twin};
use machine::{NodeId, Time};
use params::{Declared, Issue, Link};
use protocols::detector::estimate::Method;
use scene::{Scene, number};
use sim::{INPUTS_MAX, Input, Intervention, Limits};

/// One live instance.
pub struct Partitions {
    params: Params,
    /// What its link asked for and did not get, and then what became clear as it ran.
    issues: Vec<Issue>,
    /// How many of them are the link's.
    link_issues: usize,
    /// How many latencies of the reader's own were taken last.
    samples: usize,
    run: Run,
    table: Table,
    said: Time,
    /// Where the playhead is to be as soon as that is computed.
    wanted: Option<Time>,
}

/// Opens a link.
pub fn open(link: &Link) -> Box<dyn Figure> {
    Box::new(within(Limits::default().events, link))
}

/// Opens a link whose run has at most so many events.
pub fn within(events: u64, link: &Link) -> Partitions {
    let (params, mut issues) = Params::from_pairs(&link.pairs);
    issues.extend(crossed(&params));
    let (inputs, bad) = params.names().read_inputs(&link.ev);
    issues.extend(bad.iter().map(|bad| issue(format!("{bad}: left out."))));
    let mut partitions = Partitions {
        run: run::open(&params, inputs, events),
        params,
        link_issues: issues.len(),
        issues,
        samples: 0,
        table: Table::default(),
        said: Time::ZERO,
        wanted: None,
    };
    partitions.want(link.moment.map_or(Time::ZERO, Time::us));
    partitions
}

/// What is wrong with the two percentiles together.
fn crossed(params: &Params) -> Option<Issue> {
    let message = "No percentile is below a lower one: p99 is taken to be p50.".to_owned();
    (params.p99 < params.p50).then(|| Issue { key: "p99".to_owned(), message })
}

fn issue(message: String) -> Issue {
    Issue { key: "ev".to_owned(), message }
}

/// Events computed in one go.
const SLICE: u32 = 4_096;
/// Slices computed at once for a moment that is wanted.
const AT_ONCE: u32 = 8;

impl Partitions {
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
    }

    /// Runs anew with other parameters; the playhead is to be where it was. What only looks at the
    /// run leaves it as it is.
    fn rerun(&mut self, params: Params) {
        let looks = |params: &Params| Params {
            looked: self.params.looked,
            below: self.params.below,
            prior: self.params.prior,
            ..params.clone()
        };
        let same = looks(&params) == self.params;
        if same {
            self.params = params;
            return;
        }
        let now = self.now();
        // Processes that are gone take their interventions with them.
        let written = self.params.names().write_inputs(&self.run.setup().inputs);
        let inputs = params.names().read_inputs(&written).0;
        self.issues.truncate(self.link_issues);
        self.params = params;
        self.run = run::open(&self.params, inputs, self.run.setup().limits.events);
        self.table = Table::default();
        self.want(now);
    }

    /// Something done to the run that did nothing; and that it was too long.
    fn run_issues(&self) -> Vec<Issue> {
        let moments = self.run.record().record.moments.iter();
        let missed = moments.filter_map(|moment| match &moment.what {
            What::Missed(what) => {
                let code = self.params.names().write(what);
                Some(issue(format!("{code}@{} did nothing then.", moment.at)))
            }
            _ => None,
        });
        let large = self.run.exhausted().then(|| {
            let (at, events) = (self.run.computed(), self.run.events());
            let message =
                format!("This run is too large: it stops at {at} s, after {events} events.");
            Issue { key: "events".to_owned(), message }
        });
        missed.chain(large).collect()
    }

    fn truth(&self) -> Truth<'_> {
        Truth { network: &self.run.setup().network, record: &self.run.record().record }
    }

    fn picture(&self) -> Picture<'_> {
        let (params, run, table) = (&self.params, &self.run, &self.table);
        Picture { params, run, truth: self.truth(), table }
    }

    fn known(&self) -> Known<'_> {
        let record = &self.run.record().record;
        Known { params: &self.params, record, truth: self.truth(), now: self.now() }
    }

    /// What codes that begin with `go:` make of the parameters: `det:2`, `see:BA`.
    fn change(&self, code: &str) -> Option<Params> {
        let mut params = self.params.clone();
        if let Some(place) = code.strip_prefix("det:") {
            let place: usize = place.parse().ok().filter(|place| *place < Method::ALL.len())?;
            let index = Params::SPECS.iter().position(|spec| spec.id == "det")?;
            params.set(index, place as u64);
        } else {
            let pair = format!("o{}", code.strip_prefix("see:")?);
            let Ok(Intervention::CutOneWay(by, of)) = params.names().read(&pair) else {
                return None;
            };
            (params.by, params.of) = (u64::from(by.0) + 1, u64::from(of.0) + 1);
            params.below = Below::Levels;
        }
        Some(params)
    }

    /// The links follow these latencies from now on; what of them was left out is said.
    fn take_samples(&mut self, text: &str) -> Result<(), Issue> {
        let found = own::fit(text);
        let Some((p50, p99)) = found.percentiles else {
            return Err(issue(format!("There is no sample. {}", found.issues.join(" "))));
        };
        let (mut params, mut said) = (self.params.clone(), found.issues);
        for (id, value) in [("p50", p50), ("p99", p99)] {
            let set = params.set_text(id, &format!("{}us", value.as_us()));
            said.extend(set.err().map(|issue| format!("{id}: {}", issue.message)));
        }
        self.samples = found.samples;
        self.rerun(params);
        if said.is_empty() {
            return Ok(());
        }
        Err(issue(format!("{} Samples taken: {}.", said.join(" "), self.samples)))
    }

    fn does(&self, what: &Intervention) -> Choice {
        let label = words::intervention(what, self.params.names());
        let mut letters = label.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        let label = first.into_iter().chain(letters).collect();
        Choice { code: self.params.names().write(what), label }
    }

    fn of_process(&self, name: &str) -> Vec<Choice> {
        let mut all = (0..self.params.nodes as u8).map(NodeId);
        let Some(node) = all.find(|node| node.to_string() == name) else { return Vec::new() };
        let world = self.run.playhead();
        let whats = match world.state(node) {
            None => vec![Intervention::Restart { node, wiped: false }],
            Some(_) if world.paused(node) => vec![Intervention::Resume(node)],
            Some(_) => vec![Intervention::Crash(node), Intervention::Pause(node)],
        };
        whats.iter().map(|what| self.does(what)).collect()
    }

    fn of_link(&self, pair: &str) -> Vec<Choice> {
        let Ok(Intervention::CutLink(a, b)) = self.params.names().read(&format!("k{pair}")) else {
            return Vec::new();
        };
        let cuts = self.run.playhead().cuts();
        let (forth, back) = (cuts.cut(a, b), cuts.cut(b, a));
        let mut whats = Vec::new();
        if !forth && !back {
            whats.push(Intervention::CutLink(a, b));
        }
        if !forth {
            whats.push(Intervention::CutOneWay(a, b));
        }
        if !back {
            whats.push(Intervention::CutOneWay(b, a));
        }
        if forth || back {
            whats.push(Intervention::Mend(a, b));
        }
        whats.iter().map(|what| self.does(what)).collect()
    }
}

impl Figure for Partitions {
    fn entry(&self) -> &'static Entry {
        &ENTRY
    }

    fn value(&self, id: &str) -> Option<String> {
        if id == "samples" {
            return Some(format!("Samples taken: {}, all of them.", self.samples));
        }
        self.params.text(id)
    }

    fn set(&mut self, id: &str, text: &str) -> Result<(), Issue> {
        if id == "samples" {
            return self.take_samples(text);
        }
        let mut params = self.params.clone();
        let set = params.set_text(id, text);
        let crossed = crossed(&params).filter(|_| matches!(id, "p50" | "p99"));
        if params != self.params {
            self.rerun(params);
        }
        set.and(crossed.map_or(Ok(()), Err))
    }

    fn link(&self, with_moment: bool) -> Link {
        Link {
            diagram: ENTRY.id.to_owned(),
            pairs: self.params.to_pairs(),
            ev: self.params.names().write_inputs(&self.run.setup().inputs),
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

    fn refine(&mut self, events: u32) -> bool {
        self.params.below == Below::Table && self.table.work(&self.params, events)
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
    }

    fn step(&mut self, forward: bool) {
        if forward {
            self.run.step_on(shown);
        } else {
            self.run.step_back(shown);
        }
        self.said = self.said.min(self.now());
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
        let what = self.params.names().read(code).map_err(|bad| issue(format!("{bad}.")))?;
        if self.run.setup().inputs.len() >= INPUTS_MAX {
            return Err(issue(format!("A run holds at most {INPUTS_MAX} interventions.")));
        }
        self.issues.truncate(self.link_issues);
        self.run.intervene(what);
        Ok(())
    }

    fn interventions(&self) -> Vec<Intervened> {
        let names = self.params.names();
        let one = |input: &Input| Intervened {
            at: input.at,
            code: names.write(&input.what),
            label: words::intervention(&input.what, names),
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
        match target.split_once(':') {
            Some(("n", name)) => self.of_process(name),
            Some(("l", pair)) => self.of_link(pair),
            Some(("c", pair)) => {
                let label = "Show this suspicion over time".to_owned();
                vec![Choice { code: format!("go:see:{pair}"), label }]
            }
            Some(("d", place)) => {
                let label = "Look at this detector".to_owned();
                vec![Choice { code: format!("go:det:{place}"), label }]
            }
            _ if self.run.playhead().cuts().any() => vec![self.does(&Intervention::Heal)],
            _ => Vec::new(),
        }
    }

    fn scene(&mut self, frame: Frame, into: &mut Scene) {
        into.clear(frame.width, frame.height);
        self.picture().draw(frame, into);
    }

    fn report(&self) -> Report {
        self.known().report()
    }

    fn say(&mut self) -> Vec<String> {
        let (from, to) = (self.said, self.now());
        self.said = to;
        let (record, names) = (&self.run.record().record, self.params.names());
        let method = self.params.method();
        let flips = record.flips_between(from + Time::us(1), to).iter();
        let flips = flips.filter(|flip| flip.note.method == method && !flip.forgot);
        let mut lines: Vec<_> = flips.map(|flip| (flip.at, words::flip(flip))).collect();
        let moments = record.until(to).iter().filter(|moment| moment.at > from);
        lines.extend(moments.map(|m| (m.at, words::what(m.node, &m.what, names))));
        machine::sort_by_key(&mut lines, |(at, _)| *at);
        let seconds = |at: Time| number::seconds(at.as_us(), 3);
        lines.into_iter().map(|(at, line)| format!("{} s: {line}.", seconds(at))).collect()
    }

    fn twin(&self) -> Twin {
        twin::twin(&self.picture())
    }

    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&crate::figure::Traced)) {
        self.run.replay(&mut super::trace::Tracer { names: self.params.names(), each });
    }

    #[cfg(feature = "files")]
    fn history(&self) -> Vec<crate::figure::Happened> {
        Vec::new()
    }
}
