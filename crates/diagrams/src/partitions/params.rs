//! What a reader can set.

use machine::{NodeId, NodeSet, Ratio, Time};
use params::{choice, ms, params, percent, rate, secs};
use protocols::detector::estimate::{Method, Tuning};
use protocols::detector::swim::Swim;
use protocols::detector::watch::{Spread, Watch};
use protocols::raft::Raft;
use sim::{Delay, FaultWindow, Network};

choice! {
    /// Which links the fault window is on.
    pub enum Place {
        /// Every link.
        All "all" => "all links",
        /// Those of A.
        Node "a" => "links of A",
        /// Those between the first half, without the middle, and the others.
        Side "side" => "between two sides",
        /// The one between A and B.
        Pair "pair" => "A and B alone",
    }
}

choice! {
    /// In which direction they are faulty.
    pub enum Way {
        /// Both.
        Both "both" => "both ways",
        /// What A, or its side, is sent; of all links, what comes from later letters.
        In "in" => "towards A",
        /// What A, or its side, sends; of all links, what comes from earlier letters.
        Out "out" => "from A",
    }
}

choice! {
    /// The detector that is looked at; all of them watch.
    pub enum Looked {
        /// A timeout that never changes.
        Fixed "fixed" => "fixed timeout",
        /// The mean gap between heartbeats and four of its deviations. [Jacobson & Karels 1988; RFC 6298]
        Adaptive "jk" => "adaptive timeout",
        /// A beat more with every mistake: eventually perfect. [Chandra & Toueg 1996, fig. 10]
        Additive "add" => "additive back-off",
        /// Phi accrual with a normal fit. [Hayashibara et al. 2004]
        Normal "phi" => "phi, normal",
        /// Phi accrual with an exponential fit. [Lakshman & Malik 2010]
        Exponential "phi-exp" => "phi, exponential",
        /// Direct and indirect probes, with suspicion spread by gossip. [Das, Gupta & Motivala 2002]
        Swim "swim" => "SWIM",
    }
}

choice! {
    /// Who sends heartbeats to whom.
    pub enum Beats {
        /// Each to all others, n (n - 1) a beat.
        All "all" => "to all",
        /// Each to the next, n a beat, with a list of suspects. [Larrea, Arevalo & Fernandez 1999]
        Ring "ring" => "round a ring",
    }
}

choice! {
    /// What is shown below.
    pub enum Below {
        /// How sure each detector is, over time.
        Levels "levels" => "suspicion over time",
        /// What each detector makes of each kind of trouble, from a run of each.
        Table "table" => "kinds of trouble",
        /// How likely it is that a silent process is up.
        Belief "belief" => "what silence proves",
    }
}

params! {
    /// Kinds of partition, and the detectors that watch.
    pub struct Params {
        /// Which links the fault window is on.
        "on" place: Choice(Place) = Place::Node, label "faulty links";
        /// In which direction they are faulty.
        "way" way: Choice(Way) = Way::In, label "direction";
        /// The chance that a message is lost on a faulty link. At 100 % the link is cut.
        "loss" loss: Share = percent(100), in 0..=percent(100), label "loss there";
        /// Whether the fault comes and goes.
        "flap" flap: Switch = false, label "flapping";
        /// The time between two heartbeats.
        "hb" beat: Duration = ms(100), in ms(10)..=secs(5), link secs(60), log, label "heartbeat interval";
        /// The fixed timeout, and the first of the adaptive and the additive one.
        "to" timeout: Duration = ms(350), in ms(20)..=secs(30), link secs(600), log, label "timeout";
        /// The detector that matrix, verdicts and measurements are about.
        "det" looked: Choice(Looked) = Looked::Normal, label "detector";
        /// What the lower panel shows.
        "show" below: Choice(Below) = Below::Levels, label "lower panel";
        /// Processes, A, B, C and so on.
        "n" nodes: Count("processes") = 5, in 3..=9, label "processes", more;
        /// Time from the start of one faulty phase to the start of the next.
        "per" period: Duration = secs(2), in ms(50)..=secs(20), log, label "flapping period", more, when ("flap", "on");
        /// How much of each period the links are faulty.
        "duty" duty: Share = percent(50), in percent(1)..=percent(99), label "faulty share", more, when ("flap", "on");
        /// How much longer a message takes on a faulty link.
        "slow" slow: Duration = 0, in 0..=secs(2), link secs(60), label "extra delay", more;
        /// Mean of a further, exponentially distributed delay on a faulty link.
        "jit" jitter: Duration = 0, in 0..=secs(2), link secs(60), label "extra jitter", more;
        /// When the fault window starts.
        "at" at: Duration = secs(4), in 0..=secs(60), label "fault starts", more;
        /// How long the fault window lasts.
        "for" lasts: Duration = secs(8), in 0..=secs(60), link secs(600), label "fault lasts", more;
        /// When the last process crashes; 0 if it does not.
        "crash" crash: Duration = 0, in 0..=secs(60), link secs(600), label "crash at", more;
        /// The threshold of phi: suspect where a longer silence has a chance of one in ten to that power. [Akka, Cassandra: 8]
        "phi" phi: Rate("of phi") = rate(8), in 500..=rate(16), label "phi threshold", more;
        /// A suspect is trusted again only after it was heard for this long without a silence.
        "hold" hold: Duration = 0, in 0..=secs(10), link secs(60), label "hysteresis", more;
        /// Who sends heartbeats to whom.
        "hbto" beats: Choice(Beats) = Beats::All, label "heartbeats", more;
        /// SWIM's protocol period: one probe of each process. [Das, Gupta & Motivala 2002, sec. 3.1]
        "sp" swim_period: Duration = ms(200), in ms(20)..=secs(10), log, label "SWIM period", more;
        /// How long a SWIM suspect has to refute the suspicion before it is declared dead.
        "so" objection: Duration = ms(400), in 0..=secs(30), label "SWIM suspicion timeout", more;
        /// Median delay of a message on a link without a fault.
        "p50" p50: Duration = ms(5), in 100..=ms(500), link secs(10), log, label "latency p50", more;
        /// 99th percentile of the delay; with p50 it fixes a log-normal distribution.
        "p99" p99: Duration = ms(20), in 100..=secs(5), link secs(60), log, label "latency p99", more;
        /// The chance that a message is lost on any link, faulty or not.
        "base" base: Share = 0, in 0..=percent(50), link percent(100), label "background loss", more;
        /// Whether Raft runs on the same links.
        "raft" raft: Switch = false, label "Raft underneath", more;
        /// A Raft server without a leader stands for election after this, and up to twice as much. [Ongaro 2014, sec. 3.4]
        "et" election: Duration = ms(300), in ms(20)..=secs(10), log, label "election timeout", more, when ("raft", "on");
        /// Whether a Raft server asks if it could win before it raises its term. [Ongaro 2014, sec. 9.6]
        "prevote" pre_vote: Switch = false, label "pre-vote", more, when ("raft", "on");
        /// Whose suspicion is shown over time, by number: 2 is B.
        "by" by: Count("place") = 1, in 1..=9, label "monitoring process", more;
        /// Whom it suspects, by number.
        "of" of: Count("place") = 2, in 1..=9, label "monitored process", more;
        /// How likely the other was up before the first beat was missed, for what silence proves.
        "prior" prior: Share = 999_000, in percent(1)..=percent(100), label "prior: up", more;
        /// The length of the run.
        "len" length: Duration = secs(16), in secs(1)..=secs(120), link secs(600), log, label "run length", more;
        /// The number that all chance in the run is drawn from.
        "seed" seed: Seed = 7, label "seed", more;
    }
}

/// The 99th percentile of a standard normal variable.
const Z99: f64 = 2.326_347_874;

impl Params {
    /// How processes are called in codes.
    pub fn names(&self) -> sim::Names {
        sim::Names { servers: self.nodes as u8, nodes: self.nodes as u8 }
    }

    /// The detector that is looked at.
    pub fn method(&self) -> Method {
        Method::ALL[self.looked as usize]
    }

    /// Who watches whom in the picture of suspicion over time: two different processes.
    pub fn pair(&self) -> (NodeId, NodeId) {
        let last = self.nodes - 1;
        let (by, of) = ((self.by - 1).min(last), (self.of - 1).min(last));
        let of = if of == by { (by + 1) % self.nodes } else { of };
        (NodeId(by as u8), NodeId(of as u8))
    }

    /// What the detectors are made of.
    pub fn watch(&self) -> Watch {
        let period = self.swim_period;
        Watch {
            nodes: self.nodes as u8,
            tuning: Tuning { beat: self.beat, timeout: self.timeout, phi_milli: self.phi as u32 },
            hold: self.hold,
            spread: if self.beats == Beats::All { Spread::All } else { Spread::Ring },
            swim: Swim {
                period,
                wait: self.swim_period / 3,
                proxies: 3,
                objection: self.objection,
            },
        }
    }

    /// Raft's servers.
    pub fn raft(&self) -> Raft {
        let election = self.election..=self.election * 2;
        let heartbeat = (self.election / 4).max(Time::ms(1));
        let raft = Raft::new(self.nodes as u8);
        Raft { election, heartbeat, pre_vote: self.pre_vote, ..raft }
    }

    /// The links, the trouble on them, and everyday loss.
    pub fn network(&self) -> Network {
        let mut network = Network::uniform(self.delay());
        network.loss = self.base;
        if self.in_trouble() {
            let floor = self.slow;
            let delay = match self.delay() {
                _ if self.jitter > Time::ZERO => {
                    Delay::Exponential { floor: floor + self.p50, mean: self.jitter }
                }
                Delay::LogNormal { median, sigma_milli, .. } => {
                    Delay::LogNormal { floor, median, sigma_milli }
                }
                other => other,
            };
            let bad = self.duty.of(self.period);
            network.fault_windows = vec![FaultWindow {
                span: self.trouble(),
                links: self.links(),
                delay,
                loss: self.loss.max(self.base),
                flaps: self.flap.then_some((self.period, bad)),
            }];
        }
        network
    }

    /// A log-normal distribution with this median and this 99th percentile.
    fn delay(&self) -> Delay {
        let ratio = self.p99.max(self.p50).as_us() as f64 / self.p50.as_us() as f64;
        let sigma_milli = (1e3 * libm::log(ratio) / Z99 + 0.5) as u32;
        Delay::LogNormal { floor: Time::ZERO, median: self.p50, sigma_milli }
    }

    /// From when to when there is trouble.
    pub fn trouble(&self) -> std::ops::Range<Time> {
        self.at..self.at + self.lasts
    }

    /// Whether anything is wrong at all.
    pub fn in_trouble(&self) -> bool {
        let something = self.loss > Ratio::ZERO || self.slow.max(self.jitter) > Time::ZERO;
        something && self.lasts > Time::ZERO
    }

    /// What silence is weighed by: the chance of having been up, and that of losing a heartbeat.
    pub fn believed(&self) -> (f64, f64) {
        let loss = if self.in_trouble() { self.loss.max(self.base) } else { self.base };
        (self.prior.as_f64(), loss.as_f64())
    }

    /// To whom the links lead that are in trouble, by sender.
    pub fn links(&self) -> Vec<NodeSet> {
        let inner = match self.place {
            Place::Side => (self.nodes as u8).div_ceil(2) - 1,
            _ => 1,
        };
        let on = |from: u8, to: u8| match self.place {
            Place::All => from != to,
            Place::Node | Place::Side => (from < inner) != (to < inner),
            Place::Pair => from != to && from < 2 && to < 2,
        };
        let way = |from: u8, to: u8| match self.way {
            Way::Both => true,
            Way::In => from > to,
            Way::Out => from < to,
        };
        let nodes = self.nodes as u8;
        let of = |from: u8| (0..nodes).filter(move |&to| on(from, to) && way(from, to));
        (0..nodes).map(|from| of(from).map(NodeId).collect()).collect()
    }
}
