//! Verdicts, readout, tasks and marks: what is known at the playhead.

use super::claim::{Assumption, Witness};
use super::params::Params;
use super::record::{Record, What};
use super::run::Run;
use super::words;
use crate::figure::{Mark, MarkKind, Reading, Standing, Verdict};
use crate::reading::us;
use machine::{NodeId, NodeSet, Time};
use protocols::consensus::{Bit, Note};

/// All that a report is made from.
pub struct Known<'a> {
    /// What was set.
    pub params: &'a Params,
    /// The run.
    pub run: &'a Run,
    /// The assumptions that were the only one dropped in a run that was seen to show it.
    pub ways: &'a [Assumption],
    /// The playhead, or a later moment that is asked about.
    pub now: Time,
}

/// What was decided so far that contradicts something: when, and in words.
type Fall = Option<(Time, String)>;

impl Known<'_> {
    fn record(&self) -> &Record {
        &self.run.record().record
    }

    fn witness(&self) -> Witness {
        Witness::of(self.params)
    }

    fn decisions(&self) -> Vec<(Time, NodeId, Bit)> {
        self.record().decisions(self.now).collect()
    }

    /// The processes that are up and have not decided.
    pub fn undecided(&self) -> NodeSet {
        let all = NodeSet::first(self.record().proposals.len());
        let decided = self.decisions().into_iter().map(|(_, node, _)| node).collect();
        all.minus(self.record().down(self.now)).minus(decided)
    }

    /// When the last of those that have to decide did.
    pub fn ended(&self) -> Option<Time> {
        let down = self.record().down(self.now);
        let decisions = self.decisions();
        let last =
            decisions.iter().filter(|(_, node, _)| !down.contains(*node)).map(|(at, ..)| *at).max();
        last.filter(|_| self.undecided().is_empty())
    }

    /// The three monitors, in the order of [`super::claim::Claim::run`].
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = vec![self.agreement(), self.validity(), self.termination()];
        let (safe, live) = (self.params.safety, self.params.termination);
        for (verdict, asked) in verdicts.iter_mut().zip([safe, safe, live]) {
            if !asked {
                verdict.why.push_str(" It is not asked for here.");
            }
        }
        verdicts
    }

    fn agreement(&self) -> Verdict {
        let decisions = self.decisions();
        let fall: Fall = decisions.iter().find(|(_, _, value)| *value != decisions[0].2).map(
            |(at, node, value)| {
                let (_, first, before) = decisions[0];
                (*at, format!("{first} has decided {before}, and {node} decides {value}."))
            },
        );
        let count = decisions.len();
        let held = match count {
            0 => "Nobody has decided yet, so no two have decided differently.".to_owned(),
            _ => format!("All {count} that have decided have decided {}.", decisions[0].2),
        };
        judged("agreement", ("agreement", "no agreement"), fall, held)
    }

    fn validity(&self) -> Verdict {
        let proposals = &self.record().proposals;
        let decisions = self.decisions();
        let fall: Fall = decisions.iter().find(|(_, _, value)| !proposals.contains(value)).map(
            |(at, node, value)| {
                (*at, format!("{node} decides {value}, which nobody has proposed."))
            },
        );
        let held = "Whatever has been decided so far was proposed by somebody.".to_owned();
        judged("validity", ("validity", "not valid"), fall, held)
    }

    fn termination(&self) -> Verdict {
        let verdict = |label: String, standing, why, since| Verdict {
            id: "termination",
            label,
            standing,
            why,
            since,
        };
        if let Some(at) = self.ended() {
            let why = "Every process that has not crashed has decided.".to_owned();
            return verdict("all have decided".to_owned(), Standing::Holds, why, Some(at));
        }
        let delivered = self.record().arrived(self.now).len();
        let messages = if delivered == 1 { "message" } else { "messages" };
        let label = format!("undecided after {delivered} {messages}");
        let returned = self.record().returned.filter(|returned| returned.at <= self.now);
        if let Some(returned) = returned.filter(|_| self.goes_on()) {
            let (a, b) = returned.rounds;
            let why = format!(
                "Round {b} begins as round {a} began: every process holds the same value and waits for the same. The protocol has no coin and the adversary does the same again, so this run goes on for ever, though every message arrives."
            );
            return verdict(label, Standing::Violated, why, Some(returned.at));
        }
        let names: Vec<String> = self.undecided().iter().map(|node| node.to_string()).collect();
        let why = format!(
            "{} may still decide: a run that is cut here refutes nothing.",
            names.join(", ")
        );
        verdict(label, Standing::Unknown, why, None)
    }

    /// Whether nothing but the adversary has touched the run.
    fn goes_on(&self) -> bool {
        self.witness().is_adversarys() && self.record().crashes(self.now) == 0
    }

    /// What was measured.
    pub fn readout(&self) -> Vec<Reading> {
        let (record, ended) = (self.record(), self.ended());
        let arrived = record.arrived(self.now);
        let open = record.arrived(ended.map_or(self.now, |ended| ended.min(self.now)));
        let slowest = arrived.iter().map(|(_, took)| us(*took)).reduce(f64::max);
        let rounds = self.rounds(ended.unwrap_or(self.now)).map(f64::from);
        let crashes = Reading::count("crashes", "crashes", record.crashes(self.now) as u64);
        vec![
            Reading::count("delivered", "messages delivered", arrived.len() as u64),
            Reading::count("undecided", "of them before all had decided", open.len() as u64),
            Reading::ms("slowest", "the slowest took", slowest).decimals(1),
            crashes.note(if self.params.crash { "of 1" } else { "of 0" }),
            Reading::new("rounds", "rounds or ballots begun", rounds),
            Reading::ms("decided", "all decided after", ended.map(us)).decimals(1),
        ]
    }

    /// How many rounds (or ballots) the farthest had begun by then.
    fn rounds(&self, by: Time) -> Option<u32> {
        let begun = self.record().until(by).iter().filter_map(|moment| match moment.what {
            What::Noted(Note::Began(round)) => Some(round),
            _ => None,
        });
        begun.max()
    }

    /// What was achieved.
    pub fn tasks(&self) -> Vec<(&'static str, bool)> {
        let middle = self.witness() == Witness::Middle;
        let delivered = self.record().arrived(self.now).len();
        let disagree = self.agreement().standing == Standing::Violated;
        let touched = !self.run.setup().inputs.is_empty();
        vec![
            ("fifty", middle && self.ended().is_none() && delivered >= 50),
            ("end", middle && touched && self.ended().is_some()),
            ("disagree", disagree),
            ("ways", self.ways.len() == Assumption::ALL.len()),
        ]
    }

    /// What is marked on the timeline.
    pub fn marks(&self) -> Vec<Mark> {
        let record = self.record();
        let mut marks = Vec::new();
        for moment in &record.moments {
            let kind = match moment.what {
                What::Crashed => MarkKind::Crash,
                What::Restarted => MarkKind::Restart,
                _ => continue,
            };
            marks.push(Mark {
                at: moment.at,
                kind,
                label: words::what(self.witness(), moment.node, &moment.what),
            });
        }
        marks
    }
}

/// A property that holds until something falls.
fn judged(id: &'static str, (holds, falls): (&str, &str), fall: Fall, held: String) -> Verdict {
    match fall {
        Some((at, why)) => Verdict {
            id,
            label: falls.to_owned(),
            standing: Standing::Violated,
            why,
            since: Some(at),
        },
        None => Verdict {
            id,
            label: holds.to_owned(),
            standing: Standing::Holds,
            why: held,
            since: None,
        },
    }
}
