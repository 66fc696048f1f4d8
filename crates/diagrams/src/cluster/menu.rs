//! What can be done to what was pointed at.

use super::design::{self, Run};
use crate::action::{Action, Choice};
use crate::parts::menu;
use machine::{NodeId, NodeSet};
use protocols::client::Key;
use sim::{Intervention, MsgId, Names};

/// What can be done to a target: a process `n:A`, a link `l:AB`, a message `m:4711`, or the whole
/// network, which is the empty target.
pub fn choices(run: &Run, picked: NodeSet, target: &str) -> Vec<Choice> {
    let menu = Menu { run, names: design::names(run), picked };
    match target.split_once(':') {
        Some(("n", name)) => {
            menu::process_named(menu.names, name).map_or_else(Vec::new, |node| menu.of_node(node))
        }
        Some(("l", pair)) => menu.all(&menu::of_link(run.playhead(), menu.names, pair)),
        Some(("m", id)) => id.parse().map_or_else(|_| Vec::new(), |id| menu.of_message(MsgId(id))),
        _ => menu.of_network(),
    }
}

struct Menu<'a> {
    run: &'a Run,
    names: Names,
    picked: NodeSet,
}

impl Menu<'_> {
    fn does(&self, what: &Intervention) -> Choice {
        menu::offer(self.names, what)
    }

    fn all(&self, whats: &[Intervention]) -> Vec<Choice> {
        whats.iter().map(|what| self.does(what)).collect()
    }

    fn servers(&self) -> u8 {
        self.run.setup().machine.workload.servers
    }

    fn of_node(&self, node: NodeId) -> Vec<Choice> {
        if node.0 >= self.servers() {
            return self.of_client(node);
        }
        let mut choices = self.all(&menu::of_process(self.run.playhead(), node));
        choices.push(self.does(&Intervention::Part(vec![[node].into_iter().collect()])));
        let verb = if self.picked.contains(node) { "Let go of" } else { "Pick" };
        let name = self.names.name(node);
        let pick = Action::Look(format!("pick:{name}"));
        choices.push(Choice::offered(pick, format!("{verb} {name}, its links and messages")));
        choices.extend(self.of_picked());
        if self.run.playhead().cuts().any() {
            choices.push(self.does(&Intervention::Heal));
        }
        choices
    }

    fn of_picked(&self) -> Option<Choice> {
        let all = NodeSet::first(self.servers().into());
        let some = self.picked.len() > 1 && self.picked != all;
        some.then(|| self.does(&Intervention::Part(vec![self.picked])))
    }

    /// Whether a group is cut off already.
    fn parted(&self, group: NodeSet) -> bool {
        let others = NodeSet::first(self.servers().into()).minus(group);
        let cuts = self.run.playhead().cuts();
        let cut = |a, b| cuts.cut(a, b) && cuts.cut(b, a);
        group.iter().all(|a| others.iter().all(|b| cut(a, b)))
    }

    fn of_client(&self, node: NodeId) -> Vec<Choice> {
        let keys = self.run.setup().machine.workload.keys.min(3) as Key;
        let ask = |code| self.does(&Intervention::Command { node, code });
        (0..keys).flat_map(|key| [u32::from(key) * 2, u32::from(key) * 2 + 1]).map(ask).collect()
    }

    fn of_message(&self, id: MsgId) -> Vec<Choice> {
        if !self.run.playhead().flights().any(|flight| flight.id == id) {
            return Vec::new();
        }
        let by = design::latency(self.run) * 5;
        self.all(&[
            Intervention::Drop(id),
            Intervention::Delay { id, by },
            Intervention::Deliver(id),
        ])
    }

    /// What keys do: part the picked group, or else the minority; heal.
    fn of_network(&self) -> Vec<Choice> {
        let servers = self.servers();
        let minority = (servers / 2 + 1..servers).map(NodeId).collect();
        let mut choices: Vec<Choice> = self.of_picked().into_iter().collect();
        if choices.is_empty() && !self.parted(minority) {
            choices.push(self.does(&Intervention::Part(vec![minority])));
        }
        if self.run.playhead().cuts().any() {
            choices.push(self.does(&Intervention::Heal));
        }
        if !self.picked.is_empty() {
            let clear = Action::Look("clear".to_owned());
            choices.push(Choice::offered(clear, "Let go of all picked"));
        }
        choices
    }
}
