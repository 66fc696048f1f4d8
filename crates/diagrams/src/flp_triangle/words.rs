//! What happens, in words.

use super::claim::Witness;
use super::record::What;
use machine::NodeId;
use protocols::consensus::Note;

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
    }
}
