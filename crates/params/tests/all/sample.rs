//! A small struct with a parameter of every kind.

use params::{choice, ms, params, percent, rate, secs, us};

/// Microseconds, as `machine::Time` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub u64);

/// Parts per million, as `machine::Ratio` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio(pub u64);

impl From<u64> for Time {
    fn from(us: u64) -> Self {
        Self(us)
    }
}

impl From<Time> for u64 {
    fn from(time: Time) -> Self {
        time.0
    }
}

impl From<u64> for Ratio {
    fn from(ppm: u64) -> Self {
        Self(ppm)
    }
}

impl From<Ratio> for u64 {
    fn from(ratio: Ratio) -> Self {
        ratio.0
    }
}

choice! {
    /// What the store gives up in a partition.
    pub enum Mode {
        /// The minority refuses.
        Cp "cp" => "consistent (CP)",
        /// Both sides answer.
        Ap "ap" => "available (AP)",
    }
}

params! {
    /// A replicated store.
    #[derive(Copy)]
    pub struct Store {
        /// What is given up in a partition. [Gilbert 2002, theorem 1]
        "mode" mode: Choice(Mode) = Mode::Cp;
        /// Servers in the cluster, an odd number for choice.
        /// [Ongaro 2014, sec. 5.1]
        "n" replicas: Count("servers") = 5, in 3..=9, link 101, step 2;
        /// Answers that a read waits for. [Gifford 1979]
        "r" read_quorum: Count("replicas") = 1, link 101, in 1..=9, label "read quorum", when ("mode", "ap");
        /// One-way latency of every link.
        "lat" latency: Duration = ms(20), in us(250)..=secs(2), log;
        /// Messages lost on every link. [a|b]
        "loss" loss: Share = percent(2), in 0..=percent(50), label "message loss", step 1_000;
        /// Operations that a client begins.
        "ops" workload: Rate("operations/s") = rate(5), in 0..=rate(100), link rate(1_000), more;
        /// Sends a dead replica's writes to another. [DeCandia 2007, sec. 4.6]
        "hints" hints: Switch = true, label "hinted handoff", when ("mode", "ap"), more;
        /// Picks one run among all.
        "seed" seed: Seed = 1, more;
    }
}
