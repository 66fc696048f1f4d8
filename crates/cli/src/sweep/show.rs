//! The result of a sweep: a table for people, CSV, or JSON.

use super::refused;
use crate::text::{Align, table};
use anyhow::{Result, bail};
use lab::sweep::{Outcomes, Plan, Row, Shown, Worst, rounded};

/// What of a sweep is shown, and how.
#[derive(Default, PartialEq, Eq)]
pub struct Form {
    shown: Shown,
    csv: bool,
    json: bool,
}

impl Form {
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
                let ids = value()?.split(',').map(|id| id.trim().to_owned()).collect();
                self.shown.readout = Some(ids);
            }
            "worst" => self.shown.worst = Some(Worst::typed(&value()?)),
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
        self.shown.check(plan).map_err(refused)
    }

    /// The result.
    ///
    /// # Errors
    /// A link in the plan is not one of this program's.
    pub fn show(&self, plan: &Plan, outcomes: &Outcomes) -> Result<String> {
        let rows = self.shown.rows(plan, outcomes)?;
        Ok(if self.json {
            self.shown.json(plan, &rows) + "\n"
        } else if self.csv {
            self.shown.csv(plan, &rows)
        } else {
            words(plan, &self.shown.worst_of(plan, 0), &rows)
        })
    }
}

/// The result for people.
fn words(plan: &Plan, worst: &Worst, rows: &[Row<'_>]) -> String {
    let mut out = format!("{}, seeds {} to {}\n", plan.link, plan.seeds.start, plan.seeds.end - 1);
    for row in rows {
        let values = plan.vary.iter().zip(row.values);
        let setting: String = values.map(|((key, _), value)| format!("{key}={value}, ")).collect();
        out.push_str(&format!("\n{setting}n = {}\n", row.n));
        row.says().iter().for_each(|says| out.push_str(&format!("  {says}\n")));
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
        cells.extend(rounded(summary.of).map(dash));
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
