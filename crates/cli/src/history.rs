//! A run's history in the forms that checkers read: Jepsen's EDN, the JSON form, CSV.

use anyhow::{Result, bail};
use diagrams::figure::{Happened, Told};
use std::io::{self, Write};

/// How a history is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Jepsen's operation maps, a line each; times in nanoseconds.
    Edn,
    /// The form that `bivalent judge` describes, an event a line.
    Json,
    /// A table with a head, for spreadsheets.
    Csv,
}

impl Format {
    /// As typed.
    ///
    /// # Errors
    /// There is no such format.
    pub fn read(typed: &str) -> Result<Self> {
        Ok(match typed {
            "edn" => Self::Edn,
            "json" => Self::Json,
            "csv" => Self::Csv,
            _ => bail!("--history {typed:?} is none of edn, json, csv"),
        })
    }
}

/// Writes the events, in the order in which they happened.
///
/// # Errors
/// They cannot be written.
pub fn write(events: &[Happened], format: Format, out: &mut dyn Write) -> io::Result<()> {
    if format == Format::Csv {
        writeln!(out, "time_us,process,type,f,key,value")?;
    }
    for Happened { at, process, told, f, key, value } in events {
        let us = at.as_us();
        let (kind, f) = (kind(*told), f.word());
        let value = |nothing: &str| value.map_or(nothing.to_owned(), |value| value.to_string());
        match format {
            Format::Edn => writeln!(
                out,
                "{{:process {process}, :type :{kind}, :f :{f}, :key {key:?}, :value {}, :time {}}}",
                value("nil"),
                us * 1000
            ),
            Format::Json => writeln!(
                out,
                "{{\"process\": {process}, \"type\": \"{kind}\", \"f\": \"{f}\", \"key\": {key:?}, \
                 \"value\": {}, \"time\": {us}}}",
                value("null")
            ),
            Format::Csv => writeln!(out, "{us},{process},{kind},{f},{key},{}", value("")),
        }?;
    }
    Ok(())
}

fn kind(told: Told) -> &'static str {
    match told {
        Told::Invoke => "invoke",
        Told::Ok => "ok",
        Told::Fail => "fail",
        Told::Info => "info",
    }
}
