//! The result of a sweep: a row a setting, and its forms for programs.

use super::{Column, Error, Found, Outcomes, Plan, What, Worst, exact};
use crate::open;
use check::measure::Summary;
use diagrams::figure::Standing;
use diagrams::json::{self, Writer};
use diagrams::reading::Amount;
use params::Link;

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
    pub fn json(&self, plan: &Plan, rows: &[Row<'_>]) -> String {
        json::written(|to| {
            to.object(|to| {
                to.pair("link", &plan.link);
                to.key("seeds").array(|to| {
                    to.number(plan.seeds.start);
                    to.number(plan.seeds.end);
                });
                to.pair("worst", &self.worst_of(plan, 0).id);
                to.key("rows").list(rows, |to, row| row_into(to, plan, row));
            });
        })
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
            head.extend(STANDINGS.map(|of| format!("{id}.{}", json::standing(of))));
        }
        head.push("worst".to_owned());
        let lines = rows.iter().map(|row| row.cells(&readout, &verdicts));
        [head].into_iter().chain(lines).map(|cells| csv_line(&cells)).collect()
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

fn csv_line(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains([',', '"', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

fn row_into(to: &mut Writer, plan: &Plan, row: &Row<'_>) {
    to.object(|to| {
        to.key("setting").object(|to| {
            for ((key, _), value) in plan.vary.iter().zip(row.values) {
                to.pair(key, value);
            }
        });
        to.pair("link", row.link);
        to.key("n").number(row.n as u64);
        row.says().iter().for_each(|says| to.pair("says", says));
        to.key("readout").list(&row.readout, |to, (column, summary)| {
            to.object(|to| {
                to.pair("id", &column.id);
                to.pair("label", &column.label);
                to.pair("unit", &column.unit);
                to.key("n").number(summary.n as u64);
                to.key("skipped").number(summary.skipped as u64);
                let names = ["mean", "ci95", "p50", "p99"];
                for (name, number) in names.iter().zip(exact(summary.of)) {
                    let number = if number.is_empty() { "null" } else { &number };
                    to.key(name).literal(number);
                }
            });
        });
        to.key("verdicts").list(&row.verdicts, |to, (id, counts)| {
            to.object(|to| {
                to.pair("id", id);
                for (standing, count) in STANDINGS.into_iter().zip(counts) {
                    to.key(json::standing(standing)).number(*count as u64);
                }
            });
        });
        if let Some(worst) = &row.worst {
            to.key("worst").object(|to| {
                to.key("seed").number(worst.seed);
                to.pair("link", &worst.link);
                to.pair("found", &worst.what.to_string());
                if let What::Amount(amount) = worst.what {
                    to.key("value").amount(Some(amount));
                }
            });
        }
    });
}
