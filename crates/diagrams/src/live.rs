//! The shell that every diagram has in common: a link opened, a run driven, a reader answered.
//!
//! [`Diagram`] says what is particular to a diagram; [`Live`] does the rest, once.

use crate::action::{Action, Choice, Intervened};
use crate::diagram::{At, Diagram, Keeps, Plan};
use crate::entry::{Clock, Entry};
use crate::figure::{Figure, Frame};
use crate::report::{Mark, MarkKind, Report, Standing, TextAlternative};
use crate::run::{InputOf, Notation, Run};
#[cfg(feature = "files")]
use crate::written::{Happened, TraceEvent};
use machine::Time;
use params::{Declared, Issue, Link};
use scene::{Point, Scene, number};
use sim::INPUTS_MAX;

/// Events computed in one go.
const SLICE: u32 = 4_096;
/// Slices computed at once for a moment that is wanted: a tenth of a second or so.
const AT_ONCE: u32 = 25;

/// The moment at the playhead. A function of what it needs, so that the diagram stays free.
fn at<'a, D: Diagram>(params: &'a D::Params, run: &'a D::Run) -> At<'a, D> {
    At { params, run, now: run.now() }
}

/// One live instance of a diagram.
pub struct Live<D: Diagram> {
    params: D::Params,
    /// What could not be read of its link, and then what became clear of the run.
    issues: Vec<Issue>,
    /// How many of them are the link's.
    link_issues: usize,
    run: D::Run,
    /// The most events that a run may have.
    events: u64,
    diagram: D,
    /// Up to when all has been told.
    said: Time,
    /// The moment that the playhead is to be at as soon as it is computed.
    wanted: Option<Time>,
    /// Whether what was asked for after the end of this run has been said.
    bounded: bool,
    /// Whether this run is computed to its end, and what became clear of it has been said.
    complete: bool,
}

impl<D: Diagram> Live<D> {
    /// Opens a link on a run of at most so many events: [`Entry::start`].
    #[must_use]
    pub fn start(link: &Link, events: u64) -> Box<dyn Figure> {
        let (mut params, mut issues) = D::Params::from_pairs(&link.pairs);
        issues.extend(D::settle(&mut params));
        let inputs = taken::<D>(&params, &link.ev, &mut issues);
        let mut live = Self {
            run: D::run(Plan { params: &params, inputs, events }),
            events,
            diagram: D::new(&params),
            params,
            link_issues: issues.len(),
            issues,
            said: Time::ZERO,
            wanted: None,
            bounded: false,
            complete: false,
        };
        live.look();
        live.want(link.moment.map_or(Time::ZERO, Time::us));
        Box::new(live)
    }

    fn at(&self) -> At<'_, D> {
        at(&self.params, &self.run)
    }

    fn look(&mut self) {
        self.diagram.look(&self.params, &mut self.run);
    }

    /// The marks of the whole run, as far as it is computed.
    fn marks(&self) -> Vec<Mark> {
        let whole = At { now: self.run.computed(), ..self.at() };
        let mut marks = self.diagram.marks(whole);
        for verdict in self.diagram.verdicts(whole) {
            if let Some(at) = verdict.since.filter(|_| verdict.standing == Standing::Violated) {
                marks.push(Mark { at, kind: MarkKind::Verdict, label: verdict.label });
            }
        }
        marks.extend(self.diagram.marks_of_inputs(whole));
        machine::sort_by_key(&mut marks, |mark| mark.at);
        marks
    }

    /// Puts the playhead at `moment`: at once if that is computed soon, otherwise as soon as it is.
    fn want(&mut self, moment: Time) {
        self.wanted = Some(moment);
        self.arrive();
        for _ in 0..AT_ONCE {
            if self.wanted.is_none() || !self.run.work(SLICE) {
                break;
            }
            self.arrive();
        }
        self.arrive();
    }

    /// Goes to the wanted moment if it is computed, or if it never will be.
    fn arrive(&mut self) {
        self.bound();
        let (computed, stopped) = (self.run.computed(), self.run.stopped());
        let there = |wanted: &Time| self.bounded && (*wanted <= computed || stopped);
        if let Some(wanted) = self.wanted.filter(there) {
            self.wanted = None;
            self.run.seek(wanted);
            self.said = self.run.now();
            self.look();
        }
    }

    /// Once the end of the run is known, says what was asked for after it.
    fn bound(&mut self) {
        let Some(end) = self.run.known_end().filter(|_| !self.bounded) else { return };
        self.bounded = true;
        let notation = D::notation(&self.params);
        // Where steps are counted, the run itself says which choices it could not make.
        let late =
            |input: &&InputOf<D::Run>| D::ENTRY.clock == Clock::Time && notation.at(input) > end;
        for input in self.run.inputs().iter().filter(late) {
            let (code, at) = (notation.write(input), notation.at(input));
            let end = aloud::<D>(end);
            let message = format!("{code}@{at} is after the end of the run at {end}.");
            self.issues.push(Issue { key: "ev".to_owned(), message });
        }
        if let Some(at) = self.wanted.filter(|at| *at > end) {
            let (at, end) = (aloud::<D>(at), aloud::<D>(end));
            let message = format!("{at} is after the end of the run: {end} is shown.");
            self.issues.push(Issue { key: "t".to_owned(), message });
        }
        self.wanted = self.wanted.map(|at| at.min(end));
    }

    /// What was said of the run is of another one now.
    fn unsay(&mut self) {
        self.issues.truncate(self.link_issues);
        (self.bounded, self.complete) = (false, false);
    }

    /// Runs anew with other parameters; the playhead is to be where it was.
    fn rerun(&mut self, params: D::Params) {
        let before = std::mem::replace(&mut self.params, params);
        let keeps = D::keeps(&before, &self.params);
        if keeps == Keeps::Run {
            return self.look();
        }
        let (now, ev) = if keeps == Keeps::Nothing {
            (Time::ZERO, String::new())
        } else {
            let ev = D::notation(&before).write_all(self.run.inputs());
            (self.wanted.unwrap_or_else(|| self.run.now()), ev)
        };
        // Processes that are gone take their interventions with them.
        let inputs = taken::<D>(&self.params, &ev, &mut Vec::new());
        D::rerun(Plan { params: &self.params, inputs, events: self.events }, &mut self.run);
        self.unsay();
        self.diagram.reset(&self.params);
        self.look();
        self.want(self.run.known_end().map_or(now, |end| now.min(end)));
    }

    /// Sets some parameters, in one go. What is wrong with one keeps no other from being set.
    fn change(&mut self, pairs: &[(String, String)]) -> Result<(), Issue> {
        let mut params = self.params.clone();
        let mut wrong = None;
        for (id, text) in pairs {
            wrong = wrong.or(params.set_text(id, text).err());
        }
        let settled = D::settle(&mut params);
        let unsettled_before = D::settle(&mut self.params.clone());
        let new = settled.into_iter().find(|issue| !unsettled_before.contains(issue));
        if params != self.params {
            self.rerun(params);
        }
        wrong.or(new).map_or(Ok(()), Err)
    }

    fn intervene(&mut self, code: &str) -> Result<(), String> {
        let now = self.run.now();
        let input = D::notation(&self.params).read(code, now).map_err(|bad| format!("{bad}."))?;
        D::allows(&self.params, &input)?;
        if self.run.inputs().len() >= INPUTS_MAX {
            return Err(format!("A run holds at most {INPUTS_MAX} interventions."));
        }
        // What follows the intervention at once is told, where the playhead moves with it.
        self.said = self.said.min(now);
        self.run.intervene(input)?;
        self.unsay();
        self.diagram.acted();
        self.look();
        self.arrive();
        Ok(())
    }
}

/// The interventions of an `ev` that can be done in a run of these parameters; what is left out is
/// said.
fn taken<D: Diagram>(
    params: &D::Params,
    ev: &str,
    issues: &mut Vec<Issue>,
) -> Vec<InputOf<D::Run>> {
    let notation = D::notation(params);
    let (mut inputs, bad) = notation.read_all(ev);
    let issue = |message| Issue { key: "ev".to_owned(), message };
    issues.extend(bad.into_iter().map(|bad| issue(format!("{bad}: left out."))));
    inputs.retain(|input| match D::allows(params, input) {
        Ok(()) => true,
        Err(why) => {
            issues.push(issue(format!("{}: left out. {why}", notation.write(input))));
            false
        }
    });
    inputs
}

/// A moment as links hold it.
fn moment<D: Diagram>(at: Time) -> String {
    match D::ENTRY.clock {
        Clock::Steps(_) => (at.as_us() / Time::s(1).as_us()).to_string(),
        Clock::Time | Clock::Still => at.to_string(),
    }
}

/// A moment for people: `2.5 s`, `delivery 12`.
fn aloud<D: Diagram>(at: Time) -> String {
    match D::ENTRY.clock {
        Clock::Steps(name) => format!("{name} {}", moment::<D>(at)),
        Clock::Time | Clock::Still => format!("{at} s"),
    }
}

impl<D: Diagram> Figure for Live<D> {
    fn entry(&self) -> &'static Entry {
        D::ENTRY
    }

    fn value(&self, id: &str) -> Option<String> {
        self.params.text(id)
    }

    fn set(&mut self, id: &str, text: &str) -> Result<(), Issue> {
        self.change(&[(id.to_owned(), text.to_owned())])
    }

    fn paste(&mut self, text: &str) -> Result<String, Issue> {
        let mut params = self.params.clone();
        let taken = D::paste(&mut params, text);
        if params != self.params {
            self.rerun(params);
        }
        taken.map_err(|message| Issue { key: "samples".to_owned(), message })
    }

    fn link(&self, with_moment: bool) -> Link {
        Link {
            diagram: D::ENTRY.id.to_owned(),
            pairs: self.params.to_pairs(),
            ev: D::notation(&self.params).write_all(self.run.inputs()),
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
        if !running && !self.complete {
            self.complete = true;
            self.issues.extend(self.run.issues(&D::notation(&self.params)));
        }
        self.diagram.follow(at(&self.params, &self.run), !running) || running
    }

    fn refine(&mut self, events: u32) -> bool {
        self.diagram.refine(&self.params, &mut self.run, events)
    }

    fn now(&self) -> Time {
        self.run.now()
    }

    fn end(&self) -> Time {
        self.run.known_end().unwrap_or_else(|| self.run.now())
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
        self.wanted = None;
        self.run.step(forward);
        self.said = self.said.min(self.now());
        self.look();
    }

    fn hash(&mut self) -> u64 {
        while self.run.work(SLICE) {}
        self.arrive();
        self.run.hash()
    }

    fn events(&self) -> u64 {
        self.run.events()
    }

    fn act(&mut self, action: &Action) -> Result<(), Issue> {
        let issue = |message| Issue { key: "ev".to_owned(), message };
        match action {
            Action::Intervene(code) => self.intervene(code).map_err(issue),
            Action::Set(query) => self.change(&Link::parse(query).0.pairs),
            Action::Look(code) => {
                let turned = self.diagram.turn(&mut self.run, code);
                self.said = self.said.min(self.now());
                self.look();
                turned.map_err(issue)
            }
        }
    }

    fn interventions(&self) -> Vec<Intervened> {
        let notation = D::notation(&self.params);
        let one = |input: &InputOf<D::Run>| Intervened {
            at: notation.at(input),
            code: notation.write(input),
            label: D::label(&self.params, input),
        };
        self.run.inputs().iter().map(one).collect()
    }

    fn forget(&mut self, index: usize) {
        let now = self.wanted.unwrap_or_else(|| self.now());
        self.run.forget(index);
        self.unsay();
        self.look();
        self.want(now);
    }

    fn menu(&self, target: &str) -> Vec<Choice> {
        self.diagram.menu(self.at(), target)
    }

    fn drawn(&self, trail: &[Point]) -> Option<Action> {
        self.diagram.gesture(self.at(), trail)
    }

    fn scene(&mut self, frame: Frame, into: &mut Scene) {
        into.clear(frame.width, frame.height);
        self.diagram.draw(at(&self.params, &self.run), frame, into);
    }

    fn report(&self) -> Report {
        Report {
            verdicts: self.diagram.verdicts(self.at()),
            readout: self.diagram.readout(self.at()),
            tasks: self.diagram.tasks(self.at()),
            marks: self.marks(),
        }
    }

    fn say(&mut self) -> Vec<String> {
        let (from, to) = (self.said, self.now());
        self.said = to;
        let new = |at: Time| at > from && at <= to;
        let mut lines = self.diagram.tell(self.at(), (from, to));
        let notation = D::notation(&self.params);
        for input in self.run.missed().iter().filter(|input| new(notation.at(input))) {
            let label = D::label(&self.params, input);
            lines.push((notation.at(input), format!("not possible then: {label}")));
        }
        if from < to {
            for verdict in self.diagram.verdicts(self.at()) {
                if let Some(at) = verdict.since.filter(|at| new(*at)) {
                    lines.push((at, format!("{}: {}", verdict.label, verdict.why)));
                }
            }
        }
        machine::sort_by_key(&mut lines, |(at, _)| *at);
        let line = |(at, line): (Time, String)| match D::ENTRY.clock {
            Clock::Steps(_) | Clock::Still => line,
            Clock::Time => format!("{} s: {line}", number::seconds(at.as_us(), 3)),
        };
        lines.into_iter().map(line).collect()
    }

    fn text_alternative(&self) -> TextAlternative {
        self.diagram.text_alternative(self.at())
    }

    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&TraceEvent)) {
        self.diagram.trace(self.at(), each);
    }

    #[cfg(feature = "files")]
    fn history(&self) -> Vec<Happened> {
        self.diagram.history(self.at())
    }
}
