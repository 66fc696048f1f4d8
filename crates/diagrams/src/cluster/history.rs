//! The clients' history for checkers outside, with every read's value as it was judged here.

use super::judge::Asked;
use super::record::Record;
use super::words;
use crate::figure::{Access, Happened, Told};
use machine::Time;
use protocols::client::{ClientNote, Op, Outcome};

/// The events in the order in which they happened; clients come after the `servers`.
pub fn history(record: &Record, asked: &[Asked], servers: u32) -> Vec<Happened> {
    let event = |(at, note): &(Time, ClientNote)| {
        let (ClientNote::Invoked(id, _) | ClientNote::Returned(id, _)) = note;
        let asked = asked.iter().find(|asked| asked.id == *id)?;
        let returned = matches!(note, ClientNote::Returned(..)).then_some(asked.outcome).flatten();
        Some(happened(*at, asked, returned, servers))
    };
    record.history.iter().filter_map(event).collect()
}

/// The beginning of an operation, or how it ended.
fn happened(at: Time, asked: &Asked, outcome: Option<Outcome>, servers: u32) -> Happened {
    let (f, key, written) = match asked.op {
        Op::Read(key) => (Access::Read, key, None),
        Op::Write(key, value) => (Access::Write, key, Some(value)),
    };
    let (told, value) = match outcome {
        None => (Told::Invoke, written),
        Some(Outcome::Written) => (Told::Ok, written),
        Some(Outcome::Read(value, _)) => (Told::Ok, Some(value).filter(|value| *value != 0)),
        Some(Outcome::Refused) => (Told::Fail, written),
        Some(Outcome::Unknown) => (Told::Info, written),
    };
    let process = u32::from(asked.id.client.0) - servers;
    Happened { at, process, told, f, key: words::key(key), value }
}
