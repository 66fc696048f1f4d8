//! What is fixed about a diagram: its texts, parameters, views and examples.

use crate::diagram::Diagram;
use crate::figure::Figure;
use crate::live::Live;
use check::measure::Summary;
use machine::Time;
use params::{Declared, Link, Spec};
use serde::Serialize;

/// A diagram in the catalogue.
pub struct Entry {
    /// Stable for ever: the link's first word, the page's folder, the site's module.
    pub id: &'static str,
    /// The chapter's number, 1 to 15.
    pub number: u8,
    /// Heading.
    pub title: &'static str,
    /// One line under it.
    pub purpose: &'static str,
    /// The Socratic prompt.
    pub prompt: &'static str,
    /// What a reader can try, ticked off by the run; ids as in [`Report::tasks`](crate::report::Report::tasks).
    pub tasks: &'static [(&'static str, &'static str)],
    /// Where the chapter's plan is wrong: what it says, what is right, the source.
    pub errata: &'static [chapter::Erratum],
    /// Its parameters.
    pub specs: &'static [Spec],
    /// Examples: a name and a link's query each.
    pub presets: &'static [Preset],
    /// What its playhead counts.
    pub clock: Clock,
    /// Its views, in reading order.
    pub views: &'static [View],
    /// Whether clients use registers in it: its runs have a history to write out, and a history
    /// from elsewhere can be judged and drawn as theirs are.
    pub history: bool,
    /// The drag gesture that the picture supports.
    pub gesture: Gesture,
    /// The models of [`crate::models`] that its page offers to explore, by name.
    pub models: &'static [&'static str],
    /// What a sweep over many of its runs is drawn as first.
    pub charts: &'static [Chart],
    /// What many of its runs came to, in a sentence, where it has one to say.
    pub says: Option<Says>,
    /// What a list of samples that a reader pastes is of, where one can be taken: [`Figure::paste`].
    pub samples: Option<&'static str>,
    /// Opens a link on a run of at most so many events: see [`Entry::open`].
    pub start: fn(&Link, u64) -> Box<dyn Figure>,
}

impl Entry {
    /// An entry without texts, and without what most diagrams do without. Others are made from it, as
    /// `Entry { title: "...", ..Entry::of::<Cap>("cap", 3) }`.
    #[must_use]
    pub const fn of<D: Diagram>(id: &'static str, number: u8) -> Self {
        Self {
            id,
            number,
            title: "",
            purpose: "",
            prompt: "",
            tasks: &[],
            errata: &[],
            specs: D::Params::SPECS,
            presets: &[],
            clock: Clock::Time,
            views: &[],
            history: false,
            gesture: Gesture::Idle,
            models: &[],
            charts: &[],
            says: None,
            samples: None,
            start: Live::<D>::start,
        }
    }

    /// Opens a link; what could not be taken as it stood is in [`Figure::issues`].
    #[must_use]
    pub fn open(&self, link: &Link) -> Box<dyn Figure> {
        self.open_within(sim::Limits::default().events, link)
    }

    /// Opens a link on a run that stops after so many events.
    #[must_use]
    pub fn open_within(&self, events: u64, link: &Link) -> Box<dyn Figure> {
        (self.start)(link, events)
    }
}

/// Makes a sentence of what many runs came to: of each readout, by its id, the summary.
pub type Says = fn(&dyn Fn(&str) -> Option<Summary>) -> Option<String>;

/// The drag gesture that a picture supports; see [`Figure::drawn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Gesture {
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
    /// Nothing: there is no run to move over.
    Still,
    /// Steps of this name, such as "delivery": the n-th is done from second n of the run on.
    Steps(&'static str),
}

/// A run worth opening, and what it shows, step by step.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Preset {
    /// Stable id.
    pub id: &'static str,
    /// On its button.
    pub label: &'static str,
    /// The link's query, without `v`.
    pub query: &'static str,
    /// A narration: when, and what is seen then. Empty for a plain preset.
    #[cfg_attr(feature = "types", ts(type = "Array<[number, string]>"))]
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
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct View {
    /// Stable id.
    pub id: &'static str,
    /// On its tab.
    pub label: &'static str,
}
