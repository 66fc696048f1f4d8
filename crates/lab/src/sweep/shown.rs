//! The result of a sweep: a row a setting, and its forms for programs.

use super::{Column, Error, Found, Outcomes, Plan, Worst, exact};
use crate::{csv, open};
use check::measure::{Summary, Values};
use diagrams::figure::Standing;
use diagrams::reading::Amount;
use params::Link;
use serde::{Serialize, Serializer};

/// What of a sweep is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// These readouts only.
    pub readout: Option<Vec<String>>,
    /// What makes a run the worst; without it, the diagram's own question.
    pub worst: Option<Worst>,
}

/// The standings, in the order in which they are counted.
pub const STANDINGS: [Standing; 3] = [Standing::Holds, Standing::Violated, Standing::Unknown];

/// A setting's result.
pub struct Row<'a> {
    /// The value of each parameter that is varied.
    pub values: &'a [String],
    /// The setting's link, without a seed.
    pub link: &'a str,
    /// How many runs it had.
    pub n: usize,
    /// Of each readout, what it came to.
    pub readout: Vec<(&'a Column, Summary)>,
    /// Of each verdict, how many runs have each of [`STANDINGS`].
    pub verdicts: Vec<(&'a str, [usize; 3])>,
    /// The worst run, if anything was measured.
    pub worst: Option<Found>,
}

impl Shown {
    /// Whether the plan has what is to be shown.
    ///
    /// # Errors
    /// What it has not.
    pub fn check(&self, plan: &Plan) -> Result<(), Error> {
        let readout: Vec<String> = plan.columns().iter().map(|column| column.id.clone()).collect();
        let absent = self.readout.iter().flatten().find(|id| !readout.contains(id));
        if let Some(id) = absent {
            return Err(Error::NoReadout { id: id.clone(), there: readout });
        }
        let Some(Worst { id, least }) = &self.worst else { return Ok(()) };
        let mut there: Vec<String> = plan.verdicts().into_iter().cloned().collect();
        let is_verdict = there.contains(id);
        if *least && is_verdict {
            let first = readout.first().or(there.first()).cloned().unwrap_or_default();
            return Err(Error::LeastVerdict { id: id.clone(), first });
        }
        there.extend(readout);
        if there.contains(id) { Ok(()) } else { Err(Error::NoWorst { id: id.clone(), there }) }
    }

    /// The result.
    ///
    /// # Errors
    /// A link in the plan is not one of this program's.
    pub fn rows<'a>(&self, plan: &'a Plan, outcomes: &Outcomes) -> Result<Vec<Row<'a>>, Error> {
        (0..plan.settings.len()).map(|row| self.row(plan, row, outcomes)).collect()
    }

    /// What makes a run of a setting the worst: what was asked for, or its first verdict.
    #[must_use]
    pub fn worst_of(&self, plan: &Plan, row: usize) -> Worst {
        let first = || plan.settings[row].verdicts.first().cloned().unwrap_or_default();
        self.worst.clone().unwrap_or_else(|| Worst { id: first(), least: false })
    }

    fn row<'a>(&self, plan: &'a Plan, row: usize, outcomes: &Outcomes) -> Result<Row<'a>, Error> {
        let (setting, each) = (&plan.settings[row], plan.seeds_each());
        let all = &outcomes[row * each..][..each];
        let runs: Vec<_> = all.iter().flatten().collect();
        let columns = setting.readout.iter().enumerate();
        let columns = columns.filter(|(_, column)| self.has(&column.id));
        let readout = columns.map(|(at, column)| {
            let values: Vec<_> = runs.iter().map(|run| run.values[at].map(Amount::get)).collect();
            (column, Summary::of(&values))
        });
        let verdicts = setting.verdicts.iter().enumerate().map(|(at, id)| {
            let count = |standing| runs.iter().filter(|run| run.verdicts[at] == standing).count();
            (id.as_str(), STANDINGS.map(count))
        });
        Ok(Row {
            values: &setting.values,
            link: &setting.link,
            n: runs.len(),
            readout: readout.collect(),
            verdicts: verdicts.collect(),
            worst: self.worst_of(plan, row).find(plan, row, all)?,
        })
    }

    fn has(&self, readout: &String) -> bool {
        self.readout.as_ref().is_none_or(|ids| ids.contains(readout))
    }

    /// The result as docs/reference.md describes it.
    #[must_use]
    pub fn swept<'a>(&self, plan: &'a Plan, rows: &'a [Row<'a>]) -> Swept<'a> {
        Swept {
            link: &plan.link,
            seeds: [plan.seeds.start, plan.seeds.end],
            worst: self.worst_of(plan, 0).id,
            rows: rows.iter().map(|row| SweptRow::of(plan, row)).collect(),
        }
    }

    /// The result as a table, a line a setting under a line of heads.
    #[must_use]
    pub fn csv(&self, plan: &Plan, rows: &[Row<'_>]) -> String {
        let readout = plan.columns().into_iter().filter(|column| self.has(&column.id));
        let readout: Vec<&str> = readout.map(|column| column.id.as_str()).collect();
        let verdicts: Vec<&str> = plan.verdicts().into_iter().map(String::as_str).collect();
        let mut head: Vec<String> = plan.vary.iter().map(|(key, _)| key.clone()).collect();
        head.push("n".to_owned());
        for id in &readout {
            head.extend(["n", "mean", "ci95", "p50", "p99"].map(|of| format!("{id}.{of}")));
        }
        for id in &verdicts {
            head.extend(STANDINGS.map(|of| format!("{id}.{}", of.word())));
        }
        head.push("worst".to_owned());
        let lines = rows.iter().map(|row| row.cells(&readout, &verdicts));
        [head].into_iter().chain(lines).map(|cells| csv(cells) + "\n").collect()
    }
}

impl Row<'_> {
    /// What it came to in words, where its diagram has a sentence for that.
    #[must_use]
    pub fn says(&self) -> Option<String> {
        let (link, _) = Link::parse(self.link);
        let says = open::entry(&link.diagram).ok()?.says?;
        says(&|id| {
            let found = self.readout.iter().find(|(column, _)| column.id == id);
            found.map(|(_, summary)| *summary)
        })
    }

    /// In a line of CSV; empty where this setting has no such readout or verdict.
    fn cells(&self, readout: &[&str], verdicts: &[&str]) -> Vec<String> {
        let mut cells = self.values.to_vec();
        cells.push(self.n.to_string());
        for id in readout {
            let found = self.readout.iter().find(|(column, _)| column.id == *id);
            let n = found.map(|(_, summary)| summary.n.to_string()).unwrap_or_default();
            cells.push(n);
            cells.extend(exact(found.and_then(|(_, summary)| summary.of)));
        }
        for id in verdicts {
            let found = self.verdicts.iter().find(|(other, _)| other == id);
            let count = |at: usize| found.map(|(_, counts)| counts[at].to_string());
            cells.extend([0, 1, 2].map(|at| count(at).unwrap_or_default()));
        }
        cells.push(self.worst.as_ref().map(|worst| worst.link.clone()).unwrap_or_default());
        cells
    }
}

/// A sweep's result, for the page and `bivalent sweep --json`.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Swept<'a> {
    link: &'a str,
    /// The first, and the one after the last.
    seeds: [u64; 2],
    /// The verdict or readout by which runs are the worst.
    worst: String,
    rows: Vec<SweptRow<'a>>,
}

/// A setting's result.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SweptRow<'a> {
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, string>"))]
    setting: Vec<(&'a str, &'a str)>,
    link: &'a str,
    n: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    says: Option<String>,
    readout: Vec<SweptReading<'a>>,
    verdicts: Vec<SweptVerdict<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    worst: Option<&'a Found>,
}

/// A readout over the runs of a setting.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SweptReading<'a> {
    id: &'a str,
    label: &'a str,
    unit: &'a str,
    n: usize,
    skipped: usize,
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    mean: Option<Amount>,
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    ci95: Option<Amount>,
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    p50: Option<Amount>,
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    p99: Option<Amount>,
}

/// How many runs of a setting have each standing.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SweptVerdict<'a> {
    id: &'a str,
    holds: usize,
    violated: usize,
    unknown: usize,
}

impl<'a> SweptRow<'a> {
    fn of(plan: &'a Plan, row: &'a Row<'a>) -> Self {
        let keys = plan.vary.iter().map(|(key, _)| &**key);
        let verdict = |(id, [holds, violated, unknown]): &(&'a str, [usize; 3])| {
            let (holds, violated, unknown) = (*holds, *violated, *unknown);
            SweptVerdict { id, holds, violated, unknown }
        };
        Self {
            setting: keys.zip(row.values.iter().map(|value| &**value)).collect(),
            link: row.link,
            n: row.n,
            says: row.says(),
            readout: row.readout.iter().map(SweptReading::of).collect(),
            verdicts: row.verdicts.iter().map(verdict).collect(),
            worst: row.worst.as_ref(),
        }
    }
}

impl<'a> SweptReading<'a> {
    fn of((column, summary): &(&'a Column, Summary)) -> Self {
        let Column { id, label, unit } = column;
        let Summary { n, skipped, of } = *summary;
        let amount =
            |of_values: fn(&Values) -> f64| of.as_ref().map(of_values).and_then(Amount::new);
        let (mean, p50, p99) = (amount(|of| of.mean), amount(|of| of.p50), amount(|of| of.p99));
        let ci95 = of.and_then(|of| of.ci95).and_then(Amount::new);
        Self { id, label, unit, n, skipped, mean, ci95, p50, p99 }
    }
}

fn as_object<S: Serializer>(pairs: &[(&str, &str)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().copied())
}
