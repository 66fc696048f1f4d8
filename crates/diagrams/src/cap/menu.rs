//! What can be done to what was pointed at.

use super::params::Params;
use super::snapshot::{Snapshot, Up};
use super::words;
use crate::figure::Choice;
use machine::{NodeId, NodeSet};
use protocols::client::Key;
use sim::{Intervention, MsgId, Names};

/// The process of that name.
pub fn node(names: Names, name: &str) -> Option<NodeId> {
    (0..names.nodes).map(NodeId).find(|node| names.name(*node) == name)
}

/// What can be done to a target: a process `n:A`, a link `l:AB`, a message `m:4711`, or the whole
/// network, which is the empty target.
pub fn choices(
    snapshot: &Snapshot,
    names: Names,
    picked: NodeSet,
    params: &Params,
    target: &str,
) -> Vec<Choice> {
    let menu = Menu { snapshot, names, picked, params };
    match target.split_once(':') {
        Some(("n", name)) => node(names, name).map_or_else(Vec::new, |node| menu.of_node(node)),
        Some(("l", pair)) => menu.of_link(pair),
        Some(("m", id)) => id.parse().map_or_else(|_| Vec::new(), |id| menu.of_message(MsgId(id))),
        _ => menu.of_network(),
    }
}

struct Menu<'a> {
    snapshot: &'a Snapshot,
    names: Names,
    picked: NodeSet,
    params: &'a Params,
}

impl Menu<'_> {
    fn does(&self, what: &Intervention) -> Choice {
        let label = words::intervention(self.names, what);
        let mut letters = label.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        Choice { code: self.names.write(what), label: first.into_iter().chain(letters).collect() }
    }

    fn of_node(&self, node: NodeId) -> Vec<Choice> {
        if node.index() >= self.snapshot.servers {
            return self.of_client(node);
        }
        let mut choices = match self.snapshot.nodes[node.index()].up {
            Up::Crashed => vec![
                self.does(&Intervention::Restart { node, wiped: false }),
                self.does(&Intervention::Restart { node, wiped: true }),
            ],
            Up::Paused => {
                vec![self.does(&Intervention::Resume(node)), self.does(&Intervention::Crash(node))]
            }
            Up::Running => {
                vec![self.does(&Intervention::Crash(node)), self.does(&Intervention::Pause(node))]
            }
        };
        choices.push(self.does(&Intervention::Part(vec![[node].into_iter().collect()])));
        let verb = if self.picked.contains(node) { "Let go of" } else { "Pick" };
        let name = self.names.name(node);
        choices.push(Choice {
            code: format!("ui:pick:{name}"),
            label: format!("{verb} {name}, its links and messages"),
        });
        choices.extend(self.of_picked());
        if self.snapshot.cuts.any() {
            choices.push(self.does(&Intervention::Heal));
        }
        choices
    }

    fn of_picked(&self) -> Option<Choice> {
        let all = self.snapshot.all_servers();
        let some = self.picked.len() > 1 && self.picked != all;
        some.then(|| self.does(&Intervention::Part(vec![self.picked])))
    }

    /// Whether a group is cut off already.
    fn parted(&self, group: NodeSet) -> bool {
        let others = self.snapshot.all_servers().minus(group);
        let cut = |a, b| self.snapshot.cuts.cut(a, b) && self.snapshot.cuts.cut(b, a);
        group.iter().all(|a| others.iter().all(|b| cut(a, b)))
    }

    fn of_client(&self, node: NodeId) -> Vec<Choice> {
        let keys = self.params.clients.keys.min(3) as Key;
        let ask = |code| self.does(&Intervention::Command { node, code });
        (0..keys).flat_map(|key| [u32::from(key) * 2, u32::from(key) * 2 + 1]).map(ask).collect()
    }

    fn of_link(&self, pair: &str) -> Vec<Choice> {
        let Ok(Intervention::CutLink(a, b)) = self.names.read(&format!("k{pair}")) else {
            return Vec::new();
        };
        let mut choices = Vec::new();
        let cuts = &self.snapshot.cuts;
        if !cuts.cut(a, b) || !cuts.cut(b, a) {
            choices.push(self.does(&Intervention::CutLink(a, b)));
        }
        for (from, to) in [(a, b), (b, a)] {
            if !cuts.cut(from, to) {
                choices.push(self.does(&Intervention::CutOneWay(from, to)));
            }
        }
        if cuts.cut(a, b) || cuts.cut(b, a) {
            choices.push(self.does(&Intervention::Mend(a, b)));
        }
        choices
    }

    fn of_message(&self, id: MsgId) -> Vec<Choice> {
        if !self.snapshot.flights.iter().any(|flight| flight.id == id.0) {
            return Vec::new();
        }
        let by = self.params.network.latency * 5;
        [Intervention::Drop(id), Intervention::Delay { id, by }, Intervention::Deliver(id)]
            .iter()
            .map(|what| self.does(what))
            .collect()
    }

    /// What keys do: part the picked group, or else the minority; heal.
    fn of_network(&self) -> Vec<Choice> {
        let servers = self.snapshot.servers as u8;
        let minority = (servers / 2 + 1..servers).map(NodeId).collect();
        let mut choices: Vec<Choice> = self.of_picked().into_iter().collect();
        if choices.is_empty() && !self.parted(minority) {
            choices.push(self.does(&Intervention::Part(vec![minority])));
        }
        if self.snapshot.cuts.any() {
            choices.push(self.does(&Intervention::Heal));
        }
        if !self.picked.is_empty() {
            choices.push(Choice {
                code: "ui:clear".to_owned(),
                label: "Let go of all picked".to_owned(),
            });
        }
        choices
    }
}
