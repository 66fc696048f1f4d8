//! What a sweep runs: a grid of settings, each under the same seeds.

use super::Shard;
use crate::{open, text};
use anyhow::{Context, Result, bail};
use diagrams::{ENTRIES, Figure};
use params::{Kind, Link, Spec};
use std::ops::Range;

/// More runs are not made in one sweep: their outcomes are kept in memory.
const RUNS_MAX: u64 = 1_000_000;

/// All that is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The link that was given, without a seed.
    pub link: String,
    /// Every setting is run under each of them.
    pub seeds: Range<u64>,
    /// The parameters that differ between settings, and their values.
    pub vary: Vec<(String, Vec<String>)>,
    /// Every combination of these values, the last parameter's changing first.
    pub settings: Vec<Setting>,
}

/// One row of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value of each parameter that is varied.
    pub values: Vec<String>,
    /// The link, without a seed.
    pub link: String,
    /// What is measured.
    pub readout: Vec<Column>,
    /// The verdicts' ids.
    pub verdicts: Vec<String>,
}

/// A readout that every run of a setting has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// What is measured.
    pub label: String,
    /// Its unit; empty where it is another one in every run, such as "of 52".
    pub unit: String,
}

impl Plan {
    /// Lays the grid around a figure's own setting.
    ///
    /// # Errors
    /// A parameter or a value that there is not, nothing to measure, or too many runs.
    pub fn new(
        figure: &dyn Figure,
        seeds: Range<u64>,
        mut vary: Vec<(String, Vec<String>)>,
    ) -> Result<Self> {
        let specs = figure.entry().specs;
        let mut seen = Vec::new();
        for (key, values) in &mut vary {
            (*key, *values) = values_of(figure, key, values)?;
            if seen.contains(key) {
                bail!("--vary {key} is given twice");
            }
            seen.push(key.clone());
        }
        let mut link = figure.link(false);
        let seed = seed_of(specs)?;
        link.pairs.retain(|(key, _)| key != seed.id);
        let mut plan = Self { link: link.to_string(), seeds, vary, settings: Vec::new() };
        plan.check()?;
        plan.settings = plan
            .grid()
            .into_iter()
            .map(|values| plan.setting(&link, values))
            .collect::<Result<_>>()?;
        if plan.settings.iter().all(|setting| setting.readout.is_empty()) {
            bail!("{} has no readout to measure", link.diagram);
        }
        Ok(plan)
    }

    /// Whether seeds and values are so few that all runs can be made.
    ///
    /// # Errors
    /// They are none, or too many.
    pub fn check(&self) -> Result<()> {
        let grid = self.vary.iter().map(|(_, values)| values.len() as u64);
        let seeds = self.seeds.end.saturating_sub(self.seeds.start);
        let runs = grid.fold(seeds, u64::saturating_mul);
        if runs == 0 || runs > RUNS_MAX {
            bail!("this sweep has {runs} runs; it can have 1 to {RUNS_MAX}");
        }
        Ok(())
    }

    /// The combinations of the values that are varied.
    pub fn grid(&self) -> Vec<Vec<String>> {
        let mut grid = vec![Vec::new()];
        for (_, values) in &self.vary {
            let with = |row: &Vec<String>, value: &String| {
                [&row[..], std::slice::from_ref(value)].concat()
            };
            let rows = grid.iter();
            grid = rows.flat_map(|row| values.iter().map(move |value| with(row, value))).collect();
        }
        grid
    }

    fn setting(&self, base: &Link, values: Vec<String>) -> Result<Setting> {
        let mut link = base.clone();
        for ((key, _), value) in self.vary.iter().zip(&values) {
            link.pairs.retain(|(other, _)| other != key);
            link.pairs.push((key.clone(), value.clone()));
        }
        let (figure, _) = open::link(&link.to_string())?;
        let report = figure.report();
        let readout = report.readout.into_iter().map(|reading| Column {
            id: reading.id.to_owned(),
            label: reading.label.to_owned(),
            unit: Some(reading.unit).filter(|unit| !unit.starts_with("of ")).unwrap_or_default(),
        });
        let mut link = figure.link(false);
        let seed = seed_of(figure.entry().specs)?;
        link.pairs.retain(|(key, _)| key != seed.id);
        Ok(Setting {
            values,
            link: link.to_string(),
            readout: readout.collect(),
            verdicts: report.verdicts.iter().map(|verdict| verdict.id.to_owned()).collect(),
        })
    }

    /// How many runs each setting has.
    pub fn seeds_each(&self) -> usize {
        (self.seeds.end - self.seeds.start) as usize
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.settings.len() * self.seeds_each()
    }

    /// The runs of one part. Neighbours go to different parts, so that all parts take as long.
    pub fn part(&self, shard: Shard) -> Vec<usize> {
        (shard.index..self.runs()).step_by(shard.of).collect()
    }

    /// The setting and the seed of a run.
    pub fn run(&self, index: usize) -> (&Setting, u64) {
        let each = self.seeds_each();
        (&self.settings[index / each], self.seeds.start + (index % each) as u64)
    }
}

impl Setting {
    /// The run under this seed.
    ///
    /// # Errors
    /// The link is not one of this program's.
    pub fn open(&self, seed: u64) -> Result<Box<dyn Figure>> {
        let (mut link, _) = Link::parse(&self.link);
        let entry = ENTRIES.iter().find(|entry| entry.id == link.diagram);
        let entry = entry.with_context(|| format!("there is no diagram {:?}", link.diagram))?;
        link.pairs.push((seed_of(entry.specs)?.id.to_owned(), seed.to_string()));
        Ok((entry.open)(&link))
    }
}

fn seed_of(specs: &'static [Spec]) -> Result<&'static Spec> {
    let seed = specs.iter().find(|spec| spec.kind == Kind::Seed);
    seed.context("this diagram leaves nothing to chance: it has no seed")
}

/// A parameter's key and values as a link writes them.
fn values_of(figure: &dyn Figure, key: &str, values: &[String]) -> Result<(String, Vec<String>)> {
    let specs = figure.entry().specs;
    let ids = specs.iter().map(|spec| spec.id);
    let Ok(index) = params::find(specs, key) else {
        bail!("--vary: {} has no parameter {key:?}{}", figure.entry().id, text::meant(key, ids));
    };
    let spec = &specs[index];
    if spec.kind == Kind::Seed {
        bail!("--vary: seeds are varied by --seeds");
    }
    let mut written = Vec::new();
    for value in values {
        if value.trim().is_empty() {
            bail!("--vary {}: a value is missing", spec.id);
        }
        let (read, issue) = spec.parse(value, spec.default);
        if let Some(issue) = issue {
            // What is said of the value taken instead does not hold here: none is.
            let wrong = issue.message.split("; it ").next().unwrap_or_default();
            bail!("--vary {}: {wrong}", spec.id);
        }
        let text = spec.text(read);
        if written.contains(&text) {
            bail!("--vary {}: {text} is given twice", spec.id);
        }
        written.push(text);
    }
    Ok((spec.id.to_owned(), written))
}
