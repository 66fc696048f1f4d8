//! What happens, in words.

use super::claim::Witness;
use super::record::What;
use machine::NodeId;
use protocols::consensus::Note;
use sim::Intervention;

/// What happened to `node` in a run of `witness`.
pub fn what(witness: Witness, node: NodeId, what: &What) -> String {
    match what {
        What::Noted(Note::Began(number)) => format!("{node} begins {} {number}", witness.step()),
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
