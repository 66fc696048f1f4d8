//! Every execution of a protocol in rounds: all inputs, all faulty processes, all their choices.

use super::{Faults, InRound, Rounds, StateOf, Synchronous};
use crate::consensus::{Bit, Broken, Consensus, broken};
use machine::{Effect, Effects, Event, Machine, NodeId, NodeSet};

/// One execution in lockstep: all messages of a round arrive, then the round ends for all.
///
/// `choose` answers each choice of a faulty process with a number below the given one.
pub fn execute<P: Synchronous>(
    system: &Rounds<P>,
    choose: &mut dyn FnMut(u32) -> u32,
) -> Vec<StateOf<P>> {
    watched(system, choose, &mut |_| {})
}

/// A message on its way: from whom, to whom, what.
pub type Flying<P> = (NodeId, NodeId, InRound<<P as Synchronous>::Msg>);

/// One execution, and each message of it as it arrives.
pub fn watched<P: Synchronous>(
    system: &Rounds<P>,
    choose: &mut dyn FnMut(u32) -> u32,
    arrives: &mut dyn FnMut(&Flying<P>),
) -> Vec<StateOf<P>> {
    let nodes = || NodeSet::first(system.protocol.processes()).iter();
    let (mut out, mut flying) = (Effects::default(), Vec::new());
    let mut states = Vec::new();
    for me in nodes() {
        let mut state = system.boot(me, Default::default(), &mut out);
        carry_out(system, (me, &mut state), &mut out, choose, &mut flying);
        states.push(state);
    }
    for _ in 0..system.protocol.rounds() {
        for message in flying.drain(..) {
            arrives(&message);
            let (from, to, msg) = message;
            system.step(to, &mut states[to.index()], Event::Message { from, msg }, &mut out);
        }
        for me in nodes() {
            let state = &mut states[me.index()];
            system.step(me, state, Event::Timeout(()), &mut out);
            carry_out(system, (me, state), &mut out, choose, &mut flying);
        }
    }
    states
}

/// Puts messages among those in flight and answers choices, until a process asks for no more.
fn carry_out<P: Synchronous>(
    system: &Rounds<P>,
    (me, state): (NodeId, &mut StateOf<P>),
    out: &mut Effects<Rounds<P>>,
    choose: &mut dyn FnMut(u32) -> u32,
    flying: &mut Vec<Flying<P>>,
) {
    let mut asked = Vec::new();
    while !out.as_slice().is_empty() {
        for effect in out.drain() {
            match effect {
                Effect::Send { to, msg } => flying.push((me, to, msg)),
                Effect::Choose { of } => asked.push(of),
                Effect::SetTimer(..) | Effect::CancelTimer(()) | Effect::Note(_) => {}
            }
        }
        for of in asked.drain(..) {
            system.step(me, state, Event::Chosen(choose(of)), out);
        }
    }
}

/// A sequence of choices that can be counted on to the next one, like an odometer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// What was picked, of how many ways.
    picked: Vec<(u32, u32)>,
    at: usize,
}

impl Choices {
    /// The next choice of the sequence; the first way where the sequence is at its end.
    pub fn choose(&mut self, of: u32) -> u32 {
        if self.at == self.picked.len() {
            self.picked.push((0, of));
        }
        let (pick, before) = self.picked[self.at];
        debug_assert_eq!(of, before, "equal choices lead to equal questions");
        debug_assert!(pick < of.max(1), "no such way");
        self.at += 1;
        pick
    }

    /// Goes on to the next sequence; false, and at the first again, after the last.
    pub fn advance(&mut self) -> bool {
        self.at = 0;
        while let Some((pick, of)) = self.picked.pop() {
            if pick + 1 < of {
                self.picked.push((pick + 1, of));
                return true;
            }
        }
        false
    }

    /// What was picked.
    #[must_use]
    pub fn picks(&self) -> Vec<u32> {
        self.picked.iter().map(|(pick, _)| *pick).collect()
    }
}

/// The kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Processes crash.
    Crash,
    /// Processes lie.
    Byzantine,
}

/// One execution, so that it can be run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// The inputs.
    pub inputs: Vec<Bit>,
    /// Who is faulty, and how.
    pub faults: Faults,
    /// What the faulty chose, in order.
    pub choices: Vec<u32>,
    /// What is wrong with it.
    pub broken: Broken,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Executions judged.
    pub executions: u64,
    /// Those in which two correct processes decided differently.
    pub disagreements: u64,
    /// Those in which a value was decided that was not proposed.
    pub invalid: u64,
    /// The first that is wrong.
    pub first: Option<Execution>,
}

/// A count of all executions, in pieces.
///
/// With crashes these are all inputs, all sets of at most `f` processes, and for each of a set every
/// round it may crash in and every part of that round's messages: each pattern of crashes once. With
/// lies they are all inputs, all sets of exactly `f` liars (one may tell the truth, so fewer are
/// among them), and all that each could tell each other process.
pub struct Census<P, With> {
    with: With,
    fault: Fault,
    f: u32,
    /// How many values are proposed, and by how many processes the protocol is run.
    inputs: u32,
    processes: u32,
    /// Where it stands: the inputs and the faulty as bits, and the choices.
    at: (u64, u64),
    choices: Choices,
    system: Option<Rounds<P>>,
    tally: Tally,
}

impl<P: Synchronous, With: Fn(Vec<Bit>) -> P> Census<P, With> {
    /// Of the protocol that `with` makes for each vector of inputs, of which it shall have so many.
    pub fn new(inputs: usize, fault: Fault, f: u32, with: With) -> Self {
        let processes = with(vec![0; inputs]).processes() as u32;
        assert!(inputs < 32 && processes < 32, "nobody could count the executions of so many");
        let (inputs, choices) = (inputs as u32, Choices::default());
        let tally = Tally::default();
        let mut census =
            Self { with, fault, f, inputs, processes, at: (0, 0), choices, system: None, tally };
        if !census.wanted() {
            census.next_set();
        }
        census.set_up();
        census
    }

    /// Judges at most so many executions more; true when there are no others.
    pub fn advance(&mut self, most: u64) -> bool {
        for _ in 0..most {
            let Some(system) = &self.system else { return true };
            let states = execute(system, &mut |of| self.choices.choose(of));
            // A pattern in which one of the set does not crash was counted with the smaller set.
            let who = system.faults.who();
            let counts = self.fault == Fault::Byzantine
                || who.iter().all(|node| states[node.index()].crashed());
            if counts {
                self.judge(&states);
            }
            if !self.choices.advance() {
                self.next_set();
                self.set_up();
            }
        }
        self.system.is_none()
    }

    /// What was counted so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Counts all; as long as it takes.
    pub fn all(mut self) -> Tally {
        while !self.advance(u64::MAX) {}
        self.tally
    }

    fn judge(&mut self, states: &[StateOf<P>]) {
        let Some(system) = &self.system else { return };
        self.tally.executions += 1;
        let decided = states.iter().filter_map(Rounds::<P>::decision);
        let Some(broken) = broken(&system.proposed(), decided) else { return };
        match broken {
            Broken::Agreement => self.tally.disagreements += 1,
            Broken::Validity => self.tally.invalid += 1,
        }
        debug_assert!(self.tally.disagreements + self.tally.invalid <= self.tally.executions);
        if self.tally.first.is_none() {
            let (faults, choices) = (system.faults, self.choices.picks());
            let inputs = system.protocol.inputs().to_vec();
            self.tally.first = Some(Execution { inputs, faults, choices, broken });
        }
    }

    fn wanted(&self) -> bool {
        let faulty = self.at.1.count_ones();
        if self.fault == Fault::Crash { faulty <= self.f } else { faulty == self.f }
    }

    /// The next set of faulty processes, or the first with the next inputs.
    fn next_set(&mut self) {
        loop {
            self.at.1 += 1;
            if self.at.1 >> self.processes > 0 {
                self.at = (self.at.0 + 1, 0);
            }
            debug_assert!(self.at.1 >> self.processes == 0, "no such process");
            if self.wanted() || self.at.0 >> self.inputs > 0 {
                return;
            }
        }
    }

    fn set_up(&mut self) {
        let (inputs, faulty) = self.at;
        self.system = (inputs >> self.inputs == 0).then(|| {
            let bits = (0..self.inputs).map(|at| (inputs >> at & 1) as Bit).collect();
            let who = (0..self.processes as u8).filter(|at| faulty >> at & 1 == 1).map(NodeId);
            let who: NodeSet = who.collect();
            let faults = match self.fault {
                Fault::Crash => Faults::Crash(who),
                Fault::Byzantine => Faults::Byzantine(who),
            };
            Rounds { faults, ..Rounds::new((self.with)(bits)) }
        });
    }
}
