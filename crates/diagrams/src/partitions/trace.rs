//! The complete trace of a run: for what is written out, and not compiled into the page.

use super::cluster::{Cluster, Msg, Note};
use super::record::{Flip, What};
use super::words;
use crate::figure::{TraceEvent, TraceKind};
use crate::parts::words as common;
use machine::{NodeId, Time};
use protocols::raft;
use sim::{Flight, Happening, Names, Observer};

/// Tells every event.
pub struct Tracer<'a> {
    /// How processes are called.
    pub names: Names,
    /// Takes each event.
    pub each: &'a mut dyn FnMut(&TraceEvent),
}

impl Tracer<'_> {
    fn tell(&mut self, at: Time, kind: TraceKind, process: Option<NodeId>, text: String) {
        let process = process.map(|node| node.to_string());
        (self.each)(&TraceEvent { at, kind, process, message: None, text });
    }

    fn of_process(&mut self, at: Time, kind: TraceKind, node: NodeId, what: &What) {
        self.tell(at, kind, Some(node), words::what(node, what));
    }

    fn of_message(&mut self, at: Time, kind: TraceKind, (verb, flight): (&str, &Flight<Msg>)) {
        (self.each)(&TraceEvent::of_message(at, kind, (verb, flight)));
    }

    fn of_raft(&mut self, at: Time, node: NodeId, note: raft::Note) {
        let text = match What::of_raft(note) {
            Some(what) => words::what(node, &what),
            None => format!("{node} {note:?}"),
        };
        self.tell(at, TraceKind::Server, Some(node), text);
    }
}

impl Observer<Cluster> for Tracer<'_> {
    fn see(&mut self, at: Time, what: &Happening<'_, Cluster>) {
        match what {
            Happening::Sent(flight) => self.of_message(at, TraceKind::Sent, ("sent", flight)),
            Happening::Arrived(flight) => {
                self.of_message(at, TraceKind::Arrived, ("arrived", flight));
            }
            Happening::Lost(flight, _) => self.of_message(at, TraceKind::Lost, ("lost", flight)),
            // The clocks tick thirty times a heartbeat: that is no news.
            Happening::TimedOut(..) => {}
            Happening::Noted(by, Note::Watch(note)) => {
                let text = words::flip(&Flip { at, by: *by, note: *note, forgot: false });
                let kind = if note.suspects { TraceKind::Suspected } else { TraceKind::Trusted };
                self.tell(at, kind, Some(*by), text);
            }
            Happening::Noted(node, Note::Raft(note)) => self.of_raft(at, *node, *note),
            Happening::Crashed(node) => {
                self.of_process(at, TraceKind::Crash, *node, &What::Crashed);
            }
            Happening::Restarted(node, _) => {
                self.of_process(at, TraceKind::Restart, *node, &What::Restarted);
            }
            Happening::Paused(node) => self.of_process(at, TraceKind::Pause, *node, &What::Paused),
            Happening::Resumed(node) => {
                self.of_process(at, TraceKind::Resume, *node, &What::Resumed);
            }
            Happening::Rewired(_) => {
                self.tell(at, TraceKind::Network, None, "links changed by hand".to_owned());
            }
            Happening::Missed(what) => {
                let text = format!("not possible then: {}", common::intervention(self.names, what));
                self.tell(at, TraceKind::Impossible, None, text);
            }
        }
    }
}
