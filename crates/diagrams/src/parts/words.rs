//! Processes, registers and interventions in words: narration, menus and lists speak the same.

use machine::NodeSet;
use protocols::client::{Key, Value};
use sim::{Intervention, Names};

/// A register's name: x, y, z, u, v, w, then k6, k7, ...
pub fn key(key: Key) -> String {
    match b"xyzuvw".get(usize::from(key)) {
        Some(letter) => char::from(*letter).to_string(),
        None => format!("k{key}"),
    }
}

/// `x=7`, or `x=–` if it was never written.
pub fn register(name: Key, value: Value) -> String {
    if value == 0 { format!("{}=\u{2013}", key(name)) } else { format!("{}={value}", key(name)) }
}

/// An intervention: `crash A`. Commands are those of clients of registers.
pub fn intervention(names: Names, what: &Intervention) -> String {
    let name = |node: &_| names.name(*node);
    match what {
        Intervention::Crash(node) => format!("crash {}", name(node)),
        Intervention::Restart { node, wiped: false } => format!("restart {}", name(node)),
        Intervention::Restart { node, wiped: true } => {
            format!("restart {} without its disk", name(node))
        }
        Intervention::Pause(node) => format!("pause {}", name(node)),
        Intervention::Resume(node) => format!("resume {}", name(node)),
        Intervention::Part(groups) => format!("part {} from the others", parted(names, groups)),
        Intervention::CutOneWay(a, b) => format!("cut {} to {}, one way", name(a), name(b)),
        Intervention::CutLink(a, b) => format!("cut {} from {}", name(a), name(b)),
        Intervention::Mend(a, b) => format!("mend the link between {} and {}", name(a), name(b)),
        Intervention::Heal => "heal the network".to_owned(),
        Intervention::Drop(id) => format!("drop message {}", id.0),
        Intervention::Delay { id, by } => format!("delay message {} by {} s", id.0, by),
        Intervention::Deliver(id) => format!("deliver message {} now", id.0),
        Intervention::Command { node, code } => {
            let verb = if code % 2 == 0 { "read" } else { "write" };
            format!("let {} {verb} {}", name(node), key((code / 2) as Key))
        }
    }
}

/// The groups of a partition by their members; many by their number.
fn parted(names: Names, groups: &[NodeSet]) -> String {
    if groups.iter().any(|group| group.len() > 8) {
        let count: usize = groups.iter().map(|group| group.len()).sum();
        return format!("{count} replicas");
    }
    let group =
        |set: &NodeSet| set.iter().map(|node| names.name(node)).collect::<Vec<_>>().join(" ");
    groups.iter().map(group).collect::<Vec<_>>().join(" | ")
}

/// With a capital letter, as a button has it.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
