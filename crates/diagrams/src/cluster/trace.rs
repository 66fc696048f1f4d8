//! The complete trace of a run: for what is written out, and not compiled into the page.

use super::store::{self, Cluster};
use super::words;
use crate::figure::{Carried, TraceEvent, TraceKind};
use machine::{Machine, NodeId, Time};
use protocols::client::{self, ClientNote, Outcome, Wire};
use sim::{Happening, Loss, Names, Observer};

/// Tells every event.
pub struct Tracer<'a> {
    /// How processes are called.
    pub names: Names,
    /// Takes each event.
    pub each: &'a mut dyn FnMut(&TraceEvent),
}

impl Observer<Cluster> for Tracer<'_> {
    fn see(&mut self, at: Time, what: &Happening<'_, Cluster>) {
        let name = |node: &NodeId| self.names.name(*node);
        let message = |flight: &Carrier| {
            let text = describe(&flight.msg);
            format!("{}->{} #{} {text}", name(&flight.from), name(&flight.to), flight.id.0)
        };
        let (kind, process, text) = match what {
            Happening::Sent(flight) => {
                (TraceKind::Sent, Some(&flight.from), format!("sent {}", message(flight)))
            }
            Happening::Arrived(flight) => {
                (TraceKind::Arrived, Some(&flight.to), format!("arrived {}", message(flight)))
            }
            Happening::Lost(flight, why) => {
                (TraceKind::Lost, None, format!("lost {} ({})", message(flight), loss(*why)))
            }
            Happening::TimedOut(node, _) => {
                (TraceKind::Timeout, Some(node), format!("timeout {}", name(node)))
            }
            Happening::Noted(node, client::Note::Client(note)) => {
                (TraceKind::Client, Some(node), format!("client {} {}", name(node), told(*note)))
            }
            Happening::Noted(node, client::Note::Server(note)) => {
                let Some(what) = store::tell(note) else { return };
                let text = format!("server {}", words::what(self.names, *node, &what));
                (TraceKind::Server, Some(node), text)
            }
            Happening::Crashed(node) => {
                (TraceKind::Crash, Some(node), format!("crash {}", name(node)))
            }
            Happening::Restarted(node, wiped) => {
                let disk = if *wiped { " (disk lost)" } else { "" };
                (TraceKind::Restart, Some(node), format!("restart {}{disk}", name(node)))
            }
            Happening::Paused(node) => {
                (TraceKind::Pause, Some(node), format!("pause {}", name(node)))
            }
            Happening::Resumed(node) => {
                (TraceKind::Resume, Some(node), format!("resume {}", name(node)))
            }
            Happening::Rewired(cuts) => {
                let state = if cuts.any() { "cut" } else { "whole" };
                (TraceKind::Network, None, format!("network {state}"))
            }
            Happening::Missed(what) => {
                let what = self.names.write(what);
                (TraceKind::Impossible, None, format!("not possible: {what}"))
            }
        };
        let process = process.map(name);
        let message = carried(what, self.names);
        (self.each)(&TraceEvent { at, kind, process, message, text });
    }
}

type Carrier = sim::Flight<<Cluster as Machine>::Msg>;

/// The message that an event is about.
fn carried(what: &Happening<'_, Cluster>, names: Names) -> Option<Carried> {
    let (Happening::Sent(flight) | Happening::Arrived(flight) | Happening::Lost(flight, _)) = what
    else {
        return None;
    };
    let (from, to) = (names.name(flight.from), names.name(flight.to));
    Some(Carried { id: flight.id.0.into(), from, to })
}

/// A message in a few words.
fn describe(msg: &<Cluster as Machine>::Msg) -> String {
    match msg {
        Wire::Request(_, op) => words::op(*op),
        Wire::Response(_, what) => outcome(*what),
        Wire::Peer(peer) => store::describe(peer),
    }
}

/// Why a message died.
fn loss(loss: Loss) -> &'static str {
    match loss {
        Loss::Chance => "by chance",
        Loss::Cut => "link cut",
        Loss::Down => "receiver down",
        Loss::Dropped => "dropped by hand",
        Loss::Full => "too many messages",
        Loss::Queue => "queue full",
    }
}

/// What a client is told.
fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Written => "written".to_owned(),
        Outcome::Read(0, _) => "read nothing".to_owned(),
        Outcome::Read(value, 0 | 1) => format!("read {value}"),
        Outcome::Read(value, siblings) => format!("read {value} and {} more", siblings - 1),
        Outcome::Refused => "refused".to_owned(),
        Outcome::Unknown => "unknown".to_owned(),
    }
}

/// A client's note.
fn told(note: ClientNote) -> String {
    match note {
        ClientNote::Invoked(id, what) => {
            format!("asks {} (operation {})", words::op(what), id.number)
        }
        ClientNote::Returned(id, what) => {
            format!("is told {} (operation {})", outcome(what), id.number)
        }
    }
}
