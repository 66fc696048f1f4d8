//! One live diagram of head-of-line blocking: parameters, a run over each transport, a playhead.

use super::ENTRY;
use super::closed::Said;
use super::draw::Picture;
use super::measure::{Measured, measure};
use super::params::{NAMES, Params};
use super::report::{Known, TRANSPORTS};
use super::run::{END, Lane, run};
use super::words;
use crate::figure::{Choice, Entry, Figure, Frame, Intervened, Report, Twin};
use machine::Time;
use params::{Declared, Issue, Link};
use protocols::transport::Transport;
use scene::{Scene, number};
use sim::{INPUTS_MAX, Input, Intervention, MsgId};

/// One live instance.
pub struct Hol {
    params: Params,
    /// What its link asked for and did not get, and then that the run is not over.
    issues: Vec<Issue>,
    /// How many of them are the link's.
    link_issues: usize,
    load: Transport,
    drops: Vec<Input>,
    lanes: [Lane; 2],
    said: Said,
    now: Time,
    /// What the lanes had cost by then.
    measured: [Measured; 2],
    spoken: Time,
}

/// Opens a link.
pub fn open(link: &Link) -> Box<dyn Figure> {
    let (params, mut issues) = Params::from_pairs(&link.pairs);
    let (inputs, bad) = NAMES.read_inputs(&link.ev);
    let issue = |message| Issue { key: "ev".to_owned(), message };
    issues.extend(bad.iter().map(|bad| issue(format!("{bad}: left out."))));
    let mut drops = Vec::new();
    for input in inputs {
        if matches!(input.what, Intervention::Drop(_)) {
            drops.push(input);
        } else {
            let code = NAMES.write(&input.what);
            issues.push(issue(format!("{code}: only packets can be dropped here, left out.")));
        }
    }
    let mut hol = Hol {
        load: params.transport(),
        params,
        link_issues: issues.len(),
        issues,
        drops,
        lanes: Default::default(),
        said: Said::default(),
        now: Time::ZERO,
        measured: Default::default(),
        spoken: Time::ZERO,
    };
    hol.rerun();
    hol.issues.truncate(hol.link_issues);
    for input in &hol.drops {
        let never = hol.lanes.iter().all(|lane| !words::dropped(lane, &input.what));
        if never {
            let code = NAMES.write(&input.what);
            hol.issues.push(issue(format!("{code}: no such packet was sent.")));
        }
    }
    let end = hol.end();
    if let Some(at) = link.moment.map(Time::us).filter(|at| *at > end) {
        let message = format!("{at} s is after the end of the run: {end} s is shown.");
        hol.issues.push(Issue { key: "t".to_owned(), message });
    }
    hol.link_issues = hol.issues.len();
    hol.say_if_unfinished();
    hol.seek(link.moment.map_or(Time::ZERO, Time::us));
    hol.spoken = hol.now;
    Box::new(hol)
}

impl Hol {
    /// Runs both transports anew; the playhead stays.
    fn rerun(&mut self) {
        self.load = self.params.transport();
        let number = |input: &Input| match input.what {
            Intervention::Drop(MsgId(number)) => Some(number),
            _ => None,
        };
        let drops = self.drops.iter().filter_map(number).collect();
        self.lanes = run(&self.load, &self.params.lossy(), &drops);
        let chance = self.params.chance().filter(|_| self.drops.is_empty());
        self.said = chance.map(|loss| Said::of(&self.params, loss)).unwrap_or_default();
        self.look(self.now);
        self.say_if_unfinished();
    }

    /// Moves the playhead, and measures there.
    fn look(&mut self, at: Time) {
        self.now = at.min(self.end());
        self.measured = [0, 1].map(|index| measure(&self.load, &self.lanes[index], self.now));
    }

    /// A run of too many losses ends before all is delivered, and says so.
    fn say_if_unfinished(&mut self) {
        self.issues.truncate(self.link_issues);
        if self.lanes.iter().any(|lane| lane.done().is_none()) {
            let message = format!("Not all is delivered in {END} s: the run ends there.");
            self.issues.push(Issue { key: "n".to_owned(), message });
        }
    }

    fn known(&self) -> Known<'_> {
        let (params, said) = (&self.params, self.said);
        let (lanes, measured) = (&self.lanes, &self.measured);
        Known { params, load: self.load, said, lanes, measured, now: self.now }
    }

    /// The moments at which something happens.
    fn moments(&self) -> Vec<Time> {
        let both = self.lanes.iter();
        let packets = both.flat_map(|lane| lane.sendings.iter());
        let mut moments: Vec<Time> =
            packets.flat_map(|sending| [sending.sent, sending.ended]).collect();
        machine::heap_sort_by_key(&mut moments, |at| *at);
        moments
    }
}

impl Figure for Hol {
    fn entry(&self) -> &'static Entry {
        &ENTRY
    }

    fn value(&self, id: &str) -> Option<String> {
        self.params.text(id)
    }

    fn set(&mut self, id: &str, text: &str) -> Result<(), Issue> {
        let before = self.params.clone();
        let set = self.params.set_text(id, text);
        if self.params != before {
            self.rerun();
        }
        set
    }

    fn link(&self, with_moment: bool) -> Link {
        Link {
            diagram: ENTRY.id.to_owned(),
            pairs: self.params.to_pairs(),
            ev: NAMES.write_inputs(&self.drops),
            moment: with_moment.then(|| self.now.as_us()),
            play: false,
        }
    }

    fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The runs are short: they are whole from the start.
    fn work(&mut self, _events: u32) -> bool {
        false
    }

    fn now(&self) -> Time {
        self.now
    }

    fn end(&self) -> Time {
        let ends = self.lanes.iter().flat_map(|lane| &lane.sendings).map(|sending| sending.ended);
        ends.max().unwrap_or_default() + self.params.every
    }

    fn computed(&self) -> Time {
        self.end()
    }

    fn seek(&mut self, to: Time) {
        self.look(to);
        self.spoken = self.spoken.min(self.now);
    }

    fn step(&mut self, forward: bool) {
        let moments = self.moments();
        let to = if forward {
            moments.into_iter().find(|at| *at > self.now).unwrap_or_else(|| self.end())
        } else {
            moments.into_iter().rfind(|at| *at < self.now).unwrap_or_default()
        };
        self.seek(to);
    }

    fn hash(&mut self) -> u64 {
        self.lanes[0].hash ^ self.lanes[1].hash.rotate_left(1)
    }

    fn events(&self) -> u64 {
        self.lanes.iter().map(|lane| lane.events).sum()
    }

    fn act(&mut self, code: &str) -> Result<(), Issue> {
        let issue = |message| Issue { key: "ev".to_owned(), message };
        let what = NAMES.read(code).map_err(|bad| issue(format!("{bad}.")))?;
        let Intervention::Drop(MsgId(number)) = what else {
            return Err(issue("Only packets can be dropped here.".to_owned()));
        };
        if self.drops.iter().any(|input| input.what == what) {
            return Err(issue(format!("Packet {} is dropped already.", number + 1)));
        }
        if self.drops.len() >= INPUTS_MAX {
            return Err(issue(format!("A run holds at most {INPUTS_MAX} interventions.")));
        }
        let numbers = self.lanes.iter().flat_map(|lane| &lane.sendings);
        if !numbers.clone().any(|sending| sending.number == Some(number)) {
            return Err(issue(format!("No packet {} is sent.", number + 1)));
        }
        let at = self.now;
        let place = self.drops.partition_point(|input| input.at <= at);
        self.drops.insert(place, Input { at, what });
        self.rerun();
        Ok(())
    }

    fn interventions(&self) -> Vec<Intervened> {
        let one = |input: &Input| Intervened {
            at: input.at,
            code: NAMES.write(&input.what),
            label: words::intervention(&input.what),
        };
        self.drops.iter().map(one).collect()
    }

    fn forget(&mut self, index: usize) {
        if index < self.drops.len() {
            self.drops.remove(index);
            self.rerun();
        }
    }

    fn menu(&self, target: &str) -> Vec<Choice> {
        let named = target.strip_prefix("p:").map(|number| number.parse().ok());
        if named.is_none() && !target.is_empty() {
            return Vec::new();
        }
        let sent = self.lanes[0].sendings.iter().take_while(|sending| sending.sent <= self.now);
        let latest = || sent.filter_map(|sending| sending.number).max();
        let drop = |number: u32| {
            let what = Intervention::Drop(MsgId(number));
            let new = self.drops.iter().all(|input| input.what != what);
            new.then(|| Choice {
                code: NAMES.write(&what),
                label: format!("Drop packet {} in both", number + 1),
            })
        };
        named.unwrap_or_else(latest).and_then(drop).into_iter().collect()
    }

    fn scene(&mut self, frame: Frame, into: &mut Scene) {
        into.clear(frame.width, frame.height);
        let span = match self.params.mode {
            super::params::Mode::Ideal => self.params.every * (self.params.later * 5 / 2 + 12),
            super::params::Mode::Window => self.params.every * 24 + self.params.rtt * 2,
        };
        let (load, now) = (self.load, self.now);
        Picture {
            load,
            lanes: &self.lanes,
            measured: &self.measured,
            now,
            span,
            every: self.params.every,
            end: self.end(),
        }
        .draw(frame, into);
    }

    fn report(&self) -> Report {
        self.known().report()
    }

    fn say(&mut self) -> Vec<String> {
        let (from, to) = (self.spoken, self.now);
        self.spoken = to;
        let mut lines = Vec::new();
        for (lane, name) in self.lanes.iter().zip(TRANSPORTS) {
            lines.extend(words::lines(&self.load, lane, name, (from, to)));
        }
        for verdict in self.report().verdicts {
            if let Some(at) = verdict.since.filter(|at| *at > from && *at <= to) {
                lines.push((at, format!("{}: {}", verdict.label, verdict.why)));
            }
        }
        machine::sort_by_key(&mut lines, |(at, _)| *at);
        let seconds = |at: Time| number::seconds(at.as_us(), 3);
        lines.into_iter().map(|(at, line)| format!("{} s: {line}", seconds(at))).collect()
    }

    fn twin(&self) -> Twin {
        words::twin(&self.load, &self.lanes, &self.measured, self.now)
    }

    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&crate::figure::Traced)) {
        super::trace::trace(&self.load, &self.lanes, each);
    }

    #[cfg(feature = "files")]
    fn history(&self) -> Vec<crate::figure::Happened> {
        Vec::new()
    }
}
