//! What an exploration has found.

use super::explore::{Exploration, Inputs, What};
use check::explore::{self, Outcome, Schedule, Search, Successors};
use check::valency::{Counts, Valencies, Valency};
use serde::{Serialize, Serializer};

/// What an exploration has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The model with all its keys.
    pub model: String,
    /// States found.
    pub states: u32,
    /// Edges found.
    pub edges: u64,
    /// How many actions the farthest state is away from an initial one.
    pub depth: u32,
    /// In how many states a value is decided.
    pub decided: u32,
    /// How many states have which valency, where that means something.
    pub valency: Option<Counts>,
    /// The valency of each vector of inputs.
    pub initial: Vec<(String, Valency)>,
    /// What is violated.
    pub violations: Vec<Violation>,
    /// What was looked for and not found: it holds, or is unknown if the search was cut.
    pub others: Vec<String>,
    /// States in which nothing can happen though it is not the end.
    pub deadlocks: u32,
    /// How many executions were counted, and in how many something is violated.
    pub executions: Option<(u64, u64)>,
    /// Whether the budget ended it.
    pub is_cut: bool,
    /// What can be concluded from it, and what cannot.
    pub conclusions: Vec<String>,
}

/// Something that is violated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Violation {
    /// What.
    pub property: String,
    /// In how many states, or executions.
    pub count: u64,
    /// A shortest run that shows it, in words.
    pub witness: Vec<String>,
    /// The line of it from which on it goes on for ever, if it is endless.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub cycle: Option<usize>,
}

type Searched = Search<Box<dyn explore::Model>>;

impl Report {
    pub(super) fn of(exploration: &mut Exploration) -> Self {
        let budget = exploration.budget;
        let mut report = match &mut exploration.what {
            What::Search { search, inputs, valency, .. } => searched(search, inputs, *valency),
            What::Count { count, is_done } => {
                let counted = count.counted();
                let of = [("agreement", counted.disagreements), ("validity", counted.invalid)];
                let violations = of.iter().filter(|(_, count)| *count > 0);
                let violations = violations.map(|(name, count)| Violation {
                    property: (*name).to_owned(),
                    count: *count,
                    witness: counted.first.clone(),
                    cycle: None,
                });
                let kept = of.iter().filter(|(_, count)| *count == 0);
                Self {
                    executions: Some((counted.executions, counted.disagreements + counted.invalid)),
                    violations: violations.collect(),
                    others: kept.map(|(name, _)| (*name).to_owned()).collect(),
                    is_cut: !*is_done,
                    ..Self::default()
                }
            }
        };
        report.model.clone_from(&exploration.spec);
        report.conclude(budget);
        if let What::Search { leaves_out, .. } = &exploration.what
            && !leaves_out.is_empty()
        {
            report.conclusions.push(leaves_out.clone());
        }
        report
    }

    fn conclude(&mut self, budget: u32) {
        let others = self.others.join(", ");
        let draws = |violation: &Violation| {
            let cycle = violation.cycle.map(|at| &violation.witness[at..]);
            cycle.is_some_and(|lines| lines.iter().any(|line| line.contains(" and draws ")))
        };
        if self.violations.iter().any(draws) {
            let line = "The endless run needs its draws to fall as they do for ever; with a fair coin \
                        its probability is 0.";
            self.conclusions.push(line.to_owned());
        }
        if !self.is_cut {
            return;
        }
        let what = if self.executions.is_some() { "executions" } else { "states" };
        self.conclusions.push(format!(
            "The search ended at its budget of {budget} {what}. What is violated is violated, and a \
             bivalent state is bivalent, whatever was left out."
        ));
        if !others.is_empty() {
            self.conclusions
                .push(format!("Not known, since what was left out could violate it: {others}."));
        }
        if let Some(counts) = self.valency {
            self.conclusions.push(format!(
                "Of {} states the valency is not known: a value that was not reached may be reached \
                 beyond the budget.",
                counts.unknown
            ));
        }
    }
}

fn searched(search: &mut Searched, inputs: &Inputs, valency: bool) -> Report {
    let mut report = Report {
        states: search.graph().states(),
        edges: search.graph().edges(),
        depth: search.graph().depth(),
        deadlocks: search.deadlocks(),
        is_cut: search.limit().is_some(),
        ..Report::default()
    };
    for finding in search.findings() {
        let name = finding.property.name.to_owned();
        match finding.outcome {
            Outcome::Violated { witness } => {
                let (cycle, witness) = (witness.cycle, tell(search, &witness, inputs));
                let count = finding.states.into();
                let cycle = cycle.map(|at| at + 1);
                report.violations.push(Violation { property: name, count, witness, cycle });
            }
            Outcome::Holds | Outcome::Unknown { .. } => report.others.push(name),
        }
    }
    if valency {
        let valencies = Valencies::of(search.graph());
        let graph = search.graph();
        report.valency = Some(valencies.counts());
        report.decided = (0..graph.states()).filter(|at| graph.decided(*at) != 0).count() as u32;
        let labels = inputs.labels.iter().zip(0..graph.initial());
        report.initial =
            labels.map(|(label, at)| (label.clone(), valencies.of_state(at))).collect();
        validity(search, &valencies, inputs, &mut report);
    }
    report
}

/// Whether only what was proposed is decided.
fn validity(search: &mut Searched, valencies: &Valencies, inputs: &Inputs, report: &mut Report) {
    if inputs.allowed.iter().all(|allowed| *allowed == 3) {
        return;
    }
    let graph = search.graph();
    let wrong = |(state, allowed): (&u32, &u8)| {
        let wrong = valencies.reachable(*state) & !allowed;
        (wrong != 0).then(|| (*state, wrong.trailing_zeros() as u8))
    };
    let starts = search.starts().iter().zip(&inputs.allowed);
    let found: Vec<(u32, u8)> = starts.filter_map(wrong).collect();
    let name = "validity".to_owned();
    let ways = found.iter().filter_map(|(at, value)| valencies.to_decision(graph, *at, *value));
    let Some(way) = ways.min_by_key(|way| way.steps.len()) else {
        return report.others.push(name);
    };
    let witness = tell(search, &way, inputs);
    let count = found.len() as u64;
    report.violations.push(Violation { property: name, count, witness, cycle: None });
}

/// A run in words: where it starts, and what happens.
fn tell(search: &mut Searched, way: &Schedule, inputs: &Inputs) -> Vec<String> {
    let start = search.starts().iter().position(|state| *state == way.start);
    let start = start.and_then(|at| inputs.labels.get(at));
    let start = start.map_or("The start.".to_owned(), |label| format!("The inputs are {label}."));
    let mut lines = vec![start];
    let mut words = search.state(way.start);
    let mut out = Successors::default();
    for step in &way.steps {
        lines.push(search.model_mut().describe(&words, step.action));
        out.clear();
        search.model_mut().expand(&words, &mut out);
        words = out.state(step.action as usize).to_vec();
    }
    lines
}

/// A report as a page takes it and `bivalent explore --json` documents it.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Explored<'a> {
    model: &'a str,
    states: u32,
    edges: u64,
    depth: u32,
    decided: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    valency: Option<Counts>,
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(feature = "types", ts(type = "Record<string, Valency>"))]
    initial: &'a [(String, Valency)],
    violations: &'a [Violation],
    /// What holds; absent if the search was cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    holds: Option<&'a [String]>,
    /// What a search that was cut did not find violated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    unknown: Option<&'a [String]>,
    deadlocks: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    executions: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    violating: Option<u64>,
    complete: bool,
    conclusions: &'a [String],
    /// How long it took.
    seconds: f64,
}

impl Report {
    /// The report with the seconds it took, to a thousandth.
    #[must_use]
    pub fn explored(&self, seconds: f64) -> Explored<'_> {
        Explored {
            model: &self.model,
            states: self.states,
            edges: self.edges,
            depth: self.depth,
            decided: self.decided,
            valency: self.valency,
            initial: &self.initial,
            violations: &self.violations,
            holds: (!self.is_cut).then_some(&self.others),
            unknown: self.is_cut.then_some(&self.others),
            deadlocks: self.deadlocks,
            executions: self.executions.map(|(all, _)| all),
            violating: self.executions.map(|(_, violating)| violating),
            complete: !self.is_cut,
            conclusions: &self.conclusions,
            seconds: (seconds * 1e3).round() / 1e3,
        }
    }
}

fn as_object<S: Serializer>(pairs: &[(String, Valency)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().map(|(label, valency)| (label, valency)))
}
