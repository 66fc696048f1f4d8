//! `bivalent sweep`: a link's run under many seeds and settings, measured.

mod plan;
mod shard;
mod show;
mod summary;
mod work;

pub use plan::Plan;
pub use shard::merge_files;
pub use show::Shown;
pub use work::{Outcome, Outcomes};

use crate::{Status, run, text};
use anyhow::{Context, Result, anyhow, bail};
use lexopt::prelude::*;
use machine::Time;
use std::io::Write;
use std::ops::Range;

/// For `--help` and the reference.
pub const HELP: &str = "\
Run a link under many seeds and settings, and measure

Usage: bivalent sweep LINK --seeds A..B [--vary KEY=VALUE,VALUE...]... [--until TIME]
                      [--readout ID,ID...] [--worst ID] [--csv | --json | --shard I/N]

Every setting is run once for every seed, on all cores. Of each setting and readout it tells
the mean, the half width of its 95 % confidence interval, and the exact percentiles 50 and 99
(nearest rank); runs in which there was nothing to measure are left out, and counted. Of each
verdict it tells how many runs it holds in, and for each setting the link of its worst run.
The status is 0 whatever the verdicts are.

  --seeds A..B        the seeds, from A up to, not with, B
  --vary KEY=V,V...   a parameter and its values; given more than once, every combination is a
                      setting
  --until TIME        how long each run is to be, the same as len=TIME in the link
  --readout ID,ID...  these readouts only
  --worst ID          what makes a run the worst: a verdict (without this the diagram's own
                      question), or a readout, whose largest value is the worst; ID:min for its
                      smallest
  --csv, --json       a line or an object a setting; docs/reference.md lists the fields
  --shard I/N         run only part I of N, counted from 0, and write what `bivalent merge` needs
                      to make the same result of all parts as one sweep

Examples:
  bivalent sweep cap --seeds 0..1000 --vary mode=cp,ap
  bivalent sweep 'cap?mode=cp&crash=30' --seeds 0..1000 --until 20s --vary et=50ms,100ms,150ms
  bivalent sweep cap --seeds 0..100000 --shard 3/8 > part-3.json
";

/// What was asked for.
#[derive(Default)]
struct Asked {
    link: Option<String>,
    seeds: Option<Range<u64>>,
    vary: Vec<(String, Vec<String>)>,
    until: Option<Time>,
    shown: Shown,
    shard: Option<Shard>,
}

/// One part of so many, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

/// Sweeps.
pub fn run(args: lexopt::Parser, out: &mut dyn Write) -> Result<Status> {
    let asked = read(args)?;
    let link = asked.link.context("sweep needs a link; see `bivalent sweep --help`")?;
    let seeds = asked.seeds.context("sweep needs --seeds, such as --seeds 0..1000")?;
    let (mut figure, _) = crate::open::link(&link)?;
    if let Some(until) = asked.until {
        run::lengthen(figure.as_mut(), until)?;
    }
    let plan = Plan::new(figure.as_ref(), seeds, asked.vary)?;
    asked.shown.check(&plan)?;
    let whole = Shard { index: 0, of: 1 };
    let outcomes = work::all(&plan, asked.shard.unwrap_or(whole))?;
    let done = match asked.shard {
        Some(shard) => shard::written(&plan, shard, &outcomes) + "\n",
        None => asked.shown.show(&plan, &outcomes)?,
    };
    out.write_all(done.as_bytes())?;
    Ok(Status::Holds)
}

fn read(mut args: lexopt::Parser) -> Result<Asked> {
    let mut asked = Asked::default();
    while let Some(arg) = args.next()? {
        match arg {
            Long("seeds") => asked.seeds = Some(seeds(&args.value()?.string()?)?),
            Long("vary") => asked.vary.push(vary(&args.value()?.string()?)?),
            Long("until") => {
                asked.until = Some(text::duration("--until", &args.value()?.string()?)?);
            }
            Long("shard") => asked.shard = Some(part(&args.value()?.string()?)?),
            Long(name) if Shown::OPTIONS.contains(&name) => {
                let name = name.to_owned();
                asked.shown.take(&name, &mut args)?;
            }
            Value(link) if asked.link.is_none() => asked.link = Some(link.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if asked.shard.is_some() && !asked.shown.is_plain() {
        bail!("--shard writes what `bivalent merge` reads: give merge the options of what to show");
    }
    Ok(asked)
}

/// `0..1000`.
fn seeds(typed: &str) -> Result<Range<u64>> {
    let read = typed.split_once("..").and_then(|(from, to)| {
        let whole = |text: &str| text.parse().ok().filter(|seed| *seed <= params::LARGEST);
        Some(whole(from)?..whole(to)?)
    });
    let seeds = read.ok_or_else(|| {
        anyhow!("--seeds {typed:?} is not a range of seeds up to {}, like 0..1000", params::LARGEST)
    })?;
    if seeds.is_empty() {
        bail!("--seeds {typed:?} is empty: A..B is from A up to, not with, B");
    }
    Ok(seeds)
}

/// `et=100ms,150ms`.
fn vary(typed: &str) -> Result<(String, Vec<String>)> {
    let (key, values) = typed
        .split_once('=')
        .ok_or_else(|| anyhow!("--vary {typed:?} is not a parameter and its values, like n=3,5"))?;
    Ok((key.to_owned(), values.split(',').map(str::to_owned).collect()))
}

/// `3/8`.
fn part(typed: &str) -> Result<Shard> {
    let read = typed
        .split_once('/')
        .and_then(|(index, of)| Some(Shard { index: index.parse().ok()?, of: of.parse().ok()? }));
    read.filter(|shard| shard.index < shard.of)
        .ok_or_else(|| anyhow!("--shard {typed:?} is not a part of so many, from 0/8 to 7/8"))
}
