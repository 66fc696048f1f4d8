//! A run's history in the forms that checkers read: Jepsen's EDN, the JSON form, CSV.

use crate::{csv, json};
use diagrams::figure::{Access, Happened, Told};
use machine::Time;
use serde::Serialize;

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

/// The columns of the table.
const COLUMNS: [&str; 6] = ["time_us", "process", "type", "f", "key", "value"];

/// An event as the JSON form has it.
#[derive(Serialize)]
struct Line<'a> {
    process: u32,
    r#type: Told,
    f: Access,
    key: &'a str,
    value: Option<u32>,
    time: Time,
}

/// Hands out lines for the events, in the order in which they happened.
pub fn write(events: &[Happened], form: Form, line: &mut dyn FnMut(&str)) {
    if form == Form::Csv {
        line(&csv(COLUMNS));
    }
    events.iter().for_each(|event| line(&written(event, form)));
}

fn written(event: &Happened, form: Form) -> String {
    let Happened { at: time, process, told, f, key, value } = event;
    let text = |nothing: &str| value.map_or(nothing.to_owned(), |value| value.to_string());
    let (kind, us) = (told.word(), time.as_us());
    match form {
        Form::Edn => format!(
            "{{:process {process}, :type :{kind}, :f :{}, :key {key:?}, :value {}, :time {}}}",
            f.word(),
            text("nil"),
            us * 1000
        ),
        Form::Json => {
            let (process, f, value) = (*process, *f, *value);
            json(&Line { process, r#type: *told, f, key, value, time: *time })
        }
        Form::Csv => {
            let (us, process) = (us.to_string(), process.to_string());
            csv([&us, &process, kind, f.word(), key, &text("")])
        }
    }
}
