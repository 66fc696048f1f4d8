//! The picture in words.

use super::judge::{Judgement, wiring_at};
use super::record::Record;
use super::snapshot::{Node, Snapshot, Up};
use super::store::Role;
use super::words;
use crate::figure::TextAlternative;
use machine::NodeId;
use sim::Names;

/// A row for each process: what it is, what it holds or waits for, whom it can reach.
pub fn text_alternative(
    snapshot: &Snapshot,
    judgement: &Judgement,
    record: &Record,
    names: Names,
) -> TextAlternative {
    let components = &wiring_at(record, snapshot.at).components;
    let row = |(index, node): (usize, &Node)| {
        let id = NodeId(index as u8);
        let reaches =
            components.iter().find(|component| component.contains(node.home)).map(|side| {
                let others = side.iter().filter(|other| *other != id);
                others.map(|other| names.name(other)).collect::<Vec<_>>().join(" ")
            });
        let behind = node.face.holds && judgement.behind(node.face.value, snapshot.at);
        vec![
            names.name(id),
            part(index < snapshot.servers, node).to_owned(),
            if node.face.holds {
                words::register(0, node.face.value)
            } else {
                node.asks.map_or_else(|| "nothing".to_owned(), words::op)
            },
            node.face.version.clone(),
            if behind { "behind" } else { "" }.to_owned(),
            reaches.unwrap_or_default(),
        ]
    };
    TextAlternative {
        caption: format!("The cluster at {} s", snapshot.at),
        head: ["process", "is", "holds or waits for", "version", "compared", "reaches"]
            .map(str::to_owned)
            .into(),
        rows: snapshot.nodes.iter().enumerate().map(row).collect(),
    }
}

/// The part a process plays.
pub fn part(server: bool, node: &Node) -> &'static str {
    match (node.up, node.face.role) {
        (Up::Crashed, _) => "crashed",
        (Up::Paused, _) => "paused",
        (Up::Running, _) if !server => "client",
        (Up::Running, Role::Peer) => "replica",
        (Up::Running, Role::Follower) => "follower",
        (Up::Running, Role::Candidate) => "candidate",
        (Up::Running, Role::Leader) => "leader",
    }
}
