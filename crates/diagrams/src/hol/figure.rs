//! Head-of-line blocking in its shell: what a reader drops, and what that cost each transport.

use super::ENTRY;
use super::both::{Both, dropped};
use super::closed::Said;
use super::draw::Picture;
use super::measure::{Measured, measure};
use super::params::{Mode, NAMES, Params};
use super::report::{Known, TRANSPORTS};
use super::words;
use crate::diagram::{At, Diagram, Plan};
use crate::figure::{Action, Choice, Entry, Frame, Mark, Reading, TextAlternative, Verdict};
use crate::parts::words::capital;
use crate::run::Run as _;
use machine::Time;
use scene::Scene;
use sim::{Input, Intervention, MsgId, Names};

/// What is kept beside the run.
#[derive(Default)]
pub struct Hol {
    said: Said,
    /// What the lanes have cost at the playhead, and when that is.
    measured: ([Measured; 2], Time),
    /// What they cost in the end, and the hash of the run that they are of.
    whole: ([Measured; 2], Option<u64>),
}

impl Hol {
    fn measured(&self, now: Time) -> &[Measured; 2] {
        if now == self.measured.1 { &self.measured.0 } else { &self.whole.0 }
    }

    fn known<'a>(&'a self, at: At<'a, Self>) -> Known<'a> {
        Known {
            params: at.params,
            load: at.run.load,
            said: self.said,
            lanes: &at.run.lanes,
            measured: self.measured(at.now),
            now: at.now,
        }
    }
}

fn measure_at(run: &Both, now: Time) -> [Measured; 2] {
    [0, 1].map(|index| measure(&run.load, &run.lanes[index], now))
}

impl Diagram for Hol {
    const ENTRY: &'static Entry = &ENTRY;
    type Params = Params;
    type Run = Both;

    fn notation(_params: &Params) -> Names {
        NAMES
    }

    fn run(plan: Plan<'_, Self>) -> Both {
        Both::open(plan.params, plan.inputs)
    }

    fn new(_params: &Params) -> Self {
        Self::default()
    }

    fn allows(_params: &Params, input: &Input) -> Result<(), String> {
        let only = || "Only packets can be dropped here.".to_owned();
        dropped(input).map(|_| ()).ok_or_else(only)
    }

    fn look(&mut self, params: &Params, run: &mut Both) {
        let hash = Some(run.hash());
        if self.whole.1 != hash {
            self.whole = (measure_at(run, run.end()), hash);
            let chance = params.chance().filter(|_| run.inputs().is_empty());
            self.said = chance.map(|loss| Said::of(params, loss)).unwrap_or_default();
        }
        self.measured = (measure_at(run, run.now()), run.now());
    }

    fn label(_params: &Params, input: &Input) -> String {
        words::intervention(&input.what)
    }

    fn tell(&self, at: At<'_, Self>, between: (Time, Time)) -> Vec<(Time, String)> {
        let lanes = at.run.lanes.iter().zip(TRANSPORTS);
        lanes.flat_map(|(lane, name)| words::lines(&at.run.load, lane, name, between)).collect()
    }

    fn menu(&self, at: At<'_, Self>, target: &str) -> Vec<Choice> {
        let named = target.strip_prefix("p:").map(|number| number.parse().ok());
        if named.is_none() && !target.is_empty() {
            return Vec::new();
        }
        let sent = at.run.lanes[0].sendings.iter().take_while(|sending| sending.sent <= at.now);
        let latest = || sent.filter_map(|sending| sending.number).max();
        let drop = |number: u32| {
            let what = Intervention::Drop(MsgId(number));
            let new = at.run.inputs().iter().all(|input| input.what != what);
            let label = capital(&words::intervention(&what));
            new.then(|| Choice::offered(Action::Intervene(NAMES.write(&what)), label))
        };
        named.unwrap_or_else(latest).and_then(drop).into_iter().collect()
    }

    fn draw(&mut self, at: At<'_, Self>, frame: Frame, into: &mut Scene) {
        let span = match at.params.mode {
            Mode::Ideal => at.params.every * (at.params.later * 5 / 2 + 12),
            Mode::Window => at.params.every * 24 + at.params.rtt * 2,
        };
        let picture = Picture {
            load: at.run.load,
            lanes: &at.run.lanes,
            measured: self.measured(at.now),
            now: at.now,
            span,
            every: at.params.every,
            end: at.run.end(),
        };
        picture.draw(frame, into);
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

    /// A packet that is dropped is marked where it was sent.
    fn marks_of_inputs(&self, at: At<'_, Self>) -> Vec<Mark> {
        self.known(at).drops()
    }

    fn text_alternative(&self, at: At<'_, Self>) -> TextAlternative {
        words::text_alternative(&at.run.load, &at.run.lanes, self.measured(at.now), at.now)
    }

    #[cfg(feature = "files")]
    fn trace(&self, at: At<'_, Self>, each: &mut dyn FnMut(&crate::figure::TraceEvent)) {
        super::trace::trace(&at.run.load, &at.run.lanes, each);
    }
}
