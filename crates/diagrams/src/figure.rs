//! What every diagram offers to a page, a command line or a test.

use machine::Time;
use params::{Issue, Link, Spec};
use scene::{Point, Scene};

/// A diagram in the catalogue.
pub struct Entry {
    /// Stable for ever: the page's folder and the link's first word.
    pub id: &'static str,
    /// The module of the site that it is in, one of the features of this crate.
    pub module: &'static str,
    /// The chapter's number, 1 to 15.
    pub number: u8,
    /// Heading.
    pub title: &'static str,
    /// One line under it.
    pub purpose: &'static str,
    /// The Socratic prompt.
    pub prompt: &'static str,
    /// What a reader can try, ticked off by the run; ids as in [`Report::tasks`].
    pub tasks: &'static [(&'static str, &'static str)],
    /// Where the chapter's plan is wrong: what it says, what is right, the source.
    pub errata: &'static [chapter::Erratum],
    /// Its parameters.
    pub specs: &'static [Spec],
    /// Runs worth opening: a name and a link's query each.
    pub presets: &'static [Preset],
    /// What its playhead counts.
    pub clock: Clock,
    /// Its views, in reading order.
    pub views: &'static [View],
    /// Whether clients use registers in it: its runs have a history to write out, and a history
    /// from elsewhere can be judged and drawn as theirs are.
    pub history: bool,
    /// What is done in the picture with the hand held down.
    pub hand: Hand,
    /// The models of [`crate::models`] that its page offers to explore, by name.
    pub models: &'static [&'static str],
    /// What a sweep over many of its runs is drawn as first.
    pub charts: &'static [Chart],
    /// What a list of samples that a reader pastes is of, where one can be taken: [`Figure::set`]
    /// with the id `samples` and the list; [`Figure::value`] of it says how many were taken.
    pub samples: Option<&'static str>,
    /// Opens a link; what could not be taken as it stood is in [`Figure::issues`].
    pub open: fn(&Link) -> Box<dyn Figure>,
}

/// What is done in the picture with the hand held down; see [`Figure::drawn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Nothing.
    Idle,
    /// A loop is drawn round some of the things in it.
    Loop,
    /// A thing is dragged to another place.
    Drag,
    /// What is shown moves with the hand, code by code.
    Pan,
}

/// What a playhead counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Virtual time.
    Time,
    /// Steps of this name, such as "delivery": the n-th is done from second n of the run on.
    Steps(&'static str),
}

/// A run worth opening, and what it shows, step by step.
pub struct Preset {
    /// Stable id.
    pub id: &'static str,
    /// On its button.
    pub label: &'static str,
    /// The link's query, without `v`.
    pub query: &'static str,
    /// A narration: when, and what is seen then. Empty for a plain preset.
    pub steps: &'static [(Time, &'static str)],
}

/// A chart of many runs: some readouts over a parameter.
pub struct Chart {
    /// Stable id, unlike any readout's or verdict's.
    pub id: &'static str,
    /// What is measured.
    pub label: &'static str,
    /// The parameter, and values of it to begin with.
    pub over: (&'static str, &'static str),
    /// Whether equal lengths of both axes are equal ratios.
    pub log: bool,
    /// The readouts, all in one unit.
    pub curves: &'static [Curve],
}

/// A readout in a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Curve {
    /// The readout's id. Runs need not have it.
    pub of: &'static str,
    /// What it is called in the legend.
    pub name: &'static str,
    /// Whether it is what a closed form says, the same in every run.
    pub closed: bool,
}

/// One way to look at a run.
pub struct View {
    /// Stable id.
    pub id: &'static str,
    /// On its tab.
    pub label: &'static str,
}

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
    /// The link to this run: parameters and interventions; with the moment if asked for.
    fn link(&self, with_moment: bool) -> Link;
    /// What the link that was opened asked for and did not get.
    fn issues(&self) -> &[Issue];

    /// Computes and judges on, for about so many events; false when the run is known.
    fn work(&mut self, events: u32) -> bool;
    /// Measures on what is shown beside a run that is known, in other runs; false when all is done. A
    /// sweep does without.
    fn refine(&mut self, events: u32) -> bool {
        let _ = events;
        false
    }
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

    /// Intervenes at the playhead; `code` is an intervention as in a link's `ev`, without its time.
    ///
    /// # Errors
    /// Why it cannot be done now; nothing is changed then.
    fn act(&mut self, code: &str) -> Result<(), Issue>;
    /// The interventions so far, in order of time.
    fn interventions(&self) -> Vec<Intervened>;
    /// Takes intervention number `index` back.
    fn forget(&mut self, index: usize);
    /// What can be done with a hit's target.
    fn menu(&self, target: &str) -> Vec<Choice>;
    /// The code that a trail drawn in the scene last drawn means: a loop round replicas, or the way
    /// of what was dragged, or the last move of that way ([`Hand::Pan`]). A finger holds what a trail without a way has a code for.
    fn drawn(&self, trail: &[Point]) -> Option<String> {
        let _ = trail;
        None
    }

    /// Draws the run at the playhead.
    fn scene(&mut self, frame: Frame, into: &mut Scene);
    /// What is known at the playhead.
    fn report(&self) -> Report;
    /// What to say aloud since the last call, oldest first.
    fn say(&mut self) -> Vec<String>;
    /// The picture in words: rows of cells under a header.
    fn twin(&self) -> Twin;
    /// The complete trace, event by event, handed out in order. The page has no use for it.
    #[cfg(feature = "files")]
    fn trace(&self, each: &mut dyn FnMut(&Traced));
    /// What clients asked of registers and were told, in order. Empty where none are used.
    #[cfg(feature = "files")]
    fn history(&self) -> Vec<Happened>;
}

/// An event of a run.
#[cfg(feature = "files")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// When.
    pub at: Time,
    /// What.
    pub kind: TraceKind,
    /// The process that did it or that it was done to; none for what happened in the network.
    pub process: Option<String>,
    /// The message it is about.
    pub message: Option<Carried>,
    /// In words, as a line of the plain trace has it after the time.
    pub text: String,
}

#[cfg(feature = "files")]
impl Traced {
    /// A failure detector makes a process suspect another: nothing arrives.
    #[must_use]
    pub fn of_suspicion(at: Time, process: String, text: String) -> Self {
        Self { at, kind: TraceKind::Suspected, process: Some(process), message: None, text }
    }

    /// What happened to a message between processes that are called by their letters.
    #[must_use]
    pub fn of_message<M: std::fmt::Display>(
        at: Time,
        kind: TraceKind,
        (verb, flight): (&str, &sim::Flight<M>),
    ) -> Self {
        let (from, to, id) = (flight.from.to_string(), flight.to.to_string(), flight.id.0);
        let text = format!("{verb} {from}->{to} #{id} {}", flight.msg);
        let process = match kind {
            TraceKind::Sent => Some(from.clone()),
            TraceKind::Arrived => Some(to.clone()),
            _ => None,
        };
        let message = Some(Carried { id: id.into(), from, to });
        Self { at, kind, process, message, text }
    }
}

/// A message on its way, as an event of a trace names it.
#[cfg(feature = "files")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its number: the same where it is sent, arrives or is lost.
    pub id: u64,
    /// The sender.
    pub from: String,
    /// The receiver.
    pub to: String,
}

/// What an event of a trace is.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceKind {
    /// A message was sent.
    Sent,
    /// It arrived, or is held for a process that is paused.
    Arrived,
    /// It was lost.
    Lost,
    /// A timer ran out.
    Timeout,
    /// A failure detector suspects a process, or a move of the adversary made it.
    Suspected,
    /// A failure detector suspects it no longer.
    Trusted,
    /// A client asked or was told something.
    Client,
    /// A server noted something.
    Server,
    /// A process crashed.
    Crash,
    /// It came back.
    Restart,
    /// It stood still.
    Pause,
    /// It went on.
    Resume,
    /// The network was cut or healed.
    Network,
    /// An intervention could not be done.
    Impossible,
}

/// An event of a client's history, as checkers take it.
#[cfg(feature = "files")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Time,
    /// Which client, counted from 0.
    pub process: u32,
    /// What it says of its operation.
    pub told: Told,
    /// Which operation.
    pub f: Access,
    /// Which register.
    pub key: String,
    /// What was to be written, or was read; nothing where that is not known or not there.
    pub value: Option<u32>,
}

/// What an event says of its operation.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It begins.
    Invoke,
    /// It happened.
    Ok,
    /// It certainly did not.
    Fail,
    /// Nobody knows.
    Info,
}

/// What is done to a register.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It is read.
    Read,
    /// It is written.
    Write,
}

#[cfg(feature = "files")]
impl Access {
    /// As histories name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// An intervention that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intervened {
    /// When.
    pub at: Time,
    /// As in a link.
    pub code: String,
    /// In words.
    pub label: String,
}

/// Something that can be done to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// For [`Figure::act`].
    pub code: String,
    /// On its button.
    pub label: String,
}

/// Three-valued, always: what was searched, not what was hoped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was checked and holds.
    Holds,
    /// It was checked and does not.
    Violated,
    /// It was not, or not to the end.
    Unknown,
}

/// One verdict chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Stable id.
    pub id: &'static str,
    /// A few words: "not linearizable".
    pub label: String,
    /// The verdict.
    pub standing: Standing,
    /// What was checked, and what was found: a sentence, with the witness.
    pub why: String,
    /// When it turned, if it did.
    pub since: Option<Time>,
}

/// One measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Stable id.
    pub id: &'static str,
    /// What was measured.
    pub label: &'static str,
    /// Digits, or a dash when there was nothing to measure.
    pub value: String,
    /// Its unit, or what it is out of.
    pub unit: String,
}

/// What a timeline mark stands for; each has a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// The network was cut; ends with `Heal`.
    Cut,
    /// It was healed.
    Heal,
    /// A process crashed.
    Crash,
    /// It came back.
    Restart,
    /// A leader was elected.
    Election,
    /// A verdict turned.
    Verdict,
    /// The reader did something else.
    Act,
}

/// A mark on the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// What.
    pub kind: MarkKind,
    /// In words.
    pub label: String,
}

/// All that is known at the playhead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The chips.
    pub verdicts: Vec<Verdict>,
    /// The measurements.
    pub readout: Vec<Reading>,
    /// Which of [`Entry::tasks`] the run has achieved.
    pub tasks: Vec<(&'static str, bool)>,
    /// Marks of the whole run, as far as computed.
    pub marks: Vec<Mark>,
}

/// A table that says what the picture shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Twin {
    /// What it is a table of.
    pub caption: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<String>>,
}
