//! The result of a sweep: a table for people, CSV, or JSON.

use super::summary::{Summary, Values, Worst, exact, rounded};
use super::{Outcome, Outcomes, Plan};
use crate::text::{self, Align, table};
use anyhow::{Result, bail};
use diagrams::figure::Standing;
use diagrams::json::{self, Writer};

/// What of a sweep is shown, and how.
#[derive(Default, PartialEq, Eq)]
pub struct Shown {
    readout: Option<Vec<String>>,
    worst: Option<Worst>,
    csv: bool,
    json: bool,
}

/// The standings, in the order in which they are counted.
const STANDINGS: [Standing; 3] = [Standing::Holds, Standing::Violated, Standing::Unknown];

/// A setting's result.
struct Row<'a> {
    values: &'a [String],
    link: &'a str,
    n: usize,
    readout: Vec<(&'a super::plan::Column, Summary)>,
    /// Of each verdict, how many runs have each of [`STANDINGS`].
    verdicts: Vec<(&'a str, [usize; 3])>,
    worst: Option<super::summary::Found>,
}

impl Shown {
    /// The options that say what is shown.
    pub const OPTIONS: [&str; 4] = ["readout", "worst", "csv", "json"];

    /// Takes one of [`Self::OPTIONS`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn take(&mut self, option: &str, args: &mut lexopt::Parser) -> Result<()> {
        let mut value = || -> Result<String> { Ok(lexopt::ValueExt::string(args.value()?)?) };
        match option {
            "readout" => {
                self.readout = Some(value()?.split(',').map(|id| id.trim().to_owned()).collect());
            }
            "worst" => {
                let typed = value()?;
                let (id, least) = match typed.strip_suffix(":min") {
                    Some(id) => (id, true),
                    None => (typed.as_str(), false),
                };
                self.worst = Some(Worst { id: id.to_owned(), least });
            }
            "csv" => self.csv = true,
            _ => self.json = true,
        }
        if self.csv && self.json {
            bail!("--csv and --json exclude each other");
        }
        Ok(())
    }

    /// Whether nothing was asked for.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the plan has what is to be shown.
    ///
    /// # Errors
    /// What it has not.
    pub fn check(&self, plan: &Plan) -> Result<()> {
        let readout = columns(plan);
        for id in self.readout.iter().flatten() {
            if !readout.contains(&id.as_str()) {
                let meant = text::meant(id, readout.iter().copied());
                bail!("--readout: these runs have no readout {id:?}{meant}");
            }
        }
        let Some(worst) = &self.worst else { return Ok(()) };
        let verdicts = verdicts(plan);
        let mut ids = verdicts.iter().chain(&readout).copied();
        if !ids.clone().any(|id| id == worst.id) {
            let id = &worst.id;
            bail!("--worst: these runs have no verdict or readout {id:?}{}", text::meant(id, ids));
        }
        if worst.least && verdicts.iter().any(|id| *id == worst.id) {
            let first = readout.first().copied().or(ids.next()).unwrap_or_default();
            bail!("--worst {}:min: only a readout has a smallest value, {first} say", worst.id);
        }
        Ok(())
    }

    /// The result.
    ///
    /// # Errors
    /// A link in the plan is not one of this program's.
    pub fn show(&self, plan: &Plan, outcomes: &Outcomes) -> Result<String> {
        let rows: Vec<Row<'_>> = (0..plan.settings.len())
            .map(|row| self.row(plan, row, outcomes))
            .collect::<Result<_>>()?;
        Ok(if self.json {
            object(plan, &self.worst_of(plan, 0), &rows) + "\n"
        } else if self.csv {
            self.csv(plan, &rows)
        } else {
            words(plan, &self.worst_of(plan, 0), &rows)
        })
    }

    /// What makes a run the worst: what was asked for, or the first verdict.
    fn worst_of(&self, plan: &Plan, row: usize) -> Worst {
        let first = || plan.settings[row].verdicts.first().cloned().unwrap_or_default();
        self.worst.clone().unwrap_or_else(|| Worst { id: first(), least: false })
    }

    fn row<'a>(&self, plan: &'a Plan, row: usize, outcomes: &Outcomes) -> Result<Row<'a>> {
        let (setting, each) = (&plan.settings[row], plan.seeds_each());
        let runs = outcomes.iter().skip(row * each).take(each).flatten();
        let runs: Vec<&Outcome> = runs.collect();
        let chosen = |id: &String| self.readout.as_ref().is_none_or(|ids| ids.contains(id));
        let columns = setting.readout.iter().enumerate().filter(|(_, column)| chosen(&column.id));
        let readout = columns.map(|(at, column)| {
            let values: Vec<_> = runs.iter().map(|run| run.values[at]).collect();
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
            worst: self.worst_of(plan, row).find(plan, row, &runs)?,
        })
    }

    fn csv(&self, plan: &Plan, rows: &[Row<'_>]) -> String {
        let chosen =
            |id: &&str| self.readout.as_ref().is_none_or(|ids| ids.iter().any(|i| i == id));
        let readout: Vec<&str> = columns(plan).into_iter().filter(chosen).collect();
        let verdicts = verdicts(plan);
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
    /// In a line of CSV; empty where this setting has no such readout or verdict.
    fn cells(&self, readout: &[&str], verdicts: &[&str]) -> Vec<String> {
        let mut cells = self.values.to_vec();
        cells.push(self.n.to_string());
        for id in readout {
            let found = self.readout.iter().find(|(column, _)| column.id == *id);
            let n = found.map(|(_, summary)| summary.n.to_string()).unwrap_or_default();
            cells.push(n);
            cells.extend(numbers(found.and_then(|(_, summary)| summary.of)));
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

/// Mean, confidence interval and percentiles; empty where there are none.
fn numbers(of: Option<Values>) -> [String; 4] {
    let Some(Values { mean, ci95, p50, p99 }) = of else { return Default::default() };
    [rounded(mean), ci95.map(rounded).unwrap_or_default(), exact(p50), exact(p99)]
}

fn csv_line(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains([',', '"', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

/// The readouts of all settings.
fn columns(plan: &Plan) -> Vec<&str> {
    each_once(
        plan.settings
            .iter()
            .flat_map(|setting| setting.readout.iter())
            .map(|column| column.id.as_str()),
    )
}

/// The verdicts of all settings.
fn verdicts(plan: &Plan) -> Vec<&str> {
    each_once(plan.settings.iter().flat_map(|setting| setting.verdicts.iter().map(String::as_str)))
}

fn each_once<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}

/// The result as docs/reference.md describes it.
fn object(plan: &Plan, worst: &Worst, rows: &[Row<'_>]) -> String {
    json::written(|to| {
        to.object(|to| {
            to.pair("link", &plan.link);
            to.key("seeds").array(|to| {
                to.number(plan.seeds.start);
                to.number(plan.seeds.end);
            });
            to.pair("worst", &worst.id);
            to.key("rows").list(rows, |to, row| row_into(to, plan, row));
        });
    })
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
        to.key("readout").list(&row.readout, |to, (column, summary)| {
            to.object(|to| {
                to.pair("id", &column.id);
                to.pair("label", &column.label);
                to.pair("unit", &column.unit);
                to.key("n").number(summary.n as u64);
                to.key("skipped").number(summary.skipped as u64);
                let names = ["mean", "ci95", "p50", "p99"];
                for (name, number) in names.iter().zip(numbers(summary.of)) {
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
                to.pair("found", &worst.what);
            });
        }
    });
}

/// The result for people.
fn words(plan: &Plan, worst: &Worst, rows: &[Row<'_>]) -> String {
    let mut out = format!("{}, seeds {} to {}\n", plan.link, plan.seeds.start, plan.seeds.end - 1);
    for row in rows {
        let values = plan.vary.iter().zip(row.values);
        let setting: String = values.map(|((key, _), value)| format!("{key}={value}, ")).collect();
        out.push_str(&format!("\n{setting}n = {}\n", row.n));
        out.push_str(&readout_table(row));
        out.push_str(&verdict_table(row));
        if let Some(found) = &row.worst {
            out.push_str(&format!("  worst, {} {}:\n    {}\n", worst.id, found.what, found.link));
        }
    }
    out
}

fn readout_table(row: &Row<'_>) -> String {
    let head = ["  readout", "mean", "\u{b1} 95 %", "p50", "p99", "", "runs"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (column, summary) in &row.readout {
        let mut cells = vec![format!("  {}", column.label)];
        let dash = |cell: String| if cell.is_empty() { "\u{2013}".to_owned() } else { cell };
        cells.extend(numbers(summary.of).map(dash));
        // What was not measured has no unit.
        cells.push(summary.of.map(|_| column.unit.clone()).unwrap_or_default());
        cells.push(summary.n.to_string());
        rows.push(cells);
    }
    let numbers = [Align::Right; 4];
    table(&[&[Align::Left][..], &numbers, &[Align::Left, Align::Right]].concat(), &rows)
}

fn verdict_table(row: &Row<'_>) -> String {
    let head = ["  verdict", "holds", "violated", "unknown"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (id, counts) in &row.verdicts {
        let mut cells = vec![format!("  {id}")];
        cells.extend(counts.map(|count| count.to_string()));
        rows.push(cells);
    }
    table(&[Align::Left, Align::Right, Align::Right, Align::Right], &rows)
}
