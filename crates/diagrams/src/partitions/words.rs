//! What happens, in words.

use super::record::{Flip, What};
use machine::NodeId;
use protocols::detector::estimate::Method;

/// A method's name.
pub fn method(method: Method) -> &'static str {
    match method {
        Method::Fixed => "fixed timeout",
        Method::Adaptive => "adaptive timeout",
        Method::Additive => "additive back-off",
        Method::Normal => "phi, normal",
        Method::Exponential => "phi, exponential",
        Method::Swim => "SWIM",
    }
}

/// A method's name where there is little room.
pub fn short(method: Method) -> &'static str {
    match method {
        Method::Fixed => "fixed",
        Method::Adaptive => "adaptive",
        Method::Additive => "additive",
        Method::Normal => "\u{3c6} normal",
        Method::Exponential => "\u{3c6} exp.",
        Method::Swim => "SWIM",
    }
}

/// What happened to `node`.
pub fn what(node: NodeId, what: &What) -> String {
    match what {
        What::Crashed => format!("{node} crashes"),
        What::Restarted => format!("{node} restarts"),
        What::Paused => format!("{node} stands still"),
        What::Resumed => format!("{node} goes on"),
        What::Stood(term) => format!("{node} stands for election in term {term}"),
        What::Led(term) => format!("{node} leads term {term}"),
        What::SteppedDown => format!("{node} steps down"),
    }
}

/// A change of mind.
pub fn flip(flip: &Flip) -> String {
    let verb = if flip.note.suspects { "suspects" } else { "trusts" };
    format!("{} {verb} {} ({})", flip.by, flip.note.node, method(flip.note.method))
}
