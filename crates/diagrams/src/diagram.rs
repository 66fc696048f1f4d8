//! What is particular to a diagram.

use crate::action::{Action, Choice};
use crate::entry::Entry;
use crate::figure::Frame;
use crate::report::{Mark, MarkKind, Reading, TextAlternative, Verdict};
use crate::run::{InputOf, Notation, Run};
#[cfg(feature = "files")]
use crate::written::{Happened, TraceEvent};
use machine::Time;
use params::{Declared, Issue};
use scene::{Point, Scene};

/// What is particular to a diagram. The value itself holds what is kept beside the run: a judge,
/// the moment last looked at, what the reader has picked.
pub trait Diagram: Sized + 'static {
    /// Its line in the catalogue.
    const ENTRY: &'static Entry;
    /// Its parameters.
    type Params: Declared;
    /// What it runs.
    type Run: Run;

    /// How interventions are written in a run of these parameters.
    fn notation(params: &Self::Params) -> NotationOf<Self>;
    /// The run that a plan makes.
    fn run(plan: Plan<'_, Self>) -> Self::Run;
    /// Puts the run of another plan in the place of one, of which it may keep what is the same.
    fn rerun(plan: Plan<'_, Self>, run: &mut Self::Run) {
        *run = Self::run(plan);
    }
    /// The diagram beside a run that has just begun.
    fn new(params: &Self::Params) -> Self;

    /// Makes parameters that depend on each other fit, and says what was done.
    fn settle(params: &mut Self::Params) -> Vec<Issue> {
        let _ = params;
        Vec::new()
    }

    /// Whether an intervention can be done at all in a run of these parameters.
    ///
    /// # Errors
    /// Why not.
    fn allows(params: &Self::Params, input: &InputOf<Self::Run>) -> Result<(), String> {
        let _ = (params, input);
        Ok(())
    }

    /// What a change of parameters leaves of the run.
    fn keeps(before: &Self::Params, after: &Self::Params) -> Keeps {
        let _ = (before, after);
        Keeps::Inputs
    }

    /// Another run has begun.
    fn reset(&mut self, params: &Self::Params) {
        let _ = params;
    }

    /// The playhead has moved, or what is before it has changed.
    fn look(&mut self, params: &Self::Params, run: &mut Self::Run) {
        let _ = (params, run);
    }

    /// Judges what was computed since, for about a slice; true while there is more to do. `complete`
    /// says that nothing more will be computed.
    fn follow(&mut self, at: At<'_, Self>, complete: bool) -> bool {
        let _ = (at, complete);
        false
    }

    /// Measures on what is shown beside a run that is known; true while there is more to do.
    fn refine(&mut self, params: &Self::Params, run: &mut Self::Run, events: u32) -> bool {
        let _ = (params, run, events);
        false
    }

    /// Changes what the picture shows, by a code of its own; it may move the playhead.
    ///
    /// # Errors
    /// What is wrong with the code.
    fn turn(&mut self, run: &mut Self::Run, code: &str) -> Result<(), String> {
        let _ = run;
        Err(format!("There is no {code}."))
    }

    /// The reader has intervened in the run.
    fn acted(&mut self) {}

    /// Takes a pasted list of samples (see [`Entry::samples`]) into the parameters, and says what was
    /// taken.
    ///
    /// # Errors
    /// What was left out, or why nothing was taken.
    fn paste(params: &mut Self::Params, text: &str) -> Result<String, String> {
        let _ = (params, text);
        Err("Nothing can be pasted here.".to_owned())
    }

    /// An intervention in words: `crash A`.
    fn label(params: &Self::Params, input: &InputOf<Self::Run>) -> String;
    /// What happened after the first moment, up to the second, in words.
    fn tell(&self, at: At<'_, Self>, between: (Time, Time)) -> Vec<(Time, String)>;
    /// What can be done with a hit's target; the empty target is the figure as a whole.
    fn menu(&self, at: At<'_, Self>, target: &str) -> Vec<Choice>;
    /// What a trail drawn in the scene last drawn means.
    fn gesture(&self, at: At<'_, Self>, trail: &[Point]) -> Option<Action> {
        let _ = (at, trail);
        None
    }

    /// Draws the run at the playhead into an empty scene of the frame's size.
    fn draw(&mut self, at: At<'_, Self>, frame: Frame, into: &mut Scene);
    /// What was checked, and what was found up to a moment.
    fn verdicts(&self, at: At<'_, Self>) -> Vec<Verdict>;
    /// What was measured up to a moment.
    fn readout(&self, at: At<'_, Self>) -> Vec<Reading>;
    /// Which of [`Entry::tasks`] the run has achieved by a moment.
    fn tasks(&self, at: At<'_, Self>) -> Vec<(&'static str, bool)> {
        let _ = at;
        Vec::new()
    }
    /// What is marked on the timeline besides interventions and verdicts that turn.
    fn marks(&self, at: At<'_, Self>) -> Vec<Mark> {
        let _ = at;
        Vec::new()
    }
    /// The marks of the reader's interventions.
    fn marks_of_inputs(&self, at: At<'_, Self>) -> Vec<Mark> {
        let notation = Self::notation(at.params);
        let mark = |input: &InputOf<Self::Run>| {
            let label = Self::label(at.params, input);
            Mark { at: notation.at(input), kind: MarkKind::Act, label }
        };
        at.run.inputs().iter().map(mark).collect()
    }
    /// The picture in words.
    fn text_alternative(&self, at: At<'_, Self>) -> TextAlternative;

    /// The complete trace, event by event.
    #[cfg(feature = "files")]
    fn trace(&self, at: At<'_, Self>, each: &mut dyn FnMut(&TraceEvent));
    /// What clients asked of registers and were told.
    #[cfg(feature = "files")]
    fn history(&self, at: At<'_, Self>) -> Vec<Happened> {
        let _ = at;
        Vec::new()
    }
}

/// How a diagram's interventions are written.
pub type NotationOf<D> = <<D as Diagram>::Run as Run>::Notation;

/// What a run is made from.
pub struct Plan<'a, D: Diagram> {
    /// What was set.
    pub params: &'a D::Params,
    /// What the reader does, in order of time.
    pub inputs: Vec<InputOf<D::Run>>,
    /// The most events that it may have.
    pub events: u64,
}

/// A diagram's parameters, its run, and a moment of it.
pub struct At<'a, D: Diagram> {
    /// What was set.
    pub params: &'a D::Params,
    /// The run.
    pub run: &'a D::Run,
    /// The playhead, or for what is known of the whole run the end of what is computed.
    pub now: Time,
}

impl<D: Diagram> Clone for At<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Diagram> Copy for At<'_, D> {}

/// What a change of parameters leaves of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// All of it: only what is looked at has changed.
    Run,
    /// The reader's interventions, and the moment.
    Inputs,
    /// Nothing.
    Nothing,
}
