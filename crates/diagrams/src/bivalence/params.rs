//! What a reader can set.

use params::{choice, params};

choice! {
    /// What runs.
    pub enum Protocol {
        /// Ben-Or's, waiting for one other: one crash never blocks it. [Ben-Or 1983, protocol A]
        BenOr "ben-or" => "Ben-Or's protocol",
        /// Chandra and Toueg's, with a failure detector that is right about one process after a while.
        /// [Chandra & Toueg 1996, section 6.2]
        ChandraToueg "chandra-toueg" => "with a failure detector, \u{25C7}S",
        /// Wait for all, decide the least: one crash blocks it for ever.
        WaitAll "wait-all" => "wait for all",
        /// Wait for one other, decide the lesser: two may differ.
        WaitOne "wait-one" => "wait for one",
        /// Decide 0: nobody need have proposed it.
        AlwaysZero "always-zero" => "always decide 0",
    }
}

choice! {
    /// What a process takes for its value when it saw no proposal.
    pub enum Toss {
        /// 0. No coin: the protocol is deterministic.
        Zero "zero" => "no coin: always 0",
        /// The round's number modulo 2.
        Parity "parity" => "no coin: the round's parity",
        /// The value it has: no start is bivalent, and one crash can block it.
        Own "own" => "no coin: keep your own value",
        /// Its own number modulo 2: a crash of p1 can block it.
        Pid "pid" => "no coin: your own parity",
        /// A random bit for each. [Ben-Or 1983]
        Local "local" => "a coin for each",
        /// One random bit for all, revealed when two have seen their proposals. [Rabin 1983]
        Common "common" => "a common coin",
        /// The same, revealed as the round begins, before proposals are bound.
        Early "early" => "a common coin, shown early",
    }
}

choice! {
    /// What the processes start with.
    pub enum Inputs {
        /// All 0.
        I000 "000" => "0 0 0",
        /// p3 has 1.
        I001 "001" => "0 0 1",
        /// p2 has 1.
        I010 "010" => "0 1 0",
        /// p1 has 0.
        I011 "011" => "0 1 1",
        /// p1 has 1.
        I100 "100" => "1 0 0",
        /// p2 has 0.
        I101 "101" => "1 0 1",
        /// p3 has 0.
        I110 "110" => "1 1 0",
        /// All 1.
        I111 "111" => "1 1 1",
    }
}

choice! {
    /// Who picks the next message.
    pub enum Player {
        /// Whoever wants no decision, and lets nobody wait for ever.
        Adversary "adversary" => "the adversary",
        /// Each delivery that can happen is as likely as any other.
        Chance "chance" => "chance",
        /// You.
        Hand "hand" => "you",
    }
}

choice! {
    /// Who has crashed before its first step.
    pub enum Crashed {
        /// Nobody.
        Nobody "none" => "nobody",
        /// The first.
        P1 "p1" => "p1",
        /// The second.
        P2 "p2" => "p2",
        /// The third.
        P3 "p3" => "p3",
    }
}

params! {
    /// The diagram of the undecided run.
    pub struct Params {
        /// What the three processes run. Whichever it is, it has to give something up. [Fischer, Lynch & Paterson 1985, theorem 1]
        "protocol" protocol: Choice(Protocol) = Protocol::BenOr, label "protocol";
        /// What a process takes for its value when it saw no proposal: a rule, or a way out of the theorem.
        "coin" toss: Choice(Toss) = Toss::Zero, label "coin", when ("protocol", "ben-or");
        /// What the processes start with: p1, p2, p3.
        "inputs" inputs: Choice(Inputs) = Inputs::I110, label "inputs";
        /// Who picks the next message at first, until you do.
        "player" player: Choice(Player) = Player::Adversary, label "scheduler";
        /// Which process crashed before its first step: at most one, as in the theorem.
        "crashed" crashed: Choice(Crashed) = Crashed::Nobody, label "crashed process";
        /// A way out: from some delivery on every process can trust its clock, and so can wait for everybody who has not crashed. Before that, timeouts come as early as the adversary likes. [Dwork, Lynch & Stockmeyer 1988]
        "clocks" clocks: Switch = false, label "clocks, after a while", when ("protocol", "ben-or");
        /// After so many deliveries they can: the global stabilization time, which nobody knows.
        "gst" gst: Count("deliveries") = 12, in 1..=100, link 2_000, label "GST", when ("clocks", "on");
        /// A way out: every process has a failure detector, and the coordinators of the rounds take turns. After so many deliveries the first process that has not crashed is suspected by nobody any more; nobody knows when that is. Before, and of the others always, anybody may be suspected at any time; a suspicion counts as a delivery. [Chandra & Toueg 1996, section 2.4, class \u{25C7}S]
        "accurate" accurate: Count("deliveries") = 12, in 1..=100, link 2_000, label "accurate after", when ("protocol", "chandra-toueg");
        /// How many deliveries the adversary or chance plays.
        "len" length: Count("deliveries") = 24, in 1..=200, link 2_000, label "run length", more;
        /// The number that all chance in the run is drawn from.
        "seed" seed: Seed = 7, label "seed", more;
    }
}

impl Params {
    /// After how many deliveries clocks, or detectors, can be trusted, if there are any.
    #[must_use]
    pub fn settles(&self) -> Option<u32> {
        match self.protocol {
            Protocol::BenOr if self.clocks => Some(self.gst as u32),
            Protocol::ChandraToueg => Some(self.accurate as u32),
            _ => None,
        }
    }

    /// Whether the protocol goes by rounds, as long as it takes.
    #[must_use]
    pub fn has_rounds(&self) -> bool {
        matches!(self.protocol, Protocol::BenOr | Protocol::ChandraToueg)
    }

    /// Whether there is a way out of the theorem: a coin, or something that comes to be trusted.
    #[must_use]
    pub fn has_way_out(&self) -> bool {
        let coin = matches!(self.toss, Toss::Local | Toss::Common | Toss::Early);
        self.settles().is_some() || self.protocol == Protocol::BenOr && coin
    }
}
