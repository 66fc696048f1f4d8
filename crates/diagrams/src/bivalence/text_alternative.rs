//! The picture in words.

use super::game::{event, name};
use super::odds::Odds;
use super::snapshot::Snapshot;
use super::words;
use crate::figure::TextAlternative;
use machine::NodeId;

/// A row for each delivery that is possible, one for each process, and the odds.
pub fn text_alternative(snapshot: &Snapshot, odds: Option<&Odds>) -> TextAlternative {
    let mut rows = Vec::new();
    let now = snapshot.levels.last();
    for branch in now.iter().flat_map(|level| &level.branches) {
        let says = snapshot
            .letters
            .iter()
            .find(|letter| (letter.to, letter.from) == branch.pair() && letter.now);
        rows.push(vec![
            event(branch.what.to, branch.what.from),
            says.map_or_else(|| branch.what.says.clone(), |letter| letter.says.clone()),
            words::effect(branch),
            says.map_or_else(String::new, |letter| words::deliveries(snapshot.step - letter.since)),
        ]);
    }
    for (index, face) in snapshot.faces.iter().enumerate() {
        let decided = face.decided.map_or_else(String::new, |value| format!("decided {value}"));
        let phase = if face.dead { "crashed".to_owned() } else { face.phase.clone() };
        rows.push(vec![
            name(NodeId(index as u8)),
            [phase.as_str(), face.value.as_str()].join(" ").trim().to_owned(),
            decided,
            words::deliveries(snapshot.waits[index]),
        ]);
    }
    rows.extend(odds.iter().flat_map(|odds| (0..odds.adversary.len()).map(|at| odds.row(at))));
    let stands = now.map_or_else(String::new, |level| words::stand(level.stand));
    TextAlternative {
        caption: format!(
            "After {} from inputs {}: {stands}",
            words::deliveries(snapshot.step),
            words::inputs(snapshot.start)
        ),
        head: ["delivery, process, odds", "says or is", "does or decided", "waiting for"]
            .map(str::to_owned)
            .into(),
        rows,
    }
}
