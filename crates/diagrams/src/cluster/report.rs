//! Readout, verdicts, tasks and marks: what is known at the playhead.

use super::design::{Run, names, rules};
use super::elections::Elections;
use super::judge::{Asked, Judgement, Tally, wiring_at};
use super::record::{Record, What};
use super::store::{Of, Rule, Store};
use super::words;
use crate::figure::{Mark, MarkKind, Reading, Standing, Verdict};
use crate::reading::us;
use check::measure::percentile;
use machine::{NodeId, Ratio, Time};
use protocols::client::Outcome;
use protocols::dynamo::Conflict;
use scene::number;
use std::collections::BinaryHeap;

/// All that a report is made from.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The run.
    pub run: &'a Run,
    /// What it did.
    pub(super) record: &'a Record,
    /// What was found.
    pub(super) judgement: &'a Judgement,
    /// The moment that is asked about.
    pub now: Time,
}

impl Known<'_> {
    fn server(&self) -> &Store {
        &self.run.setup().machine.server
    }

    /// Whether the store has leaders, who are elected.
    fn has_leaders(&self) -> bool {
        matches!(self.server(), Of::Raft(_))
    }

    /// Where a client is at home.
    fn home(&self, client: NodeId) -> NodeId {
        self.run.setup().places[client.index()]
    }

    /// All that was asked, as it had ended by the playhead.
    fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.judgement.asked().iter().for_each(|asked| total.count(asked, self.now));
        total
    }

    /// What was checked.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = vec![self.linearizable(), self.answered()];
        verdicts.extend(rules(self.run).iter().map(|rule| self.rule(rule)));
        // Election safety is the one that readers know; the other four are told together.
        if verdicts.len() > 3 {
            let others = verdicts.split_off(3);
            verdicts.push(together(others));
        }
        verdicts.push(self.kept());
        verdicts.push(self.converged());
        verdicts
    }

    fn linearizable(&self) -> Verdict {
        let id = "linearizable";
        if let Some(found) = self.judgement.contradiction_at(self.now) {
            let these = match found.ops.len() {
                1 => "this operation".to_owned(),
                many => format!("these {many} operations"),
            };
            let why = format!(
                "However all others are ordered, no linearization of {these} exists: {}.",
                found.why
            );
            let label = "not linearizable".to_owned();
            return Verdict {
                id,
                label,
                standing: Standing::Violated,
                why,
                since: Some(found.turned_at),
            };
        }
        let ended = self.total().ended();
        let (standing, why) = if self.judgement.judged() <= self.now {
            (Standing::Unknown, "The history is still being searched.".to_owned())
        } else if self.judgement.limit().is_some() {
            (
                Standing::Unknown,
                "The search gave up: its budget of steps or memory is spent.".to_owned(),
            )
        } else {
            let why = format!(
                "An order was found that explains all {ended} operations that have ended, and their real-time order."
            );
            (Standing::Holds, why)
        };
        Verdict { id, label: "linearizable".to_owned(), standing, why, since: None }
    }

    /// CAP's availability: every request at a replica that does not fail gets an answer.
    fn answered(&self) -> Verdict {
        let id = "available";
        let failed = |asked: &&Asked| {
            let outcome = asked.ended_by(self.now);
            matches!(outcome, Some(Outcome::Refused | Outcome::Unknown))
                && !self.home_was_down(asked)
        };
        let failed: Vec<&Asked> = self.judgement.asked().iter().filter(failed).collect();
        let Some(first) = failed.iter().min_by_key(|asked| asked.ended) else {
            let label = "every request answered".to_owned();
            let why = format!(
                "All {} requests that have ended were answered, but for those at crashed replicas.",
                self.total().ended()
            );
            return Verdict { id, label, standing: Standing::Holds, why, since: None };
        };
        let refused = first.outcome == Some(Outcome::Refused);
        let why = format!(
            "{} requests at replicas that were up got no answer. The first: {} of {}, {}.",
            failed.len(),
            words::op(first.op),
            names(self.run).name(first.id.client),
            if refused { "refused" } else { "not answered in time" },
        );
        let label = "not every request answered".to_owned();
        Verdict { id, label, standing: Standing::Violated, why, since: first.ended }
    }

    /// Whether the replica that a request was made at was down or paused at some time until it ended.
    fn home_was_down(&self, asked: &Asked) -> bool {
        let home = self.home(asked.id.client);
        let until = asked.ended.unwrap_or(self.now);
        let mut down = false;
        for moment in self.record.moments.iter().filter(|moment| moment.node == home) {
            match moment.what {
                _ if moment.at > until => break,
                What::Crashed | What::Paused => down = true,
                What::Restarted(_) | What::Resumed => down &= moment.at > asked.invoked,
                _ => {}
            }
        }
        down
    }

    fn rule(&self, rule: &Rule) -> Verdict {
        let id = rule.id;
        let found =
            self.record.broken.iter().find(|(at, broken)| broken.id == id && *at <= self.now);
        let plain = if id == "election-safety" {
            "one leader per term".to_owned()
        } else {
            rule.name.to_owned()
        };
        match found {
            Some((at, broken)) => {
                let label = if id == "election-safety" {
                    "two leaders in a term".to_owned()
                } else {
                    format!("{plain} fell")
                };
                let why = format!("{} {}.", rule.sentence, broken.why);
                Verdict { id, label, standing: Standing::Violated, why, since: Some(*at) }
            }
            None => {
                let why = format!("{} Checked after every step.", rule.sentence);
                Verdict { id, label: plain, standing: Standing::Holds, why, since: None }
            }
        }
    }

    fn kept(&self) -> Verdict {
        let id = "no-lost-write";
        let lost: Vec<_> = self.record.lost.iter().filter(|(at, ..)| *at <= self.now).collect();
        let Some((at, write, value)) = lost.first() else {
            let label = "no acknowledged write lost".to_owned();
            let why = "Each client's last acknowledged write of a key is on some replica, or one that replaced it knowingly is.".to_owned();
            return Verdict { id, label, standing: Standing::Holds, why, since: None };
        };
        let writes = if lost.len() == 1 { "write" } else { "writes" };
        let by_design = matches!(self.server(), Of::Dynamo(store) if store.conflict == Conflict::LastWriterWins);
        let fate = if by_design { "overwritten unseen" } else { "lost" };
        let rule = if by_design {
            " Last writer wins: the greater timestamp stays, whatever it knew."
        } else {
            ""
        };
        let why = format!(
            "The value {value} that {} was told is written is on no replica, and none holds a value written by one who knew it.{rule}",
            names(self.run).name(write.client),
        );
        let label = format!("{} acknowledged {writes} {fate}", lost.len());
        Verdict { id, label, standing: Standing::Violated, why, since: Some(*at) }
    }

    fn converged(&self) -> Verdict {
        let id = "converged";
        let verdict = |label: &str, standing, why: String, since| Verdict {
            id,
            label: label.to_owned(),
            standing,
            why,
            since,
        };
        if wiring_at(self.record, self.now).cut {
            return verdict(
                "converged: still cut",
                Standing::Unknown,
                "The network is cut.".to_owned(),
                None,
            );
        }
        match self.record.healings.iter().rfind(|(healed, _)| *healed <= self.now) {
            None => verdict(
                "converged: no cut yet",
                Standing::Unknown,
                "The network has not been cut yet.".to_owned(),
                None,
            ),
            Some((healed, Some(done))) if *done <= self.now => {
                let took = number::duration((*done - *healed).as_us());
                let why = format!(
                    "Every replica that is up has all that was written before the network was healed, after {took}."
                );
                verdict("converged", Standing::Holds, why, Some(*done))
            }
            Some(_) => verdict(
                "converging",
                Standing::Unknown,
                "Some replica lacks what was written before the network was healed.".to_owned(),
                None,
            ),
        }
    }

    /// What was measured.
    pub fn readout(&self) -> Vec<Reading> {
        let total = self.total();
        let sides = self.sides();
        let larger = sides.iter().fold(Tally::default(), |sum, (larger, _)| sum.plus(larger));
        let smaller = sides.iter().fold(Tally::default(), |sum, (_, others)| sum.plus(others));
        let stale = self
            .judgement
            .asked()
            .iter()
            .filter(|asked| asked.answered_by(self.now))
            .filter_map(|asked| asked.stale);
        let oldest = stale.clone().map(|stale| stale.behind).max();
        let versions = stale.map(|stale| f64::from(stale.versions)).reduce(f64::max);
        let count = |id, label, count: u32| Reading::count(id, label, count.into());
        let mut readout = vec![
            share("availability-larger", "answered, larger side", larger),
            share("availability-smaller", "answered, smaller side", smaller),
            count("reads", "reads answered", total.reads),
            count("writes", "writes answered", total.writes),
            count("refused", "refused or unanswered", total.refused + total.unanswered),
            count("stale", "stale reads", total.stale).note(format!("of {}", total.reads)),
            Reading::s("oldest", "oldest answer", oldest).decimals(2),
            Reading::new("versions", "versions behind, at most", versions),
        ];
        self.read_latency(&mut readout);
        if self.has_leaders() {
            self.read_elections(&mut readout);
        }
        self.read_convergence(&mut readout);
        readout
    }

    fn read_latency(&self, readout: &mut Vec<Reading>) {
        let latencies = self.latencies();
        let at = |percent| percentile(&latencies, Ratio::percent(percent)).map(us);
        readout.push(Reading::ms("p50", "latency p50", at(50)).decimals(1));
        readout.push(Reading::ms("p99", "latency p99", at(99)).decimals(1));
    }

    fn read_elections(&self, readout: &mut Vec<Reading>) {
        let found = Elections::of(self.record, self.now);
        let mean = |sum: u64, count: u64| (count > 0).then(|| sum as f64 / count as f64);
        readout.push(Reading::count("elections", "elections", found.stood));
        readout.push(Reading::count("leaders", "leaders elected", found.won));
        let terms = mean(found.terms, found.won);
        readout.push(Reading::new("terms", "terms per leader elected", terms).decimals(2));
        readout.push(Reading::count("split-votes", "terms without a leader", found.fruitless));
        let without = mean(found.leaderless.as_us(), found.crashes);
        readout.push(Reading::ms("leaderless", "leaderless after its crash", without));
    }

    fn read_convergence(&self, readout: &mut Vec<Reading>) {
        let healed = self
            .record
            .healings
            .iter()
            .rfind(|(_, done)| done.is_some_and(|done| done <= self.now));
        let took = healed.and_then(|(healed, done)| done.map(|done| us(done - *healed)));
        readout.push(Reading::ms("converge", "time to converge", took));
    }

    /// How long answered operations took, ascending.
    fn latencies(&self) -> Vec<Time> {
        let answered = self.judgement.asked().iter().filter(|asked| asked.answered_by(self.now));
        let took = answered.filter_map(|asked| asked.ended.map(|ended| ended - asked.invoked));
        // A heap's sort is a tenth of the code of std's others.
        took.collect::<BinaryHeap<Time>>().into_sorted_vec()
    }

    /// What was asked during each cut, on the side with most replicas and on the others.
    fn sides(&self) -> Vec<(Tally, Tally)> {
        let wirings = &self.record.wirings;
        let mut tallies = vec![<(Tally, Tally)>::default(); wirings.len()];
        for asked in self.judgement.asked() {
            let index = wirings.partition_point(|wiring| wiring.at <= asked.invoked).max(1) - 1;
            if wirings[index].cut {
                let home = self.home(asked.id.client);
                let larger =
                    wirings[index].components.first().is_some_and(|side| side.contains(home));
                let (in_larger, in_others) = &mut tallies[index];
                if larger { in_larger } else { in_others }.count(asked, self.now);
            }
        }
        tallies
    }

    /// Whether the reader has intervened.
    pub fn is_touched(&self) -> bool {
        !self.run.setup().inputs.is_empty()
    }

    /// Whether a read was answered with a value older than one that had been acknowledged.
    pub fn has_stale_read(&self) -> bool {
        let mut asked = self.judgement.asked().iter();
        asked.any(|asked| asked.answered_by(self.now) && asked.stale.is_some())
    }

    /// Whether the history is not linearizable.
    pub fn is_contradicted(&self) -> bool {
        self.judgement.contradiction_at(self.now).is_some()
    }

    /// During one cut the smaller side refused and the larger one answered.
    pub fn refused_while_others_went_on(&self) -> bool {
        let refused = |tally: &Tally| tally.refused + tally.unanswered > 0;
        self.sides().iter().any(|(larger, others)| larger.answered > 0 && refused(others))
    }

    /// A leader crashed after a write was acknowledged, another was elected, and nothing was lost.
    pub fn survived_a_leader(&self) -> bool {
        let (mut leader, mut crashed) = (None, None);
        let written = |by: Time| {
            let asked = self.judgement.asked();
            asked.iter().any(|asked| asked.ended_by(by.min(self.now)) == Some(Outcome::Written))
        };
        let mut survived = false;
        for moment in self.record.moments.iter().filter(|moment| moment.at <= self.now) {
            match moment.what {
                What::Led(_) if crashed.is_some_and(|at| at < moment.at) => survived = true,
                What::Led(_) => leader = Some(moment.node),
                What::Crashed if leader == Some(moment.node) && written(moment.at) => {
                    crashed = Some(moment.at);
                }
                _ => {}
            }
        }
        survived && self.record.lost.iter().all(|(at, ..)| *at > self.now)
    }

    /// Cuts, crashes and elections of the run.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for pair in self.record.wirings.windows(2) {
            let (kind, label) = match (pair[0].cut, pair[1].cut) {
                (false, true) => (MarkKind::Cut, "network cut"),
                (true, true) if pair[0].components != pair[1].components => {
                    (MarkKind::Cut, "network cut anew")
                }
                (true, false) => (MarkKind::Heal, "network healed"),
                _ => continue,
            };
            marks.push(Mark { at: pair[1].at, kind, label: label.to_owned() });
        }
        for moment in &self.record.moments {
            let kind = match moment.what {
                What::Crashed => MarkKind::Crash,
                What::Restarted(_) => MarkKind::Restart,
                What::Led(_) => MarkKind::Election,
                _ => continue,
            };
            let label = words::what(names(self.run), moment.node, &moment.what);
            marks.push(Mark { at: moment.at, kind, label });
        }
        marks
    }
}

/// Several invariants in one chip.
fn together(verdicts: Vec<Verdict>) -> Verdict {
    if let Some(fallen) = verdicts.iter().find(|verdict| verdict.standing == Standing::Violated) {
        return fallen.clone();
    }
    let names: Vec<String> = verdicts.into_iter().map(|verdict| verdict.label).collect();
    let why =
        format!("{}: each checked after every step. (Ongaro 2014, figure 3.2)", names.join(", "));
    Verdict {
        id: "log-safety",
        label: "logs agree".to_owned(),
        standing: Standing::Holds,
        why,
        since: None,
    }
}

/// The share of requests that were answered.
fn share(id: &'static str, label: &'static str, tally: Tally) -> Reading {
    Reading::share(id, label, (tally.answered.into(), tally.ended().into()))
}
