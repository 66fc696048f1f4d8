//! `bivalent explore`: every schedule of a model.

use crate::Status;
use crate::text::{self, Align, table, wrapped};
use anyhow::{Result, anyhow};
use check::Progress;
use diagrams::models::{self, BadSpec, Exploration, MODELS, Report, Violation};
use params::Spec;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Search every schedule of a model
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// The model, and what of it is set
    #[arg(value_names = ["MODEL", "KEY=VALUE"], num_args = 1.., required_unless_present = "list")]
    model: Vec<String>,
    /// How many states (or executions) at most; a search that ends there says
    /// what it can conclude and what it cannot
    #[arg(long, value_name = "N", verbatim_doc_comment, default_value_t = 5_000_000,
          value_parser = clap::value_parser!(u32).range(1..))]
    budget: u32,
    /// Print one object, with the fields that docs/reference.md lists
    #[arg(long)]
    json: bool,
    /// List the models, with their keys
    #[arg(long, conflicts_with_all = ["model", "budget"])]
    list: bool,
}

const NOTES: &str = "\
Searches all that can happen, breadth first, and says what of the model's properties is violated, by
which shortest run, and which decisions each vector of inputs can still come to. Models of
synchronous rounds count the executions of all adversaries instead.

The status is 1 if anything is violated, and 2 if nothing is, but the search was cut.

Examples:
  bivalent explore --list
  bivalent explore ben-or
  bivalent explore ben-or coin=parity crash=yes --json | jq .valency
  bivalent explore two-phase-commit rms=7
  bivalent explore flood-set n=4 f=2 rounds=2";

/// Searches a model.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    if asked.list {
        let list =
            if asked.json { serde_json::to_string(&models::catalogue())? + "\n" } else { listed() };
        out.write_all(list.as_bytes())?;
        return Ok(Status::Holds);
    }
    let spec = asked.model.join(" ");
    let start = Instant::now();
    let mut exploration = models::start(&spec, asked.budget).map_err(explained)?;
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
        let row = |spec: &Spec| {
            let name = format!("    {}={}", spec.id, spec.text(spec.default));
            vec![name, models::values(spec), spec.help.to_owned()]
        };
        let rows: Vec<_> = entry.specs.iter().map(row).collect();
        out.push_str(&table(&[Align::Left; 3], &rows));
    }
    out
}
