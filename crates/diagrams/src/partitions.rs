//! Diagram 12, kinds of partition: links in trouble of every kind, and the detectors that watch.
//!
//! In each process all detectors run side by side, over the same heartbeats
//! (`protocols::detector::watch`), so that they differ only in how long they wait. Trouble is a fault
//! window on some directions of links (`sim::FaultWindow`). `record` writes down what the detectors say, `truth`
//! is what no process can see, `report` compares the two (`check::quality`), `table` runs every kind of
//! trouble for every detector, and `belief` is what a silence proves.

mod belief;
mod cluster;
mod own;
mod params;
mod presets;
mod record;
mod report;
mod run;
mod says;
mod table;
#[cfg(feature = "files")]
mod trace;
mod truth;

mod draw;
mod figure;
mod text_alternative;
mod words;

#[cfg(test)]
mod tests;

use crate::figure::{Chart, Curve, Entry, View};

/// The diagram's entry.
pub static ENTRY: Entry = Entry {
    title: "Partitions and who notices",
    purpose: "A network fails in more ways than one: by loss, delay, direction, and for a time. Set the trouble, and see how long each detector is wrong.",
    prompt: "How does your system detect each kind, and which of them does it take for a crash?",
    tasks: &[
        ("wrong", "Make a healthy process suspected, over a link without trouble."),
        ("unseen", "Cut a link one way so that no heartbeat notices."),
        ("calm", "Let links of A flap under Raft, and have no election from it."),
    ],
    errata: chapter::errata::PARTITIONS,
    presets: presets::PRESETS,
    views: &[
        View { id: "cluster", label: "Cluster" },
        View { id: "matrix", label: "Who suspects whom" },
        View { id: "detectors", label: "Detectors" },
    ],
    charts: CHARTS,
    says: Some(says::says),
    samples: Some("Your own latencies"),
    ..Entry::of::<figure::Partitions>("partitions", 12)
};

/// A run without a crash has no time to detect, and one without mistakes no recurrence.
static CHARTS: &[Chart] = &[Chart {
    id: "times",
    label: "detection, and mistakes",
    over: ("to", "150ms, 250ms, 350ms, 500ms, 800ms"),
    log: true,
    curves: &[
        Curve { of: "detect", name: "one process finds a crash after", closed: false },
        Curve { of: "recurrence", name: "a mistake every", closed: false },
        Curve { of: "duration", name: "a mistake lasts", closed: false },
    ],
}];
