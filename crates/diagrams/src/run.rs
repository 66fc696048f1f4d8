//! What the shell needs of a run, and the run of a simulated system.

use machine::{Machine, Time};
use params::Issue;
use sim::{
    BadCode, Happening, Input, Intervention, Names, Observer, Recorder, Setup, Timeline, World,
};
use std::ops::Deref;

/// A run, computed ahead up to a frontier, and a playhead on it.
pub trait Run {
    /// How interventions in it are written.
    type Notation: Notation;

    /// Computes on, for about so many events; false when it is complete or will not go on.
    fn work(&mut self, events: u32) -> bool;
    /// The playhead.
    fn now(&self) -> Time;
    /// Where it ends; none while that is not known.
    fn known_end(&self) -> Option<Time>;
    /// How far it is computed.
    fn computed(&self) -> Time;
    /// How many events that took.
    fn events(&self) -> u64;
    /// Whether it was stopped before its end.
    fn stopped(&self) -> bool {
        false
    }
    /// Moves the playhead, at most to [`Run::computed`].
    fn seek(&mut self, to: Time);
    /// Moves the playhead by one event that can be seen.
    fn step(&mut self, forward: bool);
    /// The hash of all that is computed.
    fn hash(&self) -> u64;
    /// The interventions, in order of time.
    fn inputs(&self) -> &[InputOf<Self>];
    /// Intervenes at the playhead; what comes after it is to be computed anew.
    ///
    /// # Errors
    /// Why it cannot be done now; nothing is changed then.
    fn intervene(&mut self, input: InputOf<Self>) -> Result<(), String>;
    /// Takes intervention number `index` back.
    fn forget(&mut self, index: usize);
    /// What became clear as it was computed: interventions that did nothing, limits that were met.
    fn issues(&self, notation: &Self::Notation) -> Vec<Issue>;
    /// The interventions that did nothing, and when.
    fn missed(&self) -> &[InputOf<Self>] {
        &[]
    }
}

/// An intervention in a run of this kind, with its moment.
pub type InputOf<R> = <<R as Run>::Notation as Notation>::Input;

/// How the interventions in a run are written in a link's `ev`.
pub trait Notation {
    /// An intervention with its moment.
    type Input: Clone;

    /// Reads an `ev`: what could be read, in order of time, and what is wrong with the rest.
    fn read_all(&self, ev: &str) -> (Vec<Self::Input>, Vec<String>);
    /// Writes an `ev`.
    fn write_all(&self, inputs: &[Self::Input]) -> String;
    /// Reads one code, to be done at `now`.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(&self, code: &str, now: Time) -> Result<Self::Input, String>;
    /// Writes one code, without its moment.
    fn write(&self, input: &Self::Input) -> String;
    /// When it is done.
    fn at(&self, input: &Self::Input) -> Time;
}

impl Notation for Names {
    type Input = Input;

    fn read_all(&self, ev: &str) -> (Vec<Input>, Vec<String>) {
        let (inputs, bad) = self.read_inputs(ev);
        (inputs, bad.iter().map(BadCode::to_string).collect())
    }

    fn write_all(&self, inputs: &[Input]) -> String {
        self.write_inputs(inputs)
    }

    fn read(&self, code: &str, now: Time) -> Result<Input, String> {
        let what = Names::read(*self, code).map_err(|bad| bad.to_string())?;
        Ok(Input { at: now, what })
    }

    fn write(&self, input: &Input) -> String {
        Names::write(*self, &input.what)
    }

    fn at(&self, input: &Input) -> Time {
        input.at
    }
}

/// The run of a simulated system, with what its diagram records.
pub struct Timed<M: Machine, R: Recorder<M>> {
    timeline: Timeline<M, Logged<R>>,
    /// What a step stops at; without it, at every event.
    stops: Option<fn(&Happening<'_, M>) -> bool>,
}

impl<M: Machine, R: Recorder<M>> Timed<M, R> {
    /// The run of `setup` until `end`; the trail behind the playhead is `trail` long.
    pub fn new(setup: Setup<M>, end: Time, trail: Time, record: R) -> Self {
        let logged = Logged { record, missed: Vec::new() };
        Self { timeline: Timeline::new(setup, end, trail, logged), stops: None }
    }

    /// The same run, whose steps stop only at what is `seen`.
    #[must_use]
    pub fn stopping_at(self, seen: fn(&Happening<'_, M>) -> bool) -> Self {
        Self { stops: Some(seen), ..self }
    }

    /// What the diagram recorded.
    pub fn record(&self) -> &R {
        &self.timeline.record().record
    }

    /// Takes the last intervention at the playhead back.
    fn undo(&mut self) {
        let now = self.playhead().now();
        let last = self.setup().inputs.partition_point(|input| input.at <= now);
        self.timeline.forget(last - 1);
    }
}

impl<M: Machine, R: Recorder<M>> Deref for Timed<M, R> {
    type Target = Timeline<M, Logged<R>>;

    fn deref(&self) -> &Self::Target {
        &self.timeline
    }
}

impl<M: Machine, R: Recorder<M>> Run for Timed<M, R> {
    type Notation = Names;

    fn work(&mut self, events: u32) -> bool {
        self.timeline.work(events)
    }

    fn now(&self) -> Time {
        self.playhead().now()
    }

    fn known_end(&self) -> Option<Time> {
        Some(self.timeline.end())
    }

    fn computed(&self) -> Time {
        self.timeline.computed()
    }

    fn events(&self) -> u64 {
        self.timeline.events()
    }

    fn stopped(&self) -> bool {
        self.timeline.exhausted()
    }

    fn seek(&mut self, to: Time) {
        self.timeline.seek(to);
    }

    fn step(&mut self, forward: bool) {
        let event = self.playhead().events();
        match (self.stops, forward) {
            (Some(seen), true) => self.timeline.step_on(seen),
            (Some(seen), false) => self.timeline.step_back(seen),
            (None, true) => self.timeline.seek_event(event + 1),
            (None, false) => self.timeline.seek_event(event.saturating_sub(1)),
        }
    }

    fn hash(&self) -> u64 {
        self.frontier().hash()
    }

    fn inputs(&self) -> &[Input] {
        &self.setup().inputs
    }

    fn intervene(&mut self, input: Input) -> Result<(), String> {
        let before = input.what.rewires().then(|| self.playhead().cuts().clone());
        self.timeline.intervene(input.what);
        if before.is_some_and(|cuts| cuts == *self.playhead().cuts()) {
            self.undo();
            return Err("That is so already: nothing is changed.".to_owned());
        }
        Ok(())
    }

    fn forget(&mut self, index: usize) {
        self.timeline.forget(index);
    }

    fn issues(&self, names: &Names) -> Vec<Issue> {
        let nothing = |input: &Input| {
            let message =
                format!("{}@{} did nothing then.", Notation::write(names, input), input.at);
            Issue { key: "ev".to_owned(), message }
        };
        let mut issues: Vec<Issue> = self.missed().iter().map(nothing).collect();
        if self.stopped() {
            let (at, events) = (self.computed(), self.timeline.events());
            let message =
                format!("This run is too large: it stops at {at} s, after {events} events.");
            issues.push(Issue { key: "events".to_owned(), message });
        }
        issues
    }

    fn missed(&self) -> &[Input] {
        &self.timeline.record().missed
    }
}

/// A diagram's record, and beside it the interventions that could not be done.
pub struct Logged<R> {
    record: R,
    missed: Vec<Input>,
}

impl<M: Machine, R: Recorder<M>> Observer<M> for Logged<R> {
    fn see(&mut self, at: Time, what: &Happening<'_, M>) {
        if let Happening::Missed(what) = what {
            self.missed.push(Input { at, what: Intervention::clone(what) });
        }
        self.record.see(at, what);
    }

    fn stepped(&mut self, world: &World<M>, node: machine::NodeId) {
        self.record.stepped(world, node);
    }
}

impl<M: Machine, R: Recorder<M>> Recorder<M> for Logged<R> {
    type Page = (R::Page, usize);

    fn page(&self) -> Self::Page {
        (self.record.page(), self.missed.len())
    }

    fn turn_back(&mut self, (page, missed): &Self::Page) {
        self.record.turn_back(page);
        self.missed.truncate(*missed);
    }
}
