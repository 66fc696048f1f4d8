//! What is true of links and processes, which no process can see.

use super::params::{Params, Place, Way};
use super::record::Record;
use machine::{NodeId, NodeSet, Ratio, Time};
use scene::{Shape, Token};
use sim::Network;

/// A kind of trouble, in the chapter's order and colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is wrong.
    Healthy,
    /// Messages are late, and some are lost.
    Degraded,
    /// It comes and goes.
    Flapping,
    /// One direction works.
    Asymmetric,
    /// Nothing passes.
    Full,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Healthy, Self::Degraded, Self::Flapping, Self::Asymmetric, Self::Full];

    /// What the switches amount to. They are independent, so this is only a name.
    pub fn of(params: &Params) -> Self {
        if !params.in_trouble() {
            Self::Healthy
        } else if params.flap {
            Self::Flapping
        } else if params.way != Way::Both {
            Self::Asymmetric
        } else if params.loss < Ratio::ONE {
            Self::Degraded
        } else {
            Self::Full
        }
    }

    /// Its name.
    pub fn label(self) -> &'static str {
        ["healthy", "degraded", "flapping", "asymmetric", "full"][self as usize]
    }

    /// Its colour, and the glyph beside it.
    pub fn look(self) -> (Token, Shape) {
        match self {
            Self::Healthy => (Token::Green, Shape::Circle),
            Self::Degraded => (Token::Yellow, Shape::Triangle),
            Self::Flapping => (Token::Orange, Shape::Diamond),
            Self::Asymmetric => (Token::Purple, Shape::Arrow),
            Self::Full => (Token::Red, Shape::Square),
        }
    }

    /// The switches in words: what, where, in which direction, when.
    pub fn words(params: &Params) -> String {
        if !params.in_trouble() {
            return "no trouble".to_owned();
        }
        let place = match params.place {
            Place::All => "all links",
            Place::Node => "links of A",
            Place::Side => "links between two sides",
            Place::Pair => "the link of A and B",
        };
        let way = ["both ways", "towards A", "from A"][params.way as usize];
        let when = if params.flap { ", coming and going" } else { "" };
        let share = scene::number::fixed(i64::from(params.loss.as_ppm() / 10), 1);
        format!("{place}, {way}, {share} % lost{when}")
    }
}

/// The state of one direction of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// As on any day.
    Good,
    /// There is trouble, but messages pass.
    Poor,
    /// There is trouble that comes and goes, and it is away at the moment.
    Resting,
    /// Nothing passes.
    Dead,
}

/// All that decides what is true.
#[derive(Clone, Copy)]
pub struct Truth<'a> {
    /// Who talks to whom, and how well.
    pub network: &'a Network,
    /// What was done by hand.
    pub record: &'a Record,
}

impl Truth<'_> {
    /// The state of the direction `from` -> `to`.
    pub fn line(&self, (from, to): (NodeId, NodeId), now: Time) -> Line {
        let cut = self.record.cuts_at(now).is_some_and(|cuts| cuts.cut(from, to));
        match self.network.fault((from, to), now) {
            _ if cut => Line::Dead,
            Some(fault) if fault.loss == Ratio::ONE => Line::Dead,
            Some(_) => Line::Poor,
            None if self
                .network
                .fault_windows
                .iter()
                .any(|fault| fault.covers((from, to), now)) =>
            {
                Line::Resting
            }
            None => Line::Good,
        }
    }

    /// Who is down at `now`.
    pub fn down(&self, now: Time) -> NodeSet {
        self.record.down(now)
    }
}

/// What a suspicion, or its absence, is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Trusted, and up.
    Right,
    /// Suspected, and crashed.
    Found,
    /// Suspected and up, but nothing came from there.
    CutOff,
    /// Suspected, up, and the link works.
    Wrong,
    /// Trusted, and crashed.
    Missed,
}

impl Worth {
    /// Of one process's suspicion of another.
    pub fn of(suspected: bool, down: bool, line: Line) -> Self {
        match (suspected, down) {
            (false, false) => Self::Right,
            (true, true) => Self::Found,
            (false, true) => Self::Missed,
            (true, false) if line == Line::Dead => Self::CutOff,
            (true, false) => Self::Wrong,
        }
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Right => "trusted, up",
            Self::Found => "suspected, crashed",
            Self::CutOff => "suspected, up but cut off",
            Self::Wrong => "suspected, up: wrong",
            Self::Missed => "trusted, crashed: missed",
        }
    }
}
