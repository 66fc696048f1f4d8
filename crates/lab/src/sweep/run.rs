//! One run, and what it came to.

use super::{Error, Plan};
use diagrams::figure::{Report, Standing};
use diagrams::reading::Amount;
use diagrams::still;

/// What one run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In the order of the setting's readout; none where nothing was measured.
    pub values: Vec<Option<Amount>>,
    /// In the order of the setting's verdicts.
    pub verdicts: Vec<Standing>,
    /// Whether it was computed to its end; one that is too large is not.
    pub complete: bool,
}

/// By the run's number; none where a run was not made here.
pub type Outcomes = Vec<Option<Outcome>>;

/// Makes one run, by its number.
///
/// # Errors
/// The link is not one of this program's.
pub fn run(plan: &Plan, index: usize) -> Result<Outcome, Error> {
    let (setting, seed) = plan.run(index);
    let mut figure = setting.open(seed)?;
    while figure.work(still::SLICE) {}
    figure.seek(figure.end());
    let report = figure.report();
    let reading = |id: &str| report.readout.iter().find(|reading| reading.id == id);
    let amount = |id: &str| reading(id).and_then(|reading| reading.amount);
    Ok(Outcome {
        values: setting.readout.iter().map(|column| amount(&column.id)).collect(),
        verdicts: setting.verdicts.iter().map(|id| standing(&report, id)).collect(),
        complete: figure.computed() >= figure.end(),
    })
}

fn standing(report: &Report, id: &str) -> Standing {
    let verdict = report.verdicts.iter().find(|verdict| verdict.id == id);
    verdict.map_or(Standing::Unknown, |verdict| verdict.standing)
}
