//! What a reader can set.

use machine::Time;
use params::{choice, ms, params, secs};

use crate::cluster::groups::{Clients, Faults, Network};

choice! {
    /// What the store gives up while the network is cut.
    pub enum Mode {
        /// Raft: a side without a majority refuses requests. [Ongaro 2014]
        Cp "cp" => "consistent (CP)",
        /// A leaderless store (Dynamo): each side answers if it can gather a quorum, stand-ins included. [DeCandia 2007]
        Ap "ap" => "available (AP)",
    }
}

choice! {
    /// What the store does with two concurrent writes to a key.
    pub enum Conflict {
        /// Both are kept until a later write has seen both. [DeCandia 2007, sec. 4.4]
        Siblings "siblings" => "keep both",
        /// The write with the greater Lamport timestamp stays; the other is lost.
        LastWriterWins "lww" => "last writer wins",
    }
}

params! {
    /// The CAP diagram.
    pub struct Params {
        /// What the store gives up during a network partition: availability or consistency. [Gilbert & Lynch 2002, Theorem 1]
        "mode" mode: Choice(Mode) = Mode::Ap, label "during a partition";
        /// Replicas of the store, A, B, C and so on round the ring.
        "n" replicas: Count("replicas") = 5, in 3..=9, link 101, label "replicas";
        /// How many replicas keep each key: N of them, in ring order from the key's place. [DeCandia 2007, sec. 4.3]
        "copies" copies: Count("copies") = 3, in 1..=9, link 101, label "replication N", when ("mode", "ap");
        /// Copies that must answer a read. Without hinted handoff R + W > N makes every read meet every finished write, and is still not linearizable. [DeCandia 2007, sec. 4.5]
        "r" read_quorum: Count("copies") = 2, in 1..=9, link 101, label "read quorum R", when ("mode", "ap");
        /// Copies that must acknowledge a write.
        "w" write_quorum: Count("copies") = 2, in 1..=9, link 101, label "write quorum W", when ("mode", "ap");
        /// A follower that hears nothing for this long, up to twice this long, stands for election. [Ongaro 2014, sec. 3.4]
        "et" election: Duration = ms(150), in ms(20)..=secs(2), link secs(60), log, label "election timeout", when ("mode", "cp");
        /// How messages travel.
        network: Group(Network);
        /// What goes wrong.
        faults: Group(Faults);
        /// Who asks, and how often.
        clients: Group(Clients);
        /// Time between two heartbeats of a leader. [Ongaro 2014, sec. 3.4]
        "hb" heartbeat: Duration = ms(40), in ms(5)..=secs(1), link secs(60), log, label "heartbeat interval", more, when ("mode", "cp");
        /// A server asks whether it could win before it disturbs a leader. [Ongaro 2014, sec. 9.6]
        "prevote" pre_vote: Switch = false, label "pre-vote", more, when ("mode", "cp");
        /// What the store does with two concurrent writes to a key.
        "merge" conflict: Choice(Conflict) = Conflict::Siblings, label "conflicts", more, when ("mode", "ap");
        /// A read that finds copies behind brings them up to date. [DeCandia 2007, sec. 5]
        "repair" read_repair: Switch = true, label "read repair", more, when ("mode", "ap");
        /// When a copy cannot be reached another replica takes its place, with a hint for whom. Off: a request that cannot reach its quorum fails. [DeCandia 2007, sec. 4.6]
        "sloppy" sloppy: Switch = true, label "hinted handoff", more, when ("mode", "ap");
        /// Time between two comparisons of Merkle trees with another replica; 0 turns anti-entropy off. [DeCandia 2007, sec. 4.7]
        "sync" anti_entropy: Duration = ms(200), in 0..=secs(10), link secs(60), label "anti-entropy interval", more, when ("mode", "ap");
        /// The length of the run.
        "len" length: Duration = secs(4), in secs(1)..=secs(60), link secs(3600), log, label "run length", more, group "Run";
        /// The number that all chance in the run is drawn from.
        "seed" seed: Seed = 7, label "seed", more, group "Run";
    }
}
