//! What a sweep runs: a grid of settings, each under the same seeds.

use super::{Error, Shard};
use crate::open;
use diagrams::Figure;
use diagrams::figure::Chart;
use params::{Issue, Kind, Link, Spec};
use serde::Serialize;
use std::ops::Range;

/// What is asked for, around a figure's own setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Every setting is to be run under each of them.
    pub seeds: Range<u64>,
    /// Parameters and their values, as they are typed.
    pub vary: Vec<(String, Vec<String>)>,
    /// More runs are not made in one sweep: their outcomes are kept in memory.
    pub runs_max: u64,
}

impl Asked {
    /// As many runs as are ever made in one sweep.
    pub const RUNS_MAX: u64 = 1_000_000;

    /// A parameter and its values as they are typed: `et=100ms,150ms`. None where no parameter is
    /// named.
    #[must_use]
    pub fn vary(typed: &str) -> Option<(String, Vec<String>)> {
        let (key, values) = typed.split_once('=')?;
        Some((key.to_owned(), values.split(',').map(str::to_owned).collect()))
    }
}

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
    /// What of the settings could not be taken as it stood.
    pub issues: Vec<Issue>,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Column {
    /// Its id.
    pub id: String,
    /// What is measured.
    pub label: String,
    /// Its unit; empty of what is counted.
    pub unit: String,
}

/// A plan as a page shows it before it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Planned<'a> {
    /// How many runs there are.
    runs: usize,
    charts: Vec<PlannedChart<'a>>,
    readout: Vec<&'a Column>,
    /// Their ids.
    verdicts: Vec<&'a str>,
    issues: Vec<&'a str>,
}

/// A chart that these runs can be drawn as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PlannedChart<'a> {
    id: &'a str,
    label: &'a str,
    unit: &'a str,
    /// The ids of its readouts that these runs have.
    of: Vec<&'a str>,
}

impl Plan {
    /// The plan as a page shows it.
    #[must_use]
    pub fn planned(&self) -> Planned<'_> {
        Planned {
            runs: self.runs(),
            charts: self.charts().into_iter().map(PlannedChart::of).collect(),
            readout: self.columns(),
            verdicts: self.verdicts().into_iter().map(|id| &**id).collect(),
            issues: self.issues.iter().map(|issue| &*issue.message).collect(),
        }
    }

    /// Lays the grid around a figure's own setting.
    ///
    /// # Errors
    /// A parameter or a value that there is not, nothing to measure, or too many runs.
    pub fn new(figure: &dyn Figure, asked: Asked) -> Result<Self, Error> {
        let mut vary: Vec<(String, Vec<String>)> = Vec::new();
        for (key, values) in &asked.vary {
            let (spec, values) = values_of(figure, key, values)?;
            if vary.iter().any(|(other, _)| other == spec.id) {
                return Err(Error::Twice(spec.id));
            }
            vary.push((spec.id.to_owned(), values));
        }
        let seed = seed_of(figure.entry().specs)?;
        let mut link = figure.link(false);
        link.pairs.retain(|(key, _)| key != seed.id);
        let (settings, issues) = (Vec::new(), Vec::new());
        let mut plan = Self { link: link.to_string(), seeds: asked.seeds, vary, settings, issues };
        plan.check(asked.runs_max)?;
        for values in plan.grid() {
            let setting = plan.setting(&link, values)?;
            plan.settings.push(setting);
        }
        if plan.settings.iter().all(|setting| setting.readout.is_empty()) {
            return Err(Error::NothingToMeasure(link.diagram));
        }
        Ok(plan)
    }

    /// The diagram's charts of what these runs measure, and the readouts of each that they have.
    #[must_use]
    pub fn charts(&self) -> Vec<(&'static Chart, Vec<&Column>)> {
        let (link, _) = Link::parse(&self.link);
        let charts = open::entry(&link.diagram).map_or(&[][..], |entry| entry.charts);
        let columns = self.columns();
        let of = |chart: &'static Chart| {
            let find = |id| columns.iter().copied().find(|column| column.id == id);
            let of: Vec<_> = chart.curves.iter().filter_map(|curve| find(curve.of)).collect();
            of.first().is_some_and(|first| first.id == chart.curves[0].of).then_some((chart, of))
        };
        charts.iter().filter_map(of).collect()
    }

    /// Whether seeds and values are so few that all runs can be made.
    ///
    /// # Errors
    /// They are none, or more than `most`.
    pub fn check(&self, most: u64) -> Result<(), Error> {
        let grid = self.vary.iter().map(|(_, values)| values.len() as u64);
        let seeds = self.seeds.end.saturating_sub(self.seeds.start);
        let runs = grid.fold(seeds, u64::saturating_mul);
        if runs == 0 || runs > most { Err(Error::Runs { runs, most }) } else { Ok(()) }
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

    fn setting(&mut self, base: &Link, values: Vec<String>) -> Result<Setting, Error> {
        let mut link = base.clone();
        for ((key, _), value) in self.vary.iter().zip(&values) {
            link.pairs.retain(|(other, _)| other != key);
            link.pairs.push((key.clone(), value.clone()));
        }
        let (figure, issues) = open::link(&link.to_string())?;
        self.issues.extend(issues);
        let report = figure.report();
        let readout = report.readout.into_iter().map(|reading| Column {
            id: reading.id.to_owned(),
            label: reading.label.to_owned(),
            unit: reading.unit.to_owned(),
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

    /// The run that is made as number `turn`: every setting's first seed, then every second, so
    /// that whenever a sweep ends its settings have as many runs.
    pub fn in_turn(&self, turn: usize) -> usize {
        let settings = self.settings.len();
        turn % settings * self.seeds_each() + turn / settings
    }

    /// The readouts of all settings, each once; of one that has two units, the first.
    pub fn columns(&self) -> Vec<&Column> {
        let all = self.settings.iter().flat_map(|setting| &setting.readout);
        each_once(all, |column| &column.id)
    }

    /// The verdicts of all settings, each once.
    pub fn verdicts(&self) -> Vec<&String> {
        each_once(self.settings.iter().flat_map(|setting| &setting.verdicts), |id| id)
    }

    /// What this is called on a command line.
    pub fn command(&self) -> String {
        let mut out = format!(
            "bivalent sweep '{}' --seeds {}..{}",
            self.link, self.seeds.start, self.seeds.end
        );
        for (key, values) in &self.vary {
            out.push_str(&format!(" --vary {key}={}", values.join(",")));
        }
        out
    }

    /// The setting and the seed of a run.
    pub fn run(&self, index: usize) -> (&Setting, u64) {
        let each = self.seeds_each();
        (&self.settings[index / each], self.seeds.start + (index % each) as u64)
    }
}

impl<'a> PlannedChart<'a> {
    fn of((chart, columns): (&'static Chart, Vec<&'a Column>)) -> Self {
        let unit = columns.first().map_or("", |column| &column.unit);
        let of = columns.iter().map(|column| &*column.id).collect();
        Self { id: chart.id, label: chart.label, unit, of }
    }
}

impl Setting {
    /// The run under this seed.
    ///
    /// # Errors
    /// The link is not one of this program's.
    pub fn open(&self, seed: u64) -> Result<Box<dyn Figure>, Error> {
        let (mut link, _) = Link::parse(&self.link);
        let entry = open::entry(&link.diagram)?;
        link.pairs.push((seed_of(entry.specs)?.id.to_owned(), seed.to_string()));
        Ok(entry.open(&link))
    }
}

fn each_once<'a, T>(all: impl Iterator<Item = &'a T>, id: impl Fn(&T) -> &String) -> Vec<&'a T> {
    let mut seen: Vec<&T> = Vec::new();
    for one in all {
        if !seen.iter().any(|other| id(other) == id(one)) {
            seen.push(one);
        }
    }
    seen
}

fn seed_of(specs: &'static [Spec]) -> Result<&'static Spec, Error> {
    specs.iter().find(|spec| spec.kind == Kind::Seed).ok_or(Error::NoSeed)
}

/// A parameter and its values as a link writes them.
fn values_of(
    figure: &dyn Figure,
    key: &str,
    values: &[String],
) -> Result<(&'static Spec, Vec<String>), Error> {
    let entry = figure.entry();
    let Ok(index) = params::find(entry.specs, key) else {
        return Err(Error::NoParameter { diagram: entry.id, key: key.to_owned() });
    };
    let spec = &entry.specs[index];
    if spec.kind == Kind::Seed {
        return Err(Error::VariesSeed);
    }
    let wrong = |wrong: String| Error::Value { key: spec.id, wrong };
    let mut written = Vec::new();
    for value in values {
        if value.trim().is_empty() {
            return Err(wrong("a value is missing".to_owned()));
        }
        let (read, issue) = spec.parse(value, spec.default);
        if let Some(issue) = issue {
            // What is said of the value taken instead does not hold here: none is.
            let said = issue.message.split("; it ").next().unwrap_or_default();
            return Err(wrong(said.to_owned()));
        }
        let text = spec.text(read);
        if written.contains(&text) {
            return Err(wrong(format!("{text} is given twice")));
        }
        written.push(text);
    }
    Ok((spec, written))
}
