//! The protocols that run here as one machine.

use crate::one_of::one_of;
use protocols::ben_or::BenOr;
use protocols::flood_set::FloodSet;
use protocols::naive::Naive;
use protocols::paxos::{self, Paxos};
use protocols::rounds::Rounds;

one_of!(Naive(Naive), Paxos(Paxos), FloodSet(Rounds<FloodSet>), BenOr(BenOr));

impl Msg {
    /// Whether it only says that its sender is alive.
    pub fn is_heartbeat(&self) -> bool {
        matches!(self, Self::Paxos(paxos::Message::Alive))
    }
}
