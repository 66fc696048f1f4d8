//! `bivalent sweep`: a link's run under many seeds and settings, measured.

mod show;
mod work;

pub use show::Form;

use crate::{Status, open, run, text};
use anyhow::{Result, anyhow, bail};
use lab::sweep::{self, Error, Plan, Shard};
use machine::Time;
use std::io::Write;
use std::ops::Range;

/// Run a link under many seeds and settings, and measure
#[derive(clap::Args)]
#[command(after_help = NOTES)]
pub struct Asked {
    /// What a page's address ends in, or the whole address: cap, cap?n=7
    link: String,
    /// The seeds, from A (inclusive) to B (exclusive): 0..1000
    #[arg(long, value_name = "A..B", value_parser = seeds, allow_hyphen_values = true)]
    seeds: Range<u64>,
    /// A parameter and its values; given more than once, every combination
    /// is a setting
    #[arg(long, verbatim_doc_comment, value_name = "KEY=V,V...", value_parser = vary)]
    vary: Vec<(String, Vec<String>)>,
    /// How long each run is to be, the same as len=TIME in the link
    #[arg(long, value_name = "TIME", value_parser = text::duration, allow_hyphen_values = true)]
    until: Option<Time>,
    #[command(flatten)]
    form: Form,
    /// Run only part I of N, counted from 0, and write what `bivalent merge`
    /// needs to make the same result of all parts as one sweep
    #[arg(long, value_name = "I/N", verbatim_doc_comment, value_parser = part)]
    shard: Option<Shard>,
}

const NOTES: &str = "\
Every setting is run once for every seed, on all cores. Of each setting and readout it tells
the mean, the half width of its 95 % confidence interval, and the exact percentiles 50 and 99
(nearest rank); runs in which there was nothing to measure are left out, and counted. Of each
verdict it tells how many runs it holds in, and for each setting the link of its worst run.
The status is 0 whatever the verdicts are.

Examples:
  bivalent sweep cap --seeds 0..1000 --vary mode=cp,ap
  bivalent sweep 'cap?mode=cp&crash=30' --seeds 0..1000 --until 20s --vary et=50ms,100ms,150ms
  bivalent sweep cap --seeds 0..100000 --shard 3/8 > part-3.json";

/// Sweeps.
pub fn run(asked: &Asked, out: &mut dyn Write) -> Result<Status> {
    if asked.shard.is_some() && !asked.form.is_plain() {
        bail!("--shard writes what `bivalent merge` reads: give merge the options of what to show");
    }
    let (mut figure, _) = open::link(&asked.link)?;
    if let Some(until) = asked.until {
        run::lengthen(figure.as_mut(), until)?;
    }
    let (seeds, vary) = (asked.seeds.clone(), asked.vary.clone());
    let asked_of = sweep::Asked { seeds, vary, runs_max: sweep::Asked::RUNS_MAX };
    let plan = Plan::new(figure.as_ref(), asked_of).map_err(refused)?;
    plan.issues.iter().for_each(open::note);
    asked.form.check(&plan)?;
    let outcomes = work::all(&plan, asked.shard.unwrap_or(Shard::WHOLE))?;
    let done = match asked.shard {
        Some(shard) => sweep::written(&plan, shard, &outcomes) + "\n",
        None => asked.form.show(&plan, &outcomes)?,
    };
    out.write_all(done.as_bytes())?;
    Ok(Status::Holds)
}

/// What is wrong with the options, by their names, and what may have been meant.
fn refused(error: Error) -> anyhow::Error {
    let meant =
        |typed: &str, there: &[String]| text::meant(typed, there.iter().map(String::as_str));
    match &error {
        Error::NoParameter { diagram, key } => {
            let specs = lab::open::entry(diagram).map(|entry| entry.specs).unwrap_or_default();
            anyhow!("--vary: {error}{}", text::meant(key, specs.iter().map(|spec| spec.id)))
        }
        Error::VariesSeed => anyhow!("--vary: seeds are varied by --seeds"),
        Error::Value { .. } | Error::Twice(_) => anyhow!("--vary {error}"),
        Error::NoReadout { id, there } => anyhow!("--readout: {error}{}", meant(id, there)),
        Error::NoWorst { id, there } => anyhow!("--worst: {error}{}", meant(id, there)),
        Error::LeastVerdict { id, .. } => anyhow!("--worst {id}:min: {error}"),
        _ => error.into(),
    }
}

/// `0..1000`.
fn seeds(typed: &str) -> Result<Range<u64>> {
    let read = typed.split_once("..").and_then(|(from, to)| {
        let whole = |text: &str| text.parse().ok().filter(|seed| *seed <= params::LARGEST);
        Some(whole(from)?..whole(to)?)
    });
    let seeds = read
        .ok_or_else(|| anyhow!("not a range of seeds up to {}, like 0..1000", params::LARGEST))?;
    if seeds.is_empty() {
        bail!("the range is empty: A..B is from A (inclusive) to B (exclusive)");
    }
    Ok(seeds)
}

/// `et=100ms,150ms`.
fn vary(typed: &str) -> Result<(String, Vec<String>)> {
    sweep::Asked::vary(typed).ok_or_else(|| anyhow!("not a parameter and its values, like n=3,5"))
}

/// `3/8`.
fn part(typed: &str) -> Result<Shard> {
    let read = typed
        .split_once('/')
        .and_then(|(index, of)| Some(Shard { index: index.parse().ok()?, of: of.parse().ok()? }));
    read.filter(|shard| shard.index < shard.of)
        .ok_or_else(|| anyhow!("not a part of so many, from 0/8 to 7/8"))
}
