//! Dolev and Strong's broadcast: a value counts in round r only under r signatures.
//!
//! After D. Dolev and H. R. Strong, "Authenticated Algorithms for Byzantine Agreement" (SIAM J.
//! Comput. 12(4), 1983): synchronous rounds, any number of liars f below that of processes, f + 1
//! rounds. Process A is the sender. A value that somebody correct meets in the last round has f + 1
//! signatures, so a correct one among them, who told everybody a round earlier at the latest. With one
//! round fewer, f liars alone can sign, and show the value to some only.
//!
//! A signature is modelled by what cannot be said: a [`Chain`] grows only by the name of the process
//! whose step it is, so a liar may withhold, and may sign two values, but has no more of anybody
//! else's signatures than it was sent. Liars that pool their keys could do no more to the others:
//! what one could sign for another later, they can pass on signed in the meantime.

use crate::consensus::Bit;
use crate::flood_set::Values;
use crate::rounds::{Inbox, Synchronous, Way};
use machine::NodeId;
use std::fmt::{Display, Formatter, Result};

/// The sender.
pub const SENDER: NodeId = NodeId(0);

/// The configuration, the same at every process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DolevStrong {
    /// The sender's value.
    pub value: [Bit; 1],
    /// How many processes there are, the sender among them.
    pub processes: usize,
    /// How many rounds, at least 1: f + 1 for f liars.
    pub rounds: u32,
}

/// A value, and who signed it, one over the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chain {
    value: Bit,
    signers: Vec<NodeId>,
}

impl Chain {
    /// Nobody has signed it yet.
    fn bare(value: Bit) -> Self {
        Self { value, signers: Vec::new() }
    }

    /// With the signature of `me`, whose step this must be; none if it has signed already.
    fn signed(&self, me: NodeId) -> Option<Self> {
        let signers = self.signers.iter().copied().chain([me]).collect();
        (!self.signers.contains(&me)).then_some(Self { value: self.value, signers })
    }

    /// Whether it counts when it comes from `from` in `round`.
    fn counts(&self, from: NodeId, round: u32) -> bool {
        let (first, last) = (self.signers.first(), self.signers.last());
        first == Some(&SENDER) && last == Some(&from) && self.signers.len() == round as usize
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> Bit {
        self.value
    }

    /// Who signed, the sender first.
    #[must_use]
    pub fn signers(&self) -> &[NodeId] {
        &self.signers
    }
}

/// `1:AC`: 1, signed by A, and over that by C.
impl Display for Chain {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}:", self.value)?;
        self.signers.iter().try_for_each(|node| write!(f, "{node}"))
    }
}

/// A message: at most one chain for each value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chains(Vec<Chain>);

impl Chains {
    /// The chains.
    #[must_use]
    pub fn as_slice(&self) -> &[Chain] {
        &self.0
    }
}

impl Display for Chains {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (at, chain) in self.0.iter().enumerate() {
            write!(f, "{}{chain}", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// A process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    accepted: Values,
    /// What it sends in the next round: the chains it has accepted last, signed.
    fresh: Vec<Chain>,
    /// All chains of the last round; only a liar looks at those for values it has accepted before.
    heard: Vec<Chain>,
}

impl State {
    /// The values it has accepted.
    #[must_use]
    pub fn accepted(&self) -> Values {
        self.accepted
    }
}

/// The values it has accepted.
impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.accepted.fmt(f)
    }
}

impl DolevStrong {
    /// What `way.from` can sign for `value` and send, each chain by itself.
    fn signable(&self, state: &State, way: Way, value: Bit) -> Vec<Chain> {
        let bare = (way.from == SENDER && way.round == 1).then(|| Chain::bare(value));
        let heard = state.heard.iter().filter(|chain| chain.value == value).cloned();
        let open = heard.chain(bare).filter(|chain| !chain.signers.contains(&way.to));
        open.filter_map(|chain| chain.signed(way.from)).collect()
    }
}

impl Synchronous for DolevStrong {
    type State = State;
    type Msg = Chains;

    fn processes(&self) -> usize {
        self.processes
    }

    fn rounds(&self) -> u32 {
        self.rounds
    }

    fn inputs(&self) -> &[Bit] {
        &self.value
    }

    fn sender(&self) -> Option<NodeId> {
        Some(SENDER)
    }

    /// A liar's signature is worth something to another.
    fn liars_confide(&self) -> bool {
        true
    }

    fn start(&self, me: NodeId) -> State {
        let mut state = State::default();
        if me == SENDER {
            state.accepted.insert(self.value[0]);
            state.fresh.extend(Chain::bare(self.value[0]).signed(me));
        }
        state
    }

    fn send(&self, state: &State, way: Way) -> Option<Chains> {
        let open = state.fresh.iter().filter(|chain| !chain.signers.contains(&way.to));
        let open: Vec<Chain> = open.cloned().collect();
        (!open.is_empty()).then_some(Chains(open))
    }

    fn receive(&self, me: NodeId, state: &mut State, round: u32, inbox: Inbox<'_, Self>) {
        state.fresh.clear();
        state.heard.clear();
        for (from, Chains(chains)) in inbox.iter() {
            state.heard.extend(chains.iter().filter(|chain| chain.counts(from, round)).cloned());
        }
        for chain in &state.heard {
            if state.accepted.insert(chain.value) {
                state.fresh.extend(chain.signed(me));
            }
        }
        debug_assert!(state.fresh.len() <= 2, "a value is passed on once");
    }

    /// The only value accepted, or the default 0.
    fn decide(&self, _: NodeId, state: &State) -> Bit {
        state.accepted.only()
    }

    /// For each value nothing, or any chain that it can sign.
    fn lies(&self, state: &State, way: Way) -> u32 {
        let ways = |value| self.signable(state, way, value).len() as u32 + 1;
        ways(0) * ways(1)
    }

    fn lie(&self, state: &State, way: Way, pick: u32) -> Option<Chains> {
        let (zeros, ones) = (self.signable(state, way, 0), self.signable(state, way, 1));
        let (zero, one) = (pick % (zeros.len() as u32 + 1), pick / (zeros.len() as u32 + 1));
        // Way 0 is to send nothing.
        let nth =
            |chains: Vec<Chain>, pick: u32| chains.into_iter().nth((pick as usize).wrapping_sub(1));
        let chains: Vec<Chain> = nth(zeros, zero).into_iter().chain(nth(ones, one)).collect();
        (!chains.is_empty()).then_some(Chains(chains))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_counts_in_its_round_from_its_last_signer() {
        let [a, b, c] = [0, 1, 2].map(NodeId);
        let one = Chain::bare(1).signed(a).expect("the first signature");
        let two = one.signed(b).expect("the second");
        assert!(one.counts(a, 1) && two.counts(b, 2));
        assert!(!one.counts(a, 2), "too late for so few signatures");
        assert!(!two.counts(c, 2), "passed on without a signature");
        let without_a = Chain::bare(1).signed(b).expect("a signature");
        assert!(!without_a.counts(b, 1), "not the sender's");
        assert_eq!(two.signed(a), None, "nobody counts twice");
        assert_eq!(two.to_string(), "1:AB");
    }
}
