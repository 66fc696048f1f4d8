//! Diagram 11, head-of-line blocking: one load over TCP and over QUIC, with the same losses.
//!
//! Both transports run to their end (`run`); the record is measured at the playhead (`measure`,
//! `closed`, `report`) and drawn (`draw`). `figure` holds it together.

mod params;
mod run;

mod both;
mod closed;
mod measure;
mod report;
#[cfg(feature = "files")]
mod trace;

mod draw;
mod figure;
mod words;

#[cfg(test)]
mod tests;

use crate::figure::{Chart, Curve, Entry, Preset, View};
use machine::Time;

/// The diagram's entry.
pub static ENTRY: Entry = Entry {
    title: "Head-of-line blocking",
    purpose: "One lost packet stops every stream over TCP, and over QUIC those that it carried. Drop one, then see who waits.",
    prompt: "How does head-of-line blocking affect your application, and how many of its streams would have to wait?",
    tasks: &[
        ("all", "Lose one packet so that every TCP stream waits, and one of QUIC's."),
        ("two", "Lose one packet so that two of QUIC's streams wait."),
        (
            "enough",
            "Have so many streams that more do not help: over QUIC only what was lost is late.",
        ),
    ],
    errata: chapter::errata::HOL,
    presets: PRESETS,
    views: &[
        View { id: "tcp", label: "TCP" },
        View { id: "quic", label: "QUIC" },
        View { id: "charts", label: "Charts" },
    ],
    charts: CHARTS,
    ..Entry::of::<figure::Hol>("hol", 11)
};

const fn curve(of: &'static str, name: &'static str) -> Curve {
    Curve { of, name, closed: false }
}

const fn closed(of: &'static str, name: &'static str) -> Curve {
    Curve { of, name, closed: true }
}

const LOSSES: (&str, &str) = ("loss", "0.5%, 1%, 2%, 4%, 8%");

static CHARTS: &[Chart] = &[
    Chart {
        id: "done",
        label: "complete at",
        over: LOSSES,
        log: false,
        curves: &[
            curve("tcp-done", "TCP"),
            curve("quic-done", "QUIC"),
            closed("done-closed", "both, closed form"),
        ],
    },
    Chart {
        id: "stalled",
        label: "frames late",
        over: ("k", "1, 2, 3, 4, 6, 12"),
        log: false,
        curves: &[
            curve("tcp-stalled", "TCP"),
            curve("quic-stalled", "QUIC"),
            closed("tcp-stalled-closed", "TCP, closed form"),
            closed("quic-stalled-closed", "QUIC, closed form"),
        ],
    },
    Chart {
        id: "delay",
        label: "mean delay",
        over: LOSSES,
        log: false,
        curves: &[
            curve("tcp-mean", "TCP"),
            curve("quic-mean", "QUIC"),
            closed("tcp-mean-closed", "TCP, closed form"),
            closed("quic-mean-closed", "QUIC, closed form"),
        ],
    },
    Chart {
        id: "goodput",
        label: "goodput",
        over: LOSSES,
        log: true,
        curves: &[
            curve("tcp-goodput", "TCP"),
            curve("quic-goodput", "QUIC"),
            closed("goodput-closed", "NewReno after Mathis"),
        ],
    },
];

static PRESETS: &[Preset] = &[
    Preset { id: "one", label: "One loss", query: "loss=0%&ev=d20@0", steps: ONE },
    Preset { id: "random", label: "2 % at random", query: "n=400&t=4", steps: &[] },
    Preset {
        id: "burst",
        label: "A burst",
        query: "loss=0%&ev=d20@0,d21@0,d22@0,d23@0,d24@0&t=0.8",
        steps: &[],
    },
    Preset {
        id: "shared",
        label: "Several streams in a packet",
        query: "fs=600&loss=0%&ev=d20@0&t=0.7",
        steps: &[],
    },
    Preset {
        id: "across",
        label: "Frames across packets",
        query: "fs=1600&loss=0%&ev=d22@0&t=0.74",
        steps: &[],
    },
    Preset {
        id: "single",
        label: "One stream only",
        query: "k=1&loss=0%&ev=d20@0&t=0.7",
        steps: &[],
    },
    Preset {
        id: "late",
        label: "A late retransmission",
        query: "mode=window&loss=0%&rtt=100ms&rwnd=8&n=60&ev=d59@0&t=1.6",
        steps: &[],
    },
    Preset {
        id: "qpack",
        label: "Header compression",
        query: "qpack=on&loss=0%&ev=d1@0&t=0.3",
        steps: &[],
    },
    Preset {
        id: "mathis",
        label: "Loss and throughput",
        query: "mode=window&loss=1%&rtt=100ms&queue=500&n=2000&pt=1ms&t=4",
        steps: &[],
    },
    Preset {
        id: "real",
        label: "With congestion control",
        query: "mode=window&loss=0%&n=200&fs=4096&queue=200&pt=10ms&ev=d60@0&t=1.2",
        steps: &[],
    },
];

/// One loss, told step by step.
static ONE: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "Four streams take turns, a packet each. The same packets go over TCP, above, and over QUIC, below.",
    ),
    (Time::ms(470), "Packet 21, of stream 1, is lost on both wires."),
    (
        Time::ms(540),
        "The next packet arrives, of stream 2. Over QUIC its bytes go to the application at once. Over TCP they wait: in the one byte stream, packet 21 comes first.",
    ),
    (
        Time::ms(700),
        "Over TCP all streams have bytes that arrived and wait. Over QUIC stream 1 alone has.",
    ),
    (
        Time::ms(770),
        "Packet 21 has come again. TCP hands over at once all that had waited, QUIC what stream 1 had.",
    ),
];
