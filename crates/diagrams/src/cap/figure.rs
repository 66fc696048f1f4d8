//! One live CAP diagram: parameters, a run, a judge, and what the reader does to them.

use super::ENTRY;
use super::draw::{Layout, Picture};
use super::judge::Judgement;
use super::menu;
use super::params::{Mode, Params};
use super::record::What;
use super::report::Known;
use super::run::{self, Run};
use super::snapshot::Snapshot;
use super::words;
use crate::figure::{Choice, Entry, Figure, Frame, Intervened, Report, Twin};
use machine::{NodeId, NodeSet, Time};
use params::{Declared, Issue, Link};
use protocols::client::ClientNote;
use scene::{Point, Scene, number};
use sim::{BadCode, INPUTS_MAX, Input, Names};

/// One live instance.
pub struct Cap {
    params: Params,
    /// What its link asked for and did not get, and then what became clear as it ran.
    issues: Vec<Issue>,
    /// How many of them are the link's.
    link_issues: usize,
    run: Run,
    judgement: Judgement,
    snapshot: Snapshot,
    homes: Vec<NodeId>,
    layout: Layout,
    picked: NodeSet,
    said: Time,
    /// Where the playhead is to be as soon as that is computed.
    wanted: Option<Time>,
}

/// Opens a link.
pub fn open(link: &Link) -> Box<dyn Figure> {
    let (mut params, mut issues) = Params::from_pairs(&link.pairs);
    issues.extend(settle(&mut params));
    let (inputs, bad) = names(&params).read_inputs(&link.ev);
    issues.extend(bad.iter().map(not_read));
    issues.extend(after_the_end(&params, &inputs, link.moment));
    let mut cap = Cap {
        run: Run::open(&params, inputs),
        judgement: Judgement::new(params.replicas as u32),
        params,
        link_issues: issues.len(),
        issues,
        snapshot: Snapshot::default(),
        homes: Vec::new(),
        layout: Layout::default(),
        picked: NodeSet::default(),
        said: Time::ZERO,
        wanted: None,
    };
    cap.look();
    cap.want(link.moment.map_or(Time::ZERO, Time::us));
    Box::new(cap)
}

/// What could not be read of a link's `ev`.
fn not_read(bad: &BadCode) -> Issue {
    Issue { key: "ev".to_owned(), message: format!("{bad}: left out.") }
}

/// What a link asks for after its run has ended.
fn after_the_end(params: &Params, inputs: &[Input], moment: Option<u64>) -> Vec<Issue> {
    let end = params.length;
    let late = inputs.iter().filter(|input| input.at > end);
    let mut issues: Vec<Issue> = late
        .map(|input| {
            let code = names(params).write(&input.what);
            let message = format!("{code}@{} is after the end of the run at {end} s.", input.at);
            Issue { key: "ev".to_owned(), message }
        })
        .collect();
    if let Some(at) = moment.map(Time::us).filter(|at| *at > end) {
        let message = format!("{at} s is after the end of the run: {end} s is shown.");
        issues.push(Issue { key: "t".to_owned(), message });
    }
    issues
}

/// Makes parameters that depend on each other fit.
fn settle(params: &mut Params) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut at_most = |key: &str, value: &mut u64, most: u64, what: &str| {
        if *value > most {
            let message =
                format!("{key}={value} is more than the {most} {what}: {key}={most} is shown.");
            issues.push(Issue { key: key.to_owned(), message });
            *value = most;
        }
    };
    at_most("copies", &mut params.copies, params.replicas, "replicas");
    at_most("r", &mut params.read_quorum, params.copies, "copies");
    at_most("w", &mut params.write_quorum, params.copies, "copies");
    // Heartbeats at the pace of the election timeout would be elections.
    let hint = params.election / 2;
    if params.mode == Mode::Cp && params.heartbeat > hint {
        let message = format!(
            "The heartbeat is at most half the election timeout: {} is shown.",
            number::duration(hint.as_us())
        );
        issues.push(Issue { key: "hb".to_owned(), message });
        params.heartbeat = hint;
    }
    issues
}

/// How the processes of these parameters are called.
fn names(params: &Params) -> Names {
    Names { servers: params.replicas as u8, nodes: (params.replicas + params.clients.count) as u8 }
}

/// Events computed in one go.
const SLICE: u32 = 4_096;
/// Slices computed at once for a moment that is wanted: a tenth of a second or so.
const AT_ONCE: u32 = 25;

impl Cap {
    fn names(&self) -> Names {
        names(&self.params)
    }

    /// Copies the moment at the playhead.
    fn look(&mut self) {
        self.run.snapshot(&mut self.snapshot);
        self.homes = self.snapshot.nodes.iter().map(|node| node.home).collect();
    }

    /// Puts the playhead at `moment`: at once if that is computed soon, otherwise as soon as it is.
    fn want(&mut self, moment: Time) {
        self.wanted = Some(moment.min(self.end()));
        self.said = moment.min(self.end());
        let mut slices = AT_ONCE;
        while self.wanted.is_some() && slices > 0 && self.run.work(SLICE) {
            self.arrive();
            slices -= 1;
        }
        self.arrive();
    }

    /// Goes to the wanted moment if it is computed.
    fn arrive(&mut self) {
        let computed = self.run.computed();
        if let Some(wanted) =
            self.wanted.filter(|wanted| *wanted <= computed || self.run.exhausted())
        {
            self.wanted = None;
            self.run.seek(wanted);
            self.look();
        }
    }

    /// Runs anew with other parameters; the playhead is to be where it was.
    fn rerun(&mut self, params: Params) {
        let now = self.now();
        let inputs = if names(&params) == self.names() {
            self.run.inputs().to_vec()
        } else {
            // Processes that are gone take their interventions with them.
            let written = self.names().write_inputs(self.run.inputs());
            names(&params).read_inputs(&written).0
        };
        self.issues.truncate(self.link_issues);
        self.params = params;
        self.run = Run::open(&self.params, inputs);
        self.judgement = Judgement::new(self.params.replicas as u32);
        self.picked = NodeSet::default();
        self.look();
        self.want(now);
    }

    /// What became clear as the run was computed: it was too large, or something done to it did
    /// nothing.
    fn run_issues(&self) -> Vec<Issue> {
        let (names, record) = (self.names(), self.run.record());
        let issue = |key: &str, message| Issue { key: key.to_owned(), message };
        let missed = record.moments.iter().filter_map(|moment| match &moment.what {
            What::Missed(what) => {
                Some(format!("{}@{} did nothing then.", names.write(what), moment.at))
            }
            _ => None,
        });
        let mut issues: Vec<Issue> = missed.map(|message| issue("ev", message)).collect();
        if self.run.exhausted() {
            let (at, events) = (self.run.computed(), self.run.events());
            let message =
                format!("This run is too large: it stops at {at} s, after {events} events.");
            issues.push(issue("events", message));
        }
        issues
    }

    fn known(&self) -> Known<'_> {
        Known {
            params: &self.params,
            record: self.run.record(),
            judgement: &self.judgement,
            rules: self.run.rules(),
            inputs: self.run.inputs(),
            names: self.names(),
            homes: &self.homes,
            now: self.run.now(),
            computed: self.run.computed(),
        }
    }

    /// Codes that change what is picked, not the run: `ui:pick:A`, `ui:clear`.
    fn pick(&mut self, code: &str) -> Result<(), Issue> {
        if code == "clear" {
            self.picked = NodeSet::default();
            return Ok(());
        }
        let name = code.strip_prefix("pick:").unwrap_or_default();
        match menu::node(self.names(), name) {
            Some(node) if self.picked.contains(node) => self.picked.remove(node),
            Some(node) => _ = self.picked.insert(node),
            None => {
                return Err(Issue {
                    key: "ev".to_owned(),
                    message: format!("There is no {code}."),
                });
            }
        }
        Ok(())
    }
}

impl Figure for Cap {
    fn entry(&self) -> &'static Entry {
        &ENTRY
    }

    fn value(&self, id: &str) -> Option<String> {
        self.params.text(id)
    }

    fn set(&mut self, id: &str, text: &str) -> Result<(), Issue> {
        let mut params = self.params.clone();
        let set = params.set_text(id, text);
        let settled = settle(&mut params);
        if params != self.params {
            self.rerun(params);
        }
        set?;
        settled.into_iter().find(|issue| issue.key == id).map_or(Ok(()), Err)
    }

    fn link(&self, with_moment: bool) -> Link {
        Link {
            diagram: ENTRY.id.to_owned(),
            pairs: self.params.to_pairs(),
            ev: self.names().write_inputs(self.run.inputs()),
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
        self.judgement.work(self.run.record(), !running) || running
    }

    fn now(&self) -> Time {
        self.run.now()
    }

    fn end(&self) -> Time {
        self.params.length
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
        let event = self.run.event();
        self.run.seek_event(if forward { event + 1 } else { event.saturating_sub(1) });
        self.said = self.said.min(self.now());
        self.look();
    }

    fn hash(&mut self) -> u64 {
        while self.run.work(SLICE) {}
        self.run.hash()
    }

    fn events(&self) -> u64 {
        self.run.events()
    }

    fn act(&mut self, code: &str) -> Result<(), Issue> {
        if let Some(code) = code.strip_prefix("ui:") {
            return self.pick(code);
        }
        let what = self.names().read(code);
        let what =
            what.map_err(|bad| Issue { key: "ev".to_owned(), message: format!("{bad}.") })?;
        if self.run.inputs().len() >= INPUTS_MAX {
            let message = format!("A run holds at most {INPUTS_MAX} interventions.");
            return Err(Issue { key: "ev".to_owned(), message });
        }
        let cuts = self.snapshot.cuts.clone();
        let rewires = what.rewires();
        self.issues.truncate(self.link_issues);
        self.run.intervene(what);
        self.look();
        if rewires && self.snapshot.cuts == cuts {
            let last = self.run.inputs().partition_point(|input| input.at <= self.now());
            self.run.forget(last - 1);
            self.look();
            let message = "That is so already: nothing is changed.".to_owned();
            return Err(Issue { key: "ev".to_owned(), message });
        }
        self.picked = NodeSet::default();
        Ok(())
    }

    fn interventions(&self) -> Vec<Intervened> {
        let names = self.names();
        let one = |input: &Input| Intervened {
            at: input.at,
            code: names.write(&input.what),
            label: words::intervention(names, &input.what),
        };
        self.run.inputs().iter().map(one).collect()
    }

    fn forget(&mut self, index: usize) {
        let now = self.now();
        self.issues.truncate(self.link_issues);
        self.run.forget(index);
        self.look();
        self.want(now);
    }

    fn menu(&self, target: &str) -> Vec<Choice> {
        menu::choices(&self.snapshot, self.names(), self.picked, &self.params, target)
    }

    fn drawn(&self, trail: &[Point]) -> Option<String> {
        let inside = self.layout.inside(self.snapshot.servers, trail);
        let others = self.snapshot.all_servers().minus(inside);
        let parts = !inside.is_empty() && !others.is_empty();
        parts.then(|| self.names().write(&sim::Intervention::Part(vec![inside])))
    }

    fn scene(&mut self, frame: Frame, into: &mut Scene) {
        into.clear(frame.width, frame.height);
        let zones = self.judgement.zones_at(self.run.record(), &self.homes, self.now());
        let picture = Picture {
            snapshot: &self.snapshot,
            record: self.run.record(),
            judgement: &self.judgement,
            zones: &zones,
            names: self.names(),
            picked: self.picked,
            window: run::window(&self.params),
        };
        if let Some(layout) = picture.draw(frame, into) {
            self.layout = layout;
        }
    }

    fn report(&self) -> Report {
        self.known().report()
    }

    fn say(&mut self) -> Vec<String> {
        let (from, to, names) = (self.said, self.now(), self.names());
        self.said = to;
        let record = self.run.record();
        let mut lines: Vec<(Time, String)> = Vec::new();
        for moment in record.moments.iter().filter(|moment| moment.at > from && moment.at <= to) {
            lines.push((moment.at, words::what(names, moment.node, &moment.what)));
        }
        for (at, note) in record.history.iter().filter(|(at, _)| *at > from && *at <= to) {
            if let ClientNote::Returned(id, outcome) = note {
                lines.push((*at, words::told(&names.name(id.client), *outcome)));
            }
        }
        for verdict in self.known().report().verdicts {
            if let Some(at) = verdict.since.filter(|at| *at > from && *at <= to) {
                lines.push((at, format!("{}: {}", verdict.label, verdict.why)));
            }
        }
        machine::sort_by_key(&mut lines, |(at, _)| *at);
        let seconds = |at: Time| number::seconds(at.as_us(), 3);
        lines.into_iter().map(|(at, line)| format!("{} s: {line}", seconds(at))).collect()
    }

    fn twin(&self) -> Twin {
        super::twin::twin(&self.snapshot, &self.judgement, self.run.record(), self.names())
    }

    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&crate::figure::Traced)) {
        self.run.trace(self.names(), each);
    }

    #[cfg(feature = "files")]
    fn history(&self) -> Vec<crate::figure::Happened> {
        super::history::history(
            self.run.record(),
            self.judgement.asked(),
            self.params.replicas as u32,
        )
    }
}
