//! The five assumptions, and what is true of every set of them.
//!
//! Fischer, Lynch and Paterson (JACM 1985) show that no protocol keeps all five. Without any one of
//! them there is a protocol, which is run here: the witness.

use super::params::{Lost, Params, Timing};

/// An assumption: of the world, of the protocol, or of what it must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assumption {
    /// No bounds on time.
    Asynchrony,
    /// One process may crash.
    Crash,
    /// No coins.
    Determinism,
    /// Agreement and validity.
    Safety,
    /// Termination.
    Liveness,
}

impl Assumption {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Safety, Self::Liveness, Self::Asynchrony, Self::Crash, Self::Determinism];

    /// The parameter that it is.
    pub fn id(self) -> &'static str {
        match self {
            Self::Asynchrony => "async",
            Self::Crash => "crash",
            Self::Determinism => "det",
            Self::Safety => "safe",
            Self::Liveness => "live",
        }
    }

    /// In the picture.
    pub fn label(self) -> &'static str {
        match self {
            Self::Asynchrony => "Asynchrony",
            Self::Crash => "One crash",
            Self::Determinism => "Determinism",
            Self::Safety => "Safety",
            Self::Liveness => "Liveness",
        }
    }

    /// Under its label.
    pub fn sense(self) -> &'static str {
        match self {
            Self::Asynchrony => "no bound on time",
            Self::Crash => "at any time",
            Self::Determinism => "no coins",
            Self::Safety => "agreement, validity",
            Self::Liveness => "all decide",
        }
    }

    /// Whether these parameters make it.
    pub fn holds(self, params: &Params) -> bool {
        match self {
            Self::Asynchrony => params.asynchrony,
            Self::Crash => params.crash,
            Self::Determinism => params.deterministic,
            Self::Safety => params.safety,
            Self::Liveness => params.termination,
        }
    }

    /// Makes it, or drops it.
    pub fn put(self, params: &mut Params, on: bool) {
        match self {
            Self::Asynchrony => params.asynchrony = on,
            Self::Crash => params.crash = on,
            Self::Determinism => params.deterministic = on,
            Self::Safety => params.safety = on,
            Self::Liveness => params.termination = on,
        }
    }
}

/// What is run for a set of assumptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness {
    /// A coin for each process.
    Coin,
    /// Messages are on time after a while.
    AfterGst,
    /// Messages are always on time.
    Rounds,
    /// Nobody crashes.
    WaitAll,
    /// Nobody need decide.
    Undecided,
    /// Two may decide differently.
    WaitOne,
    /// What is decided need not have been proposed.
    AlwaysZero,
    /// All five are asked for.
    Middle,
}

/// What the figure says of a witness.
pub struct Claim {
    /// The protocol.
    pub title: &'static str,
    /// What is true, in a sentence or two.
    pub sentence: &'static str,
    /// Who showed it.
    pub source: &'static str,
    /// Whether agreement, validity and termination hold in the witness's run.
    pub run: [bool; 3],
}

impl Witness {
    /// The witness for these parameters.
    ///
    /// Of what is dropped the help that asks least is used, and the rest is kept though nobody asks
    /// for it: a coin asks nothing of the world, time asks something of the network, and that nobody
    /// crashes of every process. A property is given up only when nothing else is dropped.
    pub fn of(params: &Params) -> Self {
        let helped = |assumption: Assumption| !assumption.holds(params);
        if helped(Assumption::Determinism) {
            Self::Coin
        } else if helped(Assumption::Asynchrony) {
            match params.timing {
                Timing::Partial => Self::AfterGst,
                Timing::Always => Self::Rounds,
            }
        } else if helped(Assumption::Crash) {
            Self::WaitAll
        } else if helped(Assumption::Liveness) {
            Self::Undecided
        } else if helped(Assumption::Safety) {
            match params.lost {
                Lost::Agreement => Self::WaitOne,
                Lost::Validity => Self::AlwaysZero,
            }
        } else {
            Self::Middle
        }
    }

    /// Which of what is dropped is used, where several are; nothing where there is no choice.
    pub fn rule(params: &Params) -> &'static str {
        let dropped = Assumption::ALL.into_iter().filter(|one| !one.holds(params)).count();
        if dropped < 2 {
            return "";
        }
        match Self::of(params) {
            Self::Coin => {
                "Of what is dropped, a coin asks least of the world; the rest is kept unasked."
            }
            Self::AfterGst | Self::Rounds => {
                "Of what is dropped, time asks least of the world; the rest is kept unasked."
            }
            Self::WaitAll => {
                "No property is given up where the world helps: the rest is kept unasked."
            }
            _ => "Of the two properties termination is given up before a wrong decision is made.",
        }
    }

    /// What its protocol counts.
    pub fn step(self) -> &'static str {
        if self == Self::AfterGst { "ballot" } else { "round" }
    }

    /// Whether the run is one of the adversary's, who holds back some messages.
    pub fn is_adversarys(self) -> bool {
        matches!(self, Self::Undecided | Self::WaitOne | Self::Middle)
    }

    /// What is true of it.
    pub fn claim(self) -> Claim {
        match self {
            Self::Coin => Claim {
                title: "Possible with a coin: Ben-Or",
                sentence: "Agreement and validity hold in every run. All decide with probability 1, though in no fixed number of rounds.",
                source: "Ben-Or, PODC 1983; Aguilera & Toueg 2012",
                run: [true; 3],
            },
            Self::AfterGst => Claim {
                title: "Possible with time: Paxos",
                sentence: "Safe whatever time does. Once messages are on time all trust one correct leader, and with a majority up all decide.",
                source: "Dwork, Lynch & Stockmeyer 1988; Lamport 1998",
                run: [true; 3],
            },
            Self::Rounds => Claim {
                title: "Possible in rounds: FloodSet",
                sentence: "With messages always on time and at most f crashes, f + 1 rounds are enough: 2 rounds for one crash. Where n is at least f + 2, fewer are not.",
                source: "Lynch 1996, sec. 6.2.1; Aguilera & Toueg 1999",
                run: [true; 3],
            },
            Self::WaitAll => Claim {
                title: "Possible without crashes: wait for all",
                sentence: "Every input arrives in the end, so all decide the least of the same inputs.",
                source: "cf. Fischer, Lynch & Paterson 1985, Theorem 2",
                run: [true; 3],
            },
            Self::Undecided => Claim {
                title: "Possible if it need not end: Ben-Or without a coin",
                sentence: "Agreement and validity hold in every run. In this one, whose messages an adversary orders, nobody ever decides.",
                source: "Fischer, Lynch & Paterson 1985, Theorem 1",
                run: [true, true, false],
            },
            Self::WaitOne => Claim {
                title: "Possible if they may disagree: wait for one",
                sentence: "Each waits for one other input and decides the lesser. All decide, a crash or not; here two decide differently.",
                source: "cf. Chaudhuri 1993 (k-set agreement)",
                run: [false, true, true],
            },
            Self::AlwaysZero => Claim {
                title: "Possible if nobody need propose it: always 0",
                sentence: "All decide 0 at once and so agree. Here all have proposed 1.",
                source: "Fischer, Lynch & Paterson 1985",
                run: [true, false, true],
            },
            Self::Middle => Claim {
                title: "Impossible: no protocol keeps all five",
                sentence: "Every one that keeps the other four has a run in which nobody ever decides. This is that run of one: no crash, no message lost.",
                source: "Fischer, Lynch & Paterson 1985, Theorem 1",
                run: [true, true, false],
            },
        }
    }
}
