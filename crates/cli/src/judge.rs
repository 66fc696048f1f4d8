//! `bivalent judge`: a history from a file, judged.

use crate::text::{self, Align, counted, duration, table, wrapped};
use crate::{Status, run::glyph};
use anyhow::{Context, Result, anyhow, bail};
use check::outside::{Format, Judgement, ModelName};
use check::{Progress, Standing};
use lab::outside::{Found, Outside, Question, Unjudged};
use machine::Time;
use std::fs::File;
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// Judge a history: is it linearizable?
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// A history that a test of your own system wrote down; - is standard input
    file: String,
    /// What it is a history of; the models are listed below
    #[arg(long, value_parser = str::parse::<ModelName>)]
    model: ModelName,
    /// What was there at first: a value, for multi-register a map from names
    /// to values, for mutex free or held; without it nil, the empty string,
    /// free
    #[arg(long, value_name = "VALUE", verbatim_doc_comment)]
    init: Option<String>,
    /// jepsen-edn (operation maps), jepsen-log (lines with :invoke, :ok,
    /// :fail, :info), json and csv (docs/reference.md), or auto, which finds
    /// out
    #[arg(long, verbatim_doc_comment, default_value = "auto", hide_possible_values = true, value_parser = text::one_of(&FORMATS))]
    format: Format,
    /// How long to search at most; a search that fills its memory, almost
    /// 1 GB a key, ends too
    #[arg(long, verbatim_doc_comment, value_name = "TIME", default_value = "60s", value_parser = duration,
          allow_hyphen_values = true)]
    budget: Time,
    /// Print one object, with the fields that docs/reference.md lists
    #[arg(long)]
    json: bool,
}

const NOTES: &str = "\
Models:
  register        read, write
  cas-register    read, write, cas
  multi-register  txn of reads and writes
  kv              get, put, append
  mutex           acquire, release

An operation that failed did not happen; one that ended in :info, or never, may have happened at
any moment after it began, or not at all. A history that is not linearizable comes with the
operations that contradict each other, as few as could be found.

Examples:
  bivalent judge store/latest/history.edn --model cas-register --init 0
  bivalent judge jepsen.log --model register --budget 5min
  my-test | bivalent judge - --model kv --json";

const FORMATS: [(&str, Format); 5] = [
    ("auto", Format::Auto),
    ("jepsen-edn", Format::JepsenEdn),
    ("jepsen-log", Format::JepsenLog),
    ("json", Format::Json),
    ("csv", Format::Csv),
];

/// Larger files are refused, in bytes.
const FILE_MAX: u64 = 256 << 20;

/// Configurations remembered of each key, of about 50 bytes; steps are bounded by the clock alone.
const CONFIGURATIONS_MAX: usize = 16_000_000;

/// More operations of a witness are not printed for people.
const SHOWN_MAX: usize = 50;

/// Steps between two looks at the clock.
const SLICE: u64 = 200_000;

/// Judges a history.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    let question = Question {
        model: asked.model,
        init: asked.init.as_deref(),
        format: asked.format,
        configurations: CONFIGURATIONS_MAX,
    };
    question.check().map_err(|error| anyhow!("--init: {error}"))?;
    let file = asked.file.as_str();
    let name = if file == "-" { "standard input" } else { file };
    let mut outside =
        Outside::read(&text_of(file, name)?, &question).map_err(|error| match error {
            Unjudged::At(error) => {
                anyhow!("{name}:{}:{}: {}", error.line, error.column, error.message)
            }
            error => anyhow!("{name}: {error}"),
        })?;
    search(&mut outside, asked.budget);
    let found = outside.found();
    if asked.json {
        writeln!(out, "{}", serde_json::to_string(&found.judged())?)?;
    } else {
        write!(out, "{}", words(&found, asked.budget))?;
    }
    Ok(match found.judged.standing {
        Standing::Holds => Status::Holds,
        Standing::Violated => Status::Violated,
        Standing::Unknown(_) => Status::Unknown,
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
fn search(outside: &mut Outside, budget: Time) {
    let (start, budget) = (Instant::now(), Duration::from_micros(budget.as_us()));
    while start.elapsed() < budget && outside.advance(SLICE) == Progress::Working {}
}

/// The judgement for people.
fn words(found: &Found<'_>, budget: Time) -> String {
    let Judgement { operations, steps, witness, keys, .. } = &found.judged;
    let mut out = format!("{} {}\n", glyph(found.standing()), found.label());
    let operations = counted(*operations as u64, "operation");
    out.push_str(&format!("  {operations}, {}\n", counted(*steps, "step")));
    match found.limit() {
        Some("memory") => out.push_str("  The search gave up: its memory is full.\n"),
        Some(_) => out.push_str(&format!("  The budget of {budget} s is spent.\n")),
        None => {}
    }
    let bad = keys.iter().filter(|(_, standing)| *standing == Standing::Violated);
    let bad = bad.map(|(key, _)| key.as_str()).collect::<Vec<_>>();
    if keys.len() > 1 && !bad.is_empty() {
        let (of, bad) = (keys.len(), bad.join(", "));
        out.push_str(&wrapped(&format!("Of {of} keys not linearizable: {bad}"), 2));
    }
    let Some(heading) = found.heading() else { return out };
    out.push_str(&format!("\n{heading}:\n"));
    let rows = witness.iter().take(SHOWN_MAX).map(|op| found.row(op).to_vec()).collect::<Vec<_>>();
    table(&[Align::Left; 4], &rows).lines().for_each(|line| out.push_str(&format!("  {line}\n")));
    if witness.len() > SHOWN_MAX {
        out.push_str(&format!("  and {} more\n", witness.len() - SHOWN_MAX));
    }
    if let Some(why) = found.why() {
        out.push('\n');
        out.push_str(&wrapped(&format!("Why: {why}."), 0));
    }
    out
}
