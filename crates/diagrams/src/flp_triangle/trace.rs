//! The complete trace of a run: for what is written out, and not compiled into the page.

use super::claim::Witness;
use super::protocol::{Msg, Protocol};
use super::record::What;
use super::words;
use crate::figure::{TraceEvent, TraceKind};
use crate::parts::words as common;
use machine::{NodeId, Time};
use sim::{Flight, Happening, Names, Observer};

/// Tells every event.
pub struct Tracer<'a> {
    /// What is run.
    pub witness: Witness,
    /// How processes are called.
    pub names: Names,
    /// Takes each event.
    pub each: &'a mut dyn FnMut(&TraceEvent),
}

impl Tracer<'_> {
    /// What happened to a process, as the narration has it.
    fn of_process(&mut self, at: Time, kind: TraceKind, (node, what): (NodeId, &What)) {
        let (process, message) = (Some(node.to_string()), None);
        let text = words::what(self.witness, node, what);
        (self.each)(&TraceEvent { at, kind, process, message, text });
    }

    fn of_message(&mut self, at: Time, kind: TraceKind, (verb, flight): (&str, &Flight<Msg>)) {
        (self.each)(&TraceEvent::of_message(at, kind, (verb, flight)));
    }
}

impl Observer<Protocol> for Tracer<'_> {
    fn see(&mut self, at: Time, what: &Happening<'_, Protocol>) {
        match what {
            Happening::Sent(flight) => self.of_message(at, TraceKind::Sent, ("sent", flight)),
            Happening::Arrived(flight) => {
                self.of_message(at, TraceKind::Arrived, ("arrived", flight));
            }
            Happening::Lost(flight, _) => self.of_message(at, TraceKind::Lost, ("lost", flight)),
            Happening::TimedOut(node, _) => {
                let (kind, process) = (TraceKind::Timeout, Some(node.to_string()));
                let text = format!("timeout {node}");
                (self.each)(&TraceEvent { at, kind, process, message: None, text });
            }
            Happening::Noted(node, note) => {
                self.of_process(at, TraceKind::Server, (*node, &What::Noted(**note)));
            }
            Happening::Crashed(node) => {
                self.of_process(at, TraceKind::Crash, (*node, &What::Crashed));
            }
            Happening::Restarted(node, _) => {
                self.of_process(at, TraceKind::Restart, (*node, &What::Restarted));
            }
            Happening::Missed(what) => {
                let text = format!("not possible then: {}", common::intervention(self.names, what));
                let kind = TraceKind::Impossible;
                (self.each)(&TraceEvent { at, kind, process: None, message: None, text });
            }
            // Nobody is paused here, and no link is cut.
            Happening::Paused(_) | Happening::Resumed(_) | Happening::Rewired(_) => {}
        }
    }
}
