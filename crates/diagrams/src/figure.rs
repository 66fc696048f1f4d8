//! What every diagram offers to a page, a command line or a test.

use machine::Time;
use params::{Issue, Link};
use scene::{Point, Scene};

pub use crate::action::{Action, Choice, Intervened};
pub use crate::entry::{Chart, Clock, Curve, Entry, Gesture, Preset, View};
pub use crate::report::{Mark, MarkKind, Reading, Report, Standing, TextAlternative, Verdict};
#[cfg(feature = "files")]
pub use crate::written::{Access, Carried, Happened, Told, TraceEvent, TraceKind};

/// What to draw, and how large, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// An index into [`Entry::views`], or all of them side by side.
    pub view: Option<usize>,
}

/// One live instance of a diagram: a run, a playhead on it, and what can be done to it.
///
/// The whole run is computed ahead of the playhead, a slice at a time ([`Figure::work`]); the
/// playhead moves over it freely. An intervention at the playhead runs the future anew.
pub trait Figure {
    /// The diagram it is an instance of.
    fn entry(&self) -> &'static Entry;
    /// The value of the parameter `id`, written as in a link.
    fn value(&self, id: &str) -> Option<String>;
    /// Sets one parameter and runs anew; a bad value changes nothing.
    ///
    /// # Errors
    /// What is wrong with the value, or the nearest one taken instead.
    fn set(&mut self, id: &str, text: &str) -> Result<(), Issue>;
    /// Takes a pasted list of samples (see [`Entry::samples`]), and says what of it was taken.
    ///
    /// # Errors
    /// What was left out, or why nothing was taken.
    fn paste(&mut self, text: &str) -> Result<String, Issue>;
    /// The link to this run: parameters and interventions; with the moment if asked for.
    fn link(&self, with_moment: bool) -> Link;
    /// What the link that was opened asked for and did not get.
    fn issues(&self) -> &[Issue];

    /// Computes and judges on, for about so many events; false when the run is known.
    fn work(&mut self, events: u32) -> bool;
    /// Measures on what is shown beside a run that is known, in other runs; false when all is done. A
    /// sweep does without.
    fn refine(&mut self, events: u32) -> bool;
    /// The playhead.
    fn now(&self) -> Time;
    /// Where the run ends.
    fn end(&self) -> Time;
    /// How far it is computed.
    fn computed(&self) -> Time;
    /// Moves the playhead, at most to [`Figure::computed`].
    fn seek(&mut self, to: Time);
    /// Moves the playhead by one event.
    fn step(&mut self, forward: bool);
    /// The run's hash: equal for equal runs, on every machine. Computes what is missing.
    fn hash(&mut self) -> u64;
    /// How many events the whole run has so far.
    fn events(&self) -> u64;

    /// Does what a reader asks for, at the playhead.
    ///
    /// # Errors
    /// Why an intervention cannot be done now, and nothing is changed then; or what is wrong with a
    /// value, as from [`Figure::set`].
    fn act(&mut self, action: &Action) -> Result<(), Issue>;
    /// The interventions so far, in order of time.
    fn interventions(&self) -> Vec<Intervened>;
    /// Takes intervention number `index` back.
    fn forget(&mut self, index: usize);
    /// What can be done with a hit's target.
    fn menu(&self, target: &str) -> Vec<Choice>;
    /// What a trail drawn in the scene last drawn means: a loop round replicas, or the way of what
    /// was dragged, or the last move of that way ([`Gesture::Pan`]). A finger holds what a trail of one
    /// point means something for.
    fn drawn(&self, trail: &[Point]) -> Option<Action>;

    /// Draws the run at the playhead.
    fn scene(&mut self, frame: Frame, into: &mut Scene);
    /// What is known at the playhead.
    fn report(&self) -> Report;
    /// What to say aloud since the last call, oldest first.
    fn say(&mut self) -> Vec<String>;
    /// The picture in words: rows of cells under a header.
    fn text_alternative(&self) -> TextAlternative;
    /// The complete trace, event by event, handed out in order. The page has no use for it.
    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&TraceEvent));
    /// What clients asked of registers and were told, in order. Empty where none are used.
    #[cfg(feature = "files")]
    fn history(&self) -> Vec<Happened>;
}
