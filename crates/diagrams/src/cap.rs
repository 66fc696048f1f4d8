//! Diagram 3, CAP: replicas and clients through a partition, consistent or available.
//!
//! The run, its record, its judge and its pictures are those of every diagram over a replicated
//! store (`crate::cluster`); what is set here is which store, and how.

mod figure;
mod params;

use crate::cluster;
use crate::figure::{Entry, Preset};
use machine::Time;

/// The diagram's entry.
pub static ENTRY: Entry = Entry {
    title: "CAP, corrected",
    purpose: "While the network is cut, a store answers or it agrees. Choose, then see what your choice did.",
    prompt: "What does your own system do on the smaller side of a cut, and who decided that?",
    tasks: &[
        ("stale", "Make an available store answer with an old value."),
        ("refuse", "Make a consistent one refuse while the other side goes on."),
        ("survive", "Crash a consistent store's leader and lose no write."),
        ("strict", "Without hinted handoff, find a run where R + W > N is still not linearizable."),
    ],
    errata: chapter::errata::CAP,
    presets: PRESETS,
    ..cluster::entry::<figure::Cap>("cap", 3)
};

static PRESETS: &[Preset] = &[
    Preset {
        id: "proof-ap",
        label: "The proof, if it answers",
        query: "mode=ap&pace=manual&clients=2&part=none&sync=0&lat=20ms&len=2s&\
                ev=ic1-1@0.05,pCD@0.4,ic1-1@0.6,ic2-0@1,h@1.6",
        steps: PROOF,
    },
    Preset {
        id: "proof-cp",
        label: "The proof, if it agrees",
        query: "mode=cp&pace=manual&clients=2&part=none&lat=20ms&len=3s&\
                ev=ic1-1@0.45,pCD@0.8,ic1-1@1,ic2-0@1.6,h@2.6",
        steps: PROOF_CP,
    },
    Preset {
        id: "inversion",
        label: "New, then old, with R + W > N",
        query: "mode=ap&part=none&sloppy=off&repair=off&sync=0&rate=40&clients=6&reads=70%&\
                shape=exp&jitter=100%&len=10s&seed=3&t=3.95",
        steps: &[],
    },
];

/// Gilbert and Lynch 2002, Theorem 1, as a run.
static PROOF: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "A register x on a network that may lose messages. Client c1 writes it, and is told so.",
    ),
    (Time::ms(400), "The network is cut: no message passes between the two sides any more."),
    (
        Time::ms(600),
        "c1 writes again. Its side cannot ask the other; to be available it must answer, and does.",
    ),
    (
        Time::ms(1_000),
        "c2 reads on the other side. It cannot know of the second write; to be available it must answer, and returns the first.",
    ),
    (
        Time::ms(1_400),
        "The read began after the second write had returned, and does not see it: no order explains both. A store that answers every request on both sides of a cut cannot be linearizable in every run.",
    ),
];

/// The same with a store that keeps its word and loses its answer.
static PROOF_CP: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "The same register under Raft. Once a leader is elected, c1 writes and is told so.",
    ),
    (Time::ms(800), "The network is cut."),
    (
        Time::ms(1_000),
        "c1 writes again. Its side has a majority, so the write is committed and answered.",
    ),
    (
        Time::ms(1_600),
        "c2 reads on the smaller side. Nobody there can know whether something newer was written.",
    ),
    (
        Time::ms(2_000),
        "So the read is refused, or waits in vain. The history stays linearizable, and the store was not available.",
    ),
];
