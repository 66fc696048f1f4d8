//! What happens, in words: the narrator, the trace and the lists speak the same.

use super::record::What;
use machine::NodeId;
use protocols::client::{Op, Outcome};
use sim::Names;

pub use crate::parts::words::{key, register};

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
    }
}
