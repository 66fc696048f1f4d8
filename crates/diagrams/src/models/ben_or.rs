//! Ben-Or's protocol as a model: facts the explorer needs to find it finite.
//!
//! A configuration counts by each process's phase and value and by the messages that somebody may
//! still read; rounds count from the slowest process on. Then the reachable configurations are few:
//! two processes that hear each other decide within two rounds, so nobody gets far ahead.

use super::{consensus, inputs};
use check::explore::{Fate, Process, Property, System, View};
use machine::NodeId;
use protocols::ben_or::{BenOr, Coin, Msg, Phase, State, stage};

/// What the explorer is told.
#[derive(Clone, Debug)]
pub struct BenOrView {
    machine: BenOr,
}

/// Ben-Or's protocol as the explorer sees it.
pub type BenOrSystem = System<BenOr, BenOrView>;

/// The system of `n` processes from every vector of inputs, in the order of the numbers that they
/// are in binary: initial state 5 of three processes has the inputs 1, 0, 1.
#[must_use]
pub fn system(n: u8, f: u8, coin: Coin) -> BenOrSystem {
    let starts = inputs(n).into_iter().map(|inputs| BenOr::new(inputs, f, coin));
    let starts: Vec<BenOr> = starts.collect();
    let machine = starts[0].clone();
    let nodes = machine.nodes();
    System::new(starts, nodes, BenOrView { machine })
}

impl View<BenOr> for BenOrView {
    fn steps_read_inputs(&self) -> bool {
        false
    }

    fn fate(&self, me: NodeId, state: &State, _from: NodeId, msg: &Msg) -> Fate {
        if Some(me) == self.machine.dealer() {
            return if msg.round < state.round { Fate::Never } else { Fate::Now };
        }
        match stage(msg).cmp(&(state.round, state.phase)) {
            _ if state.phase == Phase::Stop => Fate::Never,
            std::cmp::Ordering::Less => Fate::Never,
            std::cmp::Ordering::Equal => Fate::Now,
            std::cmp::Ordering::Greater => Fate::Later,
        }
    }

    fn round(&self, state: &State) -> Option<u32> {
        (state.phase != Phase::Stop).then_some(state.round)
    }

    fn period(&self) -> u32 {
        if self.machine.coin == Coin::Parity { 2 } else { 1 }
    }

    fn canonical(&self, state: &mut State, rounds: u32) {
        state.round -= rounds.min(state.round - 1);
        for (round, _) in &mut state.asked {
            *round -= rounds;
        }
        // A value that was reported is read again only by the coin that keeps it.
        if matches!(state.phase, Phase::Propose | Phase::Flip) && self.machine.coin != Coin::Own {
            state.value = 0;
        }
        if state.phase == Phase::Stop {
            state.round = 1;
            state.value = 0;
        }
    }

    fn shift(&self, msg: &mut Msg, rounds: u32) {
        msg.round -= rounds;
    }

    /// With these coins two processes may go on without an end while the third sleeps: they keep
    /// different values, each proposes nothing, and the coin leaves them as they are. What the third
    /// will read is who reported 0 and who 1, and no proposals. Its value may then stay, or become
    /// what the coin gives: doing that once more, after twice, reaches nothing new, since a map of
    /// two values that is not their exchange is idempotent from its second power on.
    fn place(&self, msg: &Msg) -> Option<(u32, u32)> {
        let unbounded = matches!(self.machine.coin, Coin::Own | Coin::Pid | Coin::Local);
        let (round, phase) = stage(msg);
        unbounded.then_some((round, phase as u32))
    }

    fn decided(&self, _me: NodeId, state: &State) -> Option<u8> {
        state.decided
    }

    fn may_end(&self, me: NodeId, state: &State) -> bool {
        Some(me) == self.machine.dealer() || state.decided.is_some()
    }

    fn properties(&self) -> &[Property] {
        &consensus::PROPERTIES
    }

    fn holds(&self, decided: u8, end: bool, _processes: &[&Process<BenOr>]) -> u8 {
        consensus::holds(decided, end)
    }

    fn say(&self, msg: &Msg) -> String {
        msg.to_string()
    }
}
