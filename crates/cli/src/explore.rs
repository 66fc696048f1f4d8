//! `bivalent explore`: every schedule of a model.

use crate::Status;
use crate::text::{self, Align, table, wrapped};
use anyhow::{Context, Result, anyhow, bail};
use check::Progress;
use diagrams::models::{self, BadSpec, Exploration, MODELS, Report, Violation};
use lexopt::prelude::*;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// For `--help` and the reference.
pub const HELP: &str = "\
Search every schedule of a model

Usage: bivalent explore MODEL [KEY=VALUE...] [--budget N] [--json]
       bivalent explore --list [--json]

Searches all that can happen, breadth first, and says what of the model's properties is violated, by
which shortest run, and which decisions each vector of inputs can still come to. Models of
synchronous rounds count the executions of all adversaries instead.

  --budget N   how many states (or executions) at most; 5000000 without it. A search that ends there
               says what it can conclude and what it cannot.
  --json       one object, with the fields that docs/reference.md lists
  --list       the models, with their keys

The status is 1 if anything is violated, and 2 if nothing is, but the search was cut.

Examples:
  bivalent explore ben-or
  bivalent explore ben-or coin=parity crash=yes --json | jq .valency
  bivalent explore two-phase-commit rms=7
  bivalent explore flood-set n=4 f=2 rounds=2
";

/// What was asked for.
#[derive(Default)]
struct Asked {
    model: Vec<String>,
    budget: Option<u32>,
    json: bool,
    list: bool,
}

/// Searches a model.
pub fn run(args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let asked = read(args)?;
    if asked.list {
        let list =
            if asked.json { serde_json::to_string(&models::catalogue())? + "\n" } else { listed() };
        out.write_all(list.as_bytes())?;
        return Ok(Status::Holds);
    }
    if asked.model.is_empty() {
        bail!("explore needs a model; `bivalent explore --list` lists them");
    }
    let spec = asked.model.join(" ");
    let budget = asked.budget.unwrap_or(5_000_000);
    let start = Instant::now();
    let mut exploration = models::start(&spec, budget).map_err(explained)?;
    search(&mut exploration, start);
    let report = exploration.report();
    let seconds = start.elapsed().as_secs_f64();
    if asked.json {
        writeln!(out, "{}", serde_json::to_string(&report.explored(seconds))?)?;
    } else {
        write!(out, "{}", words(&report, &format!("{seconds:.3}")))?;
    }
    Ok(if !report.violations.is_empty() {
        Status::Violated
    } else if report.is_cut {
        Status::Unknown
    } else {
        Status::Holds
    })
}

fn read(mut args: lexopt::Parser) -> Result<Asked> {
    let mut asked = Asked::default();
    while let Some(arg) = args.next()? {
        match arg {
            Long("budget") => {
                let typed = args.value()?.string()?;
                let number = typed.parse::<u32>().ok().filter(|number| *number > 0);
                let number = number.with_context(|| format!("--budget {typed:?} is no number"))?;
                asked.budget = Some(number);
            }
            Long("json") => asked.json = true,
            Long("list") => asked.list = true,
            Value(word) => asked.model.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(asked)
}

/// Works to the end; on a terminal it says now and then how far it is.
fn search(exploration: &mut Exploration, start: Instant) {
    let shows = io::stderr().is_terminal();
    let mut said = start;
    while exploration.work(20_000) == Progress::Working {
        if shows && said.elapsed() > Duration::from_millis(200) {
            said = Instant::now();
            let far = exploration.far();
            let what = if far.executions > 0 {
                format!("{} executions", far.executions)
            } else {
                format!("{} states, depth {}, {} ahead", far.states, far.depth, far.frontier)
            };
            eprint!("\r\x1b[K{what}, {:.0} s", start.elapsed().as_secs_f64());
        }
    }
    if shows {
        eprint!("\r\x1b[K");
    }
}

/// What is wrong, and what was probably meant.
fn explained(error: BadSpec) -> anyhow::Error {
    match &error {
        BadSpec::Model(name) => {
            let names = MODELS.iter().map(|entry| entry.name);
            anyhow!("there is no model {name:?}{}", text::meant(name, names))
        }
        _ => anyhow!(error),
    }
}

/// The search for people.
fn words(report: &Report, seconds: &str) -> String {
    let mut out = format!("{}\n", report.model);
    if let Some((all, _)) = report.executions {
        out.push_str(&format!("{all} executions in {seconds} s\n"));
    } else {
        let Report { states, edges, depth, deadlocks, .. } = report;
        out.push_str(&format!("{states} states, {edges} edges, depth {depth}, in {seconds} s; "));
        out.push_str(&format!("{}\n", text::counted(u64::from(*deadlocks), "deadlock")));
    }
    if let Some(counts) = report.valency {
        let row = |name: &str, count: u32| vec![name.to_owned(), count.to_string()];
        let rows = [
            row("0-valent", counts.zero),
            row("1-valent", counts.one),
            row("bivalent", counts.bivalent),
            row("undecidable", counts.undecidable),
            row("unknown", counts.unknown),
            row("with a decision", report.decided),
        ];
        out.push_str(&format!("\n{}\n", table(&[Align::Left, Align::Right], &rows)));
        for (label, valency) in &report.initial {
            out.push_str(&format!("{label}  {}\n", models::word(*valency)));
        }
    }
    out.push('\n');
    report.violations.iter().for_each(|violation| out.push_str(&violated(violation, report)));
    let glyph = if report.is_cut { '?' } else { '✓' };
    report.others.iter().for_each(|name| out.push_str(&format!("{glyph} {name}\n")));
    report.conclusions.iter().for_each(|line| out.push_str(&wrapped(line, 0)));
    out
}

fn violated(violation: &Violation, report: &Report) -> String {
    let what = if report.executions.is_some() { "execution" } else { "state" };
    let count = text::counted(violation.count, what);
    let mut out = format!("✗ {} ({count})\n", violation.property);
    for (at, line) in violation.witness.iter().enumerate() {
        if violation.cycle == Some(at) {
            out.push_str("    and from here on for ever:\n");
        }
        out.push_str(&format!("    {line}\n"));
    }
    out
}

fn listed() -> String {
    let mut out = String::new();
    for entry in MODELS {
        out.push_str(&format!("{}\n{}", entry.name, wrapped(entry.about, 4)));
        let row = |key: &models::Key| {
            let name = format!("    {}={}", key.name, key.default);
            vec![name, key.values.to_string(), key.about.to_owned()]
        };
        let rows: Vec<_> = entry.keys.iter().map(row).collect();
        out.push_str(&table(&[Align::Left; 3], &rows));
    }
    out
}
