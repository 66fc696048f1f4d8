//! A run's history in the forms that checkers read: Jepsen's EDN, the JSON form, CSV.

use diagrams::figure::{Happened, Told};

/// How a history is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Jepsen's operation maps, a line each; times in nanoseconds.
    Edn,
    /// The form that `bivalent judge` describes, an event a line.
    Json,
    /// A table with a head, for spreadsheets.
    Csv,
}

/// The names of the forms, as typed.
pub const FORMS: [(&str, Form); 3] = [("edn", Form::Edn), ("json", Form::Json), ("csv", Form::Csv)];

/// Hands out lines for the events, in the order in which they happened.
pub fn write(events: &[Happened], form: Form, line: &mut dyn FnMut(&str)) {
    if form == Form::Csv {
        line("time_us,process,type,f,key,value");
    }
    events.iter().for_each(|event| line(&written(event, form)));
}

fn written(event: &Happened, form: Form) -> String {
    let Happened { at, process, told, f, key, value } = event;
    let us = at.as_us();
    let (kind, f) = (kind(*told), f.word());
    let value = |nothing: &str| value.map_or(nothing.to_owned(), |value| value.to_string());
    match form {
        Form::Edn => format!(
            "{{:process {process}, :type :{kind}, :f :{f}, :key {key:?}, :value {}, :time {}}}",
            value("nil"),
            us * 1000
        ),
        Form::Json => format!(
            "{{\"process\": {process}, \"type\": \"{kind}\", \"f\": \"{f}\", \"key\": {key:?}, \
             \"value\": {}, \"time\": {us}}}",
            value("null")
        ),
        Form::Csv => format!("{us},{process},{kind},{f},{key},{}", value("")),
    }
}

fn kind(told: Told) -> &'static str {
    match told {
        Told::Invoke => "invoke",
        Told::Ok => "ok",
        Told::Fail => "fail",
        Told::Info => "info",
    }
}
