//! Runs worth opening, in the chapter's order.

use crate::figure::Preset;
use machine::Time;

/// All of them.
pub static PRESETS: &[Preset] = &[
    Preset { id: "healthy", label: "Healthy", query: "loss=0%", steps: &[] },
    Preset {
        id: "degraded",
        label: "Degraded",
        query: "on=all&way=both&loss=10%&slow=10ms&jit=40ms",
        steps: &[],
    },
    Preset { id: "flapping", label: "Flapping", query: "way=both&flap=on", steps: &[] },
    Preset { id: "asymmetric", label: "Asymmetric", query: "", steps: ONE_WAY },
    Preset { id: "full", label: "Full", query: "on=side&way=both", steps: &[] },
    Preset { id: "partial", label: "Partial: one pair", query: "on=pair&way=both", steps: &[] },
    Preset { id: "churn", label: "Raft under a one-way cut", query: "raft=on", steps: CHURN },
    Preset {
        id: "prevote",
        label: "The same, with pre-vote",
        query: "raft=on&prevote=on",
        steps: &[],
    },
    Preset { id: "table", label: "Every kind, every detector", query: "show=table", steps: &[] },
    Preset {
        id: "belief",
        label: "What silence proves",
        query: "on=all&way=both&loss=10%&show=belief",
        steps: &[],
    },
];

/// A hears nothing, and all hear A.
static ONE_WAY: &[(Time, &str)] = &[
    (
        Time::ZERO,
        "Everybody sends heartbeats to everybody. All of them are on time, and nobody is suspected.",
    ),
    (Time::ms(4_050), "From now on nothing reaches A. What A sends still arrives."),
    (
        Time::ms(6_500),
        "A suspects all others, wrongly: they are up. Nobody suspects A, which still says that it is alive. Neither knows from its own view that the link works one way.",
    ),
    (
        Time::ms(12_800),
        "The way back works again, and A trusts the others at their next heartbeat.",
    ),
];

/// A stands for election again and again.
static CHURN: &[(Time, &str)] = &[
    (Time::ms(3_900), "Raft has a leader, and each server has voted for it."),
    (
        Time::ms(5_500),
        "A hears no leader, so it stands for election, with a higher term each time. Its requests arrive: the leader steps down, again and again, for a server that cannot hear who votes for it.",
    ),
];
