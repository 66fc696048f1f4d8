//! What can be done to a process or a link of a simulated system.

use super::words;
use crate::action::{Action, Choice};
use machine::{Machine, NodeId};
use sim::{Intervention, Names, World};

/// The process of that name.
pub fn process_named(names: Names, name: &str) -> Option<NodeId> {
    (0..names.nodes).map(NodeId).find(|node| names.name(*node) == name)
}

/// An intervention, offered in its words.
pub fn offer(names: Names, what: &Intervention) -> Choice {
    let label = words::capital(&words::intervention(names, what));
    Choice::offered(Action::Intervene(names.write(what)), label)
}

/// What can be done to a process as it stands.
pub fn of_process<M: Machine>(world: &World<M>, node: NodeId) -> [Intervention; 2] {
    match world.state(node) {
        None => [false, true].map(|wiped| Intervention::Restart { node, wiped }),
        Some(_) if world.paused(node) => [Intervention::Resume(node), Intervention::Crash(node)],
        Some(_) => [Intervention::Crash(node), Intervention::Pause(node)],
    }
}

/// What can be done to the link between two processes, given as a pair of names (`AB`).
pub fn of_link<M: Machine>(world: &World<M>, names: Names, pair: &str) -> Vec<Intervention> {
    let Ok(Intervention::CutLink(a, b)) = names.read(&format!("k{pair}")) else {
        return Vec::new();
    };
    let (forth, back) = (world.cuts().cut(a, b), world.cuts().cut(b, a));
    let choices = [
        (!forth || !back, Intervention::CutLink(a, b)),
        (!forth, Intervention::CutOneWay(a, b)),
        (!back, Intervention::CutOneWay(b, a)),
        (forth || back, Intervention::Mend(a, b)),
    ];
    choices.into_iter().filter(|(can, _)| *can).map(|(_, what)| what).collect()
}
