//! The result of a sweep: a table for people, CSV, or JSON.

use super::refused;
use crate::text::{Align, table};
use anyhow::Result;
use lab::sweep::{Outcomes, Plan, Row, Shown, Worst, rounded};

/// What of a sweep is shown, and how.
#[derive(clap::Args, Default, PartialEq, Eq)]
pub struct Form {
    /// These readouts only
    #[arg(long, value_name = "ID,ID...", value_delimiter = ',')]
    readout: Option<Vec<String>>,
    /// What makes a run the worst: a verdict (without this the diagram's
    /// own question), or a readout, whose largest value is the worst;
    /// ID:min for its smallest
    #[arg(long, value_name = "ID", verbatim_doc_comment)]
    worst: Option<String>,
    /// Print a line a setting; docs/reference.md lists the fields
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print an object a setting
    #[arg(long)]
    json: bool,
}

impl Form {
    fn shown(&self) -> Shown {
        let ids = |ids: &Vec<String>| ids.iter().map(|id| id.trim().to_owned()).collect();
        Shown {
            readout: self.readout.as_ref().map(ids),
            worst: self.worst.as_deref().map(Worst::typed),
        }
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
        self.shown().check(plan).map_err(refused)
    }

    /// The result.
    ///
    /// # Errors
    /// A link in the plan is not one of this program's.
    pub fn show(&self, plan: &Plan, outcomes: &Outcomes) -> Result<String> {
        let shown = self.shown();
        let rows = shown.rows(plan, outcomes)?;
        Ok(if self.json {
            serde_json::to_string(&shown.swept(plan, &rows))? + "\n"
        } else if self.csv {
            shown.csv(plan, &rows)
        } else {
            words(plan, &shown.worst_of(plan, 0), &rows)
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
