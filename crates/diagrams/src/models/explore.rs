//! A search or a count, worked on in slices.

use super::report::Report;
use check::explore::{Limits, Search};
use check::valency::Valency;
use check::{Progress, explore};
use protocols::consensus::Bit;
use serde::Serialize;

/// What there is to explore.
pub struct Model {
    /// To be searched.
    pub search: Box<dyn explore::Model>,
    /// What its initial states are called, in order.
    pub inputs: Inputs,
    /// Whether it decides between 0 and 1, so that valencies mean something.
    pub valency: bool,
    /// What the model leaves out of what it stands for, in a sentence; empty if nothing.
    pub leaves_out: String,
}

/// The initial states by their inputs.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// What each is called: `110`.
    pub labels: Vec<String>,
    /// What may be decided from each, as bits.
    pub allowed: Vec<u8>,
}

impl Inputs {
    /// Where what is decided must be somebody's input.
    #[must_use]
    pub fn of(inputs: &[Vec<Bit>]) -> Self {
        let label = |inputs: &Vec<Bit>| inputs.iter().map(|bit| char::from(b'0' + bit)).collect();
        let allowed = |inputs: &Vec<Bit>| inputs.iter().fold(0, |all, bit| all | 1 << bit);
        Self {
            labels: inputs.iter().map(label).collect(),
            allowed: inputs.iter().map(allowed).collect(),
        }
    }
}

/// A count of executions, in slices.
pub trait Count {
    /// Judges at most so many executions more; true when there are no others.
    fn advance(&mut self, most: u64) -> bool;
    /// What was counted so far.
    fn counted(&self) -> Counted;
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Executions.
    pub executions: u64,
    /// Those in which two correct processes decided differently.
    pub disagreements: u64,
    /// Those in which a value was decided that was not proposed.
    pub invalid: u64,
    /// The first of either, in words.
    pub first: Vec<String>,
}

/// How far an exploration has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Far {
    /// States found.
    pub states: u32,
    /// Edges found.
    pub edges: u64,
    /// How many actions the farthest state is away from an initial one.
    pub depth: u32,
    /// States found and not yet expanded.
    pub frontier: u32,
    /// Executions counted.
    pub executions: u64,
    /// The most memory taken so far.
    pub bytes: usize,
}

/// How far a slice of work has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Worked {
    /// How far the exploration is.
    pub far: Far,
    /// Whether it is done, or at its budget.
    pub done: bool,
}

/// An exploration under way.
pub struct Exploration {
    pub(super) spec: String,
    pub(super) budget: u32,
    pub(super) what: What,
}

pub(super) enum What {
    Search {
        search: Box<Search<Box<dyn explore::Model>>>,
        inputs: Inputs,
        valency: bool,
        leaves_out: String,
    },
    Count {
        count: Box<dyn Count>,
        is_done: bool,
    },
}

impl Exploration {
    pub(super) fn search(spec: String, budget: u32, model: Model) -> Self {
        let limits = Limits { states: budget, keep: false };
        let Model { search, inputs, valency, leaves_out } = model;
        let search = Box::new(Search::new(search, limits));
        let what = What::Search { search, inputs, valency, leaves_out };
        Self { spec, budget, what }
    }

    pub(super) fn count(spec: String, budget: u32, count: Box<dyn Count>) -> Self {
        Self { spec, budget, what: What::Count { count, is_done: false } }
    }

    /// Works on: expands so many states, or judges so many executions.
    pub fn work(&mut self, steps: u32) -> Progress {
        match &mut self.what {
            What::Search { search, .. } => search.work(steps),
            What::Count { count, is_done } => {
                let left = u64::from(self.budget).saturating_sub(count.counted().executions);
                *is_done = count.advance(left.min(u64::from(steps)));
                let is_cut = count.counted().executions >= u64::from(self.budget);
                if *is_done || is_cut { Progress::Done } else { Progress::Working }
            }
        }
    }

    /// How far it has got.
    #[must_use]
    pub fn far(&self) -> Far {
        match &self.what {
            What::Search { search, .. } => Far {
                states: search.graph().states(),
                edges: search.graph().edges(),
                depth: search.graph().depth(),
                frontier: search.frontier(),
                executions: 0,
                bytes: search.bytes(),
            },
            What::Count { count, .. } => {
                Far { executions: count.counted().executions, ..Far::default() }
            }
        }
    }

    /// What is known so far; it may take as long as a tenth of the search.
    #[must_use]
    pub fn report(&mut self) -> Report {
        Report::of(self)
    }
}

/// A valency by its name.
#[must_use]
pub fn word(valency: Valency) -> &'static str {
    match valency {
        Valency::Zero => "zero",
        Valency::One => "one",
        Valency::Bivalent => "bivalent",
        Valency::Undecidable => "undecidable",
        Valency::Unknown => "unknown",
    }
}
