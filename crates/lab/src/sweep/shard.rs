//! A part of a sweep as a file: every value of every run, so that parts make one sweep again.

use super::{Asked, Column, Error, Outcome, Outcomes, Plan, STANDINGS, Setting};
use crate::json;
use diagrams::figure::Standing;
use diagrams::reading::Amount;
use serde::Serialize;
use serde_json::Value;

/// One part of so many, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

impl Shard {
    /// All of it.
    pub const WHOLE: Self = Self { index: 0, of: 1 };
}

/// Which program wrote it: another one's numbers may be of other runs.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Larger amounts no run measures, and they could not be added up.
const AMOUNT_MAX: f64 = 1e100;

/// A part, as a file has it.
#[derive(Serialize)]
struct Part<'a> {
    bivalent: &'static str,
    shard: [usize; 2],
    sweep: Sweep<'a>,
    runs: Vec<Run<'a>>,
}

/// A run's number, its amounts to the last bit, and its verdicts: 0 holds, 1 violated, 2 unknown.
type Run<'a> = (usize, &'a [Option<Amount>], Vec<u64>);

#[derive(Serialize)]
struct Sweep<'a> {
    link: &'a str,
    seeds: [u64; 2],
    vary: Vec<Varied<'a>>,
    settings: Vec<Settled<'a>>,
}

#[derive(Serialize)]
struct Varied<'a> {
    key: &'a str,
    values: &'a [String],
}

#[derive(Serialize)]
struct Settled<'a> {
    link: &'a str,
    verdicts: &'a [String],
    /// Of each readout its id, its label and its unit.
    readout: Vec<[&'a str; 3]>,
}

/// A part, as a file.
#[must_use]
pub fn written(plan: &Plan, shard: Shard, outcomes: &Outcomes) -> String {
    let runs = outcomes.iter().enumerate().filter_map(|(index, outcome)| {
        let Outcome { values, verdicts, .. } = outcome.as_ref()?;
        Some((index, &values[..], verdicts.iter().copied().map(code).collect()))
    });
    let (shard, runs) = ([shard.index, shard.of], runs.collect());
    json(&Part { bivalent: VERSION, shard, sweep: Sweep::of(plan), runs })
}

impl<'a> Sweep<'a> {
    fn of(plan: &'a Plan) -> Self {
        let settled = |setting: &'a Setting| Settled {
            link: &setting.link,
            verdicts: &setting.verdicts,
            readout: setting.readout.iter().map(|c| [&*c.id, &c.label, &c.unit]).collect(),
        };
        Self {
            link: &plan.link,
            seeds: [plan.seeds.start, plan.seeds.end],
            vary: plan.vary.iter().map(|(key, values)| Varied { key, values }).collect(),
            settings: plan.settings.iter().map(settled).collect(),
        }
    }
}

/// A verdict as a number.
#[must_use]
pub fn code(standing: Standing) -> u64 {
    match standing {
        Standing::Holds => 0,
        Standing::Violated => 1,
        Standing::Unknown => 2,
    }
}

/// The verdict of such a number, if there is one.
#[must_use]
pub fn standing_of(code: i64) -> Option<Standing> {
    STANDINGS
        .into_iter()
        .zip(0..)
        .find_map(|(standing, number)| (number == code).then_some(standing))
}

/// Why parts do not make a sweep.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A file is not JSON.
    #[error("{0}: not a part of a sweep: {1}")]
    NoPart(String, serde_json::Error),
    /// It is JSON of something else.
    #[error("{0}: not what `sweep --shard` writes")]
    Unsigned(String),
    /// Another version of this program wrote it.
    #[error("{name} was written by bivalent {version}; this is {VERSION}")]
    Version {
        /// The file.
        name: String,
        /// What wrote it.
        version: String,
    },
    /// It is of another sweep.
    #[error("{name} is of another sweep than {first}")]
    OtherSweep {
        /// The file.
        name: String,
        /// The first of the files.
        first: String,
    },
    /// It is not as this program writes it.
    #[error("{0}: {1}")]
    Wrong(String, Fault),
    /// Two files have the same run.
    #[error("{name}: seed {seed} of {link} is in another file already")]
    Twice {
        /// The second of them.
        name: String,
        /// The run's seed.
        seed: u64,
        /// The setting's link.
        link: String,
    },
    /// Nothing is given.
    #[error("no part is given")]
    Nothing,
    /// Not all runs are there.
    #[error("{missing} of {of} runs are in no file; the first is seed {seed} of {link}")]
    Missing {
        /// So many are not.
        missing: usize,
        /// Of so many.
        of: usize,
        /// The seed of the first of them.
        seed: u64,
        /// Its setting's link.
        link: String,
    },
}

/// What is wrong within a part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Something does not stand in a part that this program wrote, and does in this.
    #[error("this part is garbled")]
    Garbled,
    /// Its sweep cannot be.
    #[error(transparent)]
    Sweep(#[from] Error),
}

/// Parts becoming one sweep.
#[derive(Default)]
pub struct Merge {
    whole: Option<Whole>,
}

struct Whole {
    /// The file that was taken first.
    first: String,
    sweep: Value,
    plan: Plan,
    outcomes: Outcomes,
}

impl Merge {
    /// Takes a part, the text of the file `name`.
    ///
    /// # Errors
    /// It is no part, or of another sweep, or has a run that is there already.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), MergeError> {
        let name = || name.to_owned();
        let wrong = |fault| MergeError::Wrong(name(), fault);
        let part: Value =
            serde_json::from_str(text).map_err(|error| MergeError::NoPart(name(), error))?;
        let version = part["bivalent"].as_str().ok_or_else(|| MergeError::Unsigned(name()))?;
        if version != VERSION {
            return Err(MergeError::Version { name: name(), version: version.to_owned() });
        }
        let whole = match &mut self.whole {
            Some(whole) => whole,
            None => {
                let plan = plan(&part["sweep"]).map_err(wrong)?;
                let (first, sweep) = (name(), part["sweep"].clone());
                let outcomes = vec![None; plan.runs()];
                self.whole.insert(Whole { first, sweep, plan, outcomes })
            }
        };
        if part["sweep"] != whole.sweep {
            return Err(MergeError::OtherSweep { name: name(), first: whole.first.clone() });
        }
        for run in array(&part["runs"]).map_err(wrong)? {
            let (index, outcome) = outcome(&whole.plan, run).map_err(wrong)?;
            if whole.outcomes[index].is_some() {
                let (setting, seed) = whole.plan.run(index);
                return Err(MergeError::Twice { name: name(), seed, link: setting.link.clone() });
            }
            whole.outcomes[index] = Some(outcome);
        }
        Ok(())
    }

    /// The sweep.
    ///
    /// # Errors
    /// A run is missing.
    pub fn finish(self) -> Result<(Plan, Outcomes), MergeError> {
        let Whole { plan, outcomes, .. } = self.whole.ok_or(MergeError::Nothing)?;
        let missing = outcomes.iter().filter(|outcome| outcome.is_none()).count();
        if let Some(index) = outcomes.iter().position(Option::is_none) {
            let (setting, seed) = plan.run(index);
            let (of, link) = (plan.runs(), setting.link.clone());
            return Err(MergeError::Missing { missing, of, seed, link });
        }
        Ok((plan, outcomes))
    }
}

fn plan(sweep: &Value) -> Result<Plan, Fault> {
    let mut plan = Plan {
        link: text(&sweep["link"])?,
        seeds: number(&sweep["seeds"][0])?..number(&sweep["seeds"][1])?,
        vary: Vec::new(),
        settings: Vec::new(),
        issues: Vec::new(),
    };
    for vary in array(&sweep["vary"])? {
        plan.vary.push((text(&vary["key"])?, texts(&vary["values"])?));
    }
    plan.check(Asked::RUNS_MAX)?;
    for (values, setting) in plan.grid().into_iter().zip(array(&sweep["settings"])?) {
        let readout = array(&setting["readout"])?.iter().map(|column| {
            let [id, label, unit] = [0, 1, 2].map(|at| text(&column[at]));
            Ok(Column { id: id?, label: label?, unit: unit? })
        });
        plan.settings.push(Setting {
            values,
            link: text(&setting["link"])?,
            readout: readout.collect::<Result<_, Fault>>()?,
            verdicts: texts(&setting["verdicts"])?,
        });
    }
    let settings: usize = plan.vary.iter().map(|(_, values)| values.len()).product();
    if plan.settings.len() != settings {
        return Err(Fault::Garbled);
    }
    Ok(plan)
}

fn outcome(plan: &Plan, run: &Value) -> Result<(usize, Outcome), Fault> {
    let index = usize::try_from(number(&run[0])?).map_err(|_| Fault::Garbled)?;
    if index >= plan.runs() {
        return Err(Fault::Garbled);
    }
    let values = array(&run[1])?.iter().map(|value| match value {
        Value::Null => Ok(None),
        value => {
            let amount = value.as_f64().filter(|value| value.abs() <= AMOUNT_MAX);
            amount.and_then(Amount::new).map(Some).ok_or(Fault::Garbled)
        }
    });
    let verdicts = array(&run[2])?
        .iter()
        .map(|code| code.as_i64().and_then(standing_of).ok_or(Fault::Garbled));
    let outcome = Outcome {
        values: values.collect::<Result<_, Fault>>()?,
        verdicts: verdicts.collect::<Result<_, Fault>>()?,
        // That some are not was said when they were made.
        complete: true,
    };
    let (setting, _) = plan.run(index);
    let (values, verdicts) = (setting.readout.len(), setting.verdicts.len());
    if (outcome.values.len(), outcome.verdicts.len()) != (values, verdicts) {
        return Err(Fault::Garbled);
    }
    Ok((index, outcome))
}

fn array(value: &Value) -> Result<&Vec<Value>, Fault> {
    value.as_array().ok_or(Fault::Garbled)
}

fn text(value: &Value) -> Result<String, Fault> {
    value.as_str().map(str::to_owned).ok_or(Fault::Garbled)
}

fn texts(value: &Value) -> Result<Vec<String>, Fault> {
    array(value)?.iter().map(text).collect()
}

fn number(value: &Value) -> Result<u64, Fault> {
    value.as_u64().ok_or(Fault::Garbled)
}
