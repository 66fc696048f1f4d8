//! A diagram of one replicated store: what is particular to it, and what all have in common.

use super::design::{Design, Run};
use super::report::Known;
use super::watch::{VIEWS, Watch};
use crate::diagram::{At, Diagram, Plan};
use crate::figure::{
    Action, Choice, Entry, Frame, Gesture, Mark, Reading, TextAlternative, Verdict,
};
use crate::parts::words;
use machine::Time;
use params::{Declared, Issue};
use scene::{Point, Scene};
use sim::{Input, Names};
use std::marker::PhantomData;

/// What is particular to a diagram of one replicated store.
pub trait Clustered: 'static {
    /// Its line in the catalogue.
    const ENTRY: &'static Entry;
    /// Its parameters.
    type Params: Declared;

    /// What is run.
    fn design(params: &Self::Params) -> Design<'_>;

    /// Makes parameters that depend on each other fit, and says what was done.
    fn settle(params: &mut Self::Params) -> Vec<Issue> {
        let _ = params;
        Vec::new()
    }

    /// What was checked, and what was found.
    fn verdicts(known: &Known<'_>) -> Vec<Verdict> {
        known.verdicts()
    }

    /// What was measured.
    fn readout(known: &Known<'_>) -> Vec<Reading> {
        known.readout()
    }

    /// Which of [`Entry::tasks`] the run has achieved.
    fn tasks(params: &Self::Params, known: &Known<'_>) -> Vec<(&'static str, bool)> {
        let _ = (params, known);
        Vec::new()
    }
}

/// An entry with what all diagrams of one store have; see [`Entry::of`].
pub const fn entry<C: Clustered>(id: &'static str, number: u8) -> Entry {
    let plain = Entry::of::<Over<C>>(id, number);
    Entry { views: VIEWS, history: true, gesture: Gesture::Loop, ..plain }
}

/// The diagram that it makes: the views, menus, gestures and words of every cluster.
pub struct Over<C> {
    watch: Watch,
    of: PhantomData<C>,
}

impl<C: Clustered> Over<C> {
    fn known<'a>(&'a self, at: At<'a, Self>) -> Known<'a> {
        self.watch.known(at.run, at.now)
    }
}

impl<C: Clustered> Diagram for Over<C> {
    const ENTRY: &'static Entry = C::ENTRY;
    type Params = C::Params;
    type Run = Run;

    fn notation(params: &C::Params) -> Names {
        C::design(params).names()
    }

    fn run(plan: Plan<'_, Self>) -> Run {
        C::design(plan.params).run(plan.inputs, plan.events)
    }

    fn new(params: &C::Params) -> Self {
        Self { watch: Watch::new(C::design(params).servers), of: PhantomData }
    }

    fn settle(params: &mut C::Params) -> Vec<Issue> {
        C::settle(params)
    }

    fn reset(&mut self, params: &C::Params) {
        *self = Self::new(params);
    }

    fn look(&mut self, _params: &C::Params, run: &mut Run) {
        self.watch.look(run);
    }

    fn follow(&mut self, at: At<'_, Self>, complete: bool) -> bool {
        self.watch.follow(at.run, complete)
    }

    fn turn(&mut self, run: &mut Run, code: &str) -> Result<(), String> {
        self.watch.pick(run, code)
    }

    fn acted(&mut self) {
        self.watch.let_go();
    }

    fn label(params: &C::Params, input: &Input) -> String {
        words::intervention(Self::notation(params), &input.what)
    }

    fn tell(&self, at: At<'_, Self>, between: (Time, Time)) -> Vec<(Time, String)> {
        self.watch.tell(at.run, between)
    }

    fn menu(&self, at: At<'_, Self>, target: &str) -> Vec<Choice> {
        self.watch.menu(at.run, target)
    }

    fn gesture(&self, at: At<'_, Self>, trail: &[Point]) -> Option<Action> {
        self.watch.gesture(at.run, trail)
    }

    fn draw(&mut self, at: At<'_, Self>, frame: Frame, into: &mut Scene) {
        self.watch.draw(at.run, frame, into);
    }

    fn verdicts(&self, at: At<'_, Self>) -> Vec<Verdict> {
        C::verdicts(&self.known(at))
    }

    fn readout(&self, at: At<'_, Self>) -> Vec<Reading> {
        C::readout(&self.known(at))
    }

    fn tasks(&self, at: At<'_, Self>) -> Vec<(&'static str, bool)> {
        C::tasks(at.params, &self.known(at))
    }

    fn marks(&self, at: At<'_, Self>) -> Vec<Mark> {
        self.known(at).marks()
    }

    fn text_alternative(&self, at: At<'_, Self>) -> TextAlternative {
        self.watch.text_alternative(at.run)
    }

    #[cfg(feature = "files")]
    fn trace(&self, at: At<'_, Self>, each: &mut dyn FnMut(&crate::figure::TraceEvent)) {
        super::watch::trace(at.run, each);
    }

    #[cfg(feature = "files")]
    fn history(&self, at: At<'_, Self>) -> Vec<crate::figure::Happened> {
        self.watch.history(at.run)
    }
}
