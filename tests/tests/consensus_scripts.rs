//! Consensus protocols, event by event: the scripts named after each of them. Agreement and
//! validity are judged at every step.

use machine::{NodeId, NodeSet};
use protocols::ben_or::{BenOr, Coin};
use protocols::chandra_toueg::{self, ChandraToueg};
use protocols::consensus::{self, Bit, Broken, Consensus, Note};
use protocols::detector::{self, Detector};
use protocols::dolev_strong::DolevStrong;
use protocols::flood_set::FloodSet;
use protocols::naive::{Naive, Rule};
use protocols::oral_messages::OralMessages;
use protocols::paxos::{self, Paxos, Proposers};
use protocols::phase_king::PhaseKing;
use protocols::rounds::{Faults, Rounds, Synchronous};
use protocols::two_phase_commit::{self, TwoPhaseCommit};
use std::fmt::Display;
use std::path::Path;
use suite::script::{self, Voice};

/// A protocol that scripts can speak of.
trait Spoken: Consensus<State: Display, Msg: Display> + Sized {
    /// From the words after `new`.
    fn read(words: &[&str]) -> Option<Self>;
    /// How many processes there are.
    fn processes(&self) -> usize {
        self.inputs().len()
    }
    /// What may be decided.
    fn proposed(&self) -> Vec<Bit> {
        self.inputs().to_vec()
    }
    /// The timer called `name`.
    fn timer(name: &str) -> Option<Self::Timer>;
}

struct Speaker<M> {
    inputs: Vec<Bit>,
    decided: Vec<Option<Bit>>,
    of: std::marker::PhantomData<M>,
}

impl<M: Spoken> Voice for Speaker<M> {
    type M = M;

    fn new(words: &[&str]) -> Result<(Self, M, u8, u8), String> {
        let machine = M::read(words).ok_or("no such configuration")?;
        let (inputs, count) = (machine.proposed(), machine.processes());
        let voice = Self { inputs, decided: vec![None; count], of: std::marker::PhantomData };
        Ok((voice, machine, count as u8, count as u8))
    }

    fn timer(&self, _: NodeId, name: &str) -> Option<M::Timer> {
        M::timer(name)
    }

    /// `suspect B`, `trust B`.
    fn command(&self, words: &[&str]) -> Option<u32> {
        let [what, node] = words else { return None };
        let node = NodeId(node.bytes().next()? - b'A');
        match *what {
            "suspect" => Some(detector::suspect(node)),
            "trust" => Some(detector::trust(node)),
            _ => None,
        }
    }

    fn message(&self, msg: &M::Msg) -> String {
        msg.to_string()
    }

    fn note(&self, note: &Note) -> String {
        note.to_string()
    }

    fn state(&self, state: &M::State) -> String {
        state.to_string()
    }

    fn judge(&mut self, at: NodeId, states: &[Option<&M::State>]) -> Option<String> {
        let now = states[at.index()].and_then(M::decision)?;
        let before = self.decided[at.index()].replace(now);
        if before == Some(now) {
            return None;
        }
        assert_eq!(before, None, "{at} decides twice");
        let broken = consensus::broken(&self.inputs, self.decided.iter().copied().flatten());
        broken.map(|broken| match broken {
            Broken::Agreement => "agreement falls".into(),
            Broken::Validity => "validity falls".into(),
        })
    }
}

/// `1,1,0`.
fn bits(word: &str) -> Option<Vec<Bit>> {
    word.split(',').map(|bit| bit.parse().ok().filter(|bit| *bit < 2)).collect()
}

impl Spoken for Naive {
    fn read(words: &[&str]) -> Option<Self> {
        let [rule, inputs] = words else { return None };
        let rule = match *rule {
            "wait-all" => Rule::WaitAll,
            "wait-one" => Rule::WaitOne,
            "always-zero" => Rule::AlwaysZero,
            _ => return None,
        };
        Some(Self { rule, inputs: bits(inputs)? })
    }

    fn timer(_: &str) -> Option<()> {
        None
    }
}

/// `parity 1,1,0`: whoever comes after the processes deals a common coin.
impl Spoken for BenOr {
    fn read(words: &[&str]) -> Option<Self> {
        let [coin, inputs] = words else { return None };
        let coin = match *coin {
            "zero" => Coin::Zero,
            "local" => Coin::Local,
            "common" => Coin::Common,
            "early" => Coin::CommonEarly,
            _ => return None,
        };
        Some(Self::new(bits(inputs)?, 1, coin))
    }

    fn processes(&self) -> usize {
        self.nodes()
    }

    fn timer(_: &str) -> Option<()> {
        None
    }
}

impl Spoken for Paxos {
    fn read(words: &[&str]) -> Option<Self> {
        let mut paxos = Self::new(bits(words.first()?)?);
        for word in &words[1..] {
            match *word {
                "leader" => paxos.proposers = Proposers::Leader(Detector::Commanded),
                "quiet" => paxos.nacks = false,
                names => {
                    let nodes = names.bytes().map(|letter| NodeId(letter - b'A'));
                    paxos.proposers = Proposers::Any(nodes.collect::<NodeSet>());
                }
            }
        }
        Some(paxos)
    }

    fn timer(name: &str) -> Option<paxos::Timer> {
        (name == "retry").then_some(paxos::Timer::Retry)
    }
}

impl Spoken for ChandraToueg {
    fn read(words: &[&str]) -> Option<Self> {
        let [inputs] = words else { return None };
        Some(Self { inputs: bits(inputs)?, detector: Detector::Commanded })
    }

    fn timer(_: &str) -> Option<chandra_toueg::Timer> {
        None
    }
}

impl Spoken for TwoPhaseCommit {
    fn read(words: &[&str]) -> Option<Self> {
        let [votes] = words else { return None };
        Some(Self::new(bits(votes)?))
    }

    fn processes(&self) -> usize {
        self.processes()
    }

    /// To abort is open to all.
    fn proposed(&self) -> Vec<Bit> {
        self.votes.iter().copied().chain([0]).collect()
    }

    fn timer(name: &str) -> Option<two_phase_commit::Timer> {
        match name {
            "patience" => Some(two_phase_commit::Timer::Patience),
            "retry" => Some(two_phase_commit::Timer::Retry),
            _ => None,
        }
    }
}

/// A protocol in rounds: from its inputs, how many processes there are, and how many rounds.
trait Scripted: Synchronous<State: Display, Msg: Display> {
    fn read(inputs: Vec<Bit>, processes: usize, rounds: u32) -> Self;
}

impl Scripted for FloodSet {
    fn read(inputs: Vec<Bit>, _: usize, rounds: u32) -> Self {
        Self { inputs, rounds }
    }
}

impl Scripted for OralMessages {
    fn read(inputs: Vec<Bit>, processes: usize, rounds: u32) -> Self {
        Self { order: [inputs[0]], processes, rounds }
    }
}

impl Scripted for DolevStrong {
    fn read(inputs: Vec<Bit>, processes: usize, rounds: u32) -> Self {
        Self { value: [inputs[0]], processes, rounds }
    }
}

impl Scripted for PhaseKing {
    fn read(inputs: Vec<Bit>, _: usize, rounds: u32) -> Self {
        Self { inputs, f: 1, phases: rounds / 2 }
    }
}

/// `1,1,0 rounds=2 crash=AB`, `1 processes=4 rounds=2 liars=A`.
impl<P: Scripted> Spoken for Rounds<P> {
    fn read(words: &[&str]) -> Option<Self> {
        let inputs = bits(words.first()?)?;
        let (mut rounds, mut processes) = (1, inputs.len());
        let mut faults = Faults::Crash(NodeSet::default());
        for word in &words[1..] {
            let (key, value) = word.split_once('=')?;
            let nodes = || value.bytes().map(|letter| NodeId(letter - b'A')).collect();
            match key {
                "rounds" => rounds = value.parse().ok()?,
                "processes" => processes = value.parse().ok()?,
                "crash" => faults = Faults::Crash(nodes()),
                "liars" => faults = Faults::Byzantine(nodes()),
                _ => return None,
            }
        }
        Some(Self { faults, ..Self::new(P::read(inputs, processes, rounds)) })
    }

    fn processes(&self) -> usize {
        self.protocol.processes()
    }

    fn proposed(&self) -> Vec<Bit> {
        self.proposed()
    }

    fn timer(name: &str) -> Option<()> {
        (name == "round").then_some(())
    }
}

macro_rules! scripts {
    ($($of:ty: $($name:ident),*;)*) => {$($(
        #[test]
        fn $name() {
            let path = concat!("scripts/", stringify!($name), ".txt");
            script::check::<Speaker<$of>>(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        }
    )*)*};
}

scripts!(
    Naive: naive_wait_all, naive_wait_one, naive_always_zero;
    BenOr: ben_or, ben_or_coins;
    Paxos: paxos_one_proposer, paxos_duel, paxos_value_survives, paxos_leader;
    ChandraToueg: chandra_toueg;
    TwoPhaseCommit: two_phase_commit;
    Rounds<FloodSet>: flood_set;
    Rounds<OralMessages>: oral_messages;
    Rounds<DolevStrong>: dolev_strong;
    Rounds<PhaseKing>: phase_king;
);
