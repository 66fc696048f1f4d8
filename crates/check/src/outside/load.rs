//! From events to the history of a model, and its judgement.

use super::datum::Reader;
use super::{Datum, Kind, ParseError, RawEvent};
use crate::history::NEVER;
use crate::model::{KeyValue, KeyValueOp, Micro, Model, MultiRegister, Mutex, MutexOp};
use crate::verdict::{Budget, Progress};
use crate::witness::explain;
use crate::{History, Judge, Register, RegisterOp, Standing};
use machine::Time;
use std::collections::BTreeMap;

/// What a history is a history of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelName {
    /// Registers with `read` and `write`.
    Register,
    /// Registers with `read`, `write` and `cas`.
    CasRegister,
    /// Transactions (`txn`) over several registers.
    MultiRegister,
    /// A key-value store with `get`, `put` and `append`.
    Kv,
    /// Locks with `acquire` and `release`.
    Mutex,
}

impl std::str::FromStr for ModelName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Ok(match name {
            "register" => Self::Register,
            "cas-register" => Self::CasRegister,
            "multi-register" => Self::MultiRegister,
            "kv" => Self::Kv,
            "mutex" => Self::Mutex,
            _ => {
                let known = "register, cas-register, multi-register, kv, mutex";
                return Err(format!("unknown model {name:?}: expected one of {known}"));
            }
        })
    }
}

/// A judgement under way.
pub trait Judging {
    /// As [`Judge::advance`].
    fn advance(&mut self, steps: u64) -> Progress;
    /// What is known so far.
    fn report(&self) -> Judgement;
    /// All operations, in order of invocation.
    fn named(&self) -> &[Named];
    /// If the history holds: its operations in an order that explains them.
    fn order(&self) -> Vec<Named>;
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub standing: Standing,
    /// How many operations were judged.
    pub operations: usize,
    /// How many steps it took.
    pub steps: u64,
    /// On a violation: operations that contradict each other.
    pub witness: Vec<Named>,
    /// Whether each of them is needed.
    pub minimal: bool,
    /// The line of the return with which the history stopped being linearizable.
    pub turned_line: Option<usize>,
    /// In words, empty unless there is a violation.
    pub why: String,
    /// How each key stands, by its name, in order of appearance; what is not named is one key.
    pub keys: Vec<(String, Standing)>,
}

/// An operation in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Whose.
    pub process: u32,
    /// What, with its result: `read x 3`.
    pub text: String,
    /// The index of its invocation among the events.
    pub event: usize,
    /// The line of its invocation.
    pub line: usize,
    /// The line of its end, if it has one.
    pub end_line: Option<usize>,
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "process {}: {} (line {})", self.process, self.text, self.line)
    }
}

/// Begins to judge events by a model; `init` is its initial value in EDN or JSON: a value for
/// registers, a map from names to values for a multi-register, a string for kv, `free` or `held`
/// for a mutex.
///
/// # Errors
/// Events that make no history (a return without invocation, a process that does two things at
/// once), and operations or values that the model does not have.
pub fn judge(
    events: &[RawEvent],
    model: ModelName,
    init: Option<&str>,
    budget: Budget,
) -> Result<Box<dyn Judging>, ParseError> {
    let pairs = pair(events)?;
    let init = init.map_or(Ok(Datum::Nil), initial)?;
    let mut names = Names::default();
    match model {
        ModelName::Register | ModelName::CasRegister => {
            let cas = model == ModelName::CasRegister;
            let model = Register { init: names.value(&init).map_err(|message| in_init(&message))? };
            load(events, &pairs, model, budget, &mut |pair| register_op(pair, cas, &mut names))
        }
        ModelName::MultiRegister => {
            let model =
                MultiRegister { init: names.values(&init).map_err(|message| in_init(&message))? };
            load(events, &pairs, model, budget, &mut |pair| txn(pair, &mut names))
        }
        ModelName::Kv => {
            let model = KeyValue { init: text(&init).map_err(|message| in_init(&message))? };
            load(events, &pairs, model, budget, &mut |pair| kv_op(pair, &mut names))
        }
        ModelName::Mutex => {
            let model = Mutex { held: held(&init).map_err(|message| in_init(&message))? };
            load(events, &pairs, model, budget, &mut |pair| mutex_op(pair, &mut names))
        }
    }
}

fn initial(text: &str) -> Result<Datum, ParseError> {
    let json = text.trim_start().starts_with("{\"");
    let mut reader = Reader::new(text, json, 1);
    let read = reader.read().and_then(|datum| {
        reader.skip();
        if reader.peek().is_none() { Ok(datum) } else { Err(reader.error("expected one value")) }
    });
    read.map_err(|error| in_init(&error.message))
}

fn in_init(message: &str) -> ParseError {
    ParseError { line: 1, column: 1, message: format!("the initial value: {message}") }
}

/// An operation's events.
struct Pair<'a> {
    invoke: &'a RawEvent,
    end: Option<&'a RawEvent>,
}

impl<'a> Pair<'a> {
    /// What says the most: the return if it is `ok`, else the invocation.
    fn ok(&self) -> Option<&'a RawEvent> {
        self.end.filter(|end| end.kind == Kind::Ok)
    }
}

fn at(event: &RawEvent, message: String) -> ParseError {
    ParseError { line: event.line, column: 1, message }
}

/// Finds the end of each invocation, in order of invocation.
fn pair(events: &[RawEvent]) -> Result<Vec<Pair<'_>>, ParseError> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    let mut open: BTreeMap<u32, usize> = BTreeMap::new();
    for event in events {
        let process = event.process;
        if event.kind == Kind::Invoke {
            if let Some(other) = open.insert(process, pairs.len()) {
                let (f, line) = (&pairs[other].invoke.f, pairs[other].invoke.line);
                let message = format!(
                    "process {process} invokes {} while its {f} of line {line} has not ended",
                    event.f
                );
                return Err(at(event, message));
            }
            pairs.push(Pair { invoke: event, end: None });
            continue;
        }
        let Some(pair) = open.remove(&process).map(|index| &mut pairs[index]) else {
            let message = format!("process {process} ends {} that it has not invoked", event.f);
            return Err(at(event, message));
        };
        if pair.invoke.f != event.f {
            let (f, line) = (&pair.invoke.f, pair.invoke.line);
            let message =
                format!("process {process} ends {}, but invoked {f} in line {line}", event.f);
            return Err(at(event, message));
        }
        pair.end = Some(event);
    }
    Ok(pairs)
}

/// An operation's key, itself and its text, or what is wrong with it.
type Loaded<I> = Result<(u32, I, String), String>;

fn load<M: Model + 'static>(
    events: &[RawEvent],
    pairs: &[Pair<'_>],
    model: M,
    budget: Budget,
    op: &mut dyn FnMut(&Pair<'_>) -> Loaded<M::Op>,
) -> Result<Box<dyn Judging>, ParseError> {
    let mut history = History::default();
    let mut named: Vec<Named> = Vec::new();
    let mut keys: BTreeMap<u32, String> = BTreeMap::new();
    let mut open: BTreeMap<u32, u32> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        let time = Time(event.time_us.unwrap_or(index as u64));
        if event.kind == Kind::Invoke {
            let pair = &pairs[named.len()];
            let (key, what, text) =
                op(pair).map_err(|message| at(pair.ok().unwrap_or(event), message))?;
            let id = history.invoke(time, event.process, key, what);
            open.insert(event.process, id);
            keys.entry(key).or_insert_with(|| {
                keyed(event).0.and_then(Datum::word).unwrap_or_default().to_owned()
            });
            let end_line = pair.end.map(|end| end.line);
            let (process, line) = (event.process, event.line);
            named.push(Named { process, text, event: index, line, end_line });
        } else if let Some(id) = open.remove(&event.process) {
            match event.kind {
                Kind::Ok => history.ok(id, time, history.op(id).what.clone()),
                Kind::Fail => history.fail(id, time),
                Kind::Info | Kind::Invoke => history.info(id, time),
            }
        }
    }
    Ok(Box::new(Case { judge: Judge::of(model, history).with_budget(budget), named, keys }))
}

struct Case<M: Model> {
    judge: Judge<M>,
    named: Vec<Named>,
    /// The names of keys.
    keys: BTreeMap<u32, String>,
}

impl<M: Model> Judging for Case<M> {
    fn advance(&mut self, steps: u64) -> Progress {
        self.judge.advance(steps)
    }

    fn report(&self) -> Judgement {
        let standing = self.judge.standing();
        let found = self.judge.violations().into_iter().next().map(|violation| violation.witness);
        let ids = found.as_ref().map_or(&[][..], |witness| &witness.ops);
        let name = |id: &u32| self.named[*id as usize].clone();
        let ops: Vec<_> = ids.iter().map(|id| (self.judge.op(*id), name(id))).collect();
        let describe = |op: &crate::Op<M::Op>| {
            let named = ops.iter().find(|(other, _)| other.call == op.call);
            named.map_or_else(String::new, |(_, named)| named.to_string())
        };
        let refs: Vec<_> = ops.iter().map(|(op, _)| *op).collect();
        let last = ops.iter().filter(|(op, _)| op.ret != NEVER).max_by_key(|(op, _)| op.ret);
        Judgement {
            standing,
            operations: self.judge.len(),
            steps: self.judge.steps(),
            minimal: found.as_ref().is_some_and(|witness| witness.minimal),
            turned_line: last.and_then(|(_, named)| named.end_line),
            why: explain(&refs, &describe),
            witness: ops.iter().map(|(_, named)| named.clone()).collect(),
            keys: self.judge.standings().map(|(key, how)| (self.keys[&key].clone(), how)).collect(),
        }
    }

    fn named(&self) -> &[Named] {
        &self.named
    }

    fn order(&self) -> Vec<Named> {
        match self.judge.verdict() {
            crate::Verdict::Linearizable { points } => {
                points.iter().map(|point| self.named[point.op as usize].clone()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Numbers for keys and values, in order of appearance; nil is the value 0.
#[derive(Default)]
struct Names {
    keys: BTreeMap<String, u32>,
    values: BTreeMap<String, u32>,
}

impl Names {
    fn key(&mut self, name: Option<&Datum>) -> u32 {
        let name = name.map_or(String::new(), spell);
        let next = self.keys.len() as u32;
        *self.keys.entry(name).or_insert(next)
    }

    fn value(&mut self, value: &Datum) -> Result<u32, String> {
        match value {
            Datum::Nil => Ok(0),
            Datum::Seq(_) | Datum::Map(_) => {
                Err(format!("expected a number, a string, a keyword or nil, found {value}"))
            }
            Datum::Text(_) | Datum::Keyword(_) | Datum::Symbol(_) => {
                let next = self.values.len() as u32 + 1;
                Ok(*self.values.entry(value.to_string()).or_insert(next))
            }
        }
    }

    /// The initial values of several registers.
    fn values(&mut self, map: &Datum) -> Result<Vec<u32>, String> {
        let pairs = match map {
            Datum::Nil => return Ok(Vec::new()),
            Datum::Map(pairs) => pairs,
            other => return Err(format!("expected a map from names to values, found {other}")),
        };
        let mut init = Vec::new();
        for (name, value) in pairs {
            let (at, value) = (self.key(Some(name)) as usize, self.value(value)?);
            init.resize(init.len().max(at + 1), 0);
            debug_assert!(at < self.keys.len(), "a register has its name");
            init[at] = value;
        }
        Ok(init)
    }
}

/// A key is the same whether it is a keyword, a symbol or a string.
fn spell(key: &Datum) -> String {
    key.word().map_or_else(|| key.to_string(), String::from)
}

/// The key, and the value without it: a key may stand before the value in a pair. The pair of a
/// `cas` is not one, unless its second part is a pair again.
fn keyed(event: &RawEvent) -> (Option<&Datum>, &Datum) {
    let nested = |value: &Datum| matches!(value, Datum::Seq(_));
    match (&event.key, &event.value) {
        (Some(key), value) => (Some(key), value),
        (None, Datum::Seq(pair)) if pair.len() == 2 && (event.f != "cas" || nested(&pair[1])) => {
            (Some(&pair[0]), &pair[1])
        }
        (None, value) => (None, value),
    }
}

fn unknown(pair: &Pair<'_>, known: &str) -> String {
    format!("unknown operation {:?}: this model has {known}", pair.invoke.f)
}

fn words(f: &str, key: Option<&Datum>, value: &str) -> String {
    [f, &key.map_or(String::new(), spell), value]
        .iter()
        .filter(|word| !word.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

fn register_op(pair: &Pair<'_>, cas: bool, names: &mut Names) -> Loaded<RegisterOp> {
    let f = pair.invoke.f.as_str();
    let (key, asked) = keyed(pair.invoke);
    let value = match (f, pair.ok()) {
        ("read", Some(ok)) => keyed(ok).1,
        _ => asked,
    };
    let what = match (f, value) {
        ("read", value) => RegisterOp::Read(names.value(value)?),
        ("write", Datum::Nil) => return Err("a write needs a value".into()),
        ("write", value) => RegisterOp::Write(names.value(value)?),
        ("cas", Datum::Seq(pair)) if cas && pair.len() == 2 => {
            RegisterOp::Cas(names.value(&pair[0])?, names.value(&pair[1])?)
        }
        ("cas", other) if cas => {
            return Err(format!("a cas needs the value [old new], found {other}"));
        }
        _ if cas => return Err(unknown(pair, "read, write, cas")),
        _ => return Err(unknown(pair, "read, write")),
    };
    let shown = if f == "read" && pair.ok().is_none() { "?".into() } else { value.to_string() };
    Ok((names.key(key), what, words(f, key, &shown)))
}

fn txn(pair: &Pair<'_>, names: &mut Names) -> Loaded<Vec<Micro>> {
    if !matches!(pair.invoke.f.as_str(), "txn" | "read" | "write") {
        return Err(unknown(pair, "txn"));
    }
    let value = &pair.ok().unwrap_or(pair.invoke).value;
    let expected = || format!("expected a list of [\"r\" or \"w\", name, value], found {value}");
    let Datum::Seq(steps) = value else { return Err(expected()) };
    let mut what = Vec::new();
    for step in steps {
        let Datum::Seq(parts) = step else { return Err(expected()) };
        let [f, name, value] = parts.as_slice() else { return Err(expected()) };
        let (register, value) = (names.key(Some(name)), names.value(value)?);
        match f.word() {
            // What it would have read is not known if it did not return.
            Some("r" | "read") if pair.ok().is_none() => {}
            Some("r" | "read") => what.push(Micro::Read(register, value)),
            Some("w" | "write") => what.push(Micro::Write(register, value)),
            _ => return Err(expected()),
        }
    }
    Ok((0, what, words(&pair.invoke.f, None, &value.to_string())))
}

fn text(value: &Datum) -> Result<String, String> {
    match value {
        Datum::Nil => Ok(String::new()),
        other => match other.word() {
            Some(word) => Ok(word.to_string()),
            None => Err(format!("expected a string, found {other}")),
        },
    }
}

fn kv_op(pair: &Pair<'_>, names: &mut Names) -> Loaded<KeyValueOp> {
    let f = pair.invoke.f.as_str();
    let (key, asked) = keyed(pair.invoke);
    let value = match (f, pair.ok()) {
        ("get", Some(ok)) => keyed(ok).1,
        _ => asked,
    };
    let what = match f {
        "get" => KeyValueOp::Get(text(value)?),
        "put" => KeyValueOp::Put(text(value)?),
        "append" => KeyValueOp::Append(text(value)?),
        _ => return Err(unknown(pair, "get, put, append")),
    };
    let shown = if f == "get" && pair.ok().is_none() { "?".into() } else { value.to_string() };
    Ok((names.key(key), what, words(f, key, &shown)))
}

fn mutex_op(pair: &Pair<'_>, names: &mut Names) -> Loaded<MutexOp> {
    let f = pair.invoke.f.as_str();
    let what = match f {
        "acquire" => MutexOp::Acquire,
        "release" => MutexOp::Release,
        _ => return Err(unknown(pair, "acquire, release")),
    };
    let key = pair.invoke.key.as_ref();
    Ok((names.key(key), what, words(f, key, "")))
}

fn held(init: &Datum) -> Result<bool, String> {
    match init.word() {
        None if *init == Datum::Nil => Ok(false),
        Some("free" | "unlocked" | "false") => Ok(false),
        Some("held" | "locked" | "true") => Ok(true),
        _ => Err(format!("expected free or held, found {init}")),
    }
}
