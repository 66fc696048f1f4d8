//! What happens, in words: the narrator, the trace and the lists speak the same.

use super::record::What;
use machine::{NodeId, NodeSet};
use protocols::client::{Key, Op, Outcome, Value};
use sim::{Intervention, Names};

/// A register's name: x, y, z, u, v, w, then k6, k7, ...
pub fn key(key: Key) -> String {
    match b"xyzuvw".get(usize::from(key)) {
        Some(letter) => char::from(*letter).to_string(),
        None => format!("k{key}"),
    }
}

/// `x=7`, or `x=-` if it was never written.
pub fn register(name: Key, value: Value) -> String {
    if value == 0 { format!("{}=\u{2013}", key(name)) } else { format!("{}={value}", key(name)) }
}

/// What a client asks: `r x` or `w x=7`.
pub fn op(op: Op) -> String {
    match op {
        Op::Read(name) => format!("r {}", key(name)),
        Op::Write(name, value) => format!("w {}", register(name, value)),
    }
}

/// What a client was told, aloud: `c1 reads 7`.
pub fn told(client: &str, outcome: Outcome) -> String {
    match outcome {
        Outcome::Written => format!("{client}'s write is acknowledged"),
        Outcome::Read(0, _) => format!("{client} reads nothing"),
        Outcome::Read(value, 0 | 1) => format!("{client} reads {value}"),
        Outcome::Read(value, siblings) => {
            format!("{client} reads {value}, one of {siblings} siblings")
        }
        Outcome::Refused => format!("{client} is refused"),
        Outcome::Unknown => format!("{client} gives up without an answer"),
    }
}

/// What happened to `node`.
pub fn what(names: Names, node: NodeId, what: &What) -> String {
    let name = names.name(node);
    match what {
        What::Crashed => format!("{name} crashes"),
        What::Restarted(false) => format!("{name} restarts from its disk"),
        What::Restarted(true) => format!("{name} restarts without its disk"),
        What::Paused => format!("{name} stands still"),
        What::Resumed => format!("{name} goes on"),
        What::Stood(term) => format!("{name} stands for election in term {term}"),
        What::Led(term) => format!("{name} leads term {term}"),
        What::SteppedDown => format!("{name} steps down"),
        What::Siblings(..) => format!("{name} answers with several values"),
        What::Rewired => "the network changes".to_owned(),
        What::Said(text) => format!("{name} {text}"),
        What::Missed(what) => format!("not possible then: {}", intervention(names, what)),
    }
}

/// What was done to the run.
pub fn intervention(names: Names, what: &Intervention) -> String {
    let name = |node: &NodeId| names.name(*node);
    match what {
        Intervention::Crash(node) => format!("crash {}", name(node)),
        Intervention::Restart { node, wiped: false } => format!("restart {}", name(node)),
        Intervention::Restart { node, wiped: true } => {
            format!("restart {} without its disk", name(node))
        }
        Intervention::Pause(node) => format!("pause {}", name(node)),
        Intervention::Resume(node) => format!("resume {}", name(node)),
        Intervention::Part(groups) if groups.iter().any(|group| group.len() > 8) => {
            let count: usize = groups.iter().map(|group| group.len()).sum();
            format!("part {count} replicas from the others")
        }
        Intervention::Part(groups) => {
            let group = |set: &NodeSet| {
                set.iter().map(|node| names.name(node)).collect::<Vec<_>>().join(" ")
            };
            format!(
                "part {} from the others",
                groups.iter().map(group).collect::<Vec<_>>().join(" | ")
            )
        }
        Intervention::CutOneWay(a, b) => format!("stop what {} sends to {}", name(a), name(b)),
        Intervention::CutLink(a, b) => format!("cut {} from {}", name(a), name(b)),
        Intervention::Mend(a, b) => format!("mend the link of {} and {}", name(a), name(b)),
        Intervention::Heal => "heal the network".to_owned(),
        Intervention::Drop(id) => format!("drop message {}", id.0),
        Intervention::Delay { id, by } => format!("delay message {} by {} s", id.0, by),
        Intervention::Deliver(id) => format!("deliver message {} now", id.0),
        Intervention::Command { node, code } if code % 2 == 0 => {
            format!("let {} read {}", name(node), key((code / 2) as Key))
        }
        Intervention::Command { node, code } => {
            format!("let {} write {}", name(node), key((code / 2) as Key))
        }
    }
}
