//! The complete trace of a run: as plain text, as JSON lines, and as a log for ShiViz.
//!
//! ShiViz (Beschastnikh, Wang, Brun and Ernst, CACM 2016) draws logs that carry vector clocks
//! (Fidge 1988, Mattern 1989). Every event of a process counts its own entry up by one, a message
//! carries the clock of its sender's event, and what arrives takes the larger of both in every
//! entry. ShiViz orders by causality alone, so what happens at no process is left out there: losses,
//! and what is done to the network. A message that arrives at a paused process counts from then on,
//! although it is handled only later.

use crate::json;
use diagrams::Figure;
use diagrams::figure::{TraceEvent, TraceKind};
use machine::Time;
use serde::Serialize;
use std::collections::BTreeMap;

/// How a trace is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line an event: its time in seconds, and what happened.
    Text,
    /// An object a line.
    Json,
    /// ShiViz's parser, an empty line, then two lines an event: host and clock, and what happened.
    Shiviz,
}

/// The names of the forms, as typed.
pub const FORMS: [(&str, Form); 3] =
    [("text", Form::Text), ("json", Form::Json), ("shiviz", Form::Shiviz)];

/// What ShiViz is to read its log with; it takes it from the first line of a file.
pub const SHIVIZ_PARSER: &str = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)";

/// Hands out the lines of a run's trace.
pub fn write(figure: &dyn Figure, form: Form, line: &mut dyn FnMut(&str)) {
    match form {
        Form::Text => figure.trace(&mut |event| line(&format!("{} {}", event.at, event.text))),
        Form::Json => figure.trace(&mut |event| line(&object(event))),
        Form::Shiviz => {
            line(SHIVIZ_PARSER);
            line("");
            let mut clocks = Clocks::default();
            figure.trace(&mut |event| {
                if let Some(host) = &event.process {
                    let clock = clocks.tick(host, event);
                    line(&format!("{host} {clock}"));
                    line(&format!("{} {}", event.at, event.text));
                }
            });
        }
    }
}

/// An event as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    at: Time,
    kind: TraceKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    text: &'a str,
}

fn object(event: &TraceEvent) -> String {
    let message = event.message.as_ref();
    json(&Line {
        at: event.at,
        kind: event.kind,
        process: event.process.as_deref(),
        message: message.map(|message| message.id),
        from: message.map(|message| message.from.as_str()),
        to: message.map(|message| message.to.as_str()),
        text: &event.text,
    })
}

/// A vector clock: how many events of each process are known.
type Clock = BTreeMap<String, u64>;

/// The clocks of all processes, and of the messages on their way.
#[derive(Default)]
struct Clocks {
    of: BTreeMap<String, Clock>,
    carried: BTreeMap<u64, Clock>,
}

impl Clocks {
    /// Takes in an event of `host`; its clock, as JSON.
    fn tick(&mut self, host: &str, event: &TraceEvent) -> String {
        let mine = self.of.entry(host.to_owned()).or_default();
        let message = event.message.as_ref().map(|message| message.id);
        if let (TraceKind::Arrived, Some(id)) = (event.kind, message) {
            for (other, known) in self.carried.remove(&id).unwrap_or_default() {
                let entry = mine.entry(other).or_default();
                *entry = known.max(*entry);
            }
        }
        *mine.entry(host.to_owned()).or_default() += 1;
        if let (TraceKind::Sent, Some(id)) = (event.kind, message) {
            self.carried.insert(id, mine.clone());
        }
        json(mine)
    }
}
