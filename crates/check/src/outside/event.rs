//! The events of a history, in any of the formats.

use super::datum::{Datum, Reader};
use super::{ParseError, csv};

/// How a history is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Found out from its first characters.
    Auto,
    /// Jepsen's operation maps: `{:type :invoke, :f :read, :value nil, :process 0}`, one after
    /// another or in a vector.
    JepsenEdn,
    /// Jepsen's log lines: `... jepsen.util: 0 :invoke :read nil`; other lines are skipped.
    JepsenLog,
    /// The JSON form.
    Json,
    /// A table of events, with a head that names its columns.
    Csv,
}

/// What an event says of its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It begins.
    Invoke,
    /// It happened.
    Ok,
    /// It certainly did not happen.
    Fail,
    /// Nobody knows.
    Info,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "invoke" => Self::Invoke,
            "ok" => Self::Ok,
            "fail" => Self::Fail,
            "info" => Self::Info,
            _ => return None,
        })
    }
}

/// One event as read.
#[derive(Clone, Debug, PartialEq)]
pub struct RawEvent {
    /// Whose.
    pub process: u32,
    /// What it says.
    pub kind: Kind,
    /// The operation's name.
    pub f: String,
    /// The key, if it is named apart from the value.
    pub key: Option<Datum>,
    /// The operation's value.
    pub value: Datum,
    /// In microseconds, if it is given.
    pub time_us: Option<u64>,
    /// Where it stands, counted from 1.
    pub line: usize,
}

/// Reads the events of processes; those of the nemesis are left out.
///
/// # Errors
/// Where the text is not in the format, and what was expected there.
pub fn parse(text: &str, format: Format) -> Result<Vec<RawEvent>, ParseError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match format {
        Format::Auto => parse(text, detect(text)),
        Format::JepsenLog => parse_log(text),
        Format::JepsenEdn => parse_maps(text, false),
        Format::Json => parse_maps(text, true),
        Format::Csv => csv::parse(text),
    }
}

/// Maps with string keys are JSON, other maps and tagged values EDN, what has a head a table, all
/// else log lines.
fn detect(text: &str) -> Format {
    if csv::is_head(text) {
        return Format::Csv;
    }
    let mut reader = Reader::new(text, false, 1);
    reader.skip();
    if reader.peek() == Some('#') {
        return Format::JepsenEdn;
    }
    let mut in_list = false;
    if let Some('[' | '(') = reader.peek() {
        in_list = true;
        reader.next();
        reader.skip();
    }
    match reader.peek() {
        Some('{') => {
            reader.next();
            reader.skip();
            if reader.peek() == Some('"') { Format::Json } else { Format::JepsenEdn }
        }
        Some('#' | ']' | ')') if in_list => Format::JepsenEdn,
        _ => Format::JepsenLog,
    }
}

fn parse_maps(text: &str, json: bool) -> Result<Vec<RawEvent>, ParseError> {
    let mut reader = Reader::new(text, json, 1);
    let mut events = Vec::new();
    let mut in_list = false;
    loop {
        reader.skip();
        match reader.peek() {
            None if in_list => return Err(reader.error("expected ']', found the end")),
            None => return Ok(events),
            Some('[' | '(') if !in_list => {
                in_list = true;
                reader.next();
            }
            Some(']' | ')') if in_list => {
                in_list = false;
                reader.next();
            }
            Some(_) => {
                let at = reader.error("");
                let datum = reader.read()?;
                let event = of_map(&datum, json, at.line);
                events.extend(event.map_err(|message| ParseError { message, ..at })?);
            }
        }
    }
}

/// The event that a map says; none if it is not a process's.
fn of_map(map: &Datum, json: bool, line: usize) -> Result<Option<RawEvent>, String> {
    if !matches!(map, Datum::Map(_)) {
        return Err(format!("expected the map of an operation, found {map}"));
    }
    let time_us = match map.get("time").unwrap_or(&Datum::Nil) {
        Datum::Nil => None,
        Datum::Symbol(digits) => {
            let time: i64 = digits.parse().map_err(|_| format!("{digits} is not a whole time"))?;
            Some(time.max(0) as u64 / if json { 1 } else { 1_000 })
        }
        other => return Err(format!("\"time\" is not a number: {other}")),
    };
    let field = |name: &str| map.get(name).cloned();
    let fields = Fields {
        process: field("process"),
        kind: field("type"),
        f: field("f"),
        key: field("key"),
        value: field("value").unwrap_or(Datum::Nil),
        time_us,
    };
    of_fields(fields, line)
}

/// What an event says, before it is known to be one.
pub(super) struct Fields {
    pub(super) process: Option<Datum>,
    pub(super) kind: Option<Datum>,
    pub(super) f: Option<Datum>,
    pub(super) key: Option<Datum>,
    pub(super) value: Datum,
    pub(super) time_us: Option<u64>,
}

/// The event that they say; none if it is not a process's.
pub(super) fn of_fields(fields: Fields, line: usize) -> Result<Option<RawEvent>, String> {
    let given = |field: Option<Datum>, name| field.ok_or_else(|| format!("{name:?} is missing"));
    let Some(process) = process_of(&given(fields.process, "process")?)? else { return Ok(None) };
    let kind = given(fields.kind, "type")?;
    let known = || format!("\"type\" is not one of invoke, ok, fail, info: {kind}");
    let kind = kind.word().and_then(Kind::of).ok_or_else(known)?;
    let f = given(fields.f, "f")?;
    let f = f.word().ok_or_else(|| format!("\"f\" is not a word: {f}"))?.to_owned();
    let key = fields.key.filter(|key| *key != Datum::Nil);
    Ok(Some(RawEvent { process, kind, f, key, value: fields.value, time_us: fields.time_us, line }))
}

/// A process is a number; the nemesis is none, nor is what else is named by a keyword.
fn process_of(datum: &Datum) -> Result<Option<u32>, String> {
    let number = match datum {
        Datum::Keyword(_) => return Ok(None),
        other if other.word() == Some("nemesis") => return Ok(None),
        Datum::Symbol(digits) => digits.parse().ok(),
        _ => None,
    };
    let number =
        number.ok_or_else(|| format!("\"process\" is not a number below 2^32: {datum}"))?;
    Ok(Some(number))
}

fn parse_log(text: &str) -> Result<Vec<RawEvent>, ParseError> {
    let mut events = Vec::new();
    for (index, line) in text.lines().enumerate() {
        events.extend(of_line(line, index + 1)?);
    }
    if events.is_empty() && !text.trim().is_empty() {
        let message = "expected operation maps, JSON, a CSV table with the head process,type,f,key,value, \
                       or lines such as \"0 :invoke :read nil\"";
        return Err(ParseError { line: 1, column: 1, message: message.into() });
    }
    Ok(events)
}

/// The event of a log line; none if it is about something else, or not about a process.
fn of_line(text: &str, line: usize) -> Result<Option<RawEvent>, ParseError> {
    let found = [":invoke", ":ok", ":fail", ":info"]
        .iter()
        .filter_map(|word| {
            let at = text.find(word)?;
            let after = &text[at + word.len()..];
            let whole =
                after.starts_with(char::is_whitespace) && text[..at].ends_with(char::is_whitespace);
            whole.then_some((at, Kind::of(&word[1..])?, after))
        })
        .min_by_key(|&(at, ..)| at);
    let Some((at, kind, after)) = found else { return Ok(None) };
    let process = text[..at].split_whitespace().last().and_then(|word| word.parse().ok());
    let Some(process) = process else { return Ok(None) };
    let mut reader = Reader::new(after, false, line);
    let at_column = |error: ParseError| ParseError {
        column: error.column + text.chars().count() - after.chars().count(),
        ..error
    };
    let f = reader.read().map_err(at_column)?;
    let Some(f) = f.word().map(String::from) else {
        let message = format!("expected the operation's name, found {f}");
        return Err(at_column(ParseError { line, column: 1, message }));
    };
    reader.skip();
    // Of an operation that did not happen the log may give the reason in place of a value.
    let bare = reader.peek().is_none() || matches!(kind, Kind::Fail | Kind::Info);
    let value = if bare { Datum::Nil } else { reader.read().map_err(at_column)? };
    Ok(Some(RawEvent { process, kind, f, key: None, value, time_us: None, line }))
}
