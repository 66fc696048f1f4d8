//! The complete trace of a run in words: for the command line, and not compiled into the page.

use super::claim::Witness;
use super::protocol::{Msg, Protocol};
use super::record::What;
use super::words;
use machine::{NodeId, Time};
use sim::{Flight, Happening, Observer};

/// Writes a line for every event.
pub struct Tracer<'a> {
    /// What is run.
    pub witness: Witness,
    /// Takes each line.
    pub each: &'a mut dyn FnMut(&str),
}

impl Observer<Protocol> for Tracer<'_> {
    fn see(&mut self, at: Time, what: &Happening<'_, Protocol>) {
        let message = |flight: &Flight<Msg>| {
            format!("{}->{} #{} {}", flight.from, flight.to, flight.id.0, flight.msg)
        };
        let happened = |node: &NodeId, what: What| words::what(self.witness, *node, &what);
        let line = match what {
            Happening::Sent(flight) => format!("sent {}", message(flight)),
            Happening::Arrived(flight) => format!("arrived {}", message(flight)),
            Happening::Lost(flight, _) => format!("lost {}", message(flight)),
            Happening::TimedOut(node, _) => format!("timeout {node}"),
            Happening::Noted(node, note) => happened(node, What::Noted(**note)),
            Happening::Crashed(node) => happened(node, What::Crashed),
            Happening::Restarted(node, _) => happened(node, What::Restarted),
            Happening::Missed(what) => happened(&NodeId(0), What::Missed((*what).clone())),
            Happening::Paused(_) | Happening::Resumed(_) | Happening::Rewired(_) => return,
        };
        (self.each)(&format!("{at} {line}"));
    }
}
