//! Diagram 2, the undecided run: who picks the next message keeps a protocol from ever deciding.
//!
//! It has no simulator: `game` is a graph from the explorer, searched whole, with the valency of each
//! configuration (`map`). A run is a schedule in it, made by a hand, an adversary or chance (`play`), and
//! also happens on the machines themselves (`protocol`); `schedule` is what the shell drives. `rotating`
//! is the one game with a graph of its own: there a failure detector makes moves. `odds` computes on the
//! graph how likely a run stays undecided, and measures it; sweeps leave that out.

mod params;
mod silent;

mod game;
mod layers;
mod live;
mod map;
mod odds;
mod play;
mod protocol;
mod rotating;
mod schedule;
mod snapshot;

mod report;
mod tasks;
#[cfg(feature = "files")]
mod trace;

mod draw;
mod figure;
mod menu;
mod text_alternative;
mod words;

use crate::figure::{Clock, Entry, Gesture, Preset, View};
use machine::Time;

/// The diagram's entry.
pub static ENTRY: Entry = Entry {
    title: "The undecided run",
    purpose: "You choose which message arrives next. Crash no one, lose nothing, and keep them from ever deciding.",
    prompt: "Why can't the protocol force a configuration from which only one decision is left? (A mark says what some schedule can still reach, not how likely it is: if chance picks, the endless run has probability 0. The theorem is about every protocol; here one runs at a time.)",
    tasks: &[
        ("twelve", "Choose twelve deliveries, and nobody has decided."),
        ("endless", "Find a run that can go on for ever and lets every process move."),
        ("shortest", "Decide, by hand, in as few deliveries as there can be."),
        ("wait", "Find a message that must wait, and let another go first."),
        ("beat", "Make two processes that wait for one decide differently."),
    ],
    errata: chapter::errata::BIVALENCE,
    presets: PRESETS,
    clock: Clock::Steps("delivery"),
    models: &["ben-or", "wait-all", "wait-one", "always-zero", "paxos"],
    views: &[
        View { id: "schedule", label: "Schedule" },
        View { id: "processes", label: "Processes" },
        View { id: "why", label: "Why" },
        View { id: "graph", label: "Graph" },
    ],
    gesture: Gesture::Pan,
    ..Entry::of::<figure::Bivalence>("bivalence", 2)
};

static PRESETS: &[Preset] = &[
    Preset { id: "by-hand", label: "Your turn from the start", query: "player=hand", steps: &[] },
    Preset { id: "chance", label: "Chance plays, and decides", query: "player=chance", steps: &[] },
    Preset {
        id: "coin",
        label: "A common coin beats the adversary",
        query: "coin=common",
        steps: &[],
    },
    Preset {
        id: "clocks",
        label: "Clocks, after twelve deliveries",
        query: "clocks=on",
        steps: &[],
    },
    Preset {
        id: "detector",
        label: "A detector that is right in the end beats the adversary",
        query: "protocol=chandra-toueg&inputs=101",
        steps: DETECTOR,
    },
    Preset {
        id: "wait-all",
        label: "Wait for all: one crash blocks it",
        query: "protocol=wait-all&crashed=p3&player=chance",
        steps: WAIT_ALL,
    },
    Preset {
        id: "wait-one",
        label: "Wait for one: two disagree",
        query: "protocol=wait-one&inputs=011&player=hand&ev=32@0,13@1,21@2",
        steps: WAIT_ONE,
    },
    Preset {
        id: "always-zero",
        label: "Always 0: nobody had it",
        query: "protocol=always-zero&inputs=111",
        steps: &[],
    },
];

/// What the adversary does with a failure detector, until it is right about one process.
static DETECTOR: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "In each round somebody else proposes: p1, p2, p3, and again. The others wait until they hear the proposal, or until their failure detector says that its author has crashed. Nobody has, but the adversary speaks for the detectors.",
    ),
    (Time::s(2), "p2 suspects p1 before its proposal arrives, and refuses it."),
    (Time::s(3), "p3 suspects p1 as well: round 1 is lost."),
    (Time::s(7), "Round 2 goes the same way: p3 suspects p2, and p1 suspects p2."),
    (
        Time::s(11),
        "And round 3: p1 suspects p3, and p2 suspects p3. That makes six suspicions, all of them wrong, and both decisions are still possible.",
    ),
    (
        Time::s(12),
        "From here nobody suspects p1 any more. That is all \u{25C7}S promises; nobody knows that it has begun, and p2 and p3 may be suspected for ever.",
    ),
    (Time::s(13), "It is p1's turn again, in round 4. It proposes 0: only 0 can be decided."),
    (
        Time::s(17),
        "p1 hears that p2 has adopted 0. The two are a majority of three, and p1 decides.",
    ),
];

/// What waiting for all gives up.
static WAIT_ALL: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "Everybody waits for the inputs of all and decides the least. p3 has crashed before it sent anything.",
    ),
    (Time::s(1), "One hears the other."),
    (
        Time::s(2),
        "Both know two inputs, and wait for the third. Nothing is on its way any more: no decision, for ever. Agreement and validity hold; one crash took termination.",
    ),
];

/// What waiting for one gives up.
static WAIT_ONE: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "Everybody waits for one other input and decides the lesser. The inputs are 0 1 1.",
    ),
    (Time::s(1), "p3 hears p2 first: both have 1, so p3 decides 1."),
    (Time::s(2), "p1 hears p3, and decides its own 0."),
    (
        Time::s(3),
        "Nobody ever waits for a crashed process here; but two have decided differently. Agreement is what this rule gives up.",
    ),
];
