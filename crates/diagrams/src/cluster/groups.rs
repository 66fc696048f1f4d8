//! Groups of parameters that diagrams over a replicated store share.
//!
//! A diagram embeds them in its own with `network: Group(Network) { ... }`, where it gives other
//! defaults, ranges and labels, and hides what it does not offer.

use machine::{Ratio, Time};
use params::{choice, ms, params, percent, rate, secs};

choice! {
    /// How delays are distributed.
    pub enum Shape {
        /// Every message takes the same time.
        Fixed "fixed" => "fixed",
        /// Anything within the jitter around the latency is equally likely.
        Uniform "uniform" => "uniform",
        /// A floor, and an exponential tail of the jitter's mean.
        Exponential "exp" => "exponential",
        /// A floor, and a log-normal tail of the jitter's median (sigma 1).
        LogNormal "lognormal" => "log-normal",
    }
}

choice! {
    /// Which links are cut.
    pub enum Partition {
        /// None.
        None "none" => "none",
        /// The last replicas, fewer than half, are cut off with their clients.
        Minority "minority" => "a minority",
        /// Down the middle, so that no side has a majority.
        Middle "middle" => "the middle",
        /// Whoever leads at that moment is cut off alone (without leaders: replica A).
        Leader "leader" => "the leader",
        /// The minority hears the others, and is not heard.
        OneWay "oneway" => "one way",
        /// Two halves that only one replica can reach both of. [Jepsen's bridge]
        Bridge "bridge" => "a bridge",
    }
}

choice! {
    /// When a client starts its next operation.
    pub enum Pace {
        /// At its own rate, whatever the store does.
        Rate "rate" => "at a rate",
        /// As soon as it has its answer, after a mean pause of one over the rate.
        Closed "closed" => "after each answer",
        /// Only when told to.
        Manual "manual" => "by hand",
    }
}

params! {
    /// How messages travel between servers.
    pub struct Network {
        /// One-way delay of a message between two replicas.
        "lat" latency: Duration = ms(20), in ms(1)..=ms(500), link secs(10), log, label "latency";
        /// Share of messages that are lost, between replicas and to clients alike.
        "loss" loss: Share = 0, in 0..=percent(50), link percent(100), label "message loss";
        /// Distribution of message delays.
        "shape" shape: Choice(Shape) = Shape::Uniform, label "delay distribution", more;
        /// How far delays spread, as a share of the latency. Messages that overtake others arrive out of order.
        "jitter" jitter: Share = percent(25), in 0..=percent(100), label "jitter", more;
        /// Share of messages that arrive twice.
        "dup" duplication: Share = 0, in 0..=percent(50), link percent(100), label "duplication", more;
    }
}

params! {
    /// What goes wrong: one cut, and crashes at random.
    pub struct Faults {
        /// Which links the partition cuts.
        "part" partition: Choice(Partition) = Partition::Minority, label "partition";
        /// When the partition starts.
        "at" cut_at: Duration = secs(1), in 0..=secs(60), link secs(3600), label "partition starts", more;
        /// How long the partition lasts.
        "for" cut_for: Duration = ms(1500), in ms(10)..=secs(60), link secs(3600), log, label "partition lasts", more;
        /// Random crashes a minute, of all replicas together.
        "crash" crashes: Rate("/min") = 0, in 0..=rate(60), link rate(6_000), label "crash rate", more;
        /// How long a crashed replica stays down.
        "down" down: Duration = ms(500), in ms(10)..=secs(30), link secs(3600), log, label "downtime", more;
    }
}

params! {
    /// The clients of a store, and what they ask.
    pub struct Clients {
        /// Operations a second that each client starts.
        "rate" rate: Rate("op/s") = rate(10), in 100..=rate(100), link rate(10_000), log, label "request rate", more;
        /// Share of the operations that are reads.
        "reads" reads: Share = percent(60), in 0..=percent(100), label "read share", more;
        /// Clients. Each talks to one replica, and is on its side of every partition.
        "clients" count: Count("clients") = 3, in 1..=8, link 20, label "clients", more;
        /// Registers that the clients read and write: x, y, z and so on.
        "keys" keys: Count("keys") = 1, in 1..=6, link 64, label "keys", more;
        /// When a client starts its next operation.
        "pace" pace: Choice(Pace) = Pace::Rate, label "workload", more;
        /// How long a client waits for an answer before it retries the operation.
        "timeout" timeout: Duration = ms(400), in ms(10)..=secs(10), link secs(60), log, label "request timeout", more;
        /// Attempts of an operation before the client gives up and does not know its outcome.
        "tries" tries: Count("tries") = 2, in 1..=5, link 20, label "attempts", more;
    }
}
