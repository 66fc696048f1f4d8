//! The protocols that are played as one machine, and what the explorer is told about them.

use super::game::name;
use crate::models::ben_or::BenOrView;
use crate::one_of::one_of;
use check::explore::{Fate, View};
use machine::NodeId;
use protocols::ben_or::{BenOr, Phase};
use protocols::chandra_toueg::{self, ChandraToueg};
use protocols::consensus::Consensus;
use protocols::detector;
use protocols::naive::Naive;
use std::cmp::Ordering;

one_of!(Naive(Naive), BenOr(BenOr), ChandraToueg(ChandraToueg));

impl Protocol {
    /// The commands by which its detector makes a process give up whom it waits for.
    pub fn suspicion(&self, state: &State) -> Vec<u32> {
        match (self, state) {
            (Self::ChandraToueg(machine), State::ChandraToueg(state)) => suspicion(machine, state),
            _ => Vec::new(),
        }
    }
}

/// What a process suspects only counts while it waits: so it is told that it was wrong at once.
pub fn suspicion(machine: &ChandraToueg, state: &chandra_toueg::State) -> Vec<u32> {
    let coordinator = machine.coordinator(state.round());
    vec![detector::suspect(coordinator), detector::trust(coordinator)]
}

impl State {
    /// The phase it is in, and its value.
    pub fn show(&self) -> (String, String) {
        match self {
            Self::Naive(state) => {
                let heard: Vec<String> = state.heard().iter().map(name).collect();
                (format!("heard {}", heard.join(" ")), String::new())
            }
            Self::BenOr(state) => {
                let phase = match state.phase {
                    Phase::Report => "report",
                    Phase::Propose => "propose",
                    Phase::Flip => "coin",
                    Phase::Stop => "done",
                };
                (format!("round {}, {phase}", state.round), format!("x = {}", state.value))
            }
            Self::ChandraToueg(state) => {
                let phase = match state.phase() {
                    chandra_toueg::Phase::Estimates => "wants estimates",
                    chandra_toueg::Phase::Proposal => "wants a proposal",
                    chandra_toueg::Phase::Answers => "wants answers",
                };
                let (value, since) = state.estimate();
                (format!("round {}, {phase}", state.round()), format!("{value} since {since}"))
            }
        }
    }

    /// What is different for it once its clock can be trusted.
    pub fn settled(&self) -> &'static str {
        if matches!(self, Self::BenOr(_)) { ", waits for all" } else { "" }
    }
}

/// What the explorer is told.
#[derive(Clone)]
pub enum ProtocolView {
    /// Of the simple rules: every message counts until its receiver has decided.
    Naive,
    /// As in the model.
    BenOr(BenOrView),
    /// A message counts in its phase.
    ChandraToueg,
}

impl View<Protocol> for ProtocolView {
    fn steps_read_inputs(&self) -> bool {
        matches!(self, Self::Naive)
    }

    fn fate(&self, me: NodeId, state: &State, from: NodeId, msg: &Msg) -> Fate {
        match (self, state, msg) {
            (Self::BenOr(view), State::BenOr(state), Msg::BenOr(msg)) => {
                view.fate(me, state, from, msg)
            }
            (_, State::ChandraToueg(state), Msg::ChandraToueg(msg)) => fate(state, msg),
            _ if Protocol::decision(state).is_some() => Fate::Never,
            _ => Fate::Now,
        }
    }

    fn round(&self, state: &State) -> Option<u32> {
        match (self, state) {
            (Self::BenOr(view), State::BenOr(state)) => view.round(state),
            _ => None,
        }
    }

    fn period(&self) -> u32 {
        if let Self::BenOr(view) = self { view.period() } else { 0 }
    }

    fn canonical(&self, state: &mut State, rounds: u32) {
        if let (Self::BenOr(view), State::BenOr(state)) = (self, state) {
            view.canonical(state, rounds);
        }
    }

    fn shift(&self, msg: &mut Msg, rounds: u32) {
        if let (Self::BenOr(view), Msg::BenOr(msg)) = (self, msg) {
            view.shift(msg, rounds);
        }
    }

    fn decided(&self, _me: NodeId, state: &State) -> Option<u8> {
        Protocol::decision(state)
    }

    fn may_end(&self, me: NodeId, state: &State) -> bool {
        match (self, state) {
            (Self::BenOr(view), State::BenOr(state)) => view.may_end(me, state),
            _ => Protocol::decision(state).is_some(),
        }
    }

    fn say(&self, msg: &Msg) -> String {
        msg.to_string()
    }
}

/// Of each process at most one message counts for another at a time.
pub fn fate(state: &chandra_toueg::State, msg: &chandra_toueg::Message) -> Fate {
    match state.when(msg) {
        Ordering::Less => Fate::Never,
        Ordering::Equal => Fate::Now,
        Ordering::Greater => Fate::Later,
    }
}
