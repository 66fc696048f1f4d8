//! The complete trace of a run in words: for the command line, and not compiled into the page.

use super::store::Store;
use super::words;
use machine::{Machine, NodeId, Time};
use protocols::client::{self, ClientNote, Outcome, System, Wire};
use sim::{Happening, Loss, Names, Observer};

/// Writes a line for every event.
pub struct Tracer<'a> {
    /// How processes are called.
    pub names: Names,
    /// Takes each line.
    pub each: &'a mut dyn FnMut(&str),
}

impl<S: Store> Observer<System<S>> for Tracer<'_> {
    fn see(&mut self, at: Time, what: &Happening<'_, System<S>>) {
        let name = |node: &NodeId| self.names.name(*node);
        let message = |flight: &sim::Flight<<System<S> as Machine>::Msg>| {
            let text = describe::<S>(&flight.msg);
            format!("{}->{} #{} {text}", name(&flight.from), name(&flight.to), flight.id.0)
        };
        let line = match what {
            Happening::Sent(flight) => format!("sent {}", message(flight)),
            Happening::Arrived(flight) => format!("arrived {}", message(flight)),
            Happening::Lost(flight, why) => {
                format!("lost {} ({})", message(flight), loss(*why))
            }
            Happening::TimedOut(node, _) => format!("timeout {}", name(node)),
            Happening::Noted(node, client::Note::Client(note)) => {
                format!("client {} {}", name(node), told(*note))
            }
            Happening::Noted(node, client::Note::Server(note)) => match S::tell(note) {
                Some(what) => format!("server {}", words::what(self.names, *node, &what)),
                None => return,
            },
            Happening::Crashed(node) => format!("crash {}", name(node)),
            Happening::Restarted(node, wiped) => {
                format!("restart {}{}", name(node), if *wiped { " (disk lost)" } else { "" })
            }
            Happening::Paused(node) => format!("pause {}", name(node)),
            Happening::Resumed(node) => format!("resume {}", name(node)),
            Happening::Rewired(cuts) => {
                format!("network {}", if cuts.any() { "cut" } else { "whole" })
            }
            Happening::Missed(what) => format!("not possible: {}", self.names.write(what)),
        };
        (self.each)(&format!("{at} {line}"));
    }
}

/// A message in a few words.
fn describe<S: Store>(msg: &Wire<S::Peer>) -> String {
    match msg {
        Wire::Request(_, op) => words::op(*op),
        Wire::Response(_, what) => outcome(*what),
        Wire::Peer(peer) => S::describe(peer),
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
