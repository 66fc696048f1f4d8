//! `bivalent judge`: a history from a file, judged.

use crate::text::{Align, counted, duration, meant, table, wrapped};
use crate::{Status, run::glyph};
use anyhow::{Context, Result, anyhow, bail};
use check::outside::{self, Format, Judgement, Judging, Kind, ModelName, Named, RawEvent};
use check::{Budget, Limit, Progress, Standing};
use diagrams::json::{self, Writer};
use lexopt::prelude::*;
use machine::Time;
use std::fs::File;
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// For `--help` and the reference.
pub const HELP: &str = "\
Judge a history: is it linearizable?

Usage: bivalent judge FILE --model MODEL [--init VALUE] [--format FORMAT] [--budget TIME] [--json]

FILE is a history that a test of your own system wrote down; - is standard input.

  --model MODEL    what it is a history of:
                     register        read, write
                     cas-register    read, write, cas
                     multi-register  txn of reads and writes
                     kv              get, put, append
                     mutex           acquire, release
  --init VALUE     what was there at first: a value, for multi-register a map from names to
                   values, for mutex free or held; without it nil, the empty string, free
  --format FORMAT  jepsen-edn (operation maps), jepsen-log (lines with :invoke, :ok, :fail,
                   :info), json (docs/reference.md), or auto, which finds out (as without it)
  --budget TIME    how long to search at most: 60s without it; a search that fills its memory,
                   almost 1 GB a key, ends as well
  --json           one object, with the fields that docs/reference.md lists

An operation that failed did not happen; one that ended in :info, or never, may have happened at
any moment after it began, or not at all. A history that is not linearizable comes with the
operations that contradict each other, as few as could be found.

Examples:
  bivalent judge store/latest/history.edn --model cas-register --init 0
  bivalent judge jepsen.log --model register --budget 5min
  my-test | bivalent judge - --model kv --json
";

/// Larger files are refused, in bytes.
const FILE_MAX: u64 = 256 << 20;

/// Configurations remembered of each key, of about 50 bytes; steps are bounded by the clock alone.
const CONFIGURATIONS_MAX: usize = 16_000_000;

/// More operations of a witness are not printed for people.
const SHOWN_MAX: usize = 50;

/// Steps between two looks at the clock.
const SLICE: u64 = 200_000;

/// What was asked for.
struct Asked {
    file: Option<String>,
    model: Option<ModelName>,
    init: Option<String>,
    format: Format,
    budget: Time,
    json: bool,
}

/// Judges a history.
pub fn run(args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let asked = read(args)?;
    let file = asked.file.context("judge needs a file; see `bivalent judge --help`")?;
    let model = asked.model.context("judge needs --model; see `bivalent judge --help`")?;
    let init = asked.init.as_deref();
    let budget = Budget { steps: u64::MAX, configurations: CONFIGURATIONS_MAX };
    outside::judge(&[], model, init, budget)
        .map_err(|error| anyhow!("--init: {}", error.message))?;

    let name = if file == "-" { "standard input" } else { &file };
    let place = |error: outside::ParseError| {
        anyhow!("{name}:{}:{}: {}", error.line, error.column, error.message)
    };
    let events = outside::parse(&text_of(&file, name)?, asked.format).map_err(place)?;
    if events.is_empty() {
        bail!("{name}: no operation is in it");
    }
    let mut judging = outside::judge(&events, model, init, budget).map_err(place)?;
    search(judging.as_mut(), asked.budget);
    let found = Found { judging: judging.as_ref(), judged: judging.report(), events: &events };
    if asked.json {
        writeln!(out, "{}", found.object())?;
    } else {
        write!(out, "{}", found.words(asked.budget))?;
    }
    Ok(match found.judged.standing {
        Standing::Holds => Status::Holds,
        Standing::Violated => Status::Violated,
        Standing::Unknown(_) => Status::Unknown,
    })
}

fn read(mut args: lexopt::Parser) -> Result<Asked> {
    let mut asked = Asked {
        file: None,
        model: None,
        init: None,
        format: Format::Auto,
        budget: Time::s(60),
        json: false,
    };
    while let Some(arg) = args.next()? {
        match arg {
            Long("model") => {
                let model = args.value()?.string()?.parse();
                asked.model = Some(model.map_err(|error: String| anyhow!("--model: {error}"))?);
            }
            Long("init") => asked.init = Some(args.value()?.string()?),
            Long("format") => asked.format = format(&args.value()?.string()?)?,
            Long("budget") => asked.budget = duration("--budget", &args.value()?.string()?)?,
            Long("json") => asked.json = true,
            Value(file) if asked.file.is_none() => asked.file = Some(file.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(asked)
}

fn format(name: &str) -> Result<Format> {
    Ok(match name {
        "auto" => Format::Auto,
        "jepsen-edn" => Format::JepsenEdn,
        "jepsen-log" => Format::JepsenLog,
        "json" => Format::Json,
        _ => {
            let known = ["auto", "jepsen-edn", "jepsen-log", "json"].into_iter();
            bail!("--format: there is no {name:?}{}", meant(name, known));
        }
    })
}

/// All that is in the file.
fn text_of(file: &str, name: &str) -> Result<String> {
    let source: Box<dyn Read> = if file == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(file).with_context(|| name.to_owned())?)
    };
    let mut bytes = Vec::new();
    source.take(FILE_MAX + 1).read_to_end(&mut bytes).with_context(|| name.to_owned())?;
    if bytes.len() as u64 > FILE_MAX {
        bail!("{name}: it is larger than {} MiB", FILE_MAX >> 20);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        anyhow!("{name}:{line}: this line is not text in UTF-8")
    })
}

/// Searches to the end or until the budget is spent.
fn search(judging: &mut dyn Judging, budget: Time) {
    let (start, budget) = (Instant::now(), Duration::from_micros(budget.as_us()));
    while start.elapsed() < budget && judging.advance(SLICE) == Progress::Working {}
}

/// What was found, and what it was found in.
struct Found<'a> {
    judging: &'a dyn Judging,
    judged: Judgement,
    events: &'a [RawEvent],
}

impl Found<'_> {
    fn verdict(&self) -> &'static str {
        match self.judged.standing {
            Standing::Holds => "linearizable",
            Standing::Violated => "not-linearizable",
            Standing::Unknown(_) => "unknown",
        }
    }

    /// What ended the search before it was decided.
    fn limit(&self) -> Option<&'static str> {
        match self.judged.standing {
            Standing::Unknown(Limit::Memory) => Some("memory"),
            Standing::Unknown(Limit::Slice | Limit::Steps) => Some("time"),
            Standing::Holds | Standing::Violated => None,
        }
    }

    /// An operation's invocation, and its end if it has one.
    fn events_of(&self, op: &Named) -> (&RawEvent, Option<&RawEvent>) {
        let later = &self.events[op.event + 1..];
        // A process does one thing at a time.
        let end = later.iter().find(|event| event.process == op.process);
        (&self.events[op.event], end.filter(|event| event.kind != Kind::Invoke))
    }

    /// The judgement in the form that docs/reference.md describes.
    fn object(&self) -> String {
        let Judgement { operations, steps, witness, minimal, turned_line, why, .. } = &self.judged;
        json::written(|to| {
            to.object(|to| {
                to.pair("verdict", self.verdict());
                if let Some(limit) = self.limit() {
                    to.pair("limit", limit);
                }
                to.key("operations").number(*operations as u64);
                to.key("steps").number(*steps);
                to.key("witness").list(witness, |to, op| self.operation(to, op));
                to.key("minimal").flag(*minimal);
                to.pair("why", why);
                if let Some(line) = turned_line {
                    to.key("turned_line").number(*line as u64);
                }
                to.key("order").list(&self.judging.order(), |to, op| self.operation(to, op));
            });
        })
    }

    fn operation(&self, to: &mut Writer, op: &Named) {
        let (invoke, end) = self.events_of(op);
        let says = end.filter(|end| end.kind == Kind::Ok).unwrap_or(invoke);
        to.object(|to| {
            to.key("process").number(op.process.into());
            to.pair("f", &invoke.f);
            if let Some(key) = &invoke.key {
                to.pair("key", &key.word().map_or_else(|| key.to_string(), String::from));
            }
            to.pair("value", &says.value.to_string());
            to.pair("text", &op.text);
            to.key("line").number(op.line as u64);
            if let Some(time) = invoke.time_us {
                to.key("invoked").number(time);
            }
            to.pair("end", end.map_or("never", |end| kind(end.kind)));
            if let Some(line) = op.end_line {
                to.key("end_line").number(line as u64);
            }
            if let Some(time) = end.and_then(|end| end.time_us) {
                to.key("ended").number(time);
            }
        });
    }

    /// The judgement for people.
    fn words(&self, budget: Time) -> String {
        let standing = match self.judged.standing {
            Standing::Holds => diagrams::figure::Standing::Holds,
            Standing::Violated => diagrams::figure::Standing::Violated,
            Standing::Unknown(_) => diagrams::figure::Standing::Unknown,
        };
        let Judgement { operations, steps, witness, minimal, why, .. } = &self.judged;
        let verdict = self.verdict().replace('-', " ");
        let mut out = format!("{} {verdict}\n", glyph(standing));
        let operations = counted(*operations as u64, "operation");
        out.push_str(&format!("  {operations}, {}\n", counted(*steps, "step")));
        match self.limit() {
            Some("memory") => out.push_str("  The search gave up: its memory is full.\n"),
            Some(_) => out.push_str(&format!("  The budget of {budget} s is spent.\n")),
            None => {}
        }
        if witness.is_empty() {
            return out;
        }
        let count = witness.len();
        out.push_str(&match (count, minimal) {
            (1, true) => "\nNo order explains this operation:\n".to_owned(),
            (_, true) => format!("\nThese {count} operations contradict each other:\n"),
            (_, false) => format!("\nThe contradiction is among these {count} operations:\n"),
        });
        let rows = witness.iter().take(SHOWN_MAX).map(|op| self.row(op)).collect::<Vec<_>>();
        let columns = [Align::Left, Align::Left, Align::Left, Align::Left];
        table(&columns, &rows).lines().for_each(|line| out.push_str(&format!("  {line}\n")));
        if count > SHOWN_MAX {
            out.push_str(&format!("  and {} more\n", count - SHOWN_MAX));
        }
        // Of more operations it says no more than the heading.
        if !why.is_empty() && count <= check::witness::EXPLAINED_MAX {
            out.push('\n');
            out.push_str(&wrapped(&format!("Why: {why}."), 0));
        }
        out
    }

    /// Whose, what, where it stands, and when it was.
    fn row(&self, op: &Named) -> Vec<String> {
        let (invoke, end) = self.events_of(op);
        let lines = match op.end_line {
            Some(end) if end == op.line => format!("line {}", op.line),
            Some(end) => format!("lines {} to {end}", op.line),
            None => format!("line {}, no end", op.line),
        };
        let ended = |end: &RawEvent| end.time_us.map(|at| format!(" to {} s", Time::us(at)));
        let times = invoke.time_us.map(|at| {
            let end = end.and_then(ended);
            format!("from {} s{}", Time::us(at), end.unwrap_or_default())
        });
        let process = format!("process {}", op.process);
        vec![process, op.text.clone(), lines, times.unwrap_or_default()]
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoke => "invoke",
        Kind::Ok => "ok",
        Kind::Fail => "fail",
        Kind::Info => "info",
    }
}
