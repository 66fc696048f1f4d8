//! Protocols of synchronous rounds: all their executions, counted.

use super::explore::{Count, Counted};
use protocols::consensus::{Bit, Broken};
use protocols::dolev_strong::DolevStrong;
use protocols::flood_set::FloodSet;
use protocols::oral_messages::OralMessages;
use protocols::phase_king::PhaseKing;
use protocols::rounds::Synchronous;
use protocols::rounds::census::{Census, Execution, Fault};

/// FloodSet with every pattern of at most `f` crashes, from all inputs.
pub fn flood_set(n: u32, f: u32, rounds: u32) -> Box<dyn Count> {
    let with = move |inputs| FloodSet { inputs, rounds };
    Box::new(Census::new(n as usize, Fault::Crash, f, with))
}

/// Oral messages with `f` liars, whatever they say, from both orders.
pub fn oral_messages(n: u32, f: u32, rounds: u32) -> Box<dyn Count> {
    let processes = n as usize;
    let with = move |order: Vec<Bit>| OralMessages { order: [order[0]], processes, rounds };
    Box::new(Census::new(1, Fault::Byzantine, f, with))
}

/// Dolev and Strong's broadcast with `f` liars, whatever they can sign, of both values.
pub fn dolev_strong(n: u32, f: u32, rounds: u32) -> Box<dyn Count> {
    let processes = n as usize;
    let with = move |value: Vec<Bit>| DolevStrong { value: [value[0]], processes, rounds };
    Box::new(Census::new(1, Fault::Byzantine, f, with))
}

/// Phase king with `f` liars, whatever they say, from all inputs.
pub fn phase_king(n: u32, f: u32, phases: u32) -> Box<dyn Count> {
    let with = move |inputs| PhaseKing { inputs, f, phases };
    Box::new(Census::new(n as usize, Fault::Byzantine, f, with))
}

impl<P: Synchronous, With: Fn(Vec<Bit>) -> P> Count for Census<P, With> {
    fn advance(&mut self, most: u64) -> bool {
        Self::advance(self, most)
    }

    fn counted(&self) -> Counted {
        let tally = self.tally();
        Counted {
            executions: tally.executions,
            disagreements: tally.disagreements,
            invalid: tally.invalid,
            first: tally.first.iter().flat_map(tell).collect(),
        }
    }
}

fn tell(execution: &Execution) -> [String; 4] {
    let bits: String = execution.inputs.iter().map(|bit| char::from(b'0' + bit)).collect();
    let who: Vec<String> = execution.faults.who().iter().map(|node| node.to_string()).collect();
    let picks: Vec<String> = execution.choices.iter().map(ToString::to_string).collect();
    let broken = match execution.broken {
        Broken::Agreement => "two correct processes decide differently",
        Broken::Validity => "a value is decided that was not proposed",
    };
    [
        format!("The inputs are {bits}."),
        format!("Faulty: {}.", if who.is_empty() { "nobody".to_owned() } else { who.join(", ") }),
        format!("What the faulty choose, in order: {}.", picks.join(" ")),
        format!("In the end {broken}."),
    ]
}
