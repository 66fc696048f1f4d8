//! What happens, in words.

use super::record::What;
use machine::NodeId;
use protocols::consensus::Note;
use sim::Intervention;

/// What happened to `node`.
pub fn what(node: NodeId, what: &What) -> String {
    match what {
        What::Noted(Note::Began(round)) => format!("{node} begins round {round}"),
        What::Noted(Note::Flipped(value)) => {
            format!("{node} has seen no proposal: its coin says {value}")
        }
        What::Noted(note) => format!("{node} {note}"),
        What::Crashed => format!("{node} crashes"),
        What::Restarted => format!("{node} restarts"),
        What::Missed(missed) => format!("not possible then: {}", intervention(missed)),
    }
}

/// What was done to the run.
pub fn intervention(what: &Intervention) -> String {
    match what {
        Intervention::Crash(node) => format!("crash {node}"),
        Intervention::Restart { node, .. } => format!("restart {node}"),
        _ => "something else".to_owned(),
    }
}
