//! What a reader can set.

use machine::{Ratio, Time};
use params::{choice, ms, params, percent, rate, secs};

choice! {
    /// What the store gives up while the network is cut.
    pub enum Mode {
        /// Raft: a side without a majority refuses. [Ongaro 2014]
        Cp "cp" => "consistent (CP)",
        /// A leaderless store: every side answers that can gather its quorum, stand-ins included. [DeCandia 2007]
        Ap "ap" => "available (AP)",
    }
}

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
    /// When a client asks again.
    pub enum Pace {
        /// At its own rate, whatever the store does.
        Rate "rate" => "at a rate",
        /// As soon as it has its answer, after a mean pause of one over the rate.
        Closed "closed" => "after each answer",
        /// Only when told to.
        Manual "manual" => "by hand",
    }
}

choice! {
    /// What becomes of two writes that did not know of each other.
    pub enum Conflict {
        /// Both are kept until a later write has seen both. [DeCandia 2007, sec. 4.4]
        Siblings "siblings" => "keep both",
        /// The greater Lamport timestamp stays, the other write is gone.
        LastWriterWins "lww" => "last writer wins",
    }
}

params! {
    /// The CAP diagram.
    pub struct Params {
        /// What the store gives up while the network is cut: answers, or agreement. [Gilbert & Lynch 2002, Theorem 1]
        "mode" mode: Choice(Mode) = Mode::Ap, label "choice";
        /// Replicas of the store, A, B, C and so on round the ring.
        "n" replicas: Count("replicas") = 5, in 3..=9, link 101, label "replicas";
        /// Replicas that keep a key: N of them, in ring order from the key's place. [DeCandia 2007, sec. 4.3]
        "copies" copies: Count("copies") = 3, in 1..=9, link 101, label "copies N", when ("mode", "ap");
        /// Copies that must answer a read. Without hinted handoff R + W > N makes every read meet every finished write, and is still not linearizable. [DeCandia 2007, sec. 4.5]
        "r" read_quorum: Count("copies") = 2, in 1..=9, link 101, label "read R", when ("mode", "ap");
        /// Copies that must acknowledge a write.
        "w" write_quorum: Count("copies") = 2, in 1..=9, link 101, label "write W", when ("mode", "ap");
        /// A follower that hears nothing for this long, up to twice this long, stands for election. [Ongaro 2014, sec. 3.4]
        "et" election: Duration = ms(150), in ms(20)..=secs(2), link secs(60), log, label "election timeout", when ("mode", "cp");
        /// One-way time of a message between two replicas.
        "lat" latency: Duration = ms(20), in ms(1)..=ms(500), link secs(10), log, label "latency";
        /// Messages lost, of those between replicas and clients alike.
        "loss" loss: Share = 0, in 0..=percent(50), link percent(100), label "loss";
        /// Which links are cut, when the time comes.
        "part" partition: Choice(Partition) = Partition::Minority, label "cut off";
        /// When they are cut.
        "at" cut_at: Duration = secs(1), in 0..=secs(60), link secs(3600), label "cut at", more;
        /// For how long.
        "for" cut_for: Duration = ms(1500), in ms(10)..=secs(60), link secs(3600), log, label "cut for", more;
        /// Operations a second of each client.
        "rate" rate: Rate("op/s") = rate(10), in 100..=rate(100), link rate(10_000), log, label "rate", more;
        /// How many of the operations are reads.
        "reads" reads: Share = percent(60), in 0..=percent(100), label "reads", more;
        /// Crashes a minute, of all replicas together, at random.
        "crash" crashes: Rate("/min") = 0, in 0..=rate(60), link rate(6_000), label "crashes", more;
        /// How long a crashed replica stays down.
        "down" down: Duration = ms(500), in ms(10)..=secs(30), link secs(3600), log, label "down for", more;
        /// How delays are distributed.
        "shape" shape: Choice(Shape) = Shape::Uniform, label "delay shape", more;
        /// How far delays spread, as a share of the latency; what overtakes is reordered.
        "jitter" jitter: Share = percent(25), in 0..=percent(100), label "jitter", more;
        /// Messages that arrive twice.
        "dup" duplication: Share = 0, in 0..=percent(50), link percent(100), label "doubled", more;
        /// Clients, each at home at one replica and on its side of every cut.
        "clients" clients: Count("clients") = 3, in 1..=8, link 20, label "clients", more;
        /// Registers they read and write: x, y, z and so on.
        "keys" keys: Count("keys") = 1, in 1..=6, link 64, label "keys", more;
        /// When a client asks again.
        "pace" pace: Choice(Pace) = Pace::Rate, label "clients ask", more;
        /// How long a client waits for an answer before it asks again, the same operation.
        "timeout" timeout: Duration = ms(400), in ms(10)..=secs(10), link secs(60), log, label "patience", more;
        /// How often it asks before it gives up, not knowing.
        "tries" tries: Count("tries") = 2, in 1..=5, link 20, label "tries", more;
        /// A leader's heartbeats. [Ongaro 2014, sec. 3.4]
        "hb" heartbeat: Duration = ms(40), in ms(5)..=secs(1), link secs(60), log, label "heartbeat", more, when ("mode", "cp");
        /// A server asks whether it could win before it disturbs a leader. [Ongaro 2014, sec. 9.6]
        "prevote" pre_vote: Switch = false, label "pre-vote", more, when ("mode", "cp");
        /// What becomes of two writes that did not know of each other.
        "merge" conflict: Choice(Conflict) = Conflict::Siblings, label "conflicts", more, when ("mode", "ap");
        /// A read that finds copies behind brings them up to date. [DeCandia 2007, sec. 5]
        "repair" read_repair: Switch = true, label "read repair", more, when ("mode", "ap");
        /// When a copy cannot be reached another replica takes its place, with a hint for whom. Off: a request that cannot reach its quorum fails. [DeCandia 2007, sec. 4.6]
        "sloppy" sloppy: Switch = true, label "hinted handoff", more, when ("mode", "ap");
        /// How often a replica compares Merkle trees with another; 0 for never. [DeCandia 2007, sec. 4.7]
        "sync" anti_entropy: Duration = ms(200), in 0..=secs(10), link secs(60), label "anti-entropy", more, when ("mode", "ap");
        /// The length of the run.
        "len" length: Duration = secs(4), in secs(1)..=secs(60), link secs(3600), log, label "run", more;
        /// The number that all chance in the run is drawn from.
        "seed" seed: Seed = 7, label "seed", more;
    }
}
