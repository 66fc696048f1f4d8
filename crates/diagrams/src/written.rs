//! What is written out of a run: its trace, and the history that its clients saw.

use machine::Time;
use serde::Serialize;

/// An event of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceEvent {
    /// When.
    pub at: Time,
    /// What.
    pub kind: TraceKind,
    /// The process that did it or that it was done to; none for what happened in the network.
    pub process: Option<String>,
    /// The message it is about.
    pub message: Option<Carried>,
    /// In words, as a line of the plain trace has it after the time.
    pub text: String,
}

impl TraceEvent {
    /// A failure detector makes a process suspect another: nothing arrives.
    #[must_use]
    pub fn of_suspicion(at: Time, process: String, text: String) -> Self {
        Self { at, kind: TraceKind::Suspected, process: Some(process), message: None, text }
    }

    /// What happened to a message between processes that are called by their letters.
    #[must_use]
    pub fn of_message<M: std::fmt::Display>(
        at: Time,
        kind: TraceKind,
        (verb, flight): (&str, &sim::Flight<M>),
    ) -> Self {
        let (from, to, id) = (flight.from.to_string(), flight.to.to_string(), flight.id.0);
        let text = format!("{verb} {from}->{to} #{id} {}", flight.msg);
        let process = match kind {
            TraceKind::Sent => Some(from.clone()),
            TraceKind::Arrived => Some(to.clone()),
            _ => None,
        };
        let message = Some(Carried { id: id.into(), from, to });
        Self { at, kind, process, message, text }
    }
}

/// A message on its way, as an event of a trace names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its number: the same where it is sent, arrives or is lost.
    pub id: u64,
    /// The sender.
    pub from: String,
    /// The receiver.
    pub to: String,
}

/// What an event of a trace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TraceKind {
    /// A message was sent.
    Sent,
    /// It arrived, or is held for a process that is paused.
    Arrived,
    /// It was lost.
    Lost,
    /// A timer ran out.
    Timeout,
    /// A failure detector suspects a process, or a move of the adversary made it.
    Suspected,
    /// A failure detector suspects it no longer.
    Trusted,
    /// A client asked or was told something.
    Client,
    /// A server noted something.
    Server,
    /// A process crashed.
    Crash,
    /// It came back.
    Restart,
    /// It stood still.
    Pause,
    /// It went on.
    Resume,
    /// The network was cut or healed.
    Network,
    /// An intervention could not be done.
    Impossible,
}

/// An event of a client's history, as checkers take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Time,
    /// Which client, counted from 0.
    pub process: u32,
    /// What it says of its operation.
    pub told: Told,
    /// Which operation.
    pub f: Access,
    /// Which register.
    pub key: String,
    /// What was to be written, or was read; nothing where that is not known or not there.
    pub value: Option<u32>,
}

/// What an event says of its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// It begins.
    Invoke,
    /// It happened.
    Ok,
    /// It certainly did not.
    Fail,
    /// Nobody knows.
    Info,
}

impl Told {
    /// As histories name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Invoke => "invoke",
            Self::Ok => "ok",
            Self::Fail => "fail",
            Self::Info => "info",
        }
    }
}

/// What is done to a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// It is read.
    Read,
    /// It is written.
    Write,
}

impl Access {
    /// As histories name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}
