//! Runs worth opening: the middle, and one for each way out.

use crate::figure::Preset;
use machine::Time;

/// All of them.
pub static PRESETS: &[Preset] = &[
    Preset { id: "middle", label: "The middle: nobody decides", query: "len=800ms", steps: MIDDLE },
    Preset { id: "crash", label: "The middle, with its crash", query: "ev=xC@0.13", steps: CRASH },
    Preset { id: "coin", label: "Way out: a coin", query: "det=off&who=none&seed=20", steps: COIN },
    Preset {
        id: "gst",
        label: "Way out: time after a while",
        query: "async=off&seed=3",
        steps: GST,
    },
    Preset {
        id: "rounds",
        label: "Way out: always on time",
        query: "async=off&time=always",
        steps: ROUNDS,
    },
    Preset { id: "all", label: "Way out: nobody crashes", query: "crash=off", steps: ALL },
    Preset { id: "disagree", label: "Giving up agreement", query: "safe=off", steps: DISAGREE },
    Preset {
        id: "zero",
        label: "Giving up validity",
        query: "safe=off&lose=validity",
        steps: &[(
            Time::ZERO,
            "All propose 1, and all decide 0 without a word. They agree, they are done, time and crashes do not matter, and nobody has proposed it. The chapter's three corners do not mention this; the theorem does.",
        )],
    },
    Preset { id: "wait", label: "Giving up termination", query: "live=off", steps: WAIT },
];

/// One round of the adversary's, and why it is every round.
static MIDDLE: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "A and B propose 1, C proposes 0. Each reports its value (R) and then waits for all others but one: one might have crashed.",
    ),
    (
        Time::ms(21),
        "The adversary has made one report late for each (red). A has heard B, so more than half say 1: A proposes 1 (P). B and C have each heard a 0 and a 1, and propose nothing.",
    ),
    (
        Time::ms(41),
        "A and B have A's proposal and keep 1. It is not enough to decide. C has not seen it, and for want of a coin takes 0. They hold 1, 1, 0, as at the start.",
    ),
    (
        Time::ms(81),
        "Round 2 went as round 1. The late messages have all arrived, half a latency late, and were not waited for. Nobody has crashed.",
    ),
    (
        Time::ms(400),
        "So it goes on for ever. What the adversary used is that one process might crash: because of it nobody may wait for the last message.",
    ),
];

/// The crash ends the run that its possibility kept going.
static CRASH: &[(Time, &str)] = &[
    (Time::ZERO, "The same run. The adversary may crash one process, and has not done so."),
    (
        Time::ms(131),
        "C crashes, by hand. From now on A and B each wait for the other: no message is left that could be late and not waited for.",
    ),
    (
        Time::ms(212),
        "Both have heard the same, and both decide 1. The adversary's power was that a crash could happen, not that it did.",
    ),
];

/// Ben-Or's coins come up unlike for a while, and then alike.
static COIN: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "The same protocol with a coin for each process. Delays are as they come; nobody arranges them.",
    ),
    (
        Time::ms(27),
        "Nobody has seen a proposal, so all three have tossed: 0, 0 and 1. Unlike again.",
    ),
    (
        Time::ms(119),
        "Three rounds on they have tossed four more coins. Each round has some chance to make them alike, whatever went before.",
    ),
    (Time::ms(157), "Enough reported 1, and B decides it. No other value can be decided any more."),
    (
        Time::ms(193),
        "All have decided. Agreement was never at risk; only how long it would take was left to chance.",
    ),
];

/// Paxos before and after the global stabilization time.
static GST: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "Paxos, led by whoever takes itself for the first process alive. Before GST messages take as long as they like.",
    ),
    (
        Time::ms(51),
        "A has crashed, and heartbeats are late: B and C suspect A, and each other. Both lead, with ballots 2 and 3.",
    ),
    (
        Time::ms(200),
        "They have outbid each other once more. Wrong suspicions cost time and nothing else: no ballot can decide against another.",
    ),
    (
        Time::ms(301),
        "GST: from now on every message takes 20 ms at most. Nobody is told, and nobody needs to be.",
    ),
    (
        Time::ms(370),
        "B is trusted by C, its ballot 8 is promised and accepted by both, and that is a majority. B decides.",
    ),
    (Time::ms(385), "C is told. After GST this is certain, not likely."),
];

/// FloodSet hides a value for one round and not for two.
static ROUNDS: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "Everybody tells everybody all values it knows, in rounds that are longer than any message takes. C alone has a 0.",
    ),
    (
        Time::ms(11),
        "C crashes while it sends: its 0 reaches A and never leaves for B. After one round A and B would decide differently.",
    ),
    (
        Time::ms(40),
        "With at most one crash, in two rounds there is one in which nobody crashes. A passes the 0 on.",
    ),
    (Time::ms(51), "After f + 1 = 2 rounds both know the same values, and both decide 0."),
];

/// Without crashes one can wait for the last message.
static ALL: &[(Time, &str)] = &[
    (Time::ZERO, "Nobody ever crashes, so everybody may wait for everybody. No clock, no coin."),
    (Time::ms(16), "A has all three inputs and decides the least."),
    (
        Time::ms(34),
        "However late the last message is, it comes. With one crash, whoever has not heard from that process would wait for ever.",
    ),
];

/// Wait for one, and two who differ.
static DISAGREE: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "Each waits for one other input and decides the lesser of the two. That always ends.",
    ),
    (Time::ms(11), "A crashes after it has sent, which stops nobody."),
    (Time::ms(21), "B has heard A's 1 and decides 1. C has a 0 of its own and decides 0."),
];

/// The same run as the middle's, asked for less.
static WAIT: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "The run of the middle, of which less is asked now: nobody need decide. So nothing is broken.",
    ),
    (
        Time::ms(200),
        "What is kept is worth having. Whenever the messages happen to come in another order they decide, and never wrongly: with termination left to luck this is how Paxos works before GST.",
    ),
];
