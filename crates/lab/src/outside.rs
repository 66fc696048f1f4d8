//! A history that somebody else wrote down: judged in slices, told and drawn.

mod draw;
mod told;

pub use draw::Drawing;
pub use told::{Judged, Told, ToldKey};

use check::outside::{
    self, Format, Judgement, Judging, Kind, ModelName, Named, ParseError, RawEvent,
};
use check::{Budget, Limit, Progress, Standing};
use std::collections::BTreeMap;

/// What a history is to be judged by.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What it is a history of.
    pub model: ModelName,
    /// What was there at first, in EDN or JSON.
    pub init: Option<&'a str>,
    /// How it is written.
    pub format: Format,
    /// Configurations remembered of each key; steps are bounded by whoever asks for slices.
    pub configurations: usize,
}

impl Question<'_> {
    /// Whether the initial value is one of the model's.
    ///
    /// # Errors
    /// What would have been one.
    pub fn check(&self) -> Result<(), Unjudged> {
        self.judge(&[]).map(drop).map_err(|error| Unjudged::Init(error.message))
    }

    fn judge(&self, events: &[RawEvent]) -> Result<Box<dyn Judging>, ParseError> {
        let budget = Budget { steps: u64::MAX, configurations: self.configurations };
        outside::judge(events, self.model, self.init, budget)
    }
}

/// Why a history is not judged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unjudged {
    /// The initial value is none of the model's.
    #[error("{0}")]
    Init(String),
    /// It is malformed, or not of this model.
    #[error("{0}")]
    At(#[from] ParseError),
    /// It is empty.
    #[error("no operation is in it")]
    Empty,
}

/// A history under judgement.
pub struct Outside {
    judging: Box<dyn Judging>,
    events: Vec<RawEvent>,
    /// For each event that begins an operation, which one ends it.
    ends: Vec<Option<usize>>,
}

impl Outside {
    /// Reads a history.
    ///
    /// # Errors
    /// It is none, or none of the model: what is wrong, and in which line.
    pub fn read(text: &str, question: &Question<'_>) -> Result<Self, Unjudged> {
        question.check()?;
        let events = outside::parse(text, question.format)?;
        if events.is_empty() {
            return Err(Unjudged::Empty);
        }
        let ends = ends(&events);
        Ok(Self { judging: question.judge(&events)?, events, ends })
    }

    /// Searches on, for about so many steps.
    pub fn advance(&mut self, steps: u64) -> Progress {
        self.judging.advance(steps)
    }

    /// What is known so far.
    #[must_use]
    pub fn found(&self) -> Found<'_> {
        let judged = self.judging.report();
        Found { outside: self, judged }
    }
}

/// For each event that begins an operation, which one ends it: a process does one thing at a time.
fn ends(events: &[RawEvent]) -> Vec<Option<usize>> {
    let mut ends = vec![None; events.len()];
    let mut open: BTreeMap<u32, usize> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        if event.kind == Kind::Invoke {
            open.insert(event.process, index);
        } else if let Some(invoke) = open.remove(&event.process) {
            ends[invoke] = Some(index);
        }
    }
    ends
}

/// What was found, and what it was found in.
pub struct Found<'a> {
    outside: &'a Outside,
    /// The judgement.
    pub judged: Judgement,
}

impl Found<'_> {
    /// The verdict as JSON names it.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        verdict(self.judged.standing)
    }

    /// What ended the search before it was decided: `memory` or `time`.
    #[must_use]
    pub fn limit(&self) -> Option<&'static str> {
        match self.judged.standing {
            Standing::Unknown(Limit::Memory) => Some("memory"),
            Standing::Unknown(Limit::Slice | Limit::Steps) => Some("time"),
            Standing::Holds | Standing::Violated => None,
        }
    }

    /// An operation's invocation, and its end if it has one.
    fn events_of(&self, op: &Named) -> (&RawEvent, Option<&RawEvent>) {
        let Outside { events, ends, .. } = self.outside;
        (&events[op.event], ends[op.event].map(|end| &events[end]))
    }
}

fn verdict(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "linearizable",
        Standing::Violated => "not-linearizable",
        Standing::Unknown(_) => "unknown",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoke => "invoke",
        Kind::Ok => "ok",
        Kind::Fail => "fail",
        Kind::Info => "info",
    }
}
