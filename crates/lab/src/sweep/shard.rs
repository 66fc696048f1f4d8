//! A part of a sweep as a file: every value of every run, so that parts make one sweep again.

use super::plan::{Column, Setting};
use super::{Outcome, Outcomes, Plan, Shard};
use anyhow::{Context, Result, anyhow, bail};
use diagrams::figure::Standing;
use diagrams::json::{self, Writer};
use serde_json::Value;
use std::path::PathBuf;

/// Which program wrote it: another one's numbers may be of other runs.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Larger values are not added up.
const MILLIONTHS_MAX: i64 = i64::MAX / 2;

/// A part, as a file.
pub fn written(plan: &Plan, shard: Shard, outcomes: &Outcomes) -> String {
    let made = outcomes.iter().enumerate();
    let made = made.filter_map(|(index, outcome)| Some((index, outcome.as_ref()?)));
    let made: Vec<_> = made.collect();
    json::written(|to| {
        to.object(|to| {
            to.pair("bivalent", VERSION);
            to.key("shard").array(|to| {
                to.number(shard.index as u64);
                to.number(shard.of as u64);
            });
            to.key("sweep").object(|to| sweep(to, plan));
            to.key("runs").list(&made, |to, (index, outcome)| run(to, *index, outcome));
        });
    })
}

fn sweep(to: &mut Writer, plan: &Plan) {
    to.pair("link", &plan.link);
    to.key("seeds").array(|to| {
        to.number(plan.seeds.start);
        to.number(plan.seeds.end);
    });
    to.key("vary").list(&plan.vary, |to, (key, values)| {
        to.object(|to| {
            to.pair("key", key);
            to.key("values").texts(values);
        });
    });
    to.key("settings").list(&plan.settings, |to, setting| {
        to.object(|to| {
            to.pair("link", &setting.link);
            to.key("verdicts").texts(&setting.verdicts);
            to.key("readout").list(&setting.readout, |to, column| {
                to.texts(&[&column.id, &column.label, &column.unit]);
            });
        });
    });
}

/// Its number, its values in millionths, and its verdicts: 0 holds, 1 violated, 2 unknown.
fn run(to: &mut Writer, index: usize, outcome: &Outcome) {
    to.array(|to| {
        to.number(index as u64);
        to.list(&outcome.values, |to, value| match value {
            Some(value) => to.literal(&value.to_string()),
            None => to.literal("null"),
        });
        to.list(&outcome.verdicts, |to, standing| to.number(code(*standing)));
    });
}

fn code(standing: Standing) -> u64 {
    match standing {
        Standing::Holds => 0,
        Standing::Violated => 1,
        Standing::Unknown => 2,
    }
}

/// The sweep whose parts these files are.
///
/// # Errors
/// A file is no part, or of another sweep; a run is missing, or there twice.
pub fn merge_files(files: &[PathBuf]) -> Result<(Plan, Outcomes)> {
    let mut whole: Option<(Value, Plan, Outcomes)> = None;
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
        let part: Value = serde_json::from_str(&text)
            .map_err(|error| anyhow!("{name}: not a part of a sweep: {error}"))?;
        let version = part["bivalent"].as_str();
        let version =
            version.with_context(|| format!("{name}: not what `sweep --shard` writes"))?;
        if version != VERSION {
            bail!("{name} was written by bivalent {version}; this is {VERSION}");
        }
        let (sweep, plan, outcomes) = match &mut whole {
            Some(whole) => whole,
            None => {
                let plan = plan(&part["sweep"]).with_context(|| name.clone())?;
                let outcomes = vec![None; plan.runs()];
                whole.insert((part["sweep"].clone(), plan, outcomes))
            }
        };
        if part["sweep"] != *sweep {
            bail!("{name} is of another sweep than {}", files[0].display());
        }
        for run in array(&part["runs"]).with_context(|| name.clone())? {
            let (index, outcome) = outcome(plan, run).with_context(|| name.clone())?;
            if outcomes[index].is_some() {
                let (setting, seed) = plan.run(index);
                bail!("{name}: seed {seed} of {} is in another file already", setting.link);
            }
            outcomes[index] = Some(outcome);
        }
    }
    let (_, plan, outcomes) = whole.context("no part is given")?;
    let missing = outcomes.iter().filter(|outcome| outcome.is_none()).count();
    if let Some(index) = outcomes.iter().position(Option::is_none) {
        let (of, (setting, seed)) = (plan.runs(), plan.run(index));
        bail!(
            "{missing} of {of} runs are in no file; the first is seed {seed} of {}",
            setting.link
        );
    }
    Ok((plan, outcomes))
}

/// What stands in a part that this program wrote, and does not here.
const GARBLED: &str = "this part is garbled";

fn plan(sweep: &Value) -> Result<Plan> {
    let mut plan = Plan {
        link: text(&sweep["link"])?,
        seeds: number(&sweep["seeds"][0])?..number(&sweep["seeds"][1])?,
        vary: Vec::new(),
        settings: Vec::new(),
    };
    for vary in array(&sweep["vary"])? {
        plan.vary.push((text(&vary["key"])?, texts(&vary["values"])?));
    }
    plan.check()?;
    for (values, setting) in plan.grid().into_iter().zip(array(&sweep["settings"])?) {
        let readout = array(&setting["readout"])?.iter().map(|column| {
            let [id, label, unit] = [0, 1, 2].map(|at| text(&column[at]));
            Ok(Column { id: id?, label: label?, unit: unit? })
        });
        plan.settings.push(Setting {
            values,
            link: text(&setting["link"])?,
            readout: readout.collect::<Result<_>>()?,
            verdicts: texts(&setting["verdicts"])?,
        });
    }
    let settings: usize = plan.vary.iter().map(|(_, values)| values.len()).product();
    if plan.settings.len() != settings {
        bail!(GARBLED);
    }
    Ok(plan)
}

fn outcome(plan: &Plan, run: &Value) -> Result<(usize, Outcome)> {
    let index = usize::try_from(number(&run[0])?)?;
    if index >= plan.runs() {
        bail!(GARBLED);
    }
    let values = array(&run[1])?.iter().map(|value| match value {
        Value::Null => Ok(None),
        value => {
            let value = value.as_i64().filter(|value| value.abs() <= MILLIONTHS_MAX);
            value.map(Some).context(GARBLED)
        }
    });
    let verdicts = array(&run[2])?.iter().map(|code| match code.as_u64() {
        Some(0) => Ok(Standing::Holds),
        Some(1) => Ok(Standing::Violated),
        Some(2) => Ok(Standing::Unknown),
        _ => Err(anyhow!(GARBLED)),
    });
    let outcome = Outcome {
        values: values.collect::<Result<_>>()?,
        verdicts: verdicts.collect::<Result<_>>()?,
    };
    let (setting, _) = plan.run(index);
    let (values, verdicts) = (setting.readout.len(), setting.verdicts.len());
    if (outcome.values.len(), outcome.verdicts.len()) != (values, verdicts) {
        bail!(GARBLED);
    }
    Ok((index, outcome))
}

fn array(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().context(GARBLED)
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context(GARBLED)
}

fn texts(value: &Value) -> Result<Vec<String>> {
    array(value)?.iter().map(text).collect()
}

fn number(value: &Value) -> Result<u64> {
    value.as_u64().context(GARBLED)
}
